"""The details of a document, as one form: what is known about it can be corrected."""

from __future__ import annotations

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

from annotator.commands.keeping import FACTS, edit_document
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_WIDTH = 520


class DetailsDialog(QDialog):
    """Saves all of it as one change. What somebody else has changed meanwhile is said, and shown."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        assert session.document is not None
        self._session = session
        self._seen = session.document
        tr = session.tr_
        self.setObjectName("document-details")
        self.setWindowTitle(tr("actions.document_details").rstrip("…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        form = QFormLayout()
        self.lines = {name: QLineEdit() for name in FACTS if name != "direction"}
        self.direction = QComboBox()
        for direction in ("rtl", "ltr"):
            self.direction.addItem(tr(f"story.direction-{direction}"), direction)
        for name in FACTS:
            control = self.lines.get(name, self.direction)
            control.setAccessibleName(tr(f"story.field-{name}"))
            form.addRow(tr(f"story.field-{name}"), control)
        self.problem = QLabel()
        self.problem.setObjectName("warning")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        buttons = QDialogButtonBox()
        self.save_button = buttons.addButton(tr("keeping.save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self._fill()

    def _fill(self) -> None:
        for name, line in self.lines.items():
            if not line.isModified():
                line.setText(getattr(self._seen, name))
                line.setCursorPosition(0)
        self.direction.setCurrentIndex(self.direction.findData(self._seen.direction))

    def save(self) -> None:
        """Write what differs; stay open if that cannot be."""
        facts = {name: line.text() for name, line in self.lines.items()}
        facts["direction"] = self.direction.currentData()
        try:
            self._session.attempt(edit_document, self._seen, **facts)
        except AnnotatorError as error:
            self.problem.setText(error_sentence(self._session.language, error))
            self.problem.show()
            now = self._session.document
            if isinstance(error, StaleChange) and now is not None and now.id == self._seen.id:
                self._seen = now
                self._fill()
            return
        self.accept()
