"""Random histories of a team: four files of three people, syncs that are killed, documents that are blind."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import msgspec

from annotator.commands import assignments, hub, submissions
from annotator.core.errors import AnnotatorError
from annotator.core.signing import SIGNATURES
from annotator.hub import Hub
from annotator.store import Project, following, review
from annotator.store.outgoing import Unsent
from annotator.store.pulling import Taking
from tests.copies.histories import LEAD, TEXTS, Actor, Killed, compared
from tests.hub.ground import FILES, Ground
from tests.hub.server import PEOPLE

_WITHHELD: Final = (
    "span",
    "attribution",
    "submission",
    "decision",
    "comment",
    "rejection",
    "note",
    "reading",
)
POINTS: Final[dict[str, tuple[object, str, str]]] = {
    "once the hub is read": (following, "take", "killed before"),
    "while a page is taken in": (Taking, "take", "killed after"),
    "before the page counts": (following.team, "move", "killed after"),
    "while changes are sent": (Unsent, "changes", "killed before"),
    "once all is sent": (Unsent, "text_hashes", "killed before"),
    "once the hub has it": (Hub, "publish", "killed after"),
    "before it is kept that it was sent": (following, "mark_sent", "killed before"),
    "while that is kept": (following, "chained", "killed after"),
    "cut while a page comes": (Hub, "changes", "cut before"),
    "cut while changes are sent": (Unsent, "changes", "cut before"),
    "cut before the hub is asked to take them": (Unsent, "text_hashes", "cut before"),
    "cut before it says that it has them": (Hub, "publish", "cut after"),
}
"""Where a sync is killed, or the line is cut: a function, and whether before or after it."""
REFUSALS_OF_THE_BLIND: Final = {"row-in-use", "blind-closed", "blind-own", "blind-final"}
"""What a hub may have to refuse, because a copy cannot see all."""


class Teammate(Actor):
    """As `Actor`, but nobody gets another name: who signs how is the hub's."""

    def __init__(self, dice: random.Random, files: list[Path], *, blind: bool) -> None:
        super().__init__(dice, files)
        self._blind = blind

    def _as_lead(self, project: Project, document: str) -> list[Any]:
        without = {"rename"} if self._blind else {"rename", "assign"}
        found = [choice for choice in super()._as_lead(project, document) if choice[1] not in without]
        return [*found, (4, "blind", lambda: self._give_blind(project, document))] if self._blind else found

    def _give_blind(self, project: Project, document: str) -> None:
        some = self.dice.choice([["سلمى"], ["يزن"], ["سلمى", "يزن"], [LEAD, "سلمى"]])
        assignments.assign(project, [document], assignees=some, task="annotate-blind", author=LEAD)


class Lived(msgspec.Struct):
    """What a history came to."""

    problems: list[str] = []
    events: int = 0
    kills: Counter[str] = msgspec.field(default_factory=Counter)
    aside: Counter[str] = msgspec.field(default_factory=Counter)
    withheld: int = 0


def live(
    seed: int, ground: Ground, folder: Path, *, blind: bool, acts: int = 60, kills: bool = True
) -> Lived:
    """Let a team work, apart and in step, killed now and then; then hold all its files against each other."""
    history = _History(seed, ground, folder / f"team-{seed}", blind=blind, kills=kills)
    try:
        history.live(acts)
    finally:
        history.close()
    if not history.lived.problems:
        shutil.rmtree(history.folder)
    return history.lived


