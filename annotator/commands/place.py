"""Finds out what speaks against the place where a project lies: who else writes there, and the room left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from annotator.disk import room_beside
from annotator.store import network, siblings

State = Literal["fine", "advice", "wrong"]
"""`advice`: the program works, but not all of it, or not as well as it could."""

_CLOUD: Final = re.compile(
    r"(?i)(dropbox|onedrive|google ?drive|my drive|icloud drive|mobile documents|cloudstorage|nextcloud"
    r"|owncloud|yandex\.?disk|pclouddrive|box sync|synologydrive|seafile)(?![^\W_])"
)
"""How the folders are called that services on the net synchronise."""

_MARKERS: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".sync_": "Nextcloud",
    "._sync_": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".synologyworkingdirectory": "Synology Drive",
}
"""What such a service leaves in the folder it synchronises, as its name begins, in lower case."""

_CONFLICTED: Final = re.compile(
    r"""(?x) .*(?i:conflict|\u062a\u0639\u0627\u0631\u0636|конфликт).*   # most services, in one's language
    | [ _]?\(\d{1,3}\)                                     # Google Drive, a browser
    | -(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{2}[A-Z0-9-]{1,13}       # OneDrive: the name of a computer
    """
)
"""What services put between a name and its ending where two computers have written at once."""

_MEGABYTE: Final = 1_000_000


class Check(msgspec.Struct, frozen=True):
    """One thing looked at; `row` is its sentence, which says what to do where it is not fine."""

    state: State
    row: str
    details: dict[str, str | int] = {}


def concerns(path: Path) -> list[Check]:
    """All that is to be said of the place. It looks into the folder, which may take its time on a network."""
    try:
        return list(_concerns(path.resolve()))
    except OSError:  # a folder that nobody may list, or that has just gone
        return []


def room_concern(path: Path) -> Check | None:
    """Whether the disk has little room left for the project and its backups."""
    room = room_beside(path)
    if room is None or not room.is_short:
        return None
    details: dict[str, str | int] = {
        "path": str(path.parent),
        "free": room.free // _MEGABYTE,
        "needed": room.needed // _MEGABYTE,
    }
    return Check("advice", "doctor.disk-nearly-full", details)


def cloud_of(path: Path) -> str:
    """The name of the folder above `path` that a service on the net synchronises, "" if none is known."""
    above = path.resolve().parents
    named = next((part.name for part in above if _CLOUD.match(part.name)), "")
    return named or next(filter(None, map(_marked, above)), "")


def conflicted(path: Path) -> list[Path]:
    """Files beside a project that are called as services call a copy of it that two have written to."""
    return sorted(
        other
        for other in path.parent.iterdir()
        if other.suffix == path.suffix
        and other.stem.startswith(path.stem)
        and _CONFLICTED.fullmatch(other.stem.removeprefix(path.stem))
    )


def lone_logs(path: Path) -> list[Path]:
    """Write-ahead logs of the project's copies, or its own, whose database is not there."""
    return sorted(
        log
        for log in path.parent.iterdir()
        if log.name.startswith(path.stem)
        and log.name.endswith("-wal")
        and log.stat().st_size
        and not log.with_name(log.name.removesuffix("-wal")).exists()
    )


def _concerns(path: Path) -> Iterator[Check]:
    named: dict[str, str | int] = {"path": str(path)}
    if network.on_network(path):
        yield Check("advice", "doctor.project-on-network", named)
    if cloud := cloud_of(path):
        yield Check("advice", "doctor.project-in-cloud", {**named, "cloud": cloud})
    apart = siblings.apart(path)
    for other in apart:
        yield Check("advice", "doctor.project-apart", {**named, "other": other.name})
    for other in conflicted(path):
        if other not in apart:
            yield Check("advice", "doctor.project-conflicted", {**named, "other": other.name})
    for log in lone_logs(path):
        yield Check("advice", "doctor.log-alone", {**named, "log": log.name})
    if (room := room_concern(path)) is not None:
        yield room


def _marked(folder: Path) -> str:
    """The service that left its mark in a folder."""
    try:
        names = [entry.name.lower() for entry in folder.iterdir() if entry.name.startswith(".")]
    except OSError:
        return ""
    return next((said for mark, said in _MARKERS.items() for name in names if name.startswith(mark)), "")
