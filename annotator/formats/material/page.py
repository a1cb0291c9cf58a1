"""A news page as scraped: tickers, and the article around them, each a document of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from annotator.core.model import Bundle, Range, Segment
from annotator.formats.base import TEXT_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.material.furniture import (
    furniture_segments,
    is_button,
    is_comments_heading,
    is_date_line,
    is_related_heading,
    is_ticker_heading,
    outlet,
    published_in,
)
from annotator.formats.material.plain_text import LONGEST_HEADLINE, read_text
from annotator.formats.material.ticker import MARKS, Block, block_items, blocks
from annotator.formats.source import Source
from annotator.formats.texts import dateline, lines, new_document, trimmed

_DATELINE_ALONE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2} ?[-–—|/] ?[^\W\d_]+(?: [^\W\d_]+){0,2}")
_BRACKETED = re.compile(r"[(\[][^()\[\]\n]{1,40}[)\]]")
_LONGEST_DATELINE = 40


def page_documents(text: str, meta: dict[str, str]) -> list[Bundle]:
    """The documents of a canonical `text`, in its order; none if it holds nothing but furniture.

    Each keeps its part of the page verbatim, but for blank lines at its edges.
    """
    page_lines = list(lines(text))
    found: list[Bundle] = []
    after = 0
    for block in _blocks(text, page_lines):
        begin = block.first if block.heading is None else block.heading
        found += _article(text, page_lines[after:begin], meta)
        found.append(_ticker(text, page_lines, block, meta))
        after = block.last + 1
    return found + _article(text, page_lines[after:], meta)


def looks_like_page(text: str) -> bool:
    """Whether `text` holds a ticker, furniture, a date or a credit."""
    page_lines = list(lines(text))
    return bool(_blocks(text, page_lines)) or any(furniture_segments(text, *line) for line in page_lines)


def _blocks(text: str, page_lines: Sequence[Range]) -> list[Block]:
    return blocks(text, page_lines, is_ticker_heading, lambda line: bool(furniture_segments(text, *line)))


def _ticker(text: str, page_lines: Sequence[Range], block: Block, meta: dict[str, str]) -> Bundle:
    title = ""
    segments: list[Segment] = []
    begin = page_lines[block.first][0]
    if block.heading is not None:
        line = page_lines[block.heading]
        heading = trimmed(text, *line)
        begin, title = line[0], text[slice(*heading)]
        segments.append(Segment("furniture", *heading))
        for below in page_lines[block.heading + 1 : block.first]:
            segments += furniture_segments(text, *below)
    end = page_lines[block.last][1]
    segments += block_items(text, page_lines, block)
    return new_document(
        "ticker",
        text[begin:end],
        _moved(segments, begin),
        title=title.strip(MARKS),
        published=published_in(text[row.start : row.end] for row in segments),
        meta=dict(meta),
    )


def _article(text: str, part: Sequence[Range], meta: dict[str, str]) -> list[Bundle]:
    """The article in these lines; none if they are blank or furniture only.

    Its first line of news is the headline, unless it reads like a paragraph. What readers wrote below it, and
    headlines of other pages, are furniture.
    """
    segments: list[Segment] = []
    around: list[str] = []
    kinds: Counter[str] = Counter()
    apart = _set_aside(text, part)
    for number, line in enumerate(part):
        start, end = trimmed(text, *line)
        if start == end:
            continue
        furniture = furniture_segments(text, start, end, below=bool(kinds))
        if number in apart:
            segments.append(Segment("furniture", start, end))
        elif furniture:
            segments += furniture
            around += [text[row.start : row.end] for row in furniture if row.kind == "furniture"]
        elif not kinds and _BRACKETED.fullmatch(text, start, end):
            segments.append(Segment("furniture", start, end))  # whose picture it is
        elif around and not kinds["paragraph"] and is_date_line(f"{around[-1]} {text[start:end]}"):
            segments.append(Segment("furniture", start, end))  # the time, in a line of its own
            around[-1] += f" {text[start:end]}"
        else:
            segments.append(row := _news(text, start, end, kinds))
            kinds[row.kind] += 1
    if not kinds["headline"] and not kinds["paragraph"]:
        return []
    filled = [line for line in part if text[slice(*line)].strip()]
    begin, end = filled[0][0], filled[-1][1]
    names = [text[row.start : row.end] for row in segments if row.kind == "byline"]
    return [
        new_document(
            "article",
            text[begin:end],
            _moved(segments, begin),
            title="".join(text[row.start : row.end] for row in segments if row.kind == "headline").strip(
                MARKS
            ),
            byline="، ".join(dict.fromkeys(names)),
            published=published_in(around),
            source=next(filter(None, map(outlet, around)), ""),
            meta=dict(meta),
        )
    ]


def _news(text: str, start: int, end: int, before: Counter[str]) -> Segment:
    """A line of news: the headline, the line that says where it is from, or a paragraph.

    «غزة - قال …» keeps its place in `meta.dateline`; «نور - القنطرة» alone above them is furniture.
    """
    line = text[start:end]
    if not before and end - start <= LONGEST_HEADLINE and not _ends_a_sentence(line):
        return Segment("headline", start, end)
    if before["paragraph"]:
        return Segment("paragraph", start, end)
    if before["headline"] and len(line) <= _LONGEST_DATELINE and _DATELINE_ALONE.fullmatch(line):
        return Segment("furniture", start, end, {"dateline": line})
    return Segment("paragraph", start, end, dateline(line))


def _ends_a_sentence(line: str) -> bool:
    """As headlines do not, nor with a colon after the name of a voice."""
    return line.endswith((".", ":")) and not line.endswith("..")


def _set_aside(text: str, part: Sequence[Range]) -> set[int]:
    """The lines below the article that are not of it: comments to the end, headlines of other pages.

    Headlines of other pages end at a blank line where the article goes on below, which its full stops tell.
    """
    rows = [text[slice(*line)].strip() for line in part]
    buttons = [is_button(row) for row in rows]
    aside: set[int] = set()
    news = 0
    number = 0
    while number < len(rows):
        row = rows[number]
        beside = any(buttons[max(0, number - 1) : number] + buttons[number + 1 : number + 2])
        if news > 1 and is_comments_heading(row) and not (beside and is_button(row)):
            return aside | set(range(number, len(rows)))
        if news and is_related_heading(row):
            end = _related_end(rows, number + 1)
            aside |= set(range(number, end))
            number = end
            continue
        news += bool(row) and not furniture_segments(text, *part[number])
        number += 1
    return aside


def _related_end(rows: Sequence[str], begin: int) -> int:
    end = begin
    while end < len(rows) and (rows[end] or end == begin):
        end += 1
    goes_on = any(len(row) > LONGEST_HEADLINE or _ends_a_sentence(row) for row in rows[end:])
    following = next(
        (number for number in range(end, len(rows)) if is_comments_heading(rows[number])), len(rows)
    )
    return end if goes_on else following


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
