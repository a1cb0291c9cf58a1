"""Prints who says what in a document: the outline that the window shows, of one layer after the other."""

from __future__ import annotations

from functools import partial
from itertools import chain

from annotator.cli.options import author_of, print_json
from annotator.cli.terminal import Visual, say, say_cells
from annotator.cli.usage import language, sentence
from annotator.core.agreed import AGREED
from annotator.core.model import Bundle
from annotator.core.outline import Group, count, outline
from annotator.store import Project, queries, review
from annotator.store.names import name_record
from annotator.words import outline as words
from annotator.words.rows import Row, Voice


def show_outline(
    project: Project, document_id: str, author: str | None, *, visual: Visual, as_json: bool
) -> None:
    """One author's layer, the agreed one (`AGREED`), or every author's; as JSON a line each."""
    if author == AGREED:
        review.refuse_blind(project, document_id, author_of(project, None))
        (bundle,) = review.agreed_bundles(project, [document_id], unreviewed=True)
    else:
        (bundle,) = queries.bundles(project, ids=[document_id], author=author)
    layers = {row.author for row in chain[Row](bundle.spans, bundle.attributions)}
    for who in [author] if author is not None else sorted(layers):
        groups = _outline_of(project, bundle, who)
        if as_json:
            print_json({"document": document_id, "layer": who, "count": count(groups), "groups": groups})
        else:
            _print(Voice(language(), project.scheme), who, groups, visual)


def _print(voice: Voice, who: str, groups: tuple[Group, ...], visual: Visual) -> None:
    """The groups, each with its claims below: time, place, words, id."""
    title = sentence("layer-agreed") if who == AGREED else sentence("layer-of", author=who)
    say(title, "rtl" if language() == "ar" else "ltr", visual=visual)
    say_cells(("  ", words.count_words(voice, count(groups))), visual=visual)
    for group in groups:
        about = words.about(voice, group)
        say_cells(("  ", words.heading(voice, group), *about, len(group.said)), visual=visual)
        for row in group.said:
            place = f"{row.claim.start}-{row.claim.end}"
            say_cells(("    ", row.time or "-", place, row.claim.quote, row.claim.id), visual=visual)


def _outline_of(project: Project, bundle: Bundle, author: str) -> tuple[Group, ...]:
    spans = [row for row in bundle.spans if row.author == author and row.in_layer]
    attributions = [row for row in bundle.attributions if row.author == author and row.in_layer]
    rows = {row.id: row for row in chain[Row](spans, attributions)}
    return outline(
        spans,
        attributions,
        document=bundle.document,
        claim_labels=project.scheme.labels_as("claim"),
        find=rows.get,
        name_of=partial(name_record, project),
    )
