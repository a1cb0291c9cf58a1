"""The rules of names: what a word may begin, and the names of a passage in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from annotator.suggest.gazetteer.bodies import body, definite_body, known_body, public_person
from annotator.suggest.gazetteer.named import ACTOR, PLACE, Named
from annotator.suggest.gazetteer.people import as_written, officer, person, short_name, speaker, titled
from annotator.suggest.gazetteer.personal import family_of
from annotator.suggest.gazetteer.places import known_place, place_behind, place_with
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.words import BY_NAME, PUBLIC, Form

_RULES: Final[tuple[tuple[str, Callable[[Reading, int, Form], Named | None]], ...]] = (
    (BY_NAME, known_body),
    ("offices", officer),
    ("titles", titled),
    ("bodies", body),
    ("definite", definite_body),
    ("within", place_with),
    ("kinds", place_behind),
    (PLACE, known_place),
    (PUBLIC, public_person),
    ("given", person),
    ("name_heads", person),
)
"""What a word may begin, and the rule that reads on from there; the first that finds a name holds."""

_PEOPLE: Final = ("title", "office", "given-name")
_BA: Final = "ب"


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
            if PLACE not in form.parts or not (led or at.preposition(token, form) == _BA):
                continue
            named = known_place(at, token, form)
            if named and named.role == PLACE and named.last <= actor.last:
                yield named
                break
