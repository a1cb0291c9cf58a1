"""The clock is put back by a year: what comes later still counts as later."""

from __future__ import annotations

import time

import pytest

from annotator.commands import comments, verdicts
from annotator.core import model
from annotator.core.model import Document
from annotator.store import Project, queries
from annotator.store.review import review_of
from annotator.store.verify import verify
from tests import clock
from tests.reviewed import A, R, handed_in, queued, span
from tests.store.conftest import document, project

__all__ = ["document", "project"]

YEAR = 365 * 86_400 * 10**9


@pytest.fixture
def put_back(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A process that starts after the clock was put back: it remembers nothing of before."""
    now = time.time_ns
    monkeypatch.setattr(model.time, "time_ns", lambda: now() - YEAR)
    monkeypatch.setattr(model, "_latest", 0)
    clock.at(monkeypatch, "2020-02-03T04:05:06")
    return monkeypatch


def rejected(project: Project, document: Document) -> str:
    """The verdict on a span, answered by its author and replied to."""
    cue = handed_in(project, document, A)[2]
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    verdicts.reject(project, [cue], author=R, reason="boundary")
    (verdict,) = (row for row in review_of(project, document.id).decisions if row.verdict == "reject")
    comments.comment_on(project, verdict.id, "لا أرى ذلك", author=A)
    comments.comment_on(project, verdict.id, "وأنا أراه", author=R)
    assert queued(project, R) == []
    return verdict.id


def test_an_answer_still_comes_after_what_it_answers(
    project: Project, document: Document, request: pytest.FixtureRequest
) -> None:
    verdict = rejected(project, document)
    path = project.path
    project.close()
    request.getfixturevalue("put_back")
    with Project.open(path) as again:
        comments.comment_on(again, verdict, "بل لا", author=A)
        assert queued(again, R) == [(document.id, A, 1)]
        comments.comment_on(again, verdict, "بلى", author=R)
        assert queued(again, R) == []
        assert verify(again) == []


def test_acts_are_undone_in_the_order_they_were_done(
    project: Project, document: Document, request: pytest.FixtureRequest
) -> None:
    before = span(project, document, A, "actor", (0, 3))
    request.getfixturevalue("put_back")
    after = span(project, document, A, "actor", (4, 8))
    kinds = [row[0] for row in project.rows("SELECT at FROM events ORDER BY seq")]
    assert kinds != sorted(kinds)
    project.undo(A)
    assert queries.layer(project, document.id, A).spans == (before,)
    project.redo(A)
    assert queries.layer(project, document.id, A).spans == (before, after)
    assert verify(project) == []


def test_an_id_that_is_no_time_puts_nothing_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_latest", 0)
    for known in ("f" * 32, "news", "", "0" * 32):
        model.follow(known)
    assert abs(int(model.new_id()[:16], 16) - time.time_ns()) < 3600 * 10**9
    assert model.new_id() < model.new_id()
