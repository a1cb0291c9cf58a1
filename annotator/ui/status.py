"""The status bar: saved when, by whom, how much is there, how the log ends; and what is said in passing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from annotator.ui.aside import Aside
from annotator.ui.changes import Changes
from annotator.ui.session import Session, Telling
from annotator.ui.team.sign import TeamSign
from annotator.ui.team.syncing import Syncing
from annotator.words.i18n import isolated

_IN_PASSING_MILLISECONDS = 8000
_HEAD_CHARACTERS = 10


class StatusBar(QStatusBar):
    """Everything in it is derived from the session."""

    pressed = Signal(str)
    """A button of it: the id of its action."""
    care_pressed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setSizeGripEnabled(False)
        self.saved = self._label()
        self.author = QToolButton()
        self.author.setObjectName("plain")
        self.author.clicked.connect(lambda: self.pressed.emit("author"))
        self.care = QToolButton()
        self.care.setObjectName("plain")
        self.care.clicked.connect(self.care_pressed)
        self.care.hide()
        self.addPermanentWidget(self.care)
        self.conflicts = QToolButton()
        self.conflicts.setObjectName("plain")
        self.conflicts.clicked.connect(lambda: self.pressed.emit("conflicts"))
        self.conflicts.hide()
        self.addPermanentWidget(self.conflicts)
        self.syncing = Syncing(session, self)
        self.team = TeamSign(session, self.syncing, self)
        self.team.conflicts_wanted.connect(lambda: self.pressed.emit("conflicts"))
        self.addPermanentWidget(self.team)
        self.aside = Aside(session, self)
        self.aside.counted.connect(self._show_conflicts)
        self.counts = self._label()
        self.head = self._label()
        for widget in (self.saved, self.author, self.counts, self.head):
            self.addPermanentWidget(widget)
        self._expected = ""
        self.messageChanged.connect(self._back_to_expected)
        session.changed.connect(self._changed)
        session.told.connect(self._told)

    def refresh(self, counts: bool = True) -> None:
        """Show the session as it is; the counts are of one's own layer, and shown while that is shown."""
        session = self._session
        tr = session.tr_
        project = session.project
        self.care.setAccessibleName(tr("rescue.care"))
        self.conflicts.setAccessibleName(self.conflicts.text() or tr("joining.title"))
        for widget in (self.saved, self.author, self.counts, self.head):
            widget.setVisible(project is not None)
        if project is None:
            return
        if project.read_only:
            self.saved.setText(tr("window.read-only"))
        elif session.saved_at is None:
            self.saved.setText(tr("window.all-saved"))
        else:
            self.saved.setText(tr("window.saved-at", time=session.saved_at.strftime("%H:%M:%S")))
        self.author.setText(session.author)
        self.author.setAccessibleName(tr("window.author-button", author=session.author))
        parts = []
        if session.document is not None and counts:
            parts.append(tr("window.spans", n=len(session.layer.spans)))
            parts.append(tr("window.claims", n=len(session.claims())))
            if left := len(session.unattributed()):
                parts.append(tr("window.unattributed", n=left))
        self.counts.setText(" · ".join(parts))
        self.head.setText(tr("window.head", head=isolated(project.known_head[:_HEAD_CHARACTERS])))

    def _show_conflicts(self, count: int) -> None:
        """How many of one's own acts do not stand, as long as there are any."""
        self.conflicts.setText(self._session.tr_("joining.to-settle", n=count) if count else "")
        self.conflicts.setVisible(bool(count))

    def show_care(self, said: str) -> None:
        """What may harm the project, as long as it may; "" for nothing."""
        self.care.setText(said)
        self.care.setVisible(bool(said))

    def _told(self, sentence: str, kind: Telling) -> None:
        """Say something in passing; or what the person is to do next until it is done, which "" says.

        What was refused is said beside the text.
        """
        if kind == "passing":
            self.showMessage(sentence, _IN_PASSING_MILLISECONDS)
        if kind != "expected":
            return
        before, self._expected = self._expected, sentence
        if sentence:
            self.showMessage(sentence)
        elif self.currentMessage() == before:
            self.clearMessage()

    def _back_to_expected(self, shown: str) -> None:
        """Say again what is expected, as what was said in passing is over."""
        if not shown and self._expected:
            self.showMessage(self._expected)

    def _changed(self, changes: Changes) -> None:
        if changes.act:
            tr = self._session.tr_
            self._told(tr("window.done", act=tr(f"events.{changes.act}")), "passing")

    def _label(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label
