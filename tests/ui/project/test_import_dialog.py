"""What will come in is shown before it does: told, chosen, read again, and taken as it was shown."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from annotator.commands.mappings import remembered
from annotator.store import Project, queries
from annotator.store.suggestions import brought
from annotator.ui.parts import dialogs
from annotator.ui.project.import_dialog import ImportDialog
from annotator.ui.project.import_labels import ADD, KEEP, LEAVE
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language
from tests.formats.made import file_of

TEXT = "قتل ثلاثة أشخاص في قصف مدفعي على بلدة الصفا، وفق ما قال مصدر طبي."


@pytest.fixture
def language() -> Language:
    return "en"


@pytest.fixture(autouse=True)
def reports(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    said: list[list[str]] = []
    monkeypatch.setattr(
        dialogs, "show_report", lambda parent, language, summary, lines: said.append([summary, *lines])
    )
    yield said


def preview(window: MainWindow, *paths: Path) -> ImportDialog:
    window.rooms.work.import_paths(list(paths))
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    settle(dialog)
    return dialog


def settle(dialog: ImportDialog) -> None:
    dialog._task.finish()
    QApplication.processEvents()


def choose(dialog: ImportDialog, combo: QComboBox, data: object) -> None:
    """Choose by the keyboard, and wait for what is read again."""
    combo.setFocus()
    at = combo.findData(data)
    assert at >= 0
    while combo.currentIndex() != at:
        before = combo.currentIndex()
        QTest.keyClick(combo, Qt.Key.Key_Down if before < at else Qt.Key.Key_Up)
        settle(dialog)
        assert combo.currentIndex() != before


def taken(window: MainWindow, dialog: ImportDialog) -> None:
    dialog.import_button.click()
    window.rooms.work._task.finish()
    QApplication.processEvents()


def texts(corpus: Path) -> list[str]:
    with Project.open(corpus, read_only=True) as project:
        return [row.text for row in queries.bundles(project)][15:]


@pytest.mark.parametrize(("text", "is_right"), [("قال مصدر.", True), ("A source said.", False)])
def test_a_text_is_set_where_its_reading_begins(
    window: MainWindow, tmp_path: Path, text: str, is_right: bool
) -> None:
    shown = preview(window, file_of(tmp_path, text, "a.txt")).file.text
    line = shown.document().firstBlock().layout().lineAt(0)
    middle = line.naturalTextRect().center().x()
    assert (middle > shown.viewport().width() / 2) is is_right


def test_nothing_is_written_before_it_is_wanted(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    dialog = preview(window, file_of(tmp_path, TEXT, "a.txt"), file_of(tmp_path, "", "b.txt"))
    assert dialog.summary.text().startswith("Documents to import: 1.")
    assert "nothing to import" in dialog.besides.text()
    dialog.reject()
    QApplication.processEvents()
    assert texts(corpus) == [] and window.session.project is not None


def test_an_old_encoding_is_guessed_shown_and_can_be_changed(
    window: MainWindow, corpus: Path, tmp_path: Path
) -> None:
    dialog = preview(window, file_of(tmp_path, TEXT.encode("cp1256"), "a.txt"))
    assert dialog.file.encoding.currentData() == "cp1256" and dialog.file.guessed.isVisibleTo(dialog)
    assert dialog.file.text.toPlainText() == TEXT
    choose(dialog, dialog.file.encoding, "utf-8")
    assert not dialog.import_button.isEnabled() and dialog.file.text.toPlainText() == ""
    choose(dialog, dialog.file.encoding, "cp1252")
    assert dialog.file.text.toPlainText() not in (TEXT, "") and dialog.list.taken()[0].wrong
    choose(dialog, dialog.file.encoding, "cp1256")
    taken(window, dialog)
    assert texts(corpus) == [TEXT]


def test_columns_are_guessed_chosen_and_remembered(
    window: MainWindow, corpus: Path, tmp_path: Path, reports: list[list[str]]
) -> None:
    rows = "\n".join(f"{TEXT},{n}/04/2019,هذا رأي المحرر" for n in (13, 14, 15, 16))
    dialog = preview(window, file_of(tmp_path, f"a,seen,b\n{rows}\n", "a.csv"))
    columns = dialog.file.columns
    assert columns.fields["text"].currentData() == "a" and columns.fields["published"].currentData() == ""
    assert (columns.rows.rowCount(), columns.rows.columnCount()) == (3, 3)
    dialog.file.tabs.setCurrentWidget(columns)
    choose(dialog, columns.fields["published"], "seen")
    choose(dialog, columns.fields["byline"], "b")
    assert dialog.list.document().published == "2019-04-13"  # type: ignore[union-attr]
    taken(window, dialog)
    assert any("Published" in line and "seen" in line for line in reports[0])
    other = preview(window, file_of(tmp_path, f"a,seen,b\n{TEXT} ثم هدوء,20/04/2019,س\n", "b.csv"))
    assert other.file.columns.fields["published"].currentData() == "seen"
    assert "before" in other.file.columns.about.text()
    other.file.columns.guess_button.click()
    settle(other)
    assert other.file.columns.fields["published"].currentData() == ""
    taken(window, other)
    with Project.open(corpus, read_only=True) as project:
        assert remembered(project) == {}


def test_a_field_can_be_left_empty(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    path = file_of(tmp_path, [{"text": TEXT, "title": "ليس هذا عنوانا"}], "a.jsonl")
    dialog = preview(window, path)
    choose(dialog, dialog.file.columns.fields["title"], "")
    taken(window, dialog)
    with Project.open(corpus, read_only=True) as project:
        document = list(queries.bundles(project))[-1].document
    assert (document.title, document.meta["title"]) == ("", "ليس هذا عنوانا")


def test_a_format_is_chosen_for_one_file(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    dialog = preview(window, file_of(tmp_path, f"title,text\nعنوان,{TEXT}\n", "a.csv"))
    choose(dialog, dialog.file.format, "text")
    taken(window, dialog)
    assert texts(corpus) == [f"title,text\nعنوان,{TEXT}"]


def test_a_text_that_runs_backwards_is_turned(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    text = "قال مصدر عسكري إن المدرسة في القنطرة أغلقت بأمر الوزارة."
    dialog = preview(window, file_of(tmp_path, text[::-1], "a.txt"))
    assert dialog.list.taken()[0].wrong[0].code == "visual-order"
    dialog.file.turn.click()
    settle(dialog)
    assert dialog.file.text.toPlainText() == text and not dialog.list.taken()[0].wrong
    taken(window, dialog)
    assert texts(corpus) == [text]


def test_a_file_is_left_out_by_the_keyboard(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    for n in range(3):
        file_of(tmp_path, f"{TEXT} {n}", f"{n}.txt")
    dialog = preview(window, *(tmp_path / f"{n}.txt" for n in range(3)))
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    QApplication.processEvents()
    assert ": 2." in dialog.summary.text()
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    window.rooms.work._task.finish()
    assert texts(corpus) == [f"{TEXT} 1", f"{TEXT} 2"]


def test_all_or_nothing(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    file_of(tmp_path, [{"text": TEXT}, {"x": 1}], "a.jsonl")
    dialog = preview(window, tmp_path / "a.jsonl")
    assert dialog.import_button.isEnabled()
    dialog.strict.click()
    assert not dialog.import_button.isEnabled() and "nothing is imported" in dialog.besides.text()
    dialog.reject()


def test_it_is_refused_whole_if_a_file_is_spoilt_meanwhile(
    window: MainWindow, corpus: Path, tmp_path: Path, reports: list[list[str]]
) -> None:
    dialog = preview(window, file_of(tmp_path, [{"text": TEXT}], "a.jsonl"))
    dialog.strict.click()
    file_of(tmp_path, [{"text": TEXT}, {"x": 1}], "a.jsonl")
    taken(window, dialog)
    assert any("line 2" in line for line in reports[0]) and texts(corpus) == []


def test_of_a_thousand_files_ten_fail(
    window: MainWindow, corpus: Path, tmp_path: Path, reports: list[list[str]]
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(1000):
        file_of(folder, "" if n % 100 == 50 else f"{TEXT} {n}", f"{n:03}.txt")
    dialog = preview(window, folder)
    assert "990" in dialog.summary.text() and "10" in dialog.besides.text()
    # Those that bring nothing stand first, each with its reason.
    assert [not look.ids for look in dialog.list.taken()[:11]] == [True] * 10 + [False]
    taken(window, dialog)
    assert len(texts(corpus)) == 990 and sum("50.txt" in line for line in reports[0]) == 10


def test_what_is_being_read_is_given_up(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    path = file_of(tmp_path, [{"text": f"{TEXT} {n}"} for n in range(3000)], "a.jsonl")
    window.rooms.work.import_paths([path])
    dialog = window.findChild(ImportDialog)
    assert dialog is not None and not dialog.import_button.isEnabled()
    dialog.reject()
    QApplication.processEvents()
    assert texts(corpus) == []


def test_it_is_said_what_is_there_already_and_what_comes_twice(
    window: MainWindow, corpus: Path, tmp_path: Path
) -> None:
    rows = [{"text": TEXT}, {"text": "هدوء في القنطرة"}]
    taken(window, preview(window, file_of(tmp_path, rows[:1], "a.jsonl")))
    dialog = preview(window, file_of(tmp_path, rows, "b.jsonl"), file_of(tmp_path, rows[1:], "c.jsonl"))
    told = dialog.besides.text()
    assert "Already there: 1" in told and "Repeated within these files: 1" in told
    dialog.reject()


def test_what_came_under_another_address_can_be_left_out(
    window: MainWindow, corpus: Path, tmp_path: Path, reports: list[list[str]]
) -> None:
    first = {"text": TEXT, "url": "https://example.org/1"}
    dialog = preview(window, file_of(tmp_path, [first], "a.jsonl"))
    assert not dialog.skip.isVisibleTo(dialog)
    taken(window, dialog)
    rows = [{**first, "url": "https://example.org/2"}, {"text": "هدوء في القنطرة"}]
    dialog = preview(window, file_of(tmp_path, rows, "b.jsonl"))
    assert dialog.list.document().like.is_same  # type: ignore[union-attr]
    assert ": 2." in dialog.summary.text() and dialog.skip.isVisibleTo(dialog)
    dialog.skip.setCurrentIndex(dialog.skip.findData("same"))
    assert ": 1." in dialog.summary.text() and "left out" in dialog.besides.text()
    taken(window, dialog)
    assert len(texts(corpus)) == 2


def test_what_is_pasted_is_shown_first(window: MainWindow, corpus: Path) -> None:
    QApplication.clipboard().setText(f"{TEXT}\r\n?? ???? ???")
    window.act("paste_document")
    QApplication.processEvents()
    dialog = window.findChild(ImportDialog)
    assert dialog is not None and dialog.file.text.toPlainText().startswith(TEXT)
    assert "letters are lost" in dialog.file.told.item(0).text()
    dialog.import_button.click()
    QApplication.processEvents()
    assert len(texts(corpus)) == 1


def test_an_archive_that_is_read_once_more_is_not_like_itself(window: MainWindow, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("new.txt", TEXT)
        archive.writestr("old.txt", "وقال مصدر عسكري إن القصف استهدف مستودعا".encode("cp1256"))
    dialog = preview(window, tmp_path / "a.zip")
    (look,) = dialog.list.taken()
    assert (look.guessed, len(look.ids), look.like, look.wrong) == (True, 2, {}, [])
    dialog.reject()


SMILE = "😀 قال سامر الحلبي في حلب إن القصف توقف"
LABELLED = {"text": TEXT, "label": [[4, 14, "PER"], [18, 21, "LOC"], [0, 3, "MISC"], [22, 27, "موقع"]]}


def spans(corpus: Path) -> dict[str, str]:
    """The labels and authors of what came in last."""
    with Project.open(corpus, read_only=True) as project:
        return {span.label: span.author for span in list(queries.bundles(project))[-1].spans}


def test_labels_of_another_tool_are_mapped_added_and_left_out(
    window: MainWindow, corpus: Path, tmp_path: Path, reports: list[list[str]]
) -> None:
    dialog = preview(window, file_of(tmp_path, [LABELLED], "a.jsonl"))
    page = dialog.file.labels
    dialog.file.tabs.setCurrentWidget(page)
    assert list(page.choices) == ["PER", "LOC", "MISC", "موقع"]
    assert page.author.isVisibleTo(dialog) and not page.unit.isVisibleTo(dialog)
    for theirs, value in (("PER", "actor"), ("MISC", LEAVE), ("موقع", ADD)):
        choose(dialog, page.choices[theirs], value)
    name = page.author.lineEdit()
    assert name is not None
    name.selectAll()
    QTest.keyClicks(name, "Nadir")
    QTest.keyClick(name, Qt.Key.Key_Return)
    settle(dialog)
    taken(window, dialog)
    with Project.open(corpus, read_only=True) as project:
        (added,) = [row for row in project.scheme.labels if row.name["ar"] == "موقع"]
    assert spans(corpus) == {"actor": "Nadir", "LOC": "Nadir", added.id: "Nadir"}
    assert any("PER" in line and "actor" in line for line in reports[0])
    # The next file is read the same way.
    dialog = preview(window, file_of(tmp_path, [{**LABELLED, "text": f"{TEXT} غدا"}], "b.jsonl"))
    shown = {theirs: combo.currentData() for theirs, combo in dialog.file.labels.choices.items()}
    assert shown == {"PER": "actor", "LOC": KEEP, "MISC": LEAVE, "موقع": added.id}
    choose(dialog, dialog.file.labels.choices["PER"], KEEP)
    taken(window, dialog)
    assert set(spans(corpus)) == {"PER", "LOC", added.id}


def test_a_label_that_was_to_be_added_and_is_not_any_more(
    window: MainWindow, corpus: Path, tmp_path: Path
) -> None:
    dialog = preview(window, file_of(tmp_path, [LABELLED], "a.jsonl"))
    choose(dialog, dialog.file.labels.choices["PER"], ADD)
    choose(dialog, dialog.file.labels.choices["PER"], KEEP)
    assert dialog.asked().adding == frozenset()
    dialog.reject()


def test_the_unit_is_chosen_before_samples(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    start = SMILE.index("سامر")
    row = {"text": SMILE, "label": [[start + 1, start + 12, "actor"]]}
    dialog = preview(window, file_of(tmp_path, [row], "a.jsonl"))
    page = dialog.file.labels
    dialog.file.tabs.setCurrentWidget(page)
    assert not dialog.import_button.isEnabled() and page.unit.isVisibleTo(dialog)
    told = dict(line.split(": ") for line in page.samples.text().splitlines())
    assert "سامر الحلبي" in told["UTF-16 units"] and "امر الحلبي" in told["Code points"]
    choose(dialog, page.unit, "utf16")
    assert dialog.import_button.isEnabled() and page.unit.isVisibleTo(dialog)
    taken(window, dialog)
    with Project.open(corpus, read_only=True) as project:
        (span,) = list(queries.bundles(project))[-1].spans
    assert span.quote == "سامر الحلبي"


def test_annotations_come_in_as_suggestions(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    row = {"text": TEXT, "label": [[4, 14, "actor"]]}
    dialog = preview(window, file_of(tmp_path, [row], "a.jsonl"))
    assert dialog.suggested.isVisibleTo(dialog)
    dialog.suggested.click()
    settle(dialog)
    assert not dialog.file.labels.author.isVisibleTo(dialog)
    taken(window, dialog)
    assert spans(corpus) == {}
    with Project.open(corpus, read_only=True) as project:
        (found,) = brought(project, queries.document_ids(project)[-1])
    assert (found.spans[0].label, found.why.words) == ("actor", "a.jsonl")


def test_without_annotations_nothing_is_asked_of_labels(window: MainWindow, tmp_path: Path) -> None:
    dialog = preview(window, file_of(tmp_path, TEXT, "a.txt"))
    assert not dialog.suggested.isVisibleTo(dialog)
    assert not dialog.file.tabs.isTabVisible(dialog.file.tabs.indexOf(dialog.file.labels))
    dialog.reject()
