"""What was said of the columns of tables: kept for the next import into the same project, by its account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.store import Project, accounts

if TYPE_CHECKING:
    from annotator.formats.base import Columns, Fields, ReadOptions, Shape

_KEY: Final = "mappings"
_MOST: Final = 200
"""Mappings that are kept, the newest ones."""


class _Kept(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    fields: dict[str, str]


def remembered(project: Project) -> dict[Shape, Fields]:
    """What was said before, for the columns of each table; nothing where what is kept cannot be read."""
    kept = project.preference(accounts.account(), _KEY)
    try:
        rows = msgspec.json.decode(kept or "[]", type=list[_Kept])
    except msgspec.DecodeError:
        return {}
    return {frozenset(row.names): row.fields for row in rows}


def of_project(project: Project, options: ReadOptions | None, author: str = "") -> ReadOptions:
    """What a person says of the files, with what the project says of its labels, whose work it is, and what
    was said of columns before, where nothing is said now."""
    from annotator.formats import ReadOptions

    options = options or ReadOptions()
    return msgspec.structs.replace(
        options,
        roles={label.id: label.role for label in project.scheme.labels},
        author=options.author or author,
        mappings={**remembered(project), **options.mappings},
    )


def remember(project: Project, seen: Iterable[Columns], said: Mapping[Shape, Fields]) -> None:
    """Keep what was told of the tables that were seen; what is said to be nothing is forgotten."""
    before = remembered(project)
    told = {**said, **{columns.shape: columns.told for columns in seen if columns.told}}
    after = {shape: fields for shape, fields in {**before, **told}.items() if fields}
    if after != before:
        rows = [_Kept(tuple(sorted(shape)), dict(fields)) for shape, fields in after.items()]
        project.set_preference(accounts.account(), _KEY, msgspec.json.encode(rows[-_MOST:]).decode())
