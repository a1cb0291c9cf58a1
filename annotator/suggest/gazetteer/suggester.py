"""The suggester of places and actors from a page on which nothing has been learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.core.model import Document, Range
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.gazetteer.bodies import body, definite_body, known_body
from annotator.suggest.gazetteer.people import officer, person, speaker, titled
from annotator.suggest.gazetteer.places import PLACE, known_place, place_behind, place_with
from annotator.suggest.gazetteer.reading import Named, Reading
from annotator.suggest.gazetteer.words import gazetteer
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.names import name_key
from annotator.suggest.segments import passages

SUGGESTER: Final = "gazetteer"
SEEN = {}

_RULES: Final = (
    ("named", known_body),
    ("offices", officer),
    ("titles", titled),
    ("bodies", body),
    ("definite", definite_body),
    ("within", place_with),
    ("kinds", place_behind),
    ("named", known_place),
    ("given", person),
    ("name_heads", person),
)


def suggest_first(document: Document, text: str, knowledge: Knowledge) -> list[Suggestion]:
    found: list[Suggestion] = []
    labels = {"actor": knowledge.actor, PLACE: "place" if "place" in knowledge.labels else ""}
    if not any(labels.values()):
        return found
    known = gazetteer()
    for _, (start, end) in passages(document, text):
        at = Reading(Line(text, start, end), known, knowledge.lexicon)
        for named in names_in(at):
            label = labels[named.role]
            piece = at.span(named)
            quote = text[piece[0] : piece[1]]
            if not label or (label, name_key(quote)) in knowledge.names.blocked:
                continue
            spans = (ProposedSpan(label, (piece,), quote),)
            found.append(
                Suggestion(
                    id=suggestion_id(document.id, SUGGESTER, spans, None),
                    document_id=document.id,
                    suggester=SUGGESTER,
                    spans=spans,
                    why=Why(named.pattern, at.words[named.head]),
                    confidence=0.5,
                )
            )
    return found


def names_in(at: Reading) -> Iterator[Named]:
    token = 0
    while token < at.last:
        named = _named_at(at, token)
        if named is None:
            token += 1
            continue
        yield named
        if named.role == "actor":
            yield from _places_within(at, named)
        token = max(named.last, token + 1)


def _named_at(at: Reading, token: int) -> Named | None:
    forms = at.known.forms(at.words[token])
    for form in forms:
        for part, rule in _RULES:
            if part in form.parts and (named := rule(at, token, form)):
                return named
    return speaker(at, token)


def _places_within(at: Reading, actor: Named) -> Iterator[Named]:
    """Places in the name of an actor, where a preposition or a kind stands before them."""
    for token in range(actor.first + 1, actor.last):
        for form in at.known.forms(at.words[token]):
            led = at.before(token) == "في" or at.has("kinds", token - 1)
            led = led or bool(form.skip and at.words[token][form.skip - 1] == "ب")
            named = known_place(at, token, form) if led and "named" in form.parts else None
            if named and named.role == PLACE and named.last <= actor.last:
                yield named
                break
