"""Draws every page of the window to be looked at: `python -m tests.ui.draw_pages OUT [PAGE ...]`.

In both languages and themes, at two sizes; with QT_SCALE_FACTOR=2 twice as fine.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from annotator.commands import documents
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.app import application
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from tests.ui import pages

SIZES = (pages.SMALL,)
THEMES = ("light", "dark")


def make_project(path: Path) -> None:
    """The sample corpus."""
    with Project.create(path, scheme_toml.load(), actor=pages.AUTHOR) as project:
        documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author="مها")


def picture(window: MainWindow, over: QWidget) -> QPixmap:
    """The window, with what lies over it where it lies on the screen."""
    drawn = window.grab()
    if over is not window:
        painter = QPainter(drawn)
        painter.fillRect(window.rect(), QColor(0, 0, 0, 90))
        painter.drawPixmap(over.pos() - window.pos(), over.grab())
        painter.end()
    return drawn


def main(out: Path, wanted: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_SETTINGS"] = folder
        application()
        project = Path(folder) / "news.db"
        make_project(project)
        for name in wanted or pages.PAGES:
            page = pages.PAGES[name]
            for language, theme, size in [("ar", "light", SIZES[0]), ("en", "dark", SIZES[0])]:
                Settings().set_value("theme", theme)
                path = out / f"{name}-{language}-{theme}-{size.width()}.png"
                with pages.at_window(project, page, language, size) as window:
                    pages.look(
                        window,
                        page,
                        lambda over, path=path, window=window: picture(window, over).save(str(path)),
                    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
