"""Layers side by side: what they share, and the four kinds of difference between them.

Spans are paired layer by layer, in the order of the authors' names, and in three rounds: same label and
ranges; same ranges; same label and overlapping ranges, the largest overlap first. So nested spans of other
labels never pair, and identical spans of one layer pair with identical ones of the other one by one.
Attributions are paired by the claims they share, once the spans are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, Literal, TypeVar

import msgspec

from annotator.core.model import FACTS, Attribution, Span
from annotator.core.pairing import alike, best_pairs, shared

Kind = Literal["same", "only", "boundary", "label", "attribution"]
Row = TypeVar("Row", Span, Attribution)

_TIES: Final = ("claims", "sources", "cue", "parent")


class CompareLayer(msgspec.Struct, frozen=True):
    """One author's rows in the document."""

    author: str
    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()


class Compared(msgspec.Struct, frozen=True):
    """Rows of different layers that are about the same thing, by author; who has none is not in it.

    `fields` names what differs: `ranges`, `label`, `sources`, `category`, ..., `attributes.<id>`.
    `start` is the first code point of the text it is about. `sides`: the authors, together who say the same.
    """

    kind: Kind
    rows: dict[str, Span | Attribution]
    fields: tuple[str, ...]
    start: int
    sides: tuple[tuple[str, ...], ...]


def compare(layers: Sequence[CompareLayer]) -> list[Compared]:
    """Everything in the layers, in reading order, spans before attributions where they begin alike.

    "only": not everybody has it. "boundary": other ranges. "label": another label or attribute of the span.
    "attribution": other claims, sources, cue, outer attribution, category, affiliation or attribute.
    """
    layers = sorted(layers, key=lambda layer: layer.author)
    spans = _paired([(layer.author, layer.spans) for layer in layers], _SPAN_ROUNDS)
    place = {row.id: number for number, item in enumerate(spans) for row in item.values()}
    starts = [min(row.start for row in item.values() if row.ranges) for item in spans]
    everybody = {layer.author for layer in layers}
    found = [(_compared_spans(item, everybody, start), 0) for item, start in zip(spans, starts, strict=True)]
    tied = _paired(
        [(layer.author, layer.attributions) for layer in layers], (partial(_sharing_claims, place=place),)
    )
    parents = {row.id: number for number, item in enumerate(tied) for row in item.values()}
    found += [(_compared_attributions(item, everybody, place, parents, starts), 1) for item in tied]
    found.sort(key=lambda pair: (pair[0].start, pair[1], min(row.id for row in pair[0].rows.values())))
    return [item for item, _ in found]


def differences(layers: Sequence[CompareLayer]) -> list[Compared]:
    """Those of `compare` that are not the same in all layers."""
    return [item for item in compare(layers) if item.kind != "same"]


_Fits = dict[tuple[int, int], float]
"""How well rows of one list fit those of another, by their places; only where they do."""


def counterparts(spans: Sequence[Span], others: Sequence[Span]) -> dict[str, Span]:
    """By the id of a span: which of the others it is paired with, as layers side by side are."""
    paired = _paired([("others", others), ("spans", spans)], _SPAN_ROUNDS)
    return {item["spans"].id: item["others"] for item in paired if len(item) == 2}


_Round = Callable[[Sequence[Row], Sequence[Row]], _Fits]


def _paired(
    layers: Sequence[tuple[str, Sequence[Row]]], rounds: Sequence[_Round[Row]]
) -> list[dict[str, Row]]:
    """Rows of different authors that belong together, by author."""
    items: list[dict[str, Row]] = []
    for author, rows in layers:
        left = sorted(rows, key=_order)
        for fits in rounds:
            left = _join(items, author, left, fits)
        items += [{author: row} for row in left]
    return items


def _join(items: list[dict[str, Row]], author: str, rows: list[Row], fits: _Round[Row]) -> list[Row]:
    """Put each row into the item it fits best, best pairs first; what fits nowhere is returned."""
    free = [(number, row) for number, item in enumerate(items) if author not in item for row in item.values()]
    found = fits([row for _, row in free], rows)
    pairs = best_pairs((-fit, free[other][0], at) for (other, at), fit in found.items())
    for number, at in pairs:
        items[number][author] = rows[at]
    taken = {at for _, at in pairs}
    return [row for at, row in enumerate(rows) if at not in taken]


def _order(row: Span | Attribution) -> tuple[object, ...]:
    return (row.ranges, row.label, row.id) if isinstance(row, Span) else (row.id,)


