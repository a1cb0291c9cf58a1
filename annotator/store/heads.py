"""Signed heads of the log, kept outside the file: they show later that it was cut or written anew."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from annotator.core.events import GENESIS
from annotator.disk import append_line, check_target, write_whole
from annotator.store import accounts
from annotator.store.project import Project

FOLDER: Final = "ANNOTATOR_HEADS"
"""The variable that names the folder to keep heads in, rather than beside the project."""

LONGEST_LINE: Final = 1 << 16
"""Bytes. Such a line has some 500."""

_SUFFIX: Final = ".heads"
_BESIDE: Final = ".head"

Named = Annotated[str, msgspec.Meta(max_length=1000)]
Moment = Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")]
Hash = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Head(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="annotator-head/1"):
    """How the log of a copy of a project ended when it was noted: its last event of its own, and who says so.

    `seq` is that event's number in the file (0: none); `key` is public, 32 bytes in hex; `signature`,
    64 bytes in hex, is over `signed`.
    """

    project: Named
    replica: Named
    seq: Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
    head: Hash
    at: Moment
    account: Named
    key: Hash
    signature: Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{128})?\Z")] = ""

    @property
    def line(self) -> bytes:
        """As it stands in a file, without the end of the line."""
        return msgspec.json.encode(self)

    @property
    def signed(self) -> bytes:
        """The canonical JSON of the other fields: keys sorted, no spaces, UTF-8."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        del fields["signature"]
        return msgspec.json.encode(fields, order="sorted")


def heads_path(project: Project, folder: Path | None = None) -> Path:
    """The file of noted heads: in `folder`, or the one ANNOTATOR_HEADS names; else beside the project."""
    if folder is None and (named := os.environ.get(FOLDER)):
        folder = Path(named)
    if folder is None:
        return project.path.with_name(f"{project.path.name}{_SUFFIX}")
    return folder / f"{project.project_id}{_SUFFIX}"


def note(project: Project, folder: Path | None = None) -> bool:
    """Add a signed line for the head as it is now to the file of noted heads; False if the last is for it.

    Raises `AnnotatorError` for what keeps it from being signed or written.
    """
    path = heads_path(project, folder)
    check_target(path)  # before it is read: a pipe would be waited for
    last = _last(path)
    if last is not None and (last.project, last.head) == (project.project_id, project.head()):
        return False
    append_line(path, signed_head(project).line)
    return True


def note_beside(project: Project, out: Path) -> Path:
    """Write one such line to `OUT.head`, beside what was made of the project. Raises as `note`.

    Of a copy, a backup, `project` is the copy, or is asked within the snapshot that was copied: what is done
    meanwhile is not in it.
    """
    path = beside(out)
    write_whole(path, signed_head(project).line + b"\n")
    return path


def beside(out: Path) -> Path:
    """Where the head of what was made of a project is kept."""
    return out.with_name(f"{out.name}{_BESIDE}")


def signed_head(project: Project) -> Head:
    """The head as it is now, signed by this account. Raises as `keys.own_key`."""
    from annotator.store import keys

    key = keys.own_key()
    row = project.one("SELECT seq, replica, hash FROM main.events WHERE hash = ?", [project.head()])
    seq, replica, made = row or (0, project.replica, GENESIS)
    head = Head(
        project=project.project_id,
        replica=replica,
        seq=seq,
        head=made,
        at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        account=accounts.account(),
        key=keys.public_key(key),
    )
    return msgspec.structs.replace(head, signature=key.sign(head.signed).hex())


def decoded(line: bytes) -> Head | None:
    """The head of a line; None if it is not, byte for byte, as this program writes one."""
    try:
        head = msgspec.json.decode(line, type=Head)
        return head if head.line == line else None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _last(path: Path) -> Head | None:
    """What the last line of a file says, if it can be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_LINE))
            lines = file.read().splitlines()
    except OSError:  # there is none; that it cannot be read is told when it cannot be written
        return None
    return decoded(lines[-1]) if lines else None
