"""The suggester of known names: each place of a name whose label the scheme has, as a span of its own.

A source is a source only where it speaks. Elsewhere its name is an actor, and a kind of source («مصدر طبي»)
is nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from annotator.core.model import Document, Range
from annotator.core.suggestions import NAMED_SOURCE, ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.grammar.found import confidence
from annotator.suggest.grammar.voices import is_kind
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
        places: dict[Range, list[NameEntry]] = {}
        for name in matcher.find(text[segment.start : segment.end]):
            start, end = name.range
            piece = (start + segment.start, end + segment.start)
            places.setdefault(piece, []).append(matcher.entries[name.entry])
        for piece, entries in places.items():
            labels = _labels(entries, knowledge)
            for label, (pattern, known) in labels.items():
                name_id = known.id if known.label == label else ""
                spans = (ProposedSpan(label, (piece,), text[piece[0] : piece[1]], name_id),)
                found.append(
                    Suggestion(
                        id=suggestion_id(document.id, SUGGESTER, spans, None),
                        document_id=document.id,
                        suggester=SUGGESTER,
                        spans=spans,
                        why=Why(pattern, known.name),
                        # Of several labels that claim a name one is right.
                        confidence=round(confidence(pattern) / len(labels), 2),
                    )
                )
    return found


def _labels(entries: Iterable[NameEntry], knowledge: Knowledge) -> dict[str, tuple[str, NameEntry]]:
    """The labels that names have where they stand, each with the reason and the name."""
    found: dict[str, tuple[str, NameEntry]] = {}
    speaks: NameEntry | None = None
    for entry in entries:
        if entry.label in knowledge.sources:
            speaks = speaks or entry
        elif entry.label in knowledge.labels:
            found.setdefault(entry.label, (_PATTERN, entry))
    if speaks is not None and knowledge.actor and not is_kind(speaks.name, knowledge.lexicon):
        _, known = found.get(knowledge.actor, ("", speaks))
        found[knowledge.actor] = (NAMED_SOURCE, known)
    return found
