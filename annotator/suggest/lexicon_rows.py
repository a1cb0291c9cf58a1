"""The rows of the lexicon: what each may hold, and the tables for looking words up that are made of them.

All words are folded keys (`core.arabic.fold_key`), compared as such; none is ever read as a pattern.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.selecting import Clitics
from annotator.suggest.lexicon_shapes import (
    CategoryRow,
    ChainRow,
    Cue,
    EchoRow,
    Form,
    ImpersonalRow,
    PrepositionRow,
    Shape,
    VerbRow,
)

Phrase = tuple[str, ...]
"""Folded words in a row."""

Tables = dict[str, list[tuple[str, str, Any]]]
"""Table -> its rows as (path of the file, number or key of the row, what it holds)."""

LISTS: Final = ("sources", "words")
PEOPLE: Final = "people"
BY_KEY: Final = (*LISTS, PEOPLE)
"""The tables whose rows have a key, not a number."""
TABLES: Final = ("verbs", "impersonal", "prepositions", "chains", "echoes", "categories", *BY_KEY)

CONJUNCTIONS: Final = ("و", "ف")
"""Letters that are written onto the first word of a clause."""

_OPENING_SIGNS: Final = ('"', "(", ";")
_REMEMBERED: Final = 1 << 14
"""Words whose bare forms are kept: nearly all that stand in a text, of the many that there are."""

_YA, _TA, _LAM, _WAW, _ALEF = "ي", "ت", "ل", "و", "ا"
_ARTICLE: Final = _ALEF + _LAM
_LEAST_WEAK: Final = 6
"""A verb of as many letters in «ي» is more likely a noun of the kind of «رئيسي»."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LETTER: Final = r"[^\W\d_]"
_SHAPE_PART: Final = re.compile(rf"\.\*|\.|{_LETTER}")
_SHAPE_SIGNS: Final = {".": _LETTER, ".*": f"{_LETTER}*"}
_PROCLITICS: Final = "".join(("و", "ف", "ب", "ل", "ك"))


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """Tables for looking folded words up. Phrases are kept under their first word, longest first."""

    forms: dict[str, Form]
    impersonal: dict[str, tuple[tuple[Phrase, Cue], ...]]
    prepositions: dict[str, tuple[tuple[Phrase, Cue], ...]]
    chains: dict[str, tuple[Phrase, ...]]
    echoes: frozenset[Phrase]
    echo_begins: frozenset[str]
    echo_nouns: frozenset[str]
    categories: dict[str, tuple[tuple[Phrase, str], ...]]
    weak: dict[str, tuple[tuple[Phrase, str], ...]]
    last: dict[str, tuple[tuple[Phrase, str], ...]]
    """Words that decide where nothing else does, and make nothing a voice."""
    people: dict[str, str]
    """Persons of public life, without the spaces in their names -> the category of their word."""
    words: dict[str, frozenset[str]]
    phrases: dict[str, dict[str, tuple[Phrase, ...]]]
    shapes: re.Pattern[str]
    adjectives: re.Pattern[str]
    relays: frozenset[Phrase]
    pronouns: tuple[str, ...]
    article: str
    clitics: Clitics
    bare: Callable[[str], tuple[str, ...]]
    """The forms a folded word of a source is looked up under: itself, without the article, without a
    proclitic, without its ending."""
    suffixed: dict[str, Form]
    """Verbs with the pronoun of what they are about: «نفاه»، «اعتبرتها»."""
    linked: dict[str, str]
    """Prepositions with a pronoun -> the preposition: «إليها»."""
    aims: dict[str, Form]
    """Nouns and present verbs of saying behind «ل»: «لإعلان»، «ليؤكد»."""
    openers: frozenset[str]
    """Every word and sign that a construction, a clause or what is said can begin with: few of a text."""

    def ends(self, name: str, word: str) -> bool:
        """Whether a folded word has one of the endings in the list of this name."""
        return word.endswith(tuple(self.words[name]))

    def has(self, name: str, word: str) -> bool:
        """Whether a folded word, in one of its bare forms, is in the list of this name."""
        return not self.words[name].isdisjoint(self.bare(word))


