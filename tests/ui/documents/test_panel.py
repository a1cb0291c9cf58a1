"""The lists of documents: what they hold and show, how they are narrowed, where one goes from them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionViewItem

from annotator.commands import documents, spans, submissions, suggestions
from annotator.core.document_filter import FIELDS, WORK_STATES, parse
from annotator.core.teaching import Lesson
from annotator.store import Project, finding, places, queries, work_lists
from annotator.store.teaching import to_teach
from annotator.ui.documents.lists import LISTS
from annotator.ui.documents.rows import title_layout
from annotator.ui.window import MainWindow

KEY, MOD = Qt.Key, Qt.KeyboardModifier


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


def listed(window: MainWindow) -> list[str]:
    model = window.documents.model
    rows = [model.row(place) for place in range(model.rowCount())]
    return [row.id for row in rows if row is not None]


def type_filter(window: MainWindow, text: str) -> None:
    line = window.documents.filter.line
    line.setFocus()
    line.selectAll()
    line.insert(text)  # what an Arabic keyboard types, QTest cannot
    window.documents.filter.apply()


def add(window: MainWindow, *texts: str) -> list[str]:
    project = project_of(window)
    before = set(queries.document_ids(project))
    for text in texts:
        documents.add_text(project, text, author="سلمى")
    window.session.settle()
    return [row for row in queries.document_ids(project) if row not in before]


def named(window: MainWindow) -> dict[str, str]:
    """What the choice of lists says of each."""
    lists = window.documents.lists
    return {row.id: lists.itemText(place) for place, row in enumerate(LISTS)}


def test_the_list_reads_only_what_it_shows(window: MainWindow) -> None:
    model = window.documents.model
    assert model.rowCount() == 15
    assert set(model._pages) == {0}
    type_filter(window, "السنونو")
    assert 0 < model.rowCount() < 15


def test_each_list_holds_what_the_store_says_and_is_named_with_its_number(window: MainWindow) -> None:
    add(window, "خبر أول", "خبر ثان")
    project = project_of(window)
    for state in WORK_STATES:
        window.documents.choose_list(state)
        found = finding.found(project, "سلمى", state)
        assert sorted(listed(window)) == sorted(found)
        assert (f"({len(found)})" in named(window)[state]) == bool(found)
    assert len(finding.found(project, "سلمى", "not-begun")) == 2


def test_what_would_teach_most_comes_first_and_says_why(window: MainWindow) -> None:
    """It is looked for aside, as long as that takes."""
    project = project_of(window)
    plain, asking = add(window, "لا شيء هنا.", "قال مصدر عسكري إن الطريق مغلق. وأعلن ناشطون أن الجسر سليم.")
    for document in (plain, asking):
        suggestions.suggest_document(project, document, author="سلمى")
    window.documents.choose_list("teach")
    assert window.documents.model.is_looking
    window.documents.model.settle()
    assert listed(window) == [asking, plain] == [row.document_id for row in to_teach(project, "سلمى").rows]
    row = window.documents.model.row(0)
    assert row is not None and row.lesson is not None
    told = [window.session.tr_(f"reviewing.row-{name}", n=2) for name in ("unsure", "contested")]
    doubted = replace(row, lesson=Lesson(2, 2, ()))
    assert window.documents.model.summary(doubted).split(" · ")[:2] == told
    certain = replace(row, lesson=Lesson(0, 0, ()))
    assert window.documents.model.summary(certain) == window.documents.model.summary(
        replace(row, lesson=None)
    )
    (late,) = add(window, "خبر لم يُبحث فيه")
    window.documents.choose_list("teach")
    window.documents.model.settle()
    assert listed(window) == [asking, plain, late]


def test_the_numbers_follow_what_is_done(window: MainWindow) -> None:
    first, _ = add(window, "خبر أول", "خبر ثان")
    panel = window.documents
    assert (panel.counts["not-begun"], panel.counts["in-work"]) == (2, 2)
    window.opening.document(first)
    window.session.settle()
    window.session.do(spans.add_span, document_id=first, label="claim", ranges=[(0, 3)])
    window.session.settle()
    assert (panel.counts["not-begun"], panel.counts["in-work"]) == (1, 3)
    assert panel.counts == places.list_counts(project_of(window), "سلمى")
    assert "(1)" in named(window)["not-begun"]
    window.session.undo()
    window.opening.document(queries.document_ids(project_of(window))[0])
    window.session.settle()
    assert panel.counts["not-begun"] == 2
    assert panel.counts == places.list_counts(project_of(window), "سلمى")


def test_what_was_begun_stays_in_its_list_while_it_is_open(window: MainWindow) -> None:
    first, second = add(window, "خبر أول", "خبر ثان")
    window.documents.choose_list("not-begun")
    window.opening.document(first)
    window.session.do(spans.add_span, document_id=first, label="place", ranges=[(0, 3)])
    window.session.settle()
    assert listed(window) == [first, second]
    window.documents.step(1)
    window.session.settle()
    assert window.session.document is not None and window.session.document.id == second
    assert listed(window) == [second]
    project_of(window).undo("سلمى")
    window.session.refresh()
    window.session.settle()
    assert listed(window) == [first, second]


def test_a_filter_is_kept_for_its_list_and_esc_empties_it(window: MainWindow) -> None:
    panel = window.documents
    type_filter(window, "kind:post")
    posts = panel.model.rowCount()
    assert 0 < posts < 15
    panel.choose_list("done")
    assert panel.filter.line.text() == "" and panel.model.rowCount() > 0
    type_filter(window, "نوع:مقال")
    panel.choose_list("all")
    assert panel.filter.line.text() == "kind:post" and panel.model.rowCount() == posts
    panel.choose_list("done")
    assert panel.filter.line.text() == "نوع:مقال"
    QTest.keyClick(panel.filter.line, KEY.Key_Escape)
    assert panel.filter.line.text() == "" and panel.model.wanted == parse("")
    assert len(listed(window)) == len(finding.found(project_of(window), "سلمى", "done"))


def test_a_wrong_word_leaves_the_list_and_enter_goes_to_it(window: MainWindow) -> None:
    panel = window.documents
    type_filter(window, "kind:post")
    posts = listed(window)
    type_filter(window, "خبر kind:pots")
    assert listed(window) == posts
    assert panel.filter.told.isVisible() and "pots" in panel.filter.told.text()
    QTest.keyClick(panel.filter.line, KEY.Key_Return)
    assert panel.filter.line.selectedText() == "pots"
    QTest.keyClicks(panel.filter.line, "post")
    QTest.keyClick(panel.filter.line, KEY.Key_Return)
    assert not panel.filter.told.isVisible()
    assert QApplication.focusWidget() is panel.list


def test_the_button_offers_what_there_is_and_writes_it(window: MainWindow) -> None:
    line, button = window.documents.filter.line, window.documents.filter.choices
    menu = button.menu()
    menu.aboutToShow.emit()
    fields = [action.menu() for action in menu.actions()]
    assert all(isinstance(field, QMenu) for field in fields) and len(fields) == len(FIELDS)
    type_filter(window, "kind:post")
    for field in fields:
        assert isinstance(field, QMenu) and field.actions()
        field.actions()[-1].trigger()
    asked = parse(line.text())
    assert asked == window.documents.model.wanted
    assert (asked.kinds, asked.states) == (("text",), ("done",))
    assert asked.outlets and asked.undated and asked.again and asked.authors


@pytest.mark.parametrize("list_id", ["review", "returned", "adjudicate", "disputed"])
def test_the_lists_of_review_are_narrowed_too(window: MainWindow, list_id: str) -> None:
    window.documents.choose_list(list_id)
    before = len(listed(window))
    type_filter(window, "لا-شيء-كهذا")
    assert listed(window) == []
    type_filter(window, "")
    QTest.keyClick(window.documents.filter.line, KEY.Key_Escape)
    assert len(listed(window)) == before


def test_the_next_undone_document_is_a_key_away_whatever_is_listed(window: MainWindow) -> None:
    first, second = add(window, "خبر أول", "خبر ثان")
    window.documents.choose_list("done")
    undone = {first, second, *finding.found(project_of(window), "سلمى", "in-work")}
    seen = []
    for _ in undone:
        QTest.keyClick(window, KEY.Key_PageDown, MOD.ControlModifier | MOD.AltModifier)
        assert window.session.document is not None
        seen.append(window.session.document.id)
    assert set(seen) == undone and len(seen) == len(undone)
    QTest.keyClick(window, KEY.Key_PageUp, MOD.ControlModifier | MOD.AltModifier)
    assert window.session.document.id == seen[-2]
    assert QApplication.focusWidget() is window.article


def test_with_nothing_left_to_do_the_document_stays(window: MainWindow) -> None:
    project, said = project_of(window), []
    for document in finding.found(project, "سلمى", "in-work"):
        submissions.submit(project, document, author="سلمى", note="كما هو")
    assert work_lists.returned(project, "سلمى") == []
    window.session.told.connect(lambda sentence, _: said.append(sentence))
    before = window.session.document
    window.opening.undone(1)
    assert window.session.document is before
    assert said == [window.session.tr_("finding.none-undone")]


LONG = "وكالة السنونو: محادثات سرية بين حكومة الأرجوان وهيئة إدارة السهول حول مصير المعبر والصوامع والسد"


@pytest.mark.parametrize("points", [8, 12, 30])
def test_a_title_takes_two_lines_and_what_is_left_out_is_said(window: MainWindow, points: int) -> None:
    font = QFont(window.documents.list.font())
    font.setPointSize(points)
    short = title_layout("خبر", font, 220, Qt.LayoutDirection.RightToLeft)
    assert (short.lineCount(), short.text()) == (1, "خبر")
    long = title_layout(LONG, font, 220, Qt.LayoutDirection.RightToLeft)
    assert long.lineCount() == 2
    assert long.text().endswith("…") and LONG.startswith(long.text()[:-1].rstrip(" \u200d"))
    assert all(long.lineAt(n).naturalTextWidth() <= 220 for n in range(2))
    wide = title_layout(LONG, font, 4000, Qt.LayoutDirection.RightToLeft)
    assert wide.text() == LONG


def test_a_title_begins_on_the_side_of_its_own_language(window: MainWindow) -> None:
    font = window.documents.list.font()
    arabic = title_layout("خبر", font, 220, Qt.LayoutDirection.RightToLeft)
    english = title_layout("News", font, 220, Qt.LayoutDirection.LeftToRight)
    assert english.lineAt(0).naturalTextRect().left() == 0
    assert round(arabic.lineAt(0).naturalTextRect().right()) == 220


@pytest.mark.parametrize("points", [8, 12, 30])
def test_a_row_has_room_for_two_lines_and_the_state(window: MainWindow, points: int) -> None:
    panel = window.documents
    font = QFont(panel.list.font())
    font.setPointSize(points)
    panel.list.setFont(font)
    panel._row_height()
    option = QStyleOptionViewItem()
    option.font = font
    height = panel.delegate.sizeHint(option, panel.model.index(0)).height()
    assert panel.list.rowHeight(0) == height > 2 * QFontMetrics(font).height()
    row = panel.list.visualRect(panel.model.index(0))
    assert row.height() == height and row.width() == panel.list.viewport().width()
    assert panel.list.indexAt(QPoint(row.center().x(), row.bottom() - 1)).row() == 0
