"""Documents as other programs write them: Word, OpenDocument, rich text, books, PDF."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pypdf
import pytest
from odf import text as odt
from odf.opendocument import OpenDocumentText
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QApplication

from annotator.core.visual import is_visual, turned
from tests.formats.made import codes, file_of, read

TITLE = "مقتل ثلاثة في قصف على بلدة الصفا"
FIRST = "قتل 3 أشخاص في قصف مدفعي (صباح اليوم)، وفق ما قال مصدر طبي."
SECOND = "وقال مصدر عسكري لشبكة BBC News إن القصف استهدف مستودعا."
WHOLE = f"{TITLE}\n\n{FIRST}\n{SECOND}"


def a_docx(path: Path) -> Path:
    document = docx.Document()
    document.core_properties.author = "سليم نور"
    document.add_heading(TITLE, 1)
    paragraph = document.add_paragraph("قتل 3 أشخاص ")
    paragraph.add_run("في قصف مدفعي").bold = True
    paragraph.add_run(" (صباح اليوم)، وفق ما قال مصدر طبي.")
    table = document.add_table(1, 1)
    table.cell(0, 0).text = SECOND
    document.save(str(path))
    return path


def an_odt(path: Path) -> Path:
    document = OpenDocumentText()
    document.text.addElement(odt.H(outlinelevel=1, text=TITLE))
    paragraph = odt.P(text="قتل 3 أشخاص")
    paragraph.addElement(odt.S())
    paragraph.addElement(odt.Span(text="في قصف مدفعي"))
    paragraph.addText(" (صباح اليوم)، وفق ما قال مصدر طبي.")
    document.text.addElement(paragraph)
    document.text.addElement(odt.P(text=SECOND))
    document.save(str(path))
    return path


def an_epub(path: Path) -> Path:
    container = ElementTree.Element("container")
    files = ElementTree.SubElement(container, "rootfiles")
    ElementTree.SubElement(files, "rootfile", {"full-path": "O/a.opf"})
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>كتاب</dc:title></metadata>'
        '<manifest><item id="b" href="b%20c.xhtml"/></manifest><spine><itemref idref="b"/></spine></package>'
    )
    body = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>"
    chapter = f"<html><head><title>x</title></head><body>{body}</body></html>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", ElementTree.tostring(container))
        archive.writestr("O/a.opf", package)
        archive.writestr("O/b c.xhtml", chapter)
    return path


def an_rtf(path: Path) -> Path:
    def escaped(text: str) -> str:
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)

    rows = "\\par\n".join(map(escaped, (TITLE, "", FIRST, SECOND)))
    path.write_text(f"{{\\rtf1\\ansi\\ansicpg1256 {rows}}}", encoding="ascii")
    return path


MADE = {"docx": a_docx, "odt": an_odt, "epub": an_epub, "rtf": an_rtf}


@pytest.mark.parametrize("suffix", MADE)
def test_a_document(tmp_path: Path, suffix: str) -> None:
    (bundle,), problems = read(MADE[suffix](tmp_path / f"a.{suffix}"))
    assert problems == []
    assert bundle.text == WHOLE
    assert (bundle.document.kind, bundle.document.title) == ("article", TITLE)
    assert [row.kind for row in bundle.document.segments] == ["headline", "paragraph", "paragraph"]


@pytest.mark.parametrize("suffix", MADE)
@pytest.mark.parametrize("cut", [6, 300])
def test_a_damaged_document_is_told(tmp_path: Path, suffix: str, cut: int) -> None:
    whole = MADE[suffix](tmp_path / f"whole.{suffix}").read_bytes()
    bundles, problems = read(file_of(tmp_path, whole[:cut], f"a.{suffix}"))
    if suffix == "rtf" and cut == 300:
        assert len(bundles) == 1
    else:
        assert bundles == [] and [row.code for row in problems] in (["broken-document"], ["empty-file"])


def test_a_document_with_a_password(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le")
    assert codes(read(file_of(tmp_path, locked, "a.docx"))[1]) == [("password-needed", None)]


def test_a_document_that_unpacks_past_all_measure(tmp_path: Path) -> None:
    for name in ("a.docx", "a.odt", "a.epub", "a.xlsx"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(2):
                archive.writestr(f"{number}.xml", b" " * (40 << 20))
        assert codes(read(tmp_path / name)[1]) == [("unpacks-too-large", None)]


def test_entities_of_a_document_are_not_expanded(tmp_path: Path) -> None:
    secret = file_of(tmp_path, "سر", "secret.txt")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    xml = (
        f'<!DOCTYPE d [<!ENTITY a0 "قصف">{bomb}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="w"><w:p><w:r><w:t>هدوء &a11; &x;</w:t></w:r></w:p></w:document>'
    )
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", xml)
    bundles, _ = read(tmp_path / "a.docx")
    assert all("سر" not in row.text and len(row.text) < 1000 for row in bundles)


def a_pdf(path: Path, *paragraphs: str) -> Path:
    """As the program's own toolkit prints Arabic: shaped, in the order in which it is painted."""
    assert QApplication.instance()
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20))
    document = QTextDocument()
    document.setHtml("".join(f"<p dir='rtl'>{row}</p>" for row in paragraphs))
    document.print_(writer)
    return path


