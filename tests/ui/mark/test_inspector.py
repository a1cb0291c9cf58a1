"""The span's panel: grades, searched choices, notes, and the history told in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotator.commands import attributions, spans
from annotator.commands.scheme import change_scheme
from annotator.core.scheme import Attribute, Term, Vocabulary
from annotator.core.scheme_edits import with_value
from annotator.formats import scheme_toml
from annotator.ui.parts.fields import ChoiceField
from annotator.ui.parts.grades import GradeField, GradeRow, field_for
from annotator.ui.window import MainWindow
from annotator.words.story import story
from tests.ui.entering import enter

KEY = Qt.Key
SCHEME = scheme_toml.load()


@pytest.fixture
def claims(window: MainWindow) -> Iterator[MainWindow]:
    """The window with an attributed claim selected."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    row = window.session.layer.attributions[0]
    window.article.select_span(row.claims[0])
    window.article.setFocus()
    yield window


def grades(window: MainWindow, name: str) -> GradeRow:
    row = window.session.attributions_of(window.article.selected_span())[0]
    field = window.inspector._row_fields[row.id, f"attributes.{name}"]
    assert isinstance(field, GradeField)
    field._row.setFocus()
    return field._row


def attributes(window: MainWindow) -> dict[str, object]:
    return window.session.attributions_of(window.article.selected_span())[0].attributes


class TestGrades:
    def test_a_key_gives_a_grade_and_the_same_takes_it_each_one_undo_step(self, claims: MainWindow) -> None:
        for name, key, value in (("reliability", KEY.Key_C, "C"), ("credibility", KEY.Key_5, "5")):
            before = dict(attributes(claims))
            QTest.keyClick(grades(claims, name), key)
            assert attributes(claims)[name] == value
            claims.undo()
            assert attributes(claims) == before
            claims.act("redo")
            assert attributes(claims)[name] == value
            QTest.keyClick(grades(claims, name), key)
            assert name not in attributes(claims)

    def test_the_two_are_separate_and_each_can_be_left_out(self, claims: MainWindow) -> None:
        for name in ("reliability", "credibility"):
            QTest.keyClick(grades(claims, name), KEY.Key_Delete)
        kept = dict(attributes(claims))
        QTest.keyClick(grades(claims, "credibility"), KEY.Key_1)
        assert attributes(claims) == {**kept, "credibility": "1"}

    def test_mouse_arrows_and_what_is_said(self, claims: MainWindow) -> None:
        QTest.keyClick(grades(claims, "reliability"), KEY.Key_Delete)
        buttons = grades(claims, "reliability").findChildren(QToolButton)
        assert [button.text() for button in buttons] == list("ABCDEF")
        QTest.mouseClick(buttons[3], Qt.MouseButton.LeftButton)
        assert attributes(claims)["reliability"] == "D"
        QTest.keyClick(grades(claims, "reliability"), KEY.Key_Up)
        assert attributes(claims)["reliability"] == "C"
        term = SCHEME.vocabulary("reliability").term("C")
        assert term is not None
        name = term.name[claims.session.language]
        assert grades(claims, "reliability").accessibleDescription() == name
        assert grades(claims, "reliability")._said.text() == name.removeprefix("C").strip()

    def test_a_grade_of_another_scheme_is_shown_as_it_is(self, app: QApplication) -> None:
        row = GradeRow("x", SCHEME.vocabulary("reliability"), "en")
        row.show_value("Z")
        assert row._said.text() == "" or "Z" in row.accessibleDescription()
        assert not any(button.isChecked() for button in row.findChildren(QToolButton))

    def test_only_scales_become_grades(self) -> None:
        scales = {row.id for row in SCHEME.vocabularies if row.is_scale}
        assert scales == {"reliability", "credibility", "accuracy"}
        reliability = SCHEME.vocabulary("reliability")
        assert reliability.shown("B", "ar") == "موثوق عادة (B)"
        assert reliability.shown("Z", "ar") == "Z"
        assert SCHEME.vocabulary("naming").shown("role", "en") == "Role only"


