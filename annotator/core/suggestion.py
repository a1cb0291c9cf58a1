"""Proposals: spans and attributions that nobody has accepted yet, and why they are proposed.

They belong to no layer and stand outside the log; they can be computed anew at any time. A proposal's id
follows from what it proposes, so that one which was rejected is known again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from annotator.core.model import Range, derived_id


class ProposedSpan(msgspec.Struct, frozen=True):
    """Words that would bear `label`; `ranges` in code points of the text, `quote` what they hold."""

    label: str
    ranges: tuple[Range, ...]
    quote: str


class ProposedAttribution(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution among the spans of one suggestion: numbers are places in its `spans`.

    `parent` is the id of the suggestion that holds the outer attribution of relayed speech.
    """

    claims: tuple[int, ...]
    sources: tuple[int, ...] = ()
    cue: int | None = None
    parent: str | None = None
    category: str = ""
    affiliation: str = ""
    attributes: dict[str, Any] = {}


class Why(msgspec.Struct, frozen=True):
    """What made a suggester propose: a pattern by its code, and the words that matched it."""

    pattern: str
    words: str = ""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to accept or reject: a single span (a name), or an attribution with all its spans.

    Spans that the layer has already (same label, same ranges) are used again, not added twice; so an
    attribution whose source was named before carries that source's span too.
    """

    id: str
    document_id: str
    suggester: str
    spans: tuple[ProposedSpan, ...]
    attribution: ProposedAttribution | None = None
    why: Why
    confidence: float


def suggestion_id(
    document_id: str,
    suggester: str,
    spans: tuple[ProposedSpan, ...],
    attribution: ProposedAttribution | None,
) -> str:
    """The same proposal for the same text has the same id, whatever else was proposed with it."""
    parts = [f"{span.label}:{span.ranges}" for span in spans]
    if attribution is not None:
        parts.append(f"{attribution.claims}{attribution.sources}{attribution.cue}")
    return derived_id("suggestion", suggester, document_id, *parts)
