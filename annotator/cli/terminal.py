"""Printing for people at a terminal: Arabic made readable where nothing shapes it, tables, progress."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, BinaryIO, Final, Literal, TextIO

from annotator.core.arabic import base_direction
from annotator.core.errors import AnnotatorError
from annotator.core.model import Direction

Visual = Literal["auto", "always", "never"]

_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")

# What would command the terminal, or reverse what follows, is made visible. Isolates and embeddings only
# order text, and a terminal that does not know them shows boxes: they are left out.
_COMMANDS: Final = (*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029, 0x202D, 0x202E)
_SEEN: Final = {code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" for code in _COMMANDS}
_UNSEEN: Final = dict.fromkeys((*range(0x202A, 0x202D), *range(0x2066, 0x206A)))
_PRINTABLE: Final = {**_SEEN, **_UNSEEN}
_MARKS: Final = dict.fromkeys((0x61C, 0x200E, 0x200F))

# Reversed text has its marks before their letters; a terminal puts them on what stands before them.
_MARKS_BEFORE_LETTER: Final = re.compile(
    "([\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff]+)(.)"
)

# Terminals that order and join Arabic by themselves say so in these variables.
_SHAPING_TERMINALS: Final = ("KONSOLE_VERSION", "VTE_VERSION", "MLTERM")


# As they stand in UTF-8: DEL, C1, separators of lines, embeddings, overrides and isolates.
_ACTIVE: Final = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")

# Windows calls the pipe of a reader that has gone an invalid argument.
_GONE: Final = frozenset({errno.EPIPE, *((errno.EINVAL,) if sys.platform == "win32" else ())})


class OutputClosed(Exception):
    """Whoever read the output has seen enough."""


def open_streams() -> None:
    """Make stdout and stderr take any text, whatever this computer's locale says.

    A stream that cannot take Arabic is switched to UTF-8, unless PYTHONIOENCODING says what it must be; what
    still does not fit is printed as an escape. A closed stream is replaced by one that keeps nothing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            named = "PYTHONIOENCODING" in os.environ or _takes_arabic(stream.encoding)
            stream.reconfigure(encoding=None if named else "utf-8", errors="backslashreplace")


def end_streams() -> None:
    """Write out what is left. Raises `OutputClosed`, and `OSError` if it cannot be written."""
    with _closed_output():
        sys.stdout.flush()
    sys.stderr.flush()


