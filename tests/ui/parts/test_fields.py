"""Fields that complete: a fragment is never stored, Esc comes back, what is new is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from annotator.formats import scheme_toml
from annotator.ui.parts.completing import CompletingLine, Question
from annotator.ui.parts.fields import ChoiceField, Field, TextField
from tests.ui.entering import enter

KEY = Qt.Key
SCHEME = scheme_toml.load()
MILITARY = "عسكري"


class Form:
    """A field with a line after it, in a window that has the focus."""

    def __init__(self, field: Field) -> None:
        self.page = QWidget()
        self.field = field
        self.after = QLineEdit()
        layout = QVBoxLayout(self.page)
        layout.addWidget(field)
        layout.addWidget(self.after)
        self.told: list[str] = []
        self.left: list[bool] = []
        field.edited.connect(self.told.append)
        field.left.connect(lambda: self.left.append(True))
        self.page.show()
        self.page.activateWindow()
        QTest.qWaitForWindowActive(self.page)
        field.setFocus()

    @property
    def line(self) -> CompletingLine:
        line = self.field.findChild(CompletingLine)
        assert line is not None
        return line

    @property
    def question(self) -> Question:
        question = self.field.findChild(Question)
        assert question is not None
        return question

    def type(self, text: str) -> None:
        self.line.selectAll()
        self.press(KEY.Key_Backspace)
        enter(self.line, text)
        QApplication.processEvents()

    def press(self, key: Qt.Key) -> None:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)
        QApplication.processEvents()


@pytest.fixture
def category(app: QApplication) -> Iterator[Form]:
    field = ChoiceField("الصنف", SCHEME.vocabulary("category"), "ar")
    field.set_value("medical")
    form = Form(field)
    yield form
    form.page.close()


@pytest.fixture
def affiliation(app: QApplication) -> Iterator[Form]:
    field = TextField("الانتماء")
    field.set_suggestions(["لواء السنديان", "قحس", "قحطان"])
    field.set_value("قحس")
    form = Form(field)
    yield form
    form.page.close()


class TestCategory:
    def test_enter_takes_the_one_match_of_a_fragment(self, category: Form) -> None:
        category.type("عسك")
        category.press(KEY.Key_Return)
        assert (category.told, category.left) == (["military"], [True])
        assert category.line.text() == MILITARY and QApplication.activePopupWidget() is None

    def test_of_several_enter_takes_the_highlighted_one(self, category: Form) -> None:
        category.type("دب")
        assert len(category.line.offered()) == 1
        category.type("ن")
        offered = category.line.offered()
        assert len(offered) > 2 and category.line.highlighted() == offered[0]
        category.press(KEY.Key_Down)
        assert category.line.highlighted() == offered[1]
        category.press(KEY.Key_Return)
        assert category.line.text() == offered[1] and len(category.told) == 1
        assert category.told[0] in {term.id for term in SCHEME.vocabulary("category").terms}

    def test_escape_brings_back_what_was(self, category: Form) -> None:
        category.type("عسك")
        category.press(KEY.Key_Escape)
        assert category.line.text() == "طبي" and QApplication.activePopupWidget() is None
        category.press(KEY.Key_Return)
        category.after.setFocus()
        assert category.told == []

    @pytest.mark.parametrize(("typed", "told"), [("عسك", ["military"]), ("ن", []), ("", [""])])
    def test_leaving_it_stores_no_fragment(self, category: Form, typed: str, told: list[str]) -> None:
        category.type(typed)
        while (offers := QApplication.activePopupWidget()) is not None:
            offers.close()
        category.after.setFocus()
        assert category.told == told
        assert category.line.text() in ("", "طبي", MILITARY)

    def test_something_new_is_taken_once_it_is_confirmed(self, category: Form) -> None:
        category.type("قبلي")
        category.press(KEY.Key_Return)
        assert category.told == [] and category.question.isVisible() and category.question.hasFocus()
        assert "قبلي" in category.question.text()
        category.press(KEY.Key_Escape)
        assert not category.question.isVisible() and category.line.text() == "طبي"
        category.type("قبلي")
        category.press(KEY.Key_Return)
        category.press(KEY.Key_Return)
        assert (category.told, category.line.text()) == (["قبلي"], "قبلي")
        assert not category.question.isVisible()

    def test_something_new_that_is_left_is_asked_for_and_not_stored(self, category: Form) -> None:
        category.type("قبلي")
        category.after.setFocus()
        assert category.told == [] and category.question.isVisible()
        category.field.commit()
        assert category.told == [] and category.line.text() == "طبي"
        category.type("قبلي")
        category.after.setFocus()
        QTest.mouseClick(category.question, Qt.MouseButton.LeftButton)
        assert category.told == ["قبلي"]

    def test_a_closed_list_asks_for_nothing_new(self, app: QApplication) -> None:
        form = Form(ChoiceField("قطاع", SCHEME.vocabulary("sector"), "ar"))
        form.type("لا شيء كهذا")
        form.press(KEY.Key_Return)
        assert form.told == [] and form.line.text() == "" and not form.question.isVisible()
        form.page.close()


class TestText:
    def test_a_word_typed_in_part_stands_for_the_whole(self, affiliation: Form) -> None:
        affiliation.type("السند")
        affiliation.press(KEY.Key_Return)
        assert (affiliation.told, affiliation.left) == (["لواء السنديان"], [True])

    def test_whole_words_and_what_is_not_offered_stay_as_typed(self, affiliation: Form) -> None:
        for words in ("السنديان", "جمعية الأمل"):
            affiliation.type(words)
            affiliation.press(KEY.Key_Return)
            assert affiliation.told[-1] == words

    def test_escape_puts_the_offers_away_and_then_what_was_typed(self, affiliation: Form) -> None:
        affiliation.type("السند")
        affiliation.press(KEY.Key_Escape)
        assert affiliation.line.text() == "السند"
        affiliation.press(KEY.Key_Escape)
        assert affiliation.line.text() == "قحس"
        affiliation.type("السند")
        affiliation.press(KEY.Key_Escape)
        affiliation.press(KEY.Key_Return)
        assert affiliation.told == ["السند"]

    def test_left_with_a_fragment_of_several_it_is_as_before(self, affiliation: Form) -> None:
        affiliation.type("قح")
        while (offers := QApplication.activePopupWidget()) is not None:
            offers.close()
        affiliation.after.setFocus()
        assert affiliation.told == [] and affiliation.line.text() == "قحس"
