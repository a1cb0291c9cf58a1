"""The scheme's guidelines beside the text: a panel that stays open while one works."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from annotator.ui.changes import Changes
from annotator.ui.parts.markdown_view import MarkdownView
from annotator.ui.session import Session


class GuidelinesPanel(QWidget):
    """Follows the scheme of the open project."""

    closed = Signal()
    """The person does not want to see it any more."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guidelines")
        self._session = session
        self._title = QLabel()
        self._title.setObjectName("heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QToolButton()
        self._close.setObjectName("plain")
        self._close.setText("✕")
        self._close.clicked.connect(self.closed)
        self.view = MarkdownView()
        self.setFocusProxy(self.view)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 6, 8)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        session.changed.connect(self._changed)
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.scheme or changes.language:
            self._session.soon(self.refresh)

    def refresh(self) -> None:
        tr = self._session.tr_
        self._title.setText(tr("actions.guidelines"))
        self.view.setAccessibleName(tr("actions.guidelines"))
        self._close.setAccessibleName(tr("scheme.close-guidelines"))
        written = self._session.scheme.guidelines if self._session.project else ""
        self.view.show_markdown(written if written.strip() else tr("scheme.no-guidelines"))
