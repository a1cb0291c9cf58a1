"""A claim and all that is known of it as one row: what tables of claims are made of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from annotator.core.model import Attribution, Bundle, Decision, Span, Toll
from annotator.core.scheme import ACTOR, Scheme

PLACE: Final = "place"
"""The label of a place, in a scheme that has one."""

_BEFORE: Final = (
    "document", "title", "outlet", "published", "url", "author", "claim", "start", "end", "sources",
    "source_names", "category", "affiliation", "cue", "relayed_by",
)  # fmt: skip
_AFTER: Final = ("actors", "places", "tolls", "note", "verdicts")
BETWEEN: Final = " | "
"""Between several values of one cell."""

Cell = str | int


def columns(scheme: Scheme | None) -> tuple[str, ...]:
    """The names of the columns; among those of every table the scheme's attributes of attributions."""
    return (*_BEFORE, *(scheme.attribution if scheme else ()), *_AFTER)


class Told(NamedTuple):
    """A claim, the attributions that tell who voiced it, and what its author marked inside it."""

    claim: Span
    ways: tuple[Attribution, ...]
    inside: tuple[Span, ...]


class Voice(NamedTuple):
    """Who said it, of what kind, with which cue, relayed by whom: several values of each, or none."""

    sources: tuple[str, ...] = ()
    source_names: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    affiliation: tuple[str, ...] = ()
    cue: tuple[str, ...] = ()
    relayed_by: tuple[str, ...] = ()


def told_in(bundle: Bundle, scheme: Scheme | None) -> Iterator[Told]:
    """The claims of a document, those of nobody too."""
    claims = set(scheme.labels_as("claim")) if scheme else {"claim"}
    voiced: dict[str, list[Attribution]] = {}
    for row in bundle.attributions:
        for claimed in row.claims:
            voiced.setdefault(claimed, []).append(row)
    layers: dict[str, list[Span]] = {}
    for span in sorted(bundle.spans, key=_begins):
        layers.setdefault(span.author, []).append(span)
    for claim in bundle.spans:
        if claim.label in claims:
            yield Told(claim, tuple(voiced.get(claim.id, ())), tuple(_inside(layers[claim.author], claim)))


def voice(
    way: Attribution,
    attributions: Mapping[str, Attribution],
    spans: Mapping[str, Span],
    names: Mapping[str, str],
) -> Voice:
    """Who said it by one attribution; `names` are the words of names by id."""
    sources = [spans[source] for source in way.sources if source in spans]
    outer = attributions.get(way.parent or "")
    return Voice(
        tuple(source.quote for source in sources),
        tuple(filter(None, (names.get(source.name, "") for source in sources))),
        (way.category,) if way.category else (),
        (way.affiliation,) if way.affiliation else (),
        (spans[way.cue].quote,) if way.cue and way.cue in spans else (),
        tuple(spans[source].quote for source in outer.sources if source in spans) if outer else (),
    )


def claim_rows(bundle: Bundle, scheme: Scheme | None, names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    """The claims of a document as rows of `columns`, one for each attribution of each; those of nobody too.

    `start` and `end` are code points of the text. Actors and places are those inside the claim, of whoever
    wrote the claim.
    """
    spans = {span.id: span for span in bundle.spans}
    by_id = {row.id: row for row in bundle.attributions}
    verdicts: dict[str, list[Decision]] = {}
    for decision in bundle.decisions:
        verdicts.setdefault(decision.target, []).append(decision)
    attributes = scheme.attribution if scheme else ()
    document = bundle.document
    facts: tuple[Cell, ...] = (
        document.id, document.title, document.source, document.published, document.url
    )  # fmt: skip
    for claim, found, inside in told_in(bundle, scheme):
        after = (_quotes(inside, ACTOR), _quotes(inside, PLACE), listed(map(toll_cell, claim.tolls)))
        ways: tuple[Attribution | None, ...] = found or (None,)
        for way in ways:
            targets = (claim.id, way.id if way else "")
            judged = [one for target in targets for one in verdicts.get(target, ())]
            yield (
                *facts,
                claim.author,
                claim.quote,
                claim.start,
                claim.end,
                *map(listed, voice(way, by_id, spans, names) if way else Voice()),
                *(str(way.attributes.get(name, "")) if way else "" for name in attributes),
                *after,
                listed((claim.note, way.note if way else "")),
                listed(f"{one.verdict}: {one.reviewer}" for one in judged),
            )


def _inside(layer: Sequence[Span], claim: Span) -> Iterator[Span]:
    """Of spans in the order in which they begin those that lie within the claim."""
    first = bisect_left(layer, claim.start, key=_begins)
    for span in islice(layer, first, bisect_right(layer, claim.end, key=_begins)):
        if span.end <= claim.end and span.id != claim.id:
            yield span


def _begins(span: Span) -> int:
    return span.start


def toll_cell(toll: Toll) -> str:
    """A toll in its terms and figures: `killed civilians 3`, `~20` about, `10+` at least, `3-5` a range."""
    if toll.most is None:
        many = f"{toll.least}+"
    elif toll.most != toll.least:
        many = f"{toll.least}-{toll.most}"
    else:
        many = f"{toll.least}" if toll.exact else f"~{toll.least}"
    return f"{toll.what} {toll.who} {many}"


def _quotes(spans: Sequence[Span], label: str) -> str:
    return listed(span.quote for span in spans if span.label == label)


def listed(values: Iterable[str]) -> str:
    """Several values as one cell, each once."""
    return BETWEEN.join(dict.fromkeys(filter(None, values)))
