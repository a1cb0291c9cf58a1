"""Archives of crawlers: their pages come in with address and time, all else is named and counted."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from annotator.formats import source
from annotator.formats.material import warc
from tests.formats.made import codes, file_of, read
from tests.formats.material.test_web_page import FIRST, SECOND, TITLE, WHOLE, facts, page

ADDRESS = "https://nour.example/2019/01/15/a.html"
OK = "HTTP/1.1 200 OK"


def record(kind: str, block: bytes, *, address: str = ADDRESS, more: str = "") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{address}>\r\n"
        f"WARC-Date: 2019-02-01T10:00:00Z\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = OK, kind: str = "text/html") -> bytes:
    lines = "\r\n".join([status, f"Content-Type: {kind}", *headers])
    return record("response", lines.encode() + b"\r\n\r\n" + body)


HTML = page().encode()
AROUND = (
    record("warcinfo", b"software: crawler\r\n"),
    record("request", b"GET / HTTP/1.1\r\n\r\n"),
    answer(b"\x89PNG\x00\x00", kind="image/png"),
    answer(b"gone", status="HTTP/1.1 404 Not Found"),
    answer(b"", "Location: /b", status="HTTP/1.1 301 Moved"),
    record("revisit", f"{OK}\r\nContent-Type: text/html\r\n\r\n".encode()),
)


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_come_in_and_the_rest_is_counted(tmp_path: Path, packed: bool) -> None:
    records = [*AROUND[:3], answer(HTML), *AROUND[3:]]
    # As crawlers do: a member of its own for each record.
    data = b"".join(map(gzip.compress, records)) if packed else b"".join(records)
    (bundle,), (problem,) = read(file_of(tmp_path, data, "crawl.warc.gz" if packed else "crawl.warc"))
    assert facts(bundle) == WHOLE
    assert (bundle.document.url, bundle.document.meta["fetched"]) == (ADDRESS, "2019-02-01T10:00:00Z")
    assert bundle.text == f"{TITLE}\n\n{FIRST}\n{SECOND}"
    assert problem.is_notice and problem.code == "records-left-out"
    assert problem.details["n"] == 6
    for kind in ("warcinfo × 1", "image/png × 1", "HTTP 404 × 1", "HTTP 301 × 1", "revisit × 1"):
        assert kind in problem.details["names"]


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 500] for start in range(0, len(body), 500)]
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"
_RAW = zlib.compressobj(wbits=-15)
BODIES = {
    "as it is": (HTML, ()),
    "in chunks": (chunked(HTML), (CHUNKED,)),
    "in chunks, joined by the crawler": (HTML, (CHUNKED,)),
    "gzip": (gzip.compress(HTML), ("Content-Encoding: gzip",)),
    "gzip, unpacked by the crawler": (HTML, ("content-encoding: gzip",)),
    "gzip in chunks": (
        chunked(gzip.compress(HTML)),
        (CHUNKED, "Content-Encoding: GZIP"),
    ),
    "deflate": (zlib.compress(HTML), ("Content-Encoding: deflate",)),
    "deflate without a header": (_RAW.compress(HTML) + _RAW.flush(), ("Content-Encoding: deflate",)),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_body_is_read_however_it_was_sent(tmp_path: Path, case: str) -> None:
    body, headers = BODIES[case]
    (bundle,), problems = read(file_of(tmp_path, answer(body, *headers), "crawl.warc"))
    assert problems == [] and facts(bundle) == WHOLE


def test_the_encoding_is_what_the_server_said(tmp_path: Path) -> None:
    body = page().replace('<meta charset="utf-8">', "").encode("cp1256")
    data = answer(body, kind='text/html; charset="Windows-1256"') + record(
        "resource", HTML, more="Content-Type: text/html; charset=nonsense\r\n"
    )
    bundles, problems = read(file_of(tmp_path, data, "crawl.warc"))
    assert problems == [] and [facts(bundle) for bundle in bundles] == [WHOLE, WHOLE]


def test_a_time_ago_is_counted_back_from_when_it_was_fetched(tmp_path: Path) -> None:
    body = page(head='<meta name="date" content="قبل 3 ساعات">').encode()
    data = record(
        "response", f"{OK}\r\nContent-Type: text/html\r\n\r\n".encode() + body, address="https://a.example/"
    )
    (bundle,), _ = read(file_of(tmp_path, data, "crawl.warc"))
    assert bundle.document.published == "2019-02-01T07:00+00:00"


BAD = {
    "cut short": (answer(HTML) + answer(HTML)[:-400], 1, ["broken-document"]),
    "no length": (answer(HTML) + b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", 1, ["broken-document"]),
    "a length that is none": (
        answer(HTML) + b"WARC/1.0\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n",
        1,
        ["broken-document"],
    ),
    "no record": (answer(HTML) + b"something else\r\n", 1, ["broken-document"]),
    "a line without end": (b"WARC/1.0\r\nX: " + b"x" * 200_000, 0, ["broken-document"]),
    "headers without end": (b"WARC/1.0\r\n" + b"X: y\r\n" * 5_000, 0, ["broken-document"]),
    "a page without text": (answer(b"<html><body></body></html>") + answer(HTML), 1, ["page-without-text"]),
    "gzip that is none": (
        answer(b"\x1f\x8bx", "Content-Encoding: gzip") + answer(HTML),
        1,
        ["broken-document"],
    ),
    "what nobody unpacks": (answer(HTML, "Content-Encoding: br") + answer(HTML), 1, ["broken-document"]),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_and_the_rest_comes_in(tmp_path: Path, case: str) -> None:
    data, pages, told = BAD[case]
    bundles, problems = read(file_of(tmp_path, data, "crawl.warc"))
    assert len(bundles) == pages and [code for code, _ in codes(problems)] == told


def test_a_page_that_is_too_large_is_named_by_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc, "LARGEST_DOCUMENT", 4_000)
    large = HTML + b" " * 5_000
    bomb = answer(gzip.compress(large), "Content-Encoding: gzip")
    data = answer(large) + bomb + answer(b"x" * 9_000, kind="video/mp4") + answer(HTML)
    bundles, problems = read(file_of(tmp_path, data, "crawl.warc"))
    assert len(bundles) == 1
    assert [problem.code for problem in problems] == [
        "document-too-large",
        "unpacks-too-large",
        "records-left-out",
    ]
    assert all(problem.path.endswith(f"crawl.warc/{ADDRESS}") for problem in problems[:2])
    assert source.LARGEST_DOCUMENT > 4_000
