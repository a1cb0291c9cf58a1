"""The page that everything began with, and real articles: proposals in texts that nobody here wrote."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest

from annotator import formats
from annotator.core.model import Bundle, Document, Segment, quote
from annotator.core.suggestions import Suggestion
from annotator.suggest.gazetteer.named import PATTERNS as NAMED
from annotator.suggest.grammar.found import PATTERNS
from annotator.suggest.suggesters import suggest
from tests.suggest.proposing import known, told

pytestmark = pytest.mark.real_data


@pytest.fixture
def page(real_data: Path) -> tuple[Bundle, Bundle]:
    """The ticker and the article of the seed page."""
    ticker, article = formats.read_paths([real_data / "seed_page.txt"])
    assert isinstance(ticker, Bundle) and isinstance(article, Bundle)
    return ticker, article


def rows(bundle: Bundle, suggester: str) -> list[Suggestion]:
    return [row for row in suggest(bundle.document, bundle.text, known()) if row.suggester == suggester]


def test_the_tickers_ten_items_and_nine_brackets(page: tuple[Bundle, Bundle]) -> None:
    ticker, _ = page
    items = [segment for segment in ticker.document.segments if segment.kind == "item"]
    found = rows(ticker, "ticker")
    assert len(items) == 10
    # One each, in order; the first has no bracket: its actor is the voice.
    assert len(found) == 9
    brackets = [row.attribution for row in found if row.attribution]
    assert [(row.category, row.affiliation) for row in brackets] == [
        ("medical", ""),
        ("regime_media", ""),
        ("military", ""),
        ("medical", ""),
        ("local", ""),
        ("military", ""),
        ("military", ""),
        ("military", "قسد"),
        ("local", ""),
    ]
    for row, item in zip(found, items[1:], strict=True):
        (claim,) = row.spans[0].ranges
        assert claim[0] == item.start
        assert ticker.text[claim[1] : item.end].strip().startswith("(")
        assert row.spans[1].quote.strip() == row.spans[1].quote


def test_the_voices_inside_the_items(page: tuple[Bundle, Bundle]) -> None:
    ticker, _ = page
    first, second = rows(ticker, "cues")
    assert [row.cue for row in told([first, second])] == ["تسجل", "تعلن"]
    assert first.attribution is not None and second.attribution is not None
    assert first.attribution.category == "medical"
    assert first.attribution.parent is None
    assert second.attribution.parent in {row.id for row in rows(ticker, "ticker")}


def test_the_articles_attributions(page: tuple[Bundle, Bundle]) -> None:
    _, article = page
    found = [(row.cue, row.source) for row in told(rows(article, "cues"))]
    for expected in (
        ("وفق", 'وكالة "أسوشيتد برس"'),
        ("قال", "المتحدث باسم التحالف، الكولونيل ريان ديلون"),
        ("رحب", "ديلون"),
        ("مشيراً", "ديلون"),
        ("سبق أن كشف", "جيش مغاوير الثورة"),
        ("إعلان", "روسيا"),
    ):
        assert expected in found
    # The elision and the distances are nobody's words.
    sources = {source for _, source in found}
    assert not any("كم" in source or "..." in source for source in sources)
    # The headline, and the main clause of the first sentence within what the agency says.
    assert [cue for cue, _ in found].count("رحب") == 2
    assert ("يرحب", "التحالف الدولي") in found
    assert len(found) == 8


def test_real_articles_hold(real_data: Path) -> None:
    with gzip.open(real_data / "ant" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [msgspec.json.decode(line)["text"] for number, line in enumerate(lines) if number % 10 == 0]
    found = 0
    for number, text in enumerate(texts):
        document = Document(
            id=f"{number}", kind="article", text_hash="", segments=(Segment("paragraph", 0, len(text)),)
        )
        suggestions = suggest(document, text, known())
        found += len(suggestions)
        assert len({row.id for row in suggestions}) == len(suggestions)
        for row in suggestions:
            assert row.why.pattern in PATTERNS.union(NAMED)
            assert all(quote(text, span.ranges) == span.quote for span in row.spans)
    assert found > 2 * len(texts)
