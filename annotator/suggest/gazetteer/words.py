"""Reads the lists of places and of words that tell an actor: what a word of a text may be or begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.naming import Naming
from annotator.core.selecting import Clitics
from annotator.disk import data_path
from annotator.suggest.clitics import clitics, read_table
from annotator.suggest.gazetteer.named import PLACE
from annotator.suggest.lexicon_rows import BAR
from annotator.suggest.naming import naming

Phrase = tuple[str, ...]
_REMEMBERED: Final = 1 << 15
_CONJUNCTIONS: Final = ("و", "ف")
_ALEF, _LAM, _YA, _HA = "ا", "ل", "ي", "ه"
_ARTICLE: Final = _ALEF + _LAM
_SHORTEST: Final = 3

PLACES: Final = ("countries", "capitals", "towns")
"""Kinds of places; a country and a capital also act."""
_WHERE: Final = (
    "ambiguous", "kinds", "loose_kinds", "within", "leads", "loose_leads", "not_names", "common", "spoilers",
    "acting", "agents", "by", "deeds", "undergone", "visits", "on", "capital_words", "before_verbs",
    "no_verb_after", "masculine", "quarters", "fixed_leads", "with_pronouns", "no_subjects", "emphasis",
)  # fmt: skip
_WHO: Final = (
    "bodies", "weak_bodies", "doings", "defined", "vague", "not_bodies", "ministries", "quoted_bodies",
    "houses", "offices", "office_links", "titles", "short_titles", "given", "given_too",
    "given_as_preposition", "name_heads", "name_links", "name_ends", "no_names", "no_families",
    "verb_beginnings",
)  # fmt: skip
"""The lists of words of the two files, which say what each is for."""

BY_NAME: Final = "by_name"
"""The kind of the bodies that are known by their name alone."""
PUBLIC: Final = "public"
"""The kind of the persons of public life."""
LISTED: Final = frozenset((PLACE, BY_NAME, PUBLIC))
"""What a word begins that begins a name of the lists."""


class Form(msgspec.Struct, frozen=True):
    """A way to read a word: without its first `skip` letters it is `key`, and may begin what `parts` name."""

    skip: int
    key: str
    parts: frozenset[str]


class Gazetteer(msgspec.Struct, frozen=True, kw_only=True):
    """Folded words. `phrases`: first word -> names that begin so, each with its kind, the longest first."""

    phrases: dict[str, tuple[tuple[Phrase, str], ...]]
    unsure: frozenset[Phrase]
    """Names that are other words, too, so that they count only where the words before them say so."""
    words: dict[str, frozenset[str]]
    naming: Naming
    clitics: Clitics
    forms: Callable[[str], tuple[Form, ...]]
    """The readings under which a word may begin a name; none for most words."""

    def has(self, name: str, key: str) -> bool:
        return key in self.words[name]


@cache
def gazetteer() -> Gazetteer:
    """The lists as the program ships them."""
    folder = data_path("resources", "lexicon")
    return read_gazetteer(*(folder / f"{name}.toml" for name in ("places", "actors", "people")))


def read_gazetteer(places: Path, actors: Path, people: Path) -> Gazetteer:
    """The lists of the files. Raises `AnnotatorError("bad-lexicon", path, row)` at the first bad row."""
    where, who, public = read_table(places), read_table(actors), read_table(people)
    lists = {
        **_lists(places, where, PLACES[:2]),
        "towns": [phrase for rows in _lists(places, where.get("towns")).values() for phrase in rows],
        **_lists(places, where.get("words"), _WHERE),
        **_lists(actors, who.get("known"), (BY_NAME, "unsure")),
        **_lists(actors, who.get("words"), _WHO),
        **_lists(people, public.get("words"), ("people_too",)),
        PUBLIC: [phrase for rows in _lists(people, public.get("people")).values() for phrase in rows],
    }
    lists[PUBLIC] = [called for phrase in lists[PUBLIC] for called in _called(phrase)]
    rows = [(phrase, name) for name in (*PLACES, BY_NAME, PUBLIC) for phrase in lists[name]]
    phrases: dict[str, list[tuple[Phrase, str]]] = {}
    for phrase, name in dict.fromkeys(rows):
        phrases.setdefault(phrase[0], []).append((phrase, name))
    nations = {_nation(phrase[0]) for phrase in lists["countries"] if len(phrase) == 1}
    words = {
        name: frozenset(phrase[0] for phrase in rows if len(phrase) == 1) for name, rows in lists.items()
    }
    ordered = {word: tuple(sorted(found, key=lambda row: -len(row[0]))) for word, found in phrases.items()}
    known = clitics()
    return Gazetteer(
        phrases=ordered,
        unsure=frozenset((*lists["ambiguous"], *lists["unsure"], *lists["people_too"])),
        words={**words, "nations": naming().nations | nations},
        naming=naming(),
        clitics=known,
        forms=lru_cache(_REMEMBERED)(partial(_forms, known, _parts(words, ordered))),
    )


def _lists(path: Path, table: Any, names: Sequence[str] = ()) -> dict[str, list[Phrase]]:
    """The lists of a table, folded: all of them, or those of `names`, none of which may be missing."""
    if not isinstance(table, dict):
        raise AnnotatorError("bad-lexicon", path=str(path), row=str(table))
    found: dict[str, list[Phrase]] = {}
    for name in names or table:
        values = table.get(name)
        rows = [tuple(fold_key(value).split()) for value in values or () if isinstance(value, str)]
        if not isinstance(values, list) or len(rows) != len(values) or not all(rows):
            raise AnnotatorError("bad-lexicon", path=str(path), row=name)
        found[name] = rows
    return found


def _called(name: Phrase) -> Iterable[Phrase]:
    """A person's name in full, and what stands behind the bar in it."""
    bar = next((n for n, word in enumerate(name) if word.startswith(BAR)), 0)
    whole = tuple(word.removeprefix(BAR) for word in name)
    yield whole
    if bar:
        yield whole[bar:]


