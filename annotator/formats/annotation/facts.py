"""The facts about a document as one JSON object, for formats that have room for anything beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Kind, Segment
from annotator.core.offsets import check_ranges

KEY: Final = "annotator"
"""Under which the object lies among what other tools keep."""


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a document; all fields are those of `Document`, and none is needed."""

    id: str = ""
    kind: Kind = "text"
    title: str = ""
    byline: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    direction: str = ""
    segments: tuple[Segment, ...] = ()
    meta: dict[str, Any] = {}


def facts_of(document: Document) -> dict[str, Any]:
    """What a document says beside its text; the names are those of our own JSONL."""
    told = Facts(**{name: getattr(document, name) for name in Facts.__struct_fields__})
    return dict(msgspec.to_builtins(told))


def sheet_fields(found: Any, length: int) -> dict[str, Any]:
    """The fields of a `Sheet` that `facts_of` once told, for a canonical text of so many code points.

    Empty where it is no such object.
    """
    if not isinstance(found, Mapping):
        return {}
    try:
        told = msgspec.convert(dict(found), Facts)
        if told.segments:
            check_ranges([(row.start, row.end) for row in told.segments], length)
    except (msgspec.ValidationError, AnnotatorError):
        return {}
    facts = {
        name: value
        for name in Facts.__struct_fields__
        if name not in ("id", "segments") and (value := getattr(told, name))
    }
    return {"id": told.id, "facts": facts, "segments": told.segments}


def facts_file(document: Document) -> bytes:
    """What a document says beside its text, as a file of its own, for formats that are several files."""
    return msgspec.json.encode(facts_of(document))


def fields_beside(data: bytes, length: int) -> dict[str, Any]:
    """The fields of a `Sheet` from such a file; empty where there is none, or it is another's."""
    return sheet_fields(json_within(data), length)


def json_within(data: bytes | str) -> dict[str, Any]:
    """An object that is told as JSON within a file of another kind; empty where there is none."""
    try:
        found = msgspec.json.decode(data) if data else {}
    except (msgspec.DecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
