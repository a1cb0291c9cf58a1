"""The queue of documents to annotate, those first that would teach most."""

from __future__ import annotations

from typing import Final

from annotator.cli import terminal
from annotator.cli.options import DONE, print_json
from annotator.cli.terminal import one_line
from annotator.cli.usage import sentence, tell
from annotator.core.document_filter import DocumentFilter
from annotator.store import Project
from annotator.store.teaching import to_teach

TEACH: Final = "teach"
"""An order of what is to be annotated, where the others are of what is to be reviewed."""


def print_to_teach(
    project: Project, author: str, wanted: DocumentFilter, *, limit: int, as_json: bool
) -> int:
    """A line a document: what is unsure and disputed in it, and what it would teach beyond those above it."""
    found = to_teach(project, author, wanted=wanted, limit=limit)
    if as_json:
        for row in found.rows:
            told = {"unsure": row.lesson.unsure, "disputed": row.lesson.disputed}
            print_json({"document_id": row.document_id, "title": row.title, **told, "worth": row.worth})
        return DONE
    if found.rows:
        terminal.table(
            [sentence(f"teach-{name}") for name in ("document", "unsure", "disputed", "worth", "title")],
            [
                (
                    row.document_id,
                    row.lesson.unsure,
                    row.lesson.disputed,
                    f"{row.worth:.1f}",
                    one_line(row.title),
                )
                for row in found.rows
            ],
        )
    else:
        tell("teach-nothing", err=True)
    if found.unknown:
        tell("teach-unknown", n=found.unknown, err=True)
    return DONE
