"""Lines of a scraped page that are not news, told by the words of `resources/lexicon/page.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from unicodedata import category

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.date_words import PUBLISHED, UPDATED
from annotator.core.dates import parse_date
from annotator.core.model import Range, Segment
from annotator.disk import data_path
from annotator.formats.texts import trimmed

_PART = re.compile(r"\||[^|]+")
_LONGEST_NAME = 60
_LONGEST_LINE = 200
_LONGEST_DATE = 120
_MOST_NAME_WORDS = 5
_YEAR = re.compile(r"\d{4}")
_DAY = len("2019-01-15")
_ARROWS = " \t<>»«•*-–|"
_APART = re.compile(r" [-–—|،] |[|،]")
_SIGNS = ":/-–—"
_WORDS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 6
_STEPS = re.compile(r"\s*[>›←\\]\s*|\s+[»/|]\s+")
_BETWEEN_NAMES = re.compile("[,،;؛&]")
_NAME_OF_CODE = re.compile(
    r"[a-z]+[A-Za-z0-9]*(?:[._][A-Za-z][A-Za-z0-9]*)+|(?:pictogram|icon|fa|ui|btn)-[\w-]{1,40}"
)
"""Keys of translations and names of icons, shown by mistake: `ui.public.translatedTo`, `access_time`."""

_COUNTED = re.compile(r"\d[\d.,]{0,9} (?P<what>\D+)")
_COUNT = re.compile(r"[:\s]*(?:\(?\s*\d+\s*\)?)?[:\s]*")


class Furniture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word lists, as `core.arabic.fold_key` compares them."""

    headings: frozenset[str]
    credits: frozenset[str]
    credits_below: frozenset[str]
    credits_bare: frozenset[str]
    not_in_names: frozenset[str]
    outlets: frozenset[str]
    labels: frozenset[str]
    comments: frozenset[str]
    counted: frozenset[str]
    related: frozenset[str]
    furniture: frozenset[str]
    button_cores: frozenset[str]
    button_words: frozenset[str]
    comment_cores: frozenset[str]
    comment_words: frozenset[str]
    related_cores: frozenset[str]
    related_words: frozenset[str]


@cache
def words() -> Furniture:
    """The lists of `page.toml`, read once."""
    with data_path("resources", "lexicon", "page.toml").open("rb") as file:
        rows = tomllib.load(file)
    folded = {name: [fold_key(word) for word in listed] for name, listed in rows.items()}
    return msgspec.convert(folded, Furniture)


def is_ticker_heading(line: str) -> bool:
    """Whether a line stands above a ticker; a colon after it does not matter."""
    return _is_short(line) and _key(line.strip().removesuffix(":")) in words().headings


def is_comments_heading(line: str) -> bool:
    """Whether what readers wrote stands below a line, which tells how much: «التعليقات (2)»."""
    key = _key(line) if _is_short(line) else ""
    if counted := _COUNTED.fullmatch(key):
        return counted["what"] in words().comments
    if any(key.startswith(word) and _COUNT.fullmatch(key[len(word) :]) for word in words().comments):
        return True
    return _is_made_of(key, words().comment_cores, words().comment_words)


def is_button(line: str) -> bool:
    """Whether a line is nothing but a button or the name of an icon."""
    line = line.strip()
    if not _is_short(line):
        return False
    counted = _COUNTED.fullmatch(_key(line))
    return (
        _key(line) in words().furniture
        or bool(_NAME_OF_CODE.fullmatch(line))
        or _is_made_of(_key(line), words().button_cores, words().button_words)
        or _is_path(line)
        or _is_of_symbols(line)
        or (counted is not None and counted["what"] in words().counted)
    )


def is_related_heading(line: str) -> bool:
    """Whether headlines of other pages stand below a line: «مواضيع ذات صلة»."""
    if not _is_short(line):
        return False
    key = _key(line.strip(_ARROWS).rstrip(":"))
    return key in words().related or (
        " " in key and _is_made_of(key, words().related_cores, words().related_words)
    )


