"""Reads tolls out of news: what befell whom, how many, in which words.

A toll is a count beside what befell («مقتل ثلاثة»), or a noun that says both («قتيلان»). Dates, ages, distances,
times, sums of money and the numbers of streets and units stand beside neither. Linear: every look ahead or
back is bounded. Nothing is summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import msgspec

from annotator.core.model import Toll
from annotator.core.quantities import PLURAL, Count, Word, bare, bounded_after, count_at, hedged, key_of, number_at, words_of

WHATS: Final = (
    "killed", "wounded", "casualties", "missing", "detained", "kidnapped", "released", "displaced",
    "destroyed", "damaged",
)  # fmt: skip
WHOS: Final = (
    "unknown", "civilians", "children", "women", "men", "fighters", "families", "houses", "vehicles", "sites",
)  # fmt: skip
"""What a toll says where the scheme has no vocabularies of its own for it."""

_THINGS: Final = frozenset({"destroyed", "damaged"})
_HURT: Final = frozenset({"killed", "wounded"})
_SUFFIXES: Final = ("هما", "هم", "هن", "ها", "ه")
_ARTICLE: Final = "ال"
_ATTACHED: Final = ("و", "ف", "ب", "ل")
_STOPS: Final = frozenset(".؟?!;\n")
_REACH: Final = 5
"""So many words may stand between an act and whom it befell."""
_DENIED: Final = 8
_AHEAD: Final = 4


class Act(NamedTuple):
    """A word for what befells; `needs`: how a word behind it must begin."""

    what: str
    verb: bool = False
    needs: tuple[str, ...] = ()


class Noun(msgspec.Struct, frozen=True):
    """A form of a noun of whom or what is counted, and how many it says by itself."""

    what: str
    who: str
    number: int
    open: bool = False
    state: bool = False
    thing: bool = False
    accusative: bool = False
    attached: bool = False
    construct: bool = False

    def of(self, number: int, **changes: bool) -> Noun:
        return msgspec.structs.replace(self, number=number, **changes)

    @property
    def plural(self) -> bool:
        return self.number == PLURAL or self.open

    @property
    def hard(self) -> bool:
        """Whether it says by itself what befell, whatever verb stands beside it."""
        return bool(self.what) and not self.state


class TollWords(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The words by which tolls are read, folded; `resources/lexicon/tolls.toml` says what each list is for."""

    acts: Mapping[tuple[str, ...], Act]
    nouns: Mapping[str, Noun]
    telling: Mapping[str, str]
    negations: frozenset[str]
    still: frozenset[str]
    unheard: frozenset[str]
    among: frozenset[str]
    links: frozenset[str]
    rising: frozenset[str]
    barriers: frozenset[str]
    units: frozenset[str]
    others: frozenset[str]
    totals: frozenset[str]
    returning: frozenset[str]

    @cached_property
    def firsts(self) -> frozenset[str]:
        """The first words of all acts."""
        return frozenset(phrase[0] for phrase in self.acts)


def tolls_in(text: str, start: int, end: int, words: TollWords) -> list[Toll]:
    """The tolls told in `text[start:end]`, in order."""
    found: list[Toll] = []
    sentence: list[Word] = []
    for word in words_of(text, start, end):
        if word.is_sign and word.key in _STOPS:
            found += _Sentence(text, sentence, words).tolls()
            sentence = []
        else:
            sentence.append(word)
    return found + _Sentence(text, sentence, words).tolls()


class _Seen(NamedTuple):
    """A noun at a word: how it is written, and the number of the word after it."""

    noun: Noun
    end: int
    definite: bool = False
    owned: bool = False
    joined: bool = False


class _Told(NamedTuple):
    """An act as it stands in a sentence. `topic`: «عدد القتلى», whose number comes behind."""

    what: str
    first: int
    end: int
    verb: bool = False
    topic: bool = False


