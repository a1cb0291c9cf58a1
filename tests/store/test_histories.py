"""Random histories, undo and redo included: the tables always equal what the log rebuilds."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator import commands, schemes
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Span
from annotator.store import Project, queries, reviewing
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from tests.store.conftest import TEXT, make_document


def _ordered(edge: tuple[int, int]) -> tuple[int, int]:
    return edge[0], min(edge[0] + edge[1], len(TEXT))


AUTHORS = st.sampled_from(["سلمى", "يزن"])
LABELS = st.sampled_from(["actor", "place", "claim", "source", "cue"])
EDGES = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12))


class Annotating(RuleBasedStateMachine):
    """Two people act at random in one project."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())

    @initialize()
    def make(self) -> None:
        self.project = Project.create(self.folder / "a.db", schemes.load(), actor="سلمى")
        self.project.db.conn.execute("PRAGMA synchronous = OFF")
        self.document = make_document(self.project)

    def layer(self, author: str) -> queries.Layer:
        return queries.layer(self.project, self.document.id, author)

    def review(self) -> reviewing.Review | None:
        """All that was said about the document, unless its import is undone."""
        gone = self.project.row_record("document", self.document.id) is None
        return None if gone else reviewing.review_of(self.project, self.document.id)

    def attempt(self, command: Any, *args: Any, **values: Any) -> None:
        """What is refused must leave no trace; the invariants look."""
        with contextlib.suppress(AnnotatorError):
            command(self.project, *args, **values)

    @rule(author=AUTHORS, label=LABELS, edges=st.lists(EDGES, min_size=1, max_size=3))
    def label(self, author: str, label: str, edges: list[tuple[int, int]]) -> None:
        ranges = [(start, min(start + length, len(TEXT))) for start, length in edges]
        self.attempt(
            commands.add_span, author=author, document_id=self.document.id, label=label, ranges=ranges
        )

    @rule(author=AUTHORS, who=AUTHORS, data=st.data(), label=LABELS)
    def relabel(self, author: str, who: str, data: st.DataObject, label: str) -> None:
        if spans := self.layer(who).spans:
            self.attempt(commands.relabel_span, data.draw(st.sampled_from(spans)), label, author=author)

    @rule(author=AUTHORS, data=st.data(), note=st.text(max_size=5, alphabet="نص🔴\u064b "))
    def note(self, author: str, data: st.DataObject, note: str) -> None:
        if spans := self.layer(author).spans:
            span: Span = data.draw(st.sampled_from(spans))
            self.attempt(commands.set_span_note, span, note, author=author)
            self.attempt(commands.set_span_attribute, span, "sector", note, author=author)

    @rule(author=AUTHORS, data=st.data(), category=st.sampled_from(["", "military", "نص حر"]))
    def attribute(self, author: str, data: st.DataObject, category: str) -> None:
        layer = self.layer(author)
        if not layer.spans:
            return
        one = st.sampled_from(layer.spans)
        parents: list[Attribution | None] = [None, *layer.attributions]
        parent = data.draw(st.sampled_from(parents))
        self.attempt(
            commands.attribute,
            author=author,
            claims=[data.draw(one).id],
            sources=[data.draw(one).id],
            cue=data.draw(one).id,
            parent=parent.id if parent else None,
            category=category,
        )

    @rule(author=AUTHORS, data=st.data())
    def edit_attribution(self, author: str, data: st.DataObject) -> None:
        if rows := self.layer(author).attributions:
            row = data.draw(st.sampled_from(rows))
            parent = data.draw(st.sampled_from(rows))
            self.attempt(commands.edit_attribution, row, author=author, parent=parent.id)

    @rule(author=AUTHORS, data=st.data())
    def delete(self, author: str, data: st.DataObject) -> None:
        layer = self.layer(author)
        if layer.spans:
            self.attempt(commands.delete_span, data.draw(st.sampled_from(layer.spans)), author=author)

    @rule(author=AUTHORS, data=st.data())
    def delete_attribution(self, author: str, data: st.DataObject) -> None:
        if rows := self.layer(author).attributions:
            self.attempt(commands.delete_attribution, data.draw(st.sampled_from(rows)), author=author)

    @rule(author=AUTHORS, withdraw=st.booleans())
    def hand_in(self, author: str, withdraw: bool) -> None:
        if withdraw:
            self.attempt(commands.withdraw, self.document.id, author=author)
        else:
            self.attempt(commands.submit, self.document.id, author=author, note="كذا")

    @rule(author=AUTHORS, who=AUTHORS, act=st.integers(0, 4), data=st.data())
    def judge(self, author: str, who: str, act: int, data: st.DataObject) -> None:
        review = self.review()
        if review is None or not (found := review.standings(author)):
            return
        target = data.draw(st.sampled_from([row.target for row in found]))
        if act == 0:
            self.attempt(commands.accept_target, target, reviewer=who)
        elif act == 1:
            self.attempt(commands.reject_target, target, reviewer=who, reason="other")
        elif act == 2:
            self.attempt(commands.accept_remaining, self.document.id, author=author, reviewer=who)
        elif isinstance(target, Span):
            self.attempt(commands.replace_span, target, reviewer=who, ranges=[data.draw(EDGES.map(_ordered))])
        elif isinstance(target, Attribution):
            category = data.draw(st.sampled_from(["local", "military"]))
            self.attempt(commands.replace_attribution, target, reviewer=who, category=category)

    @rule(author=AUTHORS, who=AUTHORS)
    def answer(self, author: str, who: str) -> None:
        review = self.review()
        for verdict in review.decisions[:1] if review else ():
            self.attempt(commands.add_comment, verdict, "كذا", author=who)

    @rule(task=st.sampled_from(["annotate-blind", "review", "adjudicate"]), author=AUTHORS, who=AUTHORS,
          remove=st.booleans())  # fmt: skip
    def assign(self, task: Any, author: str, who: str, remove: bool) -> None:
        command = commands.unassign if remove else commands.assign
        self.attempt(command, [self.document.id], assignees=[author], task=task, by=who)

    @rule(author=AUTHORS)
    def undo(self, author: str) -> None:
        try:
            self.project.undo(author)
        except AnnotatorError as error:
            assert error.code in ("row-in-use", "stale-change", "blind-own", "blind-final", "blind-closed")

    @rule(author=AUTHORS)
    def redo(self, author: str) -> None:
        self.project.redo(author)

    @rule(author=AUTHORS)
    def undo_all_then_redo_all(self, author: str) -> None:
        before = self.layer(author)
        undone = 0
        try:
            while self.project.undo(author):
                undone += 1
        except AnnotatorError:
            pass
        for _ in range(undone):
            assert self.project.redo(author) is not None
        assert self.layer(author) == before

    @rule()
    def reopen(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder / "a.db")

    @precondition(lambda self: hasattr(self, "project"))
    @invariant()
    def record_is_whole(self) -> None:
        assert verify(self.project) == []

    def teardown(self) -> None:
        if hasattr(self, "project"):
            before = self.tables()
            rebuild(self.project)
            assert self.tables() == before
            self.project.close()
        shutil.rmtree(self.folder)

    def tables(self) -> dict[str, list[Any]]:
        return {name: sorted(self.project.rows(table.select), key=str) for name, table in TABLES.items()}


Annotating.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHistories = Annotating.TestCase
