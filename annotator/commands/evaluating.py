"""How well what is proposed agrees with a layer of the project."""

from __future__ import annotations

from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.commands.suggesting import knowledge_of
from annotator.core.evaluation import Evaluation, evaluate, of_layer, of_suggestions
from annotator.store import Project, queries


def evaluate_suggester(
    project: Project,
    suggester: str,
    *,
    layer: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Evaluation:
    """What one suggester, or all of them where `suggester` is "", proposes, against one author's layer.

    Counted are the documents in which the author has anything. Names are those that were listed: what a
    layer itself teaches would be found in it again. Raises `AnnotatorError("cancelled")`.
    """
    from annotator.suggest.suggesters import SUGGESTERS, suggest

    find = next((row.suggest for row in SUGGESTERS if row.id == suggester), suggest)
    known = knowledge_of(project)
    total = queries.document_count(project) if progress else 0
    counts = Evaluation()
    for done, bundle in enumerate(queries.bundles(project, author=layer), 1):
        stop_if(cancelled)
        if bundle.spans or bundle.attributions:
            found = of_suggestions(find(bundle.document, bundle.text, known))
            counts = counts.plus(evaluate(found, of_layer(bundle.spans, bundle.attributions)))
        if progress:
            progress(done, total)
    return counts
