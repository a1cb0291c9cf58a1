"""What somebody decided about proposals of each kind, and what that says of those to come.

Where thirty-seven of forty proposals of a kind were accepted, the next is right more likely than the shipped
model says; the two are weighed by how often it was decided.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from annotator.core.model import Attribution, Span
from annotator.core.suggestions import Answers, Suggestion

PRIOR: Final = 20
"""As how many decisions the shipped model counts."""
LEAST: Final = 30
"""Decisions; fewer do not tell whether they know better than the shipped model."""
_FOLDS: Final = 5
_EDGE: Final = 0.02

Kind = tuple[str, str]
"""The suggester and its pattern."""


class Decision(NamedTuple):
    """A proposal that was accepted or not, and how sure the model had been."""

    kind: Kind
    confidence: float
    right: bool


class Such(NamedTuple):
    """Of so many of a kind that were decided, so many were accepted."""

    accepted: int = 0
    decided: int = 0


class Decided(msgspec.Struct, frozen=True):
    """All decisions by kind. `helps`: whether they foretell decisions they were not counted with better than
    the shipped model alone; else they are shown and change nothing."""

    kinds: dict[Kind, Such]
    helps: bool

    def such(self, suggestion: Suggestion) -> Such:
        return self.kinds.get(kind_of(suggestion), Such())

    def sure(self, suggestion: Suggestion) -> Suggestion:
        """The suggestion with the confidence that the decisions give it."""
        such = self.such(suggestion)
        if not self.helps or not such.decided:
            return suggestion
        return msgspec.structs.replace(suggestion, confidence=weighed(suggestion.confidence, such))


def kind_of(suggestion: Suggestion) -> Kind:
    return suggestion.suggester, suggestion.why.pattern


def weighed(confidence: float, such: Such) -> float:
    """The share accepted, with the model's word counted as `PRIOR` decisions."""
    return round((such.accepted + PRIOR * confidence) / (such.decided + PRIOR), 2)


def decided(decisions: Sequence[Decision]) -> Decided:
    """What the decisions say, by kind."""
    return Decided(_counted(decisions), len(decisions) >= LEAST and _foretells(decisions))


def decisions_in(
    found: Iterable[Suggestion],
    spans: Sequence[Span],
    attributions: Sequence[Attribution],
    rejected: Container[str],
) -> list[Decision]:
    """Those of one document: rejected by their ids, or answered by a row that came from a suggestion."""
    answers = Answers(spans, attributions)
    taken = {(span.label, span.ranges) for span in spans if _is_accepted(span)}
    made = []
    for row in found:
        if row.id in rejected:
            made.append(Decision(kind_of(row), row.confidence, False))
        elif row.attribution is None:
            if all((span.label, span.ranges) in taken for span in row.spans):
                made.append(Decision(kind_of(row), row.confidence, True))
        elif (answer := answers.answer(row)) is not None and _is_accepted(answer):
            made.append(Decision(kind_of(row), row.confidence, True))
    return made


def _is_accepted(row: Span | Attribution) -> bool:
    return row.origin.startswith("suggestion:")


def _counted(decisions: Iterable[Decision]) -> dict[Kind, Such]:
    found: dict[Kind, Such] = {}
    for row in decisions:
        before = found.get(row.kind, Such())
        found[row.kind] = Such(before.accepted + row.right, before.decided + 1)
    return found


def _foretells(decisions: Sequence[Decision]) -> bool:
    """Whether, over folds in turn, the others foretell a fold better than the model does, by the log loss."""
    shipped = ours = 0.0
    for fold in range(_FOLDS):
        known = _counted(row for n, row in enumerate(decisions) if n % _FOLDS != fold)
        for row in decisions[fold::_FOLDS]:
            shipped += _loss(row.confidence, right=row.right)
            ours += _loss(weighed(row.confidence, known.get(row.kind, Such())), right=row.right)
    return ours < shipped


def _loss(sure: float, *, right: bool) -> float:
    sure = min(1 - _EDGE, max(_EDGE, sure))
    return -math.log(sure if right else 1 - sure)