def _same(some: Sequence[Span], others: Sequence[Span]) -> _Fits:
    """The same label and ranges; the same attributes are better."""
    return {
        (one, other): 1 + (some[one].attributes == others[other].attributes)
        for one, other in alike(some, others, lambda row: ((row.label, row.ranges),))
    }


def _same_ranges(some: Sequence[Span], others: Sequence[Span]) -> _Fits:
    return dict.fromkeys(alike(some, others, lambda row: (row.ranges,)), 1)


def _overlapping(some: Sequence[Span], others: Sequence[Span]) -> _Fits:
    """The same label; the share of what either covers that both cover (Jaccard)."""
    found: _Fits = {}
    for (one, other), both in shared([row.ranges for row in some], [row.ranges for row in others]).items():
        if both and some[one].label == others[other].label:
            pieces = (*some[one].ranges, *others[other].ranges)
            found[one, other] = both / (sum(end - start for start, end in pieces) - both)
    return found


_SPAN_ROUNDS: Final = (_same, _same_ranges, _overlapping)


def _sharing_claims(
    some: Sequence[Attribution], others: Sequence[Attribution], *, place: Mapping[str, int]
) -> _Fits:
    pairs = alike(some, others, lambda row: _places(row.claims, place))
    return {(one, other): _in_common(some[one], others[other], place) for one, other in pairs}


def _in_common(one: Attribution, other: Attribution, place: Mapping[str, int]) -> float:
    """How many claims two attributions share; what else they share decides between equals."""
    claims = len(_places(one.claims, place) & _places(other.claims, place))
    rest = len(_places(one.sources, place) & _places(other.sources, place)) > 0
    cue = one.cue is not None and place.get(one.cue) == place.get(other.cue or "")
    return claims + rest / 4 + cue / 8 + (one.category == other.category) / 16


def _compared_spans(item: dict[str, Span], everybody: set[str], start: int) -> Compared:
    rows = list(item.values())
    fields = [name for name in ("ranges", "label") if len({getattr(row, name) for row in rows}) > 1]
    attributes = _attribute_fields(rows)
    kind: Kind = "same"
    if item.keys() != everybody:
        kind = "only"
    elif "label" in fields or (attributes and "ranges" not in fields):
        kind = "label"
    elif fields:
        kind = "boundary"
    sides = _sides(item, lambda row: (row.ranges, row.label, row.attributes))
    return Compared(kind, dict(item), (*fields, *attributes), start, sides)


def _compared_attributions(
    item: dict[str, Attribution],
    everybody: set[str],
    place: Mapping[str, int],
    parents: Mapping[str, int],
    starts: Sequence[int],
) -> Compared:
    rows = list(item.values())

    def tie(row: Attribution, name: str) -> object:
        value = getattr(row, name)
        if name == "parent":
            return parents.get(value)
        return _places((value,) if name == "cue" and value else value or (), place)

    fields = [name for name in _TIES if len({tie(row, name) for row in rows}) > 1]
    fields += [name for name in FACTS if len({getattr(row, name) for row in rows}) > 1]
    fields += _attribute_fields(rows)
    kind: Kind = "only" if item.keys() != everybody else "attribution" if fields else "same"
    claims = [starts[place[claim]] for row in rows for claim in row.claims if claim in place]
    sides = _sides(
        item,
        lambda row: (
            *(tie(row, name) for name in _TIES),
            *(getattr(row, name) for name in FACTS),
            row.attributes,
        ),
    )
    return Compared(kind, dict(item), tuple(fields), min(claims, default=0), sides)


def _sides(item: Mapping[str, Row], said: Callable[[Row], object]) -> tuple[tuple[str, ...], ...]:
    """The authors whose rows say the same, together; by name."""
    sides: list[tuple[object, list[str]]] = []
    for author, row in sorted(item.items()):
        one = said(row)
        for other, authors in sides:
            if other == one:
                authors.append(author)
                break
        else:
            sides.append((one, [author]))
    return tuple(tuple(authors) for _, authors in sides)


def _places(ids: Iterable[str], place: Mapping[str, int]) -> frozenset[int | str]:
    """The paired spans that ids stand for; an id that is in no layer stands for itself."""
    return frozenset(place.get(span, span) for span in ids)


def _attribute_fields(rows: Sequence[Span | Attribution]) -> list[str]:
    names = sorted({name for row in rows for name in row.attributes})
    return [
        f"attributes.{name}"
        for name in names
        if any(row.attributes.get(name) != rows[0].attributes.get(name) for row in rows)
    ]
