"""What the command line says of a project that is not safe where it lies, and how it puts tables right."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator import disk
from annotator.store import Project
from annotator.store.backups import listed
from tests.command_line import Cli, cli, news, process

__all__ = ["cli", "news"]


def tamper(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(sql)


class TestRebuilding:
    def test_tables_that_alone_differ(self, cli: Cli, news: Path) -> None:
        with Project.open(news) as project:
            head = project.head()
        tamper(news, "UPDATE spans SET note = 'x'; DELETE FROM comments; DELETE FROM awaiting")
        assert cli("verify", news).status == 1
        for language, word in (("en", "rebuilt"), ("ar", "بُنيت")):
            tamper(news, "UPDATE spans SET quote = 'x'")
            ran = cli("verify", news, "--rebuild", language=language)
            assert ran.status == 0 and word in ran.out
        with Project.open(news) as project:
            assert project.head() == head, "no event is written for that"
        assert listed(news.with_name("news.db.backups"))

    @pytest.mark.parametrize(
        "sql",
        [
            "DROP TRIGGER log_update; UPDATE log SET after = '{}' WHERE event = 2 AND n = 3",
            "CREATE TABLE more (x); UPDATE spans SET note = 'x'",
        ],
    )
    def test_not_where_more_is_wrong(self, cli: Cli, news: Path, sql: str) -> None:
        tamper(news, sql)
        before = news.read_bytes()
        ran = cli("verify", news, "--rebuild")
        assert ran.status == 1 and "were not rebuilt" in ran.out and news.read_bytes() == before

    def test_where_nothing_is_wrong(self, cli: Cli, news: Path) -> None:
        ran = cli("verify", news, "--rebuild")
        assert ran.status == 0 and "rebuilt" not in ran.out
        assert not news.with_name("news.db.backups").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("act", ["backup", "restore", "recover"])
def test_where_the_disk_takes_no_more(cli: Cli, news: Path, tmp_path: Path, act: str) -> None:
    """Nothing half made is left, and what was there is as it was."""
    import resource

    limit = news.stat().st_size // 2

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    Project.open(news).close()
    before = news.read_bytes()
    arguments = (act, news) if act == "backup" else (act, news, "out.db")
    ran = process("--language", "en", *arguments, folder=tmp_path, preexec_fn=limited)
    assert (ran.status, ran.out) == (3, "") and "Traceback" not in ran.err
    assert "largest size allowed" in ran.err or "could not be" in ran.err
    assert news.read_bytes() == before and not (tmp_path / "out.db").exists()
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name or "T" in path.suffix]
    assert not list(tmp_path.glob("news.db.backups/*"))


class TestWhereItLies:
    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_a_full_disk_is_told_before_it_hurts(
        self, cli: Cli, news: Path, monkeypatch: pytest.MonkeyPatch, language: str
    ) -> None:
        usage = shutil.disk_usage(news.parent)._replace(free=123_000_000)
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: usage)
        (news.parent / "a.txt").write_text("قال مصدر", encoding="utf-8")
        ran = cli("import", news, "a.txt", language=language)
        assert ran.status == 0 and "123" in ran.err
        assert cli("stats", news).err == "", "who only reads fills no disk"
        rows = {check["row"] for check in cli("doctor", news, "--json").json()["checks"]}
        assert "doctor.disk-nearly-full" in rows

    def test_a_copy_that_is_called_like_a_conflict(self, cli: Cli, news: Path) -> None:
        shutil.copy(news, news.with_name("news (conflicted copy).db"))
        (news.parent / "a.txt").write_text("قال مصدر", encoding="utf-8")
        ran = cli("import", news, "a.txt")
        assert ran.status == 0 and "conflicted copy" in ran.err
        assert "conflicted copy" in cli("doctor", news).out
