"""What the program is held to: each figure with the floor beside it, its goal, and its sizes."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Unit = Literal["s", "ms", "MiB", "KiB"]

SCALES: Final = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
"""How many documents."""

FLAT: Final = 0.1
"""The exponent of growth where the size is to make no difference; above 0 for the noise."""
LINEAR: Final = 1.1
"""The same where it may grow as the size does."""

_ALL: Final = ("10k", "100k", "1m")
_TEN: Final = ("10k",)
_HUNDRED: Final = ("10k", "100k")


class Goal(NamedTuple):
    """A figure of a row. `aim` is the most it may be, of its unit; with `of_floor`, in times its floor.

    None is only shown. `growth` is the most its exponent may be from scale to scale.
    """

    row: str
    case: str
    unit: Unit
    floor: str
    aim: float | None
    of_floor: bool = False
    scales: tuple[str, ...] = _TEN
    growth: float | None = None


def _times(
    row: str,
    floor: str,
    aim: float,
    *,
    case: str = "",
    unit: Unit = "s",
    scales: tuple[str, ...] = _TEN,
    growth: float | None = None,
) -> Goal:
    """A goal in times the floor."""
    return Goal(row, case, unit, floor, aim, True, scales, growth)


_WINDOW = "an empty window with a text and a list"
_INSERT = "one durable insert"
_PARSE = "parse our lines, insert the bare rows"
_BARE = "the bare statement over the same rows"
_COPIED = "copy the same rows with the same indexes"
_LISTS = ("title filter", "first page", "last page", "find a document")

GOALS: Final[tuple[Goal, ...]] = (
    _times("start", _WINDOW, 2, scales=_ALL, growth=FLAT),
    *(Goal("next", f"{place}, p95", "ms", "", 16, scales=_ALL, growth=FLAT)
      for place in ("beginning", "middle", "end")),
    *(Goal("label", f"{spans:,} spans, p95", "ms", _INSERT, aim)
      for spans, aim in ((300, 12), (1_000, 16), (5_000, 30))),
    Goal("learn", "label key to new suggestions", "ms", "", 100, scales=_HUNDRED, growth=FLAT),
    Goal("learn", "the command alone, p95", "ms", "", 100, scales=_HUNDRED, growth=FLAT),
    Goal("learn", "the first time, in the background", "s", "", 5, scales=_HUNDRED, growth=LINEAR),
    _times("command", _INSERT, 1.5, case="first acts, p50", unit="ms"),
    _times("command", _INSERT, 1.5, case="after 20,000 acts, p50", unit="ms"),
    *(Goal("lists", f"{case}, p95", "ms", "", 30, scales=_ALL, growth=FLAT) for case in _LISTS),
    _times("document", "the same text in `QPlainTextEdit`", 1.5, unit="ms"),
    _times("import", "parse the lines, insert the bare rows, index their words", 3,
           scales=_ALL, growth=LINEAR),
    Goal("import", "peak memory", "MiB", "", 200, scales=_ALL),
    _times("export", "select the bare rows, encode them", 2, scales=_ALL, growth=LINEAR),
    Goal("export", "peak memory", "MiB", "", 200, scales=_ALL),
    _times("verify", "read all rows and take the SHA-256 of the same bytes", 4, scales=_ALL, growth=LINEAR),
    Goal("verify", "peak memory", "MiB", "", 200, scales=_ALL),
    _times("agreement", "read the texts and both layers, decode their ranges", 10),
    Goal("suggest", "one core", "s", "read and fold the same text", 1.5),
    _times("suggest", "one core", 1 / 1.8, case="all cores"),
    _times("undo", "insert the same rows bare", 4, case="50,000 changes"),
    _times("rebuild", "insert the same rows bare", 4, scales=_HUNDRED, growth=LINEAR),
    Goal("memory", "idle, above the floor's", "MiB", _WINDOW, 90, scales=_HUNDRED),
    _times("size", "the text in UTF-8", 8, case="a document", unit="KiB", scales=_ALL),
    Goal("size", "a document, bare rows", "KiB", "the same rows bare", None, scales=_ALL),
    Goal("watchdog", "longest block", "ms", "", 50, scales=_HUNDRED),
    Goal("watchdog", "longest block while a project opens", "ms", "", 100, scales=_HUNDRED),
    *(_times("exchange", "that library's own writing", 1.5, case=f"export, {format}", scales=_HUNDRED)
      for format in ("spacy", "hf-parquet")),
    *(Goal("exchange", f"export, {format}, peak memory", "MiB", "", 300, scales=_HUNDRED)
      for format in ("spacy", "hf-parquet")),
    *(_times("exchange", _PARSE, 3, case=f"import, {format}", scales=_HUNDRED)
      for format in ("doccano", "label-studio")),
    Goal("exchange", "clusters", "s", "", 60, scales=_HUNDRED),
    _times("ledger", "the same rows of a bare table", 2, case="page", unit="ms", scales=_ALL, growth=FLAT),
    *(_times("ledger", _BARE, 2, case=case, unit="ms", scales=_ALL, growth=LINEAR)
      for case in ("sort", "group", "pivot")),
    Goal("ledger", "read all documents, once", "s", "", None, scales=_ALL, growth=LINEAR),
    Goal("ledger", "peak memory", "MiB", "", 200, scales=_ALL),
    _times("hub", _COPIED, 2, case="first push", scales=_HUNDRED),
    _times("hub", _COPIED, 2, case="first clone", scales=_HUNDRED),
    Goal("hub", "peak memory", "MiB", "", 400, scales=_HUNDRED),
    Goal("hub", "pull of 2,000 events", "s", "", 1, scales=_HUNDRED),
    Goal("hub", "push of one", "ms", "", 50, scales=_HUNDRED),
    Goal("hub", "a minute of fifty people", "s", "", 60, scales=_TEN),
    # What else is watched.
    Goal("agreement", "wait", "s", "", 20),
    Goal("agreement", "peak memory", "MiB", "", 300),
    Goal("agreement", "peak memory, growth from a tenth", "MiB", "", 32),
    _times("article", "the same text in `QPlainTextEdit`", 1, unit="ms"),
    Goal("page", "p95", "ms", "", 16),
    *(Goal("queue", case, "ms", "", aim, scales=_HUNDRED)
      for case, aim in (("next", 20), ("progress", 200), ("judge", 20))),
    Goal("statistics", "", "ms", "", 1_000, scales=_HUNDRED),
    Goal("overview", "ten changes a document", "s", "", 1),
    _times("suggest", "the same text once, all in one document", 2.2, case="twice the text"),
    Goal("names", "200,000 names loaded", "s", "", 2),
    _times("names", "seek 100 names", 2, case="200,000 names sought"),
    _times("search", "the bare index, with snippets", 3, case="first 50 hits with context", unit="ms",
           scales=_ALL, growth=FLAT),
    Goal("search", "best first, p95", "ms", "", 50, scales=_ALL, growth=FLAT),
    *(_times("search", "half the text", 3, case=f"twice the text, {name}")
      for name in ("long", "never", "spaced", "overlapping", "article")),
)  # fmt: skip
"""First what every row of the plan asks for, then what else is watched."""

_BY_NAME: Final = {(goal.row, goal.case): goal for goal in GOALS}


def goal_of(row: str, case: str) -> Goal | None:
    """The goal of a figure; None for one that is held to what it says itself."""
    return _BY_NAME.get((row, case))
