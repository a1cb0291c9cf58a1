"""Web pages as they are saved: the article comes in, what is around it does not, nothing is fetched."""

from __future__ import annotations

import socket
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from annotator.core.model import Bundle
from tests.formats.made import codes, file_of, read

TITLE = "مقتل ثلاثة في قصف على بلدة الصفا"
FIRST = "قتل ثلاثة أشخاص في قصف مدفعي، وفق ما قال مصدر طبي لمراسل نور برس في المدينة."
SECOND = "وقال مصدر عسكري إن القصف استهدف مستودعا للذخيرة في شرق بلدة الصفا."
NAV = '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul></nav>'
RELATED = '<aside><h3>اقرأ أيضا</h3><ul><li><a href="/x">افتتاح مدرسة جديدة</a></li></ul></aside>'
FOOTER = "<footer><p>جميع الحقوق محفوظة</p></footer><script>var a = {'text': 'برنامج'};</script>"

META = (
    '<meta property="og:site_name" content="نور برس"><meta name="author" content="سليم نور">'
    '<meta property="article:published_time" content="2019-01-15T22:35:00+02:00">'
)
LINKED = (
    '<script type="application/ld+json">{"@context": "x", "@graph": [{"@type": "NewsArticle", "headline": "'
    + TITLE
    + '", "author": [{"name": "سليم نور"}], "publisher": {"name": "نور برس"},'
    ' "datePublished": "2019-01-15T22:35:00+02:00"}]}</script>'
)


def page(head: str = META, body: str = "", title: str = f"{TITLE} - نور برس") -> str:
    body = body or f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body>{NAV}{body}{RELATED}{FOOTER}</body></html>"
    )


def article(path: Path) -> Bundle:
    (bundle,), problems = read(path)
    assert problems == []
    return bundle


def facts(bundle: Bundle) -> dict[str, Any]:
    document = bundle.document
    return {name: getattr(document, name) for name in ("kind", "title", "byline", "published", "source")}


WHOLE = {
    "kind": "article",
    "title": TITLE,
    "byline": "سليم نور",
    "published": "2019-01-15T22:35+02:00",
    "source": "نور برس",
}


@pytest.mark.parametrize(("head", "suffix"), list(product([META, LINKED], ["html", "htm", "xhtml", "txt"])))
def test_an_article(tmp_path: Path, head: str, suffix: str) -> None:
    bundle = article(file_of(tmp_path, page(head), f"a.{suffix}"))
    assert facts(bundle) == WHOLE
    assert bundle.text == f"{TITLE}\n\n{FIRST}\n{SECOND}"
    assert [row.kind for row in bundle.document.segments] == ["headline", "paragraph", "paragraph"]
    assert (bundle.document.language, bundle.document.direction) == ("ar", "rtl")


BODIES = {
    "divs": f"<div><h1>{TITLE}</h1><div class='body'><div>{FIRST}</div><div>{SECOND}</div></div></div>",
    "breaks": f"<main><h1>{TITLE}</h1><div class='article-body'>{FIRST}<br><br>{SECOND}</div></main>",
    "a list": f"<article><h1>{TITLE}</h1><p>{FIRST}</p><ul><li>{SECOND}</li></ul></article>",
}


@pytest.mark.parametrize("body", BODIES)
def test_other_layouts(tmp_path: Path, body: str) -> None:
    bundle = article(file_of(tmp_path, page(body=BODIES[body]), "a.html"))
    assert facts(bundle) == WHOLE
    said = bundle.text
    assert FIRST in said and SECOND in said
    assert "اقرأ أيضا" not in said and "الرئيسية" not in said and "برنامج" not in said


@pytest.mark.parametrize("encoding", ["cp1256", "utf-8-sig", "utf-16"])
def test_the_encoding_a_page_declares(tmp_path: Path, encoding: str) -> None:
    source = page().replace(
        'charset="utf-8"', f'charset="{"windows-1256" if encoding == "cp1256" else "utf-8"}"'
    )
    assert facts(article(file_of(tmp_path, source.encode(encoding), "a.html"))) == WHOLE


def test_the_date_is_held_against_the_address(tmp_path: Path) -> None:
    """What is days away from the day in the address says when the page was made anew."""
    for day, published in (("2019/01/15", "2019-01-15T22:35+02:00"), ("2018/11/02", "2018-11-02")):
        head = f'{META}<link rel="canonical" href="https://example.org/{day}/a">'
        document = article(file_of(tmp_path, page(head), "a.html")).document
        assert document.published == published
        assert document.url == f"https://example.org/{day}/a"
        assert document.meta["dates"]["meta"] == "2019-01-15T22:35:00+02:00"


def test_an_archive_of_one_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://example.org/a/1"
    message["Subject"] = TITLE
    message.set_content(page(), subtype="html", charset="utf-8")
    message.make_related()
    message.add_related(b"\x89PNG", "image", "png")
    bundle = article(file_of(tmp_path, message.as_bytes(), "a.mhtml"))
    assert facts(bundle) == WHOLE
    assert bundle.document.url == "https://example.org/a/1"


def test_the_address_a_browser_wrote_into_it(tmp_path: Path) -> None:
    source = f"<!-- saved from url=(0023)https://example.org/a/2 -->\n{page()}"
    assert article(file_of(tmp_path, source, "a.html")).document.url == "https://example.org/a/2"


def test_a_ticker_stays_one(tmp_path: Path) -> None:
    rows = "".join(f"<p>{words} - {time}</p>" for words, time in ((FIRST, "09:33"), (SECOND, "08:55")))
    bundles, problems = read(file_of(tmp_path, page(body=f"<article>{rows}</article>"), "a.html"))
    assert problems == []
    ticker = next(row for row in bundles if row.document.kind == "ticker")
    assert [row.meta["time"] for row in ticker.document.segments if row.kind == "item"] == ["09:33", "08:55"]


@pytest.mark.parametrize(
    "content",
    [
        "<html><body></body></html>",
        "<!doctype html>",
        "<html><body>" + "<div>" * 30000,
        page(body="<p> </p>")[:40],
    ],
)
def test_a_page_without_text_is_told(tmp_path: Path, content: str) -> None:
    bundles, problems = read(file_of(tmp_path, content, "a.html"))
    assert (bundles, codes(problems)) == ([], [("page-without-text", None)])


def test_entities_do_no_harm_and_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("the net was asked for something")

    monkeypatch.setattr(socket, "socket", refused)
    secret = file_of(tmp_path, "سر لا يقرأ", "secret.txt")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE html [<!ENTITY a0 "قصف">{bomb}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    source = page().replace("<!DOCTYPE html>", declared).replace(FIRST, f"{FIRST} &a11; &x;")
    text = article(file_of(tmp_path, source, "a.html")).text
    assert FIRST in text and SECOND in text
    assert "سر" not in text and len(text) < 1000
