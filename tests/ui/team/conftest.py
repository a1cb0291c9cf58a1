"""A team on a real server, and the window of Salma, who belongs to it; time goes by as a test says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotator.commands import spans
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.team.pace import FIRST
from annotator.ui.team.syncing import Syncing
from annotator.ui.window import MainWindow
from annotator.words.i18n import LANGUAGES, Language
from tests.hub.conftest import Team, server, team
from tests.hub.server import PEOPLE

__all__ = ["server", "team"]

SALMA, LAYLA = PEOPLE["salma"], PEOPLE["layla"]


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Language:
    """Arabic; both where a test asks for `BOTH`."""
    chosen: Language = getattr(request, "param", "ar")
    return chosen


BOTH = pytest.mark.parametrize("language", LANGUAGES, indirect=True)


class Seat:
    """Somebody's window, and their clock."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.now = 0.0
        self.syncing.clock = lambda: self.now

    @property
    def session(self) -> Session:
        return self.window.session

    @property
    def syncing(self) -> Syncing:
        return self.window.status.syncing

    @property
    def sign(self) -> str:
        """What the status bar says of the hub."""
        QApplication.processEvents()
        assert self.window.status.team.isVisibleTo(self.window) == bool(self.syncing.follows)
        return self.window.status.team.text()

    def wait(self, seconds: float) -> bool:
        """Let time go by; whether a sync was due then, which is over now."""
        self.now += seconds
        self.syncing.tick()
        was_due = self.syncing.is_running
        self.finish()
        return was_due

    def finish(self) -> None:
        """Let the sync that has begun come to its end."""
        self.syncing._task.finish()
        QApplication.processEvents()

    def mark(self, start: int = 0) -> None:
        """Label five letters of the open document."""
        document = self.session.document
        assert document is not None
        ranges = [(start, start + 5)]
        self.session.do(spans.add_span, document_id=document.id, label="actor", ranges=ranges)


@pytest.fixture
def seat(app: QApplication, team: Team, language: Language) -> Iterator[Seat]:
    """Salma's window on her copy, synced once."""
    made = MainWindow(Session(language), Settings())
    made.show()
    sitting = Seat(made)
    made.opening.take_over(team.file("salma"), author=SALMA)
    assert sitting.wait(FIRST)
    yield sitting
    made.close()
    made.deleteLater()
