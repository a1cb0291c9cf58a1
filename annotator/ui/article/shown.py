"""The annotations of the text that is shown, and which of them stand at a place, beside it, or after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from annotator.core.exchanged import exchanged
from annotator.core.model import Attribution, Range, Span, in_reading_order
from annotator.core.scheme import Scheme

Row = TypeVar("Row", Span, Attribution)


class Shown:
    """The spans of a layer, those suggested for it, and what ties them.

    What is asked at each key is looked up, and kept by what an act has exchanged: a key costs the same
    however much is shown.
    """

    def __init__(self) -> None:
        self.spans: tuple[Span, ...] = ()
        self.attributions: tuple[Attribution, ...] = ()
        self.suggestions: tuple[Span, ...] = ()
        self._spans: dict[str, Span] = {}
        self._suggested: dict[str, Span] = {}
        self._attributions: dict[str, Attribution] = {}
        self._tied: dict[str, dict[str, Attribution]] = {}

    def take(
        self, spans: Sequence[Span], attributions: Sequence[Attribution], suggestions: Sequence[Span]
    ) -> tuple[list[Span], list[Span]]:
        """Show these and no others, each id once; gives the spans that went, and those that came."""
        marked = _take(self._spans, self.spans, spans)
        drawn = _take(self._suggested, self.suggestions, suggestions)
        untied, tied = _take(self._attributions, self.attributions, attributions)
        for row in untied:
            for span_id in row.spans:
                del self._tied[span_id][row.id]
                if not self._tied[span_id]:
                    del self._tied[span_id]
        for row in tied:
            for span_id in row.spans:
                self._tied.setdefault(span_id, {})[row.id] = row
        self.spans, self.attributions = tuple(spans), tuple(attributions)
        self.suggestions = tuple(suggestions)
        return [*marked[0], *drawn[0]], [*marked[1], *drawn[1]]

    def span(self, span_id: str) -> Span | None:
        return self._spans.get(span_id) or self._suggested.get(span_id)

    def is_suggested(self, span_id: str) -> bool:
        return span_id in self._suggested

    def attribution(self, row_id: str) -> Attribution | None:
        return self._attributions.get(row_id)

    def attributions_of(self, span_id: str) -> list[Attribution]:
        """The attributions in which a span plays any part."""
        return sorted(self._tied.get(span_id, {}).values(), key=lambda row: row.id)

    def is_attributed(self, span_id: str) -> bool:
        """Whether an attribution has the span for its claim."""
        return any(span_id in row.claims for row in self._tied.get(span_id, {}).values())

    def tied_to(self, span_id: str) -> frozenset[str]:
        """The other spans of the attributions a span plays a part in."""
        found = {other for row in self._tied.get(span_id, {}).values() for other in row.spans}
        return frozenset(found - {span_id})

    def extent(self, span_id: str) -> Range | None:
        """What is to be seen of a span: all of it, and of a suggested one all that is suggested with it."""
        span = self.span(span_id)
        if span is None:
            return None
        parts = [span]
        if span_id in self._suggested:
            parts += [self._suggested[row] for row in self.tied_to(span_id) if row in self._suggested]
        return min(row.start for row in parts), max(row.end for row in parts)

    def with_span(self, span: Span) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The spans and those suggested, with a span in the place of the one with its id."""
        return _with(self.spans, self._spans, span), _with(self.suggestions, self._suggested, span)

    def at(self, offset: int) -> list[str]:
        """The spans over a character, the innermost first."""
        return _innermost(
            span for span in self._all() if any(start <= offset < end for start, end in span.ranges)
        )

    def beside(self, line: Range, scheme: Scheme) -> list[str]:
        """The spans whose bracket stands beside a line of the text, the innermost first."""
        begin, end = line
        return _innermost(
            span
            for span in self._all()
            if any(a < end and begin < b for a, b in span.ranges)
            and scheme.shown_label(span.label).shape == "bracket"
        )

    def next(self, step: int, *, selected: str, caret: int) -> Span | None:
        """The next span of the layer from the one selected, else from the caret; None at the ends."""
        order = sorted(self.spans, key=in_reading_order)
        places = [place for place, span in enumerate(order) if span.id == selected]
        if places:
            place = places[0] + step
        elif step > 0:
            place = next((n for n, span in enumerate(order) if span.start >= caret), len(order))
        else:
            place = next((n for n in reversed(range(len(order))) if order[n].start < caret), -1)
        return order[place] if 0 <= place < len(order) else None

    def _all(self) -> Iterable[Span]:
        return (*self.spans, *self.suggestions)


def _take(rows: dict[str, Row], before: Sequence[Row], after: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Keep rows by their ids; gives those that went, and those that came."""
    gone, came = exchanged(before, after)
    for row in gone:
        rows.pop(row.id, None)
    rows.update((row.id, row) for row in came)
    return gone, came


def _with(rows: tuple[Span, ...], by_id: dict[str, Span], span: Span) -> tuple[Span, ...]:
    if span.id not in by_id:
        return rows
    place = rows.index(by_id[span.id])
    return (*rows[:place], span, *rows[place + 1 :])


def _innermost(spans: Iterable[Span]) -> list[str]:
    return [span.id for span in sorted(spans, key=lambda span: (span.end - span.start, span.start))]
