"""A claim and all that is known of it as one row: what tables of claims are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

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


def claim_rows(bundle: Bundle, scheme: Scheme | None, names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    """The claims of a document as rows of `columns`, one for each attribution of each; those of nobody too.

    `start` and `end` are code points of the text. Actors and places are those inside the claim, of whoever
    wrote the claim.
    """
    spans = {span.id: span for span in bundle.spans}
    claims = set(scheme.labels_as("claim")) if scheme else {"claim"}
    voiced: dict[str, list[Attribution]] = {}
    for row in bundle.attributions:
        for claimed in row.claims:
            voiced.setdefault(claimed, []).append(row)
    by_id = {row.id: row for row in bundle.attributions}
    verdicts: dict[str, list[Decision]] = {}
    for decision in bundle.decisions:
        verdicts.setdefault(decision.target, []).append(decision)
    attributes = scheme.attribution if scheme else ()
    document = bundle.document
    facts: tuple[Cell, ...] = (
        document.id, document.title, document.source, document.published, document.url
    )  # fmt: skip
    for claim in bundle.spans:
        if claim.label not in claims:
            continue
        inside = [span for span in bundle.spans if span.author == claim.author and _within(span, claim)]
        after = (_quotes(inside, ACTOR), _quotes(inside, PLACE), _listed(map(toll_cell, claim.tolls)))
        ways: list[Attribution | None] = [*voiced.get(claim.id, ())] or [None]
        for way in ways:
            targets = (claim.id, way.id if way else "")
            judged = [one for target in targets for one in verdicts.get(target, ())]
            yield (
                *facts,
                claim.author,
                claim.quote,
                claim.start,
                claim.end,
                *_voice(way, by_id, spans, names),
                *(str(way.attributes.get(name, "")) if way else "" for name in attributes),
                *after,
                _listed((claim.note, way.note if way else "")),
                _listed(f"{one.verdict}: {one.reviewer}" for one in judged),
            )


def _voice(
    way: Attribution | None,
    attributions: Mapping[str, Attribution],
    spans: Mapping[str, Span],
    names: Mapping[str, str],
) -> tuple[str, ...]:
    """Who said it, of what kind, with which cue, relayed by whom."""
    if way is None:
        return ("",) * 6
    sources = [spans[source] for source in way.sources if source in spans]
    outer = attributions.get(way.parent or "")
    return (
        _listed(source.quote for source in sources),
        _listed(names.get(source.name, "") for source in sources),
        way.category,
        way.affiliation,
        spans[way.cue].quote if way.cue and way.cue in spans else "",
        _listed(spans[source].quote for source in outer.sources if source in spans) if outer else "",
    )


def toll_cell(toll: Toll) -> str:
    """A toll in its terms and figures: `killed civilians 3`, `~20` about, `10+` at least, `3-5` a range."""
    if toll.most is None:
        many = f"{toll.least}+"
    elif toll.most != toll.least:
        many = f"{toll.least}-{toll.most}"
    else:
        many = f"{toll.least}" if toll.exact else f"~{toll.least}"
    return f"{toll.what} {toll.who} {many}"


def _within(span: Span, claim: Span) -> bool:
    return span.id != claim.id and claim.start <= span.start and span.end <= claim.end


def _quotes(spans: Sequence[Span], label: str) -> str:
    return _listed(span.quote for span in spans if span.label == label)


def _listed(values: Iterable[str]) -> str:
    return BETWEEN.join(dict.fromkeys(filter(None, values)))
