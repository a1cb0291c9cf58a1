"""Defines a format, what a reader reports, and what it may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.scheme import Role, Scheme
from annotator.core.scheme_edits import label_id
from annotator.core.selecting import Clitics
from annotator.formats.source import Source

TEXT_SUFFIXES = (".txt", ".text")
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


Shape = frozenset[str]
"""The names of the columns of a table, or of the keys of records: by them it is known again."""
Fields = Mapping[str, str]
"""Field of a document -> the key or column it is taken from; "" for none at all."""


class Columns(msgspec.Struct, frozen=True):
    """The columns of a table, or keys of records, its first rows, and where each field is taken from.

    `told`: somebody said some of it, now or before; `by_length`: the text is only the column of the longest
    texts.
    """

    path: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: Fields
    told: Fields
    by_length: bool = False

    @property
    def shape(self) -> Shape:
        return frozenset(self.names)


class FileRead(msgspec.Struct, frozen=True):
    """A file whose reading begins, and the format it is read as."""

    path: Path
    format_id: str


class Doubt(msgspec.Struct, frozen=True):
    """Something about a document that was guessed; `code` names the sentence `bringing.doubt-<code>`."""

    path: str
    code: str
    title: str


class Labels(msgspec.Struct, frozen=True):
    """The labels of a document: as the file calls them, what they come in as ("" is left out), how often.

    `unsigned`: nobody's name stands by some of it.
    """

    met: tuple[tuple[str, str, int], ...]
    unsigned: bool


News = FileRead | Columns | Doubt | Labels
"""What a reader tells beside what it reads."""


def unheard(news: News) -> None:
    """Nobody asked."""


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of the files to read.

    `encoding` is used for files that have no byte order mark; None: they must be UTF-8. `fields` names, for
    fields of a document, the key or column they are taken from; of the others the names are known.
    `mappings`: the same for tables of that shape only. `turn`: put texts right that are stored as they look.

    Of annotations: `labels` gives the label of the project for one of the file, "" to leave it out; with
    `ids` others get such an id as the project's labels have. `unit` is what offsets are counted in where a
    file does not say (see `core.offsets.OFFSET_UNITS`); `author` signs what bears no name; `roles` are those
    of the project's labels. `predictions`: what a file says is nobody's work, and what a model proposes in
    it is read in the place of what people made.
    """

    encoding: str | None = None
    fields: Fields = {}
    mappings: Mapping[Shape, Fields] = {}
    turn: bool = False
    labels: dict[str, str] = {}
    ids: bool = False
    unit: str = ""
    author: str = ""
    roles: dict[str, Role] = {}
    predictions: bool = False
    tell: Callable[[News], None] = unheard

    def fields_of(self, names: Iterable[str]) -> Fields:
        """What was said of the fields of a table or a record with these names."""
        return self.fields or self.mappings.get(frozenset(names), {})

    def label_of(self, theirs: str) -> str:
        """What a label of a file comes in as."""
        return self.labels.get(theirs, label_id(theirs) if self.ids else theirs)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of one file, as `ReadOptions` has it; `taken`: whether it is read at all."""

    format_id: str | None = None
    encoding: str | None = None
    turn: bool = False
    unit: str = ""
    author: str = ""
    taken: bool = True


Press = Callable[[Iterable[str], BinaryIO], None]
"""Prints documents, each told as HTML, on pages of a PDF. Whoever can set Arabic in type lends it."""


def _no_press(documents: Iterable[str], out: BinaryIO) -> None:
    raise AnnotatorError("no-press")


class WriteOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a writer is told beside the documents: the project's scheme, all labels that spans
    may bear, and the names that spans bear by id.

    `trimmed`: tokens end where spans do. `language`: of the words that people read. `clitics`: what makes no
    other place of one that annotators mark. `press`: prints PDF.
    """

    scheme: Scheme | None = None
    labels: tuple[str, ...] = ()
    names: dict[str, str] = {}
    trimmed: bool = False
    clitics: Clitics = Clitics()
    language: str = "ar"
    press: Press = _no_press


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
        "merge-instead",
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
    """The beginning of a file: enough to tell its format. `record` is its first JSON object, if any, and
    `others` are some that follow it: the first may be one that nobody labelled.

    Of a file that is no text, `binary` says what it is (`encoding.binary_kind`), and `text` is empty;
    `members` are the names of the files in a ZIP.
    """

    suffix: str
    text: str
    record: dict[str, Any] | None = None
    binary: str = ""
    members: tuple[str, ...] = ()
    others: tuple[dict[str, Any], ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is text, and neither its content nor its name says JSON."""
        return self.record is None and not self.binary and self.suffix not in JSON_SUFFIXES


Reader = Callable[[Source, ReadOptions], Iterator[Bundle | Problem]]
Writer = Callable[[Iterable[Bundle], BinaryIO, WriteOptions], None]
"""Writes bundles that hold nothing but what its format carries: `core.carrying.carried` sees to that."""
Companions = Callable[[WriteOptions], dict[str, bytes]]
"""Files that lie beside what is written, by what is added to its name: `{".labels.json": ...}`."""


_PACKED: Final = frozenset({".zip", ".qdpx", ".xlsx", ".parquet", ".spacy", ".docx", ".pdf"})
"""Suffixes of files that are compressed in themselves."""


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

    @property
    def is_packed(self) -> bool:
        """Whether what is written is compressed already, and is not compressed again."""
        return self.suffixes[0] in _PACKED
