"""Attributing: one key a judgement in the popup, the source picked in the text by mouse and by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from annotator.commands import attributions, documents
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import add_span, delete_span
from annotator.core.model import Attribution, Span
from annotator.core.scheme_edits import with_value
from annotator.store import Project, queries
from annotator.ui.window import MainWindow
from tests.ui.entering import enter

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
        line = desk.window.annotating.tying.popup._affiliation
        line.clear()
        enter(line, "لواء الريان")
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
        desk.keys(KEY.Key_A, KEY.Key_Return)
        assert (desk.row.sources, desk.row.category) == ((desk.near.id,), "expert")

    def test_a_scheme_without_them_offers_none(self, desk: Desk) -> None:
        for name in ("reliability", "credibility"):
            retired = with_value(desk.session.scheme, ("attributes", name), "retired", True)
            desk.session.do(change_scheme, desk.session.scheme, retired)
            QApplication.processEvents()
        desk.keys(KEY.Key_A, KEY.Key_B, KEY.Key_2, KEY.Key_N, KEY.Key_Return)
        assert desk.row is not None and desk.row.attributes == {"naming": "named"}


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
        desk.window.article.select_span(desk.claim.id)
        desk.pick()
        desk.click("وأكد")
        assert desk.row is not None
        assert (desk.row.sources, desk.row.cue) == ((desk.near.id,), second.id)

    def test_ctrl_adds_another_source(self, desk: Desk) -> None:
        desk.keys(KEY.Key_A, KEY.Key_Return)
        desk.pick()
        desk.click("مصدر", MOD.ControlModifier)
        assert desk.row is not None and desk.row.sources == (desk.near.id, desk.far.id)
        desk.pick()
        start = TEXT.index("هيئة الصحة")
        desk.window.article.set_selection(start, start + len("هيئة الصحة"))
        desk.press(KEY.Key_Return, MOD.ControlModifier)
        assert desk.row is not None and len(desk.row.sources) == 3

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
    buttons = popup._judgements._buttons
    assert len(buttons) == 5 and all(button.accessibleName() and button.text() for button in buttons)
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    desk.press(KEY.Key_Return)
    assert desk.row is None or desk.row.attributes == {"naming": "named"}
