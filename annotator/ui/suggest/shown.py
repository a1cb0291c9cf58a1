"""The suggestions for the open document, as the article and the strip show them; nothing here writes."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import chain
from math import inf

import msgspec

from annotator.core.exchanged import exchanged
from annotator.core.model import Attribution, Range, Span, quote
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import Places
from annotator.core.suggestions import Answers, Suggestion
from annotator.core.teaching import most_doubtful


class Drawn(msgspec.Struct, frozen=True):
    """Suggestions as spans and attributions."""

    of: tuple[Suggestion, ...] = ()
    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()


NOTHING_DRAWN = Drawn()


class Proposals:
    """The suggestions still open, in reading order. Edits are kept here until they are accepted.

    What is drawn of them, and where they stand, is kept by what comes and goes.
    """

    def __init__(self, suggestions: Iterable[Suggestion] = ()) -> None:
        self.suggestions: tuple[Suggestion, ...] = ()
        self._rows: dict[str, Suggestion] = {}
        self._edited: set[str] = set()
        self._order: list[tuple[tuple[int, float], str]] = []
        self._places: Places[Suggestion] = Places()
        self._parts: dict[str, tuple[tuple[Span, ...], tuple[Attribution, ...]]] = {}
        self._drawn = NOTHING_DRAWN
        self.replace(suggestions)

    def replace(self, suggestions: Iterable[Suggestion]) -> None:
        """Take other suggestions; what the person has edited and is still proposed stays as edited."""
        found = {row.id: self._rows[row.id] if row.id in self._edited else row for row in suggestions}
        self._edited &= found.keys()
        self._show(tuple(found.values()))

    def put(self, suggestion: Suggestion) -> None:
        """Put an edited suggestion in the place of the one with its id."""
        self._edited.add(suggestion.id)
        self._show(tuple(suggestion if row.id == suggestion.id else row for row in self.suggestions))

    def drop(self, ids: Iterable[str]) -> None:
        gone = {*ids} & self._rows.keys()
        if gone:
            self._edited -= gone
            self._show(tuple(row for row in self.suggestions if row.id not in gone))

    def drop_answered(self, spans: Sequence[Span], attributions: Sequence[Attribution]) -> None:
        """Drop what is answered by rows that came into the layer: attributions with the spans they name."""
        if self._rows and (spans or attributions):
            answers = Answers(spans, attributions)
            near = self._places.near(piece for span in spans for piece in span.ranges)
            self.drop([row.id for row in near if not answers.is_open(row)])

    def by_id(self) -> dict[str, Suggestion]:
        """Those of now, for whoever looks meanwhile for others."""
        return dict(self._rows)

    def drawn(self) -> Drawn:
        """Their spans and attributions, to be drawn; the same object until they change.

        The ids of the spans name the suggestion and the place in it; the attributions tie claims to sources.
        """
        if self._drawn.of is not self.suggestions:
            parts = [self._parts[row.id] for row in self.suggestions]
            spans = tuple(chain.from_iterable(part[0] for part in parts))
            ties = tuple(chain.from_iterable(part[1] for part in parts))
            self._drawn = Drawn(self.suggestions, spans, ties)
        return self._drawn

    def of(self, span_id: str) -> Suggestion | None:
        """The suggestion that a drawn span belongs to; None for a span of the layer."""
        return self._rows.get(span_id.rpartition("/")[0])

    def first_part(self, suggestion: Suggestion) -> str:
        """The drawn span that stands for a suggestion: its claim, else its only span."""
        tie = suggestion.attribution
        return _part(suggestion, tie.claims[0] if tie is not None and tie.claims else 0)

    def after(self, offset: int, current: str, step: int) -> Suggestion | None:
        """The next suggestion in reading order from the current one, else from `offset`, and round."""
        if not self._order:
            return None
        if current in self._rows:
            place = bisect_left(self._order, (_start(self._rows[current]), current)) + step
        else:
            ahead = bisect_left(self._order, ((offset, -inf), ""))
            place = ahead if step > 0 else ahead - 1
            # Where none is ahead on that side, the first of all, or the last.
            place = place if 0 <= place < len(self._order) else 0 if step > 0 else -1
        return self._rows[self._order[place % len(self._order)][1]]

    def by_doubt(self, current: str) -> Suggestion | None:
        """The one that would teach most; of the current one, the next behind it, and round."""
        if not self._order:
            return None
        rows = most_doubtful([self._rows[row_id] for _, row_id in self._order])
        place = next((n for n, row in enumerate(rows) if row.id == current), -1)
        return rows[(place + 1) % len(rows)]

    def alike(self, suggestion: Suggestion, within: Range) -> list[Suggestion]:
        """Those of the same suggester and pattern that touch `within`, in reading order."""
        found = [
            row
            for row in self._places.near([within])
            if (row.suggester, row.why.pattern) == (suggestion.suggester, suggestion.why.pattern)
            and any(a < within[1] and within[0] < b for span in row.spans for a, b in span.ranges)
        ]
        return sorted(found, key=_place)

    def with_edges(self, span_id: str, ranges: Sequence[Range], text: str) -> Suggestion | None:
        """The suggestion with the drawn span moved to these ranges of the text."""
        row = self.of(span_id)
        if row is None:
            return None
        place = int(span_id.rpartition("/")[2])
        joined = normal_ranges(ranges)
        moved = msgspec.structs.replace(row.spans[place], ranges=joined, quote=quote(text, joined))
        spans = (*row.spans[:place], moved, *row.spans[place + 1 :])
        return msgspec.structs.replace(row, spans=spans)

    def _show(self, suggestions: tuple[Suggestion, ...]) -> None:
        gone, came = exchanged(self.suggestions, suggestions)
        for row in gone:
            del self._rows[row.id], self._parts[row.id]
            self._places.remove(_pieces(row), row)
            del self._order[bisect_left(self._order, _place(row))]
        for row in came:
            self._rows[row.id] = row
            self._parts[row.id] = _spans(row), _attributions(row)
            self._places.add(_pieces(row), row)
            insort(self._order, _place(row))
        self.suggestions = suggestions


def _spans(row: Suggestion) -> tuple[Span, ...]:
    return tuple(
        Span(
            id=_part(row, place),
            document_id=row.document_id,
            label=span.label,
            ranges=span.ranges,
            quote=span.quote,
            author="",
            confidence=row.confidence,
        )
        for place, span in enumerate(row.spans)
    )


def _attributions(row: Suggestion) -> tuple[Attribution, ...]:
    if (tie := row.attribution) is None:
        return ()
    drawn = Attribution(
        id=row.id,
        document_id=row.document_id,
        claims=tuple(_part(row, place) for place in tie.claims),
        sources=tuple(_part(row, place) for place in tie.sources),
        cue=None if tie.cue is None else _part(row, tie.cue),
        parent=tie.parent,
        category=tie.category,
        affiliation=tie.affiliation,
        author="",
    )
    return (drawn,)


def _part(row: Suggestion, place: int) -> str:
    return f"{row.id}/{place}"


def _pieces(row: Suggestion) -> list[Range]:
    return [piece for span in row.spans for piece in span.ranges]


def _place(row: Suggestion) -> tuple[tuple[int, float], str]:
    return _start(row), row.id


def _start(row: Suggestion) -> tuple[int, float]:
    first = min(span.ranges[0][0] for span in row.spans)
    return first, -max(span.ranges[-1][1] for span in row.spans)
