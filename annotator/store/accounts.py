"""Who sits at this computer: the account that a project remembers an author's name for."""

from __future__ import annotations

import getpass
import platform
from typing import TYPE_CHECKING

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.offsets import canonical
from annotator.store.connection import world_errors

if TYPE_CHECKING:
    from annotator.store import Project

AUTHOR, DOCUMENT = "author", "document"
"""The choices of an account in a project: the name to work under, and the document opened last."""


def account() -> str:
    """Names this account on this computer, e.g. `salma@laptop`."""
    # The name of a computer may be any bytes.
    node = platform.node().encode("utf-8", "replace").decode()
    return f"{_user()}@{node}"


def proposed_name() -> str:
    """The name to offer when a project asks who is working."""
    return _user()


def known_author(project: Project) -> str | None:
    """The author name this account chose in the project, if it was asked before."""
    return project.preference(account(), AUTHOR)


def remember_author(project: Project, name: str) -> str:
    """Keep the name for the next time. Raises as `author_name` does."""
    name = author_name(name)
    project.set_preference(account(), AUTHOR, name)
    return name


def chosen_names(project: Project) -> list[str]:
    """The names that accounts chose in the project, and those of its team, done anything or not."""
    sql = """SELECT value FROM preferences WHERE key = ? UNION
        SELECT name.value FROM main.hub, json_each(hub.value) name WHERE hub.key = 'members' ORDER BY 1"""
    return [row[0] for row in project.rows(sql, [AUTHOR])]


def rename_chosen(project: Project, before: str, after: str) -> None:
    """Let every account that chose the name `before` have chosen `after`."""
    with world_errors(project.path):
        project.conn.execute(
            "UPDATE preferences SET value = ? WHERE key = ? AND value = ?", [after, AUTHOR, before]
        )


def author_name(name: str) -> str:
    """A name as it was typed, on one line without outer spaces.

    Raises `AnnotatorError("empty-name" | "nul-character" | "lone-surrogate")`.
    """
    if not fold_key(name).strip():
        raise AnnotatorError("empty-name")
    return " ".join(canonical(name).split())


def _user() -> str:
    try:
        return author_name(getpass.getuser())
    except (OSError, KeyError, ImportError, AnnotatorError):  # an account without a name, e.g. in a container
        return "annotator"
