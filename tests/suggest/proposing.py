"""Short texts, and what is proposed for them in a form that reads like the text."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from annotator.core.model import Document, Kind, Segment, document_id, hash_text
from annotator.core.suggestions import Suggestion
from annotator.formats import scheme_toml
from annotator.formats.material.ticker import items
from annotator.suggest.gazetteer.suggester import SUGGESTER as GAZETTEER
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import lexicon
from annotator.suggest.names import NameEntry
from annotator.suggest.suggesters import suggest


class Told(msgspec.Struct, frozen=True):
    """An attribution in words."""

    claim: str
    source: str = ""
    cue: str = ""


def known(*names: NameEntry) -> Knowledge:
    return knowledge(scheme_toml.load(), lexicon(), names)


def sentence(text: str, kind: Kind = "article") -> Document:
    """A document of one paragraph."""
    return _document(kind, text, (Segment("paragraph", 0, len(text)),))


def headline(text: str) -> Document:
    return _document("article", text, (Segment("headline", 0, len(text)),))


def ticker(text: str) -> Document:
    """A document of the items of `text`, as the page reader cuts them."""
    return _document("ticker", text, tuple(items(text, 0, len(text))))


def _document(kind: Kind, text: str, segments: tuple[Segment, ...]) -> Document:
    hashed = hash_text(text)
    return Document(id=document_id(kind, hashed), kind=kind, text_hash=hashed, segments=segments)


def proposed(document: Document, text: str, knowledge: Knowledge | None = None) -> list[Suggestion]:
    """What is proposed by the rules of attribution and from known names; a page's own names stand apart."""
    return suggest(document, text, knowledge or known(), without=(GAZETTEER,))


def told(suggestions: Iterable[Suggestion]) -> list[Told]:
    """The attributions among suggestions, in order."""
    found = []
    for suggestion in suggestions:
        if (row := suggestion.attribution) is not None:
            quotes = [span.quote for span in suggestion.spans]
            source = quotes[row.sources[0]] if row.sources else ""
            found.append(Told(quotes[row.claims[0]], source, quotes[row.cue] if row.cue is not None else ""))
    return found
