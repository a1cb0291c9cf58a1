"""The colours of the article, light and dark, and the contrast they are held to."""

from __future__ import annotations

import msgspec

from annotator.core.scheme import Label


class Theme(msgspec.Struct, frozen=True):
    """Colours as `#rrggbb`."""

    name: str
    dark: bool
    paper: str
    ink: str
    dim: str
    selection: str
    hit: str
    caret: str
    focus: str
    warning: str

    def label_color(self, label: Label) -> str:
        return label.dark if self.dark else label.light


LIGHT = Theme(
    name="light",
    dark=False,
    paper="#fffdf9",
    ink="#1d2126",
    dim="#656b74",
    selection="#cfdff6",
    hit="#ffe08a",
    caret="#1f5fbf",
    focus="#1f5fbf",
    warning="#a3341f",
)
DARK = Theme(
    name="dark",
    dark=True,
    paper="#1c2026",
    ink="#e8e6e1",
    dim="#9aa1ab",
    selection="#34496b",
    hit="#6b5518",
    caret="#7db1ff",
    focus="#7db1ff",
    warning="#ff9b85",
)


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb` after WCAG 2: 0 for black, 1 for white."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours after WCAG 2 (success criterion 1.4.3): 1 to 21; AA asks for 4.5."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
