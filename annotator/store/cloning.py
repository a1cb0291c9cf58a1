"""A new copy of a project, made of what its hub has, and begun under another name: it can be gone on with."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.core.model import new_id
from annotator.core.team import HubSays
from annotator.disk import check_name, give_name
from annotator.store import team
from annotator.store.connection import guard, world_errors
from annotator.store.making import end_of_whole
from annotator.store.opening import upgrade
from annotator.store.project import Project
from annotator.store.pulling import Page, Taking, taken_whole
from annotator.store.signer import sign_anew
from annotator.store.verify import rebuild


def part_of(path: Path) -> Path:
    """Where a copy lies until it is whole."""
    return path.with_name(f"{path.name}.part")


@contextmanager
def begun(path: Path, state: HubSays) -> Iterator[Project]:
    """The copy that is being made for `path`; one that was begun earlier is gone on with.

    Raises `AnnotatorError`: "project-exists", "hub-other-project" if what was begun is of another.
    """
    check_name(path)
    part = part_of(path)
    if os.path.lexists(path):
        raise AnnotatorError("project-exists", path=str(path))
    if not part.is_file():
        _lay_out(part, state)
    with Project.open(part) as project:
        if project.project_id != state.project:
            raise AnnotatorError("hub-other-project", path=str(part))
        yield project


def take(project: Project, page: Page) -> int:
    """Put a page into the log; the tables are made at the end. How many events came."""
    with taken_whole(), project.exclusive() as conn:
        if team.cursor(conn) != page.after:
            raise AnnotatorError("hub-moved")
        taking = Taking(conn, keeps_rows=False)
        team.move(conn, taking.take(page))
    return taking.received


def finish(project: Project, path: Path, state: HubSays) -> None:
    """Make the tables, and give the copy its name."""
    part = project.path
    with project.exclusive() as conn:
        first = "SELECT 'replica', replica FROM main.events ORDER BY seq LIMIT 1"
        conn.execute(f"INSERT OR REPLACE INTO main.project {first}")
        sign_anew(project)
        team.unveiled(conn, state)
    with taken_whole():
        rebuild(project)
    project.close()
    if end_of_whole(part) is None:
        raise AnnotatorError("project-damaged", path=str(part))
    try:
        give_name(part, path)
    except FileExistsError as error:
        raise AnnotatorError("project-exists", path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("project-not-created", path=str(path), reason=reason) from error
    part.unlink(missing_ok=True)


def _lay_out(part: Path, state: HubSays) -> None:
    """An empty project that follows the hub, whole before it lies there."""
    making = part.with_name(f"{part.name}.new")
    making.unlink(missing_ok=True)
    with world_errors(part):
        conn = sqlite3.connect(making, isolation_level=None)
        try:
            guard(conn)
            upgrade(conn, making, lambda out: None)
            conn.execute("INSERT INTO project VALUES ('id', ?), ('replica', ?)", [state.project, new_id()])
            team.begin(conn, state)
        finally:
            conn.close()
    making.replace(part)
