"""What a hub lacks of the log, read while it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import Event, payload_hash
from annotator.core.team import Sent
from annotator.store.log import EVENT, event_of
from annotator.store.payloads import CHANGE, extracted, named, wholes
from annotator.store.standing import UNPUBLISHED
from annotator.store.tables import UNREADABLE, json_list

if TYPE_CHECKING:
    from annotator.store.project import Project

PROVISIONAL: Final = UNPUBLISHED // 2
"""Places from here on were given by no hub: copies that were joined without one have given them."""

_UNSENT: Final = f"""
    SELECT {", ".join(f"e.{column}" for column in EVENT)},
           coalesce((SELECT group_concat(a.n) FROM (
               SELECT n FROM main.aside WHERE event = e.seq ORDER BY n) a), '')
    FROM main.events e LEFT JOIN main.published p ON p.event = e.seq
    WHERE coalesce(p.place, {PROVISIONAL}) >= {PROVISIONAL}
    ORDER BY coalesce(p.place, {UNPUBLISHED} + e.seq) LIMIT ?"""
_CHANGES: Final = f"""
    SELECT l.n, {CHANGE}, (SELECT a.why FROM main.aside a WHERE a.event = l.event AND a.n = l.n)
    FROM main.log l WHERE l.event = ? ORDER BY l.n"""
_TEXTS: Final = f"""
    SELECT DISTINCT {extracted("c.after", "text_hash")} FROM main.log c
    WHERE c.event IN (SELECT value FROM json_each(?)) AND c.entity = 'document' AND c.after IS NOT NULL"""


class Unsent:
    """The next events that no hub has given a place yet, at most `limit`; to be read within one snapshot."""

    def __init__(self, project: Project, limit: int) -> None:
        self._project = project
        rows = project.rows(_UNSENT, [limit])
        self.events: list[tuple[Event, str]] = [(event_of(row[:-1]), row[-1]) for row in rows]

    def changes(self, event: Event) -> Iterator[Sent]:
        """The changes of one of them. Raises `AnnotatorError("project-damaged")` for what is no payload."""
        for n, entity, row, document, before, after, why in self._project.rows(_CHANGES, [event.seq]):
            try:
                sides = wholes(entity, row, document, before, after)
            except UNREADABLE as error:
                raise AnnotatorError("project-damaged", path=str(self._project.path)) from error
            old, new = (None if side is None else side.decode() for side in sides)
            yield Sent(n, entity, named(row), old, new, payload_hash(*sides), why)

    def text_hashes(self) -> Iterator[str]:
        numbers = msgspec.json.encode([event.seq for event, _ in self.events]).decode()
        for (hashed,) in self._project.rows(_TEXTS, [numbers]):
            yield hashed

    def texts(self, hashes: Sequence[str]) -> Iterable[tuple[str, str]]:
        return self._project.rows(
            "SELECT hash, text FROM main.texts WHERE hash IN (SELECT value FROM json_each(?))",
            [json_list(hashes)],
        )
