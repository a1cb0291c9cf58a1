"""What chooses an edge: the rules' own place unless what was learned says otherwise; the same each time."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from annotator.suggest.choosing import OWN, Choice, Chooser, Lesson, fit, right_ones, shipped
from annotator.suggest.cues import drafts_of
from tests.gold.choosing import of_real_texts
from tests.suggest.proposing import known, sentence

TEXT = "وأعلن مدير البلدية رامي الزعتري، رئيس اللجنة، الخميس في بيان أن الحديقة ستفتح، لكن الجسر مغلق."


def choice(behind: str) -> Choice:
    own, other = (f"end:{OWN}", f"end>{behind}"), ("end:comma",)
    return Choice("end", (7, 3), (own, other))


def lessons() -> list[Lesson]:
    """Before a time the rules are right nine times of ten, before a name once."""
    times = [Lesson(choice("times"), int(n == 0)) for n in range(10)]
    names = [Lesson(choice("given"), int(n != 0)) for n in range(10)]
    return times + names


def test_what_was_right_is_chosen_again_and_the_same_is_learned_from_the_same() -> None:
    model = fit(lessons(), ridge=0.1)
    assert (model.place(choice("times")), model.place(choice("given"))) == (7, 3)
    assert right_ones(model, lessons()) == 18
    assert fit(lessons(), ridge=0.1) == model


def test_few_lessons_leave_it_near_where_it_began() -> None:
    start = {f"end:{OWN}": 3.0}
    assert fit(lessons()[10:13], ridge=1, start=start).place(choice("given")) == 7
    assert Chooser({}).place(choice("given")) == 7


def test_each_edge_has_two_to_four_places_and_the_rules_own_is_the_first() -> None:
    document = sentence(TEXT)
    (plain, _), *_ = drafts_of(document, TEXT, known())
    (draft, _), *_ = drafts_of(document, TEXT, msgspec.structs.replace(known(), chooser=Chooser({})))
    assert draft.voice and plain.voice and plain.choices == ()
    assert (draft.voice.range, draft.claim) == (plain.voice.range, plain.claim)
    own = {choice.edge: choice.places[0] for choice in draft.choices}
    start, end = draft.voice.range
    assert own == {
        "speaker": start,
        "source begin": start,
        "source end": end,
        "claim begin": draft.claim[0][0],
        "claim end": draft.claim[0][1],
    }
    assert all(2 <= len(set(choice.places)) == len(choice.places) <= 4 for choice in draft.choices)


@pytest.mark.real_data
def test_what_is_shipped_was_fitted_to_the_gold_there_is(real_data: Path) -> None:
    asked = [row for rows in of_real_texts(real_data).values() for row in rows]
    said = shipped().trained
    assert (said["choices"], said["rules_right"]) == (len(asked), right_ones(Chooser({}), asked))
    assert shipped().helps == (said["right_held_back"] > said["rules_right"])
