"""Texts that come again: under another address or date, or as what looks like a version of an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Literal

import msgspec

from annotator.commands.fitting import rows_of
from annotator.core.likeness import Likeness
from annotator.core.model import Bundle, Record
from annotator.store import Project, Recorder, queries
from annotator.store.likeness import Came

Leaving = Literal["same", "alike"]
"""What an import leaves out: what has the words of an earlier document, or whatever is like one."""

TOLD: Final = 100
"""As many documents that came again are named."""
_TITLE: Final = 60
"""Code points of a text that stand for a title it has not."""


class CameAgain(msgspec.Struct, frozen=True):
    """A document that is like an earlier one, and whether it was left out for that."""

    likeness: Likeness
    title: str
    other_title: str
    left_out: bool


class Again(msgspec.Struct):
    """Of an import: how many have the words of an earlier document, how many look like a version of one.

    `left_out`: those of both that were not taken in. `first` names some.
    """

    same: int = 0
    versions: int = 0
    left_out: int = 0
    first: list[CameAgain] = []

    def add(self, likeness: Likeness, title: Callable[[str], str], *, left_out: bool = False) -> None:
        """`title` tells that of a document."""
        self.same += likeness.is_same
        self.versions += not likeness.is_same
        self.left_out += left_out
        if len(self.first) < TOLD:
            titles = title(likeness.document_id), title(likeness.other)
            self.first.append(CameAgain(likeness, *titles, left_out))


def title_of(bundle: Bundle) -> str:
    """A document's title, or how its text begins."""
    return bundle.document.title or " ".join(bundle.text[:_TITLE].split())


def without_those_alike(
    project: Project,
    event: Recorder,
    bundles: Sequence[Bundle],
    known: Mapping[str, Record],
    skip: Leaving,
    again: Again,
) -> list[Bundle]:
    """Those that are taken in: all that is not like an earlier document, and all that holds work."""
    new = {row.document.id: row for row in bundles if row.document.id not in known}
    with_work = {name for name, row in new.items() if any(rows_of(row))}

    def leaves(likeness: Likeness) -> bool:
        return likeness.document_id not in with_work and (skip == "alike" or likeness.is_same)

    def title(name: str) -> str:
        return title_of(new[name]) if name in new else queries.title(project, name)

    found = filter(leaves, event.would_be_like(map(came, new.values()), leaves))
    left_out = {row.document_id: row for row in found}
    for likeness in left_out.values():
        again.add(likeness, title, left_out=True)
    return [row for row in bundles if row.document.id not in left_out]


def tell_alike(project: Project, event: Recorder, again: Again) -> None:
    """Count what the event has found so far."""
    for likeness in event.likenesses:
        again.add(likeness, partial(queries.title, project))
    event.likenesses.clear()


def came(bundle: Bundle) -> Came:
    return Came(bundle.document.id, bundle.document.text_hash, bundle.text)
