"""What a file would change of what is known of names: one checks what is meant, and it is one change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.parts.room import fit
from annotator.ui.session import Session

_START_SIZE: Final = QSize(720, 480)
_ROW: Final = Qt.ItemDataRole.UserRole
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class Offer(NamedTuple):
    """One change in words, whether it is checked at first, and what is to be done then."""

    words: str
    is_checked: bool
    row: Any


class ChangesDialog(QDialog):
    """Calls `take` with the rows that are checked once the person says so."""

    def __init__(
        self,
        session: Session,
        parent: QWidget,
        *,
        title: str,
        said: str,
        offers: Sequence[Offer],
        take: Callable[[list[Any]], None],
    ) -> None:
        super().__init__(parent)
        tr = session.tr_
        self._take = take
        self._tr = tr
        self.setObjectName("name_changes")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.said = QLabel(said)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setWordWrap(True)
        self.list.setUniformItemSizes(False)
        for offer in offers:
            item = QListWidgetItem(offer.words, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED if offer.is_checked else _UNCHECKED)
            item.setData(_ROW, offer.row)
        self.take_button = QPushButton()
        self.take_button.setObjectName("names.take")
        self.all_button, self.none_button = (
            QPushButton(tr("find.all-check")),
            QPushButton(tr("find.all-uncheck")),
        )
        self.cancel_button = QPushButton(tr("window.cancel"))
        foot = QHBoxLayout()
        for button in (self.all_button, self.none_button):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.take_button, self.cancel_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.all_button.clicked.connect(partial(self._check_all, _CHECKED))
        self.none_button.clicked.connect(partial(self._check_all, _UNCHECKED))
        self.take_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self.list.itemChanged.connect(lambda _: self._count())
        if offers:
            self.list.setCurrentRow(0)
        self._count()
        self.list.setFocus()

    def chosen(self) -> list[Any]:
        """What is checked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(_ROW) for item in items if item is not None and item.checkState() == _CHECKED]

    def _check_all(self, state: Qt.CheckState, *_: object) -> None:
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            if (item := self.list.item(row)) is not None:
                item.setCheckState(state)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._count()

    def _count(self) -> None:
        chosen = self.chosen()
        self.take_button.setText(self._tr("names.take", n=len(chosen)))
        self.take_button.setEnabled(bool(chosen))

    def accept(self) -> None:
        chosen = self.chosen()
        super().accept()
        self._take(chosen)
