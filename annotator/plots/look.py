"""Paper, ink and type of the pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.scheme import Scheme
from annotator.words.i18n import Language

EXTRA: Final = "arabic-annotator[plots]"
"""To install where matplotlib is missing."""

# Names are small here, so plain faces come before the naskh ones of the text; what has no Arabic is last.
_ARABIC: Final = (
    "Noto Sans Arabic", "Segoe UI", "Geeza Pro", "Vazirmatn", "Tahoma", "Arial", "Noto Naskh Arabic", "Amiri",
    "Scheherazade New", "Sakkal Majalla", "Traditional Arabic", "DejaVu Sans",
)  # fmt: skip
_OTHER: Final = ("Noto Sans", "DejaVu Sans", "Helvetica Neue")

_one_at_a_time = Lock()
_RIGHT_TO_LEFT_MARK: Final = "\u200f"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of a picture as `#rrggbb`; saved pictures are on light paper."""

    dark: bool = False
    paper: str = "#fffdf9"
    ink: str = "#1d2126"
    dim: str = "#5f6670"
    line: str = "#dcd8d0"


LIGHT: Final = Look()

STAGE_COLORS: Final[Mapping[str, str]] = {
    "not-begun": "#8b929c", "in-work": "#d8a24a", "submitted": "#5b8fd9", "returned": "#c8623f",
    "judged": "#8a63b8", "agreed": "#3f9668",
}  # fmt: skip
VERDICT_COLORS: Final[Mapping[str, str]] = {
    "accept": "#3f9668", "replace": "#d8a24a", "reject": "#c8623f", "add": "#5b8fd9",
}  # fmt: skip
SERIES_COLORS: Final = ("#1f5fbf", "#8f5200")
DARK_SERIES_COLORS: Final = ("#7db1ff", "#f0b45a")


def matplotlib() -> Any:
    """The library. Raises `AnnotatorError("plots-missing")` where it is not installed."""
    try:
        import matplotlib
    except ImportError as error:
        raise AnnotatorError("plots-missing", extra=EXTRA) from error
    return matplotlib


def families(installed: Collection[str]) -> list[str]:
    """The faces to draw with: the first that has Arabic, then what others lack.

    Raises `AnnotatorError("no-arabic-font")`.
    """
    arabic = next((name for name in _ARABIC if name in installed), None)
    if arabic is None:
        raise AnnotatorError("no-arabic-font")
    return [arabic, *(name for name in _OTHER if name in installed and name != arabic)]


@contextmanager
def drawn_in(look: Look) -> Iterator[None]:
    """Everything drawn and saved in the block has this look; letters become paths that need no font."""
    library = matplotlib()
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    settings: dict[str, Any] = {
        "font.family": families(installed),
        "font.size": 10,
        "svg.fonttype": "path",
        "svg.hashsalt": "annotator",
        "figure.facecolor": look.paper,
        "savefig.facecolor": look.paper,
        "axes.facecolor": look.paper,
        "axes.edgecolor": look.line,
        "axes.labelcolor": look.dim,
        "axes.titlecolor": look.ink,
        "axes.titlesize": 12,
        "axes.titleweight": "bold",
        "axes.titlepad": 10,
        "axes.spines.top": False,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "grid.color": look.line,
        "text.color": look.ink,
        "xtick.color": look.dim,
        "ytick.color": look.dim,
        "xtick.labelcolor": look.dim,
        "ytick.labelcolor": look.ink,
        "ytick.major.size": 0,
        "legend.frameon": False,
        "legend.labelcolor": look.ink,
    }
    # The library's settings are those of the whole process: one picture at a time.
    with _one_at_a_time, library.rc_context(settings):
        yield


def line_of(language: Language, text: str) -> str:
    """A line that runs in the direction of the language, whatever letters it begins with."""
    return f"{_RIGHT_TO_LEFT_MARK}{text}" if language == "ar" else text


def label_colors(scheme: Scheme, look: Look) -> dict[str, str]:
    """The labels' colours by id, in the order of the scheme."""
    return {row.id: row.dark if look.dark else row.light for row in scheme.labels}
