"""JSON records with a `text` and what is known about it, as collections of articles come. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from annotator.core.dates import parse_date
from annotator.core.model import Bundle, Kind, Segment
from annotator.core.offsets import canonical
from annotator.formats.base import JSON_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.records import decoded_record, records
from annotator.formats.source import Source, displayed
from annotator.formats.texts import new_document, paragraphs

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "byline": ("byline", "author"),
    "published": ("published", "time", "date"),
    "source": ("source",),
    "url": ("url",),
    "language": ("language",),
}
"""Field of a document -> keys it is taken from, the first that is filled. All other keys go into `meta`."""

_FETCHED = (
    "fetched_at",
    "scraped_at",
    "crawled_at",
    "retrieved_at",
    "collected_at",
    "downloaded_at",
    "accessed",
)
"""Keys that tell when a record was fetched, from which relative dates are counted. They stay in `meta`."""

_DAY = len("2019-01-15")
_OBJECT = msgspec.json.Decoder(dict[str, Any])


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    for found in records(source, options):
        if isinstance(found, Problem):
            yield found
            continue
        record = decoded_record(_OBJECT, source, *found)
        yield record if isinstance(record, Problem) else _document(record, displayed(source.path), found[0])


def _document(record: dict[str, Any], path: str, number: int) -> Bundle | Problem:
    rest = {key: value for key, value in record.items() if value is not None}
    text = rest.pop("text", None)
    if not isinstance(text, str):
        return Problem(path, number, "no-text-field", {"keys": ", ".join(map(str, record))})
    known = {field: _taken(rest, _telling(rest, field, keys)) for field, keys in FIELDS.items()}
    text = canonical(text)
    segments = paragraphs(text)
    if not segments:
        # A flash that is nothing but its headline: the headline is what there is to annotate.
        text = known["title"]
        segments = (Segment("headline", 0, len(text)),)
        if not text:
            return Problem(path, number, "record-without-text")
    kind: Kind = "article" if known["title"] else "text"
    if rest.get("kind") in get_args(Kind):
        kind = rest.pop("kind")
    return new_document(kind, text, segments, **known, reference=_fetched(rest), meta=rest)


def _fetched(record: dict[str, Any]) -> str:
    moments = (parse_date(str(record.get(key, ""))) for key in _FETCHED)
    return next((moment for moment in moments if len(moment) >= _DAY), "")


def _telling(record: dict[str, Any], field: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """`keys`; for `published` those that tell a date (or nothing) first: `time` may be a clock time."""
    if field != "published":
        return keys
    return tuple(sorted(keys, key=lambda key: bool(record.get(key)) and not parse_date(str(record[key]))))


def _taken(record: dict[str, Any], keys: tuple[str, ...]) -> str:
    """The first filled value of `keys`, removed from the record, as one line.

    Values that are neither a text nor a list of texts stay behind, and so come into `meta`.
    """
    for key in keys:
        value = record.get(key)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "، ".join(value)
        if isinstance(value, str):
            del record[key]
            if line := canonical(value).replace("\n", " ").strip():
                return line
    return ""


def _recognises(sample: Sample) -> bool:
    return sample.record is not None and "text" in sample.record


JSONL = Format(
    id="jsonl",
    suffixes=JSON_SUFFIXES,
    carries=frozenset({"metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
