"""Looks up what stands at the words of one sentence, for the reading of tolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from annotator.core.quantities import Count, Word, bare, count_at, key_of, number_at
from annotator.core.toll_words import HURT, Seen, Told, TollWords

REACH: Final = 5
"""So many words may stand between an act and whom it befell."""
ARTICLE: Final = "ال"
ONE: Final = frozenset(map(key_of, ("واحد", "واحدة", "واحدا")))
TWO: Final = frozenset(map(key_of, ("اثنان", "اثنين", "اثنتان", "اثنتين")))
OF, _TO, BETWEEN, _ORIGIN = map(key_of, ("من", "إلى", "بين", "أصل"))
_ONE_OF: Final = frozenset(map(key_of, ("أحد", "إحدى")))
_RANKS: Final = key_of("صفوف")
_SUFFIXES: Final = ("هما", "هم", "هن", "ها", "ه")
_ATTACHED: Final = ("و", "ف", "ب", "ل")
_ANY: Final = key_of("أي")
_CLOSE: Final = frozenset("(:\"'")
"""Signs that part nothing."""
_DENIED: Final = 8
_AHEAD: Final = 4


class Line:
    """The words of a sentence of a text; places are numbers of words."""

    def __init__(self, text: str, words: Sequence[Word], known: TollWords) -> None:
        self.text, self.words, self.known = text, words, known

    def key(self, at: int) -> str:
        """The key of a word; "" beside the sentence."""
        return self.words[at].key if 0 <= at < len(self.words) else ""

    def act_at(self, at: int) -> Told | None:
        """The act whose words begin here, the longest first."""
        keys = bare(self.words[at].key)
        following = [word.key for word in self.words[at + 1 : at + 3]]
        for length in (2, 1, 0):
            for key in keys:
                act = self.known.acts.get((key, *following[:length]))
                if act is None or len(following) < length:
                    continue
                if not act.verb and keys[0].endswith(ARTICLE + key):
                    continue
                if act.needs and not any(
                    word.key.startswith(act.needs) for word in self.words[at : at + 2 * REACH]
                ):
                    continue
                return Told(act.what, at, at + length + 1, act.verb)
        return None

    def noun(self, at: int) -> Seen | None:
        """The noun of whom or what is counted that stands at a word."""
        if at >= len(self.words) or self.words[at].is_sign or self.words[at].number is not None:
            return None
        key = self.words[at].key
        pair = f"{key} {self.key(at + 1)}"
        for form in bare(pair):
            if noun := self.known.nouns.get(form):
                return Seen(noun, at + 2)
        keys = bare(key)
        for form in keys:
            if (noun := self.known.nouns.get(form)) and not noun.attached:
                definite = form != key and key.endswith((ARTICLE + form, "لل" + form))
                joined = key.startswith("و") and form != key
                return Seen(noun, at + 1, definite, joined=joined)
        for form in keys:
            if form.startswith(ARTICLE) or ARTICLE + form in keys:
                continue
            for suffix in _SUFFIXES:
                if form.endswith(suffix) and (noun := self.known.nouns.get(form.removesuffix(suffix))):
                    return Seen(noun, at + 1, owned=True, joined=key.startswith("و"))
        return None

    def divided(self, at: int) -> int:
        """The end of «بين قتيل وجريح»; 0 where it does not stand."""
        if at >= len(self.words) or BETWEEN not in bare(self.words[at].key):
            return 0
        first, second = self.noun(at + 1), self.noun(at + 2)
        both = first and second and {first.noun.what, second.noun.what} == HURT
        return at + 3 if both else 0

    def count(self, at: int, acted: int = -1) -> Count | None:
        """The count that begins at a word; `acted`: the end of the act before it."""
        word = self.words[at]
        if not self.known.units.isdisjoint(bare(word.key)):
            return None
        if not _ONE_OF.isdisjoint(bare(word.key)) and (seen := self.noun(at + 1)) and seen.noun.plural:
            return Count(1, 1, True, at, at + 1)
        if not ONE.isdisjoint(bare(word.key)) and at and acted != at:
            return None  # «من عائلة واحدة»
        return self.risen(at) or count_at(self.words, at)

    def risen(self, at: int) -> Count | None:
        """«ارتفع من 12 إلى 15»: the second number."""
        before = self.words[max(0, at - 2 * REACH) : at]
        if self.key(at - 1) != OF or all(self.known.rising.isdisjoint(bare(word.key)) for word in before):
            return None
        first = number_at(self.words, at)
        if first is None or self.key(first[1]) != _TO or first[1] + 1 >= len(self.words):
            return None
        last = number_at(self.words, first[1] + 1)
        return Count(last[0], last[0], True, at, last[1]) if last else None

    def whole(self, at: int) -> int:
        """The number of the word after «من أصل خمسة»; 0 where it does not stand."""
        if self.key(at) != OF or self.key(at + 1) not in (_ORIGIN, BETWEEN) or at + 2 >= len(self.words):
            return 0
        whole = count_at(self.words, at + 2)
        return whole.end if whole else 0

    def stands_alone(self, end: int, beside: bool) -> bool:
        """Whether a count without a known noun counts people: nothing else, no unit, stands behind it."""
        if end >= len(self.words):
            return True
        word = self.words[end]
        if word.is_sign:
            return word.key not in "%/:"
        keys = bare(word.key)
        if not self.known.units.isdisjoint(keys):
            return False
        return (
            beside
            or word.joined
            or word.key in self.known.others
            or len(word.key) <= 3
            or bool(self.known.among.intersection(keys))
            or word.key.startswith(("ب", "ل", "ف"))
        )

    def gap(self, end: int, first: int) -> int:
        """How many words stand between; brackets, colons and «سوى» are none."""
        none = _CLOSE | self.known.exceptions
        return sum(1 for word in self.words[end:first] if word.key not in none)

    def reaches(self, act: Told, first: int) -> bool:
        """Whether nothing stands between an act and a word that ends what it says."""
        between = self.words[act.end : first]
        if len(between) > REACH:
            return False
        return not any(
            (word.is_sign and word.key not in _CLOSE) or not self.known.barriers.isdisjoint(bare(word.key))
            for word in between
        )

    def act_after(self, end: int) -> str:
        """What befalls by a verb behind those who are counted: «ثلاث نساء قتلن»، «آلاف المدنيين نزحوا»."""
        for at in range(end, min(end + _AHEAD, len(self.words))):
            if self.words[at].is_sign or self.count(at):
                return ""
            told = self.act_at(at)
            if told and told.verb:
                return told.what if self.key(at) in self.known.firsts else ""
        return ""

    def told_behind(self, end: int) -> str:
        """What a noun behind those who are counted says: «خمسة أشخاص مفقودين»، «ثماني نساء بين القتلى»."""
        state = self.noun(end)
        if state and state.noun.state and not state.definite and not state.joined:
            return state.noun.what
        whole = self.noun(end + 1) if BETWEEN in bare(self.key(end)) else None
        return whole.noun.what if whole and whole.definite and whole.noun.hard else ""

    def negation(self, at: int) -> int | None:
        """The place of the word that denies what is told at a word."""
        for place in range(at - 1, max(-1, at - 1 - _DENIED), -1):
            word = self.words[place]
            keys = bare(word.key)
            ends = not (self.known.barriers | self.known.exceptions).isdisjoint(keys)
            if ends or (word.is_sign and word.key not in _CLOSE):
                return None
            if not self.known.negations.isdisjoint(keys):
                return None if self.key(place + 1) in self.known.still else place
        return None

    def is_any(self, at: int) -> bool:
        """Whether «أي» or «أي من» stands before a word."""
        return _ANY in (self.key(at - 1), self.key(at - 2) if self.key(at - 1) == OF else "")

    def telling(self, who: str, end: int) -> tuple[str, int]:
        """Who is counted, if a word behind the noun says so: «قتلى مدنيين»، «في صفوف المسلحين»."""
        if who != "unknown":
            return who, end
        if end < len(self.words) and (told := self.told_by(end)):
            return told, end + 1
        adjective = next((key for key in bare(self.key(end + 1)) if key in self.known.telling), "")
        if adjective and not self.words[end].is_sign:
            return self.known.telling[adjective], end + 2  # «أفراد الطاقم الطبي»
        for at in range(end, min(end + _AHEAD, len(self.words) - 1)):
            if self.words[at].is_sign or self.count(at):
                break
            ranks = (_RANKS, BETWEEN, OF) if at == end else (_RANKS, BETWEEN)
            if self.key(at) in ranks and (told := self.told_by(at + 1)):
                return told, end
        return who, end

    def told_by(self, at: int) -> str:
        """Whom a word behind a noun tells of; "" if of nobody in particular."""
        for key in bare(self.key(at)):
            if who := self.known.telling.get(key):
                return who
        seen = self.noun(at)
        plain = seen and not seen.owned and not seen.noun.thing and not self.words[at].joined
        return seen.noun.who if plain and seen and seen.noun.who not in ("unknown", "families") else ""

    def is_subject(self, end: int) -> bool:
        """Whether an object stands behind: «اختطف مسلحون طبيبا»."""
        following = self.noun(end)
        if following:
            return following.noun.accusative and not following.joined
        return self.is_object(end)

    def is_object(self, end: int) -> bool:
        """Whether a count stands at a word, not joined to what is before: «جثث ثلاثة جنود»."""
        if end >= len(self.words) or self.words[end].joined or self.key(end) in TWO:
            return False
        return self.count(end) is not None

    def start(self, at: int) -> int:
        """Where a word begins without what is attached in front of it."""
        word = self.words[at]
        rest = msgspec.structs.replace(word, key=word.key[1:])
        if word.is_sign or word.number is not None or not word.key.startswith(_ATTACHED):
            return word.start
        if word.key in self.known.firsts or word.key in self.known.nouns or word.key in ONE:
            return word.start
        stems = [rest.key, *(rest.key.removesuffix(suffix) for suffix in _SUFFIXES)]
        if not (rest.key in self.known.firsts or count_at([rest], 0) or self.known.nouns.keys() & stems):
            return word.start
        return next(place for place in range(word.start + 1, word.end) if key_of(self.text[place]))
