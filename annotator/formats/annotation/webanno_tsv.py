"""WebAnno TSV 3.3, one file for each document, in a ZIP as INCEpTION takes it.

Offsets are UTF-16 units in a UTF-8 file. What lies between sentences is not stored: it comes back as line
breaks. A span over several rows, or one that shares a row with another, has a number in brackets; a span
with an edge inside a token has a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Range, Span
from annotator.core.offsets import Utf16Map
from annotator.core.tokens import tokens_of
from annotator.formats.annotation.facts import facts_file, fields_beside, json_within
from annotator.formats.annotation.links import Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.encoding import ZIP, decoded
from annotator.formats.source import LARGEST_DOCUMENT, Source, displayed, read_document
from annotator.formats.zipped import opened, packed

_FIRST: Final = "#FORMAT=WebAnno TSV 3"
_FACTS: Final = ".annotator.json"
_SPAN, _RELATION = "webanno.custom.Marked", "webanno.custom.Belongs"
_SPAN_FEATURES: Final = ("label", "author", "note")
_LINK_FEATURES: Final = ("kind", "author", "group", "facts")
_ROW = re.compile(r"(?P<key>\d+-\d+(?:\.\d+)?)\t(?P<start>\d{1,18})-(?P<end>\d{1,18})\t(?P<rest>.*)")
_NUMBERED = re.compile(r"(?P<value>.*)\[(?P<number>\d{1,18})\]", re.DOTALL)
_END = re.compile(r"(?P<key>\d+-\d+(?:\.\d+)?)(?:\[(?P<head>\d{1,18})_(?P<tail>\d{1,18})\])?")
_STACKED = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS: Final = {"t": "\t", "n": "\n", "r": "\r"}
_TO_ESCAPE = re.compile(r"[\\\[\]|_;*]|->|\t|\n")


class _Layer(msgspec.Struct, frozen=True):
    """A layer as the head of a file declares it, and which columns are its own."""

    kind: str
    name: str
    features: tuple[str, ...]
    first: int

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        is_packed = stream.peek(2)[:2] == b"PK"
    if not is_packed:
        with source.open() as stream:
            data = read_document(stream)
        yield from _document(data, b"", displayed(source.path), options)
        return
    with opened(source) as members:
        for name in sorted(name for name in members.names if name.endswith(".tsv")):
            path, facts = f"{displayed(source.path)}/{name}", name.removesuffix(".tsv") + _FACTS
            try:
                beside = members.read(facts) if facts in members.names else b""
                yield from _document(members.read(name), beside, path, options)
            except AnnotatorError as error:
                yield Problem(path, None, error.code, error.details)


def _document(data: bytes, facts: bytes, path: str, options: ReadOptions) -> Iterator[Bundle | Problem]:
    found = _Rows()
    for number, line in enumerate(decoded(data, options.encoding).split("\n"), 1):
        if not found.take(line.removesuffix("\r")):
            yield Problem(path, number, "line-not-understood", {"line_text": line[:80]})
    text = found.text
    told = fields_beside(facts, len(text))
    told.pop("segments", None)  # white space between sentences may not be what it was
    marks, links, left = found.annotations()
    sheet = Sheet(text=text, marks=marks, links=links, unit="codepoint", told=left, **told)
    yield from bundle_of(sheet, path, options, WEBANNO_TSV.id)


class _Rows:
    """A file as it is read row by row: its layers, its text, and the cells of each token."""

    def __init__(self) -> None:
        self._layers: list[_Layer] = []
        self._columns = 0
        self._sentence: str | None = None
        self._pieces: list[str] = []
        self._length = 0
        self._cells: dict[str, tuple[Range, list[str]]] = {}

    def take(self, line: str) -> bool:
        """Whether the line is one of the format."""
        if line.startswith(("#T_SP=", "#T_RL=", "#T_CH=")):
            name, *features = line[6:].split("|")
            features = [feature for feature in features if feature] or [""]
            self._layers.append(_Layer(line[1:5], name, tuple(features), self._columns))
            self._columns += len(features)
        elif line.startswith("#Text="):
            said = _unescaped(line[6:])
            self._sentence = said if self._sentence is None else f"{self._sentence}\n{said}"
        elif not line.strip() or line.startswith("#"):
            pass
        elif found := _ROW.fullmatch(line):
            start, end = int(found["start"]), int(found["end"])
            if start > LARGEST_DOCUMENT:
                return False
            if self._sentence is not None:
                self._begin(start)
            _, *cells = found["rest"].split("\t")
            self._cells[found["key"]] = ((start, end), cells)
        else:
            return False
        return True

    def _begin(self, start: int) -> None:
        """Put down a sentence where its first token is; before it, as many line breaks as are missing."""
        sentence, self._sentence = self._sentence or "", None
        start -= _units(sentence) - _units(sentence.lstrip())
        self._pieces.append("\n" * max(0, start - self._length) + sentence)
        self._length = max(start, self._length) + _units(sentence)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def annotations(self) -> tuple[list[Mark], list[Link], list[AnnotatorError]]:
        """Marks in code points, links between them, and what other tools tie together and we do not."""
        units = Utf16Map(self.text)
        for _, cells in self._cells.values():
            cells += ["_"] * (self._columns - len(cells))
        marks: dict[tuple[str, str, int], Mark] = {}
        for layer in self._layers:
            if layer.kind != "T_RL":
                self._spans(layer, units, marks)
        links = [link for layer in self._layers if layer.kind == "T_RL" for link in self._links(layer, marks)]
        chains = sum(layer.kind == "T_CH" for layer in self._layers)
        slots = sum(feature.startswith("ROLE_") for layer in self._layers for feature in layer.features)
        left = [("chains", chains), ("slots", slots)]
        return (
            list(marks.values()),
            links,
            [AnnotatorError("webanno-left-out", kind=kind, n=n) for kind, n in left if n],
        )

    def _spans(self, layer: _Layer, units: Utf16Map, marks: dict[tuple[str, str, int], Mark]) -> None:
        """Values with one number are one span, wherever they stand; those without are each for itself."""
        for key, ((start, end), cells) in self._cells.items():
            own = cells[layer.first : layer.first + len(layer.features)]
            stacks = [[_numbered(value) for value in _STACKED.split(cell)] for cell in own]
            for place in range(max(map(len, stacks), default=0)):
                values = [stack[place] if place < len(stack) else ("_", 0) for stack in stacks]
                number = max(number for _, number in values)
                if all(value == "_" for value, _ in values):
                    continue
                place_in = units.from_utf16(start), units.from_utf16(end)
                name = (layer.name, "" if number else key, number)
                before = marks.get(name)
                if before is not None and number:
                    (old,) = before.ranges
                    joined = (min(old[0], place_in[0]), max(old[1], place_in[1]))
                    marks[name] = msgspec.structs.replace(before, ranges=(joined,))
                    continue
                marks[name] = _mark(layer, [value for value, _ in values], place_in, f"{len(marks)}")

    def _links(self, layer: _Layer, marks: dict[tuple[str, str, int], Mark]) -> Iterator[Link]:
        base = next((part[3:] for part in layer.features if part.startswith("BT_")), "")
        features = layer.features[:-1] if base else layer.features
        for key, (_, cells) in self._cells.items():
            own = [_STACKED.split(cell) for cell in cells[layer.first : layer.first + len(layer.features)]]
            for place, said in enumerate(own[-1]):
                if not (found := _END.fullmatch(said)):
                    continue
                stacked = [cells[place] if place < len(cells) else "_" for cells in own]
                told = {name: _value(value) for name, value in zip(features, stacked, strict=False)}
                heads = [(found["key"], int(found["head"] or 0)), (key, int(found["tail"] or 0))]
                ends = [
                    marks.get((base, "" if number else at, number)) or self._alone(base, at, marks)
                    for at, number in heads
                ]
                facts = json_within(told.get("facts", ""))
                yield Link(
                    kind=told.get("kind") or told.get("value") or layer.short,
                    head=ends[0].key if ends[0] else "",
                    tail=ends[1].key if ends[1] else "",
                    author=told.get("author", ""),
                    group=told.get("group", ""),
                    facts=facts,
                )

    def _alone(self, base: str, key: str, marks: dict[tuple[str, str, int], Mark]) -> Mark | None:
        """The one span of a layer that begins on a token, where a relation gives no number."""
        layer = next((row for row in self._layers if row.name == base), None)
        if layer is None or key not in self._cells:
            return None
        for cell in self._cells[key][1][layer.first : layer.first + len(layer.features)]:
            for value in _STACKED.split(cell):
                if number := _numbered(value)[1]:
                    return marks.get((base, "", number))
        return None


def _mark(layer: _Layer, values: Sequence[str], place: Range, key: str) -> Mark:
    told = {
        name: _value(value)
        for name, value in zip(layer.features, values, strict=False)
        if name and not name.startswith(("ROLE_", "referenceRelation")) and value not in ("_", "*")
    }
    label = next(
        (told[name] for name in ("label", "value", "identifier", "referenceType") if told.get(name)), ""
    )
    author, note = told.pop("author", ""), told.pop("note", "")
    rest = {name: value for name, value in told.items() if value != label and not name.endswith("Annotation")}
    return Mark(
        key=key, label=label or layer.short, ranges=(place,), author=author, note=note, attributes=rest
    )


def _numbered(value: str) -> tuple[str, int]:
    found = _NUMBERED.fullmatch(value)
    return (found["value"], int(found["number"])) if found and not value.endswith("\\]") else (value, 0)


def _value(cell: str) -> str:
    """The value of a cell; "" for none, and for a span without one."""
    bare = _numbered(cell)[0]
    return "" if bare in ("_", "*") else _unescaped(bare)


def _unescaped(said: str) -> str:
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), said)


def _escaped(value: str) -> str:
    signs = {"\t": "\\t", "\n": "\\n"}
    return _TO_ESCAPE.sub(lambda found: signs.get(found.group(), f"\\{found.group()}"), value)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# Writing


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    with packed(out) as archive:
        for count, bundle in enumerate(bundles, 1):
            name = f"{count:06}-{bundle.document.id[:8]}"
            archive.add(f"{name}.tsv", _lines(bundle).encode("utf-8"))
            archive.add(name + _FACTS, facts_file(bundle.document))


class _Row(msgspec.Struct):
    """A token or a part of one, with the spans it is of."""

    key: str
    place: Range
    spans: list[Span] = []


def _lines(bundle: Bundle) -> str:
    units = Utf16Map(bundle.text)
    sentences = _sentences(bundle)
    rows = [row for sentence in sentences for row in sentence]
    numbers, first = _numbers(rows)
    relations: dict[str, list[tuple[str, ...]]] = {}
    for link in links_of(bundle):
        head, tail = first[link.head], first[link.tail]
        both = f"[{numbers.get(link.head, 0)}_{numbers.get(link.tail, 0)}]"
        facts = msgspec.json.encode(link.facts).decode() if link.facts else ""
        values = [_cell(value) for value in (link.kind, link.author, link.group, facts)]
        relations.setdefault(tail, []).append((*values, head + ("" if both == "[0_0]" else both)))
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        f"#T_SP={'|'.join((_SPAN, *_SPAN_FEATURES))}",
        f"#T_RL={'|'.join((_RELATION, *_LINK_FEATURES, f'BT_{_SPAN}'))}",
        "",
    ]
    for sentence in sentences:
        start, end = sentence[0].place[0], max(row.place[1] for row in sentence)
        lines += ["", f"#Text={_in_text(bundle.text[start:end])}"]
        for row in sentence:
            said = [
                tuple(
                    _cell(value) + (f"[{numbers[span.id]}]" if span.id in numbers else "")
                    for value in (span.label, span.author, span.note)
                )
                for span in row.spans
            ]
            cells = [*_stacked(said, len(_SPAN_FEATURES))]
            cells += _stacked(relations.get(row.key, []), len(_LINK_FEATURES) + 1)
            place = f"{units.to_utf16(row.place[0])}-{units.to_utf16(row.place[1])}"
            lines.append("\t".join((row.key, place, bundle.text[slice(*row.place)], *cells, "")))
    return "\n".join(lines) + "\n"


def _stacked(rows: Sequence[Sequence[str]], columns: int) -> list[str]:
    return ["|".join(row[column] for row in rows) or "_" for column in range(columns)]


def _cell(value: str) -> str:
    return _escaped(value) or "*"


def _in_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _sentences(bundle: Bundle) -> list[list[_Row]]:
    """The rows of each line of the text that has any, with the spans each is of."""
    text, found = bundle.text, tokens_of(bundle)
    coming = sorted(bundle.spans, key=lambda span: (span.start, -span.end, span.label, span.id))[::-1]
    here: list[Span] = []
    sentences: list[list[_Row]] = []
    before, number = -1, 0
    for start, end in found:
        if before < 0 or "\n" in text[before:start]:
            sentences.append([])
            number = 0
        before, number = end, number + 1
        key = f"{len(sentences)}-{number}"
        here = [span for span in here if start < span.end]
        while coming and coming[-1].start < end:
            here.append(coming.pop())
        whole = _Row(key, (start, end), [span for span in here if span.start <= start and end <= span.end])
        parts: dict[Range, list[Span]] = {}
        for span in here:
            if span not in whole.spans:
                parts.setdefault((max(span.start, start), min(span.end, end)), []).append(span)
        sentences[-1].append(whole)
        sentences[-1] += [
            _Row(f"{key}.{place}", piece, of) for place, (piece, of) in enumerate(sorted(parts.items()), 1)
        ]
    return sentences


def _numbers(rows: Iterable[_Row]) -> tuple[dict[str, int], dict[str, str]]:
    """The numbers of the spans that need one, and the row on which each span begins."""
    first: dict[str, str] = {}
    wanted: dict[str, None] = {}
    for row in rows:
        for span in row.spans:
            if span.id in first or len(row.spans) > 1:
                wanted.setdefault(span.id)
            first.setdefault(span.id, row.key)
    return {span: number for number, span in enumerate(wanted, 1)}, first


def _recognises(sample: Sample) -> bool:
    if sample.binary == ZIP:
        return any(name.endswith(".tsv") for name in sample.members) and any(
            _FACTS in name for name in sample.members
        )
    return sample.is_text and sample.text.startswith(_FIRST)


WEBANNO_TSV = Format(
    id="webanno-tsv",
    suffixes=(".zip", ".tsv"),
    carries=EVERYTHING - OURS_ALONE - {"text", "segments", "discontinuous", "attributes", "bare", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
)
