"""Tells from an event that was written what is to be shown anew, and what need not be read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from annotator.core.events import Change
from annotator.core.model import Decision, Document
from annotator.store import Written
from annotator.store.recorder import MOST_DOCUMENTS
from annotator.store.review import Review
from annotator.ui.changes import Changes

_HOUSE = frozenset({"document", "filing"})
"""What documents there are, and in which lists they stand."""
_NAMES = frozenset({"name", "lexicon", "scheme"})
QUIET: Final = frozenset({"export.write", "layer.open"})
"""Kinds of events that change nothing that is shown."""

_WRITTEN_BY: Final = {
    "span": "author",
    "attribution": "author",
    "comment": "author",
    "note": "author",
    "rejection": "author",
    "decision": "reviewer",
}
"""Rows of a document that can be followed change by change, and the field that says whose they are."""


def news_of(written: Written) -> Changes:
    """Everything that may be other than before, whatever is open."""
    many = len(written.documents) >= MOST_DOCUMENTS
    documents = many or written.elsewhere or not _HOUSE.isdisjoint(written.entities)
    return Changes(
        documents=documents,
        rows=written.documents,
        queue=written.queue or documents,
        lists=written.lists or documents,
        names=written.elsewhere or not _NAMES.isdisjoint(written.entities),
        undone=_judged(written.changes or ()) if written.event.reverts else (),
        act=written.event.kind,
    )


def reading_after(reading: Review | None, written: Written, author: str) -> Review | None:
    """The open document once the event is written; None if it is to be read, or if none is open.

    What `author` wrote need not be read again.
    """
    if reading is None or written.elsewhere or written.changes is None:
        return None
    here = [row for row in written.changes if _document_of(row) == reading.document.id]
    return reading.after(here) if all(_is_by(row, author) for row in here) else None


def to_look_at(written: Written) -> str:
    """The document in which something was turned round; "" where it is gone, or many came back."""
    came = [row for row in written.changes or () if row.entity == "document"]
    is_gone = any(row.after is None for row in came)
    if written.elsewhere or written.changes is None or is_gone or len(came) > 1:
        return ""
    return next(iter(written.documents), "")


def looks_other(before: Review | None, after: Review | None) -> bool:
    """Whether the text of the open document is to be shown anew: parted otherwise, or read the other way."""
    if before is None or after is None:
        return False
    old, new = before.document, after.document
    return (old.segments, old.direction) != (new.segments, new.direction)


def _document_of(change: Change) -> str:
    row = change.after or change.before
    return row.id if isinstance(row, Document) else getattr(row, "document_id", "")


def _judged(changes: Iterable[Change]) -> tuple[str, ...]:
    """The targets of the verdicts among some changes."""
    rows = (change.after or change.before for change in changes)
    return tuple(row.target for row in rows if isinstance(row, Decision))


def _is_by(change: Change, author: str) -> bool:
    """Whether only rows of this person changed, which they see whatever is blind to them."""
    field = _WRITTEN_BY.get(change.entity, "")
    rows = (row for row in (change.before, change.after) if row is not None)
    return all(getattr(row, field, None) == author for row in rows)