_ONE_OF: Final = frozenset(map(key_of, ("أحد", "إحدى")))
_NOBODY: Final = key_of("أحد")
_ONE: Final = frozenset(map(key_of, ("واحد", "واحدة", "واحدا")))
_TWO: Final = frozenset(map(key_of, ("اثنان", "اثنين", "اثنتان", "اثنتين")))
_OF, _TO, _BETWEEN, _ORIGIN = map(key_of, ("من", "إلى", "بين", "أصل"))
_TWO_OTHERS: Final = key_of("آخران")
_RANKS: Final = key_of("صفوف")
_MULTITUDES: Final = {key_of("بالعشرات"): 10, key_of("بالمئات"): 100, key_of("بالآلاف"): 1000}


class _Sentence:
    """The words of one sentence, read from the first to the last."""

    def __init__(self, text: str, words: Sequence[Word], known: TollWords) -> None:
        self.text, self.words, self.known = text, words, known
        self.act: _Told | None = None
        self.last: tuple[Toll, int] | None = None
        self.among = False
        self.found: list[Toll] = []

    def tolls(self) -> list[Toll]:
        at = 0
        while at < len(self.words):
            at = max(at + 1, self._step(at))
        return self.found

    def _step(self, at: int) -> int:
        """Read on from a word; the number of the next to read."""
        word = self.words[at]
        if word.is_sign:
            return at + 1
        if not self.known.among.isdisjoint(bare(word.key)):
            self.among = self.last is not None
            return at + 1
        if end := self._divided(at):
            self.act = _Told("casualties", at, end)
            return end
        if count := self._count(at):
            return self._counted(count)
        if told := self._act_at(at):
            together = self.act is not None and self.act.end == at and {self.act.what, told.what} == _HURT
            first = self.act.first if together and self.act else at
            self.act = told._replace(what="casualties", first=first) if together else told
            self.among = False
            return told.end
        if seen := self._noun(at):
            return self._uncounted(at, seen)
        return self._other(at)

    # What stands at a word

    def _key(self, at: int) -> str:
        return self.words[at].key if 0 <= at < len(self.words) else ""

    def _act_at(self, at: int) -> _Told | None:
        keys = bare(self.words[at].key)
        following = [word.key for word in self.words[at + 1 : at + 3]]
        for length in (2, 1, 0):
            for key in keys:
                act = self.known.acts.get((key, *following[:length]))
                if act is None or len(following) < length:
                    continue
                if not act.verb and keys[0].endswith(_ARTICLE + key):
                    continue
                if act.needs and not any(
                    word.key.startswith(act.needs) for word in self.words[at : at + 2 * _REACH]
                ):
                    continue
                return _Told(act.what, at, at + length + 1, act.verb)
        return None

    def _noun(self, at: int) -> _Seen | None:
        if at >= len(self.words) or self.words[at].is_sign or self.words[at].number is not None:
            return None
        key = self.words[at].key
        pair = f"{key} {self._key(at + 1)}"
        for form in bare(pair):
            if noun := self.known.nouns.get(form):
                return _Seen(noun, at + 2)
        keys = bare(key)
        for form in keys:
            if (noun := self.known.nouns.get(form)) and not noun.attached:
                definite = form != key and (key.endswith(_ARTICLE + form) or key.endswith("لل" + form))
                joined = key.startswith("و") and not form.startswith("و")
                return _Seen(noun, at + 1, definite, joined=joined)
        for form in keys:
            for suffix in _SUFFIXES:
                if form.endswith(suffix) and (noun := self.known.nouns.get(form.removesuffix(suffix))):
                    return _Seen(noun, at + 1, owned=True, joined=key.startswith("و"))
        return None

    def _divided(self, at: int) -> int:
        """The end of «بين قتيل وجريح»; 0 where it does not stand."""
        if _BETWEEN not in bare(self.words[at].key):
            return 0
        first, second = self._noun(at + 1), self._noun(at + 2)
        both = first and second and {first.noun.what, second.noun.what} == _HURT
        return at + 3 if both else 0

    def _count(self, at: int) -> Count | None:
        word = self.words[at]
        if not _ONE_OF.isdisjoint(bare(word.key)) and (seen := self._noun(at + 1)) and seen.noun.plural:
            return Count(1, 1, True, at, at + 1)
        if not _ONE.isdisjoint(bare(word.key)) and at and not (self.act and self.act.end == at):
            return None  # «من عائلة واحدة»
        return self._risen(at) or count_at(self.words, at)

    def _risen(self, at: int) -> Count | None:
        """«ارتفع من 12 إلى 15»: the second number."""
        before = self.words[max(0, at - 2 * _REACH) : at]
        if self._key(at - 1) != _OF or all(self.known.rising.isdisjoint(bare(word.key)) for word in before):
            return None
        first = number_at(self.words, at)
        if first is None or self._key(first[1]) != _TO or first[1] + 1 >= len(self.words):
            return None
        last = number_at(self.words, first[1] + 1)
        return Count(last[0], last[0], True, at, last[1]) if last else None

    # Counts

    def _counted(self, count: Count) -> int:
        count = hedged(self.words, count)
        at = count.end
        if self._key(at) == ")":
            at += 1
        first = count.first - (self._key(count.first - 1) == "(")
        whole = self._whole(at)
        seen = self._noun(at + 1) if self._key(at) == _OF else self._noun(at)
        if whole:
            seen = self._noun(whole)
        part = self.last if self._key(at) in self.known.among else None
        if part:
            seen = self._noun(at + 1)
        if seen and (seen.joined or (seen.noun.number == 1 and seen.owned)):
            seen = None
        what = part[0].what if part else self._befell(first, count.end, seen)
        if not what:
            return max(count.end, whole)
        end, who = count.end, "unknown"
        if seen:
            end, who = seen.end, seen.noun.who
            what, end = self._both(what, seen, end)
        who, end = self._telling(who, end)
        self._tell(what, who, count, first, whole and count.end or end)
        return max(end, whole)

    def _whole(self, at: int) -> int:
        """The number of the word after «من أصل خمسة»; 0 where it does not stand."""
        if self._key(at) == _OF and self._key(at + 1) in (_ORIGIN, _BETWEEN) and at + 2 < len(self.words):
            if whole := count_at(self.words, at + 2):
                return whole.end
        return 0

    def _befell(self, first: int, end: int, seen: _Seen | None) -> str:
        """What befell those who are counted; "" where nothing did, and it is no toll."""
        act = self.act
        noun = seen.noun if seen else None
        beside = act is not None and not act.topic and self._gap(act.end, first) == 0
        if beside and act and self._fits(act.what, noun) and (noun or self._stands_alone(end, True)):
            return act.what
        if noun and noun.hard:
            return noun.what
        if noun is None:
            if not self._stands_alone(end, False):
                return ""
            if self.among and self.last and self._key(first - 1) in self._among_forms(first):
                return self.last[0].what
            if self.last and self._key(end) in self.known.among:
                return self.last[0].what
            if act and self._linked(act, first):
                return act.what
            return act.what if act and self._key(end) in self.known.others and self._reaches(act, first) else ""
        after = self._act_after(seen.end if seen else end)
        if noun.state:
            if not self.known.returning.isdisjoint(bare(self._key(first - 1))):
                return ""
            if act and act.what == "released" and self._reaches(act, first):
                return act.what
            return after.what if after and self._fits(after.what, noun) else noun.what
        if self.among and self.last and self._fits(self.last[0].what, noun):
            return self.last[0].what
        if act and self._reaches(act, first) and self._fits(act.what, noun):
            return act.what
        if self._goes_on(first) and self.last and self._fits(self.last[0].what, noun):
            return self.last[0].what
        if after and self._fits(after.what, noun):
            return after.what
        if seen and _BETWEEN in bare(self._key(seen.end)) and (whole := self._noun(seen.end + 1)):
            return whole.noun.what if whole.definite and whole.noun.hard else ""
        return ""

    def _among_forms(self, first: int) -> list[str]:
        return bare(self._key(first - 1)) if not self.known.among.isdisjoint(bare(self._key(first - 1))) else []

    def _stands_alone(self, end: int, beside: bool) -> bool:
        """Whether a count without a known noun counts people: nothing else, no unit, stands behind it."""
        if end >= len(self.words):
            return True
        word = self.words[end]
        if word.is_sign:
            return word.key not in "%/:"
        keys = bare(word.key)
        if not self.known.units.isdisjoint(keys):
            return False
        return beside or word.joined or word.key in self.known.others or len(word.key) <= 3 or bool(
            self.known.among.intersection(keys)
        ) or word.key.startswith(("ب", "ل", "ف"))

    @staticmethod
    def _fits(what: str, noun: Noun | None) -> bool:
        if noun is None:
            return what not in _THINGS
        if noun.who == "families" and what in (*_HURT, "casualties"):
            return False
        return noun.thing == (what in _THINGS)

    def _gap(self, end: int, first: int) -> int:
        """How many words stand between; brackets and colons are none."""
        return sum(1 for word in self.words[end:first] if word.key not in "(:\"'")

    def _reaches(self, act: _Told, first: int) -> bool:
        between = self.words[act.end : first]
        if len(between) > _REACH:
            return False
        return not any(
            (word.is_sign and word.key not in "(:\"'") or not self.known.barriers.isdisjoint(bare(word.key))
            for word in between
        )

    def _linked(self, act: _Told, first: int) -> bool:
        """Whether a bare number is that of an act or a topic: «عدد القتلى إلى 45»، «القتلى: 6»."""
        if not self._reaches(act, first):
            return False
        gap = self.words[act.end : first]
        if not gap or all(word.is_sign for word in gap):
            return True
        before = next((word for word in reversed(gap) if not word.is_sign), None)
        if before is None or not act.topic:
            return False
        total = self.words[max(0, act.first - 2) : act.first]
        linked = [before, *total]
        return any(not (self.known.links | self.known.totals).isdisjoint(bare(word.key)) for word in linked)

    def _goes_on(self, first: int) -> bool:
        """Whether a count is joined to the toll before it: «6 أطفال و4 نساء»."""
        if self.last is None:
            return False
        between = self.words[self.last[1] : first]
        return (
            self.words[first].joined
            and len(between) <= 2
            and not any(word.is_sign and word.key not in ",'\"" for word in between)
        )

    def _act_after(self, end: int) -> _Told | None:
        """A verb behind those who are counted: «ثلاث نساء قتلن»، «آلاف المدنيين نزحوا»."""
        for at in range(end, min(end + _AHEAD, len(self.words))):
            if self.words[at].is_sign or self._count(at):
                return None
            told = self._act_at(at)
            if told and (told.verb and bare(self.words[at].key)[0] == self._key(at)):
                return None if self.words[at].joined else told
        return None

    def _both(self, what: str, seen: _Seen, end: int) -> tuple[str, int]:
        """«ثلاثين قتيلا وجريحا»، «عشرون شخصا بين قتيل وجريح»: not divided."""
        other = self._noun(end)
        if other and self._act_at(end) is None and other.noun.number == 1 and self.words[end].joined and not other.definite:
            if {what, other.noun.what} == _HURT and seen.noun.number == 1:
                return "casualties", other.end
        for at in (end, end + 1):
            if at < len(self.words) and self._divided(at):
                return "casualties", end
        return what, end

    def _telling(self, who: str, end: int) -> tuple[str, int]:
        """Who is counted, if a word behind the noun says so: «قتلى مدنيين»، «في صفوف المسلحين»."""
        if who not in ("unknown", "fighters") or (who == "fighters" and self._key(end - 1) not in self.known.nouns):
            return who, end
        if end < len(self.words) and (told := self._told_by(end)) and who == "unknown":
            return told, end + 1
        for at in range(end, min(end + _AHEAD, len(self.words) - 1)):
            if self.words[at].is_sign or self._count(at):
                break
            ranks = (_RANKS, _BETWEEN, _OF) if at == end else (_RANKS, _BETWEEN)
            if self._key(at) in ranks and who == "unknown" and (told := self._told_by(at + 1)):
                return told, end
        return who, end

    def _told_by(self, at: int) -> str:
        for key in bare(self._key(at)):
            if who := self.known.telling.get(key):
                return who
        seen = self._noun(at)
        plain = seen and not seen.owned and not seen.noun.thing and not self.words[at].joined
        return seen.noun.who if plain and seen and seen.noun.who not in ("unknown", "families") else ""

    # Nouns that no number counts

    def _uncounted(self, at: int, seen: _Seen) -> int:
        noun = seen.noun
        act = self.act
        if none := self._denied(at, seen):
            if none[0] != "unheard":
                who, end = self._telling(noun.who, seen.end)
                self._tell(none[0], who, Count(0, 0, True, none[1], end), none[1], end)
            return seen.end
        behind = self._key(seen.end)
        if seen.definite or seen.owned:
            number = count_at(self.words, seen.end) if behind.startswith(_ARTICLE) else None
            if number and number.exact:
                return self._numbered(at, seen, number)
        beside = act is not None and not act.topic and self._gap(act.end, at) == 0
        what = ""
        if beside and act and self._fits(act.what, noun):
            what = act.what
        elif noun.hard and not seen.definite and not seen.owned:
            what = noun.what
        elif not seen.definite and act and act.verb and noun.accusative and self._gap(act.end, at) <= 2:
            what = act.what if self._fits(act.what, noun) else ""
        elif self.last and (self.among or self._goes_on(at)) and self._fits(self.last[0].what, noun):
            what = self.last[0].what if not seen.definite else ""
        elif noun.number == 2 and not noun.open and not seen.definite and act and self._reaches(act, at) and self._fits(act.what, noun):
            what = act.what
        elif noun.number != 1 and not seen.definite and (after := self._act_after(seen.end)):
            what = after.what if noun.number == 2 and self._fits(after.what, noun) else ""
        construct = behind.startswith(_ARTICLE) and not seen.definite
        if noun.plural and beside and act and act.verb and not noun.what and self._is_subject(seen.end):
            return seen.end
        if noun.plural and (seen.definite or (construct and not beside)):
            return self._topic(at, seen)
        if not what or (seen.definite and noun.number == 1):
            return seen.end
        return self._told_of(at, seen, what, construct)

    def _told_of(self, at: int, seen: _Seen, what: str, construct: bool) -> int:
        noun, end = seen.noun, seen.end
        count = Count(noun.number, None if noun.open or noun.number == PLURAL else noun.number, True, at, end)
        if noun.accusative and construct:
            count = Count(2, 2, True, at, end)
        if self._key(end) in _TWO:
            count, end = Count(2, 2, True, at, end + 1), end + 1
        elif self._key(end) in _ONE and noun.number == 1:
            end += 1
        if noun.number == PLURAL:
            ahead = (_MULTITUDES.get(self._key(place), 0) for place in range(end, end + 3))
            count = Count(max(PLURAL, *ahead), None, False, at, end)
        if count.most is None:
            count = Count(count.least, None, False, at, end)
        who, end = self._telling(noun.who, end)
        self._tell(what, who, count, at, end)
        return end

    def _is_subject(self, end: int) -> bool:
        """Whether an object stands behind: «اختطف مسلحون طبيبا»."""
        following = self._noun(end)
        if following:
            return following.noun.accusative and not following.joined
        return end < len(self.words) and not self.words[end].joined and self._count(end) is not None

    def _numbered(self, at: int, seen: _Seen, number: Count) -> int:
        """«القتلى الثلاثة»، «أطفالها الثلاثة»."""
        noun = seen.noun
        what = noun.what
        if not what and self.last and self._goes_on(at):
            what = self.last[0].what
        if not what and (after := self._act_after(number.end)):
            what = after.what
        if what and self._fits(what, noun):
            self._tell(what, noun.who, number, at, number.end)
        return number.end

    def _topic(self, at: int, seen: _Seen) -> int:
        """«عدد القتلى»: what a number behind it counts; «عشرات القتلى والجرحى»: as many as before."""
        noun = seen.noun
        if not noun.what:
            return seen.end
        if self.last and self.last[1] == at and self.words[at].joined and not self.last[0].exact:
            toll = self.last[0]
            self._tell(noun.what, noun.who, Count(toll.least, toll.most, False, at, seen.end), at, seen.end)
            return seen.end
        self.act = _Told(noun.what, at, seen.end, topic=True)
        if _BETWEEN in bare(self._key(at - 1)):
            self.last, self.among = (Toll(noun.what, noun.who, 0, None, False, 0, 0, ""), seen.end), True
        return seen.end

    def _denied(self, at: int, seen: _Seen | None) -> tuple[str, int] | None:
        """What befell nobody, and the number of the word that says no: «لا قتلى»، «لم يصب أي طفل».

        "unheard" where nothing is known of it.
        """
        for place in range(at - 1, max(-1, at - 1 - _DENIED), -1):
            word = self.words[place]
            keys = bare(word.key)
            if (word.is_sign and word.key not in "\"'(") or not self.known.barriers.isdisjoint(keys):
                return None
            if not self.known.negations.isdisjoint(keys):
                if self._key(place + 1) in self.known.still:
                    return None
                between = self.words[place + 1 : at]
                if any(not self.known.unheard.isdisjoint(bare(other.key)) for other in between):
                    return "unheard", place
                if seen and seen.noun.hard and not seen.definite:
                    return seen.noun.what, place
                act = self.act
                inside = act is not None and act.first > place and self._reaches(act, at)
                return (act.what, place) if inside and act and (seen is None or self._any(at)) else None
        return None

    def _any(self, at: int) -> bool:
        return self._key(at - 1) == key_of("أي")

    def _other(self, at: int) -> int:
        """A word that stands for people by itself: «لم يصب أحد»، «وجرح آخر»."""
        keys = bare(self.words[at].key)
        act = self.act
        beside = act is not None and not act.topic and self._gap(act.end, at) == 0
        if _NOBODY in keys and (none := self._denied(at, None)) and none[0] != "unheard":
            self._tell(none[0], "unknown", Count(0, 0, True, none[1], at + 1), none[1], at + 1)
        elif beside and act and act.what not in _THINGS and self.words[at].key.removeprefix("و") in self.known.others:
            if not self.words[at].key.endswith(("ون", "ين")):
                number = 2 if self.words[at].key.endswith(_TWO_OTHERS) else 1
                self._tell(act.what, "unknown", Count(number, number, True, at, at + 1), at, at + 1)
        return at + 1

    def _tell(self, what: str, who: str, count: Count, first: int, end: int) -> None:
        if count.least and (wider := bounded_after(self.words, count, end)):
            count, end = wider, wider.end
        if self.act and not self.act.topic and self.act.end == first and self.act.what == what:
            first = self.act.first
        start, stop = self._start(first), self.words[end - 1].end
        toll = Toll(what, who, count.least, count.most, count.exact, start, stop, self.text[start:stop])
        self.found.append(toll)
        self.last = toll, end

    def _start(self, at: int) -> int:
        """Where a word begins without what is attached in front of it."""
        word = self.words[at]
        rest = msgspec.structs.replace(word, key=word.key[1:])
        if word.is_sign or word.number is not None or not word.key.startswith(_ATTACHED):
            return word.start
        if word.key in self.known.firsts or word.key in self.known.nouns or word.key in _ONE:
            return word.start
        if not (rest.key in self.known.firsts or rest.key in self.known.nouns or count_at([rest], 0)):
            return word.start
        return next(place for place in range(word.start + 1, word.end) if key_of(self.text[place]))
