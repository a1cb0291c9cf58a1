"""Which rows of an imported document fit what the project holds, so that the record stays whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Bundle, Comment, Decision, Document, Filing, Record, Span

NESTED: Final = {
    "span": "spans",
    "attribution": "attributions",
    "submission": "submissions",
    "decision": "decisions",
    "comment": "comments",
    "note": "notes",
    "filing": "filings",
}
"""The entities of a bundle's rows, and where they lie in it."""

Tell = Callable[[AnnotatorError], None]
"""Takes why something is left out."""


class Judged:
    """The verdicts there are, by their targets: a row may be gone, and what was said of it still holds."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._of: dict[str, list[Decision]] = {}
        for decision in decisions:
            self.add(decision)

    def add(self, decision: Decision) -> None:
        self._of.setdefault(decision.target, []).append(decision)

    def __contains__(self, row_id: str) -> bool:
        return row_id in self._of

    def as_other(self, record: Record) -> bool:
        """Whether a verdict is on that row as somebody else's, or is its author's."""
        if record.id not in self._of:
            return False
        author = getattr(record, "author", None)
        return any(
            decision.reviewer == author or decision.judged.get("author") not in (None, author)
            for decision in self._of[record.id]
        )


def rows_of(bundle: Bundle) -> Iterator[Record]:
    """All that was said about a bundle's document."""
    return chain.from_iterable(getattr(bundle, field) for field in NESTED.values())


def fitting(bundle: Bundle, known: dict[str, Record], judged: Judged, tell: Tell) -> list[Record]:
    """The rows of a bundle that are new and contradict nothing; from then on they are in `known`.

    Rows of the project that say something else stay as they are, and what hangs on a row that is left out is
    left out with it: "text-known-otherwise", "row-known-otherwise", "own-decision", "attribution-dropped",
    "target-dropped". How the project keeps a document is its own affair: that goes without saying.
    """
    document = bundle.document
    there = known.setdefault(document.id, document)
    if not isinstance(there, Document) or there.text_hash != document.text_hash:
        tell(AnnotatorError("text-known-otherwise", document=document.id))
        return []
    fresh: dict[str, Record] = {}
    for record in rows_of(bundle):
        row_id = record.id
        found = known.get(row_id)
        if found is None and not (row_id in judged and judged.as_other(record)):
            fresh[row_id] = known[row_id] = record
        elif found != record and not isinstance(record, Filing):
            tell(AnnotatorError("row-known-otherwise", id=record.id, document=document.id))
    left_out: set[str] = set()
    # What is left out may be what another row hangs on.
    while refused := [
        (row, why)
        for row in fresh.values()
        if not isinstance(row, Span)  # most are
        and (why := _contradiction(row, known, left_out)) is not None
    ]:
        for row, why in refused:
            tell(why)
            left_out.add(row.id)
            del fresh[row.id], known[row.id]
    for row in fresh.values():
        if isinstance(row, Decision):
            judged.add(row)
    return [*([document] if there is document else []), *fresh.values()]


def _contradiction(
    record: Record, known: Mapping[str, Record], left_out: Collection[str]
) -> AnnotatorError | None:
    match record:
        case Attribution(id=row, document_id=document):
            astray = next((named for named in _named(record) if not _belongs(record, known.get(named))), None)
            if astray is not None:
                return AnnotatorError("attribution-dropped", id=row, document=document, span=astray)
        case Decision(target=target) | Comment(target=target) if target == record.id:
            return AnnotatorError("target-dropped", row=record.id, target=target)
        case Decision(target=target) if target in left_out or record.replacement in left_out:
            return AnnotatorError("target-dropped", row=record.id, target=target)
        case Decision(id=row, document_id=document, reviewer=author) if _on_own_work(record, known):
            return AnnotatorError("own-decision", id=row, document=document, author=author)
        case Comment(target=target) if target in left_out:
            return AnnotatorError("target-dropped", row=record.id, target=target)
    return None


def _named(record: Attribution) -> tuple[str, ...]:
    return (*record.spans, record.parent) if record.parent else record.spans


def _belongs(record: Attribution, named: Record | None) -> bool:
    """Whether an attribution may name that row: a span of its own layer, or an attribution around it."""
    if isinstance(named, Span):
        return (named.document_id, named.author) == (record.document_id, record.author)
    return isinstance(named, Attribution) and named.document_id == record.document_id


def _on_own_work(record: Decision, known: Mapping[str, Record]) -> bool:
    """Whether it is a verdict of somebody on what they wrote themselves."""
    target = known.get(record.target)
    return record.reviewer in (record.judged.get("author"), getattr(target, "author", None))
