"""The colours of the article, light and dark."""

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
