"""Writes the acts that were asked for to a file: as a table, as JSON, or as a report to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from annotator.commands.progress import Cancelled, stop_if
from annotator.core.asking import Asked
from annotator.core.errors import AnnotatorError
from annotator.disk import check_target, opened_whole
from annotator.store import Project, past
from annotator.ui.article import fonts
from annotator.ui.parts.printed import print_history
from annotator.ui.record.acts import narrowed
from annotator.ui.record.filters import Wanted
from annotator.words.histories import csv_of, jsonl_of
from annotator.words.i18n import Language

T = TypeVar("T")


def check_name(out: Path) -> None:
    """Whether it can be written there. Raises "unknown-report-kind", or as `check_target`."""
    if out.suffix.lower() not in _WRITERS:
        raise AnnotatorError("unknown-report-kind", path=str(out), known=" ".join(_WRITERS))
    check_target(out)


def write(
    project: Project, *, progress: Any, cancelled: Cancelled, language: Language, wanted: Wanted, out: Path
) -> None:
    """Write the acts, newest first as the page lists them, as the name of the file says."""
    with project.snapshot():
        asked = narrowed(project, wanted)
        _WRITERS[out.suffix.lower()](project, language, asked, out, cancelled)


def _csv(project: Project, language: Language, asked: Asked, out: Path, cancelled: Cancelled) -> None:
    _lines(out, csv_of(project, language, asked, newest_first=True), cancelled)


def _jsonl(project: Project, language: Language, asked: Asked, out: Path, cancelled: Cancelled) -> None:
    _lines(out, jsonl_of(project, asked, newest_first=True), cancelled)


def _lines(out: Path, lines: Iterable[bytes], cancelled: Cancelled) -> None:
    with opened_whole(out) as file:
        file.writelines(_while_wanted(lines, cancelled))


def _pdf(project: Project, language: Language, asked: Asked, out: Path, cancelled: Cancelled) -> None:
    acts = _while_wanted(past.acts(project, asked, newest_first=True), cancelled)
    print_history(out, project, language, asked, acts, families=fonts.families())


def _while_wanted(rows: Iterable[T], cancelled: Cancelled) -> Iterator[T]:
    for row in rows:
        stop_if(cancelled)
        yield row


_WRITERS: Final[dict[str, Callable[[Project, Language, Asked, Path, Cancelled], None]]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".pdf": _pdf,
}

KINDS: Final = tuple(suffix.removeprefix(".") for suffix in _WRITERS)
"""The kinds of files there are, as their names end."""
