"""Places from a gazetteer: what it would change is shown first, and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.commands.name_attributes import set_values
from annotator.commands.progress import Cancelled, stop_if
from annotator.core.errors import AnnotatorError
from annotator.core.locating import (
    ACCURACY,
    BASIS,
    LATITUDE,
    LONGITUDE,
    Entry,
    Found,
    keys_wanted,
    located,
    located_labels,
)
from annotator.core.name_attributes import ValueChange
from annotator.core.names import KnownName
from annotator.core.scheme import Scheme
from annotator.store import Project
from annotator.store.names import names_of

if TYPE_CHECKING:
    from annotator.formats import Problem

_ASK_EVERY = 10_000
"""Entries between two looks whether it is still wanted."""


class Proposed(msgspec.Struct, frozen=True):
    """A place that a gazetteer gives a name: what would change. `is_clear`: no other entry may be meant.

    `overwrites`: the name has another position by now.
    """

    known: KnownName
    entry: Entry
    changes: tuple[ValueChange, ...]
    is_clear: bool

    @property
    def overwrites(self) -> bool:
        return any(change.before != "" for change in self.changes)


class Preview(msgspec.Struct):
    """What a gazetteer says of the names that somebody knows; nothing is written yet.

    `same`: names that are known to lie there already.
    """

    proposed: list[Proposed] = []
    same: int = 0
    problems: list[Problem] = []

    @property
    def clear(self) -> list[Proposed]:
        """What may be taken without looking: it adds, and nothing else may be meant."""
        return [row for row in self.proposed if row.is_clear and not row.overwrites]


def preview_gazetteer(
    project: Project,
    path: Path,
    *,
    author: str,
    encoding: str | None = None,
    cancelled: Cancelled | None = None,
    **_: Any,
) -> Preview:
    """Compare a gazetteer with the names that `author` knows.

    Raises "names-have-no-place" if the scheme declares no coordinates, and "cancelled".
    """
    from annotator.formats import Problem
    from annotator.formats.gazetteer import Located, read_gazetteer

    labels = located_labels(project.scheme)
    if not labels:
        raise AnnotatorError("names-have-no-place")
    preview = Preview()

    def entries() -> Iterator[Located]:
        for number, row in enumerate(read_gazetteer(path, encoding)):
            if number % _ASK_EVERY == 0:
                stop_if(cancelled)
            if isinstance(row, Problem):
                preview.problems.append(row)
            else:
                yield row

    for found in located(keys_wanted(names_of(project, author), labels), entries()):
        _propose(project.scheme, found, path.name, preview)
    return preview


def take_places(project: Project, chosen: Sequence[Proposed], *, author: str) -> int:
    """Give names the places that were chosen, as one change; how many. Raises `StaleChange`."""
    changes = [change for row in chosen for change in row.changes]
    set_values(project, changes, author=author, kind="names.places")
    return len({row.known.name.id for row in chosen})


def _propose(scheme: Scheme, found: Found, file: str, preview: Preview) -> None:
    name, made = found.known.name, []
    for entry in found.entries:
        values: dict[str, Any] = {LATITUDE: entry.latitude, LONGITUDE: entry.longitude}
        if all(name.attributes.get(key) == value for key, value in values.items()):
            preview.same += 1
            return  # the person has chosen among the entries before
        listed = set(scheme.shown_label(name.label).name_attributes)
        if ACCURACY in listed and entry.accuracy:
            values[ACCURACY] = entry.accuracy
        if BASIS in listed:
            values[BASIS] = f"{file}: {entry.identifier}" if entry.identifier else file
        changes = tuple(
            ValueChange(name, key, before, value)
            for key, value in values.items()
            if (before := name.attributes.get(key, "")) != value
        )
        made.append(Proposed(found.known, entry, changes, found.is_clear))
    preview.proposed += made
