"""Reads tolls out of news: what befell whom, how many, in which words.

A toll is a count beside what befell («مقتل ثلاثة»), or a noun that says both («قتيلان»). Dates, ages,
distances, times, sums of money and the numbers of streets and units stand beside neither. Linear: every look
ahead or back is bounded. Nothing is summed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator.core.model import Toll
from annotator.core.quantities import (
    Count,
    Word,
    bare,
    bounded_after,
    count_at,
    hedged,
    key_of,
    words_of,
)
from annotator.core.toll_line import ARTICLE, BETWEEN, OF, ONE, TWO, Line
from annotator.core.toll_words import HURT, Seen, Told, TollWords, fits

_STOPS: Final = frozenset(".؟?!;\n")
_NOBODY: Final = key_of("أحد")
_TWO_OTHERS: Final = key_of("آخران")
_MULTITUDES: Final = {key_of("بالعشرات"): 10, key_of("بالمئات"): 100, key_of("بالآلاف"): 1000}


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


class _Sentence:
    """The words of one sentence, read from the first to the last."""

    def __init__(self, text: str, words: Sequence[Word], known: TollWords) -> None:
        self.line = Line(text, words, known)
        self.words, self.known = words, known
        self.act: Told | None = None
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
        if end := self.line.divided(at):
            self.act = Told("casualties", at, end)
            return end
        if count := self.line.count(at, self.act.end if self.act else -1):
            return self._counted(count)
        if word.has_digits:  # it counts whatever stands behind it, and nobody knows how many
            seen = self.line.noun(at + 1)
            return seen.end if seen else at + 1
        if told := self.line.act_at(at):
            together = self.act is not None and self.act.end == at and {self.act.what, told.what} == HURT
            first = self.act.first if together and self.act else at
            self.act = told._replace(what="casualties", first=first) if together else told
            self.among = False
            return told.end
        if seen := self.line.noun(at):
            return self._uncounted(at, seen)
        return self._other(at)

    def _counted(self, count: Count) -> int:
        """A count, with whom it counts and what befell them."""
        count = hedged(self.words, count)
        at = count.end
        if self.line.key(at) == ")":
            at += 1
        first = count.first - (self.line.key(count.first - 1) == "(")
        whole = self.line.whole(at)
        seen = self.line.noun(at + 1) if self.line.key(at) == OF else self.line.noun(at)
        if whole:
            seen = self.line.noun(whole)
        part = self.last if self.line.key(at) in self.known.among else None
        if part:
            seen = self.line.noun(at + 1)
        if seen and (seen.joined or (seen.noun.number == 1 and seen.owned)):
            seen = None
        what = part[0].what if part else self._befell(first, count.end, seen)
        if not what:
            return max(count.end, whole)
        end, who = count.end, "unknown"
        if seen:
            end, who = seen.end, seen.noun.who
            what, end = self._both(what, seen, end)
        who, end = self.line.telling(who, end)
        self._tell(what, who, count, first, count.end if whole else end)
        return max(end, whole)

    def _befell(self, first: int, end: int, seen: Seen | None) -> str:
        """What befell those who are counted; "" where nothing did, and it is no toll."""
        noun = seen.noun if seen else None
        beside = self._beside(first)
        if fits(beside, noun) and (noun or self.line.stands_alone(end, True)):
            return beside
        if noun and noun.hard:
            return noun.what
        behind = seen.end if seen else end
        if any(self.line.divided(at) for at in (behind, behind + 1)):
            return "casualties"
        if seen is None:
            return self._befell_alone(first, end) if self.line.stands_alone(end, False) else ""
        after, reached = self.line.act_after(behind), self._reached(first)
        if seen.noun.state:
            if not self.known.returning.isdisjoint(bare(self.line.key(first - 1))):
                return ""
            return next(
                (what for what in ("released" if reached == "released" else "", after) if fits(what, noun)),
                seen.noun.what,
            )
        for what in (
            self.last_what if self.among else "",
            reached,
            self.last_what if self._goes_on(first) else "",
            after,
        ):
            if fits(what, noun):
                return what
        return self.line.told_behind(behind)

    def _befell_alone(self, first: int, end: int) -> str:
        """The same of a count without a noun: «بينهم 4 بحالة حرجة»، «عدد القتلى إلى 45»، «وجرح 5 آخرون»."""
        part = self.line.key(end) in self.known.among or (self.among and self._follows_among(first))
        if part and self.last_what:
            return self.last_what
        if self._linked(first) or self.line.key(end) in self.known.others:
            return self._reached(first)
        return ""

    def _follows_among(self, at: int) -> bool:
        """Whether «بينهم» stands right before a word."""
        return not self.known.among.isdisjoint(bare(self.line.key(at - 1)))

    def _beside(self, at: int) -> str:
        """What befalls by the act that stands right before a word."""
        act = self.act
        return act.what if act and not act.topic and self.line.gap(act.end, at) == 0 else ""

    def _reached(self, at: int) -> str:
        """What befalls by the act before a word, be it a little apart."""
        return self.act.what if self.act and self.line.reaches(self.act, at) else ""

    @property
    def last_what(self) -> str:
        """What befell those of the toll before."""
        return self.last[0].what if self.last else ""

    def _linked(self, first: int) -> bool:
        """Whether a bare number is that of an act or a topic: «عدد القتلى إلى 45»، «القتلى: 6»."""
        if self.act is None:
            return False
        gap = self.words[self.act.end : first]
        before = next((word for word in reversed(gap) if not word.is_sign), None)
        if before is None or not self.act.topic:
            return before is None
        linked = [before, *self.words[max(0, self.act.first - 2) : self.act.first]]
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

    def _both(self, what: str, seen: Seen, end: int) -> tuple[str, int]:
        """«ثلاثين قتيلا وجريحا»، «عشرون شخصا بين قتيل وجريح»: not divided."""
        other = self.line.noun(end)
        if (
            other
            and other.joined
            and not (other.definite or self.line.act_at(end))
            and {what, other.noun.what} == HURT
            and seen.noun.number == other.noun.number == 1
        ):
            return "casualties", other.end
        if any(self.line.divided(at) for at in (end, end + 1)):
            return "casualties", end
        return what, end

    def _uncounted(self, at: int, seen: Seen) -> int:
        """A noun that no number counts: «مقتل طفل»، «قتيلان»، «سقوط جرحى»، «لا قتلى»."""
        noun, end = seen.noun, seen.end
        if noun.state and self.last and self.last[1] == at and not seen.joined:
            return end  # «طفلين مختطفين»
        if none := self._denied(at, seen):
            if none[0] != "unheard":
                who, end = self.line.telling(noun.who, end)
                self._tell(none[0], who, Count(0, 0, True, none[1], end), none[1], end)
            return seen.end
        behind = self.line.key(end)
        if (seen.definite or seen.owned) and behind.startswith(ARTICLE):
            number = count_at(self.words, end)
            if number and number.exact:
                return self._numbered(at, seen, number)
        beside = self._beside(at)
        if not fits(beside, noun) or (seen.owned and beside == "missing"):  # «فقد والديه»
            beside = ""
        if noun.plural:
            if noun.hard and not seen.definite and self.line.is_object(end):
                self.act = Told(noun.what, at, end)  # «جثث ثلاثة جنود»
                return end
            if beside and self.act and self.act.verb and not noun.what and self.line.is_subject(end):
                return end
            if seen.definite or (behind.startswith(ARTICLE) and not beside):
                return self._topic(at, seen)
        what = "" if seen.definite else beside or self._befell_one(at, seen)
        return self._told_of(at, seen, what) if what else end

    def _befell_one(self, at: int, seen: Seen) -> str:
        """What befell whom a noun names without a number and without an act right before it."""
        noun, act = seen.noun, self.act
        if noun.hard and not seen.owned:
            return noun.what
        if seen.owned and act and act.what == "missing":
            return ""
        object_ = noun.accusative or noun.open
        near = act is not None and act.verb and object_ and self.line.gap(act.end, at) <= 2
        pair = noun.number == 2 and (not noun.open or self.line.key(seen.end) in TWO)
        # A part of whom nothing is known is no toll of its own: «بينهم مسن».
        among = self.among and noun.who != "unknown"
        among = among and (noun.number > 1 or seen.joined or self._follows_among(at))
        for what in (
            act.what if act and near else "",  # «دمرت الغارات مسجدا»
            self.last_what if among or self._goes_on(at) else "",
            self._reached(at) if pair else "",
            self.line.act_after(seen.end) if pair else "",
        ):
            if fits(what, noun):
                return what
        return ""

    def _told_of(self, at: int, seen: Seen, what: str) -> int:
        noun, end = seen.noun, seen.end
        construct = self.line.key(end).startswith(ARTICLE)
        least = 2 if noun.accusative and (construct or seen.owned) else noun.number
        most: int | None = None if noun.plural else least
        if self.line.key(end) in TWO:
            least, most, end = 2, 2, end + 1
        elif self.line.key(end) in ONE and noun.number == 1:
            end += 1
        elif noun.plural:
            ahead = (_MULTITUDES.get(self.line.key(place), 0) for place in range(end, end + 3))
            least = max(least, *ahead)
        who, end = self.line.telling(noun.who, end)
        self._tell(what, who, Count(least, most, most is not None, at, end), at, end)
        return end

    def _numbered(self, at: int, seen: Seen, number: Count) -> int:
        """«القتلى الثلاثة»، «أطفالها الثلاثة»."""
        noun = seen.noun
        going_on = self.last_what if self._goes_on(at) else ""
        what = noun.what or going_on or self.line.act_after(number.end)
        if fits(what, noun):
            self._tell(what, noun.who, number, at, number.end)
        return number.end

    def _topic(self, at: int, seen: Seen) -> int:
        """«عدد القتلى»: what a number behind it counts; «عشرات القتلى والجرحى»: as many as before."""
        noun, end = seen.noun, seen.end
        if not noun.what:
            return end
        if self.last and self.last[1] == at and seen.joined and not self.last[0].exact:
            toll = self.last[0]
            self._tell(noun.what, noun.who, Count(toll.least, toll.most, False, at, end), at, end)
            return end
        before = self.act if self.act and self.act.topic and self.act.end == at and seen.joined else None
        both = before is not None and {before.what, noun.what} == HURT
        self.act = Told("casualties" if both else noun.what, at, end, topic=True)
        if BETWEEN in bare(self.line.key(at - 1)):
            self.last, self.among = (Toll(noun.what, noun.who, 0, None, False, 0, 0, ""), end), True
        return end

    def _denied(self, at: int, seen: Seen | None) -> tuple[str, int] | None:
        """What befell nobody, and the number of the word that says no: «لا قتلى»، «لم يصب أي طفل».

        "unheard" where nothing is known of it.
        """
        place = self.line.negation(at)
        if place is None:
            return None
        between = self.words[place + 1 : at]
        if any(not self.known.unheard.isdisjoint(bare(other.key)) for other in between):
            return "unheard", place
        if seen and seen.noun.hard and not seen.definite:
            return seen.noun.what, place
        what = self._reached(at) if self.act and self.act.first > place else ""
        return (what, place) if what and (seen is None or self.line.is_any(at)) else None

    def _other(self, at: int) -> int:
        """A word that stands for people by itself: «لم يصب أحد»، «وجرح آخر»."""
        key, what = self.words[at].key, self._beside(at)
        none = self._denied(at, None) if _NOBODY in bare(key) else None
        if none and none[0] != "unheard":
            self._tell(none[0], "unknown", Count(0, 0, True, none[1], at + 1), none[1], at + 1)
        elif (
            key.removeprefix("و") in self.known.others and fits(what, None) and not key.endswith(("ون", "ين"))
        ):
            number = 2 if key.endswith(_TWO_OTHERS) else 1
            self._tell(what, "unknown", Count(number, number, True, at, at + 1), at, at + 1)
        return at + 1

    def _tell(self, what: str, who: str, count: Count, first: int, end: int) -> None:
        if count.least and (wider := bounded_after(self.words, count, end)):
            count, end = wider, wider.end
        if self.act and not self.act.topic and self.act.end == first and self.act.what == what:
            first = self.act.first
        start, stop = self.line.start(first), self.words[end - 1].end
        toll = Toll(what, who, count.least, count.most, count.exact, start, stop, self.line.text[start:stop])
        self.found.append(toll)
        self.last = toll, end
