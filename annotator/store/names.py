"""The names of a project, and those that one author's layer teaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import msgspec

from annotator.core.names import (
    Confirmed,
    KnownName,
    Name,
    Outlet,
    known_names,
    named_labels,
    with_outlets,
)
from annotator.store.project import Project
from annotator.store.queries import existing
from annotator.store.tables import TABLES


def names(project: Project) -> list[Name]:
    """Every name that is a row of the project."""
    table = TABLES["name"]
    return [cast(Name, table.record(row)) for row in project.rows(f"{table.select} ORDER BY id")]


def name_record(project: Project, name_id: str) -> Name | None:
    """The name with this id, if it is a row of the project."""
    return cast(Name | None, project.row_record("name", name_id))


def blocked_names(project: Project) -> list[Name]:
    """The names that nobody is to be shown as proposals."""
    table = TABLES["name"]
    return [cast(Name, table.record(row)) for row in project.rows(f"{table.select} WHERE blocked")]


def names_of(project: Project, author: str) -> list[KnownName]:
    """The names this author knows: those listed for everybody, and those in the author's own layer."""
    return known_names(names(project), confirmed(project, author))


def all_names_of(project: Project, author: str) -> list[KnownName]:
    """The same, and the outlets of documents."""
    rows, label = names(project), project.scheme.label_as("source")
    known = known_names(rows, confirmed(project, author))
    return with_outlets(known, rows, outlet_names(project), label) if label else known


def outlet_names(project: Project) -> list[Outlet]:
    """Who published the documents, each with the spelling that most of them have."""
    rows = project.rows(
        """SELECT outlet, source, count(*) FROM documents WHERE outlet <> ''
           GROUP BY outlet, source ORDER BY outlet, 3 DESC, source"""
    )
    found: dict[str, Outlet] = {}
    for key, source, documents in rows:
        first = found.get(key)
        spelling, before = (first.spelling, first.documents) if first else (source, 0)
        found[key] = Outlet(key, spelling, before + documents)
    return list(found.values())


def confirmed(project: Project, author: str) -> list[Confirmed]:
    """The words the author has labelled as an actor, a place, a source, or whatever else names something.

    Discontinuous spans are left out: their words do not stand together.
    """
    labels = msgspec.json.encode([label.id for label in named_labels(project.scheme)]).decode()
    rows = project.rows(
        """SELECT label, quote, count(*) FROM spans
           WHERE author = ? AND label IN (SELECT value FROM json_each(?)) AND instr(ranges, '],[') = 0
           GROUP BY label, quote ORDER BY label, quote""",
        [author, labels],
    )
    return [Confirmed(*row) for row in rows]


def existing_names(project: Project, ids: Iterable[str]) -> dict[str, Name]:
    """The names among these ids that are rows of the project."""
    return cast(dict[str, Name], existing(project, "name", ids))


def merged_into(project: Project, name: str) -> list[Name]:
    """The names that the one with this id stands for."""
    table = TABLES["name"]
    rows = project.rows(f"{table.select} WHERE merged_into = ? ORDER BY id", [name])
    return [cast(Name, table.record(row)) for row in rows]


def names_state(project: Project) -> str:
    """Another value whenever a name has changed; the same one in copies of a project that are alike."""
    row = project.one(
        """SELECT hash, (SELECT nullif(count(*), 0) FROM main.aside) FROM main.events
           WHERE seq = (SELECT max(event) FROM main.log WHERE entity = 'name')"""
    )
    return "-".join(str(part) for part in row if part is not None) if row else ""