def row_problem(path: str, row: str, value: object) -> AnnotatorError:
    """The problem of one row: of a file, or of the project's own entries where `path` is empty."""
    if path:
        return AnnotatorError("bad-lexicon-row", path=path, row=row, value=str(value))
    return AnnotatorError("bad-own-lexicon-row", row=row, value=str(value))


def built(tables: Tables, clitics: Clitics, problems: list[AnnotatorError]) -> Lexicon:
    """The lexicon of these rows; those that are not as they should be are added to `problems`."""
    read = partial(_rows, tables, problems)
    lists = _lists(tables, problems)
    forms: dict[str, Form] = {}
    # The last row of a lemma holds, so that a project's own row takes the place of the program's.
    verbs = {fold_key(row.lemma): row for row in read("verbs", VerbRow, _check_verb)}
    for verb in verbs.values():
        for key, form in _verb_forms(verb, lists):
            forms.setdefault(key, form)
    for ignored in lists.get("ignored", ()):
        forms.pop(ignored, None)
    impersonal, prepositions = [], []
    for passive in read("impersonal", ImpersonalRow, _check_impersonal):
        cue = Cue(
            lemma=fold_key(passive.lemma), category=passive.category, attributes=dict(passive.attributes)
        )
        impersonal += [(phrase_of(words), cue) for words in passive.forms]
    for preposition in read("prepositions", PrepositionRow, _check_words):
        cue = Cue(lemma=fold_key(preposition.words), attributes=dict(preposition.attributes))
        prepositions.append((phrase_of(preposition.words), cue))
    strong, weak, last = [], [], []
    for row in read("categories", CategoryRow, _check_category):
        strong += [(phrase_of(words), row.id) for words in row.words]
        weak += [(phrase_of(words), row.id) for words in row.weak]
        last += [(phrase_of(words), row.id) for words in row.last]
    echoes = read("echoes", EchoRow, _check_echo)
    by_preposition, by_passive = _by_first(prepositions), _by_first(impersonal)
    chains = _single(_by_first((phrase_of(w),) for row in read("chains", ChainRow) for w in row.words))
    echo_begins = frozenset(phrase_of(words)[0] for row in echoes for words in row.words)
    phrases = {
        name: _single(_by_first((phrase_of(words),) for words in values)) for name, values in lists.items()
    }
    pronouns = lists.get("pronouns", ())
    small = frozenset(lists.get("prepositions", ()))
    telling = {word: form for word, form in forms.items() if word not in small}
    suffixed = dict(_suffixed(telling, pronouns))
    for ignored in lists.get("ignored", ()):
        suffixed.pop(ignored, None)
    aims = {
        _LAM + word: form
        for word, form in forms.items()
        if (form.shape == "noun" or form.present) and _LAM + word not in forms
    }
    opening = (phrases.get(name, ()) for name in ("breaks", "turns", "that"))
    firsts = (by_preposition, by_passive, chains, echo_begins, suffixed, aims, *opening)
    return Lexicon(
        forms=forms,
        impersonal=by_passive,
        prepositions=by_preposition,
        chains=chains,
        echoes=frozenset(phrase_of(words) for row in echoes for words in row.words),
        echo_begins=echo_begins,
        echo_nouns=frozenset(
            fold_key(noun + pronoun) for row in echoes for noun in row.nouns for pronoun in row.pronouns
        ),
        categories=_by_first(strong),
        weak=_by_first(weak),
        last=_by_first(last),
        people=_people(tables, problems),
        words={name: frozenset(values) for name, values in lists.items()},
        phrases=phrases,
        shapes=_shapes(lists.get("shapes", [])),
        adjectives=_shapes(lists.get("adjectives", [])),
        relays=frozenset(phrase for phrase, cue in prepositions if cue.attributes.get("medium") == "relay"),
        pronouns=tuple(pronouns),
        article=_ARTICLE,
        clitics=clitics,
        bare=lru_cache(_REMEMBERED)(partial(_bare, clitics, tuple(lists.get("endings", ())))),
        suffixed=suffixed,
        aims=aims,
        linked=dict(_linked(lists.get("links", ()), pronouns)),
        openers=frozenset(_openers(forms, firsts)),
    )


