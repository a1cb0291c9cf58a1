"""Colours as `#rrggbb`, and the contrast that labels are held to."""

from __future__ import annotations

import re
from typing import Final

PAPERS: Final = {"light": "#fffdf9", "dark": "#1c2026"}
"""The paper of each theme, on which a label's colour of the same name is drawn."""

LEAST_CONTRAST: Final = 4.5
"""The contrast WCAG 2 asks of text at level AA (success criterion 1.4.3)."""

PALETTE: Final = (
    ("#b3261e", "#ff9d94"),
    ("#4a6300", "#b5d46a"),
    ("#a3195b", "#ff8fc0"),
    ("#5b4bc4", "#b3a7ff"),
    ("#6d4c2f", "#d9b38c"),
    ("#7a5a00", "#e0c25a"),
    ("#4a5568", "#b8c2d0"),
)
"""Colours on light and on dark paper for labels that nobody has chosen one for."""

_COLOR = re.compile("#[0-9a-fA-F]{6}")


def is_color(text: str) -> bool:
    return _COLOR.fullmatch(text) is not None


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours after WCAG 2: 1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
