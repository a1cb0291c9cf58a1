"""Tables: CSV and TSV with any delimiter, and workbooks (XLSX, ODS, XLS); a row with a text is a document."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import OLE, ZIP, decoded
from annotator.formats.material.extra import needed
from annotator.formats.material.fields import FIELDS, folded, key_of, record_document
from annotator.formats.material.packed import LOCKED, checked_zip, member
from annotator.formats.source import LARGEST_DOCUMENT, Source, displayed, read_document

_DELIMITERS: Final = ",;\t|"
_TRIED: Final = 30
"""Rows by which the columns are guessed."""
_TEXT_LENGTH: Final = 40
"""Code points; the cells of a column of texts are longer, on average."""
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"\w+://\S+")
_BOOKS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

Row = Sequence[str]


def delimiter_of(text: str) -> str:
    """The delimiter by which most of the first rows have as many cells as the first; "" if there is none."""
    best, found = 0, ""
    for delimiter in _DELIMITERS:
        rows = _first_rows(text, delimiter)
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows)
        if width > 1 and 2 * alike > len(rows) and width * alike > best:
            best, found = width * alike, delimiter
    return found


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = csv.reader(text.split("\n", 4 * _TRIED)[: 4 * _TRIED], delimiter=delimiter)
        return [row for row, _ in zip((row for row in rows if row), range(_TRIED), strict=False)]
    except csv.Error:
        return []


def table_documents(
    rows: Iterable[tuple[int, Row]], path: str, fields: Mapping[str, str]
) -> Iterator[Bundle | Problem]:
    """The documents of numbered rows; the first with two filled cells, or with a known name, is the header.

    Raises `AnnotatorError("no-text-column", columns)`, and "no-such-column" for one told that is not there.
    """
    numbered = iter(rows)
    header = next((row for _, row in numbered if _is_header(row)), None)
    if header is None:
        raise AnnotatorError("no-text-column", columns="-")
    names = _unique(header)
    ahead = [row for row, _ in zip(numbered, range(_TRIED), strict=False)]
    if ahead and _known(ahead[0][1]) > _known(header):  # cells that were joined stand above the header
        names = _unique(ahead.pop(0)[1])
    told = _columns(names, [row for _, row in ahead], fields)
    kind: Any = (
        "post" if any(folded(name) in ("post_created", "total_interactions") for name in names) else None
    )
    for number, row in _chained(ahead, numbered):
        record = {name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}
        if not record:
            continue
        try:
            yield record_document({told["text"]: "", **record}, path, number, told, kind)
        except AnnotatorError as error:
            yield Problem(path, number, error.code, {**error.details, "line": number})


def _is_header(row: Row) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) > 1 or any(key_of(filled, field) for field in FIELDS)


def _known(row: Row) -> int:
    """How many fields a row names."""
    filled = [cell for cell in row if cell.strip()]
    return sum(bool(key_of(filled, field)) for field in FIELDS)


def _unique(header: Row) -> list[str]:
    """A name for each column: cells that are empty, or say the same as one before, get a number."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = " ".join(cell.split())
        names.append(f"{name} {number}".strip() if not name or name in names else name)
    return names


def _columns(names: Sequence[str], rows: Sequence[Row], fields: Mapping[str, str]) -> dict[str, str]:
    """The columns told, and that of the text: known by its name, or the one of the longest texts."""
    for told in fields.values():
        if told not in names:
            raise AnnotatorError("no-such-column", column=told, columns=", ".join(names))
    taken = {
        *fields.values(),
        *(key for field in FIELDS if field != "text" and (key := key_of(names, field))),
    }
    text = fields.get("text") or key_of(names, "text", fallback=False) or key_of(names, "text")
    if not text:
        lengths = {
            name: _length([row[place] for row in rows if place < len(row)])
            for place, name in enumerate(names)
            if name not in taken
        }
        text = max(lengths, key=lambda name: lengths[name], default="")
        if not text or lengths[text] < _TEXT_LENGTH:
            raise AnnotatorError("no-text-column", columns=", ".join(names))
    return {**fields, "text": text}


def _length(cells: Sequence[str]) -> float:
    """How long the cells are on average; what holds no letters or is an address counts nothing."""
    filled = [cell for cell in cells if cell.strip()]
    texts = [cell for cell in filled if _LETTER.search(cell) and not _ADDRESS.fullmatch(cell.strip())]
    return sum(map(len, texts)) / len(filled) if filled else 0.0


def _chained(ahead: Sequence[tuple[int, Row]], rest: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    yield from ahead
    yield from rest


def _read_csv(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        text = decoded(read_document(stream), options.encoding).removeprefix("\ufeff")
    delimiter = delimiter_of(text) or ","
    path = displayed(source.path)
    csv.field_size_limit(LARGEST_DOCUMENT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from table_documents(_numbered(reader), path, options.fields)
    except csv.Error as error:
        raise AnnotatorError("broken-table", reason=str(error), line=reader.line_num) from error


def _numbered(reader: Any) -> Iterator[tuple[int, Row]]:
    """Rows with the lines they begin on."""
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _read_book(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    calamine = needed("python_calamine", source)
    with source.open() as stream:
        data = read_document(stream)
    path = displayed(source.path)
    if _is_locked(data):
        raise AnnotatorError("password-needed")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        tables = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in sheets]
    except calamine.PasswordError as error:
        raise AnnotatorError("password-needed") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error
    filled = [(name, rows) for name, rows in tables if any(any(map(_cell, row)) for row in rows)]
    if not filled:
        raise AnnotatorError("empty-file")
    for name, rows in filled:
        numbered = ((number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, 1))
        try:
            yield from table_documents(numbered, path, options.fields)
        except AnnotatorError as error:
            yield Problem(
                path, None, "in-sheet", {"sheet": name, "columns": error.details.get("columns", "-")}
            )


def _is_locked(data: bytes) -> bool:
    """Whether a workbook is encrypted, as office programs do it: as a whole, or part by part."""
    if not data.startswith(b"PK"):
        return LOCKED in data
    with checked_zip(data) as archive:
        return b"encryption-data" in member(archive, "META-INF/manifest.xml")


def _cell(value: Any) -> str:
    """A cell as text: a whole number without `.0`, a day without a time it has not."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value).replace("\r\n", "\n").replace("\x00", "")


def _recognises_csv(sample: Sample) -> bool:
    """By its suffix, which says more than that it is text, or by a header of known names."""
    if not sample.is_text or not sample.text:
        return False
    if sample.suffix in TABLE.suffixes:
        return True
    first = sample.text.removeprefix("\ufeff").partition("\n")[0]
    delimiter = delimiter_of(sample.text) if "\n" in sample.text else ""
    names = [cell.strip().strip('"') for cell in first.split(delimiter)] if delimiter else []
    return sum(bool(key_of([name], field)) for name in names for field in FIELDS) > 1


def _recognises_book(sample: Sample) -> bool:
    return sample.binary in (ZIP, OLE) and sample.suffix in _BOOKS


TABLE = Format(
    id="csv",
    suffixes=(".csv", ".tsv", ".tab"),
    carries=frozenset({"metadata"}),
    read=_read_csv,
    write=None,
    recognises=_recognises_csv,
)
WORKBOOK = Format(
    id="workbook",
    suffixes=_BOOKS,
    carries=frozenset({"metadata"}),
    read=_read_book,
    write=None,
    recognises=_recognises_book,
)
