"""Finds which accepted rows stand, and what stands in the place of others. Rules: `docs/review.md`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

import msgspec

from annotator.core.differences import counterparts
from annotator.core.model import Attribution, Span
from annotator.core.review import content
from annotator.core.verdicts import Content, Judged, Why


class StandingSpans:
    """The spans that stand, and what of them stands for any span of a layer."""

    def __init__(self, judged: Judged[Span], rows: Mapping[str, Span], says: Mapping[str, Content]) -> None:
        self._verdicts = judged.verdicts
        self._rows = rows
        self._says = says
        self._instead: dict[tuple[str, bool], dict[str, Span]] = {}
        standing = judged.standing()
        spans = {one: judged.verdicts.row(one) for one in standing}
        for one, others in self._conflicts(spans).items():
            judged.miss(standing[one], "conflict", (row for other in others for row in standing[other]))
            del spans[one]
        self.kept: dict[Content, Span] = spans

    def __getitem__(self, span_id: str) -> Span | None:
        """The row that stands for a span: its like, its replacement, or one taken in its stead."""
        said = self._says.get(span_id)
        stands = self.kept.get(self._verdicts.leads_to(said))
        if stands is None and self._is_rejected(said):
            row = self._rows[span_id]
            whose = row.author, row.in_layer
            if whose not in self._instead:
                self._instead[whose] = self._taken_instead(*whose)
            stands = self._instead[whose].get(span_id)
        return stands

    def _conflicts(self, spans: Mapping[Content, Span]) -> dict[Content, list[Content]]:
        """The rows on the same ranges with other attributes, or with other labels by different authors."""
        by_ranges: defaultdict[object, list[Content]] = defaultdict(list)
        for one, row in spans.items():
            by_ranges[row.ranges].append(one)
        found: defaultdict[Content, list[Content]] = defaultdict(list)
        for group in by_ranges.values():
            labels: defaultdict[str, set[str]] = defaultdict(set)
            for one in group:
                for layer in self._verdicts.layers(one):
                    labels[layer].add(spans[one].label)
            for one, other in combinations(group, 2):
                both = {spans[one].label, spans[other].label}
                # Who gives one text two labels means both, and so does who takes both for their labels.
                meant = any(both <= given for given in labels.values()) or self._are_taken(one, other)
                if len(both) == 1 or not meant:
                    found[one].append(other)
                    found[other].append(one)
        return found

    def _are_taken(self, *contents: Content) -> bool:
        """Whether one reviewer accepted them with the label as the reason."""
        taken = [
            {
                vote.reviewer
                for vote in self._verdicts.counting(one)
                if vote.reason == "label" and vote.made and vote.made.id == vote.on
            }
            for one in contents
        ]
        return bool(set.intersection(*taken))

    def _is_rejected(self, said: Content) -> bool:
        """Whether a span was rejected so that another may stand for it; of no claim nothing is left."""
        reasons = {vote.reason for vote in self._verdicts.counting(said)}
        return self._verdicts.outcomes(said) == {None} and "not-a-claim" not in reasons

    def _taken_instead(self, author: str, in_layer: bool) -> dict[str, Span]:
        """For rejected spans of a layer the spans they pair with, if it is compared with what stands."""
        whose = author, in_layer
        own = [row for row in self._rows.values() if (row.author, row.in_layer) == whose]
        led = (self.kept.get(self._verdicts.leads_to(self._says[row.id])) for row in own)
        stands = {row.id: row for row in led if row is not None}
        rejected = [row for row in own if self._is_rejected(self._says[row.id])]
        pairs = counterparts([*stands.values(), *rejected], list(self.kept.values()))
        return {
            row.id: pairs[row.id] for row in rejected if row.id in pairs and pairs[row.id].label == row.label
        }


class _Placed(msgspec.Struct, frozen=True):
    """An accepted attribution over the spans that stand; `outer` is the id of its outer one as accepted."""

    row: Attribution
    outer: str | None
    lost_cue: bool


class StandingAttributions:
    """Accepted attributions over the spans that stand: twins merged, conflicts left out, outer ones kept."""

    def __init__(
        self, judged: Judged[Attribution], places: StandingSpans, says: Mapping[str, Content]
    ) -> None:
        self._judged = judged
        self._says = says
        self._spans: dict[str, Span | Attribution] = {row.id: row for row in places.kept.values()}
        self._accepted = judged.standing()
        self._live: dict[Content, _Placed] = {}
        for one in self._accepted:
            if placed := self._place(one, judged.verdicts.row(one), places):
                self._live[one] = placed

    def settled(self) -> list[Attribution]:
        """Take out what cannot stand until all that is left can."""
        while True:
            made = self._merged()
            out = self._refused(made) or self._conflicting(made)
            if not out:
                break
            for one, (why, others) in out.items():
                self._judged.miss(self._accepted[one], why, others)
                del self._live[one]
        for one, placed in self._live.items():
            if placed.outer and made[one].parent is None:
                self._judged.miss(self._accepted[one], "no-outer", [placed.outer])
        return list({row.id: row for row in made.values()}.values())

    def _place(self, one: Content, row: Attribution, places: StandingSpans) -> _Placed | None:
        named = {span: places[span] for span in row.spans}
        claims, sources = ([named[span] for span in spans] for spans in (row.claims, row.sources))
        lost = [span for span in row.claims if named[span] is None]
        unsourced = [span for span in row.sources if named[span] is None]
        cue = named[row.cue] if row.cue else None
        if len(lost) == len(row.claims):
            self._judged.miss(self._accepted[one], "no-claim", lost)
        if unsourced:
            self._judged.miss(self._accepted[one], "no-source", unsourced)
        if unsourced or len(lost) == len(row.claims):
            return None
        if lost:
            self._judged.miss(self._accepted[one], "fewer-claims", lost)
        if row.cue and cue is None:
            self._judged.miss(self._accepted[one], "no-cue", [row.cue])
        return _Placed(
            msgspec.structs.replace(
                row, claims=_ids(claims), sources=_ids(sources), cue=cue.id if cue else None, parent=None
            ),
            row.parent,
            bool(row.cue and cue is None),
        )

    def _merged(self) -> dict[Content, Attribution]:
        """The row for each content: attributions that say the same of the same spans are one, the oldest."""
        cues: dict[Content, str | None] = {}
        for placed in sorted(self._live.values(), key=lambda placed: (placed.lost_cue, placed.row.id)):
            cues.setdefault(_without_cue(placed.row), placed.row.cue)
        twins: defaultdict[tuple[Content, str | None], list[Content]] = defaultdict(list)
        for one, placed in self._live.items():
            cue = cues[_without_cue(placed.row)] if placed.lost_cue else placed.row.cue
            twins[_without_cue(placed.row), cue].append(one)
        made: dict[Content, Attribution] = {}
        for (_, cue), group in twins.items():
            oldest = min((self._live[one].row for one in group), key=lambda row: row.id)
            made.update(dict.fromkeys(group, msgspec.structs.replace(oldest, cue=cue)))
        return self._within_outer(made, twins.values())

    def _within_outer(
        self, made: Mapping[Content, Attribution], groups: Iterable[list[Content]]
    ) -> dict[Content, Attribution]:
        """The outer attribution that twins have alike, if it stands and no circle comes of it."""
        found = dict(made)
        outer_of: dict[str, str] = {}
        for group in sorted(groups, key=lambda group: made[group[0]].id):
            row = made[group[0]]
            outers = {self._outer(self._live[one].outer, made) for one in group}
            outer = next(iter(outers)) if len(outers) == 1 else None
            above = outer
            while above is not None and above != row.id:
                above = outer_of.get(above)
            if outer is not None and above is None:
                outer_of[row.id] = outer
                found.update(dict.fromkeys(group, msgspec.structs.replace(row, parent=outer)))
        return found

    def _outer(self, outer: str | None, made: Mapping[Content, Attribution]) -> str | None:
        stands = made.get(self._judged.verdicts.leads_to(self._says.get(outer or "")))
        return stands.id if stands else None

    def _refused(self, made: Mapping[Content, Attribution]) -> dict[Content, tuple[Why, list[str]]]:
        """Those that came to say, over other spans, what was rejected."""
        rows = self._spans | {row.id: row for row in made.values()}
        found: dict[Content, tuple[Why, list[str]]] = {}
        for one, row in made.items():
            if against := self._judged.verdicts.against(content(row, rows)):
                found[one] = "disputed", [vote.on for vote in against]
        return found

    def _conflicting(self, made: Mapping[Content, Attribution]) -> dict[Content, tuple[Why, list[str]]]:
        """Those that say something else of the same claims and sources."""
        groups: defaultdict[Content, list[Content]] = defaultdict(list)
        for one, row in made.items():
            groups[frozenset(row.claims), frozenset(row.sources)].append(one)
        found: dict[Content, tuple[Why, list[str]]] = {}
        for group in groups.values():
            for one in group:
                others = [other for other in group if _facts(made[other]) != _facts(made[one])]
                if others:
                    found[one] = "conflict", [row for other in others for row in self._accepted[other]]
        return found


def _ids(spans: Iterable[Span | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.id for span in spans if span))


def _without_cue(row: Attribution) -> Content:
    return content(msgspec.structs.replace(row, cue=None), {})


def _facts(row: Attribution) -> tuple[object, ...]:
    return row.category, row.affiliation, row.attributes
