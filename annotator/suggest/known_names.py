"""The suggester of known names: each place of a name whose label the scheme has, as a span of its own."""

from __future__ import annotations

from typing import Final

from annotator.core.model import Document
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.grammar.found import confidence
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.names import NameEntry
from annotator.suggest.segments import news

SUGGESTER: Final = "names"
_PATTERN: Final = "name"


def suggest_names(document: Document, text: str, knowledge: Knowledge) -> list[Suggestion]:
    """A span for each place of a known name, in reading order."""
    matcher = knowledge.names
    found: list[Suggestion] = []
    if not matcher.entries:
        return found
    for segment in news(document, text):
        places: dict[tuple[int, int], dict[str, NameEntry]] = {}
        for name in matcher.find(text[segment.start : segment.end]):
            entry = matcher.entries[name.entry]
            if entry.label in knowledge.labels:
                start, end = name.range
                labels = places.setdefault((start + segment.start, end + segment.start), {})
                labels.setdefault(entry.label, entry)
        for piece, labels in places.items():
            for label, known in labels.items():
                spans = (ProposedSpan(label, (piece,), text[piece[0] : piece[1]], known.id),)
                found.append(
                    Suggestion(
                        id=suggestion_id(document.id, SUGGESTER, spans, None),
                        document_id=document.id,
                        suggester=SUGGESTER,
                        spans=spans,
                        why=Why(_PATTERN, known.name),
                        # Of several labels that claim a name one is right.
                        confidence=round(confidence(_PATTERN) / len(labels), 2),
                    )
                )
    return found
