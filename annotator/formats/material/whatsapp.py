"""A WhatsApp chat exported as text: a message a document, dates in the forms of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Final

import msgspec

from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.formats.base import TEXT_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.material.words import words
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.texts import new_document, paragraphs, without_outer_blank_lines

_MARKS = "[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]*"
_GAP = rf"[ \u00a0\u202f]?{_MARKS}"
_START = re.compile(
    rf"^{_MARKS}\[?{_MARKS}(\d{{1,4}}){_MARKS}[/.-]{_MARKS}(\d{{1,2}}){_MARKS}[/.-]{_MARKS}(\d{{1,4}})[,،]?{_GAP}{_GAP}"
    rf"(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?{_GAP}([AaPp]\.?[Mm]\.?|[\u0635\u0645])?{_MARKS}"
    rf"(?:\]{_GAP}|{_GAP}[-–]{_GAP})(.*)$"
)
_SENDER = re.compile(rf"{_MARKS}([^:\n]{{1,60}}):(?: |$)(.*)", re.DOTALL)
_OMITTED = re.compile(r"<[^<>\n]{1,40}>")
_SAMPLE_LINES: Final = 20


class _Message(msgspec.Struct):
    line: int
    numbers: tuple[int, int, int]
    clock: tuple[int, int, int]
    lines: list[str]


def _messages(text: str) -> Iterator[_Message]:
    """The messages of a canonical text, each with the lines it goes over."""
    message: _Message | None = None
    for number, line in enumerate(text.split("\n"), 1):
        match = _START.match(line)
        if match:
            if message:
                yield message
            one, two, three, hour, minute, second, half, rest = match.groups()
            late = bool(half) and half[0] in "Pp\u0645"
            hours = int(hour) % 12 + 12 * late if half else int(hour)
            clock = (hours, int(minute), int(second or 0))
            message = _Message(number, (int(one), int(two), int(three)), clock, [rest])
        elif message:
            message.lines.append(line)
    if message:
        yield message


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        text = canonical(decoded(read_document(stream), options.encoding))
    chat = _chat_name(source)
    messages = list(_messages(text))
    month_first = _month_first(messages)
    service = blank = 0
    for message in messages:
        sent = _SENDER.fullmatch("\n".join(message.lines))
        if not sent:
            service += 1
            continue
        said = without_outer_blank_lines(sent[2])
        bare = said.strip(" \u200e\u200f")
        if bare in ("", *words().whatsapp.omitted) or _OMITTED.fullmatch(bare):
            blank += 1
            continue
        meta = {"file": source.name, "line": message.line}
        yield new_document(
            "post",
            said,
            paragraphs(said),
            byline=sent[1].strip(),
            published=_time(message, month_first),
            source=chat,
            meta=meta,
        )
    if service or blank:
        yield Problem(displayed(source.path), None, "messages-left-out", {"service": service, "blank": blank})


def _month_first(messages: Sequence[_Message]) -> bool:
    """Whether dates are written as in America: one of them shows it."""
    days = [message.numbers for message in messages if message.numbers[0] < 100]
    return any(row[1] > 12 for row in days) and not any(row[0] > 12 for row in days)


def _time(message: _Message, month_first: bool) -> str:
    """ISO 8601; "" for a time there is none of."""
    one, two, three = message.numbers
    year, month, day = (one, two, three) if one > 99 else (three, two, one)
    if month_first:
        month, day = day, month
    try:
        moment = datetime(year + 2000 if year < 100 else year, month, day, *message.clock)
    except ValueError:
        return ""
    return moment.isoformat() if message.clock[2] else moment.isoformat(timespec="minutes")


def _chat_name(source: Source) -> str:
    stem = PurePath(source.name).stem
    begins = next((name for name in words().whatsapp.chats if stem.startswith(name)), "")
    return stem.removeprefix(begins).strip() if begins else ""


def _recognises(sample: Sample) -> bool:
    if not sample.is_text:
        return False
    lines = sample.text.removeprefix("\ufeff").split("\n")[:_SAMPLE_LINES]
    found = [bool(_START.match(line.rstrip("\r"))) for line in lines]
    return found[0] and (sum(found) > 1 or bool(_SENDER.match(_START.sub(r"\8", lines[0].rstrip("\r")))))


WHATSAPP = Format(
    id="whatsapp",
    suffixes=TEXT_SUFFIXES,
    carries=frozenset({"metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
