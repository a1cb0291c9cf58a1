"""Backups rotate by a rule that no clock can turn against them; one is whole or not there, and is made again
as a project."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.commands import authors, documents, names, scheme, spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.disk import Room
from annotator.store import Project, backups, heads, making, restoring
from annotator.store.backups import LAST, PERIODS, Backup, folder_of, keep, keep_before, listed, staying
from annotator.store.log import MUCH
from annotator.store.verify import verify
from tests.command_line import CORPUS, Cli, cli, news
from tests.store.conftest import document, project

__all__ = ["cli", "document", "news", "project"]

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
MOST = 2 * (LAST + sum(count for _, count in PERIODS))


def backup(seq: int, at: datetime) -> Backup:
    return Backup(seq, at, Path(f"{seq}-{at:%Y%m%dT%H%M%S}"))


def rotated(steps: list[int]) -> list[Backup]:
    """Backups made one after the other, so many minutes apart, each followed by the rule."""
    kept: set[Backup] = set()
    at = BEGIN
    for seq, minutes in enumerate(steps, start=1):
        at += timedelta(minutes=minutes)
        kept = staying({*kept, backup(seq, at)})
    return sorted(kept)


class TestTheRule:
    def test_the_last_ten_then_hours_days_and_weeks(self) -> None:
        """Every quarter of an hour for half a year."""
        kept = rotated([15] * (4 * 24 * 182))
        newest = kept[-1].at
        ages = [newest - row.at for row in kept]
        assert [row.seq for row in kept[-LAST:]] == list(range(kept[-1].seq - LAST + 1, kept[-1].seq + 1))
        for period, count in ((timedelta(hours=1), 24), (timedelta(days=1), 14), (timedelta(weeks=1), 13)):
            for n in range(1, count):
                assert any((n - 1) * period < age <= (n + 1) * period for age in ages), (period, n)
        assert len(kept) <= MOST // 2
        assert max(ages) > timedelta(weeks=11)

    def test_a_year_away_costs_nothing(self) -> None:
        kept = rotated([60 * 24] * 30)
        later = staying({*kept, backup(100, kept[-1].at + timedelta(days=365))})
        assert set(kept[-13:]) <= later

    @pytest.mark.parametrize("days", [-365, 365])
    def test_a_clock_that_jumps(self, days: int) -> None:
        """The newest by the log are there, and so is what was kept of the weeks before."""
        kept = rotated([60 * 24] * 60)
        at, seq = kept[-1].at + timedelta(days=days), kept[-1].seq
        after = set(kept)
        for n in range(1, 4):
            at += timedelta(minutes=15)
            after = staying({*after, backup(seq + n, at)})
        assert {seq + 1, seq + 2, seq + 3} <= {row.seq for row in after}
        weeks = {row.at.isocalendar()[:2] for row in kept}
        assert weeks <= {row.at.isocalendar()[:2] for row in after}

    @given(st.lists(st.integers(-600_000, 600_000), max_size=120))
    def test_any_steps_of_any_clock(self, steps: list[int]) -> None:
        kept = rotated(steps)
        assert len(kept) <= MOST
        if steps:
            assert kept[-1].seq == len(steps)
            assert {row.seq for row in kept} >= set(range(max(1, len(steps) - LAST + 1), len(steps) + 1))

    @given(st.lists(st.tuples(st.integers(1, 60), st.integers(-9_000, 9_000)), max_size=80))
    def test_what_stays_once_stays_again(self, rows: list[tuple[int, int]]) -> None:
        there = {backup(seq, BEGIN + timedelta(hours=hours)) for seq, hours in rows}
        kept = staying(there)
        assert staying(kept) == kept <= there
        if there:
            assert max(there) in kept


def change(project: Project, document: Document, n: int = 0) -> None:
    spans.add_span(project, author="سلمى", document_id=document.id, label="actor", ranges=[(n, n + 1)])


def made(project: Project) -> list[Backup]:
    return listed(folder_of(project.path, project.project_id, None))


def test_a_backup_holds_all_and_is_not_made_twice(project: Project, document: Document) -> None:
    change(project, document)
    first, is_new = keep(project)
    assert is_new and first.path.parent == project.path.with_name("news.db.backups")
    assert keep(project) == (first, False)
    with Project.open(first.path, read_only=True) as copy:
        assert copy.head() == project.head() and verify(copy) == []
    change(project, document, 4)
    second, is_new = keep(project)
    assert is_new and second.seq == first.seq + 1
    assert made(project) == [second, first]


def test_one_that_rotted_is_made_again(project: Project, document: Document) -> None:
    change(project, document)
    first, _ = keep(project)
    named = first.path.with_name(first.path.name.replace("-2026", "-2025"))
    first.path.rename(named)
    named.write_bytes(named.read_bytes()[:-4096])
    second, is_new = keep(project)
    assert is_new and second.seq == first.seq and restoring.contents(second.path) is not None


def test_those_the_rule_does_not_keep_go(project: Project, document: Document) -> None:
    change(project, document)
    folder = folder_of(project.path, project.project_id, None)
    folder.mkdir()
    for n in range(40):
        for name in (f"news-20260101T10{n:02}00Z-1.db", f"news-20260101T10{n:02}00Z-1.db.head"):
            (folder / name).touch()
    (folder / "mine.db").touch()
    (folder / "news-20261399T999999Z-1.db").touch()
    kept, _ = keep(project)
    assert made(project)[0] == kept and len(made(project)) == LAST
    assert len(list(folder.glob("*.head"))) == LAST
    assert (folder / "mine.db").exists() and (folder / "news-20261399T999999Z-1.db").exists()


def test_in_the_folder_one_chose(project: Project, document: Document, tmp_path: Path) -> None:
    change(project, document)
    chosen = tmp_path / "disk"
    with pytest.raises(AnnotatorError) as caught:
        keep(project, chosen)
    assert caught.value.code == "backup-folder-missing" and not chosen.exists()
    chosen.mkdir()
    row, _ = keep(project, chosen)
    assert row.path.parent == chosen / f"news.db-{project.project_id[:8]}.backups"


def test_no_room(project: Project, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "room_beside", lambda path: Room(project.path.stat().st_size, 0))
    with pytest.raises(AnnotatorError) as caught:
        keep(project)
    assert caught.value.code == "backup-without-room"
    assert made(project) == []


def test_a_disk_that_fails_leaves_the_older_ones(
    project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = keep(project)
    change(project, document)
    whole = first.path.read_bytes()

    def torn(path: Path) -> None:
        path.write_bytes(path.read_bytes()[:-5000])

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    for broken, code in ((torn, "project-damaged"), (None, "project-not-created")):
        with monkeypatch.context() as patch, pytest.raises(AnnotatorError) as caught:
            if broken is not None:
                patch.setattr(making, "_sync", broken)
            else:
                patch.setattr(os, "fsync", full)
            keep(project)
        assert caught.value.code == code
        assert made(project) == [first] and first.path.read_bytes() == whole
    assert set(first.path.parent.iterdir()) == {first.path, heads.beside(first.path)}


WORK = """
import sys
from pathlib import Path
from annotator.commands import spans
from annotator.store import Project
from annotator.store.backups import keep
with Project.open(Path(sys.argv[1])) as project:
    print("ready", flush=True)
    for at in range(100_000):
        spans.set_span_note(project, project.row_record("span", sys.argv[2]), str(at), author="سلمى")
        keep(project)
