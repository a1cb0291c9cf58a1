"""One edit of a scheme each: adding, changing, moving and retiring rows. Nothing here takes a row away."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import product
from typing import Any, Final, Literal, cast, get_args

import msgspec

from annotator.core.colors import PALETTE
from annotator.core.model import derived_id
from annotator.core.scheme import (
    LISTING,
    SCHEME,
    Attribute,
    Label,
    Place,
    Row,
    Scheme,
    Shape,
    Term,
    Vocabulary,
)

Part = Literal["labels", "attributes", "vocabularies", "terms"]

STEMS: Final[dict[Part, str]] = {
    "labels": "label",
    "attributes": "attribute",
    "vocabularies": "vocabulary",
    "terms": "term",
}
"""The beginning of a new row's id, until somebody gives it a better one."""

_MADE_UP = re.compile(f"({'|'.join(STEMS.values())})_[0-9]+")
_NOT_OF_AN_ID = re.compile("[^a-z0-9]+")
_DIGITS: Final = "123456789"
"""The keys that labels are given first."""
_TOLD_APART: Final = 8


def rows_of(scheme: Scheme, part: Part, within: str = "") -> tuple[Row, ...]:
    """The rows of a part; terms are those of the vocabulary `within`."""
    if part == "terms":
        return scheme.vocabulary(within).terms
    return cast(tuple[Row, ...], getattr(scheme, part))


def row_at(scheme: Scheme, place: Place) -> Row | None:
    """The row that stands there."""
    part, within = cast(Part, place[0]), place[1]
    return next((row for row in rows_of(scheme, part, within) if row.id == place[-1]), None)


def place_of(part: Part, row_id: str, within: str = "") -> Place:
    return (part, within, row_id) if part == "terms" else (part, row_id)


def added(scheme: Scheme, part: Part, within: str = "") -> tuple[Scheme, Place]:
    """The scheme with a nameless row at the end of a part, and the place of that row."""
    rows = rows_of(scheme, part, within)
    row_id = fresh_id(f"{STEMS[part]}_{len(rows) + 1}", [row.id for row in rows])
    row: Row
    if part == "labels":
        row = Label(id=row_id, name={})
    elif part == "attributes":
        row = Attribute(id=row_id, name={}, type="text")
    elif part == "vocabularies":
        row = Vocabulary(id=row_id, name={}, terms=())
    else:
        row = Term(id=row_id, name={})
    return _with_rows(scheme, part, within, (*rows, row)), place_of(part, row_id, within)


def changed(scheme: Scheme, place: Place, **values: object) -> Scheme:
    """The scheme with other values in the fields of one row; its id is not among them."""
    part, within = cast(Part, place[0]), place[1]
    rows = rows_of(scheme, part, within)
    return _with_rows(
        scheme,
        part,
        within,
        tuple(msgspec.structs.replace(row, **values) if row.id == place[-1] else row for row in rows),
    )


def value_at(scheme: Scheme, place: Place, field: str) -> Any:
    """The value of one field of a row. `name.ar` is its Arabic name; `attribution` says of an attribute
    whether attributions carry it."""
    if field == "attribution":
        return place[-1] in scheme.attribution
    row = scheme if place == SCHEME else row_at(scheme, place)
    if field.startswith("name."):
        return row.name.get(field.removeprefix("name."), "") if row else ""
    return getattr(row, field)


def with_value(scheme: Scheme, place: Place, field: str, value: Any) -> Scheme:
    """The scheme with another value in one field of a row; fields as in `value_at`."""
    if field == "attribution":
        return _with_attribution(scheme, place[-1], bool(value))
    if field.startswith("name."):
        names = scheme.name if place == SCHEME else value_at(scheme, place, "name")
        values: dict[str, Any] = {"name": {**names, field.removeprefix("name."): value}}
    else:
        values = {field: value}
    if field == "type" and value != "choice":
        values["vocabulary"] = ""
    if field == "type" and value != "number":
        values |= {"least": None, "most": None}
    return msgspec.structs.replace(scheme, **values) if place == SCHEME else changed(scheme, place, **values)


