"""Defines a format, what a reader reports, and what it may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.scheme import Role, Scheme
from annotator.formats.source import Source

TEXT_SUFFIXES = (".txt", ".text")
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of the files to read.

    `encoding` is used for files that have no byte order mark; None: they must be UTF-8. `fields` names, for
    fields of a document, the key or column they are taken from; of the others the names are known. `turn`:
    turn texts that are stored backwards.

    Of annotations: `labels` gives the label of the project for one of the file, "" to leave it out; `unit` is
    what offsets are counted in where a file does not say (see `core.offsets.OFFSET_UNITS`); `author` signs
    what bears no name; `roles` are those of the project's labels.
    """

    encoding: str | None = None
    fields: dict[str, str] = {}
    turn: bool = False
    labels: dict[str, str] = {}
    unit: str = ""
    author: str = ""
    roles: dict[str, Role] = {}


class WriteOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a writer is told beside the documents: the project's scheme, all labels that spans
    may bear, and the names that spans bear by id.

    `trimmed`: tokens end where spans do. `language`: of the words that people read.
    """

    scheme: Scheme | None = None
    labels: tuple[str, ...] = ()
    names: dict[str, str] = {}
    trimmed: bool = False
    language: str = "ar"


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
    {
        "messages-left-out",
        "files-left-out",
        "records-left-out",
        "attachments-left-out",
        "text-repaired",
        "mark-moved",
        "mark-trimmed",
        "mark-twice",
        "mark-left-out",
        "tag-without-beginning",
        "task-not-accepted",
        "annotation-cancelled",
    }
)
"""Codes of what is told though nothing went wrong."""


class Sample(msgspec.Struct, frozen=True):
    """The beginning of a file: enough to tell its format. `record` is its first JSON object, if any.

    Of a file that is no text, `binary` says what it is (`encoding.binary_kind`), and `text` is empty;
    `members` are the names of the files in a ZIP.
    """

    suffix: str
    text: str
    record: dict[str, Any] | None = None
    binary: str = ""
    members: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is text, and neither its content nor its name says JSON."""
        return self.record is None and not self.binary and self.suffix not in JSON_SUFFIXES


Reader = Callable[[Source, ReadOptions], Iterator[Bundle | Problem]]
Writer = Callable[[Iterable[Bundle], BinaryIO, WriteOptions], None]
"""Writes bundles that hold nothing but what its format carries: `core.carrying.carried` sees to that."""
Companions = Callable[[WriteOptions], dict[str, bytes]]
"""Files that lie beside what is written, by what is added to its name: `{".labels.json": ...}`."""


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `FORMATS`; its name is the row `formats.<id>` of the sentences.

    `recognises` goes by content only; `suffixes` are asked when no content tells. `extra` is the optional
    part of the program that it needs. A format of `tokens` can be written with whole or trimmed ones.
    `labels` is a pattern that the ids of labels must match, where not all can be written.
    """

    id: str
    suffixes: tuple[str, ...]
    carries: frozenset[str]
    read: Reader | None
    write: Writer | None
    recognises: Callable[[Sample], bool] = lambda sample: False
    extra: str = ""
    tokens: bool = False
    labels: str = ""
    companions: Companions | None = None
