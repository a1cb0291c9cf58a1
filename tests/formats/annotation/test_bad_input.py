"""Files of other tools that are wrong in ways people meet: said with its reason, the rest taken."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.formats.made import codes, file_of, read

TEXT = "قال مصدر عسكري"
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<x>&c;</x>"""
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'


def packed(folder: Path, name: str, **members: bytes | str) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return file_of(folder, out.getvalue(), name)


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE], ids=["bomb", "outside"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_followed(xml: str, encoding: str, tmp_path: Path) -> None:
    data = xml.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
    for name, format_id, code, members in (
        ("a.qdpx", "refi-qda", "record-without-text", {"project.qde": data}),
        ("a.zip", "uima-xmi", "entities-refused", {"a.xmi": data, "TypeSystem.xml": data}),
    ):
        bundles, problems = read(packed(tmp_path, name, **members), format_id=format_id)
        assert bundles == [] and [row.code for row in problems] == [code], name


def test_what_unpacks_past_all_measure_is_refused(tmp_path: Path) -> None:
    many = b" " * (65 << 20)
    for name, format_id, member in (
        ("a.qdpx", "refi-qda", "project.qde"),
        ("a.zip", "uima-xmi", "a.xmi"),
        ("b.zip", "webanno-tsv", "a.tsv"),
        ("c.zip", "brat", "a.txt"),
    ):
        members = {member: many, "a.ann": b"", "TypeSystem.xml": b"<a/>"}
        bundles, problems = read(packed(tmp_path, name, **members), format_id=format_id)
        assert bundles == [] and "document-too-large" in [row.code for row in problems], name
    squeezer = zlib.compressobj()
    data = b"".join(squeezer.compress(many) for _ in range(5)) + squeezer.flush()
    bundles, problems = read(file_of(tmp_path, data, "a.spacy"), format_id="spacy")
    assert bundles == [] and [row.code for row in problems] == ["document-too-large"]


def test_members_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("سر", encoding="utf-8")
    inside = tmp_path / "in"
    inside.mkdir()
    project = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="a"><Sources><TextSource guid="1" name="a" '
        'plainTextPath="internal://../../secret.txt"/></Sources></Project>'
    )
    bundles, problems = read(packed(inside, "a.qdpx", **{"project.qde": project}), format_id="refi-qda")
    assert bundles == [] and problems
    members = {"../b.txt": TEXT, "../b.ann": "T1\tactor 4 8\tمصدر\n"}
    bundles, problems = read(packed(inside, "a.zip", **members), format_id="brat")
    assert [bundle.text for bundle in bundles] == [TEXT]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "secret.txt"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("suffix", [".jsonl", ".conll"])
def test_marks_of_the_encoding_are_no_part_of_the_text(encoding: str, suffix: str, tmp_path: Path) -> None:
    record = json.dumps({"text": TEXT, "label": [[4, 8, "actor"]]}, ensure_ascii=False) + "\n"
    said = record if suffix == ".jsonl" else "قال O\nمصدر O\nعسكري B-actor\n"
    bom = "" if encoding in ("utf-8-sig", "utf-16") else "\ufeff"
    bundles, problems = read(file_of(tmp_path, (bom + said).encode(encoding), f"a{suffix}"))
    assert problems == [] and [bundle.text for bundle in bundles] == [TEXT]
    assert len(bundles[0].spans) == 1


@pytest.mark.parametrize("format_id", ["doccano", "prodigy", "label-studio", "w3c", "hf-jsonl"])
def test_json_a_thousand_deep(format_id: str, tmp_path: Path) -> None:
    deep = "[" * 1000 + "]" * 1000
    lines = f'{{"text": "{TEXT}", "label": [[4, 8, "actor"]], "meta": {deep}}}\n' * 2
    bundles, problems = read(file_of(tmp_path, lines, "a.jsonl"), format_id=format_id)
    assert bundles or problems


def test_a_tag_that_goes_on_with_what_has_not_begun(tmp_path: Path) -> None:
    path = file_of(tmp_path, "قال O\nمصدر I-actor\nعسكري I-actor\nإن O\n", "a.conll")
    bundles, problems = read(path)
    assert codes(problems) == [("tag-without-beginning", 2)]
    assert [(span.label, span.quote) for span in bundles[0].spans] == [("actor", "مصدر عسكري")]


@pytest.mark.parametrize(
    ("format_id", "record"),
    [
        ("doccano", {"label": [[0, 3, "actor"]]}),
        ("doccano", {"text": "", "label": [[0, 3, "actor"]]}),
        ("prodigy", {"spans": [{"start": 0, "end": 3, "label": "actor"}]}),
        ("label-studio", {"data": {}, "annotations": [{"result": []}]}),
        ("hf-jsonl", {"tokens": ["قال"], "ner_tags": [1]}),
    ],
)
def test_annotations_without_a_text(format_id: str, record: object, tmp_path: Path) -> None:
    bundles, problems = read(file_of(tmp_path, [record], "a.jsonl"), format_id=format_id)
    assert bundles == [] and len(problems) == 1


def test_a_label_named_like_a_path(tmp_path: Path) -> None:
    label = "../../etc/actor"
    bundles, problems = read(file_of(tmp_path, [{"text": TEXT, "label": [[4, 8, label]]}], "a.jsonl"))
    assert problems == [] and [span.label for span in bundles[0].spans] == [label]


def test_a_span_with_a_line_break_in_standoff(tmp_path: Path) -> None:
    """Some tools write it in two ranges, some in one with a blank for the break."""
    text = "قال مصدر\nعسكري كبير"
    for said in ("4 8;9 14\tمصدر عسكري", "4 14\tمصدر عسكري"):
        members = {"a.txt": text, "a.ann": f"T1\tactor {said}\n"}
        bundles, problems = read(packed(tmp_path, "a.zip", **members), format_id="brat")
        assert problems == []
        (span,) = bundles[0].spans
        assert span.quote.split() == ["مصدر", "عسكري"]
    members = {"a.txt": text, "a.ann": "T1\tactor 4 14\tمصدر\nعسكري\n"}
    bundles, problems = read(packed(tmp_path, "a.zip", **members), format_id="brat")
    assert problems and len(bundles) == 1


def test_two_documents_with_one_id(tmp_path: Path) -> None:
    """Texts that differ are two documents, whatever id a tool gave both."""
    rows = [{"id": 1, "text": text, "label": [[0, 3, "cue"]]} for text in (TEXT, f"{TEXT} كبير")]
    bundles, _ = read(file_of(tmp_path, rows, "a.jsonl"), format_id="doccano")
    assert len({bundle.document.id for bundle in bundles}) == 2


def test_a_span_outside_its_text_is_sought_by_its_words_or_told(tmp_path: Path) -> None:
    rows = [
        {"start": 90, "end": 99, "label": "source", "text": "مصدر عسكري"},
        {"start": 90, "end": 99, "label": "source"},
        {"start": 4, "end": 4, "label": "source"},
        {"start": 0, "end": 3, "label": ""},
    ]
    path = file_of(tmp_path, json.dumps({"text": TEXT, "spans": rows}), "a.jsonl")
    (bundle,), problems = read(path, format_id="spacy-jsonl")
    assert [(row.start, row.end) for row in bundle.spans] == [(4, 14)]
    assert [row.code for row in problems] == [
        "mark-moved",
        "mark-outside",
        "mark-empty",
        "mark-without-label",
    ]
