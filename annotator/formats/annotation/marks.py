"""From labels as files of other tools tell them to spans and attributions; what is put right is listed.

A reader makes a `Sheet` of each document it finds: the text, and marks and links in the file's own unit. One
place finds the unit under which the file's words stand where it says, trims, repairs or refuses each mark,
and ties claims to sources by the roles that the labels have in the project's scheme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import (
    Bundle,
    Document,
    Range,
    Segment,
    Span,
    derived_id,
    quote,
)
from annotator.core.offsets import (
    OFFSET_UNITS,
    CanonicalMap,
    canonical,
    check_ranges,
    from_unit,
    normal_ranges,
)
from annotator.formats.annotation.annotator_check import Report
from annotator.formats.annotation.links import Link, attributions_of
from annotator.formats.base import Labels, Problem, ReadOptions
from annotator.formats.texts import new_document, paragraphs, trimmed

_NEAR: Final = 400
"""Code points to either side in which the words of a mark are looked for that do not stand where it says."""
_SAMPLES: Final = 3


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled stretch as a file has it: `ranges` in the file's unit, `quote` None where it gives no words.

    `key` is what links of the same document call it. `id`, `origin`, `name`: where the file is ours.
    """

    key: str
    label: str
    ranges: tuple[Range, ...]
    quote: str | None = None
    author: str = ""
    attributes: dict[str, Any] = {}
    note: str = ""
    confidence: float | None = None
    id: str = ""
    origin: str = ""
    name: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A document as a file has it, its text raw. `unit` is what the format counts in, if it is known to.

    `place` is where it begins: the line, or whatever counts them. `facts` are fields of `Document`.
    """

    text: str
    marks: Sequence[Mark] = ()
    links: Sequence[Link] = ()
    unit: str = ""
    place: int | None = None
    id: str = ""
    facts: dict[str, Any] = {}
    segments: tuple[Segment, ...] = ()
    """In code points of the canonical text."""
    told: Sequence[AnnotatorError] = ()
    """What the reader has to say of it."""


def bundle_of(sheet: Sheet, path: str, options: ReadOptions, format_id: str) -> Iterable[Bundle | Problem]:
    """The document with all of its marks that hold, then what was put right, and what was left out and why.

    Nothing of a document is taken whose unit cannot be told and was not said: "unit-not-told".
    """
    report = Report(path, sheet.place)
    for error in sheet.told:
        report(error.code, **error.details)
    origin = f"import:{format_id}"
    try:
        text = canonical(sheet.text)
    except AnnotatorError as error:
        return [Problem(path, sheet.place, error.code, error.details)]
    if not text.strip():
        return [Problem(path, sheet.place, "record-without-text")]
    _tell_labels(sheet, options)
    unit = options.unit or _unit(sheet, report)
    if unit is None:
        return report.problems
    document = _document(sheet, text)
    raw_place = from_unit(sheet.text, unit)
    to_canonical = CanonicalMap(sheet.text) if text != sheet.text else int
    spans: dict[str, Span] = {}
    same: dict[tuple[str, str, tuple[Range, ...]], str] = {}
    for mark in sheet.marks:
        label = options.label_of(mark.label)
        if not label:
            report("mark-left-out" if mark.label else "mark-without-label", label=mark.label)
            continue
        ranges = tuple(
            (to_canonical(raw_place(start)), to_canonical(raw_place(end)))
            if raw_place(start) >= 0 and raw_place(end) >= 0 else (-1, -1)
            for start, end in mark.ranges
        )  # fmt: skip
        placed = _placed(mark, ranges, text, report)
        if placed is None:
            continue
        author = mark.author or options.author
        key = (author, label, placed)
        if key in same:
            report("mark-twice", label=label, quote=quote(text, placed))
            spans[mark.key] = spans[same[key]]
            continue
        same[key] = mark.key
        place = ",".join(f"{start}-{end}" for start, end in placed)
        spans[mark.key] = Span(
            id=mark.id or derived_id("span", document.id, author, label, place),
            document_id=document.id,
            label=label,
            ranges=placed,
            quote=quote(text, placed),
            author=author,
            attributes=mark.attributes,
            note=mark.note,
            origin=mark.origin or origin,
            confidence=mark.confidence,
            name=mark.name,
        )
    attributions = attributions_of(sheet.links, spans, document.id, options.roles, origin, report)
    unique = {span.id: span for span in spans.values()}
    bundle = Bundle(
        document=document, text=text, spans=tuple(unique.values()), attributions=tuple(attributions)
    )
    return [bundle, *_together(report.problems)]


def _tell_labels(sheet: Sheet, options: ReadOptions) -> None:
    if sheet.marks:
        counts = Counter(mark.label for mark in sheet.marks)
        met = tuple((label, options.label_of(label), n) for label, n in counts.items())
        signed = options.predictions or all(mark.author for mark in sheet.marks)
        options.tell(Labels(met, unsigned=not signed))


def _document(sheet: Sheet, text: str) -> Document:
    """The document of a sheet; one with an id was ours, and its facts are what they were."""
    facts = dict(sheet.facts)
    told: dict[str, Any] = {name: facts.pop(name) for name in ("kind", "direction") if name in facts}
    kind = told.get("kind", "text")
    made = new_document(kind, text, sheet.segments or paragraphs(text), **facts).document
    if not sheet.id:
        return made
    exact: dict[str, Any] = {"meta": {}, **facts, **told, "id": sheet.id}
    return msgspec.structs.replace(made, **exact)


def _unit(sheet: Sheet, report: Report) -> str | None:
    """The unit under which most of the words that the file gives stand where it says, its own first.

    Where it gives none: its own; where that is not known either, the only one that there is, else None.
    """
    candidates = dict.fromkeys((sheet.unit, *OFFSET_UNITS) if sheet.unit else OFFSET_UNITS)
    told = [mark for mark in sheet.marks if mark.quote]
    if told:
        best, most = "", -1
        for unit in candidates:
            place = from_unit(sheet.text, unit)
            count = sum(_said(mark, place, sheet.text) == _joined(mark.quote or "") for mark in told)
            if count > most:
                best, most = unit, count
            if count == len(told):
                break
        return best
    if sheet.unit or not sheet.marks:
        return sheet.unit or "codepoint"
    ways = {unit: from_unit(sheet.text, unit) for unit in candidates if unit != "utf8"}
    says = {unit: [_said(mark, place, sheet.text) for mark in sheet.marks] for unit, place in ways.items()}
    first = next(iter(says))
    if all(said == says[first] for said in says.values()):
        return first
    unlike = [
        number for number in range(len(sheet.marks)) if len({said[number] for said in says.values()}) > 1
    ]
    ways_said = [{unit: says[unit][number] for unit in says} for number in unlike[:_SAMPLES]]
    samples = "; ".join(" / ".join(f"{unit}: «{words}»" for unit, words in row.items()) for row in ways_said)
    report("unit-not-told", samples=samples, units=", ".join(OFFSET_UNITS), ways=ways_said)
    return None


def _said(mark: Mark, place: Callable[[int], int], text: str) -> str:
    """The words under a mark, as joined ones; "" where it lies outside."""
    ranges = [(place(start), place(end)) for start, end in mark.ranges]
    if any(start < 0 or end < 0 for start, end in ranges):
        return ""
    return _joined(quote(text, ranges))


def _joined(words: str) -> str:
    """Words as tools quote them: some keep line ends and several blanks, some do not."""
    return " ".join(words.split())


def _placed(mark: Mark, ranges: tuple[Range, ...], text: str, report: Report) -> tuple[Range, ...] | None:
    """Where the mark stands, trimmed and with its words under it; None, and reported, where it does not."""
    shown = mark.quote or ""
    if not ranges or any(start == end for start, end in mark.ranges):
        report("mark-empty", label=mark.label, at=[list(piece) for piece in mark.ranges])
        return None
    ranges = normal_ranges(ranges)
    try:
        check_ranges(ranges, len(text))
        stands = not mark.quote or _joined(quote(text, ranges)) == _joined(mark.quote)
    except AnnotatorError:
        stands = False
    if not stands:
        at = [list(piece) for piece in mark.ranges]
        if not mark.quote:
            report("mark-outside", label=mark.label, at=at)
            return None
        begins = ranges[0][0] if ranges[0][0] >= 0 else mark.ranges[0][0]
        found = _near(text, mark.quote, begins)
        if found is None:
            report("mark-not-there", label=mark.label, quote=shown, at=at)
            return None
        report("mark-moved", label=mark.label, quote=shown, before=list(mark.ranges[0]), after=list(found))
        ranges = (found,)
    inside = tuple(piece for piece in (trimmed(text, *piece) for piece in ranges) if piece[0] < piece[1])
    if not inside:
        report("mark-empty", label=mark.label, at=[list(piece) for piece in mark.ranges])
        return None
    if inside != ranges:
        report("mark-trimmed", label=mark.label, quote=quote(text, inside))
    return inside


def _near(text: str, words: str, at: int) -> Range | None:
    """The place of the words nearest to an offset; in a text where they stand once, wherever that is."""
    wanted = words.strip()
    if not wanted:
        return None
    places = []
    start = text.find(wanted)
    while start >= 0:
        places.append(start)
        start = text.find(wanted, start + 1)
    if len(places) != 1:
        places = [place for place in places if abs(place - at) <= _NEAR]
    if not places:
        return None
    nearest = min(places, key=lambda place: abs(place - at))
    return nearest, nearest + len(wanted)


def _together(problems: Sequence[Problem]) -> list[Problem]:
    """Links that were left out for one reason told once, with their number; each mark for itself."""
    kept: list[Problem] = []
    counts: dict[tuple[str, str], int] = {}
    for row in problems:
        if row.code.startswith(("link-left-out", "mark-left-out", "mark-without-label")):
            key = (row.code, msgspec.json.encode(row.details).decode())
            counts[key] = counts.get(key, 0) + 1
            if counts[key] > 1:
                continue
        kept.append(row)
    return [
        msgspec.structs.replace(row, details={**row.details, "n": counts[key]})
        if (key := (row.code, msgspec.json.encode(row.details).decode())) in counts
        else row
        for row in kept
    ]
