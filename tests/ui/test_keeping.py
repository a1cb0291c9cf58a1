"""The window backs the project up while it is worked in, and says what may harm it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator import disk
from annotator.commands import spans
from annotator.commands.place import cloud_of, concerns, conflicted, lone_logs
from annotator.store import Project, backups
from annotator.store.backups import listed
from annotator.store.verify import verify
from annotator.ui import keeping
from annotator.ui.parts import dialogs
from annotator.ui.project.import_dialog import Wanted
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language


@pytest.fixture
def language() -> Language:
    return "en"


@pytest.fixture
def told(window: MainWindow) -> list[str]:
    said: list[str] = []
    window.session.told.connect(lambda sentence, kind: said.append(sentence))
    return said


def change(window: MainWindow) -> None:
    span = window.session.layer.spans[0]
    window.session.do(spans.set_span_note, span, f"{span.note}+")


def made(path: Path) -> list[backups.Backup]:
    return listed(path.with_name(f"{path.name}.backups"))


def minutes(window: MainWindow, count: int) -> None:
    """Let so many minutes go by, and what is then begun come to its end."""
    for _ in range(count):
        window.keeping.tick()
        window.keeping._looking.finish()
        window.keeping._backing.finish()
    QApplication.processEvents()


def test_every_so_many_minutes_if_something_changed(window: MainWindow, corpus: Path) -> None:
    window.settings.set_value("backup_minutes", 3)
    minutes(window, 4)
    assert made(corpus) == []
    change(window)
    minutes(window, 1)
    (first,) = made(corpus)
    minutes(window, 2)
    change(window)
    assert made(corpus) == [first]
    minutes(window, 1)
    assert len(made(corpus)) == 2
    with Project.open(made(corpus)[0].path, read_only=True) as project:
        assert verify(project) == []


def test_not_while_working_if_one_does_not_want_it(window: MainWindow, corpus: Path) -> None:
    window.settings.set_value("backup_minutes", 0)
    change(window)
    minutes(window, 300)
    assert made(corpus) == []


def test_in_the_folder_one_chose(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "disk"
    chosen.mkdir()
    window.settings.set_value("backup_folder", str(chosen))
    change(window)
    window.keeping.back_up()
    window.keeping._backing.finish()
    assert made(corpus) == [] and len(list(chosen.glob("*/*.db"))) == 1
    assert Settings().backup_folder == chosen


def test_what_keeps_it_from_being_made_is_said_and_stays(
    window: MainWindow, corpus: Path, tmp_path: Path, told: list[str]
) -> None:
    window.settings.set_value("backup_folder", str(tmp_path / "gone"))
    for _ in range(2):
        change(window)
        window.keeping.back_up()
        window.keeping._backing.finish()
    assert len([said for said in told if "gone" in said]) == 1
    assert window.status.care.isVisible() and "backup" in window.status.care.text().lower()
    window.settings.set_value("backup_folder", "")
    window.keeping.back_up()
    window.keeping._backing.finish()
    assert not window.status.care.isVisible() and len(made(corpus)) == 1


def test_before_much_is_changed(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    """In a thread, as an import is, and in the window's own."""
    news = tmp_path / "a.txt"
    news.write_text("قال مصدر", encoding="utf-8")
    window.rooms.work.import_so(Wanted((news,), {}, {}, strict=False))
    window.rooms.work._task.finish()
    (before,) = made(corpus)
    with Project.open(before.path, read_only=True) as project, Project.open(corpus) as now:
        count = "SELECT count(*) FROM documents"
        assert project.one(count) == (15,) and now.one(count) == (16,)
    assert window.session.project is not None
    assert window.session.project.keeper == window.session.keeper


def test_one_made_now(window: MainWindow, corpus: Path, told: list[str]) -> None:
    for words in ("copied", "Nothing has changed"):
        window.act("backup")
        window.rooms.rescue._task.finish()
        assert words in told[-1]
    assert len(made(corpus)) == 1


