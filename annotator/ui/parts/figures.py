"""Tables of figures as widgets: names and numbers that can be read, copied and walked through by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from annotator.ui.parts.table_look import look_like_a_table
from annotator.words.agreement import Table

_HEADER_AIR = 16


class FigureTable(QTableWidget):
    """Shows one table; Ctrl+C copies it, or what is selected of it, as tab-separated text."""

    unwanted = Signal()
    """Delete was pressed on what is selected."""

    def __init__(self) -> None:
        super().__init__()
        look_like_a_table(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().setMinimumHeight(self.fontMetrics().height() + _HEADER_AIR)
        copy = QAction(self)
        copy.setShortcuts(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)

    def show_table(self, table: Table, *, wide: int | None = None) -> None:
        """`wide`: the column that takes what room the others leave."""
        self.clear()
        self.setColumnCount(len(table.head))
        self.setHorizontalHeaderLabels(list(table.head))
        self.setRowCount(len(table.rows))
        for row, cells in enumerate(table.rows):
            for column, text in enumerate(cells):
                self.setItem(row, column, QTableWidgetItem(text))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if wide is not None:
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName(table.title)

    def rows_as_text(self) -> list[list[str]]:
        """The table as it is shown, row by row."""
        return [
            [item.text() if (item := self.item(row, column)) else "" for column in range(self.columnCount())]
            for row in range(self.rowCount())
        ]

    def copy(self) -> None:
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(self.rowCount())
        rows = self.rows_as_text()
        QGuiApplication.clipboard().setText("\n".join("\t".join(rows[row]) for row in chosen))

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)
