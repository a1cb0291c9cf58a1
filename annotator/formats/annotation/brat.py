"""brat's standoff: pairs of a text and its annotations, in a folder, or in a ZIP as they are written.

brat counts code points. A span over a line break is divided there, as brat itself divides it, and put
together again. Documents have no facts in brat; they lie beside each pair, where brat does not look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Range
from annotator.core.scheme import Scheme
from annotator.formats.annotation.facts import facts_file, fields_beside
from annotator.formats.annotation.links import RELATIONS, Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.encoding import ZIP, decoded
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.zipped import opened, packed

_TEXT, _FACTS = ".txt", ".annotator.json"
_SPAN = re.compile(r"(?P<label>\S+) (?P<places>\d{1,18} \d{1,18}(?:;\d{1,18} \d{1,18})*)")
_RELATION = re.compile(r"(?P<kind>\S+) \S+:(?P<head>\S+) \S+:(?P<tail>\S+)\s*")
_EVENT = re.compile(r"(?P<kind>\S+):(?P<trigger>\S+)(?P<rest>(?: \S+:\S+)*)\s*")
_ATTRIBUTE = re.compile(r"(?P<name>\S+) (?P<target>\S+)(?: (?P<value>\S+))?\s*")
_NOTE = re.compile(r"(?P<kind>\S+) (?P<target>\S+)\s*")


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with source.open() as stream:
        is_packed = stream.peek(2)[:2] == b"PK"
    if not is_packed:
        beside = Source(source.path.with_suffix(_TEXT))
        with source.open() as stream:
            data = read_document(stream)
        try:
            with beside.open() as stream:
                text = read_document(stream)
        except AnnotatorError as error:
            raise AnnotatorError("text-not-beside", name=beside.name) from error
        yield from _pair(data, text, b"", displayed(source.path), options)
        return
    with opened(source) as members:
        for name in sorted(name for name in members.names if name.endswith(".ann")):
            path, stem = f"{displayed(source.path)}/{name}", name.removesuffix(".ann")
            try:
                text = members.read(stem + _TEXT)
                facts = members.read(stem + _FACTS) if stem + _FACTS in members.names else b""
                yield from _pair(members.read(name), text, facts, path, options)
            except AnnotatorError as error:
                missing = error.code == "no-such-file"
                code = "text-not-beside" if missing else error.code
                yield Problem(path, None, code, {"name": stem + _TEXT} if missing else error.details)


def _pair(
    data: bytes, text: bytes, facts: bytes, path: str, options: ReadOptions
) -> Iterator[Bundle | Problem]:
    """The document of a text and its annotations; what a line says that has no place here is told by kind."""
    raw = decoded(text, options.encoding)
    found = _Lines(raw)
    for number, line in enumerate(decoded(data, options.encoding).splitlines(), 1):
        if line.strip() and not found.take(line):
            yield Problem(path, number, "line-not-understood", {"line_text": line[:80]})
    told = fields_beside(facts, len(raw))
    meta = {"meta": {"file": PurePosixPath(path).name.removesuffix(".ann") + _TEXT}} if not told else {}
    fields = {"facts": meta, **told}
    yield from bundle_of(
        Sheet(
            text=raw, marks=found.marks(), links=found.links(), unit="codepoint", told=found.told(), **fields
        ),
        path,
        options,
        BRAT.id,
    )


class _Lines:
    """The annotations of one text as they are told line by line, in any order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: dict[str, Mark] = {}
        self._links: list[tuple[str, str, str]] = []
        self._triggers: dict[str, str] = {}
        self._attributes: list[tuple[str, str, Any]] = []
        self._notes: dict[str, list[str]] = {}
        self._others: dict[str, int] = {}

    def take(self, line: str) -> bool:
        """Whether the line is one of brat's."""
        key, _, rest = line.partition("\t")
        middle, _, tail = rest.partition("\t")
        kind = key[:1]
        if kind == "T" and (found := _SPAN.fullmatch(middle)):
            pieces = [piece.split() for piece in found["places"].split(";")]
            ranges = self._joined([(int(start), int(end)) for start, end in pieces])
            self._spans[key] = Mark(key=key, label=found["label"], ranges=ranges, quote=tail or None)
        elif kind == "R" and (found := _RELATION.fullmatch(middle)):
            self._links.append((found["kind"], found["head"], found["tail"]))
        elif kind == "E" and (found := _EVENT.fullmatch(middle)):
            self._triggers[key] = found["trigger"]
            for role, _, target in (part.partition(":") for part in found["rest"].split()):
                self._links.append((role, key, target))
        elif kind in "AM" and (found := _ATTRIBUTE.fullmatch(middle)):
            self._attributes.append((found["target"], found["name"], found["value"] or True))
        elif kind == "#" and (found := _NOTE.fullmatch(middle)):
            self._notes.setdefault(found["target"], []).append(_plain(tail))
        elif kind in "N*":
            self._others[kind] = self._others.get(kind, 0) + 1
        else:
            return False
        return True

    def _joined(self, pieces: list[Range]) -> tuple[Range, ...]:
        """Pieces between which there is nothing but a line break are one."""
        ranges = [pieces[0]]
        for start, end in pieces[1:]:
            between = self._text[ranges[-1][1] : start]
            if "\n" in between and not between.strip():
                ranges[-1] = (ranges[-1][0], end)
            else:
                ranges.append((start, end))
        return tuple(ranges)

    def marks(self) -> list[Mark]:
        attributes: dict[str, dict[str, Any]] = {}
        for target, name, value in self._attributes:
            attributes.setdefault(self._of(target), {})[name] = value
        notes: dict[str, list[str]] = {}
        for target, lines in self._notes.items():
            notes.setdefault(self._of(target), []).extend(lines)
        return [
            msgspec.structs.replace(
                mark, attributes=attributes.get(key, {}), note="\n".join(notes.get(key, ()))
            )
            for key, mark in self._spans.items()
        ]

    def links(self) -> list[Link]:
        return [Link(kind=kind, head=self._of(head), tail=self._of(tail)) for kind, head, tail in self._links]

    def told(self) -> list[AnnotatorError]:
        return [AnnotatorError("brat-left-out", kind=kind, n=n) for kind, n in self._others.items()]

    def _of(self, target: str) -> str:
        """An event stands for the words that trigger it."""
        return self._triggers.get(target, target)


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    with packed(out) as archive:
        archive.add("annotation.conf", _configuration(options.scheme).encode("utf-8"))
        for count, bundle in enumerate(bundles, 1):
            name = f"{count:06}-{bundle.document.id[:8]}"
            archive.add(name + _TEXT, bundle.text.encode("utf-8"))
            archive.add(f"{name}.ann", _lines(bundle).encode("utf-8"))
            archive.add(name + _FACTS, facts_file(bundle.document))


