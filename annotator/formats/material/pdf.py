"""PDF: the text of its pages; letters stored as they look, or from left to right, are put right."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.core.visual import is_shaped, is_visual, turned, unshaped
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import PDF
from annotator.formats.material.extra import needed
from annotator.formats.material.office import documents_of
from annotator.formats.source import Source, displayed, read_document


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    path = displayed(source.path)
    pages, bad = _pages(source)
    text = "\n".join(filter(None, (page.strip("\n") for page in pages)))
    if not text.strip():
        raise AnnotatorError("pages-without-text", n=len(pages))
    meta: dict[str, Any] = {"file": source.name, "pages": len(pages)}
    shaped, visual = is_shaped(text), is_visual(text)
    if visual or shaped:
        text = turned(text) if visual else unshaped(text)
        meta["repaired"] = "visual" if visual else "shapes"
        yield Problem(path, None, "text-repaired")
    if bad:
        yield Problem(path, None, "pages-not-read", {"pages": ", ".join(map(str, bad))})
    yield from documents_of(canonical(text), meta)


def _pages(source: Source) -> tuple[list[str], list[int]]:
    """The text of each page, and the numbers of those that cannot be read."""
    pypdf = needed("pypdf", source)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it passes over in damaged files
    with source.open() as stream:
        data = read_document(stream)
    pages: list[str] = []
    bad: list[int] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise AnnotatorError("password-needed")
        for number, page in enumerate(reader.pages, 1):
            try:
                pages.append(_clean(page.extract_text()))
            except _FAULTS:
                pages.append("")
                bad.append(number)
    except (pypdf.errors.PyPdfError, *_FAULTS) as error:
        raise AnnotatorError("broken-document", reason=str(error) or type(error).__name__) from error
    return pages, bad


_FAULTS = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
    NotImplementedError,
)
"""What reading a damaged page raises: its makers promise no kind of error."""


def _clean(text: str) -> str:
    """Without what no text holds: NUL, and halves of pairs."""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")


def _recognises(sample: Sample) -> bool:
    return sample.binary == PDF


PDF_PAGES = Format(
    id="pdf",
    suffixes=(".pdf",),
    carries=frozenset({"segments"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
