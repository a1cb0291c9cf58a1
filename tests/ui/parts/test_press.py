"""Pages printed from HTML: each document on pages of its own, numbered, and no line is lost between them."""

from __future__ import annotations

import io
import unicodedata

import pypdf
from PySide6.QtWidgets import QApplication

from annotator.ui.article import fonts
from annotator.ui.parts.press import print_pages

PARAGRAPH = '<p dir="rtl">قال مصدر عسكري إن الطائرة سقطت قرب المدينة أمس</p>'


def printed(*documents: str) -> pypdf.PdfReader:
    out = io.BytesIO()
    print_pages(iter(documents), out, families=fonts.families())
    return pypdf.PdfReader(out)


def words(page: pypdf.PageObject) -> str:
    """The letters of a page, whatever their shapes."""
    return unicodedata.normalize("NFKC", page.extract_text())


def test_each_document_begins_on_a_page_of_its_own(qapp: QApplication) -> None:
    pages = printed(PARAGRAPH, "<p>second</p>", PARAGRAPH).pages
    assert len(pages) == 3
    assert "second" in words(pages[1]) and "second" not in words(pages[0]) + words(pages[2])
    assert [words(page).split()[-1] for page in pages] == ["1", "2", "3"]


def test_a_long_document_goes_on_and_loses_no_line(qapp: QApplication) -> None:
    pages = printed("".join(f"<p>line{number:03}</p>" for number in range(120))).pages
    assert len(pages) > 2
    found = [word for page in pages for word in words(page).split() if word.startswith("line")]
    assert found == [f"line{number:03}" for number in range(120)]


def test_no_documents_are_one_empty_page(qapp: QApplication) -> None:
    assert len(printed().pages) == 1