class TestChoices:
    def choice(self, window: MainWindow) -> tuple[ChoiceField, QLineEdit]:
        row = window.session.attributions_of(window.article.selected_span())[0]
        field = window.inspector._row_fields[row.id, "category"]
        assert isinstance(field, ChoiceField)
        line = field.findChild(QLineEdit)
        assert line is not None
        return field, line

    def category(self, window: MainWindow) -> str:
        return window.session.attributions_of(window.article.selected_span())[0].category

    @pytest.mark.parametrize("typed", ["امني", "SECUR", "شرط", "أمنِي"])
    def test_the_category_is_searched_in_both_languages_and_any_spelling(
        self, claims: MainWindow, typed: str, app: QApplication
    ) -> None:
        field, line = self.choice(claims)
        line.setFocus()
        line.selectAll()
        enter(line, typed)
        completer = field._combo.completer()
        assert completer is not None
        completer.setCompletionPrefix(typed)
        names = [
            completer.pathFromIndex(completer.completionModel().index(n, 0))
            for n in range(completer.completionCount())
        ]
        security = SCHEME.vocabulary("category").term("security")
        assert security is not None
        assert security.name[claims.session.language] in names and len(names) < 5

    def test_either_languages_name_is_taken_and_a_fragment_or_an_unknown_word_is_not(
        self, claims: MainWindow
    ) -> None:
        for typed, kept in (("Medical", "medical"), ("طبّي", "medical"), ("قائد ميداني", "military"),
                            ("مصدر آخر", "military"), ("دبلوم", "diplomatic"), ("", "")):  # fmt: skip
            field, line = self.choice(claims)
            line.setFocus()
            line.setText(typed)
            line.setModified(True)
            field.commit()
            assert self.category(claims) == kept

    def test_a_long_closed_list_is_searched_but_takes_nothing_else(self, app: QApplication) -> None:
        told: list[str] = []
        field = ChoiceField("قطاع", SCHEME.vocabulary("sector"), "ar")
        field.edited.connect(told.append)
        field.set_value("MIL")
        line = field.findChild(QLineEdit)
        assert line is not None
        line.setText("صحافه")
        field.commit()
        assert told == ["JRN"]
        line.setText("لا شيء كهذا")
        field.commit()
        assert told == ["JRN"] and line.text() == "صحافة"
        field.set_value("OLD")
        assert field._combo.currentText() == "OLD"

    def test_a_short_list_is_chosen_from_and_a_flag_is_ticked(self, app: QApplication) -> None:
        told: list[str] = []
        naming = field_for(Attribute(id="naming", name={}), SCHEME.vocabulary("naming"), "en")
        combo = naming.findChild(QComboBox)
        assert combo is not None and not combo.isEditable()
        flag = field_for(Attribute(id="f", name={"en": "Flag"}, type="flag"), None, "en")
        flag.edited.connect(told.append)
        box = flag.findChild(QCheckBox)
        assert box is not None and box.accessibleName() == "Flag"
        QTest.keyClick(box, KEY.Key_Space)
        QTest.keyClick(box, KEY.Key_Space)
        assert told == ["yes", ""]

    def test_an_open_scale_is_no_scale(self) -> None:
        terms = (Term(id="A", name={}), Term(id="B", name={}))
        assert Vocabulary(id="v", name={}, terms=terms).is_scale
        assert not Vocabulary(id="v", name={}, terms=terms, open=True).is_scale
        assert not Vocabulary(id="v", name={}, terms=()).is_scale


def test_nothing_is_cut_off_where_the_panel_is_narrowest(claims: MainWindow) -> None:
    page = claims.inspector.widget()
    bar = claims.inspector.verticalScrollBar().sizeHint().width()
    assert page is not None
    assert page.minimumSizeHint().width() <= claims.panels.side.minimumWidth() - bar


class TestNotes:
    def test_of_the_span_and_of_the_attribution_each_one_step(self, claims: MainWindow) -> None:
        session = claims.session
        row = session.attributions_of(claims.article.selected_span())[0]
        before = row.note
        line = claims.inspector._row_fields[row.id, "note"].findChild(QLineEdit)
        assert line is not None
        line.setFocus()
        line.selectAll()
        enter(line, "نُقل عن بيان")
        QTest.keyClick(line, KEY.Key_Return)
        assert session.attributions_of(row.claims[0])[0].note == "نُقل عن بيان"
        assert QApplication.focusWidget() is claims.article
        claims.undo()
        assert session.attributions_of(row.claims[0])[0].note == before


