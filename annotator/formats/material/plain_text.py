"""Plain text: one file, one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from annotator.core.errors import AnnotatorError
from annotator.core.garbled import runs_backwards
from annotator.core.model import Bundle, Segment
from annotator.core.offsets import canonical
from annotator.core.visual import turned
from annotator.formats.base import TEXT_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import decoded
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.texts import lines, new_document, paragraphs, trimmed, without_outer_blank_lines

LONGEST_HEADLINE = 160
"""Code points; a longer first line is a paragraph."""


def text_documents(text: str, meta: dict[str, str]) -> list[Bundle]:
    """The document of a canonical `text`, without blank lines at its edges; none if all are blank.

    A short first line that a blank line follows is the headline of an article.
    """
    text = without_outer_blank_lines(text)
    if not text:
        return []
    headline = _headline(text)
    if not headline:
        return [new_document("text", text, paragraphs(text), meta=dict(meta))]
    segments = (headline, *paragraphs(text, headline.end))
    title = text[headline.start : headline.end]
    return [new_document("article", text, segments, title=title, meta=dict(meta))]


def read_text(
    source: Source, options: ReadOptions, documents: Callable[[str, dict[str, str]], list[Bundle]]
) -> Iterator[Bundle | Problem]:
    """A whole file through `documents(text, meta)`; raises `AnnotatorError` where it is no text."""
    with source.open() as stream:
        data = read_document(stream)
    cut: Problem | None = None
    try:
        text = decoded(data, options.encoding)
    except AnnotatorError as error:
        if error.code != "cut-utf8":
            raise
        cut = Problem(displayed(source.path), None, "cut-utf8-taken", error.details)
        text = decoded(data[: int(cut.details["byte"])], options.encoding)
    text, meta = canonical(text), {"file": source.name}
    # Before its parts are told: times and dates of a page are not where they were.
    if options.turn and runs_backwards(text):
        text, meta["repaired"] = turned(text), "visual"
    found = documents(text, meta) or text_documents(text, meta)
    if not found:
        raise AnnotatorError("empty-file")
    yield from found
    if cut:
        yield cut


def _headline(text: str) -> Segment | None:
    first, *following = [trimmed(text, *line) for line in islice(lines(text), 2)]
    if first[1] - first[0] > LONGEST_HEADLINE or not following or following[0][0] != following[0][1]:
        return None
    if text[first[1] - 1] == ":":
        return None  # «مصدر عسكري:», above what it said
    return Segment("headline", *first)


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return read_text(source, options, text_documents)


def _recognises(_: Sample) -> bool:
    """Nothing by its content: it is for what no other format recognises, and no suffix tells."""
    return False


TEXT = Format(
    id="text",
    suffixes=TEXT_SUFFIXES,
    carries=frozenset({"segments"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
