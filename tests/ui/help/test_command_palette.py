"""Everything that can be done, found by a piece of its name in either language; and the sheet of keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.ui.actions import ACTIONS, ARTICLE_KEYS
from annotator.ui.help.command_palette import Entry
from annotator.ui.help.shortcut_sheet import ShortcutSheet, groups, in_columns
from annotator.ui.help.shortcut_sheet import narrowed as narrowed_sheet
from annotator.ui.keyboard import keys_text
from annotator.ui.window import MainWindow
from annotator.words.i18n import LANGUAGES, Language, tr
from tests.ui.entering import enter

KEY, MOD = Qt.Key, Qt.KeyboardModifier


def listed(window: MainWindow) -> list[Entry]:
    rows = window.rooms.command_palette.list
    found = [rows.item(row).data(Qt.ItemDataRole.UserRole) for row in range(rows.count())]
    assert all(isinstance(entry, Entry) for entry in found)
    return found


def narrowed(window: MainWindow, typed: str) -> list[str]:
    window.rooms.command_palette.line.setText(typed)
    return [entry.action.objectName() for entry in listed(window)]


def test_all_actions_and_labels_are_there(window: MainWindow) -> None:
    window.article.setFocus()
    QTest.keyClick(window.article, KEY.Key_K, MOD.ControlModifier)
    assert window.rooms.command_palette.isVisible()
    assert len(listed(window)) == len(ACTIONS) + len(window.session.scheme.active_labels())
    assert narrowed(window, "")[: len(ACTIONS)] == [spec.id for spec in ACTIONS]


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("تراجع", "undo"),
        ("UNDO", "undo"),
        ("إسناد الإدعاء", "attribute"),
        ("claim attribute", "attribute"),
        ("dark th", "theme_dark"),
        ("الوان داكنه", "theme_dark"),
        ("no such thing", ""),
    ],
)
def test_names_are_found_folded_in_both_languages(window: MainWindow, typed: str, action: str) -> None:
    window.rooms.commands()
    found = narrowed(window, typed)
    assert (found[0] if found else "") == action
    assert window.rooms.command_palette.nothing.isHidden() == bool(found)


def test_labels_are_found_by_name(window: MainWindow) -> None:
    window.rooms.commands()
    for label in window.session.scheme.active_labels():
        for language in LANGUAGES:
            window.rooms.command_palette.line.setText(label.name[language])
            assert any(label.name["ar"] in entry.names for entry in listed(window))


def test_enter_runs_what_is_chosen(window: MainWindow, app: QApplication) -> None:
    window.rooms.commands()
    line = window.rooms.command_palette.line
    enter(line, "english" if window.session.language == "ar" else "العربية")
    before = window.session.language
    QTest.keyClick(line, KEY.Key_Return)
    assert window.rooms.command_palette.isHidden()
    assert window.session.language != before


def test_the_arrows_walk_the_list(window: MainWindow) -> None:
    window.rooms.commands()
    line, rows = window.rooms.command_palette.line, window.rooms.command_palette.list
    places = []
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Up, KEY.Key_Up, KEY.Key_Up, KEY.Key_PageDown):
        QTest.keyClick(line, key)
        places.append(rows.currentRow())
    assert places == [1, 2, 1, 0, 0, 10]


def test_what_cannot_be_done_is_grey_and_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.rooms.commands()
    window.rooms.command_palette.line.setText(tr("en", "actions.delete"))
    item = window.rooms.command_palette.list.item(0)
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    QTest.keyClick(window.rooms.command_palette.line, KEY.Key_Return)
    assert window.rooms.command_palette.isVisible()
    QTest.keyClick(window.rooms.command_palette.line, KEY.Key_Escape)
    assert window.rooms.command_palette.isHidden()


def test_it_is_painted_and_named(window: MainWindow, app: QApplication) -> None:
    window.rooms.commands()
    app.processEvents()
    palette = window.rooms.command_palette
    assert not palette.grab().isNull()
    for widget in (palette, palette.line, palette.list):
        assert widget.accessibleName()
    spoken = palette.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert window.session.tr_("actions.new") in spoken and "Ctrl+N" in spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_has_every_key(window: MainWindow, language: Language) -> None:
    labels = window.session.scheme.active_labels()
    found = groups(language, labels)
    rows = [row for group in found for row in group.rows]
    for spec in ACTIONS:
        assert not spec.keys or (tr(language, f"actions.{spec.id}"), keys_text(spec.keys)) in rows
    assert [keys for _, keys in found[-2].rows] == [keys_text([label.key]) for label in labels]
    assert len(found[-1].sentences) == len(ARTICLE_KEYS)
    dealt = in_columns(found)
    assert sorted(group.title for column in dealt for group in column) == sorted(
        group.title for group in found
    )
    assert all(dealt)


def test_the_sheet_opens_on_its_key_and_says_everything(window: MainWindow, app: QApplication) -> None:
    window.article.setFocus()
    window.act("shortcuts")
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None and sheet.isVisible()
    said = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert window.session.tr_("actions.undo") in said and "Ctrl+Z" in said
    assert not sheet.grab().isNull()
    sheet.close()


@pytest.mark.parametrize(("typed", "action"), [("تراجع", "undo"), ("undo", "undo"), ("ctrl+e", "export")])
def test_the_sheet_is_narrowed_in_either_language_and_by_keys(
    window: MainWindow, app: QApplication, typed: str, action: str
) -> None:
    window.act("shortcuts")
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None and sheet.focusWidget() is sheet.filter
    before = len(sheet.findChildren(QLabel))
    enter(sheet.filter, typed)
    app.processEvents()
    said = [label.text() for label in sheet.findChildren(QLabel)]
    assert len(said) < before and any(window.session.tr_(f"actions.{action}") in words for words in said)
    sheet.filter.setText("لا شيء كهذا")
    app.processEvents()
    (nothing,) = (label.text() for label in sheet.findChildren(QLabel))
    assert window.session.tr_("find.keys-none") in nothing
    sheet.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_narrowed_by_nothing_the_sheet_is_whole(window: MainWindow, language: Language) -> None:
    labels = window.session.scheme.active_labels()
    found, twins = groups(language, labels), groups("ar" if language == "en" else "en", labels)
    assert narrowed_sheet(found, twins, "") == found


def test_without_a_project_the_sheet_and_the_list_still_open(window: MainWindow) -> None:
    window.session.close()
    window.rooms.keys()
    window.rooms.commands()
    assert len(listed(window)) == len(ACTIONS)
    window.rooms.command_palette.hide()
