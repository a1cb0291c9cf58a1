"""Asks the ledger: which claims there are and in what order, claims by key, and counts. Only reads.

`ledger_refresh.bring_up_to_date` is called before. A person for whom a document is blind sees of it what is
their own, and no agreed layer.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from annotator.core.agreed import AGREED
from annotator.core.ledger import BETWEEN, Condition, Entry, check_field
from annotator.core.ledger_counts import Combination
from annotator.core.scheme import Scheme
from annotator.store.names import names
from annotator.store.project import Project

EVERYBODY: Final = "all"
AUTHOR: Final = "author:"
"""The layers: `AGREED`, all that were written by anybody, and one author's: this and a name."""

_COLUMNS: Final = Entry.__struct_fields__
_LISTED: Final = ", ".join(f'l."{column}"' for column in _COLUMNS)
_JSON: Final = _COLUMNS.index("attributes")
_FLAG: Final = _COLUMNS.index("complete")
_DATE: Final = 10
"""Letters of a day, without the time."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Which claims: of a layer, those that are like all of the conditions.

    `unreviewed`: agreed claims also of documents whose review is not complete. `restricted`: also those of
    documents that are not to leave the project.
    """

    layer: str = AGREED
    conditions: tuple[Condition, ...] = ()
    unreviewed: bool = False
    restricted: bool = True


class Claim(NamedTuple):
    """A claim, and the key by which it is asked for."""

    n: int
    entry: Entry


def count(project: Project, ask: Ask) -> int:
    """How many claims there are."""
    sql, values = _from(project, ask)
    return int(next(project.rows(f"SELECT count(*) {sql}", values))[0])


def in_order(project: Project, ask: Ask, *, sort: str = "", descending: bool = False) -> array[int]:
    """The keys of the claims, as the documents came and in reading order; or by a field, what has none last.

    Eight bytes for each claim: whoever shows them asks for those that are in sight. Raises
    `AnnotatorError("unknown-field")`.
    """
    sql, values = _from(project, ask)
    order = "l.n"
    if sort:
        told = _sorting(project.scheme, sort)
        order = f"{told} = '', {told} {'DESC' if descending else 'ASC'}, l.n"
    return array("q", (row[0] for row in project.rows(f"SELECT l.n {sql} ORDER BY {order}", values)))


def claims(project: Project, keys: Iterable[int]) -> Iterator[Claim]:
    """The claims with these keys, in this order; those that are gone by now are left out."""
    wanted = list(keys)
    sql, values = _from(project, None)
    found = {
        row[0]: row[1:]
        for row in project.rows(
            f"SELECT l.n, {_LISTED} {sql} AND l.n IN (SELECT value FROM json_each(:keys))",
            values | {"keys": str(wanted)},
        )
    }
    for n in wanted:
        if n in found:
            yield Claim(n, _entry(found[n]))


def combinations(project: Project, ask: Ask, fields: Sequence[str]) -> Iterator[Combination]:
    """How many claims have the same cells of some fields. Raises `AnnotatorError("unknown-field")`."""
    told = [expression(project.scheme, field) for field in fields]
    sql, values = _from(project, ask)
    listed, groups = ", ".join(told), ", ".join(str(place + 1) for place in range(len(told)))
    for *cells, claimed in project.rows(f"SELECT {listed}, count(*) {sql} GROUP BY {groups}", values):
        yield tuple(map(str, cells)), int(claimed)


def placed(project: Project, ask: Ask) -> Iterator[Combination]:
    """How many claims tell the same places, by the ids of their names."""
    sql, values = _from(project, ask)
    for cell, claimed in project.rows(f"SELECT l.place_names, count(*) {sql} GROUP BY 1", values):
        yield (str(cell),), int(claimed)


class Known(NamedTuple):
    """How many claims there are, and how many have no source, no date that is understood, no place.

    `unclear`: of those without a date, those of documents that tell one which is not understood.
    """

    claims: int
    without_source: int
    without_date: int
    without_place: int
    unclear: int
    documents: int


