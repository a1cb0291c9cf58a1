"""Bad files and refusals: each said with its place, the rest of the work done, the project as it was."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.core.offsets import canonical
from annotator.store import Project, connection, queries
from tests.command_line import CORPUS, Cli, cli, news

__all__ = ["cli", "news"]

TEXT = "قال مصدر عسكري إن الطائرة سقطت قرب الحدود.\nوأضاف أن التحقيق مستمر."
OURS: dict[str, Any] = {"format": "annotator/1", "offset_unit": "codepoint", "kind": "text", "text": TEXT}
posix_names = pytest.mark.skipif(sys.platform == "win32", reason="such names do not exist here")


def span(**fields: object) -> dict[str, Any]:
    return {"id": "s", "label": "cue", "ranges": [[0, 3]], "quote": "قال", "author": "a", **fields}


def lines(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def packed() -> bytes:
    """A compressed file whose second half is missing."""
    numbers = random.Random(1)
    rows = [{"text": f"{number} {numbers.random()}"} for number in range(3000)]
    whole = gzip.compress(lines(*rows))
    return whole[: len(whole) // 2]


BAD: dict[str, tuple[bytes, str, int]] = {
    # name: content, what is said, documents taken all the same
    "cp1256.txt": (TEXT.encode("cp1256"), "cp1256.txt: The text is not UTF-8 (probably cp1256)", 0),
    "line.jsonl": (
        lines({"text": "a"}) + b"\n" + '{"text": "قال مصدر عسكري"}'.encode("cp1256"),
        "line.jsonl, line 2: The text is not UTF-8",
        1,
    ),
    "empty.txt": (b"", "empty.txt: The file is empty", 0),
    "blank.txt": (" \n\t\u200f\u00a0\n".encode(), "blank.txt: The file is empty", 0),
    "marks.jsonl": (b"\n\n", "marks.jsonl: The file is empty", 0),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00", "picture.txt: This is not a text file (type: PNG)", 0),
    "noise.txt": (bytes(range(256)) * 20, "noise.txt: This is not a text file", 0),
    "nul.txt": (b"abc\x00def", "nul.txt: This is not a text file", 0),
    "late-nul.txt": (b"abc\n" * 80_000 + b"\x00", "late-nul.txt: Line 80001, column 1 contains a NUL", 0),
    "cut.jsonl": (lines({"text": "a"}, '{"text":', {"text": "c"}), "cut.jsonl, line 2: Invalid JSON", 2),
    "array.json": (b'[{"text": "a"},\n{"text": }]', "array.json, line 2: Invalid JSON at column 10", 0),
    "list.jsonl": (lines({"text": "a"}, [1], "5", {"text": 5}), "list.jsonl, line 4: None of the record", 1),
    "escape.jsonl": (rb'{"text": "a\u0000"}', "escape.jsonl: Line 1, column 12 contains a NUL", 0),
    "half.jsonl": (rb'{"text": "a\ud83d"}', "half.jsonl: Line 1, column 12 contains half", 0),
    "deep.jsonl": (lines('{"text": "a", "d": ' + "[" * 90_000 + "]" * 90_000 + "}", {"text": "b"}),
                   "deep.jsonl, line 1: Invalid JSON", 1),
    "huge.jsonl": (lines('{"text": "a", "n": 1e999}', {"text": "b"}), "huge.jsonl, line 1: ", 1),
    "outside.jsonl": (lines({**OURS, "spans": [span(ranges=[[0, 900]])]}),
                      "outside.jsonl, line 1: The ranges [[0, 900]] are empty, overlap, or lie outside", 1),
    "beyond.jsonl": (lines({**OURS, "spans": [span(ranges=[[0, 10**30]])]}), "line 1: The ranges [[0, 10", 1),
    "quote.jsonl": (lines({**OURS, "spans": [span(ranges=[[4, 8]])]}),
                    "quote.jsonl, line 1: Span s quotes “قال”, but the text there reads “مصدر”", 1),
    "newer.jsonl": (lines({"format": "annotator/9"}, OURS), "newer.jsonl, line 1: The record was written", 1),
    "cut.jsonl.gz": (packed(), "cut.jsonl.gz: The compressed file is truncated", 1400),
    "wrong.gz": (b"plain", "wrong.gz: The compressed file is truncated or damaged", 0),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files(cli: Cli, tmp_path: Path, name: str) -> None:
    content, said, taken = BAD[name]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "good.txt").write_text("خبر سليم", encoding="utf-8")
    cli("new", "a.db")
    ran = cli("import", "a.db", f"in/{name}", "in/good.txt", "--json")
    assert ran.status == 1
    assert said in ran.err
    found = ran.json()["documents"] - 1
    assert found == taken or found > taken >= 1000
    arabic = cli("import", "a.db", f"in/{name}", language="ar")
    assert arabic.status == 1
    assert all(any("\u0620" <= char <= "\u064a" for char in row) for row in arabic.out.splitlines())
    assert cli("verify", "a.db").status == 0


def test_the_encoding_that_was_guessed_makes_it_work(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp1256"))
    cli("new", "a.db")
    option = cli("import", "a.db", "a.txt").err.splitlines()[-1].split()
    assert option == ["--encoding", "cp1256"]
    assert cli("import", "a.db", "a.txt", *option).status == 0
    assert TEXT in cli("show", "a.db", "").out


def test_a_project_among_the_files(cli: Cli, news: Path) -> None:
    head = cli("verify", news, "--json").json()["head"]
    ran = cli("import", news, news)
    assert ran.status == 1
    assert "(type: SQLite)" in ran.err and "annotator export" in ran.err
    assert cli("verify", news, "--head", head).status == 0


def test_folders(cli: Cli, tmp_path: Path) -> None:
    cli("new", "a.db")
    (tmp_path / "none").mkdir()
    assert "none: No file in this folder ends in one of" in cli("import", "a.db", "none").err
    assert "gone: There is no such file" in cli("import", "a.db", "gone").err


@posix_names
def test_links_that_lead_round(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "loop"
    folder.mkdir()
    (folder / "again").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "a.txt").write_text("خبر", encoding="utf-8")
    cli("new", "a.db")
    assert cli("import", "a.db", "loop").out == "1 document imported.\n"
    ran = cli("import", "a.db", "loop/self.txt")
    assert (ran.status, ran.err) == (
        1,
        "loop/self.txt: It could not be read: the links go round in a circle. "
        "Check your read permission and the disk.\n",
    )
    assert "الروابط" in cli("import", "a.db", "loop/self.txt", language="ar").err


@posix_names
@pytest.mark.parametrize("name", ["خبر عاجل.txt", "😀.txt", "a\nThe record is whole.txt", "\u202eabc.txt",
                                  "\x1b[31mred.txt", " .txt", "-x.txt"])  # fmt: skip
def test_names_of_files_stay_one_harmless_line(cli: Cli, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(b"")
    cli("new", "a.db")
    ran = cli("import", "a.db", "in")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("in/") and ran.err.endswith("Nothing was imported from it.\n")
    assert "\x1b" not in ran.err and "\u202e" not in ran.err


def test_titles_cannot_command_the_terminal_nor_turn_their_neighbours(cli: Cli, tmp_path: Path) -> None:
    titles = [
        "<b>x</b>",
        "\x1b[31mred\x07",
        "a\u202eevil\u2069 \u2066",
        "[bold]x[/bold]",
        "a\nb\u2028c",
        "\x9b2J",
    ]
    (tmp_path / "a.jsonl").write_bytes(
        lines(*({"title": title, "text": f"نص {title}", "author": title} for title in titles))
    )
    cli("new", "a.db")
    assert cli("import", "a.db", "a.jsonl").status == 0
    shown = cli("show", "a.db").out
    assert len(shown.splitlines()) == len(titles)
    shown += "".join(cli("show", "a.db", line.split()[0]).out for line in shown.splitlines())
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u2069", "\u2028"} & set(shown)
    for harmless in ("<b>x</b>", r"\x1b[31mred\x07", r"a\u202eevil", "[bold]x[/bold]", "a b c", r"\x9b2J"):
        assert f"  {harmless}" in shown


def test_an_author_that_would_command_the_terminal(cli: Cli, news: Path) -> None:
    cli("new", "b.db", "--author", "\x1b[2Jx\u202e")
    assert "\x1b" not in cli("history", "b.db").out
    for name in ("", " \u200f", "\udcff"):
        ran = cli("import", news, CORPUS, "--author", name)
        assert (ran.status, ran.out) == (3, "")


class TestOneHugeLine:
    def test_fifty_megabytes(self, cli: Cli, tmp_path: Path) -> None:
        text = "كلمة عربية " * 2_600_000
        assert len(text.encode()) > 50_000_000
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        (tmp_path / "b.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False), encoding="utf-8")
        cli("new", "a.db")
        assert cli("import", "a.db", "a.txt", "b.jsonl").status == 0
        assert cli("stats", "a.db", "--json").json()["characters"] >= len(text.strip())
        assert len(cli("show", "a.db").out) < 1000


COMMANDS = {
    "open": ("--screenshot", "out.png"), "import": (CORPUS,), "export": ("out",), "show": (), "stats": (),
    "history": (), "verify": (), "backup": ("out",), "scheme": ("--export", "out"),
}  # fmt: skip


class TestProjects:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_that_are_none(self, cli: Cli, tmp_path: Path, command: str) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "text.db").write_text(TEXT * 50, encoding="utf-8")
        (tmp_path / "empty.db").touch()
        sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (a)").connection.close()
        before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
        for name, said in (
            ("none.db", "no project file"), ("folder", "no project file"),
            ("text.db", "not an Annotator project"),
            ("empty.db", "not an Annotator project"), ("other.db", "not an Annotator project"),
        ):  # fmt: skip
            ran = cli(command, name, *COMMANDS[command])
            assert (ran.status, ran.out) == (3, "")
            assert said in ran.err and name in ran.err
        assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before

    def test_of_a_newer_version(self, cli: Cli, news: Path) -> None:
        with sqlite3.connect(news) as changed:
            changed.execute("PRAGMA user_version = 99")
        changed.close()
        content = news.read_bytes()
        for command in ("show", "verify", "stats"):
            assert "written by a newer version (format 99" in cli(command, news).err
        assert cli("import", news, CORPUS).status == 3
        assert news.read_bytes() == content

    def test_that_are_damaged(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        (tmp_path / "cut.db").write_bytes(news.read_bytes()[:6000])
        for command, status in (("show", 3), ("verify", 1)):
            ran = cli(command, "cut.db")
            assert (ran.status, "damaged" in ran.err) == (status, True)

    def test_that_can_only_be_read(self, cli: Cli, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        ran = cli("import", news, CORPUS)
        assert (ran.status, ran.out) == (3, "")
        assert "is read-only" in ran.err
        assert cli("show", news).status == 0

    def test_that_another_program_writes_to(
        self, cli: Cli, news: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
        (tmp_path / "new.txt").write_text("جديد", encoding="utf-8")
        other = sqlite3.connect(news, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ran = cli("import", news, "new.txt")
        assert (ran.status, ran.out) == (3, "")
        assert "Another program is writing to" in ran.err
        assert cli("show", news).status == 0
        other.close()
        assert cli("import", news, "new.txt").status == 0

    def test_new_never_takes_the_place_of_anything(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        for name in (news.name, "folder", "none/a.db"):
            assert cli("new", name).status == 3
        assert "لا وجود" in cli("new", "none/a.db", language="ar").err
        assert cli("verify", news).status == 0

    def test_schemes_that_cannot_be_used(self, cli: Cli, tmp_path: Path) -> None:
        name = 'id = "x"\nname = { ar = "س", en = "x" }\n'
        label = '[[labels]]\nid = "a"\nname = { en = "a" }\n'
        for content, said in (("]", "line 1"), (name, "labels"), (name + label, "labels.a")):
            (tmp_path / "s.toml").write_text(content, encoding="utf-8")
            ran = cli("new", "a.db", "--scheme", "s.toml")
            assert ran.status == 3 and said in ran.err
        assert cli("new", "a.db", "--scheme", "none.toml").status == 3
        assert not (tmp_path / "a.db").exists()


class TestTargets:
    """Whatever is named as OUT, no project is lost."""

    def test_a_project_is_never_written_over(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        cli("new", "other.db")
        (tmp_path / "sub").mkdir()
        targets = [news.name, f"sub/../{news.name}", str(news), "other.db", f"{news.name}-wal",
                   f"{news.name}-shm", f"{news.name}-journal"]  # fmt: skip
        if sys.platform != "win32":
            (tmp_path / "link").symlink_to(news)
            os.link(news, tmp_path / "same")
            targets += ["link", "same"]
        digest = hashlib.sha256(news.read_bytes()).digest()
        for command in ("export", "backup"):
            for target in targets:
                ran = cli(command, news, target)
                assert (ran.status, ran.out) == (3, "")
                assert "will not be overwritten" in ran.err
        assert "will not be overwritten" in cli("scheme", news, "--export", news).err
        assert "will not be overwritten" in cli("open", news, "--screenshot", news).err
        assert hashlib.sha256(news.read_bytes()).digest() == digest
        assert cli("verify", news).status == cli("verify", "other.db").status == 0

    def test_folders_and_missing_folders(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        for command in ("export", "backup"):
            assert "is a folder or a device" in cli(command, news, "folder").err
            assert cli(command, news, "none/out").status == 3
        assert "no such file or folder" in cli("export", news, "none/out").err
        assert list((tmp_path / "folder").iterdir()) == []

    @pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices here")
    def test_devices_stay_devices(self, cli: Cli, news: Path) -> None:
        assert cli("export", news, "/dev/null").status == 3
        assert not Path("/dev/null").is_file()

    def test_formats_that_cannot_be_written(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("earlier", encoding="utf-8")
        for format_id in ("text", "none"):
            assert cli("export", news, "out", "--format", format_id).status == 2
        assert (tmp_path / "out").read_text(encoding="utf-8") == "earlier"
        assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


@pytest.mark.real_data
def test_naughty_strings_come_through_unchanged(cli: Cli, tmp_path: Path, real_data: Path) -> None:
    naughty = json.loads((real_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    rows = [
        {"title": text, "author": text, "text": f"{text}\n{number}"} for number, text in enumerate(naughty)
    ]
    (tmp_path / "a.jsonl").write_bytes(lines(*rows))
    cli("new", "a.db")
    ran = cli("import", "a.db", "a.jsonl")
    # Six differ from another only in a few characters of a long run.
    told = f"{len(naughty)} documents imported. 6 documents look like versions of earlier ones.\n"
    assert (ran.status, ran.out) == (0, told)
    with Project.open(tmp_path / "a.db", read_only=True) as project:
        kept = [bundle.text for bundle in queries.bundles(project)]
        ids = queries.document_ids(project)
    assert kept == [canonical(row["text"]) for row in rows]
    assert len(cli("show", "a.db").out.splitlines()) == len(naughty)
    for visual in ("never", "always"):
        shown = [cli("show", "a.db", document, "--visual", visual).out for document in ids]
        assert all(text.splitlines()[-1].strip() == str(number) for number, text in enumerate(shown))
        assert not {"\x1b", "\x00", "\x07", "\u202e", "\u2066"} & set("".join(shown))
    cli("export", "a.db", "first.jsonl")
    cli("new", "b.db")
    assert cli("import", "b.db", "first.jsonl").status == 0
    cli("export", "b.db", "second.jsonl")
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    assert cli("verify", "b.db").status == 0
