"""How far each annotator can be relied on, learned from nothing but who said what of the same places.

A. P. Dawid and A. M. Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm,
Applied Statistics 28(1), 1979: for each annotator the chance to give each answer to what truly is another,
and for each question the chance of each answer, until neither changes any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.core.agreement.attributions import Tied, matches, placed
from annotator.core.agreement.layers import Annotated, Skips, compared
from annotator.core.model import quote
from annotator.core.pairing import Ranges, bare
from annotator.core.selecting import Clitics

Array = npt.NDArray[np.float64]
Asked = Literal["label", "category"]

NOTHING: Final = ""
"""The answer of who read a document and marked nothing at a place."""
_ROUNDS: Final = 200
_STILL: Final = 1e-8
_LEAST: Final = 1e-12
"""What a chance of none is taken for in a logarithm."""
_MOST_ROWS: Final = 200


class Answers(msgspec.Struct, frozen=True):
    """A question, and what each who took part said to it: author -> answer."""

    document_id: str
    ranges: Ranges
    quote: str
    given: Mapping[str, str]


class Rater(msgspec.Struct, frozen=True):
    """An annotator: of how many answers, the share that is expected to be right.

    `weight` is what a vote counts for: ln((k - 1) p / (1 - p)) for k answers and a share p, never below 0
    (S. Nitzan and J. Paroush, International Economic Review 23(2), 1982). `right`: of what truly is an
    answer, the share that was given it.
    """

    author: str
    answers: int
    reliability: float
    weight: float
    right: dict[str, float]


class Apart(msgspec.Struct, frozen=True):
    """A question on which the most reliable two who answered differ; `likely` and how sure it is."""

    document_id: str
    ranges: Ranges
    quote: str
    given: dict[str, str]
    likely: str
    sure: float


class Crossed(msgspec.Struct, frozen=True):
    """How often the most reliable two gave one of them this answer, the other that one."""

    first: str
    second: str
    count: int


class Reliability(msgspec.Struct, frozen=True):
    """What was learned of labels, or of categories. `apart` holds the least sure rows of `differ`."""

    asked: Asked
    questions: int
    shares: dict[str, float]
    raters: tuple[Rater, ...]
    differ: int
    crossed: tuple[Crossed, ...]
    apart: tuple[Apart, ...]


def label_answers(document: Annotated, clitics: Clitics) -> list[Answers]:
    """Each place that anybody marked, without edges and proclitics, with the labels of each author there."""
    given: dict[Ranges, dict[str, set[str]]] = {}
    for author, (spans, _) in document.layers.items():
        for label, places in compared(spans, author, document, None, Skips()).by_label.items():
            for ranges in places:
                place = bare(ranges, document.text, clitics)
                given.setdefault(place, {}).setdefault(author, set()).add(label)
    return [
        Answers(
            document.document_id,
            place,
            quote(document.text, place),
            {author: "+".join(sorted(said.get(author, ()))) or NOTHING for author in document.layers},
        )
        for place, said in sorted(given.items())
    ]


def category_answers(document: Annotated) -> list[Answers]:
    """Each attribution with the category that each author gave it; who gave none is missing.

    Attributions are the same as for agreement: each joins what those before it match best.
    """
    joined: list[dict[str, Tied]] = []
    for author, (spans, rows) in document.layers.items():
        by_id = compared(spans, author, document, None, Skips()).by_id
        own = [tied for tied in placed(rows, by_id)[0] if tied.value("category")]
        first = [next(iter(group.values())) for group in joined]
        paired = {theirs: ours for ours, theirs in matches(first, own)[1]}
        for at, tied in enumerate(own):
            if at in paired:
                joined[paired[at]][author] = tied
            else:
                joined.append({author: tied})
    found = []
    for group in joined:
        tied = next(iter(group.values()))
        place = tied.covers("claim") or tied.covers("cue")
        said = {author: str(row.value("category")) for author, row in group.items()}
        found.append(Answers(document.document_id, place, quote(document.text, place), said))
    return found


def reliability(asked: Asked, questions: Iterable[Answers]) -> Reliability:
    """What the answers tell of those who gave them, the most reliable first; questions to one are no news."""
    rows = [row for row in questions if len(row.given) > 1]
    authors = sorted({author for row in rows for author in row.given})
    values = sorted({value for row in rows for value in row.given.values()})
    if not rows:
        return Reliability(asked, 0, {}, (), 0, (), ())
    likely, errors, shares = dawid_skene(rows, authors, values)
    raters = sorted(
        (_rater(rows, author, values, likely, errors[number]) for number, author in enumerate(authors)),
        key=lambda rater: (-rater.reliability, rater.author),
    )
    order = [rater.author for rater in raters]
    crossed = Counter[tuple[str, str]]()
    apart: list[Apart] = []
    for row, chances in zip(rows, likely, strict=True):
        first, second = [row.given[author] for author in order if author in row.given][:2]
        if first != second:
            best, place = int(chances.argmax()), (row.document_id, row.ranges, row.quote)
            crossed[min(first, second), max(first, second)] += 1
            apart.append(Apart(*place, dict(row.given), values[best], float(chances[best])))
    apart.sort(key=lambda row: (row.sure, row.document_id, row.ranges))
    return Reliability(
        asked,
        len(rows),
        dict(zip(values, shares.tolist(), strict=True)),
        tuple(raters),
        len(apart),
        tuple(Crossed(*pair, count) for pair, count in sorted(crossed.items(), key=_most_first)),
        tuple(apart[:_MOST_ROWS]),
    )


def _most_first(counted: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -counted[1], counted[0]


def dawid_skene(
    rows: Sequence[Answers], authors: Sequence[str], values: Sequence[str]
) -> tuple[Array, Array, Array]:
    """The chance of each value for each row; of each author, true value and answer; and the shares of values.

    Each row has an answer. Begins with the votes.
    """
    number = {value: place for place, value in enumerate(values)}
    place = {author: at for at, author in enumerate(authors)}
    told = [
        (at, place[author], number[value])
        for at, row in enumerate(rows)
        for author, value in row.given.items()
    ]
    items, raters, given = (np.array(column) for column in zip(*told, strict=True))
    size = (len(authors), len(values), len(values))
    likely = np.zeros((len(rows), len(values)))
    np.add.at(likely, (items, given), 1.0)
    likely /= likely.sum(axis=1, keepdims=True)
    for _ in range(_ROUNDS):
        counts = np.zeros(size)
        np.add.at(counts.transpose(0, 2, 1), (raters, given), likely[items])
        sums = counts.sum(axis=2, keepdims=True)
        errors = np.divide(counts, sums, out=np.zeros(size), where=sums > 0)
        shares = likely.mean(axis=0)
        logs = np.tile(np.log(shares + _LEAST), (len(rows), 1))
        np.add.at(logs, items, np.log(errors + _LEAST)[raters, :, given])
        after = np.exp(logs - logs.max(axis=1, keepdims=True))
        after /= after.sum(axis=1, keepdims=True)
        moved = np.abs(after - likely).max()
        likely = after
        if moved < _STILL:
            break
    return likely, errors, shares


def _rater(
    rows: Sequence[Answers], author: str, values: Sequence[str], likely: Array, errors: Array
) -> Rater:
    number = {value: place for place, value in enumerate(values)}
    chances = [likely[at, number[row.given[author]]] for at, row in enumerate(rows) if author in row.given]
    share = float(np.mean(chances))
    edge = 1 / (2 * len(chances))
    held = min(max(share, edge), 1 - edge)
    weight = float(np.log(max(len(values) - 1, 1) * held / (1 - held)))
    right = {value: float(errors[at, at]) for at, value in enumerate(values) if errors[at].any()}
    return Rater(author, len(chances), share, max(weight, 0.0), right)


def shares_of(given: Iterable[str]) -> dict[str, float]:
    """The share of those asked that gave each answer: a soft label."""
    counts = Counter(given)
    return {value: count / counts.total() for value, count in sorted(counts.items())}
