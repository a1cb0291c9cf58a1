"""The gold set's notation: a text on one line, what is to be marked in it on the indented lines below.

`README.md` beside this file explains the notation to whoever writes it. Offsets are never written: each is
derived from words quoted from the text, and words that cannot be found, or could be found in two places,
are refused with the file and the line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from annotator.core.model import Bundle, Document, Kind, Segment, document_id, hash_text
from tests.gold.marks import Item, NotationError, Reader

HEADING: Final = "الأخبار العاجلة"
LAYOUTS: Final = {"== run-on": " ", "== lines": "\n"}
"""The line that opens a page of a ticker -> what stands between its items."""


class Page(msgspec.Struct, frozen=True):
    """What stands between the items of a page of a ticker; "" for sentences, which stand alone."""

    between: str


def bundles(path: Path) -> list[Bundle]:
    """Each sentence, or each page of a ticker, as a document with its gold layer. Raises `NotationError`."""
    pages, items = parse(path)
    if not pages:
        return [bundle("text", "", [item], "") for item in items]
    return [
        bundle("ticker", HEADING, [item for item in items if item.page == number], page.between)
        for number, page in enumerate(pages)
    ]


def parse(path: Path) -> tuple[list[Page], list[Item]]:
    """The pages and items of a file. Raises `NotationError`."""
    pages: list[Page] = []
    items: list[Item] = []
    reader: Reader | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line != line.rstrip():
            raise NotationError(f"{where}: spaces at the end of the line")
        if line.startswith(" ") and not line.startswith("  "):
            raise NotationError(f"{where}: marks are indented by two spaces")
        if line.startswith("  "):
            if reader is None:
                raise NotationError(f"{where}: marks before any text")
            reader.mark(line.strip(), where)
            continue
        if reader is not None:
            items.append(reader.item())
            reader = None
        if line.startswith("=="):
            if line not in LAYOUTS:
                raise NotationError(f"{where}: a page opens with {' or '.join(LAYOUTS)}")
            if items and not pages:
                raise NotationError(f"{where}: a page after items that are in none")
            pages.append(Page(LAYOUTS[line]))
        else:
            reader = Reader(line, number, len(pages) - 1, where)
    if reader is not None:
        items.append(reader.item())
    for page in range(len(pages)):
        if not any(item.page == page for item in items):
            raise NotationError(f"{path.name}: page {page + 1} has no items")
    return pages, items


def bundle(kind: Kind, heading: str, items: list[Item], between: str) -> Bundle:
    text, segments = heading, []
    if heading:
        segments.append(Segment("furniture", 0, len(heading)))
        text += "\n"
    shifts = []
    for item in items:
        text += between if item is not items[0] else ""
        shift = len(text)
        shifts.append(shift)
        text += item.text
        if item.clock is None:
            segments.append(Segment("paragraph", shift, shift + len(item.text)))
        else:
            start, end = item.clock
            segments.append(Segment("item", shift, shift + item.item_end))
            segments.append(Segment("time", shift + start, shift + end))
    text_hash = hash_text(text)
    owner = document_id(kind, text_hash)
    document = Document(id=owner, kind=kind, title=heading, text_hash=text_hash, segments=tuple(segments))
    spans = [
        msgspec.structs.replace(
            span, document_id=owner, ranges=tuple((a + shift, b + shift) for a, b in span.ranges)
        )
        for item, shift in zip(items, shifts, strict=True)
        for span in item.spans
    ]
    attributions = [
        msgspec.structs.replace(row, document_id=owner) for item in items for row in item.attributions
    ]
    return Bundle(document=document, text=text, spans=tuple(spans), attributions=tuple(attributions))
