"""The program's diary: what it started and what failed, in files that hold no word of any document."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from platformdirs import user_log_path

from annotator.commands import machine
from annotator.commands.machine import Seen

_KEPT: Final = 10
_LARGEST: Final = 256 * 1024
"""Bytes of a file of the diary; each process has one file and one older part of it."""
_LONGEST: Final = 300
_CRASH: Final = "crash-"

_QUOTED: Final = re.compile(r"""(?s)'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|«[^»]*»|“[^”]*”""")
_FOREIGN: Final = re.compile(r"[^\x20-\x7e]+(?:\s+[^\x20-\x7e]+)*")

_logger = logging.getLogger("annotator")
_logger.addHandler(logging.NullHandler())  # else what is noted while no diary is kept goes to the terminal
_logger.propagate = False


def folder() -> Path:
    """Where the diary is kept: among the settings if these have a folder of their own, else where the system
    wants logs."""
    settings = os.environ.get("ANNOTATOR_SETTINGS")
    return Path(settings) / "logs" if settings else user_log_path("annotator", appauthor=False)


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Keep a diary while the block lasts. Where none can be kept, nothing is told and nothing fails."""
    place = folder()
    with contextlib.ExitStack() as stack:
        stack.callback(_logger.setLevel, _logger.level)
        _logger.setLevel(logging.INFO)
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            _clean(place)
            stack.enter_context(_written(place))
        yield


def note(event: str, *facts: object) -> None:
    """Write a line: `facts` are ids, codes and numbers, never words of a document or of a person."""
    _logger.info("%s", " ".join([event, *map(str, facts)]))


def note_fault(report: str) -> None:
    _logger.error("%s", report)


@contextlib.contextmanager
def watching_for_crashes() -> Iterator[None]:
    """While the block lasts, what ends the whole process at once leaves where it was in a file."""
    path = folder() / f"{_CRASH}{os.getpid()}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8")
    except OSError:
        yield
        return
    try:
        faulthandler.enable(file)
        yield
    finally:
        faulthandler.disable()
        file.close()
        with contextlib.suppress(OSError):
            path.unlink()


def crashes() -> list[str]:
    """How earlier processes were ended, as far as it was not told yet."""
    found = []
    for path in sorted(folder().glob(f"{_CRASH}*.txt")):
        with contextlib.suppress(OSError):
            if left := path.read_text(encoding="utf-8", errors="replace"):
                path.unlink()
                found.append(_without_home(left))
    return found


def fault_report(error: BaseException, trace: TracebackType | None, seen: Seen | None = None) -> str:
    """What somebody who mends the program has to know: version, system, and where it failed.

    Of what the fault says only the program's own words are kept: a quoted value may be of a document.
    """
    found = machine.facts(seen)
    qt = f", Qt {found.qt}, PySide {found.pyside}" if found.qt else ""
    head = (
        f"annotator {found.program}, Python {found.python}, SQLite {found.sqlite}{qt}\n{found.platform}\n"
        f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n"
    )
    told = traceback.TracebackException(type(error), error, trace)
    return _without_home("\n".join([head, *_told(told)]))


def without_words(message: str) -> str:
    """A message of a library without what it quotes, and without anything but plain signs."""
    return _FOREIGN.sub("…", _QUOTED.sub("'…'", message))[:_LONGEST]


def _told(fault: traceback.TracebackException) -> Iterator[str]:
    """A fault and what it came from, the first of them first."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _told(before)
        yield ""
    yield "".join(fault.stack.format()).rstrip()
    *_, last = fault.format_exception_only()
    kind, _, message = last.rstrip().partition(": ")
    yield f"{kind}: {without_words(message)}" if message else kind


@contextlib.contextmanager
def _written(place: Path) -> Iterator[None]:
    """A file of this process alone: on some systems no other could turn it over."""
    name = f"annotator-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
    handler = RotatingFileHandler(
        place / name, maxBytes=_LARGEST, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk is told elsewhere
    _logger.addHandler(handler)
    try:
        yield
    finally:
        _logger.removeHandler(handler)
        handler.close()


def _clean(place: Path) -> None:
    """Keep the newest files."""
    files = sorted(place.glob("annotator-*.log*"), key=lambda path: path.name, reverse=True)
    for path in files[_KEPT:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _without_home(text: str) -> str:
    """Whose computer it is does not matter."""
    with contextlib.suppress(RuntimeError):
        home = str(Path.home())
        if len(home) > 1:
            return text.replace(home, "~")
    return text
