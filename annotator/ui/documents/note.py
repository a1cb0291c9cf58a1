"""One's own note on the open document, which whoever reviews it sees."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.commands.keeping import write_note
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_SIZE = (480, 260)


class NoteDialog(QDialog):
    """One running text; an empty one takes the note away."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        assert session.document is not None
        tr = session.tr_
        self._session = session
        self._document = session.document.id
        self._seen = self._now()
        self.setObjectName("document-note")
        self.setWindowTitle(tr("actions.document_note").rstrip("…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.about = QLabel(tr("keeping.note-hint"))
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QPlainTextEdit(self._seen)
        self.text.setAccessibleName(tr("actions.document_note"))
        self.text.setTabChangesFocus(True)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("keeping.save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self.about, self.text, buttons):
            column.addWidget(widget, 1 if widget is self.text else 0)
        self.text.setFocus()

    def _now(self) -> str:
        """The note as it is."""
        reading, author = self._session.reading, self._session.author
        notes = reading.notes if reading is not None and reading.document.id == self._document else ()
        return next((row.text for row in notes if row.author == author), "")

    def save(self) -> None:
        """Keep the text; where the note was changed elsewhere meanwhile, say so and stay open."""
        try:
            self._session.attempt(write_note, self._document, self.text.toPlainText(), seen=self._seen)
        except AnnotatorError as error:
            self.about.setText(error_sentence(self._session.language, error))
            if isinstance(error, StaleChange):
                self._seen = self._now()
                self.about.setText(self._session.tr_("keeping.note-changed", text=self._seen))
            return
        self.accept()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        else:
            super().keyPressEvent(event)
