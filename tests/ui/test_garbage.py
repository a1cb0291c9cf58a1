"""Widgets are taken apart in the window's thread, whoever makes most of what is to be collected."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui import background
from annotator.ui.garbage import Garbage, give_back

_ENOUGH = 2 * gc.get_threshold()[0]
"""Objects at which a collection is due."""


class Knot(QWidget):
    """Holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def allocate() -> None:
    """More than Python lets pass before it collects."""
    for _ in range(30):
        [[] for _ in range(_ENOUGH)]


def test_no_other_thread_collects_and_the_window_does(app: QApplication) -> None:
    garbage = app.findChild(Garbage)
    assert garbage is not None
    gc.enable()  # as some libraries leave it
    garbage.collect()
    assert not gc.isenabled()
    known = weakref.ref(Knot())
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert known() is not None
    gc.collect()
    again = weakref.ref(Knot())
    for _ in range(40):
        held = [[] for _ in range(_ENOUGH)]
        QTest.qWait(60)
        del held
        if again() is None:
            break
    assert again() is None
    QCoreApplication.processEvents()


def test_work_in_the_background_gives_its_memory_back_in_its_own_thread(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(background, "give_back", lambda: given.append(threading.get_ident()))
    thread = background.Thread(lambda _: threading.get_ident())
    thread.start()
    thread.wait()
    assert given == [thread.result]


def test_memory_can_be_given_back_on_every_system() -> None:
    held = [bytes(1_000) for _ in range(10_000)]
    held.clear()
    give_back()
