"""Invented news in which every name stands in a construction, to be learned from in a moment."""

from __future__ import annotations

from annotator.commands import spans
from annotator.store import Project
from tests.store.conftest import make_document

ME = "سلمى"
ACTORS = ("لواء الساحل", "مجلس الرمان", "كتيبة النسر", "حركة الجسور", "فرقة المرفأ", "هيئة البيدر")
PLACES = ("القنطرة", "تل الزهر", "بئر السمك", "دير الحمام", "عين الرمان", "جسر الورد")
LINES = (
    "دخل {actor} بلدة {place} مساء أمس.",
    "انسحب {actor} من محيط {place} بعد ساعات.",
    "قصف {actor} أطراف بلدة {place} صباحا.",
)
UNSEEN = "دخل لواء البحيرة بلدة عين السنديان مساء أمس."


def annotate(project: Project, number: int, author: str = ME) -> str:
    """A document with a line of each kind, its names labelled; its id."""
    actor, place = ACTORS[number % len(ACTORS)], PLACES[(number + number // len(ACTORS)) % len(PLACES)]
    lines = [line.format(actor=actor, place=place) for line in LINES]
    text = f"خبر {number}.\n" + "\n".join(lines)
    page = make_document(project, text)
    for label, words in (("actor", actor), ("place", place)):
        start = text.find(words)
        while start >= 0:
            spans.add_span(
                project, author=author, document_id=page.id, label=label, ranges=[(start, start + len(words))]
            )
            start = text.find(words, start + 1)
    return page.id
