"""The project's own lexicon: cues, categories and words beside the program's, as text that is checked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import lexicon
from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.store.suggestions import own_lexicon
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_START_SIZE = QSize(760, 560)


def _example() -> str:
    """The beginning of an empty lexicon: comments that show the shape of its rows."""
    return data_path("resources", "lexicon", "own.example.toml").read_text(encoding="utf-8")


class LexiconDialog(QDialog):
    """Rows that cannot be used are listed; the others take effect as soon as it is saved."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        tr = session.tr_
        assert session.project is not None
        self.setWindowTitle(tr("lexicon.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self._hint = QLabel(tr("lexicon.hint"))
        self._hint.setObjectName("quiet")
        self._hint.setWordWrap(True)
        self.text = QPlainTextEdit(own_lexicon(session.project) or _example())
        self.text.setAccessibleName(tr("lexicon.title"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        # Keys are Latin, values mostly Arabic: each line of the file reads from its key on.
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.problems = QListWidget()
        self.problems.setObjectName("lexicon-problems")
        self.problems.setWordWrap(True)
        self.problems.setAccessibleName(tr("lexicon.problems"))
        self.problems.setMaximumHeight(130)
        self.problems.hide()
        self.load_button = self._button("lexicon.load")
        self.load_button.clicked.connect(self._ask_file)
        self.save_button = self._button("lexicon.save")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.close_button = self._button("names.close")
        self.close_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.load_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addWidget(self._hint)
        column.addWidget(self.text, 1)
        column.addWidget(self.problems)
        column.addLayout(buttons)

    def save(self) -> None:
        """Write the text as one event, and close if every row of it can be used."""
        try:
            problems = self._session.attempt(lexicon.set_lexicon, self.text.toPlainText())
        except AnnotatorError as error:
            self._say([error_sentence(self._session.language, error)])
            return
        self._say([error_sentence(self._session.language, row) for row in problems])
        if not problems:
            self.accept()

    def load(self, path: Path) -> None:
        """Put the text of a file in the place of what is there; nothing is written before it is saved."""
        try:
            self.text.setPlainText(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            problem = AnnotatorError("bad-lexicon-file", path=str(path), reason=str(error))
            self._say([error_sentence(self._session.language, problem)])

    def _ask_file(self) -> None:
        tr = self._session.tr_
        chosen, _ = QFileDialog.getOpenFileName(self, tr("lexicon.load"), "", tr("lexicon.files"))
        if chosen:
            self.load(Path(chosen))

    def _button(self, key: str) -> QPushButton:
        button = QPushButton(self._session.tr_(key))
        button.setObjectName(key)
        button.setAutoDefault(False)
        return button

    def _say(self, lines: list[str]) -> None:
        self.problems.clear()
        self.problems.addItems(lines)
        self.problems.setVisible(bool(lines))
