"""Makes a document of named values, whatever they are called: a JSON record, a row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, get_args

from annotator.core.dates import parse_date
from annotator.core.model import Bundle, Kind, Segment
from annotator.core.offsets import canonical
from annotator.formats.base import Columns, Problem
from annotator.formats.material.words import words
from annotator.formats.texts import new_document, paragraphs

FIELDS: Final = ("text", "title", "byline", "published", "source", "url", "language")
"""What is taken from named values; all others go into `meta`."""

_NAMED: Final = ("name", "title", "username", "screen_name")
_LONGEST_NAME: Final = 60
_SHOWN_ROWS: Final = 3
_SHOWN: Final = 120
"""Code points of a cell that are shown."""
_DAY: Final = len("2019-01-15")
_BETWEEN = re.compile(r"[\s_-]+")


def folded(name: str) -> str:
    """The name of a key without case, with `_` between its words; "" if it is too long for one of a field."""
    return _folded(name) if len(name) <= _LONGEST_NAME else ""


@lru_cache(maxsize=1024)  # each record has the same keys
def _folded(name: str) -> str:
    return _BETWEEN.sub("_", name.strip().casefold())


def key_of(names: Iterable[str], field: str, fallback: bool = True) -> str | None:
    """The first of `names` that `field` goes by, in the order of the table."""
    known = {folded(name): name for name in reversed(list(names))}
    wanted = words().fields[field] + (words().fallbacks if field == "text" and fallback else ())
    return next((known[name] for name in wanted if name in known), None)


def has_text(record: Mapping[str, Any], fields: Mapping[str, str], fallback: bool = True) -> bool:
    """Whether a text is found in `record` by the names told or known."""
    return text_key(record, fields, fallback) is not None


def text_key(record: Mapping[str, Any], fields: Mapping[str, str], fallback: bool = True) -> str | None:
    """The key of the text: the one that is told, else of those that hold a text the best known, filled ones
    first."""
    if told := fields.get("text"):
        return told if text_of(record.get(told)) is not None else None
    texts = [key for key, value in record.items() if text_of(value) is not None]
    filled = [key for key in texts if (text_of(record[key]) or "").strip()]
    return key_of(filled, "text", fallback) or key_of(texts, "text", fallback)


def record_document(
    record: Mapping[str, Any], path: str, number: int, fields: Mapping[str, str], kind: Kind | None = None
) -> Bundle | Problem:
    """The document of a record with its own keys. `fields` says which of them fill a field.

    A title without a text is a flash that is nothing but its headline. Without either: "no-text-field", or
    "record-without-text" where the text is blank.
    """
    rest = {key: value for key, value in record.items() if value is not None}
    key = text_key(rest, fields)
    if key is None:
        return Problem(path, number, "no-text-field", {"keys": ", ".join(map(str, record))})
    text = canonical(text_of(rest.pop(key)) or "")
    known = {field: _taken(rest, field, fields) for field in FIELDS if field != "text"}
    segments = paragraphs(text)
    if not segments:
        # The headline is what there is to annotate.
        text = known["title"]
        segments = (Segment("headline", 0, len(text)),)
        if not text:
            return Problem(path, number, "record-without-text")
    if rest.get("kind") in get_args(Kind):
        kind = rest.pop("kind")
    kind = kind or ("article" if known["title"] else "text")
    return new_document(kind, text, segments, **known, reference=_fetched(rest), meta=rest)


def _fetched(record: Mapping[str, Any]) -> str:
    """The moment at which a record was fetched, if it says so; it stays in `meta`."""
    moments = (parse_date(str(value)) for key, value in record.items() if folded(key) in words().fetched)
    return next((moment for moment in moments if len(moment) >= _DAY), "")


def _taken(record: dict[str, Any], field: str, fields: Mapping[str, str]) -> str:
    """The value of a field as one line, removed from the record: the first that is filled.

    Values that are neither a text nor a list of texts stay behind, and so come into `meta`; of an object its
    name is taken.
    """
    if (told := fields.get(field)) == "":
        return ""
    if told:
        value = record.pop(told, None)
        return _line(value if isinstance(value, str) else _joined(value) or str(value or ""))
    for key in _keys(record, field):
        value = record.get(key)
        if isinstance(value, Mapping):
            if line := next((_line(value[n]) for n in _NAMED if isinstance(value.get(n), str)), ""):
                return line
            continue
        if isinstance(value, list):
            value = _joined(value)
        if isinstance(value, str):
            del record[key]
            if line := _line(value):
                return line
    return ""


def _keys(record: Mapping[str, Any], field: str) -> list[str]:
    """The keys that `field` goes by, in the order of the table; for `published` those that tell a date (or
    nothing) first: `time` may be a time of day alone."""
    known = {folded(key): key for key in reversed(list(record))}
    keys = [known[name] for name in words().fields[field] if name in known]
    if field != "published":
        return keys
    return sorted(keys, key=lambda key: bool(record.get(key)) and not parse_date(str(record[key])))


def columns_of(
    path: str,
    names: Sequence[str],
    records: Sequence[Mapping[str, Any]],
    told: Mapping[str, str],
    text: str | None = None,
) -> Columns:
    """The columns of these records, and where each field is taken from, as far as the first ones tell.

    `text`: where the text is taken from, if that is known otherwise.
    """
    fields: dict[str, str] = {}
    for field in FIELDS:
        found = told.get(field) or (text if field == "text" else None)
        if found is None and field not in told:
            guesses = (
                text_key(record, {}) if field == "text" else next(iter(_keys(record, field)), None)
                for record in records
            )
            found = next(filter(None, guesses), "")
        fields[field] = found or ""
    shown = [tuple(_shown(record.get(name)) for name in names) for record in records[:_SHOWN_ROWS]]
    return Columns(path, tuple(names), tuple(shown), fields, told)


def _shown(value: Any) -> str:
    """A value as one short line."""
    text = text_of(value)
    whole = ("" if value is None else str(value)) if text is None else text
    return " ".join(whole[: 2 * _SHOWN].split())[:_SHOWN]


def text_of(value: Any) -> str | None:
    """A text, or its paragraphs put together."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return value if isinstance(value, str) else None


def _joined(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "، ".join(value)
    return None


def _line(value: str) -> str:
    return canonical(value).replace("\n", " ").strip()
