"""What is proven in batches, by one process or several, is what is told row by row: neither more nor less."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import assignments, submissions, verdicts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.store import Project, proving, shared, verify
from annotator.store.findings import Finding
from annotator.store.proof import verify_file
from tests.reviewed import A, B, Q, R, handed_in, layer
from tests.store.conftest import TEXT, document, make_document, project

__all__ = ["document", "project"]

Spoil = Callable[[sqlite3.Connection], object]


@pytest.fixture
def worked(project: Project, document: Document) -> Project:
    """A project in which rows were changed, taken away and brought back."""
    handed_in(project, document, A)
    layer(project, document, B)
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    submissions.withdraw(project, document.id, author=A)
    project.undo(A)
    for n in range(2):
        handed_in(project, make_document(project, f"{TEXT} {n}"), A)
    assignments.assign(project, [document.id], assignees=[R], task="review", author=Q)
    project.undo(Q)
    return project


@pytest.fixture
def closed(worked: Project) -> Path:
    worked.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    worked.close()
    return worked.path


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two, however small the file; none is left at the end."""
    monkeypatch.setattr(shared, "workers_for", lambda amount, *, least: 2)
    monkeypatch.setattr(shared, "cores", lambda: 2)
    yield
    assert multiprocessing.active_children() == []


def row_by_row(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """The findings where nothing is taken as proven."""
    with monkeypatch.context() as without:
        without.setattr(verify, "proven", lambda *_, **__: frozenset())
        return verify_file(path).findings


def test_what_is_whole_is_proven(worked: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else all would be told row by row, only later."""
    asked: list[Iterable[str]] = []
    proven = proving.proven

    def noted(project: Project, *others: Any, **options: Any) -> frozenset[str]:
        found = proven(project, *others, **options)
        asked.append(others[1].keys() - found)
        return found

    monkeypatch.setattr(verify, "proven", noted)
    assert verify.verify(worked) == [] and asked == [set()]


@pytest.mark.parametrize("size", [1, 2, 7])
def test_batches_of_any_size_prove_it(worked: Project, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(proving, "_ROWS", size)
    with shared.one_state(worked) as state:
        assert proving.proven(worked, state, verify.PARTS) == verify.PARTS.keys()


def _exchange(connection: sqlite3.Connection) -> None:
    """Let two changes of one row change places: what they bring and what they replace adds up as before."""
    (one, other) = connection.execute(
        "SELECT event, before, after FROM log WHERE entity = 'submission' AND before IS NOT NULL"
    ).fetchall()
    for event, sides in ((one[0], other[1:]), (other[0], one[1:])):
        connection.execute("UPDATE log SET before = ?, after = ? WHERE event = ?", (*sides, event))


def _sql(statement: str) -> Spoil:
    return lambda connection: connection.execute(statement)


SPOILED: dict[str, tuple[Spoil, str]] = {
    "a value": (_sql("UPDATE spans SET label = 'place' WHERE rowid = 1"), "row-differs"),
    "a number": (_sql("UPDATE spans SET confidence = 9e999 WHERE rowid = 1"), "row-differs"),
    "a blank": (_sql("UPDATE spans SET attributes = '{ }' WHERE rowid = 1"), "row-differs"),
    "a row less": (_sql("DELETE FROM decisions WHERE rowid = 1"), "row-missing"),
    "a row more": (_sql("INSERT INTO lexicons VALUES ('lexicon', 'x')"), "row-unlogged"),
    "a row brought back": (
        _sql("INSERT INTO assignments SELECT 'a', id, 'x', 'review', 'x', '', 0 FROM documents LIMIT 1"),
        "row-unlogged",
    ),
    "places exchanged": (_exchange, "change-out-of-order"),
    "a change less": (_sql("DELETE FROM log WHERE event = (SELECT max(event) FROM log)"), "event-changed"),
    "an event less": (_sql("DELETE FROM events WHERE seq = 3"), "stray-changes"),
    "an event": (_sql("UPDATE events SET actor = 'x' WHERE seq = 3"), "event-changed"),
    "what it follows": (_sql("UPDATE events SET previous = hash WHERE seq = 3"), "chain-broken"),
    "a number in an event": (
        _sql("UPDATE log SET n = 9 WHERE event = (SELECT max(event) FROM log)"),
        "change-out-of-order",
    ),
    "a hash": (_sql("UPDATE log SET payload_hash = x'0000000000000000' WHERE event = 3"), "payload-changed"),
    "a payload": (_sql("UPDATE log SET after = '[]' WHERE event = 3"), "payload-unreadable"),
    "a text": (_sql("UPDATE texts SET text = text || 'x' WHERE rowid = 1"), "text-changed"),
    "a quote": (_sql("UPDATE spans SET quote = 'x' WHERE rowid = 2"), "quote-mismatch"),
    "what waits": (_sql("UPDATE awaiting SET targets = targets + 1"), "queue-differs"),
    "what does not wait": (
        _sql(
            "INSERT INTO awaiting (document_id, author, reviewer, submission, task, priority, due, targets,"
            ' "open", changed, disputed, returned, differences, confidence)'
            " VALUES ('x', 'x', '', 'x', 'review', 0, '9999', 1, 1, 0, 0, 0, 0, 1.0)"
        ),
        "queue-differs",
    ),
    "bytes that are no text": (_sql("UPDATE spans SET note = CAST(x'ff' AS TEXT)"), "row-differs"),
}


def spoil(path: Path, act: Spoil) -> None:
    """Write past everything that guards the log, and put it back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        act(connection)
        for _, sql in guards:
            connection.execute(sql)


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_spoiled_is_told_row_by_row(closed: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    act, code = SPOILED[name]
    spoil(closed, act)
    found = verify_file(closed).findings
    assert code in {row.code for row in found}
    assert found == row_by_row(closed, monkeypatch)


class TestProcesses:
    def test_what_is_whole(self, closed: Path, processes: None) -> None:
        told: list[tuple[int, int]] = []
        assert verify_file(closed, progress=lambda *so_far: told.append(so_far)).findings == []
        assert told == [(n + 1, len(told)) for n in range(len(told))] != []

    @pytest.mark.parametrize("name", ["a value", "an event", "a payload", "bytes that are no text"])
    def test_what_is_spoiled(
        self, closed: Path, processes: None, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        spoil(closed, SPOILED[name][0])
        assert verify_file(closed).findings == row_by_row(closed, monkeypatch) != []

    @pytest.mark.parametrize("name", ["spans", "log", "texts", "log_of_entity"])
    def test_damaged_pages_are_findings(
        self, closed: Path, processes: None, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        with closing(sqlite3.connect(closed)) as connection:
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            (page,) = connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = ?", [name]
            ).fetchone()
        data = bytearray(closed.read_bytes())
        data[(page - 1) * size : page * size] = bytes(size)
        closed.write_bytes(data)
        found = verify_file(closed).findings
        assert {row.code for row in found} & {"file-malformed", "part-unreadable"}
        assert found == row_by_row(closed, monkeypatch)

    def test_what_others_write_meanwhile_is_not_seen(
        self, worked: Project, document: Document, processes: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither before a process has begun to read, nor later."""
        read, is_quiet = worked.path, shared._Watch.is_quiet
        asked: list[bool] = []

        def written_to(watch: shared._Watch) -> bool:
            submissions.withdraw(worked, document.id, author=A)
            asked.append(is_quiet(watch))
            return asked[-1]

        monkeypatch.setattr(shared._Watch, "is_quiet", written_to)
        with Project.open(read, read_only=True) as other:
            with shared.one_state(other) as state:
                ends = list(state.spread(_last_event, range(5)))
                assert ends == [_last_event(other, 0)] * 5
            assert asked == [False]
            assert _last_event(other, 0) == ends[0] + 1

    def test_what_cannot_be_watched_is_read_by_one(
        self, worked: Project, processes: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(_: Path) -> sqlite3.Connection:
            raise sqlite3.OperationalError("unable to open database file")

        with monkeypatch.context() as without:
            without.setattr(shared, "read_in_place", refused)
            with shared.one_state(worked) as state:
                assert set(state.spread(_process, range(5))) == {os.getpid()}
        with shared.one_state(worked) as state:
            assert set(state.spread(_process, range(20))) != {os.getpid()}

    def test_it_stops_when_it_is_no_longer_wanted(self, worked: Project, processes: None) -> None:
        with pytest.raises(AnnotatorError) as caught:
            verify.verify(worked, cancelled=lambda: True)
        assert caught.value.code == "cancelled"
        assert verify.verify(worked) == []

    def test_each_looks_through_the_same_eyes(
        self, worked: Project, document: Document, processes: None
    ) -> None:
        assignments.assign(worked, [document.id], assignees=[B], task="annotate-blind", author=Q)
        worked.seen_by(B)
        with shared.one_state(worked) as state:
            counts = list(state.spread(_span_count, range(4)))
        assert counts == [_span_count(worked, 0)] * 4
        with worked.whole():
            assert _span_count(worked, 0) > counts[0]


def _process(_project: Project, _: int) -> int:
    return os.getpid()


def _last_event(project: Project, _: int) -> int:
    row = project.one("SELECT max(seq) FROM events")
    assert row is not None
    return int(row[0])


def _span_count(project: Project, _: int) -> int:
    row = project.one("SELECT count(*) FROM spans")
    assert row is not None
    return int(row[0])
