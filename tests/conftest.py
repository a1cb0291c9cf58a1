"""What every test shares: an offscreen Qt, the same few fonts, settings of its own, the real texts."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# Before a change lands the same examples are tried each time: whether it may is not a matter of luck.
# How long an example may take says more about the machine than about the program.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{amiri}</dir>
  <dir>{dejavu}</dir>
  <cachedir>{cache}</cachedir>
  <selectfont>
    <rejectfont><glob>{dejavu}/*</glob></rejectfont>
    <acceptfont><glob>{dejavu}/DejaVuSans*.ttf</glob></acceptfont>
  </selectfont>
</fontconfig>
"""


def _package(name: str) -> Path:
    found = find_spec(name)
    assert found is not None and found.origin is not None
    return Path(found.origin).parent


def _use_private_fonts() -> None:
    """Let this process and its children see the shipped face and DejaVu, whatever the machine has.

    The fonts of the system count in the process that `test_system_fonts` starts.
    """
    if not sys.platform.startswith("linux") or "ANNOTATOR_TEST_FONTS" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="annotator-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    amiri, dejavu = _package("fontpkg_amiri") / "files", _package("matplotlib") / "mpl-data/fonts/ttf"
    config = folder / "fonts.conf"
    config.write_text(_FONTS.format(amiri=amiri, dejavu=dejavu, cache=folder / "cache"), encoding="utf-8")
    os.environ["ANNOTATOR_TEST_FONTS"] = "private"
    os.environ["ANNOTATOR_SYSTEM_FONTS"] = os.environ.get("FONTCONFIG_FILE", "")
    os.environ["FONTCONFIG_FILE"] = str(config)
    # matplotlib remembers which fonts it has found.
    os.environ["MPLCONFIGDIR"] = str(folder / "matplotlib")


_use_private_fonts()


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
