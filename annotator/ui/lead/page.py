"""The page itself: a window beside the text, so that one can go from a claim in the list to the claim."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from annotator.ui.changes import Changes
from annotator.ui.lead.agreement_tab import AgreementTab
from annotator.ui.lead.assign_tab import AssignTab
from annotator.ui.lead.claims_tab import ClaimsTab
from annotator.ui.lead.desk_tab import DeskTab
from annotator.ui.lead.people_tab import PeopleTab
from annotator.ui.lead.standing_tab import StandingTab
from annotator.ui.parts.look import Chrome
from annotator.ui.parts.room import fit
from annotator.ui.session import Session

_START_SIZE = QSize(1040, 640)


_Tab = StandingTab | DeskTab | AssignTab | PeopleTab | AgreementTab | ClaimsTab


class LeadPage(QDialog):
    """Closes with the project it is about; what runs is stopped then."""

    claim_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._path = session.path
        self.setObjectName("lead")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.standing = StandingTab(session)
        self.agreement = AgreementTab(session)
        self.claims = ClaimsTab(session)
        self.desk = DeskTab(session)
        self.assigning = AssignTab(session)
        self.people = PeopleTab(session)
        self._reading = self.standing, self.agreement, self.claims, self.desk
        self._tabs: dict[str, _Tab] = {
            "pictures": self.standing,
            "desk": self.desk,
            "assign": self.assigning,
            "people": self.people,
            "agreement": self.agreement,
            "claims": self.claims,
        }
        self.tabs = QTabWidget()
        for tab in self._tabs.values():
            self.tabs.addTab(tab, "")
        self.said = QLabel()
        self.said.setObjectName("quiet")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.refresh_button, self.close_button = QPushButton(), QPushButton()
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.refresh_button)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        # In a dialog, Enter in a field would press the nearest button.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        QShortcut(QKeySequence("F5"), self, self.refresh)
        self.refresh_button.clicked.connect(self.refresh)
        self.close_button.clicked.connect(self.close)
        self.claims.claim_wanted.connect(self.claim_wanted)
        self.desk.claim_wanted.connect(self.claim_wanted)
        for saying in (self.standing, self.agreement, self.desk, self.assigning, self.people):
            saying.told.connect(self.said.setText)
        self.assigning.assigned.connect(self.desk.read)
        self.people.renamed.connect(self._renamed)
        session.changed.connect(self._changed)
        self.tabs.currentChanged.connect(self._focus)
        self.retranslate()
        self.refresh()
        self._focus()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setWindowTitle(tr("lead.title"))
        for number, name in enumerate(self._tabs):
            self.tabs.setTabText(number, tr(f"lead.tab-{name}"))
        self.refresh_button.setText(tr("lead.refresh"))
        self.close_button.setText(tr("lead.close"))
        for tab in self._tabs.values():
            tab.retranslate()

    def set_chrome(self, chrome: Chrome) -> None:
        self.standing.set_chrome(chrome)

    def refresh(self) -> None:
        """Read the project anew; figures that were measured are measured again when asked for."""
        if self._session.project is None:
            return
        self.said.clear()
        self.agreement.forget()
        self.standing.read()
        self.claims.read()
        self.desk.read()
        self.assigning.refresh()
        self.people.refresh()

    @property
    def busy(self) -> bool:
        return any(tab.busy for tab in self._reading)

    def _focus(self, *_: object) -> None:
        """The keys go to what one has come for."""
        tab = self.tabs.currentWidget()
        first = {
            self.standing: self.standing.names,
            self.claims: self.claims.list,
            self.desk: self.desk.list,
            self.assigning: self.assigning.title,
            self.people: self.people.list,
        }
        first.get(tab, self.agreement.measure_button).setFocus()
        if tab is self.agreement:
            self.agreement.measure_once()

    def _renamed(self) -> None:
        """What was said of the change stays to be read."""
        said = self.said.text()
        self.refresh()
        self.said.setText(said)

    def _changed(self, changes: Changes) -> None:
        if changes.project and self._session.path != self._path:
            self.close()
        elif changes.author:
            self.refresh()
        if changes.language or changes.scheme:
            self.retranslate()

    # Qt

    def done(self, result: int) -> None:
        """Whatever closes the page also ends what it runs."""
        for tab in self._reading:
            tab.stop()
        super().done(result)
