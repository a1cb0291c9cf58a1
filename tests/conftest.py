"""What every test shares: an offscreen Qt, settings that touch nobody's home, the folder of real texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before a change lands the same examples are tried each time: whether it may is not a matter of luck.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def private_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own settings folder."""
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings"))


@pytest.fixture(autouse=True)
def no_leftover_widgets() -> Iterator[None]:
    """What a test has asked Qt to delete is deleted: a change of style goes through every widget there is."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def real_data() -> Path:
    """The folder of real texts: skip where it is not named, fail where it is named and absent."""
    named = os.environ.get("ANNOTATOR_REAL_DATA")
    if not named:
        pytest.skip("ANNOTATOR_REAL_DATA is not set")
    folder = Path(named)
    assert folder.is_dir(), f"ANNOTATOR_REAL_DATA names {folder}, which is not a folder"
    return folder


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """A test that leaves a thread running fails."""
    import threading

    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    for thread in left:
        thread.join(timeout=2)
    assert not [thread.name for thread in left if thread.is_alive()]
