"""The ledger computed slowly, from documents and agreed layers as an export holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from annotator.core.agreed import AGREED
from annotator.core.ledger import Entry, toll_of, values_of
from annotator.core.model import Bundle, Span
from annotator.store import Project, ledger, queries, review
from annotator.store.ledger import Ask
from annotator.store.names import names

Told = tuple[Any, ...]


def slowly(project: Project, ask: Ask) -> list[Told]:
    """What the ledger should hold, in no order: of whom, where, whose words, who said it and how."""
    if ask.layer == AGREED:
        bundles: Iterator[Bundle] = review.agreed_bundles(project, unreviewed=ask.unreviewed)
    else:
        author = ask.layer.removeprefix(ledger.AUTHOR) if ask.layer.startswith(ledger.AUTHOR) else None
        bundles = queries.bundles(project, author=author)
    known = {row.id: row for row in names(project)}

    def name(span: Span) -> str:
        row = known.get(span.name)
        while row is not None and row.merged_into in known:
            row = known[row.merged_into or ""]
        return row.name if row is not None else ""

    return sorted(
        (row for bundle in bundles for row in _of_document(bundle, name, ask.layer == AGREED)), key=str
    )


def _of_document(bundle: Bundle, name: Callable[[Span], str], is_agreed: bool) -> Iterator[Told]:
    spans = {span.id: span for span in bundle.spans}
    for claim in bundle.spans:
        if claim.label != "claim":
            continue
        ways = [row for row in bundle.attributions if claim.id in row.claims]
        outer = [row for way in ways for row in bundle.attributions if row.id == way.parent]
        within = [
            span
            for span in bundle.spans
            if span.author == claim.author and span.id != claim.id
            and claim.start <= span.start and span.end <= claim.end
        ]  # fmt: skip
        sources = [spans[row] for way in ways for row in way.sources]
        yield (
            bundle.document.id,
            "" if is_agreed else claim.author,
            (claim.start, claim.end, claim.quote, claim.note),
            _told_once(span.quote for span in sources),
            _told_once(name(span) for span in sources),
            _told_once(way.category for way in ways),
            _told_once(way.affiliation for way in ways),
            _told_once(spans[way.cue].quote for way in ways if way.cue),
            _told_once(spans[row].quote for way in outer for row in way.sources),
            _told_once(name(span) or span.quote for span in within if span.label == "actor"),
            _told_once(name(span) or span.quote for span in within if span.label == "place"),
            {(toll.what, toll.who, toll.least, toll.most, toll.exact) for toll in claim.tolls},
            (bundle.document.source, bundle.document.title),
        )


def _told_once(values: Iterable[str]) -> set[str]:
    """What is written with other blanks is the same."""
    return {" ".join(value.split()) for value in values} - {""}


def as_kept(project: Project, ask: Ask) -> list[Told]:
    """The same as the ledger tells it."""
    found = ledger.claims(project, ledger.in_order(project, ask))
    return sorted((_told(row.entry, project) for row in found), key=str)


def _told(row: Entry, project: Project) -> Told:
    several = ("sources", "source_names", "category", "affiliation", "cue", "relayed_by", "actors", "places")
    (title,) = project.one("SELECT title FROM documents WHERE id = ?", [row.document_id]) or ("",)
    return (
        row.document_id,
        row.author,
        (row.start, row.end, row.claim, row.note),
        *(set(values_of(getattr(row, field))) - {""} for field in several),
        {msgspec.structs.astuple(toll_of(value))[:5] for value in values_of(row.tolls) if value},
        (row.outlet, title),
    )