def _nation(country: str) -> str:
    """The adjective of a country, feminine: «باكستانية», «سورية»."""
    stem = country.removeprefix(_ARTICLE)
    for ending in (_YA + _ALEF, _ALEF, _HA):
        stem = stem.removesuffix(ending) if len(stem) > 4 else stem
    return stem + _YA + _HA


_BEGINNERS: Final = ("bodies", "offices", "titles", "given", "name_heads", "kinds", "within")


def _parts(
    words: dict[str, frozenset[str]], phrases: Mapping[str, Iterable[tuple[Phrase, str]]]
) -> dict[str, frozenset[str]]:
    """What each word can begin."""
    found: dict[str, set[str]] = {}
    for name in _BEGINNERS:
        for key in words[name]:
            found.setdefault(key, set()).add(name)
    for key, rows in phrases.items():
        found.setdefault(key, set()).update(PLACE if kind in PLACES else kind for _, kind in rows)
    for key in words["bodies"]:
        found.setdefault(_ARTICLE + key, set()).add("definite")
    return {key: frozenset(parts) for key, parts in found.items()}


def _forms(known: Clitics, parts: dict[str, frozenset[str]], word: str) -> tuple[Form, ...]:
    """The word as it stands, else without a conjunction, without a preposition, without both."""
    found = []
    for skip, key in _readings(known, word):
        if key in parts:
            found.append(Form(skip, key, parts[key]))
    return tuple(found)


def _readings(known: Clitics, word: str) -> Iterable[tuple[int, str]]:
    yield 0, word
    rest, skip = word, 0
    for letters in known.proclitics:
        if len(rest) > _SHORTEST and rest[0] in letters and not known.is_whole(rest):
            rest, skip = rest[1:], skip + 1
            yield skip, rest
            if word[skip - 1] == _LAM == rest[0]:
                yield skip, _ALEF + rest
