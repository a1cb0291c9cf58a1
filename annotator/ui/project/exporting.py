"""An export from the window: the work itself, the files in its place, and what is said of it afterwards."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from annotator.commands import exporting
from annotator.commands.exporting import Asked, Exported, Parts, part_path
from annotator.core.errors import AnnotatorError
from annotator.core.splitting import names_of, shares_of
from annotator.store import Project, heads
from annotator.ui.article import fonts
from annotator.ui.parts.press import print_pages
from annotator.words.i18n import Language, error_sentence, isolated, tr
from annotator.words.reports import lost_words

Written = tuple[Exported | Parts, AnnotatorError | None]
"""What was written, and what kept the head from being noted."""


def export_job(
    project: Project, *, progress: Any, cancelled: Any, out: Path, asked: Asked, by: str, folder: Path | None
) -> Written:
    press = partial(print_pages, families=fonts.families())
    running: dict[str, Any] = {"by": by, "progress": progress, "cancelled": cancelled, "press": press}
    done: Exported | Parts
    if asked.split:
        done = exporting.export_split(project, out, asked, **running)
        files = [path for path, _ in done.files]
    else:
        done, files = exporting.export(project, out, asked, **running), [out]
    try:
        for path in files:
            heads.note_beside(project, path)
        heads.note(project, folder)
    except AnnotatorError as error:
        return done, error
    return done, None


def in_the_way(out: Path, asked: Asked) -> list[Path]:
    """The parts of an older split that would be replaced: nobody was asked about these names."""
    if not asked.split:
        return []
    return [path for name in names_of(shares_of(asked.split)) if (path := part_path(out, name)).exists()]


def said_of(language: Language, out: Path, done: Exported | Parts) -> tuple[str, list[str]]:
    """A sentence, and lines where there is more to say: how large the parts are, what was kept together."""
    if isinstance(done, Parts):
        last, n = done.files[-1][1], sum(row.record.documents for _, row in done.files)
    else:
        last, n = done, done.record.documents
    told = [tr(language, "cli.exported", n=n, path=out)]
    if last.left_out:
        told.append(tr(language, "keeping.left-out", n=last.left_out))
    lost = _lost(done)
    if lost:
        told.append(tr(language, "keeping.lost", what=lost_words(language, lost)))
    lines = []
    if isinstance(done, Parts):
        for path, row in done.files:
            size = tr(language, "keeping.holds", n=row.record.documents)
            lines.append(f"{isolated(path.name)}: {size}")
        lines.append(tr(language, "cli.split-clusters", n=len(done.split.clusters)))
    if last.unnoted is not None:
        reason = error_sentence(language, last.unnoted)
        lines.append(tr(language, "cli.export-unnoted", reason=reason))
    return " ".join(told), lines


def _lost(done: Exported | Parts) -> dict[str, int]:
    """What was lost, in all parts together."""
    counts: dict[str, int] = {}
    for row in [row for _, row in done.files] if isinstance(done, Parts) else [done]:
        for kind, n in row.loss.counts.items():
            counts[kind] = counts.get(kind, 0) + n
    return counts
