"""The records of a project: frozen values, ids are hex strings, ranges are code points.

Every field that is not an id is what a person or a reader sees; the store keeps one table per record type
and the event log keeps the same records as JSON.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable
from typing import Any, Final, Literal, get_args

import msgspec

Range = tuple[int, int]
"""Half-open `(start, end)` in Unicode code points of the document's text, in logical order."""

Kind = Literal["article", "ticker", "post", "text"]
Direction = Literal["rtl", "ltr"]
SegmentKind = Literal["headline", "byline", "paragraph", "item", "time", "furniture"]
TargetKind = Literal["span", "attribution", "submission"]
SubmissionState = Literal["submitted", "withdrawn"]
Verdict = Literal["accept", "replace", "reject"]
Reason = Literal[
    "boundary", "label", "missing", "not-a-claim", "wrong-source", "duplicate", "guideline", "other"
]
ReviewState = Literal["unsubmitted", "open", "disputed", "complete"]
"""Where the review of a document stands, for everybody alike.

`unsubmitted`: nothing is handed in, or somebody it was given to has yet to. `open`: something is not judged
as it is now. `disputed`: all is judged, and verdicts differ. `complete`: all is settled.
"""

Task = Literal["annotate", "annotate-blind", "review", "adjudicate"]

Sorted = Literal["inbox", "later", "irrelevant", "taken"]
"""Not sorted yet; put off; not wanted; to be worked on."""
SORTED: Final[tuple[Sorted, ...]] = get_args(Sorted)

Flag = Literal["graphic", "restricted"]
"""Hard to look at; not to leave the project."""
FLAGS: Final[tuple[Flag, ...]] = get_args(Flag)

REVIEW: Final = "review"
"""The `origin` of what a reviewer wrote within a review. It is in no layer that is submitted."""


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of the record: its id is unique in its table.

    Values in no cycle, so no collection need look at them, however many there are.
    """

    id: str


class Segment(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A structural stretch `[start, end)` of a document, set at import. Segments are sorted and disjoint."""

    kind: SegmentKind
    start: int
    end: int
    meta: dict[str, Any] = {}


