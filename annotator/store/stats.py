"""Counts over a whole project."""

from __future__ import annotations

import msgspec

from annotator.store.project import Project
from annotator.store.tables import json_list


class Stats(msgspec.Struct, frozen=True):
    """Counts over a whole project.

    `dates_unclear`: documents with a date that is not understood; `came_again`: those like an earlier one.
    """

    documents: int
    characters: int
    spans: int
    attributions: int
    claims: int
    unattributed: int
    events: int
    dated: int
    dates_unclear: int
    undated: int
    came_again: int
    by_kind: dict[str, int]
    by_label: dict[str, int]
    by_author: dict[str, int]
    by_category: dict[str, int]


def stats(project: Project) -> Stats:
    """Counts over the whole project."""
    with project.snapshot():
        labels = _counts(project, "SELECT label, count(*) FROM spans GROUP BY label")
        claim_labels = project.scheme.labels_as("claim")
        unattributed = project.one(
            """SELECT count(*) FROM spans s
               WHERE s.label IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
                   SELECT 1 FROM attributions a, json_each(a.claims) c
                   WHERE a.document_id = s.document_id AND c.value = s.id)""",
            [json_list(claim_labels)],
        )
        totals = project.one(
            """SELECT (SELECT count(*) FROM documents),
                      (SELECT coalesce(sum(length(text)), 0) FROM texts
                       JOIN documents ON text_hash = hash),
                      (SELECT count(*) FROM spans), (SELECT count(*) FROM attributions),
                      (SELECT count(*) FROM events), (SELECT count(*) FROM documents WHERE dated <> ''),
                      (SELECT count(*) FROM documents WHERE unclear <> ''),
                      (SELECT count(*) FROM documents WHERE dated = '' AND unclear = ''),
                      (SELECT count(*) FROM likenesses)"""
        )
        assert totals is not None and unattributed is not None
        return Stats(
            documents=totals[0],
            characters=totals[1],
            spans=totals[2],
            attributions=totals[3],
            claims=sum(labels.get(label, 0) for label in claim_labels),
            unattributed=unattributed[0],
            events=totals[4],
            dated=totals[5],
            dates_unclear=totals[6],
            undated=totals[7],
            came_again=totals[8],
            by_kind=_counts(project, "SELECT kind, count(*) FROM documents GROUP BY kind"),
            by_label=labels,
            by_author=_counts(project, "SELECT author, count(*) FROM spans GROUP BY author"),
            by_category=_counts(
                project, "SELECT category, count(*) FROM attributions WHERE category <> '' GROUP BY category"
            ),
        )


def _counts(project: Project, sql: str) -> dict[str, int]:
    return dict(sorted(project.rows(sql), key=lambda row: (-row[1], row[0])))
