"""Pictures of the ledger: in the direction of the language, the east at the right, as uncertain as it is."""

from __future__ import annotations

import warnings
from typing import Any, get_args

import msgspec
import pytest
from matplotlib import figure as figures
from matplotlib.patches import Ellipse

from annotator.core.ledger_counts import Group, Pivot, Spot, Spread, pivot
from annotator.formats import scheme_toml
from annotator.plots import ledger
from annotator.plots.ledger import KILOMETRES, MOST_BARS, Wanted
from annotator.plots.look import Look
from annotator.plots.pictures import PictureKind
from annotator.words.i18n import LANGUAGES, Language
from annotator.words.rows import Voice
from tests.plots.test_pictures import DARK, glyphs

SCHEME = scheme_toml.load()
GROUPS = [Group("military", 7), Group("local", 3), Group("", 2)]
MONTHS = [Group(f"2017-{month:02}", month % 4) for month in range(1, 13)]
PLACES = Spread((Spot("السنديان", 35.1, 40.4, 1, 12), Spot("بادية الريحان", 34.0, 39.5, 3, 2)), 4, 120)
COUNTED = pivot(["category", "month"], [(("military", "2017-01"), 4), (("local\x1fmilitary", ""), 2)])
PAGED = pivot(
    ["category", "month", "state"], [(("military", "2017-01", "agreed"), 4), (("local", "", "submitted"), 2)]
)


def wanted(language: Language = "ar", **how: Any) -> Wanted:
    return Wanted(Voice(language, SCHEME), **how)


def all_of(given: Wanted) -> list[bytes]:
    return [
        ledger.groups_picture(given, "category", GROUPS),
        ledger.months_picture(given, MONTHS),
        ledger.pivot_picture(given, COUNTED),
        ledger.pivot_picture(given, PAGED),
        ledger.map_picture(given, PLACES),
    ]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures that are drawn."""
    made: list[Any] = []
    usual = figures.Figure.savefig

    def save(figure: Any, *args: Any, **values: Any) -> None:
        made.append(figure)
        usual(figure, *args, **values)

    monkeypatch.setattr(figures.Figure, "savefig", save)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_run_in_the_direction_of_the_language_and_the_map_never_turns(
    drawn: list[Any], language: Language
) -> None:
    all_of(wanted(language))
    axes = [axes for figure in drawn for axes in figure.axes]
    *counted, places = axes
    assert [one.xaxis_inverted() for one in counted] == [language == "ar"] * len(counted)
    assert not places.xaxis_inverted() and not places.yaxis_inverted()


def test_the_pages_of_a_pivot_follow_the_language(drawn: list[Any]) -> None:
    for language in LANGUAGES:
        ledger.pivot_picture(wanted(language), PAGED)
    arabic, english = (
        [axes.get_position().x0 for axes in figure.axes] for figure in drawn
    )  # fmt: skip
    assert len(arabic) == 2
    assert arabic[0] > arabic[1] and english[0] < english[1]


def test_circles_are_as_large_as_the_uncertainty(drawn: list[Any]) -> None:
    ledger.map_picture(wanted(), PLACES)
    (axes,) = drawn[0].axes
    heights = [patch.height for patch in axes.patches if isinstance(patch, Ellipse)]
    assert heights == pytest.approx([2 * KILOMETRES[1] / 111, 2 * KILOMETRES[3] / 111])
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    for patch in axes.patches:
        x, y = patch.center
        assert west < x - patch.width / 2 and x + patch.width / 2 < east
        assert south < y - patch.height / 2 and y + patch.height / 2 < north


def test_names_do_not_lie_on_each_other(drawn: list[Any]) -> None:
    near = tuple(Spot(f"قرية {number}", 35.0 + number / 1e4, 40.0, 2, 40 - number) for number in range(20))
    ledger.map_picture(wanted(), Spread(near, 0, 0))
    names = [text.get_text() for text in drawn[0].axes[0].texts]
    assert len(names) == 1 and "قرية 0" in names[0]


def test_arabic_is_joined() -> None:
    svg = ledger.groups_picture(wanted(kind="svg"), "outlet", [Group("سلمى", 3)]).decode()
    assert len(glyphs(svg, "\u200fسلمى")) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", [Look(), DARK])
def test_every_letter_has_a_glyph(language: Language, look: Look) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert all(picture.startswith(b"\x89PNG") for picture in all_of(wanted(language, look=look)))


@pytest.mark.parametrize("kind", get_args(PictureKind))
def test_the_same_claims_give_the_same_picture(kind: PictureKind) -> None:
    assert all_of(wanted(kind=kind)) == all_of(wanted(kind=kind))


@pytest.mark.parametrize("size", [(4.0, 2.0), (10.0, 6.0)])
def test_more_than_there_is_room_for_is_told(drawn: list[Any], size: tuple[float, float]) -> None:
    many = [Group(f"جهة {number}", 100 - number) for number in range(60)]
    ledger.groups_picture(wanted("en", size=size), "outlet", many)
    shown = len(drawn[0].axes[0].patches)
    assert 4 <= shown <= MOST_BARS
    assert drawn[0].get_supxlabel() == f"Not drawn for lack of room: {60 - shown}"


def test_nothing_is_said_to_be_nothing(drawn: list[Any]) -> None:
    nothing = msgspec.structs.replace(COUNTED, cells={}, claims=0)
    ledger.groups_picture(wanted("en"), "category", [])
    ledger.months_picture(wanted("en"), [])
    ledger.pivot_picture(wanted("en"), nothing)
    ledger.map_picture(wanted("en"), Spread((), 3, 1))
    said = {text.get_text() for figure in drawn for axes in figure.axes for text in axes.texts}
    assert said == {"There is nothing to draw here"}
    assert isinstance(nothing, Pivot)
