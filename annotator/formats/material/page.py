"""A news page as scraped: tickers, and the article around them, each a document of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.core.model import Bundle, Range, Segment
from annotator.formats.base import TEXT_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.material.furniture import furniture_segments, is_ticker_heading
from annotator.formats.material.plain_text import LONGEST_HEADLINE, read_text
from annotator.formats.material.ticker import Block, blocks, items
from annotator.formats.source import Source
from annotator.formats.texts import lines, new_document, trimmed


def page_documents(text: str, meta: dict[str, str]) -> list[Bundle]:
    """The documents of a canonical `text`, in its order; none if it holds nothing but furniture.

    Each keeps its part of the page verbatim, but for blank lines at its edges.
    """
    page_lines = list(lines(text))
    found: list[Bundle] = []
    after = 0
    for block in blocks(text, page_lines, is_ticker_heading):
        begin = block.first if block.heading is None else block.heading
        found += _article(text, page_lines[after:begin], meta)
        found.append(_ticker(text, page_lines, block, meta))
        after = block.last + 1
    return found + _article(text, page_lines[after:], meta)


def looks_like_page(text: str) -> bool:
    """Whether `text` holds a ticker, furniture or a credit."""
    page_lines = list(lines(text))
    return bool(blocks(text, page_lines, is_ticker_heading)) or any(
        furniture_segments(text, *line) for line in page_lines
    )


def _ticker(text: str, page_lines: Sequence[Range], block: Block, meta: dict[str, str]) -> Bundle:
    title = ""
    segments: list[Segment] = []
    begin = page_lines[block.first][0]
    if block.heading is not None:
        line = page_lines[block.heading]
        heading = trimmed(text, *line)
        begin, title = line[0], text[slice(*heading)]
        segments.append(Segment("furniture", *heading))
    end = page_lines[block.last][1]
    segments += items(text, page_lines[block.first][0], end)
    return new_document("ticker", text[begin:end], _moved(segments, begin), title=title, meta=dict(meta))


def _article(text: str, part: Sequence[Range], meta: dict[str, str]) -> list[Bundle]:
    """The article in these lines; none if they are blank or furniture only.

    Its first line of news is the headline, unless it is as long as a paragraph.
    """
    segments: list[Segment] = []
    news = 0
    for line in part:
        start, end = trimmed(text, *line)
        if start == end:
            continue
        if furniture := furniture_segments(text, start, end):
            segments += furniture
            continue
        is_headline = not news and end - start <= LONGEST_HEADLINE
        segments.append(Segment("headline" if is_headline else "paragraph", start, end))
        news += 1
    if not news:
        return []
    filled = [line for line in part if text[slice(*line)].strip()]
    begin, end = filled[0][0], filled[-1][1]
    return [
        new_document(
            "article",
            text[begin:end],
            _moved(segments, begin),
            title="".join(text[row.start : row.end] for row in segments if row.kind == "headline"),
            byline="، ".join(text[row.start : row.end] for row in segments if row.kind == "byline"),
            meta=dict(meta),
        )
    ]


def _moved(segments: Sequence[Segment], begin: int) -> tuple[Segment, ...]:
    """Segments of the page as segments of a text that begins at `begin`."""
    return tuple(Segment(row.kind, row.start - begin, row.end - begin, row.meta) for row in segments)


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return read_text(source, options, page_documents)


def _recognises(sample: Sample) -> bool:
    return sample.is_text and looks_like_page(sample.text)


PAGE = Format(
    id="page",
    suffixes=TEXT_SUFFIXES,
    carries=frozenset({"segments"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
