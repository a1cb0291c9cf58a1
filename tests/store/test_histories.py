"""Random histories, undo and redo included: the tables always equal what the log rebuilds."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.commands import (
    accepting,
    assignments,
    attributions,
    comments,
    learning,
    submissions,
    verdicts,
)
from annotator.commands.learning import Learning
from annotator.commands.names import add_name, block_name, link_name, merge_names, split_name, unblock_name
from annotator.commands.spans import (
    add_span,
    delete_span,
    relabel_span,
    set_span_attribute,
    set_span_note,
)
from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Span, quote
from annotator.core.moments import differences
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion, Why, suggestion_id
from annotator.formats import scheme_toml
from annotator.store import Project, past, queries
from annotator.store.learning import Learned
from annotator.store.ledger import Ask
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.store.names import names, names_of
from annotator.store.review import Review, review_of
from annotator.store.suggestions import Proposed, keep
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from annotator.suggest.names import NameMatcher
from tests.store.conftest import TEXT, make_document
from tests.store.slow_ledger import as_kept, slowly


def _ordered(edge: tuple[int, int]) -> tuple[int, int]:
    return edge[0], min(edge[0] + edge[1], len(TEXT))


PEOPLE = ("سلمى", "يزن")
AUTHORS = st.sampled_from(PEOPLE)
LABELS = st.sampled_from(["actor", "place", "claim", "source", "cue"])
WORDS = st.sampled_from(["مصدر", "مَصدر", "الطائرة", "مدينة السنديان", "و"])
LAYERS = ("span", "attribution", "submission", "decision", "comment")
EDGES = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12))


def found(names: NameMatcher) -> list[tuple[tuple[int, int], str, str, tuple[str, ...]]]:
    """The names in the text: where, by which label, and what they are known as."""
    known = ((name.range, names.entries[name.entry]) for name in names.find(TEXT))
    return [(piece, entry.label, entry.name, entry.variants) for piece, entry in known]


class Annotating(RuleBasedStateMachine):
    """Two people act at random in one project."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.most_beside = learning._MOST_BESIDE
        learning._MOST_BESIDE = 2  # so that few acts have names made ready anew, now and then

    @initialize()
    def make(self) -> None:
        self.project = Project.create(self.folder / "a.db", scheme_toml.load(), actor="سلمى")
        self.project.db.conn.execute("PRAGMA synchronous = OFF")
        self.document = make_document(self.project)
        self.learned = {author: Learned(author) for author in PEOPLE}
        self.learning = {author: Learning(author) for author in PEOPLE}

    def layer(self, author: str) -> queries.Layer:
        return queries.layer(self.project, self.document.id, author)

    def review(self) -> Review | None:
        """All that was said about the document, unless its import is undone."""
        gone = self.project.row_record("document", self.document.id) is None
        return None if gone else review_of(self.project, self.document.id)

    def attempt(self, command: Any, *args: Any, **values: Any) -> None:
        """What is refused must leave no trace; the invariants look."""
        with contextlib.suppress(AnnotatorError):
            command(self.project, *args, **values)

    @rule(author=AUTHORS, label=LABELS, edges=st.lists(EDGES, min_size=1, max_size=3))
    def label(self, author: str, label: str, edges: list[tuple[int, int]]) -> None:
        ranges = [(start, min(start + length, len(TEXT))) for start, length in edges]
        self.attempt(add_span, author=author, document_id=self.document.id, label=label, ranges=ranges)

    @rule(author=AUTHORS, who=AUTHORS, data=st.data(), label=LABELS)
    def relabel(self, author: str, who: str, data: st.DataObject, label: str) -> None:
        if spans := self.layer(who).spans:
            self.attempt(relabel_span, data.draw(st.sampled_from(spans)), label, author=author)

    @rule(author=AUTHORS, data=st.data(), note=st.text(max_size=5, alphabet="نص🔴\u064b "))
    def note(self, author: str, data: st.DataObject, note: str) -> None:
        if spans := self.layer(author).spans:
            span: Span = data.draw(st.sampled_from(spans))
            self.attempt(set_span_note, span, note, author=author)
            self.attempt(set_span_attribute, span, "sector", note, author=author)

    @rule(author=AUTHORS, data=st.data(), category=st.sampled_from(["", "military", "نص حر"]))
    def attribute(self, author: str, data: st.DataObject, category: str) -> None:
        layer = self.layer(author)
        if not layer.spans:
            return
        one = st.sampled_from(layer.spans)
        parents: list[Attribution | None] = [None, *layer.attributions]
        parent = data.draw(st.sampled_from(parents))
        self.attempt(
            attributions.attribute,
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
            self.attempt(attributions.edit_attribution, row, author=author, parent=parent.id)

    @rule(author=AUTHORS, data=st.data())
    def delete(self, author: str, data: st.DataObject) -> None:
        layer = self.layer(author)
        if layer.spans:
            self.attempt(delete_span, data.draw(st.sampled_from(layer.spans)), author=author)

    @rule(author=AUTHORS, data=st.data())
    def delete_attribution(self, author: str, data: st.DataObject) -> None:
        if rows := self.layer(author).attributions:
            self.attempt(attributions.delete_attribution, data.draw(st.sampled_from(rows)), author=author)

    @rule(author=AUTHORS, label=LABELS, edge=EDGES, inside=EDGES, data=st.data())
    def accept(
        self, author: str, label: str, edge: tuple[int, int], inside: tuple[int, int], data: st.DataObject
    ) -> None:
        """An outer suggestion and one within it: one of them, or both, in any order."""
        outer = self.proposal("claim", "source", edge, None)
        inner = self.proposal("claim", label, inside, outer.id)
        keep(self.project, [Proposed(self.document.id, author, "basis", (outer, inner))])
        chosen = data.draw(st.lists(st.sampled_from([outer, inner]), min_size=1, max_size=2))
        if data.draw(st.booleans()):
            edited = self.proposal("claim", "cue", edge, None)
            chosen.append(msgspec.structs.replace(edited, id=outer.id))
        self.attempt(accepting.accept_suggestions, chosen, author=author)

    @rule(author=AUTHORS, edge=EDGES)
    def reject(self, author: str, edge: tuple[int, int]) -> None:
        self.attempt(accepting.reject_suggestion, self.proposal("claim", "source", edge, None), author=author)

    def proposal(self, claim: str, voice: str, edge: tuple[int, int], parent: str | None) -> Suggestion:
        start, length = edge
        pieces = [(start, min(start + length, len(TEXT))), (max(0, start - 2), start + 1)]
        spans = tuple(
            ProposedSpan(label, (piece,), quote(TEXT, [piece]))
            for label, piece in zip((claim, voice), pieces, strict=True)
        )
        tie = ProposedAttribution(claims=(0,), sources=(1,), parent=parent)
        return Suggestion(
            id=suggestion_id(self.document.id, "cues", spans, tie),
            document_id=self.document.id,
            suggester="cues",
            spans=spans,
            attribution=tie,
            why=Why("test"),
            confidence=0.5,
        )

    @rule(author=AUTHORS, words=WORDS, variant=WORDS)
    def list_name(self, author: str, words: str, variant: str) -> None:
        self.attempt(add_name, author=author, label="actor", name=words, variants=[variant])

    @rule(author=AUTHORS, data=st.data())
    def decide_on_names(self, author: str, data: st.DataObject) -> None:
        found = [row.name for row in names_of(self.project, author)] + names(self.project)
        if not found:
            return
        one, other = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(found))
        one_of = (block_name, unblock_name, split_name)
        self.attempt(data.draw(st.sampled_from(one_of)), one, author=author)
        self.attempt(merge_names, other, [one], author=author)
        if spans := self.layer(author).spans:
            span = data.draw(st.sampled_from(spans))
            self.attempt(link_name, span, data.draw(st.sampled_from([None, one])), author=author)

    @rule(author=AUTHORS)
    def learn(self, author: str) -> None:
        """What was kept of an author's names, and brought up to date, is what is counted from nothing."""
        learned, counted = self.learned[author], Learned(author)
        with self.project.snapshot():
            learned.catch_up(self.project)
            counted.catch_up(self.project)
        assert learned.names == counted.names
        kept = self.learning[author].catch_up(self.project)
        anew = Learning(author).catch_up(self.project)
        assert kept.basis == anew.basis
        assert found(kept.knowledge.names) == found(anew.knowledge.names)
        assert found(kept.material().knowledge().names) == found(anew.knowledge.names)

    @rule(author=AUTHORS, label=LABELS, edge=EDGES)
    def label_elsewhere(self, author: str, label: str, edge: tuple[int, int]) -> None:
        """Another process writes to the project."""
        piece = edge[0], min(sum(edge), len(TEXT))
        with Project.open(self.project.path) as other, contextlib.suppress(AnnotatorError):
            add_span(other, author=author, document_id=self.document.id, label=label, ranges=[piece])

    @rule(author=AUTHORS, withdraw=st.booleans())
    def hand_in(self, author: str, withdraw: bool) -> None:
        if withdraw:
            self.attempt(submissions.withdraw, self.document.id, author=author)
        else:
            self.attempt(submissions.submit, self.document.id, author=author, note="كذا")

    @rule(author=AUTHORS, who=AUTHORS, act=st.integers(0, 4), data=st.data())
    def judge(self, author: str, who: str, act: int, data: st.DataObject) -> None:
        review = self.review()
        if review is None or not (found := review.standings(author)):
            return
        target = data.draw(st.sampled_from([row.target for row in found]))
        if act == 0:
            self.attempt(verdicts.accept, [target], author=who)
        elif act == 1:
            self.attempt(verdicts.reject, [target], author=who, reason="other")
        elif act == 2:
            self.attempt(verdicts.accept_remaining, self.document.id, of=author, author=who)
        elif isinstance(target, Span):
            self.attempt(verdicts.replace_span, [target], author=who, ranges=[data.draw(EDGES.map(_ordered))])
        elif isinstance(target, Attribution):
            category = data.draw(st.sampled_from(["local", "military"]))
            self.attempt(verdicts.replace_attribution, [target], author=who, category=category)

    @rule(author=AUTHORS, who=AUTHORS)
    def answer(self, author: str, who: str) -> None:
        review = self.review()
        for verdict in review.decisions[:1] if review else ():
            self.attempt(comments.comment_on, verdict.id, "كذا", author=who)

    @rule(task=st.sampled_from(["annotate-blind", "review", "adjudicate"]), author=AUTHORS, who=AUTHORS,
          remove=st.booleans())  # fmt: skip
    def assign(self, task: Any, author: str, who: str, remove: bool) -> None:
        command = assignments.unassign if remove else assignments.assign
        self.attempt(command, [self.document.id], assignees=[author], task=task, author=who)

    @rule(author=AUTHORS)
    def undo(self, author: str) -> None:
        try:
            self.project.undo(author)
        except AnnotatorError as error:
            assert error.code in ("row-in-use", "stale-change", "blind-own", "blind-final", "blind-closed")

    @rule(author=AUTHORS)
    def redo(self, author: str) -> None:
        # A name is everybody's: what somebody else has done to it since is not overwritten.
        try:
            self.project.redo(author)
        except AnnotatorError as error:
            assert (error.code, error.details["entity"]) == ("stale-change", "name")

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

    @rule(unreviewed=st.booleans())
    def ask_ledger(self, unreviewed: bool) -> None:
        """What was kept of the claims, and brought up to date, is what is computed from nothing."""
        bring_up_to_date(self.project)
        for layer in (AGREED, "all", *(f"author:{author}" for author in PEOPLE)):
            ask = Ask(layer=layer, unreviewed=unreviewed)
            assert as_kept(self.project, ask) == slowly(self.project, ask)

    @rule()
    def reopen(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder / "a.db")

    @precondition(lambda self: hasattr(self, "project"))
    @invariant()
    def record_is_whole(self) -> None:
        assert verify(self.project) == []

    @precondition(lambda self: hasattr(self, "project"))
    @invariant()
    def a_name_that_stands_for_others_is_not_merged(self) -> None:
        merged = {row.id for row in names(self.project) if row.merged_into}
        assert not merged & {row.merged_into for row in names(self.project)}

    def teardown(self) -> None:
        learning._MOST_BESIDE = self.most_beside
        if hasattr(self, "project"):
            self.compare_every_moment()
            for author in PEOPLE:
                self.learn(author)
            before = self.tables()
            rebuild(self.project)
            assert self.tables() == before
            self.project.close()
        shutil.rmtree(self.folder)

    def compare_every_moment(self) -> None:
        """A document as it stood after each event is what a replay of the log up to there leaves of it."""
        rows: dict[str, Any] = {}
        for event, _ in list(queries.event_list(self.project)):
            for change in self.project.changes_of(event):
                if change.entity in ("document", *LAYERS):
                    rows[change.entity_id] = change.after
            stood = past.as_it_stood(self.project, self.document.id, event.seq)
            came = {change.entity_id: change.after for change in differences(None, stood)}
            assert came == {row_id: row for row_id, row in rows.items() if row is not None}

    def tables(self) -> dict[str, list[Any]]:
        return {name: sorted(self.project.rows(table.select), key=str) for name, table in TABLES.items()}


Annotating.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHistories = Annotating.TestCase
