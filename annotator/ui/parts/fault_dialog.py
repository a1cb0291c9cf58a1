"""The report of a fault of the program: to be read first, then copied, or saved as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.disk import write_whole
from annotator.ui.parts import dialogs
from annotator.ui.parts.room import fit
from annotator.words.i18n import Language, error_sentence, isolated, tr

_SIZE = QSize(680, 440)
_NAME = "annotator-report.txt"


class FaultDialog(QDialog):
    """Says that nothing saved is lost, shows the whole report, and sends it nowhere."""

    def __init__(
        self, language: Language, said: str, report: str, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._language = language
        self._report = report
        self.setObjectName("fault-dialog")
        self.setWindowTitle(tr(language, "window.bug-title"))
        fit(self, _SIZE)
        head = QLabel(said)
        head.setWordWrap(True)
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(tr(language, "window.bug-title"))
        self.passing = QLabel(tr(language, "window.bug-kept", path=isolated(str(folder))))
        self.passing.setTextFormat(Qt.TextFormat.PlainText)
        self.passing.setWordWrap(True)
        buttons = QDialogButtonBox()
        go_on = buttons.addButton(tr(language, "window.bug-go-on"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.copy = buttons.addButton(tr(language, "window.bug-copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save = buttons.addButton(tr(language, "window.bug-save"), QDialogButtonBox.ButtonRole.ActionRole)
        go_on.setDefault(True)
        go_on.setFocus()
        buttons.accepted.connect(self.accept)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        layout = QVBoxLayout(self)
        layout.addWidget(head)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.passing)
        layout.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.passing.setText(tr(self._language, "window.bug-copied"))

    def _save(self) -> None:
        title = tr(self._language, "window.bug-save")
        name = dialogs.save_path(self, self._language, title, _NAME, "", [".txt"])
        if name is None:
            return
        try:
            write_whole(name, self._report.encode())
        except AnnotatorError as error:
            self.passing.setText(error_sentence(self._language, error))
        else:
            self.passing.setText(tr(self._language, "window.bug-saved", path=isolated(str(name))))
