"""Cuts a document's text into paragraphs, each of which is laid out by itself.

A paragraph ends at a line feed. In a ticker each item begins a paragraph of its own, so that the item, the
dash and its time stand on lines of their own. A line longer than `LONGEST` code points is shown as several
paragraphs, cut at spaces: laying out one line of millions of characters would freeze the window.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec

from annotator.core.arabic import grapheme_start
from annotator.core.model import Document, Segment, SegmentKind

LONGEST = 2000

Role = Literal["headline", "byline", "item", "body", "furniture", "blank"]
ROLES: tuple[Role, ...] = ("headline", "byline", "item", "body", "furniture", "blank")

_ROLE_OF: dict[SegmentKind, Role] = {
    "headline": "headline",
    "byline": "byline",
    "paragraph": "body",
    "item": "item",
}


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """`text[start:end]`, without its line feed. `dimmed`: stretches set apart by their colour."""

    start: int
    end: int
    role: Role = "body"
    dimmed: tuple[tuple[int, int], ...] = ()


def paragraphs(document: Document, text: str) -> list[Paragraph]:
    """The paragraphs of `text`, in order, at least one. Offsets are code points of the whole text."""
    found: list[Paragraph] = []
    segments = document.segments
    first = 0
    for start, end in _lines(document, text):
        while first < len(segments) and segments[first].end <= start:
            first += 1
        inside: list[Segment] = []
        for index in range(first, len(segments)):
            if segments[index].start >= max(end, start + 1):
                break
            inside.append(segments[index])
        role = _role(inside, start, end) if inside else "blank" if start == end else "body"
        found.append(Paragraph(start, end, role, _dimmed(text, inside, role, start, end) if inside else ()))
    return found


def _lines(document: Document, text: str) -> Iterator[tuple[int, int]]:
    items = [segment.start for segment in document.segments if segment.kind == "item"]
    next_item = 0
    start = 0
    while True:
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        while next_item < len(items) and items[next_item] < stop:
            item = items[next_item]
            next_item += 1
            if item > start and not text[start:item].isspace():
                yield from _bounded(text, start, item)
                start = item
        yield from _bounded(text, start, stop)
        if end < 0:
            return
        start = end + 1


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`[start, end)` in pieces of at most `LONGEST`: cut behind a space, else at a grapheme border."""
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST * 3 // 4, start + LONGEST)
        cut = space + 1 if space >= 0 else grapheme_start(text, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _role(segments: list[Segment], start: int, end: int) -> Role:
    for segment in segments:
        if role := _ROLE_OF.get(segment.kind):
            return role
    covered = sum(
        min(segment.end, end) - max(segment.start, start)
        for segment in segments
        if segment.kind == "furniture"
    )
    return "furniture" if 2 * covered > end - start else "body"


def _dimmed(
    text: str, segments: list[Segment], role: Role, start: int, end: int
) -> tuple[tuple[int, int], ...]:
    """Times and furniture; in an item, all that follows its words. Nothing whose edge would part a word."""
    if role == "furniture":
        return ()
    pieces: list[tuple[int, int]] = []
    for segment in segments:
        if segment.kind in ("time", "furniture"):
            pieces.append((max(segment.start, start), min(segment.end, end)))
        elif segment.kind == "item" and start < segment.end < end:
            pieces.append((segment.end, end))
    merged: list[tuple[int, int]] = []
    for a, b in sorted(pieces):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], b))
        elif b > a:
            merged.append((a, b))
    return tuple((a, b) for a, b in merged if not (_in_word(text, a) or _in_word(text, b)))


def _in_word(text: str, offset: int) -> bool:
    """Whether letters or marks stand on both sides: a change of colour there could part a ligature."""
    return 0 < offset < len(text) and all(
        unicodedata.category(char)[0] in "LM" or char in "\u200c\u200d"
        for char in text[offset - 1 : offset + 1]
    )
