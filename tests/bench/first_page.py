"""How well places and actors are suggested: `python -m tests.bench.first_page FOLDER`.

FOLDER holds the real texts (`gsr`, `ant`, `wojood`). A first page is an item of
`tests/gold/newswire_apart.jsonl` before anything is learned. After some documents: what annotators marked in
so many documents of Wojood is known as names in the others of the same half, with the suggester of first
pages and without it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from annotator.core.arabic import fold_key
from annotator.core.model import Bundle, Document, Range
from annotator.core.selecting import without_clitics
from annotator.formats import scheme_toml
from annotator.suggest.clitics import clitics
from annotator.suggest.gazetteer.suggester import SUGGESTER, suggest_first
from annotator.suggest.gazetteer.words import gazetteer
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.known_names import SUGGESTER as NAMES
from annotator.suggest.lexicon import lexicon
from annotator.suggest.names import NameEntry, NameMatcher
from annotator.suggest.suggesters import SUGGESTER_IDS, suggest
from tests.gold.drawn import drawn
from tests.gold.standoff import bundles

LABELS: Final = ("actor", "place")
DOCUMENT: Final = 20
"""Sentences of Wojood that are taken for one document."""
LEVELS: Final = (0.8, 0.9, 0.95)
"""Of `suggest --accept-above`."""
TURNS: Final = 5
"""How often other documents are those that were marked."""

_KINDS: Final = {"PERS": "actor", "ORG": "actor", "GPE": "place", "LOC": "place", "FAC": "place"}
_GOLD: Final = Path(__file__).parents[1] / "gold"
_WIDTH: Final = 1.96
Marks = dict[str, set[Range]]


class Figures(NamedTuple):
    """Counts of spans of one label: suggested at the very place, suggested, marked."""

    right: int = 0
    suggested: int = 0
    marked: int = 0

    def plus(self, suggested: set[Range], marked: set[Range]) -> Figures:
        return Figures(
            self.right + len(suggested & marked),
            self.suggested + len(suggested),
            self.marked + len(marked),
        )

    @property
    def precision(self) -> float:
        return self.right / self.suggested if self.suggested else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.suggested + self.marked) if self.suggested + self.marked else 0.0


def interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share, z = right / of, _WIDTH
    middle, width = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of), (middle + width) / (1 + z * z / of)


class Said(NamedTuple):
    """A name that was suggested: its label, how sure it was, whether it is marked to the letter."""

    label: str
    confidence: float
    right: bool


def said(folder: Path, half: str) -> list[Said]:
    """All names that are suggested in the drawn items of a half."""
    known = knowledge(scheme_toml.load(), lexicon())
    found = []
    for item in _items(folder, half):
        marked = {(span.label, span.ranges) for span in item.spans}
        for row in suggest_first(item.document, item.text, known):
            span = row.spans[0]
            found.append(Said(span.label, row.confidence, (span.label, span.ranges) in marked))
    return found


def calibration_error(rows: Sequence[Said]) -> float:
    """How far confidence is from the share that is right, over bins of a tenth (ECE)."""
    bins: dict[int, list[float]] = {}
    for row in rows:
        bins.setdefault(min(9, int(row.confidence * 10)), []).append(row.confidence - row.right)
    return sum(abs(sum(row)) for row in bins.values()) / len(rows)


def first_page(folder: Path, half: str) -> dict[str, Figures]:
    """The figures of each label over the drawn items of a half, each a page of its own."""
    known = knowledge(scheme_toml.load(), lexicon())
    found = dict.fromkeys(LABELS, Figures())
    for row in _items(folder, half):
        suggested = _suggested(row.document, row.text, known, (SUGGESTER,))
        for label in LABELS:
            marked = {span.ranges[0] for span in row.spans if span.label == label}
            found[label] = found[label].plus(suggested[label], marked)
    return found


def _items(folder: Path, half: str) -> list[Bundle]:
    return bundles(_GOLD / f"newswire_{half}.jsonl", drawn(folder, half))


def after_documents(folder: Path, count: int, *, apart: bool, with_first_page: bool) -> Figures:
    """Both labels together, in the documents of a half that were not marked, over several turns."""
    documents = wojood(folder, apart=apart)
    asked = (SUGGESTER, NAMES) if with_first_page else (NAMES,)
    found = Figures()
    for turn in range(TURNS):
        first = turn * len(documents) // TURNS
        learned = {(first + step) % len(documents) for step in range(count)}
        names = dict.fromkeys(
            (label, text[slice(*piece)])
            for place in sorted(learned)
            for text, marks in documents[place]
            for label in LABELS
            for piece in sorted(marks[label])
        )
        entries = [NameEntry(label, name) for label, name in names]
        known = knowledge(scheme_toml.load(), lexicon(), NameMatcher(entries, clitics()))
        for place, document in enumerate(documents):
            if place in learned:
                continue
            for text, marks in document:
                suggested = _suggested(Document(id=f"{place}", kind="text", text_hash=""), text, known, asked)
                for label in LABELS:
                    found = found.plus(suggested[label], marks[label])
    return found


def wojood(folder: Path, *, apart: bool) -> list[list[tuple[str, Marks]]]:
    """A half of Wojood, so many sentences a document, its spans brought to the conventions of the scheme."""
    sentences = [_brought(text, spans) for text, spans in _sentences(folder)]
    documents = [sentences[first : first + DOCUMENT] for first in range(0, len(sentences), DOCUMENT)]
    return documents[apart::2]


def _sentences(folder: Path) -> Iterator[tuple[str, list[tuple[str, Range]]]]:
    """The sentences with their spans by label; tokens are joined by one space."""
    text = (folder / "wojood" / "train.txt").read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        words: list[str] = []
        spans: list[tuple[str, Range]] = []
        opened: dict[str, int] = {}
        end = 0
        for token, *tags in (line.split() for line in block.splitlines() if line.strip()):
            start = end + bool(words)
            goes_on = {tag[2:] for tag in tags if tag.startswith("I-")}
            spans += [(label, (opened.pop(label), end)) for label in [*opened] if label not in goes_on]
            for tag in tags:
                if tag.startswith("B-"):
                    if tag[2:] in opened:
                        spans.append((tag[2:], (opened[tag[2:]], end)))
                    opened[tag[2:]] = start
            words.append(token)
            end = start + len(token)
        spans += [(label, (start, end)) for label, start in opened.items()]
        yield " ".join(words), spans


def _brought(text: str, spans: Sequence[tuple[str, Range]]) -> tuple[str, Marks]:
    """Without proclitics and kinds of places, people with their office, no place that is part of an actor."""
    kinds = gazetteer().words["kinds"]
    offices = {end: start for label, (start, end) in spans if label == "OCC"}
    marks: Marks = {label: set() for label in LABELS}
    for kind, (start, end) in spans:
        label = _KINDS.get(kind)
        if label is None:
            continue
        if kind == "PERS":
            start = offices.get(start - 1, start)
        start = _bare(text, start, end)
        while (
            label == "place" and fold_key(text[start:end].split(" ")[0]) in kinds and " " in text[start:end]
        ):
            start = text.index(" ", start) + 1
        marks[label].add((start, end))
    marks["place"] = {
        piece
        for piece in marks["place"]
        if not any(first <= piece[0] and piece[1] <= last for first, last in marks["actor"])
        or text[: piece[0]].rstrip(" ").endswith((" في", " ب"))
        or not kinds.isdisjoint(fold_key(text[: piece[0]]).split()[-1:])
    }
    return text, marks


def _bare(text: str, start: int, end: int) -> int:
    """Where a span begins without a proclitic."""
    word = (start, text.find(" ", start, end) if " " in text[start:end] else end)
    return without_clitics(text, word, clitics())[0]


def _suggested(document: Document, text: str, known: Knowledge, asked: Iterable[str]) -> Marks:
    rows = suggest(document, text, known, without=set(SUGGESTER_IDS) - set(asked))
    return {
        label: {row.spans[0].ranges[0] for row in rows if row.spans[0].label == label} for label in LABELS
    }


def main(folder: str) -> None:
    """Print the figures, of the apart halves only."""
    where = Path(folder)
    print("a first page: precision, recall (95 % intervals)")
    for label, row in first_page(where, "apart").items():
        print(f"  {label:8} {_share(row.right, row.suggested)}  {_share(row.right, row.marked)}")
    rows = said(where, "apart")
    print(f"confidence: ECE {calibration_error(rows):.3f}; of those above a level (95 % intervals)")
    for level in LEVELS:
        above = [row.right for row in rows if row.confidence >= level]
        print(f"  {level}  {_share(sum(above), len(above))} of {len(above)}")
    print("names after documents, F1: learned alone, with the first page's (precision, recall)")
    for count in (0, 5, 20):
        alone, both = (after_documents(where, count, apart=True, with_first_page=on) for on in (False, True))
        sides = f"({both.precision:.2f}, {both.recall:.2f})"
        print(f"  {count:2}  {alone.f1:.2f}  {both.f1:.2f} {sides}")


def _share(right: int, of: int) -> str:
    low, high = interval(right, of)
    return f"{right / of:.2f} ({low:.2f} to {high:.2f})" if of else "-"


if __name__ == "__main__":
    main(*sys.argv[1:])
