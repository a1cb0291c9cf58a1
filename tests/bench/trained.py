"""How well a model trained in the tool finds names: `python -m tests.bench.trained FOLDER`.

FOLDER holds `wojood/train.txt`: sentences of Arabic with nested entities, of which the outermost people,
organizations (actors) and places count. A fifth of the sentences is apart, five times over, in several
orders; all models learn from the same others with the same library. *Plain*: words, their neighbours and
affixes; *words*: no affixes. The rules of names, which the model is told of, were made with every second
score of sentences: figures of the others alone are given as well.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from annotator.core.evaluation import Counts, Score, score
from annotator.core.model import Document
from annotator.core.tokens import SPACED
from annotator.suggest.clitics import clitics
from annotator.suggest.labelling import Labelled
from annotator.suggest.names import NameMatcher
from annotator.suggest.trained import Trained
from annotator.suggest.training import Lesson, Lessons, learn
from tests.bench.first_page import DOCUMENT

LABELS: Final = {"PERS": "actor", "ORG": "actor", "GPE": "place", "LOC": "place"}
FOLDS: Final = 5
SEEDS: Final = 3
"""Orders of the sentences."""
LEAST_GAIN: Final = 0.02
"""In F1 over a plain field, at the lower end of the interval."""
MANY: Final = 5_000
SECONDS: Final = 60
"""What so many sentences may take of two cores."""
_T: Final = 2.145
"""Of a 95 % interval of fifteen figures."""

Features = Callable[[Sequence[str]], list[list[str]]]


def sentences(path: Path) -> Iterator[tuple[list[str], list[tuple[int, int, str]]]]:
    """Words, and the outermost names among them by the places of their words."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line.strip()]
        open_: dict[str, int] = {}
        found: list[tuple[int, int, str]] = []
        for place, (_, *tags) in enumerate([*rows, ["", "O"]]):
            going_on = {tag[2:] for tag in tags if tag.startswith("I-")}
            for label in [label for label in open_ if label not in going_on]:
                found.append((open_.pop(label), place, LABELS.get(label, "")))
            for tag in tags:
                if tag != "O" and tag[2:] not in open_:
                    open_[tag[2:]] = place
        words, taken, kept = [word for word, *_ in rows], set[int](), []
        for start, end, label in sorted(found, key=lambda row: (row[0] - row[1], row)):
            if label and taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                kept.append((start, end, label))
        if words:
            yield words, sorted(kept)


def lesson(number: int, words: list[str], names: list[tuple[int, int, str]]) -> Lesson:
    starts = [sum(len(word) + 1 for word in words[:place]) for place in range(len(words))]
    text = " ".join(words)
    spans = [((starts[a], starts[b - 1] + len(words[b - 1])), label) for a, b, label in names]
    document = Document(id=f"{number:04}", kind="article", text_hash="", meta=dict(SPACED))
    return Lesson(document, text, tuple(spans))


def in_the_tool(lessons: Sequence[Lesson], apart: Sequence[Lesson]) -> list[Counts]:
    """The counts of each sentence that is apart."""
    given = Lessons(
        lessons=tuple(lessons),
        labels=("actor", "place"),
        names=(),
        layer="",
        author="",
        at="",
        project="",
        head="",
    )
    trained, none = Trained(learn(given)), NameMatcher((), clitics())
    counts = []
    for row in apart:
        found: set[Labelled] = {span for span, _ in trained.find(row.document, row.text, none)}
        counts.append(Counts(len(found & {*row.spans}), len(found), len(row.spans)))
    return counts


def words_alone(words: Sequence[str]) -> list[list[str]]:
    padded = ["<", *words, ">"]
    return [[f"w={word}", f"-={padded[place]}", f"+={padded[place + 2]}"] for place, word in enumerate(words)]


def plain(words: Sequence[str]) -> list[list[str]]:
    return [
        [*row, *(f"p={word[:n]}" for n in (2, 3)), *(f"s={word[-n:]}" for n in (2, 3)), f"d={word.isdigit()}"]
        for row, word in zip(words_alone(words), words, strict=True)
    ]