class TestTheDisk:
    @pytest.fixture(autouse=True)
    def free(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
        usage = shutil.disk_usage("/")._replace(free=0)
        room = {"free": 150_000_000}
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: usage._replace(free=room["free"]))
        yield room

    def test_nearly_full(self, window: MainWindow, told: list[str], free: dict[str, int]) -> None:
        minutes(window, 2)
        assert window.status.care.isVisible() and "Disk" in window.status.care.text()
        assert len([said for said in told if "150" in said]) == 1
        free["free"] = 10**12
        minutes(window, 1)
        assert not window.status.care.isVisible()

    def test_all_of_it_is_listed(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        shown: list[str] = []

        def show_report(_: object, language: Language, summary: str, lines: Sequence[str]) -> None:
            shown.extend(lines)

        monkeypatch.setattr(dialogs, "show_report", show_report)
        minutes(window, 1)
        window.status.care.click()
        assert len(shown) == 1 and "150" in shown[0]


def test_looked_at_in_the_background(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that takes its time holds nobody up."""
    asked: list[Path] = []
    monkeypatch.setattr(keeping, "concerns", lambda path: asked.append(path) or [])
    window.keeping.look_around()
    assert window.keeping._looking.is_running
    window.keeping._looking.finish()
    assert asked == [window.session.path]


class TestThePlace:
    """What is found in the folder of a project."""

    def rows(self, path: Path) -> list[str]:
        return [check.row for check in concerns(path)]

    def test_nothing(self, corpus: Path) -> None:
        shutil.copy(corpus, corpus.with_name("corpus-2026.db"))
        shutil.copy(corpus, corpus.with_name("corpus.db.before-9"))
        assert self.rows(corpus) == []

    @pytest.mark.parametrize(
        "name",
        [
            "corpus (1).db",
            "corpus_(2).db",
            "corpus (Salma's conflicted copy 2026-03-01).db",
            "corpus.sync-conflict-20260301-101010-ABCDEFG.db",
            "corpus_conf-conflict-1.db",
            "corpus (نسخة متعارضة 2026-03-01).db",
            "corpus-DESKTOP-7Q2F1AB.db",
            "corpus-LAPTOP.db",
        ],
    )
    def test_conflicted_copies(self, corpus: Path, name: str) -> None:
        shutil.copy(corpus, corpus.with_name(name))
        assert [path.name for path in conflicted(corpus)] == [name]
        assert self.rows(corpus) == ["doctor.project-conflicted"]

    @pytest.mark.parametrize("name", ["corpus-2.db", "corpus copy.db", "corpus-old.db", "other (1).db"])
    def test_other_names(self, corpus: Path, name: str) -> None:
        shutil.copy(corpus, corpus.with_name(name))
        assert conflicted(corpus) == []

    def test_a_log_without_its_database(self, corpus: Path) -> None:
        corpus.with_name("corpus.db-wal").write_bytes(b"")
        stray = corpus.with_name("corpus (1).db-wal")
        stray.write_bytes(b"x")
        assert lone_logs(corpus) == [stray]
        assert self.rows(corpus) == ["doctor.log-alone"]

    def test_a_copy_that_went_its_own_way(self, corpus: Path) -> None:
        """Not one of an earlier time, which lacks nothing that it had."""
        other = corpus.with_name("elsewhere.db")
        shutil.copy(corpus, other)
        for path in (corpus, other):
            assert self.rows(path) == []
            with Project.open(path) as project:
                (row,) = project.one("SELECT id FROM spans") or ("",)
                span = project.row_record("span", row)
                spans.set_span_note(project, span, path.name, author=span.author)  # type: ignore[arg-type,union-attr]
        (check,) = concerns(corpus)
        assert check.row == "doctor.project-apart" and check.details["other"] == "elsewhere.db"

    @pytest.mark.parametrize("mark", [".dropbox.cache", ".stfolder", ".sync_a1b2.db", ".tmp.drivedownload"])
    def test_the_mark_of_a_service(self, corpus: Path, mark: str) -> None:
        (corpus.parent / mark).mkdir()
        assert cloud_of(corpus)
        assert self.rows(corpus) == ["doctor.project-in-cloud"]

    def test_a_folder_that_is_gone(self, tmp_path: Path) -> None:
        assert concerns(tmp_path / "none" / "a.db") == []
