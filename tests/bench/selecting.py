"""How often one gesture selects exactly what annotators marked: `python -m tests.bench.selecting FOLDER`.

FOLDER holds `idrisi/places.jsonl.gz` and `wojood/train.txt`; `docs/selecting.md` says what they are.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import product
from pathlib import Path

from annotator.core.model import Range
from annotator.core.naming import Known, names_at
from annotator.core.selecting import Clitics, Unit, move_edge, phrase_at, without_clitics, word_at
from annotator.suggest.clitics import clitics
from annotator.suggest.names import NameEntry, NameMatcher, name_key
from annotator.suggest.naming import naming

Sample = tuple[str, list[Range]]
SEPARATOR = re.compile(r"[\s_]")
ONE, SEVERAL, NEW = "one word", "several words", "several words, not marked in the other half"
UNITS: tuple[Unit, ...] = ("word", "clitic", "grapheme")


def idrisi(folder: Path) -> Iterator[Sample]:
    """Tweets with place names."""
    with gzip.open(folder / "idrisi" / "places.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["text"], [(place["startIdx"], place["endIdx"]) for place in row["location_mentions"]]


def wojood(folder: Path) -> Iterator[Sample]:
    """Sentences with nested entities; tokens are joined by one space."""
    text = (folder / "wojood" / "train.txt").read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line.strip()]
        offset, parts, spans = 0, [], []
        open_spans: dict[str, int] = {}
        ends = 0
        for token, *tags in rows:
            going_on = {tag[2:] for tag in tags if tag.startswith("I-")}
            for label in [label for label in open_spans if label not in going_on]:
                spans.append((open_spans.pop(label), ends))
            for tag in tags:
                if tag.startswith("B-"):
                    if tag[2:] in open_spans:
                        spans.append((open_spans[tag[2:]], ends))
                    open_spans[tag[2:]] = offset
            ends = offset + len(token)
            offset = ends + 1
            parts.append(token)
        spans += [(start, ends) for start in open_spans.values()]
        yield " ".join(parts), sorted(set(spans))


def line_of(text: str, offset: int) -> Range:
    """The line around `offset`: what the article view takes for a paragraph."""
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def looked_at(text: str) -> bool:
    """Whether a text is of the half that was read while the rules were made; the other was only counted."""
    return sha256(text.encode()).digest()[0] % 2 == 0


class Reader:
    """What is selected in one text by somebody who knows some names."""

    def __init__(self, text: str, known: Known | None) -> None:
        self.text, self.known = text, known
        self.clitics, self.naming = clitics(), naming()

    def names(self, offset: int, within: Range) -> list[Range]:
        """What `Shift+W` selects, press by press."""
        return names_at(self.text, offset, within, self.clitics, self.naming, self.known)

    def stops(self, offset: int, within: Range) -> dict[str, Range]:
        """What `W` selects, press by press."""
        word = word_at(self.text, offset, within)
        found = {
            "word": word,
            "word without proclitics": word and without_clitics(self.text, word, self.clitics),
            "name": next(iter(self.names(offset, within)), None),
            "phrase": phrase_at(self.text, offset, within),
        }
        return {name: piece for name, piece in found.items() if piece}


def one_move(text: str, piece: Range, within: Range, known: Clitics) -> Iterator[Range]:
    """`piece` with one of its edges moved by one unit."""
    start, end = piece
    for unit in UNITS:
        for step in (-1, 1):
            yield move_edge(text, start, unit, step, within, known), end
            yield start, move_edge(text, end, unit, step, within, known)


def measure(samples: Sequence[Sample], part: bool, *, learning: bool) -> dict[str, Counter[str]]:
    """Counts for spans of one word and of more, of one half: for each gesture, those it gives at some offset.

    Those of more words are counted again without the names that are marked in the other half as well.
    `learning`: what is marked in a text is known in the texts after it, whichever half they are of.
    """
    counts = {kind: Counter[str]() for kind in (ONE, SEVERAL, NEW)}
    elsewhere = {
        name_key(text[slice(*span)]) for text, spans in samples if looked_at(text) != part for span in spans
    }
    marked: dict[str, None] = {}
    for text, spans in samples:
        if looked_at(text) == part:
            matcher = NameMatcher([NameEntry("", name) for name in marked], clitics())
            reader = Reader(text, matcher.places if learning else None)
            for span in spans:
                found = ["spans", *hits(reader, span)]
                is_several = SEPARATOR.search(text, *span) is not None
                counts[SEVERAL if is_several else ONE].update(found)
                if is_several and name_key(text[slice(*span)]) not in elsewhere:
                    counts[NEW].update(found)
        marked.update(dict.fromkeys(text[slice(*span)] for span in spans))
    return counts


def hits(reader: Reader, span: Range) -> set[str]:
    """Which gestures select `span`, at some offset in it."""
    text, known, within = reader.text, reader.clitics, line_of(reader.text, span[0])
    by_offset = [reader.stops(offset, within) for offset in range(*span)]
    found = {name for stops in by_offset for name, piece in stops.items() if piece == span}
    pieces = {piece for stops in by_offset for piece in stops.values()}
    bare = without_clitics(text, span, known)
    told = {
        "any stop of W": bool(found),
        "any stop of W, at every offset": all(span in stops.values() for stops in by_offset),
        "any stop of W, at the first letter": span in by_offset[0].values(),
        "any stop of W, the proclitic outside": not pieces.isdisjoint((span, bare)),
        "any stop of W and at most one move": any(
            piece == span or span in one_move(text, piece, within, known) for piece in pieces
        ),
        "any press of Shift+W": any(span in reader.names(offset, within) for offset in range(*span)),
    }
    return found | {name for name, is_hit in told.items() if is_hit}


def cuts(samples: Iterable[Sample], known: Clitics) -> Counter[str]:
    """Names of one word: is the proclitic found where one was left out, and is nothing cut where none was?"""
    count = Counter[str]()
    for text, spans in samples:
        for span in spans:
            word = word_at(text, span[0], line_of(text, span[0]))
            if not word or word[1] != span[1] or SEPARATOR.search(text, *span):
                continue
            bare = without_clitics(text, word, known)
            kind = "whole words" if word == span else "words marked without their beginning"
            count[kind] += 1
            count[f"{kind}: selected as marked"] += bare == span
    return count


def main(folder: Path) -> None:
    for name, read in (("IDRISI-RA", idrisi), ("Wojood", wojood)):
        for part, learning in product((True, False), (False, True)):
            half = "the half looked at" if part else "the half apart"
            names = "earlier names known" if learning else "no name known"
            for length, count in measure(list(read(folder)), part, learning=learning).items():
                print(f"\n{name}, {half}, {names}, {length}: {count['spans']} spans")
                for gesture, number in sorted(count.items()):
                    if gesture != "spans":
                        print(f"  {gesture:40} {number:6} {number / count['spans']:7.1%}")
    known = clitics()
    for title, lists in (("without the word list", Clitics(known.proclitics)), ("with it", known)):
        print(f"\nIDRISI-RA, proclitics {title}")
        for kind, number in sorted(cuts(idrisi(folder), lists).items()):
            print(f"  {kind:60} {number:6}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
