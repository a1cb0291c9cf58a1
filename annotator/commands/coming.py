"""What an import would bring, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.commands.documents import of_project
from annotator.store import Project, queries

if TYPE_CHECKING:
    from annotator.formats import Problem, ReadOptions

_TITLE = 60
"""Code points of a text that stand for a title it has not."""


class Coming(msgspec.Struct, frozen=True):
    """A document that an import would bring; `known`: it is there, or came before in the same files."""

    id: str
    kind: str
    title: str
    published: str
    source: str
    characters: int
    known: bool


def look_through(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: ReadOptions | None = None,
) -> Iterator[Coming | Problem]:
    """What an import of files and folders would bring, in their order; nothing is written."""
    from annotator import formats

    seen = set(queries.document_ids(project))
    for found in formats.read_paths(paths, format_id=format_id, options=of_project(project, options, "")):
        if isinstance(found, formats.Problem):
            yield found
            continue
        document, text = found.document, found.text
        title = document.title or " ".join(text[:_TITLE].split())
        yield Coming(
            id=document.id,
            kind=document.kind,
            title=title,
            published=document.published,
            source=document.source,
            characters=len(text),
            known=document.id in seen,
        )
        seen.add(document.id)
