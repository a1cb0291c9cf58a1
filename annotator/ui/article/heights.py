"""Heights of paragraphs, some measured and some estimated, and where each begins.

Sums are kept per block of paragraphs, so that changing one height or finding a place costs little even in a
text of a million lines.
"""

from __future__ import annotations

_BLOCK = 256


class Heights:
    """Heights in pixels, by index of the paragraph."""

    def __init__(self, heights: list[float]) -> None:
        self._heights = heights
        self._blocks = [sum(heights[at : at + _BLOCK]) for at in range(0, len(heights), _BLOCK)]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> float:
        return self._heights[index]

    def __setitem__(self, index: int, height: float) -> None:
        self._heights[index] = height
        at = index // _BLOCK
        self._blocks[at] = sum(self._heights[at * _BLOCK : (at + 1) * _BLOCK])

    def total(self) -> float:
        return sum(self._blocks)

    def top(self, index: int) -> float:
        """The sum of all heights before `index`."""
        at = index // _BLOCK
        return sum(self._blocks[:at]) + sum(self._heights[at * _BLOCK : index])

    def find(self, y: float) -> tuple[int, float]:
        """The paragraph at `y` and how far below its top `y` lies; the first or last for a `y` outside."""
        at, rest = 0, max(y, 0.0)
        while at < len(self._blocks) - 1 and rest >= self._blocks[at]:
            rest -= self._blocks[at]
            at += 1
        index = at * _BLOCK
        while index < len(self._heights) - 1 and rest >= self._heights[index]:
            rest -= self._heights[index]
            index += 1
        return index, rest
