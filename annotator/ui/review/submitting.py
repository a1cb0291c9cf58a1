"""Handing a document in: what a check found is listed first, and one may say why it stays."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import submissions
from annotator.core.errors import AnnotatorError
from annotator.core.submission_check import Remark
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.words.rows import shortened

_QUOTE = 60
_SIZE = QSize(560, 340)


class Submitting(QObject):
    """Hands the open document in and takes it back."""

    wanted = Signal(str)
    """The person wants to see a span."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def submit(self) -> None:
        """Submit; what is still lacking is listed first."""
        session = self._session
        if session.document is None or session.project is None:
            return
        session.finish_typing()
        try:
            found = submissions.check_document(session.project, session.document.id, author=session.author)
        except AnnotatorError as error:
            session.failed.emit(error)
            return
        if not found:
            self._submit("")
            return
        findings = [(self._sentence(row), self._span_of(row)) for row in found]
        dialog = SubmitDialog(session, findings, self._window)
        dialog.submitted.connect(self._submit)
        dialog.wanted.connect(self.wanted)
        dialog.open()

    def withdraw(self) -> None:
        """Take the document back."""
        document = self._session.document
        if document is not None and self._session.do(submissions.withdraw, document.id) is not None:
            self._session.tell(self._session.tr_("reviewing.withdrawn"))

    def _submit(self, note: str) -> None:
        document = self._session.document
        if document is not None and self._session.do(submissions.submit, document.id, note=note) is not None:
            self._session.tell(self._session.tr_("reviewing.submitted"))

    def _sentence(self, row: Remark) -> str:
        return self._session.tr_(f"review.remark-{row.code}", quote=shortened(row.quote, _QUOTE))

    def _span_of(self, row: Remark) -> str:
        """The span to go to: of an attribution, its first claim."""
        tied = (tie.claims[0] for tie in self._session.layer.attributions if tie.id == row.target)
        return next(tied, row.target)


class SubmitDialog(QDialog):
    """Lists findings as pairs of a sentence and a span's id. Emits `submitted` with the word why."""

    submitted = Signal(str)
    wanted = Signal(str)
    """The person goes to a finding: the id of its span."""

    def __init__(self, session: Session, findings: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        tr = session.tr_
        self.setWindowTitle(tr("reviewing.submit-title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _SIZE)
        self.said = QLabel(tr("reviewing.submit-findings", n=len(findings)))
        self.said.setObjectName("heading")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(tr("reviewing.submit-list"))
        for sentence, span_id in findings:
            item = QListWidgetItem(sentence)
            item.setData(Qt.ItemDataRole.UserRole, span_id)
            self.list.addItem(item)
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        hint = QLabel(tr("reviewing.submit-hint"))
        hint.setObjectName("quiet")
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr("reviewing.submit-why"))
        self.why.setAccessibleName(tr("reviewing.submit-why"))
        buttons = QDialogButtonBox()
        self.submit_button = buttons.addButton(
            tr("reviewing.submit-anyway"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.submit_button.setDefault(True)
        self.submit_button.setEnabled(False)
        self.why.textChanged.connect(lambda text: self.submit_button.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        for label in (self.said, hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for widget in (self.said, self.list, hint, self.why, buttons):
            layout.addWidget(widget)
        self.why.setFocus()

    def accept(self) -> None:
        if why := self.why.text().strip():
            super().accept()
            self.submitted.emit(why)

    def _go(self, item: QListWidgetItem) -> None:
        self.reject()
        self.wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))
