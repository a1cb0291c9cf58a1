"""Tables of any delimiter, encoding and column names, and workbooks as a spreadsheet writes them."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from annotator.formats.material.table import delimiter_of
from tests.formats.made import codes, file_of, read

ONE = "قتل ثلاثة أشخاص في قصف مدفعي على بلدة الصفا، وفق ما قال مصدر طبي."
TWO = 'قال مصدر عسكري: "القصف، مستمر"\nوأضاف أنه لا قتلى; ولا جرحى.'
HEADER = ["event_id", "event_date", "country", "source", "notes"]
ROWS = [["SYR1", "15 January 2019", "Syria", "نور برس", ONE], ["SYR2", "16/01/2019", "", "نور برس", TWO]]


def written(rows: list[list[str]], delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table(tmp_path: Path, delimiter: str, encoding: str, quoting: int) -> None:
    content = written([HEADER, *ROWS], delimiter, quoting)
    bundles, problems = read(file_of(tmp_path, content.encode(encoding), "a.csv"))
    assert problems == []
    assert [row.text for row in bundles] == [ONE, TWO]
    assert [row.document.published for row in bundles] == ["2019-01-15", "2019-01-16"]
    assert {row.document.source for row in bundles} == {"نور برس"}
    assert bundles[0].document.meta["event_id"] == "SYR1"


def test_a_table_in_an_old_encoding(tmp_path: Path) -> None:
    path = file_of(tmp_path, written([HEADER, *ROWS], ";").encode("cp1256"), "a.csv")
    assert codes(read(path)[1]) == [("not-utf8", None)]
    bundles, problems = read(path, encoding="cp1256")
    assert [row.text for row in bundles] == [ONE, TWO] and problems == []


def test_a_table_is_told_by_its_header_too(tmp_path: Path) -> None:
    bundles, _ = read(file_of(tmp_path, written([["date", "notes"], ["2019-01-15", ONE]], ","), "a.txt"))
    assert [row.text for row in bundles] == [ONE]


def test_the_text_is_the_column_of_long_texts(tmp_path: Path) -> None:
    rows = [["رقم", "تفاصيل", "موقع"], ["1", ONE, "https://example.org/" + "a" * 200], ["2", ONE + ".", "x"]]
    bundles, problems = read(file_of(tmp_path, written(rows, ","), "a.csv"))
    assert [row.text for row in bundles] == [ONE, ONE + "."] and problems == []


def test_columns_that_are_told(tmp_path: Path) -> None:
    path = file_of(tmp_path, written([["a", "b"], ["قصف", "2019-01-15"]], ","), "a.csv")
    (bundle,), problems = read(path, fields={"text": "a", "published": "b"})
    assert (bundle.text, bundle.document.published, problems) == ("قصف", "2019-01-15", [])
    (problem,) = read(path, fields={"text": "c"})[1]
    assert (problem.code, problem.details) == ("no-such-column", {"column": "c", "columns": "a, b"})


def test_a_table_without_a_text_names_its_columns(tmp_path: Path) -> None:
    (problem,) = read(file_of(tmp_path, written([["a", "b"], ["1", "2"]], ","), "a.csv"))[1]
    assert (problem.code, problem.details) == ("no-text-column", {"columns": "a, b"})


def test_a_title_above_the_header_and_columns_alike(tmp_path: Path) -> None:
    content = written([["تقرير يناير", "", ""], ["date", "notes", "notes"], ["2019-01-15", ONE, "آخر"]], ",")
    (bundle,), _ = read(file_of(tmp_path, content, "a.csv"))
    assert bundle.text == ONE
    assert bundle.document.meta == {"notes 3": "آخر"}


def test_formulas_are_text(tmp_path: Path) -> None:
    content = written([["notes", "author"], ["=HYPERLINK(1)", "=1+1"]], ",")
    (bundle,), _ = read(file_of(tmp_path, content, "a.csv"))
    assert (bundle.text, bundle.document.byline) == ("=HYPERLINK(1)", "=1+1")


def test_a_bad_row_is_told_with_its_line_and_the_rest_comes_in(tmp_path: Path) -> None:
    content = 'date,text\n2019-01-15,"قصف\nهنا"\n2019-01-16,"a\x00"\n2019-01-17,\n2019-01-18,هدوء\n'
    bundles, problems = read(file_of(tmp_path, content.encode("utf-16"), "a.csv"))
    assert [row.text for row in bundles] == ["قصف\nهنا", "هدوء"]
    assert codes(problems) == [("nul-character", 4), ("record-without-text", 5)]


def test_a_long_cell(tmp_path: Path) -> None:
    text = "كلمة " * 100_000
    (bundle,), _ = read(file_of(tmp_path, written([["date", "text"], ["2019", text]], ","), "a.csv"))
    assert len(bundle.text) == len(text)


def test_posts_of_pages(tmp_path: Path) -> None:
    header = ["Page Name", "Post Created", "Total Interactions", "URL", "Message", "Description"]
    row = ["نور برس", "2019-01-15 22:35:00 EET", "12", "https://example.org/1", ONE, "وصف"]
    (bundle,), _ = read(file_of(tmp_path, written([header, row], ","), "a.csv"))
    document = bundle.document
    assert (document.kind, document.source, document.url) == ("post", "نور برس", "https://example.org/1")
    assert document.published.startswith("2019-01-15T22:35") and bundle.text == ONE


CELLS = st.text(st.sampled_from("قال ا,;\t|\"'\n.ab1"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=3, max_size=8), st.sampled_from(",;\t|"))
def test_quoted_cells_never_hide_the_delimiter(rows: list[tuple[str, ...]], delimiter: str) -> None:
    filled = [["a", "b", "c"], *([f"x{cell}" for cell in row] for row in rows)]
    assert delimiter_of(written(filled, delimiter, csv.QUOTE_ALL)) == delimiter


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["تقرير", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["id", "date", "notes"])
    sheet.append([1, date(2019, 1, 15), ONE])
    sheet.append([2, datetime(2019, 1, 16, 22, 35), TWO])
    other = book.create_sheet("أرقام")
    other.append(["a", "b"])
    other.append([1, 2])
    book.create_sheet("فارغة")
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    bundles, (problem,) = read(workbook(tmp_path / "a.xlsx"))
    assert [row.text for row in bundles] == [ONE, TWO]
    assert [row.document.published for row in bundles] == ["2019-01-15", "2019-01-16T22:35"]
    assert bundles[0].document.meta["id"] == "1"
    assert (problem.code, problem.details) == ("in-sheet", {"sheet": "أرقام", "columns": "a, b"})


def test_cells_that_are_joined_above_the_header_are_no_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["أخبار الشهر", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["بيانات", None, "الخبر"])
    sheet.merge_cells("A2:B2")
    sheet.append(["تاريخ", "المصدر", "النص"])
    sheet.append(["15/01/2019", "نور برس", ONE])
    book.save(tmp_path / "a.xlsx")
    (bundle,), problems = read(tmp_path / "a.xlsx")
    assert problems == [] and bundle.text == ONE
    assert (bundle.document.published, bundle.document.source) == ("2019-01-15", "نور برس")


def test_a_formula_that_was_never_reckoned_is_told_with_its_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["date", "text"])
    book.active.append(["2019-01-15", ONE])
    book.active.append(["2019-01-16", '=CONCATENATE("قال", " مصدر")'])
    book.save(tmp_path / "a.xlsx")
    (bundle,), problems = read(tmp_path / "a.xlsx")
    assert bundle.text == ONE and codes(problems) == [("record-without-text", 3)]


def spreadsheet(path: Path, rows: list[list[str]]) -> Path:
    book, table = OpenDocumentSpreadsheet(), Table(name="أخبار")
    for row in rows:
        line = TableRow()
        for cell in row:
            held = TableCell(valuetype="string")
            for part in cell.split("\n"):
                held.addElement(P(text=part))
            line.addElement(held)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def test_an_open_document_spreadsheet(tmp_path: Path) -> None:
    bundles, problems = read(spreadsheet(tmp_path / "a.ods", [HEADER, *ROWS]))
    assert problems == [] and [row.text for row in bundles] == [ONE, TWO]
    assert [row.document.published for row in bundles] == ["2019-01-15", "2019-01-16"]
    _, (problem,) = read(spreadsheet(tmp_path / "b.ods", [["a", "b"], ["1", "2"]]))
    assert (problem.code, problem.details["columns"]) == ("in-sheet", "a, b")


def test_a_spreadsheet_with_a_password(tmp_path: Path) -> None:
    """As office programs write it: each part is encrypted, and the list of parts says so."""
    locked = tmp_path / "locked.ods"
    said = (
        '<manifest:encryption-data><manifest:algorithm manifest:algorithm-name="aes256-cbc"/>'
        "</manifest:encryption-data>"
    )
    whole = spreadsheet(tmp_path / "a.ods", [HEADER, *ROWS])
    with zipfile.ZipFile(whole) as plain, zipfile.ZipFile(locked, "w") as out:
        for name in plain.namelist():
            data = plain.read(name)
            if name == "META-INF/manifest.xml":
                entry = 'manifest:full-path="content.xml"'
                before, found, after = data.decode().partition(entry)
                assert found
                head, _, rest = after.partition("/>")
                data = f"{before}{found}{head}>{said}</manifest:file-entry>{rest}".encode()
            out.writestr(name, bytes(len(data)) if name == "content.xml" else data)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    for path in (locked, file_of(tmp_path, ole, "a.xlsx"), file_of(tmp_path, ole, "a.xls")):
        assert codes(read(path)[1]) == [("password-needed", None)]
    assert codes(read(file_of(tmp_path, ole[:300], "b.xls"))[1]) == [("broken-document", None)]


@pytest.mark.parametrize("cut", [4, 400, 3000])
def test_a_damaged_workbook(tmp_path: Path, cut: int) -> None:
    whole = workbook(tmp_path / "whole.xlsx").read_bytes()
    bundles, (problem,) = read(file_of(tmp_path, whole[:cut], "a.xlsx"))
    assert bundles == [] and problem.code == "broken-document"


def test_the_extra_is_named_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert codes(read(workbook(tmp_path / "a.xlsx"))[1]) == [("extra-missing", None)]
