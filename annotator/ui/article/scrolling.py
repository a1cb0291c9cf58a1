"""Keeps what is read in its place while paragraphs above and below it are laid out and their heights known.

The place is an anchor: the paragraph at the top of the view, and how far below its top the view begins. The
scroll bar follows the anchor, so that a wrong estimate moves the bar and never the text.
"""

from __future__ import annotations

from annotator.ui.article.column import Column

PAD_TOP, PAD_BOTTOM = 14.0, 60.0
"""Free space above the first and below the last paragraph, in pixels."""


class Scrolling:
    """Scrolls a `Column` in a view that is `view` pixels high."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._index = 0
        self._rest = -PAD_TOP
        self.view = 1.0

    def value(self) -> int:
        """The value that the scroll bar should show."""
        return round(self._column.top(self._index) + self._rest + PAD_TOP)

    def maximum(self) -> int:
        if not len(self._column):
            return 0
        return max(0, round(self._column.height() + PAD_TOP + PAD_BOTTOM - self.view))

    def origin(self) -> float:
        """The y in the view at which the column begins."""
        return -self._rest - self._column.top(self._index)

    def forget(self) -> None:
        """The column holds another text: its beginning is in view."""
        self._index, self._rest = 0, -PAD_TOP

    def to_start(self) -> None:
        self._settle(0, -PAD_TOP)

    def to_end(self) -> None:
        last = len(self._column) - 1
        if last >= 0:
            self._settle(last, self._column.layout(last).height + PAD_BOTTOM - self.view)

    def to_value(self, value: int) -> None:
        """Where the scroll bar says, by the heights known so far."""
        y = value - PAD_TOP
        self._settle(*((0, y) if y < 0 else self._column.at(y)))

    def bar_moved(self, value: int, maximum: int, dy: int) -> None:
        """The bar was moved to a value: by `dy` pixels, negative for onwards."""
        if value == 0:
            self.to_start()
        elif value == maximum:
            self.to_end()
        elif abs(dy) <= self.view:
            self.by(-dy)
        else:
            self.to_value(value)

    def by(self, pixels: float) -> None:
        """On or back from what is in view: that moves by just so much."""
        self._settle(self._index, self._rest + pixels)

    def stay(self) -> None:
        """Take account of heights that have changed, with the anchor where it is."""
        self._settle(self._index, self._rest)

    def share(self) -> tuple[int, float]:
        """The anchor, as a paragraph and the share of its height above the view."""
        height = self._column.layout(self._index).height if len(self._column) else 1.0
        return self._index, self._rest / max(1.0, height)

    def to_share(self, index: int, share: float) -> None:
        """Back to what `share` gave, after the text was laid out anew."""
        if len(self._column):
            index = min(index, len(self._column) - 1)
            at_start = index == 0 and share < 0
            self._settle(index, -PAD_TOP if at_start else share * self._column.layout(index).height)

    def reveal(self, index: int, top: float, bottom: float) -> None:
        """Bring `[top, bottom)` of a paragraph into view, or at least its beginning; else stay."""
        self._column.layout(index)
        above = self._column.top(index) + self.origin()
        if above + top < 0 or bottom - top > self.view:
            self._settle(index, top)
        elif above + bottom > self.view:
            self._settle(index, bottom - self.view)

    def _settle(self, index: int, rest: float) -> None:
        """Lay out what the view shows from there, and make it the anchor; no further than both ends."""
        column = self._column
        if not len(column):
            self._index, self._rest = 0, -PAD_TOP
            return
        index, rest = self._normal(index, rest)
        bottom, last = column.layout(index).height - rest, index
        while bottom < self.view and last < len(column) - 1:
            last += 1
            bottom += column.layout(last).height
        missing = self.view - bottom - PAD_BOTTOM
        if missing > 0 and last == len(column) - 1:
            index, rest = self._normal(index, rest - missing)
        self._index, self._rest = index, max(rest, -PAD_TOP) if index == 0 else rest

    def _normal(self, index: int, rest: float) -> tuple[int, float]:
        """The same place with the paragraph that really lies there."""
        column = self._column
        while rest < 0 and index > 0:
            index -= 1
            rest += column.layout(index).height
        while index < len(column) - 1 and rest >= (height := column.layout(index).height):
            rest -= height
            index += 1
        return index, rest
