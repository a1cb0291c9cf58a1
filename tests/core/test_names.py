"""Which names an author knows: listed ones and their own, merged and blocked as was decided."""

from __future__ import annotations

import msgspec

from annotator.core.names import Confirmed, KnownName, Name, can_be_name, known_names, name_id


def row(name: str, *variants: str, label: str = "actor", **values: object) -> Name:
    return msgspec.structs.replace(
        Name(id=name_id(label, name), label=label, name=name, variants=variants), **values
    )


def shown(known: list[KnownName]) -> list[tuple[str, tuple[str, ...], int]]:
    return [(found.name.name, found.spellings, found.spans) for found in known]


def test_spellings_and_spaces_do_not_count() -> None:
    assert name_id("place", "دير الزور") == name_id("place", "ديرُ الزّور") == name_id("place", "ديرالزور")
    assert name_id("actor", "حنر") == name_id("actor", "«ح. ن. ر.»")
    assert name_id("place", "دير الزور") != name_id("actor", "دير الزور")


def test_what_can_be_a_name() -> None:
    assert [can_be_name(words) for words in ("و", "ـو", "", "،", "حنر", "ق د", "س" * 100, "س" * 101)] == [
        False, False, False, False, True, True, True, False,
    ]  # fmt: skip


def test_what_cannot_be_a_name_is_none() -> None:
    assert known_names([], [Confirmed("actor", words, 1) for words in ("و", "...", "س" * 101)]) == []


def test_the_most_used_first_and_spelt_as_most_often() -> None:
    confirmed = [
        Confirmed("place", "دير الزور", 3),
        Confirmed("place", "ديرالزور", 1),
        Confirmed("actor", "حنر", 9),
        Confirmed("actor", "دير الزور", 2),
    ]
    assert shown(known_names([], confirmed)) == [
        ("حنر", ("حنر",), 9),
        ("دير الزور", ("دير الزور", "ديرالزور"), 4),
        ("دير الزور", ("دير الزور",), 2),
    ]


def test_listed_names_are_known_to_all_others_only_to_those_who_have_them() -> None:
    listed, decided = row("حنر", "قوات حنر", identifier="Q1"), row("جيش السنديان", listed=False)
    assert shown(known_names([listed, decided], [])) == [("حنر", ("حنر", "قوات حنر"), 0)]
    mine = known_names([listed, decided], [Confirmed("actor", "جيش السنديان", 1)])
    assert [found.name for found in mine] == [decided, listed]


def test_a_merged_name_lends_its_spellings() -> None:
    kept = row("قوات السنديان")
    merged = row("حنر", "حنَر الشرقية", merged_into=kept.id)
    assert known_names([kept, merged], [Confirmed("actor", "حَنَر", 2)]) == [
        KnownName(kept, ("قوات السنديان", "حنر", "حنَر الشرقية", "حَنَر"), 2, (merged,))
    ]


def test_what_another_has_found_is_no_spelling_of_mine() -> None:
    kept = row("قوات السنديان", listed=False)
    merged = row("حنر", merged_into=kept.id, listed=False)
    (found,) = known_names([kept, merged], [Confirmed("actor", "حنر", 2)])
    assert (found.name, found.spellings) == (kept, ("حنر",))


def test_what_is_merged_into_nothing_stands_for_itself() -> None:
    alone = row("حنر", merged_into="gone")
    assert known_names([alone], []) == [KnownName(alone, ("حنر",), 0)]


def test_a_blocked_name_lends_nothing() -> None:
    kept = row("قوات السنديان")
    merged = row("بين", merged_into=kept.id, blocked=True)
    assert shown(known_names([kept, merged], [Confirmed("actor", "بين", 1)])) == [
        ("قوات السنديان", ("قوات السنديان",), 1)
    ]
