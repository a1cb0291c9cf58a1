"""Finds what stands in the way of making two names one, and the rows that bear a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from annotator.core.model import Assignment, Decision, Record, Submission
from annotator.store.project import Project
from annotator.store.standing import standing
from annotator.store.tables import TABLES

_BATCH: Final = 1000

NAMED_IN: Final = (
    ("span", "author"),
    ("attribution", "author"),
    ("submission", "author"),
    ("comment", "author"),
    ("rejection", "author"),
    ("note", "author"),
    ("decision", "reviewer"),
    ("assignment", "assignee"),
    ("assignment", "by"),
)
"""Where names of people stand in the records."""

_UNBLINDED = """
    SELECT a.document_id FROM assignments a
    JOIN (SELECT :before AS one, :after AS other UNION SELECT :after, :before) n ON n.one = a.assignee
    WHERE a.task = 'annotate-blind'
      AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = a.document_id
                      AND s.author = n.one AND s.state = 'submitted')
      AND (EXISTS (SELECT 1 FROM spans r WHERE r.document_id = a.document_id AND r.author = n.other)
        OR EXISTS (SELECT 1 FROM attributions r WHERE r.document_id = a.document_id AND r.author = n.other)
        OR EXISTS (SELECT 1 FROM submissions r WHERE r.document_id = a.document_id AND r.author = n.other)
        OR EXISTS (SELECT 1 FROM comments r WHERE r.document_id = a.document_id AND r.author = n.other)
        OR EXISTS (SELECT 1 FROM notes r WHERE r.document_id = a.document_id AND r.author = n.other)
        OR EXISTS (SELECT 1 FROM decisions r WHERE r.document_id = a.document_id AND r.reviewer = n.other))
    LIMIT 1"""

_OWN_VERDICTS = """
    reviewer IN (:before, :after) AND (
        json_extract(judged, '$.author') IN (:before, :after)
        OR EXISTS (SELECT 1 FROM spans r WHERE r.id = target AND r.author IN (:before, :after))
        OR EXISTS (SELECT 1 FROM attributions r WHERE r.id = target AND r.author IN (:before, :after))
        OR EXISTS (SELECT 1 FROM submissions r WHERE r.id = target AND r.author IN (:before, :after)))"""

_OUTDATED_VERDICTS = """
    reviewer IN (:before, :after) AND NOT (target_kind = 'submission' AND replacement IS NOT NULL)
    AND EXISTS (SELECT 1 FROM decisions newer
                WHERE newer.target = decisions.target
                  AND ((SELECT max({ord}) FROM {log} WHERE entity_key = key(newer.id)), newer.id)
                    > ((SELECT max({ord}) FROM {log} WHERE entity_key = key(decisions.id)), decisions.id)
                  AND newer.reviewer IN (:before, :after)
                  AND NOT (newer.target_kind = 'submission' AND newer.replacement IS NOT NULL))"""


def unblinded(project: Project, before: str, after: str) -> str | None:
    """A document that one of the two still annotates blind and the other has left something on."""
    row = next(project.rows(_UNBLINDED, {"before": before, "after": after}), None)
    return str(row[0]) if row else None


def has_rows(project: Project, name: str) -> bool:
    """Whether any record bears the name."""
    return any(next(_batches(project, entity, field, name), None) for entity, field in NAMED_IN)


def rows(project: Project, entity: str, field: str, name: str) -> Iterator[Record]:
    """The records with this name in this field. Whoever asks renames or removes each before the next."""
    while batch := next(_batches(project, entity, field, name), None):
        yield from batch


def own_verdicts(project: Project, before: str, after: str) -> list[Decision]:
    """Verdicts of the one on rows of the other."""
    return cast(list[Decision], _where(project, "decision", _OWN_VERDICTS, before, after))


def outdated_verdicts(project: Project, before: str, after: str) -> list[Decision]:
    """Where both have judged one target, the older verdict."""
    outdated = standing(project.conn)(_OUTDATED_VERDICTS)
    return cast(list[Decision], _where(project, "decision", outdated, before, after))


def verdicts_on(project: Project, target: str) -> list[Decision]:
    """All verdicts on one target."""
    return cast(list[Decision], _where(project, "decision", "target = :before", target, ""))


def both_submitted(project: Project, before: str, after: str) -> list[tuple[Submission, Submission]]:
    """Submissions of one document by the one and by the other."""
    condition = """author IN (:before, :after) AND document_id IN (
        SELECT document_id FROM submissions WHERE author = :before
        INTERSECT SELECT document_id FROM submissions WHERE author = :after)"""
    pairs: dict[str, dict[str, Submission]] = {}
    for row in cast(list[Submission], _where(project, "submission", condition, before, after)):
        pairs.setdefault(row.document_id, {})[row.author] = row
    return [(pair[before], pair[after]) for pair in pairs.values()]


def double_assignments(project: Project, before: str, after: str) -> list[Assignment]:
    """Work given to the one that is given to the other as well."""
    condition = """assignee = :before AND EXISTS (
        SELECT 1 FROM assignments twin WHERE twin.assignee = :after
          AND twin.document_id = assignments.document_id AND twin.task = assignments.task)"""
    return cast(list[Assignment], _where(project, "assignment", condition, before, after))


def _where(project: Project, entity: str, condition: str, before: str, after: str) -> list[Record]:
    table = TABLES[entity]
    parameters: dict[str, Any] = {"before": before, "after": after}
    return [table.record(row) for row in project.rows(f"{table.select} WHERE {condition}", parameters)]


def _batches(project: Project, entity: str, field: str, name: str) -> Iterator[list[Record]]:
    table = TABLES[entity]
    sql = f'{table.select} WHERE "{field}" = ? ORDER BY id LIMIT ?'
    batch = [table.record(row) for row in project.rows(sql, [name, _BATCH])]
    if batch:
        yield batch


def row_count(project: Project, name: str) -> int:
    """How many records bear the name."""
    return sum(
        int(found[0])
        for entity, field in NAMED_IN
        if (found := project.one(f'SELECT count(*) FROM {TABLES[entity].name} WHERE "{field}" = ?', [name]))
    )
