"""How well a model trained in the tool finds names: `python -m tests.bench.trained FOLDER`.

FOLDER holds `wojood/train.txt`: sentences of Arabic with nested entities, of which the outermost people,
organizations (actors) and places count. Every fifth sentence is apart, five times over; all models learn
from the same others with the same library. *Plain*: words, their neighbours and affixes; *words*: no affixes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from annotator.core.evaluation import Counts, score
from annotator.core.model import Document
from annotator.core.tokens import SPACED
from annotator.suggest.clitics import clitics
from annotator.suggest.labelling import Labelled
from annotator.suggest.names import NameMatcher
from annotator.suggest.trained import Trained
from annotator.suggest.training import Lesson, Lessons, learn

LABELS: Final = {"PERS": "actor", "ORG": "actor", "GPE": "place", "LOC": "place"}
FOLDS: Final = 5
FLOOR: Final = 0.74
"""F1 of what is trained in the tool, over all folds."""
SECONDS: Final = 60

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


def in_the_tool(lessons: Sequence[Lesson], apart: Sequence[Lesson]) -> Counts:
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
    counts = Counts()
    for row in apart:
        found: set[Labelled] = {span for span, _ in trained.find(row.document, row.text, none)}
        counts = counts.plus(Counts(len(found & {*row.spans}), len(found), len(row.spans)))
    return counts


def words_alone(words: Sequence[str]) -> list[list[str]]:
    padded = ["<", *words, ">"]
    return [[f"w={word}", f"-={padded[place]}", f"+={padded[place + 2]}"] for place, word in enumerate(words)]


def plain(words: Sequence[str]) -> list[list[str]]:
    return [
        [*row, *(f"p={word[:n]}" for n in (2, 3)), *(f"s={word[-n:]}" for n in (2, 3)), f"d={word.isdigit()}"]
        for row, word in zip(words_alone(words), words, strict=True)
    ]


def by_the_library(lessons: Sequence[Lesson], apart: Sequence[Lesson], features: Features) -> Counts:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True})
    for row in lessons:
        trainer.append(features(row.text.split(" ")), _tags(row))
    counts = Counts()
    with TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/model")
        for row in apart:
            found = _spans(tagger.tag(features(row.text.split(" "))))
            right = _spans(_tags(row))
            counts = counts.plus(Counts(len(found & right), len(found), len(right)))
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


def main(folder: Path) -> int:
    rows = [lesson(n, *row) for n, row in enumerate(sentences(folder / "wojood" / "train.txt"))]
    ways: dict[str, Callable[[Sequence[Lesson], Sequence[Lesson]], Counts]] = {
        "trained in the tool": in_the_tool,
        "plain": lambda some, others: by_the_library(some, others, plain),
        "words": lambda some, others: by_the_library(some, others, words_alone),
    }
    total = {name: Counts() for name in ways}
    spent = dict.fromkeys(ways, 0.0)
    for fold in range(FOLDS):
        apart = rows[fold::FOLDS]
        others = [row for n, row in enumerate(rows) if n % FOLDS != fold]
        for name, way in ways.items():
            begun = time.process_time()
            total[name] = total[name].plus(way(others, apart))
            spent[name] += time.process_time() - begun
    for name, counts in total.items():
        found = score(counts)
        print(
            f"{name:20} F1 {found.f1:.3f} P {found.precision:.3f} R {found.recall:.3f}"
            f"  {spent[name] / FOLDS:.1f} s a training of {len(rows) * (FOLDS - 1) // FOLDS} sentences"
        )
    reached = score(total["trained in the tool"]).f1 or 0.0
    if reached < FLOOR or spent["trained in the tool"] / FOLDS > SECONDS:
        print(f"below what it was: F1 {FLOOR}, {SECONDS} s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
