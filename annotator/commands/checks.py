"""Checks that commands make before they write: whose row it is, where a span may lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

import msgspec

from annotator.core.attribute_values import read_value, value_text
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF
from annotator.core.model import Attribution, Document, Passage, Range, Span, quote
from annotator.core.offsets import check_ranges, lies_in, normal_ranges
from annotator.core.pairing import overlaps
from annotator.core.scheme import Scheme
from annotator.store import Project, queries

Row = TypeVar("Row", Span, Attribution)


def check_owner(row: Span | Attribution, author: str) -> None:
    """Only its author changes a row."""
    if row.author != author:
        raise AnnotatorError("not-yours", author=row.author, you=author)


def own(project: Project, type_: type[Row], row_id: str, author: str) -> Row:
    """The author's row of that id. Raises "unknown-span", "unknown-attribution", "not-yours"."""
    entity = ENTITY_OF[type_]
    record = project.row_record(entity, row_id)
    if record is None:
        raise AnnotatorError(f"unknown-{entity}", id=row_id)
    row = cast(Row, record)
    check_owner(row, author)
    return row


class Checked(msgspec.Struct, frozen=True):
    """Where a span lies, in code points, and the text under it."""

    ranges: tuple[Range, ...]
    quote: str


def checked_ranges(
    project: Project, document_id: str, ranges: Sequence[Range], *, seen: Passage | None = None
) -> Checked:
    """As `checked_in`, of a document by its id. Raises "unknown-document".

    With `seen`, what a window showed there: "not-as-seen" if it was another document or other words.
    """
    document, text = queries.document_with_text(project, document_id)
    checked = checked_in(document, text, ranges)
    if seen is not None:
        refuse_unseen(checked, seen.quote, same=seen.document_id == document_id)
    return checked


def checked_in(document: Document, text: str, ranges: Sequence[Range]) -> Checked:
    """Ranges in order and joined. Raises "bad-ranges" and "span-on-furniture"."""
    joined = normal_ranges(ranges)
    check_ranges(joined, len(text))
    quoted = quote(text, joined)
    if overlaps(joined, document.boilerplate):
        raise AnnotatorError("span-on-furniture", quote=quoted)
    return Checked(joined, quoted)


def refuse_unseen(checked: Checked, quote: str, *, same: bool = True) -> None:
    """Raises "not-as-seen" unless these are the words that were shown, in the `same` document."""
    if not same or checked.quote != quote:
        raise AnnotatorError("not-as-seen", seen=quote, text=checked.quote)


def refuse_twin(project: Project, span: Span) -> None:
    """Raises "span-exists" if the author has labelled just that already."""
    if queries.twin(project, span) is not None:
        raise AnnotatorError("span-exists", label=span.label, quote=span.quote)


def refuse_retired(project: Project, label: str) -> None:
    """Raises "unknown-label", "label-retired". Asked within an event, which sees what other windows did."""
    if project.scheme.label(label).retired:
        raise AnnotatorError("label-retired", label=label)


def with_attribute(
    scheme: Scheme, attributes: Mapping[str, object], name: str, value: str
) -> dict[str, object]:
    """The attributes with one set; an empty value takes it away. Raises as `read_value` for what is no number
    or date."""
    rest = {key: kept for key, kept in attributes.items() if key != name}
    attribute = scheme.attribute(name)
    if value and attribute is not None and attribute.type in ("number", "date"):
        value = value_text(read_value(scheme, attribute, value))
    return {**rest, name: value} if value else rest


def with_its_tolls(project: Project, span: Span) -> Span:
    """The span without the tolls whose words are no longer in it, and without any if it is no claim."""
    if not span.tolls:
        return span
    is_claim = span.label in project.scheme.labels_as("claim")
    tolls = tuple(toll for toll in span.tolls if is_claim and lies_in(toll, span.ranges))
    return msgspec.structs.replace(span, tolls=tolls)
