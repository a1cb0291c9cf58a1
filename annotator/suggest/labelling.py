"""Texts as sequences of words with features, and spans as tags of words: what a sequence labeller reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.model import Document, Range
from annotator.core.selecting import Clitics, without_clitics
from annotator.core.tokens import is_spaced, tokens
from annotator.suggest.clitics import clitics
from annotator.suggest.marking import Told, marks, told
from annotator.suggest.names import NameMatcher
from annotator.suggest.segments import lines, news

FEATURES: Final = 2
"""The number of this set of features: a model is used with those it was learned with."""
UNTOLD: Final = 1
"""The set before it, without what lists and rules say; models that have it are still used."""

OUT: Final = "O"
_LONGEST: Final = 200
"""Words in one sequence: what has no full stop is divided, so that time and memory stay bounded."""
_STOPS: Final = frozenset(".!?؟…")
_ARTICLE: Final = "ا" + "ل"
_SHORTEST: Final = 4

Labelled = tuple[Range, str]
"""A span by its range and its label."""


class Sentence(msgspec.Struct, frozen=True):
    """Its words by their ranges in the text, where each begins without its proclitics, and their features."""

    words: tuple[Range, ...]
    stems: tuple[int, ...]
    features: tuple[tuple[str, ...], ...]


def sequences(
    document: Document, text: str, names: NameMatcher, *, features: int = FEATURES
) -> Iterator[Sentence]:
    """The sentences of the news of a document. `names` are those that were listed for everybody."""
    known = clitics()
    rules = told(document, text) if features != UNTOLD else None
    for segment in news(document, text):
        for start, end in lines(text, segment):
            line = text[start:end]
            found = tokens(line, spaced=is_spaced(document))
            named = _named(line, names)
            for piece in _sentences(line, found):
                yield _sequence(line, start, piece, named, known, rules)


def _sentences(line: str, words: Sequence[Range]) -> Iterator[Sequence[Range]]:
    first = 0
    for place, (start, end) in enumerate(words):
        if line[start:end] in _STOPS or place + 1 - first >= _LONGEST:
            yield words[first : place + 1]
            first = place + 1
    if first < len(words):
        yield words[first:]


def _named(line: str, names: NameMatcher) -> dict[int, str]:
    """The label of the listed name that lies over each place of a line."""
    found: dict[int, str] = {}
    if names.entries:
        for name in names.find(line):
            label = names.entries[name.entry].label
            found.update((place, label) for place in range(*name.range))
    return found


def _sequence(
    line: str,
    offset: int,
    words: Sequence[Range],
    named: dict[int, str],
    known: Clitics,
    rules: dict[int, Told] | None,
) -> Sentence:
    stems = [without_clitics(line, word, known)[0] for word in words]
    rows = [
        _Word(
            line[start:end],
            line[stem:end],
            named.get(stem, ""),
            lists=rules is not None,
            rule=rules.get(offset + stem) if rules else None,
        )
        for (start, end), stem in zip(words, stems, strict=True)
    ]
    return Sentence(
        tuple((start + offset, end + offset) for start, end in words),
        tuple(stem + offset for stem in stems),
        tuple(tuple(_features(rows, place)) for place in range(len(rows))),
    )


class _Word:
    """What is looked at of a word: folded, without proclitics, without the article as well.

    `marks`: the lists that have it; `rule`: the name that the rules find there.
    """

    __slots__ = ("bare", "folded", "marks", "name", "rule", "shape", "stem")

    def __init__(self, word: str, stem: str, name: str, *, lists: bool, rule: Told | None) -> None:
        self.folded = fold_key(word) or word
        self.stem = fold_key(stem) or stem
        with_article = self.stem.startswith(_ARTICLE) and len(self.stem) > _SHORTEST
        self.bare = self.stem[len(_ARTICLE) :] if with_article else self.stem
        self.name = name
        kind = "n" if word.isnumeric() else "l" if word.isascii() else "a"
        self.marks = marks(self.folded, self.stem, self.bare) if lists else ()
        self.rule = rule
        self.shape = (kind if any(map(str.isalnum, word)) else "p") + ("+" if with_article else "")


def _features(words: Sequence[_Word], place: int) -> Iterator[str]:
    word = words[place]
    yield from ("", f"w={word.folded}", f"m={word.stem}", f"b={word.bare}", f"h={word.shape}")
    yield f"c={word.folded[: len(word.folded) - len(word.stem)]}"
    yield f"n={min(len(word.bare), 8)}"
    if word.name:
        yield f"k={word.name}"
    yield from (f"g={mark}" for mark in word.marks)
    if word.rule:
        yield f"q={word.rule.label} {word.rule.edge}"
        yield f"r={word.rule.label} {word.rule.edge} {word.rule.reason}"
    for length in range(1, min(len(word.bare), 5)):
        yield f"p={word.bare[:length]}"
        yield f"s={word.bare[-length:]}"
    for step in (-2, -1, 1, 2):
        if not 0 <= place + step < len(words):
            yield f"{step}"
            continue
        beside = words[place + step]
        yield f"{step}m={beside.stem}"
        yield f"{step}h={beside.shape}"
        yield from (f"{step}g={mark}" for mark in beside.marks)
        if abs(step) == 1:
            yield f"{step}b={beside.bare}"
            yield f"{step}p={beside.bare[:2]}"
            yield f"{step}s={beside.bare[-2:]}"
            yield f"{step}t={beside.bare[-3:]}"
            yield f"{step}k={beside.name}"
            if beside.rule:
                yield f"{step}q={beside.rule.label} {beside.rule.edge}"
            yield f"{step}mm={beside.stem} {word.stem}"


def tags(sequence: Sentence, spans: Iterable[Labelled]) -> tuple[list[str], int, int]:
    """A tag for each word (`O`, `B-label`, `I-label`); how many begin at a word, and how many behind its
    proclitics. Of spans that overlap the longest count."""
    found = [OUT] * len(sequence.words)
    at_word = behind = 0
    for (start, end), label in sorted(spans, key=lambda row: (row[0][0] - row[0][1], row)):
        inside = [place for place, (a, b) in enumerate(sequence.words) if a < end and start < b]
        if not inside or any(found[place] != OUT for place in inside):
            continue
        word, stem = sequence.words[inside[0]][0], sequence.stems[inside[0]]
        at_word += word == start < stem
        behind += word < start == stem
        for place in inside:
            found[place] = f"{'B' if place == inside[0] else 'I'}-{label}"
    return found, at_word, behind


def tagged_spans(
    sequence: Sentence, found: Sequence[str], *, inside: bool
) -> Iterator[tuple[Labelled, Range]]:
    """The spans that tags tell, each with the places of its words; one may lack its beginning."""
    first = -1
    for place, tag in enumerate((*found, OUT)):
        label = found[first][2:] if first >= 0 else ""
        if first >= 0 and tag != f"I-{label}":
            starts = sequence.stems if inside else [start for start, _ in sequence.words]
            yield ((starts[first], sequence.words[place - 1][1]), label), (first, place)
            first = -1
        if first < 0 and tag != OUT:
            first = place
