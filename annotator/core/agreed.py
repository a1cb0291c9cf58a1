"""The agreed layer: what survives review. One rule, stated in `docs/review.md`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Final, TypeVar

import msgspec

from annotator.core.model import Attribution, Decision, Span, Submission, derived_id
from annotator.core.review import deciding, holds, standings

AGREED: Final = "agreed"
"""The author under whose name the agreed layer leaves the project."""

Row = TypeVar("Row", Span, Attribution)


class Agreed(msgspec.Struct, frozen=True):
    """Spans in reading order and attributions by age, each by whoever wrote it."""

    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()


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
    tied_rows = {row.id: row for row in attributions}
    submitted = {row.id: row for row in submissions if row.state == "submitted"}
    authors = {row.author for row in submitted.values()}
    listed = list(decisions)
    added = {
        row.replacement
        for row in listed
        if row.replacement
        and row.target in submitted
        and row.reviewer != submitted[row.target].author
        and holds(row, submitted[row.target])
    }

    def standing(rows: dict[str, Row]) -> dict[str, Row]:
        """For each row of a submitted layer that stands, what stands for it: itself or its replacement."""
        targets = [row for row in rows.values() if row.author in authors and row.in_layer]
        found = {row_id: rows[row_id] for row_id in added & rows.keys()}
        for row in standings(targets, listed, rows, adjudicators=adjudicators):
            verdict = deciding(row, adjudicators)
            if verdict is not None and verdict.verdict == "accept":
                found[row.target.id] = rows[row.target.id]
            elif verdict is not None and verdict.verdict == "replace":
                found[row.target.id] = _within(rows[verdict.replacement or ""], rows[row.target.id])
        return found

    stands, ties = standing(span_rows), standing(tied_rows)
    for tied in {row.id: row for row in ties.values() if not row.in_layer}.values():
        # A reviewer ties spans of her own; they stand with what she tied.
        for span_id in tied.spans:
            if span_id in span_rows:
                stands.setdefault(span_id, span_rows[span_id])
    kept = _without_twins(stands, lambda row: (row.label, row.ranges))
    return Agreed(
        tuple(sorted(_unrepeated(kept), key=lambda row: (row.start, -row.end, row.id))),
        _tied(ties, kept),
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


def _tied(ties: dict[str, Attribution], kept: dict[str, Span]) -> tuple[Attribution, ...]:
    """Attributions over the spans that stand.

    Claims and a cue that do not stand fall away. Without a claim left, or with a source that does not
    stand, who said what is in doubt, and the attribution does not stand either.
    """
    whole: dict[str, Attribution] = {}
    for row_id, row in ties.items():
        claims = _once(kept[span].id for span in row.claims if span in kept)
        if claims and all(source in kept for source in row.sources):
            whole[row_id] = msgspec.structs.replace(
                row,
                claims=claims,
                sources=_once(kept[source].id for source in row.sources),
                cue=kept[row.cue].id if row.cue in kept else None,
            )
    single = _without_twins(whole, lambda row: (frozenset(row.claims), frozenset(row.sources), row.cue))
    parents = {row_id: row.id for row_id, row in single.items()}
    return tuple(
        msgspec.structs.replace(row, parent=_parent(row, parents))
        for row in sorted(_unrepeated(single), key=lambda row: row.id)
    )


def _within(replacement: Row, original: Row) -> Row:
    """A replacing attribution lies within the outer attribution of the one it replaces."""
    if isinstance(replacement, Attribution) and isinstance(original, Attribution):
        return msgspec.structs.replace(replacement, parent=original.parent)
    return replacement


def _parent(row: Attribution, parents: dict[str, str]) -> str | None:
    outer = parents.get(row.parent or "")
    return outer if outer != row.id else None


def _without_twins(rows: dict[str, Row], key: Callable[[Row], Hashable]) -> dict[str, Row]:
    """The same ids, but of rows with the same key all stand for the oldest."""
    oldest: dict[Hashable, Row] = {}
    for row in sorted(rows.values(), key=lambda row: row.id):
        oldest.setdefault(key(row), row)
    return {row_id: oldest[key(row)] for row_id, row in rows.items()}


def _unrepeated(rows: dict[str, Row]) -> Iterable[Row]:
    return {row.id: row for row in rows.values()}.values()


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
