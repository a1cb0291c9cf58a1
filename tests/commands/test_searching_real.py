"""Forty searches of real articles find just what reading every one of them finds."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.commands.searching import search
from annotator.core.arabic import fold
from annotator.core.finding import find_all
from annotator.core.model import Document, Range, document_id, hash_text
from annotator.core.offsets import normal_ranges
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.suggest.clitics import clitics

Places = set[tuple[str, int, int]]
Said = Callable[[str], bool]

WORDS = (
    "روسيا", "تونس", "وزير", "الوزارة", "وليد", "إصابات", "أمن", "الامن", "مستشفى", "مستشفي", "قوات",
    "القصرين", "سيدي", "ديرالزور", "عبدالله", "بنقردان", "٢٠١٦", "2016", "لقاء", "قرطاج", "ولايات", "فلسطين",
)  # fmt: skip
"""With clitics, hamza, ta marbuta, alef maqsura, digits, and names that are written apart as often as not."""
PHRASES = (
    "دير الزور", "عبد الله", "سيدي بوزيد", "بن قردان", "قرطاج الدولي", "رئيس الحكومة", "وزارة الداخلية",
    "الاتحاد العام التونسي للشغل",
)  # fmt: skip
EXACT = ("على", "إلى", "أمن")
BEGINNINGS = ("استثم", "جمهور", "ولاي")
TOGETHER: tuple[tuple[str, Said], ...] = (
    ("نفط OR غاز", lambda text: bool(places(text, "نفط") or places(text, "غاز"))),
    ("وزير -الداخلية", lambda text: bool(places(text, "وزير")) and not places(text, "الداخلية")),
    ("(روسيا أو تركيا) سوريا",
     lambda text: bool(places(text, "روسيا") or places(text, "تركيا")) and bool(places(text, "سوريا"))),
    ('"رئيس الحكومة" ليس تونس',
     lambda text: bool(phrase(text, "رئيس الحكومة")) and not places(text, "تونس")),
)  # fmt: skip


def phrase(text: str, words: str) -> list[Range]:
    return find_all(text, words, words=True, clitics=clitics())


def places(text: str, word: str) -> list[Range]:
    """A word, also with the article."""
    article = [] if word.startswith("ال") else phrase(text, f"ال{word}")
    return sorted([*phrase(text, word), *article])


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, str]]]:
    """A project of the articles, and of each its title and text."""
    return tmp_path_factory.mktemp("articles") / "articles.db", {}


@pytest.fixture
def told(
    real_data: Path, articles: tuple[Path, dict[str, tuple[str, str]]]
) -> tuple[Path, dict[str, tuple[str, str]]]:
    path, known = articles
    if not known:
        rows, texts = {}, {}
        with gzip.open(real_data / "ant" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = re.sub("\r\n?", "\n", row["text"])
                if text.strip():
                    hashed = hash_text(text)
                    document = Document(
                        id=document_id("article", hashed, row["url"], row["time"]),
                        kind="article",
                        title=row["title"],
                        published=row["time"],
                        url=row["url"],
                        text_hash=hashed,
                    )
                    rows[document.id], texts[hashed] = document, text
                    known[document.id] = (row["title"], text)
        with (
            Project.create(path, scheme_toml.load(), actor="سلمى") as project,
            project.event("documents.import", "سلمى") as event,
        ):
            event.add_in_bulk(rows.values(), texts.items())
    return path, known


def found(project: Project, query: str, *, exact: bool = False) -> Places:
    hits: Places = set()
    mark = None
    while True:
        page = search(project, query, reader="سلمى", order="place", limit=500, after=mark, exact=exact)
        hits |= {(hit.document_id, hit.start, hit.end) for hit in page.hits}
        mark = page.next
        if mark is None:
            return hits


def test_forty_searches_find_what_a_scan_finds(told: tuple[Path, dict[str, tuple[str, str]]]) -> None:
    path, articles = told
    assert len(articles) > 1_500
    assert len(WORDS) + len(PHRASES) + len(EXACT) + len(BEGINNINGS) + len(TOGETHER) == 40
    with Project.open(path) as project:
        for query, seek in (
            *((word, places) for word in WORDS),
            *((f'"{words}"', lambda text, query: phrase(text, query.strip('"'))) for words in PHRASES),
            *((f"={word}", lambda text, query: as_written(text, query[1:])) for word in EXACT),
            *((f"{word}*", lambda text, query: begun(text, query[:-1])) for word in BEGINNINGS),
        ):
            scanned = {
                (id, *place)
                for id, (_, text) in articles.items()
                for place in normal_ranges(seek(text, query))
            }
            titled = {(id, 0, 0) for id, (title, text) in articles.items()
                      if seek(title, query) and not seek(text, query)}  # fmt: skip
            assert found(project, query) == scanned | titled, query
        for query, holds in TOGETHER:
            assert {id for id, _, _ in found(project, query)} == {
                id for id, (title, text) in articles.items() if holds(f"{title}\n\n{text}")
            }, query
        assert len(found(project, "تونس")) > 900
        # The same place however it is spelled.
        for one, other in (("مستشفى", "مستشفي"), ("الامن", "الأمن"), ("٢٠١٦", "2016")):
            assert found(project, one) == found(project, other) != set()
        assert found(project, "دير الزور") == found(project, "ديرالزور") != set()


def as_written(text: str, word: str) -> list[Range]:
    """A whole word letter for letter: nothing before or after it goes on with it."""
    return [match.span() for match in re.finditer(rf"(?<!\w){word}(?!\w|[\u064b-\u0652\u0640])", text)]


def begun(text: str, beginning: str) -> list[Range]:
    """Words that begin so, after what may be written onto their front."""
    folded = fold(text)
    found = re.finditer(rf"(?<![^\W_])[وف]?[بلك]?((?:ال|(?<=ل)ل)?{beginning}[^\W_]*)", folded.key)
    return [folded.original_range(*match.span(1)) for match in found]
