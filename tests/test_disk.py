"""Files come whole or not at all, lie on the disk before they bear their name, and have names that travel."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator import disk
from annotator.commands import exporting
from annotator.core.errors import AnnotatorError
from annotator.disk import check_target, may_write, write_whole
from annotator.formats import scheme_toml
from annotator.store import Project
from tests.command_line import Cli, cli, is_whole, news, process

__all__ = ["cli", "news"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the disk, in order: the kind of what is synced, and renames."""
    seen: list[str] = []

    def noted(name: Callable[..., str], does: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            seen.append(name(*arguments))
            return does(*arguments)

        return call

    def kind(place: int) -> str:
        return f"sync {'folder' if os.path.isdir(f'/proc/self/fd/{place}') else 'file'}"  # noqa: PTH112

    monkeypatch.setattr(os, "fsync", noted(kind, os.fsync))
    monkeypatch.setattr(Path, "replace", noted(lambda *_: "rename", Path.replace))
    return seen


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="tells folders from files by /proc")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.toml"])
def test_a_file_is_on_the_disk_before_it_bears_its_name(
    tmp_path: Path, news: Path, order: list[str], name: str
) -> None:
    if name.endswith("toml"):
        scheme_toml.save(scheme_toml.load(), tmp_path / name)
    else:
        with Project.open(news, read_only=True) as project:
            exporting.export(project, tmp_path / name)
    whole = ["sync file", "rename", "sync folder"]
    beside = [] if name.endswith("toml") else whole  # the manifest
    assert order == [*whole, *beside]


def test_a_folder_that_cannot_be_synced_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "open", refuse)
    disk.sync_folder(tmp_path)


def test_a_file_that_somebody_holds_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise PermissionError(errno.EACCES, "Access is denied")

    out = tmp_path / "a.csv"
    out.write_bytes(b"before")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(AnnotatorError) as caught:
        write_whole(out, b"after")
    assert caught.value.code == "file-in-use"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert out.read_bytes() == b"before"


_UNNAMEABLE = [
    "a:b.db",
    "CON.db",
    "con",
    "nul.tar.gz",
    "Com1.db",
    "lpt9",
    "x.",
    "x ",
    "a?.db",
    "a|b",
    "a\nb",
    "aux .db",
]


@posix
@pytest.mark.parametrize("name", _UNNAMEABLE)
def test_names_that_do_not_travel(cli: Cli, news: Path, tmp_path: Path, name: str) -> None:
    for command in (("new",), ("export", news), ("backup", news), ("scheme", news, "--export")):
        ran = cli(*command, name)
        assert (ran.status, ran.out) == (3, ""), command
        assert "on every system" in ran.err
    assert "كل نظام" in cli("new", name, language="ar").err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    "name", ["أخبار 2024.db", "console.db", "com10.db", ".hidden", "a.b.db", "common", "x-1_(2).jsonl"]
)
def test_names_that_travel(tmp_path: Path, name: str) -> None:
    check_target(tmp_path / name)


@posix
def test_what_is_there_already_may_be_replaced_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a:b.csv").write_bytes(b"before")
    write_whole(tmp_path / "a:b.csv", b"after")
    assert (tmp_path / "a:b.csv").read_bytes() == b"after"


def test_where_rights_cannot_be_asked_they_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a file that a list of rights protects passes for writable until it is opened."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    path = tmp_path / "a.db"
    path.touch()
    monkeypatch.setattr(sys, "platform", "win32")
    assert may_write(path)
    monkeypatch.setattr(Path, "open", refuse)
    assert not may_write(path)


@posix
def test_the_size_limit_is_told_as_what_it_is(cli: Cli, news: Path, tmp_path: Path) -> None:
    import resource

    text = "".join(f"خبر رقم {number}. " for number in range(400_000))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    limit = news.stat().st_size + (1 << 20)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    head = cli("verify", news, "--json").json()["head"]
    ran = process("--language", "en", "import", news, "a.txt", folder=tmp_path, preexec_fn=limited)
    assert (ran.status, ran.out) == (3, "")
    assert "has reached the largest size allowed" in ran.err
    assert is_whole(cli, news, head)
    limit = 100_000
    ran = process("--language", "en", "export", news, "out.jsonl", folder=tmp_path, preexec_fn=limited)
    assert (ran.status, ran.out) == (3, "")
    assert "out.jsonl could not be written: the file is larger than allowed here" in ran.err
    assert not (tmp_path / "out.jsonl").exists()
