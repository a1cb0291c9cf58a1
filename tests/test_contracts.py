"""No module is outside the import contracts: what is planted in a scratch copy breaks them by name."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "mark", "review", "suggest", "documents", "project", "team", "lead", "ledger", "record", "search",
    "scheme", "help", "preferences",
)  # fmt: skip
FOREIGN = {"sqlite3": "annotator.store", "PySide6": "annotator.ui", "matplotlib": "annotator.plots"}
"""What only one package may import."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with a forbidden import in every module, and modules that are nowhere listed."""
    folder = tmp_path_factory.mktemp("planted")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "annotator", folder / "annotator", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in folder.glob("annotator/**/*.py"):
        _append(path, *FOREIGN)
    for room, other in itertools.pairwise(ROOMS):
        _append(folder / "annotator" / "ui" / room / "__init__.py", f"annotator.ui.{other}")
    _append(folder / "annotator" / "core" / "model.py", "annotator.store.project")
    for stray in ("annotator/stray.py", "annotator/ui/stray_room.py"):
        (folder / stray).write_text('"""Nowhere listed."""\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(scratch: Path) -> str:
    """What the linter says of the copy."""
    done = _lint(scratch)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_the_program_keeps_its_contracts() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_module_is_held(scratch: Path, told: str) -> None:
    """Beside the package itself, which holds its version only."""
    modules = sorted(set(map(_module, (ROOT / "annotator").rglob("*.py"))) - {"annotator"})
    assert len(modules) > 200
    named = set(re.findall(r"^-?\s*(annotator[\w.]*) -> (\w+) \(", told, re.MULTILINE))
    escaped = [
        (module, foreign)
        for foreign, home in FOREIGN.items()
        for module in modules
        if not f"{module}.".startswith(f"{home}.") and (module, foreign) not in named
    ]
    assert escaped == []


def test_rooms_do_not_know_each_other(told: str) -> None:
    for room, other in itertools.pairwise(ROOMS):
        assert f"annotator.ui.{room} is not allowed to import annotator.ui.{other}" in told


def test_a_lower_layer_does_not_know_a_higher_one(told: str) -> None:
    assert "annotator.core is not allowed to import annotator.store" in told


def test_no_module_stands_outside_the_layers(told: str) -> None:
    assert "annotator.stray" in told
    assert "annotator.ui.stray_room" in told


def test_the_rooms_are_all_there_are() -> None:
    folders = {path.parent.name for path in (ROOT / "annotator" / "ui").glob("*/__init__.py")}
    assert folders == {*ROOMS, "article", "parts"}


def _append(path: Path, *modules: str) -> None:
    planted = "".join(f"import {module}\n" for module in modules)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{planted}", encoding="utf-8")


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "400", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
