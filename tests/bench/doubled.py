"""The invented items of `corpus`, each annotated by two people who differ now and then."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec

from annotator import formats
from annotator.core.model import Attribution, Bundle, Range, Span, derived_id
from tests.bench import corpus

SECOND = "ليان"

_OTHER_EDGE, _OTHER_PLACE, _OTHER_LABEL = 0.10, 0.06, 0.04
"""How often the second annotator moves an edge, marks another stretch, gives another label."""


def items(count: int) -> Iterator[Bundle]:
    """The first `count` items with both layers, each of as many spans."""
    return map(_doubled, corpus.items(count))


def write(count: int, path: Path) -> None:
    """Write the first `count` items as the project's own JSON lines."""
    with path.open("wb") as file:
        formats.write(formats.by_id("annotator"), items(count), file)


def _doubled(bundle: Bundle) -> Bundle:
    choose = random.Random(bundle.document.id)
    spans = tuple(_second(span, bundle.text, choose) for span in bundle.spans)
    ids = {first.id: second.id for first, second in zip(bundle.spans, spans, strict=True)}
    tied = tuple(_second_tie(row, ids, choose) for row in bundle.attributions)
    return msgspec.structs.replace(
        bundle, spans=(*bundle.spans, *spans), attributions=(*bundle.attributions, *tied)
    )


def _second(span: Span, text: str, choose: random.Random) -> Span:
    piece, label, chance = span.ranges[0], span.label, choose.random()
    if chance < _OTHER_EDGE:
        piece = piece[0], max(piece[0] + 1, piece[1] - choose.randrange(1, 4))
    elif chance < _OTHER_EDGE + _OTHER_PLACE:
        piece = _elsewhere(piece, text, choose)
    elif chance < _OTHER_EDGE + _OTHER_PLACE + _OTHER_LABEL:
        label = choose.choice(["actor", "place"])
    return msgspec.structs.replace(
        span,
        id=derived_id("bench-second", span.id),
        author=SECOND,
        label=label,
        ranges=(piece,),
        quote=text[slice(*piece)],
    )


def _elsewhere(piece: Range, text: str, choose: random.Random) -> Range:
    start = choose.randrange(len(text) - 12)
    return start, start + min(piece[1] - piece[0], 10)


def _second_tie(row: Attribution, ids: dict[str, str], choose: random.Random) -> Attribution:
    return msgspec.structs.replace(
        row,
        id=derived_id("bench-second", row.id),
        author=SECOND,
        claims=tuple(ids[key] for key in row.claims),
        sources=tuple(ids[key] for key in row.sources),
        cue=ids[row.cue] if row.cue else None,
        category=row.category if choose.random() < 0.9 else "military",
    )
