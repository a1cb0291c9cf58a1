"""Keeps backups of a project in a folder of their own: many of the last hours, fewer of the last weeks."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.disk import room_beside
from annotator.store import heads
from annotator.store.making import clean, end_of, end_of_whole
from annotator.store.project import Project

LAST: Final = 10
"""So many of the newest are kept, however close together."""

PERIODS: Final[tuple[tuple[Callable[[datetime], object], int], ...]] = (
    (lambda at: (at.date(), at.hour), 24),
    (lambda at: at.date(), 14),
    (lambda at: at.isocalendar()[:2], 13),
)
"""Of so many hours, days and weeks in which there was a backup, the last of each is kept."""

_TIME: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"(?P<stem>.+)-(?P<at>\d{8}T\d{6}Z)-(?P<seq>\d{1,18})\.db")
_ID_SHOWN: Final = 8


class Backup(msgspec.Struct, frozen=True, order=True):
    """A backup that lies in the folder: how many events it holds and when it was made, by its name."""

    seq: int
    at: datetime
    path: Path


def folder_of(project: Path, project_id: str, chosen: Path | None) -> Path:
    """Where backups of a project lie: beside it, or in the folder that the person chose for all projects."""
    project = project.resolve()
    if chosen is None:
        return project.with_name(f"{project.name}.backups")
    return chosen / f"{project.name}-{project_id[:_ID_SHOWN]}.backups"


def listed(folder: Path) -> list[Backup]:
    """The backups of a folder, the newest by its log first."""
    return sorted(_found(folder), reverse=True)


def staying(backups: Iterable[Backup]) -> set[Backup]:
    """The ones that the rule keeps.

    It counts backups and the periods that have one, never the time until now: neither a jump of the clock
    nor a long absence makes any of them too old. They are counted by their log, and once more by their time:
    where the two differ, both sides stay.
    """
    stay: set[Backup] = set()
    rows = list(backups)
    for newest_first in (
        sorted(rows, reverse=True),
        sorted(rows, key=lambda row: (row.at, row.seq), reverse=True),
    ):
        stay.update(newest_first[:LAST])
        for period, count in PERIODS:
            last: dict[object, Backup] = {}
            for row in newest_first:
                last.setdefault(period(row.at), row)
            stay.update(list(last.values())[:count])
    return stay


def keep(project: Project, chosen: Path | None = None) -> tuple[Backup, bool]:
    """The newest backup, and whether it had to be made, as the one before holds less than the project.

    What `staying` does not keep is removed. Raises `AnnotatorError`: "backup-folder-missing",
    "backup-without-room", and what `Project.backup` raises.
    """
    folder = folder_of(project.path, project.project_id, chosen)
    _prepare(folder, chosen, project.path)
    with project.whole(), project.snapshot():
        end = end_of(project.conn)
        seq = end[0] if end is not None else 0
        there = [row for row in listed(folder) if row.seq == seq]
        for row in there:
            if end_of_whole(row.path) == end:
                return row, False
        at = datetime.now(UTC).replace(microsecond=0)
        path = folder / f"{project.path.stem}-{at.strftime(_TIME)}-{seq}.db"
        made = Backup(seq, at, path)
        try:
            project.backup(path)
        except AnnotatorError as error:
            # Another process has made the same in the same second.
            if error.code != "project-exists" or end_of_whole(path) != end:
                raise
        # Without it, it is a backup all the same; whoever notes heads of the project says what is wrong.
        with contextlib.suppress(AnnotatorError):
            heads.note_beside(project, path)
    _rotate(folder, made)
    return made, True


def keep_before(project: Project, chosen: Path | None = None) -> None:
    """Back up before much is changed; a project in which nothing was done yet has nothing to lose."""
    with project.whole():
        end = end_of(project.conn)
    if end is not None and end[0] > 1:
        keep(project, chosen)


def _prepare(folder: Path, chosen: Path | None, project: Path) -> None:
    """The folder is there, free of what a kill has left, and the disk has room for a copy and one more."""
    if chosen is not None and not chosen.is_dir():
        # Not made: where a disk is not mounted, backups would lie on the one that they are to protect from.
        raise AnnotatorError("backup-folder-missing", path=str(chosen))
    try:
        folder.mkdir(exist_ok=True)
        size = sum(beside.stat().st_size for beside in (project, Path(f"{project}-wal")) if beside.is_file())
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("project-not-created", path=str(folder), reason=reason) from error
    room = room_beside(folder / project.name)
    if room is not None and room.free < 2 * size:
        raise AnnotatorError("backup-without-room", path=str(folder))
    clean(folder)


def _rotate(folder: Path, made: Backup) -> None:
    there = listed(folder)
    for row in set(there) - staying(there) - {made}:
        with contextlib.suppress(OSError):  # another process removes it, or looks at it
            row.path.unlink(missing_ok=True)
            heads.beside(row.path).unlink(missing_ok=True)


def _found(folder: Path) -> Iterable[Backup]:
    try:
        paths = list(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if named := _NAME.fullmatch(path.name):
            with contextlib.suppress(ValueError):  # digits that are no time
                at = datetime.strptime(named["at"], _TIME).replace(tzinfo=UTC)
                yield Backup(int(named["seq"]), at, path)
