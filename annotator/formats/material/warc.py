"""Archives of web crawlers (WARC): each page in one is read as if it had been saved, by its address."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import WARC as MARK
from annotator.formats.material.web_page import html_text, page_bundles
from annotator.formats.source import LARGEST_DOCUMENT, Source, displayed, megabytes

_VERSION = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_LONGEST_LINE: Final = 1 << 16
_MOST_LINES: Final = 1_000
_CHUNK: Final = 1 << 18
_NAMED: Final = 12
_INFLATE: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15, "zlib": 15}
"""What a body may be compressed by -> the window bits by which `zlib` undoes it."""

Headers = dict[str, str]


class _Record(msgspec.Struct):
    """A record; of what `is_large`, more than a document may have, only the beginning."""

    headers: Headers
    block: bytes
    is_large: bool

    @property
    def address(self) -> str:
        return self.headers.get("warc-target-uri", "").strip("<>")


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    path = displayed(source.path)
    others: Counter[str] = Counter()
    with source.open() as stream:
        for record in _records(stream):
            try:
                kind, body, charset = _content(record)
                if kind not in _PAGES:
                    others[kind] += 1
                    continue
                yield from _page(source, record, body, options.encoding or charset)
            except AnnotatorError as error:
                yield Problem(f"{path}/{record.address}", None, error.code, error.details)
    if others:
        named = ", ".join(f"{kind} × {n}" for kind, n in others.most_common(_NAMED))
        details = {"n": others.total(), "names": named + (", …" if len(others) > _NAMED else "")}
        yield Problem(path, None, "records-left-out", details)


def _page(source: Source, record: _Record, body: bytes, charset: str) -> list[Bundle]:
    meta = {"file": source.name}
    if fetched := record.headers.get("warc-date", ""):
        meta["fetched"] = fetched
    return page_bundles(_text(body, charset), meta, record.address, fetched=fetched)


def _text(body: bytes, charset: str) -> str:
    """What a server says of the encoding may be wrong: bytes that are UTF-8 are read so."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return html_text(body, charset or None)


def _records(stream: io.BufferedReader[Any]) -> Iterator[_Record]:
    """Raises `AnnotatorError("broken-document")` where no record begins, or one is cut short."""
    while (line := _line(stream)) is not None:
        if not line.strip():
            continue
        if not _VERSION.fullmatch(line):
            raise AnnotatorError("broken-document", reason="WARC")
        headers = _headers(iter(lambda: _line(stream) or b"", b""))
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or len(length) > _NAMED:
            raise AnnotatorError("broken-document", reason="Content-Length")
        yield _taken(stream, headers, int(length))


def _line(stream: io.BufferedReader[Any]) -> bytes | None:
    """None at the end."""
    line: bytes = stream.readline(_LONGEST_LINE + 1)
    if len(line) > _LONGEST_LINE:
        raise AnnotatorError("broken-document", reason="WARC")
    return line or None


def _headers(lines: Iterator[bytes]) -> Headers:
    """The headers up to a blank line, by their names in lower case; lines that go on are joined."""
    found: Headers = {}
    name = ""
    for number, line in enumerate(lines):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return found
        if number > _MOST_LINES:
            break
        if text[0] in " \t" and name:
            found[name] += f" {text.strip()}"
            continue
        name, _, value = text.partition(":")
        name = name.strip().lower()
        found.setdefault(name, value.strip())
    raise AnnotatorError("broken-document", reason="WARC")


def _taken(stream: io.BufferedReader[Any], headers: Headers, length: int) -> _Record:
    is_large = length > LARGEST_DOCUMENT
    pieces: list[bytes] = []
    left = length
    while left:
        piece = stream.read(min(left, _CHUNK))
        if not piece:
            raise AnnotatorError("broken-document", reason="WARC")
        left -= len(piece)
        if not is_large or not pieces:
            pieces.append(piece)
    return _Record(headers, b"".join(pieces), is_large)


def _content(record: _Record) -> tuple[str, bytes, str]:
    """The type of what a record holds, its bytes, and their encoding, if the server has said it.

    What is no answer of a server is told by what it is instead, and one without a page by its status.
    """
    kind = record.headers.get("warc-type", "").lower()
    said, body = record.headers, record.block
    if kind == "response":
        opening = io.BytesIO(body)
        status = _STATUS.match(opening.readline(_LONGEST_LINE))
        if status is None or status[1] != b"200":
            return f"HTTP {status[1].decode() if status else '?'}", b"", ""
        said = _headers(iter(lambda: opening.readline(_LONGEST_LINE), b""))
        body = body[opening.tell() :]
    elif kind != "resource":
        return kind or "?", b"", ""
    content, _, charset = said.get("content-type", "?").partition(";")
    content = content.strip().lower()
    if content not in _PAGES:
        return content, b"", ""
    if record.is_large:
        raise AnnotatorError("document-too-large", limit=megabytes(LARGEST_DOCUMENT))
    if "chunked" in said.get("transfer-encoding", "").lower():
        body = _joined(body)
    return content, _unpacked(body, said.get("content-encoding", "")), _known_charset(charset)


def _joined(body: bytes) -> bytes:
    """A body that was sent in chunks; as it is, where whoever kept it has joined them."""
    stream = io.BytesIO(body)
    pieces: list[bytes] = []
    while line := stream.readline(_LONGEST_LINE):
        size = line.split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return b"".join(pieces) if pieces else body
        if not (count := int(size, 16)):
            break
        pieces.append(stream.read(count))
        stream.readline(_LONGEST_LINE)
    return b"".join(pieces)


def _unpacked(body: bytes, encoding: str) -> bytes:
    """Raises `AnnotatorError("broken-document" | "unpacks-too-large")`."""
    name = encoding.strip().lower()
    bits = _INFLATE.get(name)
    if name in ("", "identity") or (bits == 31 and body[:2] != b"\x1f\x8b"):
        return body
    if bits is None:
        raise AnnotatorError("broken-document", reason=f"Content-Encoding: {name}")
    try:
        return _inflated(body, bits)
    except zlib.error as error:
        if bits == 31:
            raise AnnotatorError("broken-document", reason=str(error)) from error
    try:
        return _inflated(body, -bits)  # as some servers understand «deflate»
    except zlib.error as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error


def _inflated(body: bytes, bits: int) -> bytes:
    unpacking = zlib.decompressobj(bits)
    data = unpacking.decompress(body, LARGEST_DOCUMENT)
    if unpacking.unconsumed_tail:
        raise AnnotatorError("unpacks-too-large", limit=megabytes(LARGEST_DOCUMENT))
    if not unpacking.eof:
        raise zlib.error("incomplete")
    return data


def _known_charset(said: str) -> str:
    name, _, value = said.strip().partition("=")
    value = value.split(";")[0].strip().strip("\"'")
    try:
        return codecs.lookup(value).name if name.strip().lower() == "charset" and value else ""
    except (LookupError, ValueError):
        return ""


def _recognises(sample: Sample) -> bool:
    return sample.binary == MARK


WARC = Format(
    id="warc",
    suffixes=(".warc",),
    carries=frozenset({"segments", "metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
