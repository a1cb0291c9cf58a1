"""Whether rows that a change would take out of the scheme are in use: then the change is refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from annotator.core.attributing import CATEGORY
from annotator.core.errors import AnnotatorError
from annotator.core.scheme import Place, Scheme, lost

_LABELS: Final = "SELECT label FROM main.spans WHERE label IN (SELECT value FROM json_each(?)) LIMIT 1"
_CATEGORIES: Final = (
    "SELECT category FROM main.attributions WHERE category IN (SELECT value FROM json_each(?)) LIMIT 1"
)
_GIVEN: Final = (
    "(SELECT a.key, a.value FROM main.spans s, json_each(s.attributes) a"
    " UNION ALL SELECT a.key, a.value FROM main.attributions r, json_each(r.attributes) a)"
)
_ATTRIBUTES: Final = f"SELECT key FROM {_GIVEN} WHERE key IN (SELECT value FROM json_each(?)) LIMIT 1"
_VALUES: Final = (
    f"SELECT value FROM {_GIVEN} WHERE (key, value) IN"
    " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)) LIMIT 1"
)


def refuse_loss(conn: sqlite3.Connection, before: Scheme, after: Scheme) -> None:
    """Raise `AnnotatorError("scheme-in-use")` if a span or an attribution bears what `after` lacks.

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
