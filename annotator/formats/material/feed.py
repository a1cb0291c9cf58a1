"""Feeds: RSS, RDF and Atom, an entry a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Segment
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.material.markup import markup_text, xml_tree
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.texts import new_document, paragraphs

_OPENS = re.compile(
    r"\s*(?:<\?xml.*?\?>\s*|<!--.*?-->\s*|<\?xml-stylesheet.*?\?>\s*|<!doctype[^>\[]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(?:rss|feed|rdf:rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTRIES: Final = ("item", "entry")
_TEXTS: Final = ("encoded", "content", "description", "summary")
_TIMES: Final = ("pubdate", "published", "date", "issued", "updated")
_AUTHORS: Final = ("creator", "author")


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        data = read_document(stream)
    if options.encoding or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = _DECLARED.sub("", decoded(data, options.encoding)).encode("utf-8", "replace")
    root = xml_tree(data)
    entries = [node for node in root.iter() if _name(node) in _ENTRIES]
    if not entries:
        raise AnnotatorError("not-a-feed")
    outlet = next((_child(node, ("title",)) for node in (root, *root) if _child(node, ("title",))), "")
    for entry in entries:
        found = _document(entry, outlet, source.name)
        yield found or Problem(displayed(source.path), entry.sourceline, "record-without-text")


def _document(entry: Any, outlet: str, file: str) -> Bundle | None:
    title = " ".join(_child(entry, ("title",)).split())
    body = "\n".join(line for line in _child(entry, _TEXTS).split("\n") if line != title)
    text = "\n\n".join(filter(None, (title, body)))
    if not text:
        return None
    headline = (Segment("headline", 0, len(title)),) if title else ()
    return new_document(
        "article" if title else "text",
        text,
        (*headline, *paragraphs(text, len(title))),
        title=title,
        byline=" ".join(_child(entry, _AUTHORS).split()),
        published=" ".join(_child(entry, _TIMES).split()),
        source=outlet,
        url=_address(entry),
        meta={"file": file, **({"guid": guid} if (guid := _child(entry, ("guid", "id"))) else {})},
    )


def _child(node: Any, names: tuple[str, ...]) -> str:
    """The text of the first filled child of one of these names, in their order."""
    children = [(_name(child), child) for child in node]
    for wanted in names:
        for name, child in children:
            if name == wanted and (text := markup_text(_inner(child))):
                return text
    return ""


def _inner(node: Any) -> str:
    """What an element holds: text, escaped markup, or markup itself."""
    return "".join(node.itertext()) if not any(_name(child) in _XHTML for child in node) else _markup(node)


_XHTML: Final = ("div", "p", "br", "span", "a", "b", "i", "em", "strong", "ul", "ol")


def _markup(node: Any) -> str:
    from lxml import etree

    return "".join(etree.tostring(child, encoding="unicode") for child in node)


def _address(entry: Any) -> str:
    """The address of what an entry tells: in Atom the link to it, not to the feed or to a picture."""
    links = (node for node in entry if _name(node) == "link" and node.get("rel", "alternate") == "alternate")
    return next(filter(None, ((node.get("href") or node.text or "").strip() for node in links)), "")


def _name(node: Any) -> str:
    """The name of an element without its namespace, in lower case."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _recognises(sample: Sample) -> bool:
    return sample.is_text and bool(_OPENS.match(sample.text.removeprefix("\ufeff")))


FEED = Format(
    id="feed",
    suffixes=(".rss", ".atom", ".rdf", ".xml"),
    carries=frozenset({"segments", "metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
