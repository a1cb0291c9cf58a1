"""Shared by all tests: an offscreen Qt, the same few fonts, private settings, prepared projects, texts."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from annotator.commands import documents
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# The same examples on every machine: whether the suite passes is not a matter of luck. Only the deep run of
# the benchmark, which sets `ANNOTATOR_EXAMPLES`, looks for new ones.
# How long an example may take says more about the machine than about the program.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("deep", derandomize=False, deadline=None)
settings.load_profile("deep" if os.environ.get("ANNOTATOR_EXAMPLES") else "same")

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


def _use_private_settings() -> None:
    """Keep what is prepared once, before the fixture of a test, from the settings and the key of a person."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-settings-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ANNOTATOR_SETTINGS"] = str(folder)


_use_private_fonts()
_use_private_settings()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The order can be had again, also from a run that says little."""
    seed = config.getoption("randomly_seed", None)
    if isinstance(seed, int):
        terminalreporter.write_line(f"This order again: --randomly-seed={seed}")


@pytest.fixture(autouse=True)
def private_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own settings folder."""
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings"))


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it, whichever test asks first."""
    from annotator.ui.app import application

    return application()


@pytest.fixture(autouse=True)
def no_leftover_widgets() -> Iterator[None]:
    """What a test has asked Qt to delete is deleted: a change of style goes through every widget there is.

    A test that leaves a window open fails: the next one would find it, or wait behind a dialog for ever.
    """
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QObject
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Between tests no timer runs; what a thread of the next one collected would be widgets of this one.
    for garbage in QCoreApplication.instance().findChildren(QObject, "garbage"):
        garbage.collect()
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [repr(widget) for widget in left]
    for widget in left:
        widget.hide()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert names == []


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of projects that are made once and copied for each test that wants one."""
    return tmp_path_factory.mktemp("prepared")


@pytest.fixture(scope="session")
def empty_project(prepared: Path) -> Path:
    """A project of سلمى without documents."""
    path = prepared / "empty.db"
    Project.create(path, scheme_toml.load(), actor="سلمى").close()
    return path


@pytest.fixture(scope="session")
def sample_project(prepared: Path, empty_project: Path) -> Path:
    """The same with the sample corpus in it, brought in by نور: verdicts on her own rows nobody brings in."""
    path = prepared / "sample.db"
    shutil.copy(empty_project, path)
    with Project.open(path) as project:
        documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author="نور")
    return path


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
    # Python keeps a stand-in for a thread of Qt's that asked who it is, also when that has ended.
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]
    for thread in left:
        thread.join(timeout=2)
    assert not [thread.name for thread in left if thread.is_alive()]
