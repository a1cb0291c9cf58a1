"""Says what a backup holds, and what came over of a damaged project."""

from __future__ import annotations

from pathlib import Path

from annotator.store.recovery import Recovered
from annotator.words.i18n import Language, tr


def recovered_lines(language: Language, found: Recovered, *, author: str, clean: bool) -> list[str]:
    """What is missing, a sentence each; nothing where all came over."""
    lines = [
        tr(language, f"rescue.{name}", n=count)
        for name in ("lost", "missing", "broken")
        if (count := getattr(found, name))
    ]
    if not found.log_whole:
        lines.append(tr(language, "rescue.tables", author=author, n=found.from_tables))
    if not clean:
        lines.append(tr(language, "rescue.findings"))
    return lines


def recovered_sentence(language: Language, found: Recovered, out: Path) -> str:
    return tr(
        language,
        "rescue.recovered",
        path=out,
        events=found.events,
        changes=found.changes,
        records=found.records,
    )
