"""What an import would bring, before anything is written: its documents, one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.commands.again import came, title_of
from annotator.commands.mappings import of_project
from annotator.core.likeness import Likeness
from annotator.core.model import Bundle
from annotator.store import Project, queries
from annotator.store.likeness import BATCH, Seen, nearest

if TYPE_CHECKING:
    from annotator.formats import Problem, ReadOptions

_BEGINNING: Final = 600
"""Code points of a text that are shown."""


class Coming(msgspec.Struct, frozen=True):
    """A document that an import would bring; `known`: it is there, or came before in the same files.

    `like`: the earlier document whose words it has, or that it looks like a version of.
    """

    id: str
    kind: str
    title: str
    published: str
    source: str
    characters: int
    known: bool
    like: Likeness | None = None
    direction: str = "rtl"
    beginning: str = ""


def look_through(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: ReadOptions | None = None,
) -> Iterator[Coming | Problem]:
    """What an import of files and folders would bring, in their order; nothing is written."""
    from annotator import formats

    known, seen = set(queries.document_ids(project)), Seen()
    read = formats.read_paths(paths, format_id=format_id, options=of_project(project, options))
    for found, like in compared(project, read, known, seen):
        if isinstance(found, formats.Problem):
            yield found
            continue
        yield coming(found, known, like)
        known.add(found.document.id)


def compared(
    project: Project, read: Iterator[Bundle | Problem], known: Collection[str], seen: Seen
) -> Iterator[tuple[Bundle | Problem, Likeness | None]]:
    """What was read, each new document with the earlier one it is like.

    A document that is read once more is not like itself.
    """
    while batch := list(islice(read, BATCH)):
        bundles = {row.document.id: row for row in batch if isinstance(row, Bundle)}
        new = [came(row) for name, row in bundles.items() if name not in known]
        found = nearest(project.conn, new, seen=seen)
        alike = {row.document_id: row for row in found if row.other != row.document_id}
        for row in batch:
            yield row, alike.get(row.document.id) if isinstance(row, Bundle) else None


def coming(bundle: Bundle, known: Collection[str], like: Likeness | None) -> Coming:
    """A document as it is shown before it is taken in."""
    document, text = bundle.document, bundle.text
    return Coming(
        id=document.id,
        kind=document.kind,
        title=title_of(bundle),
        published=document.published,
        source=document.source,
        characters=len(text),
        known=document.id in known,
        like=like,
        direction=document.direction,
        beginning=text if len(text) <= _BEGINNING else f"{text[:_BEGINNING]}…",
    )
