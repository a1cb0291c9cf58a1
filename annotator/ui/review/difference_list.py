"""The list of differences beside the text: what differs, in whose words, and whether it is settled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.core.differences import Compared
from annotator.core.model import Span
from annotator.ui.article.marks import mark_icon
from annotator.ui.changes import Changes
from annotator.ui.parts.look import DARK, LIGHT
from annotator.ui.parts.tips import as_text
from annotator.ui.review.reading import Comparison, item_key
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import difference_words, outcome_words, shortened

_QUOTE = 28


class DifferenceList(QWidget):
    """Emits `chosen` with the key of the difference the person goes to."""

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._session = session
        self._dark = False
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setIconSize(QSize(16, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.addWidget(self.heading)
        layout.addWidget(self.list, 1)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        session.changed.connect(self._changed)
        self.retranslate()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(self._session.tr_("reviewing.differences-list"))

    def set_dark(self, dark: bool) -> None:
        self._dark = dark

    def show_comparison(self, comparison: Comparison, current: str) -> None:
        """List the differences; the one with the key `current` is marked."""
        tr = self._session.tr_
        rows = comparison.differences()
        left = sum(not comparison.is_settled(row) for row in rows)
        self.heading.setText(tr("reviewing.differences", n=len(rows)) + " · " + tr("reviewing.left", n=left))
        self.list.clear()
        paper = (DARK if self._dark else LIGHT).paper
        for row in rows:
            mark = "accept" if comparison.is_settled(row) else row.kind
            item = QListWidgetItem(mark_icon(mark, dark=self._dark, paper=paper), self._line(comparison, row))  # type: ignore[arg-type]
            item.setData(Qt.ItemDataRole.UserRole, item_key(row))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._said(comparison, row))
            item.setToolTip(as_text(self._said(comparison, row)))
            self.list.addItem(item)
            if item_key(row) == current:
                self.list.setCurrentItem(item)

    def _line(self, comparison: Comparison, row: Compared) -> str:
        words = isolated(shortened(quote_of(comparison, row), _QUOTE))
        outcome = outcome_words(self._session, row, comparison.verdicts(row))
        return " · ".join((words, difference_words(self._session, row), *([outcome] if outcome else [])))

    def _said(self, comparison: Comparison, row: Compared) -> str:
        settled = self._session.tr_("reviewing.settled" if comparison.is_settled(row) else "reviewing.open")
        return f"{self._line(comparison, row)}. {settled}"

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def quote_of(comparison: Comparison, row: Compared) -> str:
    """The words an item is about."""
    found = comparison.rows.get(comparison.span_of(row))
    return found.quote if isinstance(found, Span) else ""
