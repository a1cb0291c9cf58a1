"""Who is how reliable is learned from the answers alone, and the doubtful places are named."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.reliability import (
    Answers,
    category_answers,
    dawid_skene,
    label_answers,
    reliability,
    shares_of,
)
from annotator.core.model import Attribution, Span, quote
from annotator.core.selecting import Clitics

SKILLS = {"سلمى": 0.95, "نور": 0.8, "رامي": 0.55}
VALUES = ("actor", "claim", "place", "source")
TEXT = "قال مصدر عسكري إن وحدات الجيش عبرت النهر."


def asked(number: int, seed: int = 0) -> tuple[list[Answers], list[str]]:
    """Questions with a known answer, to each of which everybody errs as often as their skill says."""
    chance = random.Random(seed)
    rows, truth = [], []
    for at in range(number):
        right = chance.choices(VALUES, weights=(4, 3, 2, 1))[0]
        others = [value for value in VALUES if value != right]
        always = chance.choice(list(SKILLS))
        given = {
            author: right if chance.random() < skill else chance.choice(others)
            for author, skill in SKILLS.items()
            if author == always or chance.random() < 0.9
        }
        rows.append(Answers(f"d{at}", ((0, 3),), "قال", given))
        truth.append(right)
    return rows, truth


@pytest.mark.parametrize("seed", range(3))
def test_the_skill_of_each_is_found(seed: int) -> None:
    rows, _ = asked(3000, seed)
    found = reliability("label", rows)
    assert [row.author for row in found.raters] == list(SKILLS)
    for row in found.raters:
        assert row.reliability == pytest.approx(SKILLS[row.author], abs=0.05)
    weights = [row.weight for row in found.raters]
    assert weights == sorted(weights, reverse=True)
    assert found.shares == pytest.approx(dict(zip(VALUES, (0.4, 0.3, 0.2, 0.1), strict=True)), abs=0.05)


def test_what_is_likely_is_right_more_often_than_the_vote() -> None:
    rows, truth = asked(3000)
    likely, _, _ = dawid_skene(rows, sorted(SKILLS), VALUES)
    learned = sum(VALUES[at] == right for at, right in zip(likely.argmax(axis=1), truth, strict=True))
    voted = [Counter(row.given[name] for name in sorted(row.given)).most_common(1) for row in rows]
    votes = sum(first == right for ((first, _),), right in zip(voted, truth, strict=True))
    assert learned > votes


def test_one_round_is_that_of_the_paper() -> None:
    """Where all agree, nothing moves: errors are none, and shares are those of the answers."""
    rows = [Answers(f"{at}", ((0, 1),), "", {"a": value, "b": value}) for at, value in enumerate("xxxy")]
    likely, errors, shares = dawid_skene(rows, ["a", "b"], ["x", "y"])
    assert likely == pytest.approx(np.array([[1, 0]] * 3 + [[0, 1]]), abs=1e-9)
    assert errors == pytest.approx(np.array([np.eye(2)] * 2), abs=1e-9)
    assert shares == pytest.approx(np.array([0.75, 0.25]))


def test_where_the_most_reliable_differ_is_told() -> None:
    rows, _ = asked(500)
    found = reliability("label", rows)
    best = list(SKILLS)
    apart = [row for row in rows if len({row.given[name] for name in best if name in row.given}) > 1]
    assert 0 < found.differ <= len(apart)
    assert sum(row.count for row in found.crossed) == found.differ
    for row in found.apart:
        first, second = [row.given[name] for name in best if name in row.given][:2]
        assert first != second and 0 < row.sure <= 1
    assert [row.sure for row in found.apart] == sorted(row.sure for row in found.apart)


def test_answers_of_one_alone_teach_nothing() -> None:
    found = reliability("label", [Answers("d", ((0, 1),), "", {"a": "claim"})])
    assert (found.questions, found.raters, found.differ) == (0, (), 0)


def span(author: str, label: str, start: int, end: int) -> Span:
    ranges = ((start, end),)
    key = f"{author}{label}{start}"
    return Span(id=key, document_id="d", label=label, ranges=ranges, quote=quote(TEXT, ranges), author=author)


def test_a_place_is_asked_of_everybody_who_took_part() -> None:
    """Blanks at its edges make no other place; who marked nothing there said so."""
    layers = {
        "a": ([span("a", "source", 4, 14), span("a", "actor", 4, 14)], []),
        "b": ([span("b", "source", 4, 15)], []),
        "c": ([], []),
    }
    (row,) = label_answers(Annotated("d", TEXT, layers), Clitics(()))
    assert (row.ranges, row.quote) == (((4, 14),), "مصدر عسكري")
    assert row.given == {"a": "actor+source", "b": "source", "c": ""}
    assert shares_of(row.given.values()) == pytest.approx({"": 1 / 3, "actor+source": 1 / 3, "source": 1 / 3})


def test_categories_are_those_of_one_attribution() -> None:
    def layer(author: str, category: str) -> tuple[list[Span], list[Attribution]]:
        claim, cue = span(author, "claim", 15, 40), span(author, "cue", 0, 3)
        told = {"id": f"{author}-t", "document_id": "d", "category": category, "author": author}
        tie = Attribution(claims=(claim.id,), cue=cue.id, **told)
        return [claim, cue], [tie]

    layers = {"a": layer("a", "military"), "b": layer("b", "official"), "c": layer("c", "")}
    (row,) = category_answers(Annotated("d", TEXT, layers))
    assert row.given == {"a": "military", "b": "official"}
    assert row.quote == TEXT[15:40]
