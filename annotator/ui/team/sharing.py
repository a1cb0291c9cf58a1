"""A new project from the hub of a team, and a hub for the project that is open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.commands import hub
from annotator.commands.hub import Progress
from annotator.core.errors import AnnotatorError
from annotator.hub import Line
from annotator.store import Project
from annotator.ui.changes import Changes
from annotator.ui.parts import dialogs
from annotator.ui.session import Session
from annotator.ui.team.asking import ask_address
from annotator.ui.team.reaching import Given, Reaching


class Sharing(QObject):
    """Asks where the hub is, works in the background, and says what came of it."""

    opened = Signal(object)
    """A `Project` of a team was fetched and opened; whoever hears it takes it over."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._reaching = Reaching(session, window)

    def join(self) -> None:
        """Fetch the project of a hub into a new file, and open it."""
        if (address := self._address("actions.join_team")) is None:
            return
        tr, path = self._session.tr_, self._session.path
        start = str((path.parent if path is not None else Path.home()) / "team.db")
        chosen = dialogs.save_path(
            self._window,
            self._session.language,
            tr("window.new-project"),
            start,
            tr("window.project-files"),
            [".db"],
        )
        if chosen is not None:
            self.fetch(address, chosen)

    def fetch(self, address: str, path: Path) -> None:
        """Make a copy of the project of a hub at `path`, and open it. What is there is not written over."""
        if path.exists():
            self._session.failed.emit(AnnotatorError("project-exists", path=str(path)))
            return
        self._reaching.reach(
            partial(_join, address, path),
            "team.joining",
            lambda _: self._open(path),
        )

    def share(self) -> None:
        """Found the hub of the open project."""
        if self._session.project is None or self._reaching.is_running:
            return
        self._session.finish_typing()
        if (address := self._address("actions.share")) is not None:
            self.found(address)

    def found(self, address: str) -> None:
        """Make a hub of the open project; where there is one of it, the copy may follow that."""
        path, author = self._session.path, self._session.author
        assert path is not None

        def work(given: Given, line: Line, progress: Progress) -> None:
            with Project.open(path) as project:
                hub.create(
                    project,
                    address,
                    author=author,
                    insecure=given.insecure,
                    password=given.password,
                    line=line,
                )

        self._reaching.reach(
            work,
            "team.sharing",
            lambda _: self._follows("team.shared"),
            lambda error, given: error.code == "hub-exists" and self._offer_to_join(address, path, given),
        )

    def stop(self) -> None:
        self._reaching.stop()

    def _offer_to_join(self, address: str, path: Path, given: Given) -> bool:
        language = self._session.language
        if dialogs.confirm(self._window, language, self._session.tr_("team.join-question")):
            self._reaching.reach(
                partial(_join, address, path),
                "team.joining",
                lambda _: self._follows("team.follows"),
                given=given,
            )
        return True

    def _follows(self, key: str) -> None:
        """The open project follows a hub from now on."""
        session = self._session
        session.look_for_changes()
        session.changed.emit(Changes(team=True))
        session.tell(session.tr_(key))

    def _open(self, path: Path) -> None:
        try:
            project = Project.open(path)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        self.opened.emit(project)

    def _address(self, title: str) -> str | None:
        if self._reaching.is_running:
            return None
        return ask_address(self._window, self._session.language, self._session.tr_(title).rstrip("…"))


def _join(address: str, path: Path, given: Given, line: Line, progress: Progress) -> None:
    hub.join(address, path, insecure=given.insecure, password=given.password, line=line, progress=progress)
