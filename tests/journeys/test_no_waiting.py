"""A day's work in a project of thousands, while another process imports and suggestions are looked for.

Nothing here goes by the clock: what the window's thread asks of the file is counted, and for how long it
would have waited for a lock. `python -m tests.bench --only watchdog --scale 100k` takes the times.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.commands import documents
from annotator.core.model import Submission
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from tests.bench import corpus
from tests.journeys.driver import Person, sit_down
from tests.journeys.working import Working, assert_whole
from tests.watchdog import Statement, asked

MANY, MORE = 2_000, 300
READER = "ليلى"
MOST_STEPS = 40_000
"""Of SQLite, in one statement: a page of a list takes up to thirty thousand, a look at all twice as many."""
MOST_PATIENCE = 50
"""Milliseconds for which a statement may wait for another program."""

KNOWN_TO_SCAN = {
    "SELECT p.*, (SELECT count(DISTINCT document_id) FROM awaiting": "the lists are counted",
    "SELECT count(DISTINCT w.document_id) FROM awaiting w": "the review list is counted",
    "SELECT d.id FROM documents d WHERE true AND (SELECT instr(name": "each title is folded",
}
"""How the statements begin that do look at everything, and why. Once one is mended, its line goes."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which every layer is submitted."""
    folder = tmp_path_factory.mktemp("many")
    items, path = folder / "items.jsonl", folder / "many.db"
    corpus.write(MANY, items)
    with Project.create(path, scheme_toml.load(), actor=corpus.AUTHOR) as project:
        documents.import_paths(project, [items], author=corpus.AUTHOR)
        ids = queries.document_ids(project)
        with project.event("submission.submit", corpus.AUTHOR) as event:
            event.add_in_bulk(
                Submission(id=f"{place:032x}", document_id=name, author=corpus.AUTHOR, state="submitted")
                for place, name in enumerate(ids)
            )
    return path


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nobody_waits_while_another_process_imports(tmp_path: Path, many: Path, language: str) -> None:
    path, more = tmp_path / "news.db", tmp_path / "more.jsonl"
    shutil.copy(many, path)
    corpus.write(MORE, more, first=MANY)
    command = [sys.executable, "-m", "annotator", "import", str(path), str(more)]
    command += ["--author", "ليان", "--new-author"]
    done: list[Working] = []

    def work(person: Person) -> None:
        working = Working(person)
        done.append(working)
        importing = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            working.turn(0)
        finally:
            assert importing.wait() == 0
        working.turn(1)
        assert person.window.documents.model.rowCount() == MANY + MORE

    with asked() as watched:
        assert sit_down(["open", str(path), "--author", READER, "--language", language], work) == 0
    (working,) = done
    assert set(working.refused) <= {"project-locked"}
    assert len(working.seen) >= 2 and working.verdicts >= 2
    assert_whole(path, working.seen)
    assert [row for row in watched.statements if is_writing(row) and row.patience > MOST_PATIENCE] == []
    assert [row for row in watched.longest() if row.steps > MOST_STEPS and not is_known(row)] == []


def is_writing(row: Statement) -> bool:
    return row.sql.startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE"))


def is_known(row: Statement) -> bool:
    return row.sql.startswith(tuple(KNOWN_TO_SCAN))
