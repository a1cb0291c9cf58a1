"""A document as people read it: lines cut where bands begin and end, and all that is said of them, numbered.

What HTML, DOCX and PDF have in common; each only sets it in type.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal, TypeVar

import msgspec

from annotator.core.lanes import lanes
from annotator.core.model import Attribution, Bundle, Decision, Range, SegmentKind, Span, in_reading_order
from annotator.core.scheme import CATEGORY, Label, Scheme, named
from annotator.formats.annotation.leaf_words import Words, words
from annotator.formats.base import WriteOptions

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor a page has a place for."""
JOINER: Final = "\u200d"
_NOT_JOINING: Final = re.compile(
    r"[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0649\u0671\u0688\u0691\u0698\u06c0\u06c7-\u06c9\u06cb\u06d2]"
)
"""Letters that do not join the next one."""
_PLAIN: Final = Scheme(id="", name={}, labels=())
T = TypeVar("T")


class Fact(msgspec.Struct, frozen=True):
    """Something known, and what it is called; `href` where it is an address to be followed."""

    name: str
    value: str
    href: str = ""


class Entry(msgspec.Struct, frozen=True):
    """What is said under a number that stands in the text."""

    number: str
    facts: tuple[Fact, ...]


class Band(msgspec.Struct, frozen=True):
    """A label over a run; `lane` 0 lies next to the text. `numbers`: those of the entries about its span,
    once, where the span ends."""

    label: Label
    name: str
    lane: int
    begins: bool
    ends: bool
    numbers: tuple[str, ...]


class Run(msgspec.Struct, frozen=True):
    """A stretch of a line with the same bands all along, those of the inner lanes first."""

    text: str
    bands: tuple[Band, ...]


class Line(msgspec.Struct, frozen=True):
    """A line of the text; `lanes`: how many of them lie under it."""

    kind: SegmentKind
    runs: tuple[Run, ...]
    lanes: int


class Layer(msgspec.Struct, frozen=True):
    """The text with what one person marked, or several agreed on; then `author` is ""."""

    author: str
    lines: tuple[Line, ...]
    attributions: tuple[Entry, ...]
    remarks: tuple[Entry, ...]


class Leaf(msgspec.Struct, frozen=True):
    """One document. `legend`: the labels that occur in it, with their names."""

    id: str
    title: str
    direction: str
    facts: tuple[Fact, ...]
    legend: tuple[tuple[Label, str], ...]
    layers: tuple[Layer, ...]
    notes: tuple[Fact, ...]


