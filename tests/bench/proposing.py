"""Work of the suggesters, for `tests.bench.work`: the same texts and names on every run and machine.

The texts are the real articles of the folder named by ANNOTATOR_REAL_DATA; invented ones where it is not set.
"""

from __future__ import annotations

import gzip
import os
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from annotator.commands import suggestions
from annotator.core.arabic import fold
from annotator.core.model import Document, Segment, document_id, hash_text
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import clitics, lexicon
from annotator.suggest.names import NameEntry, NameMatcher
from annotator.suggest.suggesters import suggest
from tests.bench import corpus

FEW = 100
_SYLLABLES = [
    "با",
    "تي",
    "جو",
    "حا",
    "خي",
    "دو",
    "را",
    "زي",
    "سو",
    "شا",
    "صي",
    "طو",
    "عا",
    "غي",
    "فو",
    "قا",
    "كي",
    "لو",
    "ما",
    "ني",
    "هو",
    "وا",
]


def propose(count: str) -> Mapping[str, float]:
    """Suggestions for so many articles, one after the other."""
    known = knowledge(scheme_toml.load(), lexicon())
    documents = [_document(text) for text in texts(int(count))]
    return {"seconds": _seconds(lambda: [suggest(document, text, known) for document, text in documents])}


def fold_all(count: str) -> Mapping[str, float]:
    """The floor: read as many articles and fold them."""
    return {"seconds": _seconds(lambda: [fold(text) for text in texts(int(count))])}


def take_in_articles(path: str, count: str) -> Mapping[str, float]:
    """A project of so many articles."""
    with Project.create(Path(path), scheme_toml.load(), actor=corpus.AUTHOR) as project:
        rows = {document_id("article", hash_text(text), "", ""): text for text in texts(int(count))}
        documents = [
            Document(
                id=key, kind="article", text_hash=hash_text(text),
                segments=(Segment("paragraph", 0, len(text)),),
            )
            for key, text in rows.items()
        ]  # fmt: skip
        with project.event("documents.import", corpus.AUTHOR) as event:
            event.add_in_bulk(documents, [(hash_text(text), text) for text in rows.values()])
    return {}


def propose_all(path: str, out: str, cores: str) -> Mapping[str, float]:
    """Suggestions for all documents of a copy: on one core, or on all there are."""
    with Project.open(Path(path), read_only=True) as project:
        project.backup(Path(out))
    if cores == "one" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with Project.open(Path(out)) as project:
        seconds = _seconds(lambda: suggestions.suggest_all(project, author=corpus.AUTHOR))
    Path(out).unlink()
    return {"seconds": seconds}


def propose_doubled(count: str) -> Mapping[str, float]:
    """Suggestions for one document of so many articles, and for one of twice the text; the best of three."""
    known = knowledge(scheme_toml.load(), lexicon())
    once = "\n".join(texts(int(count)))
    twice = once + "\n" + once
    return {"floor": _best(once, known), "seconds": _best(twice, known)}


def load_names(count: str) -> Mapping[str, float]:
    """Until a list of so many names can be sought."""
    entries = names(int(count))
    return {"seconds": _seconds(lambda: NameMatcher(entries, clitics()).find("اسم"))}


def seek_names(count: str, articles: str) -> Mapping[str, float]:
    """Seeking so many names in so many articles, in turns with seeking a few; the best of three."""
    read = texts(int(articles))
    matchers = {
        "floor": NameMatcher(names(FEW), clitics()),
        "seconds": NameMatcher(names(int(count)), clitics()),
    }
    best = dict.fromkeys(matchers, float("inf"))
    for matcher in matchers.values():
        matcher.find("اسم")
    for _ in range(3):
        for name, matcher in matchers.items():
            best[name] = min(best[name], _seconds(lambda sought=matcher: list(map(sought.find, read))))
    return best


def names(count: int) -> list[NameEntry]:
    """Invented names of two and three words, and now and then one that the articles hold."""
    choose = random.Random(7)
    made = []
    for number in range(count):
        words = ["".join(choose.choices(_SYLLABLES, k=choose.randint(2, 3))) for _ in range(2 + number % 2)]
        made.append(NameEntry("actor" if number % 3 else "place", " ".join(words)))
    return [NameEntry("place", "تونس"), NameEntry("actor", "وزارة الداخلية"), *made[2:]]


def texts(count: int) -> list[str]:
    folder = os.environ.get("ANNOTATOR_REAL_DATA")
    if folder:
        with gzip.open(Path(folder) / "ant" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
            return [msgspec.json.decode(line)["text"] for line, _ in zip(lines, range(count), strict=False)]
    items = list(corpus.items(3 * count))
    return ["\n".join(item.text for item in items[first : first + 3]) for first in range(0, 3 * count, 3)]


def _document(text: str) -> tuple[Document, str]:
    return Document(
        id="0", kind="article", text_hash="", segments=(Segment("paragraph", 0, len(text)),)
    ), text


def _best(text: str, known: Knowledge) -> float:
    document, _ = _document(text)
    return min(_seconds(lambda: suggest(document, text, known)) for _ in range(3))


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
