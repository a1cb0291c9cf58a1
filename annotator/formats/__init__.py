"""Reads and writes annotation files: the table of formats, and the functions the program calls.

A file becomes `Bundle`s and `Problem`s; a bad line, or a bad file, is reported and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.carrying import CARRIES, Loss, carried
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.cores import spread, workers_for
from annotator.formats import files
from annotator.formats.annotation.annotator_jsonl import ANNOTATOR
from annotator.formats.annotation.brat import BRAT
from annotator.formats.annotation.claims import CLAIMS_CSV, CLAIMS_PARQUET, CLAIMS_XLSX
from annotator.formats.annotation.conll import CONLL, WOJOOD
from annotator.formats.annotation.doccano import DOCCANO
from annotator.formats.annotation.gliner import GLINER
from annotator.formats.annotation.hugging_face import HF_JSONL, HF_PARQUET
from annotator.formats.annotation.instructions import INSTRUCTIONS
from annotator.formats.annotation.label_studio import LABEL_STUDIO
from annotator.formats.annotation.prodigy import PRODIGY
from annotator.formats.annotation.read_docx import READ_DOCX
from annotator.formats.annotation.read_html import READ_HTML
from annotator.formats.annotation.read_pdf import READ_PDF
from annotator.formats.annotation.refi_qda import REFI_QDA
from annotator.formats.annotation.soft_jsonl import SOFT_JSONL
from annotator.formats.annotation.spacy_docbin import SPACY
from annotator.formats.annotation.spacy_jsonl import SPACY_JSONL
from annotator.formats.annotation.uima import UIMA_JSON, UIMA_XMI
from annotator.formats.annotation.w3c import W3C
from annotator.formats.annotation.webanno_tsv import WEBANNO_TSV
from annotator.formats.archives import archive_format
from annotator.formats.base import (
    Choice,
    Columns,
    Doubt,
    FileRead,
    Format,
    News,
    Problem,
    ReadOptions,
    WriteOptions,
    unheard,
)
from annotator.formats.encoding import check_encoding
from annotator.formats.garbling import warned
from annotator.formats.material.feed import FEED
from annotator.formats.material.foreign import FOREIGN
from annotator.formats.material.mail import MAIL
from annotator.formats.material.office import DOCX, EPUB, ODT, RTF_TEXT
from annotator.formats.material.page import PAGE, looks_like_page, page_documents
from annotator.formats.material.pdf import PDF_PAGES
from annotator.formats.material.plain_jsonl import JSONL
from annotator.formats.material.plain_text import TEXT, text_documents
from annotator.formats.material.subtitles import SUBTITLES
from annotator.formats.material.table import TABLE, WORKBOOK
from annotator.formats.material.telegram import TELEGRAM
from annotator.formats.material.warc import WARC
from annotator.formats.material.web_page import WEB_PAGE
from annotator.formats.material.whatsapp import WHATSAPP
from annotator.formats.material.x_posts import X_POSTS
from annotator.formats.sniff import choose, is_utf8, sample
from annotator.formats.source import Room, Source, displayed
from annotator.formats.writing import write

__all__ = [
    "CARRIES",
    "FORMATS",
    "Choice",
    "Columns",
    "Doubt",
    "FileRead",
    "Format",
    "Loss",
    "Problem",
    "ReadOptions",
    "WriteOptions",
    "by_id",
    "carried",
    "documents_from_text",
    "read_pasted",
    "read_paths",
    "total_bytes",
    "walk",
    "write",
]

FORMATS: tuple[Format, ...] = (
    ANNOTATOR,
    BRAT,
    REFI_QDA,
    WEBANNO_TSV,
    UIMA_XMI,
    UIMA_JSON,
    W3C,
    LABEL_STUDIO,
    HF_JSONL,
    HF_PARQUET,
    PRODIGY,
    DOCCANO,
    SPACY,
    SPACY_JSONL,
    GLINER,
    INSTRUCTIONS,
    SOFT_JSONL,
    CLAIMS_CSV,
    CLAIMS_XLSX,
    CLAIMS_PARQUET,
    READ_HTML,
    READ_DOCX,
    READ_PDF,
    TELEGRAM,
    X_POSTS,
    JSONL,
    FEED,
    WEB_PAGE,
    WARC,
    MAIL,
    SUBTITLES,
    WORKBOOK,
    DOCX,
    ODT,
    RTF_TEXT,
    EPUB,
    PDF_PAGES,
    archive_format(
        lambda path, options, room: _read_file(path, None, options, None, room, together=True),
        lambda: _suffixes(),
    ),
    WHATSAPP,
    WOJOOD,
    CONLL,
    FOREIGN,
    TABLE,
    PAGE,
    TEXT,
)
"""The stricter first, as each is asked in turn whether it recognises a file: our own records are JSON with a
`text` too, and a page is text too. The last row reads whatever is text at all."""


def by_id(format_id: str) -> Format:
    """Raises `AnnotatorError("unknown-format")`."""
    for format in FORMATS:
        if format.id == format_id:
            return format
    raise AnnotatorError("unknown-format", format=format_id, known=", ".join(row.id for row in FORMATS))


def read_paths(
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: ReadOptions | None = None,
    choices: Mapping[Path, Choice] | None = None,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Generator[Bundle | Problem, None, None]:
    """All documents of files and folders, in order; JSON lines are streamed, and many files are read on all
    cores.

    Without `format_id` each file's format is told by its content, then by its suffix. `choices` are about
    single files, each by its path as it is found, and about all that an archive holds. `progress` is told the
    bytes consumed so far, of `total_bytes(paths)`. Raises `AnnotatorError("unknown-format" |
    "format-not-read" | "unknown-encoding")` at once, and "cancelled" while other processes read; what is
    wrong with a file is yielded as a `Problem`.
    """
    options = options or ReadOptions()
    check_encoding(options.encoding)
    format = by_id(format_id) if format_id else None
    if format and not format.read:
        raise AnnotatorError("format-not-read", format=format.id)
    for choice in (choices or {}).values():
        check_encoding(choice.encoding)
    asked = _Asked(format.id if format else None, options, choices or {}, frozenset(paths))
    return _read(walk(paths), asked, progress, cancelled)


def walk(paths: Sequence[Path]) -> Iterator[Path | Problem]:
    """The files that `read_paths` would read, in its order, and what it says of others."""
    return files.walk(paths, _suffixes())


def total_bytes(paths: Sequence[Path]) -> int:
    """The bytes `read_paths` will consume, compressed files as they are stored."""
    return files.total_bytes(walk(paths))


def documents_from_text(text: str, name: str = "") -> list[Bundle]:
    """The documents of a text that comes from no file, such as the clipboard; none if it is blank.

    `name` is kept as the file's name. Raises `AnnotatorError("nul-character" | "lone-surrogate")`.
    """
    text = canonical(text)
    meta = {"file": name} if name else {}
    found = page_documents(text, meta) if looks_like_page(text) else []
    return found or text_documents(text, meta)


def read_pasted(
    text: str, name: str = "", *, options: ReadOptions | None = None
) -> Iterator[Bundle | Problem]:
    """The same, with warnings of what was garbled; what is uncertain is told by `options`."""
    bundles = documents_from_text(text, name)
    return warned(bundles, name, TEXT.id, options or ReadOptions())


_OF_A_FILE: Final = ("encoding", "turn", "unit", "author")
"""What a choice for one file may say otherwise than the options for all."""


class _Asked(msgspec.Struct, frozen=True):
    """What is asked of all files, and of some. `named`: those that nobody had to look for."""

    format_id: str | None
    options: ReadOptions
    choices: Mapping[Path, Choice]
    named: frozenset[Path]

    def read(self, path: Path, on_bytes: Callable[[int], None] | None) -> Iterator[Bundle | Problem]:
        choice = self.choices.get(path, Choice())
        if not choice.taken:
            return
        own = {name: value for name in _OF_A_FILE if (value := getattr(choice, name))}
        options = msgspec.structs.replace(self.options, **own)
        name = choice.format_id or self.format_id
        among = not choice.encoding and path not in self.named
        yield from _read_file(path, by_id(name) if name else None, options, on_bytes, together=among)


def _read(
    paths: Iterator[Path | Problem],
    asked: _Asked,
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Generator[Bundle | Problem, None, None]:
    tell = progress or (lambda consumed: None)
    before = 0
    with closing(_read_ahead(paths, asked, cancelled)) as walked:
        for path, read in walked:
            if isinstance(path, Problem):
                yield path
                continue
            if read is None:
                yield from asked.read(path, _running(before, tell))
            else:
                for news in read.news:
                    asked.options.tell(news)
                yield from read.rows
            before += files.size_of(path)
            tell(before)


_MANY: Final = 300
"""Files: fewer are read before other processes have started."""
_SMALL: Final = 1 << 20
"""Bytes of a file, or of several, that are read whole by another process and handed over."""
_TOGETHER: Final = 20


class _Whole(msgspec.Struct, frozen=True):
    """What another process read of a file, and what it told beside."""

    news: list[News]
    rows: list[Bundle | Problem]


_Walked = tuple[Path | Problem, _Whole | None]
"""What a walk finds; and what was read of a file, or None of what is yet to be read."""


def _read_ahead(
    walked: Iterator[Path | Problem], asked: _Asked, cancelled: Callable[[], bool] | None
) -> Generator[_Walked, None, None]:
    """Where there are many files, the small ones are read by several processes."""
    first = list(islice(walked, _MANY))
    workers = workers_for(len(first), least=_MANY)
    if workers < 2:
        yield from ((path, None) for path in (*first, *walked))
        return
    silent = msgspec.structs.replace(asked, options=msgspec.structs.replace(asked.options, tell=unheard))
    batches = _together(chain(first, walked))
    answers = spread(
        partial(_read_some, silent), batches, prepare=nullcontext, workers=workers, cancelled=cancelled
    )
    with closing(answers):
        for some in answers:
            yield from some


def _together(walked: Iterable[Path | Problem]) -> Iterator[list[Path | Problem]]:
    some: list[Path | Problem] = []
    size = 0
    for path in walked:
        some.append(path)
        size += files.size_of(path) if isinstance(path, Path) else 0
        if len(some) == _TOGETHER or size > _SMALL:
            yield some
            some, size = [], 0
    if some:
        yield some


def _read_some(asked: _Asked, _: None, walked: Sequence[Path | Problem]) -> list[_Walked]:
    return [
        (path, _whole(asked, path))
        if isinstance(path, Path) and files.size_of(path) <= _SMALL
        else (path, None)
        for path in walked
    ]


def _whole(asked: _Asked, path: Path) -> _Whole:
    news: list[News] = []
    hearing = msgspec.structs.replace(asked.options, tell=news.append)
    rows = list(msgspec.structs.replace(asked, options=hearing).read(path, None))
    return _Whole(news, rows)


def _running(before: int, tell: Callable[[int], None]) -> Callable[[int], None]:
    """Adds up what one file reports, on top of the files `before` it."""
    total = before

    def consumed(count: int) -> None:
        nonlocal total
        total += count
        tell(total)

    return consumed


def _read_file(
    path: Path,
    format: Format | None,
    options: ReadOptions,
    on_bytes: Callable[[int], None] | None,
    within: Room | None = None,
    together: bool = False,
) -> Iterator[Bundle | Problem]:
    """What one file holds. `together`: its encoding was told for many at once, some of which are UTF-8."""
    try:
        if together and options.encoding and is_utf8(Source(path)):
            options = msgspec.structs.replace(options, encoding=None)
        told = sample(Source(path), options)
        chosen = format or choose(FORMATS, told)
        if within is None:
            options.tell(FileRead(path, chosen.id))
        if chosen.read is None:
            return
        found = chosen.read(Source(path, on_bytes, within), options)
        # Members of an archive are read here too, and our own records hold what was imported once.
        yield from found if chosen.id in _AS_IT_IS else warned(found, displayed(path), chosen.id, options)
    except AnnotatorError as error:
        line = error.details.get("line")
        yield Problem(displayed(path), line if isinstance(line, int) else None, error.code, error.details)


_AS_IT_IS = (ANNOTATOR.id, "archive")


def _suffixes() -> frozenset[str]:
    return frozenset(suffix for format in FORMATS for suffix in format.suffixes)
