"""The texts of the folder of real data, as they come, for the geometry to be tried on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from tests.bench.selecting import wojood


def _page(folder: Path) -> Iterator[str]:
    yield (folder / "seed_page.txt").read_text(encoding="utf-8")


def _ant(folder: Path) -> Iterator[str]:
    for row in _packed(folder / "ant" / "articles.jsonl.gz"):
        yield "\n".join(str(row.get(field) or "") for field in ("title", "abstract", "text"))


def _idrisi(folder: Path) -> Iterator[str]:
    for row in _packed(folder / "idrisi" / "places.jsonl.gz"):
        yield row["text"]


def _wojood(folder: Path) -> Iterator[str]:
    for text, _ in wojood(folder):
        yield text


def _blns(folder: Path) -> Iterator[str]:
    yield from json.loads((folder / "blns" / "blns.json").read_text(encoding="utf-8"))


def _brat(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "brat_news").glob("*.txt")):
        yield path.read_text(encoding="utf-8")


def _doccano(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "doccano").glob("*.jsonl")):
        for row in _values(path.read_text(encoding="utf-8")):
            yield row.get("text", "")


def _label_studio(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "label_studio").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield row["data"].get("text", "")


def _prodigy(folder: Path) -> Iterator[str]:
    for row in _values((folder / "prodigy" / "bio_events.jsonl").read_text(encoding="utf-8")):
        yield row["text"]


def _webanno(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "webanno_tsv").glob("*/*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield "\n".join(line.removeprefix("#Text=") for line in lines if line.startswith("#Text="))


def _cas(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "cassis").glob("*/*.xmi")):
        for element in ElementTree.parse(path).iter():
            if "sofaString" in element.attrib:
                yield element.attrib["sofaString"]


SOURCES: Final[dict[str, Callable[[Path], Iterator[str]]]] = {
    "news page": _page,
    "ANT": _ant,
    "IDRISI-RA": _idrisi,
    "Wojood": _wojood,
    "naughty strings": _blns,
    "brat": _brat,
    "doccano": _doccano,
    "Label Studio": _label_studio,
    "Prodigy": _prodigy,
    "WebAnno TSV": _webanno,
    "UIMA CAS": _cas,
}


def _packed(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _values(text: str) -> Iterator[dict[str, Any]]:
    """JSON values one behind the other, on one line each or on many."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, at = decoder.raw_decode(text, at)
        yield value
