"""The suggester of places and actors from a page on which nothing has been learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.core.model import Document, Range
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.gazetteer.bodies import body, definite_body, known_body
from annotator.suggest.gazetteer.people import family_of, officer, person, short_name, speaker, titled
from annotator.suggest.gazetteer.places import ACTOR, PLACE, known_place, place_behind, place_with
from annotator.suggest.gazetteer.reading import Named, Reading
from annotator.suggest.gazetteer.words import gazetteer
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.names import name_key
from annotator.suggest.segments import passages

SUGGESTER: Final = "gazetteer"
SEEN = {}

_PEOPLE: Final = ("title", "office", "given-name")
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
    people: dict[str, str] = {}
    for _, (start, end) in passages(document, text):
        at = Reading(Line(text, start, end), known, knowledge.lexicon)
        for named in names_in(at, people):
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
                    why=Why(named.pattern, named.words or text[slice(*at.line.range(named.head, named.head + 1))]),
                    confidence=0.5,
                )
            )
    return found


def names_in(at: Reading, people: dict[str, str]) -> Iterator[Named]:
    """The names of a passage in order, a place within an actor behind it.

    `people`: the last word of a name of a person -> the whole name, for the rest of the document.
    """
    token = 0
    while token < at.last:
        named = _named_at(at, token, people)
        if named is None:
            token += 1
            continue
        yield named
        if named.role == ACTOR:
            yield from _places_within(at, named)
            if named.pattern in _PEOPLE and (family := family_of(at, named)):
                people[family] = at.text(named)
        token = max(named.last, token + 1)


def _named_at(at: Reading, token: int, people: dict[str, str]) -> Named | None:
    for form in at.known.forms(at.words[token]):
        for part, rule in _RULES:
            if part in form.parts and (named := rule(at, token, form)):
                return named
    return speaker(at, token) or short_name(at, token, people)


def _places_within(at: Reading, actor: Named) -> Iterator[Named]:
    """Places in the name of an actor, where a preposition or a kind stands before them."""
    for token in range(actor.first + 1, actor.last):
        for form in at.known.forms(at.words[token]):
            led = at.before(token) == "في" or (token > actor.first + 1 and at.has("kinds", token - 1))
            led = led or bool(form.skip and at.words[token][form.skip - 1] == "ب")
            named = known_place(at, token, form) if led and "named" in form.parts else None
            if named and named.role == PLACE and named.last <= actor.last:
                yield named
                break
