"""The shape of one line of the project's own JSON lines; the order of fields is the order of keys.

What the core's records repeat (the document's id) is left out, and what a reader without this program wants
at hand (first start, last end) is put in. `resources/annotator-1.schema.json` describes the same for others.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from annotator.core.model import (
    Direction,
    Flag,
    Kind,
    Range,
    Reason,
    ReviewMark,
    Segment,
    SubmissionState,
    TargetKind,
    Toll,
    Verdict,
)

VERSION = 1
FORMAT_PREFIX = "annotator/"
_DIGITS = 9


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Base of all rows. They hold no cycles, so the garbage collector need not look at them."""

    id: Annotated[str, msgspec.Meta(min_length=1)]


class SpanRow(Row, frozen=True, kw_only=True, gc=False):
    """`start` and `end` repeat the outer edges of `ranges`. Empty `name` and `tolls` are left out."""

    label: str
    ranges: tuple[Range, ...]
    start: int | None = None
    end: int | None = None
    quote: str
    author: str
    attributes: dict[str, Any] = {}
    note: str = ""
    origin: str = "hand"
    confidence: float | None = None
    name: str | msgspec.UnsetType = msgspec.UNSET
    tolls: tuple[Toll, ...] | msgspec.UnsetType = msgspec.UNSET


class AttributionRow(Row, frozen=True, kw_only=True, gc=False):
    """Claims and their sources, by span id."""

    claims: tuple[str, ...]
    sources: tuple[str, ...] = ()
    cue: str | None = None
    parent: str | None = None
    category: str = ""
    affiliation: str = ""
    attributes: dict[str, Any] = {}
    author: str
    note: str = ""
    origin: str = "hand"
    confidence: float | None = None


class SubmissionRow(Row, frozen=True, kw_only=True, gc=False):
    """An author's word that the document is done."""

    author: str
    state: SubmissionState
    note: str = ""


class DecisionRow(Row, frozen=True, kw_only=True, gc=False):
    """A reviewer's verdict on a span or an attribution."""

    target_kind: TargetKind
    target: str
    judged: dict[str, Any]
    reviewer: str
    verdict: Verdict
    replacement: str | None = None
    reason: Reason | None = None
    comment: str = ""


class CommentRow(Row, frozen=True, kw_only=True, gc=False):
    """A remark."""

    target_kind: Literal["document", "span", "attribution", "decision"]
    target: str
    author: str
    text: str
    reply_to: str | None = None


class NoteRow(Row, frozen=True, kw_only=True, gc=False):
    """What an author keeps in mind about the document."""

    author: str
    text: str


class DocumentRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A line: a document, its text, and all that was said about it. Offsets are in `offset_unit`.

    `notes` and `flags` are left out where there are none.
    """

    format: str
    offset_unit: str
    id: str = ""
    kind: Kind
    title: str = ""
    byline: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = "ar"
    direction: Direction = "rtl"
    text: str
    text_sha256: str = ""
    meta: dict[str, Any] = {}
    segments: tuple[Segment, ...] = ()
    spans: tuple[SpanRow, ...] = ()
    attributions: tuple[AttributionRow, ...] = ()
    submissions: tuple[SubmissionRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    comments: tuple[CommentRow, ...] = ()
    notes: tuple[NoteRow, ...] | msgspec.UnsetType = msgspec.UNSET
    flags: tuple[Flag, ...] | msgspec.UnsetType = msgspec.UNSET
    review: ReviewMark | msgspec.UnsetType = msgspec.UNSET


class Header(msgspec.Struct, frozen=True):
    """As much of a line as any version of the format has."""

    format: str


def version_of(format: str) -> int | None:
    """The number after `annotator/`; None for anything else."""
    number = format.removeprefix(FORMAT_PREFIX)
    told = format.startswith(FORMAT_PREFIX) and number.isascii() and number.isdigit()
    return int(number) if told and len(number) <= _DIGITS else None
