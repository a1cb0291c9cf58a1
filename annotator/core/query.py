"""What a person asks of a whole project, in one line: words, phrases, fields, and how they go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from annotator.core.document_filter import DocumentFilter

Kind = Literal["word", "phrase", "prefix", "exact"]
Lacking = Literal["attribution", "name"]
DocumentField = Literal["kind", "outlet", "date", "again", "state"]
SpanField = Literal["author", "label", "category", "affiliation", "name", "source", "without"]


class Words(msgspec.Struct, frozen=True):
    """What is to stand in a text. `text` is folded, but of an `exact` word; `start` is in the query."""

    kind: Kind
    text: str
    start: int = 0


class Run(msgspec.Struct, frozen=True):
    """Words typed one after the other: all are wanted, and a text may join what the query parts."""

    words: tuple[Words, ...]


class About(msgspec.Struct, frozen=True):
    """What a document must be."""

    wanted: DocumentFilter


class OfSpan(msgspec.Struct, frozen=True):
    """What a span must be: one of some `values` of a field; of `source`, what a source of it must say."""

    field: SpanField
    values: tuple[str, ...] = ()
    words: Words | None = None


class Within(msgspec.Struct, frozen=True):
    """That a span is, or lies over, one of a label and the same layer in which words stand."""

    label: str
    words: Words


class All(msgspec.Struct, frozen=True):
    nodes: tuple[Node, ...]


class Any(msgspec.Struct, frozen=True):
    nodes: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True):
    node: Node


Node = Words | Run | About | OfSpan | Within | All | Any | Not


class Query(msgspec.Struct, frozen=True):
    """A query as it is understood. `spans`: it asks for spans, of the labels `labels` if there are any;
    else for places in texts."""

    text: str
    tree: Node
    spans: bool = False
    labels: tuple[str, ...] = ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    if isinstance(node, All | Any):
        for inner in node.nodes:
            yield from walk(inner)
    elif isinstance(node, Not):
        yield from walk(node.node)
