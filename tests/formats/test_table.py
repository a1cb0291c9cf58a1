"""The table of formats, its sentences, and the published schema."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any, cast

import jsonschema
import msgspec
import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.model import ReviewMark, Segment, Toll
from annotator.disk import data_path
from annotator.formats import CARRIES, FORMATS, by_id, write
from annotator.formats.annotation import annotator_record as rows
from annotator.words.i18n import LANGUAGES, table, tr
from tests.formats.made import full_bundle, record, written

SCHEMA: dict[str, Any] = json.loads(data_path("resources", "annotator-1.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_rows_are_complete_and_ids_are_unique() -> None:
    assert len({format.id for format in FORMATS}) == len(FORMATS)
    for format in FORMATS:
        assert by_id(format.id) is format
        assert all(tr(language, f"formats.{format.id}") for language in LANGUAGES)
        assert all(suffix.startswith(".") for suffix in format.suffixes)
        assert format.carries <= set(CARRIES)
        assert format.read or format.write


def test_the_documentation_names_every_format_that_is_written() -> None:
    page = data_path("docs", "exchange.md").read_text("utf-8")
    for format in FORMATS:
        assert not format.write or f"`{format.id}`" in page
        assert not format.extra or f"`{format.extra}`" in page


@pytest.mark.parametrize("format", [format for format in FORMATS if not format.write])
def test_formats_that_are_only_read(format: Any) -> None:
    with pytest.raises(AnnotatorError, match="format-not-written"):
        write(format, [full_bundle()], io.BytesIO())


CODES = [
    r'AnnotatorError\(\s*"([a-z0-9-]+)"',
    r'report\(\s*"([a-z0-9-]+)"',
    r'Problem\([^"]*?,\s*(?:None|number|line)\s*,\s*"([a-z0-9-]+)"',
]


def test_every_code_has_its_sentence() -> None:
    source = "\n".join(path.read_text("utf-8") for path in data_path("formats").rglob("*.py"))
    codes = {code for pattern in CODES for code in re.findall(pattern, source)}
    assert {"not-utf8", "broken-json", "newer-format", "target-dropped", "no-texts"} <= codes
    codes |= {"nul-character", "lone-surrogate", "bad-ranges", "quote-mismatch", "in-file", "in-line"}
    for code in codes:
        row = table()[f"errors.{code}"]
        assert set(row) >= set(LANGUAGES)
        fields = [sorted(re.findall(r"{(\w+)}", str(row[language]))) for language in LANGUAGES]
        assert fields[0] == fields[1], code


def test_the_schema_is_strict_and_accepts_what_is_written() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(json.loads(written([full_bundle()])))


BAD = {
    "an unknown key": record(colour="red"),
    "another version": record(format="annotator/2"),
    "an unknown unit": record(offset_unit="byte"),
    "a negative offset": record(segments=[{"kind": "item", "start": -1, "end": 3}]),
    "a range of three": record(
        spans=[{"id": "s", "label": "X", "ranges": [[1, 2, 3]], "quote": "x", "author": "a"}]
    ),
    "no claim": record(attributions=[{"id": "a", "claims": [], "author": "a"}]),
    "an unknown verdict": record(decisions=[{**record()["decisions"][0], "verdict": "maybe"}]),
    "a hash that is none": record(text_sha256="abc"),
    "no text": {key: value for key, value in record().items() if key != "text"},
}


@pytest.mark.parametrize("case", BAD)
def test_the_schema_refuses(case: str) -> None:
    assert not VALIDATOR.is_valid(BAD[case])


@pytest.mark.parametrize(
    ("struct", "schema"),
    [
        (rows.DocumentRow, SCHEMA),
        *(
            (struct, SCHEMA["$defs"][name])
            for name, struct in {
                "segment": Segment,
                "span": rows.SpanRow,
                "toll": Toll,
                "attribution": rows.AttributionRow,
                "submission": rows.SubmissionRow,
                "decision": rows.DecisionRow,
                "comment": rows.CommentRow,
                "review": ReviewMark,
            }.items()
        ),
    ],
)
def test_the_schema_says_what_the_reader_reads(struct: type[msgspec.Struct], schema: dict[str, Any]) -> None:
    fields = msgspec.structs.fields(struct)
    assert list(schema["properties"]) == [field.encode_name for field in fields]
    assert set(schema["required"]) == {field.encode_name for field in fields if field.required}
    assert schema["additionalProperties"] is False
    assert all("description" in cast(dict[str, Any], row) for row in schema["properties"].values())


def test_the_sample_corpus_follows_the_schema() -> None:
    corpus: Path = data_path("sample_corpus", "corpus.jsonl")
    if not corpus.exists():
        pytest.skip("there is no sample corpus in this checkout")
    for line in corpus.read_text("utf-8").split("\n"):
        if line:
            VALIDATOR.validate(json.loads(line))
