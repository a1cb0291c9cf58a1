"""The looks of the window: what is written can be read."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QRadioButton

from annotator.core.colors import PAPERS, contrast
from annotator.ui.parts.look import DARK, LIGHT, Chrome
from annotator.ui.window import MainWindow


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_chrome_is_readable_in_both_themes(window: MainWindow, choice: str) -> None:
    window.appearance.choose_theme(choice)
    chrome = Chrome.night() if choice == "dark" else Chrome.light()
    colors = chrome.colors
    for ground in ("window", "panel", "field", "button", "hover", "selected"):
        assert contrast(colors["ink"], colors[ground]) >= 7
    for ground in ("window", "panel", "field", "button"):
        assert contrast(colors["dim"], colors[ground]) >= 4.5
        assert contrast(colors["warn"], colors[ground]) >= 4.5


def test_the_papers_are_those_of_the_article() -> None:
    assert {"light": LIGHT.paper, "dark": DARK.paper} == PAPERS


@pytest.mark.parametrize("chrome", [Chrome.light(), Chrome.night()])
def test_the_states_of_a_box_can_be_told_apart(window: MainWindow, chrome: Chrome) -> None:
    """Drawn, as a picture that is not found would leave a plain square."""
    window.appearance.choose_theme("dark" if chrome.dark else "light")
    drawn = {}
    for kind, states in ((QCheckBox, list(Qt.CheckState)), (QRadioButton, [False, True])):
        for state, enabled in product(states, (True, False)):
            box = kind(parent=window)
            box.setCheckState(state) if isinstance(box, QCheckBox) else box.setChecked(state)
            box.setEnabled(enabled)
            box.resize(24, 24)
            image = box.grab().toImage()
            drawn[kind.__name__, state, enabled] = pixels(image)
            box.deleteLater()
    assert len(set(drawn.values())) == len(drawn)


def pixels(image: QImage) -> frozenset[tuple[int, int, int]]:
    places = product(range(image.width()), range(image.height()))
    return frozenset((x, y, image.pixel(x, y)) for x, y in places)
