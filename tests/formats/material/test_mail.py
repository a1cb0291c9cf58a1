"""Mail as it is saved, plain and with HTML, with attachments."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.formats.made import codes, file_of, read

BODY = "قتل ثلاثة أشخاص في قصف.\n\nوقال مصدر عسكري إن القصف مستمر."


def mail(
    *, html: bool = False, plain: bool = True, charset: str = "utf-8", attached: bool = False
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "سليم نور <salim@example.org>"
    message["To"] = "desk@example.org"
    message["Subject"] = "عاجل: قصف على بلدة الصفا"
    message["Date"] = "Tue, 15 Jan 2019 22:35:00 +0200"
    if plain:
        message.set_content(BODY, charset=charset)
    if html:
        rows = "".join(f"<p>{row}</p>" for row in BODY.split("\n\n"))
        add = message.add_alternative if plain else message.set_content
        add(
            f"<html><head><style>p {{}}</style></head><body>{rows}</body></html>",
            subtype="html",
            charset=charset,
        )
    if attached:
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="تقرير.pdf")
    return message


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
@pytest.mark.parametrize(("html", "plain"), [(False, True), (True, True), (True, False)])
@pytest.mark.parametrize("name", ["a.eml", "a.txt"])
def test_a_mail(tmp_path: Path, charset: str, html: bool, plain: bool, name: str) -> None:
    content = mail(html=html, plain=plain, charset=charset).as_bytes()
    (bundle,), problems = read(file_of(tmp_path, content, name))
    document = bundle.document
    assert problems == []
    body = BODY if plain else BODY.replace("\n\n", "\n")
    assert bundle.text == f"عاجل: قصف على بلدة الصفا\n\n{body}"
    assert (document.title, document.byline) == ("عاجل: قصف على بلدة الصفا", "سليم نور")
    assert document.published == "2019-01-15T22:35+02:00"


def test_attachments_are_named(tmp_path: Path) -> None:
    (bundle,), (problem,) = read(file_of(tmp_path, mail(attached=True).as_bytes(), "a.eml"))
    assert bundle.document.meta["attachments"] == ["تقرير.pdf"]
    assert problem.is_notice and problem.details == {"names": "تقرير.pdf"}


def test_an_encoding_that_does_not_exist(tmp_path: Path) -> None:
    content = mail(charset="utf-8").as_bytes().replace(b'charset="utf-8"', b'charset="x-none"')
    (bundle,), _ = read(file_of(tmp_path, content, "a.eml"))
    assert "مصدر عسكري" in bundle.text


def test_a_mail_without_a_text(tmp_path: Path) -> None:
    content = mail(plain=False, attached=True).as_bytes()
    assert codes(read(file_of(tmp_path, content, "a.eml"))[1]) == [("record-without-text", None)]
