"""A main window on a project of the sample corpus, in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.store import Project
from annotator.ui.app import application
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow


@pytest.fixture
def app() -> Iterator[QApplication]:
    """The application, put back to its first look afterwards."""
    made = application()
    yield made
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def corpus(tmp_path: Path, sample_project: Path) -> Path:
    """A project made of the sample corpus."""
    return shutil.copy(sample_project, tmp_path / "corpus.db")


@pytest.fixture(params=["ar", "en"])
def window(app: QApplication, corpus: Path, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """The window in each language, on the sample corpus, as سلمى."""
    made = MainWindow(Session(request.param), Settings())
    made.show()
    made.opening.take_over(Project.open(corpus), author="سلمى")
    app.processEvents()
    yield made
    made.close()
    made.deleteLater()