def phrase_of(words: str) -> Phrase:
    return tuple(fold_key(words).split())


def _bare(clitics: Clitics, endings: tuple[str, ...], word: str) -> tuple[str, ...]:
    forms = [word]
    stripped = word.removeprefix(_ARTICLE)
    if stripped == word and len(word) > 3 and word[0] in _PROCLITICS and not clitics.is_whole(word):
        # «لل» is «ل» with an article that lost its alef.
        stripped = word[2:] if word.startswith(_LAM * 2) else word[1:].removeprefix(_ARTICLE)
    if len(stripped) > 2 and stripped != word:
        forms.append(stripped)
    for form in tuple(forms):
        if form.endswith(endings):
            stems = (form.removesuffix(end) for end in endings)
            forms += [stem for stem in stems if len(stem) > 2 and stem != form]
    return tuple(forms)


def _suffixed(forms: dict[str, Form], pronouns: Iterable[str]) -> Iterable[tuple[str, Form]]:
    """Each verb with each pronoun; what it ends in changes before one: «نفى»، «نفاه»; «وصفوا»، «وصفوه»."""
    for word, form in forms.items():
        if form.shape == "verb" and len(word) > 2:
            stem = word[:-1] + _ALEF if word[-1] == _YA and len(word) < _LEAST_WEAK else word
            stem = stem.removesuffix(_ALEF) if word.endswith(_WAW + _ALEF) else stem
            for pronoun in pronouns:
                if stem + pronoun not in forms:
                    yield stem + pronoun, form


def _linked(links: Iterable[str], pronouns: Iterable[str]) -> Iterable[tuple[str, str]]:
    for word in links:
        for pronoun in pronouns:
            yield word + pronoun, word


def _openers(forms: dict[str, Form], firsts: Iterable[Iterable[str]]) -> Iterable[str]:
    """Each form of a cue; the first words of phrases."""
    yield from _OPENING_SIGNS
    for word in itertools.chain(forms, *firsts):
        yield word
        yield from (conjunction + word for conjunction in CONJUNCTIONS)


_Row = TypeVar("_Row", VerbRow, ImpersonalRow, PrepositionRow, ChainRow, EchoRow, CategoryRow)


def _rows(
    tables: Tables,
    problems: list[AnnotatorError],
    name: str,
    kind: type[_Row],
    check: Callable[[_Row], str] = lambda row: "",
) -> list[_Row]:
    """The rows of one table that are as they should be; `check` gives the word that is not."""
    found = []
    for path, number, raw in tables[name]:
        place = f"{name} {number}"
        try:
            row = msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            problems.append(row_problem(path, place, error))
            continue
        if wrong := check(row):
            problems.append(row_problem(path, place, wrong))
        else:
            found.append(row)
    return found


def _lists(tables: Tables, problems: list[AnnotatorError]) -> dict[str, list[str]]:
    """The named lists of `[words]` and `[sources]`: what several files give under a name is put together."""
    found: dict[str, list[str]] = {}
    for table in LISTS:
        for path, key, values in tables[table]:
            if not isinstance(values, list):
                problems.append(row_problem(path, f"{table}.{key}", values))
                continue
            kept = found.setdefault(key, [])
            for value in values:
                if isinstance(value, str) and (folded := fold_key(value).strip()):
                    kept.append(folded)
                else:
                    problems.append(row_problem(path, f"{table}.{key}", value))
    return found


BAR: Final = "|"
"""In the name of a person it stands before what is said alone."""


def _people(tables: Tables, problems: list[AnnotatorError]) -> dict[str, str]:
    """Names in full and as called alone, which counts only where all who are called so have one category."""
    full, alone = dict[str, str](), dict[str, set[str]]()
    for path, category, names in tables[PEOPLE]:
        for name in names if isinstance(names, list) else [names]:
            if not isinstance(name, str) or _first_wrong(name.split(BAR)):
                problems.append(row_problem(path, f"{PEOPLE}.{category}", name))
                continue
            full["".join(phrase_of(name.replace(BAR, "")))] = category
            alone.setdefault("".join(phrase_of(name.rpartition(BAR)[2])), set()).add(category)
    return {name: min(found) for name, found in alone.items() if len(found) == 1} | full


