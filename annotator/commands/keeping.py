"""Keeping house: facts, segments, flags, notes and the sorting of documents, and taking one out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from annotator.core.dates import parse_date
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.events import Event
from annotator.core.model import Document, Filing, Flag, Note, Segment, Sorted, filing_of, new_id
from annotator.core.offsets import check_ranges
from annotator.core.signing import REMOVAL
from annotator.store import Project, Recorder, keeping, queries, review

FACTS: Final = ("title", "byline", "source", "published", "url", "language", "direction")
"""What can be edited of what is known about a document, in the order it is shown."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def edit_document(project: Project, document: Document, *, author: str, **facts: str) -> Document:
    """Correct what is known about a document; its id stays what it was at import.

    A date is kept as ISO 8601, as an import keeps it; what tells no date stays as it was typed. Raises
    `AnnotatorError("bad-document-language")`, and `StaleChange` if the document is not as it was seen.
    """
    given = {name: " ".join(value.split()) for name, value in facts.items()}
    if "language" in given and not _LANGUAGE.fullmatch(given["language"]):
        raise AnnotatorError("bad-document-language", given=given["language"])
    if date := parse_date(given.get("published", "")):
        given["published"] = date
    unknown = given.keys() - set(FACTS)
    assert not unknown, unknown
    after = msgspec.structs.replace(document, **given)
    with project.event("document.edit", author) as event:
        event.replace(document, after)
    return after


def set_segments(
    project: Project, document: Document, segments: Sequence[Segment], *, author: str
) -> Document:
    """Part a document's text otherwise; what is marked in it stays where it is."""
    length = len(queries.text_of(project, document))
    if segments:
        check_ranges(tuple((row.start, row.end) for row in segments), length)
    after = msgspec.structs.replace(document, segments=tuple(segments))
    with project.event("document.segments", author) as event:
        event.replace(document, after)
    return after


def others_on(project: Project, document: Document, *, author: str) -> keeping.Hanging:
    """All that hangs on a document. Raises "blind-document" for whom it is blind to."""
    review.refuse_blind(project, document.id, author)
    return keeping.hanging(project, document.id)


def remove_document(
    project: Project, document: Document, *, author: str, even_others: bool = False
) -> keeping.Hanging:
    """Take a document out with all that was made of it; its text stays. Returns what went.

    Raises "others-on-document" if others have worked on it, unless that is meant, and "blind-document".
    """
    with project.event(REMOVAL, author, much=even_others) as event:
        there = others_on(project, document, author=author)
        others = sorted(there.work().keys() - {author})
        if others and not even_others:
            raise AnnotatorError("others-on-document", document=document.id, authors="، ".join(others))
        for row in there.rows:
            event.remove(row)
        event.remove(document)
    return there


def write_note(
    project: Project, document_id: str, text: str, *, author: str, seen: str | None = None
) -> Note | None:
    """Keep in mind about a document what `text` says; nothing takes the note away.

    `seen`: the note as it was shown. Raises `StaleChange` if it is another by now.
    """
    with project.event("note.write", author) as event:
        queries.document(project, document_id)
        before, text = keeping.note_of(project, document_id, author), text.strip()
        if seen is not None and seen != (before.text if before else ""):
            raise StaleChange("note", before.id if before else document_id)
        if before is None:
            after = Note(id=new_id(), document_id=document_id, author=author, text=text) if text else None
            if after is not None:
                event.add(after)
            return after
        after = msgspec.structs.replace(before, text=text) if text else None
        if after is None:
            event.remove(before)
        else:
            event.replace(before, after)
        return after


def flag_document(project: Project, document_id: str, flags: dict[Flag, bool], *, author: str) -> Filing:
    """Set flags of a document or take them off."""
    with project.event("document.flag", author) as event:
        before = _filing(project, event, document_id)
        after = msgspec.structs.replace(before or filing_of(document_id), **flags)
        _put(event, before, after)
    return after


def sort_documents(
    project: Project, ids: Iterable[str], state: Sorted, *, author: str, reason: str = ""
) -> Event | None:
    """Take documents, put them off, or say that they are irrelevant, and why. None if they were so.

    Raises "reason-missing" where something is irrelevant for no reason.
    """
    reason = " ".join(reason.split())
    if state == "irrelevant" and not reason:
        raise AnnotatorError("reason-missing")
    with project.event("document.sort", author) as event:
        for document_id in ids:
            before = _filing(project, event, document_id)
            kept = reason if state == "irrelevant" else ""
            _put(
                event,
                before,
                msgspec.structs.replace(before or filing_of(document_id), state=state, reason=kept),
            )
    return event.event


def _filing(project: Project, event: Recorder, document_id: str) -> Filing | None:
    """How a document is kept, if anything was said of that. Raises "unknown-document"."""
    queries.document(project, document_id)
    usual = filing_of(document_id)
    found = event.stored("filing", [usual.id]).get(usual.id)
    return found if isinstance(found, Filing) else None


def _put(event: Recorder, before: Filing | None, after: Filing) -> None:
    if before is not None:
        event.replace(before, after)
    elif after != filing_of(after.document_id):
        event.add(after)
