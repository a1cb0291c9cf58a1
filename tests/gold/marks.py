"""The marks of one item, read: from quoted words to spans and attributions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Range, Span, derived_id, quote
from annotator.core.offsets import check_ranges

AUTHOR: Final = "gold"
LABELS: Final = ("actor", "place", "claim", "source", "cue")
ATTRIBUTES: Final = ("naming", "medium", "speech", "act", "certainty", "stance")
PLAIN_KEYS: Final = ("category", "affiliation", "in", *ATTRIBUTES)
KEYS: Final = (*PLAIN_KEYS, "bracket", "claim", "source", "cue")

_PIECE = r"\{[^{}]+\}(?:#[1-9])?"
_FIELD = re.compile(rf"(?P<key>[a-z]+)=(?P<value>{_PIECE}(?:[+&]{_PIECE})*|[^\s{{}}=]+)(?:\s+|$)")
_QUOTED = re.compile(r"\{(?P<words>[^{}]+)\}(?:#(?P<which>[1-9]))?")
_ATTRIBUTION = re.compile(r"(?P<number>[1-9]): +(?P<fields>.+)")
_LABELLED = re.compile(rf"(?P<label>{'|'.join(LABELS)}): +(?P<value>body|{_PIECE}(?:\+{_PIECE})*)")
_WORD = "[^\\W_]|[\u064b-\u065f\u0670]"
_PROCLITICS = "[وفبلكس]{0,2}"
_ITEM_END = re.compile(r"\s*[-–—]\s*(?P<clock>[0-9٠-٩]{1,2}[:.،][0-9٠-٩]{2}(?: ?[صم])?)$")
_BODY: Final = "body"
_CUT: Final = "|"
_SKIPPED: Final = " … "


class NotationError(ValueError):
    """What is wrong, and the file and line it stands in."""


class Item(msgspec.Struct, frozen=True):
    """A text with its marks, the line it stands in, and the page (of a ticker) it belongs to.

    Offsets of spans, `item_end` and `clock` count from the start of `text`; a sentence has no clock.
    """

    text: str
    line: int
    page: int
    item_end: int
    clock: Range | None
    spans: tuple[Span, ...]
    attributions: tuple[Attribution, ...]


class Reader:
    """Reads the marks of one item."""

    def __init__(self, text: str, line: int, page: int, where: str) -> None:
        self.text, self.line, self.page, self.where = text, line, page, where
        self.item_end, self.clock = len(text), None
        if page >= 0:
            end = _ITEM_END.search(text)
            if not end:
                raise NotationError(f"{where}: an item of a ticker ends with a dash and a time")
            self.item_end, self.clock = end.start(), end.span("clock")
        self.bracket: int | None = None
        self.spans: dict[tuple[str, tuple[Range, ...]], Span] = {}
        self.attributions: list[Attribution] = []
        self.nothing = False

    def mark(self, line: str, where: str) -> None:
        """Take one indented line. Raises `NotationError`."""
        self.where = where
        if self.nothing or (line.split(":")[0] == "none" and (self.spans or self.attributions)):
            raise self.wrong("«none» stands alone")
        if line == "none" or line.startswith("none: "):
            self.nothing = True
        elif found := _ATTRIBUTION.fullmatch(line):
            if int(found["number"]) != len(self.attributions) + 1:
                raise self.wrong("attributions are numbered from 1, in order")
            self.attribution(found["fields"])
        elif found := _LABELLED.fullmatch(line):
            if self.span(found["label"], found["value"], new=True) is None:
                raise self.wrong("this span is already marked")
        else:
            raise self.wrong("neither an attribution, nor a span, nor «none»")

    def item(self) -> Item:
        """Raises `NotationError` for an item of which nothing is said."""
        if not (self.nothing or self.spans):
            raise NotationError(f"{self.where}: nothing is marked; write «none» if nothing is to be")
        return Item(
            self.text,
            self.line,
            self.page,
            self.item_end,
            self.clock,
            tuple(sorted(self.spans.values(), key=lambda span: (span.ranges, span.label))),
            tuple(self.attributions),
        )

    def attribution(self, fields: str) -> None:
        values = self.fields(fields)
        if ("bracket" in values) == ("claim" in values):
            raise self.wrong("an attribution has either a bracket or a claim")
        if "bracket" in values and ("source" in values or "cue" in values):
            raise self.wrong("a bracket is the source, and its layout the cue")
        for key in ("category", "naming"):
            if key not in values:
                raise self.wrong(f"{key} is missing")
        sources = values.get("source", values.get("bracket", ""))
        source_ids = tuple(self.id("source", value) for value in sources.split("&") if value)
        if "bracket" in values:
            self.bracket = self.bracket_start(values["bracket"])
        outer = values.get("in")
        if outer is not None and outer not in map(str, range(1, len(self.attributions) + 1)):
            raise self.wrong(f"in={outer}: no attribution before this one has that number")
        claims = values.get("claim", _BODY).split("&")
        self.attributions.append(
            Attribution(
                id=derived_id("gold", self.text, str(len(self.attributions) + 1)),
                document_id="",
                claims=tuple(self.id("claim", value) for value in claims),
                sources=source_ids,
                cue=self.id("cue", values["cue"]) if "cue" in values else None,
                parent=self.attributions[int(outer) - 1].id if outer else None,
                category=values["category"],
                affiliation=values.get("affiliation", "").strip("{}"),
                attributes={name: values[name] for name in ATTRIBUTES if name in values},
                author=AUTHOR,
            )
        )

    def fields(self, line: str) -> dict[str, str]:
        values: dict[str, str] = {}
        place = 0
        while place < len(line):
            found = _FIELD.match(line, place)
            if not found:
                raise self.wrong(f"cannot read {line[place:]!r}")
            key, value = found["key"], found["value"]
            if key not in KEYS:
                raise self.wrong(f"unknown key {key}")
            if key in values:
                raise self.wrong(f"{key} stands twice")
            words = value.startswith("{") or (key == "claim" and value == _BODY)
            if key not in PLAIN_KEYS and not words:
                raise self.wrong(f"{key} takes words in braces")
            values[key] = value
            place = found.end()
        return values

    def id(self, label: str, value: str) -> str:
        span = self.span(label, value)
        assert span is not None
        return span.id

    def span(self, label: str, value: str, *, new: bool = False) -> Span | None:
        """The span of these words, made if need be; None if it must be new and is not."""
        ranges = (self.body(),) if value == _BODY else tuple(self.ranges(value))
        known = self.spans.get((label, ranges))
        if known is not None:
            return None if new else known
        key = ",".join(f"{start}-{end}" for start, end in ranges)
        span = Span(
            id=derived_id("gold", self.text, label, key),
            document_id="",
            label=label,
            ranges=ranges,
            quote=quote(self.text, ranges),
            author=AUTHOR,
        )
        self.spans[label, ranges] = span
        return span

    def body(self) -> Range:
        end = self.item_end if self.bracket is None else self.bracket
        return 0, len(self.text[:end].rstrip())

    def bracket_start(self, value: str) -> int:
        """Where the bracket opens that holds just these words, stray spaces aside."""
        ((start, end),) = self.ranges(value)
        opening = len(self.text[:start].rstrip()) - 1
        closing = self.text[end : self.item_end].lstrip()
        if self.text[opening] != "(" or (closing and not closing.startswith(")")):
            raise self.wrong("these words do not fill a bracket")
        return opening

    def ranges(self, value: str) -> Iterator[Range]:
        pieces = [self.find(found["words"], found["which"]) for found in _QUOTED.finditer(value)]
        try:
            check_ranges(pieces, self.item_end)
        except AnnotatorError:
            raise self.wrong("the pieces of a span stand apart, in order, before the time") from None
        if any(before[1] == after[0] for before, after in pairwise(pieces)):
            raise self.wrong("two pieces of a span touch")
        yield from pieces

    def find(self, words: str, which: str | None) -> Range:
        """Where `words` stand; `which` counts from 1, and is needed only where they stand twice."""
        head, skipped, tail = words.partition(_SKIPPED)
        starts = self.places(head)
        if not starts:
            raise self.wrong(f"the text does not have «{head}»")
        if which is None and len(starts) > 1:
            raise self.wrong(f"«{head}» stands {len(starts)} times: say which, #1 to #{len(starts)}")
        if which is not None and (len(starts) == 1 or int(which) > len(starts)):
            raise self.wrong(f"«{head}» stands {len(starts)} times, so #{which} cannot be")
        start, end = starts[int(which or 1) - 1]
        if skipped:
            ends = [place for place in self.places(tail) if place[0] > end]
            if len(ends) != 1:
                raise self.wrong(f"«{tail}» stands {len(ends)} times after «{head}», not once")
            end = ends[0][1]
        return start, end

    def places(self, words: str) -> list[Range]:
        """Where `words` stand as whole words, proclitics aside; `|` at the end allows a cut in a word."""
        inside = words.endswith(_CUT)
        words = words.removesuffix(_CUT)
        if not words or words != words.strip():
            raise self.wrong(f"«{words}»: empty, or with spaces around it")
        after = "" if inside else f"(?!{_WORD})"
        pattern = re.compile(rf"(?<!\w)({_PROCLITICS})({re.escape(words)}){after}")
        if not re.match(_WORD, words[0]):
            pattern = re.compile(rf"()({re.escape(words)}){after if re.match(_WORD, words[-1]) else ''}")
        found = []
        for start in range(self.item_end):
            match = pattern.match(self.text, start, self.item_end)
            if match and match.span(2) not in found:
                found.append(match.span(2))
        return found

    def wrong(self, what: str) -> NotationError:
        return NotationError(f"{self.where}: {what}")
