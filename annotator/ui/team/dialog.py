"""The team: how this copy stands to its hub, who belongs to it, and what they last did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.team import Member
from annotator.store import Project
from annotator.store.conflicts import count_conflicts
from annotator.store.lately import Last, last_acts
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.ui.team.adding import Adding
from annotator.ui.team.asking import ask_password
from annotator.ui.team.syncing import ASKS, Syncing
from annotator.words.i18n import error_sentence, isolated
from annotator.words.reports import event_sentence
from annotator.words.story import local_time

_COLUMNS: Final = ("person", "did", "when")
_START_SIZE: Final = QSize(760, 400)
_SYNC_KEY: Final = "F5"


class TeamDialog(QDialog):
    """A window beside the text, which follows what comes and goes."""

    conflicts_wanted = Signal()

    def __init__(self, session: Session, syncing: Syncing, adding: Adding, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._syncing = syncing
        self._shown: object = None
        tr = session.tr_
        self.setObjectName("team")
        self.setWindowTitle(tr("team.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.people = QTableWidget(0, len(_COLUMNS))
        self.people.setAccessibleName(tr("team.title"))
        self.people.setHorizontalHeaderLabels([tr("team.person"), tr("team.did"), tr("team.when")])
        header = self.people.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.people.verticalHeader().hide()
        self.people.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.people.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.people.setTabKeyNavigation(False)
        self.sync_button = self._button("team.sync", syncing.now)
        self.conflicts_button = self._button("team.conflicts", self.conflicts_wanted.emit)
        self.password_button = self._button("team.password-button", self._ask_password)
        self.add_button = self._button("team.add", adding.ask)
        self.close_button = self._button("team.close", self.close)
        buttons = QHBoxLayout()
        for button in (self.sync_button, self.conflicts_button, self.password_button, self.add_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.addWidget(self.said)
        whole.addWidget(self.people, 1)
        whole.addLayout(buttons)
        QShortcut(QKeySequence(_SYNC_KEY), self, syncing.now)
        syncing.changed.connect(self._refresh_soon)
        session.changed.connect(self._refresh_soon)
        session.closing.connect(self.close)
        self.refresh()
        self.people.setFocus()

    def refresh(self) -> None:
        """Show how it stands now."""
        project, standing = self._session.project, self._syncing.standing
        if project is None or not self._syncing.follows:
            return
        self.said.setText("\n".join(self._lines()))
        trouble = self._syncing.trouble
        self.sync_button.setEnabled(not self._syncing.is_running)
        self.conflicts_button.setVisible(count_conflicts(project, self._session.author) > 0)
        self.password_button.setVisible(trouble is not None and trouble.code in ASKS)
        self.add_button.setVisible(standing is not None and standing.lead)
        if standing is not self._shown:
            self._shown = standing
            self._show_people(project, standing.members or () if standing is not None else ())

    def _show_people(self, project: Project, members: Sequence[Member]) -> None:
        """Who belongs to the team; what they do comes with a sync, so it is read after each."""
        lately = last_acts(project, {name for member in members for name in member.names})
        self.people.setRowCount(len(members))
        for row, member in enumerate(members):
            for column, text in enumerate(self._cells(member, lately)):
                self.people.setItem(row, column, QTableWidgetItem(text))

    def _refresh_soon(self, *_: object) -> None:
        self._session.soon(self.refresh)

    def _lines(self) -> Iterator[str]:
        """How the copy stands, a sentence each."""
        tr, syncing = self._session.tr_, self._syncing
        if syncing.trouble is not None:
            yield error_sentence(self._session.language, syncing.trouble)
        elif syncing.offline_since is not None:
            yield tr("team.said-offline", time=f"{syncing.offline_since:%H:%M}")
        elif syncing.is_running:
            yield tr("team.said-begun")
        elif syncing.synced_at is None:
            yield tr("team.said-first")
        elif not syncing.to_send:
            yield tr("team.said-sent", time=f"{syncing.synced_at:%H:%M:%S}")
        if syncing.to_send:
            yield tr("team.said-to-send", n=syncing.to_send)
        if syncing.standing is not None and syncing.standing.withheld:
            yield tr("team.said-withheld", n=syncing.standing.withheld)

    def _cells(self, member: Member, lately: dict[str, Last]) -> tuple[str, str, str]:
        """Who it is, what they last did, and when."""
        tr = self._session.tr_
        names = " · ".join(isolated(name) for name in member.names)
        who = tr("team.leads", names=names) if member.lead else names
        acts = [lately[name] for name in member.names if name in lately]
        sent = local_time(member.last) if member.last else ""
        if member.gone:
            return who, tr("team.gone"), sent
        if not acts:
            return who, tr("team.unseen" if member.last else "team.never"), sent
        last = max(acts, key=lambda act: act.touch.seq)
        act = event_sentence(self._session.language, last.touch.kind)
        did = f"{act}: {isolated(last.title)}" if last.title else act
        return who, did, local_time(last.touch.at)

    def _ask_password(self) -> None:
        if (password := ask_password(self, self._session.language)) is not None:
            self._syncing.use_password(password)

    def _button(self, key: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(self._session.tr_(key))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button
