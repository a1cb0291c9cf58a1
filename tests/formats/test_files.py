"""Walking paths, compressed members, encodings, and files that are no texts."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats import Problem, ReadOptions, by_id, documents_from_text, read_paths, total_bytes
from tests.formats.made import codes, file_of, full_bundle, read, record, written

PROSE = "وقال المتحدث باسم الوزارة إن الطريق بين المدينتين فُتح صباح اليوم أمام المسافرين.\n" * 3
PLAIN = PROSE.replace("ُ", "")


def names(path: Path) -> list[str]:
    bundles, problems = read(path)
    assert problems == []
    return [bundle.document.meta["file"] for bundle in bundles]


def test_a_folder_is_read_sorted_and_deep_without_hidden_or_foreign_files(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.TXT",
        ".hidden.txt",
        "picture.png",
        "sub/c.txt",
        ".git/d.txt",
        "e.txt.gz",
        "f.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        content = f"نص {name}".encode()
        path.write_bytes(gzip.compress(content, mtime=0) if name.endswith("gz") else content)
    bundles, (problem,) = read(tmp_path)
    assert [bundle.document.meta["file"] for bundle in bundles] == ["a.TXT", "b.txt", "e.txt.gz", "c.txt"]
    assert (problem.code, problem.details) == ("files-left-out", {"n": 2, "names": "f.md, picture.png"})


def test_a_file_named_itself_is_read_whatever_its_name(tmp_path: Path) -> None:
    for name in (".hidden", "notes.md", "بلا-لاحقة"):
        assert names(file_of(tmp_path, PROSE, name)) == [name]


def test_a_folder_without_texts(tmp_path: Path) -> None:
    file_of(tmp_path, b"\x89PNG", "picture.png")
    assert codes(read(tmp_path)[1]) == [("no-texts", None)]


def test_a_path_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    bundles, problems = read(tmp_path / "gone.txt", file_of(tmp_path, PROSE, "a.txt"))
    assert len(bundles) == 1
    assert codes(problems) == [("no-such-file", None)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert codes(read(pipe)[1]) == [("not-a-file", None)]
    assert codes(read(tmp_path)[1]) == [("no-texts", None)]


def test_a_file_that_vanishes_while_reading(tmp_path: Path) -> None:
    first, second = file_of(tmp_path, PROSE, "a.txt"), file_of(tmp_path, PROSE, "b.txt")
    reading = read_paths([first, second, first])
    next(reading)
    second.unlink()
    vanished = next(reading)
    assert isinstance(vanished, Problem) and vanished.code == "no-such-file"
    assert len(list(reading)) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, PROSE, "secret.txt")
    path.chmod(0)
    assert codes(read(path)[1]) == [("cannot-read", None)]


def test_an_error_of_the_disk_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_of(tmp_path, PROSE, "a.txt")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert codes(read(path)[1]) == [("cannot-read", None)]


GZIP = gzip.compress((json.dumps(record(), ensure_ascii=False) + "\n").encode() * 200, mtime=0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"this is not gzip", "broken-gzip"),
        (GZIP[:-4], "broken-gzip"),
        (GZIP[:-8] + b"\x00" * 8, "broken-gzip"),
        (gzip.compress(b"", mtime=0), "empty-file"),
        (b"", "empty-file"),
    ],
)
def test_broken_compressed_files(tmp_path: Path, content: bytes, code: str) -> None:
    bundles, problems = read(file_of(tmp_path, content, "x.jsonl.gz"))
    assert [problem.code for problem in problems] == [code]
    assert not bundles or bundles[0] == full_bundle()


def test_gzip_is_told_by_content_as_well(tmp_path: Path) -> None:
    bundles, problems = read(file_of(tmp_path, GZIP, "packed.jsonl"))
    assert (len(bundles), problems) == (200, [])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859_6"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    text = PLAIN if name == "a.txt" else json.dumps({"text": PLAIN}, ensure_ascii=False) + "\n"
    path = file_of(tmp_path, text.encode(encoding), name)
    (bundle,), problems = read(path, encoding=encoding)
    assert problems == [] and bundle.text.strip() == PLAIN.strip()
    bundles, problems = read(path)
    if encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert problems == [] and bundles[0].text == bundle.text
    else:
        assert bundles == []
        assert problems[0].code == "not-utf8"
        assert problems[0].details["encoding"] == encoding.replace("-", "_")


def test_utf16_big_endian_with_its_mark(tmp_path: Path) -> None:
    (bundle,), problems = read(file_of(tmp_path, ("\ufeff" + PROSE).encode("utf-16-be"), "a.txt"))
    assert problems == [] and bundle.text == PROSE.strip()


def test_one_line_in_another_encoding(tmp_path: Path) -> None:
    good = json.dumps({"text": PLAIN}, ensure_ascii=False).encode()
    bad = json.dumps({"text": PLAIN}, ensure_ascii=False).encode("cp1256")
    bundles, (problem,) = read(file_of(tmp_path, b"\n".join([good, bad, good]), "a.jsonl"))
    assert len(bundles) == 2
    assert (problem.code, problem.line, problem.details) == ("not-utf8", 2, {"encoding": "cp1256"})


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_named_encoding_that_is_wrong(tmp_path: Path, name: str) -> None:
    path = file_of(tmp_path, '{"text": "قال"}'.encode(), name)
    assert codes(read(path, encoding="ascii")[1]) == [("bad-encoding", None)]
    odd = file_of(tmp_path, b"\xff\xfe" + "ق".encode("utf-16-le") + b"\x00\xd8a\x00", name)
    assert codes(read(odd)[1]) == [("bad-encoding", None)]


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64"])
def test_an_encoding_that_does_not_exist(encoding: str) -> None:
    with pytest.raises(AnnotatorError, match="unknown-encoding"):
        read_paths([], options=ReadOptions(encoding=encoding))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n...", "broken-document"),
        (b"PK\x03\x04word/document.xml", "broken-document"),
        (b"SQLite format 3\x00" + bytes(50), "binary-file"),
        (bytes(range(256)) * 4, "binary-file"),
        (b"abc\x00def", "binary-file"),
        (b"", "empty-file"),
        (b" \r\n\t\n", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"\xff\xfe", "empty-file"),
        (b"\xff\xfe" + "\u00a0\n".encode("utf-16-le"), "empty-file"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json"])
def test_files_that_hold_no_text(tmp_path: Path, content: bytes, code: str, name: str) -> None:
    bundles, problems = read(file_of(tmp_path, content, name))
    assert bundles == []
    assert codes(problems) == [(code, None)]


def test_a_nul_far_into_a_text_is_refused_with_its_place(tmp_path: Path) -> None:
    text = "سطر من الكلام\n" * 40_000 + "قال\x00"
    bundles, (problem,) = read(file_of(tmp_path, text, "a.txt"))
    assert bundles == []
    assert (problem.code, problem.line, problem.details["column"]) == ("nul-character", 40_001, 4)


def test_progress_counts_stored_bytes_up_to_the_total(tmp_path: Path) -> None:
    file_of(tmp_path, written([full_bundle()] * 1000), "a.jsonl")
    file_of(tmp_path, GZIP, "b.jsonl.gz")
    file_of(tmp_path, "%PDF-1.4 " * 10, "c.txt")
    told: list[int] = []
    assert len(list(read_paths([tmp_path], progress=told.append))) == 1201
    assert told == sorted(told)
    assert told[-1] == total_bytes([tmp_path]) == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    path = file_of(tmp_path, written([full_bundle()] * 2000), "big.jsonl")
    told = [0]
    reading = read_paths([path], progress=told.append)
    next(reading)
    assert 0 < told[-1] < path.stat().st_size / 4
    reading.close()  # type: ignore[attr-defined]


CHOICES = {
    "a.txt": ("نص قصير", "text"),
    "b.txt": ("الأخبار العاجلة\nخبر - 09:33 خبر آخر - 10:30", "page"),
    "c.txt": ('{"text": "قال"}', "jsonl"),
    "d.jsonl": ('{"text": "قال"}', "jsonl"),
    "e.json": ('[{"text": "قال"},\n {"text": "قالت"}]', "jsonl"),
    "f.ndjson": (written([full_bundle()]).decode(), "annotator"),
    "g.dat": (written([full_bundle()]).decode(), "annotator"),
    "h.md": ("[صورة]\n\nنص", "text"),
    "i.txt": ('{"title": "بلا نص"}', "text"),
    "j.json": ('{\n "text": "قال"\n}\n', "jsonl"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_the_format_is_told_by_content_then_by_suffix(tmp_path: Path, name: str) -> None:
    content, format_id = CHOICES[name]
    path = file_of(tmp_path, content, name)
    bundles, problems = read(path)
    assert bundles and problems == []
    assert read(path, format_id=format_id) == (bundles, [])


def test_the_suffix_decides_where_content_does_not(tmp_path: Path) -> None:
    _, problems = read(file_of(tmp_path, '{"label": "قال"}\nليس سجلا - 09:33 ولا هذا - 10:44\n', "a.jsonl"))
    assert codes(problems) == [("no-text-field", 1), ("broken-json", 2)]


def test_formats_by_id() -> None:
    assert by_id("page").suffixes == (".txt", ".text")
    with pytest.raises(AnnotatorError, match="unknown-format"):
        read_paths([], format_id="none")


def test_a_name_that_is_not_utf8_is_shown_all_the_same(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe4\xf5.txt"))
    try:
        path.write_text(PROSE, encoding="utf-8")
    except OSError:
        pytest.skip("this file system knows only UTF-8 names")
    assert names(path) == ["\ufffd\ufffd.txt"]


def test_a_text_from_the_clipboard() -> None:
    assert documents_from_text(" \n") == []
    (bundle,) = documents_from_text("عنوان\r\n\r\nنص", "الحافظة")
    assert (bundle.text, bundle.document.title, bundle.document.kind) == ("عنوان\n\nنص", "عنوان", "article")
    assert bundle.document.meta == {"file": "الحافظة"}
    with pytest.raises(AnnotatorError, match="nul-character"):
        documents_from_text("قال\x00")
