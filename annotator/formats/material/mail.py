"""A mail (EML): its subject, sender and date, and its text, plain or from HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Segment
from annotator.core.offsets import canonical
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.material.markup import markup_text
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.texts import new_document, paragraphs, without_outer_blank_lines

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]?(.*)|[ \t]+\S.*")
_KNOWN: Final = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "mime-version", "content-type", "return-path"}
)
_LONGEST: Final = 1000
"""Characters of a header that are read."""
_KEPT: Final = {"To": "to", "Message-ID": "message_id", "In-Reply-To": "reply_to"}


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        message = message_from_bytes(read_document(stream))
    body = _body(message, options.encoding)
    title = _header(message, "Subject")
    text = "\n\n".join(filter(None, (title, body)))
    if not body:
        raise AnnotatorError("record-without-text" if title else "empty-file")
    name, address = parseaddr(_header(message, "From"))
    meta: dict[str, Any] = {"file": source.name, "from": _header(message, "From")}
    meta |= {key: value for header, key in _KEPT.items() if (value := _header(message, header))}
    attached = [str(file) for part in message.walk() if (file := part.get_filename())]
    if attached:
        meta["attachments"] = attached
    headline = (Segment("headline", 0, len(title)),) if title else ()
    yield new_document(
        "article" if title else "text",
        text,
        (*headline, *paragraphs(text, len(title))),
        title=title,
        byline=name or address,
        published=_header(message, "Date"),
        meta=meta,
    )
    if attached:
        yield Problem(
            displayed(source.path), None, "attachments-left-out", {"names": ", ".join(map(str, attached))}
        )


def _header(message: Message, name: str) -> str:
    """A header as one line, its encoded words decoded. The library's own parser of headers takes as long as
    it likes for broken ones."""
    value = str(message.get(name) or "")[:_LONGEST]
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    text = "".join(_piece(words, charset) for words, charset in pieces)
    clean = "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")
    return " ".join(canonical(clean).split())


def _piece(words: bytes | str, charset: str | None) -> str:
    if isinstance(words, str):
        return words
    try:
        return words.decode(charset or "utf-8", "replace")
    except LookupError:
        return words.decode("utf-8", "replace")


def _body(message: Message, encoding: str | None) -> str:
    for part in message.walk():
        kind = part.get_content_type()
        if part.is_multipart() or part.get_filename() or kind not in ("text/plain", "text/html"):
            continue
        data = part.get_payload(decode=True)
        raw = data if isinstance(data, bytes) else b""
        text = _decoded(raw, encoding or part.get_content_charset() or "utf-8")
        found = markup_text(text) if kind == "text/html" else without_outer_blank_lines(canonical(text))
        if found:
            return found
    return ""


def _decoded(raw: bytes, charset: str) -> str:
    """The text in the encoding that its part names, or in that it is likely in."""
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError):
        return decoded(raw, None)


def _recognises(sample: Sample) -> bool:
    if not sample.is_text:
        return False
    found = set()
    for line in sample.text.removeprefix("\ufeff").split("\n", 60)[:60]:
        match = _HEADER.fullmatch(line.rstrip("\r"))
        if not match:
            break
        found.add((match[1] or "").lower())
    return len(found & _KNOWN) > 2


MAIL = Format(
    id="mail",
    suffixes=(".eml",),
    carries=frozenset({"metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
