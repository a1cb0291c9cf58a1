"""Sentences made of rows of the tables: what is inserted stays one line, in its place, in the language."""

from __future__ import annotations

import os

import pytest

from annotator.commands.documents import ImportReport
from annotator.core.errors import AnnotatorError
from annotator.formats import Problem
from annotator.words.i18n import LANGUAGES, Language, error_sentence, isolated, tr
from annotator.words.reports import import_summary, problem_sentence

FSI, PDI, RLO = "\u2068", "\u2069", "\u202e"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", f"{FSI}a{PDI}"),
        ("a\nb\u2028c\r\nd", f"{FSI}a b c d{PDI}"),
        (f"{PDI}{RLO}x", f"{FSI}{RLO}x{PDI}"),
        (f"{FSI}x", f"{FSI}{FSI}x{PDI}{PDI}"),
        (f"\u2067x{PDI}{PDI}y", f"{FSI}\u2067x{PDI}y{PDI}"),
        (12345, "12345"),
    ],
)
def test_what_is_inserted_cannot_leave_its_place(value: object, expected: str) -> None:
    assert isolated(value) == expected


def test_only_counts_have_their_thousands_marked() -> None:
    assert tr("en", "reports.imported", n=12345) == "12,345 documents imported."
    error = AnnotatorError("chain-broken", seq=12345, event="e")
    assert "Event 12345 " in error_sentence("en", error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_system_said_is_said_in_the_language(language: Language) -> None:
    plain = AnnotatorError("file-not-written", path="x", reason=os.strerror(28))
    numbered = AnnotatorError("project-not-created", path="x", reason=str(OSError(28, os.strerror(28), "x")))
    strange = AnnotatorError("file-not-written", path="x", reason="the dog ate it")
    said = {"ar": "القرص ممتلئ", "en": "the disk is full"}[language]
    assert said in error_sentence(language, plain)
    assert said in error_sentence(language, numbered)
    assert "the dog ate it" in error_sentence(language, strange)


def test_a_place_is_named_once() -> None:
    def plain(problem: Problem) -> str:
        return problem_sentence("en", problem).replace(FSI, "").replace(PDI, "")

    assert plain(Problem("a.jsonl", 1234, "record-without-text")).startswith("a.jsonl, line 1234: The record")
    nul = Problem("a.txt", 7, "nul-character", {"line": 7, "column": 2})
    assert plain(nul).startswith("a.txt: Line 7, column 2 contains")
    assert plain(Problem("", None, "row-known-otherwise", {"id": "i", "document": "d"})).startswith("i in")


@pytest.mark.parametrize(
    ("spans", "attributions", "arabic", "english"),
    [
        (0, 0, "", ""),
        (1, 0, " التوسيم المضاف: مدى واحد.", " Annotations added: 1 span."),
        (0, 2, " التوسيم المضاف: إسنادان.", " Annotations added: 2 attributions."),
        (2, 1, " التوسيم المضاف: مديان وإسناد واحد.", " Annotations added: 2 spans and 1 attribution."),
        (3, 11, " التوسيم المضاف: 3 مديات و11 إسنادا.",
         " Annotations added: 3 spans and 11 attributions."),
        (100, 103, " التوسيم المضاف: 100 مدى و103 إسنادات.",
         " Annotations added: 100 spans and 103 attributions."),
    ],
)  # fmt: skip
def test_summaries_count_well(spans: int, attributions: int, arabic: str, english: str) -> None:
    report = ImportReport(documents=1, spans=spans, attributions=attributions)
    said = {
        language: import_summary(language, report).replace(FSI, "").replace(PDI, "") for language in LANGUAGES
    }
    assert said == {"ar": f"استُورد مستند واحد.{arabic}", "en": f"1 document imported.{english}"}
