"""Who says what beside the text: shown while nothing is selected, walked by key, of any layer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.model import Span
from annotator.core.outline import Said
from annotator.store import queries
from annotator.ui.mark.outline import Outline
from annotator.ui.window import MainWindow
from annotator.words import outline as words
from annotator.words.rows import Speaker
from tests.ui.mark.test_labelling import open_text
from tests.ui.review.test_review import AUTHOR, REVIEWER, Opener, opened, path, review  # noqa: F401
from tests.ui.test_news import Watch, watched  # noqa: F401

KEY, MOD, ROLE = Qt.Key, Qt.KeyboardModifier, Qt.ItemDataRole
WIDE, NARROW = QSize(1600, 900), QSize(1024, 700)


def rest(window: MainWindow) -> Outline:
    for _ in range(3):
        QApplication.processEvents()
    return window.panels.outline


def size(window: MainWindow, wanted: QSize) -> Outline:
    window.resize(wanted)
    return rest(window)


def lines(outline: Outline) -> list[str]:
    return [str(outline.model.index(row, 0).data()) for row in range(outline.model.rowCount())]


def said(outline: Outline) -> list[Said]:
    found = [outline.model.said(outline.model.index(row, 0)) for row in range(outline.model.rowCount())]
    return [row for row in found if row is not None]


def of_layer(outline: Outline) -> set[str]:
    return {row.claim.id for row in said(outline) if not row.suggested}


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


@pytest.fixture
def narrow(window: MainWindow) -> MainWindow:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    size(window, NARROW)
    return window


class TestBesideTheText:
    def test_it_stands_where_the_details_do_while_nothing_is_selected(self, narrow: MainWindow) -> None:
        outline, session = narrow.panels.outline, narrow.session
        assert outline.isVisible() and not narrow.inspector.isVisible()
        assert of_layer(outline) == {span.id for span in session.claims()}
        narrow.article.select_span(session.claims()[0].id)
        rest(narrow)
        assert narrow.inspector.isVisible() and not outline.isVisible()
        narrow.article.setFocus()
        press(KEY.Key_Escape)
        rest(narrow)
        assert outline.isVisible() and not narrow.inspector.isVisible()

    def test_on_a_wide_screen_both_stand_and_what_is_selected_is_marked(self, narrow: MainWindow) -> None:
        before = narrow.panels.side.width()
        outline = size(narrow, WIDE)
        assert outline.isVisible() and narrow.inspector.isVisible()
        row = narrow.session.layer.attributions[0]
        for span_id in (row.claims[0], row.sources[0]):
            narrow.article.select_span("")
            rest(narrow)
            assert not outline.list.selectionModel().hasSelection()
            narrow.article.select_span(span_id)
            rest(narrow)
            here = outline.model.said(outline.list.currentIndex())
            assert outline.isVisible() and here is not None and here.claim.id == row.claims[0]
            assert outline.list.selectionModel().hasSelection()
        assert narrow.article.width() > narrow.panels.side.width()
        assert size(narrow, NARROW) is outline and narrow.panels.side.width() == before

    def test_keys_walk_the_claims_and_enter_goes_there(self, narrow: MainWindow) -> None:
        outline = narrow.panels.outline
        narrow.act("focus_inspector")
        assert QApplication.focusWidget() is outline.list
        first, second = said(outline)[:2]
        for expected, key in ((first, KEY.Key_Down), (second, KEY.Key_Return)):
            here = outline.model.said(outline.list.currentIndex())
            assert here == expected and outline.list.selectionModel().hasSelection()
            press(key)
        rest(narrow)
        assert narrow.article.selected_span() == second.claim.id and narrow.article.hasFocus()
        assert narrow.inspector.isVisible()
        narrow.act("focus_inspector")
        assert narrow.inspector.isAncestorOf(QApplication.focusWidget())

    def test_escape_goes_back_to_the_text_and_f4_between_the_two(self, narrow: MainWindow) -> None:
        outline = size(narrow, WIDE)
        narrow.act("focus_inspector")
        press(KEY.Key_Escape)
        assert narrow.article.hasFocus() and not narrow.article.selected_span()
        narrow.article.select_span(narrow.session.claims()[0].id)
        for expected in (narrow.inspector, outline, narrow.inspector):
            narrow.act("focus_inspector")
            assert expected.isAncestorOf(QApplication.focusWidget())

    def test_a_click_goes_there(self, narrow: MainWindow) -> None:
        outline = narrow.panels.outline
        row = outline.model.place_of(said(outline)[0].claim.id)
        assert row is not None
        place = outline.list.visualRect(outline.model.index(row, 0)).center()
        QTest.mouseClick(outline.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        rest(narrow)
        assert narrow.article.selected_span() == said(outline)[0].claim.id


class TestWhatItSays:
    def test_sources_categories_times_and_relayed_speech(self, narrow: MainWindow) -> None:
        outline, session = narrow.panels.outline, narrow.session
        shown = lines(outline)
        assert session.document is not None and session.document.kind == "ticker"
        row = next(row for row in session.layer.attributions if row.parent)
        source = session.span(row.sources[0])
        assert source is not None and any(source.quote in line for line in shown)
        outer = next(one for one in session.layer.attributions if one.id == row.parent)
        named = session.span(outer.sources[0])
        assert named is not None
        assert any(session.tr_("outline.within", voice=named.quote) in line for line in shown)
        times = {str(segment.meta["time"]) for segment in session.document.segments if "time" in segment.meta}
        assert {claim.time for claim in said(outline) if claim.time} <= times and times

    def test_what_is_not_attributed_comes_first_and_is_counted(self, narrow: MainWindow) -> None:
        session, outline = narrow.session, narrow.panels.outline
        assert session.document is not None
        item = next(segment for segment in session.document.segments if segment.kind == "item")
        narrow.article.set_selection(item.start, session.text.index(" ", item.start))
        narrow.label("claim")
        (added,) = session.unattributed()
        narrow.article.select_span("")
        rest(narrow)
        assert session.tr_("outline.unattributed") in lines(outline)[0]
        assert said(outline)[0].claim.id == added.id
        assert session.tr_("window.unattributed", n=1) in outline._count.text()

    def test_suggestions_are_named_as_such_and_dimmed(self, narrow: MainWindow, qtbot: QtBot) -> None:
        session = narrow.session
        open_text(narrow, "قال المتحدث باسم البلدية إن الجسر أغلق أمس.")
        qtbot.waitUntil(lambda: bool(narrow.proposing.suggestions), timeout=20_000)
        outline = rest(narrow)
        (row,) = (row for row in said(outline) if row.suggested)
        place = outline.model.place_of(row.claim.id)
        assert place is not None
        index = outline.model.index(place, 0)
        assert session.tr_("outline.suggested-one") in index.data()
        assert index.data(ROLE.ForegroundRole).color() == narrow.appearance.chrome.color("dim")
        assert session.tr_("outline.suggested", n=1) in outline._count.text()
        outline.span_chosen.emit(row.claim.id)
        assert narrow.proposing.current() is not None and outline.isVisible()

    def test_without_claims_it_says_how_to_begin(self, narrow: MainWindow) -> None:
        open_text(narrow, "لا شيء هنا.")
        outline = rest(narrow)
        assert outline._hint.isVisible() and not outline.list.isVisible()

    def test_it_reads_in_the_documents_direction_whatever_the_windows_is(self, narrow: MainWindow) -> None:
        outline = narrow.panels.outline
        assert outline.list.layoutDirection() == Qt.LayoutDirection.RightToLeft
        open_text(narrow, "The mayor said that the bridge is closed.")
        rest(narrow)
        assert outline.list.layoutDirection() == Qt.LayoutDirection.LeftToRight

    def test_headings_are_passed_over_and_a_claim_says_who_says_it(self, narrow: MainWindow) -> None:
        outline, session = narrow.panels.outline, narrow.session
        claim = said(outline)[0]
        place = outline.model.place_of(claim.claim.id)
        assert place is not None
        heard = outline.model.index(place, 0).data(ROLE.AccessibleTextRole)
        row = next(row for row in session.layer.attributions if row.id == claim.attribution)
        source = session.span(row.sources[0])
        assert source is not None and claim.claim.quote in heard and source.quote in heard
        assert not outline.model.index(0, 0).flags() & Qt.ItemFlag.ItemIsEnabled
        assert outline.list.accessibleName() == session.tr_("outline.title")

    def test_of_a_thousand_claims_only_those_in_view_are_put_into_words(
        self, narrow: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outline = narrow.panels.outline
        claim = narrow.session.claims()[0]
        many = tuple(
            Span(
                id=f"{place:032x}", document_id=claim.document_id, label="claim", author="سلمى",
                ranges=((place, place + 1),), quote=str(place),
            )
            for place in range(1000)
        )  # fmt: skip
        told: list[Said] = []
        say = words.claim_words

        def counted(speaker: Speaker, row: Said, **values: int) -> str:
            told.append(row)
            return say(speaker, row, **values)

        monkeypatch.setattr(words, "claim_words", counted)
        outline.show_layer((many, ()), ((), ()), find={}.get)
        outline.list.grab()
        assert len(said(outline)) == 1000 and 0 < len(told) < 500


class TestOfOthers:
    def test_in_review_comparison_and_the_agreed_layer(self, opened: Opener) -> None:  # noqa: F811
        window = opened(REVIEWER, "review")
        outline = size(window, WIDE)
        review(window)
        rest(window)
        session = window.session
        for view in window.reviewing.views():
            window.reviewing.show_view(view)
            rest(window)
            shown, _ = window.reviewing.layer()
            assert outline.isVisible()
            assert of_layer(outline) == {row.id for row in shown if row.label == "claim"}
        claims = {row.id for row in session.reading.spans if row.author == AUTHOR and row.label == "claim"}  # type: ignore[union-attr]
        window.reviewing.show_view(next(v for v in window.reviewing.views() if v.authors == (AUTHOR,)))
        rest(window)
        assert of_layer(outline) == claims
        outline.span_chosen.emit(next(iter(claims)))
        assert window.article.selected_span() in claims
        assert window.reviewing.standing() is not None


def test_it_follows_the_news_and_is_not_read_again(watched: Callable[..., Watch]) -> None:  # noqa: F811
    watch = watched(AUTHOR, "all")
    window, session = watch.window, watch.window.session
    assert session.project is not None
    window.opening.document(queries.document_ids(session.project)[1])
    outline = size(window, WIDE)
    window.article.set_selection(session.text.index("إن الطريق"), session.text.index("مغلق") + 4)
    watch.press(KEY(ord(next(row.key for row in session.scheme.labels if row.id == "claim"))))
    assert of_layer(outline) == {span.id for span in session.claims()} != set()
    session.project.conn.set_trace_callback(lambda statement: pytest.fail(statement))
    outline._is_stale = True
    window._show_outline()
    session.project.conn.set_trace_callback(None)
    model = outline.model
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(model), "show", lambda *_: pytest.fail("nothing has changed"))
        window.article.select_span("")
        rest(window)
    watch.press(KEY.Key_Z, MOD.ControlModifier)
    assert of_layer(outline) == set()
