"""A line that narrows a list of documents: words of the title, and `field:value`, in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, cast, get_args

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.dates import parse_date
from annotator.core.errors import AnnotatorError
from annotator.core.model import Kind

Field = Literal["kind", "outlet", "date", "again", "author", "state"]
WorkState = Literal["not-begun", "in-work", "unattributed", "returned", "done"]
"""How one's own work on a document stands. `unattributed`: a claim of one's own has no attribution."""

DateState = Literal["not-understood", "undated"]
"""A date that is written and not understood, and none at all."""

Again = Literal["same-text", "version"]
"""The words of another document, and what looks like a version of another."""

FIELDS: Final[tuple[Field, ...]] = get_args(Field)
WORK_STATES: Final[tuple[WorkState, ...]] = get_args(WorkState)

FIELD_WORDS: Final[Mapping[Field, tuple[str, ...]]] = {
    "kind": ("kind", "نوع"),
    "outlet": ("outlet", "ناشر", "source"),
    "date": ("date", "تاريخ"),
    "again": ("again", "تكرار", "مكرر"),
    "author": ("author", "صاحب"),
    "state": ("state", "حال", "حالة"),
}
"""English first, then Arabic, then what else is understood; so too the words for values."""

VALUE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "article": ("article", "مقال"),
    "ticker": ("ticker", "شريط", "شريط-أخبار"),
    "post": ("post", "منشور"),
    "text": ("text", "نص"),
    "not-begun": ("not-started", "لم-يبدأ", "not-begun"),
    "in-work": ("in-progress", "قيد-العمل", "in-work"),
    "unattributed": ("unattributed", "بلا-إسناد"),
    "returned": ("returned", "عاد", "عاد-إلي"),
    "done": ("done", "منجز"),
    "not-understood": ("not-understood", "غير-مفهوم", "غير-مفهومة"),
    "undated": ("none", "بلا", "undated"),
    "same-text": ("same-text", "النص-نفسه", "same"),
    "version": ("version", "نسخة", "نسخة-أخرى"),
}
DATE_STATES: Final[tuple[DateState, ...]] = get_args(DateState)
AGAIN: Final[tuple[Again, ...]] = get_args(Again)
_VALUES: Final[Mapping[Field, tuple[str, ...]]] = {
    "kind": get_args(Kind),
    "state": WORK_STATES,
    "again": AGAIN,
}

_QUOTED: Final = r'"[^"]*"|«[^»]*»|“[^”]*”'
_PART: Final = re.compile(
    rf'(?P<empty>[^\W\d_]+:)(?!\S)|(?:(?P<field>[^\W\d_]+):)?(?P<value>{_QUOTED}|[^\s"«“]\S*)'
)
_ARTICLE: Final = "ال"


class Dates(msgspec.Struct, frozen=True):
    """From one day to another, both included, each as far as it is given: a year, a month, a day, or ""."""

    since: str
    until: str


class DocumentFilter(msgspec.Struct, frozen=True):
    """What a document must have: all of the words, and of each field that is named one of its values.

    Words, outlets and authors are folded. `written`: parts of dates that are no date themselves.
    """

    words: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    outlets: tuple[str, ...] = ()
    dates: tuple[Dates, ...] = ()
    written: tuple[str, ...] = ()
    undated: tuple[DateState, ...] = ()
    again: tuple[Again, ...] = ()
    authors: tuple[str, ...] = ()
    states: tuple[WorkState, ...] = ()


EVERY_DOCUMENT: Final = DocumentFilter()


def parse(text: str) -> DocumentFilter:
    """Understand a line. Raises `AnnotatorError` with the `word` at fault and where it begins (`start`)."""
    words: list[str] = []
    found: dict[Field, list[str]] = {field: [] for field in FIELDS}
    dates: list[Dates] = []
    undated: list[DateState] = []
    for part in _PART.finditer(text):
        named = part["field"] or (part["empty"] or "").removesuffix(":")
        value = _bare(part["value"] or "")
        if not named or (part["empty"] and not _is_field(named)):
            words.append(fold_key(value or part[0]).strip())
            continue
        field = _named(named, part.start())
        start = part.start("value") if part["value"] else part.start()
        if not fold_key(value).strip():
            raise AnnotatorError("filter-empty", word=part[0], start=start, place=start + 1)
        if field in _VALUES:
            found[field].append(_value(field, value, start))
        elif field == "date" and (state := _VALUE_OF.get(_key(value), "")) in DATE_STATES:
            undated.append(state)
        elif field == "date" and (dated := _dates(value, start)):
            dates.append(dated)
        else:
            found[field].append(fold_key(value).strip())
    return DocumentFilter(
        words=tuple(filter(None, words)),
        kinds=cast(tuple[Kind, ...], tuple(found["kind"])),
        outlets=tuple(found["outlet"]),
        dates=tuple(dates),
        written=tuple(found["date"]),
        undated=tuple(undated),
        again=cast(tuple[Again, ...], tuple(found["again"])),
        authors=tuple(found["author"]),
        states=cast(tuple[WorkState, ...], tuple(found["state"])),
    )


def clause(field: Field, value: str, *, arabic: bool) -> str:
    """What is written in a line to ask for a value of a field."""
    written = VALUE_WORDS[value][arabic] if field in _VALUES or value in DATE_STATES else value
    if re.search(r'[\s"«“]', written):
        written = '"{}"'.format(written.replace('"', " "))
    return f"{FIELD_WORDS[field][arabic]}:{written}"


def with_clause(text: str, field: Field, value: str, *, arabic: bool) -> str:
    """The line with this value in place of what it asks of the field."""
    kept = [
        part[0]
        for part in _PART.finditer(text)
        if not (part["field"] and _is_field(part["field"]) and _named(part["field"], 0) == field)
    ]
    return " ".join([*kept, clause(field, value, arabic=arabic)])


def _bare(value: str) -> str:
    return value[1:-1] if re.fullmatch(_QUOTED, value) else value


def _key(word: str) -> str:
    return re.sub(r"[\s_-]", "", fold_key(word))


_FIELD_OF: Final = {_key(word): field for field, words in FIELD_WORDS.items() for word in words}
_VALUE_OF: Final = {_key(word): value for value, words in VALUE_WORDS.items() for word in words}


def _is_field(word: str) -> bool:
    key = _key(word)
    return key in _FIELD_OF or key.removeprefix(_ARTICLE) in _FIELD_OF


def _named(word: str, start: int) -> Field:
    if not _is_field(word):
        known = " · ".join(f"{words[0]}/{words[1]}" for words in FIELD_WORDS.values())
        raise AnnotatorError("filter-field", word=word, start=start, place=start + 1, known=known)
    key = _key(word)
    return _FIELD_OF.get(key) or _FIELD_OF[key.removeprefix(_ARTICLE)]


def _value(field: Field, word: str, start: int) -> str:
    value = _VALUE_OF.get(_key(word), "")
    if value not in _VALUES[field]:
        known = " · ".join(f"{words[0]}/{words[1]}" for words in map(VALUE_WORDS.__getitem__, _VALUES[field]))
        raise AnnotatorError("filter-value", word=word, start=start, place=start + 1, known=known)
    return value


def _dates(value: str, start: int) -> Dates | None:
    """A day, a month, a year, however it is written, or from one to another; None for what is none of it."""
    since, between, until = (part.strip() for part in value.partition(".."))
    told = [parse_date(end)[:10] for end in (since, until)]
    if not between:
        return Dates(told[0], told[0]) if told[0] else None
    if not any(told) or any(
        bool(end) != bool(given) for end, given in zip(told, (since, until), strict=True)
    ):
        raise AnnotatorError("filter-date", word=value, start=start, place=start + 1)
    return Dates(*told)
