"""Says whether a text, or a span in it, is what a query asks for, and where the words stand.

This is the rule: an index only says which texts need not be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from annotator.core.arabic import Folded, fold
from annotator.core.finding import begun_with, find_in
from annotator.core.model import Range
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import touches
from annotator.core.query import About, All, Any, Node, Not, OfSpan, Query, Run, Within, Words
from annotator.core.selecting import Clitics

ARTICLE = "ا" + "ل"
_SHORTEST = 3


class Marked(msgspec.Struct, frozen=True):
    """A span as far as a query asks about it."""

    id: str
    label: str
    ranges: tuple[Range, ...]
    author: str
    name: str


class Tie(msgspec.Struct, frozen=True):
    """An attribution as far as a query asks about it."""

    author: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    cue: str | None
    category: str
    affiliation: str

    def names(self, span_id: str) -> bool:
        return span_id in self.claims or span_id in self.sources or span_id == self.cue


Told = Callable[[OfSpan, str], bool]
"""Whether a value of an author, a name, a category or an affiliation is one that is meant."""


def with_article(word: str) -> tuple[str, ...]:
    """The folded words that a word finds: itself, and with the article in front of it."""
    if len(word) < _SHORTEST or word.startswith(ARTICLE) or not "\u0620" <= word[0] <= "\u06d3":
        return (word,)
    return word, ARTICLE + word


def joined_with(run: Run, n: int) -> list[tuple[Words, int]]:
    """The phrases that a word of a run makes with that before and after it, where a text may write both as
    one; each with the number of its first word."""
    words = run.words
    return [
        (Words("phrase", f"{words[first].text} {words[first + 1].text}"), first)
        for first in range(max(n - 1, 0), min(n + 1, len(words) - 1))
        if min(len(words[first].text), len(words[first + 1].text)) >= _SHORTEST
    ]


class Reader:
    """One document, read for one query. Words are sought once, however many spans are asked about."""

    def __init__(
        self, text: str, title: str, about: Mapping[About, bool], clitics: Clitics, *, meant: Told
    ) -> None:
        self._text = text
        self._title = title
        self._about = about
        self._clitics = clitics
        self._meant = meant
        self._places: dict[tuple[Words, bool], list[Range]] = {}
        self._folded: dict[bool, Folded] = {}

    def places(self, query: Query) -> list[Range] | None:
        """Where the words of a query for texts stand, in order; None if the document is not asked for.

        There may be none, as where words stand in the title alone.
        """
        found = self._document(query.tree)
        return None if found is None else _apart(found)

    def spans(
        self, query: Query, spans: Iterable[Marked], ties: Iterable[Tie]
    ) -> list[tuple[Marked, list[Range]]]:
        """The spans that a query asks for, each with the places of the words in it."""
        rows, tied = list(spans), list(ties)
        found = []
        for span in rows:
            if query.labels and span.label not in query.labels:
                continue
            places = self._span(query.tree, span, rows, tied)
            if places is not None:
                found.append((span, _apart(places)))
        return found

    # The parts of a query: None where one does not hold

    def _document(self, node: Node) -> list[Range] | None:
        if isinstance(node, Words | Run):
            return self._stands(node)
        return self._either(node, self._document)

    def _span(self, node: Node, span: Marked, rows: list[Marked], tied: list[Tie]) -> list[Range] | None:
        if isinstance(node, Words | Run):
            return self._stands(node, span)
        if isinstance(node, OfSpan):
            return [] if self._is(node, span, rows, tied) else None
        if isinstance(node, Within):
            for other in rows:
                if other.label == node.label and other.author == span.author and _over(span, other):
                    found = self._stands(node.words, other)
                    if found is not None:
                        return found
            return None
        return self._either(node, lambda inner: self._span(inner, span, rows, tied))

    def _either(self, node: Node, holds: Callable[[Node], list[Range] | None]) -> list[Range] | None:
        if isinstance(node, About):
            return [] if self._about[node] else None
        if isinstance(node, Not):
            return [] if holds(node.node) is None else None
        assert isinstance(node, All | Any)
        found = []
        for inner in node.nodes:
            places = holds(inner)
            if places is not None:
                found.append(places)
            elif isinstance(node, All):
                return None
        return [place for places in found for place in places] if found else None

    def _is(self, node: OfSpan, span: Marked, rows: list[Marked], tied: list[Tie]) -> bool:
        match node.field:
            case "label":
                return span.label in node.values
            case "author" | "name":
                return self._meant(node, getattr(span, node.field))
            case "without":
                if "name" in node.values:
                    return not span.name
                return not any(span.id in tie.claims for tie in tied)
        ties = [tie for tie in tied if tie.names(span.id)]
        if node.field != "source":
            return any(self._meant(node, getattr(tie, node.field)) for tie in ties)
        assert node.words is not None
        ids = {source for tie in ties for source in tie.sources}
        return any(self._stands(node.words, row) is not None for row in rows if row.id in ids)

    # Words

    def _stands(self, node: Words | Run, span: Marked | None = None) -> list[Range] | None:
        """Where words stand: in the text, or in a span; None if one of them is missing there.

        A word that stands in the title alone is not missing in the document.
        """
        run = node if isinstance(node, Run) else Run((node,))
        found: list[tuple[Range, int, int]] = []
        for n, word in enumerate(run.words):
            places = [(place, n, n) for place in self._of(word, span)]
            # What the query parts and the text joins is both.
            for pair, first in joined_with(run, n):
                places += [(place, first, first + 1) for place in self._of(pair, span)]
            if not places and (span is not None or not self._in_title(run, n)):
                return None
            found += places
        return self._joined(found)

    def _joined(self, found: list[tuple[Range, int, int]]) -> list[Range]:
        """Places of words; those that follow each other as they do in the query are one."""
        joined: list[tuple[Range, int]] = []
        for place, first, last in sorted(set(found), key=lambda row: (row[0][0], -row[0][1], row[1])):
            if joined:
                (start, end), before = joined[-1]
                if place[0] < end or (first == before + 1 and self._is_gap(end, place[0])):
                    last = max(last, before) if place[0] < end else last
                    joined[-1] = (start, max(end, place[1])), last
                    continue
            joined.append((place, last))
        return [place for place, _ in joined]

    def _is_gap(self, start: int, end: int) -> bool:
        between = self._text[start:end]
        return between.isspace() and "\n" not in between

    def _of(self, word: Words, span: Marked | None) -> list[Range]:
        places = self._sought(word, in_title=False)
        if span is None:
            return places
        return [place for place in places if touches(place, span.ranges)]

    def _in_title(self, run: Run, n: int) -> bool:
        words = (run.words[n], *(pair for pair, _ in joined_with(run, n)))
        return any(self._sought(word, in_title=True) for word in words)

    def _sought(self, word: Words, *, in_title: bool) -> list[Range]:
        known = self._places.get((word, in_title))
        if known is None:
            known = self._places[word, in_title] = self._seek(word, self._fold(in_title))
        return known

    def _fold(self, in_title: bool) -> Folded:
        if in_title not in self._folded:
            self._folded[in_title] = fold(self._title if in_title else self._text)
        return self._folded[in_title]

    def _seek(self, word: Words, folded: Folded) -> list[Range]:
        if word.kind == "prefix":
            return begun_with(folded, word.text, self._clitics)
        if word.kind == "exact":
            found = find_in(folded, word.text, words=True)
            return [place for place in found if folded.text[slice(*place)] == word.text]
        written = with_article(word.text) if word.kind == "word" else (word.text,)
        return sorted(
            place for text in written for place in find_in(folded, text, words=True, clitics=self._clitics)
        )


def _over(one: Marked, other: Marked) -> bool:
    return any(touches(piece, other.ranges) for piece in one.ranges)


def _apart(places: list[Range]) -> list[Range]:
    """Places in order, those that overlap as one."""
    return list(normal_ranges(places))
