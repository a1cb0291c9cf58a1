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


def together(nodes: list[Node]) -> Node | None:
    """All of some nodes: words that follow each other are a run, and of one field one value is enough."""
    made: list[Node] = []
    for node in nodes:
        last = made[-1] if made else None
        if isinstance(node, Words) and node.kind == "word":
            if isinstance(last, Run):
                made[-1] = Run((*last.words, node))
            else:
                made.append(Run((node,)))
        elif isinstance(node, About | OfSpan) and _is_choice(node):
            same = next((n for n, other in enumerate(made) if _field_of(other) == _field_of(node)), None)
            if same is None:
                made.append(node)
            else:
                there = made[same]
                made[same] = Any((*(there.nodes if isinstance(there, Any) else (there,)), node))
        else:
            made.append(node)
    # What is known of a span costs less to ask than words do.
    made.sort(key=lambda node: isinstance(node, Words | Run | Within))
    return All(tuple(made)) if len(made) > 1 else made[0] if made else None


def _is_choice(node: Node) -> bool:
    """Whether something has one value of this field, so that several are one or the other."""
    return isinstance(node, About) or (isinstance(node, OfSpan) and node.field not in ("source", "without"))


def _field_of(node: Node) -> object:
    """The field of a value, or of several of one field."""
    if isinstance(node, Any):
        fields = {_field_of(inner) if _is_choice(inner) else None for inner in node.nodes}
        return fields.pop() if len(fields) == 1 else None
    if isinstance(node, OfSpan):
        return node.field
    if isinstance(node, About):
        asked = msgspec.structs.asdict(node.wanted)
        # All that is said of dates is one field.
        return next(("date" if name in ("written", "undated") else name.rstrip("s")
                     for name, value in asked.items() if value), None)  # fmt: skip
    return None
