"""Tells files of other annotation tools, whose labels are not read, so that nobody takes them for read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotator.core.model import Bundle
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.sniff import sample
from annotator.formats.source import Source, displayed

_BRAT = re.compile(r"T\d+\t\S+ \d+ \d+(?:;\d+ \d+)*\t.+")
_TAG = re.compile(r"[BIESLU]-\S+")
_WEBANNO = re.compile(r"#FORMAT=WebAnno TSV")
_LINES: Final = 40
FORMAT_OF: Final = {"Label Studio": "label-studio", "Prodigy": "prodigy", "doccano": "doccano"}
"""The format that reads the labels of what `tool_of` names."""


def tool_of(record: Mapping[str, Any]) -> str:
    """The tool that a JSON record with labels comes from; "" where it has none."""
    for name in ("annotations", "completions", "predictions"):
        if any("result" in row for row in _objects(record.get(name))):
            return "Label Studio"
    if any({"start", "end", "label"} <= row.keys() for row in _objects(record.get("spans"))):
        return "Prodigy"
    for name in ("label", "labels", "entities"):
        value = record.get(name)
        if any("start_offset" in row for row in _objects(value)) or _is_triples(value):
            return "doccano"
    return ""


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _is_triples(value: Any) -> bool:
    """Whether it is a list of `[start, end, label]`."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, list) and [type(part) for part in row] == [int, int, str] for row in value)
    )


def _told(text: str) -> str:
    """The tool that a text of annotations comes from; "" where it is none."""
    filled = [line for line in text.split("\n")[:_LINES] if line.strip()]
    if filled and _WEBANNO.match(filled[0]):
        return "WebAnno, INCEpTION"
    if any(_BRAT.fullmatch(line.rstrip("\r")) for line in filled[:3]):
        return "brat"
    rows = [line.split() for line in filled[:-1] if not line.startswith(("#", "-DOCSTART-"))]
    if any(_TAG.fullmatch(row[-1]) for row in rows) and all(
        len(row) > 1 and (row[-1] == "O" or _TAG.fullmatch(row[-1])) for row in rows
    ):
        return "CoNLL"
    return ""


def _recognises(told: Sample) -> bool:
    return told.is_text and bool(_told(told.text))


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    tool = _told(sample(source, options).text) or source.suffix
    yield Problem(displayed(source.path), None, "foreign-annotation", {"tool": tool})


FOREIGN = Format(
    id="foreign",
    suffixes=(".ann", ".conll", ".conllu", ".bio", ".iob"),
    carries=frozenset(),
    read=_read,
    write=None,
    recognises=_recognises,
)
