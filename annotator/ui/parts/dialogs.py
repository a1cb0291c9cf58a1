"""Questions and reports: who is working, what an import found, the key sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from annotator.disk import suffixed
from annotator.ui.parts.room import fit
from annotator.words.i18n import Language, tr

_QUESTION_WIDTH = 420
_REPORT_SIZE = QSize(640, 380)


def ask_author(parent: QWidget, language: Language, proposed: str, known: Sequence[str]) -> str | None:
    """Ask who is working; `known` names can be chosen. None if the person does not want to say."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr(language, "window.author-title"))
    dialog.setObjectName("author-dialog")
    layout = QVBoxLayout(dialog)
    question = QLabel(tr(language, "window.author-question"))
    question.setWordWrap(True)
    names = QComboBox()
    names.setEditable(True)
    names.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    names.addItems(list(known))
    names.setEditText(proposed)
    names.setAccessibleName(tr(language, "window.author-title"))
    line = names.lineEdit()
    assert line is not None
    line.selectAll()
    # An editable choice keeps Enter to itself; here it answers the question.
    line.returnPressed.connect(dialog.accept)
    buttons = _buttons(dialog, language, cancel=True)
    dialog.setMinimumWidth(_QUESTION_WIDTH)
    layout.addWidget(question)
    layout.addWidget(names)
    layout.addWidget(buttons)
    names.setFocus()
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return names.currentText()


def show_error(parent: QWidget, language: Language, sentence: str) -> None:
    """Say what went wrong, as plain text."""
    _message(parent, language, QMessageBox.Icon.Warning, sentence)


def show_report(parent: QWidget, language: Language, summary: str, lines: Sequence[str]) -> None:
    """Tell the outcome of a long piece of work, and every problem with its place."""
    if not lines:
        _message(parent, language, QMessageBox.Icon.Information, summary)
        return
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr(language, "window.report-title"))
    fit(dialog, _REPORT_SIZE)
    layout = QVBoxLayout(dialog)
    head = QLabel(summary)
    head.setTextFormat(Qt.TextFormat.PlainText)
    head.setWordWrap(True)
    listed = QListWidget()
    listed.setWordWrap(True)
    listed.setResizeMode(QListWidget.ResizeMode.Adjust)
    listed.setAccessibleName(tr(language, "window.report-title"))
    listed.addItems(list(lines))
    layout.addWidget(head)
    layout.addWidget(listed, 1)
    layout.addWidget(_buttons(dialog, language))
    dialog.exec()


def confirm(parent: QWidget, language: Language, question: str) -> bool:
    """Ask before something that is not done every day."""
    box = QMessageBox(QMessageBox.Icon.Question, tr(language, "window.title"), question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    yes = box.addButton(tr(language, "window.yes"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr(language, "window.cancel"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is yes


def choose(parent: QWidget, language: Language, question: str, answers: Sequence[str]) -> int | None:
    """Ask which of the answers is meant: its place; None if none is."""
    box = QMessageBox(QMessageBox.Icon.Question, tr(language, "window.title"), question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    buttons = [box.addButton(answer, QMessageBox.ButtonRole.AcceptRole) for answer in answers]
    box.addButton(tr(language, "window.cancel"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    clicked = box.clickedButton()
    return next((place for place, button in enumerate(buttons) if button is clicked), None)


def save_path(
    parent: QWidget, language: Language, title: str, start: str, kinds: str, suffixes: Sequence[str]
) -> Path | None:
    """Ask where to write; a name without a suffix gets the first one. None if the person does not want to.

    The file dialog has asked about a file of the name as it was typed; this asks about the whole name.
    """
    typed, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
    if not typed:
        return None
    path = suffixed(Path(typed), suffixes)
    if path != Path(typed) and path.exists():
        return path if confirm(parent, language, tr(language, "window.replace-file", path=path)) else None
    return path


def _message(parent: QWidget, language: Language, icon: QMessageBox.Icon, text: str) -> None:
    box = QMessageBox(icon, tr(language, "window.title"), text, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton(tr(language, "window.ok"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def _buttons(dialog: QDialog, language: Language, *, cancel: bool = False) -> QDialogButtonBox:
    buttons = QDialogButtonBox()
    buttons.addButton(tr(language, "window.ok"), QDialogButtonBox.ButtonRole.AcceptRole)
    if cancel:
        buttons.addButton(tr(language, "window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