class _History:
    def __init__(self, seed: int, ground: Ground, folder: Path, *, blind: bool, kills: bool) -> None:
        self.dice = random.Random(seed)
        self.ground, self.folder, self.blind, self.kills = ground, folder, blind, kills
        self.refused: set[str] = set()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        texts = [folder / f"{n}.txt" for n in range(len(TEXTS))]
        for path, text in zip(texts, TEXTS, strict=True):
            path.write_text(text, encoding="utf-8")
        self.actor, self.lived = Teammate(self.dice, texts, blind=blind), Lived()
        self.paths = ground.put_back(folder)
        self.files = {name: self.open(name) for name in self.paths}

    def open(self, name: str) -> Project:
        project = Project.open(self.paths[name])
        project.conn.execute("PRAGMA synchronous = OFF")
        return project

    def close(self) -> None:
        for project in self.files.values():
            project.close()

    def live(self, acts: int) -> None:
        for _ in range(acts):
            name, role = self.dice.choice(FILES)
            self.actor.act(self.files[name], PEOPLE[role])
            if self.dice.random() < 0.12:
                self.sync(*self.dice.choice(FILES), may_be_killed=self.kills)
        everywhere: set[str] = set()
        for project in self.files.values():
            project.seen_by()
            everywhere |= {row for (row,) in project.rows("SELECT hash FROM events")}
        self.all_sync()
        if self.blind:
            self.unveil()
            self.sync(*FILES[0])
            self.all_sync()
        self.all_sync()
        self.compare(everywhere)

    def unveil(self) -> None:
        """Nothing is blind to anybody any more; whoever leads has to hand in their own."""
        lead = self.files["lead"]
        given = [row for row in review.assignments(lead) if row.task == "annotate-blind"]
        for document_id in {row.document_id for row in given if row.assignee == LEAD}:
            with suppress(AnnotatorError):  # it is handed in
                submissions.submit(lead, document_id, author=LEAD, note="كذا")
        for row in given:
            if row.assignee != LEAD:
                assignments.unassign(
                    lead, [row.document_id], assignees=[row.assignee], task=row.task, author=LEAD
                )

    def all_sync(self) -> None:
        for name, role in self.dice.sample(FILES, len(FILES)):
            self.sync(name, role)

    def sync(self, name: str, role: str, *, may_be_killed: bool = False) -> None:
        project = self.files[name]
        project.seen_by()
        had = set(project.rows("SELECT event, n FROM main.log")) if self.blind else set()
        shut = self.shut(PEOPLE[role]) if self.blind else set()
        point = self.dice.choice([*POINTS]) if may_be_killed else None
        with self.watched(), stopped_at(point, self.dice.choice((1, 1, 1, 2, 3)), self.ground) as stopped:
            try:
                hub.sync(project)
            except Killed:
                project.close()
                self.files[name] = project = self.open(name)
            except AnnotatorError as error:
                if error.code != "hub-unreachable":
                    raise
                assert stopped, error
        self.lived.kills.update(stopped)
        if shut:  # what somebody gives to themselves is blind to them from then on
            self.check_veil(project, PEOPLE[role], had, shut & self.shut(PEOPLE[role]))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """What the hub has to refuse."""
        whole = following.set_first_aside

        def told(project: Project, code: str) -> int:
            self.refused.add(code)
            return whole(project, code)

        with (
            patch.object(following, "set_first_aside", told),
            patch.object(Hub, "opened", self.ground.opened),
        ):
            yield

    def shut(self, who: str) -> set[str]:
        """The documents that are blind to somebody, as the hub has it."""
        asked = "SELECT document_id FROM hub.blind WHERE open AND author = %s"
        return {row[0] for row in self.ground.root.execute(asked, [who])}

    def check_veil(self, project: Project, who: str, had: set[tuple[int, int]], shut: set[str]) -> None:
        """Nothing that others made of what is blind to somebody has come into their file."""
        self.lived.withheld += len(shut)
        for event, n, entity, document, row in project.rows(
            "SELECT event, n, entity, document_id, coalesce(after, before) FROM main.changes"
        ):
            if entity in _WITHHELD and document in shut and (event, n) not in had:
                signed = msgspec.json.decode(row)[SIGNATURES[entity]]
                if signed != who:
                    self.lived.problems.append(f"{who} got a {entity} of {signed} on what is blind to them")

    def compare(self, everywhere: set[str]) -> None:
        files = list(self.files.values())
        self.lived.events = len(everywhere)
        self.lived.problems += compared(files, everywhere, proved=self.dice.choice(files))
        chains = {following.cursor(project) for project in files}
        if len(chains) > 1:
            self.lived.problems.append(f"the hub's chain differs: {chains}")
        for name, project in self.files.items():
            if left := following.unsent(project) + following.withheld(project):
                self.lived.problems.append(f"{name}: {left} events left")
        if more := self.refused - (REFUSALS_OF_THE_BLIND if self.blind else set()):
            self.lived.problems.append(f"the hub had to refuse: {more}")
        for table in ("events", "changes", "texts"):
            if self.ground.root.execute(f"SELECT 1 FROM hub.incoming_{table} LIMIT 1").fetchone():
                self.lived.problems.append(f"incoming {table} are left")
        self.lived.aside.update(why for (why,) in files[0].rows("SELECT why FROM aside"))


@contextmanager
def stopped_at(point: str | None, time: int, ground: Ground) -> Iterator[list[str]]:
    """Stop a sync when a point is come to for the `time`th time; yields where that was, once it was."""
    stopped: list[str] = []
    if point is None:
        yield stopped
        return
    where, name, how = POINTS[point]
    way, when = how.split()
    whole, left = getattr(where, name), [time]

    def stop() -> None:
        stopped.append(point)
        if way == "killed":
            raise Killed
        ground.cut()

    def stopping(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if when == "before" and not left[0]:
            stop()
        found = whole(*arguments, **named)
        if when == "after" and not left[0]:
            stop()
            raise AnnotatorError("hub-unreachable", reason="")
        return found

    with patch.object(where, name, stopping):
        yield stopped