def leaves(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[Leaf]:
    return (_Reading(bundle, options).leaf() for bundle in bundles)


def printable(text: str) -> str:
    """The text with a sign in the place of each control character."""
    return _UNPRINTABLE.sub("\ufffd", text)


class _Reading:
    """One document on its way to be a leaf."""

    def __init__(self, bundle: Bundle, options: WriteOptions) -> None:
        self._bundle = bundle
        self._names = options.names
        self._language = options.language
        self._scheme = options.scheme or _PLAIN
        self._words: Words = words(options.language)
        self._spans = {span.id: span for span in bundle.spans}
        self._verdicts: dict[str, list[Decision]] = defaultdict(list)
        for decision in bundle.decisions:
            self._verdicts[decision.target].append(decision)

    def leaf(self) -> Leaf:
        bundle, document = self._bundle, self._bundle.document
        used = {span.label for span in bundle.spans}
        known = [label.id for label in self._scheme.labels if label.id in used]
        labels = map(self._scheme.shown_label, (*known, *sorted(used - set(known))))
        return Leaf(
            id=document.id,
            title=document.title or document.url or document.id,
            direction=document.direction,
            facts=tuple(self._facts()),
            legend=tuple((label, named(label, self._language)) for label in labels),
            layers=tuple(self._layers()),
            notes=tuple(self._notes()),
        )

    def _facts(self) -> Iterator[Fact]:
        bundle, document, said = self._bundle, self._bundle.document, self._words
        for name, value in (
            (said.outlet, document.source),
            (said.byline, document.byline),
            (said.published, document.published),
        ):
            if value:
                yield Fact(name, value)
        if document.url:
            href = document.url if document.url.startswith(("http://", "https://")) else ""
            yield Fact(said.address, document.url, href)
        if flags := [said.flag_names[flag] for row in bundle.filings for flag in row.flags]:
            yield Fact(said.flags, said.comma.join(flags))
        for row in bundle.submissions:
            name = said.submitted if row.state == "submitted" else said.withdrawn
            yield Fact(name, _noted(row.author, row.note))
        if bundle.review:
            state = said.review_states[bundle.review.state]
            reviewers = said.comma.join(bundle.review.reviewers)
            yield Fact(said.review, f"{state} ({reviewers})" if reviewers else state)

    def _layers(self) -> Iterator[Layer]:
        """One for each author, one for all that is agreed on, and the bare text where nobody marked any."""
        bundle = self._bundle
        rows: tuple[Span | Attribution, ...] = (*bundle.spans, *bundle.attributions)
        if bundle.review or not rows:
            yield self._layer("", bundle.spans, bundle.attributions)
            return
        for author in sorted({row.author for row in rows}):
            spans = [row for row in bundle.spans if row.author == author]
            yield self._layer(author, spans, [row for row in bundle.attributions if row.author == author])

    def _layer(self, author: str, spans: Sequence[Span], attributions: Sequence[Attribution]) -> Layer:
        spans = sorted(spans, key=in_reading_order)
        place = {span.id: at for at, span in enumerate(spans)}
        ordered = sorted(attributions, key=lambda row: (min(place.get(id, 0) for id in row.spans), row.id))
        number = {row.id: str(at) for at, row in enumerate(ordered, 1)}
        about: dict[str, list[str]] = defaultdict(list)
        for row in ordered:
            for span_id in row.spans:
                about[span_id].append(number[row.id])
        remarks: list[Entry] = []
        for span in spans:
            if facts := tuple(self._about_span(span)):
                remarks.append(Entry(f"*{len(remarks) + 1}", facts))
                about[span.id].append(remarks[-1].number)
        told = (Entry(number[row.id], tuple(self._about(row, number))) for row in ordered)
        return Layer(author, tuple(self._lines(spans, about)), tuple(told), tuple(remarks))

    # What is said

    def _about(self, row: Attribution, number: Mapping[str, str]) -> Iterator[Fact]:
        said = self._words
        yield Fact(said.said_by, self._quotes(row.sources) or said.nobody)
        category = self._term(CATEGORY, row.category)
        told = (
            (said.category, category),
            (said.affiliation, row.affiliation),
            (said.cue, self._quotes((row.cue,) if row.cue else ())),
            (said.claim, self._quotes(row.claims)),
            (said.relayed, number.get(row.parent or "", "")),
        )
        yield from (Fact(name, value) for name, value in told if value)
        yield from self._further(row)

    def _about_span(self, span: Span) -> Iterator[Fact]:
        facts = list(self._further(span))
        if name := self._names.get(span.name):
            facts.insert(0, Fact(self._words.name, name))
        if facts:
            yield Fact(self._label(span), span.quote)
            yield from facts

    def _further(self, row: Span | Attribution) -> Iterator[Fact]:
        """Attributes, note and verdicts."""
        for attribute_id, value in row.attributes.items():
            attribute = self._scheme.attribute(attribute_id)
            name = named(attribute, self._language) if attribute else attribute_id
            vocabulary = attribute.vocabulary if attribute else ""
            yield Fact(name, self._words.yes if value is True else self._term(vocabulary, str(value)))
        if row.note:
            yield Fact(self._words.note, row.note)
        yield from map(self._verdict, self._verdicts.get(row.id, ()))

    def _verdict(self, decision: Decision) -> Fact:
        said = self._words
        why = [said.reasons[decision.reason]] if decision.reason else []
        put = self._spans.get(decision.replacement or "")
        why += [f"«{put.quote}»"] if put else []
        return Fact(
            said.verdicts[decision.verdict],
            _noted(said.comma.join((decision.reviewer, *why)), decision.comment),
        )

    def _notes(self) -> Iterator[Fact]:
        bundle, said = self._bundle, self._words
        for note in bundle.notes:
            yield Fact(f"{said.note} ({note.author})", note.text)
        for decision in bundle.decisions:
            if decision.target_kind == "submission":
                yield self._verdict(decision)
        for comment in bundle.comments:
            about = self._spans.get(comment.target)
            on = f" «{about.quote}»" if about else ""
            yield Fact(f"{said.comment} ({comment.author}){on}", comment.text)

    def _quotes(self, span_ids: Iterable[str]) -> str:
        found = [self._spans[id] for id in span_ids if id in self._spans]
        return " + ".join(
            f"{span.quote} ({self._names[span.name]})" if span.name in self._names else span.quote
            for span in found
        )

    def _term(self, vocabulary_id: str, term_id: str) -> str:
        vocabulary = self._scheme.known_vocabulary(vocabulary_id)
        return vocabulary.shown(term_id, self._language) if vocabulary and term_id else term_id

    def _label(self, span: Span) -> str:
        return named(self._scheme.shown_label(span.label), self._language)

    # The text

    def _lines(self, spans: Sequence[Span], about: Mapping[str, Sequence[str]]) -> Iterator[Line]:
        text = self._bundle.text
        segments = self._bundle.document.segments
        breaks = {found.end() for found in re.finditer("\n", text)}
        starts = sorted({0, *breaks, *(row.start for row in segments if row.kind == "item")})
        kinds = _by_line(starts, (((row.start, row.end), row.kind) for row in segments))
        held = _by_line(starts, ((place, span) for span in spans for place in span.ranges))
        for at, (start, after) in enumerate(pairwise((*starts, len(text)))):
            end = after - 1 if after in breaks else after
            if text[start:end].strip():
                kind = kinds[at][0][1] if at in kinds else "paragraph"
                yield self._line(kind, start, end, held.get(at, ()), about)

    def _line(
        self,
        kind: SegmentKind,
        start: int,
        end: int,
        held: Iterable[tuple[Range, Span]],
        about: Mapping[str, Sequence[str]],
    ) -> Line:
        clipped = (((max(place[0], start), min(place[1], end)), span) for place, span in held)
        pieces = [((a, b), span) for (a, b), span in clipped if a < b]
        found = lanes([(place, span.end - span.start) for place, span in pieces])
        edges = sorted({start, end, *(edge for place, _ in pieces for edge in place)})
        runs = []
        for a, b in pairwise(edges):
            bands = [
                Band(
                    label=self._scheme.shown_label(span.label),
                    name=self._label(span),
                    lane=lane,
                    begins=place[0] == a,
                    ends=place[1] == b,
                    numbers=tuple(about.get(span.id, ())) if b == span.end else (),
                )
                for (place, span), lane in zip(pieces, found, strict=True)
                if place[0] <= a and b <= place[1]
            ]
            bands.sort(key=lambda band: band.lane)
            runs.append(Run(self._bundle.text[a:b], tuple(bands)))
        return Line(kind, tuple(runs), max(found, default=-1) + 1)


def _by_line(starts: Sequence[int], placed: Iterable[tuple[Range, T]]) -> dict[int, list[tuple[Range, T]]]:
    """What touches each line, by the number of the line."""
    found: dict[int, list[tuple[Range, T]]] = defaultdict(list)
    for place, what in placed:
        for at in range(bisect_right(starts, place[0]) - 1, bisect_left(starts, place[1])):
            found[at].append((place, what))
    return found


def _noted(words_: str, note: str) -> str:
    return f"{words_}: {note}" if note else words_


PartKind = Literal["text", "bracket", "name"]


class Part(msgspec.Struct, frozen=True):
    """A stretch of a line that is set with brackets: its words, with the label of the innermost band; a
    bracket; or, after one that closes, the name of its label and the numbers of what is said of it."""

    kind: PartKind
    text: str
    label: Label | None = None


def bracketed(line: Line) -> Iterator[Part]:
    """The line for a page that knows no bands. Brackets that cross are told apart by the names."""
    runs, joins = line.runs, False
    for at, run in enumerate(runs):
        closed = [band for band in run.bands if band.ends]
        following = runs[at + 1] if at + 1 < len(runs) else None
        broken = following is not None and (closed or any(band.begins for band in following.bands))
        for band in reversed([band for band in run.bands if band.begins]):
            yield Part("bracket", "[", band.label)
        text = JOINER * joins + run.text
        joins = bool(broken and following and joined(run.text, following.text))
        yield Part("text", text + JOINER * joins, run.bands[0].label if run.bands else None)
        for band in closed:
            yield Part("bracket", "]", band.label)
            yield Part("name", " ".join((band.name, *band.numbers)), band.label)


def joined(before: str, after: str) -> bool:
    """Whether what is put between them would cut a word of joined letters: each side takes a `JOINER`."""
    last = next((letter for letter in reversed(before) if not unicodedata.combining(letter)), " ")
    return all("\u0620" <= letter <= "\u06d3" for letter in (last, after[0])) and not _NOT_JOINING.match(last)
