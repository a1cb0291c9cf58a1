"""The bar over the article: which layer is shown, how it stands, and what the signs of a comparison mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui.article.marks import MarkId, mark_icon, number_icon, side_color
from annotator.ui.changes import Changes
from annotator.ui.parts.flow import FlowLayout
from annotator.ui.parts.look import DARK, LIGHT
from annotator.ui.review.reading import View
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_SIGN = QSize(16, 16)
_DIFFERENCES: tuple[MarkId, ...] = ("only", "boundary", "label", "attribution")


class ReviewBar(QWidget):
    """Hidden while there is nothing but one's own layer, and nothing to say of it."""

    chosen = Signal(object)
    """The `View` the person wants to see."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dark = False
        self._views: tuple[View, ...] = ()
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.state = QLabel()
        self.state.setObjectName("quiet")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 24, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.choice)
        row.addWidget(self.state, 1)
        column.addLayout(row)
        self._legend = FlowLayout()
        column.addLayout(self._legend)
        self.choice.activated.connect(lambda place: self.chosen.emit(self._views[place]))
        session.changed.connect(self._changed)
        self.retranslate()
        self.hide()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()

    def retranslate(self) -> None:
        self.choice.setAccessibleName(self._session.tr_("reviewing.choose-view"))

    def set_dark(self, dark: bool) -> None:
        self._dark = dark

    def show_state(self, views: Sequence[View], current: View, state: str) -> None:
        """Offer the views, and say how the current one stands."""
        self._views = tuple(views)
        self.choice.clear()
        self.choice.addItems([self._name(view) for view in views])
        self.choice.setCurrentIndex(self._views.index(current) if current in self._views else 0)
        self.choice.setVisible(len(views) > 1)
        self.state.setText(state)
        self._show_legend(current)
        self.setVisible(len(views) > 1 or bool(state))

    def _name(self, view: View) -> str:
        tr = self._session.tr_
        if view.kind == "review":
            return tr("reviewing.view-review", author=view.authors[0])
        return tr(f"reviewing.view-{view.kind}")

    def _show_legend(self, view: View) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if view.kind != "compare":
            return
        paper = (DARK if self._dark else LIGHT).paper
        # Of more than two, who is on which side differs from place to place: the strip says it.
        for side, author in enumerate(view.authors if len(view.authors) == 2 else (), start=1):
            icon = number_icon(str(side), side_color(side, dark=self._dark), paper)
            self._add(icon.pixmap(_SIGN), isolated(author))
        for mark in _DIFFERENCES:
            icon = mark_icon(mark, dark=self._dark, paper=paper)
            self._add(icon.pixmap(_SIGN), self._session.tr_(f"reviewing.difference-{mark}"))

    def _add(self, sign: QPixmap, words: str) -> None:
        entry = QWidget(self)
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(4)
        shown, said = QLabel(), QLabel(words)
        shown.setPixmap(sign)
        said.setObjectName("quiet")
        said.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(shown)
        row.addWidget(said)
        self._legend.addWidget(entry)
