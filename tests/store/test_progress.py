"""What the store tells about how a project stands."""

from __future__ import annotations

from typing import Any

from annotator.commands import assignments, attributions, comments, spans, submissions, verdicts
from annotator.core.model import Document
from annotator.core.overview import Replaced, Verdicts, progress
from annotator.store import Project, queries
from annotator.store import progress as told
from annotator.store.progress import acts, replaced, standings, unsourced, unsourced_count
from annotator.store.stats import stats
from tests.reviewed import CUE, PLACE, A, B, Q, R, handed_in, layer, span
from tests.store.conftest import make_document


def stages(project: Project) -> dict[str, dict[str, int]]:
    """The stages that occur, by author."""
    return {
        row.author: {name: count for name, count in row.stages.items() if count}
        for row in progress(standings(project))
    }


class TestStages:
    def test_from_assignment_to_agreement(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A], task="annotate", author=Q)
        assert stages(project) == {A: {"not-begun": 1}}
        claim, *_ = layer(project, document, A)
        assert stages(project) == {A: {"in-work": 1}}
        submissions.submit(project, document.id, author=A)
        assert stages(project) == {A: {"submitted": 1}}
        (verdict,) = verdicts.reject(project, [claim], author=R, reason="boundary")
        assert stages(project) == {A: {"returned": 1}}
        comments.comment_on(project, verdict.id, "كذا في الدليل", author=A)
        assert stages(project) == {A: {"submitted": 1}}
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        assert stages(project) == {A: {"submitted": 1}}, "an answer waits for a reply"
        comments.comment_on(project, verdict.id, "وفي الدليل أيضا", author=R)
        assert stages(project) == {A: {"agreed": 1}}
        submissions.withdraw(project, document.id, author=A)
        assert stages(project) == {A: {"in-work": 1}}

    def test_one_layer_judged_and_the_other_not(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        handed_in(project, document, B)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        assert stages(project) == {A: {"judged": 1}, B: {"submitted": 1}}
        verdicts.accept_remaining(project, document.id, of=B, author=R)
        assert stages(project) == {A: {"agreed": 1}, B: {"agreed": 1}}

    def test_an_empty_layer_is_submitted_like_any_other(self, project: Project, document: Document) -> None:
        submissions.submit(project, document.id, author=B)
        assert stages(project) == {B: {"submitted": 1}}

    def test_adjudication_waits_for_the_second_layer(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
        assignments.assign(project, [document.id], assignees=[R], task="adjudicate", author=Q)
        handed_in(project, document, A)
        assert stages(project) == {A: {"submitted": 1}, B: {"not-begun": 1}}

    def test_a_reviewer_who_only_reviews_is_not_listed(self, project: Project, document: Document) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
        assert set(stages(project)) == {A}


class TestActs:
    def test_each_names_its_document(self, project: Project, document: Document) -> None:
        layer(project, document, A)
        assert [(act.author, act.document_id) for act in acts(project)] == [(A, document.id)] * 4

    def test_several_documents_are_none(self, project: Project, document: Document) -> None:
        other = make_document(project, "مصدر آخر")
        pieces: Any = [(document.id, [CUE]), (other.id, [(0, 4)])]
        spans.add_spans(project, pieces, label="actor", author=A)
        assert [act.document_id for act in acts(project)] == [None]

    def test_giving_work_is_not_work(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A], task="annotate", author=Q)
        assert list(acts(project)) == []


def test_verdicts_by_reason(project: Project, document: Document) -> None:
    claim, source, cue, _ = handed_in(project, document, A)
    verdicts.reject(project, [claim], author=R, reason="boundary")
    verdicts.reject(project, [source], author=R, reason="boundary")
    verdicts.accept(project, [cue], author=R)
    verdicts.add_missed_span(project, document.id, authors=[A], author=R, label="place", ranges=[PLACE])
    assert told.verdicts(project) == (
        Verdicts("reject", "boundary", 2),
        Verdicts("accept", "", 1),
        Verdicts("add", "missing", 1),
    )


def test_labels_that_reviewers_replaced(project: Project, document: Document) -> None:
    _, source, cue, _ = handed_in(project, document, A)
    verdicts.replace_span(project, [source], author=R, label="actor")
    verdicts.replace_span(project, [cue], author=R, ranges=[(0, 14)])
    assert replaced(project) == (Replaced("source", "actor", 1),)


class TestUnsourced:
    def test_claims_without_attribution_or_without_a_source(
        self, project: Project, document: Document
    ) -> None:
        attributed, *_ = layer(project, document, A)
        alone = span(project, document, A, "claim", PLACE)
        unnamed = span(project, document, B, "claim", PLACE)
        attributions.attribute(project, author=B, claims=[unnamed.id])
        found = unsourced(project)
        assert [(row.span_id, row.attributed) for row in found] == [(alone.id, False), (unnamed.id, True)]
        assert (found[0].document_id, found[0].quote) == (document.id, alone.quote)
        assert queries.text_of(project, document).startswith(found[0].title), "it has no title"
        assert found[0].title
        assert attributed.id not in {row.span_id for row in found}
        assert unsourced_count(project) == 2
        assert len(unsourced(project, limit=1)) == 1

    def test_the_sample_corpus(self, corpus: Project) -> None:
        found = unsourced(corpus)
        without = [row for row in found if not row.attributed]
        assert len(without) == stats(corpus).unattributed
        assert len(found) == unsourced_count(corpus)
