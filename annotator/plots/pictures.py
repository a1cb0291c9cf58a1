"""From charts to the bytes of a picture: PNG, SVG or PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from annotator.core.errors import AnnotatorError
from annotator.plots import charts
from annotator.plots.charts import Subject
from annotator.plots.look import Look, drawn_in, line_of
from annotator.words.i18n import Language

Figure = Any
"""`matplotlib.figure.Figure`; the library is imported only when something is drawn."""
PictureKind = Literal["png", "svg", "pdf"]
KINDS: Final[tuple[PictureKind, ...]] = ("png", "svg", "pdf")

_COLUMNS: Final = 2
_INCHES: Final = (6.4, 3.4)
"""The size of one chart."""
_PAD: Final = 0.14
_DOTS_PER_INCH: Final = 150
_SMALL: Final = 8


def kind_of(path: Path) -> PictureKind:
    """The kind of picture by the suffix. Raises `AnnotatorError("unknown-picture-kind")`."""
    for kind in KINDS:
        if path.suffix.lower() == f".{kind}":
            return kind
    known = ", ".join(f".{kind}" for kind in KINDS)
    raise AnnotatorError("unknown-picture-kind", path=str(path), known=known)


def page(subject: Subject, names: Sequence[str], *, kind: PictureKind) -> bytes:
    """Several charts on one page, two a row in reading order; one chart fills it. Below stands of what.

    Raises `AnnotatorError`: "plots-missing", "no-arabic-font".
    """
    columns = min(_COLUMNS, len(names))
    rows = -(-len(names) // columns)
    size = (_INCHES[0] * columns, _INCHES[1] * rows)
    return _drawn(
        subject,
        names,
        columns=columns,
        size=size,
        dots_per_inch=_DOTS_PER_INCH,
        kind=kind,
        below=subject.state,
    )


def image(subject: Subject, name: str, width: int, height: int, dots_per_inch: float) -> bytes:
    """One chart as a PNG of so many pixels, for a screen of that density. Raises as `page` does."""
    size = (width / dots_per_inch, height / dots_per_inch)
    return _drawn(subject, [name], columns=1, size=size, dots_per_inch=dots_per_inch, kind="png")


def _drawn(
    subject: Subject,
    names: Sequence[str],
    *,
    columns: int,
    size: tuple[float, float],
    dots_per_inch: float,
    kind: PictureKind,
    below: str = "",
) -> bytes:
    def paint(figure: Figure) -> None:
        rows = -(-len(names) // columns)
        for number, name in enumerate(names):
            row, column = divmod(number, columns)
            if subject.language == "ar":
                column = columns - 1 - column
            charts.draw(figure.add_subplot(rows, columns, row * columns + column + 1), name, subject)
        if below:
            write_below(figure, subject.look, subject.language, below)

    return drawn(subject.look, paint, size=size, dots_per_inch=dots_per_inch, kind=kind)


def drawn(
    look: Look,
    paint: Callable[[Figure], None],
    *,
    size: tuple[float, float],
    dots_per_inch: float = _DOTS_PER_INCH,
    kind: PictureKind,
) -> bytes:
    """The bytes of a picture of so many inches, which `paint` fills with charts. Raises as `page` does."""
    with drawn_in(look):
        from matplotlib import figure as figures
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        layout = ConstrainedLayoutEngine(w_pad=_PAD, h_pad=_PAD)
        figure = figures.Figure(figsize=size, dpi=dots_per_inch, layout=layout)
        paint(figure)
        out = io.BytesIO()
        # Without a date, the same project gives the same file.
        dated = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
        figure.savefig(out, format=kind, metadata=dated[kind])
        return out.getvalue()


def write_below(figure: Figure, look: Look, language: Language, words: str) -> None:
    """A small line below the charts."""
    figure.supxlabel(line_of(language, words), fontsize=_SMALL, color=look.dim)
