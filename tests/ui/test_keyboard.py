"""Keys are read by their place, in whichever script the keyboard writes; fields get what was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.actions import ACTIONS, GESTURE_KEYS
from annotator.ui.keyboard import pressed, sign
from annotator.ui.places import place_of_key, place_of_letter, shifted
from annotator.ui.window import MainWindow
from tests.arabic_keyboard import KEYS, event_of, is_on_it, press

MOD = Qt.KeyboardModifier


@pytest.fixture
def desk(window: MainWindow) -> MainWindow:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.article.setFocus()
    return window


def test_the_keys_of_an_arabic_keyboard() -> None:
    def key(text: str, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> str:
        return pressed(QKeyEvent(QEvent.Type.KeyPress, 0, modifiers, text))

    assert [key(text) for text in ("ش", "ﻻ", "لا", "ؤ", "ي", "ث", "ب", "ح", "ى")] == list("ABBCDEFPN")
    assert [key(text) for text in ("٢", "2", "a", "A")] == ["2", "2", "A", "A"]
    assert [key(text) for text in ("", "«", "ab", "é")] == [""] * 4
    assert key("a", MOD.ControlModifier) == ""


@pytest.mark.parametrize(
    ("platform", "codes"),
    [
        ("windows", {"1": (0x02, 0x31), "Q": (0x10, 0x51), "[": (0x1A, 0xDB), "/": (0x35, 0xBF)}),
        ("xcb", {"1": (10, 0), "Q": (24, 0), "[": (34, 0), "Z": (52, 0), "/": (61, 0), "\\": (51, 0)}),
        ("wayland", {"A": (38, 0), "'": (48, 0), "`": (49, 0)}),
        ("cocoa", {"S": (0, 1), "Q": (0, 12), "[": (0, 33), "Z": (0, 6), "`": (0, 50), "M": (0, 46)}),
    ],
)  # fmt: skip
def test_a_place_is_found_by_the_codes_of_each_system(
    platform: str, codes: dict[str, tuple[int, int]]
) -> None:
    assert {place: place_of_key(*both, platform) for place, both in codes.items()} == dict(
        zip(codes, codes, strict=True)
    )
    assert place_of_key(9, 53, platform) in ("", "8")  # Escape, where it is no sign


def test_every_key_of_the_arabic_layout_has_its_place_by_its_letter_too() -> None:
    for place, (_, *both) in KEYS.items():
        assert {place_of_letter(written) for written in both if written > "\u0250"} <= {place, ""}
    assert [place_of_letter(char) for char in "شإ٣\u064bZ"] == ["A", "Y", "3", "W", ""]
    assert [shifted(place) for place in "1/[A"] == ["!", "?", "{", "A"]


def test_a_letter_that_another_layout_has_elsewhere_is_found_by_its_place() -> None:
    persian = QKeyEvent(QEvent.Type.KeyPress, ord("ط"), MOD.NoModifier, KEYS["X"][0], 0, 0, "ط")
    assert sign(persian) == "X"
    assert place_of_letter("ط") == "'"


def test_every_shortcut_works_where_only_an_arabic_layout_is(
    desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted: list[str] = []
    monkeypatch.setattr(desk.menus, "_act", acted.append)
    desk.session.settle()
    monkeypatch.setattr(desk.menus, "enable", lambda has: None)
    for action in (*desk.menus.actions.values(), *desk.panels.label_bar.label_actions()):
        action.setEnabled(False)
    wrong = []
    for action_id, key in [(spec.id, key) for spec in ACTIONS for key in spec.keys if is_on_it(key)]:
        action = desk.menus.actions[action_id]
        action.setVisible(True)
        action.setEnabled(True)
        press(key)
        action.setEnabled(False)
        if acted != [action_id]:
            wrong.append((key, action_id, acted.copy()))
        acted.clear()
    assert wrong == []
    press("Ctrl+Z")
    assert acted == [], "nothing comes of what is disabled"


def test_a_label_is_given_by_the_digits_of_the_layout(desk: MainWindow) -> None:
    claim = desk.session.claims()[0]
    desk.article.set_selection(claim.end - 4, claim.end)
    press("2")
    span = desk.session.span(desk.article.selected_span())
    assert span is not None and (span.label, span.start) == ("place", claim.end - 4)


@pytest.mark.parametrize("key", sorted(GESTURE_KEYS - {"{", "}"}))
def test_the_keys_of_the_text_are_read_by_their_place(key: str) -> None:
    assert sign(event_of(key)) == key


def test_a_latin_keyboard_that_has_signs_elsewhere_is_left_alone(
    desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted: list[str] = []
    monkeypatch.setattr(desk.menus, "_act", acted.append)
    for letter in ("o", "'"):
        code = KEYS["S" if letter == "o" else "Q"][0]
        modifiers = MOD.NoModifier if letter == "o" else MOD.ControlModifier
        event = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), modifiers, code, 0, 0, letter)
        QApplication.sendEvent(desk.windowHandle(), event)
    assert acted == []


def test_a_field_gets_the_letters_and_the_commands_of_a_field(desk: MainWindow) -> None:
    desk.rooms.find_bar.open()
    line = desk.rooms.find_bar.line
    line.clear()
    before = desk.session.layer
    for key in ("S", "D", "Shift+A", "1", ","):
        press(key)
    assert line.text() == "سي\u0650١و"
    press("Ctrl+A")
    assert line.selectedText() == line.text()
    press("Ctrl+C")
    assert QApplication.clipboard().text() == line.text()
    press("Ctrl+Z")
    assert line.text() == ""
    assert desk.session.layer is before


def test_letters_typed_into_a_list_command_nothing(desk: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    acted: list[str] = []
    monkeypatch.setattr(desk.menus, "_act", acted.append)
    desk.documents.list.setFocus()
    for key in ("S", "D", "Y", "?"):
        press(key)
    assert acted == []
    press("Ctrl+K")
    assert acted == ["commands"]
