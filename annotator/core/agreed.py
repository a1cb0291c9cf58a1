"""The agreed layer: what survives review, and what of it could not stand. Rules: `docs/review.md`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from annotator.core.agreed_rows import StandingAttributions, StandingSpans
from annotator.core.model import Attribution, Decision, Span, Submission, derived_id
from annotator.core.review import content, counting, deciding, holds, put, standings
from annotator.core.verdicts import (
    Content,
    Entity,
    Judged,
    Led,
    Row,
    Shortfall,
    Verdicts,
    Vote,
    is_duplicate,
)

AGREED: Final = "agreed"
"""The author under whose name the agreed layer leaves the project."""


class Agreed(msgspec.Struct, frozen=True):
    """Spans in reading order and attributions by age, each by whoever wrote it; and what could not stand."""

    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()


def agreed(
    spans: Iterable[Span],
    attributions: Iterable[Attribution],
    submissions: Iterable[Submission],
    decisions: Iterable[Decision],
    *,
    adjudicators: Collection[str] = (),
) -> Agreed:
    """The agreed layer of one document, from all layers of it and all that was decided.

    Of submitted layers: what was accepted, what replaces what was replaced, what a reviewer added. What is
    unjudged, disputed or rejected is not in it, however many authors marked it.
    """
    span_rows = {row.id: row for row in spans}
    attributed_rows = {row.id: row for row in attributions}
    review = _Review(
        {**span_rows, **attributed_rows},
        {row.id: row for row in submissions if row.state == "submitted"},
        list(decisions),
        adjudicators,
    )
    attributed = review.judged("attribution", attributed_rows)
    attributed.verdicts.carry_over()
    marked = review.judged("span", span_rows)
    for one in attributed.verdicts.contents():
        row = attributed.verdicts.row(one)
        if not row.in_layer:
            review.bring(marked.verdicts, span_rows, row, attributed.verdicts.layers(one))
    marked.verdicts.carry_over()
    places = StandingSpans(marked, span_rows, review.says)
    rows = StandingAttributions(attributed, places, review.says).settled()
    shortfalls = {*marked.shortfalls, *attributed.shortfalls}
    return Agreed(
        tuple(sorted(places.kept.values(), key=lambda row: (row.start, -row.end, row.id))),
        tuple(sorted(rows, key=lambda row: row.id)),
        tuple(sorted(shortfalls, key=lambda row: (row.entity, row.row, row.why, row.others))),
    )


def published(layer: Agreed) -> Agreed:
    """The layer as it leaves the project: by the one author `AGREED`, so that it holds together by itself.

    Ids follow from those of the rows, which `origin` names (`agreed:<id>`), so it can be traced back.
    """

    def name(row_id: str) -> str:
        return derived_id(AGREED, row_id)

    return Agreed(
        tuple(
            msgspec.structs.replace(row, id=name(row.id), author=AGREED, origin=f"{AGREED}:{row.id}")
            for row in layer.spans
        ),
        tuple(
            msgspec.structs.replace(
                row,
                id=name(row.id),
                author=AGREED,
                origin=f"{AGREED}:{row.id}",
                claims=tuple(map(name, row.claims)),
                sources=tuple(map(name, row.sources)),
                cue=name(row.cue) if row.cue else None,
                parent=name(row.parent) if row.parent else None,
            )
            for row in layer.attributions
        ),
    )


class _Review:
    """The decisions in a document, as votes."""

    def __init__(
        self,
        rows: Mapping[str, Span | Attribution],
        submitted: Mapping[str, Submission],
        decisions: Collection[Decision],
        adjudicators: Collection[str],
    ) -> None:
        self.rows = rows
        self.says: dict[str, Content] = {row.id: content(row, rows) for row in rows.values()}
        self._submitted = submitted
        self._decisions = decisions
        self._adjudicators = adjudicators

    def judged(self, entity: Entity, rows: Mapping[str, Row]) -> Judged[Row]:
        authors = {row.author for row in self._submitted.values()}
        targets = [row for row in rows.values() if row.author in authors and row.in_layer]
        found: Judged[Row] = Judged(entity, self._adjudicators)
        for row in standings(targets, self._decisions, self.rows, adjudicators=self._adjudicators):
            target = rows[row.target.id]
            said = self.says[target.id]
            weak = is_duplicate(counting(row, self._adjudicators))
            found.verdicts.add(
                said, target, [self._vote(target, verdict, weak=weak) for verdict in row.decisions]
            )
            verdict = deciding(row, self._adjudicators)
            if verdict is not None and verdict.verdict != "reject":
                found.accepted[target.id] = Led(said, self._vote(target, verdict).content)
        for decision in self._decisions:
            submission = self._submitted.get(decision.target)
            added = rows.get(decision.replacement or "")
            own = submission is None or decision.reviewer == submission.author
            if added and submission and not own and holds(decision, submission):
                said = self.says[added.id]
                vote = Vote(decision.reviewer, added.id, submission.author, said, added)
                found.verdicts.add(said, added, [vote])
                found.accepted[added.id] = Led(said, said)
        return found

    def bring(
        self, marked: Verdicts[Span], spans: Mapping[str, Span], row: Attribution, layers: Iterable[str]
    ) -> None:
        """A reviewer attributes spans of her own; they stand with that, if nobody judged their like."""
        for span in (spans[name] for name in row.spans if name in spans):
            said = self.says[span.id]
            votes = [Vote(row.author, span.id, layer, said, span, weak=True) for layer in sorted(layers)]
            marked.add(said, span, votes)

    def _vote(self, target: Row, verdict: Decision, *, weak: bool = False) -> Vote[Row]:
        stands = put(verdict, target, self.rows)
        made = stands if isinstance(stands, type(target)) else None
        said = content(made, self.rows) if made else None
        return Vote(verdict.reviewer, target.id, target.author, said, made, verdict.reason, weak)
