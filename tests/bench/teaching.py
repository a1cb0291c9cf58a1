"""How many documents the order of what would teach most saves: `python -m tests.bench.teaching FOLDER`.

FOLDER holds `wojood/train.txt`. Documents are some sentences each. In each turn a fifth of them, drawn at
random, is apart; the others are annotated in steps, in the order that the queue gives after each step, and in
some random ones. What is marked is known as names; the apart documents tell how well all suggesters do then.
The aims are what random orders reach, on average, with a quarter, half and three quarters of the documents;
counted are the documents, and the words in them, until an aim is first reached.
"""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from annotator.core.suggestions import Suggestion
from annotator.core.teaching import lesson as asked
from annotator.core.teaching import teaching_order
from annotator.formats import scheme_toml
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import lexicon
from annotator.suggest.names import NameEntry
from annotator.suggest.suggesters import suggest
from annotator.suggest.training import Lesson
from tests.bench.trained import lesson, sentences

SEEDS: Final = 5
STEP: Final = 5
"""Documents between two looks at the queue."""
RANDOM: Final = 4
"""Random orders of a turn."""
SENTENCES: Final = 10
"""Of a document."""
_T: Final = 2.776
"""Of a 95 % interval of five figures."""


class Reached(NamedTuple):
    """What has been annotated after a step, and how well suggestions do then."""

    documents: int
    words: int
    f1: float


Order = Callable[[Mapping[str, Lesson], Knowledge, Random], list[str]]


def by_teaching(left: Mapping[str, Lesson], known: Knowledge, _: Random) -> list[str]:
    lessons = {name: asked(_named(row, known)) for name, row in left.items()}
    return [name for name, _ in teaching_order(lessons)]


def at_random(left: Mapping[str, Lesson], _: Knowledge, random: Random) -> list[str]:
    return random.sample(sorted(left), len(left))


def documents(path: Path) -> list[Lesson]:
    read = list(sentences(path))
    made = []
    for start in range(0, len(read), SENTENCES):
        words: list[str] = []
        names: list[tuple[int, int, str]] = []
        for some, found in read[start : start + SENTENCES]:
            names += [(a + len(words), b + len(words), label) for a, b, label in found]
            words += some
        made.append(lesson(start, words, names))
    return made


def annotated(rows: Sequence[Lesson], order: Order, seed: int, turn: int = 0) -> list[Reached]:
    """Annotate all documents that are not apart, and tell after each step how well it goes."""
    random = Random(seed)
    apart = set(random.sample(range(len(rows)), len(rows) // 5))
    random = Random(f"{seed} {turn}")
    left = {f"{n:04}": row for n, row in enumerate(rows) if n not in apart}
    scheme, words = scheme_toml.load(), lexicon()
    entries: dict[tuple[str, str], NameEntry] = {}
    reached, done, read = list[Reached](), 0, 0
    while left:
        known = knowledge(scheme, words, entries.values())
        for name in order(left, known, random)[:STEP]:
            row = left.pop(name)
            done, read = done + 1, read + len(row.text.split())
            for (start, end), label in row.spans:
                quote = row.text[start:end]
                entries[label, quote] = NameEntry(label, quote)
        reached.append(Reached(done, read, _f1([rows[n] for n in sorted(apart)], scheme, words, entries)))
    return reached


def _named(row: Lesson, known: Knowledge) -> list[Suggestion]:
    return [found for found in suggest(row.document, row.text, known) if found.attribution is None]


def _f1(apart: Sequence[Lesson], scheme: object, words: object, entries: Mapping[object, NameEntry]) -> float:
    known = knowledge(scheme, words, entries.values())  # type: ignore[arg-type]
    right = total = 0
    for row in apart:
        found = {(span.ranges[0], span.label) for it in _named(row, known) for span in it.spans}
        right += len(found & set(row.spans))
        total += len(found) + len(row.spans)
    return 2 * right / total if total else 0.0


def until(reached: Sequence[Reached], aim: float) -> Reached:
    """The first step with which the aim is reached; the last one if it never is."""
    return next((row for row in reached if row.f1 >= aim), reached[-1])


def mean_of(runs: Sequence[Sequence[Reached]]) -> list[Reached]:
    """The mean of several runs, step by step."""
    return [
        Reached(
            step[0].documents,
            sum(row.words for row in step) // len(step),
            statistics.mean(row.f1 for row in step),
        )
        for step in zip(*runs, strict=True)
    ]


def interval(gains: Sequence[float]) -> tuple[float, float]:
    """The mean, and half its 95 % interval."""
    return statistics.mean(gains), _T * statistics.stdev(gains) / math.sqrt(len(gains))


def main(folder: Path) -> int:
    rows = documents(folder / "wojood" / "train.txt")
    saved: dict[str, list[float]] = {"documents": [], "words": []}
    for seed in range(SEEDS):
        ours = annotated(rows, by_teaching, seed)
        theirs = mean_of([annotated(rows, at_random, seed, turn) for turn in range(RANDOM)])
        aims = [theirs[len(theirs) * quarter // 4].f1 for quarter in (1, 2, 3)]
        pairs = [(until(ours, aim), until(theirs, aim)) for aim in aims]
        saved["documents"].append(1 - statistics.mean(a.documents / b.documents for a, b in pairs))
        saved["words"].append(1 - statistics.mean(a.words / b.words for a, b in pairs))
        told = (f"F1 {aim:.3f} {a.documents}/{b.documents}" for aim, (a, b) in zip(aims, pairs, strict=True))
        print(f"{seed}: documents by the queue/at random: {', '.join(told)}", flush=True)
    for what, gains in saved.items():
        mean, half = interval(gains)
        print(f"{what} saved: {mean:+.0%} ({mean - half:+.0%} to {mean + half:+.0%}, 95 %)")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
