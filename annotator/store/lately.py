"""What each person of a team last did, as far as whoever looks may see it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from annotator.core.model import Document
from annotator.store.past import Touch
from annotator.store.payloads import CHANGE, change_of
from annotator.store.project import Project

_NEWEST: Final = 2000
"""Events among which it is looked for: the whole log would take long where somebody has done nothing."""


class Last(NamedTuple):
    """An event, and the title of the document that it was about; "" where it was about none, or many."""

    touch: Touch
    title: str


def last_acts(project: Project, names: Collection[str]) -> dict[str, Last]:
    """The newest act of each of these people, if it is among the newest of all."""
    newest = "SELECT seq, at, actor, kind FROM events ORDER BY seq DESC LIMIT ?"
    found: dict[str, Touch] = {}
    for row in project.rows(newest, [_NEWEST]):
        touch = Touch(*row)
        if touch.actor in names and touch.actor not in found:
            found[touch.actor] = touch
            if len(found) == len(names):
                break
    return {name: Last(touch, _title(project, touch.seq)) for name, touch in found.items()}


def _title(project: Project, seq: int) -> str:
    """Of the document that all of an event was about; of many changes, the first tell."""
    ids: set[str] = set()
    for row in project.rows(f"SELECT {CHANGE} FROM log WHERE event = ? ORDER BY n LIMIT 2", [seq]):
        change = change_of(row)
        record = change.after or change.before
        ids.add(record.id if isinstance(record, Document) else getattr(record, "document_id", ""))
    if len(ids) != 1:
        return ""
    document = project.row_record("document", ids.pop())
    return document.title if isinstance(document, Document) else ""
