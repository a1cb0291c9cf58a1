"""The scheme editor and the guidelines panel: edits are applied as one event, and every window follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QToolButton,
)

from annotator.commands import spans
from annotator.commands.scheme import change_scheme
from annotator.core.scheme import Scheme, lost
from annotator.core.scheme_edits import with_value
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.parts import dialogs
from annotator.ui.scheme.editor import SchemeEditor
from annotator.ui.session import Session
from annotator.ui.window import MainWindow

NEWS = scheme_toml.load()


@pytest.fixture(params=["ar", "en"])
def editor(app: QApplication, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SchemeEditor]:
    """The editor in each language, on a project of the default scheme."""
    session = Session(request.param)
    session.open(Project.create(tmp_path / "news.db", NEWS, actor="سلمى"))
    session.set_author("سلمى")
    rtl = request.param == "ar"
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    made = SchemeEditor(session)
    made.show()
    yield made
    made.draft.begin_anew(made.draft.seen)
    made.reject()
    made.deleteLater()
    session.close()


def line(editor: SchemeEditor, tab: str, field: str) -> QLineEdit:
    control = getattr(editor, tab).form.controls[field]
    found = control.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def type_into(editor: SchemeEditor, tab: str, field: str, text: str) -> None:
    """Put other text into a field by the keyboard, and leave it."""
    where = line(editor, tab, field)
    where.selectAll()
    QTest.keyClick(where, Qt.Key.Key_Delete)
    for char in text:
        # QTest itself types Latin letters only.
        press_key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, char)
        QApplication.sendEvent(where, press_key)
    QTest.keyClick(where, Qt.Key.Key_Return)


def press(editor: SchemeEditor, name: str) -> None:
    button = editor.findChild(QPushButton, name)
    assert button is not None and button.isEnabled(), name
    button.click()


def messages(editor: SchemeEditor, tab: str) -> str:
    labels = getattr(editor, tab).form.findChildren(QLabel, "warning")
    return "\n".join(label.text() for label in labels)


def applied(editor: SchemeEditor) -> Scheme:
    press(editor, "scheme.apply")
    assert not editor.isVisible()
    return editor._session.scheme


class TestEditing:
    def test_a_label_is_added_and_named(self, editor: SchemeEditor) -> None:
        press(editor, "scheme.add-labels")
        assert line(editor, "labels", "name.ar").hasFocus()
        type_into(editor, "labels", "name.ar", "سلاح")
        type_into(editor, "labels", "name.en", "Fire arm")
        assert editor.labels.rows.current == "fire_arm"
        type_into(editor, "labels", "id", "weapon")
        type_into(editor, "labels", "key", "6")
        type_into(editor, "labels", "light", "#702070")
        type_into(editor, "labels", "dark", "#ff99ff")
        editor.labels.form.controls["attributes"].findChildren(QCheckBox)[0].click()
        shape = editor.labels.form.controls["shape"].findChild(QComboBox)
        QTest.keyClick(shape, Qt.Key.Key_End)
        shape.activated.emit(shape.currentIndex())
        scheme = applied(editor)
        label = scheme.label("weapon")
        assert label.name == {"ar": "سلاح", "en": "Fire arm"}
        assert (label.key, label.light, label.dark) == ("6", "#702070", "#ff99ff")
        assert (label.shape, label.attributes) == ("underline", ("actor_kind",))
        assert (scheme.version, lost(NEWS, scheme)) == (2, set())

    def test_ids_that_are_known_do_not_change(self, editor: SchemeEditor) -> None:
        assert not line(editor, "labels", "id").isEnabled()
        type_into(editor, "labels", "name.en", "Doer")
        assert applied(editor).label("actor").name["en"] == "Doer"

    def test_a_taken_or_impossible_id_is_refused_at_its_field(self, editor: SchemeEditor) -> None:
        press(editor, "scheme.add-labels")
        for wanted in ("actor", "Big One"):
            type_into(editor, "labels", "id", wanted)
            assert wanted in messages(editor, "labels")
            assert editor.labels.rows.current == line(editor, "labels", "id").text() == "label_6"

    def test_retired_and_brought_back(self, editor: SchemeEditor) -> None:
        editor.labels.rows.choose("cue")
        press(editor, "scheme.retire-labels")
        assert editor.draft.scheme.label("cue").retired
        assert editor.labels.rows.list.count() == len(NEWS.labels)
        press(editor, "scheme.retire-labels")
        assert not editor.draft.is_changed

    def test_moved_by_key_and_by_button(self, editor: SchemeEditor) -> None:
        editor.labels.rows.list.setFocus()
        QTest.keyClick(editor.labels.rows.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert [label.id for label in editor.draft.scheme.labels[:2]] == ["place", "actor"]
        assert editor.labels.rows.current == "actor"
        press(editor, "scheme.up-labels")
        assert not editor.draft.is_changed

    def test_attributes(self, editor: SchemeEditor) -> None:
        editor.tabs.setCurrentWidget(editor.attributes)
        editor.attributes.rows.choose("sector")
        controls = editor.attributes.form.controls
        kind = controls["type"].findChild(QComboBox)
        kind.activated.emit(kind.findData("text"))
        assert not controls["vocabulary"].isEnabled()
        assert messages(editor, "attributes").strip()
        controls["attribution"].findChild(QCheckBox).click()
        scheme = applied(editor)
        row = scheme.attribute("sector")
        assert row is not None and (row.type, row.vocabulary) == ("text", "")
        assert scheme.attribution == ("sector", *NEWS.attribution)

    def test_vocabularies_and_terms(self, editor: SchemeEditor) -> None:
        editor.tabs.setCurrentWidget(editor.vocabularies)
        editor.vocabularies.rows.choose("polarity")
        assert [row.id for row in NEWS.vocabulary("polarity").terms] == ["+", "-", "u"]
        press(editor, "scheme.add-terms")
        type_into(editor, "terms", "name.ar", "مزدوج")
        type_into(editor, "terms", "name.en", "Both")
        forms = editor.terms.form.controls["forms"].findChild(QTextEdit)
        forms.setPlainText("كلاهما\n\n ,معا ")
        editor.vocabularies.rows.choose("stance")
        assert editor.terms.rows.current == "neutral"
        editor.vocabularies.form.controls["open"].findChild(QCheckBox).click()
        press(editor, "scheme.add-vocabularies")
        assert editor.terms.rows.current == "" and not editor.terms.form.isEnabled()
        type_into(editor, "vocabularies", "name.ar", "قائمة")
        type_into(editor, "vocabularies", "name.en", "List")
        scheme = applied(editor)
        both = scheme.vocabulary("polarity").term("both")
        assert both is not None and both.forms == ("كلاهما", ",معا")
        assert scheme.vocabulary("stance").open
        assert scheme.vocabulary("list").terms == ()

    def test_guidelines(self, editor: SchemeEditor) -> None:
        editor.tabs.setCurrentWidget(editor.guidelines)
        text = editor.guidelines.text
        assert not editor.draft.is_changed
        text.setPlainText("# عنوان\n<b>لا\u00a0شيء</b>\nآخر")
        assert editor.guidelines.preview.toPlainText().startswith("عنوان\n<b>لا")
        assert applied(editor).guidelines == "# عنوان\n<b>لا\u00a0شيء</b>\nآخر"

    def test_the_color_dialog(self, editor: SchemeEditor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor("#123456"))
        color = editor.labels.form.controls["light"]
        color.findChild(QPushButton).click()
        assert line(editor, "labels", "light").text() == "#123456"
        monkeypatch.setattr(QColorDialog, "getColor", lambda *_: QColor())
        color.findChild(QPushButton).click()
        assert editor.draft.scheme.label("actor").light == "#123456"


class TestFaults:
    def test_a_fault_stands_at_its_field_and_nothing_is_written(self, editor: SchemeEditor) -> None:
        editor.labels.rows.choose("place")
        type_into(editor, "labels", "key", "1")
        assert "1" in messages(editor, "labels")
        editor.tabs.setCurrentWidget(editor.guidelines)
        press(editor, "scheme.apply")
        assert editor.isVisible() and editor.message.isVisible()
        assert editor.tabs.currentWidget() is editor.labels
        assert line(editor, "labels", "key").hasFocus()
        assert line(editor, "labels", "key").accessibleDescription()
        assert editor._session.scheme == NEWS
        type_into(editor, "labels", "key", "9")
        assert not editor.message.isVisible()

    def test_a_fault_of_a_term_is_gone_to(self, editor: SchemeEditor) -> None:
        editor.draft.set_value(("terms", "act", "denial"), "name.en", "")
        press(editor, "scheme.apply")
        assert editor.tabs.currentWidget() is editor.vocabularies
        assert (editor.vocabularies.rows.current, editor.terms.rows.current) == ("act", "denial")
        assert line(editor, "terms", "name.en").hasFocus()

    def test_warnings_do_not_stop_anybody(self, editor: SchemeEditor) -> None:
        type_into(editor, "labels", "light", "#ffee99")
        type_into(editor, "labels", "key", "d")
        assert "1.2" in messages(editor, "labels") and "d" in messages(editor, "labels")
        assert applied(editor).label("actor").light == "#ffee99"

    def test_a_stale_change_is_explained_and_overwrites_nothing(self, editor: SchemeEditor) -> None:
        session = editor._session
        theirs = with_value(NEWS, ("labels", "cue"), "retired", True)
        assert session.path is not None
        with Project.open(session.path) as other:
            theirs = change_scheme(other, NEWS, theirs, author="يزن")
        type_into(editor, "labels", "name.en", "Doer")
        press(editor, "scheme.apply")
        assert editor.isVisible() and editor.message.text() == session.tr_("scheme.stale")
        assert session.scheme == theirs
        press(editor, "scheme.reload")
        assert editor.draft.seen == theirs and not editor.draft.is_changed
        type_into(editor, "labels", "name.en", "Doer")
        scheme = applied(editor)
        assert (scheme.version, scheme.label("cue").retired) == (3, True)

    def test_leaving_asks_only_if_something_would_be_lost(
        self, editor: SchemeEditor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = [False, True]
        monkeypatch.setattr(dialogs, "confirm", lambda *_: answers.pop(0))
        type_into(editor, "labels", "name.en", "Doer")
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert editor.isVisible()
        press(editor, "window.cancel")
        assert not editor.isVisible() and answers == []
        assert editor._session.scheme == NEWS


class TestFiles:
    def test_out_and_in(self, editor: SchemeEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "out.toml"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        press(editor, "scheme.export")
        assert scheme_toml.load(path) == NEWS
        scheme_toml.save(msgspec.structs.replace(NEWS, labels=NEWS.labels[:2], guidelines="#  x"), path)
        press(editor, "scheme.import")
        assert editor._session.scheme == NEWS
        assert editor.message.isVisible()
        assert editor.guidelines.text.toPlainText() == "#  x"
        scheme = applied(editor)
        assert [label.id for label in scheme.active_labels()] == ["actor", "place"]
        assert lost(NEWS, scheme) == set()

    def test_a_file_that_is_none(
        self, editor: SchemeEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "bad.toml"
        path.write_text("x = ", encoding="utf-8")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        press(editor, "scheme.import")
        assert "bad.toml" in editor.message.text() and not editor.draft.is_changed


def test_every_control_has_a_name_and_no_name_is_markup(editor: SchemeEditor, app: QApplication) -> None:
    name = "<b>س</b> & <img src=x>"
    for place in (("labels", "actor"), ("attributes", "sector"), ("vocabularies", "act")):
        for field in ("name.ar", "name.en"):
            editor.draft.set_value(place, field, name)
    for tab in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(tab)
        app.processEvents()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView)
    for kind in kinds:
        for widget in editor.findChildren(kind):
            # The arrows with which a crowded row of tabs is scrolled are Qt's own.
            if isinstance(widget.parent(), QComboBox) or isinstance(widget, QToolButton):
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            described = widget.accessibleName() or text
            # The drop-down lists of Qt's own controls speak through their owner.
            if (
                widget.window() is editor
                and widget.parent().metaObject().className() != "QComboBoxPrivateContainer"
            ):
                assert described, f"{type(widget).__name__} {widget.objectName()}"
    for label in editor.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    assert editor.labels.rows.list.item(0).text() == name
    ticks = editor.labels.form.controls["attributes"].findChildren(QCheckBox)
    assert "<b>س</b> && <img src=x>" in [box.text() for box in ticks]


class TestWindow:
    def test_everything_follows_a_change(self, window: MainWindow, app: QApplication) -> None:
        session = window.session
        span = next(row for row in session.layer.spans if row.label == "claim")
        window.article.select_span(span.id)
        caret = window.article.caret()
        window.appearance.toggle_guidelines()
        scheme = with_value(session.scheme, ("labels", "claim"), "retired", True)
        scheme = with_value(scheme, ("labels", "place"), "name.ar", "R&D <b>")
        scheme = with_value(scheme, ("labels", "place"), "name.en", "R&D <b>")
        scheme = msgspec.structs.replace(scheme, guidelines="كلام جديد")
        assert session.do(change_scheme, session.scheme, scheme) is not None
        app.processEvents()
        texts = [action.text() for action in window.panels.label_bar.label_actions()]
        assert len(texts) == len(scheme.labels) - 1 and "R&&D <b>" in texts
        assert window.panels.guidelines.view.toPlainText() == "كلام جديد"
        assert (window.article.selected_span(), window.article.caret()) == (span.id, caret)
        # What bears the retired label is still shown, and can be edited.
        assert session.do(spans.set_span_note, span, "يبقى") is not None
        assert session.span(span.id) is not None
        window.undo()
        window.undo()
        app.processEvents()
        assert len(window.panels.label_bar.label_actions()) == len(scheme.labels)
        assert window.panels.guidelines.view.toPlainText() != "كلام جديد"

    def test_a_change_elsewhere_is_followed(self, window: MainWindow) -> None:
        session = window.session
        assert session.path is not None
        with Project.open(session.path) as other:
            after = with_value(other.scheme, ("labels", "cue"), "retired", True)
            change_scheme(other, other.scheme, after, author="يزن")
        session.look_for_changes()
        assert len(window.panels.label_bar.label_actions()) == len(after.labels) - 1

    def test_values_whose_attribute_left_the_label_are_shown(self, window: MainWindow) -> None:
        session = window.session
        span = next(row for row in session.layer.spans if row.label == "actor")
        session.do(spans.set_span_attribute, span, "country", "SYR")
        window.article.select_span(span.id)
        after = with_value(session.scheme, ("labels", "actor"), "attributes", ("sector",))
        session.do(change_scheme, session.scheme, after)
        session.settle()
        assert {"attributes.sector", "attributes.country"} <= set(window.inspector._span_fields)

    def test_the_guidelines_come_and_go(self, window: MainWindow) -> None:
        action = window.menus.actions["guidelines"]
        action.trigger()
        assert window.panels.guidelines.isVisible() and action.isChecked()
        assert window.panels.guidelines.view.toPlainText()
        close = window.panels.guidelines.findChild(QToolButton)
        assert close.accessibleName()
        close.click()
        assert not window.panels.guidelines.isVisible() and not action.isChecked()

    def test_the_editor_opens_over_the_window(self, window: MainWindow) -> None:
        window.menus.actions["scheme"].trigger()
        editor = window.findChild(SchemeEditor)
        assert editor is not None and editor.isModal()
        editor.reject()


def test_a_number_has_bounds_and_names_have_attributes(editor: SchemeEditor) -> None:
    editor.attributes.rows.choose("latitude")
    assert line(editor, "attributes", "least").text() == "-90"
    type_into(editor, "attributes", "least", "-45.5")
    type_into(editor, "attributes", "most", "x")
    latitude = editor.draft.scheme.attribute("latitude")
    assert latitude is not None and (latitude.least, latitude.most) == (-45.5, None)
    editor.attributes.rows.choose("area")
    assert not editor.attributes.form.controls["least"].isEnabled()
    editor.labels.rows.choose("claim")
    assert not editor.labels.form.controls["name_attributes"].isEnabled()
    editor.labels.rows.choose("place")
    ticks = editor.labels.form.controls["name_attributes"]
    name = NEWS.attribute("side")
    assert ticks.isEnabled() and name is not None
    called = name.name[editor._session.language]
    (box,) = [row for row in ticks.findChildren(QCheckBox) if row.accessibleName() == called]
    box.click()
    assert editor.draft.scheme.label("place").name_attributes[-1] == "side"
