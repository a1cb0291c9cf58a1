"""What only a process of its own can show: signals, pipes, closed streams, locales, terminals, no display."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.cli import record
from annotator.store import Project
from annotator.store.stats import stats
from tests.command_line import CORPUS, Cli, cli, is_whole, news, process, start

__all__ = ["cli", "news"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and devices of POSIX")


def wait_for_writer(path: Path) -> None:
    """Come back when another process is in the middle of an event."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        for _ in range(1000):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            time.sleep(0.01)
    connection.close()


@posix
class TestInterrupts:
    def test_ctrl_c_in_the_middle_of_an_import(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        head = cli("verify", "a.db", "--json").json()["head"]
        with (tmp_path / "many.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(f'{{"text": "خبر رقم {number}"}}\n' for number in range(300_000))
        running = start("import", "a.db", "many.jsonl", folder=tmp_path)
        wait_for_writer(tmp_path / "a.db")
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)  # a disk that is busy lets a file be closed late
        assert (running.returncode, out) == (3, b"")
        assert err.decode().strip() == "أُلغيت العملية، ولم يتغير المشروع."
        assert is_whole(cli, "a.db", head)

    def test_ctrl_c_before_anything_has_begun(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from annotator import __main__, cli

        def interrupted(_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(cli, "run", interrupted)
        assert __main__.main([]) == 3


def test_two_imports_at_once(cli: Cli, tmp_path: Path) -> None:
    cli("new", "a.db")
    (tmp_path / "a.txt").write_text("خبر", encoding="utf-8")
    running = [start("import", "a.db", path, folder=tmp_path) for path in (CORPUS, "a.txt")]
    assert [one.wait(30) for one in running] == [0, 0]
    for one in running:
        one.communicate()
    with Project.open(tmp_path / "a.db", read_only=True) as project:
        assert stats(project).documents == 16
    assert cli("verify", "a.db").status == 0


@posix
class TestOutput:
    def test_a_reader_that_has_seen_enough(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        (tmp_path / "a.txt").write_text("كلمة\n" * 100_000, encoding="utf-8")
        cli("import", "a.db", "a.txt")
        for arguments in (("show", "a.db", ""), ("export", "a.db", "-")):
            running = start(*arguments, folder=tmp_path)
            assert running.stdout is not None and running.stderr is not None
            running.stdout.read(10)
            running.stdout.close()
            assert running.stderr.read() == b""
            running.stderr.close()
            assert running.wait(20) == 0

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
    def test_output_to_a_full_disk(self, news: Path, tmp_path: Path) -> None:
        with Path("/dev/full").open("wb") as full:
            ran = process("--language", "en", "export", news, "-", folder=tmp_path, stdout=full)
        assert (ran.status, ran.err) == (3, "This failed at stdout: the disk is full.\n")

    def in_shell(self, line: str, folder: Path) -> tuple[int, str]:
        ran = subprocess.run(
            ["sh", "-c", line.replace("annotator", f'"{sys.executable}" -m annotator --language en')],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            timeout=60,
        )
        return ran.returncode, ran.stderr.decode()

    def test_a_closed_standard_output(self, news: Path, tmp_path: Path) -> None:
        before = news.read_bytes()
        assert self.in_shell(f"annotator show '{news}' >&-", tmp_path) == (0, "")
        assert news.read_bytes() == before

    @pytest.mark.parametrize("command", ["export {} -", "stats {} --json", "scheme {} --export -"])
    def test_data_for_a_closed_standard_output(self, news: Path, tmp_path: Path, command: str) -> None:
        status, err = self.in_shell(f"annotator {command.format(news)} >&-", tmp_path)
        assert status == 3
        assert err.startswith("Standard output is closed, so there is nowhere to write to.")

    @pytest.mark.parametrize("command", ["demo", "new a.db"])
    def test_a_working_folder_that_is_gone(self, tmp_path: Path, command: str) -> None:
        (tmp_path / "gone").mkdir()
        status, err = self.in_shell(f"cd gone && rmdir ../gone && annotator {command}", tmp_path)
        assert status == 3
        assert "Traceback" not in err
        assert str(tmp_path / "gone") in err or "a.db" in err

    @pytest.mark.parametrize("option", ["--author", "--note"])
    def test_words_in_bytes_of_another_locale(self, news: Path, tmp_path: Path, option: str) -> None:
        named = os.fsdecode("سلمى".encode("cp1256"))
        env = {"LC_ALL": "C.UTF-8"}
        ran = process("--language", "en", "submit", news, "3126", option, named, folder=tmp_path, env=env)
        assert (ran.status, ran.out) == (3, "")
        assert f"What follows {option} is not written in" in ran.err and "C.UTF-8" in ran.err

    @pytest.mark.parametrize("command", ["formats", "--help", "stats", "authors", "history", "doctor"])
    def test_a_console_of_windows(self, news: Path, tmp_path: Path, command: str) -> None:
        arguments = [command] if command in ("formats", "--help") else [command, news]
        for language in ("ar", "en"):
            env = {"PYTHONIOENCODING": "cp1256:strict", "ANNOTATOR_LANGUAGE": language}
            ran = process(*arguments, folder=tmp_path, env=env)
            assert ran.status in (0, 1) and ran.out
            assert "Traceback" not in ran.err

    @pytest.mark.parametrize(
        "env",
        [
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
            {"PYTHONIOENCODING": "ascii"},
            {"PYTHONIOENCODING": "cp1252"},
        ],
    )
    def test_any_locale(self, news: Path, tmp_path: Path, env: dict[str, str]) -> None:
        ran = process("show", news, folder=tmp_path, env=env)
        assert (ran.status, ran.err) == (0, "")
        expected = "عاجل" if "LC_ALL" in env else r"\u0639\u0627\u062c\u0644"
        assert expected in ran.out
        assert "عاجل" in process("show", news, "--json", folder=tmp_path, env=env).out

    def test_no_home_and_no_name(self, tmp_path: Path) -> None:
        env = dict.fromkeys(("HOME", "USER", "LOGNAME", "USERNAME", "LNAME"), "")
        assert process("new", "a.db", folder=tmp_path, env=env).status == 0


@posix
class TestTerminal:
    def test_arabic_is_joined_and_ordered_and_progress_shown(self, news: Path, tmp_path: Path) -> None:
        import pty

        def at_terminal(*arguments: object, **env: str) -> tuple[int, str]:
            ours, theirs = pty.openpty()
            env = {"COLUMNS": "80", "TERM": "xterm", "VTE_VERSION": "", "NO_COLOR": "1", **env}
            env = {name: value for name, value in env.items() if value}
            running = start(*arguments, folder=tmp_path, env=env, stdout=theirs, stderr=theirs, stdin=theirs)
            os.close(theirs)
            out = b""
            while True:
                try:
                    part = os.read(ours, 65536)
                except OSError:
                    break
                if not part:
                    break
                out += part
            os.close(ours)
            return running.wait(20), out.decode().replace("\r\n", "\n")

        status, listed = at_terminal("show", news)
        assert status == 0
        assert "3126fad07701  ticker   2026-03-14  ﺔﻠﺟﺎﻌﻟﺍ ﺭﺎﺒﺧﻷﺍ\n" in listed
        assert "الأخبار العاجلة\n" in at_terminal("show", news, ANNOTATOR_VISUAL="never")[1]
        (tmp_path / "a.txt").write_text("خبر", encoding="utf-8")
        status, told = at_terminal("import", news, "a.txt")
        assert status == 0
        assert "ﺩﺍﺮﻴﺘﺳﺍ" in told and "100%" in told


NO_DISPLAY = [
    {},
    {"DISPLAY": ":9977"},
    {"DISPLAY": "junk"},
    {"WAYLAND_DISPLAY": "bogus", "XDG_RUNTIME_DIR": "/"},
    {"DISPLAY": ":9977", "QT_QPA_PLATFORM": "xcb"},
]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
class TestDisplay:
    @pytest.mark.parametrize("env", NO_DISPLAY)
    def test_a_window_without_a_display_is_refused_in_one_sentence(
        self, news: Path, tmp_path: Path, env: dict[str, str]
    ) -> None:
        ran = process("--language", "en", "open", news, folder=tmp_path, env=env)
        assert (ran.status, ran.out) == (3, "")
        assert ran.err == (
            "There is no display to open a window on; to work without one, set QT_QPA_PLATFORM=offscreen.\n"
        )
        assert not list(tmp_path.glob("core*"))

    def test_the_demo_does_its_work_all_the_same(self, cli: Cli, tmp_path: Path) -> None:
        for _ in range(2):
            ran = process("--language", "en", "demo", "sample", folder=tmp_path)
            assert ran.status == 0
            assert ran.out.splitlines() == [
                "Sample project: sample/demo.db",
                "15 documents exported: sample/demo.jsonl",
                "Picture of the window: sample/demo.png",
            ]
        assert (tmp_path / "sample" / "demo.png").read_bytes().startswith(b"\x89PNG")
        assert cli("verify", "sample/demo.db").status == 0
        (tmp_path / "file").touch()
        assert process("demo", "file", folder=tmp_path).status == 3

    def test_a_picture_waits_for_nobody(self, news: Path, tmp_path: Path) -> None:
        picture = ("--screenshot", tmp_path / "a.png")
        ran = process("--language", "en", "open", news, "--document", "3126", *picture, folder=tmp_path)
        assert (ran.status, ran.out) == (0, "")
        assert (tmp_path / "a.png").stat().st_size > 10_000

    @pytest.mark.parametrize("option", [("--document", "none"), ("--span", "none")])
    def test_what_is_not_there_is_told_before_the_window_opens(
        self, cli: Cli, news: Path, option: tuple[str, str]
    ) -> None:
        ran = cli("open", news, *option)
        assert (ran.status, ran.out) == (3, "")
        assert ran.err.startswith("There is no ")

    def test_no_command_at_all(self, tmp_path: Path) -> None:
        ran = process(folder=tmp_path)
        assert (ran.status, ran.out) == (3, "")
        assert "QT_QPA_PLATFORM=offscreen" in ran.err and "لا شاشة" in ran.err


def test_a_fault_of_the_program_is_told_as_one(cli: Cli, monkeypatch: pytest.MonkeyPatch, news: Path) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(record, "stats_of", broken)
    ran = cli("stats", news)
    assert (ran.status, ran.out) == (3, "")
    assert "ZeroDivisionError" in ran.err and "Unexpected error." in ran.err
