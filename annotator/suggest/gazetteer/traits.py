"""What can be seen of a name that was found, by which it is told how sure it is (`sureness.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.suggest.gazetteer.named import PLACE, Named
from annotator.suggest.gazetteer.personal import is_given
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.grammar.noun_phrases import has_article, is_content_noun

_MOST_WORDS: Final = 4
_WAW: Final = "و"
_ARTICLE: Final = "ا" + "ل"
_LISTS: Final = ("leads", "undergone", "visits", "acting", "no_subjects")
"""Lists of words that may stand before a place; the first that has the word counts."""
_LISTED: Final = ("place-led", "place-bare", "country-acts")
_KINDS: Final = ("kind", "kind-within")
_PEOPLE: Final = ("title", "office", "given-name")
_BODIES: Final = ("named-body", "body-definite", "known-body", "body-quoted")


def traits_of(at: Reading, named: Named) -> tuple[str, ...]:
    """The traits of a name, each once."""
    return tuple(dict.fromkeys(_seen(at, named)))


def _seen(at: Reading, named: Named) -> Iterator[str]:
    pattern, first, last = named.pattern, named.first, named.last
    side = "place" if named.role == PLACE else "actor"
    before, after = _before(at, named), _after(at, last)
    yield f"pattern:{pattern}"
    yield f"{side}:before:{before}"
    yield f"{side}:after:{after}"
    yield f"{side}:words:{min(last - first, _MOST_WORDS)}"
    if pattern in _LISTED:
        word = at.words[first][named.skip :]
        kinds = (kind for phrase, kind in at.known.phrases.get(word, ()) if len(phrase) == last - first)
        yield f"{pattern}:{next(kinds, 'town')}"
        yield f"{pattern}:before:{before}"
        yield f"{pattern}:after:{after}"
    elif pattern in _KINDS:
        yield f"{pattern}:after:{after}"
        name = first + (pattern == "kind-within")
        listed = "listed" if name < last and at.named_phrase(name) else "unlisted"
        yield f"{pattern}:{listed}:{_look(at, min(name, last - 1))}"
    elif pattern in _PEOPLE:
        yield f"person:ends:{'given' if is_given(at, last - 1) else _look(at, last - 1)}"
    elif pattern in _BODIES:
        kind = at.words[first][named.skip :].removeprefix(_ARTICLE)
        yield f"{pattern}:{'weak' if at.known.has('weak_bodies', kind) else 'strong'}"
        yield f"{pattern}:ends:{'nation' if at.is_nation(last - 1) else _look(at, last - 1)}"


def _look(at: Reading, token: int) -> str:
    return "article" if has_article(at.words[token]) else "other"


def _before(at: Reading, named: Named) -> str:
    first = named.first
    if named.skip:
        return at.words[first][named.skip - 1]
    if not first:
        return "start"
    if not at.is_word(first - 1):
        return "sign"
    if at.words[first - 1] in at.lexicon.words["prepositions"]:
        return at.words[first - 1]
    if found := next((name for name in _LISTS if at.has(name, first - 1)), ""):
        return found
    if at.is_verb(first - 1):
        return "verb"
    if has_article(at.words[first - 1]):
        return "article"
    return "deed" if is_content_noun(at.line, first - 1, at.lexicon) else "word"


def _after(at: Reading, last: int) -> str:
    if last >= at.last:
        return "end"
    if not at.is_word(last):
        return "sign"
    word = at.words[last]
    if has_article(word):
        return "nation" if at.is_nation(last) else "adjective" if at.is_adjective(last) else "article"
    if at.is_verb(last):
        return "verb"
    if at.is_in(last):
        return "in"
    return "joined" if word.startswith(_WAW) else "word"
