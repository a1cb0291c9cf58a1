"""The type the article is set in: which faces, and the measures of each role of paragraph."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import msgspec
from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from annotator.ui.article.paragraphs import ROLES, Role

SHIPPED = "Amiri"
_SHIPPED_FILES = ("Amiri-Regular.ttf", "Amiri-Bold.ttf")

# Naskh faces made for reading. The program brings the last one along, so the list never runs out.
_NASKH = (
    "Noto Naskh Arabic", "Scheherazade New", "Traditional Arabic", "Sakkal Majalla", "Geeza Pro", SHIPPED,
)  # fmt: skip
# Some Arabic faces hold no Latin letters, digits or brackets.
_FALLBACK = (
    "Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica Neue",
    "Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji",
)  # fmt: skip
_SAMPLE = "وقال المتحدث باسم القوات في المدينة إن الوضع هادئ، وفق مصادر محلية"

# Heights in em: the line from the baseline up and down, and the lanes of bands below it.
_ABOVE, _BELOW = 1.3, 1.02
FIRST_LANE, LANE = 0.54, 0.22
FREE_LANES = 2
"""How many lanes fit under a line without making it higher."""


class _Shape(msgspec.Struct, frozen=True):
    """Size against the body's, weight, and the space after a paragraph in em."""

    size: float = 1.0
    bold: bool = False
    after: float = 0.5


_SHAPES: dict[Role, _Shape] = {
    "headline": _Shape(size=1.4, bold=True, after=0.35),
    "byline": _Shape(size=0.85, after=0.4),
    "item": _Shape(after=0.45),
    "body": _Shape(),
    "furniture": _Shape(size=0.85, after=0.3),
    "blank": _Shape(size=0.2, after=0.0),
}


class Face(msgspec.Struct, frozen=True):
    """The type of one role; lengths in pixels. `advance` is the mean width of a character."""

    font: QFont
    em: float
    above: float
    below: float
    after: float
    advance: float

    def lane_y(self, lane: int) -> float:
        """How far below the baseline the lane lies."""
        return (FIRST_LANE + LANE * lane) * self.em

    def below_with(self, lanes: int) -> float:
        """The space below the baseline that a line with so many lanes takes."""
        return self.below + max(0, lanes - FREE_LANES) * LANE * self.em


@cache
def register() -> None:
    """Make the shipped face one of the fonts of the application. To be done before any text is laid out.

    Qt takes four em of the first font it asks for bearings as what bearings of *all* fonts may be at most.
    Should that be a font of small bitmaps, as of emoji, faces without Latin letters would have none: Qt warns
    with every line of them, and measures them again. So the shipped face, of 1000 units, is asked first.
    """
    # For a script no font has, it prints a line for every font there is; `coverage` tells the person.
    QLoggingCategory.setFilterRules("qt.text.font.db.warning=false")
    for name in _SHIPPED_FILES:
        with as_file(files("fontpkg_amiri") / "files" / name) as path:
            QFontDatabase.addApplicationFont(str(path))
    QFontMetricsF(QFont(SHIPPED)).minRightBearing()


def reading_faces() -> list[str]:
    """The faces an article can be set in: those for reading first, then others with Arabic letters."""
    register()
    arabic = QFontDatabase.families(QFontDatabase.WritingSystem.Arabic)
    others = [name for name in arabic if name not in _NASKH and not QFontDatabase.isPrivateFamily(name)]
    return [name for name in _NASKH if name in _installed()] + sorted(others, key=str.casefold)


def families(chosen: str = "") -> list[str]:
    """The faces to set an article in: the chosen one, else the first of the preference list; then fallbacks.

    A chosen face that is not installed (any more) counts as none.
    """
    reading = next((name for name in (chosen, *_NASKH) if name in _installed()), SHIPPED)
    return [reading, *(name for name in _FALLBACK if name in _installed() and name != reading)]


def faces(points: int, dots_per_inch: int, spacing: int = 100, chosen: str = "") -> dict[Role, Face]:
    """The type of every role, the body at `points`; `spacing` of the lines is in per cent of the usual."""
    names, body = families(chosen), points * dots_per_inch / 72
    return {role: _face(_SHAPES[role], names, body, spacing / 100) for role in ROLES}


def _face(shape: _Shape, names: list[str], body: float, spacing: float) -> Face:
    font = QFont()
    font.setFamilies(names)
    em = max(6, round(body * shape.size))
    font.setPixelSize(em)
    font.setBold(shape.bold)
    # Hinted advances are whole pixels and would differ between screens of different scale.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    advance = QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
    return Face(
        font=font,
        em=em,
        above=_ABOVE * em * spacing,
        below=_BELOW * em * spacing,
        after=shape.after * body * spacing,
        advance=advance or em / 2,
    )


@cache
def _installed() -> frozenset[str]:
    register()
    return frozenset(QFontDatabase.families())
