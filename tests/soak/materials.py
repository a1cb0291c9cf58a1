"""A small file of every kind of raw material, to be spoilt: as a whole, or inside what packs it."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping
from random import Random
from typing import Final

from tests.soak.mutations import mutated

_NEWS: Final = "قتل ثلاثة أشخاص في قصف مدفعي على بلدة الصفا، وفق ما قال مصدر طبي لمراسل نور برس."
_HTML: Final = f"""<html lang="ar"><head><title>مقتل ثلاثة | نور برس</title>
<meta property="article:published_time" content="2019-01-15T22:35:00+02:00">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "مقتل ثلاثة"}}</script></head>
<body><nav><a href="/">الرئيسية</a></nav><article><h1>مقتل ثلاثة</h1>
<p>{_NEWS}</p><p>{_NEWS}</p></article></body></html>"""
_TELEGRAM: Final = f"""{{"name": "شبكة", "type": "public_channel", "id": 7, "messages": [
{{"id": 1, "type": "service", "date": "2019-01-15T08:00:00", "text": ""}},
{{"id": 2, "type": "message", "date": "2019-01-15T22:35:10", "from": "شبكة", "reply_to_message_id": 1,
 "text": ["عاجل ", {{"type": "link", "text": "https://example.org/a"}}, " {_NEWS}"]}}]}}"""
_X: Final = f"""{{"data": [{{"id": "1", "text": "{_NEWS}", "author_id": "9",
"created_at": "2019-01-15T20:35:00.000Z", "referenced_tweets": [{{"type": "quoted", "id": "2"}}]}}],
"includes": {{"users": [{{"id": "9", "username": "noor"}}]}}}}"""
_TWEET: Final = f"""window.YTD.tweets.part0 = [{{"tweet": {{"id_str": "1", "full_text": "{_NEWS}",
"created_at": "Tue Jan 15 20:35:00 +0000 2019"}}}}]"""
_FEED: Final = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>
<title>نور برس</title><item><title>مقتل ثلاثة</title><link>https://example.org/1</link>
<pubDate>Tue, 15 Jan 2019 22:35:00 +0200</pubDate>
<description><![CDATA[<p>{_NEWS}</p>]]></description></item></channel></rss>"""
_MAIL: Final = f"""From: a@example.org
Subject: =?utf-8?b?2K7YqNix?=
Date: Tue, 15 Jan 2019 22:35:00 +0200
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{_NEWS}
--b
Content-Type: image/png; name=a.png

x
--b--
"""
_MHTML: Final = f"""From: <Saved>
Snapshot-Content-Location: https://example.org/2019/01/15/a
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

{_HTML}
--b--
"""
_PDF_OBJECTS: Final = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    b"<</Length 48>>stream\nBT /F 12 Tf 20 200 Td (A report of the day) Tj ET  \nendstream",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)
_SRT: Final = f"1\n00:00:01,000 --> 00:00:02,500\n{_NEWS}\n\n2\n00:00:03,000 --> 00:00:04,000\nنهاية\n"
_CHAT: Final = f"""[15/01/2019, 10:35 م] نور: {_NEWS}
[15/01/2019, 10:36 م] ليان: <تم استبعاد الوسائط>
"""


def _pdf() -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(_PDF_OBJECTS, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows)
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out))
    return out + table + end


_TICKER: Final = (
    "عاجل\nسقوط طائرة (مصدر عسكري) - 09:33\nانفجار في السوق (مصدر طبي) - 11:20 مساء\n\nعنوان\n15/01/2019\n"
)

