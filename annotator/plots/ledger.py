"""Draws the ledger of claims: bars by a field, months in a row, two fields against each other, a map of dots.

The map is drawn without the net: degrees, and circles as large as a place is uncertain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from annotator.core.ledger_counts import Group, Pivot, Spot, Spread
from annotator.plots.look import DARK_SERIES_COLORS, LIGHT, SERIES_COLORS, Look, line_of
from annotator.plots.pictures import PictureKind, drawn, write_below
from annotator.words.ledger import field_name, value_words
from annotator.words.rows import Speaker, shortened

Axes = Any

MOST_BARS: Final = 25
_MOST_COLUMNS: Final = 24
_MOST_PAGES: Final = 6
_MOST_MONTHS: Final = 12
"""Months that are named below their bars."""
_MOST_NAMES: Final = 30
"""Places of which the names are written on the map."""
_LONGEST: Final = 34
_BAR: Final = 0.62
_ROOM: Final = 1.18
_SMALL: Final = 9
_INCHES: Final = (9.0, 5.6)
_PAGE_INCHES: Final = (6.4, 4.6)
_ROW_INCHES: Final = 0.3
_COLUMN_INCHES: Final = 0.55
_PAGES_A_ROW: Final = 2
_LEAST_ROW: Final = 0.2
_LEAST_COLUMN: Final = 0.4
_NAMES_INCHES: Final = 1.9
"""The room that names take beside a chart, where it has to fit into a picture of a given size."""
_FEWEST: Final = 4

KILOMETRES: Final = {1: 2.0, 2: 15.0, 3: 75.0}
"""How far from its dot a place may lie, by how exactly it is known."""
_A_DEGREE: Final = 111.0
_POLE: Final = 85.0
"""Beyond it a degree of longitude is drawn as here: at the pole it has no length."""
_LEAST_SPAN: Final = 0.5
"""Degrees that a map shows at least."""


class Wanted(msgspec.Struct, frozen=True):
    """Who is spoken to, in what colours, and how large a picture of how many dots an inch (None: its own)."""

    speaker: Speaker
    look: Look = LIGHT
    size: tuple[float, float] | None = None
    dots_per_inch: float = 150
    kind: PictureKind = "png"
    below: str = ""

    @property
    def is_arabic(self) -> bool:
        return self.speaker.language == "ar"

    @property
    def colour(self) -> str:
        return (DARK_SERIES_COLORS if self.look.dark else SERIES_COLORS)[0]

    def line(self, text: str) -> str:
        return line_of(self.speaker.language, shortened(text, _LONGEST))


def groups_picture(wanted: Wanted, field: str, groups: Sequence[Group]) -> bytes:
    """A bar for each value, those that come first; the others are counted below."""
    shown = groups[: _fitting(wanted, MOST_BARS)]
    height = max(_PAGE_INCHES[1], _ROW_INCHES * len(shown) + 1)

    def paint(axes: Axes) -> None:
        names = [wanted.line(value_words(wanted.speaker, field, row.value)) for row in shown]
        counts = [row.claims for row in shown]
        _turn(axes, wanted, 0, max(counts) * _ROOM)
        bars = axes.barh(range(len(shown)), counts, _BAR, color=wanted.colour)
        axes.bar_label(bars, [f"{count:,}" for count in counts], padding=4, size=_SMALL)
        axes.set_xticks([])
        axes.set_yticks(range(len(shown)), names, va="center")
        axes.set_ylim(max(len(shown), 2) - 0.5, -0.5)
        axes.spines["bottom"].set_visible(False)

    title = field_name(wanted.speaker, field)
    return _picture(wanted, title, shown, paint, size=(_INCHES[0], height), left_out=len(groups) - len(shown))


def months_picture(wanted: Wanted, months: Sequence[Group]) -> bytes:
    """A time line: a bar for each month, in the direction of the language."""

    def paint(axes: Axes) -> None:
        axes.bar(range(len(months)), [row.claims for row in months], _BAR, color=wanted.colour)
        shown = range(0, len(months), -(-len(months) // _MOST_MONTHS))
        axes.set_xticks(shown, [months[place].value for place in shown])
        _turn(axes, wanted, -0.5, max(len(months), 2) - 0.5)
        axes.grid(axis="y", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.yaxis.get_major_locator().set_params(integer=True)

    return _picture(wanted, wanted.speaker.tr_("ledger.time-line"), months, paint, size=_INCHES)


def pivot_picture(wanted: Wanted, counted: Pivot) -> bytes:
    """Two fields against each other, stronger where there are more claims; one chart for each page."""
    pages = counted.pages[:_MOST_PAGES]
    across = min(_PAGES_A_ROW, len(pages)) or 1
    down = -(-len(pages) // across) or 1
    rows, columns = counted.rows[:MOST_BARS], counted.columns[:_MOST_COLUMNS]
    if wanted.size is not None:
        wide, tall = wanted.size[0] / across, wanted.size[1] / down
        rows = rows[: max(_FEWEST, int((tall - _NAMES_INCHES) / _LEAST_ROW))]
        columns = columns[: max(_FEWEST, int((wide - _NAMES_INCHES) / _LEAST_COLUMN))]
    width = max(_PAGE_INCHES[0], _COLUMN_INCHES * len(columns) + 3)
    height = max(_PAGE_INCHES[1], _ROW_INCHES * len(rows) + 1.6)
    most = max(
        (counted.cells.get((row, column, page), 0) for row in rows for column in columns for page in pages),
        default=0,
    )
    field = counted.fields[2] if len(counted.fields) > 2 else ""

    def fill(figure: Any) -> None:
        for number, page in enumerate(pages):
            row, column = divmod(number, across)
            axes = figure.add_subplot(down, across, row * across + _column(wanted, column, across) + 1)
            title = value_words(wanted.speaker, field, page) if field else _pivot_title(wanted, counted)
            _title(axes, wanted, title)
            _shades(axes, wanted, counted, rows, columns, page, most)
        left_out = (
            len(counted.rows)
            - len(rows)
            + len(counted.columns)
            - len(columns)
            + len(counted.pages)
            - len(pages)
        )
        _below(figure, wanted, left_out)

    if not counted.claims:
        return _picture(wanted, _pivot_title(wanted, counted), (), lambda axes: None, size=_INCHES)
    size = wanted.size or (width * across, height * down)
    return drawn(wanted.look, fill, size=size, dots_per_inch=wanted.dots_per_inch, kind=wanted.kind)


def map_picture(wanted: Wanted, spread: Spread) -> bytes:
    """The places of the claims by their degrees, in circles as large as the uncertainty."""
    spots = spread.spots

    def paint(axes: Axes) -> None:
        from matplotlib.patches import Ellipse

        most = max(spot.claims for spot in spots)
        for spot in spots:
            tall, wide = _reach(spot)
            axes.add_patch(
                Ellipse(
                    (spot.longitude, spot.latitude), 2 * wide, 2 * tall, facecolor=wanted.colour, alpha=0.14,
                    edgecolor=wanted.colour, linewidth=0.8,
                )
            )  # fmt: skip
        sizes = [20 + 180 * spot.claims / most for spot in spots]
        places = [spot.longitude for spot in spots], [spot.latitude for spot in spots]
        axes.scatter(*places, s=sizes, color=wanted.colour, alpha=0.75, linewidths=0, zorder=3)
        _frame(axes, spots)
        _write_names(axes, wanted, spots)
        axes.grid(linewidth=0.8)
        axes.set_axisbelow(True)
        axes.xaxis.set_major_formatter("{x:g}°")
        axes.yaxis.set_major_formatter("{x:g}°")
        axes.set_xlabel(line_of(wanted.speaker.language, wanted.speaker.tr_("ledger.longitude")))
        axes.set_ylabel(line_of(wanted.speaker.language, wanted.speaker.tr_("ledger.latitude")))

    speaker = wanted.speaker
    told = (("unplaced", spread.unplaced), ("without-place", spread.without_place))
    below = " · ".join(
        [speaker.tr_("ledger.circles"), *(speaker.tr_(f"ledger.{key}", n=n) for key, n in told if n)]
    )
    size = (_INCHES[0], _INCHES[0] * 0.8)
    return _picture(
        msgspec.structs.replace(wanted, below=below),
        speaker.tr_("ledger.map"),
        spots,
        paint,
        size=size,
        turned=False,
    )


def _picture(
    wanted: Wanted,
    title: str,
    rows: Sequence[object],
    paint: Callable[[Axes], None],
    *,
    size: tuple[float, float],
    left_out: int = 0,
    turned: bool = True,
) -> bytes:
    """One chart; where there is nothing to draw, it says so."""

    def fill(figure: Any) -> None:
        axes = figure.add_subplot()
        _title(axes, wanted, title)
        if rows:
            if wanted.is_arabic and turned:
                axes.yaxis.tick_right()
            paint(axes)
        else:
            axes.set_axis_off()
            middle = {"ha": "center", "va": "center", "transform": axes.transAxes}
            words = line_of(wanted.speaker.language, wanted.speaker.tr_("ledger.nothing-to-draw"))
            axes.text(0.5, 0.5, words, color=wanted.look.dim, **middle)
        _below(figure, wanted, left_out)

    inches = wanted.size or size
    return drawn(wanted.look, fill, size=inches, dots_per_inch=wanted.dots_per_inch, kind=wanted.kind)


def _shades(
    axes: Axes,
    wanted: Wanted,
    counted: Pivot,
    rows: Sequence[str],
    columns: Sequence[str],
    page: str,
    most: int,
) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    row_field, column_field = counted.fields[:2]
    cells = [[counted.cells.get((row, column, page), 0) for column in columns] for row in rows]
    colours = LinearSegmentedColormap.from_list("shades", [wanted.look.paper, wanted.colour])
    axes.imshow(cells, cmap=colours, vmin=0, vmax=most or 1, aspect="auto")
    for row, numbers in enumerate(cells):
        for column, number in enumerate(numbers):
            if number:
                ink = wanted.look.paper if number > most / 2 else wanted.look.ink
                axes.text(column, row, f"{number:,}", ha="center", va="center", color=ink, size=_SMALL)
    if wanted.is_arabic:
        axes.yaxis.tick_right()
    _turn(axes, wanted, -0.5, len(columns) - 0.5)
    speaker = wanted.speaker
    named = [wanted.line(value_words(speaker, column_field, value)) for value in columns]
    axes.set_xticks(range(len(columns)), named, rotation=90 if len(columns) > 6 else 0)
    axes.set_yticks(range(len(rows)), [wanted.line(value_words(speaker, row_field, value)) for value in rows])
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)


def _pivot_title(wanted: Wanted, counted: Pivot) -> str:
    return " × ".join(field_name(wanted.speaker, field) for field in counted.fields)


def _fitting(wanted: Wanted, most: int) -> int:
    """How many bars there is room for."""
    if wanted.size is None:
        return most
    return min(most, max(_FEWEST, int((wanted.size[1] - 1) / _LEAST_ROW)))


def _column(wanted: Wanted, column: int, across: int) -> int:
    return across - 1 - column if wanted.is_arabic else column


def _turn(axes: Axes, wanted: Wanted, first: float, last: float) -> None:
    """The ends of the horizontal axis, as they lie in the direction of the language."""
    axes.set_xlim(*((last, first) if wanted.is_arabic else (first, last)))


def _title(axes: Axes, wanted: Wanted, title: str) -> None:
    axes.set_title(line_of(wanted.speaker.language, title), loc="right" if wanted.is_arabic else "left")


def _below(figure: Any, wanted: Wanted, left_out: int) -> None:
    said = [wanted.speaker.tr_("ledger.not-drawn", n=left_out)] if left_out else []
    if words := " · ".join(filter(None, [wanted.below, *said])):
        write_below(figure, wanted.look, wanted.speaker.language, words)


def _reach(spot: Spot) -> tuple[float, float]:
    """How far a place may lie from its dot, in degrees of latitude and of longitude."""
    tall = KILOMETRES[spot.accuracy] / _A_DEGREE
    return tall, tall / math.cos(math.radians(min(abs(spot.latitude), _POLE)))


def _frame(axes: Axes, spots: Sequence[Spot]) -> None:
    """Show all circles, and as far across as down in kilometres."""
    reach = [_reach(spot) for spot in spots]
    south = min(spot.latitude - tall for spot, (tall, _) in zip(spots, reach, strict=True))
    north = max(spot.latitude + tall for spot, (tall, _) in zip(spots, reach, strict=True))
    west = min(spot.longitude - wide for spot, (_, wide) in zip(spots, reach, strict=True))
    east = max(spot.longitude + wide for spot, (_, wide) in zip(spots, reach, strict=True))
    more = max(
        _LEAST_SPAN - (north - south), _LEAST_SPAN - (east - west), 0.1 * (north - south), 0.1 * (east - west)
    )
    axes.set_xlim(west - more / 2, east + more / 2)
    axes.set_ylim(south - more / 2, north + more / 2)
    axes.set_aspect(1 / math.cos(math.radians(min(abs(south + north) / 2, _POLE))))


def _write_names(axes: Axes, wanted: Wanted, spots: Sequence[Spot]) -> None:
    """The names of the places with most claims, as far as none lies on another."""
    figure = axes.figure
    renderer = figure.canvas.get_renderer() if hasattr(figure.canvas, "get_renderer") else None
    taken: list[Any] = []
    for spot in spots[:_MOST_NAMES]:
        words = wanted.line(f"{spot.name} ({spot.claims:,})")
        side = "right" if wanted.is_arabic else "left"
        text = axes.annotate(
            words, (spot.longitude, spot.latitude), textcoords="offset points",
            xytext=(-7 if wanted.is_arabic else 7, 3), ha=side, va="bottom", size=_SMALL, zorder=4,
        )  # fmt: skip
        box = text.get_window_extent(renderer)
        if any(box.overlaps(other) for other in taken):
            text.remove()
        else:
            taken.append(box)
