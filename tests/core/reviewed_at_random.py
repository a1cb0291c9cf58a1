"""Random layers of one document and random verdicts on them, for what must hold of any review."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

import msgspec

from annotator.core.model import REVIEW, Attribution, Decision, Range, Span, Submission
from tests.core.layers import decided, span, submitted, tied

ANNOTATORS, REVIEWERS = ("أمل", "باسم", "جمانة"), ("ليلى", "نور", "أمل")
ADJUDICATOR = "نور"
_RANGES: dict[str, list[tuple[Range, ...]]] = {
    "claim": [((15, 30),), ((15, 25),), ((15, 20), (22, 30)), ((40, 60),)],
    "source": [((4, 14),), ((4, 10),), ((35, 39),)],
    "cue": [((0, 3),), ((0, 5),)],
    "actor": [((4, 14),), ((4, 10),)],
}
_REASONS = ("boundary", "duplicate", "not-a-claim", "other")


class Reviewed(NamedTuple):
    """One document: what was marked, handed in and decided, and who settles it."""

    spans: list[Span]
    attributions: list[Attribution]
    submissions: list[Submission]
    decisions: list[Decision]
    adjudicators: tuple[str, ...]


def reviewed(seed: int, size: int) -> Reviewed:
    """`size` bounds how much each author marks."""
    return _Making(Random(seed), size).made()


class _Making:
    def __init__(self, random: Random, size: int) -> None:
        self._random = random
        self._size = size
        self._spans: list[Span] = []
        self._ties: list[Attribution] = []
        self._decisions: dict[tuple[str, ...], Decision] = {}

    def made(self) -> Reviewed:
        random = self._random
        authors = ANNOTATORS[: random.randint(1, len(ANNOTATORS))]
        for author in authors:
            self._layer(author)
        handed_in = [
            submitted(author, "withdrawn" if random.random() < 0.1 else "submitted") for author in authors
        ]
        targets: list[Any] = [*self._spans, *self._ties]
        for target in targets:
            for reviewer in REVIEWERS[: random.choice((1, 1, 2, 3))]:
                if random.random() < 0.85:
                    self._judge(target, reviewer)
        for submission in handed_in:
            if random.random() < 0.3:
                missed = self._span(REVIEWERS[0], REVIEW)
                self._keep(decided(submission, REVIEWERS[0], "replace", missed, reason="missing"))
        random.shuffle(self._spans)
        adjudicators = (ADJUDICATOR,) if random.random() < 0.4 else ()
        return Reviewed(self._spans, self._ties, handed_in, list(self._decisions.values()), adjudicators)

    def _id(self) -> str:
        return f"{len(self._spans) + len(self._ties):03}{self._random.randrange(100):02}"

    def _layer(self, author: str) -> None:
        for _ in range(self._random.randint(0, self._size)):
            self._span(author, "hand")
        for _ in range(self._random.randint(0, max(1, self._size // 3))):
            self._tie(author, "hand")

    def _span(self, author: str, origin: str) -> Span:
        label = self._random.choice(list(_RANGES))
        naming: Any = self._random.choice((None, None, "named", ["named", "again"]))
        made = span(
            self._id(), author, label, *self._random.choice(_RANGES[label]), origin=origin,
            attributes={"naming": naming} if naming and label == "source" else {},
        )  # fmt: skip
        self._spans.append(made)
        return made

    def _tie(self, author: str, origin: str, outer: str | None = None) -> Attribution | None:
        own = [row for row in self._spans if row.author == author and row.origin == origin]
        claims, sources, cues = (
            [row.id for row in own if row.label == label] for label in ("claim", "source", "cue")
        )
        if not claims:
            return None
        others = [row.id for row in self._ties if row.author == author and row.origin == origin]
        made = tied(
            self._id(), author,
            " ".join(self._some(claims)),
            " ".join(self._some(sources)) if self._random.random() < 0.8 else "",
            cue=self._random.choice([None, *cues]),
            parent=self._random.choice([None, None, *others]) if origin != REVIEW else outer,
            category=self._random.choice(("military", "local")),
            origin=origin,
        )  # fmt: skip
        self._ties.append(made)
        return made

    def _some(self, ids: Sequence[str]) -> list[str]:
        return self._random.sample(ids, min(len(ids), self._random.choice((1, 1, 2))))

    def _judge(self, target: Span | Attribution, reviewer: str) -> None:
        act = self._random.random()
        if act < 0.65:
            self._keep(decided(target, reviewer, "accept", reason=self._random.choice((None, None, "label"))))
        elif act < 0.85:
            self._keep(decided(target, reviewer, "reject", reason=self._random.choice(_REASONS)))
        elif act < 0.95:
            made = self._span(reviewer, REVIEW) if isinstance(target, Span) else self._tie(reviewer, REVIEW)
            if made:
                self._keep(decided(target, reviewer, "replace", made, reason="other"))
        else:
            before = msgspec.structs.replace(target, attributes={"was": "otherwise"})
            self._keep(decided(before, reviewer, "accept"))

    def _keep(self, decision: Decision) -> None:
        self._decisions[decision.target, decision.reviewer] = decision
