"""The command line as a test uses it: within this process where it can be, as a process where it must."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import annotator
from annotator.__main__ import main
from annotator.disk import data_path
from annotator.store import accounts

CORPUS = data_path("sample_corpus", "corpus.jsonl")
_ROOT = str(Path(annotator.__file__).parents[1])


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """The last line of the output, as JSON."""
        return json.loads(self.out.splitlines()[-1])


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Runs a command in the test's folder, in English unless `language` says otherwise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(accounts, "account", lambda: "salma@here")
    monkeypatch.setattr(accounts, "proposed_name", lambda: "salma")
    for name in ("ANNOTATOR_LANGUAGE", "ANNOTATOR_VISUAL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, language: str | None = "en") -> Ran:
        before = ["--language", language] if language else []
        capsys.readouterr()
        status = main([*before, *map(str, arguments)])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def news(cli: Cli, tmp_path: Path, prepared: Path) -> Path:
    """A project with the sample corpus in it, made by the command line once and then copied."""
    made = prepared / "command-line.db"
    if not made.exists():
        assert cli("new", made).status == 0
        assert cli("import", made, CORPUS).status == 0
    return shutil.copy(made, tmp_path / "news.db")


def is_whole(cli: Cli, path: object, head: str) -> bool:
    """Whether a project is clean and ends with this head."""
    told = cli("verify", path, "--json").json()
    return (told["clean"], told["findings"], told["head"]) == (True, [], head)


def start(
    *arguments: object, folder: Path, env: dict[str, str] | None = None, **streams: Any
) -> subprocess.Popen[bytes]:
    """The command line as a process of its own, in `folder`, with no display and no language chosen."""
    chosen = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM") and not name.startswith("ANNOTATOR_")
    }
    private = {"ANNOTATOR_SETTINGS": os.environ["ANNOTATOR_SETTINGS"]}
    chosen |= {"PYTHONPATH": _ROOT, **private, **(env or {})}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    command = [sys.executable, "-m", "annotator", *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, env=chosen, **streams)


def process(*arguments: object, folder: Path, env: dict[str, str] | None = None, **streams: Any) -> Ran:
    """What such a process did."""
    running = start(*arguments, folder=folder, env=env, **streams)
    out, err = running.communicate(timeout=60)
    return Ran(running.returncode, (out or b"").decode(errors="replace"), (err or b"").decode())
