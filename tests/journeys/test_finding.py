"""Finding the next thing to do, in the window that `main` opens: lists, filters, files dropped, the focus."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton, QWidget

from annotator.__main__ import main
from annotator.store import Project, finding, queries
from annotator.ui.project.import_dialog import ImportDialog
from annotator.ui.settings import Settings
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.journeys.test_bringing_in import preview

UNDONE = MOD.ControlModifier | MOD.AltModifier


def make(path: Path, *texts: str) -> Path:
    """A project of some texts, by سلمى."""
    folder = path.with_suffix("")
    folder.mkdir()
    for n, text in enumerate(texts):
        (folder / f"{n}.txt").write_text(f"{text}\n", encoding="utf-8")
    assert main(["new", str(path), "--author", "سلمى"]) == 0
    if texts:
        assert main(["import", str(path), str(folder)]) == 0
    return path


def drop(person: Person, *paths: Path) -> None:
    """Let go of files over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = QPointF(person.window.rect().center())
    left, none = Qt.MouseButton.LeftButton, MOD.NoModifier
    entering = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(person.window, entering)
    assert entering.isAccepted()
    letting_go = QDropEvent(place, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(person.window, letting_go)
    person.window.rooms.work._task.finish()
    QApplication.processEvents()


def take(person: Person) -> None:
    """Take what the preview of an import shows, as it shows it."""
    preview(person)
    person.press(KEY.Key_Return)
    work = person.window.rooms.work
    for _ in range(1000):
        if person.window.findChild(ImportDialog) is None and not work._task.is_running:
            break
        QTest.qWait(10)
    QApplication.processEvents()


def answer(reply: Callable[[QDialog], None]) -> None:
    """Answer the next dialog as soon as it stands."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            reply(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def focus(person: Person) -> QWidget | None:
    """Where keys count, once the window has come to the front again."""
    person.window.activateWindow()
    assert QTest.qWaitForWindowActive(person.window)
    return QApplication.focusWidget()


def has_the_text(person: Person) -> bool:
    return focus(person) is person.article


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_day_goes_from_one_thing_to_do_to_the_next(tmp_path: Path, language: str) -> None:
    path = make(tmp_path / "day.db", "أعلن الوزير الخطة", "انقطعت المياه عن الحي", "أغلق المعبر")

    def work(person: Person) -> None:
        session = person.window.session
        assert session.project is not None
        ids = queries.document_ids(session.project)
        for left in (3, 2, 1):
            person.press(KEY.Key_PageDown, UNDONE)
            assert session.document is not None
            here = session.document.id
            person.label(session.text.split()[0], KEY.Key_1)
            person.press(KEY.Key_Return, MOD.ControlModifier | MOD.ShiftModifier)
            assert finding.work_counts(session.project, "سلمى")["done"] == 4 - left
            assert here in finding.found(session.project, "سلمى", "done")
        stays = session.document
        person.press(KEY.Key_PageDown, UNDONE)
        assert session.document is stays and has_the_text(person)
        assert person.window.status.currentMessage() == session.tr_("finding.none-undone")
        # The list is gone through as before, whatever is done.
        while person.window.documents.model.list.id != "all":
            person.press(KEY.Key_F6)
        for _ in ids:
            person.press(KEY.Key_PageUp, MOD.ControlModifier)
        person.press(KEY.Key_PageDown, MOD.ControlModifier)
        assert session.document is not None and session.document.id == ids[1]

    assert sit_down(["open", str(path), "--list", "not-begun", "--language", language], work) == 0


def test_with_two_thousand_not_begun_the_next_one_is_there_at_once(tmp_path: Path) -> None:
    """One look at one row, not at all of them."""
    path, rows = make(tmp_path / "many.db"), tmp_path / "many.jsonl"
    texts = (json.dumps({"text": f"خبر رقم {n} من الميدان"}) for n in range(2000))
    rows.write_text("\n".join(texts), encoding="utf-8")
    assert main(["import", str(path), str(rows)]) == 0

    def work(person: Person) -> None:
        window, session = person.window, person.window.session
        assert window.documents.counts["not-begun"] == 2000
        assert session.project is not None and session.document is not None
        first = session.document.id
        read: list[str] = []
        session.project.conn.set_trace_callback(read.append)
        person.press(KEY.Key_PageDown, UNDONE)
        session.project.conn.set_trace_callback(None)
        assert session.document.id == queries.document_ids(session.project)[1] != first
        assert not [statement for statement in read if "FROM documents d WHERE" in statement]
        window.documents.choose_list("not-begun")
        assert window.documents.model.rowCount() == 2000

    assert sit_down(["open", str(path)], work) == 0


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_list_is_narrowed_by_what_is_typed(tmp_path: Path, sample_project: Path, language: str) -> None:
    path = Path(shutil.copy(sample_project, tmp_path / "corpus.db"))

    def work(person: Person) -> None:
        panel = person.window.documents
        panel.filter.setFocus()
        person.type("kind:post")
        person.press(KEY.Key_Return)
        posts = panel.model.rowCount()
        assert 0 < posts < 15 and QApplication.focusWidget() is panel.list
        panel.filter.setFocus()
        person.type(" state:dona")
        person.press(KEY.Key_Return)
        assert panel.filter.line.selectedText() == "dona" and panel.model.rowCount() == posts
        person.type("done")
        person.press(KEY.Key_Return)
        assert 0 < panel.model.rowCount() <= posts
        panel.filter.setFocus()
        person.press(KEY.Key_Escape)
        assert panel.filter.line.text() == "" and panel.model.rowCount() == 15
        person.press(KEY.Key_Escape)
        assert QApplication.focusWidget() is panel.list

    opening = ["open", str(path), "--author", "سلمى", "--language", language]
    assert sit_down(opening, work) == 0


def test_files_and_projects_are_dropped_on_the_window(tmp_path: Path) -> None:
    first, second = make(tmp_path / "first.db"), make(tmp_path / "second.db", "خبر ثان")
    text = tmp_path / "dropped.txt"
    text.write_text("أعلن الوزير الخطة\n", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside.txt").write_text("أغلق المعبر\n", encoding="utf-8")

    def work(person: Person) -> None:
        window, session = person.window, person.window.session
        assert window.panels.currentWidget() is window.panels.welcome
        drop(person, text, folder)
        take(person)
        assert session.project is not None
        assert queries.document_count(session.project) == 2
        assert session.document is not None and has_the_text(person)
        drop(person, text, second)
        assert session.path == first, "it cannot be told which is meant"
        assert window.status.currentMessage() == session.tr_("window.drop-mixed")
        drop(person, second)
        assert session.path == second and has_the_text(person)
        session.close()
        drop(person, text)
        assert window.status.currentMessage() == session.tr_("window.drop-needs-project")

    assert sit_down(["open", str(first)], work) == 0
    with Project.open(second, read_only=True) as project:
        assert queries.document_count(project) == 1


def test_recent_projects_are_in_the_menu_without_those_that_are_gone(tmp_path: Path) -> None:
    paths = [make(tmp_path / f"{name}.db", name) for name in ("أول", "ثان", "ثالث")]
    settings = Settings()
    for path in paths:
        settings.add_recent(path)
    paths[1].unlink()

    def work(person: Person) -> None:
        window = person.window
        window.recent.aboutToShow.emit()
        offered = window.recent.actions()
        assert [action.text()[:2] for action in offered] == ["&1", "&2"]
        assert [action.isEnabled() for action in offered] == [False, True], (
            "the one that is open is not offered"
        )
        offered[1].trigger()
        assert window.session.path == paths[2] and has_the_text(person)
        assert Settings().recent() == [paths[2], paths[0]]
        assert window.recent.menuAction() in window.menus.menus["project"].actions()

    assert sit_down(["open", str(paths[0])], work) == 0


def test_keys_make_the_text_larger_and_as_it_was(tmp_path: Path) -> None:
    path = make(tmp_path / "size.db", "خبر")

    def work(person: Person) -> None:
        settings = person.window.settings
        usual = settings.value("font_size")
        person.press(KEY.Key_Plus, MOD.ControlModifier)
        assert settings.value("font_size") == usual + 1
        person.press(KEY.Key_0, MOD.ControlModifier)
        assert settings.value("font_size") == usual

    assert sit_down(["open", str(path)], work) == 0


def test_after_a_dialog_the_keys_count_in_the_text(tmp_path: Path) -> None:
    path = make(tmp_path / "focus.db", "أعلن الوزير الخطة")

    def name(dialog: QDialog) -> None:
        names = dialog.findChild(QComboBox)
        assert names is not None
        names.setEditText("يزن")
        QTest.keyClick(names, KEY.Key_Return)

    def work(person: Person) -> None:
        window = person.window
        answer(name)
        window.status.author.setFocus()
        window.status.author.click()
        assert window.session.author == "يزن" and has_the_text(person)
        # Whatever the dialog: a button that was pressed does not keep the keys.
        answer(lambda dialog: QTest.keyClick(dialog, KEY.Key_Escape))
        window.documents.filter.choices.setFocus()
        window.rooms.about()
        window.session.settle()
        assert has_the_text(person)
        # Where something was being typed, it goes on there.
        answer(lambda dialog: QTest.keyClick(dialog, KEY.Key_Escape))
        window.documents.filter.setFocus()
        window.rooms.about()
        window.session.settle()
        assert focus(person) is window.documents.filter.line

    assert sit_down(["open", str(path)], work) == 0


def test_enter_presses_the_button_that_has_the_focus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "empty.db")

    def work(person: Person) -> None:
        pressed: list[str] = []
        monkeypatch.setattr(person.window, "act", pressed.append)
        person.window.panels.welcome.wanted.connect(pressed.append)
        assert isinstance(QApplication.focusWidget(), QPushButton)
        person.press(KEY.Key_Return)
        assert "import" in pressed
        pressed.clear()
        person.press(KEY.Key_Tab)
        person.press(KEY.Key_Enter)
        assert "import_folder" in pressed

    assert sit_down(["open", str(path)], work) == 0
