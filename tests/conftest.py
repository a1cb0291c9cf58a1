"""Shared by all tests: an offscreen Qt, settings of its own, prepared projects, the folder of real texts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from annotator.commands import documents
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project

# The same examples on every machine: whether the suite passes is not a matter of luck. Only the deep run of
# the benchmark, which sets `ANNOTATOR_EXAMPLES`, looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("deep", derandomize=False)
settings.load_profile("deep" if os.environ.get("ANNOTATOR_EXAMPLES") else "same")

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
    """The same with the sample corpus in it."""
    path = prepared / "sample.db"
    shutil.copy(empty_project, path)
    with Project.open(path) as project:
        documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author="سلمى")
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
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    for thread in left:
        thread.join(timeout=2)
    assert not [thread.name for thread in left if thread.is_alive()]
