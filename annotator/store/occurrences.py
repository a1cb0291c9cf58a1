"""Where the same words stand in a project: what "label all occurrences" offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from annotator.core.arabic import fold_key, grapheme_end, grapheme_start
from annotator.core.errors import AnnotatorError
from annotator.core.finding import find_all, needle
from annotator.core.model import Bundle, Direction, Range, Span
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import touches
from annotator.core.selecting import Clitics
from annotator.store import queries
from annotator.store.keeping import hidden
from annotator.store.project import Project
from annotator.store.tables import json_list

_BATCH = 200
_CONTEXT = 60


class Occurrence(msgspec.Struct, frozen=True):
    """One place of the words; `context` is one line around it, and `hit` its place in that line.

    `covered`: a span of the author with the label lies over part of it, so another one may not be wanted.
    """

    piece: Range
    quote: str
    context: str
    hit: Range
    covered: bool
    span: Span | None = None
    """The span that is there, where spans are looked for and not words."""


class DocumentOccurrences(msgspec.Struct, frozen=True):
    """The places in one document, in order."""

    document_id: str
    title: str
    direction: Direction
    rows: tuple[Occurrence, ...]


class Found(msgspec.Struct):
    """The places found; `labelled` ones were left out: there the author has put the label already."""

    documents: list[DocumentOccurrences] = []
    labelled: int = 0

    @property
    def count(self) -> int:
        return sum(len(document.rows) for document in self.documents)


def occurrences(
    project: Project,
    words: str,
    *,
    label: str,
    author: str,
    clitics: Clitics,
    document_ids: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Found:
    """The whole words `words`, folded, in some documents or all; not in the furniture of pages.

    Raises `AnnotatorError("cancelled")`.
    """
    found = Found()
    ids = queries.document_ids(project) if document_ids is None else document_ids
    key = needle(words)
    if not key:
        return found
    for start in range(0, len(ids), _BATCH):
        if cancelled and cancelled():
            raise AnnotatorError("cancelled")
        batch = _documents_with(project, ids[start : start + _BATCH], key)
        for bundle in queries.bundles(project, ids=batch, author=author):
            pieces = find_all(bundle.text, words, words=True, clitics=clitics)
            _look_into(project, bundle, pieces, label, found, is_open=document_ids is not None)
        if progress:
            progress(min(start + _BATCH, len(ids)), len(ids))
    return found


def occurrences_at(
    project: Project,
    places: Mapping[str, Sequence[Range]],
    *,
    label: str,
    author: str,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Found:
    """The same for places that are known, by document. Raises `AnnotatorError("cancelled")`."""
    found, ids = Found(), list(places)
    for start in range(0, len(ids), _BATCH):
        if cancelled and cancelled():
            raise AnnotatorError("cancelled")
        for bundle in queries.bundles(project, ids=ids[start : start + _BATCH], author=author):
            _look_into(project, bundle, places[bundle.document.id], label, found, is_open=False)
        if progress:
            progress(min(start + _BATCH, len(ids)), len(ids))
    return found


def alike(
    project: Project,
    span: Span,
    *,
    of_name: bool,
    document_ids: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Found:
    """The spans of the same layer that bear the label of `span`, or, with `of_name`, its name.

    Where it points to none, the same folded words under its label. Raises `AnnotatorError("cancelled")`.
    """
    found, words = Found(), fold_key(span.quote)

    def wanted(row: Span) -> bool:
        if not row.in_layer:
            return False
        if of_name and span.name:
            return row.name == span.name
        return row.label == span.label and (not of_name or fold_key(row.quote) == words)

    ids = queries.document_ids(project) if document_ids is None else document_ids
    kept_close = hidden(project) - {span.document_id}  # the one that is open shows its words anyway
    for start in range(0, len(ids), _BATCH):
        if cancelled and cancelled():
            raise AnnotatorError("cancelled")
        for bundle in queries.bundles(project, ids=ids[start : start + _BATCH], author=span.author):
            document, text = bundle.document, bundle.text
            rows = [
                Occurrence(
                    row.ranges[0],
                    row.quote,
                    *(_UNSEEN if document.id in kept_close else _in_context(text, row.ranges[0])),
                    False,
                    row,
                )
                for row in sorted(bundle.spans, key=lambda row: (row.start, row.id))
                if wanted(row)
            ]
            if rows:
                title = queries.title(project, document.id)
                found.documents.append(
                    DocumentOccurrences(document.id, title, document.direction, tuple(rows))
                )
        if progress:
            progress(min(start + _BATCH, len(ids)), len(ids))
    return found


_UNSEEN: Final = ("…", (0, 1))
"""What stands for the words of a document that is shown only where it is opened."""


def _look_into(
    project: Project,
    bundle: Bundle,
    pieces: Sequence[Range],
    label: str,
    found: Found,
    *,
    is_open: bool,
) -> None:
    document, text = bundle.document, bundle.text
    boilerplate = document.boilerplate
    is_hidden = not is_open and any(row.flags for row in bundle.filings)
    labelled = {span.ranges for span in bundle.spans if span.label == label}
    under_label = normal_ranges([piece for ranges in labelled for piece in ranges])
    rows: list[Occurrence] = []
    for piece in pieces:
        if (piece,) in labelled:
            found.labelled += 1
        elif not touches(piece, boilerplate):
            quote = text[slice(*piece)]
            # What is hidden shows the words that were asked for, and nothing around them.
            context = (quote, (0, len(quote))) if is_hidden else _in_context(text, piece)
            rows.append(Occurrence(piece, quote, *context, touches(piece, under_label)))
    if rows:
        title = queries.title(project, document.id)
        found.documents.append(DocumentOccurrences(document.id, title, document.direction, tuple(rows)))


def _in_context(text: str, piece: Range) -> tuple[str, Range]:
    """The line around `piece`, cut where it is long, and the place of `piece` in it."""
    start, end = piece
    begin = max(text.rfind("\n", 0, start) + 1, grapheme_start(text, start - _CONTEXT))
    line_end = text.find("\n", end)
    stop = min(len(text) if line_end < 0 else line_end, grapheme_end(text, end + _CONTEXT))
    context = text[begin:stop].replace("\n", " ")
    return context, (start - begin, end - begin)


def _documents_with(project: Project, ids: Sequence[str], key: str) -> list[str]:
    """Those of the documents whose folded text without its spaces contains `key`, in the order of `ids`."""
    rows = project.rows(
        """SELECT j.value FROM json_each(?) j JOIN documents d ON d.id = j.value
           JOIN texts t ON t.hash = d.text_hash WHERE instr(replace(fold(t.text), ' ', ''), ?) > 0
           ORDER BY j.key""",
        [json_list(ids), key],
    )
    return [row[0] for row in rows]
