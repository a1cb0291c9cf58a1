"""Says what of a layer is judged, by whom, and whether the verdict still holds. Rules: `docs/review.md`."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from annotator.core.events import encode_record
from annotator.core.model import FACTS, Attribution, Comment, Decision, Span, Submission, TargetKind

Target = Span | Attribution | Submission
State = Literal["unjudged", "changed", "accept", "replace", "reject", "disputed"]

_JUDGED_FIELDS: Final[Mapping[TargetKind, tuple[str, ...]]] = {
    "span": ("id", "document_id", "label", "ranges", "quote", "attributes", "tolls"),
    "attribution": ("id", "document_id", "claims", "sources", "cue", "parent", *FACTS, "attributes"),
    "submission": ("id", "document_id"),
}
"""The fields a verdict is about. A note is a remark beside it, and an author may be renamed."""

_KINDS: Final[Mapping[type, TargetKind]] = {
    Span: "span",
    Attribution: "attribution",
    Submission: "submission",
}


def target_kind(target: Target) -> TargetKind:
    return _KINDS[type(target)]


def snapshot(target: Target) -> dict[str, Any]:
    """The target as a decision keeps it: what its JSON holds."""
    kept: dict[str, Any] = msgspec.json.decode(encode_record(target))
    return kept


def holds(decision: Decision, target: Target | None) -> bool:
    """Whether the target is still what was judged; False if it is gone."""
    if target is None or decision.target != target.id or decision.target_kind != target_kind(target):
        return False
    now = snapshot(target)
    return all(decision.judged.get(name) == now.get(name) for name in _JUDGED_FIELDS[decision.target_kind])


def content(row: Span | Attribution, rows: Mapping[str, Span | Attribution]) -> Hashable:
    """A row's content, whoever wrote it: rows are equal if they say the same. `rows` holds what it names."""
    return _content(row, rows, frozenset())


def _content(
    row: Span | Attribution, rows: Mapping[str, Span | Attribution], within: frozenset[str]
) -> Hashable:
    if isinstance(row, Span):
        return ("span", row.label, row.ranges, _hashable(row.attributes))

    def named(row_id: str | None) -> Hashable:
        other = rows.get(row_id or "")
        # What is not there, and a circle of outer attributions, stand for themselves.
        return row_id if other is None or row_id in within else _content(other, rows, within | {row.id})

    ties = (frozenset(map(named, row.claims)), frozenset(map(named, row.sources)), named(row.cue))
    facts = (row.category, row.affiliation, _hashable(row.attributes))
    return ("attribution", *ties, named(row.parent), *facts)


