"""Equal rows are one: what the verdicts on all of them together come to. Rules: `docs/review.md`."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Generic, Literal, NamedTuple, TypeVar

import msgspec

from annotator.core.model import Attribution, Decision, Reason, Span

Row = TypeVar("Row", Span, Attribution)
Content = Hashable
"""The content of a row (`core.review.content`); None: nothing."""

Why = Literal["disputed", "conflict", "no-claim", "no-source", "fewer-claims", "no-cue", "no-outer"]
"""Why an accepted row is not in the layer as it was accepted.

`disputed`: rows equal to it are judged otherwise. `conflict`: another says something else of the same text,
or of the same claims and sources. `no-claim`, `no-source`: none of its claims stands, or one of its sources
does not. `fewer-claims`, `no-cue`, `no-outer`: it stands without these.
"""

Entity = Literal["span", "attribution"]


class Vote(NamedTuple, Generic[Row]):
    """A verdict that holds, as what should stand for it: `made`, which says `content`; None: nothing.

    `on` is the row it is about, `layer` the author of the layer that row is in. A `weak` one counts only
    where no other does.
    """

    reviewer: str
    on: str
    layer: str
    content: Content
    made: Row | None
    reason: Reason | None = None
    weak: bool = False


class Verdicts(Generic[Row]):
    """Votes by the content of the rows they are on."""

    def __init__(self, adjudicators: Collection[str]) -> None:
        self._adjudicators = adjudicators
        self._votes: dict[Content, list[Vote[Row]]] = {}
        self._rows: dict[Content, list[Row]] = {}

    def add(self, content: Content, row: Row, votes: Iterable[Vote[Row]]) -> None:
        """Take in a row that says `content`, and the votes on it."""
        self._rows.setdefault(content, []).append(row)
        self._votes.setdefault(content, []).extend(votes)

    def carry_over(self) -> None:
        """Who puts one row in the place of another is for that one: a vote on all rows equal to it."""
        settled = [content for content in self._votes if len(self.outcomes(content)) == 1]
        carried = [
            vote
            for content in settled
            for vote in self.counting(content)
            if vote.content not in (None, content)
        ]
        for vote in carried:
            self._votes.setdefault(vote.content, []).append(vote)

    def counting(self, content: Content) -> list[Vote[Row]]:
        """The votes that count: an adjudicator's before others, weak ones where there is no other."""
        votes = self._votes.get(content, [])
        strong = [vote for vote in votes if not vote.weak] or votes
        return [vote for vote in strong if vote.reviewer in self._adjudicators] or strong

    def outcomes(self, content: Content) -> set[Content]:
        """The outcomes of the votes that count: one if they agree, none if there are no votes."""
        return {vote.content for vote in self.counting(content)}

    def stands(self, content: Content) -> bool:
        return self.outcomes(content) == {content}

    def leads_to(self, content: Content) -> Content:
        """The content that stands for another: itself, or what replaces it; None if nothing does."""
        seen: set[Content] = set()
        while content is not None and content not in seen and not self.stands(content):
            seen.add(content)
            outcomes = self.outcomes(content)
            content = next(iter(outcomes)) if len(outcomes) == 1 else None
        return content if content is not None and content not in seen else None

    def contents(self) -> list[Content]:
        """The contents that stand."""
        return [content for content in self._votes if self.stands(content)]

    def row(self, content: Content) -> Row:
        """The row that stands for a content that does: the oldest of those that were accepted."""
        return min((vote.made for vote in self.counting(content) if vote.made), key=lambda row: row.id)

    def layers(self, content: Content) -> set[str]:
        """In whose layers it is, or was put by a reviewer."""
        own = {row.author for row in self._rows.get(content, ()) if row.in_layer}
        return own | {vote.layer for vote in self.counting(content)}

    def against(self, content: Content) -> list[Vote[Row]]:
        """The votes that count on rows equal to this one and lead elsewhere, duplicates left out."""
        return [vote for vote in self.counting(content) if vote.content != content and not vote.weak]


class Shortfall(msgspec.Struct, frozen=True):
    """An accepted row that is not in the layer as it was accepted.

    `row`: what the verdict is on, or what a reviewer added. `others`: the rows it conflicts with or misses.
    """

    row: str
    entity: Entity
    why: Why
    others: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether something of it is in the layer."""
        return self.why in ("fewer-claims", "no-cue", "no-outer")


class Led(NamedTuple):
    """An accepted row's content, and what should stand for it: the same, or what replaces it."""

    own: Content
    wanted: Content


class Judged(Generic[Row]):
    """The rows of one kind, the verdicts on them, and the accepted ones by what they should lead to."""

    def __init__(self, entity: Entity, adjudicators: Collection[str]) -> None:
        self.entity = entity
        self.verdicts: Verdicts[Row] = Verdicts(adjudicators)
        self.accepted: dict[str, Led] = {}
        self.shortfalls: list[Shortfall] = []

    def standing(self) -> dict[Content, list[str]]:
        """The contents that stand, with the accepted rows that led to each; the rest is listed."""
        found: dict[Content, list[str]] = {one: [] for one in self.verdicts.contents()}
        led: Led
        for row_id, led in self.accepted.items():
            if self.verdicts.outcomes(led.own) == {led.wanted} and led.wanted in found:
                found[led.wanted].append(row_id)
            else:
                votes = [*self.verdicts.counting(led.own), *self.verdicts.counting(led.wanted)]
                self.miss([row_id], "disputed", (vote.on for vote in votes if vote.content != led.wanted))
        return found

    def miss(self, rows: Iterable[str], why: Why, others: Iterable[str] = ()) -> None:
        """List accepted rows as what could not stand."""
        named = set(others)
        for row in rows:
            self.shortfalls.append(Shortfall(row, self.entity, why, tuple(sorted(named - {row}))))


def is_duplicate(verdicts: Sequence[Decision]) -> bool:
    """Whether a row was rejected as a duplicate only, which says nothing against its twin."""
    return all(row.verdict == "reject" and row.reason == "duplicate" for row in verdicts)
