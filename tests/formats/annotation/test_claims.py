"""The table of claims: a row for each claim and whoever voiced it, read back by other libraries."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
import openpyxl
import pyarrow.parquet
import pytest

from annotator.core.model import Bundle
from annotator.formats import WriteOptions, by_id, scheme_toml, write
from tests.formats.made import full_bundle, span

SCHEME = scheme_toml.load()


def bundle() -> Bundle:
    """The full one under the labels of the scheme, with an actor inside the claim."""
    made = full_bundle()
    names = {"CLAIM": "claim", "SOURCE": "source", "CUE": "cue", "ACTOR": "actor"}
    spans = [msgspec.structs.replace(row, label=names[row.label]) for row in made.spans]
    return msgspec.structs.replace(made, spans=(*spans, span("s-in", "actor", (41, 48))))


def rows_of(format_id: str, *bundles: Bundle, language: str = "ar") -> list[dict[str, Any]]:
    out = io.BytesIO()
    options = WriteOptions(scheme=SCHEME, names={"n-reuters": "رويترز"}, language=language)
    write(by_id(format_id), bundles, out, options)
    data = out.getvalue()
    if format_id == "claims-csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if format_id == "claims-parquet":
        return pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()  # type: ignore[no-untyped-call]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")
    head, *body = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type in "snf" and cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [
        dict(zip(map(str, head), ["" if value is None else value for value in row], strict=True))
        for row in body
    ]


formats = pytest.mark.parametrize("format_id", ["claims-csv", "claims-xlsx", "claims-parquet"])


@formats
def test_a_row_says_who_claimed_what(format_id: str) -> None:
    inner, outer = rows_of(format_id, bundle())
    told = {
        "claim": "الطائرة سقطت", "sources": "مصدر لبناني", "cue": "قال", "category": "military",
        "affiliation": "الجيش", "naming": "role", "actors": "الطائرة", "outlet": "وكالة", "author": "salma",
        "verdicts": "replace: nour", "published": "2024-05-01",
    }  # fmt: skip
    assert {name: inner[name] for name in told} == told
    assert (int(inner["start"]), int(inner["end"])) == (41, 53)
    assert outer["sources"] == "" and outer["claim"] == "الطائرة سقطت"


@formats
def test_nothing_of_a_text_is_run(format_id: str) -> None:
    made = bundle()
    document = msgspec.structs.replace(made.document, title="=1+1")
    row = rows_of(format_id, msgspec.structs.replace(made, document=document), language="en")[0]
    assert row["title"] == ("'=1+1" if format_id == "claims-csv" else "=1+1")


@formats
def test_a_claim_of_nobody_is_a_row_and_a_document_without_claims_is_none(format_id: str) -> None:
    made = msgspec.structs.replace(bundle(), attributions=())
    (row,) = rows_of(format_id, made)
    assert (row["claim"], row["sources"], row["category"]) == ("الطائرة سقطت", "", "")
    assert rows_of(format_id, msgspec.structs.replace(made, spans=())) == []


@formats
def test_the_same_record_gives_the_same_bytes(format_id: str) -> None:
    made = []
    for _ in range(2):
        out = io.BytesIO()
        write(by_id(format_id), [bundle()], out, WriteOptions(scheme=SCHEME))
        made.append(out.getvalue())
    assert made[0] == made[1]