def test_the_words_of_a_pdf(qapp: QApplication, tmp_path: Path) -> None:
    (bundle,), _ = read(a_pdf(tmp_path / "a.pdf", FIRST, SECOND))
    for word in ("مدفعي", "مصدر", "عسكري", "BBC"):
        assert word in bundle.text
    assert not is_visual(bundle.text)


def test_a_pdf_of_pictures_and_one_with_a_password(qapp: QApplication, tmp_path: Path) -> None:
    picture = QPdfWriter(str(tmp_path / "a.pdf"))
    painter = QPainter(picture)
    painter.fillRect(0, 0, 500, 500, Qt.GlobalColor.black)
    painter.end()
    (problem,) = read(tmp_path / "a.pdf")[1]
    assert (problem.code, problem.details) == ("pages-without-text", {"n": 1})
    writer = pypdf.PdfWriter(clone_from=str(a_pdf(tmp_path / "b.pdf", FIRST)))
    writer.encrypt("سر", algorithm="RC4-128")
    writer.write(str(tmp_path / "c.pdf"))
    assert codes(read(tmp_path / "c.pdf")[1]) == [("password-needed", None)]


@pytest.mark.parametrize("cut", [9, 200])
def test_a_damaged_pdf(qapp: QApplication, tmp_path: Path, cut: int) -> None:
    whole = a_pdf(tmp_path / "a.pdf", FIRST).read_bytes()
    bundles, (problem,) = read(file_of(tmp_path, whole[:cut], "b.pdf"))
    assert bundles == [] and problem.code in ("broken-document", "pages-without-text")


VISUAL = ".ﺎﻋﺩﻮﺘﺴﻣ 12 ﻑﺪﻬﺘﺳﺍ ﻒﺼﻘﻟﺍ ﻥﺇ ﻱﺮﻜﺴﻋ ﺭﺪﺼﻣ ﻝﺎﻗ\n.ﺮﻤﺘﺴﻣ (NATO) ﻒﺼﻘﻟﺍ ﻥﺄﺑ ﺔﻴﻠﺤﻣ ﺭﺩﺎﺼﻣ ﺕﺩﺎﻓﺃﻭ"
READ = "قال مصدر عسكري إن القصف استهدف 12 مستودعا.\nوأفادت مصادر محلية بأن القصف (NATO) مستمر."


@pytest.mark.parametrize("text", [VISUAL, "\n".join(line[::-1] for line in WHOLE.split("\n"))])
def test_a_text_that_runs_backwards_is_told(tmp_path: Path, text: str) -> None:
    bundles, problems = read(file_of(tmp_path, text, "a.txt"))
    assert bundles and codes(problems) == [("visual-order", None)]


def test_what_is_turned_is_read() -> None:
    assert turned(VISUAL) == READ
    assert is_visual(VISUAL) and not is_visual(READ)
    assert not is_visual(WHOLE) and not is_visual(io.StringIO(WHOLE * 50).read())
