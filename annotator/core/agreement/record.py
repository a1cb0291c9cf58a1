"""Agreement as it is shown and exported: figures with intervals, counts, what was skipped."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Reason = Literal[
    "no-documents", "one-author", "no-common-documents", "no-spans", "no-words", "no-variation",
    "no-attributions", "no-matches", "no-values",
]  # fmt: skip
"""Why there is no figure.

`no-documents`: nothing was handed in. `one-author`: fewer than two took part. `no-common-documents`: no
document in which all the authors of the figure took part. `no-spans`, `no-words`, `no-attributions`,
`no-matches`, `no-values`: neither author has one to compare. `no-variation`: only one value occurs, so chance
alone would agree on everything.
"""

SkipReason = Literal["zero-length", "outside-text", "repeated", "no-word", "unplaced", "no-value"]
"""Why something was left out.

`zero-length`, `outside-text`: the span covers nothing, or leaves the text; it counts nowhere. `repeated`: the
author has the same label on the same ranges already; counted once. `no-word`: the span touches no word, so
the token measures do not see it. `unplaced`: an attribution with no span to match it by. `no-value`: a value
compared in matched attributions that this author did not give.
"""

UNITIZING_MEASURE: Final = "alpha_u"
GAMMA_MEASURE: Final = "gamma"
"""Only where it is asked for: it takes an extra, and long."""
ATTRIBUTION_MEASURES: Final = (
    "attribution.agr.first", "attribution.agr.second", "attribution.f1",
    "attribution.claim.exact", "attribution.claim.overlap", "attribution.source.exact",
    "attribution.source.overlap", "attribution.cue.exact", "attribution.cue.overlap",
)  # fmt: skip
VALUE_MEASURES: Final = ("observed", "kappa", "alpha")
"""Of each value of matched attributions, as `attribution.<value>.<measure>`."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measure between authors: a value, or the reason why there is none.

    `label` None: over all labels, or not about a label. `low` and `high`: the interval by resampling
    documents; None where fewer than two documents are compared or no resample has a value. `undefined`: the
    resamples left out because the measure has no value in them.
    """

    measure: str
    authors: tuple[str, ...]
    label: str | None
    documents: int
    value: float | None
    reason: Reason | None = None
    low: float | None = None
    high: float | None = None
    undefined: int = 0


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many spans of a label two authors have, and how many pair up; the F1 figures come of these."""

    authors: tuple[str, str]
    label: str
    first: int
    second: int
    exact: int
    tolerant: int
    overlap: int


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """How often the first author has `first` and the second `second` on the very same ranges.

    Labels that both have there are taken out before others are crossed.
    """

    authors: tuple[str, str]
    first: str
    second: str
    count: int


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """The items left out and why; `examples` are ids of documents and of spans or attributions in them."""

    reason: SkipReason
    author: str
    what: str
    count: int
    examples: tuple[tuple[str, str], ...]


class Sampling(msgspec.Struct, frozen=True, kw_only=True):
    """How intervals are made: documents drawn with replacement, the percentiles that hold `level` between."""

    resamples: int = 1000
    seed: int = 1
    level: float = 0.95


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """All that was measured. `reason`: why there is nothing; `apart`: pairs that share no document."""

    authors: tuple[str, ...]
    labels: tuple[str, ...]
    documents: int
    compared: int
    sampling: Sampling
    reason: Reason | None = None
    figures: tuple[Figure, ...] = ()
    counts: tuple[Counts, ...] = ()
    confusion: tuple[Confusion, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    skipped: tuple[Skipped, ...] = ()
