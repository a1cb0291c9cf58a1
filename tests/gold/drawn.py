"""Draws, by a fixed seed, which items of the real texts the stand-off gold marks: the texts stay outside."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import msgspec

SEED: Final = 1917
SENTENCES: Final = 340
TITLES: Final = 50
PARAGRAPHS: Final = 50
MOST_WORDS: Final = 90
"""Longer items are passed over: no sentence, but a list or a page without its line breaks."""


class Size(NamedTuple):
    """How many items are drawn of each kind, and by which seed."""

    seed: int
    sentences: int
    titles: int
    paragraphs: int


LATER: Final = {
    "third": Size(85, 110, 10, 30),
    "fourth": Size(86, 45, 5, 10),
    "fifth": Size(87, 500, 15, 160),
    "sixth": Size(88, 60, 0, 60),
}
"""Lots drawn when the rules were there, in this order: none takes a document of an earlier one, or of one
that stands in `judged.jsonl`."""

LOTS: Final = {"open": ("open", "third", "fourth", "fifth"), "apart": ("apart", "sixth")}
"""Half -> the lots that belong to it: rules are made with the first, and measured with the other."""

_ARABIC: Final = re.compile("[\u0621-\u064a]")


def drawn(folder: Path, half: str) -> dict[str, str]:
    """The items of a half, «open» or «apart», or of a lot of `LATER`: key -> text, in the order drawn.

    A key is `gsr:ID`, `ant:ID:title`, or `ant:ID:N` for the Nth paragraph of an article, from 0.
    """
    return _later(folder, half) if half in LATER else _half(folder, half)


def _half(folder: Path, half: str) -> dict[str, str]:
    chance = Random(SEED)
    both: dict[str, list[tuple[str, str]]] = {"open": [], "apart": []}
    for lot, size in zip(lots(folder), (SENTENCES, TITLES, PARAGRAPHS), strict=True):
        fit = {key: " ".join(text.split()) for key, text in lot if _fits(text)}
        taken = chance.sample(sorted(fit.items()), size)
        both["open"] += taken[: size // 2]
        both["apart"] += taken[size // 2 :]
    items = both[half]
    chance.shuffle(items)
    return dict(items)


def _later(folder: Path, name: str) -> dict[str, str]:
    """Documents are passed over that somebody who writes rules may have read."""
    size, items = LATER[name], list[tuple[str, str]]()
    earlier = list(LATER)[: list(LATER).index(name)]
    seen = {_document(key) for half in ("open", "apart", *earlier) for key in drawn(folder, half)}
    judged = (Path(__file__).parent / "judged.jsonl").read_bytes().splitlines()
    seen |= {_document(msgspec.json.decode(line)["key"]) for line in judged}
    chance = Random(size.seed)
    for lot, wanted in zip(lots(folder), size[1:], strict=True):
        fit = {key: " ".join(text.split()) for key, text in lot if _fits(text)}
        items += chance.sample(sorted(row for row in fit.items() if _document(row[0]) not in seen), wanted)
    chance.shuffle(items)
    return dict(items)


def _document(key: str) -> str:
    """Which text an item is taken from: the article of the newspaper, the message of the newswire."""
    origin, document, *_ = key.split(":")
    return document.rpartition("-")[0] if origin == "gsr" else document


def lots(folder: Path) -> tuple[list[tuple[str, str]], ...]:
    """All sentences, titles and paragraphs there are, each with its key, as they are written."""
    articles = list(_lines(folder / "ant" / "articles.jsonl.gz"))
    sentences = [(f"gsr:{row['id']}", row["text"]) for row in _lines(folder / "gsr" / "sentences.jsonl.gz")]
    titles = [(f"ant:{row['id']}:title", row["title"]) for row in articles]
    paragraphs = [
        (f"ant:{row['id']}:{number}", paragraph)
        for row in articles
        for number, paragraph in enumerate(row["text"].split("\n"))
    ]
    return sentences, titles, paragraphs


def _fits(text: str) -> bool:
    return bool(_ARABIC.search(text)) and 2 <= len(text.split()) <= MOST_WORDS


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield msgspec.json.decode(line)
