"""The suggester of places and actors: what a page names though nothing has been learned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from annotator.core.model import Document
from annotator.core.suggestions import FIRST, ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.gazetteer.bodies import body, definite_body, known_body
from annotator.suggest.gazetteer.named import ACTOR, PLACE, Named
from annotator.suggest.gazetteer.people import as_written, officer, person, short_name, speaker, titled
from annotator.suggest.gazetteer.personal import family_of
from annotator.suggest.gazetteer.places import known_place, place_behind, place_with
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.traits import traits_of
from annotator.suggest.gazetteer.words import Form, gazetteer
from annotator.suggest.grammar.tokens import line_of
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.names import name_key
from annotator.suggest.segments import passages
from annotator.suggest.sureness import shipped

SUGGESTER: Final = FIRST

SURENESS: Final = "sureness-names"
"""The file of the weights that say how sure a name is."""
LEAST_SURE: Final = 0.65
"""What is less sure is not suggested: of such names one in three was wrong, of the others one in ten."""

_RULES: Final[tuple[tuple[str, Callable[[Reading, int, Form], Named | None]], ...]] = (
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
"""What a word may begin, and the rule that reads on from there; the first that finds a name holds."""

_PEOPLE: Final = ("title", "office", "given-name")
_BA: Final = "ب"


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


def names_in(at: Reading, people: dict[str, str]) -> Iterator[Named]:
    """The names of a passage in order, a place within an actor behind it.

    `people`: by which word a person is called from then on -> the whole name; filled while the document is
    read. Most words can begin nothing and are passed over at a glance.
    """
    token, openers = 0, at.lexicon.openers
    while token < at.last:
        word = at.words[token]
        forms = at.known.forms(word)
        named = _named_at(at, token, forms, people) if forms or word in openers or word in people else None
        if named is None:
            token += 1
            continue
        yield named
        if named.role == ACTOR:
            yield from _places_within(at, named)
        if named.pattern in _PEOPLE and (family := family_of(at, named.first, named.last)):
            people.update(dict.fromkeys(as_written(family), at.text(named)))
        token = max(named.last, token + 1)


def _named_at(at: Reading, token: int, forms: Sequence[Form], people: dict[str, str]) -> Named | None:
    for form in forms:
        for part, rule in _RULES:
            if part in form.parts and (named := rule(at, token, form)):
                return named
    return speaker(at, token) or short_name(at, token, people)


def _places_within(at: Reading, actor: Named) -> Iterator[Named]:
    """Places in the name of an actor, where a preposition or a kind of place stands before them."""
    for token in range(actor.first + 1, actor.last):
        led = at.is_in(token - 1) or (token > actor.first + 1 and at.has("kinds", token - 1))
        for form in at.known.forms(at.words[token]):
            if "named" not in form.parts or not (led or at.preposition(token, form) == _BA):
                continue
            named = known_place(at, token, form)
            if named and named.role == PLACE and named.last <= actor.last:
                yield named
                break
