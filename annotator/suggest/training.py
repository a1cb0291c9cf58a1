"""Learns to label names from labelled texts, and measures what was learned on documents held back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.evaluation import Counts
from annotator.core.learned import Model, Training, calibration, sealed
from annotator.core.model import Document
from annotator.suggest.clitics import clitics
from annotator.suggest.labelling import FEATURES, Labelled, Sentence, sequences, tags
from annotator.suggest.names import NameEntry, NameMatcher
from annotator.suggest.trained import Trained

LEAST_SPANS: Final = 20
LEAST_DOCUMENTS: Final = 2
LEAST_OF_LABEL: Final = 5
"""Spans of a label; with fewer it is left out."""

_HELD_BACK: Final = 5
"""One document of so many."""
_LONGEST_TRAINING: Final = 100
"""Rounds over all sentences."""
_READING: Final = 20
"""The share of the progress that reading is, of a hundred."""

_PARAMETERS: Final[dict[str, Any]] = {
    "c1": 0.1,
    "c2": 0.1,
    "max_iterations": _LONGEST_TRAINING,
    "feature.possible_transitions": True,
}
"""How weights are kept small, and that no tag follows another which it never followed."""


class Lesson(NamedTuple):
    """A document with the spans that somebody labelled in it."""

    document: Document
    text: str
    spans: tuple[Labelled, ...]


class Lessons(msgspec.Struct, frozen=True, kw_only=True):
    """All that is learned from, and who asks; it can be sent to another process."""

    lessons: tuple[Lesson, ...]
    labels: tuple[str, ...]
    names: tuple[NameEntry, ...]
    layer: str
    author: str
    at: str
    project: str
    head: str


def check_enough(lessons: Sequence[Lesson]) -> tuple[str, ...]:
    """The labels that can be learned. Raises `AnnotatorError("too-little-to-learn")`."""
    counted = Counter(label for lesson in lessons for _, label in lesson.spans)
    labels = tuple(sorted(label for label, n in counted.items() if n >= LEAST_OF_LABEL))
    spans = sum(counted[label] for label in labels)
    documents = sum(any(label in labels for _, label in lesson.spans) for lesson in lessons)
    if spans < LEAST_SPANS or documents < LEAST_DOCUMENTS:
        raise AnnotatorError(
            "too-little-to-learn",
            spans=counted.total(),
            documents=documents,
            least=LEAST_SPANS,
            least_documents=LEAST_DOCUMENTS,
            least_of_label=LEAST_OF_LABEL,
        )
    return labels


def learn(given: Lessons, progress: Callable[[int, int], None] = lambda done, total: None) -> Model:
    """Learn from the lessons: the same model from the same lessons, whatever order they come in.

    One that has learned from all but the documents that are held back is measured on those, and tells how
    sure to be; the one that is used has then learned from all. Raises `AnnotatorError("learn-missing")`.
    """
    names = NameMatcher(given.names, clitics())
    read = []
    for done, lesson in enumerate(sorted(given.lessons, key=lambda row: row.document.id)):
        sentences = tuple(sequences(lesson.document, lesson.text, names, features=FEATURES))
        spans = tuple(row for row in lesson.spans if row[1] in given.labels)
        read.append(_Read(lesson, sentences, spans, *_tagged(sentences, spans)))
        progress(_READING * done // len(given.lessons), 100)
    held = _held_back(read)
    kept = [row for row in read if row.lesson.document.id not in held]
    aside = [row for row in read if row.lesson.document.id in held]
    training = Training(
        features=FEATURES,
        labels=given.labels,
        layer=given.layer,
        author=given.author,
        at=given.at,
        project=given.project,
        head=given.head,
        sentences=sum(len(row.sentences) for row in read),
        spans=sum(len(row.spans) for row in read),
        documents=tuple(row.lesson.document.id for row in read),
        held=tuple(sorted(held)),
        figures={},
        calibration=(),
        inside=sum(row.behind for row in read) > sum(row.at_word for row in read),
    )
    measured = Trained(sealed(training, _payload(kept, lambda n: progress(_part(n, 0), 100))))
    figures, steps = _measured(measured, aside, names)
    training = msgspec.structs.replace(training, figures=figures, calibration=steps)
    model = sealed(training, _payload(read, lambda n: progress(_part(n, 1), 100)))
    progress(100, 100)
    return model


def _part(rounds: int, training: int) -> int:
    """How far it is, of a hundred, in the rounds of the first training or of the second."""
    each = (100 - _READING) // 2
    return _READING + each * training + each * min(rounds, _LONGEST_TRAINING) // _LONGEST_TRAINING


class _Read(NamedTuple):
    lesson: Lesson
    sentences: tuple[Sentence, ...]
    spans: tuple[Labelled, ...]
    tags: tuple[list[str], ...]
    at_word: int
    behind: int


def _tagged(
    sentences: Sequence[Sentence], spans: Sequence[Labelled]
) -> tuple[tuple[list[str], ...], int, int]:
    found, at_word, behind = [], 0, 0
    rest = sorted(spans)
    for sentence in sentences:
        end = sentence.words[-1][1]
        here = []
        while rest and rest[0][0][0] < end:
            here.append(rest.pop(0))
        row, at, after = tags(sentence, here)
        found.append(row)
        at_word, behind = at_word + at, behind + after
    return tuple(found), at_word, behind


def _held_back(read: Sequence[_Read]) -> set[str]:
    """The documents that are not learned from: those with spans whose ids say so, now and ever after."""
    order = {_number(row.lesson.document.id): row.lesson.document.id for row in read if row.spans}
    found = {document for number, document in order.items() if number % _HELD_BACK == 0}
    if not found or len(found) == len(order):
        found = {order[min(order)]}
    return found


def _number(document_id: str) -> int:
    return int.from_bytes(hashlib.sha256(document_id.encode()).digest()[:8])


def _payload(read: Sequence[_Read], told: Callable[[int], None]) -> bytes:
    try:
        import pycrfsuite
    except ImportError as error:
        raise AnnotatorError("learn-missing", extra="arabic-annotator[learn]") from error

    class Trainer(pycrfsuite.Trainer):  # type: ignore[misc]
        """Tells each round."""

        rounds = 0

        def message(self, message: str) -> None:
            if message.startswith("***** "):
                self.rounds += 1
                told(self.rounds)

    trainer = Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    for row in read:
        for sentence, found in zip(row.sentences, row.tags, strict=True):
            trainer.append(sentence.features, found)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def _measured(
    trained: Trained, read: Sequence[_Read], names: NameMatcher
) -> tuple[dict[str, Counts], tuple[tuple[float, float], ...]]:
    """Counts by label, "" for all, of spans with the same edges; and how sure it may be."""
    matched: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    reference: Counter[str] = Counter()
    sure: list[tuple[float, bool]] = []
    for row in read:
        right = set(row.spans)
        reference.update(label for _, label in right)
        for span, probability in trained.find(row.lesson.document, row.lesson.text, names):
            sure.append((probability, span in right))
            proposed[span[1]] += 1
            matched[span[1]] += span in right
    labels = sorted({*reference, *proposed})
    counts = {label: Counts(matched[label], proposed[label], reference[label]) for label in labels}
    counts[""] = Counts(matched.total(), proposed.total(), reference.total())
    return counts, calibration(sure)
