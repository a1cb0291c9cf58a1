"""The dialog of preferences: made from the table, kept by Enter, undone by Escape, and each setting acts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from annotator.commands import documents, spans
from annotator.ui.article import fonts
from annotator.ui.parts import dialogs
from annotator.ui.preferences.controls import Flag, Folder, Number, OneOf, Several
from annotator.ui.preferences.dialog import PreferencesDialog
from annotator.ui.settings import SETTINGS, Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import tr

SHOWN = [setting.id for setting in SETTINGS if setting.section]


@pytest.fixture
def dialog(window: MainWindow, app: QApplication) -> PreferencesDialog:
    return opened(window, app)


def opened(window: MainWindow, app: QApplication) -> PreferencesDialog:
    window.menus.actions["preferences"].trigger()
    found = window.findChild(PreferencesDialog)
    assert isinstance(found, PreferencesDialog)
    app.processEvents()
    return found


def test_it_opens_on_its_key(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.findChild(PreferencesDialog) is not None


def choose(dialog: PreferencesDialog, setting_id: str, value: Any) -> None:
    """As the person does it, with the control."""
    control = dialog.controls[setting_id]
    match control:
        case OneOf():
            control.combo.setCurrentIndex(control.combo.findData(value))
        case Number():
            control.box.setValue(value)
        case Flag():
            control.box.setChecked(value)
        case Several():
            for name, box in control.boxes.items():
                box.setChecked(name not in value)
        case Folder():
            control.line.setText(value)


def another(setting_id: str, window: MainWindow) -> Any:
    """A value that the setting does not have."""
    chosen: dict[str, Any] = {
        "language": {"ar": "en", "en": "ar"}[window.session.language],
        "theme": "dark",
        "face": fonts.reading_faces()[-1],
        "font_size": 21,
        "line_spacing": 140,
        "snapping": False,
        "suggesters_off": ("names",),
        "confirm_undo": 7,
        "backup_minutes": 0,
        "backup_folder": "/مجلد/نسخ",
        "heads_folder": "/قرص آخر",
    }
    return chosen[setting_id]


@pytest.mark.parametrize("setting_id", SHOWN)
def test_each_row_is_kept_by_enter_and_put_back_by_escape(
    window: MainWindow, app: QApplication, setting_id: str
) -> None:
    settings = window.settings
    before, value = settings.value(setting_id), another(setting_id, window)
    setting = next(row for row in SETTINGS if row.id == setting_id)
    dialog = opened(window, app)
    choose(dialog, setting_id, value)
    assert settings.value(setting_id) == (value if setting.at_once else before)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert settings.value(setting_id) == before
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    dialog = opened(window, app)
    choose(dialog, setting_id, value)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isHidden()
    assert settings.value(setting_id) == Settings().value(setting_id) == value


def test_the_table_makes_the_rows_and_all_is_named(window: MainWindow, dialog: PreferencesDialog) -> None:
    language = window.session.language
    assert list(dialog.controls) == SHOWN
    assert dialog.windowTitle() == tr(language, "preferences.title")
    for kind in (QAbstractButton, QComboBox, QSpinBox, QLineEdit):
        for widget in dialog.findChildren(kind):
            inner = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QLineEdit)
            said = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
            assert inner or said, widget


def test_restore_shows_what_is_usual(window: MainWindow, dialog: PreferencesDialog) -> None:
    for setting_id in ("theme", "font_size", "suggesters_off", "backup_folder"):
        choose(dialog, setting_id, another(setting_id, window))
    dialog.restore_button.click()
    assert window.settings.value("font_size") == 15
    dialog.accept()
    assert all(window.settings.value(row.id) == row.default for row in SETTINGS if row.id != "language")


def test_the_folder_is_chosen(
    window: MainWindow, dialog: PreferencesDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    control = dialog.controls["backup_folder"]
    assert isinstance(control, Folder)
    control.button.click()
    dialog.accept()
    assert window.settings.value("backup_folder") == str(tmp_path)


def test_a_face_that_is_gone_counts_as_the_usual_one(window: MainWindow, app: QApplication) -> None:
    window.settings.set_value("face", "No Such Face")
    control = opened(window, app).controls["face"]
    assert isinstance(control, OneOf)
    assert control.combo.currentData() == ""


def test_type_and_spacing_show_at_once(window: MainWindow, dialog: PreferencesDialog) -> None:
    def height() -> float:
        return window.article.range_rects(0, 1)[0].height()

    before = height()
    choose(dialog, "font_size", 30)
    larger = height()
    assert larger > before * 1.5
    face = fonts.reading_faces()[-1]
    choose(dialog, "face", face)
    assert window.article.face() == face
    dialog.reject()
    assert height() == before
    assert window.article.face() == ""


def test_the_language_of_the_window(window: MainWindow, dialog: PreferencesDialog) -> None:
    other = another("language", window)
    choose(dialog, "language", other)
    dialog.accept()
    assert window.session.language == other
    assert window.menus.actions["undo"].text() == tr(other, "actions.undo")


def test_snapping_holds_for_labels_too(window: MainWindow, dialog: PreferencesDialog) -> None:
    choose(dialog, "snapping", False)
    dialog.accept()
    start = window.session.text.index(" ")
    window.article.set_selection(start, start + 3)
    assert window.article.target_range() == (start, start + 3)
    assert not window.annotating.snapping
    assert not window.menus.actions["snapping"].isChecked()


def settled(window: MainWindow, qtbot: QtBot) -> set[str]:
    """Who suggests something in the open document."""
    qtbot.waitUntil(lambda: not window.proposing.is_busy, timeout=30_000)
    return {row.suggester for row in window.proposing.suggestions}


def test_nothing_is_suggested_by_what_is_left_out(
    window: MainWindow, app: QApplication, qtbot: QtBot
) -> None:
    session = window.session
    report = session.do(documents.add_text, "وقال المتحدث باسم البلدية إن الطريق مغلق منذ الصباح.")
    assert report is not None and report.first_document is not None
    window.opening.document(report.first_document)
    assert "cues" in settled(window, qtbot)
    dialog = opened(window, app)
    choose(dialog, "suggesters_off", ("cues",))
    assert "cues" in settled(window, qtbot)
    dialog.accept()
    assert "cues" not in settled(window, qtbot)
    window.settings.set_value("suggesters_off", ())
    assert "cues" in settled(window, qtbot)


def test_a_large_undo_asks_first(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda parent, language, question: bool(asked.append(question)))
    session = window.session
    report = session.do(documents.add_text, "الطريق مغلق منذ الصباح")
    assert report is not None and report.first_document is not None and session.project is not None
    places = [(report.first_document, [piece]) for piece in ((0, 6), (7, 11), (12, 15))]
    made = session.do(spans.add_spans, places, label="place")
    assert made and session.changes_to_undo() == len(made)
    window.settings.set_value("confirm_undo", len(made) + 1)
    window.undo()
    assert asked == []
    window.act("redo")
    window.settings.set_value("confirm_undo", len(made))
    head = session.project.head()
    window.undo()
    assert len(asked) == 1 and session.project.head() == head
    window.settings.set_value("confirm_undo", 0)
    window.undo()
    assert len(asked) == 1 and session.project.head() != head
