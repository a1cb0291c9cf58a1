"""The rows of one part of a scheme by name, and what can be done to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from annotator.core.scheme import Label, Place, Row, named
from annotator.core.scheme_edits import Part, place_of, row_at, rows_of
from annotator.ui.parts.label_icon import label_icon
from annotator.ui.parts.tips import as_text
from annotator.ui.scheme.draft import Draft
from annotator.ui.scheme.fields import Translate
from annotator.words.i18n import Language

_ID = Qt.ItemDataRole.UserRole


class RowList(QWidget):
    """Rows are added, moved, retired and brought back; none is ever taken away."""

    chosen = Signal(str)
    """The id of a row, or "" where there is none."""
    added = Signal()
    """The chosen row is a new one."""

    def __init__(self, draft: Draft, part: Part, translate: Translate, language: Language) -> None:
        super().__init__()
        self._draft, self._part, self._translate, self._language = draft, part, translate, language
        self._within = ""
        self._marked: set[str] = set()
        self.list = QListWidget()
        self.list.setObjectName(f"scheme-{part}")
        self.list.setAccessibleName(translate(f"scheme.part-{part}"))
        self.list.setIconSize(QSize(22, 16))
        self.list.currentRowChanged.connect(lambda _: self._choose())
        self.add_button = self._button("scheme.add", self._add)
        self.up_button = self._button("scheme.up", partial(self._move, -1))
        self.down_button = self._button("scheme.down", partial(self._move, 1))
        for button, sign in ((self.up_button, "↑"), (self.down_button, "↓")):
            button.setAccessibleName(button.text())
            button.setToolTip(as_text(button.text()))
            button.setText(sign)
        self.retire_button = self._button("scheme.retire", self._retire)
        for key, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self.list, partial(self._move, by))
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.add_button, self.up_button, self.down_button, self.retire_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        draft.changed.connect(self.refresh)
        self.refresh()

    @property
    def current(self) -> str:
        item = self.list.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def set_within(self, within: str) -> None:
        """Show the terms of another vocabulary."""
        self._within = within
        with QSignalBlocker(self.list):
            self.list.clear()
        self.refresh()
        self._choose()

    def choose(self, row_id: str) -> None:
        for place in range(self.list.count()):
            if self.list.item(place).data(_ID) == row_id:
                self.list.setCurrentRow(place)

    def mark(self, faulty: set[str]) -> None:
        """Put a sign before the rows in which something is wrong."""
        self._marked = faulty
        for place in range(self.list.count()):
            self._show_row(self.list.item(place), self._rows()[place])

    def refresh(self) -> None:
        """Show the rows as they are now; the chosen one stays chosen."""
        rows = self._rows()
        ids = [row.id for row in rows]
        if ids != [self.list.item(place).data(_ID) for place in range(self.list.count())]:
            present, at = self.current, self.list.currentRow()
            with QSignalBlocker(self.list):
                self.list.clear()
                for _ in rows:
                    self.list.addItem(QListWidgetItem())
                for place, row in enumerate(rows):
                    self._show_row(self.list.item(place), row)
                self.list.setCurrentRow(
                    ids.index(present) if present in ids else min(max(at, 0), len(ids) - 1)
                )
            self._choose()
        for place, row in enumerate(rows):
            self._show_row(self.list.item(place), row)
        self._update_buttons()

    def _rows(self) -> tuple[Row, ...]:
        # A vocabulary that was just renamed, or went with an import that was given up, has no rows any more.
        if self._part == "terms" and row_at(self._draft.scheme, ("vocabularies", self._within)) is None:
            return ()
        return rows_of(self._draft.scheme, self._part, self._within)

    def _show_row(self, item: QListWidgetItem, row: Row) -> None:
        name = named(row, self._language)
        words = self._translate("scheme.retired-row", name=name) if row.retired else name
        item.setText(f"⚠ {words}" if row.id in self._marked else words)
        item.setData(_ID, row.id)
        group = QPalette.ColorGroup.Disabled if row.retired else QPalette.ColorGroup.Active
        item.setForeground(QBrush(self.palette().color(group, QPalette.ColorRole.Text)))
        if isinstance(row, Label):
            item.setIcon(label_icon(row, dark=self.palette().base().color().lightness() < 128))

    def _place(self) -> Place:
        return place_of(self._part, self.current, self._within)

    def _choose(self) -> None:
        self._update_buttons()
        self.chosen.emit(self.current)

    def _update_buttons(self) -> None:
        rows, at = self._rows(), self.list.currentRow()
        there = 0 <= at < len(rows)
        self.add_button.setEnabled(self._part != "terms" or bool(self._within))
        self.up_button.setEnabled(there and at > 0)
        self.down_button.setEnabled(there and at < len(rows) - 1)
        self.retire_button.setEnabled(there)
        retired = there and rows[at].retired
        self.retire_button.setText(self._translate("scheme.bring-back" if retired else "scheme.retire"))

    def _add(self) -> None:
        place = self._draft.add(self._part, self._within)
        self.choose(place[-1])
        self.added.emit()

    def _move(self, by: int) -> None:
        if self.current:
            self._draft.move(self._place(), by)

    def _retire(self) -> None:
        place = self._place()
        self._draft.set_value(place, "retired", not self._draft.value(place, "retired"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The height of a row is known only once the style sheet is on.
        self.list.doItemsLayout()

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._translate(key))
        button.setObjectName(f"{key}-{self._part}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button
