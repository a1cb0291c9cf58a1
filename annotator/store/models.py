"""The trained models of a project: files beside it, and which of them an account uses.

They are no record: what they find is nobody's until somebody accepts it, and they can be trained again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.learned import Model, decode_model, encode_model
from annotator.disk import give_name, write_whole
from annotator.store import accounts
from annotator.store.project import Project

USED: Final = "model"
"""The choice of an account in a project: the SHA-256 of the model it uses."""

_SUFFIX: Final = ".model"
_LARGEST: Final = 1 << 29
"""Bytes. A model of 5,000 sentences has some three million."""


class Version(NamedTuple):
    """A model that lies beside the project; `problem` says why it cannot be read."""

    number: int
    path: Path
    model: Model | None = None
    problem: AnnotatorError | None = None


def folder(project: Project) -> Path:
    path = project.path.resolve()
    return path.with_name(f"{path.name}.models")


def versions(project: Project) -> list[Version]:
    """All there are, the oldest first."""
    found = []
    for number, path in sorted(_numbered(project).items()):
        try:
            found.append(Version(number, path, read_model(path)))
        except AnnotatorError as error:
            found.append(Version(number, path, problem=error))
    return found


def version(project: Project, number: int) -> Version:
    """One of them. Raises `AnnotatorError("no-such-model")`, and as `read_model`."""
    path = _path(project, number)
    return Version(number, path, read_model(path))


def read_model(path: Path) -> Model:
    """The model in a file. Raises `AnnotatorError("model-not-read")`, and as `decode_model`."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise AnnotatorError("model-not-read", path=str(path), reason=error.strerror or str(error)) from error
    if len(data) > _LARGEST:
        raise AnnotatorError("not-a-model", path=str(path))
    return decode_model(data, path=str(path))


def keep_model(project: Project, model: Model) -> int:
    """Put a model beside the project as its newest version; its number.

    One whose bytes lie there already is not put there twice. Raises `AnnotatorError`: "project-read-only",
    "file-not-written".
    """
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    for row in versions(project):
        if row.model and row.model.training.sha256 == model.training.sha256:
            return row.number
    place = folder(project)
    number = max(_numbered(project), default=0) + 1
    try:
        place.mkdir(exist_ok=True)
        while True:
            partial, path = place / f".{number}.part", place / f"{number}{_SUFFIX}"
            write_whole(partial, encode_model(model))
            try:
                give_name(partial, path)
                return number
            except FileExistsError:  # another process was sooner
                number += 1
            finally:
                partial.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(place), reason=reason) from error


def remove_model(project: Project, number: int) -> None:
    """Raises `AnnotatorError("no-such-model", "file-not-written")`."""
    path = _path(project, number)
    try:
        path.unlink()
    except OSError as error:
        raise AnnotatorError(
            "file-not-written", path=str(path), reason=error.strerror or str(error)
        ) from error


def used(project: Project) -> str:
    """The SHA-256 of the model that this account uses; "" for none."""
    return project.preference(accounts.account(), USED) or ""


def use(project: Project, sha256: str) -> None:
    """Use a model from now on, "" for none."""
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    project.set_preference(accounts.account(), USED, sha256)


def used_version(project: Project) -> Version | None:
    """The model that this account uses, if it can be read."""
    wanted = used(project)
    if not wanted:
        return None
    found = (row for row in versions(project) if row.model is not None)
    return next((row for row in found if row.model and row.model.training.sha256 == wanted), None)


def _numbered(project: Project) -> dict[int, Path]:
    names = ((path.name.removesuffix(_SUFFIX), path) for path in folder(project).glob(f"*{_SUFFIX}"))
    return {int(name): path for name, path in names if name.isascii() and name.isdigit() and len(name) < 7}


def _path(project: Project, number: int) -> Path:
    found = _numbered(project)
    if number not in found:
        known = ", ".join(map(str, sorted(found))) or "-"
        raise AnnotatorError("no-such-model", number=number, known=known)
    return found[number]
