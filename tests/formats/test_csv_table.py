"""A cell of a table is text or a number, never a formula; and every CSV is written by this one function."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest

import annotator
from annotator.formats.csv_table import csv_bytes


def back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=cmd|"/c calc"!A1', "-", "= سلمى"],
)
def test_what_would_run_is_text(text: str) -> None:
    assert back(csv_bytes([[text, "b"]])) == [[f"'{text}", "b"]]


def test_all_else_stays() -> None:
    rows = [["سلمى", "a=b", "", "'", "a,b", 'a"b'], [-1, -0.5, None, 3, 1e-9, "0"]]
    written = csv_bytes(rows)
    assert written.startswith(b"\xef\xbb\xbf")
    assert back(written) == [["سلمى", "a=b", "", "'", "a,b", 'a"b'], ["-1", "-0.5", "", "3", "1e-09", "0"]]


def test_nothing_else_writes_csv() -> None:
    writers = [
        path.name
        for path in sorted(Path(annotator.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter")
        and isinstance(node.value, ast.Name) and node.value.id == "csv"
    ]  # fmt: skip
    assert writers == ["csv_table.py"]
