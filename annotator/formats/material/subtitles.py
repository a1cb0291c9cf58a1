"""Subtitles (SRT, VTT): the words of all cues as one text, each cue a segment with its times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Segment
from annotator.core.offsets import canonical
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.source import Source, read_document
from annotator.formats.texts import new_document

_DIGITS = {0x0660 + digit: str(digit) for digit in range(10)}
_MOMENT = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"\s*({_MOMENT})\s*-->\s*({_MOMENT})(?:\s.*)?")
_NUMBER = re.compile(r"\s*\d+\s*")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|\{\\[^{}\n]{0,60}\}|<\d\d:[\d:.]+>")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>\n]{1,80})>")


def _cues(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Begin, end and lines of each cue. A line that is only a number before the times is that of the cue."""
    times: re.Match[str] | None = None
    said: list[str] = []
    for line in text.split("\n"):
        match = _TIMES.fullmatch(line.translate(_DIGITS))
        if match or not line.strip():
            if times and said and match and _NUMBER.fullmatch(said[-1]):
                said.pop()
            if times:
                yield times[1], times[2], said
            times, said = match, []
        elif times:
            said.append(line)
    if times:
        yield times[1], times[2], said


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        text = canonical(decoded(read_document(stream), options.encoding))
    said: list[str] = []
    segments: list[Segment] = []
    at = 0
    for begin, end, rows in _cues(text):
        whole = " ".join(rows)
        voice = _VOICE.search(whole)
        words = " ".join(unescape(_TAG.sub("", whole)).split())
        if not words:
            continue
        meta = {"from": _clock(begin), "to": _clock(end)}
        if voice:
            meta["voice"] = voice[1].strip()
        segments.append(Segment("paragraph", at, at + len(words), meta))
        said.append(words)
        at += len(words) + 1
    if not said:
        raise AnnotatorError("empty-file")
    yield new_document("text", canonical("\n".join(said)), tuple(segments), meta={"file": source.name})


def _clock(moment: str) -> str:
    """`HH:MM:SS.mmm` of a time as written."""
    whole, _, part = moment.replace(",", ".").partition(".")
    hours, minutes, seconds = ["0", *whole.split(":")][-3:]
    return f"{int(hours):02}:{int(minutes):02}:{int(seconds):02}.{part:0<3}"


def _recognises(sample: Sample) -> bool:
    if not sample.is_text:
        return False
    head = sample.text.removeprefix("\ufeff")
    first = [line for line in head.translate(_DIGITS).split("\n", 40)[:40] if line.strip()][:2]
    return head.startswith("WEBVTT") or any(_TIMES.fullmatch(line.rstrip("\r")) for line in first)


SUBTITLES = Format(
    id="subtitles",
    suffixes=(".srt", ".vtt"),
    carries=frozenset({"segments"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
