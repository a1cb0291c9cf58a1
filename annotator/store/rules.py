"""Refuses, whoever asks, judging one's own work and whatever would undo blindness."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import Change
from annotator.core.model import REVIEW, Assignment, Attribution, Span, Submission
from annotator.core.scheme import CATEGORY, Place, Scheme, lost
from annotator.core.signing import REMOVAL, RENAMINGS
from annotator.store.tables import json_list

_OWN_WORK = """
    SELECT d.reviewer FROM main.decisions d
    WHERE d.id IN (SELECT value FROM json_each(?)) AND d.reviewer IN (
        json_extract(d.judged, '$.author'),
        (SELECT author FROM main.spans WHERE id = d.target),
        (SELECT author FROM main.attributions WHERE id = d.target),
        (SELECT author FROM main.submissions WHERE id = d.target))"""

_SUBMITTED_BLIND = """
    SELECT 1 FROM main.assignments a JOIN main.submissions s ON s.document_id = a.document_id
    WHERE a.document_id = :document AND a.assignee = :author AND a.task = 'annotate-blind'
      AND s.author = :author AND s.state = 'submitted'"""

_CLOSED = """
    SELECT r.document_id FROM main.{table} r
    JOIN main.assignments a ON a.assignee = r.author AND a.task = 'annotate-blind'
                           AND a.document_id = r.document_id
    JOIN main.submissions s ON s.document_id = r.document_id AND s.author = r.author
                           AND s.state = 'submitted'
    WHERE r.id IN (SELECT value FROM json_each(?)) AND r.origin <> ? LIMIT 1"""


def refuse_own_work(conn: sqlite3.Connection, decisions: Sequence[str]) -> None:
    """Four eyes: raise `AnnotatorError("own-work")` if a stored decision is on its reviewer's own row."""
    if found := conn.execute(_OWN_WORK, [json_list(decisions)]).fetchone():
        raise AnnotatorError("own-work", author=found[0])


def refuse_change(conn: sqlite3.Connection, change: Change, *, actor: str, kind: str) -> None:
    """Raise unless the change may be, the row being still as before it.

    `AnnotatorError`: "blind-own" for taking oneself out of blind annotation, "blind-final" for taking back
    what was submitted blind, "blind-closed" for changing a layer after that: others' could be seen by then.
    """
    # Changing a name checks for itself that nobody comes to see what is blind to them.
    if kind in RENAMINGS:
        return
    before, after = change.before, change.after
    if isinstance(before, Assignment) and before.task == "annotate-blind" and before.assignee == actor:
        kept = isinstance(after, Assignment) and (after.assignee, after.task) == (actor, before.task)
        # It may go with its document once it was done: nothing is blind to its annotator then.
        done = kind == REMOVAL and _submitted_blind(conn, before.document_id, before.assignee)
        if not kept and not done:
            raise AnnotatorError("blind-own", document=before.document_id)
    if isinstance(before, Submission) and before.state == "submitted":
        kept = isinstance(after, Submission) and after.state == "submitted"
        if not kept and _submitted_blind(conn, before.document_id, before.author):
            raise AnnotatorError("blind-final", document=before.document_id)
    for row in (before, after):
        if isinstance(row, Span | Attribution) and row.in_layer and not _renamed(before, after):
            if _submitted_blind(conn, row.document_id, row.author):
                raise AnnotatorError("blind-closed", document=row.document_id)
            break


def refuse_closed(conn: sqlite3.Connection, entity: str, rows: Sequence[Sequence[Any]]) -> None:
    """Raise `AnnotatorError("blind-closed")` if one of the rows just stored is of a layer submitted blind."""
    if not conn.execute("SELECT 1 FROM main.assignments LIMIT 1").fetchone():
        return
    ids = [row[0] for row in rows]
    if found := conn.execute(_CLOSED.format(table=f"{entity}s"), [json_list(ids), REVIEW]).fetchone():
        raise AnnotatorError("blind-closed", document=found[0])


def _submitted_blind(conn: sqlite3.Connection, document_id: str, author: str) -> bool:
    asked = {"document": document_id, "author": author}
    return conn.execute(_SUBMITTED_BLIND, asked).fetchone() is not None


def _renamed(before: object, after: object) -> bool:
    """Whether nothing but the author's name changes."""
    return (
        isinstance(before, Span | Attribution)
        and isinstance(after, Span | Attribution)
        and msgspec.structs.replace(before, author=after.author) == after
    )


_LABELS: Final = "SELECT label FROM main.spans WHERE label IN (SELECT value FROM json_each(?)) LIMIT 1"
_CATEGORIES: Final = (
    "SELECT category FROM main.attributions WHERE category IN (SELECT value FROM json_each(?)) LIMIT 1"
)
_GIVEN: Final = (
    "(SELECT a.key, a.value FROM main.spans s, json_each(s.attributes) a"
    " UNION ALL SELECT a.key, a.value FROM main.attributions r, json_each(r.attributes) a"
    " UNION ALL SELECT a.key, a.value FROM main.names n, json_each(n.attributes) a)"
)
_ATTRIBUTES: Final = f"SELECT key FROM {_GIVEN} WHERE key IN (SELECT value FROM json_each(?)) LIMIT 1"
_VALUES: Final = (
    f"SELECT value FROM {_GIVEN} WHERE (key, value) IN"
    " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)) LIMIT 1"
)


def refuse_loss(conn: sqlite3.Connection, before: Scheme, after: Scheme) -> None:
    """Raise `AnnotatorError("scheme-in-use")` if a span, an attribution or a name bears what `after` lacks.

    Only undoing the addition of a row takes it out; editing a scheme retires rows.
    """
    gone = lost(before, after)
    if not gone:
        return
    terms = {place[1:] for place in gone if place[0] == "terms"}
    values = [
        (row.id, term) for row in before.attributes for within, term in terms if row.vocabulary == within
    ]
    _refuse(conn, "labels", _LABELS, _ids(gone, "labels"))
    _refuse(conn, "attributes", _ATTRIBUTES, _ids(gone, "attributes"))
    _refuse(conn, "terms", _CATEGORIES, [term for within, term in terms if within == CATEGORY])
    _refuse(conn, "terms", _VALUES, values)


def _ids(places: Iterable[Place], part: str) -> list[str]:
    return [place[1] for place in places if place[0] == part]


def _refuse(conn: sqlite3.Connection, part: str, query: str, wanted: list[Any]) -> None:
    if wanted and (found := conn.execute(query, [json.dumps(wanted)]).fetchone()):
        raise AnnotatorError("scheme-in-use", place=part, value=found[0])
