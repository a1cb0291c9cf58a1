"""A Telegram export (`result.json`): one chat, all chats, or an array of messages; a post a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.formats.base import JSON_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.records import whole_json
from annotator.formats.source import Source, displayed
from annotator.formats.texts import new_document, paragraphs, without_outer_blank_lines

_HEAD = re.compile(r'^\s*\{.{0,400}?"(?:messages|chats)"\s*:\s*[\[{]', re.DOTALL)
_KEPT: Final = {
    "id": "message_id",
    "forwarded_from": "forwarded_from",
    "reply_to_message_id": "reply_to",
    "views": "views",
    "edited": "edited",
    "author": "author",
    "via_bot": "via_bot",
    "media_type": "media_type",
    "file_name": "media",
    "photo": "photo",
}
"""Keys of a message -> keys of `meta`."""


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    path = displayed(source.path)
    service = blank = 0
    for chat, messages in _chats(whole_json(source, options)):
        for message in messages:
            if not isinstance(message, dict):
                yield Problem(
                    path, None, "bad-record", {"field": "messages", "message": type(message).__name__}
                )
            elif message.get("type") != "message":
                service += 1
            elif text := without_outer_blank_lines(canonical(joined(message.get("text")))):
                yield _post(text, message, chat)
            else:
                blank += 1
    if service or blank:
        yield Problem(path, None, "messages-left-out", {"service": service, "blank": blank})


def _chats(found: Any) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """The chats of an export, each with its messages."""
    if isinstance(found, list):
        yield {}, found
    elif isinstance(found, dict):
        if isinstance(found.get("messages"), list):
            yield found, found["messages"]
        for name in ("chats", "left_chats"):
            inner = found.get(name)
            for chat in inner.get("list", ()) if isinstance(inner, dict) else ():
                yield from _chats(chat)


def joined(text: Any) -> str:
    """The text of a message, which may come in pieces with their looks."""
    if isinstance(text, list):
        return "".join(map(joined, text))
    if isinstance(text, dict):
        return joined(text.get("text"))
    return text if isinstance(text, str) else ""


def _post(text: str, message: dict[str, Any], chat: dict[str, Any]) -> Bundle:
    name = chat.get("name") or message.get("from") or ""
    meta = {new: message[key] for key, new in _KEPT.items() if message.get(key) is not None}
    if chat:
        meta |= {"chat_type": chat.get("type", ""), "chat_id": chat.get("id")}
    sender = message.get("from")
    return new_document(
        "post",
        text,
        paragraphs(text),
        byline=sender if isinstance(sender, str) and sender != name else "",
        published=str(message.get("date") or ""),
        source=str(name),
        meta=meta,
    )


def _recognises(sample: Sample) -> bool:
    record = sample.record
    if record is None:
        return bool(_HEAD.match(sample.text))
    if isinstance(record.get("messages"), list):
        return any(_is_message(row) for row in record["messages"][:3])
    chats = record.get("chats")
    return (isinstance(chats, dict) and isinstance(chats.get("list"), list)) or _is_message(record)


def _is_message(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and record.get("type") in ("message", "service")
        and "date" in record
        and "text" in record
    )


TELEGRAM = Format(
    id="telegram",
    suffixes=JSON_SUFFIXES,
    carries=frozenset({"metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