def moved(scheme: Scheme, place: Place, by: int) -> Scheme:
    """The scheme with one row some places further on, or back with a negative number.

    Labels and attributions list their attributes in the order in which the attributes stand.
    """
    part, within = cast(Part, place[0]), place[1]
    rows = list(rows_of(scheme, part, within))
    old = next(index for index, row in enumerate(rows) if row.id == place[-1])
    rows.insert(min(max(old + by, 0), len(rows) - 1), rows.pop(old))
    scheme = _with_rows(scheme, part, within, rows)
    if part != "attributes":
        return scheme
    order = [row.id for row in rows]
    return _with_attribute_lists(scheme, lambda listed: tuple(sorted(listed, key=order.index)))


def renamed(scheme: Scheme, place: Place, row_id: str) -> Scheme:
    """The scheme with another id for a row that nobody has used yet, and for all that refer to it."""
    part, old = place[0], place[-1]
    scheme = changed(scheme, place, id=row_id)

    def new(listed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(row_id if listed_id == old else listed_id for listed_id in listed)

    if part == "attributes":
        return _with_attribute_lists(scheme, new)
    if part == "vocabularies":
        users = [row.id for row in scheme.attributes if row.vocabulary == old]
        for user in users:
            scheme = changed(scheme, ("attributes", user), vocabulary=row_id)
    return scheme


def fresh_id(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or that with the first number that makes it new."""
    if wanted not in taken:
        return wanted
    stem = re.sub("_[0-9]+$", "", wanted)
    return next(name for n in range(2, len(taken) + 3) if (name := f"{stem}_{n}") not in taken)


def id_from_name(name: str) -> str:
    """The id an English name suggests; "" if it has no letter or digit that an id can have."""
    return _NOT_OF_AN_ID.sub("_", name.lower()).strip("_")


def label_id(name: str) -> str:
    """The id of a label that other tools call so: always the same one, so that it is known again."""
    return id_from_name(name) or f"label_{derived_id('label', name)[:_TOLD_APART]}"


def with_labels(scheme: Scheme, names: Mapping[str, str]) -> Scheme:
    """The scheme with new labels at the end, from their ids to their names.

    Each gets a colour, a shape and a digit that no other has, as long as there are any; after that no key.
    """
    for new, name in names.items():
        scheme = _with_rows(
            scheme,
            "labels",
            "",
            (*scheme.labels, _looking_apart(scheme, Label(id=new, name={"ar": name, "en": name}))),
        )
    return scheme


def _looking_apart(scheme: Scheme, label: Label) -> Label:
    colors = {row.light for row in scheme.labels}
    looks = {(row.shape, row.light) for row in scheme.labels}
    keys = {row.key for row in scheme.labels if not row.retired}
    ways: list[tuple[Shape, tuple[str, str]]] = list(product(get_args(Shape), PALETTE))
    unused = (way for way in ways if way[1][0] not in colors)
    other = (way for way in ways if (way[0], way[1][0]) not in looks)
    shape, (light, dark) = next(unused, None) or next(other, ways[0])
    key = next((digit for digit in _DIGITS if digit not in keys), "")
    return msgspec.structs.replace(label, shape=shape, light=light, dark=dark, key=key)


def is_made_up(row_id: str) -> bool:
    """Whether nobody chose this id: it was made when the row was added."""
    return _MADE_UP.fullmatch(row_id) is not None


def _with_attribution(scheme: Scheme, attribute_id: str, wanted: bool) -> Scheme:
    chosen = {*scheme.attribution, attribute_id} if wanted else {*scheme.attribution} - {attribute_id}
    listed = tuple(row.id for row in scheme.attributes if row.id in chosen)
    return msgspec.structs.replace(scheme, attribution=listed)


def _with_rows(scheme: Scheme, part: Part, within: str, rows: Sequence[Row]) -> Scheme:
    if part == "terms":
        return changed(scheme, ("vocabularies", within), terms=tuple(rows))
    return msgspec.structs.replace(scheme, **{part: tuple(rows)})


def _with_attribute_lists(scheme: Scheme, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Scheme:
    return msgspec.structs.replace(
        scheme,
        attribution=change(scheme.attribution),
        labels=tuple(
            msgspec.structs.replace(label, **{field: change(getattr(label, field)) for field in LISTING})
            for label in scheme.labels
        ),
    )
