"""A main window on a project of the sample corpus, in memory."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.store import Project, Written
from annotator.store.review import review_of
from annotator.ui.app import application
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import LANGUAGES, Language

_FOLDERS: Final = frozenset(
    {"documents", "help", "ledger", "lead", "mark", "preferences", "project", "record", "review", "scheme"}
    | {"search", "suggest", "team"}
)
"""What is tested here goes by the commands more than by words and sides: each test runs in one language."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One half of these tests in Arabic, the other in English; all in both where that is asked for."""
    if os.environ.get("ANNOTATOR_BOTH_LANGUAGES") or any("::" in name for name in config.args):
        return
    left = [item for item in items if isinstance(item, pytest.Function) and _is_left_out(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _is_left_out(item: pytest.Function) -> bool:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if item.path.parent.name not in _FOLDERS or params.get("language") not in LANGUAGES:
        return False
    named = f"{item.module.__name__}.{item.originalname}"
    return bool(params["language"] != LANGUAGES[zlib.crc32(named.encode()) % len(LANGUAGES)])


@pytest.fixture
def app() -> Iterator[QApplication]:
    """The application, put back to its first look afterwards."""
    made = application()
    yield made
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture(autouse=True)
def readings_stay_true(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After each event, the reading that the session keeps is what the file says."""
    wrong: list[str] = []
    tell = Session._tell_written

    def told(self: Session, written: Written) -> None:
        tell(self, written)
        if self.project is not None and self.reading is not None:
            fresh = review_of(self.project, self.reading.document.id)
            wrong.extend([written.event.kind] * (self.reading != fresh))

    monkeypatch.setattr(Session, "_tell_written", told)
    yield
    assert wrong == []


@pytest.fixture
def corpus(tmp_path: Path, sample_project: Path) -> Path:
    """A project made of the sample corpus."""
    return Path(shutil.copy(sample_project, tmp_path / "corpus.db"))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Each language in turn; a module in which neither words nor sides matter has its own fixture of one."""
    chosen: Language = request.param
    return chosen


@pytest.fixture
def window(app: QApplication, corpus: Path, language: Language) -> Iterator[MainWindow]:
    """The window, on the sample corpus, as سلمى."""
    made = MainWindow(Session(language), Settings())
    made.show()
    made.opening.take_over(Project.open(corpus), author="سلمى")
    app.processEvents()
    yield made
    made.close()
    made.deleteLater()
