"""Rows for token classification as Hugging Face's `datasets` loads them, as JSON lines and as Parquet.

`ner_tags` are flat, the longest spans first; beside them each label has a column of its own, so that nothing
that nests is lost. Tags are numbers: their names lie in the Parquet file itself, and beside the JSON lines.
The text and the spans by code point stand in each row, for tokens of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE, Loss, flat
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Span
from annotator.core.tokens import tokens_of
from annotator.formats.annotation.facts import facts_file, fields_beside
from annotator.formats.annotation.json_sheets import Unreadable, json_bundles, marks_of, text_of
from annotator.formats.annotation.marks import Sheet, bundle_of
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.encoding import PARQUET
from annotator.formats.extra import needed
from annotator.formats.source import Source, displayed

_EXTRA: Final = "hf"
_GROUP: Final = 1000
_TAGS: Final = "ner_tags"
_OF_LABEL: Final = "tags_"
_PARTS: Final = ("O", "B", "I")


def _names(options: WriteOptions) -> list[str]:
    """The names of the flat tags, by number."""
    return ["O", *(f"{part}-{label}" for label in options.labels for part in ("B", "I"))]


def _rows(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[dict[str, Any]]:
    labels = options.labels
    numbers = {name: place for place, name in enumerate(_names(options))}
    for bundle in bundles:
        found = tokens_of(bundle, (edge for span in bundle.spans for edge in (span.start, span.end)))
        for label in {span.label for span in bundle.spans}.difference(labels):
            raise AnnotatorError("label-not-in-format", label=label, format=HF_JSONL.id)
        longest = flat(bundle.spans, frozenset(), Loss())
        row: dict[str, Any] = {
            "id": bundle.document.id,
            "text": bundle.text,
            "tokens": [bundle.text[start:end] for start, end in found],
            _TAGS: [numbers[tag] for tag in _tags(found, longest)],
        }
        for label in labels:
            own = [span for span in bundle.spans if span.label == label]
            row[f"{_OF_LABEL}{label}"] = [_PARTS.index(tag[0]) for tag in _tags(found, own)]
        row["spans"] = [
            {"start": span.start, "end": span.end, "label": span.label, "text": span.quote}
            for span in bundle.spans
        ]
        row["annotator"] = facts_file(bundle.document).decode("utf-8")
        yield row


def _tags(found: list[tuple[int, int]], spans: Iterable[Span]) -> list[str]:
    """A tag for each token, of spans that do not overlap."""
    coming = sorted(spans, key=lambda span: span.start, reverse=True)
    here: Span | None = None
    tags = []
    for start, _ in found:
        if here is not None and here.end <= start:
            here = None
        if coming and coming[-1].start <= start:
            here = coming.pop()
        tags.append("O" if here is None else f"{'B' if here.start == start else 'I'}-{here.label}")
    return tags


def _features(options: WriteOptions) -> dict[str, Any]:
    """The types of the columns as `datasets` writes them down."""

    def text() -> dict[str, Any]:
        return {"dtype": "string", "_type": "Value"}

    def classes(names: Iterable[str]) -> dict[str, Any]:
        return {"feature": {"names": list(names), "_type": "ClassLabel"}, "_type": "List"}

    place = {"dtype": "int64", "_type": "Value"}
    span = {"start": place, "end": place, "label": text(), "text": text()}
    of_labels = {
        f"{_OF_LABEL}{label}": classes(("O", f"B-{label}", f"I-{label}")) for label in options.labels
    }
    return {
        "id": text(),
        "text": text(),
        "tokens": {"feature": text(), "_type": "List"},
        _TAGS: classes(_names(options)),
        **of_labels,
        "spans": {"feature": span, "_type": "List"},
        "annotator": text(),
    }


def _write_jsonl(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for row in _rows(bundles, options):
        out.write(msgspec.json.encode(row) + b"\n")


def _companions(options: WriteOptions) -> dict[str, bytes]:
    return {".features.json": msgspec.json.format(msgspec.json.encode(_features(options)), indent=1) + b"\n"}


def _write_parquet(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    arrow = needed("pyarrow", extra=_EXTRA, what="Parquet")
    parquet = needed("pyarrow.parquet", extra=_EXTRA, what="Parquet")
    features = _features(options)
    told = msgspec.json.encode({"info": {"features": features}})
    schema = arrow.schema(
        [(name, _type(arrow, kind)) for name, kind in features.items()], metadata={b"huggingface": told}
    )
    rows = _rows(bundles, options)
    with parquet.ParquetWriter(out, schema) as writer:
        while some := list(islice(rows, _GROUP)):
            writer.write_table(arrow.Table.from_pylist(some, schema=schema))


def _type(arrow: Any, kind: dict[str, Any]) -> Any:
    match kind:
        case {"_type": "List", "feature": inner}:
            return arrow.list_(_type(arrow, inner))
        case {"_type": "ClassLabel"}:
            return arrow.int64()
        case {"_type": "Value", "dtype": dtype}:
            return getattr(arrow, dtype)()
    return arrow.struct([(name, _type(arrow, inner)) for name, inner in kind.items()])


def _read_jsonl(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return json_bundles(source, options, HF_JSONL.id, lambda record: [_sheet(record)])


def _read_parquet(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    parquet = needed("pyarrow.parquet", extra=_EXTRA, what="Parquet")
    path, place = displayed(source.path), 0
    with source.path.open("rb") as stream:  # read from its end, so not as a stream
        for records in _batches(parquet, stream):
            for record in records:
                place += 1
                try:
                    sheet = msgspec.structs.replace(_sheet(record), place=place)
                except Unreadable as error:
                    details = {"field": error.field, "message": error.message}
                    yield Problem(path, place, "bad-record", details)
                else:
                    yield from bundle_of(sheet, path, options, HF_PARQUET.id)


def _batches(parquet: Any, stream: BinaryIO) -> Iterator[list[dict[str, Any]]]:
    """Some rows at a time. Raises `AnnotatorError("broken-document")`."""
    try:
        for batch in parquet.ParquetFile(stream).iter_batches(batch_size=_GROUP):
            yield batch.to_pylist()
    except Exception as error:  # it has errors of its own, of no common kind
        raise AnnotatorError("broken-document", reason=str(error)[:200]) from error


def _sheet(record: dict[str, Any]) -> Sheet:
    text = text_of(record, "text")
    facts = record.get("annotator")
    told = fields_beside(facts.encode("utf-8") if isinstance(facts, str) else b"", len(text))
    return Sheet(text=text, marks=marks_of(record), unit="codepoint", **told)


def _recognises(sample: Sample) -> bool:
    record = sample.record or {}
    return isinstance(record.get("tokens"), list) and isinstance(record.get(_TAGS), list)


_CARRIES: Final = EVERYTHING - OURS_ALONE - {
    "within", "overlap", "discontinuous", "sub-token", "authors", "attributes", "remarks", "attribution",
    "bare", "shared", "facts", "relayed", "ids",
}  # fmt: skip

HF_JSONL = Format(
    id="hf-jsonl",
    suffixes=(".jsonl",),
    carries=_CARRIES,
    read=_read_jsonl,
    write=_write_jsonl,
    recognises=_recognises,
    tokens=True,
    companions=_companions,
)
HF_PARQUET = Format(
    id="hf-parquet",
    suffixes=(".parquet",),
    carries=_CARRIES,
    read=_read_parquet,
    write=_write_parquet,
    recognises=lambda sample: sample.binary == PARQUET,
    extra=_EXTRA,
    tokens=True,
)
