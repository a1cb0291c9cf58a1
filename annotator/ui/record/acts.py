"""Reads acts of the record a page at a time, each with its sentences and the place in a text it is about."""

from __future__ import annotations

from typing import Any

import msgspec

from annotator.core.asking import Asked
from annotator.core.events import Change
from annotator.core.model import Attribution, Comment, Decision, Document, Span
from annotator.store import Project, past, queries
from annotator.ui.record.filters import Wanted
from annotator.words.i18n import Language
from annotator.words.story import Entry, told

PAGE = 100
"""How many acts are read at once."""


class ActRow(msgspec.Struct, frozen=True):
    """An act as the page lists it. `document` and `span`: where one goes from it, where there is a place."""

    entry: Entry
    document: str = ""
    title: str = ""
    span: Span | None = None


class Page(msgspec.Struct, frozen=True):
    """Some acts, newest first; with the first of them also how many there are and who and what acted."""

    rows: tuple[ActRow, ...]
    is_last: bool
    total: int = 0
    people: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


def read_page(
    project: Project, *, progress: Any, cancelled: Any, language: Language, wanted: Wanted, after: int | None
) -> Page:
    """The acts that are older than the event `after`, or the newest."""
    with project.snapshot():
        asked = narrowed(project, wanted)
        acts = list(past.acts(project, asked, newest_first=True, after=after, limit=PAGE))
        rows = tuple(_row(project, language, act) for act in acts if not cancelled())
        page = Page(rows, is_last=len(acts) < PAGE)
        if after is not None:
            return page
        return msgspec.structs.replace(
            page,
            total=past.count(project, asked),
            people=tuple(sorted(queries.authors(project))),
            accounts=tuple(past.accounts(project)),
        )


def narrowed(project: Project, wanted: Wanted) -> Asked:
    """What is asked, with the rows about the span it is asked of."""
    if wanted.span is None:
        return wanted.asked
    return msgspec.structs.replace(wanted.asked, rows=past.rows_about(project, wanted.span.id))


def _row(project: Project, language: Language, act: past.Act) -> ActRow:
    places = (_place(project, change) for change in act.changes)
    document, span = next((place for place in places if place[0]), ("", None))
    title = queries.title(project, document) if document else ""
    return ActRow(told(project, language, act), document, title, span)


def _place(project: Project, change: Change) -> tuple[str, Span | None]:
    """The document that a change is in, and the span in it that it is about."""
    record = change.after or change.before
    if isinstance(record, Document):
        return record.id, None
    document = getattr(record, "document_id", "")
    while record is not None and not isinstance(record, Span):
        record = _target(project, record)
    return document, record


def _target(project: Project, record: object) -> Any:
    """What a record is about, one step nearer to a span; None where there is no such thing any more."""
    match record:
        case Attribution(claims=(claim, *_)):
            return project.row_record("span", claim)
        case Decision(target_kind=("span" | "attribution") as kind, target=target):
            return project.row_record(kind, target)
        case Comment(target_kind=("span" | "attribution" | "decision") as kind, target=target):
            return project.row_record(kind, target)
    return None
