"""Where an author has the edges of proposals: learned from what they correct, and proposed so afterwards."""

from __future__ import annotations

import pytest

from annotator.commands.accepting import reject_suggestion
from annotator.commands.habits import learn_habits
from annotator.commands.suggestions import suggest_document
from annotator.core.habits import LEAST
from annotator.store import Project, habits
from tests.habits import (
    ME,
    UNSEEN,
    Habit,
    decide,
    pages,
    parts,
    proposal,
    with_time,
    without_that,
    without_title,
)
from tests.store.conftest import make_document, project

__all__ = ["project"]


@pytest.mark.parametrize(
    ("habit", "label", "before", "after"),
    [
        (without_that, "claim", "أن الحديقة ستفتح", "الحديقة ستفتح"),
        (without_title, "source", "مدير البلدية رامي الزعتري", "رامي الزعتري"),
        (with_time, "source", "مدير البلدية رامي الزعتري", "مدير البلدية رامي الزعتري الخميس"),
    ],
)
def test_what_is_corrected_again_and_again_is_proposed_so(
    project: Project, habit: Habit, label: str, before: str, after: str
) -> None:
    page = make_document(project, UNSEEN)
    assert parts(proposal(project, page.id))[label] == before
    decide(project, pages(LEAST), habit)
    learned = learn_habits(project, ME)
    assert learned.turned and learned.habits
    assert learned.habits.right > learned.habits.before
    assert (learned.habits.decisions, learned.habits.head) == (LEAST, project.head())
    told = parts(proposal(project, page.id))
    assert told[label] == after
    assert told["cue"] == "أعلن"

    habits.turn(project, on=False)
    assert parts(proposal(project, page.id))[label] == before


def test_nothing_is_learned_from_few_decisions_or_from_what_was_right(project: Project) -> None:
    texts = pages(LEAST)
    decide(project, texts[:-1])
    assert learn_habits(project, ME) == (None, LEAST - 1, False)
    assert not habits.path_of(project, ME).exists()
    decide(project, texts[-1:])
    learned = learn_habits(project, ME)
    assert learned.habits and not learned.turned
    assert learned.habits.right == learned.habits.before == learned.habits.held > 0
    assert habits.used(project, ME) is None


def test_the_same_decisions_teach_the_same_and_others_learn_nothing_of_it(project: Project) -> None:
    decide(project, pages(LEAST), without_that)
    first = learn_habits(project, ME)
    path = habits.path_of(project, ME)
    kept = path.read_bytes()
    path.write_bytes(b"{")
    assert habits.learned(project, ME) is None
    assert learn_habits(project, ME) == first
    assert path.read_bytes() == kept
    assert not learn_habits(project, ME).turned
    assert habits.used(project, "زينب") is None


def test_what_was_rejected_does_not_come_back_with_other_edges(project: Project) -> None:
    page = make_document(project, UNSEEN)
    reject_suggestion(project, proposal(project, page.id), author=ME)
    decide(project, pages(LEAST), without_that)
    assert learn_habits(project, ME).turned
    assert not [row for row in suggest_document(project, page.id, author=ME) if row.attribution]
