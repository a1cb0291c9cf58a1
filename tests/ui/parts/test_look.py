"""The looks of the window: what is written can be read."""

from __future__ import annotations

import pytest

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
