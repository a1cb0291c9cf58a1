"""Where the fields of documents are taken from in a table: a choice for each, above the first rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.formats import Columns
from annotator.formats.material.fields import FIELDS
from annotator.ui.parts.tips import as_text
from annotator.words.i18n import Language, isolated, tr

_NARROW = 12
"""Letters of a name of a column that are seen at least."""
_PAIRS = 2
"""Fields beside each other."""
_ROWS = 3


class ColumnsPage(QWidget):
    """One table at a time; the tables of a file are chosen above."""

    said = Signal(object, dict)
    """For the tables of this shape: field -> column, "" for none; nothing for all as guessed."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._tables: list[Columns] = []
        self.table = QComboBox()
        self.table.setAccessibleName(tr(language, "bringing.tables"))
        self.table.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.table.currentIndexChanged.connect(lambda: self._show())
        self.fields: dict[str, QComboBox] = {}
        grid = QGridLayout()
        for place, field in enumerate(FIELDS):
            choice = self.fields[field] = QComboBox()
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_NARROW)
            choice.activated.connect(partial(self._chosen, field))
            name = QLabel(tr(language, f"bringing.field-{field}"))
            name.setBuddy(choice)
            choice.setAccessibleName(name.text())
            row, pair = divmod(place, _PAIRS)
            grid.addWidget(name, row, 2 * pair)
            grid.addWidget(choice, row, 2 * pair + 1)
            grid.setColumnStretch(2 * pair + 1, 1)
        self.about = QLabel()
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        self.guess_button = QPushButton(tr(language, "bringing.fields-guessed"))
        self.guess_button.setAutoDefault(False)
        self.guess_button.clicked.connect(lambda: self.said.emit(self._columns().shape, {}))
        self.rows = QTableWidget()
        self.rows.setAccessibleName(tr(language, "bringing.first-rows"))
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setTabKeyNavigation(False)
        self.rows.verticalHeader().hide()
        self.rows.horizontalHeader().setStretchLastSection(True)
        foot = QHBoxLayout()
        foot.addWidget(self.about, 1)
        foot.addWidget(self.guess_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addLayout(grid)
        column.addLayout(foot)
        column.addWidget(self.rows, 1)

    def show_tables(self, tables: Sequence[Columns]) -> None:
        """Show the tables of a file; the one at hand stays, if it is among them."""
        shape = self._columns().shape if self._tables else None
        self._tables = list(tables)
        with QSignalBlocker(self.table):
            self.table.clear()
            for columns in self._tables:
                self.table.addItem(isolated(", ".join(columns.names)))
            at = next((place for place, row in enumerate(self._tables) if row.shape == shape), 0)
            self.table.setCurrentIndex(at if self._tables else -1)
        self.table.setVisible(len(self._tables) > 1)
        if self._tables:
            self._show()

    def _columns(self) -> Columns:
        return self._tables[max(0, self.table.currentIndex())]

    def _show(self) -> None:
        columns, language = self._columns(), self._language
        for field, choice in self.fields.items():
            choice.clear()
            choice.addItem(tr(language, "bringing.nothing"), "")
            for name in columns.names:
                choice.addItem(isolated(name), name)
            choice.setCurrentIndex(max(0, choice.findData(columns.fields.get(field, ""))))
        self.about.setText(tr(language, "bringing.as-before" if columns.told else "bringing.kept"))
        self.guess_button.setEnabled(bool(columns.told))
        self.rows.clear()
        self.rows.setColumnCount(len(columns.names))
        self.rows.setRowCount(min(_ROWS, len(columns.rows)))
        self.rows.setHorizontalHeaderLabels([isolated(name) for name in columns.names])
        for row, cells in enumerate(columns.rows[:_ROWS]):
            for place, cell in enumerate(cells):
                item = QTableWidgetItem(isolated(cell))
                item.setToolTip(as_text(cell))
                self.rows.setItem(row, place, item)

    def _chosen(self, field: str, _: int) -> None:
        columns, name = self._columns(), self.fields[field].currentData()
        if name != columns.fields.get(field, ""):
            self.said.emit(columns.shape, {**columns.told, field: name})
