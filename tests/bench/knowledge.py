"""How well attributions are proposed, by style and kind: `python -m tests.bench --rows knowledge`.

Only figures leave this file, never a text: the half that is kept apart is read by nobody who writes rules.
`docs/suggestions.md` says what each column means; its table is written by `--write`.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from annotator.core.arabic import fold
from annotator.core.evaluation import Tied, of_layer, of_suggestions, paired
from annotator.core.model import Bundle, Document
from annotator.core.pairing import Ranges, overlaps
from annotator.core.suggestions import Suggestion
from annotator.formats import scheme_toml
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import lexicon
from annotator.suggest.suggesters import SUGGESTERS, suggest
from tests.bench.proposing import texts
from tests.gold import notation, standoff
from tests.gold.drawn import LOTS, drawn

_DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGE: Final = _DOCS / "suggestions.md"
BEGIN: Final = "<!-- measured: written by `python -m tests.bench --rows knowledge --write` -->"
END: Final = "<!-- end of measured -->"

_GOLD: Final = Path(__file__).resolve().parents[1] / "gold"
_RADIO: Final = "radio"
_ARTICLES: Final = 1_964
_BINS: Final = 10
_LEVELS: Final = (0.8, 0.9)
_SEED: Final = 1
_DRAWS: Final = 400
_Z: Final = 1.96
"""Of a 95 % interval."""


class Item(NamedTuple):
    """A document of the gold with what groups it."""

    style: str
    kind: str
    bundle: Bundle


class Judged(NamedTuple):
    """A proposed attribution: how sure it was, what is right in it."""

    confidence: float
    found: bool
    whole: bool
    exact: bool
    category: bool | None
    """None where it meets nothing of the gold, or that has no category."""
    foreign: bool
    """Its source shares no letter with the right one, or the text names none."""


class Figures(NamedTuple):
    """What was proposed in some items, judged, and how many attributions the gold has there."""

    items: int
    reference: int
    judged: tuple[Judged, ...]

    def plus(self, other: Figures) -> Figures:
        return Figures(self.items + other.items, self.reference + other.reference, self.judged + other.judged)


def items(half: str) -> Iterator[Item]:
    """The gold of a half, or of a later lot; that of real texts only where they lie on this machine.

    To a half belong the later lots, too, of which each can be had alone.
    """
    if half in LOTS:
        for bundle in notation.bundles(_GOLD / f"sentences_{half}.txt"):
            yield Item(_RADIO, "", bundle)
    if folder := os.environ.get("ANNOTATOR_REAL_DATA"):
        for lot in LOTS.get(half, (half,)):
            path, texts = _GOLD / f"newswire_{lot}.jsonl", drawn(Path(folder), lot)
            for one, bundle in zip(standoff.gold(path, texts), standoff.bundles(path, texts), strict=True):
                yield Item(one.style, one.kind, bundle)


def proposed(bundle: Bundle, known: Knowledge) -> list[Suggestion]:
    """The attributions proposed in a document."""
    rows = (row for each in SUGGESTERS for row in each.suggest(bundle.document, bundle.text, known))
    return [row for row in rows if row.attribution is not None]


def judged(suggestions: Sequence[Suggestion], bundle: Bundle) -> Figures:
    """The proposals of a document against its gold."""
    reference = of_layer(bundle.spans, bundle.attributions).attributions
    by_row = {of_suggestions([row]).attributions[0]: row.confidence for row in suggestions}
    ours = tuple(by_row)
    partner = dict(paired(ours, reference))
    return Figures(
        1,
        len(reference),
        tuple(
            _judge(row, reference[partner[number]] if number in partner else None, by_row[row])
            for number, row in enumerate(ours)
        ),
    )


def _judge(ours: Tied, right: Tied | None, confidence: float) -> Judged:
    if right is None:
        return Judged(confidence, False, False, False, None, False)
    whole = ours.sources == right.sources and ours.cue == right.cue and _meet(ours.claims, right.claims)
    return Judged(
        confidence,
        found=True,
        whole=whole,
        exact=whole and ours.claims == right.claims,
        category=ours.category == right.category if right.category else None,
        foreign=bool(ours.sources) and not _meet(ours.sources, right.sources),
    )


def _meet(some: Iterable[Ranges], others: Sequence[Ranges]) -> bool:
    return any(overlaps(one, other) for one in some for other in others)


def grouped(half: str, known: Knowledge | None = None) -> dict[str, dict[str, Figures]]:
    """Figures of all, of each style and of each kind of sentence, in that order."""
    known = known or knowledge(scheme_toml.load(), lexicon())
    styles: dict[str, Figures] = {}
    kinds: dict[str, Figures] = {}
    for style, kind, bundle in items(half):
        found = judged(proposed(bundle, known), bundle)
        for groups, name in ((styles, style), (kinds, kind)):
            if name:
                groups[name] = groups[name].plus(found) if name in groups else found
    return {"style": styles, "kind of sentence": dict(sorted(kinds.items()))}


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _Z * _Z
    middle_ = share + square / (2 * of)
    reach = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (middle_ - reach) / (1 + square / of), (middle_ + reach) / (1 + square / of)


def calibration_error(rows: Sequence[Judged]) -> float | None:
    """How far confidence is from the share that is right, over bins of a tenth (ECE)."""
    if not rows:
        return None
    bins: dict[int, list[Judged]] = {}
    for row in rows:
        bins.setdefault(min(_BINS - 1, int(row.confidence * _BINS)), []).append(row)
    off = (abs(sum(row.confidence - row.whole for row in rows)) for rows in bins.values())
    return sum(off) / len(rows)


def error_of_a_perfect_one(rows: Sequence[Judged]) -> float:
    """The calibration error to be expected if each proposal were right with the probability it has: that of
    chance alone, which is the larger the fewer there are."""
    dice, total = Random(_SEED), 0.0
    for _ in range(_DRAWS):
        drawn_ = [row._replace(whole=dice.random() < row.confidence) for row in rows]
        total += calibration_error(drawn_) or 0.0
    return total / _DRAWS


def _share(part: float, of: float) -> str:
    return f"{part / of:.2f}" if of else "–"


def _scores(figures: Figures, right: Callable[[Judged], bool]) -> str:
    matched = sum(map(right, figures.judged))
    proposed_, reference = len(figures.judged), figures.reference
    f1 = _share(2 * matched, proposed_ + reference)
    return f"{_share(matched, proposed_)} / {_share(matched, reference)} / {f1}"


def _above(figures: Figures, level: float) -> str:
    sure = [row for row in figures.judged if row.confidence >= level]
    if not sure:
        return "–"
    right = sum(row.whole for row in sure)
    low, high = wilson(right, len(sure))
    return f"{right} of {len(sure)} ({low:.2f}–{high:.2f})"


def _columns(figures: Figures) -> list[str]:
    categories = [row.category for row in figures.judged if row.category is not None]
    error = calibration_error(figures.judged)
    return [
        str(figures.items),
        str(figures.reference),
        _scores(figures, lambda row: row.exact),
        _scores(figures, lambda row: row.whole),
        _scores(figures, lambda row: row.found),
        _share(sum(categories), len(categories)),
        f"{sum(row.foreign for row in figures.judged)} of {len(figures.judged)}",
        "–" if error is None else f"{error:.2f} ({error_of_a_perfect_one(figures.judged):.2f})",
        *(_above(figures, level) for level in _LEVELS),
    ]


_HEAD: Final = (
    "items", "attributions", "strict P / R / F1", "lenient P / R / F1", "found P / R / F1", "category right",
    "source of another", "ECE", *(f"of those above {level}" for level in _LEVELS),
)  # fmt: skip


def table(groups: dict[str, dict[str, Figures]]) -> str:
    """The figures as tables of a page."""
    made = []
    for what, rows in groups.items():
        lines = ["| " + " | ".join((what, *_HEAD)) + " |", "|---" * (len(_HEAD) + 1) + "|"]
        lines += ["| " + " | ".join((name, *_columns(row))) + " |" for name, row in rows.items()]
        made.append("\n".join(lines))
    return "\n\n".join(made)


def speed() -> str:
    """What suggestions for all articles take of one core, beside reading and folding them."""
    known = knowledge(scheme_toml.load(), lexicon())
    articles = texts(_ARTICLES)
    documents = [(Document(id="0", kind="article", text_hash=""), text) for text in articles]
    spent = []
    for act in (
        lambda: [fold(text) for text in articles],
        lambda: [suggest(*row, known) for row in documents],
    ):
        begun = time.process_time()
        act()
        spent.append(time.process_time() - begun)
    return (
        f"Suggestions for {_ARTICLES:,} articles take {spent[1]:.2f} s of one core; to fold them takes "
        f"{spent[0]:.2f} s."
    )


def show(half: str, *, write: bool) -> None:
    """Print the figures of a half, and keep those of the apart one in the page."""
    measured = f"{table(grouped(half))}\n\n{speed()}"
    print(measured)
    if write and half == "apart":
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")


def written(page: str, measured: str) -> str:
    """The page with its measured part made of these figures; the rest stays as it is."""
    above, _, rest = page.partition(BEGIN)
    below = rest.partition(END)[2]
    return f"{above}{BEGIN}\n\n{measured}\n\n{END}{below}"
