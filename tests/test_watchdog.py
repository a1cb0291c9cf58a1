"""The watchdog finds what it is for: a loop that stands still, a look at everything, a wait for a lock."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.store import Project
from tests.watchdog import Watchdog, asked


def stand_still() -> None:
    time.sleep(0.3)


def test_a_loop_that_stands_still_is_found_with_its_place(qapp: QApplication) -> None:
    with Watchdog(most=0.1) as watchdog:
        QTest.qWait(20)
        watchdog.take()
        QTimer.singleShot(0, stand_still)
        QTest.qWait(20)
        (block, *_) = watchdog.take()
        assert watchdog.take() == []
    assert block.seconds > 0.1
    # It waited; nothing was computed.
    assert block.computed < block.seconds / 2
    assert all(
        stack.startswith("tests/test_watchdog.py:") and " stand_still" in stack for stack in block.stacks
    )
    assert block.stacks and " stand_still" in str(block)


def test_what_is_asked_is_counted(tmp_path: Path, sample_project: Path) -> None:
    path = shutil.copy(sample_project, tmp_path / "a.db")
    with asked() as watched, Project.open(path) as project:
        watched.statements.clear()
        project.one("SELECT 1")
        project.one("SELECT count(*) FROM spans one, spans other WHERE one.quote < other.quote")
        quick, scan = watched.statements
        assert (quick.sql, quick.steps) == ("SELECT 1", 0)
        assert scan.steps > 1_000 and watched.longest()[0] == scan
        project.waits(0.25)
        project.set_preference("somebody", "key", "value")
        assert watched.statements[-1].patience == 250
    with Project.open(path) as project:
        project.one("SELECT 1")
    assert len(watched.statements) == 4
