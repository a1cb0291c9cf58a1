"""Posts of X (Twitter): answers of its API, version 1 and 2, and the archive of an account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final

import msgspec

from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.formats.base import JSON_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.records import decoded_record, records
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.texts import new_document, paragraphs, without_outer_blank_lines

_ARCHIVE = re.compile(r"\s*window\.YTD\.\w+\.part\d+\s*=\s*")
_ANYTHING = msgspec.json.Decoder(Any)
_OBJECT: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])
_KEPT: Final = (
    "author_id",
    "conversation_id",
    "in_reply_to_status_id_str",
    "in_reply_to_screen_name",
    "in_reply_to_user_id",
    "referenced_tweets",
    "public_metrics",
    "retweet_count",
    "favorite_count",
    "source",
)


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    path = displayed(source.path)
    for line, record in _records(source, options):
        if isinstance(record, Problem):
            yield record
            continue
        users = _by_id(record, "users")
        for post in _posts(record):
            yield _document(post, users) or Problem(path, line, "record-without-text")


def _records(source: Source, options: ReadOptions) -> Iterator[tuple[int, dict[str, Any] | Problem]]:
    with source.open() as stream:
        begins = stream.peek(64)[:64].decode("utf-8", "replace").removeprefix("\ufeff")
    if not _ARCHIVE.match(begins):
        for found in records(source, options):
            if isinstance(found, Problem):
                yield 1, found
            else:
                record = decoded_record(_OBJECT, source, *found)
                yield found[0], record
        return
    with source.open() as stream:
        text = decoded(read_document(stream), options.encoding)
    raw = _ARCHIVE.sub("", text, count=1).rstrip().removesuffix(";").encode("utf-8", "surrogatepass")
    rows = decoded_record(_ANYTHING, source, 1, raw)
    if isinstance(rows, Problem):
        yield 1, rows
        return
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield 1, row


def _posts(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The posts of an answer, of an entry of an archive, or the record itself."""
    inner = next((record[name] for name in ("data", "statuses", "tweets", "tweet") if name in record), record)
    for post in inner if isinstance(inner, list) else [inner]:
        if isinstance(post, Mapping):
            yield post


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _by_id(record: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    included = record.get("includes")
    rows = included.get(name) if isinstance(included, Mapping) else None
    return {str(row.get("id")): row for row in _list(rows) if isinstance(row, Mapping)}


def _document(post: Mapping[str, Any], users: Mapping[str, Mapping[str, Any]]) -> Bundle | None:
    text = without_outer_blank_lines(canonical(unescape(_said(post))))
    if not text:
        return None
    user = post.get("user") or users.get(str(post.get("author_id"))) or {}
    handle = _named(user, "screen_name", "username")
    number = str(post.get("id_str") or post.get("id") or "")
    meta = {"post_id": number, **{key: post[key] for key in _KEPT if post.get(key)}}
    for key, name in (("retweeted_status", "retweet_of"), ("quoted_status", "quote_of")):
        if isinstance(inner := post.get(key), Mapping):
            meta[name] = {"id": inner.get("id_str"), "by": _named(inner.get("user"), "screen_name")}
    return new_document(
        "post",
        text,
        paragraphs(text),
        byline=_named(user, "name") or handle,
        published=str(post.get("created_at") or ""),
        source=f"@{handle}" if handle else "",
        url=f"https://x.com/{handle or 'i/web'}/status/{number}" if number else "",
        meta=meta,
    )


def _said(post: Mapping[str, Any]) -> str:
    """The whole text: a post that is passed on comes cut in its own, and a long one beside its own."""
    if isinstance(passed_on := post.get("retweeted_status"), Mapping):
        return f"RT @{_named(passed_on.get('user'), 'screen_name')}: {_said(passed_on)}"
    for inner, key in (("extended_tweet", "full_text"), ("note_tweet", "text")):
        if isinstance(longer := post.get(inner), Mapping) and isinstance(longer.get(key), str):
            return str(longer[key])
    return _named(post, "full_text", "text")


def _named(row: Any, *keys: str) -> str:
    """The first of these values that is a text."""
    values = [row.get(key) for key in keys] if isinstance(row, Mapping) else []
    return next((value for value in values if isinstance(value, str) and value), "")


def _recognises(sample: Sample) -> bool:
    if _ARCHIVE.match(sample.text.removeprefix("\ufeff")):
        return True
    return sample.record is not None and any(_is_post(row) for row in list(_posts(sample.record))[:3])


def _is_post(row: Mapping[str, Any]) -> bool:
    if not _named(row, "full_text", "text") or not ("id_str" in row or "id" in row):
        return False
    marks = (
        "author_id",
        "edit_history_tweet_ids",
        "public_metrics",
        "id_str",
        "retweeted_status",
        "full_text",
    )
    return "created_at" in row and any(mark in row for mark in marks)


X_POSTS = Format(
    id="x",
    suffixes=(*JSON_SUFFIXES, ".js"),
    carries=frozenset({"metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
