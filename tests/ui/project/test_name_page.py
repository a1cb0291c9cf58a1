"""The page of a name: opened from the span, the list and the document; set, undone, and left for the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from annotator.commands.scheme import change_scheme
from annotator.core.model import Span
from annotator.core.names import Name, name_id
from annotator.store.names import name_record
from annotator.store.verify import verify
from annotator.ui.background import Task
from annotator.ui.parts.fields import Field
from annotator.ui.project.changes_dialog import ChangesDialog
from annotator.ui.project.name_page import NamePageDialog
from annotator.ui.project.names_dialog import NamesDialog
from annotator.ui.window import MainWindow


def settle(window: MainWindow) -> None:
    window.session.settle()
    for _ in range(1000):
        if not any(task.is_running for task in window.findChildren(Task)):
            window.session.settle()
            return
        QTest.qWait(10)
    raise AssertionError("it came to no end")


def span_of(window: MainWindow, label: str) -> Span:
    return next(row for row in window.session.layer.spans if row.label == label)


def page_of(window: MainWindow, label: str) -> tuple[NamePageDialog, Name]:
    """The page of the first span of a label, opened by its key."""
    window.proposing.stop()
    span = span_of(window, label)
    window.article.select_span(span.id)
    window.act("name_page")
    settle(window)
    (page,) = window.findChildren(NamePageDialog)
    assert page._read is not None
    return page, page._read.page.known.name


def type_into(field: Field, text: str) -> None:
    line = field.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    line.insert(text)
    line.setModified(True)
    line.editingFinished.emit()


def live(window: MainWindow, name: Name) -> Name | None:
    assert window.session.project is not None
    return name_record(window.session.project, name.id)


def test_a_value_is_set_checked_and_undone(window: MainWindow) -> None:
    page, name = page_of(window, "place")
    assert live(window, name) is None, "it has only stood in a layer"
    latitude = page.facts._fields["latitude"]
    type_into(latitude, "٣٥٫٥")
    settle(window)
    changed = live(window, name)
    assert changed is not None and (changed.attributes, changed.listed) == ({"latitude": 35.5}, False)
    assert latitude is page.facts._fields["latitude"], "the form stays, and the focus in it"
    assert page.history.count() == 1
    type_into(latitude, "95")
    settle(window)
    assert page.message.isVisible() and "95" in page.message.text()
    line = latitude.findChild(QLineEdit)
    assert isinstance(line, QLineEdit) and line.text() == "35.5"
    page.undo_button.click()
    settle(window)
    assert live(window, name) is None and line.text() == ""
    assert window.session.project is not None and verify(window.session.project) == []


def test_a_name_points_to_another(window: MainWindow) -> None:
    page, name = page_of(window, "place")
    other = next(
        row.name
        for row in page._read.known
        if row.name.label == "place" and row.name.id != name.id  # type: ignore[union-attr]
    )
    type_into(page.facts._fields["within"], other.name)
    settle(window)
    changed = live(window, name)
    assert changed is not None and changed.attributes == {"within": other.id}
    assert live(window, other) is not None, "what is pointed to is there for everybody who has it"


def test_enter_goes_to_the_words(window: MainWindow) -> None:
    page, _ = page_of(window, "actor")
    table = page.tables["mentions"]
    assert table.places.rowCount() > 0
    wanted: list[tuple[str, str]] = []
    page.place_wanted.connect(lambda *ids: wanted.append(ids))
    table.setFocus()
    table.setCurrentIndex(table.places.index(table.places.rowCount() - 1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(window)
    place = table.places.place_at(table.places.rowCount() - 1)
    assert wanted == [(place.document_id, place.span_id)]
    assert window.session.document is not None and window.session.document.id == place.document_id
    assert window.article.selected_span() == place.span_id


def test_what_a_source_said_is_listed(window: MainWindow) -> None:
    tied = next(row for row in window.session.layer.attributions if row.sources)
    source = window.session.span(tied.sources[0])
    assert source is not None
    window.proposing.stop()
    window.article.select_span(source.id)
    window.act("name_page")
    settle(window)
    (page,) = window.findChildren(NamePageDialog)
    said = page.tables["said"].places
    assert set(tied.claims) <= {said.place_at(row).span_id for row in range(said.rowCount())}
    assert f"({said.rowCount()})" in page.tabs.tabText(1)


def test_the_list_opens_the_page(window: MainWindow) -> None:
    window.proposing.stop()
    window.rooms.names()
    settle(window)
    (dialog,) = window.findChildren(NamesDialog)
    dialog.table.setCurrentIndex(dialog.model.index(0, 0))
    name = dialog.chosen()[0].name
    dialog.page_button.click()
    settle(window)
    (page,) = window.findChildren(NamePageDialog)
    assert page._read is not None and page._read.page.known.name == name


def test_the_outlet_of_a_document_has_a_page(window: MainWindow) -> None:
    session = window.session
    window.proposing.stop()
    assert session.project is not None and session.document is not None
    document = session.document
    with session.project.event("document.edit", session.author) as event:
        event.replace(document, msgspec.structs.replace(document, source="شبكة الصنوبر"))
    session.look_for_changes()
    settle(window)
    window.act("outlet_page")
    settle(window)
    (page,) = window.findChildren(NamePageDialog)
    assert page._read is not None
    assert page._read.page.known.name.id == name_id("source", "شبكة الصنوبر")
    assert page._read.page.documents == (document.id,)
    assert page.tables["documents"].places.index(0, 0).data()


def test_a_scheme_that_declares_nothing_can_be_given_what_the_programs_does(window: MainWindow) -> None:
    session = window.session
    assert session.project is not None
    scheme = session.project.scheme
    labels = tuple(msgspec.structs.replace(row, name_attributes=()) for row in scheme.labels)
    change_scheme(
        session.project, scheme, msgspec.structs.replace(scheme, labels=labels), author=session.author
    )
    session.look_for_changes()
    page, _ = page_of(window, "place")
    button = page.facts.findChild(QPushButton, "names.declare")
    assert isinstance(button, QPushButton)
    button.click()
    settle(window)
    assert "latitude" in page.facts._fields


def test_what_is_declared_no_more_is_shown_and_can_be_taken_away(window: MainWindow) -> None:
    page, name = page_of(window, "place")
    type_into(page.facts._fields["accuracy_basis"], "صورة جوية")
    settle(window)
    session = window.session
    assert session.project is not None
    scheme = session.project.scheme
    labels = tuple(msgspec.structs.replace(row, name_attributes=()) for row in scheme.labels)
    change_scheme(
        session.project, scheme, msgspec.structs.replace(scheme, labels=labels), author=session.author
    )
    session.look_for_changes()
    settle(window)
    told = [label.text() for label in page.facts.findChildren(QLabel) if "صورة جوية" in label.text()]
    assert told
    remove = session.tr_("names.take-away")
    (button,) = [row for row in page.facts.findChildren(QPushButton) if row.text() == remove]
    button.click()
    settle(window)
    changed = live(window, name)
    assert changed is not None and changed.attributes == {}


@pytest.fixture
def names(window: MainWindow) -> NamesDialog:
    window.proposing.stop()
    window.rooms.names()
    settle(window)
    (dialog,) = window.findChildren(NamesDialog)
    return dialog


def offered(window: MainWindow, act: Callable[[Path], None], path: Path) -> ChangesDialog:
    act(path)
    settle(window)
    (dialog,) = window.findChildren(ChangesDialog)
    return dialog


def test_a_gazetteer_is_looked_at_first(window: MainWindow, names: NamesDialog, tmp_path: Path) -> None:
    clear, several = [row.name for row in names.model.names if row.name.label == "place"][:2]
    path = tmp_path / "places.csv"
    path.write_text(
        f"name,lat,lon\n{clear.name},35,40\n{several.name},35,40\n{several.name},31,38\n", encoding="utf-8"
    )
    dialog = offered(window, names.locate, path)
    assert dialog.list.count() == 3 and [row.known.name.id for row in dialog.chosen()] == [clear.id]
    assert live(window, clear) is None
    dialog.take_button.click()
    settle(window)
    changed = live(window, clear)
    assert changed is not None
    assert (changed.attributes["latitude"], changed.attributes["longitude"]) == (35.0, 40.0)
    assert live(window, several) is None


def test_a_table_is_written_and_what_differs_is_taken_if_it_is_chosen(
    window: MainWindow, names: NamesDialog, tmp_path: Path
) -> None:
    row = next(row for row in names.model.names if row.name.label == "place")
    path = tmp_path / "names.csv"
    path.write_text(f"label,name,latitude\nplace,{row.name.name},35\n", encoding="utf-8")
    names.load(path)
    settle(window)
    path.write_text(f"label,name,latitude\nplace,{row.name.name},36\n", encoding="utf-8")
    dialog = offered(window, names.load, path)
    assert dialog.list.count() == 1 and dialog.chosen() == []
    dialog.all_button.click()
    dialog.take_button.click()
    settle(window)
    changed = live(window, row.name)
    assert changed is not None and changed.attributes == {"latitude": 36.0}
    out = tmp_path / "out.csv"
    names.export(out)
    settle(window)
    assert ",36.0," in out.read_text(encoding="utf-8-sig")


def test_what_is_marked_meanwhile_is_read_when_one_comes_back(window: MainWindow) -> None:
    page, name = page_of(window, "actor")
    places = page.tables["mentions"].places

    def marks() -> int:
        return sum(len(places.place_at(row).authors) for row in range(places.rowCount()))

    before = marks()
    window.activateWindow()
    span = next(row for row in window.session.layer.spans if name_id(row.label, row.quote) == name.id)
    window.article.select_span(span.id)
    window.act("delete")
    settle(window)
    assert marks() == before
    page.activateWindow()
    settle(window)
    QTest.qWait(0)
    settle(window)
    assert marks() == before - 1