def _is_made_of(key: str, cores: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a few words are all of a kind, and one of them such as tells it."""
    found = _WORDS.findall(key)
    return (
        0 < len(found) <= _MOST_WORDS
        and not cores.isdisjoint(found)
        and all(word in cores or word in others for word in found)
    )


def _is_path(line: str) -> bool:
    """Whether a line is the way to the page from the first one: «الرئيسية > أخبار > ليبيا»."""
    first, *rest = _STEPS.split(line)
    return bool(rest) and _key(first) in words().furniture and all(len(part.split()) < 4 for part in rest)


def _is_of_symbols(line: str) -> bool:
    """Whether a line is pictures, with a number at most: «👁 1245»."""
    return not any(map(str.isalpha, line)) and any(category(sign) == "So" for sign in line)


def is_date_line(line: str) -> bool:
    """Whether a line tells a day and nothing else: when the page was published or changed."""
    if len(line) > _LONGEST_DATE or not _YEAR.search(line):
        return False
    return len(parse_date(line)) >= _DAY


def tells_update(line: str) -> bool:
    """Whether a date is that of a change: «آخر تحديث: …»."""
    said = set(re.findall(r"\w+", fold_key(line)))
    return not said.isdisjoint(UPDATED) and said.isdisjoint(PUBLISHED)


def furniture_segments(text: str, start: int, end: int, *, below: bool = True) -> list[Segment]:
    """The segments of a line that is furniture, a date or a credit; none if it is neither.

    «تحرير: اسم |» gives the word with its colon as `furniture`, the name as `byline`, the bar as `furniture`.
    `below`: below the headline, where «تقرير: اسم» is a credit and no headline.
    """
    start, end = trimmed(text, start, end)
    if end - start > _LONGEST_LINE:
        return []
    told = _line_segments(text[start:end], below=below)
    return [Segment(row.kind, row.start + start, row.end + start) for row in told]


@lru_cache(maxsize=4096)
def _line_segments(line: str, *, below: bool) -> tuple[Segment, ...]:
    """A page is asked about each of its lines by all that read it."""
    if (
        is_button(line)
        or is_related_heading(line)
        or is_comments_heading(line)
        or _is_labelled(line)
        or is_date_line(line)
    ):
        return (Segment("furniture", 0, len(line)),)
    if below and (dated := _dated_name(line, 0, len(line))):
        return tuple(dated)
    segments = tuple(_credit_segments(line, 0, len(line), below=below))
    pieces = [(row.kind, line[row.start : row.end]) for row in segments]
    credited = any(kind == "byline" for kind, _ in pieces)
    return segments if credited or all(is_button(piece) or is_date_line(piece) for _, piece in pieces) else ()


def _dated_name(text: str, start: int, end: int) -> list[Segment]:
    """«اسم - 15 يناير 2019», in either order: the name as `byline`, the date as `furniture`."""
    if not _YEAR.search(text, start, min(end, start + _LONGEST_DATE)):
        return []
    for sign in _APART.finditer(text, start, end):
        pieces = [trimmed(text, start, sign.start()), trimmed(text, sign.end(), end)]
        for name, day in (pieces, pieces[::-1]):
            words_there = text[slice(*name)].split()
            alone = 2 <= len(words_there) < _MOST_NAME_WORDS and all(
                word.rstrip(".").isalpha() for word in words_there
            )
            if alone and is_date_line(text[slice(*day)]) and are_names(text[slice(*name)]):
                return sorted(
                    (Segment("byline", *name), Segment("furniture", *day)), key=lambda row: row.start
                )
    return []


def outlet(line: str) -> str:
    """Whom a line names as the source of the whole page: «المصدر: وكالات»; "" if it names none."""
    word, _, name = line.partition(":")
    name = name.strip()
    return name if _key(word) in words().outlets and 0 < len(name) <= _LONGEST_NAME else ""


def _is_labelled(line: str) -> bool:
    """Whether a line begins with a word and a colon that make it furniture: «اقرأ أيضا: …», «وسوم: …»."""
    word, colon, _ = line.strip(_ARROWS).partition(":")
    return bool(colon) and (_key(word) in words().labels or is_related_heading(word) or bool(outlet(line)))


def _credit_segments(text: str, start: int, end: int, *, below: bool) -> Iterator[Segment]:
    for part_start, part_end in _parts(text, start, end):
        name_start = _credited(text, part_start, part_end, below=below)
        name = trimmed(text, name_start, part_end)
        if part_start < name_start and name[0] < name[1]:
            yield Segment("furniture", *trimmed(text, part_start, name_start))
            yield Segment("byline", *name)
        else:
            yield Segment("furniture", part_start, part_end)


def _credited(text: str, start: int, end: int, *, below: bool) -> int:
    """Where the name begins behind a word that credits somebody; `start` if none does."""
    lists = words()
    for sign in _SIGNS:
        place = text.find(sign, start, end)
        word = _key(text[start:place]) if place >= 0 else ""
        sure = sign == ":" and _credits(word, lists.credits)
        if sure and end - place <= _LONGEST_NAME + 1:
            return place + 1
        credited = _credits(word, lists.credits) or (below and _credits(word, lists.credits_below))
        if credited and are_names(text[place + 1 : end]):
            return place + 1
    for size in (2, 1) if below else ():
        begun = re.match(rf"(?:\S+\s+){{{size}}}", text[start:end])
        if begun and _key(begun.group()) in lists.credits_bare and are_names(text[start + begun.end() : end]):
            return start + begun.end()
    return start


def _credits(word: str, known: frozenset[str]) -> bool:
    """Whether a word credits somebody, or two do: «إعداد وتقديم»."""
    first, joined, second = word.partition(" و")
    return word in known or (bool(joined) and first in known and second.strip() in known)


def are_names(words_behind: str) -> bool:
    """Whether words may be the names of people: few, and without the words of a sentence."""
    names = [name.split() for name in _BETWEEN_NAMES.split(words_behind.strip())]
    listed = [word for name in names for word in name]
    return (
        bool(listed)
        and len(words_behind.strip()) <= _LONGEST_NAME
        and all(len(name) <= _MOST_NAME_WORDS for name in names)
        and words().not_in_names.isdisjoint(fold_key(word) for word in listed)
        and not re.search(r"[?؟!«»\"\d]|\w{3}\.$", words_behind.strip())
    )


def _parts(text: str, start: int, end: int) -> Iterator[Range]:
    """The bars of a line and what stands between them, without outer spaces."""
    for match in _PART.finditer(text, start, end):
        part = trimmed(text, *match.span())
        if part[0] < part[1]:
            yield part


@lru_cache(maxsize=4096)
def _key(line: str) -> str:
    return fold_key(line).strip()


def _is_short(line: str) -> bool:
    return len(line) <= _LONGEST_LINE


def published_in(furniture: Iterable[str]) -> str:
    """The date of a page as it stands there, that of its first publication before that of a change."""
    return next(iter(sorted(filter(is_date_line, furniture), key=tells_update)), "")
