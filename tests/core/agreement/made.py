"""Layers made of marked text: `[label words]` is a span; brackets nest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.core.agreement.layers import Annotated
from annotator.core.model import Attribution, Range, Span, derived_id, quote
from annotator.core.selecting import Clitics

CLITICS = Clitics(("وف", "بلك"), frozenset({"وكاله"}), ())

_MARK = re.compile(r"\[(\w+) |\]")

Marked = tuple[tuple[Span, ...], tuple[Attribution, ...]]


def span(text: str, label: str, *ranges: Range, author: str = "x", document_id: str = "d") -> Span:
    return Span(
        id=derived_id(document_id, author, label, repr(ranges)),
        document_id=document_id,
        label=label,
        ranges=ranges,
        quote=quote(text, ranges),
        author=author,
    )


def read(marked: str, author: str = "x", document_id: str = "d") -> tuple[str, list[Span]]:
    """The text without the marks, and its spans in the order in which they begin."""
    text, last = "", 0
    waiting: list[int] = []
    found: list[tuple[str, int, int]] = []
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        if mark[1]:
            waiting.append(len(found))
            found.append((mark[1], len(text), -1))
        else:
            place = waiting.pop()
            found[place] = (*found[place][:2], len(text))
    text += marked[last:]
    return text, [
        span(text, label, (start, end), author=author, document_id=document_id) for label, start, end in found
    ]


def tie(spans: Iterable[Span], *, category: str = "", **attributes: str) -> Attribution:
    """One attribution of all claims, sources and cues among `spans`."""
    by_label: dict[str, list[Span]] = {"claim": [], "source": [], "cue": []}
    for each in spans:
        by_label.setdefault(each.label, []).append(each)
    some = next(iter(spans))
    return Attribution(
        id=derived_id("tie", *(each.id for each in spans)),
        document_id=some.document_id,
        claims=tuple(each.id for each in by_label["claim"]),
        sources=tuple(each.id for each in by_label["source"]),
        cue=by_label["cue"][0].id if by_label["cue"] else None,
        category=category,
        attributes=attributes,
        author=some.author,
    )


def annotated(document_id: str = "d", **marked: str) -> Annotated:
    """A document by its marked text from each author: all must be the same text."""
    layers = {author: read(text, author, document_id) for author, text in marked.items()}
    texts = {text for text, _ in layers.values()}
    assert len(texts) == 1, texts
    return Annotated(document_id, texts.pop(), {author: (spans, ()) for author, (_, spans) in layers.items()})
