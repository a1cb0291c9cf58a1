"""The selected span's edges: by handle and by key, over lines and items; what a press and a drag select."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.core import lanes
from annotator.core.model import Range, Segment, Span
from annotator.ui.article.view import ArticleView
from tests.ui.article.pointing import LEFT, click, drag, knob, move, point
from tests.ui.article.test_view import SCHEME, TEXT, make_document, make_span, press, view, where

__all__ = ["view"]
KEY, MOD = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def kept(view: ArticleView) -> list[tuple[Span, tuple[Range, ...]]]:
    """What is saved of edges that were moved; it is shown from then on."""
    saved: list[tuple[Span, tuple[Range, ...]]] = []

    def save(span: Span, ranges: tuple[Range, ...]) -> bool:
        saved.append((span, ranges))
        others = [row for row in view.shown.spans if row.id != span.id]
        view.set_layer([make_span(span.id, span.label, *ranges, text=view.text()), *others], [])
        return True

    view.edges.save = save
    return saved


@pytest.fixture
def source(view: ArticleView) -> Span:
    made = make_span("s", "source", where("مصدر عسكري"))
    view.set_layer([made], [])
    view.select_span("s")
    return made


class TestPress:
    def test_a_press_selects_no_span_and_a_click_does(self, view: ArticleView, source: Span) -> None:
        view.select_span("")
        at = view.range_rects(source.start + 1, source.start + 2)[0].center().toPoint()
        QTest.mousePress(view.viewport(), LEFT, pos=at)
        assert view.selected_span() == ""
        QTest.mouseRelease(view.viewport(), LEFT, pos=at)
        assert view.selected_span() == "s"

    def test_a_drag_over_another_span_leaves_the_selected_one_in_question(self, view: ArticleView) -> None:
        spans = [make_span("a", "actor", where("عسكري")), make_span("b", "place", where("الرافد"))]
        view.set_layer(spans, [])
        view.select_span("a")
        start, end = where("لوكالة الرافد")
        drag(view, point(view, start + 1), point(view, end - 1))
        assert (view.selection(), view.span_in_question()) == ((start, end), "a")

    def test_a_double_click_on_another_span_does_too(self, view: ArticleView) -> None:
        view.set_layer(
            [make_span("a", "actor", where("عسكري")), make_span("b", "place", where("الرافد"))], []
        )
        view.select_span("a")
        start, end = where("الرافد")
        box = view.range_rects(start + 1, start + 2)[0].center().toPoint()
        QTest.mouseDClick(view.viewport(), LEFT, pos=box)
        assert (view.selection(), view.span_in_question()) == ((start, end), "a")

    def test_esc_leaves_none_in_question(self, view: ArticleView, source: Span) -> None:
        press(view, KEY.Key_Escape)
        view.set_selection(*where("سطر"))
        assert view.span_in_question() == ""

    def test_tab_walks_spans_only(self, view: ArticleView, source: Span) -> None:
        suggested = make_span("suggested/0", "place", where("السنديان"))
        view.set_layer([source], [], [suggested])
        view.select_span("")
        view.set_caret(0)
        press(view, KEY.Key_Tab, KEY.Key_Tab)
        assert view.selected_span() == "s"


class TestDrag:
    def test_it_takes_whole_words_and_with_ctrl_letters(self, view: ArticleView) -> None:
        start, end = where("عسكري لوكالة")
        for modifiers, wanted in (
            (MOD.NoModifier, (start, end)),
            (MOD.ControlModifier, (start + 2, end - 3)),
        ):
            for a, b in ((start + 2, end - 3), (end - 3, start + 2)):
                drag(view, point(view, a), point(view, b), modifiers)
                assert view.selection() == wanted

    def test_a_proclitic_is_left_out_by_one_key(self, view: ArticleView) -> None:
        start, end = where("وروسيا ترد")
        drag(view, point(view, start + 2), point(view, end - 1))
        for wanted in ((start + 1, end), (start, end)):
            QTest.keyClicks(view, "\\")
            assert view.selection() == wanted

    def test_punctuation_is_no_part_of_a_word(self, view: ArticleView) -> None:
        start, end = where("السنديان، ثم")
        drag(view, point(view, start + 3), point(view, end - 1))
        assert view.selection() == (start, end)

    def test_back_where_it_began_nothing_is_selected(self, view: ArticleView) -> None:
        at = where("عسكري")[0] + 2
        QTest.mousePress(view.viewport(), LEFT, pos=point(view, at).toPoint())
        move(view, point(view, at + 6))
        assert view.selection() is not None
        move(view, point(view, at))
        assert view.selection() is None
        QTest.mouseRelease(view.viewport(), LEFT, pos=point(view, at).toPoint())

    def test_shift_and_a_click_extend_by_words(self, view: ArticleView) -> None:
        start, end = where("عسكري لوكالة")
        view.set_caret(start)
        at = point(view, end - 2).toPoint()
        QTest.mouseClick(view.viewport(), LEFT, MOD.ShiftModifier, at)
        assert view.selection() == (start, end)


class TestDoubleClick:
    def test_it_begins_with_the_word_after_a_click_elsewhere(self, view: ArticleView) -> None:
        start, end = where("لوكالة")
        box = view.range_rects(start + 2, start + 3)[0].center().toPoint()
        for _ in range(3):
            QTest.mouseDClick(view.viewport(), LEFT, pos=box)
            assert view.selection() == (start, end)
            click(view, where("سطر")[0])
        QTest.mouseDClick(view.viewport(), LEFT, pos=box)
        QTest.mouseDClick(view.viewport(), LEFT, pos=box)
        assert view.selection() == (start + 1, end)


class TestShift:
    def test_a_selection_through_latin_words_only_grows(self, view: ArticleView) -> None:
        start = where("على CENTCOM")[0]
        view.set_caret(start)
        lengths = []
        for _ in range(30):
            press(view, KEY.Key_Left, modifiers=MOD.ShiftModifier)
            low, high = view.selection() or (0, 0)
            assert low == start
            lengths.append(high - low)
        assert lengths == sorted(set(lengths))
        for _ in range(30):
            press(view, KEY.Key_Right, modifiers=MOD.ShiftModifier)
        assert view.selection() is None and view.caret() == start


class TestHandles:
    def test_they_stand_at_the_first_and_the_last_character(self, view: ArticleView, source: Span) -> None:
        first, last = (
            view.range_rects(source.start, source.start + 1),
            view.range_rects(source.end - 1, source.end),
        )
        assert knob(view, "start").x() == pytest.approx(first[0].right())
        assert knob(view, "end").x() == pytest.approx(last[0].left())
        assert knob(view, "start").y() < first[0].top() < last[0].bottom() < knob(view, "end").y()

    def test_at_latin_words_they_stand_where_reading_begins_and_ends(self, view: ArticleView) -> None:
        start, end = where("CENTCOM")
        view.set_layer([make_span("c", "actor", (start, end))], [])
        view.select_span("c")
        box = view.range_rects(start, end)[0]
        assert (knob(view, "start").x(), knob(view, "end").x()) == pytest.approx((box.left(), box.right()))

    def test_a_drag_moves_an_edge_by_words_and_saves_once(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        end = where("لوكالة")[1]
        drag(view, knob(view, "end"), point(view, end - 2))
        assert kept == [(source, ((source.start, end),))]
        assert view.value() == "مصدر عسكري لوكالة"
        drag(view, knob(view, "start"), point(view, where("عسكري")[0] + 2))
        assert kept[1:] == [(kept[1][0], (where("عسكري لوكالة"),))]

    def test_with_ctrl_by_letter(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        drag(view, knob(view, "end"), point(view, source.end - 2), MOD.ControlModifier)
        assert kept == [(source, ((source.start, source.end - 2),))]

    def test_esc_restores_in_the_middle_of_a_drag(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        QTest.mousePress(view.viewport(), LEFT, pos=knob(view, "end").toPoint())
        move(view, point(view, where("لوكالة")[1] - 1))
        assert view.value() == "مصدر عسكري لوكالة"
        press(view, KEY.Key_Escape)
        move(view, point(view, where("الرافد")[1]))
        QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(5, 5))
        assert (view.shown.spans, kept, view.selection()) == ((source,), [], None)
        assert view.selected_span() == "s"

    def test_a_click_on_one_is_a_click(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        QTest.mouseClick(view.viewport(), LEFT, pos=knob(view, "end").toPoint())
        assert kept == [] and view.edges.grip is None

    def test_over_the_end_of_the_paragraph(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        start, end = where("وروسيا")
        drag(view, knob(view, "end"), point(view, start + 2))
        assert kept == [(source, ((source.start, end),))]

    def test_the_mouse_shows_them_and_they_are_gone_while_text_is_selected(
        self, view: ArticleView, source: Span
    ) -> None:
        port = view.viewport()
        QTest.mouseMove(port, QPoint(5, 390))  # from elsewhere: where it is already, no move is told
        QTest.mouseMove(port, knob(view, "start").toPoint())
        assert port.cursor().shape() == Qt.CursorShape.SizeHorCursor
        QTest.mouseMove(port, QPoint(5, 390))
        assert port.cursor().shape() == Qt.CursorShape.IBeamCursor
        view.set_selection(*where("سطر"))
        assert view.edges.span() is None
        view.select_span("s")
        view.edges.editable = False
        assert view.edges.span() is None


class TestKeys:
    def test_the_end_and_with_shift_the_beginning_by_letter_word_and_clitic(
        self, view: ArticleView, source: Span
    ) -> None:
        press(view, KEY.Key_BracketRight, modifiers=MOD.ControlModifier)
        assert view.value() == "مصدر عسكري لوكالة"
        press(view, KEY.Key_BracketRight, modifiers=MOD.ShiftModifier | MOD.ControlModifier)
        assert view.value() == "قال مصدر عسكري لوكالة"
        press(view, KEY.Key_BraceLeft, modifiers=MOD.ShiftModifier)
        QTest.keyClicks(view, "[")
        assert view.value() == "ال مصدر عسكري لوكال"
        press(view, KEY.Key_Escape)
        assert view.shown.spans == (source,)

    def test_enter_saves_once_and_blanks_stay_out(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        told: list[str] = []
        view.edges.moved.connect(lambda span: told.append(span.quote))
        QTest.keyClicks(view, "[]]]")
        assert told == ["مصدر عسكر", "مصدر عسكري", "مصدر عسكري ", "مصدر عسكري ل"]
        QTest.keyClicks(view, "[")
        press(view, KEY.Key_Return)
        assert kept == [] and view.shown.spans == (source,)
        QTest.keyClicks(view, "[[")
        press(view, KEY.Key_Return)
        assert kept == [(source, ((source.start, source.end - 2),))]

    def test_a_proclitic_is_left_out_and_taken_in_by_one_key(self, view: ArticleView) -> None:
        view.set_layer([make_span("r", "actor", where("وروسيا"))], [])
        view.select_span("r")
        for wanted in ("روسيا", "وروسيا"):
            QTest.keyClicks(view, "\\")
            assert view.value() == wanted

    def test_the_last_letter_stays(self, view: ArticleView) -> None:
        view.set_layer([make_span("x", "actor", where("قال"))], [])
        view.select_span("x")
        QTest.keyClicks(view, "[[[[")
        assert view.value() == "ق"
        for _ in range(4):
            press(view, KEY.Key_BraceLeft, modifiers=MOD.ShiftModifier)
        assert view.value() == "ق"

    def test_of_several_ranges_only_the_outer_edges_move(self, view: ArticleView) -> None:
        first, last = where("مصدر"), where("لوكالة")
        view.set_layer([make_span("x", "source", first, last)], [])
        view.select_span("x")
        QTest.keyClicks(view, "[")
        for _ in range(9):
            press(view, KEY.Key_BraceLeft, modifiers=MOD.ShiftModifier)
        span = view.shown_span()
        assert span is not None and span.ranges == ((first[1] - 1, first[1]), (last[0], last[1] - 1))

    def test_another_span_that_is_selected_lets_it_be_saved(
        self, view: ArticleView, source: Span, kept: list[tuple[Span, tuple[Range, ...]]]
    ) -> None:
        view.set_layer([source, make_span("b", "place", where("السنديان"))], [])
        view.select_span("s")
        QTest.keyClicks(view, "[")
        press(view, KEY.Key_Tab)
        assert (view.selected_span(), [ranges for _, ranges in kept]) == (
            "b",
            [((source.start, source.end - 1),)],
        )

    def test_what_has_to_wait_is_kept_and_what_another_changed_is_forgotten(
        self, view: ArticleView, source: Span
    ) -> None:
        view.edges.save = lambda span, ranges: False
        QTest.keyClicks(view, "[")
        press(view, KEY.Key_Return)
        assert view.value() == "مصدر عسكر"
        other = make_span("s", "source", where("مصدر"))
        view.set_layer([other], [])
        assert view.shown.spans == (other,)

    def test_a_letter_and_its_haraka_are_one(self, view: ArticleView) -> None:
        text = "قالت مُنىً إنه"
        view.show_document(make_document(text), text, SCHEME)
        view.set_layer([make_span("m", "actor", (5, 9), text=text)], [])
        view.select_span("m")
        QTest.keyClicks(view, "]")
        span = view.shown_span()
        assert span is not None and span.end == text.index(" إنه")


class TestLimits:
    TEXT = "خبر أول طويل - 09:33 خبر ثان - 10:44"
    SEGMENTS = (
        Segment("item", 0, 12, {"time": "09:33"}),
        Segment("time", 15, 20),
        Segment("item", 21, 28, {"time": "10:44"}),
        Segment("time", 31, 36),
    )

    def test_an_edge_stays_in_its_item_and_says_so(self, view: ArticleView) -> None:
        view.show_document(make_document(self.TEXT, segments=self.SEGMENTS), self.TEXT, SCHEME)
        view.set_layer([make_span("x", "actor", (4, 7), text=self.TEXT)], [])
        view.select_span("x")
        told: list[str] = []
        view.edges.stopped.connect(lambda: told.append(view.value()))
        drag(view, knob(view, "end"), point(view, 25))
        view.edges.finish()
        assert told and told[-1] == "أول طويل"


def test_brackets_take_the_first_free_column() -> None:
    stairs = [(n, n + 3) for n in range(0, 24, 2)]
    assert max(lanes.columns(stairs)) == 1
    assert lanes.columns([(0, 9), (2, 4), (4, 6), (3, 5)]) == [2, 0, 0, 1]
    assert lanes.columns([]) == []
    apart = lanes.columns([(0, 5)] * 4)
    assert sorted(apart) == [0, 1, 2, 3]


def test_a_span_moved_while_two_hundred_lie_there(view: ArticleView) -> None:
    spans = [make_span(f"s{n}", "actor", where("مصدر")) for n in range(200)]
    view.set_layer(spans, [])
    view.select_span("s7")
    QTest.keyClicks(view, "]")
    assert view.value() == "مصدر " and view.text() == TEXT
    assert not view.viewport().grab().isNull()
