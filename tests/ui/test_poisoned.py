"""A text, a name or a scheme that names a picture: nothing in the window takes it for HTML."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import annotator
from annotator.commands import attributions, documents, names, spans, submissions
from annotator.core.model import Document
from annotator.core.scheme import Scheme
from annotator.core.suggestions import ProposedSpan, Suggestion, Why
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.ui.lead.page import LeadPage
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow

IMAGE = "<img src='file:///etc/hostname'>"
A, B, R = f"{IMAGE}سلمى", f"{IMAGE}يزن", f"{IMAGE}ليلى"
TEXT = f"{IMAGE} قال {IMAGE} إن {IMAGE} سقط.\n{IMAGE}"
SOURCE, CUE, CLAIM = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in (IMAGE, "قال", "سقط")]
CLAIM = (CLAIM[0] - len(IMAGE) - 1, CLAIM[1])


def poisoned(scheme: Scheme) -> Scheme:
    """Every name in it names the picture."""

    def walked(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: {language: f"{IMAGE}{word}" for language, word in part.items()}
                if key == "name"
                else walked(part)
                for key, part in value.items()
            }
        return [walked(part) for part in value] if isinstance(value, list | tuple) else value

    return msgspec.convert(walked(msgspec.to_builtins(scheme)), Scheme)


def layer(project: Project, document: Document, author: str, *, note: str, claim: tuple[int, int]) -> None:
    made = [
        spans.add_span(project, author=author, document_id=document.id, label=label, ranges=(place,))
        for label, place in (("claim", claim), ("source", SOURCE), ("cue", CUE))
    ]
    claim_, source, cue = (span.id for span in made)
    attributions.attribute(project, author=author, claims=[claim_], sources=[source], cue=cue)
    submissions.submit(project, document.id, author=author, note=note)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project.create(tmp_path / "a.db", poisoned(scheme_toml.load()), actor=A)
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        msgspec.json.encode({"text": TEXT, "title": IMAGE, "byline": IMAGE, "source": IMAGE, "url": IMAGE})
    )
    documents.import_paths(made, [path], author=A)
    (document_id,) = queries.document_ids(made)
    document = queries.document(made, document_id)
    layer(made, document, A, note=IMAGE, claim=CLAIM)
    layer(made, document, B, note=IMAGE, claim=(CLAIM[0], CLAIM[1] - 1))
    return made


@pytest.fixture
def window(app: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(Session("ar"), Settings())
    made.show()
    yield made
    made.close()
    made.deleteLater()


def shown_as_html() -> list[str]:
    """What of all there is in the windows that are open would be taken for HTML, by where it stands."""
    found = []
    for widget in QApplication.allWidgets():
        place = f"{type(widget).__name__} {widget.objectName()}"
        tips = [widget.toolTip(), *(action.toolTip() for action in widget.findChildren(QAction))]
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            tips += _tips(widget.model(), QModelIndex())
        found += [f"{place}: {tip}" for tip in tips if IMAGE in tip and Qt.mightBeRichText(tip)]
        if isinstance(widget, QLabel | QMessageBox) and widget.textFormat() != Qt.TextFormat.PlainText:
            found += [f"{place}: {widget.text()}"] if Qt.mightBeRichText(widget.text()) else []
    return found


def _tips(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield str(model.data(index, Qt.ItemDataRole.ToolTipRole) or "")
            yield from _tips(model, index) if column == 0 else ()


def act(window: MainWindow, action: str) -> None:
    QApplication.processEvents()
    window.menus.actions[action].trigger()
    QApplication.processEvents()


def select(window: MainWindow) -> None:
    span = next(row for row in window.session.layer.spans if row.label == "claim")
    window.annotating.go_to(span.id)
    QApplication.processEvents()


def annotating(window: MainWindow, project: Project) -> None:
    window.opening.take_over(project, author=A)
    select(window)
    window.article.set_selection(*SOURCE)
    for action in ("history", "inspect", "label_all", "attribute", "guidelines", "preferences", "find"):
        act(window, action)


def suggesting(window: MainWindow, project: Project) -> None:
    window.opening.take_over(project, author=R)
    assert window.session.document is not None
    window.proposing.stop()
    part = ProposedSpan("actor", (SOURCE,), IMAGE)
    suggestion = Suggestion(
        id="s", document_id=window.session.document.id, suggester="cues", spans=(part,), attribution=None,
        why=Why("bracket"), confidence=0.9,
    )  # fmt: skip
    window.proposing._proposals.replace([suggestion])
    window.proposing.changed.emit()
    window.proposing.step(1)
    window.proposing.edit()


def reviewing(window: MainWindow, project: Project) -> None:
    window.opening.take_over(project, author=R, listed="review")
    for place in window.reviewing.places():
        window.reviewing.go_to(place.id)
        act(window, "correct_target")


def comparing(window: MainWindow, project: Project) -> None:
    window.opening.take_over(project, author=R, listed="adjudicate")
    for place in window.reviewing.places():
        window.reviewing.go_to(place.id)


def browsing(window: MainWindow, project: Project) -> None:
    names.add_name(project, author=A, label="actor", name=IMAGE, variants=[f"{IMAGE} ب"])
    window.opening.take_over(project, author=A)
    for action in ("names", "lexicon", "scheme", "shortcuts", "commands"):
        act(window, action)


@pytest.mark.parametrize("work", [annotating, suggesting, reviewing, comparing, browsing])
def test_nothing_is_taken_for_html(
    window: MainWindow, project: Project, work: Callable[[MainWindow, Project], None]
) -> None:
    work(window, project)
    QApplication.processEvents()
    assert shown_as_html() == []
    _close_all(window)


def test_the_page_of_the_lead(window: MainWindow, project: Project, qtbot: QtBot) -> None:
    window.opening.take_over(project, author=R)
    act(window, "lead")
    page = window.findChild(LeadPage)
    assert isinstance(page, LeadPage)
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        qtbot.waitUntil(lambda: not page.busy, timeout=30_000)
        assert shown_as_html() == []
    _close_all(window)


def _close_all(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if widget.isWindow():
            widget.close()


def test_what_looks_like_html_is_text(qtbot: QtBot) -> None:
    assert as_text("a < b & c\nد") == "a < b & c\nد"
    assert not Qt.mightBeRichText(as_text("قال"))
    escaped = as_text(f"{IMAGE}&lt;")
    assert "<img" not in escaped and "&lt;img" in escaped and "&amp;lt;" in escaped


def test_every_tooltip_goes_through_it() -> None:
    astray = [
        f"{path.name}:{node.lineno}"
        for path in sorted((Path(annotator.__file__).parent / "ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setToolTip"
        and not (isinstance(node.args[-1], ast.Call) and getattr(node.args[-1].func, "id", "") == "as_text")
    ]  # fmt: skip
    assert astray == []
