"""Looks at documents for a query: reads some together, and shows each hit in its context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from annotator.core.arabic import grapheme_end, grapheme_start
from annotator.core.matching import Marked, Reader, Tie, Told
from annotator.core.model import REVIEW, Direction, Range
from annotator.core.query import About, Query
from annotator.core.selecting import Clitics
from annotator.store.project import Project
from annotator.store.tables import json_list

_CONTEXT: Final = 60

_DOCUMENTS: Final = """SELECT d.rowid, d.id,
        (SELECT title FROM document_titles WHERE document_id = d.id), d.dated, d.direction, d.title, t.text,
        EXISTS (SELECT 1 FROM main.filings f WHERE f.document_id = d.id AND (f.graphic OR f.restricted)) {}
    FROM json_each(:numbers) j CROSS JOIN main.documents d ON d.rowid = j.value
        CROSS JOIN main.texts t ON t.hash = d.text_hash WHERE {}"""
_SPANS: Final = f"""SELECT document_id, id, label, ranges, author, name FROM spans
    WHERE document_id IN (SELECT value FROM json_each(?)) AND origin <> '{REVIEW}'"""
_TIES: Final = f"""SELECT document_id, author, claims, sources, cue, category, affiliation FROM attributions
    WHERE document_id IN (SELECT value FROM json_each(?)) AND origin <> '{REVIEW}'"""


class Hit(msgspec.Struct, frozen=True):
    """A place in a text, or a span. `start` and `end` are code points of the text.

    Nothing but the title is told of a document in whose text nothing was sought or found: `end` is 0.
    `hits`: the places of the words in `quote`, counted from its beginning.
    """

    document_id: str
    title: str
    dated: str
    direction: Direction
    start: int = 0
    end: int = 0
    quote: str = ""
    context_before: str = ""
    context_after: str = ""
    ranges: tuple[Range, ...] = ()
    hits: tuple[Range, ...] = ()
    span: str = ""
    label: str = ""
    author: str = ""


class Looking:
    """What is asked of each document: whether it is meant, and where its hits are."""

    def __init__(
        self, project: Project, query: Query, abouts: Mapping[About, str], clitics: Clitics, meant: Told
    ) -> None:
        """`abouts`: what is asked of documents, as SQL."""
        self._project = project
        self._query = query
        self._abouts = abouts
        self._clitics = clitics
        self._meant = meant

    def hits(
        self, numbers: Sequence[int], where: str, values: dict[str, Any]
    ) -> Iterator[tuple[int, list[Hit]]]:
        """The documents that are meant, in their order, with their hits; `where` leaves some out.

        They are read together, and looked at one by one.
        """
        told = "".join(f", ({sql})" for sql in self._abouts.values())
        sql, given = _DOCUMENTS.format(told, where), values | {"numbers": str(list(numbers))}
        rows = list(self._project.rows(sql, given))
        spans: dict[str, list[Marked]] = {}
        ties: dict[str, list[Tie]] = {}
        if self._query.spans:
            self._read_layers([row[1] for row in rows], spans, ties)
        for n, document, title, dated, direction, own_title, text, is_hidden, *flags in rows:
            about = dict(zip(self._abouts, map(bool, flags), strict=True))
            reader = Reader(text, own_title, about, self._clitics, meant=self._meant)
            hit = Hit(document, title or "", dated, direction)
            context = 0 if is_hidden else _CONTEXT
            if self._query.spans:
                hits = [
                    _shown(hit, text, span.ranges, places, context, span)
                    for span, places in reader.spans(self._query, spans[document], ties[document])
                ]
                hits.sort(key=lambda row: (row.start, -row.end, row.span))
            else:
                places = reader.places(self._query)
                if places is None:
                    continue
                hits = [_shown(hit, text, (place,), (place,), context) for place in places] or [hit]
            if hits:
                yield n, hits

    def _read_layers(
        self, documents: Iterable[str], spans: dict[str, list[Marked]], ties: dict[str, list[Tie]]
    ) -> None:
        """All that the reader may see of what is said in these documents."""
        for document in (documents := list(documents)):
            spans[document], ties[document] = [], []
        listed = [json_list(documents)]
        for document, id, label, ranges, author, name in self._project.rows(_SPANS, listed):
            pieces = tuple((start, end) for start, end in msgspec.json.decode(ranges))
            spans[document].append(Marked(id, label, pieces, author, name))
        for document, author, claims, sources, *rest in self._project.rows(_TIES, listed):
            said, by = (tuple(msgspec.json.decode(ids)) for ids in (claims, sources))
            ties[document].append(Tie(author, said, by, *rest))


def _shown(
    hit: Hit,
    text: str,
    ranges: tuple[Range, ...],
    places: Sequence[Range],
    context: int,
    span: Marked | None = None,
) -> Hit:
    """A hit with so many characters around it: of what is hidden, only the words that were asked for."""
    start, end = ranges[0][0], ranges[-1][1]
    before = after = ""
    if context:
        begin = max(text.rfind("\n", 0, start) + 1, grapheme_start(text, start - context))
        line_end = text.find("\n", end)
        stop = min(len(text) if line_end < 0 else line_end, grapheme_end(text, end + context))
        before, after = text[begin:start], text[end:stop]
        # What is cut ends with a whole word, where there is one.
        if begin and text[begin - 1] != "\n":
            before = before.partition(" ")[2] or before
        if stop < len(text) and text[stop] != "\n":
            after = after.rpartition(" ")[0] or after
    return Hit(
        hit.document_id,
        hit.title,
        hit.dated,
        hit.direction,
        start=start,
        end=end,
        quote=text[start:end],
        context_before=before,
        context_after=after,
        ranges=ranges,
        hits=tuple(
            [(max(a, start) - start, min(b, end) - start) for a, b in places if a < end and b > start]
        ),
        span=span.id if span else "",
        label=span.label if span else "",
        author=span.author if span else "",
    )
