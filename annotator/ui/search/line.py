"""The line a query is typed into: what is wrong in it is said below, and it answers the keys of the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.core.errors import AnnotatorError
from annotator.core.offsets import Utf16Map
from annotator.core.query import Query
from annotator.core.query_reader import parse
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_MILLISECONDS = 200


class QueryLine(QWidget):
    """Tells of a query once one is typed and understood; Enter selects the word that is wrong."""

    asked = Signal()
    """`query` is another than before."""
    entered = Signal()
    """Enter: to the hit in question."""
    left = Signal()
    """Down: on to the hits."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.query: Query | None = None
        self._exact = False
        self.wrong: AnnotatorError | None = None
        self.line = _Line()
        self.line.setClearButtonEnabled(True)
        self.told = QLabel()
        self.told.setObjectName("warning")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self.told)
        self.told.hide()
        self.setFocusProxy(self.line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.apply)
        self.line.textChanged.connect(lambda: self._timer.start())
        self.line.returnPressed.connect(self._entered)
        self.line.left.connect(self.left)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.line.setPlaceholderText(tr("search.placeholder"))
        self.line.setAccessibleName(tr("search.title"))
        self.line.setToolTip(as_text(tr("search.how")))
        self._say()

    def put(self, text: str) -> None:
        """Ask something else, at once."""
        self.line.setText(text)
        self.line.selectAll()
        self.apply()

    def set_exact(self, on: bool) -> None:
        self._exact = on
        self.apply()

    @property
    def is_exact(self) -> bool:
        return self._exact

    @property
    def text(self) -> str:
        return self.line.text()

    def apply(self) -> None:
        """Understand what is typed now."""
        self._timer.stop()
        before, text = self.query, self.line.text()
        self.query, self.wrong = None, None
        if text.strip():
            try:
                self.query = parse(text, self._session.scheme, exact=self._exact)
            except AnnotatorError as error:
                self.wrong = error
        self._say()
        if self.query != before:
            self.asked.emit()

    def _say(self) -> None:
        # While it is typed, a query without a word is one that has only begun.
        wrong = self.wrong if self.wrong is not None and self.wrong.code != "query-empty" else None
        self.told.setVisible(wrong is not None)
        self.told.setText(error_sentence(self._session.language, wrong) if wrong is not None else "")

    def _entered(self) -> None:
        self.apply()
        if self.wrong is None:
            self.entered.emit()
            return
        start = self.wrong.details.get("start", 0)
        word = self.wrong.details.get("word", "")
        units = Utf16Map(self.line.text())
        assert isinstance(start, int) and isinstance(word, str)
        end = min(start + len(word.removesuffix("…")), len(self.line.text()))
        first = units.to_utf16(start)
        self.line.setSelection(first, units.to_utf16(end) - first)


class _Line(QLineEdit):
    """Goes on to the hits with Down."""

    left = Signal()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not event.modifiers():
            self.left.emit()
            return
        super().keyPressEvent(event)
