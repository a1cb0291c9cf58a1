"""Where an author has the edges of proposals: learned from what they correct, and proposed so from then on."""

from __future__ import annotations

from itertools import cycle, islice, product

import msgspec
import pytest

from annotator.commands.accepting import accept_suggestion, reject_suggestion
from annotator.commands.habits import learn_habits
from annotator.commands.suggestions import suggest_document
from annotator.core.habits import LEAST
from annotator.core.suggestions import ProposedSpan, Suggestion
from annotator.store import Project, habits
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME = "هدى"
VERBS = ("قال", "أعلن", "أكد", "أوضح")
TITLES = ("وزير المياه", "رئيس البلدية", "مدير المستشفى")
NAMES = ("سامر المرمري", "فراس العطري", "سليم الحبقي", "نادر الصفصافي", "كريم البابونجي")
TIMES = ("اليوم", "أمس", "الجمعة", "مساء")
CLAIMS = ("السد آمن", "الجسر مغلق", "المعبر سيفتح غدا", "المدارس ستبقى مغلقة", "الطريق قطعت")
THAT = ("إن", "أن")
UNSEEN = "وأعلن مدير البلدية رامي الزعتري الخميس أن الحديقة ستفتح."

Part = str
"""The quote of a part after a correction."""


def pages(number: int) -> list[str]:
    rows = product(CLAIMS, NAMES, TITLES, VERBS)
    made = []
    for (claim, name, title, verb), time in zip(islice(rows, 0, None, 7), cycle(TIMES), strict=False):
        that = THAT[verb != "قال"]
        made.append(f"{verb} {title} {name} {time} {that} {claim}.")
    assert len(made) >= number
    return made[:number]


def proposal(project: Project, document: str) -> Suggestion:
    (row,) = (row for row in suggest_document(project, document, author=ME) if row.suggester == "cues")
    return row


def parts(row: Suggestion) -> dict[str, str]:
    return {span.label: span.quote for span in row.spans}


def corrected(row: Suggestion, text: str, label: str, quote: str) -> Suggestion:
    """The suggestion with one of its parts as the author has it."""
    start = text.index(quote)
    span = ProposedSpan(label, ((start, start + len(quote)),), quote)
    return msgspec.structs.replace(row, spans=tuple(span if old.label == label else old for old in row.spans))


def without_that(text: str) -> tuple[str, str]:
    claim = next(text.partition(f" {that} ")[2] for that in THAT if f" {that} " in text)
    return "claim", claim.removesuffix(".")


def without_title(text: str) -> tuple[str, str]:
    return "source", next(name for name in NAMES if name in text)


def with_time(text: str) -> tuple[str, str]:
    that = next(that for that in THAT if f" {that} " in text)
    return "source", text.partition(" ")[2].partition(f" {that} ")[0]


def decide(project: Project, texts: list[str], habit: object = None) -> None:
    """Accept what is proposed in each text, corrected where the author has a habit."""
    for text in texts:
        row = proposal(project, make_document(project, text).id)
        if callable(habit):
            row = corrected(row, text, *habit(text))
        accept_suggestion(project, row, author=ME)


@pytest.mark.parametrize(
    ("habit", "label", "before", "after"),
    [
        (without_that, "claim", "أن الحديقة ستفتح", "الحديقة ستفتح"),
        (without_title, "source", "مدير البلدية رامي الزعتري", "رامي الزعتري"),
        (with_time, "source", "مدير البلدية رامي الزعتري", "مدير البلدية رامي الزعتري الخميس"),
    ],
)
def test_what_is_corrected_again_and_again_is_proposed_so(
    project: Project, habit: object, label: str, before: str, after: str
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
