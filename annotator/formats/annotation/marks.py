"""From labels as files of other tools tell them to spans and attributions; what is put right is listed.

A reader makes a `Sheet` of each document it finds: the text, and marks and links in the file's own unit. One
place finds the unit under which the file's words stand where it says, trims, repairs or refuses each mark,
and ties claims to sources by the roles that the labels have in the project's scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import (
    Attribution,
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
from annotator.core.scheme import Role
from annotator.formats.annotation.annotator_check import Report
from annotator.formats.base import Problem, ReadOptions
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


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A relation between two marks. Links of one `group` (any name) are one attribution; those without are
    put together by the claim they share. `facts`: fields of the attribution."""

    kind: str
    head: str
    tail: str
    author: str = ""
    group: str = ""
    facts: dict[str, Any] = {}


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
    told: Sequence[tuple[str, dict[str, Any]]] = ()
    """Codes and details of what the reader has to say of it."""


RELATIONS: Final = ("source", "cue", "claim", "relayed")
"""How our own files call what ties the first claim of an attribution to its sources, its cue, its other
claims, and to the first claim of the attribution that relays it."""


def links_of(bundle: Bundle) -> list[Link]:
    """The attributions of a bundle as links between its spans, by their ids, grouped by attribution."""
    links: list[Link] = []
    heads = {row.id: row.claims[0] for row in bundle.attributions}
    for row in bundle.attributions:
        ends = [("claim", claim) for claim in row.claims[1:]]
        ends += [("source", source) for source in row.sources]
        ends += [("cue", row.cue)] if row.cue else []
        ends += [("relayed", heads[row.parent])] if row.parent in heads else []
        facts = {name: value for name in ("category", "affiliation", "note") if (value := getattr(row, name))}
        facts |= {"attributes": row.attributes} if row.attributes else {}
        links += [
            Link(kind=kind, head=row.claims[0], tail=tail, author=row.author, group=row.id, facts=facts)
            for kind, tail in ends
        ]
    return links


def bundle_of(sheet: Sheet, path: str, options: ReadOptions, format_id: str) -> Iterable[Bundle | Problem]:
    """The document with all of its marks that hold, then what was put right, and what was left out and why.

    Nothing of a document is taken whose unit cannot be told and was not said: "unit-not-told".
    """
    report = Report(path, sheet.place)
    for code, details in sheet.told:
        report(code, **details)
    origin = f"import:{format_id}"
    try:
        text = canonical(sheet.text)
    except AnnotatorError as error:
        return [Problem(path, sheet.place, error.code, error.details)]
    if not text.strip():
        return [Problem(path, sheet.place, "record-without-text")]
    unit = options.unit or _unit(sheet, report)
    if unit is None:
        return report.problems
    document = _document(sheet, text)
    raw_place = from_unit(sheet.text, unit)
    to_canonical = CanonicalMap(sheet.text) if text != sheet.text else int
    spans: dict[str, Span] = {}
    same: dict[tuple[str, str, tuple[Range, ...]], str] = {}
    for mark in sheet.marks:
        label = options.labels.get(mark.label, mark.label)
        if not label:
            report("mark-left-out", label=mark.label)
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
    attributions = _attributions(sheet.links, spans, document.id, options.roles, origin, report)
    unique = {span.id: span for span in spans.values()}
    bundle = Bundle(
        document=document, text=text, spans=tuple(unique.values()), attributions=tuple(attributions)
    )
    return [bundle, *_together(report.problems)]


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
    samples = "; ".join(
        " / ".join(f"{unit}: «{says[unit][number]}»" for unit in says) for number in unlike[:_SAMPLES]
    )
    report("unit-not-told", samples=samples, units=", ".join(OFFSET_UNITS))
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
    if not ranges or any(start == end for start, end in ranges):
        report("mark-empty", label=mark.label, at=[list(piece) for piece in mark.ranges])
        return None
    ranges = normal_ranges(ranges)
    try:
        check_ranges(ranges, len(text))
        stands = mark.quote is None or _joined(quote(text, ranges)) == _joined(mark.quote)
    except AnnotatorError:
        stands = False
    if not stands:
        found = _near(text, mark.quote, ranges[0][0]) if mark.quote else None
        if found is None:
            at = [list(piece) for piece in mark.ranges]
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


