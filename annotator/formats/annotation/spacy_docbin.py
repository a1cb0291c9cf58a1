"""spaCy's binary documents (`.spacy`): all spans under `doc.spans["sc"]`, and `doc.ents` where none overlap.

The documents have our own tokens: those of spaCy's Arabic keep a full stop and a closing quotation mark in
the word, and a span that ends before them could not be told.
"""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Span
from annotator.core.tokens import tokens_of
from annotator.formats.annotation.facts import facts_file, fields_beside
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Format, Problem, ReadOptions, WriteOptions
from annotator.formats.encoding import ZLIB
from annotator.formats.extra import needed
from annotator.formats.source import LARGEST_PIECE, Source, displayed, megabytes

_EXTRA: Final = "spacy"
_GROUP: Final = "sc"
"""Where spaCy's own components for spans look."""
_FACTS: Final = "annotator"


def _library() -> Any:
    return needed("spacy", extra=_EXTRA, what="spaCy")


@contextmanager
def _garbage_as_before() -> Iterator[None]:
    """What unpacks for spaCy lets Python collect garbage afterwards, whether it did before or not."""
    collected = gc.isenabled()
    try:
        yield
    finally:
        if not collected:
            gc.disable()


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    library, path = _library(), displayed(source.path)
    vocabulary = library.blank("xx").vocab
    with source.open() as stream:
        data = stream.read(LARGEST_PIECE + 1)
    try:
        unpacked = zlib.decompressobj().decompress(data, LARGEST_PIECE + 1)
        if max(len(data), len(unpacked)) > LARGEST_PIECE:
            raise AnnotatorError("document-too-large", limit=megabytes(LARGEST_PIECE))
        with _garbage_as_before():
            docs = list(library.tokens.DocBin().from_bytes(data).get_docs(vocabulary))
    except AnnotatorError:
        raise
    except Exception as error:
        # What it raises for bytes that are no documents is not written down.
        raise AnnotatorError("broken-document", reason=f"{type(error).__name__}: {error}"[:200]) from error
    for number, doc in enumerate(docs, 1):
        groups = [group for group in doc.spans.values() if len(group)] or [doc.ents]
        marks = [
            Mark(
                key=f"{place}", label=span.label_, ranges=((span.start_char, span.end_char),), quote=span.text
            )
            for place, span in enumerate(span for group in groups for span in group)
        ]
        facts = doc.user_data.get(_FACTS)
        told = fields_beside(facts.encode("utf-8") if isinstance(facts, str) else b"", len(doc.text))
        sheet = Sheet(text=doc.text, marks=marks, unit="codepoint", place=number, **told)
        yield from bundle_of(sheet, path, options, SPACY.id)


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    """spaCy keeps all documents of a file in memory until it writes them."""
    library = _library()
    vocabulary = library.blank("ar").vocab
    kept = library.tokens.DocBin(store_user_data=True)
    for bundle in bundles:
        words, spaces = _words(bundle)
        doc = library.tokens.Doc(vocabulary, words=words, spaces=spaces)
        found = {span.id: doc.char_span(span.start, span.end, label=span.label) for span in bundle.spans}
        doc.spans[_GROUP] = list(found.values())
        if not _overlap(bundle.spans):
            doc.ents = list(found.values())
        doc.user_data[_FACTS] = facts_file(bundle.document).decode("utf-8")
        kept.add(doc)
    out.write(kept.to_bytes())


def _words(bundle: Bundle) -> tuple[list[str], list[bool]]:
    """The tokens of a text, each with whether a blank follows; any other white space is a token too."""
    text = bundle.text
    words: list[str] = []
    spaces: list[bool] = []
    before = 0
    edges = (edge for span in bundle.spans for edge in (span.start, span.end))
    for start, end in (*tokens_of(bundle, edges), (len(text), len(text))):
        gap = text[before:start]
        if gap and words and not spaces[-1] and gap[0] == " ":
            spaces[-1], gap = True, gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)
        if start < end:
            words.append(text[start:end])
            spaces.append(False)
        before = end
    return words, spaces


def _overlap(spans: Iterable[Span]) -> bool:
    reached = 0
    for span in sorted(spans, key=lambda row: row.start):
        if span.start < reached:
            return True
        reached = span.end
    return False


SPACY = Format(
    id="spacy",
    suffixes=(".spacy",),
    carries=EVERYTHING
    - OURS_ALONE
    - {"discontinuous", "sub-token", "authors", "attributes", "remarks", "attribution", "bare", "shared"}
    - {"facts", "relayed", "ids"},
    read=_read,
    write=_write,
    recognises=lambda sample: sample.binary == ZLIB and sample.suffix == ".spacy",
    extra=_EXTRA,
    tokens=True,
)
