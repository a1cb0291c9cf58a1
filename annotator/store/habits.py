"""The habits of authors: files beside a project, among its trained models, and whether an account uses them.

They are no record: they follow from the log, and can be learned again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.habits import Habits
from annotator.core.model import derived_id
from annotator.disk import write_whole
from annotator.store import accounts, models
from annotator.store.project import Project

_CHOICE: Final = "edges"
_OFF: Final = "off"
_NAME_LENGTH: Final = 12


def path_of(project: Project, author: str) -> Path:
    return models.folder(project) / f"edges-{derived_id(author)[:_NAME_LENGTH]}.json"


def learned(project: Project, author: str) -> Habits | None:
    """What was learned last of an author; None for nothing, and for a file that cannot be read."""
    try:
        found = msgspec.json.decode(path_of(project, author).read_bytes(), type=Habits)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return found if found.author == author else None


def used(project: Project, author: str) -> Habits | None:
    """What proposals to an author follow."""
    found = learned(project, author)
    return found if found and found.are_used and is_on(project) else None


def keep_habits(project: Project, found: Habits) -> None:
    """Put them beside the project. Raises `AnnotatorError`: "project-read-only", "file-not-written"."""
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    path = path_of(project, found.author)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(path), reason=reason) from error
    write_whole(path, msgspec.json.encode(found))


def is_on(project: Project) -> bool:
    """Whether this account wants proposals to follow an author's habits."""
    return project.preference(accounts.account(), _CHOICE) != _OFF


def turn(project: Project, *, on: bool) -> None:
    """Raises `AnnotatorError("project-read-only")`."""
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    project.set_preference(accounts.account(), _CHOICE, "" if on else _OFF)
