"""Reading in comfort: line spacing, panels, dragging beyond the edge, three clicks, many spans."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands import documents
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import add_span, delete_span, set_span_note
from annotator.core import lanes
from annotator.core.model import Document, Segment
from annotator.core.scheme_edits import with_value
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.actions import GESTURE_KEYS, is_taken
from annotator.ui.article import keys
from annotator.ui.article.view import ArticleView
from annotator.ui.window import MainWindow
from tests.ui.article.test_view import SCHEME, make_document, make_span, press, view, where

__all__ = ["view"]
KEY, MOD = Qt.Key, Qt.KeyboardModifier
LONG = "\n".join(f"سطر رقم {number} من النص الطويل" for number in range(400))


def show(view: ArticleView, text: str, *segments: Segment) -> Document:
    document = make_document(text, segments=segments)
    view.show_document(document, text, SCHEME)
    return document


def mouse(view: ArticleView, kind: QEvent.Type, point: QPointF, at: int = 0) -> None:
    """A mouse event of the first button; `at` is its time in milliseconds."""
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    event = QMouseEvent(kind, point, view.viewport().mapToGlobal(point), pressed, held, MOD.NoModifier)
    event.setTimestamp(at)
    QApplication.sendEvent(view.viewport(), event)


class TestLineSpacing:
    def test_lines_move_apart_and_what_is_at_the_top_stays(self, view: ArticleView) -> None:
        show(view, LONG)
        view.set_caret(LONG.index("رقم 200 "))
        top = LONG.count("\n", 0, view.offset_at(QPointF(300, 30)))

        def distance() -> float:
            first, second = (view.range_rects(*where(f"رقم {n} ", LONG))[0] for n in (200, 201))
            return second.top() - first.top()

        usual = distance()
        view.set_line_spacing(160)
        assert distance() == pytest.approx(usual * 1.6, rel=0.01)
        assert abs(LONG.count("\n", 0, view.offset_at(QPointF(300, 30))) - top) <= 1
        view.set_line_spacing(80)
        assert distance() < usual * 0.85

    def test_it_is_an_action_with_keys_and_remembered(self, window: MainWindow) -> None:
        before = window.article.range_rects(0, 1)[0].top()
        for _ in range(3):
            QTest.keyClick(window.article, KEY.Key_Plus, MOD.AltModifier)
        assert window.settings.value("line_spacing") == 130
        assert "130" in window.status.currentMessage()
        assert window.article.range_rects(0, 1)[0].top() > before
        again = MainWindow(window.session, window.settings)
        assert again.article._frame.spacing == 130
        again.close()
        again.deleteLater()

    def test_it_stays_within_bounds_whatever_the_file_says(self, window: MainWindow) -> None:
        window.settings.set_value("line_spacing", 5)
        window.act("tighter")
        assert window.settings.value("line_spacing") == 80
        for _ in range(20):
            window.act("looser")
        assert window.settings.value("line_spacing") == 200


class TestPanels:
    @pytest.mark.parametrize(
        ("action", "key", "modifiers"),
        [
            ("show_documents", KEY.Key_F2, MOD.ShiftModifier),
            ("show_inspector", KEY.Key_F4, MOD.ShiftModifier),
            ("guidelines", KEY.Key_F1, MOD.NoModifier),
        ],
    )
    def test_a_panel_is_shown_hidden_and_remembered(
        self, window: MainWindow, action: str, key: Qt.Key, modifiers: Qt.KeyboardModifier
    ) -> None:
        panel = window.panels.side_panel(action)
        shown = panel.isVisible()
        QTest.keyClick(window.article, key, modifiers)
        assert panel.isVisible() != shown
        assert window.menus.actions[action].isChecked() == (not shown)
        window.close()
        again = MainWindow(window.session, window.settings)
        again.show()
        assert again.panels.side_panel(action).isHidden() == shown
        assert again.menus.actions[action].isChecked() == (not shown)
        again.close()
        again.deleteLater()

    def test_the_focus_does_not_stay_in_a_hidden_panel(self, window: MainWindow, app: QApplication) -> None:
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        window.article.select_span(window.session.layer.spans[0].id)
        QTest.keyClick(window.article, KEY.Key_F4)
        assert window.inspector.isAncestorOf(app.focusWidget())
        window.act("show_inspector")
        assert app.focusWidget() is window.article
        QTest.keyClick(window.article, KEY.Key_Return)
        assert window.inspector.isVisible() and window.inspector.isAncestorOf(app.focusWidget())

    def test_sizes_are_remembered(self, window: MainWindow, app: QApplication) -> None:
        # No wider than the screen that is drawn in memory.
        window.resize(780, 600)
        window.panels.workspace.setSizes([195, 320, 0, 245])
        app.processEvents()
        sizes = window.panels.workspace.sizes()
        window.close()
        again = MainWindow(window.session, window.settings)
        again.panels.setCurrentWidget(again.panels.workspace)
        again.show()
        app.processEvents()
        assert again.panels.workspace.sizes() == sizes
        again.close()
        again.deleteLater()


class TestDragging:
    def test_beyond_the_edge_the_text_scrolls_on_and_is_selected(self, view: ArticleView) -> None:
        show(view, LONG)
        start = view.range_rects(*where("رقم 3 ", LONG))[0].center()
        mouse(view, QEvent.Type.MouseButtonPress, start)
        begun = view.caret()
        below = QPointF(start.x(), view.viewport().height() + 60)
        mouse(view, QEvent.Type.MouseMove, below)
        assert view.mouse.dragging._timer.isActive()
        for _ in range(100):
            view.mouse.dragging.tick()
        low, high = view.selection() or (0, 0)
        assert low == begun and LONG.count("\n", 0, high) > 20
        assert view.verticalScrollBar().value() > 900
        for _ in range(2000):
            view.mouse.dragging.tick()
        assert view.caret() >= len(LONG) - 30
        mouse(view, QEvent.Type.MouseMove, QPointF(start.x(), -400))
        for _ in range(2000):
            view.mouse.dragging.tick()
        assert view.verticalScrollBar().value() == 0
        assert view.selection() is not None and view.selection()[1] == begun
        mouse(view, QEvent.Type.MouseButtonRelease, QPointF(start.x(), -400))
        assert not view.mouse.dragging._timer.isActive()

    def test_back_inside_it_stops(self, view: ArticleView) -> None:
        show(view, LONG)
        mouse(view, QEvent.Type.MouseButtonPress, QPointF(300, 100))
        mouse(view, QEvent.Type.MouseMove, QPointF(300, -5))
        assert view.mouse.dragging._timer.isActive()
        mouse(view, QEvent.Type.MouseMove, QPointF(300, 150))
        assert not view.mouse.dragging._timer.isActive()
        mouse(view, QEvent.Type.MouseButtonRelease, QPointF(300, 150))


class TestThreeClicks:
    TEXT = "خبر أول طويل - 09:33 خبر ثان - 10:44"
    SEGMENTS = (
        Segment("item", 0, 12, {"time": "09:33"}),
        Segment("time", 15, 20),
        Segment("item", 21, 28, {"time": "10:44"}),
        Segment("time", 31, 36),
    )

    def click_three_times(self, view: ArticleView, point: QPointF, *, pause: int = 40) -> None:
        press_, double = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick
        for kind, at in ((press_, 1000), (double, 1040), (press_, 1040 + pause)):
            mouse(view, kind, point, at)
            mouse(view, QEvent.Type.MouseButtonRelease, point, at)

    def test_they_take_the_item_without_its_time(self, view: ArticleView) -> None:
        show(view, self.TEXT, *self.SEGMENTS)
        self.click_three_times(view, view.range_rects(9, 10)[0].center())
        assert view.selection() == (0, 12)

    def test_they_take_the_paragraph(self, view: ArticleView) -> None:
        self.click_three_times(view, view.range_rects(*where("CENTCOM"))[0].center())
        begin = view._column.paragraph(1)
        assert view.selection() == (begin.start, begin.end - 1)

    def test_a_late_click_only_sets_the_caret(self, view: ArticleView) -> None:
        self.click_three_times(view, view.range_rects(*where("CENTCOM"))[0].center(), pause=5000)
        assert view.selection() is None

    def test_in_an_empty_paragraph_nothing_happens(self, view: ArticleView) -> None:
        show(view, "سطر\n\nسطر")
        self.click_three_times(view, QPointF(300, 60))
        view.show_document(make_document(""), "", SCHEME)
        self.click_three_times(view, QPointF(300, 20))
        assert view.selection() is None


class TestManyOnOneWord:
    def test_two_hundred_are_walked_and_the_line_stays_within_bounds(
        self, window: MainWindow, app: QApplication
    ) -> None:
        session = window.session
        word = session.text.split()[0]
        start = session.text.index(word)
        document = session.document
        assert document is not None
        for span in session.layer.spans:
            session.do(delete_span, span)
        spans = [
            make_span(f"s{n:03}", "actor", (start, start + len(word)), text=session.text) for n in range(200)
        ]
        assert session.project is not None
        with session.project.event("documents.import", session.author) as event:
            for span in spans:
                event.add(type(span)(**{**_fields(span), "document_id": document.id}))
        session.refresh()
        view = window.article
        walked = []
        for _ in range(200):
            press(view, KEY.Key_Tab)
            walked.append(view.selected_span())
        assert walked == [span.id for span in spans]
        assert max(lane for placed in view._column.visible(0, 10) for line in placed.bands
                   for _, _, lane in line) == lanes.MOST - 1  # fmt: skip
        press(view, KEY.Key_Return)
        note = window.inspector._span_fields["note"]
        assert window.inspector._span_id == "s199" and note.isVisible()
        view.setFocus()
        press(view, KEY.Key_Delete)
        assert len(session.layer.spans) == 199

    def test_the_last_lane_takes_the_rest(self) -> None:
        found = lanes.lanes([((0, 5), 5)] * 500)
        assert found[: lanes.MOST] == list(range(lanes.MOST))
        assert set(found[lanes.MOST :]) == {lanes.MOST - 1}


def _fields(span: object) -> dict[str, object]:
    return {name: getattr(span, name) for name in span.__struct_fields__}  # type: ignore[attr-defined]


class TestKeysOfTheText:
    def test_the_letters_of_both_keyboards_are_reserved(self) -> None:
        assert {keys.WORD, keys.CLITIC, *keys.EDGES} == GESTURE_KEYS
        assert all(is_taken(key) for key in GESTURE_KEYS)

    @pytest.mark.parametrize("key", ["w", "ص", "ج", "د", "[", "a", "D"])
    def test_no_label_shadows_them(self, window: MainWindow, app: QApplication, key: str) -> None:
        assert is_taken(key)
        session = window.session
        scheme = with_value(scheme_toml.load(), ("labels", "place"), "key", key)
        session.do(change_scheme, session.scheme, scheme)
        places = [action for action in window.panels.label_bar.label_actions() if action.data() == "place"]
        assert len(places) == 1 and places[0].shortcuts() == []
        window.article.set_caret(window.session.text.index(" ") - 1)
        if key in "wص":
            QTest.keyClicks(window.article, "w")
            assert window.article.selection() is not None


def test_what_was_found_stays_marked_when_the_scheme_changes(window: MainWindow, app: QApplication) -> None:
    session = window.session
    assert session.path is not None
    window.rooms.find_bar.open()
    window.rooms.find_bar.line.setText("ال")
    window.rooms.find_bar._typed()
    hits = window.rooms.find_bar.hits
    assert hits and window.article._picture.hits == tuple(hits)
    selected = window.article.selection()
    top = window.article.verticalScrollBar().value()
    scheme = with_value(session.scheme, ("labels", "place"), "light", "#105030")
    with Project.open(session.path) as other:
        change_scheme(other, session.scheme, scheme, author="يزن")
    session.look_for_changes()
    assert session.scheme.label("place").light == "#105030"
    assert window.article._picture.hits == tuple(hits)
    assert window.article.selection() == selected
    assert window.article.verticalScrollBar().value() == top


def test_a_label_retired_elsewhere_is_refused_with_a_hint_and_leaves_the_palette(
    window: MainWindow, app: QApplication
) -> None:
    session = window.session
    assert session.path is not None
    with Project.open(session.path) as other:
        retired = with_value(other.scheme, ("labels", "place"), "retired", True)
        change_scheme(other, other.scheme, retired, author="يزن")
    start = session.text.index(" ")
    window.article.set_selection(0, start)
    before = len(session.layer.spans)
    QTest.keyClick(window.article, KEY.Key_2)
    assert len(session.layer.spans) == before
    assert "place" in window.panels.notice.said.text()
    assert [action.data() for action in window.panels.label_bar.label_actions()].count("place") == 0


def test_an_import_others_built_on_is_passed_over_and_said_so(
    window: MainWindow, app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.ui.parts import dialogs

    shown: list[str] = []
    monkeypatch.setattr(dialogs, "show_error", lambda parent, language, sentence: shown.append(sentence))
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    session = window.session
    span = session.layer.spans[0]
    assert session.path is not None and session.project is not None
    session.do(set_span_note, span, "قبل الاستيراد")
    report = session.do(documents.add_text, "نص ثان للعمل المشترك")
    assert report is not None
    with Project.open(session.path) as other:
        add_span(other, author="يزن", document_id=report.first_document, label="actor", ranges=[(0, 2)])
    window.undo()
    assert len(shown) == 1 and session.tr_("events.document.add") in shown[0]
    window.undo()
    assert len(shown) == 1
    kept = session.span(span.id)
    assert kept is not None and kept.note == ""
    window.act("redo")
    kept = session.span(span.id)
    assert kept is not None and kept.note == "قبل الاستيراد"


def test_a_point_outside_the_view_is_no_reason_to_scroll_without_a_button(view: ArticleView) -> None:
    show(view, LONG)
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(10, -50), view.viewport().mapToGlobal(QPointF(QPoint(10, -50))),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, MOD.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    assert not view.mouse.dragging._timer.isActive()
