"""Layers side by side: what they share, and the four kinds of difference between them.

Spans are paired layer by layer, in the order of the authors' names, and in three rounds: same label and
ranges; same ranges; same label and overlapping ranges, the largest overlap first. So nested spans of other
labels never pair, and identical spans of one layer pair with identical ones of the other one by one.
Attributions are paired by the claims they share, once the spans are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, Literal, NamedTuple, TypeVar

import msgspec

from annotator.core.model import FACTS, Attribution, Range, Span

Kind = Literal["same", "only", "boundary", "label", "attribution"]
Row = TypeVar("Row", Span, Attribution)

_TIES: Final = ("claims", "sources", "cue", "parent")
_BLOCK: Final = 256


class CompareLayer(msgspec.Struct, frozen=True):
    """One author's rows in the document."""

    author: str
    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()


class Compared(msgspec.Struct, frozen=True):
    """Rows of different layers that are about the same thing, by author; who has none is not in it.

    `fields` names what differs: `ranges`, `label`, `sources`, `category`, ..., `attributes.<id>`.
    `start` is the first code point of the text it is about.
    """

    kind: Kind
    rows: dict[str, Span | Attribution]
    fields: tuple[str, ...]
    start: int


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
    by_claim: _Round[Attribution] = _Round(
        lambda row: _places(row.claims, place), lambda one, other: _tie_overlap(one, other, place)
    )
    tied = _paired([(layer.author, layer.attributions) for layer in layers], (by_claim,))
    parents = {row.id: number for number, item in enumerate(tied) for row in item.values()}
    found += [(_compared_attributions(item, everybody, place, parents, starts), 1) for item in tied]
    found.sort(key=lambda pair: (pair[0].start, pair[1], min(row.id for row in pair[0].rows.values())))
    return [item for item, _ in found]


def differences(layers: Sequence[CompareLayer]) -> list[Compared]:
    """What of `compare` is not the same in all layers."""
    return [item for item in compare(layers) if item.kind != "same"]


def overlap(ranges: Iterable[Range], others: Iterable[Range]) -> int:
    """How many code points lie in both; ranges of each side are disjoint."""
    listed = list(others)
    return sum(max(0, min(b, d) - max(a, c)) for a, b in ranges for c, d in listed)


class _Round(NamedTuple, Generic[Row]):
    """One way to pair rows. Only rows that share a key can fit; 0 is not at all, more is better."""

    keys: Callable[[Row], Iterable[Hashable]]
    fit: Callable[[Row, Row], float]


def _paired(
    layers: Sequence[tuple[str, Sequence[Row]]], rounds: Sequence[_Round[Row]]
) -> list[dict[str, Row]]:
    """Rows of different authors that belong together, by author."""
    items: list[dict[str, Row]] = []
    for author, rows in layers:
        left = sorted(rows, key=_order)
        for one_round in rounds:
            left = _join(items, author, left, one_round)
        items += [{author: row} for row in left]
    return items


def _join(items: list[dict[str, Row]], author: str, rows: list[Row], one_round: _Round[Row]) -> list[Row]:
    """Put each row into the item it fits best, best pairs first; what fits nowhere is returned."""
    by_key: dict[Hashable, set[int]] = {}
    for number, item in enumerate(items):
        if author not in item:
            for row in item.values():
                for key in one_round.keys(row):
                    by_key.setdefault(key, set()).add(number)
    pairs = []
    for at, row in enumerate(rows):
        near = set().union(*(by_key.get(key, ()) for key in one_round.keys(row)))
        for number in near:
            if (best := max(one_round.fit(other, row) for other in items[number].values())) > 0:
                pairs.append((-best, number, at))
    taken: set[int] = set()
    for _, number, at in sorted(pairs):
        if at not in taken and author not in items[number]:
            items[number][author] = rows[at]
            taken.add(at)
    return [row for at, row in enumerate(rows) if at not in taken]


def _order(row: Span | Attribution) -> tuple[object, ...]:
    return (row.ranges, row.label, row.id) if isinstance(row, Span) else (row.id,)


def _same(one: Span, other: Span) -> float:
    if (one.label, one.ranges) != (other.label, other.ranges):
        return 0
    return 2 if one.attributes == other.attributes else 1


def _same_ranges(one: Span, other: Span) -> float:
    return float(one.ranges == other.ranges)


def _overlapping(one: Span, other: Span) -> float:
    """The share of what either covers that both cover (Jaccard)."""
    if one.label != other.label or one.end <= other.start or other.end <= one.start:
        return 0
    both = overlap(one.ranges, other.ranges)
    either = sum(end - start for start, end in (*one.ranges, *other.ranges)) - both
    return both / either if either else 0


def _blocks(span: Span) -> Iterator[Hashable]:
    """Spans of one label that overlap share a stretch of the text."""
    return ((span.label, block) for block in range(span.start // _BLOCK, span.end // _BLOCK + 1))


_SPAN_ROUNDS: Final = (
    _Round(lambda span: (span.ranges,), _same),
    _Round(lambda span: (span.ranges,), _same_ranges),
    _Round(_blocks, _overlapping),
)


def _tie_overlap(one: Attribution, other: Attribution, place: Mapping[str, int]) -> float:
    """How many claims two attributions share; what else they share decides between equals."""
    claims = len(_places(one.claims, place) & _places(other.claims, place))
    if not claims:
        return 0
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
    return Compared(kind, dict(item), (*fields, *attributes), start)


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
    return Compared(kind, dict(item), tuple(fields), min(claims, default=0))


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
