"""The article view at work: caret, gestures, walking, mouse, what it emits; only what is seen is laid out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.colors import contrast
from annotator.core.model import Attribution, Document, Segment, Span, quote
from annotator.formats import scheme_toml
from annotator.suggest.clitics import clitics
from annotator.suggest.naming import naming
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import DARK, LIGHT

KEY, MOD = Qt.Key, Qt.KeyboardModifier
SCHEME = scheme_toml.load()
TEXT = (
    "🔴 قال مصدر عسكري لوكالة الرافد إن الطائرة سقطت.\n"
    "وروسيا ترد على CENTCOM يوم 12/10/2026 في السنديان، ثم تصمت.\n"
    "سطر ثالث."
)


def make_document(text: str, *, direction: str = "rtl", segments: tuple[Segment, ...] = ()) -> Document:
    return Document(id="d", kind="article", text_hash="x", direction=direction, segments=segments)  # type: ignore[arg-type]


def make_span(name: str, label: str, *ranges: tuple[int, int], text: str = TEXT) -> Span:
    return Span(
        id=name, document_id="d", label=label, ranges=ranges, quote=quote(text, ranges), author="سلمى"
    )


def where(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


@pytest.fixture(params=["rtl-window", "ltr-window"])
def view(app: QApplication, request: pytest.FixtureRequest) -> Iterator[ArticleView]:
    rtl = request.param == "rtl-window"
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    made = ArticleView(LIGHT)
    made.words.clitics, made.words.naming = clitics, naming
    made.resize(640, 400)
    made.show()
    made.show_document(make_document(TEXT), TEXT, SCHEME)
    made.setFocus()
    QTest.qWaitForWindowActive(made)
    yield made
    made.close()
    made.deleteLater()


def press(view: ArticleView, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(view, key, modifiers)


class TestCaret:
    def test_left_moves_on_in_arabic_and_back_in_english(self, view: ArticleView) -> None:
        press(view, KEY.Key_Left)
        assert view.caret() == 1
        press(view, KEY.Key_Left, KEY.Key_Right)
        assert view.caret() == 1
        english = "Latin text first"
        view.show_document(make_document(english, direction="ltr"), english, SCHEME)
        press(view, KEY.Key_Right, KEY.Key_Right)
        assert view.caret() == 2

    def test_every_offset_is_reached_and_the_end_is_the_end(self, view: ArticleView) -> None:
        seen = {view.caret()}
        for _ in range(len(TEXT) + 5):
            press(view, KEY.Key_Left)
            seen.add(view.caret())
        assert seen == set(range(len(TEXT) + 1))

    def test_words_lines_and_the_whole_text(self, view: ArticleView) -> None:
        press(view, KEY.Key_Left, modifiers=MOD.ControlModifier)
        assert view.caret() == where("قال")[0]
        press(view, KEY.Key_End, modifiers=MOD.ControlModifier)
        assert view.caret() == len(TEXT)
        press(view, KEY.Key_Home, modifiers=MOD.ControlModifier)
        assert view.caret() == 0
        press(view, KEY.Key_Down)
        assert TEXT.index("\n") < view.caret() < TEXT.rindex("\n")
        press(view, KEY.Key_Up)
        assert view.caret() <= TEXT.index("\n")
        press(view, KEY.Key_End)
        assert view.caret() == TEXT.index("\n")

    def test_shift_extends_and_an_arrow_leaves_at_the_edge(self, view: ArticleView) -> None:
        view.set_caret(2)
        press(view, *[KEY.Key_Left] * 3, modifiers=MOD.ShiftModifier)
        assert view.selection() == (2, 5)
        press(view, KEY.Key_Left)
        assert (view.selection(), view.caret()) == (None, 5)

    def test_a_selection_may_cross_paragraphs(self, view: ArticleView) -> None:
        view.select_all()
        assert view.selection() == (0, len(TEXT))
        view.copy()
        assert QApplication.clipboard().text() == TEXT


class TestGestures:
    def test_w_takes_the_word_then_without_its_clitic_then_the_phrase(self, view: ArticleView) -> None:
        start, end = where("وروسيا")
        view.set_caret(start + 3)
        press(view, KEY.Key_W)
        assert view.selection() == (start, end)
        press(view, KEY.Key_W)
        assert view.selection() == (start + 1, end)
        press(view, KEY.Key_W)
        assert view.selection() == where("وروسيا ترد على CENTCOM يوم 12/10/2026 في السنديان")
        press(view, KEY.Key_W)
        assert view.selection() == (start, end)

    def test_the_name_comes_before_the_phrase(self, view: ArticleView) -> None:
        view.set_caret(where("مصدر")[0])
        taken = []
        for _ in range(4):
            press(view, KEY.Key_W)
            taken.append(view.value())
        assert taken == ["مصدر", "مصدر عسكري", TEXT[2 : TEXT.index(".")], "مصدر"]

    def test_with_shift_the_name_is_taken_at_once(self, view: ArticleView) -> None:
        view.set_caret(where("عسكري")[0] + 2)
        press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
        assert view.value() == "مصدر عسكري"
        view.set_caret(where("لوكالة")[1])
        press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
        assert view.value() == "وكالة الرافد"
        press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
        assert view.value() == "وكالة الرافد", "no other is likely"

    def test_a_name_of_one_word_is_the_word_without_its_proclitics(self, view: ArticleView) -> None:
        view.set_caret(where("وروسيا")[0])
        press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
        assert view.value() == "روسيا"
        view.set_caret(where("CENTCOM")[0])
        press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
        assert view.value() == "CENTCOM"

    def test_further_names_come_in_turn(self, view: ArticleView) -> None:
        text = "زار رئيس بلدية النخيل."
        view.show_document(make_document(text), text, SCHEME)
        view.set_caret(where("بلدية", text)[0] + 1)
        taken = []
        for _ in range(3):
            press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
            taken.append(view.value())
        assert taken == ["بلدية النخيل", "رئيس بلدية النخيل", "بلدية النخيل"]

    def test_a_selected_word_is_the_one_whose_name_is_taken(self, view: ArticleView) -> None:
        view.set_selection(*where("مصدر"))
        press(view, KEY.Key_W, modifiers=MOD.ShiftModifier)
        assert view.value() == "مصدر عسكري"

    def test_a_double_click_with_ctrl_takes_the_name(self, view: ArticleView) -> None:
        start, _ = where("لوكالة")
        box = view.range_rects(start + 2, start + 3)[0].center().toPoint()
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, MOD.ControlModifier, pos=box)
        assert view.value() == "وكالة الرافد"

    def test_double_clicks_do_the_same(self, view: ArticleView) -> None:
        start, end = where("لوكالة")
        box = view.range_rects(start + 2, start + 3)[0].center().toPoint()
        for expected in ((start, end), (start + 1, end)):
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box)
            assert view.selection() == expected

    def test_brackets_grow_and_shrink_an_edge(self, view: ArticleView) -> None:
        start, end = where("مصدر")
        view.set_selection(start, end)
        QTest.keyClicks(view, "]")
        assert view.selection() == (start, end + 1)
        QTest.keyClicks(view, "[[")
        assert view.selection() == (start, end - 1)
        view.set_selection(start, end)
        press(view, KEY.Key_BracketRight, modifiers=MOD.ControlModifier)
        assert view.selection() == where("مصدر عسكري")

    def test_the_target_is_trimmed_unless_snapping_is_off(self, view: ArticleView) -> None:
        start, end = where(" عسكري ")
        view.set_selection(start, end)
        assert view.target_range() == (start + 1, end - 1)
        view.set_snapping(False)
        assert view.target_range() == (start, end)
        view.set_caret(where("الطائرة")[0] + 2)
        assert view.target_range() == where("الطائرة")


class TestSpans:
    @pytest.fixture
    def annotated(self, view: ArticleView) -> ArticleView:
        self.claim = make_span("claim", "claim", where("إن الطائرة سقطت"))
        self.source = make_span("source", "source", where("مصدر عسكري"))
        self.inner = make_span("inner", "actor", where("عسكري"))
        rows = [Attribution(id="a", document_id="d", claims=("claim",), sources=("source",), author="سلمى")]
        view.set_layer([self.claim, self.source, self.inner], rows)
        return view

    def test_tab_walks_in_reading_order_and_stops_at_the_ends(self, annotated: ArticleView) -> None:
        walked = []
        for _ in range(5):
            press(annotated, KEY.Key_Tab)
            walked.append(annotated.selected_span())
        assert walked == ["source", "inner", "claim", "claim", "claim"]
        press(annotated, KEY.Key_Backtab)
        assert annotated.selected_span() == "inner"
        press(annotated, KEY.Key_Escape)
        assert annotated.selected_span() == ""

    def test_a_click_takes_the_innermost_span_and_the_next_one_out(self, annotated: ArticleView) -> None:
        start, _ = where("عسكري")
        point = annotated.range_rects(start + 1, start + 2)[0].center().toPoint()
        for expected in ("inner", "source", "inner"):
            QTest.mouseClick(annotated.viewport(), Qt.MouseButton.LeftButton, pos=point)
            assert annotated.selected_span() == expected

    def test_the_character_under_the_mouse_is_the_one_the_eye_sees(self, view: ArticleView) -> None:
        for offset, char in enumerate(TEXT):
            boxes = view.range_rects(offset, offset + 1)
            if char == "\n":
                assert boxes == []
                continue
            for box in boxes:
                if box.width() > 1:
                    assert view.offset_at(box.center()) == offset, (offset, char)

    def test_a_gone_span_is_no_longer_selected(self, annotated: ArticleView) -> None:
        told: list[str] = []
        annotated.span_selected.connect(told.append)
        annotated.select_span("claim")
        annotated.set_layer([self.source], [])
        assert annotated.selected_span() == ""
        assert told == ["claim", ""]

    @pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
    def test_painting_does_not_change_the_text_under_the_bands(
        self, annotated: ArticleView, theme: object
    ) -> None:
        annotated.set_theme(theme)  # type: ignore[arg-type]
        before = annotated.range_rects(0, len(TEXT))
        for span_id in ("claim", "source", ""):
            annotated.select_span(span_id)
            assert not annotated.viewport().grab().isNull()
        assert annotated.range_rects(0, len(TEXT)) == before

    def test_two_hundred_spans_on_one_word(self, view: ArticleView) -> None:
        height = view.range_rects(*where("سطر"))[0].top()
        spans = [make_span(f"s{n}", "actor", where("مصدر")) for n in range(200)]
        view.set_layer(spans, [])
        assert not view.viewport().grab().isNull()
        assert view.range_rects(*where("سطر"))[0].top() > height + 200

    def test_spans_of_labels_the_scheme_does_not_know_are_shown_too(self, view: ArticleView) -> None:
        before = view.viewport().grab().toImage()
        view.set_layer([make_span("x", "unknown", (2, 12))], [])
        assert view.viewport().grab().toImage() != before
        assert view.shown.at(3) == ["x"]


class TestHardTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n\n",
            "\u064b\u064b",
            " \u00a0 ",
            "\u200f",
            "ا" * 5000,
            "لا",
            "👨‍👩‍👧",
            "\u202eabc",
            "a\n" * 300,
        ],
    )
    def test_any_text_is_shown_and_walked(self, view: ArticleView, text: str) -> None:
        view.show_document(make_document(text), text, SCHEME)
        view.set_show_invisible(True)
        assert not view.viewport().grab().isNull()
        press(view, KEY.Key_Left, KEY.Key_Down, KEY.Key_End, KEY.Key_PageDown, KEY.Key_Up, KEY.Key_W)
        view.select_all()
        assert 0 <= view.caret() <= len(text)
        assert not view.viewport().grab().isNull()

    def test_a_line_of_five_megabytes_lays_out_what_is_seen(self, view: ArticleView) -> None:
        text = "كلمة " * 1_000_000
        view.show_document(make_document(text), text, SCHEME)
        assert not view.viewport().grab().isNull()
        press(view, KEY.Key_End, modifiers=MOD.ControlModifier)
        assert view.caret() == len(text)
        assert not view.viewport().grab().isNull()
        assert len(view._column._layouts) < 200

    def test_the_ticker_stands_in_lines(self, view: ArticleView) -> None:
        text = "خبر أول - 09:33 خبر ثان - 10:44"
        segments = (
            Segment("item", 0, 7, {"time": "09:33"}), Segment("time", 10, 15),
            Segment("item", 16, 23, {"time": "10:44"}), Segment("time", 26, 31),
        )  # fmt: skip
        view.show_document(make_document(text, segments=segments), text, SCHEME)
        first, second = view.range_rects(0, 7)[0], view.range_rects(16, 23)[0]
        assert second.top() > first.bottom()

    def test_an_empty_view_takes_keys_and_clicks(self, view: ArticleView) -> None:
        view.clear()
        press(view, KEY.Key_Left, KEY.Key_W, KEY.Key_Tab, KEY.Key_End)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
        assert not view.viewport().grab().isNull()
        assert view.range_rects(0, 3) == []

    def test_zooming_keeps_what_is_at_the_top(self, view: ArticleView) -> None:
        text = "\n".join(f"سطر رقم {number} من النص الطويل" for number in range(400))
        view.show_document(make_document(text), text, SCHEME)
        view.set_caret(text.index("رقم 200 "))
        view.viewport().grab()
        top = view.offset_at(QPointF(300, 30))
        view.set_font_size(24)
        view.viewport().grab()
        assert abs(text.count("\n", 0, view.offset_at(QPointF(300, 30))) - text.count("\n", 0, top)) <= 2


def test_labels_and_letters_are_readable_on_both_papers() -> None:
    for theme in (LIGHT, DARK):
        colors = [theme.ink, theme.dim, theme.warning, theme.caret]
        colors += [theme.label_color(label) for label in SCHEME.labels]
        assert min(contrast(color, theme.paper) for color in colors) >= 4.5
        assert contrast(theme.ink, theme.selection) >= 7


def test_labels_differ_in_shape_or_hue() -> None:
    looks = {(label.shape, label.light) for label in SCHEME.labels}
    assert len(looks) == len(SCHEME.labels)
    assert len({label.shape for label in SCHEME.labels}) >= 4
