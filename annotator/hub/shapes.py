"""What a payload of each entity looks like, told from the records, in the language a hub checks JSON with."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec
from msgspec import inspect

from annotator.core.events import ENTITIES
from annotator.core.signing import SIGNATURES

_DOCUMENT: Final = "document_id"
_MOST: Final = 1 << 63
"""Numbers from here on have no place in a file."""
_KINDS: Final[dict[type[inspect.Type], str]] = {
    inspect.StrType: "string",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.FloatType: "number",
}


class Shape(NamedTuple):
    """Of one entity: a JSON path that holds of its payloads, their fields, and which says whose it is."""

    entity: str
    shape: str
    fields: list[str]
    signature: str | None
    of_document: bool


def shapes() -> list[Shape]:
    """The shape of every entity."""
    return [
        Shape(
            entity,
            _fits(inspect.type_info(type_), "$"),
            list(type_.__struct_fields__),
            SIGNATURES.get(entity),
            _DOCUMENT in type_.__struct_fields__,
        )
        for entity, type_ in ENTITIES.items()
    ]


def _fits(type_: inspect.Type, at: str) -> str:
    """What must hold of the value `at`. A comparison looks into lists by itself, so the type comes first."""
    match type_:
        case inspect.AnyType():
            return f"exists({at})"
        case inspect.IntType():
            return f'({at}.type() == "number" && {at}.floor() == {at} && {at} >= {-_MOST} && {at} < {_MOST})'
        case inspect.LiteralType():
            values = " || ".join(f"{at} == {_json(value)}" for value in type_.values)
            return f'({at}.type() == "string" && ({values}))'
        case inspect.UnionType():
            return f"({' || '.join(_fits(part, at) for part in type_.types)})"
        case inspect.VarTupleType() | inspect.ListType():
            return f"({_is(at, 'array')} && {_all(type_.item_type, f'{at}[*]')})"
        case inspect.DictType():
            return f"({_is(at, 'object')} && {_all(type_.value_type, f'{at}.*')})"
        case inspect.StructType():
            return _struct(type_, at)
    return _is(at, _KINDS[type(type_)])


def _struct(type_: inspect.StructType, at: str) -> str:
    parts = [_is(at, "object")]
    for field in type_.fields:
        there = f'{at}."{field.encode_name}"'
        fits = _fits(field.type, there)
        parts.append(fits if field.required else f"(!exists({there}) || {fits})")
    if at != "$" and type_.forbid_unknown_fields:  # those of a whole payload are told faster
        known = " && ".join(f"@.key != {_json(field.encode_name)}" for field in type_.fields)
        parts.append(f"!exists({at}.keyvalue() ? ({known}))")
    return f"({' && '.join(parts)})"


def _all(type_: inspect.Type, each: str) -> str:
    """That every value `each` is of the type. A filter looks into lists by itself, at all in the pairs."""
    match type_:
        case inspect.AnyType():
            return "1 == 1"
        case inspect.TupleType():
            first = type_.item_types[0]
            assert all(item == first for item in type_.item_types)
            lists = f'!exists({each}.type() ? (@ != "array"))'
            pairs = f"!exists({each}.size() ? (@ != {len(type_.item_types)}))"
            return f"{lists} && {pairs} && {_all(first, each)}"
    return f"!exists({each} ? (!{_fits(type_, '@')}))"


def _is(at: str, kind: str) -> str:
    return f"({at}.type() == {_json(kind)})"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
