"""A file of another tool is taken in with its labels mapped, and goes out again in parts to train on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit

from annotator.__main__ import main
from annotator.store import Project, queries
from annotator.ui.project.export_dialog import ExportDialog
from annotator.words.i18n import Language, tr
from tests.journeys.driver import KEY, Person, sit_down
from tests.journeys.test_bringing_in import preview, reported

_LOOKS, _LOOKING_MILLISECONDS = 1000, 10
PLACES = ("القنطرة", "الصفا", "كفر نوار", "عين الزعفران", "تل الأقحوان")


@pytest.fixture
def doccano(tmp_path: Path) -> Path:
    """Ten texts with names of places and of people; one of them twice, with a word more."""
    rows = []
    for n in range(10):
        text = f"وصل سامر إلى {PLACES[n % 5]} في اليوم {n} من الشهر ثم غادرها إلى {PLACES[(n + n // 5) % 5]}"
        place = text.index(PLACES[n % 5])
        labels = [[4, 8, "PER"], [place, place + len(PLACES[n % 5]), "LOC"]]
        rows.append({"text": text, "label": labels})
    rows.append({**rows[0], "text": f"{rows[0]['text']} مساء"})
    path = tmp_path / "doccano.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def waited(told: list[str], person: Person) -> None:
    for _ in range(_LOOKS):
        if told and not person.window.rooms.work._task.is_running:
            QApplication.processEvents()
            return
        QTest.qWait(_LOOKING_MILLISECONDS)
    raise AssertionError("nothing was reported")


def choose(person: Person, combo: QComboBox, value: str) -> None:
    """Choose by the arrow keys; each step is read again."""
    combo.setFocus()
    for _ in range(combo.count()):
        if combo.currentData() == value:
            return
        person.press(KEY.Key_Down)
        preview(person)
    raise AssertionError(value)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_labels_come_in_mapped_and_parts_go_out(
    tmp_path: Path, doccano: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.db"
    assert main(["new", str(path), "--language", language]) == 0
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "set.jsonl"), ""))
    came: list[str] = []
    went: list[str] = []

    def work(person: Person) -> None:
        window = person.window
        window.dropping.take([doccano])
        dialog = preview(person)
        dialog.file.tabs.setCurrentWidget(dialog.file.labels)
        choose(person, dialog.file.labels.choices["PER"], "actor")
        choose(person, dialog.file.labels.choices["LOC"], "+")
        dialog.list.setFocus()
        QTimer.singleShot(0, lambda: reported(came.extend))
        person.press(KEY.Key_Return)
        waited(came, person)
        window.act("export")
        export = window.findChild(ExportDialog)
        assert export is not None
        export.format.setCurrentIndex(export.format.findData("hf-jsonl"))
        line = export.split.findChild(QLineEdit)
        assert line is not None
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, "60/20/20")
        QTimer.singleShot(0, lambda: reported(went.extend))
        QTest.keyClick(export.export_button, KEY.Key_Space)
        waited(went, person)

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    assert any("PER" in line and "actor" in line for line in came)
    with Project.open(path, read_only=True) as project:
        assert project.scheme.label("loc").name[language] == "LOC"
        found = list(queries.bundles(project))
    assert {(span.label, span.author) for row in found for span in row.spans} == {
        ("actor", "سلمى"),
        ("loc", "سلمى"),
    }
    parts = [tmp_path / f"set.{name}.jsonl" for name in ("train", "dev", "test")]
    sizes = [len(part.read_text(encoding="utf-8").splitlines()) for part in parts]
    assert sum(sizes) == len(found) == 11 and min(sizes) > 0
    for part, size, line in zip(parts, sizes, went[1:], strict=False):
        assert part.name in line and tr(language, "keeping.holds", n=size) in line
    assert tr(language, "cli.split-clusters", n=1).split(":")[0] in went[4]
