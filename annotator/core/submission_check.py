"""Finds what a layer still lacks when its author wants to submit it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from annotator.core.model import Attribution, Document, Span
from annotator.core.pairing import overlaps
from annotator.core.scheme import Scheme

RemarkCode = Literal["claim-unattributed", "on-furniture", "without-source"]


class Remark(msgspec.Struct, frozen=True):
    """One thing to look at again: a span, or the first claim of an attribution, by its quote.

    The sentence for `code` is the row `remark-<code>` of `resources/i18n/review.toml`.
    """

    code: RemarkCode
    target: str
    quote: str
    start: int


def remarks(
    document: Document, spans: Sequence[Span], attributions: Sequence[Attribution], scheme: Scheme
) -> list[Remark]:
    """Claims without an attribution, spans on furniture, attributions without a source, in reading order.

    `start` is where in the text, in code points.
    """
    own = [span for span in spans if span.in_layer]
    by_id = {span.id: span for span in spans}
    claims, boilerplate = scheme.labels_as("claim"), document.boilerplate
    attributed = {claim for row in attributions for claim in row.claims}
    found = [
        Remark("claim-unattributed", span.id, span.quote, span.start)
        for span in own
        if span.label in claims and span.id not in attributed
    ]
    found += [
        Remark("on-furniture", span.id, span.quote, span.start)
        for span in own
        if overlaps(span.ranges, boilerplate)
    ]
    for row in attributions:
        if not row.sources and row.in_layer:
            claim = by_id.get(row.claims[0])
            quote, start = (claim.quote, claim.start) if claim else ("", 0)
            found.append(Remark("without-source", row.id, quote, start))
    return sorted(found, key=lambda row: (row.start, row.code, row.target))
