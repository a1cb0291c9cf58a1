"""Which format a file has: by its content first, by its suffix where content does not tell."""

from __future__ import annotations

import codecs
import string
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import Any

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import ZIP, binary_kind, decoded_head, refuse_binary
from annotator.formats.records import decoded_record, records
from annotator.formats.source import Source
from annotator.formats.zipped import names_in

_HEAD_BYTES = 1 << 18
_RECORDS = 30
_BLANKS = string.whitespace + "\u0085\u00a0\u2028\u2029\u3000\u061c\u200b\u200e\u200f\ufeff"
_OBJECT = msgspec.json.Decoder(dict[str, Any])


def sample(source: Source, options: ReadOptions) -> Sample:
    """The beginning of a file. Raises `AnnotatorError` for a file that is empty, unreadable, or neither text
    nor of a kind that is known by its first bytes."""
    head = _head(source)
    if kind := binary_kind(head):
        members = names_in(source) if kind == ZIP else ()
        return Sample(source.suffix, "", binary=kind, members=members)
    refuse_binary(head, options.encoding)
    text = decoded_head(head, options.encoding)
    if len(head) < _HEAD_BYTES and not text.strip(_BLANKS):
        raise AnnotatorError("empty-file")
    found = _first_records(source, options, text)
    return Sample(source.suffix, text, found[0] if found else None, others=tuple(found[1:]))


def is_utf8(source: Source) -> bool:
    """Whether a file begins with UTF-8 that is not ASCII alone. Raises as `Source.open` does."""
    try:
        head = _head(source)
        return not codecs.getincrementaldecoder("utf-8")().decode(head).isascii()
    except UnicodeDecodeError:
        return False


def choose(formats: Sequence[Format], sample: Sample) -> Format:
    """The first format that recognises the sample, else the last (least strict) of its suffix, or of all.

    Raises `AnnotatorError("binary-file", kind)` for what is no text and nothing recognises.
    """
    readable = [format for format in formats if format.read]
    seen = [sample, *(msgspec.structs.replace(sample, record=record) for record in sample.others)]
    for format in readable:
        if any(map(format.recognises, seen)):
            return format
    if sample.binary:
        raise AnnotatorError("binary-file", kind=sample.binary)
    return next((format for format in reversed(readable) if sample.suffix in format.suffixes), readable[-1])


def _head(source: Source) -> bytes:
    """The first bytes of a file; of a compressed one that is cut short, what there is."""
    head = b""
    try:
        with source.open() as stream:
            while len(head) < _HEAD_BYTES and (chunk := stream.read1(_HEAD_BYTES - len(head))):
                head += chunk
    except AnnotatorError:
        if not head:
            raise
    return head


def _first_records(source: Source, options: ReadOptions, text: str) -> list[dict[str, Any]]:
    """The first JSON objects of a file that may hold any, of those within its head; none where the first
    record is broken."""
    if not text.lstrip().startswith(("{", "[")):
        return []
    decoded: list[dict[str, Any]] = []
    size = 0
    with closing(records(source, options)) as found:
        try:
            for row in islice(found, _RECORDS):
                if isinstance(row, Problem) or size > _HEAD_BYTES:
                    break
                record = decoded_record(_OBJECT, source, *row)
                if isinstance(record, Problem):
                    break
                decoded.append(record)
                size += len(row[1])
        except AnnotatorError:
            if not decoded:  # else whoever reads the file tells it, and takes what stands before
                raise
    return decoded
