"""From bytes to text: UTF-8, UTF-16 with a byte order mark, or the encoding a person named."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO, Any, AnyStr

from annotator.core.errors import AnnotatorError
from annotator.formats.source import LARGEST_PIECE, megabytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

PDF, RTF, ZIP, OLE, TAR, WARC = "PDF", "RTF", "ZIP, DOCX, ODT", "DOC, XLS", "TAR", "WARC"
PARQUET, ZLIB = "Parquet", "zlib"
_TAR_AT = 257
_MAGIC = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"WARC/", WARC),
    (b"PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", PARQUET),
    (b"\x78\x9c", ZLIB),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
)

# What Arabic (and the Latin script around it) was written in before UTF-8. A guess among these few is
# quick and rarely wrong; among all that exist it is neither.
_LIKELY = ["cp1256", "iso8859_6", "cp720", "cp1252"]
_WIDE = ["utf_16_le", "utf_16_be"]
_GUESS_BYTES = 1 << 16


def check_encoding(encoding: str | None) -> None:
    """Raise `AnnotatorError("unknown-encoding")` unless Python has a text encoding of that name."""
    try:
        "".encode(encoding or "utf-8")
        # Some only know names of hosts, or how to fail.
        b"a".decode(encoding or "utf-8", "replace")
    except (LookupError, ValueError) as error:
        raise AnnotatorError("unknown-encoding", encoding=encoding) from error


def binary_kind(head: bytes) -> str:
    """The kind of file that begins with `head`, by a mark that no text begins with; "" if there is none."""
    if head.startswith(b"ustar", _TAR_AT):
        return TAR
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def refuse_binary(head: bytes, encoding: str | None) -> None:
    """Raise `AnnotatorError("binary-file", kind)` if a file that begins with `head` is no text.

    UTF-16 without a byte order mark is text, but has to be named: "not-utf8".
    """
    if kind := binary_kind(head):
        raise AnnotatorError("binary-file", kind=kind)
    if b"\x00" not in head or _marked(head) == "utf-16" or encoding:
        return
    guess = _guessed(head, _WIDE)
    raise AnnotatorError("not-utf8", encoding=guess) if guess else AnnotatorError("binary-file", kind="?")


def decoded(data: bytes, encoding: str | None) -> str:
    """The text of a whole file, without its byte order mark.

    Raises `AnnotatorError("not-utf8", encoding)`, which guesses, or "bad-encoding" for a named one.
    """
    name = _marked(data) or encoding or "utf-8"
    try:
        return data.decode(name)
    except UnicodeError as error:
        if name == "utf-8":
            raise AnnotatorError("not-utf8", encoding=guessed(data)) from error
        raise _not_in(name, error) from error


def decoded_head(head: bytes, encoding: str | None) -> str:
    """The text of a file's beginning, which may be cut inside a character."""
    return head.decode(_marked(head) or encoding or "utf-8", "replace")


def guessed(data: bytes) -> str:
    """The encoding `data` is likely in, or "?"."""
    return _guessed(data, _LIKELY) or "?"


def utf8_lines(stream: io.BufferedReader[Any], encoding: str | None) -> Iterator[bytes]:
    """The lines of a stream as UTF-8, ended by LF only, never more than one in memory.

    UTF-8 is passed on unchecked, so that a bad line can be reported and skipped. Raises
    `AnnotatorError("piece-too-large")` for a line without end.
    """
    name = _marked(stream.peek(4)[:4]) or encoding or "utf-8"
    if codecs.lookup(name).name in ("utf-8", "utf-8-sig"):
        for number, line in enumerate(_lines(stream)):
            yield line if number else line.removeprefix(codecs.BOM_UTF8)
        return
    try:
        for text in _lines(io.TextIOWrapper(stream, encoding=name, newline="\n")):
            yield text.encode("utf-8", "surrogatepass")
    except UnicodeError as error:
        raise _not_in(name, error) from error


def _not_in(encoding: str, error: UnicodeError) -> AnnotatorError:
    """UTF-16 and UTF-32 without a mark, and encodings of names of hosts, say no place."""
    return AnnotatorError("bad-encoding", encoding=encoding, byte=getattr(error, "start", 0))


def _lines(stream: IO[AnyStr]) -> Iterator[AnyStr]:
    number = 0
    while line := stream.readline(LARGEST_PIECE + 1):
        number += 1
        if len(line) > LARGEST_PIECE:
            raise AnnotatorError("piece-too-large", line=number, limit=megabytes(LARGEST_PIECE))
        yield line


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _guessed(data: bytes, candidates: list[str]) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESS_BYTES], cp_isolation=candidates).best()
    return best.encoding if best else None
