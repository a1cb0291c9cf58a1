"""Attributing: one key a judgement in the popup, the source picked in the text by mouse and by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton

from annotator.commands import attributions, documents
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import add_span, delete_span
from annotator.core.model import Attribution, Span
from annotator.core.scheme_edits import with_value
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.ui.mark.attribution_popup import AttributionPopup
from annotator.ui.parts.completing import CompletingLine
from annotator.ui.window import MainWindow
from tests.ui.entering import enter

SCHEME = scheme_toml.load()
KEY, MOD = Qt.Key, Qt.KeyboardModifier
TEXT = (
    "قال المتحدث باسم مجلس السنديان، نديم الراوي، إن الهدنة صامدة.\n"
    "وأكد مصدر عسكري من الريان أن الطريق مفتوح، ونفت هيئة الصحة ذلك."
)


class Desk:
    """A window on one text with a claim, two sources, a cue and an actor."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = window.session
        report = self.session.do(documents.add_text, TEXT)
        assert report is not None
        window.opening.document(report.first_document or "")
        self.claim = self.span("إن الهدنة صامدة", "claim")
        self.near = self.span("المتحدث باسم مجلس السنديان، نديم الراوي", "source")
        self.cue = self.span("قال", "cue")
        self.far = self.span("مصدر عسكري من الريان", "source")
        self.place = self.span("الريان", "place")
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        window.article.setFocus()
        window.article.select_span(self.claim.id)

    def span(self, words: str, label: str) -> Span:
        start = TEXT.index(words)
        document = self.session.document
        assert document is not None
        made = self.session.do(
            add_span, document_id=document.id, label=label, ranges=[(start, start + len(words))]
        )
        assert made is not None
        return made

    def select(self, span: Span) -> None:
        self.window.article.select_span(span.id)
        self.window.article.setFocus()
        QApplication.processEvents()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        popup = QApplication.activePopupWidget()
        target = (popup.focusWidget() or popup) if popup else QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)
        QApplication.processEvents()

    def keys(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.press(key)

    def pick(self) -> None:
        self.keys(KEY.Key_A, KEY.Key_P)
        assert self.picking

    def click(self, words: str, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        view = self.window.article
        start = TEXT.index(words)
        point = view.range_rects(start + 1, start + 2)[0].center().toPoint()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, point)

    @property
    def line(self) -> CompletingLine:
        """The line of the popup that is typed into."""
        here = self.popup.focusWidget()
        line = here if isinstance(here, CompletingLine) else here.findChild(CompletingLine) if here else None
        assert isinstance(line, CompletingLine)
        return line

    @property
    def popup(self) -> AttributionPopup:
        return self.window.annotating.tying.popup

    @property
    def rows(self) -> dict[tuple[str, ...], str]:
        """The category of each attribution, by the words of its sources."""
        session = self.session
        return {
            tuple(span.quote for source in row.sources if (span := session.span(source))): row.category
            for row in session.layer.attributions
        }

    @property
    def picking(self) -> bool:
        return self.window.annotating.tying.picking.claim is not None

    @property
    def row(self) -> Attribution | None:
        rows = self.session.layer.attributions
        return rows[0] if rows else None

    @property
    def events(self) -> int:
        assert self.session.project is not None
        return queries.last_event(self.session.project)[0]

    @property
    def said(self) -> str:
        return self.window.status.currentMessage()


@pytest.fixture
def desk(window: MainWindow) -> Iterator[Desk]:
    yield Desk(window)
    window.annotating.tying.popup.hide()


class TestJudging:
    def test_one_key_each_and_one_event(self, desk: Desk) -> None:
        before = desk.events
        desk.keys(KEY.Key_A, KEY.Key_N, KEY.Key_Y, KEY.Key_Y, KEY.Key_S, KEY.Key_B, KEY.Key_2, KEY.Key_Return)
        assert desk.events == before + 1
        row = desk.row
        assert row is not None and row.sources == (desk.near.id,)
        assert row.attributes == {
            "naming": "named", "certainty": "PR", "stance": "neutral", "reliability": "B", "credibility": "2",
        }  # fmt: skip
        desk.window.undo()
        assert desk.row is None

    def test_all_of_it_is_optional_and_can_be_taken_away_again(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_N, KEY.Key_F, KEY.Key_F, KEY.Key_6)
        desk.press(KEY.Key_N, MOD.ShiftModifier)
        desk.press(KEY.Key_Return)
        assert desk.row is not None and desk.row.attributes == {"credibility": "6"}
        desk.keys(KEY.Key_A, KEY.Key_6, KEY.Key_Return)
        assert desk.row is not None and desk.row.attributes == {}

    def test_the_affiliation_is_typed_or_taken_over(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Down, KEY.Key_Return)
        assert desk.row is not None and desk.row.affiliation == "الريان"
        desk.keys(KEY.Key_A, KEY.Key_O)
        enter(desk.line, "لواء الريان")
        desk.press(KEY.Key_Return)
        assert desk.window.annotating.tying.popup.isVisible()
        desk.press(KEY.Key_Return)
        assert desk.row is not None and desk.row.affiliation == "لواء الريان"

    def test_another_source_is_guessed_anew_but_what_was_chosen_stays(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        assert desk.row is not None and desk.row.category == "spokesperson"
        desk.keys(KEY.Key_A, KEY.Key_Down, KEY.Key_Return)
        assert (desk.row.sources, desk.row.category) == ((desk.far.id,), "military")
        desk.session.do(attributions.edit_attribution, desk.row, category="expert")
        desk.keys(KEY.Key_A, KEY.Key_Down, KEY.Key_Return)
        assert (desk.row.sources, desk.row.category) == ((desk.near.id,), "expert")

    def test_a_scheme_without_them_offers_none(self, desk: Desk) -> None:
        for name in ("reliability", "credibility"):
            retired = with_value(desk.session.scheme, ("attributes", name), "retired", True)
            desk.session.do(change_scheme, desk.session.scheme, retired)
            QApplication.processEvents()
        desk.keys(KEY.Key_A, KEY.Key_B, KEY.Key_2, KEY.Key_N, KEY.Key_Return)
        assert desk.row is not None and desk.row.attributes == {"naming": "named"}


class TestFields:
    """Source, cue and category in one, by key, and stored at once."""

    def test_category_and_cue_by_key_in_one_event(self, desk: Desk) -> None:
        second = desk.span("وأكد", "cue")
        desk.select(desk.claim)
        before = desk.events
        desk.keys(KEY.Key_A, KEY.Key_U, KEY.Key_G)
        enter(desk.line, "خبي")
        desk.keys(KEY.Key_Return, KEY.Key_Return)
        assert desk.row is not None and desk.events == before + 1
        assert (desk.row.category, desk.row.sources) == ("expert", (desk.near.id,))
        assert desk.row.cue == second.id

    def test_tab_leads_from_the_sources_to_the_fields(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Tab)
        assert desk.line is desk.popup._fields["category"].findChild(CompletingLine)
        desk.keys(KEY.Key_Tab)
        assert desk.line is desk.popup._fields["affiliation"].findChild(CompletingLine)

    def test_escape_in_a_field_restores_it_and_leads_back_before_it_closes(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_G)
        enter(desk.line, "عسك")
        desk.keys(KEY.Key_Escape)
        assert desk.line.text() == SCHEME.vocabulary("category").shown("spokesperson", desk.session.language)
        desk.keys(KEY.Key_Escape)
        assert desk.popup.isVisible() and desk.popup.list.hasFocus()
        desk.keys(KEY.Key_Escape)
        assert not desk.popup.isVisible() and desk.row is None

    def test_a_new_category_is_asked_for_within_the_popup(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_G)
        enter(desk.line, "قبلي")
        desk.keys(KEY.Key_Return)
        assert desk.row is None
        desk.keys(KEY.Key_Return, KEY.Key_Return)
        assert desk.row is not None and desk.row.category == "قبلي"

    def test_the_list_is_searched_by_typing(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Slash)
        search = desk.popup.focusWidget()
        assert isinstance(search, QLineEdit)
        enter(search, "عسكرى")
        desk.keys(KEY.Key_Return, KEY.Key_Return)
        assert desk.rows == {(desk.far.quote,): "military"}

    def test_a_source_named_twice_is_one_row(self, desk: Desk) -> None:
        desk.press(KEY.Key_A)
        before = desk.popup.list.count()
        desk.press(KEY.Key_Escape)
        desk.session.do(
            add_span, document_id=desk.claim.document_id, label="source", ranges=[desk.far.ranges[0]]
        )
        twin = TEXT.index("مصدر")
        desk.session.do(
            add_span, document_id=desk.claim.document_id, label="source", ranges=[(twin, twin + 10)]
        )
        desk.select(desk.claim)
        desk.press(KEY.Key_A)
        quotes = [row.sources[0].quote for row in desk.popup.list._offered if row.sources]
        assert len(quotes) == len(set(quotes)) == before

    def test_the_keys_are_those_of_an_arabic_keyboard_too(self, desk: Desk) -> None:
        """As the layout may be switched while it is open."""
        desk.keys(KEY.Key_A, KEY.Key_N)
        for letter in ("غ", "ى", "ب"):  # on the keys of Y, N, F
            event = QKeyEvent(QEvent.Type.KeyPress, 0, MOD.NoModifier, letter)
            QApplication.sendEvent(desk.popup.list, event)
        QApplication.sendEvent(desk.popup.list, QKeyEvent(QEvent.Type.KeyPress, 0, MOD.NoModifier, "ظ"))
        assert isinstance(desk.popup.focusWidget(), QLineEdit)
        desk.keys(KEY.Key_Escape, KEY.Key_Return)
        assert desk.row is not None
        assert desk.row.attributes == {"naming": "role", "certainty": "CT", "reliability": "F"}

    def test_further_attributes_have_a_key_each(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_M, KEY.Key_T, KEY.Key_L, KEY.Key_H, KEY.Key_Return)
        assert desk.row is not None and desk.row.attributes == {
            "medium": "statement", "act": "statement", "polarity": "+", "speech": "direct",
        }  # fmt: skip


class TestSeveral:
    """Several sources, each removable; another category is another attribution."""

    def third(self, desk: Desk) -> Span:
        made = desk.span("نديم الراوي", "source")
        desk.select(desk.claim)
        return made

    def go_to(self, desk: Desk, words: str) -> None:
        rows = [row.sources[0].quote if row.sources else "" for row in desk.popup.list._offered]
        while desk.popup.list.currentRow() != rows.index(words):
            here = desk.popup.list.currentRow()
            desk.press(KEY.Key_Down if here < rows.index(words) else KEY.Key_Up)

    def test_shift_enter_adds_and_enter_stores_all_as_one_event(self, desk: Desk) -> None:
        third = self.third(desk)
        before = desk.events
        desk.press(KEY.Key_A)
        self.go_to(desk, desk.near.quote)
        desk.press(KEY.Key_Return, MOD.ShiftModifier)
        assert desk.popup.isVisible()
        self.go_to(desk, third.quote)
        desk.press(KEY.Key_Return)
        assert desk.rows == {(desk.near.quote, third.quote): "spokesperson"}
        assert desk.events == before + 1

    def test_each_can_be_removed(self, desk: Desk) -> None:
        third = self.third(desk)
        desk.press(KEY.Key_A)
        self.go_to(desk, desk.near.quote)
        desk.press(KEY.Key_Space)
        self.go_to(desk, third.quote)
        desk.keys(KEY.Key_Plus, KEY.Key_Return, KEY.Key_A)
        self.go_to(desk, desk.near.quote)
        desk.keys(KEY.Key_Space, KEY.Key_Return)
        assert desk.rows == {(third.quote,): "spokesperson"}
        desk.keys(KEY.Key_A, KEY.Key_Space, KEY.Key_Return)
        assert desk.rows == {(): "spokesperson"}

    def test_a_source_of_another_category_becomes_a_second_attribution(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        before = desk.events
        desk.press(KEY.Key_A)
        self.go_to(desk, desk.far.quote)
        desk.press(KEY.Key_Space)
        notice = desk.popup._notice
        assert notice.isVisible() and desk.far.quote in notice.text()
        desk.press(KEY.Key_Return)
        assert desk.rows == {(desk.near.quote,): "spokesperson", (desk.far.quote,): "military"}
        assert desk.events == before + 1
        desk.window.undo()
        assert desk.rows == {(desk.near.quote,): "spokesperson"}

    def test_or_with_ctrl_stays_in_the_same_one(self, desk: Desk) -> None:
        desk.press(KEY.Key_A)
        self.go_to(desk, desk.near.quote)
        desk.press(KEY.Key_Space)
        self.go_to(desk, desk.far.quote)
        desk.press(KEY.Key_Return, MOD.ControlModifier)
        assert desk.rows == {(desk.near.quote, desk.far.quote): "spokesperson"}

    def test_another_source_in_its_place_says_that_the_category_changes(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return, KEY.Key_A)
        assert not desk.popup._notice.isVisible()
        self.go_to(desk, desk.far.quote)
        assert desk.popup._notice.isVisible()
        desk.press(KEY.Key_Return)
        assert desk.rows == {(desk.far.quote,): "military"}

    def test_a_second_attribution_by_key_and_both_can_be_changed(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return, KEY.Key_A, KEY.Key_PageDown)
        self.go_to(desk, desk.far.quote)
        desk.keys(KEY.Key_Return)
        assert desk.rows == {(desk.near.quote,): "spokesperson", (desk.far.quote,): "military"}
        desk.keys(KEY.Key_A, KEY.Key_PageDown, KEY.Key_N, KEY.Key_Return)
        assert [row.attributes for row in desk.session.layer.attributions] == [{}, {"naming": "named"}]

    def test_the_same_once_more_is_refused(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        from annotator.ui.parts import dialogs

        shown: list[str] = []
        monkeypatch.setattr(dialogs, "show_error", lambda parent, language, said: shown.append(said))
        desk.keys(KEY.Key_A, KEY.Key_Return, KEY.Key_A, KEY.Key_PageDown)
        self.go_to(desk, desk.near.quote)
        desk.keys(KEY.Key_U)
        while desk.popup._now()[1]["cue"] != desk.cue.id:
            desk.press(KEY.Key_U)
        desk.press(KEY.Key_Return)
        assert len(desk.session.layer.attributions) == 1


class TestRelay:
    """What somebody said within what another said."""

    def relayed(self, desk: Desk) -> tuple[Attribution, Attribution]:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        outer = desk.row
        inner_claim = desk.span("أن الطريق مفتوح", "claim")
        desk.select(inner_claim)
        desk.keys(KEY.Key_A, KEY.Key_R, KEY.Key_Return)
        inner = next(row for row in desk.session.layer.attributions if inner_claim.id in row.claims)
        assert outer is not None
        return outer, inner

    def test_set_and_cleared_by_key(self, desk: Desk) -> None:
        outer, inner = self.relayed(desk)
        assert inner.parent == outer.id
        desk.keys(KEY.Key_A)
        said = desk.popup._fields["parent"].findChild(QComboBox)
        assert said is not None and desk.near.quote[:12] in said.currentText()
        desk.press(KEY.Key_R, MOD.ShiftModifier)
        desk.press(KEY.Key_Return)
        assert [row.parent for row in desk.session.layer.attributions] == [None, None]

    def test_shown_and_cleared_in_the_inspector(self, desk: Desk) -> None:
        outer, inner = self.relayed(desk)
        QApplication.processEvents()
        field = desk.window.inspector._row_fields[inner.id, "parent"]
        combo = field.findChild(QComboBox)
        assert combo is not None and desk.near.quote[:12] in combo.currentText()
        combo.setFocus()
        QTest.keyClick(combo, KEY.Key_Home)
        assert [row.parent for row in desk.session.layer.attributions] == [None, None]
        QApplication.processEvents()
        field = desk.window.inspector._row_fields[inner.id, "parent"]
        combo = field.findChild(QComboBox)
        assert combo is not None
        combo.activated.emit(1)
        rows = {row.id: row.parent for row in desk.session.layer.attributions}
        assert rows[inner.id] == outer.id

    def test_the_inspector_says_within_whose_words_and_goes_there(self, desk: Desk) -> None:
        self.relayed(desk)
        QApplication.processEvents()
        said = desk.session.tr_("window.within-words", source="").strip()
        links = desk.window.inspector.findChildren(QPushButton, "link")
        (within,) = [link for link in links if link.text().startswith(said.split()[0])]
        QTest.mouseClick(within, Qt.MouseButton.LeftButton)
        assert desk.window.article.selected_span() == desk.near.id

    def test_equal_attributions_are_one_block_and_others_say_whose_they_are(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        row = desk.row
        assert row is not None
        for sources in (row.sources, (desk.far.id,)):
            desk.session.do(
                attributions.attribute,
                claims=row.claims, sources=sources, cue=row.cue, category=row.category,
            )  # fmt: skip
        QApplication.processEvents()
        heads = desk.window.inspector.findChildren(QLabel, "heading")
        told = [head.text() for head in heads if desk.near.quote[:9] in head.text() or "عسكري" in head.text()]
        assert len(told) == 2 and len(set(told)) == 2
        assert [text.endswith("×2") for text in told] == [True, False]

    def test_each_part_can_be_removed_by_a_click(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        for left in (1, 0):
            QApplication.processEvents()
            buttons = desk.window.inspector.findChildren(QToolButton)
            removers = [button for button in buttons if button.text() == "×"]
            assert len(removers) == left + 1
            QTest.mouseClick(removers[0], Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert desk.row is not None and (desk.row.sources, desk.row.cue) == ((), None)

    def test_it_is_never_within_itself(self, desk: Desk) -> None:
        self.relayed(desk)
        desk.select(desk.claim)
        desk.press(KEY.Key_A)
        assert not desk.popup._fields["parent"].isEnabled()


class TestPicking:
    def test_a_click_on_a_source_ties_it(self, desk: Desk) -> None:
        desk.pick()
        assert desk.said == desk.session.tr_("window.pick-expected")
        desk.click("مصدر")
        assert not desk.picking and desk.said != desk.session.tr_("window.pick-expected")
        row = desk.row
        assert row is not None and row.sources == (desk.far.id,) and row.category == "military"
        assert desk.window.article.selected_span() == desk.claim.id

    def test_tab_walks_the_sources_and_enter_takes(self, desk: Desk) -> None:
        desk.pick()
        walked = []
        for _ in range(3):
            desk.press(KEY.Key_Tab)
            walked.append(desk.window.article.selected_span())
        assert walked == [desk.near.id, desk.far.id, desk.near.id]
        desk.press(KEY.Key_Backtab)
        desk.press(KEY.Key_Return)
        assert desk.row is not None and desk.row.sources == (desk.far.id,)
        assert not desk.picking

    def test_selected_words_become_a_source_in_the_same_act(self, desk: Desk) -> None:
        before = desk.events
        desk.pick()
        view = desk.window.article
        start = TEXT.index("هيئة الصحة")
        view.set_caret(start)
        for _ in range(len("هيئة الصحة ")):
            desk.press(KEY.Key_Left, MOD.ShiftModifier)
        desk.press(KEY.Key_Return)
        made = next(span for span in desk.session.layer.spans if span.quote == "هيئة الصحة")
        assert made.label == "source"
        assert desk.row is not None
        assert (desk.row.sources, desk.row.category) == ((made.id,), "medical")
        assert desk.events == before + 1
        desk.window.undo()
        assert desk.row is None and desk.session.span(made.id) is None
        desk.window.act("redo")
        assert desk.row is not None and desk.session.span(made.id) == made

    def test_words_that_are_a_source_already_are_tied_as_they_are(self, desk: Desk) -> None:
        spans = len(desk.session.layer.spans)
        desk.pick()
        desk.window.article.set_selection(desk.far.start, desk.far.end)
        desk.press(KEY.Key_Return)
        assert desk.row is not None and desk.row.sources == (desk.far.id,)
        assert len(desk.session.layer.spans) == spans

    def test_another_span_lends_its_words(self, desk: Desk) -> None:
        desk.pick()
        desk.window.article.select_span(desk.place.id)
        desk.press(KEY.Key_Return)
        assert desk.row is not None
        source = desk.session.span(desk.row.sources[0])
        assert source is not None and (source.label, source.quote) == ("source", "الريان")

    def test_a_cue_becomes_the_cue(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        second = desk.span("وأكد", "cue")
        desk.select(desk.claim)
        desk.pick()
        desk.click("وأكد")
        assert desk.row is not None
        assert (desk.row.sources, desk.row.cue) == ((desk.near.id,), second.id)

    @pytest.mark.parametrize("answer", [0, 1, None])
    def test_ctrl_adds_another_source_and_asks_where_it_is_of_another_category(
        self, desk: Desk, answer: int | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from annotator.ui.parts import dialogs

        asked: list[str] = []
        monkeypatch.setattr(dialogs, "choose", lambda _, __, said, ___: asked.append(said) or answer)
        desk.keys(KEY.Key_A, KEY.Key_Return)
        first = desk.row
        assert first is not None
        desk.pick()
        desk.click("مصدر", MOD.ControlModifier)
        rows = [(row.sources, row.category) for row in desk.session.layer.attributions]
        assert len(asked) == 1 and desk.picking == (answer is None)
        assert sorted(rows) == sorted(
            {
                0: [((desk.near.id,), "spokesperson"), ((desk.far.id,), "military")],
                1: [((desk.near.id, desk.far.id), "spokesperson")],
                None: [((desk.near.id,), "spokesperson")],
            }[answer]
        )
        if answer is None:
            desk.press(KEY.Key_Escape)
        desk.select(desk.claim)
        desk.pick()
        start = TEXT.index("نديم الراوي")
        desk.window.article.set_selection(start, start + len("نديم الراوي"))
        desk.press(KEY.Key_Return, MOD.ControlModifier)
        after = desk.session.layer.attributions[0]
        assert len(asked) == 1 and len(after.sources) == (3 if answer == 1 else 2)
        assert after.category == "spokesperson"

    def test_what_was_judged_before_comes_along(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_C, KEY.Key_4, KEY.Key_P, KEY.Key_Tab, KEY.Key_Return)
        assert desk.row is not None
        assert desk.row.attributes == {"reliability": "C", "credibility": "4"}

    def test_escape_leaves_all_as_it_was(self, desk: Desk) -> None:
        before, caret = desk.events, desk.window.article.caret()
        desk.pick()
        desk.keys(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Escape)
        assert not desk.picking and desk.events == before
        assert desk.window.article.selected_span() == desk.claim.id
        assert desk.window.article.caret() == caret
        assert desk.said != desk.session.tr_("window.pick-expected")

    def test_other_keys_wait(self, desk: Desk) -> None:
        before = desk.events
        desk.pick()
        desk.keys(KEY.Key_Tab, KEY.Key_1, KEY.Key_Delete, KEY.Key_D, KEY.Key_A, KEY.Key_H, KEY.Key_W)
        assert desk.events == before and desk.picking
        assert desk.window.article.selection() is not None

    def test_a_claim_is_no_source_and_it_goes_on(self, desk: Desk) -> None:
        desk.pick()
        desk.press(KEY.Key_Return)
        assert desk.picking and desk.window.panels.notice.said.text().endswith(
            desk.session.tr_("window.pick-missed")
        )
        desk.click("الهدنة")
        assert desk.picking and desk.row is None

    def test_words_said_in_passing_give_way_to_what_is_expected(self, desk: Desk) -> None:
        desk.pick()
        desk.session.tell("غير ذلك")
        assert desk.said == "غير ذلك"
        desk.window.status.clearMessage()
        assert desk.said == desk.session.tr_("window.pick-expected")

    def test_it_ends_when_the_claim_goes_or_another_document_opens(self, desk: Desk) -> None:
        desk.pick()
        assert desk.session.path is not None
        with Project.open(desk.session.path) as other:
            delete_span(other, desk.claim, author=desk.session.author)
        desk.session.look_for_changes()
        assert not desk.picking
        claim = desk.span("أن الطريق مفتوح", "claim")
        desk.window.article.select_span(claim.id)
        desk.pick()
        desk.window.documents.step(-1)
        assert not desk.picking

    def test_a_source_that_somebody_has_just_deleted_is_refused(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from annotator.ui.parts import dialogs

        shown: list[str] = []
        monkeypatch.setattr(dialogs, "show_error", lambda parent, language, said: shown.append(said))
        desk.pick()
        assert desk.session.path is not None
        with Project.open(desk.session.path) as other:
            delete_span(other, desk.far, author=desk.session.author)
        desk.click("مصدر")
        assert len(shown) == 1 and desk.row is None
        assert desk.session.span(desk.far.id) is None

    def test_without_a_label_for_sources_words_are_refused_with_a_hint(self, desk: Desk) -> None:
        scheme = desk.session.scheme
        desk.session.do(change_scheme, scheme, with_value(scheme, ("labels", "source"), "retired", True))
        desk.pick()
        desk.window.article.set_selection(TEXT.index("هيئة"), TEXT.index("هيئة") + 4)
        desk.press(KEY.Key_Return)
        assert desk.row is None and desk.said

    def test_by_the_mouse_alone(self, desk: Desk) -> None:
        desk.window.act("attribute")
        popup = desk.window.annotating.tying.popup
        QTest.mouseClick(popup._pick, Qt.MouseButton.LeftButton)
        assert desk.picking
        desk.click("المتحدث")
        assert desk.row is not None and desk.row.sources == (desk.near.id,)
        assert desk.row.cue == desk.cue.id


def test_every_control_of_the_popup_has_a_name(desk: Desk) -> None:
    desk.press(KEY.Key_A)
    popup = desk.window.annotating.tying.popup
    lines = popup.findChildren(QLineEdit)
    assert lines and all(line.accessibleName() for line in lines)
    buttons = popup._judgements.buttons
    assert len(buttons) == 9 and all(button.accessibleName() and button.text() for button in buttons)
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    desk.press(KEY.Key_Return)
    assert desk.row is None or desk.row.attributes == {"naming": "named"}