class _Tie(msgspec.Struct):
    """An attribution as it comes together."""

    claims: dict[str, None] = {}
    sources: dict[str, None] = {}
    cue: str | None = None
    parent: str = ""
    """The key of its group, or the id of a claim."""
    facts: dict[str, Any] = {}
    author: str = ""
    group: str = ""


def _attributions(
    links: Iterable[Link],
    spans: dict[str, Span],
    document: str,
    labels: Mapping[str, Role],
    origin: str,
    report: Report,
) -> list[Attribution]:
    ties: dict[str, _Tie] = {}
    by_cue: dict[str, list[str]] = {}
    late: list[tuple[Span, Span]] = []
    outer: list[tuple[str, Span]] = []
    for link in links:
        ends = [spans.get(link.head), spans.get(link.tail)]
        if None in ends:
            report("link-left-out-end", kind=link.kind)
            continue
        head, tail = (end for end in ends if end is not None)
        if head.author != tail.author:
            report("link-left-out-authors", kind=link.kind)
            continue
        roles = labels.get(head.label, ""), labels.get(tail.label, "")
        if roles in (("source", "claim"), ("cue", "claim"), ("source", "cue")):
            head, tail, roles = tail, head, (roles[1], roles[0])
        if roles == ("cue", "source"):
            late.append((head, tail))
            continue
        if roles[0] != "claim" or not roles[1]:
            report("link-left-out-roles", kind=link.kind)
            continue
        group = link.group or head.id
        tie = ties.setdefault(group, _Tie(author=head.author, group=link.group))
        tie.claims.setdefault(head.id)
        for name, value in link.facts.items():
            tie.facts.setdefault(name, value)
        if roles[1] == "source":
            tie.sources.setdefault(tail.id)
        elif roles[1] == "cue":
            tie.cue = tie.cue or tail.id
            by_cue.setdefault(tail.id, []).append(group)
        elif link.kind == "relayed":
            outer.append((group, tail))
        else:
            tie.claims.setdefault(tail.id)
    for cue, source in late:
        for group in by_cue.get(cue.id, ()):
            ties[group].sources.setdefault(source.id)
        if cue.id not in by_cue:
            report("link-left-out-roles", kind="cue")
    of_claim: dict[str, str] = {}
    for group, tie in ties.items():
        of_claim.setdefault(next(iter(tie.claims)), group)
    ids = {
        group: derived_id(
            "attribution", document, tie.author, *tie.claims, "/", *tie.sources, "/", tie.cue or "", tie.group
        )
        for group, tie in ties.items()
    }
    for group, claim in outer:
        parent = of_claim.get(claim.id, "")
        if parent and parent != group and not _leads_back(parent, group, ties):
            ties[group].parent = parent
        else:
            report("link-left-out-end", kind="relayed")
    return [
        Attribution(
            id=ids[group],
            document_id=document,
            claims=tuple(tie.claims),
            sources=tuple(tie.sources),
            cue=tie.cue,
            parent=ids[tie.parent] if tie.parent else None,
            author=tie.author,
            origin=origin,
            **tie.facts,
        )
        for group, tie in ties.items()
    ]


def _leads_back(group: str, start: str, ties: dict[str, _Tie]) -> bool:
    """Whether the parents of `group` come to `start`."""
    while group:
        if group == start:
            return True
        group = ties[group].parent
    return False


def _together(problems: Sequence[Problem]) -> list[Problem]:
    """Links that were left out for one reason told once, with their number; each mark for itself."""
    kept: list[Problem] = []
    counts: dict[tuple[str, str], int] = {}
    for row in problems:
        if row.code.startswith(("link-left-out", "mark-left-out")):
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
