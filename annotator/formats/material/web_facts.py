"""What a web page says of itself: headline, byline, outlet, date and address, from its head and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from annotator.core.offsets import canonical

META: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "byline": ("author", "article:author", "dc.creator", "parsely-author", "byl"),
    "published": (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "parsely-pub-date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "sailthru.date",
    ),
    "source": ("og:site_name", "application-name", "dc.publisher"),
    "url": ("og:url",),
}
"""Field of a document -> names of `meta` elements, the first that is filled."""

_ARTICLE: Final = ("article", "report", "posting", "webpage")
_IN_ADDRESS = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?:/|\b)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AROUND = re.compile(r"\s+[|\-–—»•:]\s+")


class Facts(msgspec.Struct, kw_only=True):
    """Fields of a document as found; `times` are all dates found, by where."""

    title: str = ""
    byline: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    times: dict[str, str] = {}


def facts_of(tree: Any, address: str = "") -> Facts:
    """The facts of a parsed page. `address`: where it was saved from, if anything says so."""
    named = _named(tree)
    linked = list(_linked(tree))
    said = {field: _first(named.get(name, "") for name in names) for field, names in META.items()}
    facts = msgspec.convert(said, Facts)
    headings = [_line(node.text_content()) for node in tree.iterfind(".//h1")]
    whole_title = _line(tree.findtext(".//title") or "")
    facts.title = _headline(headings, _first(row["title"] for row in linked) or facts.title, whole_title)
    facts.byline = _byline(_first(row["byline"] for row in linked) or facts.byline)
    facts.source = _first(row["source"] for row in linked) or facts.source
    canonical_link = next(
        (node.get("href", "") for node in tree.iterfind(".//link") if node.get("rel") == "canonical"), ""
    )
    facts.url = _first(url for url in (canonical_link, facts.url, address) if "://" in url)
    if not facts.source and whole_title.startswith(facts.title) and facts.title:
        facts.source = _AROUND.sub("", whole_title.removeprefix(facts.title), count=1).strip()
    facts.times = {
        place: text
        for place, text in {
            "json-ld": _first(row["published"] for row in linked),
            "meta": facts.published,
            "time": _first(_line(node.get("datetime", "")) for node in tree.iterfind(".//time")),
            "address": _day_in(facts.url or address),
        }.items()
        if text
    }
    facts.published = _agreed(facts.times)
    return facts


def _agreed(times: Mapping[str, str]) -> str:
    """The date that the page says, unless it is days away from that in its address: then the day there.

    What a page says may be the day it was made anew or fetched.
    """
    said = next((times[place] for place in ("json-ld", "meta", "time") if place in times), "")
    day = times.get("address", "")
    if not said or not day or not _DAY.match(said):
        return said or day
    try:
        apart = abs((date.fromisoformat(said[:10]) - date.fromisoformat(day)).days)
    except ValueError:
        return said
    return said if apart <= 1 else day


def _day_in(address: str) -> str:
    match = _IN_ADDRESS.search(address)
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat() if match else ""
    except ValueError:
        return ""


def _headline(headings: list[str], said: str, whole: str) -> str:
    """The `h1` that the page's title begins with or that is the only one; else what the head says."""
    for heading in headings:
        if heading and (heading == said or whole.startswith(heading)):
            return heading
    filled = list(filter(None, headings))
    if len(filled) == 1 and not said:
        return filled[0]
    return said or _AROUND.split(whole)[0]


def _byline(text: str) -> str:
    """An author's name; an address of one's page is none."""
    return "" if "://" in text else text


def _named(tree: Any) -> dict[str, str]:
    """The `meta` elements by name, the first filled one of each."""
    found: dict[str, str] = {}
    for node in tree.iterfind(".//meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if name and name not in found and (content := _line(node.get("content") or "")):
            found[name] = content
    return found


def _linked(tree: Any) -> Iterator[dict[str, str]]:
    """What JSON-LD says of the article."""
    for node in tree.iterfind(".//script"):
        if (node.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            found = msgspec.json.decode((node.text or "").strip().encode("utf-8", "replace"), strict=False)
        except (msgspec.DecodeError, RecursionError):
            continue
        for row in _objects(found):
            kinds = str(row.get("@type", "")).lower()
            if any(kind in kinds for kind in _ARTICLE):
                yield {
                    "title": _said(row.get("headline")),
                    "byline": _said(row.get("author")),
                    "published": _said(row.get("datePublished")),
                    "source": _said(row.get("publisher")),
                }


def _objects(found: Any) -> Iterator[Mapping[str, Any]]:
    for row in found if isinstance(found, list) else [found]:
        if isinstance(row, dict):
            yield row
            graph = row.get("@graph")
            yield from (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else ()


def _said(value: Any) -> str:
    """A text, the name of an object, or the names of several."""
    if isinstance(value, list):
        return "، ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        value = value.get("name")
    return _line(value) if isinstance(value, str) else ""


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _line(text: str) -> str:
    return " ".join(canonical(text.replace("\x00", "")).split())
