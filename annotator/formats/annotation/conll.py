"""Tokens with tags, one a line: CoNLL-2003 with one column of them, Wojood with as many as spans nest.

The text is rebuilt from its tokens with single blanks between them; where it broke, a sentence ends, except
within a span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

from annotator.core.model import Bundle, Range, Span
from annotator.core.tokens import tokens
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.encoding import decoded, utf8_lines
from annotator.formats.source import Source, displayed

_DOCUMENT: Final = "-DOCSTART-"
_TAG = re.compile(r"(?P<part>[BIESLU])-(?P<label>.+)")
_ENDS: Final = ("E", "L")
_ALONE: Final = ("S", "U")
_FIRST_LINES: Final = 400
_SENTENCES: Final = 200
"""Sentences that are one document where a file does not say where documents begin."""


class _Text:
    """A text that comes together token by token, and the marks that its tags make."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.text = ""
        self.marks: list[Mark] = []
        self.sentences = 0
        self._open: dict[str, Range] = {}
        self._inside = False

    def add(self, word: str, tags: list[str]) -> list[str]:
        """Take in a token; the labels of tags that go on with what has not begun."""
        self.text += " " if self._inside else ""
        start = len(self.text)
        self.text += word
        self._inside = True
        end, orphans, goes_on = len(self.text), [], {}
        for tag in tags:
            if not (found := _TAG.fullmatch(tag)):
                continue
            part, label = found["part"], found["label"]
            begun = self._open.get(label)
            if part in ("B", *_ALONE) or begun is None:
                if part not in ("B", *_ALONE):
                    orphans.append(tag)
                if begun is not None:
                    self._close(label, begun)
                begun = (start, end)
            self._open[label] = goes_on[label] = (begun[0], end)
            if part in (*_ENDS, *_ALONE):
                self._close(label, goes_on.pop(label))
                del self._open[label]
        for label in self._open.keys() - goes_on.keys():
            self._close(label, self._open[label])
        self._open = goes_on
        return orphans

    def end_sentence(self) -> None:
        if self._inside:
            self.sentences += 1
            self.text += "\n"
        self._end_spans()
        self._inside = False

    def _end_spans(self) -> None:
        for label, piece in self._open.items():
            self._close(label, piece)
        self._open = {}

    def _close(self, label: str, piece: Range) -> None:
        self.marks.append(Mark(key=str(len(self.marks)), label=label, ranges=(piece,)))

    def sheet(self) -> Sheet:
        self._end_spans()
        marks = sorted(self.marks, key=lambda mark: (mark.ranges[0][0], -mark.ranges[0][1]))
        return Sheet(text=self.text.rstrip("\n"), marks=marks, unit="codepoint", place=self.place)


def _reader(format_id: str, nested: bool) -> Callable[[Source, ReadOptions], Iterator[Bundle | Problem]]:
    def read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
        path, found = displayed(source.path), _Text(1)
        with source.open() as stream:
            for line, raw in enumerate(utf8_lines(stream, options.encoding), 1):
                words = decoded(raw, None).split()
                is_start = words[:1] == [_DOCUMENT]
                if is_start or (found.sentences >= _SENTENCES and not words):
                    if found.text:
                        yield from bundle_of(found.sheet(), path, options, format_id)
                    found = _Text(line)
                elif not words:
                    found.end_sentence()
                elif len(words) == 1:
                    yield Problem(path, line, "token-without-tag", {"token": words[0]})
                else:
                    for tag in found.add(words[0], words[1:] if nested else words[-1:]):
                        yield Problem(path, line, "tag-without-beginning", {"tag": tag})
        if found.text:
            yield from bundle_of(found.sheet(), path, options, format_id)

    return read


def _writer(nested: bool) -> Callable[[Iterable[Bundle], BinaryIO, WriteOptions], None]:
    def write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
        for bundle in bundles:
            lines = [f"{_DOCUMENT} O" if nested else f"{_DOCUMENT} -X- -X- O", ""]
            before = 0
            for (start, end), tags in tagged(bundle):
                if "\n" in bundle.text[before:start] and not any(tag.startswith("I-") for tag in tags):
                    lines.append("")
                before = end
                middle = [] if nested else ["-X-", "_"]
                lines.append(" ".join((bundle.text[start:end], *middle, *(tags or ["O"]))))
            out.write(("\n".join(lines) + "\n\n").encode("utf-8"))

    return write


def tagged(bundle: Bundle) -> Iterator[tuple[Range, list[str]]]:
    """Each token with its tags, as B- and I-, of the spans in order; spans end where tokens do."""
    edges = [edge for span in bundle.spans for edge in (span.start, span.end)]
    coming = sorted(bundle.spans, key=lambda span: (span.start, -span.end, span.label))[::-1]
    inside: list[Span] = []
    for start, end in tokens(bundle.text, edges):
        inside = [span for span in inside if span.end > start]
        while coming and coming[-1].start <= start:
            inside.append(coming.pop())
        yield (start, end), [f"{'B' if span.start == start else 'I'}-{span.label}" for span in inside]


def _columns(sample: Sample) -> list[list[str]]:
    """The columns of tags at the beginning of a file: those behind the words; none where it has no tags.

    The first documents may be untagged, so all of what is there is looked through where its first lines fit.
    """
    if not sample.is_text:
        return []
    lines = sample.text.split("\n")[:-1]
    if len(lines) > _FIRST_LINES and not _tagged_rows(lines[:_FIRST_LINES]):
        return []
    rows = _tagged_rows(lines)
    return rows if any(_is_tag(row[-1]) for row in rows) else []


def _tagged_rows(lines: list[str]) -> list[list[str]]:
    """What stands behind each word, where nearly all lines end in a tag or in none ("O")."""
    words = [line.split() for line in lines if line.strip()]
    words = [row for row in words if row[0] != _DOCUMENT]
    filled = [row[1:] for row in words if len(row) > 1]
    if len(filled) < 0.9 * len(words):
        return []
    return filled if all(row[-1] == "O" or _is_tag(row[-1]) for row in filled) else []


def _is_tag(word: str) -> bool:
    return bool(_TAG.fullmatch(word))


def _recognises_nested(sample: Sample) -> bool:
    """Whether every column is one of tags, and some word has several."""
    rows = _columns(sample)
    parts = [part for row in rows for part in row]
    return len(parts) > len(rows) and all(part == "O" or _is_tag(part) for part in parts)


_CARRIES = frozenset({"spans"})

CONLL = Format(
    id="conll",
    suffixes=(".conll", ".bio", ".iob"),
    carries=_CARRIES,
    read=_reader("conll", nested=False),
    write=_writer(nested=False),
    recognises=lambda sample: bool(_columns(sample)) and not _recognises_nested(sample),
    tokens=True,
    labels=r"\S+",
)
WOJOOD = Format(
    id="wojood",
    suffixes=(".txt",),
    carries=_CARRIES | {"nested"},
    read=_reader("wojood", nested=True),
    write=_writer(nested=True),
    recognises=_recognises_nested,
    tokens=True,
    labels=r"\S+",
)
