"""Archives: every file taken or named, nothing outside, nothing without end."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from annotator.formats import archives, source
from tests.formats.made import codes, file_of, read

TEXT = "قال مصدر عسكري إن القصف مستمر."
Files = Mapping[str, bytes]


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tar_gz(files: Files) -> bytes:
    return gzip.compress(tarred(files), mtime=0)


KINDS: dict[str, Callable[[Files], bytes]] = {
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": tar_gz,
    "a.tgz": tar_gz,
}
kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
def test_every_file_is_taken_or_named(tmp_path: Path, kind: str) -> None:
    files = {
        "a.txt": TEXT.encode(),
        "sub/b.jsonl": b'{"text": "x"}\n{"y": 1}\n',
        "sub/c.txt.gz": gzip.compress("هدوء".encode(), mtime=0),
        "p.png": b"\x89PNG",
        ".DS_Store": b"x",
    }
    bundles, problems = read(file_of(tmp_path, KINDS[kind](files), kind))
    assert [row.text for row in bundles] == [TEXT, "x", "هدوء"]
    assert [row.document.meta.get("file") for row in bundles] == ["a.txt", None, "c.txt.gz"]
    path = str(tmp_path / kind)
    assert [(row.path, row.code, row.line) for row in problems] == [
        (f"{path}/sub/b.jsonl", "no-text-field", 2),
        (path, "files-left-out", None),
    ]
    assert problems[1].details == {"n": 2, "names": "p.png, .DS_Store"}


@kinds
def test_archives_within_archives(tmp_path: Path, kind: str) -> None:
    make = KINDS[kind]
    data = make({"deep.txt": TEXT.encode()})
    for _ in range(2):
        data = make({kind: data, "bad.jsonl": b"{"})
    bundles, problems = read(file_of(tmp_path, data, kind))
    assert [row.text for row in bundles] == [TEXT]
    path = tmp_path / kind
    assert {row.path for row in problems} == {f"{path}/bad.jsonl", f"{path}/{kind}/bad.jsonl"}
    bundles, problems = read(file_of(tmp_path, make({kind: data}), kind))
    assert bundles == []
    assert "archive-too-deep" in {row.code for row in problems}


OUTSIDE = ("../a.txt", "/etc/a.txt", "sub/../../a.txt", "C:a.txt", "..\\a.txt")


@kinds
def test_nothing_lies_outside(tmp_path: Path, kind: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    content = KINDS[kind]({**dict.fromkeys(OUTSIDE, b"x"), "good.txt": TEXT.encode()})
    bundles, problems = read(file_of(inside, content, kind))
    assert [row.text for row in bundles] == [TEXT]
    assert {row.code for row in problems} == {"member-outside"} and len(problems) == len(OUTSIDE)
    assert [path.name for path in tmp_path.rglob("*")] == ["inside", kind]


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    secret = file_of(tmp_path, "سر", "secret.txt")
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        for name, kind in (
            ("l.txt", tarfile.SYMTYPE),
            ("h.txt", tarfile.LNKTYPE),
            ("p.txt", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(secret)
            packed.addfile(info)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("l.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(secret))
    for name, count in (("a.tar", 3), ("a.zip", 1)):
        bundles, problems = read(tmp_path / name)
        assert bundles == []
        assert [row.code for row in problems] == ["member-no-file"] * count


@kinds
def test_an_archive_unpacks_within_bounds(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (source, archives):
        monkeypatch.setattr(module, "UNPACKED_ANYWAY", 1 << 20)
        monkeypatch.setattr(module, "UNPACKED_TIMES", 2)
    files = {"good.txt": TEXT.encode(), "bomb.txt": b" " * (8 << 20), "after.txt": b"x"}
    bundles, problems = read(file_of(tmp_path, KINDS[kind](files), kind))
    if kind == "a.tar":  # as large as what it holds
        assert problems and {row.code for row in problems} == {"empty-file"}
    else:
        assert [row.text for row in bundles] == [TEXT]
        assert "unpacks-too-large" in {row.code for row in problems}


@kinds
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_a_damaged_archive_is_told(tmp_path: Path, kind: str, share: float) -> None:
    whole = KINDS[kind]({f"{n}.txt": f"{TEXT} {n * 7919}".encode() * 9 for n in range(40)})
    _, problems = read(file_of(tmp_path, whole[: int(len(whole) * share) + 100], kind))
    assert problems and {row.code for row in problems} <= {"broken-document", "broken-gzip"}


def test_a_folder_names_what_it_does_not_take(tmp_path: Path) -> None:
    file_of(tmp_path, TEXT, "a.txt")
    file_of(tmp_path, b"x", "p.png")
    file_of(tmp_path, f"<html><body><p>{TEXT}</p></body></html>", "page.html")
    parts = tmp_path / "page_files"
    parts.mkdir()
    file_of(parts, "نص إعلان", "ad.txt")
    bundles, (problem,) = read(tmp_path)
    assert [row.text for row in bundles] == [TEXT, TEXT]
    assert (problem.code, problem.details) == ("files-left-out", {"n": 1, "names": "p.png"})
    assert problem.is_notice


def test_xml_that_is_no_feed_is_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, "<?xml version='1.0'?><a><b>نص</b></a>", "a.xml")
    assert codes(read(path)[1]) == [("not-a-feed", None)]
