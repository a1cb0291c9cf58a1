"""Noted heads against the log: what a chain cannot find itself, a log that was cut or written anew."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import GENESIS
from annotator.store.findings import Finding
from annotator.store.heads import LONGEST_LINE, Head, decoded
from annotator.store.project import Project

MOST_BAD_LINES: Final = 20
"""What has more of them is another kind of file, and is not read to its end."""

_BEGINNING: Final = b'{"format":"annotator-head/1",'
_BROKEN_OFF: Final = re.compile(
    rb'(?:(?!"signature":).)*(?<!})(?:"signature":"?[0-9a-f]{0,128}"?)?', re.DOTALL
)


class Line(NamedTuple):
    """A truly signed head, and where it stands."""

    file: Path
    number: int
    head: Head


class Signer(msgspec.Struct, frozen=True, order=True):
    """A key that heads were signed with: `own` is that of this account."""

    fingerprint: str
    account: str
    own: bool


class Noted(msgspec.Struct, frozen=True):
    """All that was read from files of heads. `unfinished`: lines whose writing was broken off, as places."""

    files: tuple[Path, ...] = ()
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()
    unfinished: tuple[tuple[Path, int], ...] = ()

    @property
    def signers(self) -> tuple[Signer, ...]:
        """The keys, each with the account that it was said to be of."""
        from annotator.store import keys

        own = keys.own_public_key() if self.lines else None
        pairs = {(line.head.key, line.head.account) for line in self.lines}
        return tuple(sorted(Signer(keys.fingerprint(key), account, key == own) for key, account in pairs))

    @property
    def report(self) -> dict[str, object]:
        """What was checked, for JSON."""
        return {
            "checked": len(self.lines),
            "files": [shown(path) for path in self.files],
            "keys": self.signers,
            "unfinished": [{"file": shown(path), "line": number} for path, number in self.unfinished],
        }


def read_heads(paths: Iterable[Path]) -> Noted:
    """Read files of noted heads, whatever is in them. What is no truly signed head is a finding.

    Raises `AnnotatorError("heads-not-read" | "signing-unsupported")`.
    """
    files = tuple(dict.fromkeys(paths))
    lines: list[Line] = []
    findings: list[Finding] = []
    unfinished: list[tuple[Path, int]] = []
    for path in files:
        bad = 0
        for number, data in _lines(path):
            place: dict[str, object] = {"file": shown(path), "line": number}
            head = decoded(data)
            if head is not None and _is_true(head):
                lines.append(Line(path, number, head))
                continue
            bad += 1
            if _is_unfinished(data):
                unfinished.append((path, number))
            else:
                findings.append(Finding("head-unreadable" if head is None else "head-unsigned", place))
            if bad == MOST_BAD_LINES:
                findings.append(Finding("heads-given-up", place))
                break
    return Noted(files, tuple(lines), tuple(findings), tuple(unfinished))


def against_log(project: Project, noted: Noted) -> Iterator[Finding]:
    """What of the noted heads the log does not hold, file by file."""
    row = project.one("SELECT value FROM project WHERE key = 'id'")
    for file in noted.files:
        lines = [line for line in noted.lines if line.file == file]
        others = [line for line in lines if row and line.head.project != row[0]]
        if others:
            yield Finding("head-of-other", {**_place(others), "project": others[0].head.project})
        own = [line for line in lines if not row or line.head.project == row[0]]
        own.sort(key=lambda line: line.head.seq)
        missing = [line for line in own if not _is_in_log(project, line.head)]
        if not missing:
            continue
        first = missing[0].head
        told = {**_place(missing), "at": first.at, "seq": first.seq}
        held = [line.head for line in own if line.head.seq < first.seq]
        if held:
            yield Finding("log-cut", {**told, "since": held[-1].at})
        else:
            yield Finding("log-forged", told)


def shown(path: Path) -> str:
    """The name of a file as text that can be shown."""
    return os.fsencode(path).decode("utf-8", "replace")


def _place(lines: Sequence[Line]) -> dict[str, object]:
    """Where the first of some lines of a file stands, and how many they are."""
    return {"file": shown(lines[0].file), "line": lines[0].number, "n": len(lines)}


def _is_in_log(project: Project, head: Head) -> bool:
    """Whether the log has the event that the line names; another copy may have it under another number."""
    if not head.seq:
        return head.head == GENESIS
    found = project.one(
        """SELECT 1 FROM (SELECT replica, hash FROM main.events
                          UNION ALL SELECT replica, hash FROM main.stubs) WHERE replica = ? AND hash = ?""",
        [head.replica, head.head],
    )
    return found is not None


def _is_true(head: Head) -> bool:
    from annotator.store import keys

    return keys.is_signed(head.signed, head.key, head.signature)


def _is_unfinished(line: bytes) -> bool:
    """Whether the writing of a line was broken off. No change of a byte of a whole line makes it look so."""
    if line.startswith(_BEGINNING):
        return _BROKEN_OFF.fullmatch(line) is not None
    return bool(line) and _BEGINNING.startswith(line)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, without their ends; one without end comes in pieces."""
    number = 0
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would be waited for
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                number += 1
                yield number, line.removesuffix(b"\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("heads-not-read", path=shown(path), reason=reason) from error
