"""UIMA's CAS as XMI and as JSON, with its type system, in ZIPs that INCEpTION opens.

UIMA counts UTF-16 units; the library that reads and writes it gives code points. Spans are of one layer,
their label a feature; relations of another, from a claim to what belongs to it. Of other people's files every
layer counts but those that only analyse the language.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.tokens import tokens_of
from annotator.formats.annotation.facts import facts_file, fields_beside, json_within
from annotator.formats.annotation.links import Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Format, Problem, Reader, ReadOptions, Sample, WriteOptions
from annotator.formats.encoding import ZIP
from annotator.formats.extra import needed
from annotator.formats.source import Source, displayed, read_document
from annotator.formats.zipped import opened, packed

_EXTRA: Final = "uima"
_TYPES: Final = "TypeSystem.xml"
_FACTS: Final = ".annotator.json"
_SPAN, _RELATION = "webanno.custom.Marked", "webanno.custom.Belongs"
_SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
_TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
_ANALYSIS: Final = (
    "uima.tcas.DocumentAnnotation",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "org.dkpro.core.api.xml.",
)
"""The beginnings of types that say how a text is built, and nothing that somebody marked in it."""
_LABELS: Final = ("label", "value", "identifier", "role", "entity")
_ENDS: Final = (("Governor", "Dependent"), ("source", "target"))
_OWN: Final = frozenset({"sofa", "begin", "end", "author", "note", *_LABELS})

Decoded = Callable[[Any, bytes, Any], Any]


def _library() -> Any:
    return needed("cassis", extra=_EXTRA, what="UIMA CAS")


def _from_xmi(library: Any, data: bytes, types: Any) -> Any:
    return library.load_cas_from_xmi(io.BytesIO(data), typesystem=types, lenient=True)


def _from_json(library: Any, data: bytes, types: Any) -> Any:
    return library.load_cas_from_json(io.BytesIO(data), typesystem=types, lenient=True)


def _reader(format_id: str, suffix: str, decode: Decoded) -> Reader:
    def read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
        with source.open() as stream:
            is_packed = stream.peek(2)[:2] == b"PK"
        if not is_packed:
            with source.open() as stream:
                data = read_document(stream)
            types = _types_beside(source.path) if suffix == ".xmi" else b""
            yield from _documents(data, types, b"", displayed(source.path), options)
            return
        with opened(source) as members:
            types = next((members.read(name) for name in members.names if _is_types(name)), b"")
            for name in sorted(
                name for name in members.names if name.endswith(suffix) and _FACTS not in name
            ):
                path, stem = f"{displayed(source.path)}/{name}", name.removesuffix(suffix)
                try:
                    facts = members.read(stem + _FACTS) if stem + _FACTS in members.names else b""
                    yield from _documents(members.read(name), types, facts, path, options)
                except AnnotatorError as error:
                    yield Problem(path, None, error.code, error.details)

    def _documents(
        data: bytes, types: bytes, facts: bytes, path: str, options: ReadOptions
    ) -> Iterator[Bundle | Problem]:
        cas = _decoded(data, types, decode)
        text = cas.sofa_string
        if not isinstance(text, str):
            raise AnnotatorError("record-without-text")
        told = fields_beside(facts, len(text))
        marks, links = _marks(cas)
        sheet = Sheet(text=text, marks=marks, links=links, unit="codepoint", **told)
        yield from bundle_of(sheet, path, options, format_id)

    return read


def _types_beside(path: Path) -> bytes:
    """The type system that lies in the folder of a file, whatever the case of its name."""
    beside = sorted(file for file in path.parent.glob("*.[xX][mM][lL]") if _is_types(file.name))
    if not beside:
        return b""
    with Source(beside[0]).open() as stream:
        return read_document(stream)


def _is_types(name: str) -> bool:
    return name.rpartition("/")[2].lower() == _TYPES.lower()


def _decoded(data: bytes, types: bytes, decode: Decoded) -> Any:
    """Raises `AnnotatorError("broken-document" | "entities-refused" | "extra-missing")`."""
    library = _library()
    for part in (data, types):
        if b"<!DOCTYPE" in part.replace(b"\x00", b""):  # in UTF-16 too
            raise AnnotatorError("entities-refused")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of types it does not know, which are left out
            system = library.load_typesystem(io.BytesIO(types)) if types else None
            return decode(library, data, system)
    except Exception as error:
        # What it raises for a file that is none is not written down: whatever it is, it is about the file.
        raise AnnotatorError("broken-document", reason=f"{type(error).__name__}: {error}"[:200]) from error


def _marks(cas: Any) -> tuple[list[Mark], list[Link]]:
    marks: dict[int, Mark] = {}
    relations: list[Any] = []
    for row in cas.select_all_annotations():
        if row.type.name.startswith(_ANALYSIS):
            continue
        if any(_has(row, *pair) for pair in _ENDS):
            relations.append(row)
            continue
        key = f"{len(marks)}"
        marks[id(row)] = Mark(
            key=key,
            label=next(
                (value for name in _LABELS if (value := _text(row, name))), row.type.name.rpartition(".")[2]
            ),
            ranges=((row.begin, row.end),),
            author=_text(row, "author"),
            note=_text(row, "note"),
            attributes=_attributes(row),
        )
    links = []
    for row in relations:
        head, tail = next((row[one], row[other]) for one, other in _ENDS if _has(row, one, other))
        ends = [marks[id(end)].key if id(end) in marks else "" for end in (head, tail)]
        kind = _text(row, "kind") or _short(row)
        facts = json_within(_text(row, "facts"))
        links.append(
            Link(
                kind=kind,
                head=ends[0],
                tail=ends[1],
                author=_text(row, "author"),
                group=_text(row, "group"),
                facts=facts,
            )
        )
    return list(marks.values()), links


def _short(row: Any) -> str:
    return str(row.type.name.rpartition(".")[2])


def _has(row: Any, *names: str) -> bool:
    return all(row.type.get_feature(name) is not None and row[name] is not None for name in names)


def _text(row: Any, name: str) -> str:
    value = row[name] if row.type.get_feature(name) is not None else None
    return value if isinstance(value, str) else ""


def _attributes(row: Any) -> dict[str, Any]:
    return {
        feature.name: value
        for feature in row.type.all_features
        if feature.name not in _OWN and isinstance(value := row[feature.name], str | bool) and value != ""
    }


def _to_xmi(cas: Any) -> bytes:
    return str(cas.to_xmi()).encode("utf-8")


def _to_json(cas: Any) -> bytes:
    return str(cas.to_json()).encode("utf-8")


def _writer(
    suffix: str, encoded: Callable[[Any], bytes]
) -> Callable[[Iterable[Bundle], BinaryIO, WriteOptions], None]:
    def write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
        library = _library()
        system = _type_system(library)
        with packed(out) as archive:
            if suffix == ".xmi":
                archive.add(_TYPES, system.to_xml().encode("utf-8"))
            for count, bundle in enumerate(bundles, 1):
                name = f"{count:06}-{bundle.document.id[:8]}"
                archive.add(name + suffix, encoded(_cas(library, system, bundle)))
                archive.add(name + _FACTS, facts_file(bundle.document))

    return write


def _type_system(library: Any) -> Any:
    system = library.TypeSystem()
    for name in (_SENTENCE, _TOKEN):
        system.create_type(name, "uima.tcas.Annotation")
    span = system.create_type(_SPAN, "uima.tcas.Annotation")
    for name in ("label", "author", "note"):
        system.create_feature(span, name, "uima.cas.String")
    relation = system.create_type(_RELATION, "uima.tcas.Annotation")
    for name in ("Governor", "Dependent"):
        system.create_feature(relation, name, span)
    for name in ("kind", "author", "group", "facts"):
        system.create_feature(relation, name, "uima.cas.String")
    return system


def _cas(library: Any, system: Any, bundle: Bundle) -> Any:
    """Sentences are the lines of the text: whoever opens it may not know where Arabic ones end."""
    cas = library.Cas(typesystem=system, sofa_string=bundle.text, sofa_mime="text/plain")
    at = 0
    for line in bundle.text.split("\n"):
        filled = line.strip()
        if filled:
            start = at + line.index(filled)
            cas.add(system.get_type(_SENTENCE)(begin=start, end=start + len(filled)))
        at += len(line) + 1
    for start, end in tokens_of(bundle):
        cas.add(system.get_type(_TOKEN)(begin=start, end=end))
    spans = {}
    for span in bundle.spans:
        spans[span.id] = system.get_type(_SPAN)(
            begin=span.start, end=span.end, label=span.label, author=span.author, note=span.note or None
        )
        cas.add(spans[span.id])
    for link in links_of(bundle):
        head, tail = spans[link.head], spans[link.tail]
        facts = msgspec.json.encode(link.facts).decode() if link.facts else None
        cas.add(
            system.get_type(_RELATION)(
                begin=tail.begin,
                end=tail.end,
                Governor=head,
                Dependent=tail,
                kind=link.kind,
                author=link.author,
                group=link.group,
                facts=facts,
            )
        )
    return cas


def _recognises_xmi(sample: Sample) -> bool:
    if sample.binary == ZIP:
        return any(name.endswith(".xmi") for name in sample.members)
    return sample.is_text and "<xmi:XMI" in sample.text[:2000]


def _recognises_json(sample: Sample) -> bool:
    if sample.binary == ZIP:
        names = [name for name in sample.members if name.endswith(".json")]
        return any(_FACTS in name for name in names) and any(_FACTS not in name for name in names)
    return sample.record is not None and "%FEATURE_STRUCTURES" in sample.record


_CARRIES: Final = EVERYTHING - OURS_ALONE - {"discontinuous", "attributes", "bare", "ids"}

UIMA_XMI = Format(
    id="uima-xmi",
    suffixes=(".zip", ".xmi"),
    carries=_CARRIES,
    read=_reader("uima-xmi", ".xmi", _from_xmi),
    write=_writer(".xmi", _to_xmi),
    recognises=_recognises_xmi,
    extra=_EXTRA,
)
UIMA_JSON = Format(
    id="uima-json",
    suffixes=(".zip", ".json"),
    carries=_CARRIES,
    read=_reader("uima-json", ".json", _from_json),
    write=_writer(".json", _to_json),
    recognises=_recognises_json,
    extra=_EXTRA,
)