PLAIN: Final[Mapping[str, bytes]] = {
    ".html": _HTML.encode(),
    ".mhtml": _MHTML.encode(),
    ".rss": _FEED.encode(),
    ".atom": _FEED.replace("rss", "feed").replace("item>", "entry>").encode(),
    ".json": _TELEGRAM.encode(),
    ".js": _TWEET.encode(),
    ".jsonl": b"\n".join([_X.replace("\n", "").encode()] * 2),
    ".csv": f'id;event_date;notes\n1;15/01/2019;"{_NEWS}"\n2;قريبا;{_NEWS}\n'.encode(),
    ".tsv": f"id\tseen\tx\n1\t3/4/2019\t{_NEWS}\n".encode("utf-16"),
    ".srt": _SRT.encode(),
    ".vtt": f"WEBVTT\n\n00:01.000 --> 00:02.500 align:start\n<v نور>{_NEWS}\n".encode(),
    ".eml": _MAIL.encode(),
    ".txt": f"{_TICKER}{_NEWS}\n".encode(),
    ".text": _CHAT.encode(),
    ".rtf": rb"{\rtf1\ansi\ansicpg1256 {\b A report} \u1602?\u1575?\u1604? of the day\par}",
    ".pdf": _pdf(),
    ".md": _NEWS.encode().decode("cp1256", "replace").encode(),
    ".ann": "T1\tSRC 0 3\tقتل\n".encode(),
}
"""Files that are one piece, by suffix."""

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_O: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)

_SHEET: Final = "worksheet"


def _element(name: str, attributes: str, inner: str) -> str:
    return f"<{name} {attributes}>{inner}</{name}>" if attributes else f"<{name}>{inner}</{name}>"


def _row(number: int, text: str) -> str:
    cell = _element("c", f'r="A{number}" t="inlineStr"', _element("is", "", _element("t", "", text)))
    return _element("row", f'r="{number}"', cell)


PACKED: Final[Mapping[str, Mapping[str, bytes]]] = {
    ".docx": {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": (
            f"<w:document {_W}><w:body><w:p><w:r><w:t>{_NEWS}</w:t></w:r></w:p></w:body></w:document>"
        ).encode(),
    },
    ".odt": {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content {_O}><office:body><office:text><text:p>{_NEWS}</text:p>"
            "</office:text></office:body></office:document-content>"
        ).encode(),
    },
    ".epub": {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": (
            _element(
                "container",
                'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"',
                _element("rootfiles", "", '<rootfile full-path="c.opf"/>'),
            )
        ).encode(),
        "c.opf": (
            b'<package xmlns="http://www.idpf.org/2007/opf">'
            b'<manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'
        ),
        "a.xhtml": _HTML.encode(),
    },
    ".xlsx": {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{_R.replace("officeDocument", "package")}"><Relationship Id="r" '
            f'Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            _element(
                "workbook",
                f'{_S} xmlns:r="{_R}"',
                _element("sheets", "", '<sheet name="a" sheetId="1" r:id="r1"/>'),
            )
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_R.replace("officeDocument", "package")}"><Relationship Id="r1" '
            f'Type="{_R}/{_SHEET}" Target="{_SHEET}s/sheet1.xml"/></Relationships>'
        ).encode(),
        f"xl/{_SHEET}s/sheet1.xml": _element(
            _SHEET, _S, _element("sheetData", "", _row(1, "text") + _row(2, _NEWS))
        ).encode(),
    },
    ".zip": {"a.html": _HTML.encode(), "b/c.csv": PLAIN[".csv"], "d.png": b"\x89PNG", "e.txt": PLAIN[".txt"]},
    ".tgz": {"a.json": _TELEGRAM.encode(), "b.srt": PLAIN[".srt"]},
}
"""Files that pack others, by suffix."""


def spoilt(random: Random) -> tuple[str, bytes]:
    """The suffix of a kind, and a spoilt file of it; of what packs others now and then only one member is."""
    suffix = random.choice([*PLAIN, *PACKED])
    if suffix in PLAIN:
        return suffix, mutated(PLAIN[suffix], random)
    members = dict(PACKED[suffix])
    if random.random() < 0.5:
        name = random.choice(list(members))
        members[name] = mutated(members[name], random)
        return suffix, packed(suffix, members)
    return suffix, mutated(packed(suffix, members), random)


def packed(suffix: str, members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    if suffix != ".tgz":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)