"""


@pytest.fixture
def noted(project: Project, document: Document) -> tuple[Path, str]:
    span = spans.add_span(project, author="سلمى", document_id=document.id, label="actor", ranges=[(0, 3)])
    project.close()
    return project.path, span.id


def worker(noted: tuple[Path, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WORK, *map(str, noted)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline().strip() == b"ready"
    return process


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_while_backing_up(noted: tuple[Path, str], seed: int) -> None:
    """What bears the name of a backup is one; what was being made goes with a later backup."""
    process = worker(noted)
    time.sleep(random.Random(seed).uniform(0.05, 0.6))
    process.kill()
    process.communicate()
    folder = noted[0].with_name("news.db.backups")
    for row in listed(folder):
        with Project.open(row.path, read_only=True) as copy:
            assert verify(copy) == []
            assert copy.one("SELECT max(seq) FROM events") == (row.seq,)
    for left in folder.glob(".*.part*"):
        os.utime(left, (1, 1))
    with Project.open(noted[0]) as project:
        assert verify(project) == []
        keep(project)
    assert not list(folder.glob(".*"))


def test_two_processes_back_up_at_once(noted: tuple[Path, str]) -> None:
    """Neither is stopped by the other, and each backup holds what its name says."""
    both = [worker(noted), worker(noted)]
    time.sleep(0.5)
    ended = [process.poll() for process in both]
    for process in both:
        process.kill()
        _, err = process.communicate()
        # Two that write one row at once refuse each other's change, which is no matter of backups.
        assert not err or b"StaleChange" in err, err
    assert ended.count(None) >= 1
    rows = listed(noted[0].with_name("news.db.backups"))
    assert rows
    for row in rows:
        with Project.open(row.path, read_only=True) as copy:
            assert verify(copy) == [] and copy.one("SELECT max(seq) FROM events") == (row.seq,)


def test_the_same_second_twice(project: Project, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = keep(project)
    monkeypatch.setattr(backups, "listed", lambda folder: [])
    monkeypatch.setattr(backups, "datetime", _Stopped(first.at))
    assert keep(project)[0] == first


class _Stopped:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self, zone: object) -> datetime:
        return self._at


class TestBefore:
    """What changes much at once has a backup before it, made by whoever opened the project."""

    @pytest.fixture
    def kept(self, project: Project) -> list[int]:
        kept: list[int] = []
        project.keeper = lambda project: kept.append(project.one("SELECT max(seq) FROM events")[0])  # type: ignore[index]
        return kept

    def test_each_of_them(
        self, project: Project, kept: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listed = tmp_path / "names.csv"
        listed.write_text("label,name\nplace,السنديان\n", encoding="utf-8")
        after = project.scheme
        labels = tuple(after.labels)

        def retired() -> None:
            fewer = msgspec.structs.replace(after, labels=labels[:-1])
            scheme.change_scheme(project, after, fewer, author="سلمى")

        acts: list[Callable[[], object]] = [
            lambda: documents.import_paths(project, [CORPUS], author="سلمى"),
            lambda: names.import_names(project, listed, author="سلمى"),
            retired,
            lambda: authors.rename_author(project, "سلمى", "رنا", author="نور"),
            lambda: project.undo("نور"),
        ]
        for n, act in enumerate(acts, start=1):
            before = project.one("SELECT max(seq) FROM events")
            act()
            assert len(kept) == n and (kept[-1],) == before, n

    def test_small_ones_do_not(self, project: Project, document: Document, kept: list[int]) -> None:
        change(project, document)
        project.undo("سلمى")
        project.redo("سلمى")
        authors.preview(project, "سلمى", "رنا", author="نور")
        assert kept == []

    def test_nothing_yet(self, project: Project) -> None:
        keep_before(project)
        assert made(project) == []

    def test_the_command_line(self, cli: Cli, news: Path) -> None:
        def count() -> int:
            return len(listed(news.with_name("news.db.backups")))

        (news.parent / "a.txt").write_text("قال مصدر", encoding="utf-8")
        assert cli("import", news, "a.txt").err == "" and count() == 1
        assert cli("suggest", news, "--accept-above", "0.1").status == 0
        assert count() == 2
        assert cli("scheme", news, "--export", "s.toml").status == 0 and count() == 2
        told = (news.parent / "s.toml").read_text(encoding="utf-8")
        (news.parent / "s.toml").write_text(told.replace('key = "1"', 'key = "9"', 1), encoding="utf-8")
        cli("scheme", news, "--import", "s.toml")
        assert cli("authors", news, "--rename", "salma", "نبيل").status == 0
        assert count() >= 3

    def test_what_keeps_it_from_being_made_is_told(self, cli: Cli, news: Path) -> None:
        (news.parent / "a.txt").write_text("قال مصدر", encoding="utf-8")
        news.with_name("news.db.backups").write_text("in the way", encoding="utf-8")
        for language in ("en", "ar"):
            ran = cli("import", news, "a.txt", language=language)
            assert ran.status == 0 and "news.db.backups" in ran.err


def test_much_is_many(project: Project) -> None:
    assert 10 < MUCH < 1000


class TestRestoring:
    def test_a_backup_becomes_a_project(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        told = cli("backup", news, "--json").json()
        assert cli("backup", news).out.startswith("Nothing has changed")
        (row,) = [cli("backup", news, "--list", "--json").json()]
        assert row["path"] == told["path"] and row["contents"]["documents"] == 15
        ran = cli("restore", told["path"], tmp_path / "again.db", "--json")
        assert ran.status == 0 and ran.json()["head"] == told["head"]
        with Project.open(tmp_path / "again.db") as project:
            assert verify(project) == [] and project.head() == told["head"]

    def test_never_over_anything(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        out = tmp_path / "notes"
        out.write_text("mine", encoding="utf-8")
        shutil.copy(news, tmp_path / "b.db")
        assert cli("restore", tmp_path / "b.db", out).status == 3 and out.read_text() == "mine"
        before = news.read_bytes()
        assert cli("restore", tmp_path / "b.db", news).status == 3 and news.read_bytes() == before

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_one_that_is_not_whole(self, cli: Cli, news: Path, tmp_path: Path, language: str) -> None:
        path = tmp_path / "b.db"
        data = bytearray(news.read_bytes())
        data[40_000:44_096] = bytes(4096)
        path.write_bytes(data)
        ran = cli("restore", path, tmp_path / "out.db", language=language)
        assert ran.status == 3 and "annotator recover" in ran.err
        assert not (tmp_path / "out.db").exists()

    def test_wrong_uses(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        assert cli("backup", news, tmp_path / "out.db", "--list").status == 2
        assert cli("restore", tmp_path / "none.db", tmp_path / "out.db").status == 3
        assert "No backups" in cli("backup", news, "--list").out
