"""A line of a page as the rules of names look at it: what its words are, and what they look like."""

from __future__ import annotations

import re
from typing import Final

from annotator.core.model import Range
from annotator.suggest.gazetteer.named import Named
from annotator.suggest.gazetteer.words import Form, Gazetteer
from annotator.suggest.grammar.noun_phrases import has_article, has_pronoun, is_common, is_content_noun
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Lexicon
from annotator.suggest.lexicon_shapes import Form as Cue

_QUOTE: Final = '"'
_ALEF, _TA, _HA, _SIN, _WAW, _BA, _LAM = "ا", "ت", "ه", "س", "و", "ب", "ل"
_ARTICLE: Final = _ALEF + _LAM
_CONJUNCTIONS: Final = (_WAW, "ف")
_PREPOSITIONS: Final = (_BA, _LAM, "ك")
_PROCLITICS: Final = (*_CONJUNCTIONS, *_PREPOSITIONS)
_YA: Final = "ي"
_PLURAL: Final = _ALEF + _TA
_NO_VERB_ENDS: Final = (_PLURAL, _YA + _TA, _WAW + _TA)
"""«شخصيات», «توقيت», «بيروت»: no verb of the past ends so."""
_SHORTEST_VERB: Final = 4
_NOUN_OF_DOING: Final = re.compile("ت..ي.")
"""«تفتيت»"""


class Reading:
    """Questions about the words of a line, each answered by a word and its near neighbours."""

    def __init__(self, line: Line, known: Gazetteer, lexicon: Lexicon) -> None:
        self.line, self.words, self.last = line, line.words, len(line)
        self.known, self.lexicon = known, lexicon

    def range(self, named: Named) -> Range:
        """The code points of a name."""
        return self.line.range(named.first, named.last, skip=named.skip)

    def text(self, named: Named) -> str:
        start, end = self.range(named)
        return self.line.text[start:end]

    def before(self, token: int) -> str:
        """The word before a token; "" at the beginning."""
        return self.words[token - 1] if token > 0 else ""

    def has(self, name: str, token: int) -> bool:
        """Whether the word is in a list, with or without proclitics in front of it."""
        word = self.words[token] if token >= 0 else ""
        words = self.known.words[name]
        return word in words or (word[:1] in _PROCLITICS and (word[1:] in words or word[2:] in words))

    def is_word(self, token: int) -> bool:
        return token < self.last and self.line.is_word(token)

    def is_in(self, token: int) -> bool:
        """Whether the word is «في»."""
        return token >= 0 and self.words[token] in self.lexicon.words["in"]

    def is_whole(self, token: int) -> bool:
        """Whether the first letter of the word is its own, not written onto it."""
        word = self.words[token]
        return word[0] not in _PROCLITICS or self.known.clitics.is_whole(word)

    def preposition(self, token: int, form: Form) -> str:
        """The preposition that is written onto the word; "" where there is none."""
        letter = self.words[token][form.skip - 1] if form.skip else ""
        return letter if letter in _PREPOSITIONS else ""

    def is_nation(self, token: int) -> bool:
        """Whether the word is an adjective that tells a nation: «السورية», «لبناني»."""
        bare = self.words[token].removeprefix(_ARTICLE)
        nations = self.known.words["nations"]
        return bare in nations or bare + _HA in nations

    def is_adjective(self, token: int) -> bool:
        """Whether the word has the form of an adjective, with its article or without."""
        word = self.words[token]
        defined = word if word.startswith(_ARTICLE) else _ARTICLE + word
        return self.lexicon.adjectives.fullmatch(defined) is not None

    def is_called(self, token: int) -> bool:
        """Whether the word can be a name at all: no verb, particle, time or number of the lists."""
        return self.known.naming.kind(self.words[token]) == "name"

    def named_phrase(self, token: int, only: str = "") -> int:
        """How many words from a token on are a name of the lists, or of one kind `only`; 0 if none is."""
        for phrase, kind in self.known.phrases.get(self.words[token], ()):
            if only in ("", kind) and tuple(self.words[token : token + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def quoted(self, token: int) -> tuple[int, int] | None:
        """The tokens within the quotation marks that open at a token."""
        if token < self.last and self.words[token] == _QUOTE and self.line.partner[token] > token + 1:
            return token + 1, self.line.partner[token]
        return None

    def is_verb(self, token: int) -> bool:
        """Whether the word is a verb of the lists."""
        return self.cue(token) is not None or self._bare(token) in self.known.naming.verbs

    def says(self, token: int) -> bool:
        """Whether the word is a verb of saying and nothing else."""
        cue = self.cue(token)
        return cue is not None and not cue.cue.homograph

    def cue(self, token: int) -> Cue | None:
        """The verb of saying that the word may be."""
        if token < 0:
            return None
        forms = self.lexicon.forms
        cue = forms.get(self.words[token]) or forms.get(self._bare(token))
        return cue if cue is not None and cue.shape == "verb" else None

    def is_feminine_verb(self, token: int) -> bool:
        """Whether a country can be the subject of the word, a verb: «نفت», «تنفي», «تتهمه»."""
        bare, cue = self._bare(token), self.cue(token)
        if not bare or self.known.has("visits", bare) or not self.line.is_word(token):
            return False
        if bare[0] == _TA and self.known.has("no_verb_after", self.before(token)):
            return False
        if cue is not None:
            return cue.feminine is True
        if bare in self.known.naming.verbs:
            return (bare[0] == _TA) != (bare[-1] == _TA)
        present = self._looks_present(token, bare.removeprefix(_SIN))
        return present or self._looks_past(bare) or self._looks_past(self.words[token])

    def is_masculine_verb(self, token: int) -> bool:
        """Whether a country whose name is masculine can be the subject of the word: «ينفي», «نفاه»."""
        bare, cue = self._bare(token), self.cue(token)
        if cue is not None:
            return cue.feminine is False
        if bare[:1] == _YA:
            return self.known.naming.kind(bare) == "stop"
        return bare in self.known.naming.verbs and _TA not in (bare[0], bare[-1])

    def _bare(self, token: int) -> str:
        """The word without a conjunction; "" before the first."""
        word = self.words[token] if 0 <= token < self.last else ""
        return word[1:] if word[:1] in _CONJUNCTIONS and len(word) >= _SHORTEST_VERB else word

    def _looks_present(self, token: int, bare: str) -> bool:
        """Whether a word that no list has looks like a verb of the present: «تعتزم», «توجهها»."""
        if bare[:1] != _TA or len(bare) < _SHORTEST_VERB:
            return False
        if bare[-1] == _HA and not has_pronoun(self.line, token):
            return False
        return not (
            bare.endswith(_PLURAL)
            or _NOUN_OF_DOING.fullmatch(bare)
            or bare in self.known.phrases
            or bare in self.known.naming.nouns_like_verbs
            or self.known.naming.kind(bare) != "name"
            or is_common(bare, self.lexicon)
            or is_content_noun(self.line, token, self.lexicon)
            or self.is_nation(token)
        )

    def _looks_past(self, bare: str) -> bool:
        """Whether a word looks like a verb of the past: «أقدمت», «اغتالته»."""
        stem = next(
            (bare.removesuffix(end) for end in self.lexicon.pronouns if bare.endswith(_TA + end)), bare
        )
        return (
            len(stem) >= _SHORTEST_VERB
            and stem[-1] == _TA
            and not stem.endswith(_NO_VERB_ENDS)
            and not has_article(bare)
            and stem not in self.known.phrases
        )
