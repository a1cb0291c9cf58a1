"""Every model of rows is sound, whatever its rows do: Qt's own tester watches it."""

from __future__ import annotations

import ast
from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

import annotator.ui
from annotator.commands.searching import search
from annotator.core.asking import Asked
from annotator.store import Project, ledger
from annotator.store import names as known_names
from annotator.store.ledger import Ask
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.store.name_page import Place, page_of
from annotator.ui.ledger.model import ClaimsModel
from annotator.ui.project.name_places import DOCUMENTS, SPANS, PlacesModel
from annotator.ui.project.names_model import NamesModel
from annotator.ui.record.acts import read_page
from annotator.ui.record.acts_model import ActsModel
from annotator.ui.record.filters import Wanted
from annotator.ui.search.model import HitsModel
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
TESTED = {
    "DocumentModel": "tests/ui/documents/test_model.py",
    "OutlineModel": "below",
    "NamesModel": "below",
    "PlacesModel": "below",
    "ActsModel": "below",
    "HitsModel": "below",
    "ClaimsModel": "below",
}


@pytest.fixture
def language() -> Language:
    return "ar"


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


def test_every_model_is_tested() -> None:
    found = set()
    for path in Path(annotator.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.ClassDef) and any(
                "AbstractItem" in base or "Model" in base for base in bases
            ):
                found.add(node.name)
    assert found == TESTED.keys()


def test_the_outline(window: MainWindow, app: QApplication) -> None:
    QAbstractItemModelTester(window.panels.outline.model, FATAL, window)
    for _ in range(3):
        window.documents.step(1)
        app.processEvents()
    window.article.set_selection(0, 4)
    for key in (Qt.Key.Key_3, Qt.Key.Key_Delete):
        QTest.keyClick(window.article, key)
        app.processEvents()
    window.session.close()
    app.processEvents()


def test_the_names(window: MainWindow) -> None:
    model = NamesModel(window.session)
    QAbstractItemModelTester(model, FATAL, window)
    model.set_names(known_names.names_of(project_of(window), "سلمى"))
    assert model.rowCount() > 0
    for words in ("ا", "لا شيء كهذا", ""):
        model.set_filter(words)
    model.set_names(())


def test_the_places_of_a_name(window: MainWindow) -> None:
    project = project_of(window)
    known = [row for row in known_names.all_names_of(project, "سلمى") if row.spans]
    pages = [page_of(project, row) for row in known]
    most = max(pages, key=lambda page: len(page.mentions))
    model = PlacesModel(window.session, SPANS)
    QAbstractItemModelTester(model, FATAL, window)
    model.set_places(most.mentions * 100)  # more than one batch, and those that are kept
    for row in range(0, model.rowCount(), 7):
        assert model.index(row, 0).data()
    model.set_places((Place("no document", "no span", ()),))
    assert model.index(0, 0).data() is None
    documents = PlacesModel(window.session, DOCUMENTS)
    QAbstractItemModelTester(documents, FATAL, window)
    documents.set_places([Place(row.document_id, "", ()) for row in most.mentions[:1]])
    assert documents.index(0, 0).data()
    window.session.close()
    model.set_places(most.mentions)
    assert model.index(0, 0).data() is None


def test_the_acts(window: MainWindow) -> None:
    model = ActsModel(window.session)
    QAbstractItemModelTester(model, FATAL, window)
    page = read_page(
        project_of(window),
        progress=lambda *_: None,
        cancelled=lambda: False,
        language="ar",
        wanted=Wanted(Asked(), None),
        after=None,
    )
    assert len(page.rows) > 1
    model.show(page.rows[:1], is_last=False)
    model.add(page.rows[1:], is_last=True)
    assert model.rowCount() == len(page.rows)
    model.show((), is_last=True)


def test_the_hits(window: MainWindow) -> None:
    model = HitsModel(window.session)
    QAbstractItemModelTester(model, FATAL, window)
    page = search(project_of(window), "قال", reader="سلمى", order="place")
    assert len(page.hits) > 2
    model.show(page.hits[:2], is_last=False)
    assert model.canFetchMore(QModelIndex())
    model.add(page.hits[2:], is_last=True)
    assert tuple(model.hits) == page.hits
    assert model.rowCount() == len(page.hits) + len({hit.document_id for hit in page.hits})
    model.show((), is_last=True)


def test_the_claims(window: MainWindow) -> None:
    project = project_of(window)
    bring_up_to_date(project)
    keys = ledger.in_order(project, Ask(layer="all"))
    model = ClaimsModel(window.session, lambda: window.session.project)
    QAbstractItemModelTester(model, FATAL, window)
    for shown in (keys, keys[::-1], keys[:1], array("q", [-1, keys[0]])):
        model.show(shown)
        assert model.rowCount() == len(shown)
        assert model.index(len(shown) - 1, 0).data()
    model.show_columns(["claim"])
    model.show(())
