"""The lists of the lead's desk in words: each row with the document, and the span in it, that it leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, get_args

import msgspec

from annotator.core.model import Attribution, Span
from annotator.core.overview import loads
from annotator.core.people import spelled_out
from annotator.store import Project, desk, progress, review
from annotator.store.signatures import signatures
from annotator.words.i18n import Language, isolated, tr
from annotator.words.rows import Voice, row_words, shortened

DeskList = Literal["loads", "given", "documents", "shortfalls", "signed"]
DESK_LISTS: Final[tuple[DeskList, ...]] = get_args(DeskList)

_TITLE: Final = 40


class Leading(msgspec.Struct, frozen=True):
    """A row of a list. `person`: whose rows it sums up; `urgent`: it is late, or in dispute.

    `assignment`: the id of the one it shows.
    """

    cells: tuple[str, ...]
    document_id: str = ""
    span_id: str = ""
    person: str | None = None
    assignment: str = ""
    urgent: bool = False


class Desk(msgspec.Struct, frozen=True):
    """All lists, as they stand at one moment."""

    lists: dict[DeskList, list[Leading]] = {}


def columns(language: Language, name: DeskList) -> tuple[str, ...]:
    return tuple(tr(language, f"lead.column-{column}") for column in _COLUMNS[name])


def read(project: Project, language: Language, *, today: str, checkpoint: Callable[[], None]) -> Desk:
    """Read all lists at one moment."""
    with project.snapshot():
        found: dict[DeskList, list[Leading]] = {
            "loads": _loads(project, language, today),
            "given": _given(project, language, today),
            "documents": _documents(project, language),
            "signed": _signed(project),
            "shortfalls": [],
        }
        voice = Voice(language, project.scheme)
        for seen, rows in review.shortfalls(project, unreviewed=True):
            checkpoint()
            found["shortfalls"] += [_shortfall(voice, seen, row.row, row.why, row.others) for row in rows]
        return Desk(found)


_COLUMNS: Final[dict[DeskList, Sequence[str]]] = {
    "loads": ("person", "task", "given", "open", "overdue", "targets", "due"),
    "given": ("title", "person", "task", "date", "priority", "done", "review"),
    "documents": ("title", "review", "layers", "targets", "disputed"),
    "shortfalls": ("title", "why", "accepted", "others"),
    "signed": ("entity", "row", "signed", "actor", "seq"),
}


def _loads(project: Project, language: Language, today: str) -> list[Leading]:
    assigned, left = review.assignments(project), progress.unfinished(project)
    return [
        Leading(
            (
                _person(language, row.person),
                tr(language, f"lead.task-{row.task}"),
                *(f"{number:,}" for number in (row.given, row.open, row.overdue, row.targets)),
                row.due,
            ),
            person=row.person,
            urgent=row.overdue > 0,
        )
        for row in loads(assigned, left, progress.waiting(project), today=today)
    ]


def _given(project: Project, language: Language, today: str) -> list[Leading]:
    found = []
    for row in desk.given(project, today=today):
        given = row.assignment
        due = tr(language, "review.overdue", due=given.due) if row.overdue else given.due
        done = tr(language, "review.done" if row.done else "review.not-done")
        found.append(
            Leading(
                (
                    isolated(shortened(row.title, _TITLE)),
                    _person(language, given.assignee),
                    tr(language, f"lead.task-{given.task}"),
                    due,
                    f"{given.priority}" if given.priority else "",
                    done,
                    tr(language, f"lead.review-{row.state}"),
                ),
                document_id=given.document_id,
                person=given.assignee,
                assignment=given.id,
                urgent=row.overdue,
            )
        )
    return found


def _documents(project: Project, language: Language) -> list[Leading]:
    return [
        Leading(
            (
                isolated(shortened(row.title, _TITLE)),
                tr(language, f"lead.review-{row.state}"),
                " · ".join(
                    f"{isolated(author)}: {tr(language, f'lead.stage-{stage}')}"
                    for author, stage in row.layers
                ),
                f"{row.open:,}",
                f"{row.disputed:,}",
            ),
            document_id=row.document_id,
            urgent=row.state == "disputed",
        )
        for row in desk.document_states(project)
    ]


def _shortfall(voice: Voice, seen: review.Review, row_id: str, why: str, others: Sequence[str]) -> Leading:
    rows = seen.rows
    row = rows[row_id]
    span = row.claims[0] if isinstance(row, Attribution) else row.id
    told = [row_words(voice, rows.get, rows[other]) for other in others if other in rows]
    return Leading(
        (
            isolated(shortened(seen.document.title or seen.text, _TITLE)),
            voice.tr_(f"review.why-{why}"),
            row_words(voice, rows.get, row),
            shortened(" / ".join(told), _TITLE),
        ),
        document_id=seen.document.id,
        span_id=span if isinstance(rows.get(span), Span) else "",
    )


def _signed(project: Project) -> list[Leading]:
    unexplained, _ = signatures(project)
    found = []
    for row in unexplained:
        cells = (row.entity, row.entity_id, spelled_out(row.author), spelled_out(row.actor), f"{row.seq}")
        record = project.row_record(row.entity, row.entity_id)
        span = row.entity_id if isinstance(record, Span) else ""
        found.append(Leading(cells, getattr(record, "document_id", ""), span, urgent=True))
    return found


def _person(language: Language, name: str) -> str:
    return isolated(name) if name else tr(language, "review.anybody")
