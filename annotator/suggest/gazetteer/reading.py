"""The words of a passage as the rules of names look at them."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.core.model import Range
from annotator.suggest.gazetteer.words import Form, Gazetteer
from annotator.suggest.grammar.noun_phrases import (
    has_article,
    has_pronoun,
    is_common,
    is_content_noun,
    is_name_of_ali,
)
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Form as LexiconForm
from annotator.suggest.lexicon_rows import Lexicon

_QUOTE: Final = '"'
_ENDS: Final = ("الدين", "الله", "باشا", "جنرال")
_YA, _TA, _HA = "ي", "ت", "ه"
_NISBA: Final = ("ي", "يه")
_SHORTEST_VERB: Final = 4
_PRONOUNS: Final = ("ه", "ها", "هم")
_NO_VERB_AFTER: Final = ("رغم", "ورغم", "بعد", "قبل", "منذ", "خلال", "اثر", "عقب", "بسبب")
_CONJUNCTIONS: Final = ("و", "ف")


class Named(msgspec.Struct, frozen=True):
    """A name in tokens `[first, last)`, without the first `skip` letters; `role` is the label it would bear.

    `pattern` is why; `head` the token whose word told it.
    """

    role: str
    first: int
    last: int
    pattern: str
    head: int
    skip: int = 0
    words: str = ""
    """What told it, where that is not the word `head`."""


class Reading:
    """A line with the lists; every question is asked of a token and answered by its near neighbours."""

    def __init__(self, line: Line, known: Gazetteer, lexicon: Lexicon) -> None:
        self.line, self.words, self.last = line, line.words, len(line)
        self.known, self.lexicon = known, lexicon

    def before(self, token: int) -> str:
        """The word before a token; "" at the beginning."""
        return self.words[token - 1] if token > 0 else ""

    def has(self, name: str, token: int) -> bool:
        """Whether the word is in a list, with or without a proclitic in front of it."""
        word = self.words[token] if token >= 0 else ""
        words = self.known.words[name]
        return word in words or (word[:1] in "وفبلك" and (word[1:] in words or word[2:] in words))

    def is_word(self, token: int) -> bool:
        return token < self.last and self.line.is_word(token)

    def is_nation(self, word: str) -> bool:
        """Whether an adjective tells a nation: «السورية», «اللبناني»."""
        bare = word.removeprefix("ال")
        nations = self.known.words["nations"]
        return bare in nations or bare + _HA in nations

    def is_verb(self, token: int) -> bool:
        """Whether the word is a verb of the lists, and no noun."""
        return token >= 0 and (self._form(token) is not None or self._bare(token) in self.known.naming.verbs)

    def is_feminine_verb(self, token: int) -> bool:
        """Whether a country can be the subject of the word, a verb: «نفت», «تنفي», «تتهمه»."""
        if token < 0:
            return False
        form, bare = self._form(token), self._bare(token)
        if self.known.has("visits", bare) or (bare[0] == _TA and self.before(token) in _NO_VERB_AFTER):
            return False
        if form is not None:
            return form.feminine is True
        if bare in self.known.naming.verbs:
            return (bare[0] == _TA) != (bare[-1] == _TA)
        return self._looks_present(token, bare) or self._looks_past(bare)

    def _looks_present(self, token: int, bare: str) -> bool:
        """Whether a word that no list has looks like a verb of the present: «تعتزم», «توجهها»."""
        bare = bare.removeprefix("س")
        if bare[:1] != _TA or len(bare) < _SHORTEST_VERB or not self.is_word(token):
            return False
        if bare[-1] == _HA and not has_pronoun(self.line, token):
            return False
        return not (
            bare in self.known.phrases
            or bare in self.known.naming.nouns_like_verbs
            or self.known.naming.kind(bare) != "name"
            or is_common(bare, self.lexicon)
            or is_content_noun(self.line, token, self.lexicon)
            or self.is_nation(bare)
        )

    def _looks_past(self, bare: str) -> bool:
        """Whether a word looks like a verb of the past: «أقدمت», «اغتالته»."""
        stem = next((bare.removesuffix(end) for end in _PRONOUNS if bare.endswith(_TA + end)), bare)
        return (
            len(stem) >= _SHORTEST_VERB
            and stem[-1] == _TA
            and not stem.endswith("ات")
            and not has_article(bare)
            and stem not in self.known.phrases
        )

    def says(self, token: int) -> bool:
        """Whether the word is a verb of saying."""
        return token >= 0 and self._form(token) is not None

    def is_homograph(self, token: int) -> bool:
        form = self._form(token)
        return form is not None and form.cue.homograph

    def _bare(self, token: int) -> str:
        word = self.words[token]
        return word[1:] if word[:1] in _CONJUNCTIONS and len(word) >= _SHORTEST_VERB else word

    def _form(self, token: int) -> LexiconForm | None:
        forms = self.lexicon.forms
        form = forms.get(self.words[token]) or forms.get(self._bare(token))
        return form if form is not None and form.shape == "verb" else None

    def is_name_word(self, token: int, *, after: bool = False) -> bool:
        """Whether the word, without article, can be of a name; `after`: right behind a given name."""
        if not self.is_word(token):
            return False
        word, known, lexicon = self.words[token], self.known, self.lexicon
        if not word.isalpha() or len(word) < 3 or has_article(word) or word.isascii():
            return False
        if self.is_given(token):
            return True
        return not (
            known.naming.kind(word) != "name"
            or known.has("no_names", word)
            or known.has("offices", word)
            or known.has("bodies", word)
            or known.has("kinds", word)
            or known.has("within", word)
            or word in known.naming.offices
            or lexicon.has("commons", word)
            or any(word in lexicon.words[name] for name in ("times", "occasions", "prepositions", "that"))
            or word in lexicon.forms
            or self._has_proclitic(word)
            or is_common(word, lexicon)
            or word in lexicon.words["contents"]
            or (not after and is_content_noun(self.line, token, lexicon))
            or has_pronoun(self.line, token)
            or (len(word) > 4 and word.startswith(("سي", "ست", "است")))
        )

    def is_given(self, token: int) -> bool:
        """Whether the word is a name that people are given; «على» is none."""
        word = self.words[token]
        return self.known.has("given", word) and (word != "علي" or is_name_of_ali(self.line, token))

    def _has_proclitic(self, word: str) -> bool:
        """Whether the word begins with a letter that is written onto another: «وسليم», «للوزير», «بقوة»."""
        if word[0] not in "وفبلك" or self.known.clitics.is_whole(word):
            return False
        rest = word[1:]
        return (
            word[0] in "ول"
            or rest.startswith("ال")
            or self.known.has("given", rest)
            or rest in self.known.phrases
            or rest in self.lexicon.words["contents"]
            or self.lexicon.shapes.fullmatch(rest) is not None
            or rest in self.lexicon.words["commons"]
            or is_common(rest, self.lexicon)
        )

    def is_family(self, token: int) -> bool:
        """Whether the word, with its article, can end a name of a person: «الحلبي»."""
        if not self.is_word(token):
            return False
        word, lexicon, known = self.words[token], self.lexicon, self.known
        if not word.startswith("ال") or len(word) < 5 or word.endswith("يه"):
            return False
        if is_common(word, lexicon) or known.has("titles", word) or known.has("common", word):
            return False
        if known.naming.kind(word) != "name" or known.has("defined", word) or word[2:] in known.words["offices"]:
            return False
        if any(word in lexicon.words[name] for name in ("times", "occasions", "relatives")):
            return False
        if any(known.has(name, word[2:]) for name in ("bodies", "kinds", "within")):
            return False
        # «محمد المصري» may be called so, «الرئيس المصري» is not.
        return word.endswith(_YA) or lexicon.adjectives.fullmatch(word) is None

    def person_end(self, first: int, key: str = "") -> tuple[int, int]:
        """The end of the name of a person that begins at `first`, and how many of its words are surely names.

        `key`: the first word without its proclitic.
        """
        token, sure, plain = first, 0, 0
        given = False
        known, words = self.known, self.words
        while token < min(self.last, first + 7):
            word, before = (token == first and key) or words[token], given
            given = False
            linked = known.has("name_links", word) and token > first
            if (linked or known.has("name_heads", word)) and self.is_word(token + 1) and not self.is_verb(token + 1):
                token, sure = token + (1 if known.has("name_heads", words[token + 1]) else 2), sure + 1
                given = True
            elif (token == first and key and known.has("given", key)) or self.is_given(token):
                token, sure, given = token + 1, sure + 1, True
            elif word in _ENDS and token > first:
                token += 1
            elif token > first and self.is_family(token) and (word[-1] == _YA or (before and not plain)):
                token, sure = token + 1, sure + 1
                break
            elif plain < 2 and self.is_name_word(token, after=before) and self._can_follow(token, sure, plain):
                token, plain = token + 1, plain + 1
            else:
                break
        return token, sure

    def _can_follow(self, token: int, sure: int, plain: int) -> bool:
        """Whether a word that no list has still belongs to a name that has so many words: no verb, no adjective."""
        word = self.words[token]
        if sure > 1 and word[0] in (_TA, _YA):
            return False
        return not plain or not (word[-1] == _HA or (sure > 0 and word[0] == "م"))

    def named_phrase(self, token: int) -> int:
        """How many words from a token on are a name of the lists; 0 if none is there."""
        for phrase, _ in self.known.phrases.get(self.words[token], ()):
            if tuple(self.words[token : token + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def quoted(self, token: int) -> tuple[int, int] | None:
        """The tokens within the quotation marks that open at a token."""
        if token < self.last and self.words[token] == _QUOTE and self.line.partner[token] > token + 1:
            return token + 1, self.line.partner[token]
        return None

    def text(self, named: Named) -> str:
        start, end = self.span(named)
        return self.line.text[start:end]

    def span(self, named: Named) -> Range:
        return self.line.range(named.first, named.last, skip=named.skip)


