"""Pictures: Arabic joined and in order, axes in the direction of the language, kinds of files."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import msgspec
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from annotator.core.agreement.record import Confusion
from annotator.core.errors import AnnotatorError
from annotator.core.overview import STAGES, AuthorProgress, AuthorTime, Overview, Period, Replaced, Verdicts
from annotator.formats import scheme_toml
from annotator.plots import charts
from annotator.plots.charts import CHARTS, Subject
from annotator.plots.look import LIGHT, Look, drawn_in, families
from annotator.plots.pictures import KINDS, image, kind_of, page
from annotator.store import Project
from annotator.words.i18n import Language
from annotator.words.overview import PICTURES, project_state, table

A, B, C, D = "سلمى", "سلم", "Lina K.", "Li"
SCHEME = scheme_toml.load()
FULL = Overview(
    progress=tuple(
        AuthorProgress(name, 21, dict(zip(STAGES, range(1, 7), strict=True))) for name in (A, B, C, D)
    ),
    times=(AuthorTime(A, 3, 5400, 1200), AuthorTime(B, 2, 0, 0)),
    verdicts=(Verdicts("accept", "", 5), Verdicts("reject", "not-a-claim", 2), Verdicts("add", "missing", 1)),
    replaced=(Replaced("actor", "gone", 2),),
    periods=tuple(
        Period(f"2026-{month:02}-01", 4, None if month == 3 else 0.9, -0.1) for month in range(1, 13)
    ),
    confusion=(Confusion(authors=(A, B), first="place", second="actor", count=3),),
)
DARK = Look(dark=True, paper="#1c2026", ink="#e8e6e1", dim="#a3a9b2", line="#323841")


def subject(language: Language = "ar", overview: Overview = FULL, look: Look = LIGHT) -> Subject:
    return Subject(overview, SCHEME, language, look)


@pytest.fixture
def axes(request: pytest.FixtureRequest) -> Iterator[Any]:
    with drawn_in(LIGHT):
        yield Figure().add_subplot()


class Glyph(NamedTuple):
    number: int
    x: float


def glyphs(svg: str, label: str) -> list[Glyph]:
    """The glyphs of a label in the order they stand on paper, from the left."""
    text = re.search(rf"<!-- {re.escape(label)} -->(.*?)</g>\n *</g>", svg, re.S)
    assert text is not None, f"{label} is not in the picture"
    # The first use of a glyph defines it; only uses draw.
    uses = re.findall(r'<use xlink:href="#[^"]+-([0-9a-f]+)"(?: transform="translate\(([-\d.]+))?', text[1])
    return sorted((Glyph(int(number, 16), float(x or 0)) for number, x in uses), key=lambda glyph: glyph.x)


class TestArabic:
    @pytest.fixture
    def svg(self) -> str:
        return page(subject(), ["progress"], kind="svg").decode()

    def test_letters_are_joined(self, svg: str) -> None:
        """Within a word, each letter has another glyph than the same letter alone."""
        names = families({font.name for font in font_manager.fontManager.ttflist})
        font = FT2Font(font_manager.findfont(names[0]))
        alone = {font.get_char_index(ord(letter)) for letter in A}
        drawn = glyphs(svg, A)
        assert len(drawn) >= 3
        assert not alone & {glyph.number for glyph in drawn}

    def test_words_begin_at_the_right(self, svg: str) -> None:
        """Two names that begin alike end alike on paper, and differ at the left."""
        longer, shorter = glyphs(svg, A), glyphs(svg, B)
        assert longer[-1].number == shorter[-1].number
        assert longer[0].number != shorter[0].number

    def test_a_latin_name_keeps_its_order(self, svg: str) -> None:
        assert [glyph.number for glyph in glyphs(svg, C)][:2] == [glyph.number for glyph in glyphs(svg, D)]

    def test_every_letter_has_a_glyph(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for language in ("ar", "en"):
                page(subject(language), PICTURES, kind="png")  # type: ignore[arg-type]

    def test_the_font_is_the_first_that_is_there(self) -> None:
        assert families({"Amiri", "DejaVu Sans", "Noto Sans"}) == ["Amiri", "Noto Sans", "DejaVu Sans"]
        assert families({"DejaVu Sans"}) == ["DejaVu Sans"]
        with pytest.raises(AnnotatorError) as caught:
            families({"Noto Sans", "Courier"})
        assert caught.value.code == "no-arabic-font"


class TestCharts:
    def test_there_is_one_of_each_picture(self) -> None:
        assert tuple(CHARTS) == PICTURES
        assert set(PICTURES) <= set(Overview.__struct_fields__)

    @pytest.mark.parametrize("name", PICTURES)
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_directions(self, axes: Any, name: str, language: Language) -> None:
        charts.draw(axes, name, subject(language))
        assert axes.xaxis_inverted() == (language == "ar")
        side = axes.yaxis.get_ticks_position()
        assert side == "right" if language == "ar" else side != "right"
        assert axes.get_title(loc="right" if language == "ar" else "left")

    @pytest.mark.parametrize("name", PICTURES)
    def test_nothing_yet_is_said(self, axes: Any, name: str) -> None:
        charts.draw(axes, name, subject("en", Overview()))
        assert [text.get_text() for text in axes.texts] == ["nothing yet"]
        assert table("en", name, Overview(), SCHEME).rows == ()

    def test_the_bars_are_the_numbers(self, axes: Any) -> None:
        charts.draw(axes, "progress", subject())
        widths = [[bar.get_width() for bar in stage] for stage in axes.containers]
        assert widths == [[count] * 4 for count in range(1, 7)]
        assert [label.get_text() for label in axes.get_yticklabels()] == [A, B, C, D]

    def test_an_undefined_figure_is_a_gap(self, axes: Any) -> None:
        charts.draw(axes, "periods", subject())
        f1 = axes.get_lines()[0].get_ydata()
        assert [value != value for value in f1] == [month == 3 for month in range(1, 13)]
        assert axes.get_ylim()[0] < -0.1, "below chance is shown, too"

    def test_labels_bear_the_colours_of_the_scheme(self, axes: Any) -> None:
        charts.draw(axes, "confusion", subject())
        names = {row.name["ar"]: row.light for row in SCHEME.labels}
        shown = {tick.get_text(): tick.get_color() for tick in axes.get_yticklabels()}
        assert shown == {name: names[name] for name in shown}
        assert len(shown) == 2

    def test_a_label_that_is_no_longer_there(self, axes: Any) -> None:
        charts.draw(axes, "replaced", subject())
        assert "gone" in [tick.get_text() for tick in axes.get_yticklabels()]


class TestFiles:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_twice(self, kind: Any) -> None:
        first, again = (page(subject(), PICTURES, kind=kind) for _ in range(2))
        assert first == again

    def test_a_page_says_of_what_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        below: list[str] = []
        monkeypatch.setattr(Figure, "supxlabel", lambda _, text, **look: below.append(text))
        for language in ("ar", "en"):
            drawn = msgspec.structs.replace(subject(language), state="news.db 2026-03-31 0a1b2c")
            page(drawn, ["verdicts"], kind="png")
            image(drawn, "verdicts", width=320, height=180, dots_per_inch=96)
        assert below == ["\u200fnews.db 2026-03-31 0a1b2c", "news.db 2026-03-31 0a1b2c"]

    def test_the_state_is_one_that_the_log_holds(self, tmp_path: Path) -> None:
        with Project.create(tmp_path / "news.db", SCHEME, actor=A) as project:
            state = project_state("en", project)
            found = project.one("SELECT at, hash FROM events")
        assert found is not None
        assert "news.db" in state and found[0][:10] in state and found[1] in state

    def test_so_many_pixels(self) -> None:
        data = image(subject(look=DARK), "verdicts", width=640, height=360, dots_per_inch=192)
        pixels = matplotlib.image.imread(BytesIO(data))
        assert pixels.shape[:2] == (360, 640)
        assert [round(255 * value) for value in pixels[0, 0][:3]] == [0x1C, 0x20, 0x26]

    @pytest.mark.parametrize("name", ["a.PNG", "a.b.svg", "a.pdf"])
    def test_the_kind_is_in_the_name(self, name: str) -> None:
        assert name.lower().endswith(kind_of(Path(name)))

    @pytest.mark.parametrize("name", ["a.jpg", "a", ".png", "png"])
    def test_other_kinds(self, name: str) -> None:
        with pytest.raises(AnnotatorError) as caught:
            kind_of(Path(name))
        assert caught.value.details["known"] == ".png, .svg, .pdf"


def test_nothing_but_drawing_loads_the_library() -> None:
    code = "import sys, annotator.cli, annotator.plots.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
