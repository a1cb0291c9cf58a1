"""Stand-off gold is refused where it does not fit the texts, and what lies here fits them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from annotator.core.offsets import canonical, check_span
from annotator.formats import scheme_toml
from tests.gold.drawn import drawn
from tests.gold.marks import NotationError
from tests.gold.standoff import KINDS, STYLES, Marked, Place, Voiced, bundles, gold, marked

FOLDER = Path(__file__).parent
FILES = {
    "newswire_open": "open",
    "newswire_apart": "apart",
    "newswire_second_a": "open",
    "newswire_second_b": "apart",
    "newswire_second_c": "fifth",
    "newswire_third": "third",
    "newswire_fourth": "fourth",
    "newswire_fifth": "fifth",
    "newswire_sixth": "sixth",
}
SECOND = {"newswire_second_a": 50, "newswire_second_b": 50, "newswire_second_c": 135}
"""How many items of a lot were read a second time."""
NEWS = scheme_toml.load()
TEXTS = {
    "gsr:1": "واعتبرت حركة السنابل الاتفاق خطوة ناقصة، مؤكدة أن الحوار مستمر في كفر نوار.",
    "ant:2:title": "سامر نور : السد آمن",
    "ant:2:0": "أغلق الجسر، وفق وكالة السنونو، منذ الفجر.",
    "gsr:3": "تساقطت الثلوج على المرتفعات.",
}
NOTES = """
@1 stance
حركة السنابل :: اعتبرت :: الاتفاق خطوة ناقصة :: political
حركة السنابل :: مؤكدة :: أن الحوار … كفر نوار :: political, carried, in=1
A: حركة السنابل
P: كفر نوار
@2 colon
سامر نور :: : :: السد آمن :: individual
@3 according-to
وكالة السنونو :: وفق :: أغلق الجسر + منذ الفجر
@4 none
"""


@pytest.fixture
def rows() -> list[Marked]:
    return list(marked(NOTES, TEXTS))


def written(folder: Path, rows: list[Marked]) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    return path


def test_notes_come_back_as_spans_and_attributions(tmp_path: Path, rows: list[Marked]) -> None:
    path = written(tmp_path, rows)
    assert not any("السنابل" in line for line in path.read_text(encoding="utf-8").splitlines())
    stance, colon, according, nothing = gold(path, TEXTS)
    assert [one.style for one in (stance, colon, according)] == ["newswire", "headline", "newspaper"]
    assert [one.kind for one in (stance, nothing)] == ["stance", "none"]
    quotes = {(span.label, span.quote) for span in stance.item.spans}
    assert ("claim", "أن الحوار مستمر في كفر نوار") in quotes
    assert {("actor", "حركة السنابل"), ("source", "حركة السنابل"), ("place", "كفر نوار")} <= quotes
    outer, inner = stance.item.attributions
    assert (inner.parent, inner.sources) == (outer.id, outer.sources)
    assert (outer.attributes, inner.attributes) == ({}, {"naming": "implicit"})
    assert [len(span.ranges) for span in according.item.spans if span.label == "claim"] == [2]
    assert not nothing.item.spans
    assert [one.text for one in bundles(path, TEXTS)] == list(TEXTS.values())


def _with(rows: list[Marked], **fields: object) -> list[Marked]:
    return [msgspec.structs.replace(rows[0], **fields), *rows[1:]]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hash": "0" * 16}, "is not the text"),
        ({"key": "gsr:9"}, "is not the text"),
        ({"style": "sonnet"}, "unknown style sonnet"),
        ({"kind": "riddle"}, "kind riddle"),
        ({"actors": (Place(((8, 20),), "0" * 8),)}, "words of the actor"),
        ({"places": (Place(((8, 2000),), "0" * 8),)}, "the place at .* lies outside"),
        ({"actors": (Place((), "0" * 8),)}, "the actor at .* lies outside"),
    ],
)
def test_what_does_not_fit_the_text_is_refused(
    tmp_path: Path, rows: list[Marked], fields: dict[str, object], said: str
) -> None:
    with pytest.raises(NotationError, match=rf"rows\.jsonl:1: .*{said}"):
        gold(written(tmp_path, _with(rows, **fields)), TEXTS)


def test_a_check_of_other_words_and_a_later_outer_one_are_refused(tmp_path: Path, rows: list[Marked]) -> None:
    outer, inner = rows[0].attributions
    other = Voiced(Place(inner.claim.at, outer.claim.check))
    with pytest.raises(NotationError, match="words of the claim"):
        gold(written(tmp_path, _with(rows, attributions=(other,))), TEXTS)
    with pytest.raises(NotationError, match="attribution 1 cannot lie in 1"):
        gold(written(tmp_path, _with(rows, attributions=(inner, outer))), TEXTS)


def test_a_line_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"key": "gsr:1"}\n', encoding="utf-8")
    with pytest.raises(NotationError, match=r"rows\.jsonl:1: .*hash"):
        gold(path, TEXTS)


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ("@9 none", "cannot read"),
        ("@4 riddle", "cannot read"),
        ("@4 none\n@4 none", "stands twice"),
        ("@4 inna", "has no attribution"),
        ("@4 none\n - :: - :: الثلوج", "has no attribution"),
        ("@4 inna\n - :: - :: -", "has a claim"),
        ("@4 inna\n - :: الثلوج", "cannot read"),
        ("@4 none\nP: كفر نوار", "the text does not have"),
        ("@4 inna\nالجبال :: - :: الثلوج", "the text does not have"),
    ],
)
def test_notes_that_do_not_fit_are_refused(notes: str, said: str) -> None:
    with pytest.raises(NotationError, match=said):
        list(marked(notes, TEXTS))


@pytest.mark.real_data
@pytest.mark.parametrize("name", FILES)
def test_what_lies_here_fits_the_texts(real_data: Path, name: str) -> None:
    texts = drawn(real_data, FILES[name])
    path = FOLDER / f"{name}.jsonl"
    read = gold(path, texts)
    assert len({one.key for one in read}) == len(read) == SECOND.get(name, len(texts))
    for one in bundles(path, texts):
        assert canonical(one.text) == one.text
        for span in one.spans:
            check_span(span, one.text)
            assert span.quote == span.quote.strip()
            assert NEWS.label(span.label)
            assert span.label != "claim" or span.quote[-1] not in ".،:", span.quote
        for row in one.attributions:
            assert not row.category or NEWS.vocabulary("category").term(row.category), row.category


@pytest.mark.real_data
def test_the_halves_share_nothing_and_hold_every_style_and_kind(real_data: Path) -> None:
    opened, apart = (drawn(real_data, half) for half in ("open", "apart"))
    assert not opened.keys() & apart.keys()
    assert len(opened) == len(apart) == 220
    for half, texts in (("open", opened), ("apart", apart)):
        read = gold(FOLDER / f"newswire_{half}.jsonl", texts)
        assert {one.style for one in read} == set(STYLES.values())
        assert {one.kind for one in read} >= set(KINDS) - {"participle"}
