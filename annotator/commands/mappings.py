"""What was said of columns and labels: kept for the next import into the same project, by its account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.store import Project, accounts

if TYPE_CHECKING:
    from annotator.formats.base import Columns, Fields, ReadOptions, Shape

_KEY: Final = "mappings"
_LABELS: Final = "labels"
_MOST: Final = 200
"""Mappings of each kind that are kept, the newest ones."""


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


def remembered_labels(project: Project) -> dict[str, str]:
    """What labels of files were said to be before, "" for what was left out."""
    kept = project.preference(accounts.account(), _LABELS)
    try:
        return msgspec.json.decode(kept or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        return {}


def remember_labels(project: Project, said: Mapping[str, str]) -> None:
    """Keep what labels of files were said to be; what stays as it is is forgotten."""
    before = remembered_labels(project)
    after = {theirs: ours for theirs, ours in {**before, **said}.items() if theirs != ours}
    if after != before:
        rows = dict(list(after.items())[-_MOST:])
        project.set_preference(accounts.account(), _LABELS, msgspec.json.encode(rows).decode())


def of_project(project: Project, options: ReadOptions | None, author: str = "") -> ReadOptions:
    """What a person says of the files, with what the project says of its labels, whose work it is, and what
    was said of columns and labels before, where nothing is said now."""
    from annotator.formats import ReadOptions

    options = options or ReadOptions()
    return msgspec.structs.replace(
        options,
        roles={label.id: label.role for label in project.scheme.labels},
        author=options.author or author,
        mappings={**remembered(project), **options.mappings},
        labels={**remembered_labels(project), **options.labels},
    )


def remember(project: Project, seen: Iterable[Columns], said: Mapping[Shape, Fields]) -> None:
    """Keep what was told of the tables that were seen; what is said to be nothing is forgotten."""
    before = remembered(project)
    told = {**said, **{columns.shape: columns.told for columns in seen if columns.told}}
    after = {shape: fields for shape, fields in {**before, **told}.items() if fields}
    if after != before:
        rows = [_Kept(tuple(sorted(shape)), dict(fields)) for shape, fields in after.items()]
        project.set_preference(accounts.account(), _KEY, msgspec.json.encode(rows[-_MOST:]).decode())