class TestHistory:
    def test_it_says_who_when_and_what_became_what(self, claims: MainWindow) -> None:
        session = claims.session
        language = session.language
        span = session.span(claims.article.selected_span())
        assert span is not None and session.project is not None
        span = session.do(spans.set_span_note, span, "أولى")
        assert span is not None
        span = session.do(spans.set_span_note, span, "ثانية")
        row = session.attributions_of(span.id if span else "")[0]
        session.do(attributions.edit_attribution, row, category="expert", attributes={"reliability": "B"})
        assert span is not None
        entries = story(session.project, language, [span.id, row.id])
        assert [entry.seq for entry in entries] == sorted((entry.seq for entry in entries), reverse=True)
        newest, second = entries[0], entries[1]
        assert newest.actor == session.author and newest.act == session.tr_("events.attribution.edit")
        expert = SCHEME.vocabulary("category").shown("expert", language)
        assert any(expert in line for line in newest.changes)
        assert any("(B)" in line for line in newest.changes)
        assert second.changes == (
            session.tr_("story.from-to", field=session.tr_("story.field-note"), before="أولى", after="ثانية"),
        )
        session.settle()
        shown = claims.inspector._history
        assert shown.count() == len(entries)
        first = shown.item(0)
        assert first is not None and expert in first.text() and "{" not in first.text()

    def test_nothing_is_cut_off_at_a_side_in_large_type(self, claims: MainWindow) -> None:
        inspector = claims.inspector
        claims.resize(1024, 700)
        font = QFont(inspector.font())
        font.setPointSizeF(font.pointSizeF() * 1.7)
        inspector.setFont(font)
        for _ in range(5):
            QApplication.processEvents()
        page = inspector.widget()
        assert page.minimumSizeHint().width() <= page.width() <= inspector.viewport().width()

    def test_it_takes_the_free_height_and_no_more(self, claims: MainWindow, qtbot: QtBot) -> None:
        inspector, session = claims.inspector, claims.session
        claims.resize(1600, 1600)
        for number in range(30):
            span = session.span(claims.article.selected_span())
            assert span is not None
            session.do(spans.set_span_note, span, f"ملاحظة {number}")
        for _ in range(5):
            QApplication.processEvents()
        history, page = inspector._history, inspector.widget()
        used = page.layout().contentsRect().bottom() - history.geometry().bottom()
        button = page.findChildren(QPushButton)[-1]
        assert used < button.height() + 40 and history.height() > 320
        assert not inspector.verticalScrollBar().isVisible() and history.verticalScrollBar().isVisible()
        claims.resize(1024, 700)
        for _ in range(5):
            QApplication.processEvents()
        assert history.height() >= 100 and inspector.verticalScrollBar().isVisible()
        other = next(span for span in session.layer.spans if span.label == "place")
        claims.article.select_span(other.id)
        claims.resize(1600, 1600)
        qtbot.waitUntil(lambda: inspector._history is not history)
        short = inspector._history
        qtbot.waitUntil(lambda: 0 < short.height() < 320 and not short.verticalScrollBar().isVisible())

    def test_undo_is_told_with_what_it_took_back(self, claims: MainWindow) -> None:
        session = claims.session
        span = session.span(claims.article.selected_span())
        assert span is not None and session.project is not None
        session.do(spans.set_span_note, span, "زائدة")
        session.undo()
        newest = story(session.project, session.language, [span.id])[0]
        assert newest.act == session.tr_("events.undo")
        assert newest.changes == (
            session.tr_("story.taken-away", field=session.tr_("story.field-note"), before="زائدة"),
        )

    def test_sources_that_are_gone_are_named_by_their_words(self, claims: MainWindow) -> None:
        session = claims.session
        row = next(row for row in session.layer.attributions if row.sources)
        source = session.span(row.sources[0])
        assert source is not None and session.project is not None
        session.do(spans.delete_span, source)
        newest = story(session.project, session.language, [row.id])[0]
        assert any(source.quote[:20] in line for line in newest.changes)
        assert not any(source.id in line for line in newest.changes)

    def test_it_is_reached_and_walked_by_keys(self, claims: MainWindow, app: QApplication) -> None:
        session = claims.session
        span = session.span(claims.article.selected_span())
        assert span is not None
        session.do(spans.set_span_note, span, "ملاحظة")
        QTest.keyClick(claims.article, KEY.Key_H)
        history = claims.inspector._history
        assert app.focusWidget() is history and history.currentRow() == 0
        QTest.keyClick(history, KEY.Key_Down)
        assert history.currentRow() == 1
        QTest.keyClick(history, KEY.Key_Escape)
        assert app.focusWidget() is claims.article

    def test_a_label_that_is_gone_from_the_scheme_is_told_by_its_id(self, claims: MainWindow) -> None:
        session = claims.session
        scheme = session.scheme
        renamed = with_value(scheme, ("labels", "claim"), "name.en", "Assertion")
        session.do(change_scheme, scheme, renamed)
        span = session.span(claims.article.selected_span())
        assert span is not None and session.project is not None
        oldest = story(session.project, "en", [span.id])[-1]
        assert any("Assertion" in line for line in oldest.changes)


def test_a_form_that_serves_the_next_span_takes_no_words_along(window: MainWindow) -> None:
    session = window.session
    tied = {part for row in session.layer.attributions for part in (*row.claims, *row.sources, row.cue)}
    free = [row for row in session.layer.spans if row.label == "place" and row.id not in tied]
    one, other = [row for row in free if set(row.attributes) == set(free[0].attributes)][:2]
    window.article.select_span(one.id)
    session.settle()
    form = window.inspector.widget()
    note = window.inspector._span_fields["note"].focusProxy()
    assert note is not None
    note.setFocus()
    enter(note, "كلام عن الأول")
    window.article.select_span(other.id)
    session.settle()
    assert window.inspector.widget() is form, "the form is not made anew"
    kept = [session.span(row.id) for row in (one, other)]
    assert [row.note for row in kept if row is not None] == ["كلام عن الأول", other.note]
    window.inspector.commit()
    after = session.span(other.id)
    assert after is not None and after.note == other.note