def _check_verb(row: VerbRow) -> str:
    words = (*row.past, *row.present, *row.participle, *row.noun, *row.forms, *row.feminine)
    return _first_wrong(words, single=True) if words else row.lemma or "lemma"


def _check_impersonal(row: ImpersonalRow) -> str:
    return _first_wrong(row.forms)


def _check_words(row: PrepositionRow) -> str:
    return _first_wrong([row.words])


def _check_category(row: CategoryRow) -> str:
    return _first_wrong((*row.words, *row.weak, *row.last)) or ("" if row.id else "id")


def _check_echo(row: EchoRow) -> str:
    return _first_wrong((*row.words, *row.nouns, *row.pronouns))


def _first_wrong(words: Iterable[str], *, single: bool = False) -> str:
    """The first of `words` that could never be found in a text, as no word of a text is like it."""
    for word in words:
        keys = fold_key(word).split()
        if not keys or (single and len(keys) > 1) or not all(map(_LETTERS.fullmatch, keys)):
            return word or '""'
    return ""


def _verb_forms(row: VerbRow, lists: dict[str, list[str]]) -> Iterable[tuple[str, Form]]:
    """Each form of a verb with what it is, folded."""
    cue = Cue(
        lemma=fold_key(row.lemma),
        opens=frozenset(map(fold_key, row.opens)),
        joins=frozenset(map(fold_key, row.joins)),
        carries=row.carries,
        homograph=row.homograph,
        attributes=dict(row.attributes),
    )
    verb: Shape = "participle" if row.adverb else "verb"
    for word in row.forms:
        yield fold_key(word), Form(cue, verb, None if row.adverb else False, word[:1] == _YA)
    for word in row.feminine:
        yield fold_key(word), Form(cue, verb, True, present=word[:1] == _TA)
    for stem in row.past:
        yield from _ended(stem, lists, "past_male", Form(cue, verb))
        yield from _ended(stem, lists, "past_female", Form(cue, verb, True), alone=False)
    for stem in row.present:
        yield from _ended(_YA + stem, lists, "present", Form(cue, verb, present=True))
        yield from _ended(_TA + stem, lists, "present", Form(cue, verb, True, present=True))
    for stem in row.participle:
        yield from _ended(stem, lists, "participle_male", Form(cue, "participle"), alone=False)
        yield from _ended(stem, lists, "participle_female", Form(cue, "participle", True), alone=False)
    for word in row.noun:
        yield fold_key(word), Form(cue, "noun")


def _ended(
    stem: str, lists: dict[str, list[str]], name: str, form: Form, *, alone: bool = True
) -> Iterable[tuple[str, Form]]:
    """A stem with each ending of a list, and `alone` without any."""
    for ending in ([""] if alone else []) + lists.get(name, []):
        yield fold_key(stem) + ending, form


_Entry = TypeVar("_Entry", bound=tuple[Any, ...])


def _by_first(entries: Iterable[_Entry]) -> dict[str, tuple[_Entry, ...]]:
    """Entries that begin with a phrase, under its first word, longest phrase first."""
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry[0][0], []).append(entry)
    return {first: tuple(sorted(rows, key=lambda entry: -len(entry[0]))) for first, rows in found.items()}


def _single(rows: dict[str, tuple[tuple[Phrase], ...]]) -> dict[str, tuple[Phrase, ...]]:
    return {first: tuple(entry[0] for entry in entries) for first, entries in rows.items()}


def _shapes(shapes: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words of these shapes, in which a dot is any letter and `.*` any letters.

    Of a shape only its letters and dots are kept, so that no word of a list can be a pattern of another kind.
    """
    parts = [
        "".join(_SHAPE_SIGNS.get(part, re.escape(part)) for part in _SHAPE_PART.findall(shape))
        for shape in shapes
    ]
    return re.compile("|".join(parts) or r"(?!)")
