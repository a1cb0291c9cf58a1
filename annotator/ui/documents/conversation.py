"""All that was said about the open document and what is in it: to read, to answer, to go to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.comments import comment_on
from annotator.store import talk
from annotator.store.talk import Said
from annotator.ui.changes import Changes
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.talk import span_of, subject_words

_SIZE = QSize(560, 480)
_INDENT = "\u2003\u2003"


class Conversation(QDialog):
    """What is listed counts as read by whoever is at the window; while it is open it stays marked as new."""

    claim_wanted = Signal(str, str)
    """The ids of a document and of a span in it ("": none)."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._document = session.document.id if session.document else ""
        self._new: set[str] = set()
        self.said: list[Said] = []
        self.setObjectName("conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _SIZE)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.about = QLabel()
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.line = QLineEdit()
        self.whole = QPushButton()
        self.whole.setCheckable(True)
        self.whole.setAutoDefault(False)
        writing = QHBoxLayout()
        writing.addWidget(self.line, 1)
        writing.addWidget(self.whole)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.about)
        layout.addLayout(writing)
        self.list.currentRowChanged.connect(self._point)
        self.list.itemActivated.connect(self._go)
        self.whole.toggled.connect(self._point)
        self.line.returnPressed.connect(self.send)
        session.changed.connect(self._changed)
        self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setWindowTitle(tr("reviewing.conversation"))
        self.list.setAccessibleName(tr("reviewing.conversation"))
        self.line.setPlaceholderText(tr("reviewing.comment-line"))
        self.line.setAccessibleName(tr("reviewing.comment-line"))
        self.whole.setText(tr("reviewing.on-the-document"))
        self.refresh()

    def refresh(self) -> None:
        """Read what was said up to now; from now on it is read."""
        session = self._session
        project, reading = session.project, session.reading
        if project is None or reading is None or reading.document.id != self._document:
            return
        place = self.list.currentRow()
        self.said = talk.conversation(project, session.author, self._document)
        self._new |= {row.comment.id for row in self.said if row.unread}
        self.list.clear()
        for row in self.said:
            said = row.comment
            words = f"{_INDENT * row.depth}{isolated(said.author)}: {isolated(said.text)}"
            item = QListWidgetItem(words if row.depth else f"{words}\n{self._about(row)}")
            font = item.font()
            font.setBold(said.id in self._new)
            item.setFont(font)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(place, 0), len(self.said) - 1))
        talk.mark_read(project, session.author, [row.comment for row in self.said if row.unread])
        self._point()

    def send(self) -> None:
        """Answer what is in question, or say something about the document."""
        text, row = self.line.text(), self._row()
        target = row.comment.target if row is not None else self._document
        answered = row.comment.id if row is not None else None
        if self._session.do(comment_on, target, text, reply_to=answered) is not None:
            self.line.clear()

    def _row(self) -> Said | None:
        """The comment that is answered; None: what is written is about the document."""
        place = self.list.currentRow()
        return self.said[place] if 0 <= place < len(self.said) and not self.whole.isChecked() else None

    def _point(self, *_: object) -> None:
        row, tr = self._row(), self._session.tr_
        if row is None:
            self.about.setText(tr("reviewing.writing-on-document"))
        else:
            self.about.setText(tr("reviewing.writing-to", author=row.comment.author))

    def _about(self, row: Said) -> str:
        reading = self._session.reading
        assert reading is not None
        return subject_words(self._session, reading, row.comment)

    def _go(self, _: QListWidgetItem) -> None:
        reading, row = self._session.reading, self.said[self.list.currentRow()]
        if reading is not None:
            self.claim_wanted.emit(self._document, span_of(reading, row.comment))

    def _changed(self, changes: Changes) -> None:
        if changes.document or changes.author or changes.project:
            self.close()
        elif changes.language:
            self.retranslate()
        elif changes.layer:
            self.refresh()
