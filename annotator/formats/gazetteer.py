"""Gazetteers, the lists of places that somebody has: tables (that of GeoNames too), and GeoJSON."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.formats.base import Problem
from annotator.formats.encoding import check_encoding, refuse_binary, utf8_lines
from annotator.formats.source import Source, displayed, read_document

_HEAD_BYTES: Final = 4096
_SEPARATORS: Final = ("\t", ";", ",")
_ALEF, _LAM = "ا", "ل"
_GEONAMES_COLUMNS: Final = 19
_CLASS: Final = 6
_GEONAMES: Final = {0: "identifier", 1: "name", 2: "name", 3: "variants", 4: "latitude", 5: "longitude"}
_ACCURACY_OF_CLASS: Final = {"S": "1", "A": "3", "L": "3", "U": "3"}
"""GeoNames: a building is where it is said to be; an area is not at one point; a town is around it (2)."""
_NEARBY: Final = "2"
_GRADES: Final = ("1", "2", "3")
_SEVERAL: Final = ("name", "variants")


class Located(msgspec.Struct, frozen=True):
    """A place of a gazetteer. Degrees; `accuracy` is "1" to "3", or "" where the file does not say."""

    line: int | None
    names: tuple[str, ...]
    latitude: float
    longitude: float
    accuracy: str = ""
    identifier: str = ""


def read_gazetteer(path: Path, encoding: str | None = None) -> Iterator[Located | Problem]:
    """The places of a gazetteer; a broken row is a `Problem`, and the rest goes on.

    `encoding` is for files without a byte order mark that are not UTF-8. Raises "unknown-encoding".
    """
    check_encoding(encoding)
    shown = displayed(path)
    try:
        with Source(path).open() as stream:
            head = stream.peek(_HEAD_BYTES)[:_HEAD_BYTES]
            refuse_binary(head, encoding)
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
                yield from _geojson(shown, read_document(stream))
            else:
                yield from _table(shown, utf8_lines(stream, encoding))
    except AnnotatorError as error:
        yield Problem(shown, None, error.code, error.details)


def _table(path: str, lines: Iterable[bytes]) -> Iterator[Located | Problem]:
    columns: Mapping[int, str] | None = None
    separator, is_geonames = "\t", False
    for number, data in enumerate(lines, 1):
        try:
            line = data.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            yield Problem(path, number, "not-utf8", {"encoding": "?"})
            continue
        if not line.strip():
            continue
        if columns is None:
            separator = max(_SEPARATORS, key=line.count)
            fields = line.split(separator)
            is_geonames = len(fields) == _GEONAMES_COLUMNS and fields[0].isdigit()
            columns = _GEONAMES if is_geonames else _columns(_fields(line, separator) or ())
            if not {"name", "latitude", "longitude"} <= set(columns.values()):
                yield Problem(path, number, "gazetteer-columns")
                return
            if not is_geonames:
                continue
        # GeoNames puts nothing in quotation marks; a name may hold one.
        values = line.split(separator) if is_geonames else _fields(line, separator)
        if values is None:
            yield Problem(path, number, "name-row-quotes")
            continue
        found = [(columns[place], value.strip()) for place, value in enumerate(values) if place in columns]
        if is_geonames and len(values) > _CLASS:
            found.append(("accuracy", _ACCURACY_OF_CLASS.get(values[_CLASS], _NEARBY)))
        yield _located(path, number, found)
    if columns is None:
        yield Problem(path, None, "empty-file")


def _geojson(path: str, data: bytes) -> Iterator[Located | Problem]:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        yield Problem(path, None, "gazetteer-json", {"reason": str(error)})
        return
    features = found.get("features", [found]) if isinstance(found, dict) else found
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        point = geometry.get("coordinates") if isinstance(geometry, dict) else None
        is_point = isinstance(geometry, dict) and geometry.get("type") == "Point"
        if not (is_point and isinstance(properties, dict) and isinstance(point, list) and len(point) > 1):
            yield Problem(path, None, "gazetteer-no-point", {"n": number})
            continue
        known = [(kind, str(value)) for key, value in properties.items() if (kind := _kind(str(key)))]
        known = [row for row in known if row[0] not in ("latitude", "longitude")]
        if (own := feature.get("id")) is not None:
            known.append(("identifier", str(own)))
        yield _located(
            path, None, [*known, ("latitude", str(point[1])), ("longitude", str(point[0]))], number
        )


def _located(
    path: str, line: int | None, found: Sequence[tuple[str, str]], number: int = 0
) -> Located | Problem:
    """One place of its fields; `number` tells one that stands on no line of its own."""
    first: dict[str, str] = {}
    for kind, value in found:
        if value:
            first.setdefault(kind, value)
    names = [value for kind, value in found if kind == "name"]
    names += [one for kind, value in found if kind == "variants" for one in _parted(value)]
    names = list(dict.fromkeys(name for name in map(str.strip, names) if name))
    details: dict[str, Any] = {"n": number or line}
    try:
        latitude, longitude = float(first["latitude"]), float(first["longitude"])
    except (KeyError, ValueError):
        return Problem(path, line, "gazetteer-no-point", details)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or not names:
        return Problem(path, line, "gazetteer-no-point", details)
    accuracy = first.get("accuracy", "")
    return Located(
        line,
        tuple(names),
        latitude,
        longitude,
        accuracy if accuracy in _GRADES else "",
        first.get("identifier", ""),
    )


def _parted(variants: str) -> list[str]:
    return variants.replace("|", ",").replace(";", ",").replace("،", ",").split(",")


def _columns(headings: Sequence[str]) -> dict[int, str]:
    """What each column holds; of columns of one kind only names may be several."""
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        kind = _kind(heading)
        if kind and (kind in _SEVERAL or kind not in found.values()):
            found[place] = kind
    return found


def _kind(heading: str) -> str:
    return _headings().get(fold_key(heading).strip().removeprefix(_ALEF + _LAM), "")


@cache
def _headings() -> dict[str, str]:
    with data_path("resources", "lexicon", "gazetteers.toml").open("rb") as file:
        words = tomllib.load(file)
    return {
        fold_key(word).removeprefix(_ALEF + _LAM): kind for kind, listed in words.items() for word in listed
    }


def _fields(line: str, separator: str) -> list[str] | None:
    """The fields of a line; None if its quotation marks do not hold."""
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader(io.StringIO(line), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None
