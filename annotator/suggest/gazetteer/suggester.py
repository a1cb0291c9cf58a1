"""The suggester of places and actors: what a page names though nothing has been learned."""

from __future__ import annotations

from typing import Final

from annotator.core.model import Document
from annotator.core.suggestions import FIRST, ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.gazetteer.named import ACTOR, PLACE
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.rules import names_in
from annotator.suggest.gazetteer.traits import traits_of
from annotator.suggest.gazetteer.words import gazetteer
from annotator.suggest.grammar.tokens import line_of
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.names import name_key
from annotator.suggest.segments import passages
from annotator.suggest.sureness import shipped

SUGGESTER: Final = FIRST

SURENESS: Final = "sureness-names"
"""The file of the weights that say how sure a name is."""
LEAST_SURE: Final = 0.65
"""What is less sure is not suggested: of such names one in three was wrong, of the others one in twelve."""


def suggest_first(document: Document, text: str, knowledge: Knowledge) -> list[Suggestion]:
    """A span for each place and actor that the words themselves tell, in reading order; nothing blocked."""
    found: list[Suggestion] = []
    labels = {ACTOR: knowledge.actor, PLACE: PLACE if PLACE in knowledge.labels else ""}
    if not any(labels.values()):
        return found
    known, sureness = gazetteer(), shipped(SURENESS)
    people: dict[str, str] = {}
    for _, (start, end) in passages(document, text):
        at = Reading(line_of(text, start, end), known, knowledge.lexicon)
        for named in names_in(at, people):
            label, piece = labels[named.role], at.range(named)
            quote = text[piece[0] : piece[1]]
            if not label or (label, name_key(quote)) in knowledge.names.blocked:
                continue
            if (sure := sureness.of(traits_of(at, named))) < LEAST_SURE:
                continue
            spans = (ProposedSpan(label, (piece,), quote),)
            told = text[slice(*at.line.range(named.head, named.head + 1))]
            found.append(
                Suggestion(
                    id=suggestion_id(document.id, SUGGESTER, spans, None),
                    document_id=document.id,
                    suggester=SUGGESTER,
                    spans=spans,
                    why=Why(named.pattern, named.words or told),
                    confidence=sure,
                )
            )
    return found
