"""The text of a piece of markup: lines by its blocks, without what is no text. Nothing is fetched."""

from __future__ import annotations

import re
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.core.offsets import canonical

_SILENT: Final = ("script", "style", "noscript", "template", "svg", "iframe", "head")
_BLOCKS: Final = frozenset((
    "address", "article", "blockquote", "dd", "div", "dl", "dt", "figcaption", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
))  # fmt: skip
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a damaged file brings in, or a number between `&#` and `;`."""


def xml_tree(data: bytes) -> Any:
    """The root of an XML file, read as far as it can be. Raises `AnnotatorError("broken-document")`.

    Entities that it declares are not expanded, and depth and size are bounded.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error
    if root is None:
        raise AnnotatorError("broken-document", reason="XML")
    return root


def markup_text(markup: str) -> str:
    """The canonical lines of HTML, or of a text that has none; blank lines and outer spaces go."""
    from lxml import etree
    from lxml import html as parsing

    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    try:
        tree = parsing.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return tidy(markup)
    return tree_text(tree)


def tree_text(tree: Any) -> str:
    """The lines of a parsed piece of HTML."""
    for node in list(tree.iter(*_SILENT)):
        if node.getparent() is not None:
            node.drop_tree()
    for node in tree.iter():
        if node.tag == "br":
            node.tail = "\n" + " ".join(_flat(node.tail).split())
        elif node.tag in _BLOCKS:
            node.text = "\n" + _flat(node.text)
            node.tail = "\n" + _flat(node.tail)
        elif isinstance(node.tag, str):
            node.text, node.tail = _flat(node.text), _flat(node.tail)
    return tidy(tree.text_content())


def _flat(text: str | None) -> str:
    """Text within a line: line ends of the source are spaces there, and what XML cannot hold goes."""
    return _NO_XML.sub("", text or "").replace("\n", " ").replace("\r", " ")


def tidy(text: str) -> str:
    """Canonical lines with single spaces, without blank ones."""
    rows = (" ".join(line.split()) for line in canonical(text.replace("\x00", "")).split("\n"))
    return "\n".join(filter(None, rows))
