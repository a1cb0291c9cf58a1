"""What the log answers: what happened, and how a document stood."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest

from annotator.commands import assignments, spans
from annotator.core.asking import Asked, moment
from annotator.core.drawing import Draw
from annotator.core.model import Document
from annotator.store import Project, accounts, past, queries
from tests.recorded import Recorded, record_everything
from tests.reviewed import PLACE, A, B, Q, R, layer, refused, span
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]


@pytest.fixture
def recorded(project: Project) -> Recorded:
    return record_everything(project)


def kinds(project: Project, asked: Asked, **options: bool | int) -> list[str]:
    return [act.event.kind for act in past.acts(project, asked, **options)]  # type: ignore[arg-type]


class TestActs:
    def test_all_oldest_first_page_by_page(self, project: Project, recorded: Recorded) -> None:
        everything = list(past.acts(project, Asked()))
        seqs = [act.event.seq for act in everything]
        assert seqs == list(range(1, project._log.end.seq + 1))
        assert len(seqs) == past.count(project, Asked()) > past._FIRST_PAGE
        assert [act.event for act in everything] == [event for event, _ in queries.event_list(project)]
        newest = list(past.acts(project, Asked(), newest_first=True))
        assert newest == everything[::-1]
        for first in (True, False):
            order = everything[::-1] if first else everything
            after = order[3].event.seq
            page = list(past.acts(project, Asked(), newest_first=first, after=after, limit=5))
            assert page == order[4:9]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            (Asked(actor=R), ["review.reject", "review.replace", "comment.add", "layer.open"]),
            (Asked(actor=R, kinds=("layer", "review.reject")), ["review.reject", "layer.open"]),
            (Asked(kinds=("undo", "redo")), ["undo", "redo"]),
            (Asked(words="الحُدود"), ["review.reject", "comment.add"]),
            (Asked(words="جيش الشمال"), ["name.add", "name.block"]),
            (Asked(words="مدينه السنديان", kinds=("suggestion",)), ["suggestion.reject"]),
            (Asked(actor=A, words="ملاحظة", kinds=("span",)), ["span.note"]),
            (Asked(words="null"), []),
            (Asked(since="2100-01-01T00:00:00.000Z"), []),
            (Asked(until="2000-01-01T00:00:00.000Z"), []),
        ],
    )  # fmt: skip
    def test_what_was_asked_for(
        self, project: Project, recorded: Recorded, asked: Asked, found: list[str]
    ) -> None:
        assert kinds(project, asked) == found
        assert past.count(project, asked) == len(found)

    def test_what_is_not_taken_is_not_read(self, project: Project, recorded: Recorded) -> None:
        """However long the log: its first lines come at once, and memory stays flat."""
        asked: list[str] = []
        project.conn.set_trace_callback(asked.append)
        reading = past.acts(project, Asked())
        assert asked == []
        for _ in range(past._FIRST_PAGE):
            next(reading)
        assert len(asked) == 2
        next(reading)
        project.conn.set_trace_callback(None)
        assert len(asked) == 4

    def test_a_time_is_half_open(self, project: Project, recorded: Recorded) -> None:
        times = [act.event.at for act in past.acts(project, Asked())]
        middle = times[len(times) // 2]
        before, after = Asked(until=middle), Asked(since=middle)
        assert past.count(project, before) + past.count(project, after) == len(times)
        assert all(act.event.at < middle for act in past.acts(project, before))

    def test_of_an_import_only_the_changes_of_the_document_asked_for(self, corpus: Project) -> None:
        chosen = queries.document_ids(corpus)[0]
        (act,) = past.acts(corpus, Asked(document=chosen, kinds=("documents.import",)), most=5)
        assert len(act.changes) == 5 < act.matching < act.total
        assert act.changes[0].entity_id == chosen
        assert {getattr(change.after, "document_id", chosen) for change in act.changes} == {chosen}

    def test_how_documents_were_drawn_comes_before_what_was_given(
        self, project: Project, recorded: Recorded
    ) -> None:
        (act,) = past.acts(project, Asked(kinds=("assignment.draw",)), most=1)
        assert isinstance(act.changes[0].after, Draw)
        assert act.matching == act.total > 1

    def test_by_account(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(accounts, "account", lambda: "salma@news_room-3")
        made = make_document(project)
        monkeypatch.setattr(accounts, "account", lambda: "sa%ma@newsXroom-3")
        span(project, made, A, "place", PLACE)
        for asked in ("salma@news_room-3", "salma", "news_room-3"):
            assert kinds(project, Asked(account=asked)) == ["document.add"]
        assert kinds(project, Asked(account="news")) == []


@pytest.mark.parametrize("payload", ["{}", "[1]", "نص", '{"id": 3}', "1" * 5000])
def test_what_nothing_of_this_program_wrote_is_named(
    project: Project, recorded: Recorded, payload: str
) -> None:
    claim = recorded.claim.id
    project.conn.execute("DROP TRIGGER log_update")
    project.conn.execute("UPDATE log SET after = ? WHERE entity_key = key(?)", [payload, claim])
    for asked in (Asked(rows=(claim,)), Asked()):
        assert refused("record-unreadable", kinds, project, asked).details["id"] == claim
    refused("record-unreadable", past.rows_about, project, claim)
    # Looked through for words, it says nothing of what is sought.
    assert kinds(project, Asked(words="الحدود", kinds=("review",))) == ["review.reject"]


class TestRowsAbout:
    def test_a_span_with_all_that_was_said_of_it(self, project: Project, recorded: Recorded) -> None:
        about = set(past.rows_about(project, recorded.claim.id))
        told = (recorded.claim, recorded.tied, recorded.verdict, recorded.comment, recorded.reply)
        assert about == {row.id for row in told}

    def test_what_stands_instead_and_what_it_stands_for(self, project: Project, recorded: Recorded) -> None:
        about = past.rows_about(project, recorded.source.id)
        assert recorded.fixed.id in about
        assert recorded.source.id in past.rows_about(project, recorded.fixed.id)

    def test_the_rejection_of_the_same_words_suggested(self, project: Project, recorded: Recorded) -> None:
        mine = span(project, recorded.document, "سلمى حداد", "place", PLACE)
        others = span(project, recorded.document, B, "place", PLACE)
        (rejection,) = project.one("SELECT id FROM rejections") or ()
        assert rejection in past.rows_about(project, mine.id)
        assert past.rows_about(project, others.id) == (others.id,)

    def test_a_row_that_is_gone_is_told_of_all_the_same(self, project: Project, document: Document) -> None:
        claim, *_, tied = layer(project, document, A)
        spans.delete_span(project, claim, author=A)
        assert past.rows_about(project, claim.id) == (claim.id, tied.id)
        told = kinds(project, Asked(rows=past.rows_about(project, claim.id)))
        assert told == ["span.add", "attribution.add", "span.delete"]

    def test_what_the_log_does_not_know(self, project: Project) -> None:
        refused("not-in-log", past.rows_about, project, "none")


class TestMoments:
    def test_every_event_that_touched_a_document(self, project: Project, recorded: Recorded) -> None:
        touched = past.moments(project, recorded.document.id)
        assert touched[0].kind == "document.add" and touched[0].actor == Q
        assert "scheme.change" not in {row.kind for row in touched}
        assert [row.seq for row in touched] == sorted(row.seq for row in touched)
        refused("unknown-document", past.moments, project, "none")

    def test_a_moment_is_found_by_number_id_hash_and_time(self, project: Project, recorded: Recorded) -> None:
        for act in past.acts(project, Asked()):
            event = act.event
            for typed in (str(event.seq), event.id, event.hash[:16], event.hash.upper()):
                assert past.seq_at(project, moment(typed)) == event.seq
            assert past.stretch(project, moment(event.id))[0] == event.at
            assert past.seq_at(project, moment(event.at)) >= event.seq
        assert past.seq_at(project, moment("2100-01-01")) == event.seq

    @pytest.mark.parametrize("typed", ["2000-01-01", "999999", "ffffffffffff"])
    def test_a_moment_that_is_not_there(self, project: Project, typed: str) -> None:
        refused("unknown-moment", past.seq_at, project, moment(typed))

    def test_a_beginning_of_several(self, project: Project, recorded: Recorded) -> None:
        refused("moment-of-several", past.seq_at, project, moment(new_beginning(project)))


def new_beginning(project: Project) -> str:
    """What the ids of two of this project's events begin with: the time they were made in."""
    ids = [row[0] for row in project.rows("SELECT id FROM events ORDER BY seq DESC LIMIT 2")]
    return "".join(one for one, other in takewhile(lambda pair: pair[0] == pair[1], zip(*ids, strict=True)))


