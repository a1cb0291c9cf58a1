"""Nothing unpacks, and no line or text goes on, without end; the file beside it comes in all the same."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from annotator.formats import encoding, records, source
from annotator.formats.names import read_names
from tests.command_line import Cli, cli, process
from tests.formats.made import codes, read

__all__ = ["cli"]

MEGABYTE = 1 << 20


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bomb.txt.gz", "The text is larger than 64 MB"),
        ("bomb.jsonl.gz", "The compressed file unpacks to more"),
    ],
)
def test_a_small_file_that_unpacks_past_all_measure(cli: Cli, tmp_path: Path, name: str, said: str) -> None:
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1500 * MEGABYTE, 1500 * MEGABYTE))

    sixteen = gzip.compress(("قال " * (2 * MEGABYTE)).encode() + b"\n", mtime=0)
    with (tmp_path / name).open("wb") as file:
        file.writelines([sixteen] * 80)
    assert (tmp_path / name).stat().st_size < 2 * MEGABYTE
    (tmp_path / "good.txt").write_text("خبر سليم", encoding="utf-8")
    assert cli("new", "a.db").status == 0
    arguments = ("--language", "en", "import", "a.db", name, "good.txt")
    ran = process(*arguments, folder=tmp_path, preexec_fn=limited)
    assert ran.status == 1
    assert f"{name}: {said}" in ran.err
    assert "good" not in ran.err and "1 document" in ran.out
    assert cli("verify", "a.db").status == 0


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can reach: a document of 1 MB, 2 MB at once, 4 MB unpacked."""
    for module in (source, encoding, records):
        for name, size in (("LARGEST_DOCUMENT", 1), ("LARGEST_PIECE", 2), ("UNPACKED_ANYWAY", 4)):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, size * MEGABYTE)


def row(megabytes: float) -> bytes:
    return json.dumps({"text": "a" * int(megabytes * MEGABYTE)}).encode()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "content", "taken", "problems"),
    [
        ("fits.txt", b"a" * MEGABYTE, 1, []),
        ("large.txt", b"a" * (MEGABYTE + 1), 0, [("document-too-large", None)]),
        ("large-page.txt", "عاجل\n".encode() * MEGABYTE, 0, [("document-too-large", None)]),
        ("rows.jsonl", b"\n".join([row(0.5), row(1.1), row(0.5)]), 2, [("document-too-large", 2)]),
        ("many.jsonl", b"\n".join([row(0.9)] * 9), 9, []),
        ("line.jsonl", row(0.5) + b"\n" + row(3), 1, [("piece-too-large", 2)]),
        ("array.json", b"[" + b",\n".join([row(0.9)] * 2) + b"]", 2, []),
        ("array.json", b"[" + b",\n".join([row(0.9)] * 3) + b"]", 0, [("piece-too-large", 3)]),
        ("element.json", b"[" + b",\n".join([row(0.1), row(1.1)]) + b"]", 1, [("document-too-large", 2)]),
        ("blank.json", b"[" + b"\n" * (3 * MEGABYTE), 0, [("piece-too-large", 2 * MEGABYTE)]),
        ("wide.jsonl", b"\xff\xfe" + row(3).decode().encode("utf-16-le"), 0, [("piece-too-large", 1)]),
        ("packed.jsonl.gz", gzip.compress(b"\n".join([row(0.9)] * 4)), 4, []),
        ("packed.jsonl.gz", gzip.compress(b"\n".join([row(0.9)] * 9)), 4, [("unpacks-too-large", None)]),
    ],
)  # fmt: skip
def test_limits(
    tmp_path: Path, name: str, content: bytes, taken: int, problems: list[tuple[str, int | None]]
) -> None:
    (tmp_path / name).write_bytes(content)
    bundles, found = read(tmp_path / name)
    assert (len(bundles), codes(found)) == (taken, problems)


@pytest.mark.usefixtures("small")
def test_a_list_of_names(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(b"PERSON,a\n" * MEGABYTE)
    assert [getattr(found, "code", found) for found in read_names(path)] == ["document-too-large"]


def test_what_is_well_packed_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "UNPACKED_ANYWAY", 1000)
    text = "".join(f"وقال المتحدث رقم {number} إن الطريق فُتح. " for number in range(20_000))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text.encode(), 9))
    bundles, problems = read(tmp_path / "a.txt.gz")
    assert (len(bundles), problems) == (1, [])
