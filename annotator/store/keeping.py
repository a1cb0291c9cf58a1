"""Reads how documents are kept, and all that hangs on one. Every function only reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

import msgspec

from annotator.core.model import (
    Assignment,
    Attribution,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    Record,
    Sorted,
    Span,
    Submission,
    filing_of,
)
from annotator.core.suggestions import Rejection
from annotator.store.project import Project
from annotator.store.reading import rows_of
from annotator.store.tables import TABLES, json_list

_HANGING: Final[tuple[type[Record], ...]] = (
    Assignment,
    Submission,
    Decision,
    Comment,
    Rejection,
    Note,
    Filing,
    Attribution,
    Span,
)
"""What hangs on a document, in the order it goes: put back the other way round, no rule of review stands in
the way of what was there before."""

COUNTED: Final[dict[type[Record], tuple[str, str]]] = {
    Span: ("spans", "author"),
    Attribution: ("attributions", "author"),
    Decision: ("verdicts", "reviewer"),
    Comment: ("comments", "author"),
    Note: ("notes", "author"),
}
"""What is counted of a person's work on a document: the word for it, and the field that says whose it is."""


class Hanging(msgspec.Struct, frozen=True):
    """All that hangs on a document, in the order it goes, and whom it is given to."""

    rows: tuple[Record, ...]

    def work(self) -> dict[str, Counter[str]]:
        """By person: how many spans, attributions, verdicts, comments and notes are theirs."""
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            if counted := COUNTED.get(type(row)):
                word, field = counted
                found.setdefault(getattr(row, field), Counter())[word] += 1
        return found

    def given_to(self) -> list[str]:
        """Who has yet to do something with it, or had."""
        return sorted({row.assignee for row in self.rows if isinstance(row, Assignment) and row.assignee})


def hanging(project: Project, document_id: str) -> Hanging:
    """Everything that everybody made of a document, whoever asks."""
    found = rows_of(project.rows, (Document, *_HANGING), document_id, stored=True)
    return Hanging(tuple(row for type_ in _HANGING for row in found.of(type_)))


def filings(project: Project, ids: Iterable[str]) -> dict[str, Filing]:
    """How these documents are kept."""
    listed = list(ids)
    table = TABLES["filing"]
    rows = project.rows(
        f"{table.select} WHERE document_id IN (SELECT value FROM json_each(?))", [json_list(listed)]
    )
    known = {row.document_id: row for row in (cast(Filing, table.record(row)) for row in rows)}
    return {document: known.get(document) or filing_of(document) for document in listed}


def note_of(project: Project, document_id: str, author: str) -> Note | None:
    """What the author keeps in mind about a document."""
    table = TABLES["note"]
    row = project.one(
        f"{table.select} WHERE document_id = ? AND author = ? ORDER BY id", [document_id, author]
    )
    return cast(Note, table.record(row)) if row else None


def sorted_as(
    project: Project, states: Sequence[Sorted], *, offset: int = 0, limit: int = -1
) -> list[tuple[str, Filing]]:
    """Documents of these states in the order they came, with their titles; those of the first state first."""
    table = TABLES["filing"]
    columns = ", ".join(f"f.{column}" for column in table.columns)
    rows = project.rows(
        f"""SELECT (SELECT title FROM document_titles t WHERE t.document_id = f.document_id), {columns}
            FROM json_each(?) s JOIN filings f ON f.state = s.value JOIN documents d ON d.id = f.document_id
            ORDER BY s.key, d.rowid LIMIT ? OFFSET ?""",
        [json_list(states), limit, offset],
    )
    return [(str(row[0]), cast(Filing, table.record(row[1:]))) for row in rows]


def sorted_count(project: Project, states: Sequence[Sorted]) -> int:
    """How many documents are of these states."""
    asked: list[Any] = [json_list(states)]
    row = project.one("SELECT count(*) FROM filings WHERE state IN (SELECT value FROM json_each(?))", asked)
    return int(row[0]) if row else 0


def hidden(project: Project) -> set[str]:
    """The documents whose words are shown nowhere but where they are opened."""
    return {row[0] for row in project.rows("SELECT document_id FROM filings WHERE graphic OR restricted")}
