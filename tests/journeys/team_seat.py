"""Somebody's window in a process of its own: does what it is told a line at a time, and says what is there.

`python -m tests.journeys.team_seat open PROJECT ...`; a line names a method of `Seat` and what it is given.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest

from annotator.ui.project.conflicts_dialog import ConflictsDialog
from annotator.ui.team.dialog import TeamDialog
from tests.journeys.driver import KEY, MOD, Person, sit_down

_LOOKING_MILLISECONDS, _LOOKS = 10, 3000
_CTRL_SHIFT = MOD.ControlModifier | MOD.ShiftModifier


class Seat:
    """What a person does at the window, and sees there."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._window = person.window

    def sync(self) -> str:
        """Press the key for it; what the status bar says afterwards."""
        self._wait()
        began: list[bool] = []
        task = self._window.status.syncing._task
        task.changed.connect(began.append)
        self._person.press(KEY.Key_F5)
        self._wait()
        task.changed.disconnect(began.append)
        assert began[:1] == [True], "the key did nothing"
        return self._window.status.team.text()

    def choose(self, list_id: str) -> int:
        """Show a list, and open the first of it; how many rows it has."""
        panel = self._window.documents
        panel.choose_list(list_id)  # type: ignore[arg-type]
        if rows := panel.model.rowCount():
            self._window.opening.listed(panel.model.row(0).id)  # type: ignore[union-attr]
        return rows

    def rows(self) -> int:
        """How many rows the list has that is shown."""
        return self._window.documents.model.rowCount()

    def document(self) -> str:
        document = self._window.session.document
        return document.id if document is not None else ""

    def label(self, words: str, key: str) -> None:
        self._person.label(words, getattr(KEY, f"Key_{key}"))

    def flag(self) -> None:
        """Say of the document that it is not to be passed on."""
        self._window.act("restricted")

    def submit(self) -> None:
        self._window.article.setFocus()
        self._person.press(KEY.Key_Return, _CTRL_SHIFT)

    def seen(self) -> list[str]:
        """Whose work on the open document is there to be seen."""
        reading = self._window.session.reading
        assert reading is not None
        return sorted({getattr(row, "author", "") for row in reading.rows.values()} - {""})

    def message(self) -> str:
        return self._window.status.currentMessage()

    def conflicts(self) -> str:
        """What the status bar says is to be settled; "" where nothing is."""
        shown = self._window.status.conflicts
        return shown.text() if shown.isVisible() else ""

    def settle_again(self) -> int:
        """Open the list from the window of the team, and do the first again; how many remain."""
        self._window.status.team.click()
        self._wait()
        (team,) = self._window.findChildren(TeamDialog)
        team.conflicts_button.click()
        _breathe()
        (dialog,) = self._window.findChildren(ConflictsDialog)
        QTest.keyClick(dialog.acts, KEY.Key_Return, MOD.ControlModifier)
        left = dialog.acts.count()
        dialog.reject()
        self._back_from(team)
        return left

    def people(self) -> list[list[str]]:
        """The window of the team: who, and what they last did."""
        self._window.act("team")
        (team,) = self._window.findChildren(TeamDialog)
        found = [
            [team.people.item(row, column).text() for column in (0, 1)]  # type: ignore[union-attr]
            for row in range(team.people.rowCount())
        ]
        self._back_from(team)
        return found

    def differences(self) -> int:
        """How many places are to be settled in the comparison that is shown."""
        assert self._window.reviewing.view.kind == "compare"
        return len(self._window.reviewing.places())

    def take_first(self, times: int) -> None:
        """Settle so many for the first side, a key each; then accept what both have alike."""
        self._window.article.setFocus()
        for _ in range(times):
            self._person.press(KEY.Key_1)
        self._person.press(KEY.Key_Y, MOD.ShiftModifier)

    def agreed(self) -> list[str]:
        """The words of the agreed layer, as the window has it."""
        reading = self._window.session.reading
        assert reading is not None
        return sorted(span.quote for span in reading.agreed().spans)

    def _back_from(self, team: TeamDialog) -> None:
        team.close()
        self._window.activateWindow()
        QTest.qWaitForWindowActive(self._window)

    def _wait(self) -> None:
        """Until nothing is synced any more."""
        for _ in range(_LOOKS):
            _breathe()
            if not self._window.status.syncing.is_running:
                _breathe()
                return
        raise AssertionError("the sync came to no end")


def _breathe() -> None:
    """Let the event loop run for a moment; unlike `QTest.qWait`, it lets other threads run meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(_LOOKING_MILLISECONDS, loop.quit)
    loop.exec()


class Away:
    """Such a process, as a test holds it. Its methods are those of `Seat`."""

    def __init__(self, path: Path, author: str, language: str, settings: Path) -> None:
        command = [sys.executable, "-m", "tests.journeys.team_seat", "open", str(path), "--author", author]
        self._process = subprocess.Popen(
            [*command, "--language", language],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "ANNOTATOR_SETTINGS": str(settings)},
        )

    def __getattr__(self, name: str) -> Any:
        def ask(*given: Any) -> Any:
            assert self._process.stdin is not None and self._process.stdout is not None
            self._process.stdin.write(f"{json.dumps([name, *given])}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
            assert answer, f"the window is gone while it was to {name}"
            return json.loads(answer)

        return ask

    def leave(self) -> int:
        """Close the window, if that was not done; the exit status."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.communicate()
        return self._process.returncode


def _obey(person: Person) -> None:
    seat = Seat(person)
    for line in sys.stdin:
        name, *given = json.loads(line)
        print(json.dumps(getattr(seat, name)(*given)), flush=True)


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(sit_down(sys.argv[1:], _obey))
