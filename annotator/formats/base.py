"""Defines a format, what a reader reports, and what it may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.formats.source import Source

CARRIES: dict[str, str] = {
    "spans": "labelled text",
    "overlap": "spans that nest or cross",
    "discontinuous": "spans of more than one range",
    "sub-token": "span edges inside a word",
    "authors": "who wrote a row, and several layers of one document",
    "origin": "where a row came from, and the confidence of whoever proposed it",
    "attributes": "attributes and notes of spans",
    "attribution": "claims tied to their sources",
    "submissions": "the word of an author that a document is done",
    "decisions": "verdicts of reviewers",
    "comments": "remarks, and answers to them",
    "review": "how far the review of a document had come, with its agreed layer",
    "segments": "headline, byline, paragraphs, items",
    "metadata": "title, byline, date, source, address, and whatever else is known of a document",
}
"""Kinds of things a format can hold; a format names its own part of these in `Format.carries`."""


TEXT_SUFFIXES = (".txt", ".text")
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of the files to read.

    `encoding` is used for files that have no byte order mark; None: they must be UTF-8. `fields` names, for
    fields of a document, the key or column they are taken from; of the others the names are known. `turn`:
    turn texts that are stored backwards.
    """

    encoding: str | None = None
    fields: dict[str, str] = {}
    turn: bool = False


class Problem(msgspec.Struct, frozen=True):
    """Something in a file that could not be read; the rest of the file, and other files, go on.

    Its sentence is that of `errors.<code>`, and does not repeat the place: the rows `errors.in-line` and
    `errors.in-file` put `path` and `line` before it. `line` counts from 1 in the decompressed file.
    """

    path: str
    line: int | None
    code: str
    details: dict[str, Any] = {}

    @property
    def is_notice(self) -> bool:
        """Whether it is only told, and nothing went wrong."""
        return self.code in NOTICES

    @property
    def error(self) -> AnnotatorError:
        """The same as an error, with the place among its details."""
        place = {"path": self.path} if self.line is None else {"path": self.path, "line": self.line}
        return AnnotatorError(self.code, **{**place, **self.details})


NOTICES = frozenset(
    {"messages-left-out", "files-left-out", "records-left-out", "attachments-left-out", "text-repaired"}
)
"""Codes of what is told though nothing went wrong."""


class Sample(msgspec.Struct, frozen=True):
    """The beginning of a file: enough to tell its format. `record` is its first JSON object, if any.

    Of a file that is no text, `binary` says what it is (`encoding.binary_kind`), and `text` is empty.
    """

    suffix: str
    text: str
    record: dict[str, Any] | None = None
    binary: str = ""

    @property
    def is_text(self) -> bool:
        """Whether it is text, and neither its content nor its name says JSON."""
        return self.record is None and not self.binary and self.suffix not in JSON_SUFFIXES


Reader = Callable[[Source, ReadOptions], Iterator[Bundle | Problem]]
Writer = Callable[[Iterable[Bundle], BinaryIO], None]


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `FORMATS`; its name is the row `formats.<id>` of the sentences.

    `recognises` goes by content only; `suffixes` are asked when no content tells.
    """

    id: str
    suffixes: tuple[str, ...]
    carries: frozenset[str]
    read: Reader | None
    write: Writer | None
    recognises: Callable[[Sample], bool]
