"""Lets somebody new belong to the team, for whoever leads it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.commands import hub
from annotator.commands.hub import Progress
from annotator.hub import Line
from annotator.store import Project
from annotator.ui.session import Session
from annotator.ui.team.asking import NewPerson, ask_person
from annotator.ui.team.reaching import Given, Reaching


class Adding(QObject):
    """Asks who it is, and makes the account on the server where there is none."""

    added = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self._reaching = Reaching(session, parent)
        session.closing.connect(self._reaching.stop)

    def ask(self) -> None:
        if self._reaching.is_running:
            return
        person = ask_person(self._parent, self._session.language)
        if person is not None and person.role:
            self.add(person)

    def add(self, person: NewPerson) -> None:
        path = self._session.path
        assert path is not None

        def work(given: Given, line: Line, progress: Progress) -> bool:
            with Project.open(path, read_only=True) as project:
                return hub.set_member(
                    project,
                    person.role,
                    names=[person.name],
                    lead=person.lead,
                    new_password=person.password,
                    password=given.password,
                    line=line,
                )

        self._reaching.reach(work, "team.adding", lambda _: self._done(person))

    def _done(self, person: NewPerson) -> None:
        self._session.tell(self._session.tr_("team.added", names=person.name))
        self.added.emit()
