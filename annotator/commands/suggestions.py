"""Computes what is proposed to an author where it no longer holds, for one document or for all."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from annotator.commands.decided import decided_by
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.evaluation import Evaluation, evaluate, of_layer, of_suggestions
from annotator.core.events import encode_record
from annotator.core.model import Bundle, Document, derived_id
from annotator.core.suggestions import (
    IMPORTED,
    Answers,
    Rejected,
    Suggestion,
    rejection_id,
    still_open,
    with_brought,
)
from annotator.store import Project, queries
from annotator.store.suggestions import Proposed, brought, keep, kept_count, proposed, rejected, rejected_rows

if TYPE_CHECKING:
    from annotator.suggest.knowledge import Knowledge
    from annotator.suggest.material import Stale
    from annotator.suggest.names import NameMatcher

Suggest = Callable[[Document, str, "Knowledge"], Sequence[Suggestion]]
"""Finds suggestions in a text; `annotator.suggest.suggesters.suggest` unless another is given."""

_BATCH: Final = 100
_MANY: Final = 1_000
"""Documents. Fewer are done before other processes have begun."""


class Suggested(msgspec.Struct):
    """The suggestions that are open after looking through a project."""

    documents: int = 0
    suggestions: int = 0
    by_suggester: dict[str, int] = {}


def suggest_document(
    project: Project,
    document_id: str,
    *,
    author: str,
    cancelled: Cancelled | None = None,
    without: Collection[str] = (),
    find: Suggest | None = None,
) -> list[Suggestion]:
    """The suggestions open for the author in a document, in reading order: not rejected, not answered by the
    layer, of no suggester left out. Raises "unknown-document", "cancelled"."""
    ((_, found),) = open_suggestions(
        project, author=author, document_ids=[document_id], cancelled=cancelled, without=without, find=find
    )
    return found


def suggest_all(
    project: Project,
    *,
    author: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    without: Collection[str] = (),
    find: Suggest | None = None,
) -> Suggested:
    """Look through all documents. Raises `AnnotatorError("cancelled")`; what was found until then is kept."""
    report = Suggested()
    counted: Counter[str] = Counter()
    for _, found in open_suggestions(
        project, author=author, progress=progress, cancelled=cancelled, without=without, find=find
    ):
        report.documents += 1
        counted.update(row.suggester for row in found)
    report.suggestions = counted.total()
    report.by_suggester = dict(counted.most_common())
    return report


def open_suggestions(
    project: Project,
    *,
    author: str,
    document_ids: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    without: Collection[str] = (),
    find: Suggest | None = None,
    cluster: str = "",
) -> Iterator[tuple[Document, list[Suggestion]]]:
    """Each document, or each of those named, with what is open for the author.

    Nothing is found by the suggesters named in `without`. `cluster`: the address of the Dask scheduler whose
    workers look through the documents; raises what `spread_over` does, and what was found until then is kept.
    """
    from annotator.commands.cluster import spread_over
    from annotator.commands.learning import known_to
    from annotator.cores import spread, workers_for
    from annotator.suggest.material import look_through, made_of

    ids = queries.document_ids(project) if document_ids is None else document_ids
    known = known_to(project, author, cancelled)
    rules = derived_id(known.basis.rules, *sorted(set(without) - {IMPORTED}))
    asked = _Asked(project, author, rules, known.basis.names, imported=IMPORTED not in without)
    workers = 1 if find or cluster or len(ids) < _MANY else workers_for(asked.count(ids), least=_MANY)
    batches: deque[_Batch] = deque()

    def stale() -> Iterator[list[Stale]]:
        for start in range(0, len(ids), _BATCH):
            batches.append(asked.read(ids[start : start + _BATCH]))
            yield batches[-1].stale

    here = workers == 1 and not cluster
    work = partial(look_through, find, tuple(without), cancelled if here else None)
    prepare = partial(made_of, known.knowledge if here else known.material())
    results = (
        spread_over(cluster, work, stale(), prepare=prepare, cancelled=cancelled)
        if cluster
        else spread(work, stale(), prepare=prepare, workers=workers, cancelled=cancelled)
    )
    done = 0
    with closing(results):
        for found in results:
            batch = batches.popleft()
            yield from asked.answer(batch, found)
            done += len(batch.bundles)
            if progress:
                progress(done, len(ids))


class _Batch(NamedTuple):
    """Documents with what is kept for them, and those among them that are to be looked through again."""

    bundles: list[Bundle]
    known: dict[str, Proposed]
    stale: list[Stale]


class _Asked:
    """What is asked of a project for one author, given what suggestions are computed from.

    The basis of a document's suggestions is its own record, the rules, and the names; all in one word each.
    """

    def __init__(self, project: Project, author: str, rules: str, names: str, *, imported: bool) -> None:
        self._project = project
        self._author = author
        self._rules = rules
        self._names = names
        self._imported = imported
        self._decided = decided_by(project, author)

    def count(self, ids: Sequence[str]) -> int:
        """About how many of the documents are to be looked through."""
        return len(ids) - kept_count(self._project, self._author, f"{self._rules} {self._names}")

    def read(self, ids: Sequence[str]) -> _Batch:
        from annotator.suggest.material import Stale

        batch = _Batch([], {}, [])
        for bundle in queries.bundles(self._project, ids=ids, author=self._author):
            document = bundle.document
            batch.bundles.append(bundle)
            found, basis = proposed(self._project, document.id, self._author), self._basis(document)
            if found is not None and found.basis == basis:
                batch.known[document.id] = found
                continue
            # Rules and names are asked apart, so that what rules have found stays when names are learned.
            rules = basis.removesuffix(self._names)
            kept = found.found if found is not None and found.basis.startswith(rules) else None
            batch.stale.append(Stale(document, bundle.text, kept))
        return batch

    def answer(
        self, batch: _Batch, found: Sequence[Sequence[Suggestion]]
    ) -> list[tuple[Document, list[Suggestion]]]:
        """What is open, with what was found where it was looked; that is kept."""
        fresh = [
            Proposed(row.document.id, self._author, self._basis(row.document), tuple(rows))
            for row, rows in zip(batch.stale, found, strict=True)
        ]
        if fresh:
            keep(self._project, fresh)
        known = {**batch.known, **{row.document_id: row for row in fresh}}
        return [
            (row.document, [*map(self._decided.sure, self._open(row, known[row.document.id]))])
            for row in batch.bundles
        ]

    def _open(self, row: Bundle, found: Proposed) -> list[Suggestion]:
        return _open(self._project, row, self._author, self._all(found))

    def _all(self, row: Proposed) -> Sequence[Suggestion]:
        """What was found, and what files propose there."""
        return with_brought(row.found, brought(self._project, row.document_id) if self._imported else ())

    def _basis(self, document: Document) -> str:
        return f"{derived_id(encode_record(document).decode())} {self._rules} {self._names}"


def last_known(project: Project, document_id: str, *, author: str) -> list[Suggestion]:
    """What was open when the document was looked through last, whether that still holds or not."""
    kept = proposed(project, document_id, author)
    found = with_brought(kept.found if kept else (), brought(project, document_id))
    if not found:
        return []
    return [
        row
        for bundle in queries.bundles(project, ids=[document_id], author=author)
        for row in _open(project, bundle, author, found)
    ]


def _open(project: Project, bundle: Bundle, author: str, found: Sequence[Suggestion]) -> list[Suggestion]:
    gone = rejected(project, bundle.document.id, author)
    wrong = Rejected(rejected_rows(project, bundle.document.id, author) if gone else ())
    return still_open(
        found,
        Answers(bundle.spans, bundle.attributions),
        lambda row: rejection_id(author, row.id) in gone or wrong.has(row),
    )


def names_known(project: Project, *, author: str) -> NameMatcher:
    """The names that the author knows, listed or their own, made ready to be looked for."""
    from annotator.commands.learning import known_to

    found = known_to(project, author).knowledge.names
    found.places("")
    return found


def evaluate_suggester(
    project: Project,
    suggester: str,
    *,
    layer: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Evaluation:
    """Measure what one suggester, or all where `suggester` is "", proposes against one author's layer.

    Counted are the documents in which the author has anything. Names are those that were listed: what a
    layer itself teaches would be found in it again; so would what a trained model has learned from, and such
    documents are passed over where it is asked. Raises `AnnotatorError("cancelled")`.
    """
    from annotator.commands.learning import listed_knowledge
    from annotator.suggest.suggesters import SUGGESTERS, suggest
    from annotator.suggest.trained import SUGGESTER as TRAINED

    find = next((row.suggest for row in SUGGESTERS if row.id == suggester), suggest)
    known = listed_knowledge(project)
    # What a model has learned from says nothing about what it has not seen.
    learned = known.trained.model.training.documents if known.trained and suggester in ("", TRAINED) else ()
    passed = frozenset(learned)
    total = queries.document_count(project) if progress else 0
    counts = Evaluation()
    for done, bundle in enumerate(queries.bundles(project, author=layer), 1):
        stop_if(cancelled)
        if (bundle.spans or bundle.attributions) and bundle.document.id not in passed:
            computed = [] if suggester == IMPORTED else find(bundle.document, bundle.text, known)
            imported = brought(project, bundle.document.id) if suggester in ("", IMPORTED) else ()
            found = of_suggestions(with_brought(computed, imported))
            counts = counts.plus(evaluate(found, of_layer(bundle.spans, bundle.attributions)))
        if progress:
            progress(done, total)
    return counts
