"""Printing for people at a terminal: Arabic made readable where nothing shapes it, tables, progress."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Literal

from annotator.i18n import FIRST_STRONG_ISOLATE, POP_ISOLATE

Visual = Literal["auto", "always", "never"]

_ARABIC: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ISOLATES: Final = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)
_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}

# Terminals that order and join Arabic by themselves say so in these variables.
_SHAPING_TERMINALS: Final = ("KONSOLE_VERSION", "VTE_VERSION", "MLTERM")


def shapes_arabic() -> bool:
    """Whether the output goes to what orders and joins Arabic itself: a file, or some terminals."""
    return not sys.stdout.isatty() or any(name in os.environ for name in _SHAPING_TERMINALS)


def visual_line(line: str, direction: Literal["rtl", "ltr"] = "rtl") -> str:
    """One line as a terminal without bidi should print it: letters joined, in the order the eye reads."""
    import arabic_reshaper  # type: ignore[import-untyped]
    from bidi import get_display  # type: ignore[import-untyped]

    reshaped = arabic_reshaper.reshape(line)
    return str(get_display(reshaped, base_dir="R" if direction == "rtl" else "L"))


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of `text`, none wider than `width` columns where a space allows it."""
    for paragraph in text.split("\n"):
        line, used = "", 0
        for word in re.findall(r"\S+\s*|\s+", paragraph):
            taken = columns(word.rstrip())
            if line and used + taken > width:
                yield line.rstrip()
                line, used = "", 0
            line += word
            used += columns(word)
        yield line.rstrip()


def width() -> int:
    """The columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Me", "Mn")
        else 2
        if unicodedata.east_asian_width(char) in ("W", "F")
        else 1
        for char in text
    )


def printable(text: str) -> str:
    """`text` without characters that would command the terminal."""
    return text.translate(_CONTROLS)


def say(text: str, *, visual: Visual = "auto", err: bool = False) -> None:
    """Print sentences: isolates are for windows and are left out, controls are made visible."""
    stream = sys.stderr if err else sys.stdout
    plain = printable(text.translate(_ISOLATES))
    for line in plain.split("\n"):
        if _ARABIC.search(line) and (visual == "always" or (visual == "auto" and not shapes_arabic())):
            line = visual_line(line)
        stream.write(f"{line}\n")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table, drawn for a terminal and tab-separated for anything else."""
    if not sys.stdout.isatty():
        for row in (head, *rows):
            say("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table()
    for title in head:
        drawn.add_column(Text(title))
    for row in rows:
        drawn.add_row(*[Text(printable(str(cell).translate(_ISOLATES))) for cell in row])
    Console().print(drawn)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, only if that is a terminal; gives what to tell progress to."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