def _hashable(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return frozenset((key, _hashable(item)) for key, item in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


class Standing(msgspec.Struct, frozen=True):
    """A target with the verdicts on it: those that hold, and those on what it was before."""

    target: Target
    decisions: tuple[Decision, ...] = ()
    lapsed: tuple[Decision, ...] = ()
    state: State = "unjudged"
    objections: tuple[Decision, ...] = ()
    """Those that hold to which the author has answered, and the reviewer has not replied yet."""

    def waits_for(self, reviewer: str) -> bool:
        """Whether the reviewer has yet to judge it, or to reply to what its author answered."""
        return not self.judged_by(reviewer) or any(row.reviewer == reviewer for row in self.objections)

    def judged_by(self, reviewer: str) -> bool:
        """Whether a verdict of the reviewer's holds; "" asks whether anybody's does."""
        return any(reviewer in ("", row.reviewer) for row in self.decisions)

    def changed_since(self, reviewer: str) -> bool:
        """Whether the reviewer has judged what the target was before, and not what it is now."""
        return not self.judged_by(reviewer) and any(reviewer in ("", row.reviewer) for row in self.lapsed)


def targets_of(submission: Submission, rows: Iterable[Span | Attribution]) -> list[Target]:
    """The targets of a layer: its spans and attributions, or, if it is empty, that it is so."""
    layer: list[Target] = [row for row in rows if row.author == submission.author and row.in_layer]
    return layer or [submission]


def standings(
    targets: Iterable[Target],
    decisions: Iterable[Decision],
    rows: Mapping[str, Span | Attribution],
    *,
    adjudicators: Collection[str] = (),
    comments: Iterable[Comment] = (),
) -> list[Standing]:
    """Where each target stands. `rows` holds the live rows of the document: replacements are among them.

    A replacing verdict whose replacement is gone does not hold. Where verdicts of several reviewers hold and
    differ, those of adjudicators count alone; if these differ too, or there are none, the target is disputed.
    """
    by_target: dict[str, list[Decision]] = {}
    for row in sorted(decisions, key=lambda row: (row.reviewer, row.id)):
        by_target.setdefault(row.target, []).append(row)
    found = [_standing(target, by_target.get(target.id, []), rows, adjudicators) for target in targets]
    said = list(comments)
    if not said:
        return found
    return [
        msgspec.structs.replace(row, objections=objections(row.decisions, row.target.author, said))
        for row in found
    ]


def objections(
    decisions: Iterable[Decision], author: str, comments: Iterable[Comment]
) -> tuple[Decision, ...]:
    """The verdicts that do not accept, to which the author has answered, and on which the reviewer has not
    had the last word since: in a comment, or by putting another row in place of the target.
    """
    last: dict[tuple[str, str], str] = {}
    for row in comments:
        if row.target_kind == "decision":
            key = row.target, row.author
            last[key] = max(last.get(key, ""), row.id)
    return tuple(
        row
        for row in decisions
        if row.verdict != "accept"
        and last.get((row.id, author), "") > max(last.get((row.id, row.reviewer), ""), row.replacement or "")
    )


def _standing(
    target: Target,
    decisions: Sequence[Decision],
    rows: Mapping[str, Span | Attribution],
    adjudicators: Collection[str],
) -> Standing:
    held: list[Decision] = []
    lapsed: list[Decision] = []
    for row in decisions:
        # Nobody's verdict on their own work counts, wherever it came from.
        if row.reviewer == target.author:
            continue
        replaced = row.verdict != "replace" or isinstance(rows.get(row.replacement or ""), type(target))
        (held if replaced and holds(row, target) else lapsed).append(row)
    if not held:
        return Standing(target, (), tuple(lapsed), "changed" if lapsed else "unjudged")
    if isinstance(target, Submission):
        return Standing(target, tuple(held), tuple(lapsed), "accept")
    found = Standing(target, tuple(held), tuple(lapsed))
    counted = counting(found, adjudicators)
    same = len({_outcome(row, target, rows) for row in counted}) == 1
    return msgspec.structs.replace(found, state=counted[0].verdict if same else "disputed")


def statements(found: Iterable[Standing]) -> dict[str, list[Standing]]:
    """By the id of each attributed claim of a layer: where it stands, and what says who said it.

    That is each attribution of the claim, with its sources and its cue; all in the order of `found`.
    """
    rows = {row.target.id: row for row in found}
    together: dict[str, set[str]] = {}
    for row_id, row in rows.items():
        if isinstance(row.target, Attribution):
            for claim in row.target.claims:
                told = together.setdefault(claim, {claim})
                told |= {row_id, *row.target.sources, row.target.cue or ""}
    place = {row_id: number for number, row_id in enumerate(rows)}
    return {
        claim: [rows[row_id] for row_id in sorted(told & place.keys(), key=place.__getitem__)]
        for claim, told in together.items()
        if claim in rows
    }


def acceptable(statement: Iterable[Standing], reviewer: str) -> list[Target]:
    """What of a statement the reviewer has yet to accept; nothing if some of it is not simply acceptable.

    That is what somebody rejected or corrected, what is disputed, and what changed since it was judged.
    """
    rows = list(statement)
    if any(row.state not in ("unjudged", "accept") for row in rows):
        return []
    return [row.target for row in rows if not row.judged_by(reviewer)]


def counting(standing: Standing, adjudicators: Collection[str] = ()) -> list[Decision]:
    """Of the verdicts that hold those that count: an adjudicator's before others."""
    return [row for row in standing.decisions if row.reviewer in adjudicators] or list(standing.decisions)


def deciding(standing: Standing, adjudicators: Collection[str] = ()) -> Decision | None:
    """The verdict that counts: an adjudicator's before others; None where there is none, or no agreement."""
    if not standing.decisions or standing.state == "disputed":
        return None
    return counting(standing, adjudicators)[0]


def put(
    decision: Decision, target: Span | Attribution, rows: Mapping[str, Span | Attribution]
) -> Span | Attribution | None:
    """What a verdict that holds puts where the target stands: the row itself, its replacement, or nothing.

    A replacing attribution lies within the outer attribution of the one it replaces.
    """
    if decision.verdict != "replace":
        return target if decision.verdict == "accept" else None
    made = rows[decision.replacement or ""]
    if isinstance(made, Attribution) and isinstance(target, Attribution):
        return msgspec.structs.replace(made, parent=target.parent)
    return made


def _outcome(
    decision: Decision, target: Span | Attribution, rows: Mapping[str, Span | Attribution]
) -> Hashable:
    """The outcome of a verdict: two are the same if they leave the same of the same text."""
    made = put(decision, target, rows)
    return content(made, rows) if made else None
