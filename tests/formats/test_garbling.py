"""What was garbled before it came here is told once for each file, and put right where that can be."""

from __future__ import annotations

import codecs
import json
import zipfile
from pathlib import Path

import pytest

from annotator.commands.hearing import Heard
from annotator.core.model import Bundle
from annotator.formats import Choice, ReadOptions, read_paths
from tests.formats.made import file_of, read

TEXT = "قال مصدر عسكري إن المدرسة في القنطرة أغلقت بأمر الوزارة اليوم."
BACKWARDS = TEXT[::-1]
WRONG = TEXT.encode().decode("cp1256", "replace")


def of_kind(path: Path, text: str) -> Path:
    rows = [{"title": "عنوان", "text": text}] * 2
    content = {
        ".txt": text,
        ".jsonl": rows,
        ".csv": f'title,text\nعنوان,"{text}"\nعنوان,"{text} "\n',
        ".html": f"<html><body><h1>عنوان</h1><p>{text}</p><p>{text} {text}</p></body></html>",
        ".srt": f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n",
    }
    return file_of(path.parent, content[path.suffix], path.name)


@pytest.mark.parametrize("suffix", [".txt", ".jsonl", ".csv", ".html", ".srt"])
def test_it_is_told_once_for_each_file(tmp_path: Path, suffix: str) -> None:
    for name, text, code in (
        ("a", WRONG, "mojibake"),
        ("b", "?? ???? ??? ??????: ????", "letters-lost"),
        ("c", BACKWARDS, "visual-order"),
    ):
        bundles, problems = read(of_kind(tmp_path / f"{name}{suffix}", text))
        assert bundles
        (problem,) = [row for row in problems if not row.is_notice]
        assert (problem.code, problem.path) == (code, str(tmp_path / f"{name}{suffix}"))
        assert problem.details["n"] > 0 and problem.details["first"]


@pytest.mark.parametrize("suffix", [".txt", ".jsonl", ".csv"])
def test_what_is_stored_as_it_looks_is_put_right_on_demand(tmp_path: Path, suffix: str) -> None:
    path = of_kind(tmp_path / f"a{suffix}", BACKWARDS)
    bundles, problems = read(path, turn=True)
    assert problems == []
    for bundle in bundles:
        assert TEXT in bundle.text and bundle.document.meta["repaired"] == "visual"
        (paragraph,) = bundle.document.segments
        assert bundle.text[paragraph.start : paragraph.end] == TEXT


def test_a_cut_off_text_is_taken_up_to_there(tmp_path: Path) -> None:
    data = TEXT.encode()
    whole = data[: data.index("أغلقت".encode()) + 2]
    (bundle,), (problem,) = read(file_of(tmp_path, whole + b"\xd8", "a.txt"))
    assert bundle.text == whole.decode()
    assert (problem.code, problem.details) == ("cut-utf8-taken", {"byte": len(whole)})
    marked = codecs.BOM_UTF8 + whole + b"\xd8"
    assert read(file_of(tmp_path, marked, "b.txt"))[1][0].code in ("cut-utf8-taken", "bad-encoding")


def test_a_damaged_text_is_not_taken_for_an_old_encoding(tmp_path: Path) -> None:
    data = TEXT.encode()
    _, (problem,) = read(file_of(tmp_path, data[:20] + b"\xff" + data[20:], "a.txt"))
    assert (problem.code, problem.details) == ("broken-utf8", {"byte": 20, "n": 1})
    row = json.dumps({"text": TEXT}, ensure_ascii=False).encode()
    _, (problem,) = read(file_of(tmp_path, row[:20] + b"\xff" + row[20:], "a.jsonl"))
    assert (problem.code, problem.line) == ("broken-utf8", 1)
    _, (problem,) = read(file_of(tmp_path, TEXT.encode("cp1256"), "b.txt"))
    assert (problem.code, problem.details) == ("not-utf8", {"encoding": "cp1256"})


def test_an_encoding_told_for_many_is_for_those_that_are_not_utf8(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    file_of(folder, TEXT, "a.txt")
    file_of(folder, TEXT.encode("cp1256"), "b.txt")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    for named in (folder, tmp_path / "a.zip"):
        bundles, problems = read(named, encoding="cp1256")
        assert problems == [] and [row.text for row in bundles] == [TEXT, TEXT]
    assert read(folder / "a.txt", encoding="cp1256")[1][0].code == "mojibake"


def test_what_is_told_comes_from_other_processes_too(tmp_path: Path) -> None:
    """Where there are many files, they are read on all cores."""
    for n in range(320):
        file_of(tmp_path, f"خبر رقم {n}\n\n{TEXT}", f"{n:03}.txt")
    heard = Heard()
    options = ReadOptions(tell=heard.hear, mappings={frozenset({"a"}): {"text": "a"}})
    choices = {
        tmp_path / "000.txt": Choice(taken=False),
        tmp_path / "001.txt": Choice(format_id="subtitles"),
    }
    found = list(read_paths([tmp_path], options=options, choices=choices))
    assert sum(isinstance(row, Bundle) for row in found) == 318
    assert heard.doubts["headline"].n == 318