def by_the_library(lessons: Sequence[Lesson], apart: Sequence[Lesson], features: Features) -> list[Counts]:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True})
    for row in lessons:
        trainer.append(features(row.text.split(" ")), _tags(row))
    counts = []
    with TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/model")
        for row in apart:
            found = _spans(tagger.tag(features(row.text.split(" "))))
            right = _spans(_tags(row))
            counts.append(Counts(len(found & right), len(found), len(right)))
        tagger.close()
    return counts


def _tags(row: Lesson) -> list[str]:
    found, place = [], 0
    for word in row.text.split(" "):
        over = [(start, label) for (start, end), label in row.spans if start <= place < end]
        found.append(f"{'B' if over[0][0] == place else 'I'}-{over[0][1]}" if over else "O")
        place += len(word) + 1
    return found


def _spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    found, start = set(), -1
    for place, tag in enumerate((*tags, "O")):
        if start >= 0 and tag != f"I-{tags[start][2:]}":
            found.add((start, place, tags[start][2:]))
            start = -1
        if start < 0 and tag != "O":
            start = place
    return found


WAYS: Final[dict[str, Callable[[Sequence[Lesson], Sequence[Lesson]], list[Counts]]]] = {
    "trained in the tool": in_the_tool,
    "plain": lambda some, others: by_the_library(some, others, plain),
    "words": lambda some, others: by_the_library(some, others, words_alone),
}


def compared(rows: Sequence[Lesson]) -> tuple[list[list[Score]], dict[str, Counts]]:
    """Each way's figures of each fold; and its counts in the sentences that no rule was made with."""
    found: list[list[Score]] = []
    unread = dict.fromkeys(WAYS, Counts())
    for seed in range(SEEDS):
        order = list(range(len(rows)))
        Random(seed).shuffle(order)
        for fold in range(FOLDS):
            apart = sorted(order[fold::FOLDS])
            others = [rows[n] for n in sorted(set(order) - set(apart))]
            scores = []
            for name, way in WAYS.items():
                total = Counts()
                for n, counts in zip(apart, way(others, [rows[n] for n in apart]), strict=True):
                    total = total.plus(counts)
                    if n // DOCUMENT % 2:
                        unread[name] = unread[name].plus(counts)
                scores.append(score(total))
            found.append(scores)
    return found, unread


def interval(gains: Sequence[float]) -> tuple[float, float]:
    """The mean gain and half its 95 % interval, for folds that share most sentences (Nadeau, Bengio 2003)."""
    variance = statistics.variance(gains) * (1 / len(gains) + 1 / (FOLDS - 1))
    return statistics.mean(gains), _T * math.sqrt(variance)


def main(folder: Path) -> int:
    read = list(sentences(folder / "wojood" / "train.txt"))
    rows = [lesson(n, *row) for n, row in enumerate(read)]
    found, unread = compared(rows)
    for place, name in enumerate(WAYS):
        f1, precision, recall = (
            statistics.mean(getattr(row[place], what) or 0.0 for row in found)
            for what in ("f1", "precision", "recall")
        )
        nobody = score(unread[name]).f1 or 0.0
        print(
            f"{name:20} F1 {f1:.3f} P {precision:.3f} R {recall:.3f}; where no rule was made F1 {nobody:.3f}"
        )
    gain, half = interval([(row[0].f1 or 0.0) - (row[1].f1 or 0.0) for row in found])
    print(f"F1 over a plain field: {gain:+.3f} ({gain - half:+.3f} to {gain + half:+.3f}, 95 %)")
    many = [lesson(n, *read[n % len(read)]) for n in range(MANY)]
    spent = time.process_time()
    in_the_tool(many, [])
    spent = time.process_time() - spent
    print(f"{MANY:,} sentences take {spent:.0f} s")
    if gain - half < LEAST_GAIN or spent > SECONDS:
        print(f"below what it was: {LEAST_GAIN:+}, {SECONDS} s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
