"""Documents with their annotations as PDF: told here as plain HTML, which whoever calls prints. Written only.

Only the window's library sets Arabic in type, and formats do not know it; so it is lent as a press.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import BinaryIO

from annotator.core.colors import is_color
from annotator.core.model import Bundle
from annotator.formats.annotation.leaf import Entry, Fact, Leaf, Part, bracketed, leaves, printable
from annotator.formats.annotation.leaf_words import Words, words
from annotator.formats.annotation.read_html import READ_CARRIES
from annotator.formats.base import Format, WriteOptions

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_QUIET = "#555555"


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    said, direction = words(options.language), "rtl" if options.language == "ar" else "ltr"
    options.press((_page(leaf, said, direction) for leaf in leaves(bundles, options)), out)


def _page(leaf: Leaf, said: Words, direction: str) -> str:
    return "".join(_told(leaf, said, direction))


def _told(leaf: Leaf, said: Words, direction: str) -> Iterator[str]:
    """Paragraphs with a direction of their own, words in colour, brackets: all that is understood."""
    yield f'<h2 dir="{leaf.direction}">{_text(leaf.title)}</h2>'
    yield _paragraph(_facts(leaf.facts), direction)
    if leaf.legend:
        swatches = (
            f'<b style="color:{_color(label.light)}">[{_text(name)}]</b>' for label, name in leaf.legend
        )
        yield _paragraph(f"{_text(said.legend)}: {' '.join(swatches)}", direction)
    for layer in leaf.layers:
        if layer.author:
            yield _heading(f"{_text(said.layer)} {_isolated(layer.author)}", direction)
        for line in layer.lines:
            shown = "".join(map(_part, bracketed(line)))
            yield _paragraph(f"<b>{shown}</b>" if line.kind == "headline" else shown, leaf.direction)
        yield from _entries(said.attributions, layer.attributions, direction)
        yield from _entries(said.remarks, layer.remarks, direction)
    if leaf.notes:
        yield _heading(_text(said.notes), direction)
        yield from (_paragraph(_facts((fact,)), direction) for fact in leaf.notes)


def _entries(title: str, entries: Sequence[Entry], direction: str) -> Iterator[str]:
    if entries:
        yield _heading(_text(title), direction)
    for entry in entries:
        yield _paragraph(f"<b>{entry.number}.</b> {_facts(entry.facts)}", direction)


def _part(part: Part) -> str:
    shown = _text(part.text)
    if part.label is None:
        return shown
    tag = {"text": "span", "bracket": "b", "name": "sup"}[part.kind]
    return f'<{tag} style="color:{_color(part.label.light)}">{shown}</{tag}>'


def _facts(facts: Sequence[Fact]) -> str:
    return " · ".join(
        f'<span style="color:{_QUIET}">{_text(fact.name)}:</span> {_isolated(fact.value)}' for fact in facts
    )


def _heading(shown: str, direction: str) -> str:
    return f'<h4 dir="{direction}">{shown}</h4>'


def _paragraph(shown: str, direction: str) -> str:
    return f'<p dir="{direction}">{shown}</p>' if shown else ""


def _isolated(text: str) -> str:
    return f"{_FIRST_STRONG}{_text(text)}{_POP}"


def _color(color: str) -> str:
    return color if is_color(color) else "#000000"


def _text(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")


READ_PDF = Format(id="read-pdf", suffixes=(".pdf",), carries=READ_CARRIES, read=None, write=_write)
