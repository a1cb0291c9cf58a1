"""A web page as saved: HTML, or MHTML with its parts. The article is read, nothing is fetched or run."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Segment
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.material.markup import tidy
from annotator.formats.material.page import looks_like_page, page_documents
from annotator.formats.material.web_facts import Facts, facts_of
from annotator.formats.source import Source, read_document
from annotator.formats.texts import new_document, paragraphs

_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html\b)", re.IGNORECASE | re.DOTALL
)
_ALIKE = re.compile(r"<(?:head|body|article|div|meta|p|h1)\b", re.I)
_CHARSET = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]{1,100}?encoding=[\"']([\w-]+)", re.IGNORECASE
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_ITEM = re.compile(r"^- ", re.MULTILINE)
"""What the extraction puts before an item of a list."""
_PROLOGUE = re.compile(
    r"^\s*(?:<\?xml[^>]*>)?\s*(?:<!doctype[^>\[]*(?:\[.*?\]\s*)?>)?", re.IGNORECASE | re.DOTALL
)
"""What a page declares before it begins, entities of its own among it."""
_MHTML = re.compile(r"(?:^|\n)(?:Snapshot-Content-Location:|Content-Type:\s*multipart/related)", re.I)
_HEADER = re.compile(r"\A(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n)+")
_HEAD: Final = 1 << 12
_DROPPED: Final = (
    "script", "style", "noscript", "template", "svg", "iframe", "nav", "footer", "aside", "button",
)  # fmt: skip
_BLOCKS: Final = (
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "pre", "div", "dd", "dt",
)  # fmt: skip


def page_bundles(html: str, meta: dict[str, Any], address: str = "", *, fetched: str = "") -> list[Bundle]:
    """The documents of a page's source: an article, and tickers where there are some.

    `fetched`: when it was, from which «قبل 3 ساعات» is counted back.

    Raises `AnnotatorError("page-without-text")`.
    """
    from lxml import etree
    from lxml import html as parsing

    saved = _SAVED_FROM.search(html[:_HEAD])
    try:
        # No net, no entities of its own: an HTML parser expands none, and depth is bounded.
        parser = parsing.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
        source = _PROLOGUE.sub("", html, count=1).encode("utf-8", "replace")
        tree = parsing.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise AnnotatorError("page-without-text") from error
    facts = facts_of(tree, address or (saved[1] if saved else ""))
    body = main_text(tree)
    if not body:
        raise AnnotatorError("page-without-text")
    if len(facts.times) > 1 or facts.times.get("address"):
        meta = {**meta, "dates": facts.times}
    text, segments = _article(facts.title, body)
    segments = _credited(text, segments, facts.byline)
    if looks_like_page(text) and (found := page_documents(text, meta)):
        return [_with_facts(bundle, facts, fetched) for bundle in found]
    return [
        new_document(
            "article" if facts.title else "text",
            text,
            segments,
            title=facts.title,
            byline=facts.byline,
            published=facts.published,
            source=facts.source,
            url=facts.url,
            reference=fetched,
            meta=meta,
        )
    ]


def main_text(tree: Any) -> str:
    """The lines of the article; where none can be told from what is around it, all lines of the page."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it complains of pages without a text
    _drop(tree)
    try:
        found = trafilatura.extract(tree, include_comments=False, include_tables=True, deduplicate=False)
    except ValueError:  # a control character, which no XML may hold
        found = ""
    text = tidy(_ITEM.sub("", found or ""))
    if "\n" not in text:  # of little text the paragraphs are not told apart
        article = next(tree.iter("article", "main"), None)
        rows = tidy("\n".join(_all_lines(article))) if article is not None else ""
        text = rows if "\n" in rows else text
    return text or tidy("\n".join(_all_lines(tree)))


def _drop(tree: Any) -> None:
    """Take away what is no text or stands on every page, unless the article lies in it."""
    for node in list(tree.iter(*_DROPPED)):
        if node.getparent() is not None and next(node.iter("article", "h1"), None) is None:
            node.drop_tree()


def _all_lines(tree: Any) -> Iterator[str]:
    """Each block's own text."""
    body = tree.find("body") if tree.find("body") is not None else tree
    for node in body.iter(*_BLOCKS):
        if not any(True for _ in node.iterdescendants(*_BLOCKS)):
            yield " ".join(node.text_content().split())


def _article(title: str, body: str) -> tuple[str, tuple[Segment, ...]]:
    """The headline once, and the paragraphs below it."""
    if not title:
        return body, paragraphs(body)
    rows = [line for line in body.split("\n") if line != title]
    if not rows:
        return title, (Segment("headline", 0, len(title)),)
    text = "\n\n".join([title, "\n".join(rows)])
    return text, (Segment("headline", 0, len(title)), *paragraphs(text, len(title)))


def _credited(text: str, segments: tuple[Segment, ...], byline: str) -> tuple[Segment, ...]:
    """The same, the author's name in a line of its own told as such."""
    return tuple(
        Segment("byline", row.start, row.end)
        if byline and row.kind == "paragraph" and text[row.start : row.end] == byline
        else row
        for row in segments
    )


def _with_facts(bundle: Bundle, facts: Facts, fetched: str) -> Bundle:
    document = bundle.document
    return new_document(
        document.kind,
        bundle.text,
        _credited(bundle.text, document.segments, facts.byline),
        title=document.title if document.kind == "ticker" else facts.title or document.title,
        byline=facts.byline or document.byline,
        published=facts.published or document.published,
        source=facts.source,
        url=facts.url,
        reference=fetched,
        meta=document.meta,
    )


def html_text(data: bytes, encoding: str | None) -> str:
    """The source of a page, in the encoding named, else the one it declares.

    What it declares may be wrong: bytes that are UTF-8 are read so.
    """
    if not encoding and (found := _CHARSET.search(data[:_HEAD])):
        declared = (found[1] or found[2]).decode("ascii")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(declared)
            except (LookupError, UnicodeDecodeError):
                pass
    return decoded(data, encoding)


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        data = read_document(stream)
    meta = {"file": source.name}
    if _is_mhtml(data[:_HEAD].decode("latin-1")):
        yield from _mhtml(message_from_bytes(data), meta, options)
    else:
        yield from page_bundles(html_text(data, options.encoding), meta)


def _mhtml(message: Message, meta: dict[str, Any], options: ReadOptions) -> list[Bundle]:
    """The page of an archive: its first part that is HTML."""
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            data = part.get_payload(decode=True)
            location = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
            charset = options.encoding or part.get_content_charset()
            if isinstance(data, bytes):
                return page_bundles(html_text(data, charset), meta, location)
    raise AnnotatorError("page-without-text")


def _is_mhtml(head: str) -> bool:
    opening = _HEADER.match(head.replace("\r\n", "\n"))
    return opening is not None and bool(_MHTML.search(opening[0]))


def _recognises(sample: Sample) -> bool:
    if not sample.is_text:
        return False
    head = sample.text.removeprefix("\ufeff")
    return (
        bool(_OPENS.match(head))
        or _is_mhtml(head[:_HEAD])
        or (head.lstrip().startswith("<") and len(_ALIKE.findall(head[:_HEAD])) > 2)
    )


WEB_PAGE = Format(
    id="html",
    suffixes=(".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    carries=frozenset({"segments", "metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
