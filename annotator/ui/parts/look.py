"""The look of both themes: colours of the article, colours of everything around it, the style sheet."""

from __future__ import annotations

from string import Template
from typing import Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from annotator.core.scheme import Label
from annotator.disk import data_path

_ICONS: Final = (("arrow", "down"), ("tick", "tick"), ("dash", "dash"))
"""What the style sheet calls a picture, and its file."""


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


class Chrome(msgspec.Struct, frozen=True):
    """Named colours of the window's frame, panels and controls."""

    dark: bool
    colors: dict[str, str]

    @classmethod
    def light(cls) -> Chrome:
        return cls(
            False,
            {
                "window": "#f2f0ec",
                "panel": "#f7f5f1",
                "paper": "#fffdf9",
                "ink": "#1d2126",
                "dim": "#5f6670",
                "line": "#dcd8d0",
                "field": "#ffffff",
                "hover": "#ebe7df",
                "selected": "#dfe8f5",
                "focus": "#1f5fbf",
                "warn": "#8f5200",
                "button": "#ffffff",
                "pressed": "#e3dfd7",
            },
        )

    @classmethod
    def night(cls) -> Chrome:
        return cls(
            True,
            {
                "window": "#15181d",
                "panel": "#191d23",
                "paper": "#1c2026",
                "ink": "#e8e6e1",
                "dim": "#a3a9b2",
                "line": "#323841",
                "field": "#20252c",
                "hover": "#262c34",
                "selected": "#263650",
                "focus": "#7db1ff",
                "warn": "#f0b45a",
                "button": "#242a32",
                "pressed": "#2f3741",
            },
        )

    def color(self, name: str) -> QColor:
        return QColor(self.colors[name])

    def style_sheet(self) -> str:
        sheet = data_path("resources", "style", "window.qss").read_text(encoding="utf-8")
        suffix = "dark" if self.dark else "light"
        icons = {
            name: data_path("resources", "icons", f"{file}-{suffix}.svg").as_posix() for name, file in _ICONS
        }
        return Template(sheet).substitute(self.colors | icons)

    def palette(self) -> QPalette:
        palette = QPalette()
        for role, name in (
            (QPalette.ColorRole.Window, "window"),
            (QPalette.ColorRole.WindowText, "ink"),
            (QPalette.ColorRole.Base, "field"),
            (QPalette.ColorRole.AlternateBase, "panel"),
            (QPalette.ColorRole.Text, "ink"),
            (QPalette.ColorRole.Button, "button"),
            (QPalette.ColorRole.ButtonText, "ink"),
            (QPalette.ColorRole.ToolTipBase, "panel"),
            (QPalette.ColorRole.ToolTipText, "ink"),
            (QPalette.ColorRole.PlaceholderText, "dim"),
            (QPalette.ColorRole.Highlight, "selected"),
            (QPalette.ColorRole.HighlightedText, "ink"),
            (QPalette.ColorRole.Link, "focus"),
        ):
            palette.setColor(role, self.color(name))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("dim"))
        return palette


def chrome_for(choice: str) -> Chrome:
    """The chrome for a theme setting: `light`, `dark`, or `system`, which asks the desktop."""
    if choice == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        choice = "dark" if dark else "light"
    return Chrome.night() if choice == "dark" else Chrome.light()
