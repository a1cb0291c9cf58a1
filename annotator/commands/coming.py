"""What an import would bring, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.commands.again import came, title_of
from annotator.commands.documents import of_project
from annotator.core.likeness import Likeness
from annotator.core.model import Bundle
from annotator.store import Project, queries
from annotator.store.likeness import BATCH, Seen, nearest

if TYPE_CHECKING:
    from annotator.formats import Problem, ReadOptions


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
    read = formats.read_paths(paths, format_id=format_id, options=of_project(project, options, ""))
    while batch := list(islice(read, BATCH)):
        bundles = {row.document.id: row for row in batch if not isinstance(row, formats.Problem)}
        new = [came(row) for name, row in bundles.items() if name not in known]
        alike = {row.document_id: row for row in nearest(project.conn, new, seen=seen)}
        for row in batch:
            if isinstance(row, formats.Problem):
                yield row
                continue
            yield _coming(row, known, alike)
            known.add(row.document.id)


def _coming(bundle: Bundle, known: Collection[str], alike: Mapping[str, Likeness]) -> Coming:
    document = bundle.document
    return Coming(
        id=document.id,
        kind=document.kind,
        title=title_of(bundle),
        published=document.published,
        source=document.source,
        characters=len(bundle.text),
        known=document.id in known,
        like=alike.get(document.id),
    )
