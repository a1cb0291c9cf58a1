"""Invented news in which somebody corrects the same edge of each proposal again and again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice, product

import msgspec

from annotator.commands.accepting import accept_suggestion
from annotator.commands.suggestions import suggest_document
from annotator.core.suggestions import ProposedSpan, Suggestion
from annotator.store import Project
from tests.store.conftest import make_document

ME = "هدى"
VERBS = ("قال", "أعلن", "أكد", "أوضح")
TITLES = ("وزير المياه", "رئيس البلدية", "مدير المستشفى")
NAMES = ("سامر المرمري", "فراس العطري", "سليم الحبقي", "نادر الصفصافي", "كريم البابونجي")
TIMES = ("اليوم", "أمس", "الجمعة", "مساء")
CLAIMS = ("السد آمن", "الجسر مغلق", "المعبر سيفتح غدا", "المدارس ستبقى مغلقة", "الطريق قطعت")
THAT = ("إن", "أن")
UNSEEN = "وأعلن مدير البلدية رامي الزعتري الخميس أن الحديقة ستفتح."

Habit = Callable[[str], tuple[str, str]]
"""The label of the part that is corrected in a text, and its right words."""


def pages(number: int) -> list[str]:
    rows = product(CLAIMS, NAMES, TITLES, VERBS)
    made = []
    for (claim, name, title, verb), time in zip(islice(rows, 0, None, 7), cycle(TIMES), strict=False):
        that = THAT[verb != "قال"]
        made.append(f"{verb} {title} {name} {time} {that} {claim}.")
    assert len(made) >= number
    return made[:number]


def proposal(project: Project, document: str, author: str = ME) -> Suggestion:
    (row,) = (row for row in suggest_document(project, document, author=author) if row.suggester == "cues")
    return row


def parts(row: Suggestion) -> dict[str, str]:
    return {span.label: span.quote for span in row.spans}


def corrected(row: Suggestion, text: str, label: str, quote: str) -> Suggestion:
    """The suggestion with one of its parts as the author has it."""
    start = text.index(quote)
    span = ProposedSpan(label, ((start, start + len(quote)),), quote)
    return msgspec.structs.replace(row, spans=tuple(span if old.label == label else old for old in row.spans))


def without_that(text: str) -> tuple[str, str]:
    claim = next(text.partition(f" {that} ")[2] for that in THAT if f" {that} " in text)
    return "claim", claim.removesuffix(".")


def without_title(text: str) -> tuple[str, str]:
    return "source", next(name for name in NAMES if name in text)


def with_time(text: str) -> tuple[str, str]:
    that = next(that for that in THAT if f" {that} " in text)
    return "source", text.partition(" ")[2].partition(f" {that} ")[0]


def decide(project: Project, texts: list[str], habit: Habit | None = None, author: str = ME) -> None:
    """Accept what is proposed in each text, corrected where the author has a habit."""
    for text in texts:
        row = proposal(project, make_document(project, text).id, author)
        accept_suggestion(project, corrected(row, text, *habit(text)) if habit else row, author=author)
