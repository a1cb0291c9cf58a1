"""One sentence of a line, and the questions about its words that all constructions ask.

Every search stops after a fixed number of tokens, so a sentence costs time linear in its length.
"""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.agreement import can_be_subject
from annotator.suggest.grammar.noun_phrases import (
    has_article,
    is_accusative,
    is_common,
    is_content_noun,
    is_moment,
    is_name_of_ali,
)
from annotator.suggest.grammar.phrases import break_at, is_deed, phrase_at
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.voices import is_person_name, is_voice_head
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon

_CLAUSE_SIGNS: Final = (*',;:-"', "و")
REACH: Final = 40
"""How many tokens after a cue its claim may open."""

NEAR: Final = 16
LONGEST_SUBJECT: Final = 16
_LONGEST_UNKNOWN: Final = 6
_LONGEST_TEXT: Final = 7
_LEAST_WITH_LAM: Final = 4
_OPENING_MARKS: Final = "«“"
_LEAST_LEFT_OPEN: Final = 4
BA, LAM, TA, _PRESENT = "ب", "ل", "ت", "ي"


class Sentence:
    """Tokens `[first, last)` of a line. `clause` moves on with the reader: it begins the clause at hand;
    `main` stays behind where that is a clause of another: «بعد أن أقر»."""

    def __init__(self, line: Line, sentence: Span, lexicon: Lexicon, *, headline: bool, voiced: bool) -> None:
        """`headline`: a line in which the source may stand before a verb of the present; `voiced`: the line
        has a source of its own already (the bracket of a ticker item)."""
        self.line = line
        self.words = line.words
        self.first, self.last = sentence
        self.lexicon = lexicon
        self.headline = headline
        self.voiced = voiced
        self.clause = self.main = self.first

    def break_at(self, token: int) -> int:
        """How many tokens of a phrase that begins a clause stand here."""
        turns = self.lexicon.phrases["turns"]
        return break_at(self.line, token, self.lexicon) or phrase_at(self.line, token, turns)

    def clause_begin(self, token: int) -> int:
        """Where a claim before a construction at `token` ends: in front of the words that lead over to it."""
        if token > self.first and self.words[token - 1] == CONJUNCTIONS[0]:
            return token - 1  # «و أكد»
        for back in (3, 2, 1):
            start = token - back
            turns = self.lexicon.phrases["turns"]
            if start >= self.first and back in (
                phrase_at(self.line, start, turns),
                break_at(self.line, start, self.lexicon),  # «ولكنه»
            ):
                return start
        return token

    def skip(self, token: int) -> int:
        """1 where the first letter of a token is a conjunction before an auxiliary: «وقد»، «وسبق»."""
        word = self.words[token]
        if word[:1] not in CONJUNCTIONS:
            return 0
        known = self.lexicon.phrases["auxiliaries"] | self.lexicon.phrases["negations"]
        return int(word not in known and word[1:] in known)

    def is_that(self, token: int) -> bool:
        """Whether «أن», «إن» or «بأن» opens content here: not after «بعد», «يجب» and their like."""
        word = self.words[token]
        lists = self.lexicon.words
        known = word in lists["that"] or (word[:1] == "ف" and word[1:] in lists["that"])
        if not known or is_moment(self.line, token):
            return False
        return not (token > self.first and self.words[token - 1] in lists["not_that"])

    def is_left_open(self, token: int) -> bool:
        """Whether a quotation begins here that is not closed in this sentence: «"لن نرحل من هنا»."""
        line = self.line
        sign = line.text[line.shift + line.folded.original_range(line.starts[token], line.ends[token])[0]]
        return sign in _OPENING_MARKS and self.last - token > _LEAST_LEFT_OPEN

    def is_attached_ba(self, token: int) -> bool:
        word = self.words[token]
        if token >= self.last or word in self.lexicon.words["no_ba"]:
            return False
        if token > self.first and self.words[token - 1] in self.lexicon.words["name_heads"]:
            return False  # «أبو بكر»
        if word == BA:
            return self.words[token + 1] == '"'
        return word[0] == BA and len(word) > 2 and not self.lexicon.clitics.is_whole(word)

    def is_attached_lam(self, token: int) -> bool:
        """Whether a word has the preposition «ل»: «للسفير», not «لجنة»."""
        word = self.words[token]
        if (
            token >= self.last
            or word[0] != LAM
            or len(word) < _LEAST_WITH_LAM
            or self.lexicon.clitics.is_whole(word)
        ):
            return False
        return word[1] == LAM or is_common(word[1:], self.lexicon)

    def is_content(self, token: int) -> bool:
        """Whether a noun of action without article stands here, after words that can be complete."""
        word, before = self.words[token], self.words[token - 1]
        lists = self.lexicon.words
        if has_article(word) or word in lists["anonymity"]:
            return False
        if before in lists["prepositions"] or before in lists["before_media"]:
            return False
        if self.lexicon.has("bodies", word) or not lists["heads_of"].isdisjoint(
            self.lexicon.bare(before)[:1]
        ):
            return False
        bare = self.lexicon.bare(before)[0]
        if bare in lists["bodies"] or bare in lists["roles"]:
            return False
        return is_content_noun(self.line, token, self.lexicon)

    def begins_clause(self, token: int) -> bool:
        """Whether a cue of its own, or a word that begins a clause, stands here."""
        word, forms = self.words[token], self.lexicon.forms
        if word not in self.lexicon.openers:
            return False
        if self.words[token - 1] in self.lexicon.words["no_cue_after"]:
            return False
        if word in self.lexicon.words["occasions"]:
            return False  # «عقب» is also a verb
        if break_at(self.line, token, self.lexicon):
            return True
        for cut in (0, 1):
            if cut and (word[:1] not in CONJUNCTIONS or len(word) < 4):
                break
            form = forms.get(word[cut:])
            if form and not cut and self.words[token - 1] not in ",;":
                # «زاد» may be a name, and «محامية متهمة» is a description.
                after = token + 1
                said = self.words[after] in form.cue.joins or (after < self.last and self.is_that(after))
                described = form.shape == "participle" and form.feminine and not said
                if form.cue.homograph or described:
                    continue
            if form and form.shape != "noun" and word[cut:] not in self.lexicon.words["prepositions"]:
                hidden = (
                    self.words[token - 1] == ","
                    or self.words[token + 1] in self.lexicon.words["no_cue_after"]
                )
                return not (word in self.lexicon.words["anonymity"] and hidden)
        return False

    def at_clause(self, token: int, skip: int) -> bool:
        """Whether a clause can begin at `token`."""
        if skip or token == self.first or token == self.clause:
            return True
        before = self.words[token - 1]
        if before.removeprefix("و") in self.lexicon.words["going_on"]:
            return True
        return before in _CLAUSE_SIGNS or self.clause_begin(token) != token or bool(self.skip(token))

    def coordinated(self, span: Span) -> bool:
        """Whether «و» ties two words of a source: «بين الطرفين والوسيط» is no source."""
        return any(self.words[token][0] == "و" and token > span[0] for token in range(*span))

    def is_deed(self, token: int) -> bool:
        return is_deed(self.words[token], self.lexicon)

    def negated(self, token: int) -> bool:
        before = self.words[token - 1] if token > self.first else ""
        negations = self.lexicon.words["negations"]
        return before in negations or before[1:] in negations

    def last_comma(self, start: int, end: int) -> int | None:
        return next((place for place in range(end - 1, start - 1, -1) if self.words[place] == ","), None)

    def has_cue(self, start: int, end: int) -> bool:
        forms = self.lexicon.forms
        for place in range(start, end):
            word = self.words[place]
            form = forms.get(word) or (forms.get(word[1:]) if word[0] in CONJUNCTIONS else None)
            if form and form.shape == "verb" and word not in self.lexicon.words["anonymity"]:
                return True
        return False

    def outside_quotes(self, start: int, end: int, words: frozenset[str]) -> int | None:
        """The first of these words in `[start, end)`, quotations and brackets passed over."""
        place = start
        while place < end:
            partner = self.line.partner[place]
            if self.words[place] in words:
                return place
            if place > start and self.begins_clause(place):
                return None
            place = partner + 1 if place < partner < end and self.words[place] in '"(' else place + 1
        return None

    def cue(self, token: int, skip: int) -> tuple[Span, int, int]:
        """The cue with what belongs to it in front, where its clause begins, and how long that front is."""
        first = token
        if not skip and token > self.first:
            phrases = self.lexicon.phrases
            for begin in range(max(self.first, token - 3), token):
                word = self.words[begin]
                for cut in (0, 1):
                    if (cut and word[:1] not in CONJUNCTIONS) or first < token:
                        continue
                    for name in ("auxiliaries", "negations"):
                        for phrase in phrases[name].get(word[cut:], ()):
                            rest = tuple(self.words[begin + 1 : begin + len(phrase)])
                            if begin + len(phrase) == token and rest == phrase[1:]:
                                first = begin
        return (first, token + 1), self.clause_begin(first), token - first

    def agrees(self, token: int, word: str, *, feminine: bool | None) -> bool:
        """Whether a relative pronoun at `token` can be the subject of a verb: not «الذين|قال»."""
        relative = self.words[token].removeprefix("و")
        lexicon = self.lexicon
        if relative in lexicon.words["relatives_of_many"]:
            return lexicon.ends("many_say", word)
        if lexicon.ends("many_said", word) or lexicon.ends("many_men", word):
            return False  # «الجيش الذي قالوا إنه»
        if feminine is None:
            return True
        return feminine == (relative in lexicon.words["relatives_of_her"])

    def _described_subject(self, token: int, feminine: bool | None) -> Span | None:
        """Who a clause begins with, and a relative clause tells of: «الحركة التي تسيطر على البلدة|قالت»."""
        start = self.clause
        if token - start > REACH or self.words[token - 1] in self.lexicon.words["relatives"]:
            return None
        if not (self.line.is_word(start) and has_article(self.words[start])):
            return None
        relatives = self.lexicon.words["relatives"]
        told = next((place for place in range(start + 1, token) if self.words[place] in relatives), None)
        if told is None or self.has_cue(start, token) or any(map(self.is_that, range(told, token))):
            return None
        source = source_in(self.line, (start, told), self.lexicon)
        whole = source is not None and source[0] == start and told - source[1] <= 1
        if source is None or not whole or not is_voice_head(self.line, source, self.lexicon):
            return None
        return source if can_be_subject(self.line, start, feminine, self.lexicon) else None

    def subject(self, token: int, *, sure: bool = False, feminine: bool | None = None) -> Span | None:
        """The noun phrase before a cue at `token` that is its source: S Q C.

        `sure`: the cue has its claim for certain, so that also a name nobody knows can be who speaks.
        """
        start = max(self.clause, token - LONGEST_SUBJECT)
        if token <= start:
            return None
        if sure and (described := self._described_subject(token, feminine)):
            return described
        before = self.words[token - 1]
        lists = self.lexicon.words
        end = token
        if before in lists["relatives"]:
            end = token - 2 if token - 2 > start and self.words[token - 2] == "," else token - 1
            comma = self.last_comma(start, end)
            start = comma + 1 if comma is not None else start
            for place in range(end - 1, start, -1):
                if self.words[place - 1] in self.lexicon.words["voice_marks"] or self.has_cue(
                    place - 1, place
                ):
                    start = place
                    break
            if not (comma is not None and comma + 1 == start):
                words = self.words
                heads = (
                    at
                    for at in range(start, end)
                    if at == start or not (has_article(words[at]) and has_article(words[at - 1]))
                )
                start = next((at for at in heads if is_voice_head(self.line, (at, end), self.lexicon)), start)
                start += self.is_preposition(start)  # «يشير إلى الأحزاب التي عارضت»
        elif before == ",":
            end = token - 1
            start = self._clause_of(start, end)
        elif before in lists["turns"] or before in lists["negations"]:
            return None
        else:
            comma = self.last_comma(start, token)
            start = comma + 1 if comma is not None else start
            start = self._clause_of(start, token)
        while start < end and not (self.line.is_word(start) or self.words[start] in '"('):
            start += 1
        if start < end and self.words[start].lstrip("".join(CONJUNCTIONS)) in lists["even"]:
            start += 1  # «فحتى الخبراء لا يعتقدون»
        if end <= start or self.has_cue(start, end) or self.is_preposition(start):
            return None
        skip_conjunction = self.words[start][:1] in CONJUNCTIONS and not self.lexicon.clitics.is_whole(
            self.words[start]
        )
        source = source_in(self.line, (start, end), self.lexicon, document=self.headline)
        if source is None or skip_conjunction or source[0] - start > 1:
            return None
        if end - source[1] > 1:
            # «الفصائل التي زارت الوسيط حذرت من أن»
            behind = source[1] + (self.words[source[1]] == ",")
            about = sure and source[0] == start and self.words[behind] in lists["relatives"]
            return source if about and is_voice_head(self.line, source, self.lexicon) else None
        if is_voice_head(self.line, source, self.lexicon):
            return source
        if self.headline and is_person_name(self.line, source, self.lexicon, sure=True):
            return source
        return source if sure and source == (start, end) and self._is_named(source) else None

    def _clause_of(self, start: int, end: int) -> int:
        """Where the clause begins that ends at `end`: behind the last «أن» or «لكن»."""
        back, that = range(end - 1, start - 1, -1), self.lexicon.words["that"]
        ends = (
            at
            for at in back
            if self.words[at] in that or self.is_that(at) or break_at(self.line, at, self.lexicon)
        )
        return next(ends, start - 1) + 1

    def _is_named(self, span: Span) -> bool:
        """Whether a phrase that fills the place of a subject can be somebody: it is definite, or a name."""
        first, lists = self.words[span[0]], self.lexicon.words
        if span[1] - span[0] > _LONGEST_UNKNOWN or first in lists["no_subject"] or not first.isalpha():
            return False
        if self.has_preposition(span) or self.words[span[1] - 1] == CONJUNCTIONS[0]:
            return False
        if first[0] == LAM and not self.lexicon.clitics.is_whole(first):
            return False  # «لتشن هجوما»
        if not (lists["by_it"] | lists["of_it"]).isdisjoint(self.words[slice(*span)]):
            return False  # «الهدف منها»
        if first[0] == _PRESENT and first not in lists["given"] and span[1] - span[0] > 1:
            return False  # «يتزعم مجموعة»
        return not is_content_noun(self.line, span[0], self.lexicon) and self.begins_clause(span[0]) is False

    def is_time(self, token: int) -> bool:
        """Whether a word that tells when, or a comma, stands here with more words behind it."""
        times, pointing = self.lexicon.words["times"], self.lexicon.words["this"]
        near = self.words[token] in times or self.words[token] == ","
        if self.words[token] in pointing and self.words[token + 1] not in times:
            return False  # «هذا الحشد»
        return near and token + 1 < self.last

    def is_preposition(self, token: int) -> bool:
        """Whether a preposition or another small word stands here, and not the name «علي»."""
        named = is_name_of_ali(self.line, token) or is_moment(self.line, token)
        return self.words[token] in self.lexicon.words["prepositions"] and not named

    def has_preposition(self, span: Span) -> bool:
        return any(map(self.is_preposition, range(*span)))

    def text_before(self, token: int) -> Span | None:
        """The text that a clause without «الذي» is about: «رسالة من السكان|تحذر من أن»."""
        for place in range(token - 1, max(self.first - 1, token - _LONGEST_TEXT), -1):
            if self.words[place] in ",;:" or self.begins_clause(place):
                return None
            if self.lexicon.has("texts", self.words[place]) and not has_article(self.words[place]):
                return place, token
        return None

    def topic(self, token: int, skip: int) -> Span | None:
        """Who speaks, of «أما S فأكد»."""
        if not skip or self.words[token][0] != CONJUNCTIONS[1]:
            return None
        start = max(self.first, token - LONGEST_SUBJECT)
        for place in range(start, token):
            if self.words[place] in self.lexicon.words["topic_marks"]:
                return source_in(self.line, (place + 1, token), self.lexicon)
        return None

    def _is_verbal(self, token: int) -> bool:
        word = self.words[token]
        return word in self.lexicon.phrases["auxiliaries"] or self.begins_clause(token)

    def subject_of_were(self, token: int) -> Span | None:
        """The source between «كان» and «قد»."""
        for place in range(max(self.first, token - LONGEST_SUBJECT), token):
            word = self.words[place]
            were = self.lexicon.words["were"]
            if (word in were or word[1:] in were) and place + 1 < token:
                verbs = (at for at in range(place + 1, token) if self._is_verbal(at))
                behind, nobody = self.words[place + 1], self.lexicon.words["no_subject"]
                if self.is_preposition(place + 1) or behind in nobody - self.lexicon.words["this"]:
                    return None  # «كان لا بد من»، «كان الهدف منها حث السكان على»
                doing = behind[0] == _PRESENT and behind not in self.lexicon.words["given"]
                if doing and not is_common(behind, self.lexicon):
                    return None  # «كان يتزعم مجموعة تبنت»
                if is_accusative(behind, self.lexicon) and self.is_preposition(place + 2):
                    return None  # «كان موافقا على»
                return source_in(self.line, (place + 1, next(verbs, token)), self.lexicon)
        return None
