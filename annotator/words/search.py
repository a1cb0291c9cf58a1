"""Says of a search what it found, and shows its hits in their context."""

from __future__ import annotations

from annotator.store.search_hits import Hit
from annotator.store.searching import Page
from annotator.words.i18n import Language, tr

_MARKS = ("⟦", "⟧")


def marked(hit: Hit) -> str:
    """The hit in its context, with signs around it where no colour can be shown; of a span, its words."""
    quote = hit.quote
    for start, end in reversed(hit.hits or ((0, len(quote)),)):
        quote = f"{quote[:start]}{_MARKS[0]}{quote[start:end]}{_MARKS[1]}{quote[end:]}"
    return f"{hit.context_before}{quote}{hit.context_after}"


def found_words(language: Language, shown: int, page: Page) -> str:
    """How many hits are shown, and whether there are more."""
    if not shown:
        return tr(language, "search.nothing")
    if page.next is None:
        return tr(language, "search.all", n=shown)
    if page.many:
        return tr(language, "search.first-of-many", n=shown, documents=f"{page.documents:,}")
    return tr(language, "search.first-of", n=shown, documents=f"{page.documents:,}")
