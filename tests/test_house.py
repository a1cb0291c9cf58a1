"""The house is one to find one's way in: nothing lies loose, and no module has grown too long to read."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "annotator"
LONGEST = 400
"""Lines. What is longer holds two subjects: give each a module."""


def test_no_module_is_too_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert len(lines) > 200
    assert {str(path): count for path, count in lines.items() if count > LONGEST} == {}


def test_nothing_lies_loose() -> None:
    loose = {path.name for path in PACKAGE.glob("*.py")}
    assert loose == {"__init__.py", "__main__.py", "cores.py", "disk.py"}
