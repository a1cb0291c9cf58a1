"""Makes the tables anew where they alone differ from the log, which nobody needs to write an event for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from annotator.store.findings import Finding
from annotator.store.project import Project
from annotator.store.verify import rebuild, verify

_OF_TABLES: Final = frozenset(
    {
        "row-unreadable",
        "row-unlogged",
        "row-differs",
        "row-missing",
        "queue-differs",
        "sketch-differs",
        "likeness-differs",
        "search-differs",
        "lists-differ",
        "counts-differ",
        "ledger-differs",
    }
)
_THEIR_ECHO: Final = frozenset(
    {
        "bad-ranges",
        "quote-mismatch",
        "reference-missing",
        "attribution-astray",
        "signed-by-other",
        "draw-differs",
    }
)
"""What else is found of a row that is not as the log has it."""


def tables_alone(findings: Iterable[Finding]) -> bool:
    """Whether what is wrong is wrong with tables alone: the log that they are made of is whole."""
    codes = {finding.code for finding in findings}
    return bool(codes & _OF_TABLES) and codes <= _OF_TABLES | _THEIR_ECHO


def rebuild_tables(project: Project) -> list[Finding]:
    """Make the tables anew from the log; what is still wrong. The keeper backs up what was there."""
    project.keeper(project)
    rebuild(project)
    return verify(project)