def _lines(bundle: Bundle) -> str:
    lines: list[str] = []
    keys = {span.id: f"T{place}" for place, span in enumerate(bundle.spans, 1)}
    for span in bundle.spans:
        pieces = [piece for start, end in span.ranges for piece in _divided(bundle.text, start, end)]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(bundle.text[start:end] for start, end in pieces)
        lines.append(f"{keys[span.id]}\t{span.label} {places}\t{words}")
    lines += [
        f"R{place}\t{link.kind} Arg1:{keys[link.head]} Arg2:{keys[link.tail]}\t"
        for place, link in enumerate(links_of(bundle), 1)
    ]
    noted = [span for span in bundle.spans if span.note]
    lines += [
        f"#{place}\tAnnotatorNotes {keys[span.id]}\t{_on_one_line(span.note)}"
        for place, span in enumerate(noted, 1)
    ]
    return "".join(f"{line}\n" for line in lines)


def _divided(text: str, start: int, end: int) -> Iterator[Range]:
    """A range without its line breaks and the white space beside them."""
    for match in re.finditer(r"\S(?:[^\n]*\S)?", text[start:end]):
        yield start + match.start(), start + match.end()


def _on_one_line(note: str) -> str:
    return note.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _plain(note: str) -> str:
    signs = {"\\\\": "\\", "\\n": "\n", "\\t": "\t"}
    return re.sub(r"\\[\\nt]", lambda found: signs[found.group()], note)


def _configuration(scheme: Scheme | None) -> str:
    """The types brat is to know; it refuses files with others."""
    labels = [label.id for label in scheme.labels] if scheme else []
    relations = [f"{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>" for kind in RELATIONS]
    sections = {
        "entities": labels,
        "relations": ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", *relations],
        "events": [],
        "attributes": [],
    }
    return "\n".join(line for name, rows in sections.items() for line in (f"[{name}]", *rows, ""))


def _recognises(sample: Sample) -> bool:
    if sample.binary == ZIP:
        names = set(sample.members)
        return any(name.endswith(".ann") and name.removesuffix(".ann") + _TEXT in names for name in names)
    if not sample.is_text:
        return False
    filled = [line.rstrip("\r") for line in sample.text.split("\n")[:3] if line.strip()]
    return any(
        key[:1] == "T" and key[1:].isdigit() and bool(_SPAN.fullmatch(rest.partition("\t")[0]))
        for key, _, rest in (line.partition("\t") for line in filled)
    )


BRAT = Format(
    id="brat",
    suffixes=(".zip", ".ann"),
    carries=EVERYTHING - OURS_ALONE - {"authors", "attributes", "bare", "shared", "facts", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
    labels=r"[\w-]+",
)