def known(project: Project, ask: Ask) -> Known:
    """Count the claims, and what they lack."""
    sql, values = _from(project, ask)
    missing = ", ".join(f"coalesce(sum(l.{test}), 0)" for test in _MISSING)
    row = next(project.rows(f"SELECT count(*), {missing}, count(DISTINCT l.document_id) {sql}", values))
    return Known(*row)


_MISSING: Final = ("sources = ''", "dated = ''", "places = ''", "unclear <> ''")


def expression(scheme: Scheme, field: str) -> str:
    """The cell of a field in SQL. Raises `AnnotatorError("unknown-field")`."""
    field = check_field(scheme, field)
    if field in _EXPRESSIONS:
        return _EXPRESSIONS[field]
    if field in _COLUMNS:
        return f'l."{field}"'
    path = field.replace("'", "''").replace('"', "")
    return f"coalesce(json_extract(l.attributes, '$.\"{path}\"'), '')"


_EXPRESSIONS: Final = {
    "date": f"substr(l.dated, 1, {_DATE})",
    "month": "substr(l.dated, 1, 7)",
    "year": "substr(l.dated, 1, 4)",
    "document": "l.document_id",
}


def _sorting(scheme: Scheme, field: str) -> str:
    return "l.dated" if check_field(scheme, field) == "date" else expression(scheme, field)


def _entry(row: Sequence[Any]) -> Entry:
    values = list(row)
    values[_JSON] = msgspec.json.decode(values[_JSON])
    values[_FLAG] = bool(values[_FLAG])
    return Entry(**dict(zip(_COLUMNS, values, strict=True)))


def _from(project: Project, ask: Ask | None) -> tuple[str, dict[str, Any]]:
    """From which rows, of all that may be seen."""
    table = "temp.own_ledger" if project.read_only else "ledger"
    wanted, values = ["true"], dict[str, Any]()
    if project.read_only and project.viewers.names:
        wanted.append(_SEEN)
    if ask is not None:
        if ask.layer == AGREED:
            wanted.append("l.author = ''" + ("" if ask.unreviewed else " AND l.complete = 1"))
        elif ask.layer.startswith(AUTHOR):
            wanted.append("l.author = :author AND l.complete = 0")
            values["author"] = ask.layer.removeprefix(AUTHOR)
        else:
            wanted.append("l.author <> ''")
        if not ask.restricted:
            wanted.append("l.document_id NOT IN (SELECT document_id FROM filings WHERE restricted)")
        for number, condition in enumerate(ask.conditions):
            told, value = _like(project.scheme, condition, f":value{number}")
            wanted.append(told)
            values |= {f"value{number}{ending}": one for ending, one in value.items()}
    return f"FROM {table} l WHERE {' AND '.join(wanted)}", values


_SEEN: Final = """NOT EXISTS (SELECT 1 FROM temp.blind b
                              WHERE b.document_id = l.document_id AND b.assignee <> l.author)"""


def _like(scheme: Scheme, condition: Condition, value: str) -> tuple[str, dict[str, str]]:
    told = expression(scheme, condition.field)
    if condition.is_part:
        return f"instr(fold({told}), fold({value})) > 0", {"": condition.value}
    if condition.field == "date" and condition.value:
        first, _, last = condition.value.partition("..")
        last = last if ".." in condition.value else first
        within = f"l.dated >= {value} AND substr(l.dated, 1, length({value}_last)) <= {value}_last"
        return f"l.dated <> '' AND {within}", {"": first, "_last": last or "9999"}
    if not condition.value:
        return f"{told} = ''", {}
    sign = f"char({ord(BETWEEN)})"
    return f"instr({sign} || {told} || {sign}, {sign} || {value} || {sign}) > 0", {"": condition.value}


def named_places(project: Project) -> dict[str, tuple[str, dict[str, Any]]]:
    """The words and the attributes of each name by id, of a merged one those of the name it stands for."""
    known = {row.id: row for row in names(project)}
    return {
        row.id: (stands.name, stands.attributes)
        for row in known.values()
        for stands in [known.get(row.merged_into or "", row)]
    }