def drop_output() -> None:
    """Let nothing more be written to stdout, at exit either: it is closed, or takes no more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def escaped_json(data: bytes) -> bytes:
    """JSON of the same value in which nothing commands or reorders a terminal: JSON itself escapes C0."""
    return _ACTIVE.sub(lambda found: b"\\u%04x" % ord(found[0].decode()), data)


def write_bytes(data: bytes) -> None:
    """Write to stdout as it is: JSON is UTF-8 wherever it goes."""
    with _closed_output(), binary_output() as out:
        out.write(data)


@contextmanager
def binary_output() -> Iterator[BinaryIO]:
    """stdout for bytes. Raises `OutputClosed`, and `AnnotatorError("no-output")` if it was never open."""
    if getattr(sys.stdout, "name", "") == os.devnull:
        raise AnnotatorError("no-output")
    with _closed_output():
        yield sys.stdout.buffer


def reorders(visual: Visual, stream: TextIO) -> bool:
    """Whether Arabic has to be joined and ordered before it is written to `stream`.

    `auto`: for terminals that are not known to do it. ANNOTATOR_VISUAL (`always`, `never`) knows better.
    """
    if visual != "auto":
        return visual == "always"
    if not stream.isatty():
        return False
    wanted = os.environ.get("ANNOTATOR_VISUAL", "auto")
    if wanted in ("always", "never"):
        return wanted == "always"
    shapes = os.environ.get("TERM_PROGRAM") == "Apple_Terminal"
    return not shapes and not any(name in os.environ for name in _SHAPING_TERMINALS)


def visual_line(line: str, direction: Direction) -> str:
    """One line as a terminal without bidi should print it: letters joined, in the order the eye reads."""
    from bidi import get_display  # type: ignore[import-untyped]

    ordered = str(get_display(_reshaper().reshape(line), base_dir="R" if direction == "rtl" else "L"))
    ordered = ordered.translate({**_UNSEEN, **_MARKS})
    return _MARKS_BEFORE_LETTER.sub(lambda found: found[2] + found[1][::-1], ordered)


def printable(text: str) -> str:
    """`text` without characters that would command the terminal or reorder what stands beside it."""
    return text.translate(_PRINTABLE)


def readable_columns(line: str) -> str:
    """A line of help as stdout should get it: what follows the last wide gap is text in its own direction."""
    gap = line.rfind("  ") + 2
    start = gap if gap > 1 else 0
    return line[:start] + _cell(line[start:], reorders("auto", sys.stdout))


def one_line(text: object) -> str:
    """`text` with every stretch of white space as one space."""
    return " ".join(str(text).split())


def say(text: str, direction: Direction, *, visual: Visual = "auto", err: bool = False) -> None:
    """Print sentences; `direction` is that of the language, whatever stands in them."""
    stream = sys.stderr if err else sys.stdout
    reordered = reorders(visual, stream)
    with _closed_output():
        for line in text.split("\n"):
            stream.write(f"{_readable(line, direction, reordered)}\n")


def say_cells(cells: Sequence[object], between: str = "\t", *, visual: Visual = "auto") -> None:
    """Print a row of columns, each text in its own direction."""
    reordered = reorders(visual, sys.stdout)
    with _closed_output():
        sys.stdout.write(between.join(_cell(cell, reordered) for cell in cells) + "\n")


def say_text(text: str, direction: Direction, *, visual: Visual = "auto") -> None:
    """Print a document's text: wrapped for a terminal, with right-to-left lines at its right edge."""
    reordered = reorders(visual, sys.stdout)
    wide = width()
    with _closed_output():
        for paragraph in text.split("\n"):
            for line in wrapped(paragraph, wide) if reordered or sys.stdout.isatty() else (paragraph,):
                line = _readable(line, direction, reordered)
                indent = wide - columns(line) if reordered and direction == "rtl" else 0
                sys.stdout.write(f"{' ' * indent}{line}\n")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table, drawn for a terminal and tab-separated for anything else."""
    if not sys.stdout.isatty():
        for row in (head, *rows):
            say_cells(row)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    reordered = reorders("auto", sys.stdout)
    drawn = Table()
    for title in head:
        drawn.add_column(Text(_cell(title, reordered)))
    for row in rows:
        drawn.add_row(*[Text(_cell(value, reordered)) for value in row])
    with _closed_output():
        Console().print(drawn)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, only if that is a terminal; gives what to tell progress to."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    # While it runs, stderr is an object of its own that some versions say is no terminal.
    shown = _cell(title, reorders("auto", sys.stderr))
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(shown, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of a paragraph, none wider than `width` columns where a space allows it."""
    line, used = "", 0
    for word in re.findall(r"\S+\s*|\s+", text):
        if line and used + columns(word.rstrip()) > width:
            yield line.rstrip()
            line, used = "", 0
        line += word
        used += columns(word)
    yield line.rstrip()


def width() -> int:
    """The columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def columns(text: str) -> int:
    """How many columns of a terminal a text takes; marks and format characters take none."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@cache
def _columns_of(char: str) -> int:
    if unicodedata.category(char) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _readable(line: str, direction: Direction, reordered: bool) -> str:
    if reordered and _RIGHT_TO_LEFT.search(line):
        return visual_line(line.translate(_SEEN), direction)
    return printable(line)


def _cell(value: object, reordered: bool) -> str:
    """One line of text in its own direction; blanks at its edges stay."""
    text = " ".join(str(value).splitlines()).replace("\t", " ")
    return _readable(text, base_direction(text), reordered)


@cache
def _reshaper() -> Any:
    from arabic_reshaper import ArabicReshaper  # type: ignore[import-untyped]

    return ArabicReshaper({"delete_harakat": False, "delete_tatweel": False})


def _takes_arabic(encoding: str) -> bool:
    try:
        "ا".encode(encoding)
    except UnicodeError:
        return False
    return True


@contextmanager
def _closed_output() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _GONE:
            raise OutputClosed from error
        error.filename = error.filename or "stdout"
        raise
