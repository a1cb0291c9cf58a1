"""Random acts of two people, each in a process of their own, through what the window does everything by.

One is killed again and again, the other works on: does an act cost at the end what it cost at the beginning?
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final, Literal

from annotator.commands import attributions, comments, documents, spans, submissions, verdicts
from annotator.core.model import Span
from annotator.formats import scheme_toml
from annotator.store import Project, Written, queries
from annotator.store.verify import verify
from tests.soak.inputs import most_megabytes
from tests.soak.outcome import Outcome, dice

PEOPLE: Final = ("سلمى", "يزن")
ACTS: Final = 100_000
_DOCUMENTS: Final = 200
_WINDOW: Final = 500
"""Acts of which the middle one's cost is told."""
_MOST_SPANS: Final = 60
"""Of one person in one document; then spans are taken away: what grows is the log alone."""
_TEXT: Final = "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان.\nوأضاف أن التحقيق مستمر. " * 4
_LABELS: Final = ("actor", "place", "claim", "source", "cue")


def act(seed: int, folder: Path) -> Outcome:
    return act_together(seed, folder, ACTS, killed_every=(500, 3000))


def act_together(seed: int, folder: Path, acts: int, *, killed_every: tuple[int, int]) -> Outcome:
    """Let both do `acts` in all, and more until the second was killed.

    It is after so many of its own, again and again, and begins anew.
    """
    place = folder / f"acts-{seed}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    path = place / "a.db"
    with Project.create(path, scheme_toml.load(), actor="نور") as project:
        for number in range(_DOCUMENTS):
            documents.add_text(project, f"نص {number}. {_TEXT}", author="نور")
    random, outcome = dice("acts", seed), Outcome()
    sizes = [path.stat().st_size]
    told: set[str] = set()
    working, killing = _Worker(path, 0, seed), _Worker(path, 1, seed + 1)
    left = random.randint(*killed_every)
    done, kills = 0, 0
    while (done < acts or not kills) and not outcome.wrong:
        for hears in wait([working.hears, killing.hears], timeout=60):
            worker = working if hears is working.hears else killing
            try:
                count, wrong = worker.hear(), worker.wrong
            except (EOFError, OSError):
                outcome.wrong.append(f"{PEOPLE[worker.number]} stopped")
                break
            done += count
            outcome.wrong += wrong
            if worker is killing:
                left -= count
        if left <= 0:
            done += killing.kill()
            told |= killing.told
            kills += 1
            left = random.randint(*killed_every)
            killing = _Worker(path, 1, seed + 1 + kills)
    done += working.kill() + killing.kill()
    told |= working.told | killing.told
    figures = working.figures
    with Project.open(path) as project:
        outcome.wrong += [repr(finding) for finding in verify(project)]
        events = {row[0] for row in project.rows("SELECT id FROM events")}
        project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes.append(path.stat().st_size)
    if lost := told - events:
        outcome.wrong.append(f"{len(lost)} acts lost of {len(told)} acknowledged")
    outcome.figures.update(
        {
            "acts": done,
            "kills": kills + 2,
            "acts acknowledged": len(told),
            "bytes an event": (sizes[1] - sizes[0]) // len(events),
        }
    )
    for quarter in range(5) if figures else ():
        micros, megabytes = figures[quarter * (len(figures) - 1) // 4]
        outcome.figures[f"µs of work an act after {quarter}/4"] = micros
        outcome.figures[f"MB after {quarter}/4"] = megabytes
    return outcome


class _Worker:
    """A child, and what it has told: events it wrote, and pairs of µs an act and megabytes, a window each."""

    def __init__(self, path: Path, number: int, seed: int) -> None:
        context: Any = multiprocessing.get_context("spawn")
        self.number = number
        self.hears, tells = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(path, number, seed, tells), daemon=True)
        self._process.start()
        tells.close()
        self.figures: list[tuple[int, int]] = []
        self.told: set[str] = set()
        self.wrong: list[str] = []

    def hear(self) -> int:
        """How many acts it did since."""
        word = self.hears.recv()
        match word:
            case tuple():
                self.figures.append(word)
            case list():
                self.told.update(word)
                return len(word)
            case str():
                self.wrong.append(word)
        return 0

    def kill(self) -> int:
        """End it; how many acts it had told before."""
        self._process.kill()
        told = 0
        try:
            while True:
                told += self.hear()
        except (EOFError, OSError):
            pass
        self._process.join()
        self._process.close()
        self.hears.close()
        return told


