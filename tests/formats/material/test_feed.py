"""Feeds of every kind, whatever their entries hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.material.markup import markup_text
from tests.formats.made import codes, file_of, read

TITLE = "مقتل ثلاثة في قصف على بلدة الصفا"
TEXT = 'قتل ثلاثة أشخاص في "الصفا"، وفق ما قال مصدر طبي.'
ADDRESS = "https://example.org/a/1"

BODIES = {
    "plain": TEXT,
    "cdata": f"<![CDATA[<p>{TEXT}</p><p><br/></p>]]>",
    "escaped": f"&lt;p&gt;{TEXT}&lt;/p&gt;",
    "escaped twice": TEXT.replace('"', "&amp;quot;"),
}


def rss(body: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- خلاصة -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>نور برس</title><link>https://example.org/</link><description>كل الأخبار</description>
<item><title>{TITLE}</title><link>{ADDRESS}</link><dc:creator>سليم نور</dc:creator>
<pubDate>Tue, 15 Jan 2019 20:35:00 GMT</pubDate><description>موجز</description>
<content:encoded>{body}</content:encoded><guid>g1</guid></item></channel></rss>"""


def rdf(body: str) -> str:
    return f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>نور برس</title></channel>
<item><title>{TITLE}</title><link>{ADDRESS}</link><dc:creator>سليم نور</dc:creator>
<dc:date>2019-01-15T20:35:00Z</dc:date><description>{body}</description></item></rdf:RDF>"""


def atom(body: str) -> str:
    return f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>نور برس</title>
<link rel="self" href="https://x.org"/>
<entry><title type="html">{TITLE}</title>
<link rel="enclosure" href="https://x.org/p.png"/><link href="{ADDRESS}"/>
<author><name>سليم نور</name></author><updated>2019-01-16T00:00:00Z</updated>
<published>2019-01-15T20:35:00Z</published><content type="html">{body}</content></entry></feed>"""


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("feed", [rss, rdf, atom])
@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.txt"])
def test_an_entry(tmp_path: Path, feed: object, body: str, name: str) -> None:
    assert callable(feed)
    (bundle,), problems = read(file_of(tmp_path, feed(BODIES[body]), name))
    document = bundle.document
    assert problems == []
    assert bundle.text == f"{TITLE}\n\n{TEXT}"
    assert (document.title, document.byline, document.source) == (TITLE, "سليم نور", "نور برس")
    assert (document.published, document.url) == ("2019-01-15T20:35+00:00", ADDRESS)
    assert [row.kind for row in document.segments] == ["headline", "paragraph"]


def test_markup_that_is_not_escaped(tmp_path: Path) -> None:
    body = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p><p>وأضاف</p></div>'
    (bundle,), _ = read(file_of(tmp_path, atom(body), "a.atom"))
    assert bundle.text == f"{TITLE}\n\n{TEXT}\nوأضاف"


def test_an_entry_without_words_is_told_and_the_others_come(tmp_path: Path) -> None:
    content = rss(TEXT).replace("</channel>", "<item><link>x</link></item></channel>")
    bundles, problems = read(file_of(tmp_path, content, "a.rss"))
    assert len(bundles) == 1
    assert codes(problems) == [("record-without-text", 7)]


def test_an_old_encoding_and_a_cut_feed(tmp_path: Path) -> None:
    declared = rss(TEXT).replace('encoding="UTF-8"', 'encoding="windows-1256"').encode("cp1256")
    (bundle,), _ = read(file_of(tmp_path, declared, "a.rss"))
    assert bundle.document.title == TITLE
    bundles, _ = read(file_of(tmp_path, rss(TEXT)[:-40], "a.rss"))
    assert [row.document.title for row in bundles] == [TITLE]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = file_of(tmp_path, "سر", "secret.txt")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY a0 "قصف">{bomb}<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss'
    content = rss(f"{TEXT} &a11; &x;").replace("<rss", doctype, 1)
    bundles, _ = read(file_of(tmp_path, content, "a.rss"))
    assert all("سر" not in row.text and len(row.text) < 1000 for row in bundles)


def test_characters_that_xml_cannot_hold_go() -> None:
    assert markup_text("<p>قصف&#1; على&#31;<br>&#8;البلدة</p>") == "قصف على\nالبلدة"
