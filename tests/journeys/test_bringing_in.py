"""What lies on an analyst's desk is dropped on the window, looked at, put right by keyboard, and taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListWidget

from annotator.__main__ import main
from annotator.store import Project, queries
from annotator.ui.project.export_dialog import ExportDialog
from annotator.ui.project.import_dialog import ImportDialog
from annotator.words.i18n import Language, tr
from tests.journeys.driver import KEY, Person, sit_down

NEWS = "قتل ثلاثة أشخاص في قصف مدفعي على بلدة الصفا، وفق ما قال مصدر طبي."
OLD = "مقتل ثلاثة في القنطرة\n\nقال مصدر عسكري إن القصف استهدف مستودعا."
_LOOKS, _LOOKING_MILLISECONDS = 1000, 10


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A table, an old text, a text that was read wrongly before, an empty file."""
    folder = tmp_path / "desk"
    folder.mkdir()
    rows = "".join(f"{n},{NEWS} {n},{n}/04/2019\n" for n in (13, 14, 15))
    (folder / "table.csv").write_text(f"n,what,seen\n{rows}", encoding="utf-8")
    (folder / "old.txt").write_bytes(OLD.encode("cp1256"))
    wrong = NEWS.encode().decode("cp1256", "replace")
    (folder / "wrong.txt").write_text(wrong, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


def preview(person: Person) -> ImportDialog:
    """The preview, once everything was read."""
    for _ in range(_LOOKS):
        dialog = person.window.findChild(ImportDialog)
        if dialog is not None and not dialog.progress.isVisible():
            return dialog
        QTest.qWait(_LOOKING_MILLISECONDS)
    raise AssertionError("the preview came to no end")


def reported(then: Callable[[list[str]], None], looks: int = 0) -> None:
    """Read the report that comes up, and close it."""
    dialog = QApplication.activeModalWidget()
    listed = dialog.findChild(QListWidget) if isinstance(dialog, QDialog) else None
    if isinstance(dialog, ImportDialog | ExportDialog) or listed is None:
        assert looks < _LOOKS
        QTimer.singleShot(_LOOKING_MILLISECONDS, lambda: reported(then, looks + 1))
        return
    assert isinstance(dialog, QDialog)
    head = dialog.findChild(QLabel)
    assert head is not None
    then([head.text(), *(listed.item(row).text() for row in range(listed.count()))])
    dialog.accept()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_folder_comes_in_as_it_was_shown(tmp_path: Path, desk: Path, language: Language) -> None:
    path = tmp_path / "news.db"
    assert main(["new", str(path), "--language", language]) == 0
    told: list[str] = []

    def work(person: Person) -> None:
        window = person.window
        window.dropping.take([desk])
        dialog = preview(person)
        assert window.documents.model.rowCount() == 0
        assert QApplication.focusWidget() is dialog.list
        names = [look.path.name for look in dialog.list.taken() if look.path]
        assert names == ["empty.txt", "wrong.txt", "old.txt", "table.csv"]
        # The first brings nothing, and says why; the second is garbled, and is left out.
        person.press(KEY.Key_Down)
        person.press(KEY.Key_Down)
        assert [look.wrong[0].code for look in dialog.list.chosen()] == ["mojibake"]
        person.press(KEY.Key_Space)
        # The third is in an old encoding, which was guessed right.
        person.press(KEY.Key_Down)
        person.press(KEY.Key_Down)
        assert dialog.file.encoding.currentData() == "cp1256"
        assert dialog.file.text.toPlainText() == OLD
        # The table has a date that is not known by its name.
        person.press(KEY.Key_Down)
        person.press(KEY.Key_Down)
        assert dialog.file.columns.fields["text"].currentData() == "what"
        dialog.file.tabs.setCurrentWidget(dialog.file.columns)
        published = dialog.file.columns.fields["published"]
        published.setFocus()
        for _ in range(3):
            person.press(KEY.Key_Down)
            preview(person)
        assert published.currentData() == "seen"
        dialog.list.setFocus()
        QTimer.singleShot(0, lambda: reported(told.extend))
        person.press(KEY.Key_Return)
        for _ in range(_LOOKS):
            if told and not window.rooms.work._task.is_running:
                break
            QTest.qWait(_LOOKING_MILLISECONDS)
        QApplication.processEvents()
        assert window.documents.model.rowCount() == 4
        assert window.session.document is not None

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    assert told[0].startswith(tr(language, "reports.imported", n=4))
    with Project.open(path, read_only=True) as project:
        found = {row.text: row.document for row in queries.bundles(project)}
    assert set(found) == {OLD, *(f"{NEWS} {n}" for n in (13, 14, 15))}
    assert found[f"{NEWS} 13"].published == "2019-04-13"
    # The next table with these columns is read the same way, by command line too.
    (tmp_path / "next.csv").write_text(f"n,what,seen\n9,{NEWS} 20,20/04/2019\n", encoding="utf-8")
    assert main(["import", str(path), str(tmp_path / "next.csv"), "--language", language]) == 0
    with Project.open(path, read_only=True) as project:
        assert [row.document.published for row in queries.bundles(project)][-1] == "2019-04-20"
