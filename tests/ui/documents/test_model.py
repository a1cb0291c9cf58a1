"""The model of the documents: sound at every moment, and looking in the background for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from annotator.commands import spans, submissions
from annotator.core.document_filter import FIELDS
from annotator.store import Project, finding, queries, work_lists
from annotator.ui.documents import model as model_module
from annotator.ui.documents.lists import LISTS
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language
from tests.ui.documents.test_panel import add, listed, project_of, type_filter


@pytest.fixture
def language() -> Language:
    return "ar"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A project so large that whatever is looked for takes long."""
    monkeypatch.setattr(model_module, "briefly", lambda project, read: None)
    monkeypatch.setattr(model_module, "_PAGE", 4)


@pytest.fixture
def tester(window: MainWindow) -> Iterator[QAbstractItemModelTester]:
    yield QAbstractItemModelTester(
        window.documents.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )


def test_every_list_is_a_sound_model(window: MainWindow, tester: QAbstractItemModelTester) -> None:
    for row in LISTS:
        window.documents.choose_list(row.id)
        listed(window)
        type_filter(window, "من")
        type_filter(window, "")
    first, second = add(window, "خبر أول", "خبر ثان")
    window.documents.choose_list("not-begun")
    window.session.do(spans.add_span, document_id=first, label="place", ranges=[(0, 3)])
    window.opening.document(second)
    window.session.settle()
    assert listed(window) == [second]
    project_of(window).undo("سلمى")
    window.session.refresh()
    window.session.settle()
    assert listed(window) == [first, second]


def test_while_it_looks_what_was_listed_stays_and_is_marked(
    slow: None, window: MainWindow, tester: QAbstractItemModelTester
) -> None:
    panel, before = window.documents, listed(window)
    assert len(before) == 15
    type_filter(window, "kind:post")
    assert panel.model.is_looking and listed(window) == before
    assert panel.count.text() == window.session.tr_("finding.looking")
    panel.model.settle()
    found = finding.found(project_of(window), "سلمى", wanted=panel.model.wanted)
    assert listed(window) == found != before
    assert not panel.model.is_looking
    assert panel.count.text() == window.session.tr_("window.documents-count", n=len(found))


def test_the_first_rows_are_there_before_the_rest(
    slow: None, window: MainWindow, tester: QAbstractItemModelTester
) -> None:
    model = window.documents.model
    type_filter(window, "kind:article")
    whole = finding.found(project_of(window), "سلمى", wanted=model.wanted)
    assert len(whole) > 4
    model._task.finish()
    assert listed(window) == whole[:4] and model.is_looking
    model.settle()
    assert listed(window) == whole


def test_another_list_never_shows_the_rows_of_the_one_before(slow: None, window: MainWindow) -> None:
    window.documents.choose_list("review")
    assert window.documents.model.is_looking and listed(window) == []
    window.documents.model.settle()
    window.documents.choose_list("all")
    assert len(listed(window)) == 15 and not window.documents.model.is_looking


def test_a_list_that_is_opened_to_work_through_has_its_first_row(
    slow: None, app: QApplication, corpus: Path, language: Language
) -> None:
    with Project.open(corpus) as project:
        for document_id in queries.document_ids(project)[:6]:
            submissions.submit(project, document_id, author="سلمى", note="كما هو")
        (first,) = work_lists.queue(project, "ليان", limit=1)
    window = MainWindow(Session(language), Settings())
    window.opening.take_over(Project.open(corpus), author="ليان", listed="review")
    assert window.session.document is not None
    assert window.session.document.id == first.awaiting.document_id
    window.documents.model.settle()
    assert len(listed(window)) >= 6
    window.close()
    window.deleteLater()


def test_what_is_typed_meanwhile_is_looked_for_instead(slow: None, window: MainWindow) -> None:
    type_filter(window, "kind:post")
    type_filter(window, "kind:ticker")
    window.documents.model.settle()
    wanted = window.documents.model.wanted
    assert listed(window) == finding.found(project_of(window), "سلمى", wanted=wanted) != []
    type_filter(window, "kind:post")
    window.documents.choose_list("all")
    window.session.close()
    assert listed(window) == []
    window.session.settle()
    assert window.documents.model.rowCount() == 0 and not window.documents.model.is_looking


def test_what_was_found_follows_what_is_done(slow: None, window: MainWindow) -> None:
    first, second = add(window, "خبر أول", "خبر ثان")
    window.documents.choose_list("not-begun")
    type_filter(window, "خبر")
    window.documents.model.settle()
    assert listed(window) == [first, second]
    window.opening.document(first)
    window.session.do(spans.add_span, document_id=first, label="place", ranges=[(0, 3)])
    window.opening.document(second)
    window.session.settle()
    assert listed(window) == [second]
    window.session.undo()
    window.opening.document(second)
    window.session.settle()
    assert listed(window) == [first, second]


def test_what_is_offered_to_narrow_by_is_looked_for_too(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = window.documents.filter
    monkeypatch.setattr("annotator.ui.documents.filter.briefly", lambda project, read: None)
    menu = line.choices.menu()
    menu.aboutToShow.emit()
    assert menu.actions()[-1].text() == window.session.tr_("finding.looking")
    line.settle()
    offered = [action.menu() for action in menu.actions()]
    assert len(offered) == len(FIELDS) and all(sub.isEnabled() for sub in offered)  # type: ignore[attr-defined]


def test_a_moment_is_counted_and_not_clocked(window: MainWindow) -> None:
    project = project_of(window)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n"

    def reading(sql: str) -> Callable[[], object]:
        return lambda: list(project.rows(sql))

    assert model_module.briefly(project, reading("SELECT 1")) == [(1,)]
    assert model_module.briefly(project, reading(endless)) is None
    assert queries.document_count(project) == 15
