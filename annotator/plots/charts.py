"""The charts: each draws one part of an overview into axes, in the direction of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from annotator.core.overview import STAGES, Overview, labels_apart
from annotator.core.scheme import Scheme
from annotator.plots.look import (
    DARK_SERIES_COLORS,
    SERIES_COLORS,
    STAGE_COLORS,
    VERDICT_COLORS,
    Look,
    label_colors,
    line_of,
)
from annotator.words.i18n import Language, tr
from annotator.words.overview import verdict_name
from annotator.words.rows import label_names

_BAR: Final = 0.62
_ROOM: Final = 1.18
_SMALL: Final = 9
_MOST_DATES: Final = 8
_MARGIN: Final = 0.05
_SECONDS_PER_MINUTE: Final = 60

Axes = Any
"""`matplotlib.axes.Axes`; the library is imported only when something is drawn."""


class Subject(msgspec.Struct, frozen=True):
    """The figures to draw, and for whom."""

    overview: Overview
    scheme: Scheme
    language: Language
    look: Look
    state: str = ""
    """Which project is drawn, in which state: a line below the charts of a page."""

    def tr(self, key: str, **values: object) -> str:
        return line_of(self.language, tr(self.language, f"lead.{key}", **values))


def draw(axes: Axes, name: str, subject: Subject) -> None:
    """Draw the chart `name` with its title at the leading edge; where there is nothing, say so."""
    axes.set_title(subject.tr(f"picture-{name}"), loc="right" if subject.language == "ar" else "left")
    if not getattr(subject.overview, name):
        axes.set_axis_off()
        middle = {"ha": "center", "va": "center", "transform": axes.transAxes}
        axes.text(0.5, 0.5, subject.tr("no-data"), color=subject.look.dim, **middle)
        return
    if subject.language == "ar":
        axes.invert_xaxis()
        axes.yaxis.tick_right()
    CHARTS[name](axes, subject)


def _progress(axes: Axes, subject: Subject) -> None:
    rows = subject.overview.progress
    begun = [0] * len(rows)
    for stage in STAGES:
        counts = [row.stages[stage] for row in rows]
        if any(counts):
            name, color = subject.tr(f"stage-{stage}"), STAGE_COLORS[stage]
            bars = axes.barh(range(len(rows)), counts, _BAR, left=begun, color=color, label=name)
            inside = [str(count or "") for count in counts]
            axes.bar_label(bars, inside, label_type="center", color="#ffffff", size=_SMALL)
            begun = [one + other for one, other in zip(begun, counts, strict=True)]
    _name_bars(axes, [row.author for row in rows])
    axes.set_xlim(*_limits(subject, 0, max(begun)))
    axes.set_xticks([])
    _legend(axes, subject, loc="upper center", bbox_to_anchor=(0.5, -0.04), handlelength=1, handleheight=1)


def _times(axes: Axes, subject: Subject) -> None:
    rows = subject.overview.times
    minutes = [row.median / _SECONDS_PER_MINUTE for row in rows]
    bars = axes.barh(range(len(rows)), minutes, _BAR, color=_series(subject)[0])
    axes.bar_label(bars, [f"{value:.1f}" for value in minutes], padding=4, size=_SMALL)
    axes.set_xlim(*_limits(subject, 0, max(1, max(minutes) * _ROOM)))
    axes.set_xlabel(subject.tr("column-median"))
    _name_bars(axes, [row.author for row in rows])


def _verdicts(axes: Axes, subject: Subject) -> None:
    rows = subject.overview.verdicts
    counts, colors = [row.count for row in rows], [VERDICT_COLORS[row.verdict] for row in rows]
    bars = axes.barh(range(len(rows)), counts, _BAR, color=colors)
    axes.bar_label(bars, [f"{count:,}" for count in counts], padding=4, size=_SMALL)
    axes.set_xlim(*_limits(subject, 0, max(counts) * _ROOM))
    axes.set_xticks([])
    _name_bars(axes, [verdict_name(subject.language, row) for row in rows])


def _periods(axes: Axes, subject: Subject) -> None:
    rows = subject.overview.periods
    series = (("f1", [row.f1 for row in rows], "-o"), ("alpha", [row.alpha for row in rows], "--s"))
    for (name, values, style), color in zip(series, _series(subject), strict=True):
        known = [float("nan") if value is None else value for value in values]
        label = subject.tr(f"column-{name}")
        axes.plot(range(len(rows)), known, style, color=color, label=label, linewidth=2, markersize=6)
    digits = 7 if subject.overview.step == "month" else 10
    every = -(-len(rows) // _MOST_DATES)
    shown = range(0, len(rows), every)
    axes.set_xticks(shown, [rows[place].start[:digits] for place in shown])
    axes.set_xlim(*_limits(subject, -0.5, len(rows) - 0.5))
    least = min((value for _, values, _ in series for value in values if value is not None), default=0)
    axes.set_ylim(min(0, least) - _MARGIN, 1 + _MARGIN)
    axes.grid(axis="y", linewidth=0.8)
    _legend(axes, subject, loc="lower center")


def _confusion(axes: Axes, subject: Subject) -> None:
    apart = labels_apart(subject.overview.confusion)
    _label_map(axes, subject, {**apart, **{(other, one): count for (one, other), count in apart.items()}})


def _replaced(axes: Axes, subject: Subject) -> None:
    rows = subject.overview.replaced
    _label_map(axes, subject, {(row.before, row.after): row.count for row in rows})


def _label_map(axes: Axes, subject: Subject, counts: Mapping[tuple[str, str], int]) -> None:
    """Labels against labels, in a stronger colour where the count is larger."""
    from matplotlib.colors import LinearSegmentedColormap

    look = subject.look
    names, colors = label_names(subject.language, subject.scheme), label_colors(subject.scheme, look)
    present = {label for pair in counts for label in pair}
    labels = [label for label in names if label in present] + sorted(present - names.keys())
    cells = [[counts.get((row, column), 0) for column in labels] for row in labels]
    shades = LinearSegmentedColormap.from_list("shades", [look.paper, _series(subject)[0]])
    most = max(counts.values())
    axes.imshow(cells, cmap=shades, vmin=0, vmax=most, aspect="auto")
    for row, numbers in enumerate(cells):
        for column, number in enumerate(numbers):
            if number:
                ink = look.paper if number > most / 2 else look.ink
                axes.text(column, row, f"{number:,}", ha="center", va="center", color=ink)
    axes.set_xlim(*_limits(subject, -0.5, len(labels) - 0.5))
    shown = [names.get(label, label) for label in labels]
    axes.set_xticks(range(len(labels)), shown)
    axes.set_yticks(range(len(labels)), shown)
    axes.tick_params(length=0)
    for tick, label in zip((*axes.get_xticklabels(), *axes.get_yticklabels()), labels * 2, strict=True):
        tick.set_color(colors.get(label, look.ink))
    axes.spines["bottom"].set_visible(False)


def _name_bars(axes: Axes, names: Sequence[str]) -> None:
    """Name horizontal bars, the first on top. A name runs in its own direction."""
    axes.set_yticks(range(len(names)), names, va="center")
    axes.set_ylim(max(len(names), 2) - 0.5, -0.5)
    axes.spines["bottom"].set_visible(False)


def _legend(axes: Axes, subject: Subject, **values: Any) -> None:
    """One row in reading order, each mark before its name."""
    handles, names = axes.get_legend_handles_labels()
    rtl = subject.language == "ar"
    step = -1 if rtl else 1
    axes.legend(
        handles[::step], names[::step], ncols=len(names), fontsize=_SMALL, markerfirst=not rtl,
        columnspacing=1.2, **values,
    )  # fmt: skip


def _limits(subject: Subject, first: float, last: float) -> tuple[float, float]:
    """The ends of the horizontal axis, as they lie in the direction of the language."""
    return (last, first) if subject.language == "ar" else (first, last)


def _series(subject: Subject) -> tuple[str, str]:
    return DARK_SERIES_COLORS if subject.look.dark else SERIES_COLORS


CHARTS: Final[Mapping[str, Callable[[Axes, Subject], None]]] = {
    "progress": _progress,
    "times": _times,
    "periods": _periods,
    "confusion": _confusion,
    "replaced": _replaced,
    "verdicts": _verdicts,
}
"""By the names of `overview_tables.PICTURES`, which are fields of the overview."""
