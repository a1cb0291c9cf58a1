"""Trains how sure a name on a first page is: `python -m tests.gold.naming` writes `sureness-names.json`.

It learns from half of Wojood and from names suggested in other real texts that were judged by eye
(`judged_names.jsonl`), each counting as much, so that no one reader's habits decide; the open gold, which the
rules know, counts a quarter of that. The variable `ANNOTATOR_REAL_DATA` names the folder of real texts; the
halves kept apart are never opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.model import Document, Range
from annotator.disk import data_path
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.rules import names_in
from annotator.suggest.gazetteer.suggester import SURENESS
from annotator.suggest.gazetteer.traits import traits_of
from annotator.suggest.gazetteer.words import gazetteer
from annotator.suggest.grammar.tokens import line_of
from annotator.suggest.lexicon import lexicon
from annotator.suggest.segments import passages
from annotator.suggest.sureness import Example, Sureness, fit
from tests.bench.first_page import LABELS, wojood
from tests.gold import standoff
from tests.gold.drawn import drawn, lots
from tests.gold.training import GOLD, RIDGES, held_back

Marked = tuple[str, Range]
_TITLE: Final = "pattern:title"
_JUDGED: Final = GOLD / "judged_names.jsonl"


class Seen(msgspec.Struct, frozen=True):
    """A name that was judged by eye: in which text, where, and whether it is one to the letter."""

    key: str
    hash: str
    label: str
    at: Range
    right: bool


def names(text: str) -> Iterator[tuple[Marked, tuple[str, ...]]]:
    """All names that the rules find in a text, however unsure, with their traits."""
    people: dict[str, str] = {}
    for _, (start, end) in passages(Document(id="0", kind="text", text_hash=""), text):
        at = Reading(line_of(text, start, end), gazetteer(), lexicon())
        for named in names_in(at, people):
            yield (named.role, at.range(named)), traits_of(at, named)


def _of_marks(text: str, marks: set[Marked]) -> Iterator[Example]:
    for name, traits in names(text):
        yield Example(traits, name in marks)


def of_gold(folder: Path) -> Iterator[Example]:
    for row in standoff.bundles(GOLD / "newswire_open.jsonl", drawn(folder, "open")):
        yield from _of_marks(row.text, {(span.label, span.ranges[0]) for span in row.spans})


def of_wojood(folder: Path) -> Iterator[Example]:
    for document in wojood(folder, apart=False):
        for text, marks in document:
            found = _of_marks(text, {(label, piece) for label in LABELS for piece in marks[label]})
            yield from (row for row in found if _TITLE not in row.traits)  # there titles are no names


def of_judged(folder: Path) -> Iterator[Example]:
    """Those that are still found as they were judged."""
    texts = {key: " ".join(text.split()) for lot in lots(folder) for key, text in lot}
    judged: dict[str, dict[Marked, bool]] = {}
    for line in _JUDGED.read_bytes().splitlines():
        row = msgspec.json.decode(line, type=Seen)
        assert sha256(texts[row.key].encode()).hexdigest()[:16] == row.hash, row.key
        judged.setdefault(row.key, {})[row.label, row.at] = row.right
    for key, rows in judged.items():
        for name, traits in names(texts[key]):
            if name in rows:
                yield Example(traits, rows[name])


_SHARES: Final = ((of_gold, 0.25), (of_wojood, 1.0), (of_judged, 1.0))


def trained(folder: Path) -> Sureness:
    """The model, and what it was trained on."""
    kinds = [(share, list(of(folder))) for of, share in _SHARES]
    most = max(len(rows) for _, rows in kinds)
    examples = [
        msgspec.structs.replace(row, weight=round(share * most / len(rows), 4))
        for share, rows in kinds
        for row in rows
    ]
    losses = {ridge: held_back(examples, ridge) for ridge in RIDGES}
    ridge = min(losses, key=lambda value: (losses[value], value))
    told = {
        "examples": len(examples),
        "right": sum(row.right for row in examples),
        "ridge": ridge,
        "loss_held_back": round(losses[ridge], 4),
        "loss_of_one_share": round(held_back(_bare(examples), 1), 4),
    }
    return msgspec.structs.replace(fit(examples, ridge=ridge), trained=told)


def _bare(examples: Sequence[Example]) -> list[Example]:
    return [msgspec.structs.replace(row, traits=()) for row in examples]


def main() -> None:
    folder = os.environ.get("ANNOTATOR_REAL_DATA")
    if not folder:
        sys.exit("ANNOTATOR_REAL_DATA has to name the folder of real texts")
    model = trained(Path(folder))
    path = data_path("resources", "lexicon", f"{SURENESS}.json")
    path.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
    print(model.trained, "bias", model.bias)


if __name__ == "__main__":
    main()
