"""Qt's own dialogs and menus speak the language of the window; keys keep the names printed on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from annotator.ui.keyboard import keys_text
from annotator.ui.qt_words import rows
from annotator.ui.window import MainWindow
from annotator.words.i18n import LANGUAGES

LATIN = re.compile("[A-Za-z]{2}")
NAMES = ("HTML",)
"""What is written so in every language."""


def said_by(dialog: QWidget) -> list[str]:
    """The words on labels and buttons, of actions, and what is said of a control that is pointed at."""
    said = [row.text() for kind in (QLabel, QAbstractButton) for row in dialog.findChildren(kind)]
    said += [row.toolTip() for row in dialog.findChildren(QWidget)]
    actions = [row for row in dialog.findChildren(QAction) if not row.isSeparator()]
    return [*said, *(row.text().partition("\t")[0] for row in actions)]


def foreign(dialog: QWidget) -> list[str]:
    return [words for words in said_by(dialog) if LATIN.search(words) and not any(n in words for n in NAMES)]


@pytest.mark.parametrize("mode", QFileDialog.FileMode)
@pytest.mark.parametrize("way", QFileDialog.AcceptMode)
def test_the_file_dialog_is_in_one_language(
    window: MainWindow, tmp_path: Path, mode: QFileDialog.FileMode, way: QFileDialog.AcceptMode
) -> None:
    (tmp_path / "ملف").mkdir()
    dialog = QFileDialog(window, "", str(tmp_path / "ملف"))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(way)
    dialog.setFileMode(mode)
    if window.session.language == "ar":
        assert foreign(dialog) == []
    else:
        assert "Look in:" in [words.replace("&", "") for words in said_by(dialog)]
    dialog.deleteLater()


def test_so_are_the_colours_and_the_menus_of_fields(window: MainWindow) -> None:
    colours = QColorDialog(window)
    colours.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    line, text = QLineEdit("نص", window), QPlainTextEdit("نص", window)
    for shown in (colours, line.createStandardContextMenu(), text.createStandardContextMenu()):
        assert (foreign(shown) == []) == (window.session.language == "ar")
    for widget in (colours, line, text):
        widget.deleteLater()


def test_a_word_without_a_row_stays_as_it_is(window: MainWindow) -> None:
    assert QCoreApplication.translate("QFileDialog", "No such words") == "No such words"
    assert QKeySequence("Alt+Down").toString(QKeySequence.SequenceFormat.NativeText) == "Alt+Down"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_keeps_what_is_put_into_it(language: str) -> None:
    for context in rows(language).values():  # type: ignore[arg-type]
        for source, said in context.items():
            assert said.strip() and sorted(re.findall(r"%\d", source)) == sorted(re.findall(r"%\d", said))


def test_signs_stand_behind_their_key_in_the_menus(window: MainWindow) -> None:
    larger, undo = window.menus.actions["larger"], window.menus.actions["undo"]
    name = window.session.tr_("actions.larger")
    isolated = f"{name}\t{keys_text(['Ctrl++'])}"
    assert larger.text() == (isolated if window.session.language == "ar" else name)
    assert larger.iconText() == larger.toolTip() == name
    assert undo.text() == window.session.tr_("actions.undo")
