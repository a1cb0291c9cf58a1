"""Draws every page of the window to be looked at: `python -m tests.ui.draw_pages OUT [PAGE ...]`.

In both languages and themes, on a small and a large screen, and on a small one twice as fine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from annotator.commands import documents
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.app import application
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import LANGUAGES, Language
from tests.ui import pages

SCREENS = (((1024, 700), 1), ((1600, 1000), 1), ((1024, 700), 2))
"""The size of a window that fills the screen, and the scale."""
THEMES = ("light", "dark")
_IMPORTER = "مها"
_SHADE = QColor(0, 0, 0, 90)


def draw(project: Path, out: Path, page: pages.Page, language: Language, size: QSize) -> None:
    """One page, with what lies over the window where it lies on the screen."""

    def see(over: QWidget) -> None:
        picture(window, over).save(str(out))

    with pages.at_window(project, page, language, size) as window:
        pages.look(window, page, see)


def picture(window: MainWindow, over: QWidget) -> QPixmap:
    drawn = window.grab()
    if over is not window:
        painter = QPainter(drawn)
        painter.fillRect(window.rect(), _SHADE)
        painter.drawPixmap(over.pos() - window.pos(), over.grab())
        painter.end()
    return drawn


def draw_here(out: Path, width: int, height: int, scale: int, wanted: list[str]) -> None:
    """All looks on the screen of this process."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_SETTINGS"] = folder
        application()
        project = Path(folder) / "news.db"
        with Project.create(project, scheme_toml.load(), actor=pages.AUTHOR) as made:
            documents.import_paths(made, [data_path("sample_corpus", "corpus.jsonl")], author=_IMPORTER)
        for name, language, theme in product(wanted or pages.PAGES, LANGUAGES, THEMES):
            Settings().path.unlink(missing_ok=True)
            Settings().set_value("theme", theme)
            to = out / f"{name}-{language}-{theme}-{width}-{scale}.png"
            draw(project, to, pages.PAGES[name], language, QSize(width, height))


def main(out: Path, wanted: list[str]) -> None:
    """Each screen in a process of its own: there is one to a process."""
    for (width, height), scale in SCREENS:
        with tempfile.TemporaryDirectory() as folder:
            screen = Path(folder) / "screen.json"
            sides = {"width": width * scale, "height": height * scale}
            screens = [{"name": "drawn", "x": 0, "y": 0, "dpr": 1, **sides}]
            screen.write_text(json.dumps({"screens": screens}), encoding="utf-8")
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
                "QT_SCALE_FACTOR": f"{scale}",
            }
            command = [sys.executable, "-m", "tests.ui.draw_pages", "--here", str(out)]
            command += [f"{width}", f"{height}", f"{scale}", *wanted]
            subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    if sys.argv[1] == "--here":
        draw_here(Path(sys.argv[2]), *map(int, sys.argv[3:6]), sys.argv[6:])  # type: ignore[arg-type]
    else:
        main(Path(sys.argv[1]), sys.argv[2:])
