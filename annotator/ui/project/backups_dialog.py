"""The backups of a project: when each was made, how far it goes, how much is in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.store import backups, restoring
from annotator.store.restoring import Contents
from annotator.ui.background import Task, Thread
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_COLUMNS: Final = ("made", "until", "events", "documents")
_START_SIZE: Final = (640, 420)
_MOMENT: Final = "%Y-%m-%d %H:%M"

Row = tuple[backups.Backup, Contents | None]


class BackupsDialog(QDialog):
    """Reads them in the background: they may lie on a slow disk."""

    chosen = Signal(Path)
    other_wanted = Signal()

    def __init__(self, session: Session, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._rows: list[Row] = []
        tr = session.tr_
        self.setWindowTitle(tr("rescue.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_START_SIZE)
        self.said = QLabel(tr("rescue.reading"))
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setObjectName("backups")
        self.table.setAccessibleName(tr("rescue.title"))
        self.table.setHorizontalHeaderLabels([tr(f"rescue.{name}") for name in _COLUMNS])
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.itemSelectionChanged.connect(self._selected)
        self.table.cellDoubleClicked.connect(lambda *_: self._restore())
        self.restore_button = QPushButton(tr("rescue.restore"))
        self.restore_button.setDefault(True)
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(self._restore)
        self.other_button = QPushButton(tr("rescue.other"))
        self.other_button.setAutoDefault(False)
        self.other_button.clicked.connect(self._other)
        close = QPushButton(tr("window.cancel"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.other_button)
        buttons.addStretch(1)
        buttons.addWidget(self.restore_button)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.reading = Task(self)
        self.reading.start(self._read, done=self._show, failed=session.failed.emit)

    def _read(self, thread: Thread) -> list[Row]:
        rows: list[Row] = []
        for row in backups.listed(self._folder):
            if thread.is_cancelled:
                break
            rows.append((row, restoring.contents(row.path)))
        return rows

    def _show(self, rows: list[Row]) -> None:
        tr = self._session.tr_
        self._rows = rows
        self.said.setText(tr("rescue.hint") if rows else tr("rescue.none", path=self._folder))
        self.table.setRowCount(len(rows))
        for place, (row, held) in enumerate(rows):
            cells = [_moment(row.at)]
            if held is None:
                cells.append(tr("rescue.unreadable"))
            else:
                until = _moment(datetime.fromisoformat(held.until))
                cells += [until, f"{held.events:,}", f"{held.documents:,}"]
            for column, text in enumerate(cells):
                self.table.setItem(place, column, QTableWidgetItem(text))
        if rows:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus()
            self.table.resizeColumnsToContents()

    def _selected(self) -> None:
        place = self.table.currentRow()
        self.restore_button.setEnabled(0 <= place < len(self._rows) and self._rows[place][1] is not None)

    def _restore(self) -> None:
        if self.restore_button.isEnabled():
            backup = self._rows[self.table.currentRow()][0]
            self.accept()
            self.chosen.emit(backup.path)

    def _other(self) -> None:
        self.reject()
        self.other_wanted.emit()

    def done(self, result: int) -> None:
        """Nobody waits for what is still being read."""
        self.reading.stop()
        super().done(result)


def _moment(at: datetime) -> str:
    """The time of this computer, read from left to right in either language."""
    return isolated(at.astimezone().strftime(_MOMENT))
