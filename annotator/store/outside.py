"""The outside models that this account knows, kept beside its settings: never in a project, which travels."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.outside import Outside, check_outside
from annotator.disk import settings_folder, write_whole

_NAME: Final = "models.json"
_LONGEST: Final = 1 << 20


def path() -> Path:
    return settings_folder() / _NAME


def known() -> list[Outside]:
    """All there are. Raises `AnnotatorError("models-damaged")`: such a file is never written over."""
    try:
        with path().open("rb") as file:
            rows = msgspec.json.decode(file.read(_LONGEST), type=list[Outside])
        for row in rows:
            check_outside(row)
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError, ValueError, AnnotatorError) as error:
        raise AnnotatorError("models-damaged", path=str(path())) from error
    return rows


def named(name: str) -> Outside:
    """Raises `AnnotatorError("no-such-outside")`."""
    rows = known()
    found = next((row for row in rows if row.name == name), None)
    if found is None:
        raise AnnotatorError("no-such-outside", name=name, known=", ".join(row.name for row in rows) or "-")
    return found


def put(row: Outside) -> None:
    """Keep one, in the place of the one of its name. Raises as `check_outside`, and "file-not-written"."""
    check_outside(row)
    _write([*(other for other in known() if other.name != row.name), row])


def drop(name: str) -> None:
    """Forget one. Raises `AnnotatorError("no-such-outside")`."""
    gone = named(name)
    _write([row for row in known() if row.name != gone.name])


def _write(rows: list[Outside]) -> None:
    place = path()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(place), reason=reason) from error
    write_whole(place, msgspec.json.format(msgspec.json.encode(sorted(rows, key=lambda row: row.name))))
