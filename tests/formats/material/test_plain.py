"""Plain JSON lines and plain text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.model import Bundle, Segment, document_id, hash_text
from tests.formats.made import codes, file_of, read


def one(folder: Path, row: dict[str, Any]) -> Bundle:
    (bundle,), problems = read(file_of(folder, [row], "a.jsonl"))
    assert problems == []
    return bundle


def test_known_keys_are_taken_and_the_others_kept(tmp_path: Path) -> None:
    bundle = one(
        tmp_path,
        {
            "id": "x-1",
            "title": " عنوان\u2028طويل ",
            "author": "",
            "byline": None,
            "time": "2017-05-16T10:31:00+01:00",
            "url": "https://example.org/1",
            "source": "إذاعة",
            "cat": "culture",
            "abstract": None,
            "text": "سطر\r\n\r\n  سطر آخر ",
        },
    )
    document = bundle.document
    assert bundle.text == "سطر\n\n  سطر آخر "
    assert document.title == "عنوان طويل"
    assert (document.kind, document.language, document.direction) == ("article", "ar", "rtl")
    assert (document.byline, document.source) == ("", "إذاعة")
    assert document.published == "2017-05-16T10:31+01:00"
    assert document.meta == {"id": "x-1", "cat": "culture", "published_found": "2017-05-16T10:31:00+01:00"}
    assert document.segments == (Segment("paragraph", 0, 3), Segment("paragraph", 7, 14))
    found = document.meta["published_found"]
    assert document.id == document_id("article", hash_text(bundle.text), "https://example.org/1", found)


def test_the_first_filled_of_several_keys_counts(tmp_path: Path) -> None:
    document = one(
        tmp_path,
        {"text": "قال", "published": "", "time": "10:00", "date": "2020-01-01", "author": ["ا", "ب"]},
    ).document
    assert (document.published, document.byline) == ("2020-01-01", "ا، ب")
    assert document.meta == {"time": "10:00"}


def test_a_relative_date_is_counted_back_from_when_the_record_was_fetched(tmp_path: Path) -> None:
    row = {"text": "قال", "date": "قبل 3 ساعات"}
    untold = one(tmp_path, row).document
    assert (untold.published, untold.meta) == ("", {"published_found": "قبل 3 ساعات"})
    told = one(tmp_path, {**row, "scraped_at": "2019-01-15T01:35:00+02:00"}).document
    assert (told.published, told.meta["published_found"]) == ("2019-01-14T22:35+02:00", "قبل 3 ساعات")
    assert told.meta["scraped_at"] == "2019-01-15T01:35:00+02:00"


def test_values_of_another_type_are_kept_as_they_are(tmp_path: Path) -> None:
    document = one(
        tmp_path, {"text": "قال", "date": 1495012000, "kind": "news", "source": {"id": 3}}
    ).document
    assert (document.published, document.kind, document.source) == ("", "text", "")
    assert document.meta == {"date": 1495012000, "kind": "news", "source": {"id": 3}}


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("قال", "ar", "rtl"),
        ("BBC: قالت الوزارة إن الطريق فتح", "ar", "rtl"),
        ("The ministry said", "und", "ltr"),
        ("אמר השר", "und", "rtl"),
        ("12:30 - 5", "und", "rtl"),
        ("#القنطرة تسجل 68 إصابة https://t.co/x6VAEgBNHd https://t.co/KcgvlFHsuJ", "ar", "rtl"),
        ("@QantaraNewsNetwork نعم www.example.org/qantara/news", "ar", "rtl"),
        ("https://example.org/a", "und", "rtl"),
    ],
)
def test_language_and_direction(tmp_path: Path, text: str, language: str, direction: str) -> None:
    document = one(tmp_path, {"text": text}).document
    assert (document.language, document.direction) == (language, direction)


def test_a_named_language_and_kind_win(tmp_path: Path) -> None:
    document = one(tmp_path, {"text": "قال", "language": "fa", "kind": "post"}).document
    assert (document.language, document.kind, document.meta) == ("fa", "post", {})


def test_a_flash_that_is_only_a_headline(tmp_path: Path) -> None:
    bundle = one(tmp_path, {"title": "خبر عاجل", "text": ""})
    assert bundle.text == bundle.document.title == "خبر عاجل"
    assert bundle.document.segments == (Segment("headline", 0, 8),)


BAD_LINES = {
    '{"title": "ع"}': "no-text-field",
    '{"text": null}': "no-text-field",
    '{"text": [1]}': "no-text-field",
    '{"text": " \\n"}': "record-without-text",
    '{"text": "قال \\ud83d"}': "lone-surrogate",
    '{"text": "قال \\udd34\\ud83d"}': "lone-surrogate",
    '{"text": "قال", "x": {"y": "\\u0000"}}': "nul-character",
    '{"text": "قال"': "broken-json",
    "[1, 2]": "bad-record",
    '"قال"': "bad-record",
    '{"text": 1e999}': "bad-record",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_reported_and_the_rest_goes_on(tmp_path: Path, line: str) -> None:
    good = json.dumps({"text": "قال"})
    bundles, problems = read(file_of(tmp_path, f"{good}\n\n{line}\n{good}", "a.jsonl"))
    assert len(bundles) == 2
    assert codes(problems) == [(BAD_LINES[line], 3)]


def test_an_array_names_the_line_of_each_record(tmp_path: Path) -> None:
    content = (
        '\n[\n  {"text": "قال"},\n  {"title": "a"}, {"title": "b"},\n  {"text": "قال",\n   "n": 1},\n\n 5 ]\n'
    )
    bundles, problems = read(file_of(tmp_path, content, "a.json"))
    assert len(bundles) == 2
    assert codes(problems) == [("no-text-field", 4), ("no-text-field", 4), ("bad-record", 8)]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ('[\n {"text": "قال"},\n {"text" "قالت"}\n]', 3, 10),
        ('[{"text": "قال"},\n{"text"', 2, 8),
        ("[" * 9000, 1, 9001),
    ],
)
def test_a_broken_array(tmp_path: Path, content: str, line: int, column: int) -> None:
    bundles, (problem,) = read(file_of(tmp_path, content, "a.json"))
    assert bundles == []
    assert (problem.code, problem.line, problem.details["column"]) == ("broken-json", line, column)


LONG = "كلمة " * 40

TEXTS: dict[str, tuple[str, str, str, list[tuple[str, str]]]] = {
    "headline": (
        "\n\nعنوان\n\nفقرة أولى\nفقرة ثانية\n",
        "article",
        "عنوان",
        [("headline", "عنوان"), ("paragraph", "فقرة أولى"), ("paragraph", "فقرة ثانية")],
    ),
    "no blank line after the first": (
        "سطر\nسطر آخر", "text", "", [("paragraph", "سطر"), ("paragraph", "سطر آخر")],
    ),
    "one line": ("سطر\n\n", "text", "", [("paragraph", "سطر")]),
    "a long first line": (
        f"{LONG}\n\nسطر", "text", "", [("paragraph", LONG.strip()), ("paragraph", "سطر")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_plain_text(tmp_path: Path, case: str) -> None:
    content, kind, title, segments = TEXTS[case]
    (bundle,), problems = read(file_of(tmp_path, content, "نص.txt"))
    assert problems == []
    assert (bundle.document.kind, bundle.document.title) == (kind, title)
    assert bundle.text == content.strip("\n")
    assert [(row.kind, bundle.text[row.start : row.end]) for row in bundle.document.segments] == segments
    assert bundle.document.meta == {"file": "نص.txt"}


def test_indentation_and_no_break_spaces_stay(tmp_path: Path) -> None:
    (bundle,), _ = read(file_of(tmp_path, "\n \n  قال\u00a0زيد \n\u00a0\n", "a.txt"))
    assert bundle.text == "  قال\u00a0زيد "
    assert bundle.document.segments == (Segment("paragraph", 2, 9),)
