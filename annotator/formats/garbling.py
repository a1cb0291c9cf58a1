"""Warns of texts that were garbled before they came here, once for each file and kind; puts them right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from annotator.core.garbled import SHAPED, VISUAL, Garbled, garbled
from annotator.core.model import Bundle, Segment
from annotator.core.visual import turned, unshaped
from annotator.formats.base import Doubt, Problem, ReadOptions
from annotator.formats.doubts import doubts_of
from annotator.formats.texts import lines, new_document, paragraphs, trimmed

_TITLE = 60
"""Code points of a text that stand for a title it has not."""


def warned(
    found: Iterable[Bundle | Problem], path: str, format_id: str, options: ReadOptions
) -> Iterator[Bundle | Problem]:
    """What was read of a file, and after it what was garbled in it, with how often and a first example.

    What is uncertain about a document is told as it comes.
    """
    counts: dict[str, Garbled] = {}
    for row in found:
        if isinstance(row, Bundle):
            kinds = dict(garbled(row.text))
            if options.turn and not row.spans and (VISUAL in kinds or SHAPED in kinds):
                row = _put_right(row, backwards=VISUAL in kinds)
                kinds = dict(garbled(row.text))
            for kind, told in kinds.items():
                before = counts.get(kind, Garbled(0, told.first))
                counts[kind] = msgspec.structs.replace(before, count=before.count + told.count)
            for code in doubts_of(row, format_id):
                options.tell(Doubt(path, code, row.document.title or row.text[:_TITLE]))
        yield row
    for kind, told in counts.items():
        yield Problem(path, None, kind, {"n": told.count, "first": told.first})


def _put_right(bundle: Bundle, *, backwards: bool) -> Bundle:
    """The document with its text as it is read. Segments keep their lines; parts of a line are not kept."""
    right = turned if backwards else unshaped
    document, before = bundle.document, list(lines(bundle.text))
    text = right(bundle.text)
    after = dict(zip(before, lines(text), strict=True))
    kept: list[Segment] = []
    for segment in document.segments:
        line = next((line for line in before if line[0] <= segment.start < line[1]), None)
        if line is None or trimmed(bundle.text, *line) != (segment.start, segment.end):
            kept = list(paragraphs(text))
            break
        kept.append(Segment(segment.kind, *trimmed(text, *after[line]), segment.meta))
    return new_document(
        document.kind,
        text,
        tuple(kept),
        title=right(document.title),
        byline=document.byline,
        published=str(document.meta.get("published_found") or document.published),
        source=document.source,
        url=document.url,
        meta={**document.meta, "repaired": "visual" if backwards else "shapes"},
    )
