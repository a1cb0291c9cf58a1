"""Who has what to do: what is left, what is overdue, and how much awaits each reviewer."""

from __future__ import annotations

import pytest

from annotator.cli import people
from annotator.cli import review as review_commands
from annotator.commands import measures, verdicts
from annotator.commands.assignments import assign
from annotator.core.dates import is_overdue
from annotator.core.model import Document
from annotator.core.overview import Load
from annotator.store import Project, progress
from tests.command_line import Cli, cli
from tests.reviewed import A, B, Q, R, handed_in
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]

YESTERDAY, TODAY, TOMORROW = "2026-03-30", "2026-03-31", "2026-04-01"


def loads(project: Project) -> dict[tuple[str, str], Load]:
    return {(row.person, row.task): row for row in measures.overview(project, today=TODAY).loads}


@pytest.mark.parametrize(("due", "late"), [(YESTERDAY, True), (TODAY, False), (TOMORROW, False), ("", False)])
def test_a_day_is_overdue_when_it_has_passed(due: str, late: bool) -> None:
    assert is_overdue(due, TODAY) is late


def test_work_is_left_until_it_is_done(project: Project, document: Document) -> None:
    second = make_document(project, "خبر آخر")
    assign(project, [document.id], assignees=[A], task="annotate", author=Q, due=YESTERDAY)
    assign(project, [second.id], assignees=[A], task="annotate", author=Q, due=TOMORROW)
    assign(project, [document.id], assignees=[R, ""], task="review", author=Q, due=YESTERDAY)
    assert loads(project)[A, "annotate"] == Load(A, "annotate", 2, 2, 1, 0, YESTERDAY)
    assert loads(project)[R, "review"] == Load(R, "review", 1, 1, 1, 0, YESTERDAY)
    handed_in(project, document, A)
    assert loads(project)[A, "annotate"] == Load(A, "annotate", 2, 1, 0, 0, TOMORROW)
    assert loads(project)["", "review"].targets == 4
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    assert loads(project)[R, "review"] == Load(R, "review", 1, 0, 0, 0, "")
    assert len(progress.unfinished(project)) == len(progress.unfinished(project, [second.id])) == 1


def test_each_reviewer_has_a_load(project: Project, document: Document) -> None:
    second, third = (make_document(project, f"قال مصدر عسكري 🔴 إن الطائرة سقطت. {n}") for n in "١٢")
    assign(project, [document.id, second.id], assignees=[R], task="review", author=Q)
    for each in (document, second, third):
        handed_in(project, each, A)
    found = loads(project)
    assert (found[R, "review"].open, found[R, "review"].targets) == (2, 8)
    assert found["", "review"] == Load("", "review", 0, 1, 0, 4, "")


def test_the_commands_show_it(
    cli: Cli, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (people, review_commands):
        monkeypatch.setattr(module, "today", lambda: TODAY)
    assign(project, [document.id], assignees=[R], task="review", author=Q, due=YESTERDAY)
    assign(project, [document.id], assignees=[B], task="annotate", author=Q, due=TOMORROW)
    handed_in(project, document, A)
    listed = cli("assign", project.path).out.splitlines()
    assert [YESTERDAY in line and "(overdue)" in line for line in listed] == [True, False]
    assert f"{YESTERDAY}" in cli("queue", project.path, "--author", R).out
    assert cli("queue", project.path, "--author", R, "--json").json()["overdue"] is True
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    (done, left) = cli("assign", project.path).out.splitlines()
    assert done.endswith("\tdone") and "overdue" not in done and left.endswith("\tnot done")
    told = cli("stats", project.path).out
    assert "Who has what to do" in told and "Rows under the name" not in told
    assert cli("stats", project.path, "--json").json()["overview"]["loads"][0]["person"] == R


def test_the_overview_names_rows_under_other_names(cli: Cli, project: Project, document: Document) -> None:
    claim, *_ = handed_in(project, document, A)
    with project.event("span.delete", B) as event:
        event.replace(claim, claim.__class__(**{**{f: getattr(claim, f) for f in claim.__struct_fields__},
                                                "note": "؟"}))  # fmt: skip
    (signed,) = measures.overview(project, today=TODAY).signed
    assert (signed.entity_id, signed.author, signed.actor) == (claim.id, A, B)
    for language, said in (("en", "Rows under the name of somebody"), ("ar", "صفوف باسم غير من كتبها")):
        assert said in cli("stats", project.path, language=language).out
