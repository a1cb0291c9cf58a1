"""Notices that what is imported comes from a copy of this very project, which merging brings back whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from annotator.commands.fitting import rows_of
from annotator.core.joining import IMPORTS
from annotator.core.model import Attribution, Bundle, Record, Span
from annotator.store import Project, queries
from annotator.store.copies import is_made_here


class Returning(msgspec.Struct):
    """How many rows of the project's own come back: new ones, others than here, and such as come no more."""

    is_own: bool = False
    new: int = 0
    changed: int = 0
    gone: int = 0

    def add(self, project: Project, bundles: Iterable[Bundle], known: Mapping[str, Record]) -> None:
        """Compare documents with what is there, before anything of them is taken in."""
        for bundle in bundles:
            if bundle.document.id not in known:
                continue
            rows = {row.id: row for row in rows_of(bundle) if isinstance(row, Span | Attribution)}
            there = [known[row] for row in rows if row in known]
            self.is_own = self.is_own or any(is_made_here(project, row.id, IMPORTS) for row in there)
            self.new += len(rows) - len(there)
            self.changed += sum(rows[row.id] != row for row in there)
            authors = {row.author for row in rows.values()} | {row.author for row in bundle.submissions}
            layers = (queries.layer(project, bundle.document.id, author) for author in authors)
            self.gone += sum(
                row.id not in rows for layer in layers for row in (*layer.spans, *layer.attributions)
            )
