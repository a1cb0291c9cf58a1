"""The lists of documents a person works through: how each document stands, and what is to be adjudicated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from annotator.core.overview import Stage, stages
from annotator.store import standing
from annotator.store.project import Project
from annotator.store.tables import json_list

ListId = Literal["all", "mine", "review", "returned", "adjudicate"]
"""Every document, one's own work, what waits for one's review, what came back, what is to be settled."""

State = Literal["draft", "submitted", "judged", "returned"]

_STATES: Final[Mapping[Stage, State]] = {
    "not-begun": "draft",
    "in-work": "draft",
    "submitted": "submitted",
    "returned": "returned",
    "judged": "judged",
    "agreed": "judged",
}

_ADJUDICATE = """
    FROM (SELECT document_id, author, differences FROM awaiting
          WHERE reviewer IN ('', :me) AND "open" > 0 AND differences > 0
          UNION SELECT r.document_id, r.author, r.differences FROM assignments a
          CROSS JOIN awaiting r ON r.document_id = a.document_id
          WHERE a.assignee IN ('', :me) AND a.task = 'adjudicate'
            AND r.reviewer IN ('', :me) AND r."open" > 0) w
    WHERE w.author <> :me
      AND EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = w.document_id AND s.state = 'submitted'
                  AND s.author NOT IN (w.author, :me))"""


class DoubleRow(msgspec.Struct, frozen=True):
    """A document with two or more submitted layers that the reader has not settled."""

    document_id: str
    title: str
    direction: str
    differences: int
    layers: int


def double_rows(project: Project, reader: str, *, offset: int = 0, limit: int = -1) -> list[DoubleRow]:
    """Documents to adjudicate, most at odds first."""
    rows = project.rows(
        f"""WITH page AS (SELECT w.document_id AS id, max(w.differences) AS differences,
                count(DISTINCT w.author) AS layers {_ADJUDICATE}
                GROUP BY w.document_id ORDER BY differences DESC, id LIMIT :limit OFFSET :offset)
            SELECT page.id, coalesce(nullif(d.title, ''),
                    (SELECT trim(substr(text, 1, 120)) FROM texts WHERE hash = d.text_hash)),
                d.direction, page.differences, page.layers
            FROM page JOIN documents d ON d.id = page.id ORDER BY page.differences DESC, page.id""",
        {"me": reader, "limit": limit, "offset": offset},
    )
    return [DoubleRow(*row) for row in rows]


def double_count(project: Project, reader: str) -> int:
    """How many documents `double_rows` has without a limit."""
    rows = project.rows(f"SELECT count(DISTINCT w.document_id) {_ADJUDICATE}", {"me": reader})
    return int(next(rows)[0])


def states(project: Project, ids: Sequence[str], author: str) -> dict[str, State]:
    """How the author's layers of some documents stand; documents without a submission are left out."""
    rows = project.rows(
        """SELECT document_id FROM submissions
           WHERE author = ? AND document_id IN (SELECT value FROM json_each(?))""",
        [author, json_list(ids)],
    )
    submitted = [row[0] for row in rows]
    return {
        row.document_id: _STATES[reached]
        for row, reached in stages(standing.standings(project, submitted))
        if row.author == author
    }
