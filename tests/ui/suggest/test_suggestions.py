"""Proposals in the window: what can be done about them, and where they are not shown."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.model import Span
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion, Why
from annotator.ui.suggest.editor import SuggestionEditor
from annotator.ui.window import MainWindow


def suggest(window: MainWindow, *pieces: tuple[str, int, int]) -> Suggestion:
    """A suggestion over words of the open document, shown as if it had been computed."""
    session = window.session
    assert session.document is not None
    spans = tuple(ProposedSpan(label, ((a, b),), session.text[a:b]) for label, a, b in pieces)
    row = Suggestion(
        id="s1",
        document_id=session.document.id,
        suggester="cues",
        spans=spans,
        attribution=ProposedAttribution(claims=(1,), sources=(0,), category="military"),
        why=Why("bracket", spans[0].quote),
        confidence=0.9,
    )
    window.proposing.stop()
    window.proposing._proposals.replace([row])
    window.proposing.changed.emit()
    return row


@pytest.fixture
def proposed(window: MainWindow) -> Suggestion:
    row = suggest(window, ("source", 0, 3), ("claim", 5, 12))
    window.proposing.step(1)
    return row


def test_no_key_does_two_things_while_a_suggestion_is_selected(
    window: MainWindow, proposed: Suggestion
) -> None:
    assert window.proposing.current() == proposed
    on = [action for action in window.menus.actions.values() if action.isEnabled()]
    on += [action for action in window.panels.label_bar.label_actions() if action.isEnabled()]
    keys = Counter(key.toString() for action in on for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []
    assert window.menus.actions["accept_suggestion"].isEnabled()
    assert not window.menus.actions["inspect"].isEnabled()


def test_the_strip_says_what_is_selected_and_why(window: MainWindow, proposed: Suggestion) -> None:
    said = window.panels.strip.describe(proposed, window.proposing.suggestions)
    assert proposed.why.words in said and window.panels.strip.isVisible()
    assert window.panels.strip.buttons["accept_suggestion"].isVisible()
    assert not window.panels.strip.buttons["next_suggestion"].isVisible()


def test_a_key_goes_where_the_doubt_is(window: MainWindow) -> None:
    rows = [
        msgspec.structs.replace(
            suggest(window, ("source", a, a + 3), ("claim", a + 5, a + 9)), id=f"s{a}", confidence=sure
        )
        for a, sure in ((0, 0.9), (12, 0.5), (24, 0.7))
    ]
    window.proposing._proposals.replace(rows)
    window.proposing.changed.emit()
    found = []
    for _ in rows:
        QTest.keyClick(window.article, Qt.Key.Key_U)
        found.append(window.proposing.current())
    assert found == [rows[1], rows[2], rows[0]]


def test_a_part_can_be_left_out_before_accepting(window: MainWindow, proposed: Suggestion) -> None:
    editor = SuggestionEditor(window.session, proposed, window)
    source, claim = editor.parts
    assert not claim.isEnabled(), "without its claim nothing is left"
    source.setChecked(False)
    edited = editor.edited()
    assert [span.label for span in edited.spans] == ["claim"]
    assert edited.attribution is not None
    assert (edited.attribution.claims, edited.attribution.sources) == ((0,), ())
    editor.deleteLater()


def test_its_edges_are_moved_by_keys_and_accepted_as_moved(window: MainWindow) -> None:
    text, start = window.session.text, window.session.claims()[0].start
    suggest(window, ("source", start, start + 2), ("claim", start + 3, start + 7))
    window.proposing.step(1)
    window.session.settle()
    part, before = window.article.selected_span(), window.session.layer
    QTest.keyClicks(window.article, "]")
    assert text[start + 3 : start + 8] in window.status.currentMessage()
    QTest.keyClick(window.article, Qt.Key.Key_Return)
    moved = window.proposing.current()
    assert moved is not None and moved.spans[1].ranges == ((start + 3, start + 8),)
    assert moved.spans[1].quote == text[start + 3 : start + 8]
    assert window.article.selected_span() == part and window.session.layer is before
    QTest.keyClicks(window.article, "]")
    window.act("accept_suggestion")
    assert any(span.ranges == ((start + 3, start + 9),) for span in window.session.layer.spans)


def test_m_moves_the_edges_of_a_part(window: MainWindow, proposed: Suggestion) -> None:
    window.article.set_selection(6, 10)
    QTest.keyClick(window.article, Qt.Key.Key_M)
    (moved,) = window.proposing.suggestions
    assert moved.spans[1].quote == window.session.text[slice(*moved.spans[1].ranges[0])]
    assert moved.spans[1] != proposed.spans[1] and moved.spans[0] == proposed.spans[0]


def test_suggestions_are_hidden_when_they_are_switched_off(window: MainWindow, proposed: Suggestion) -> None:
    window.menus.actions["show_suggestions"].trigger()
    window.session.settle()
    assert window.proposing.suggestions == () and not window.panels.strip.isVisible()
    assert not window.menus.actions["accept_suggestion"].isEnabled()


@pytest.mark.parametrize("wide", [False, True])
def test_the_strip_takes_little_room_and_hides_nothing_of_the_suggestion(
    window: MainWindow, app: QApplication, wide: bool
) -> None:
    window.resize(1900 if wide else window.minimumSizeHint().width(), 700)
    app.processEvents()
    height = window.article.viewport().height()
    seen = [row for row in window.session.claims() if bottom(window, row) < height]
    low = max(seen, key=lambda row: bottom(window, row))
    suggest(window, ("source", low.start, low.start + 2), ("claim", low.start + 3, low.end))
    window.article.set_caret(low.start)
    window.proposing.step(1)
    app.processEvents()
    strip = window.panels.strip
    assert strip.said.sizeHint().height() < 2 * strip.said.fontMetrics().height()
    assert (strip.said.text() == strip.said.whole) == (not strip.said.toolTip())
    shown = [button for button in strip.buttons.values() if button.isVisible()]
    beside = all(button.mapTo(strip, QPoint()).y() < strip.said.geometry().bottom() for button in shown)
    assert beside == wide
    assert all(strip.rect().contains(QRect(row.mapTo(strip, QPoint()), row.size())) for row in shown)
    assert 0 <= bottom(window, low) <= window.article.viewport().height()


def bottom(window: MainWindow, span: Span) -> float:
    return max(box.bottom() for box in window.article.range_rects(span.start, span.end))


def test_many_at_once_are_told_by_their_number(window: MainWindow) -> None:
    first, second = (row.start for row in window.session.claims()[:2])
    row = suggest(window, ("source", first, first + 2), ("claim", first + 3, first + 7))
    text = window.session.text
    spans = tuple(
        ProposedSpan(label, ((second + a, second + b),), text[second + a : second + b])
        for label, a, b in (("source", 0, 2), ("claim", 3, 7))
    )
    window.proposing._proposals.replace([row, msgspec.structs.replace(row, id="s2", spans=spans)])
    window.proposing.changed.emit()
    window.proposing.step(1)
    window.proposing.accept_alike()
    assert window.status.currentMessage() == window.session.tr_("proposing.accepted", n=2)