def _work(path: Path, number: int, seed: int, tells: Connection) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    person = _Person(path, number, dice("person", seed))
    costs: list[float] = []
    while True:
        began = time.process_time()
        wrong = person.act()
        application.processEvents()
        costs.append(time.process_time() - began)
        tells.send(wrong or person.wrote)
        person.wrote.clear()
        if len(costs) == _WINDOW:
            tells.send((round(1e6 * median(costs)), most_megabytes()))
            costs.clear()


class _Person:
    """Somebody at a window, as far as the session goes."""

    def __init__(self, path: Path, number: int, random: Random) -> None:
        from annotator.ui.session import Session

        self.session = Session("ar")
        self.random = random
        self.wrote: list[str] = []
        """The events written since this was last emptied."""
        self.session.open(Project.open(path))
        self.session.set_author(PEOPLE[number])
        project = self.session.project
        assert project is not None and project.listener is not None
        self._heard = project.listener
        project.listener = self._hear
        self.other = PEOPLE[1 - number]
        self.documents = queries.document_ids(project)
        self._open()

    def act(self) -> str:
        """Something at random; what went wrong that is no refusal."""
        try:
            self._act()
        except Exception as error:
            return repr(error)
        return ""

    def _act(self) -> None:
        session, random = self.session, self.random
        if random.random() < 0.05:
            self._open()
        if random.random() < 0.2:
            session.look_for_changes()
        layer = session.layer
        row: Span | None = random.choice(layer.spans) if layer.spans else None
        if row is None or (len(layer.spans) < _MOST_SPANS and random.random() < 0.4):
            start = random.randrange(len(session.text) - 12)
            session.do(spans.add_span, document_id=self._id, label=random.choice(_LABELS),
                       ranges=[(start, start + random.randint(1, 10))])  # fmt: skip
            return
        if len(layer.spans) >= _MOST_SPANS:
            session.do(spans.delete_span, row)
            return
        random.choice(self._acts(row))()

    def _acts(self, row: Span) -> tuple[Callable[[], object], ...]:
        session, random = self.session, self.random
        return (
            lambda: session.do(spans.relabel_span, row, random.choice(_LABELS)),
            lambda: session.do(spans.set_span_note, row, f"ملاحظة {random.randrange(100)}"),
            lambda: session.do(spans.delete_span, row),
            lambda: session.do(attributions.attribute, claims=[row.id], sources=[], category="military"),
            session.undo,
            session.undo,
            session.redo,
            lambda: session.do(submissions.submit, self._id, note="تم"),
            lambda: session.do(submissions.withdraw, self._id),
            lambda: self._judge(random.choice(("accept", "reject"))),
            lambda: session.do(comments.comment_on, row.id, "كذا"),
        )

    def _judge(self, verdict: Literal["accept", "reject"]) -> None:
        review = self.session.reading
        found = review.standings(self.other) if review is not None else []
        if not found:
            return
        target = self.random.choice(found).target
        if verdict == "accept":
            self.session.do(verdicts.accept, [target])
        else:
            self.session.do(verdicts.reject, [target], reason="other")

    @property
    def _id(self) -> str:
        assert self.session.document is not None
        return self.session.document.id

    def _open(self) -> None:
        self.session.open_document(self.random.choice(self.documents))

    def _hear(self, written: Written) -> None:
        self.wrote.append(written.event.id)
        self._heard(written)
