"""JSON of any shape, and the names its fields go by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.formats import ReadOptions, by_id, read_paths
from tests.formats.made import codes, file_of, read

TEXT = "قتل ثلاثة أشخاص في قصف على بلدة الصفا."
ROW = {"headline": "عنوان", "body": TEXT, "link": "https://example.org/1", "outlet": "نور برس"}

SHAPES: dict[str, Any] = {
    "an array": [ROW],
    "an array within": {"status": "ok", "totalResults": 1, "articles": [ROW]},
    "a feed whose own description is no text": {"title": "نور", "description": "موقع", "items": [ROW]},
    "deeper": {"response": {"hits": {"hits": [{"_id": "1", "_source": ROW}]}}},
    "one object": {"_id": "1", "_source": ROW},
    "objects by id": {"a": ROW, "b": {**ROW, "link": "https://example.org/2"}},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 1])
def test_records_are_found_wherever_they_lie(tmp_path: Path, shape: str, indent: int | None) -> None:
    content = json.dumps(SHAPES[shape], ensure_ascii=False, indent=indent)
    bundles, problems = read(file_of(tmp_path, content, "a.json"))
    assert problems == []
    assert len(bundles) == (2 if shape == "objects by id" else 1)
    document = bundles[0].document
    assert bundles[0].text == TEXT
    assert (document.title, document.source) == ("عنوان", "نور برس")
    assert document.url == "https://example.org/1"


NAMES = ("content", "Body", "full_text", "articleBody", "main text", "النص", "notes", "Description")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_text(tmp_path: Path, name: str) -> None:
    (bundle,), problems = read(file_of(tmp_path, [{name: TEXT}], "a.jsonl"))
    assert (bundle.text, problems) == (TEXT, [])


def test_a_text_is_taken_before_what_is_often_beside_it(tmp_path: Path) -> None:
    (bundle,), _ = read(file_of(tmp_path, [{"description": "موجز", "content": TEXT}], "a.jsonl"))
    assert (bundle.text, bundle.document.meta) == (TEXT, {"description": "موجز"})


def test_paragraphs_in_a_list_and_an_author_who_is_an_object(tmp_path: Path) -> None:
    row = {"content": ["فقرة", "أخرى"], "author": {"name": "سليم نور", "id": 3}}
    (bundle,), _ = read(file_of(tmp_path, [row], "a.jsonl"))
    assert (bundle.text, bundle.document.byline) == ("فقرة\nأخرى", "سليم نور")
    assert bundle.document.meta == {"author": {"name": "سليم نور", "id": 3}}


def test_fields_that_are_told(tmp_path: Path) -> None:
    row = {"text": "لا", "a": {"b": TEXT}, "when": 2019, "title": "عنوان"}
    path = file_of(tmp_path, [row], "a.jsonl")
    options = ReadOptions(fields={"text": "a.b", "published": "when"})
    (bundle,) = read_paths([path], options=options)
    assert getattr(bundle, "text", "") == TEXT
    assert bundle.document.published == "2019"  # type: ignore[union-attr]


def test_what_is_wrong_with_each_record_is_a_problem_of_it(tmp_path: Path) -> None:
    rows = [{"x": 1}, ROW, {"x": 2}]
    bundles, problems = read(file_of(tmp_path, rows, "a.jsonl"))
    assert len(bundles) == 1
    assert codes(problems) == [("no-text-field", 1), ("no-text-field", 3)]


@pytest.mark.parametrize("content", ['{"a":' * 10000, "[" * 10000, '{"articles": [1, null]}', "{}", "[{}]"])
def test_odd_shapes_are_told(tmp_path: Path, content: str) -> None:
    bundles, problems = read(file_of(tmp_path, content, "a.json"))
    assert bundles == [] and len(problems) == 1


FOREIGN: dict[str, tuple[str, dict[str, Any]]] = {
    "Prodigy": ("prodigy", {"text": TEXT, "spans": [{"start": 0, "end": 3, "label": "claim"}]}),
    "doccano": ("doccano", {"text": TEXT, "label": [[0, 3, "claim"]]}),
    "Label Studio": ("label-studio", {"data": {"text": TEXT}, "annotations": [{"result": []}]}),
}


@pytest.mark.parametrize("tool", FOREIGN)
def test_labels_of_another_tool_are_told_once_where_only_texts_are_read(tmp_path: Path, tool: str) -> None:
    format_id, record = FOREIGN[tool]
    path = file_of(tmp_path, [record, {**record, "n": 2}], "a.jsonl")
    bundles, problems = read(path, format_id="jsonl")
    assert {bundle.text for bundle in bundles} == {TEXT}
    assert [(row.code, row.details) for row in problems] == [
        ("labels-not-read", {"tool": tool, "format": format_id})
    ]
    assert by_id(format_id).read


def test_a_file_of_nothing_but_labels_is_refused(tmp_path: Path) -> None:
    bundles, problems = read(file_of(tmp_path, "# text = قال\n1\tقال\t_\tVERB\n", "a.conllu"))
    assert bundles == []
    assert [row.code for row in problems] == ["foreign-annotation"]