class Document(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts about one immutable text; the text itself is stored once, under `text_hash`."""

    kind: Kind
    title: str = ""
    byline: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = "ar"
    direction: Direction = "rtl"
    text_hash: str
    segments: tuple[Segment, ...] = ()
    meta: dict[str, Any] = {}

    @property
    def boilerplate(self) -> list[Range]:
        """Where the page repeats itself on every page: not news, and not to be labelled."""
        return [(row.start, row.end) for row in self.segments if row.kind == "furniture"]


class Passage(msgspec.Struct, frozen=True):
    """A stretch of a document as somebody saw it: ranges in order and joined, and the words there."""

    document_id: str
    ranges: tuple[Range, ...]
    quote: str


class Toll(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A quantity that a claim tells of: what befell whom, how many, and the words it stands in.

    `most` is None where there is no upper bound. `start` and `end` are of the document, inside the claim.
    """

    what: str
    who: str
    least: int
    most: int | None
    exact: bool
    start: int
    end: int
    quote: str

    @property
    def place(self) -> Range:
        return self.start, self.end


class Span(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labelled text by one author. More than one range: discontinuous. `name`: the id of a `Name`, or "".

    `tolls`: the quantities that a claim tells of.
    """

    document_id: str
    label: str
    ranges: tuple[Range, ...]
    quote: str
    author: str
    attributes: dict[str, Any] = {}
    note: str = ""
    origin: str = "hand"
    confidence: float | None = None
    name: str = ""
    tolls: tuple[Toll, ...] = ()

    @property
    def start(self) -> int:
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        return self.ranges[-1][1]

    @property
    def in_layer(self) -> bool:
        """Whether it is its author's own work, and not written within a review."""
        return self.origin != REVIEW


def in_reading_order(span: Span) -> tuple[int, int, str]:
    """Sorts the spans of a layer: as they begin, the longer first."""
    return span.ranges[0][0], -span.ranges[-1][1], span.id


class Attribution(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ties claims to the sources that voiced them. All span ids are of the same author's layer.

    `parent` is the outer attribution of relayed speech.
    """

    document_id: str
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

    @property
    def spans(self) -> tuple[str, ...]:
        """The ids of all spans it names, each once: claims, sources, cue."""
        return tuple(dict.fromkeys((*self.claims, *self.sources, *((self.cue,) if self.cue else ()))))

    def names(self, span_id: str) -> bool:
        """Whether the span is among these."""
        return span_id in self.claims or span_id in self.sources or span_id == self.cue

    @property
    def in_layer(self) -> bool:
        """Whether it is its author's own work, and not written within a review."""
        return self.origin != REVIEW


FACTS: Final = ("category", "affiliation")
"""Fields of an attribution about its source. One whose name is that of a vocabulary of the scheme takes its
terms, any other takes text."""


class Submission(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An author's word that a document is done."""

    document_id: str
    author: str
    state: SubmissionState
    note: str = ""


class Decision(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reviewer's verdict on somebody else's span or attribution, with the target as it was when judged.

    On a submission: what the reviewer found missing in that layer, or that nothing is, if it is empty.
    """

    document_id: str
    target_kind: TargetKind
    target: str
    judged: dict[str, Any]
    reviewer: str
    verdict: Verdict
    replacement: str | None = None
    reason: Reason | None = None
    comment: str = ""


class Comment(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A remark on a document, a span, an attribution or a decision; `reply_to` makes a thread."""

    document_id: str
    target_kind: Literal["document", "span", "attribution", "decision"]
    target: str
    author: str
    text: str
    reply_to: str | None = None


class Assignment(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work on a document given to somebody; `assignee` "" means anybody. `due` is a date (ISO 8601)."""

    document_id: str
    assignee: str
    task: Task
    by: str
    due: str = ""
    priority: int = 0


class OwnLexicon(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries that the project adds to the program's lexicon, as the text of a TOML file. One row at most."""

    text: str


class Filing(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a document is kept. A document that has none is taken, and bears no flag.

    `reason`: why it is irrelevant, in somebody's words.
    """

    document_id: str
    state: Sorted = "taken"
    reason: str = ""
    graphic: bool = False
    restricted: bool = False

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in FLAGS if getattr(self, flag))


class Note(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an author keeps in mind about a document, for whoever reviews it too: one running text."""

    document_id: str
    author: str
    text: str


class ReviewMark(msgspec.Struct, frozen=True):
    """How far the review of an exported document had come: `open` targets were not settled yet."""

    state: ReviewState
    reviewers: tuple[str, ...] = ()
    open: int = 0


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A document with its text and all that was said about it: what readers yield and writers take.

    `review` comes with an agreed layer only; it follows from the rest, and no project takes it in.
    """

    document: Document
    text: str
    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    submissions: tuple[Submission, ...] = ()
    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()
    notes: tuple[Note, ...] = ()
    filings: tuple[Filing, ...] = ()
    review: ReviewMark | None = None


_latest = 0
"""The time, in nanoseconds, of the newest id that this process has made or follows."""
_LAST_TIME: Final = 1 << 62
"""A time in the year 2116: an id that says more is none of time."""
_LONGEST_ACT: Final = 60 * 10**9
"""Nanoseconds between the id of an event and the newest that is made in it."""


def new_id() -> str:
    """A fresh id of 128 bits: 64 of time in nanoseconds, so that ids sort by age, and 64 random ones."""
    global _latest
    _latest = max(time.time_ns(), _latest + 1)
    return f"{_latest:016x}{secrets.token_hex(8)}"


def follow(event_id: str) -> None:
    """Make no id that sorts before those of this event, though the clock was put back since."""
    global _latest
    try:
        made = int(event_id[:16], 16) if len(event_id) == 32 else 0
    except ValueError:
        return
    if time.time_ns() < made < _LAST_TIME:
        _latest = max(_latest, made + _LONGEST_ACT)


def derived_id(*parts: str) -> str:
    """The id that follows from `parts`: the same parts give the same id, here and on every machine."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8")).hexdigest()[:32]


def hash_text(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def document_id(kind: str, text_hash: str, url: str = "", published: str = "") -> str:
    """A document's id follows from what it is, so the same page imported twice is one document."""
    return derived_id("document", kind, text_hash, url, published)


def filing_of(document_id: str, state: Sorted = "taken") -> Filing:
    """How a document is kept of which nothing is said: its one row, not yet written."""
    return Filing(id=derived_id("filing", document_id), document_id=document_id, state=state)


def quote(text: str, ranges: Iterable[Range]) -> str:
    """The text under `ranges`; the pieces of a discontinuous span are joined by one space."""
    return " ".join(text[start:end] for start, end in ranges)
