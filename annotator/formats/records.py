"""JSON records of a file, each with its line: one per line, or all in one array or one object."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from itertools import chain, islice
from typing import Any, TypeVar

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.formats.base import Problem, ReadOptions
from annotator.formats.encoding import utf8_fault, utf8_lines
from annotator.formats.source import LARGEST_DOCUMENT, LARGEST_PIECE, Source, displayed, megabytes

T = TypeVar("T")

_ANYTHING = msgspec.json.Decoder(Any)

_BYTE = re.compile(r" \(byte (\d+)\)$")
_FIELD = re.compile(r"field `([^`]*)`")
_AT = re.compile(r" - at `\$\.?(.*)`$")

# Escaped backslashes and whole surrogate pairs are consumed first, so that only what follows them counts.
_REFUSED = re.compile(
    rb"\\\\|\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<surrogate>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|(?P<nul>\\u0000)"
)


def records(source: Source, options: ReadOptions) -> Generator[tuple[int, bytes] | Problem]:
    """Each record as UTF-8 JSON with the line it begins on, counted from 1.

    Lines are read one at a time; a file that begins with `[`, or with a `{` that its line does not close and
    the next does not begin anew, is read whole.
    A record too large to be a document is a `Problem`. Raises `AnnotatorError("piece-too-large")`.
    """
    for found in _records(source, options):
        if isinstance(found, tuple) and len(found[1]) > LARGEST_DOCUMENT:
            limit = {"limit": megabytes(LARGEST_DOCUMENT)}
            yield Problem(displayed(source.path), found[0], "document-too-large", limit)
        else:
            yield found


def _records(source: Source, options: ReadOptions) -> Iterator[tuple[int, bytes] | Problem]:
    with source.open() as stream:
        numbered = enumerate(utf8_lines(stream, options.encoding), 1)
        filled = ((number, line) for number, line in numbered if not line.isspace())
        first = next(filled, None)
        if first is None:
            yield Problem(displayed(source.path), None, "empty-file")
            return
        begin, line = first
        opening = line.strip()
        if opening.startswith(b"["):
            yield from _elements(source, begin, _whole(line, numbered))
        elif opening.startswith(b"{") and _goes_on(line):
            second = next(filled, None)
            if second and not second[1].lstrip().startswith(b"{"):
                blank = b"\n" * (second[0] - begin - 1)
                yield begin, _whole(line + blank + second[1], numbered)
            else:
                yield from chain([first], [second] if second else [], filled)
        else:
            yield from chain([first], filled)


def decoded_record(decoder: msgspec.json.Decoder[T], source: Source, number: int, raw: bytes) -> T | Problem:
    """The record, or why it is none: "broken-json", "bad-record", "not-utf8" or as `utf8_fault` has
    it, "nul-character", "lone-surrogate"; columns count code points from 1."""
    path = displayed(source.path)
    if b"\\u0000" in raw and (problem := _refused(path, number, raw)):
        return problem
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        return Problem(path, number, "bad-record", _field_of(str(error)))
    except UnicodeDecodeError:
        fault = utf8_fault(raw)
        return Problem(path, number, fault.code, fault.details)
    except (msgspec.DecodeError, RecursionError) as error:
        return _refused(path, number, raw) or _broken(path, number, raw, error)


def whole_json(source: Source, options: ReadOptions) -> Any:
    """What a file holds that is one JSON value, up to the size of what is held at once.

    Raises `AnnotatorError("broken-json" | "piece-too-large")` and what `utf8_lines` raises.
    """
    with source.open() as stream:
        numbered = enumerate(utf8_lines(stream, options.encoding), 1)
        raw = _whole(b"", numbered)
    found = decoded_record(_ANYTHING, source, 1, raw)
    if isinstance(found, Problem):
        raise found.error
    return found


def looked_ahead(rows: Iterator[T], count: int) -> tuple[list[T], Iterator[T]]:
    """The first rows, and all of them; what breaks off among the first is raised in its place."""
    first: list[T] = []
    broken: AnnotatorError | None = None
    try:
        for row in islice(rows, count):
            first.append(row)
    except AnnotatorError as error:
        broken = error
    return first, _again(first, rows, broken)


def _again(first: list[T], rows: Iterator[T], broken: AnnotatorError | None) -> Iterator[T]:
    yield from first
    if broken:
        raise broken
    yield from rows


def _goes_on(line: bytes) -> bool:
    """Whether a line is the beginning of a JSON value that goes on after it."""
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError) as error:
        return "truncated" in str(error)
    return False


def _whole(line: bytes, numbered: Iterator[tuple[int, bytes]]) -> bytes:
    whole = io.BytesIO()  # many short lines weigh much as objects
    whole.write(line)
    for number, rest in numbered:
        if whole.write(rest) and whole.tell() > LARGEST_PIECE:
            raise AnnotatorError("piece-too-large", line=number, limit=megabytes(LARGEST_PIECE))
    return whole.getvalue()


def _elements(source: Source, begin: int, data: bytes) -> Iterator[tuple[int, bytes] | Problem]:
    """The elements of one array, each found again in `data` so that its line is known."""
    try:
        elements = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        place = _BYTE.search(str(error))
        byte = int(place.group(1)) if place else len(data)
        line_start = data.rfind(b"\n", 0, byte) + 1
        line = begin + data.count(b"\n", 0, byte)
        shifted = _BYTE.sub(f" (byte {byte - line_start})", str(error))
        yield _broken(displayed(source.path), line, data[line_start:], msgspec.DecodeError(shifted))
        return
    counted = 0
    for element in elements:
        raw = bytes(element)
        start = data.index(raw, counted)
        begin += data.count(b"\n", counted, start)
        counted = start
        yield begin, raw
        begin += raw.count(b"\n")
        counted += len(raw)


def _refused(path: str, number: int, raw: bytes) -> Problem | None:
    for match in _REFUSED.finditer(raw):
        if match.lastgroup:
            code = "nul-character" if match.lastgroup == "nul" else "lone-surrogate"
            return Problem(path, number, code, {"line": number, "column": _column(raw, match.start())})
    return None


def _broken(path: str, number: int, raw: bytes, error: Exception) -> Problem:
    """The decoder names a byte only where one is wrong; else the record ends too early."""
    message = str(error)
    place = _BYTE.search(message)
    column = _column(raw, int(place.group(1)) if place else len(raw.rstrip()))
    return Problem(path, number, "broken-json", {"message": _BYTE.sub("", message), "column": column})


def _column(raw: bytes, byte: int) -> int:
    return len(raw[:byte].decode("utf-8", "replace")) + 1


def _field_of(message: str) -> dict[str, str]:
    """`spans[3].ranges` and what is wrong there, from the decoder's message."""
    at, named = _AT.search(message), _FIELD.search(message)
    parts = [at.group(1) if at else "", named.group(1) if named else ""]
    return {"field": ".".join(filter(None, parts)) or "$", "message": _AT.sub("", message)}