class TestAsItStood:
    def test_as_it_is_now(self, project: Project, recorded: Recorded) -> None:
        (now,) = queries.bundles(project, ids=[recorded.document.id])
        assert past.as_it_stood(project, recorded.document.id, project._log.end.seq) == now
        assert now.decisions and now.comments and now.submissions and now.attributions

    def test_before_it_came_and_after_it_was_taken_out(self, project: Project) -> None:
        made = make_document(project, author=A)
        came = project._log.end.seq
        project.undo(A)
        assert queries.document_ids(project) == []
        stood = past.as_it_stood(project, made.id, came)
        assert stood is not None and stood.document == made and "السنديان" in stood.text
        assert past.as_it_stood(project, made.id, came - 1) is None
        assert past.as_it_stood(project, made.id, came + 1) is None
        refused("unknown-document", past.as_it_stood, project, "none", came)

    def test_every_moment_equals_the_project_as_it_was_backed_up_then(
        self, project: Project, document: Document, tmp_path: Path
    ) -> None:
        acts: list[Callable[[], object]] = [
            lambda: layer(project, document, A),
            lambda: spans.delete_span(project, queries.layer(project, document.id, A).spans[0], author=A),
            lambda: project.undo(A),
            lambda: span(project, document, B, "place", PLACE),
            lambda: project.undo(A),
        ]
        kept = {}
        for number, act in enumerate(acts):
            act()
            project.backup(tmp_path / f"{number}.db")
            kept[project._log.end.seq] = tmp_path / f"{number}.db"
        for seq, path in kept.items():
            with Project.open(path, read_only=True) as then:
                assert [past.as_it_stood(project, document.id, seq)] == list(queries.bundles(then))


def test_a_person_to_whom_it_is_blind_sees_nothing_of_others(project: Project, document: Document) -> None:
    assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
    mine = span(project, document, A, "place", PLACE)
    layer(project, document, B)
    seq = project._log.end.seq
    project.seen_by(A)
    assert [act.event.actor for act in past.acts(project, Asked(kinds=("span", "attribution")))] == [A]
    stood = past.as_it_stood(project, document.id, seq)
    assert stood is not None and (stood.spans, stood.attributions) == ((mine,), ())
    assert B not in {row.actor for row in past.moments(project, document.id)}
