"""The window as a whole: every action has a handler, every control a name, no text a markup."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from inspect import ismethod, signature
from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from annotator.commands import documents, spans
from annotator.core.errors import AnnotatorError
from annotator.core.suggestions import ProposedSpan, Suggestion, Why
from annotator.store import queries
from annotator.ui.actions import ACTIONS, COMPARING
from annotator.ui.parts import dialogs
from annotator.ui.window import MainWindow

ARABIC = re.compile("[\u0600-\u06ff]")


def controls(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit | QAbstractItemView):
            # Lists that drop down from Qt's own controls and corners of tables speak through their owner.
            owner = QComboBox | QLineEdit | QTableView
            owned = isinstance(widget.parent(), owner) or isinstance(widget, QHeaderView)
            inner = owned or widget.objectName().startswith("qt_")
            if widget.window() is window and not inner:
                yield widget


def test_every_action_has_a_handler(window: MainWindow) -> None:
    for spec in ACTIONS:
        does = attrgetter(spec.does)(window)
        assert callable(does), spec.id
        if ismethod(does):
            signature(does).bind(*spec.args)
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    """But for actions that are never on together: `test_reviewing` and `test_proposing` hold that."""
    alone = {*COMPARING, "suggestion"}
    keys = [key for spec in ACTIONS if spec.needs not in alone for key in spec.keys]
    keys += [label.key for label in window.session.scheme.active_labels()]
    assert len(keys) == len(set(keys))
    keys = [key for spec in ACTIONS if spec.needs not in ("suggestion", "chosen") for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_every_control_has_an_accessible_name(window: MainWindow, app: QApplication) -> None:
    claim = next(span for span in window.session.layer.spans if span.label == "claim")
    window.article.select_span(claim.id)
    app.processEvents()
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in controls(window)
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]  # fmt: skip
    assert nameless == []
    assert window.article.accessibleName()


def test_labels_show_text_never_markup(window: MainWindow, app: QApplication) -> None:
    author = window.session.author
    report = documents.add_text(
        window.session.project, "<b>عنوان</b> & <img src=x>\n\nنص <i>x</i>", author=author
    )  # type: ignore[arg-type]
    window.opening.document(report.first_document or "")
    span = window.session.do(
        spans.add_span, document_id=report.first_document, label="claim", ranges=[(0, 12)]
    )
    assert span is not None
    window.article.select_span(span.id)
    app.processEvents()
    for label in window.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    assert "<b>" in window.inspector._quote.text()


def test_the_other_language_leaves_nothing_behind(window: MainWindow, app: QApplication) -> None:
    window.act("language")
    app.processEvents()
    english = window.session.language == "en"
    rtl = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert rtl != english
    own = {span.quote for span in window.session.layer.spans}
    texts = [action.text() for action in window.menus.actions.values() if action.objectName() != "language"]
    texts += [menu.title() for menu in window.menus.menus.values()]
    texts += [widget.accessibleName() for widget in controls(window)]
    texts += [button.text() for button in window.panels.label_bar.findChildren(QAbstractButton)]
    for text in texts:
        if text and text not in own and "سلمى" not in text:
            assert bool(ARABIC.search(text)) != english, text
    window.act("language")


def test_shape_and_choices_are_remembered(window: MainWindow) -> None:
    window.appearance.choose_theme("dark")
    window.settings.set_value("face", "DejaVu Sans")
    window.act("larger")
    size = window.settings.value("font_size")
    window.close()
    again = MainWindow(window.session, window.settings)
    assert again.settings.value("theme") == "dark"
    assert again.settings.value("font_size") == size == 16
    assert again.article.face() == "DejaVu Sans"
    again.close()
    again.deleteLater()


def test_hints_are_said_beside_the_text_and_errors_in_a_dialog(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(dialogs, "show_error", lambda parent, language, sentence: shown.append(sentence))
    window.fail(AnnotatorError("nothing-selected"))
    assert shown == [] and window.panels.notice.said.text()
    window.fail(AnnotatorError("disk-full", path="x.db"))
    assert len(shown) == 1 and "x.db" in shown[0]


def test_an_act_of_another_window_is_shown_and_a_stale_one_refused(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, app: QApplication
) -> None:
    from annotator.store import Project

    shown: list[str] = []
    monkeypatch.setattr(dialogs, "show_error", lambda parent, language, sentence: shown.append(sentence))
    session = window.session
    seen = next(span for span in session.layer.spans if span.label == "actor")
    assert session.path is not None
    with Project.open(session.path) as other:
        changed = spans.relabel_span(other, seen, "place", author="سلمى")
    assert session.do(spans.set_span_note, seen, "متأخر") is None
    assert len(shown) == 1
    assert session.span(seen.id) == changed
    with Project.open(session.path) as other:
        spans.delete_span(other, changed, author="سلمى")
    session.look_for_changes()
    assert session.span(seen.id) is None


def test_what_is_being_typed_is_saved_before_another_document_opens(
    window: MainWindow, app: QApplication
) -> None:
    session = window.session
    span = session.layer.spans[0]
    document = session.document
    assert document is not None
    window.article.select_span(span.id)
    app.processEvents()
    note = window.inspector._span_fields["note"]
    line = note.findChild(QLineEdit)
    assert line is not None
    line.setText("لم يكتمل")
    window.documents.step(1)
    assert session.document is not None and session.document.id != document.id
    assert session.project is not None
    kept = queries.layer(session.project, document.id, session.author).spans
    assert next(row for row in kept if row.id == span.id).note == "لم يكتمل"


def test_none_is_not_used_up() -> None:
    """A PySide6 that drops references to None would abort Python 3.11 after some thousand calls."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("")
    assert sys.getrefcount(None) > before - 250


