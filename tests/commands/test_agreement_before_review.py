"""Agreement of blind work alone, and of layers as they were before anybody reviewed them."""

from __future__ import annotations

import pytest

from annotator.commands import authors, measures, spans, submissions, verdicts
from annotator.commands.assignments import assign
from annotator.core.agreement.record import Sampling
from annotator.core.model import Document, Span
from annotator.store import Project, agreement_layers
from annotator.store.agreement_layers import Scope
from tests.command_line import Cli, cli
from tests.reviewed import CLAIM, CUE, PLACE, A, B, Q, R, layer, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]

FIRST = Scope(as_submitted=True)


def layers(project: Project, scope: Scope) -> dict[str, dict[str, list[tuple[str, int, int]]]]:
    """Label, start and end of the spans, by document and author."""
    who = agreement_layers.parts(project, scope)
    return {
        row.document_id: {
            author: sorted((span.label, span.start, span.end) for span in found)
            for author, (found, _) in row.layers.items()
        }
        for row in agreement_layers.annotated(project, who, as_submitted=scope.as_submitted)
    }


def exact(project: Project, scope: Scope) -> float | None:
    found = measures.agreement(project, scope, sampling=Sampling(resamples=0))
    return next(row.value for row in found.figures if (row.measure, row.label) == ("span.f1.exact", None))


@pytest.fixture
def mended(project: Project, document: Document) -> Span:
    """A and B differ in one span; a reviewer rejects, and A mends it after submitting."""
    wrong = span(project, document, A, "place", PLACE)
    span(project, document, A, "cue", CUE)
    span(project, document, B, "place", (46, 54))
    span(project, document, B, "cue", CUE)
    for author in (A, B):
        submissions.submit(project, document.id, author=author)
    verdicts.reject(project, [wrong], author=R, reason="boundary")
    submissions.withdraw(project, document.id, author=A)
    spans.set_span_ranges(project, wrong, [(46, 54)], author=A)
    spans.add_span(project, author=A, document_id=document.id, label="actor", ranges=[(31, 36)])
    submissions.submit(project, document.id, author=A)
    return wrong


def test_layers_are_as_they_were_first_submitted(project: Project, document: Document, mended: Span) -> None:
    first = {A: [("cue", *CUE), ("place", *PLACE)], B: [("cue", *CUE), ("place", 46, 54)]}
    assert layers(project, FIRST) == {document.id: first}
    assert exact(project, FIRST) == 0.5
    assert exact(project, Scope()) == 0.8


def test_what_was_deleted_since_was_there_and_what_went_before_was_not(
    project: Project, document: Document
) -> None:
    gone = span(project, document, A, "place", PLACE)
    spans.delete_span(project, gone, author=A)
    kept = span(project, document, A, "cue", CUE)
    submissions.submit(project, document.id, author=A)
    spans.delete_span(project, kept, author=A)
    span(project, document, A, "claim", CLAIM)
    span(project, document, R, "cue", CUE)
    assert layers(project, FIRST) == {document.id: {A: [("cue", *CUE)]}}


def test_whoever_has_another_name_now_had_the_layer_then(
    project: Project, document: Document, mended: Span
) -> None:
    before = layers(project, FIRST)[document.id]
    authors.rename_author(project, A, "سلمى الورد", author=Q)
    assert layers(project, FIRST)[document.id] == {"سلمى الورد": before[A], B: before[B]}


def test_what_is_in_work_was_never_submitted(project: Project, document: Document) -> None:
    layer(project, document, A)
    assert layers(project, Scope(as_submitted=True, unsubmitted=True)) == {}


def test_blind_work_alone(project: Project, document: Document) -> None:
    second = make_document(project, "قال مصدر إن الطريق مغلق قرب المدينة.")
    assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
    assign(project, [second.id], assignees=[A], task="annotate-blind", author=Q)
    for author in (A, B):
        for each in (document, second):
            span(project, each, author, "cue", CUE)
            submissions.submit(project, each.id, author=author)
    assert layers(project, Scope(blind=True)) == {
        document.id: {A: [("cue", *CUE)], B: [("cue", *CUE)]}, second.id: {A: [("cue", *CUE)]}
    }  # fmt: skip
    assert measures.agreement(project, Scope(blind=True)).compared == 1
    assert measures.agreement(project, Scope()).compared == 2


def test_the_command_shows_both_side_by_side(cli: Cli, project: Project, mended: Span) -> None:
    ran = cli("agreement", project.path, "--after-review", "--bootstrap", 0)
    line = next(
        line for line in ran.out.split("Before and after review")[1].splitlines() if "Exact F1" in line
    )
    assert "0.50" in line and "0.80" in line
    found = cli("agreement", project.path, "--after-review", "--bootstrap", 0, "--json").json()
    both = [
        next(row["value"] for row in figures if (row["measure"], row["label"]) == ("span.f1.exact", None))
        for figures in (found["figures"], found["after_review"]["figures"])
    ]
    assert both == [0.5, 0.8]
    alone = cli("agreement", project.path, "--as-submitted", "--bootstrap", 0, "--json").json()
    assert "after_review" not in alone and alone["figures"] == found["figures"]
    assert cli("agreement", project.path, "--blind").status == 1
