"""The line that narrows a list: words and `field:value`, offered by a button, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, get_args

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from annotator.core.document_filter import (
    AGAIN,
    DATE_STATES,
    EVERY_DOCUMENT,
    FIELDS,
    WORK_STATES,
    DocumentFilter,
    Field,
    parse,
    with_clause,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import Kind
from annotator.store import Project, finding
from annotator.store.moment import briefly
from annotator.ui.background import Task, on_project
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated

_MILLISECONDS = 250


class FilterLine(QWidget):
    """While a word in it is wrong, the list stays as it was, and Enter goes to that word."""

    asked = Signal()
    """`wanted` is another than before."""
    entered = Signal()
    """The person is done with it and goes on to the list."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.wanted: DocumentFilter = EVERY_DOCUMENT
        self._wrong: AnnotatorError | None = None
        self._offered: Mapping[Field, Sequence[str]] = {}
        """What the project has of each field, as it was last looked for."""
        self._task = Task(self)
        session.closing.connect(self._task.abandon)
        self.line = _Line()
        self.line.setClearButtonEnabled(True)
        self.line.setObjectName("documents-filter")
        self.choices = QToolButton()
        self.choices.setObjectName("choices")
        self.choices.setText("▾")
        self.choices.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choices.setMenu(QMenu(self.choices))
        self.told = QLabel()
        self.told.setObjectName("warning")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.hide()
        above = QHBoxLayout()
        above.setSpacing(4)
        above.addWidget(self.line, 1)
        above.addWidget(self.choices)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addWidget(self.told)
        self.setFocusProxy(self.line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.apply)
        self.line.textChanged.connect(lambda: self._timer.start())
        self.line.returnPressed.connect(self._entered)
        self.line.left.connect(self.entered)
        self.line.cleared.connect(self.apply)
        self.choices.menu().aboutToShow.connect(self._offer)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.line.setPlaceholderText(tr("window.filter-documents"))
        self.line.setAccessibleName(tr("window.filter-documents"))
        self.line.setToolTip(as_text(tr("finding.how")))
        self.choices.setAccessibleName(tr("finding.choices"))
        self.choices.setToolTip(as_text(tr("finding.choices")))
        self._say()

    def put(self, text: str) -> None:
        """Have another line in it, which counts at once; nobody is told."""
        self.line.blockSignals(True)
        self.line.setText(text)
        self.line.blockSignals(False)
        self._timer.stop()
        self._understand()

    def apply(self) -> None:
        """Narrow by what is typed now."""
        self._timer.stop()
        before = self.wanted
        self._understand()
        if self.wanted != before:
            self.asked.emit()

    def _understand(self) -> None:
        try:
            self.wanted, self._wrong = parse(self.line.text()), None
        except AnnotatorError as error:
            self._wrong = error
        self._say()

    def _say(self) -> None:
        wrong = self._wrong
        self.told.setVisible(wrong is not None)
        self.told.setText(error_sentence(self._session.language, wrong) if wrong is not None else "")

    def _entered(self) -> None:
        self.apply()
        if self._wrong is None:
            self.entered.emit()
            return
        details = self._wrong.details
        self.line.setSelection(int(str(details["start"])), len(str(details["word"])))

    def settle(self) -> None:
        """Wait for what is looked for."""
        self._task.finish()

    def _offer(self) -> None:
        """Each field with the values this project has; what takes long is looked for meanwhile."""
        project, path = self._session.project, self._session.path
        self._task.abandon()
        if project is not None and path is not None:
            found = briefly(project, partial(_offered, project))
            if found is not None:
                self._offered = found
            else:
                work = on_project(path, _offered, author=self._session.author)
                self._task.start(work, done=self._take, failed=self._session.failed.emit)
        self._fill()

    def _take(self, found: Mapping[Field, Sequence[str]]) -> None:
        self._offered = found
        self._fill()

    def _fill(self) -> None:
        tr, menu = self._session.tr_, self.choices.menu()
        menu.clear()
        if self._session.project is None:
            return
        values: dict[Field, Sequence[tuple[str, str]]] = {
            "kind": [(kind, tr(f"window.kind-{kind}")) for kind in get_args(Kind)],
            "date": [
                *_as_they_are(self._offered.get("date", ())),
                *((state, tr(f"finding.date-{state}")) for state in DATE_STATES),
            ],
            "again": [(again, tr(f"finding.again-{again}")) for again in AGAIN],
            "state": [(state, tr(f"reviewing.list-{state}")) for state in WORK_STATES],
        }
        for field in FIELDS:
            offered = values.get(field) or _as_they_are(self._offered.get(field, ()))
            sub = menu.addMenu(tr(f"finding.field-{field}"))
            sub.setEnabled(bool(offered))
            for value, shown in offered:
                sub.addAction(shown, partial(self._choose, field, value))
        if self._task.is_running:
            menu.addAction(tr("finding.looking")).setEnabled(False)

    def _choose(self, field: Field, value: str) -> None:
        arabic = self._session.language == "ar"
        self.line.setText(with_clause(self.line.text(), field, value, arabic=arabic))
        self.apply()
        self.line.setFocus()


class _Line(QLineEdit):
    """Esc empties it; in an empty one it leads on to the list."""

    left = Signal()
    cleared = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
            self.cleared.emit()
        else:
            self.left.emit()


def _offered(project: Project, **_: Any) -> Mapping[Field, Sequence[str]]:
    return {
        "outlet": finding.outlets(project),
        "date": finding.years(project),
        "author": finding.layer_people(project),
    }


def _as_they_are(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, isolated(value).replace("&", "&&")) for value in values]
