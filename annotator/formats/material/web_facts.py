"""What a web page says of itself: headline, byline, outlet, date and address, from its head and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from annotator.core.offsets import canonical
from annotator.formats.material.furniture import are_names, furniture_segments, is_date_line, published_in

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
_AROUND = re.compile(r"\s+[|\-–—»•:]+\s+")
_ASIDE: Final = ("nav", "footer", "aside", "script", "style", "noscript", "template", "form")
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|widget|menu|navbar|popular|most-read|ticker|breadcrumb", re.I
)
"""Classes and ids of what stands around an article and tells other names and days."""
_OF_AUTHOR = re.compile(r"(?:^|[\s_-])(?:author|byline|by-line|writer)(?:$|[\s_-])", re.I)
_LONGEST_FACT = 160
_MOST_CHILDREN = 4
_SHORTEST_HEADLINE = 10


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
    headings = {tag: [_line(node.text_content()) for node in tree.iter(tag)] for tag in ("h1", "h2", "h3")}
    whole_title = _line(tree.findtext(".//title") or "")
    facts.source = _first(row["source"] for row in linked) or facts.source
    said_title = _first(row["title"] for row in linked) or facts.title
    facts.title = _headline(headings, said_title, whole_title, facts.source)
    facts.byline = _byline(_first(row["byline"] for row in linked) or facts.byline)
    canonical_link = next(
        (node.get("href", "") for node in tree.iterfind(".//link") if node.get("rel") == "canonical"), ""
    )
    facts.url = _first(url for url in (canonical_link, facts.url, address) if "://" in url)
    if not facts.source and facts.title:
        facts.source = _besides(whole_title, facts.title)
    shown = _Shown(tree) if not (facts.byline and facts.published) else None
    if shown is not None:
        facts.byline = facts.byline or "، ".join(shown.names)
    facts.times = {
        place: text
        for place, text in {
            "json-ld": _first(row["published"] for row in linked),
            "meta": facts.published,
            "time": _first(_line(node.get("datetime", "")) for node in tree.iterfind(".//time")),
            "text": published_in(shown.days) if shown is not None else "",
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
    said = next((times[place] for place in ("json-ld", "meta", "time", "text") if place in times), "")
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


def _headline(headings: Mapping[str, list[str]], said: str, whole: str, source: str) -> str:
    """The heading that the page's title names, or the only `h1`; else what the head says but the outlet."""
    for tag in headings:
        named = [row for row in headings[tag] if row == said or _names(whole, row) or _names(said, row)]
        if named:
            return max(named, key=len)
    filled = list(filter(None, headings["h1"]))
    if len(filled) == 1 and not said:
        return filled[0]
    title = said or whole
    if source and (rest := _besides(title, source)):
        return rest
    return said or max(_AROUND.split(whole), key=len)


def _names(title: str, heading: str) -> bool:
    return title == heading or (len(heading) >= _SHORTEST_HEADLINE and heading in title)


def _besides(title: str, part: str) -> str:
    """What stands before or behind a part of a title, and is set off from it; "" if nothing is."""
    for rest in (title.removeprefix(part), title.removesuffix(part)):
        if rest != title and (bare := _AROUND.sub("", f" {rest} ")).strip() and bare != f" {rest} ":
            return bare.strip()
    return ""


class _Shown:
    """What the page shows of its author and its day, in lines of their own."""

    def __init__(self, tree: Any) -> None:
        self.days: list[str] = []
        named: dict[str, None] = {}
        credited: dict[str, None] = {}
        for node in _around_article(tree):
            line = _line(node.text_content()) if len(node) <= _MOST_CHILDREN else ""
            if not line or len(line) > _LONGEST_FACT:
                continue
            if is_date_line(line):
                self.days.append(line)
            names = [
                line[row.start : row.end]
                for row in furniture_segments(line, 0, len(line))
                if row.kind == "byline"
            ]
            credited |= dict.fromkeys(names)
            if not names and _is_of_author(node) and are_names(line):
                named[line] = None
        self.names = list(credited or dict(list(named.items())[:1]))


def _around_article(tree: Any) -> Iterator[Any]:
    """The nodes of the page but for what stands around an article, in their order."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node.tag, str) or node.tag in _ASIDE or _ELSEWHERE.search(_called(node)):
            continue
        yield node
        waiting += reversed(node)


def _called(node: Any) -> str:
    return f"{node.get('class', '')} {node.get('id', '')}"


def _is_of_author(node: Any) -> bool:
    said = (node.get("rel", ""), node.get("itemprop", ""))
    return "author" in said or bool(_OF_AUTHOR.search(_called(node)))


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
