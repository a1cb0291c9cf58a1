"""The names that one author's layer teaches, counted once and then kept in step with the log.

All that an author has labelled is much to read; what was done since it was last read is little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Range
from annotator.core.names import (
    Confirmed,
    KnownName,
    Name,
    can_be_name,
    known_names,
    name_id,
    named_labels,
    standing_for,
)
from annotator.store.names import confirmed, existing_names
from annotator.store.project import Project

_MOST_CHANGES: Final = 20_000
"""What is more is not followed one by one: counting anew is sooner done."""


class _Words(msgspec.Struct):
    """What a change of a span says of its words."""

    author: str
    label: str
    quote: str
    ranges: tuple[Range, ...]


_WORDS: Final = msgspec.json.Decoder(_Words)


class Learned:
    """`names`: the names in the author's own layer, by their ids, as they were at the last `catch_up`.

    Few, where long lists were loaded: of those listed, what the layer has and what stands for it.
    """

    def __init__(self, author: str) -> None:
        self.author = author
        self.names: dict[str, KnownName] = {}
        self._labels: frozenset[str] | None = None
        self._seen = (0, "", 0)
        self._used: dict[str, dict[tuple[str, str], int]] = {}
        self._rows: dict[str, Name] = {}
        self._head_of: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}

    def catch_up(
        self, project: Project, cancelled: Callable[[], bool] | None = None
    ) -> frozenset[str] | None:
        """The ids of names that are no longer what they were; None where all was counted anew.

        To be asked within one snapshot of the project, as its author or nobody sees it. What was cancelled
        while it was counted, which raises `AnnotatorError("cancelled")`, is of no use any more.
        """
        labels = frozenset(label.id for label in named_labels(project.scheme))
        end = project.one(
            "SELECT seq, hash, (SELECT count(*) FROM main.aside) FROM main.events ORDER BY seq DESC LIMIT 1"
        )
        assert end is not None, "a project begins with an event"
        if end == self._seen and labels == self._labels:
            return frozenset()
        changes = self._newest(project) if labels == self._labels else None
        touched = self._counted(changes) if changes is not None else None
        if touched is None:
            self._labels = labels
            self._count(project, cancelled)
        self._seen = end[0], end[1], end[2]
        return self._regroup(project, touched, cancelled) if touched is not None else None

    def _newest(self, project: Project) -> list[tuple[str, str, str | None, str | None]] | None:
        """What was changed since; None where that is too much, or the log is another one."""
        seq, known, aside = self._seen
        if (
            project.one(
                """SELECT 1 FROM main.events WHERE seq = ? AND hash = ?
                   AND (SELECT count(*) FROM main.aside) = ?""",
                [seq, known, aside],
            )
            is None
        ):
            return None  # e.g. a backup lies in the place of what was open, or another copy was joined
        found = project.rows(
            """SELECT entity, entity_id, before, after FROM main.changes
               WHERE event > ? ORDER BY event, n LIMIT ?""",
            [seq, _MOST_CHANGES + 1],
        )
        changes = [(row[0], row[1], row[2], row[3]) for row in found]
        return changes if len(changes) <= _MOST_CHANGES else None

    def _counted(self, changes: Iterable[tuple[str, str, str | None, str | None]]) -> dict[str, None] | None:
        """Count what spans came and went; the ids of names that this touches. None: it cannot be read."""
        touched: dict[str, None] = {}
        for entity, entity_id, before, after in changes:
            if entity == "name":
                touched[entity_id] = None
            elif entity == "span":
                for payload, step in ((before, -1), (after, 1)):
                    try:
                        row = _WORDS.decode(payload) if payload else None
                    except msgspec.DecodeError:
                        return None
                    if row is not None and self._is_counted(row):
                        touched[self._add(row.label, row.quote, step)] = None
        return touched

    def _is_counted(self, row: _Words) -> bool:
        assert self._labels is not None
        return (
            row.author == self.author
            and row.label in self._labels
            and len(row.ranges) == 1
            and can_be_name(row.quote)
        )

    def _add(self, label: str, quote: str, spans: int) -> str:
        """Count spans of these words; the id of their name."""
        name = name_id(label, quote)
        words = self._used.setdefault(name, {})
        words[label, quote] = words.get((label, quote), 0) + spans
        if not words[label, quote]:
            del words[label, quote]
        if not words:
            del self._used[name]
        return name

    def _count(self, project: Project, cancelled: Callable[[], bool] | None) -> None:
        """Count all there is."""
        self.names, self._used, self._rows, self._head_of, self._members = {}, {}, {}, {}, {}
        for row in confirmed(project, self.author):
            _stop_if(cancelled)
            if can_be_name(row.quote):
                self._add(row.label, row.quote, row.spans)
        self._regroup(project, dict.fromkeys(self._used), cancelled)

    def _regroup(
        self, project: Project, touched: dict[str, None], cancelled: Callable[[], bool] | None
    ) -> frozenset[str]:
        """Make the names anew that have to do with these; the ids of those that are other than before."""
        for name in list(touched):
            touched.update(dict.fromkeys(self._members.get(name, ())))
        heads = set(touched)
        for name in touched:
            self._rows.pop(name, None)
            if (head := self._head_of.pop(name, None)) is not None:
                heads.add(head)
                self._members[head].discard(name)
        self._rows |= existing_names(project, touched)
        targets = {row.merged_into for name in touched if (row := self._rows.get(name)) and row.merged_into}
        self._rows |= existing_names(project, targets - self._rows.keys())
        for name in touched:
            if name in self._used:
                head = self._head_of[name] = standing_for(self._rows, name)
                self._members.setdefault(head, set()).add(name)
                heads.add(head)
        changed = set()
        for head in heads:
            _stop_if(cancelled)
            if self._make(head):
                changed.add(head)
        return frozenset(changed)

    def _make(self, head: str) -> bool:
        """Make a name of what stands for it now; whether it is another than before."""
        members = self._members.get(head, set())
        if not members:
            self._members.pop(head, None)
            return self.names.pop(head, None) is not None
        rows = [row for name in sorted({head, *members}) if (row := self._rows.get(name)) is not None]
        found = [
            Confirmed(label, quote, spans)
            for name in members
            for (label, quote), spans in self._used[name].items()
        ]
        (made,) = known_names(rows, found)
        before, self.names[head] = self.names.get(head), made
        return made != before


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled and cancelled():
        raise AnnotatorError("cancelled")
