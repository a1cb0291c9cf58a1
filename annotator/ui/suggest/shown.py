"""The suggestions for the open document, as the article and the strip show them; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from annotator.core.model import Attribution, Range, Span, quote
from annotator.core.offsets import normal_ranges
from annotator.core.suggestions import Suggestion


class Proposals(msgspec.Struct):
    """The suggestions still open, in reading order. Edits are kept here until they are accepted."""

    suggestions: tuple[Suggestion, ...] = ()

    def replace(self, suggestions: Iterable[Suggestion]) -> None:
        """Take other suggestions; what the person has edited and is still proposed stays as edited."""
        edited = {row.id: row for row in self.suggestions}
        self.suggestions = tuple(edited.get(row.id, row) for row in suggestions)

    def put(self, suggestion: Suggestion) -> None:
        """Put an edited suggestion in the place of the one with its id."""
        self.suggestions = tuple(suggestion if row.id == suggestion.id else row for row in self.suggestions)

    def drop(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        self.suggestions = tuple(row for row in self.suggestions if row.id not in gone)

    def spans(self) -> tuple[Span, ...]:
        """The proposed spans, to be drawn; their ids name the suggestion and the place in it."""
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
            for row in self.suggestions
            for place, span in enumerate(row.spans)
        )

    def attributions(self) -> tuple[Attribution, ...]:
        """The proposed attributions among those spans, so that claims are drawn tied to their sources."""
        return tuple(
            Attribution(
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
            for row in self.suggestions
            if (tie := row.attribution) is not None
        )

    def of(self, span_id: str) -> Suggestion | None:
        """The suggestion that a drawn span belongs to; None for a span of the layer."""
        suggestion_id, _, _ = span_id.rpartition("/")
        return next((row for row in self.suggestions if row.id == suggestion_id), None)

    def first_part(self, suggestion: Suggestion) -> str:
        """The drawn span that stands for a suggestion: its claim, else its only span."""
        tie = suggestion.attribution
        return _part(suggestion, tie.claims[0] if tie is not None and tie.claims else 0)

    def after(self, offset: int, current: str, step: int) -> Suggestion | None:
        """The next suggestion in reading order from the current one, else from `offset`, and round."""
        if not self.suggestions:
            return None
        order = sorted(self.suggestions, key=_start)
        places = [place for place, row in enumerate(order) if row.id == current]
        if places:
            return order[(places[0] + step) % len(order)]
        ahead = [row for row in order if (_start(row)[0] >= offset) == (step > 0)]
        return (ahead or order)[0 if step > 0 else -1]

    def alike(self, suggestion: Suggestion, within: Range) -> list[Suggestion]:
        """Those of the same suggester and pattern that touch `within`, in reading order."""
        return [
            row
            for row in sorted(self.suggestions, key=_start)
            if (row.suggester, row.why.pattern) == (suggestion.suggester, suggestion.why.pattern)
            and any(a < within[1] and within[0] < b for span in row.spans for a, b in span.ranges)
        ]

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


def _part(row: Suggestion, place: int) -> str:
    return f"{row.id}/{place}"


def _start(row: Suggestion) -> tuple[int, int]:
    first = min(span.ranges[0][0] for span in row.spans)
    return first, -max(span.ranges[-1][1] for span in row.spans)