class TestOtherSystems:
    def test_macos_finds_what_belongs_in_the_menu_of_the_program(self, window: MainWindow) -> None:
        roles = {name: action.menuRole() for name, action in window.menus.actions.items()}
        role = QAction.MenuRole
        special = {"about": role.AboutRole, "preferences": role.PreferencesRole, "quit": role.QuitRole}
        assert roles == {name: special.get(name, role.NoRole) for name in roles}

    def test_no_key_of_macos_is_option_and_a_sign(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")
        keys = [key for spec in ACTIONS for key in spec.keys_here]
        assert not [key for key in keys if key.startswith("Alt+") and len(key.removeprefix("Alt+")) == 1]
        assert "Ctrl+Alt+-" in keys

    @pytest.mark.parametrize("key", ["Delete", "Backspace"])
    def test_a_key_deletes_or_rejects_by_what_is_selected(self, window: MainWindow, key: str) -> None:
        """The one thing that is selected tells which of the two it is: they are never both there."""
        actions = {spec.id: window.menus.actions[spec.id] for spec in ACTIONS if key in spec.keys}
        assert actions.keys() == {"delete", "reject_suggestion"}
        qt_key = Qt.Key[f"Key_{key}"]
        first = window.session.layer.spans[0]
        window.annotating.go_to(first.id)
        QApplication.processEvents()
        assert [name for name, action in actions.items() if action.isEnabled()] == ["delete"]
        window.article.setFocus()
        QTest.keyClick(window.article, qt_key)
        QApplication.processEvents()
        left = {row.id for row in window.session.layer.spans}
        assert first.id not in left
        window.proposing.stop()
        document, (start, end) = window.session.document, first.ranges[0]
        assert document is not None
        part = ProposedSpan("actor", ((start, end),), window.session.text[start:end])
        suggested = Suggestion(
            id="s1", document_id=document.id, suggester="names", spans=(part,), attribution=None,
            why=Why("name"), confidence=0.9,
        )  # fmt: skip
        window.proposing._proposals.replace([suggested])
        window.proposing.changed.emit()
        window.proposing.step(1)
        QApplication.processEvents()
        assert [name for name, action in actions.items() if action.isEnabled()] == ["reject_suggestion"]
        QTest.keyClick(window.article, qt_key)
        assert not window.proposing.suggestions
        assert {row.id for row in window.session.layer.spans} == left

    def test_the_icon(self, window: MainWindow) -> None:
        for size in (16, 32, 256):
            picture = window.windowIcon().pixmap(size, size).toImage()
            assert picture.size().width() >= size
            assert len({picture.pixel(x, y) for x in range(size) for y in range(size)}) > 4
