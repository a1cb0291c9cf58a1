"""The annotations of the text that is shown, and which of them stand at a place, beside it, or after it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from annotator.core.model import Attribution, Range, Span
from annotator.core.scheme import Scheme


class Shown(msgspec.Struct, frozen=True):
    """The spans of a layer, those suggested for it, and what ties them."""

    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    suggestions: tuple[Span, ...] = ()

    def all(self) -> tuple[Span, ...]:
        return (*self.spans, *self.suggestions)

    def span(self, span_id: str) -> Span | None:
        return next((span for span in self.all() if span.id == span_id), None) if span_id else None

    def extent(self, span_id: str) -> Range | None:
        """What is to be seen of a span: all of it, and of a suggested one all that is suggested with it."""
        span = self.span(span_id)
        if span is None:
            return None
        tied = {other for row in self.attributions if span_id in row.spans for other in row.spans}
        parts = [span, *(row for row in self.suggestions if row.id in tied and span in self.suggestions)]
        return min(row.start for row in parts), max(row.end for row in parts)

    def with_span(self, span: Span) -> Shown:
        """The same with a span in the place of the one with its id."""
        spans, suggestions = (
            tuple(span if row.id == span.id else row for row in rows)
            for rows in (self.spans, self.suggestions)
        )
        return Shown(spans, self.attributions, suggestions)

    def unattributed(self) -> frozenset[str]:
        """The spans of the layer that no attribution has for its claim."""
        tied = {claim for row in self.attributions for claim in row.claims}
        return frozenset(span.id for span in self.spans) - tied

    def at(self, offset: int) -> list[str]:
        """The spans over a character, the innermost first."""
        return _innermost(
            span for span in self.all() if any(start <= offset < end for start, end in span.ranges)
        )

    def beside(self, line: Range, scheme: Scheme) -> list[str]:
        """The spans whose bracket stands beside a line of the text, the innermost first."""
        begin, end = line
        return _innermost(
            span
            for span in self.all()
            if any(a < end and begin < b for a, b in span.ranges)
            and scheme.shown_label(span.label).shape == "bracket"
        )

    def next(self, step: int, *, selected: str, caret: int) -> Span | None:
        """The next span of the layer from the one selected, else from the caret; None at the ends."""
        order = sorted(self.spans, key=lambda span: (span.start, -span.end, span.id))
        places = [place for place, span in enumerate(order) if span.id == selected]
        if places:
            place = places[0] + step
        elif step > 0:
            place = next((n for n, span in enumerate(order) if span.start >= caret), len(order))
        else:
            place = next((n for n in reversed(range(len(order))) if order[n].start < caret), -1)
        return order[place] if 0 <= place < len(order) else None


def _innermost(spans: Iterable[Span]) -> list[str]:
    return [span.id for span in sorted(spans, key=lambda span: (span.end - span.start, span.start))]
