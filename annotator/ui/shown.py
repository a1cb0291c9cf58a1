"""Who was shown others' work on which documents, until the record says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from annotator.commands.noting import note_readings
from annotator.store import Project

_SOON_OVER: Final = "project-locked"
"""Another program is writing: what is refused for that is tried again."""


class OthersShown:
    """Notes it at once or, while another program writes, when it is next asked to; never waits."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], bool] = {}

    def add(self, person: str, documents: Iterable[str]) -> bool:
        """Whether anything of this is new."""
        new = {(person, document) for document in documents} - self._pairs.keys()
        self._pairs.update(dict.fromkeys(new, False))
        return bool(new)

    def note(self, project: Project) -> None:
        """Have the record say what it does not yet, where due; what it cannot be told at all is let be."""
        due: dict[str, list[str]] = {}
        for (person, document), is_done in self._pairs.items():
            if not is_done:
                due.setdefault(person, []).append(document)
        for person, documents in due.items():
            unnoted = note_readings(project, documents, author=person)
            if unnoted is None or unnoted.code != _SOON_OVER:
                self._pairs.update(dict.fromkeys(((person, row) for row in documents), True))

    def clear(self) -> None:
        self._pairs.clear()
