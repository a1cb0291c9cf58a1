"""Giving the documents of a search to somebody: whom, for what, until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import assignments
from annotator.core.errors import AnnotatorError
from annotator.core.model import Task
from annotator.store.moment import people
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_WIDTH = 420
_EXAMPLE: Final = "2026-03-31"


class AssignDialog(QDialog):
    """Offers the people of the project; who is new is given work in the lead's dashboard."""

    def __init__(self, session: Session, documents: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        assert session.project is not None
        tr = session.tr_
        self._session, self._documents = session, documents
        self.setWindowTitle(tr("search.assign").rstrip("…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.person, self.task, self.due = QComboBox(), QComboBox(), QLineEdit()
        for name in people(session.project):
            self.person.addItem(name, name)
        self.person.addItem(tr("review.anybody"), "")
        for task in get_args(Task):
            self.task.addItem(tr(f"lead.task-{task}"), task)
        self.due.setPlaceholderText(_EXAMPLE)
        self.due.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.wrong = QLabel()
        self.wrong.setObjectName("warning")
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(True)
        form = QFormLayout()
        for name, field in (("people", self.person), ("task", self.task), ("date", self.due)):
            field.setAccessibleName(tr(f"lead.assign-{name}"))
            form.addRow(tr(f"lead.assign-{name}"), field)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("lead.assign"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(tr("search.documents", n=len(documents))))
        layout.addLayout(form)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)

    # Qt

    def accept(self) -> None:
        try:
            made = self._session.attempt(
                assignments.assign,
                self._documents,
                assignees=[self.person.currentData()],
                task=self.task.currentData(),
                due=self.due.text().strip() or None,
            )
        except AnnotatorError as error:
            self.wrong.setText(error_sentence(self._session.language, error))
            return
        self._session.tell(self._session.tr_("search.assigned", n=len(made)))
        super().accept()
