"""What does not stand since copies were merged: before, mine, now; a key to do it again, one to leave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import merging
from annotator.core.errors import AnnotatorError
from annotator.ui.aside import documents_of
from annotator.ui.keyboard import keys_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.joining import ToldConflict, told_conflict

_COLUMNS: Final = ("field", "before", "mine", "now")
_START_SIZE: Final = (900, 480)
_AGAIN_KEY: Final = "Ctrl+Return"
_LEAVE_KEY: Final = "Ctrl+Delete"


class ConflictsDialog(QDialog):
    """The person's own acts that are to be settled; what was settled goes from the list."""

    document_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._conflicts: list[merging.Conflict] = []
        self._told: list[ToldConflict] = []
        tr = session.tr_
        self.setWindowTitle(tr("joining.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_START_SIZE)
        hint = QLabel(tr("joining.hint"))
        hint.setWordWrap(True)
        hint.setTextFormat(Qt.TextFormat.PlainText)
        self.acts = QListWidget()
        self.acts.setObjectName("conflicts")
        self.acts.setAccessibleName(tr("joining.title"))
        self.acts.setWordWrap(True)
        self.acts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.acts.currentRowChanged.connect(self._show_act)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setAccessibleName(tr("joining.fields"))
        self.table.setHorizontalHeaderLabels([tr(f"joining.{name}") for name in _COLUMNS])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        split = QSplitter()
        split.addWidget(self.acts)
        split.addWidget(right)
        split.setStretchFactor(1, 2)
        self.again_button = self._button("joining.again", _AGAIN_KEY, self.again)
        self.leave_button = self._button("joining.leave", _LEAVE_KEY, self.leave)
        self.open_button = self._button("joining.open", "", self._open)
        close = self._button("joining.close", "", self.reject)
        buttons = QHBoxLayout()
        for button in (self.again_button, self.leave_button, self.open_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.addWidget(hint)
        whole.addWidget(split, 1)
        whole.addLayout(buttons)
        self.refresh()
        self.acts.setFocus()

    def refresh(self) -> None:
        """Read anew what is to be settled; the list stays where it is."""
        session, at = self._session, self.acts.currentRow()
        project = session.project
        self._conflicts = merging.conflicts(project, session.author) if project is not None else []
        self._told = [told_conflict(project, session.language, row) for row in self._conflicts if project]
        self.acts.clear()
        self.acts.addItems([f"{isolated(told.at)}  {told.act}\n{told.rows[0].said}" for told in self._told])
        self.acts.setCurrentRow(max(0, min(at, len(self._told) - 1)))
        self._show_act(self.acts.currentRow())

    def again(self) -> None:
        """Do the act once more, to what is there now."""
        if (conflict := self._current()) is not None:
            self._session.do(merging.again, conflict)
            self.refresh()

    def leave(self) -> None:
        """Leave the act aside, and list it no more."""
        session, conflict = self._session, self._current()
        if conflict is not None and session.project is not None:
            try:
                merging.leave(session.project, [conflict.event.id])
            except AnnotatorError as error:
                session.refuse(error)
            session.refresh()
            self.refresh()

    def _open(self) -> None:
        conflict = self._current()
        if conflict is not None and (documents := documents_of(conflict)):
            self.accept()
            self.document_wanted.emit(documents[0])

    def _current(self) -> merging.Conflict | None:
        at = self.acts.currentRow()
        return self._conflicts[at] if 0 <= at < len(self._conflicts) else None

    def _show_act(self, at: int) -> None:
        told = self._told[at] if 0 <= at < len(self._told) else None
        for button in (self.again_button, self.leave_button, self.open_button):
            button.setEnabled(told is not None)
        if told is None:
            self.said.setText(self._session.tr_("cli.no-conflicts"))
            self.table.setRowCount(0)
            return
        self.said.setText("\n".join(f"{row.said}\n{row.why}" for row in told.rows))
        sides = [side for row in told.rows for side in row.sides]
        self.table.setRowCount(len(sides))
        for place, side in enumerate(sides):
            for column, text in enumerate((side.field, side.before, side.mine, side.now)):
                self.table.setItem(place, column, QTableWidgetItem(text))
        self.table.resizeRowsToContents()

    def _button(self, key: str, shortcut: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._session.tr_(key))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        if shortcut:
            button.setText(f"{button.text()}  ({isolated(keys_text((shortcut,)))})")
            QShortcut(QKeySequence(shortcut), self, button.click)
        return button
