"""Rows that lead back to themselves."""

from __future__ import annotations

from typing import Final

from annotator.store.project import Project

_CIRCLE: Final = """
    WITH RECURSIVE up (id, above) AS (
        SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL
        UNION SELECT up.id, row.{column} FROM up JOIN {table} row ON row.id = up.above
        WHERE row.{column} IS NOT NULL)
    SELECT id FROM up WHERE above = id ORDER BY id"""
_ITSELF: Final = "SELECT id FROM {table} WHERE {column} = id ORDER BY id"

_UPWARDS: Final = (
    ("attribution", _CIRCLE.format(table="attributions", column="parent")),
    ("comment", _CIRCLE.format(table="comments", column="reply_to")),
    ("comment", _ITSELF.format(table="comments", column="target")),
    ("decision", _ITSELF.format(table="decisions", column="target")),
)


def circles(project: Project) -> list[tuple[str, str]]:
    """Entity and id of attributions within themselves, replies to themselves, and words about themselves."""
    return [(entity, str(row[0])) for entity, query in _UPWARDS for row in project.rows(query)]
