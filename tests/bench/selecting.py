"""How often one gesture selects exactly what annotators marked: `python -m tests.bench.selecting FOLDER`.

FOLDER holds `idrisi/places.jsonl.gz` and `wojood/train.txt`; `docs/selecting.md` says what they are.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.core.model import Range
from annotator.core.selecting import Clitics, Unit, move_edge, phrase_at, without_clitics, word_at
from annotator.suggest.clitics import clitics

Sample = tuple[str, list[Range]]
SEPARATOR = re.compile(r"[\s_]")
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


def gestures(text: str, offset: int, within: Range, known: Clitics) -> dict[str, Range]:
    """What each gesture selects at `offset`."""
    word, phrase = word_at(text, offset, within), phrase_at(text, offset, within)
    found = {"word": word, "phrase": phrase}
    if word:
        found["word without proclitics"] = without_clitics(text, word, known)
    return {name: piece for name, piece in found.items() if piece}


def one_move(text: str, piece: Range, within: Range, known: Clitics) -> Iterator[Range]:
    """`piece` with one of its edges moved by one unit."""
    start, end = piece
    for unit in UNITS:
        for step in (-1, 1):
            yield move_edge(text, start, unit, step, within, known), end
            yield start, move_edge(text, end, unit, step, within, known)


def measure(samples: Iterable[Sample], known: Clitics) -> dict[str, Counter[str]]:
    """Counts for spans of one word and of more: for each gesture, those it gives at some offset."""
    counts = {"one word": Counter[str](), "several words": Counter[str]()}
    for text, spans in samples:
        for span in spans:
            within = line_of(text, span[0])
            count = counts["several words" if SEPARATOR.search(text, *span) else "one word"]
            count["spans"] += 1
            by_offset = [gestures(text, offset, within, known) for offset in range(*span)]
            hits = {name for found in by_offset for name, piece in found.items() if piece == span}
            count.update(hits)
            count["any gesture"] += bool(hits)
            count["any gesture, at every offset"] += all(span in found.values() for found in by_offset)
            pieces = {piece for found in by_offset for piece in found.values()}
            moved = bool(hits) or any(span in one_move(text, piece, within, known) for piece in pieces)
            count["any gesture and at most one move"] += moved
    return counts


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
    known = clitics()
    for name, read in (("IDRISI-RA", idrisi), ("Wojood", wojood)):
        for length, count in measure(read(folder), known).items():
            print(f"\n{name}, {length}: {count['spans']} spans")
            for gesture, hits in sorted(count.items()):
                if gesture != "spans":
                    print(f"  {gesture:36} {hits:6} {hits / count['spans']:7.1%}")
    for title, lists in (("without the word list", Clitics(known.proclitics)), ("with it", known)):
        print(f"\nIDRISI-RA, proclitics {title}")
        for kind, number in sorted(cuts(idrisi(folder), lists).items()):
            print(f"  {kind:60} {number:6}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
