"""Gazetteers: tables with headings, the table of GeoNames, GeoJSON; what is broken is told and left out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats import Problem
from annotator.formats.gazetteer import Located, read_gazetteer


def read(path: Path, data: str | bytes, encoding: str | None = None) -> tuple[list[Located], list[Problem]]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    rows = list(read_gazetteer(path, encoding))
    return (
        [row for row in rows if isinstance(row, Located)],
        [row for row in rows if isinstance(row, Problem)],
    )


GEONAMES = "\t".join(
    ("101", 'Bayt "al-Yara', "Bayt al-Yara", "بيت اليراع,اليراع", "35.1", "40.2", "P", "PPL", "XX", "", "01",
     "", "", "", "1200", "", "300", "Asia/X", "2020-01-01")
)  # fmt: skip


def test_the_table_of_geonames_as_it_comes(tmp_path: Path) -> None:
    area = GEONAMES.replace("\tP\t", "\tA\t").replace("101", "102")
    found, problems = read(tmp_path / "a.txt", f"{GEONAMES}\n{area}\n{GEONAMES.replace('35.1', '95')}\n")
    assert [(row.identifier, row.accuracy) for row in found] == [("101", "2"), ("102", "3")]
    assert found[0].names == ('Bayt "al-Yara', "Bayt al-Yara", "بيت اليراع", "اليراع")
    assert [(row.code, row.line) for row in problems] == [("gazetteer-no-point", 3)]


@pytest.mark.parametrize(
    "table",
    [
        "الاسم,خط العرض,خط الطول,المعرف\nبيت اليراع,35.1,40.2,7\n",
        "id;name:ar;lon;lat\n7;بيت اليراع;40.2;35.1\n",
        "\ufeffname\tlatitude\tlongitude\tidentifier\nبيت اليراع\t35.1\t40.2\t7\n",
        'name,lat,long,id\n"بيت اليراع",35.1,40.2,7\n',
    ],
)
def test_headings_in_either_language(tmp_path: Path, table: str) -> None:
    found, problems = read(tmp_path / "a.csv", table)
    assert problems == []
    assert [(row.names, row.latitude, row.longitude, row.identifier) for row in found] == [
        (("بيت اليراع",), 35.1, 40.2, "7")
    ]


def test_geojson(tmp_path: Path) -> None:
    def feature(geometry: object, **properties: object) -> dict[str, object]:
        return {"type": "Feature", "id": "n1", "geometry": geometry, "properties": properties}

    point = {"type": "Point", "coordinates": [40.2, 35.1]}
    features = [
        feature(point, **{"name": "Bayt al-Yara", "name:ar": "بيت اليراع", "accuracy": 1}),
        feature({"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}, name="Area"),
        feature({"type": "Point", "coordinates": [400, 35.1]}, name="Nowhere"),
        feature(None, name="Nowhere"),
        feature(point),
        "no feature",
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features})
    found, problems = read(tmp_path / "a.geojson", data)
    assert [(row.names, row.latitude, row.longitude, row.accuracy, row.identifier) for row in found] == [
        (("Bayt al-Yara", "بيت اليراع"), 35.1, 40.2, "1", "n1")
    ]
    assert [(row.code, row.details["n"]) for row in problems] == [
        ("gazetteer-no-point", n) for n in (2, 3, 4, 5, 6)
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("\n \n", "empty-file"),
        ("الاسم,المكان\nبيت اليراع,هنا\n", "gazetteer-columns"),
        ("name,lat,lon\nبيت اليراع,nan,40\n", "gazetteer-no-point"),
        ('name,lat,lon\n"بيت اليراع,35,40\n', "name-row-quotes"),
        ('{"features": [', "gazetteer-json"),
        ("[" * 100_000, "gazetteer-json"),
        ("name,lat,lon\nبيت,35,40\n".encode("cp1256"), "not-utf8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary-file"),
    ],
)
def test_what_is_none_is_told(tmp_path: Path, data: str | bytes, code: str) -> None:
    found, problems = read(tmp_path / "a.csv", data)
    assert found == []
    assert [row.code for row in problems] == [code]


def test_compressed_missing_and_in_another_encoding(tmp_path: Path) -> None:
    table = "name,lat,lon\nبيت اليراع,35,40\n"
    packed = tmp_path / "a.csv.gz"
    assert len(read(packed, gzip.compress(table.encode()))[0]) == 1
    assert len(read(tmp_path / "b.csv", table.encode("cp1256"), "cp1256")[0]) == 1
    (problem,) = read_gazetteer(tmp_path / "none.csv")
    assert isinstance(problem, Problem) and problem.code == "no-such-file"
    with pytest.raises(AnnotatorError):
        list(read_gazetteer(packed, "no-such-encoding"))
