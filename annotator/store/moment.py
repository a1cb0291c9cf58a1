"""Reads what can be had in a moment, so that a window need not stand still for the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final, TypeVar

from annotator.store import queries
from annotator.store.project import Project

T = TypeVar("T")

_MOMENT: Final = 40_000
"""Steps of SQLite that a window may stand still for: some milliseconds."""


def briefly(project: Project, read: Callable[[], T]) -> T | None:
    """What is read, if no query of it takes more than a moment; else None, and it is to be read in a thread.

    A moment is counted in SQLite's own steps, so it is the same on every machine.
    """
    project.conn.set_progress_handler(lambda: 1, _MOMENT)
    try:
        return read()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        project.conn.set_progress_handler(None, 0)


def people(project: Project) -> list[str]:
    """Everybody who has acted in the project; where that takes long, who is found at once."""
    found = briefly(project, lambda: queries.authors(project))
    return found if found is not None else likely_authors(project)


def likely_authors(project: Project) -> list[str]:
    """Who has a part in a document, or chose a name here: found without reading the log through."""
    # Each step looks up the next name in an index, whatever the number of rows of each.
    sql = """WITH RECURSIVE names(name) AS (
            SELECT min(author) FROM parts UNION ALL
            SELECT (SELECT min(author) FROM parts WHERE author > name) FROM names WHERE name IS NOT NULL)
        SELECT name FROM names WHERE name IS NOT NULL
        UNION SELECT value FROM preferences WHERE key = 'author' ORDER BY 1"""
    return [row[0] for row in project.rows(sql)]
