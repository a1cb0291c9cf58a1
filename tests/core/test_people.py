"""Which names of people look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.people import Likeness, likeness, look_alikes, name_shape, spelled_out

ALIKE = [
    ("هالة", "هاله"),
    ("هالة", "هالة\u200f"),
    ("هالة", "ها\u200cلة"),
    ("هالة", "هَالَة"),
    ("هالة", "هـالة"),
    ("أحمد", "احمد"),
    ("رؤى", "روي"),
    ("عبد الله", "عبدالله"),
    ("Salma", "salma"),
    ("Salma", "SALMA "),
    ("Renée", "Renee"),
    ("موسّم 1", "موسم ١"),
    ("annotator_2", "annotator-۲"),
]
APART = [("هالة", "هلا"), ("سلمى", "سليم"), ("annotator 1", "annotator 2"), ("نور", "نوره"), ("🔴", "🔵")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_they_look_alike(one: str, other: str) -> None:
    assert likeness(other, [one]) == Likeness("alike", (one,))
    assert likeness(one, [other]) == Likeness("alike", (other,))
    assert look_alikes([other, "نديم", one]) == [tuple(sorted([one, other]))]


@pytest.mark.parametrize(("one", "other"), APART)
def test_they_do_not(one: str, other: str) -> None:
    assert likeness(other, [one]) == Likeness("new")
    assert look_alikes([one, other]) == []


def test_a_known_name_is_known_whatever_it_looks_like() -> None:
    assert likeness("هالة", ["هاله", "هالة"]) == Likeness("known")


@given(st.text(min_size=1), st.sampled_from(["\u200f", "\u200b", "\u0640", "\u064e", " "]))
def test_what_does_not_show_makes_no_difference(name: str, hidden: str) -> None:
    assert name_shape(name + hidden).strip() == name_shape(name).strip()


def test_hidden_characters_are_spelled_out() -> None:
    assert spelled_out("هالة\u200f") == "هالة⟨RLM⟩"
    assert spelled_out("هالة") == "هالة"
