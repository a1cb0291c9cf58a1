"""Asks the ledger in the background: brings it up to date, and reads what one page shows."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from annotator.commands import ledger as ledgers
from annotator.commands.ledger import Table, Written
from annotator.core.ledger_counts import Group, Pivot, Spread
from annotator.store import Project
from annotator.store import ledger as store
from annotator.store.ledger import Ask, Known
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.ui.background import Job, Thread, Work, on_project
from annotator.ui.session import Session

Page = Literal["claims", "groups", "pivot", "months", "map"]
PAGES: Final[tuple[Page, ...]] = ("claims", "groups", "pivot", "months", "map")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is to show: the claims in an order, or counted by some fields."""

    page: Page
    ask: Ask
    fields: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """How many claims there are, and what the page asked for."""

    question: Question
    known: Known
    authors: tuple[str, ...]
    keys: Sequence[int] = ()
    counted: Sequence[Group] | Pivot | Spread = ()


def answer(project: Project, *, progress: Any, cancelled: Callable[[], bool], question: Question) -> Answer:
    """Raises `AnnotatorError`, "cancelled" among others."""
    bring_up_to_date(project, progress=progress, cancelled=cancelled)
    with project.snapshot():
        ask = question.ask
        authors = tuple(
            row.value for row in ledgers.grouped(project, Ask(layer=store.EVERYBODY), "author") if row.value
        )
        keys: Sequence[int] = array("q")
        counted: Sequence[Group] | Pivot | Spread = ()
        match question.page:
            case "claims":
                keys = ledgers.keys_of(
                    project, Table(ask=ask, sort=question.sort, descending=question.descending)
                )
            case "groups":
                counted = ledgers.grouped(project, ask, question.fields[0])
            case "pivot":
                counted = ledgers.pivoted(project, ask, question.fields)
            case "months":
                counted = ledgers.over_time(project, ask)
            case "map":
                counted = ledgers.mapped(project, ask)
        known = store.known(project, ask)
    return Answer(question=question, known=known, authors=authors, keys=keys, counted=counted)


def export(
    project: Project, *, progress: Any, cancelled: Callable[[], bool], out: Path, table: Table, **how: Any
) -> Written:
    """Write a table as `commands.ledger.write` does, of the claims as they are now."""
    bring_up_to_date(project, progress=progress, cancelled=cancelled)
    return ledgers.write(project, out, table, progress=progress, cancelled=cancelled, **how)


class Source:
    """Where the page reads: the project, or, beside a file that nobody may write, a copy that goes with it.

    The tables of a reader are its own, and what is read in the background is read by another.
    """

    def __init__(self, session: Session) -> None:
        assert session.project is not None and session.path is not None
        self._session = session
        self._original = self.path = session.path
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._copy: Project | None = None
        if session.project.read_only:
            self._folder = tempfile.TemporaryDirectory(prefix="annotator-")
            self.path = Path(self._folder.name, session.path.name)

    def job(self, job: Job) -> Work:
        """A job in the background on what the page reads, with the eyes of whoever sits here."""
        work = on_project(self.path, job, author=self._session.author)

        def with_copy(thread: Thread) -> Any:
            if self.path != self._original and not self.path.exists():
                with Project.open(self._original, read_only=True) as original:
                    original.backup(self.path)
            return work(thread)

        return with_copy

    @property
    def project(self) -> Project | None:
        """What is in sight is read from it."""
        if self._folder is None:
            return self._session.project
        if self._copy is None and self.path.exists():
            self._copy = Project.open(self.path)
        if self._copy is not None:
            self._copy.seen_by(self._session.author)
        return self._copy

    def close(self) -> None:
        if self._copy is not None:
            self._copy.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._copy = None
