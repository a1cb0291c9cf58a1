"""Heads noted outside the file find what a chain cannot: a log cut at its end, and one written anew."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from annotator.core.model import Document
from annotator.formats import scheme_toml
from annotator.store import Project, accounts, heads, keys
from annotator.store.noted import MOST_BAD_LINES, Noted, read_heads
from annotator.store.proof import verify_file
from annotator.store.verify import rebuild
from tests.reviewed import A, refused, span
from tests.store.conftest import TEXT, document, make_document, project

__all__ = ["document", "project"]


def label(project: Project, document: Document, start: int) -> None:
    span(project, document, A, "claim", (start, start + 3))


@pytest.fixture
def worked(project: Project, document: Document) -> Project:
    """Three heads are noted, each after something was done."""
    for start in (4, 8, 17):
        label(project, document, start)
        heads.note(project)
    return project


def noted_in(project: Project) -> list[bytes]:
    return heads.heads_path(project).read_bytes().splitlines()


def codes(path: Path, *files: Path) -> set[str]:
    return {row.code for row in verify_file(path, heads=files).findings}


def closed(project: Project) -> Path:
    project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    project.close()
    return project.path


def cut(path: Path, *, after: int) -> None:
    """Cut the log as somebody does who owns the file: triggers put back, tables made anew."""
    connection = sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM log WHERE event > ?", [after])
    connection.execute("DELETE FROM events WHERE seq > ?", [after])
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()
    with Project.open(path) as project:
        rebuild(project)


def test_a_line_is_signed_by_this_account(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "account", lambda: "سلمى@الحاسوب")
    assert heads.note(project)
    (line,) = noted_in(project)
    told = json.loads(line)
    assert list(told) == [
        "format", "project", "replica", "seq", "head", "at", "account", "key", "signature",
    ]  # fmt: skip
    assert told["format"] == "annotator-head/1"
    assert (told["project"], told["replica"]) == (project.project_id, project.replica)
    assert (told["seq"], told["head"], told["account"]) == (1, project.head(), "سلمى@الحاسوب")
    # Checked by other means, as the documentation says.
    signature = bytes.fromhex(told.pop("signature"))
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["key"])).verify(signature, canonical)


def test_a_head_is_noted_once(project: Project, document: Document) -> None:
    assert heads.note(project)
    assert not heads.note(project)
    label(project, document, 4)
    assert heads.note(project)
    assert [heads.decoded(line).seq for line in noted_in(project)] == [2, 3]  # type: ignore[union-attr]


def test_a_record_with_its_heads_is_whole(worked: Project) -> None:
    verified = verify_file(closed(worked))
    assert verified.findings == []
    assert len(verified.noted.lines) == 3
    (signer,) = verified.noted.signers
    assert signer.own and signer.account == accounts.account()
    assert signer.fingerprint == keys.fingerprint(str(keys.own_public_key()))


def test_a_cut_log_is_found(worked: Project) -> None:
    path, kept = closed(worked), [heads.decoded(line) for line in noted_in(worked)]
    cut(path, after=3)
    with_heads = verify_file(path)
    (finding,) = with_heads.findings
    assert finding.code == "log-cut"
    assert kept[0] is not None and kept[1] is not None
    assert finding.details == {
        "file": f"{path}.heads", "line": 2, "n": 2, "at": kept[1].at, "seq": 4, "since": kept[0].at,
    }  # fmt: skip
    # Without them the chain, the tables and the texts agree.
    (path.parent / f"{path.name}.heads").rename(path.parent / "elsewhere")
    assert codes(path) == set()
    assert codes(path, path.parent / "elsewhere") == {"log-cut"}


def test_a_log_that_went_another_way_after_a_cut_is_found(worked: Project, document: Document) -> None:
    path = closed(worked)
    cut(path, after=3)
    with Project.open(path) as project:
        for start in (20, 24, 28):
            label(project, document, start)
        heads.note(project)
    assert codes(path) == {"log-cut"}


def test_a_forged_log_is_found(worked: Project) -> None:
    name, path = worked.project_id, closed(worked)
    path.unlink()
    with Project.create(path, scheme_toml.load(), actor=A) as forged:
        make_document(forged, TEXT)
        forged.conn.execute("UPDATE project SET value = ? WHERE key = 'id'", [name])
    assert "log-forged" in codes(path)


def test_heads_of_another_project(worked: Project, tmp_path: Path) -> None:
    with Project.create(tmp_path / "other.db", scheme_toml.load(), actor=A) as other:
        heads.note_beside(other, tmp_path / "export.jsonl")
    found = verify_file(closed(worked), heads=[tmp_path / "export.jsonl.head"])
    (finding,) = found.findings
    assert (finding.code, finding.details["line"], finding.details["n"]) == ("head-of-other", 1, 1)


def test_any_byte_of_a_line_that_is_changed(worked: Project) -> None:
    """Each byte of the middle line, the ends of lines included, to several others: no head is lost unseen."""
    path, rng = heads.heads_path(worked), random.Random(5)
    whole = path.read_bytes()
    first = whole.index(b"\n")
    for place in range(first, whole.index(b"\n", first + 1) + 1):
        for new in {*b'\n\r }",:a0\\\xff', rng.randrange(256)} - {whole[place]}:
            path.write_bytes(whole[:place] + bytes([new]) + whole[place + 1 :])
            assert read_heads([path]).findings, (place, new)


def test_a_line_signed_by_another_is_told_by_its_key(
    worked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = keys.own_public_key()
    with monkeypatch.context() as there:
        there.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "of another account"))
        there.setattr(accounts, "account", lambda: "yazan@there")
        heads.note_beside(worked, tmp_path / "export.jsonl")
        theirs = keys.own_public_key()
    assert mine and theirs and mine != theirs
    verified = verify_file(closed(worked), heads=[tmp_path / "export.jsonl.head"])
    assert verified.findings == []
    told = {(row.fingerprint, row.account, row.own) for row in verified.noted.signers}
    assert told == {
        (keys.fingerprint(mine), accounts.account(), True),
        (keys.fingerprint(theirs), "yazan@there", False),
    }


def test_a_signature_in_another_name(worked: Project) -> None:
    """Taken from one line to another, or with another key, it is of neither."""
    lines = [head for line in noted_in(worked) if (head := heads.decoded(line)) is not None]
    path = heads.heads_path(worked)
    for changes in (
        {"signature": lines[1].signature},
        {"key": "ab" * 32},
        {"account": "x"},
        {"seq": 1},
        {"signature": ""},
    ):
        path.write_bytes(msgspec.structs.replace(lines[0], **changes).line + b"\n")
        assert [row.code for row in read_heads([path]).findings] == ["head-unsigned"], changes


@pytest.mark.parametrize("left", [1, 20, 120, 300, -70, -2, -1])
def test_a_torn_last_line(worked: Project, document: Document, left: int) -> None:
    """It is told and does not count; what is noted later stands on a line of its own."""
    path = heads.heads_path(worked)
    *before, last = noted_in(worked)
    path.write_bytes(b"".join(line + b"\n" for line in before) + last[:left])
    told = read_heads([path])
    assert (len(told.lines), told.findings, told.unfinished) == (2, (), ((path, 3),))
    assert heads.note(worked)
    assert noted_in(worked)[2] == last[:left]
    told = read_heads([path])
    assert (len(told.lines), told.findings, told.unfinished) == (3, (), ((path, 3),))
    assert codes(closed(worked)) == set()


def test_a_last_line_without_its_end_counts(worked: Project) -> None:
    path = heads.heads_path(worked)
    path.write_bytes(path.read_bytes()[:-1])
    assert not heads.note(worked)
    assert len(read_heads([path]).lines) == 3


CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "an empty line": b"\n",
    "no head": b"{}\n",
    "zeros": bytes(200_000),
    "no text": b"\xff\xfe\x00" * 1000 + b"\n" * 1000,
    "a line without end": b"[" * 3_000_000,
    "another format": b'{"format":"annotator-head/2"}\n',
    "wrong types": b'{"format":"annotator-head/1","project":1,"replica":[],"seq":"x","head":null}\n',
    "half a pair": b'{"format":"annotator-head/1","project":"\\ud800"}\n',
}


@pytest.mark.parametrize("name", CONTENTS)
def test_whatever_a_file_holds(project: Project, tmp_path: Path, name: str) -> None:
    (tmp_path / "any").write_bytes(CONTENTS[name])
    found = verify_file(closed(project), heads=[tmp_path / "any"])
    assert bool(found.findings) == (name != "nothing")
    assert len(found.findings) <= MOST_BAD_LINES + 1
    for row in found.findings:
        assert row.details["file"] == str(tmp_path / "any") and row.details["line"]


@pytest.mark.parametrize("seq", [-1, 1.5, 10**30, "1", None, True])
def test_a_number_that_is_none(worked: Project, seq: Any) -> None:
    """Signed truly, it is still no head."""
    path = heads.heads_path(worked)
    told = json.loads(noted_in(worked)[0]) | {"seq": seq}
    del told["signature"]
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    told["signature"] = keys.own_key().sign(canonical).hex()
    path.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
    assert [row.code for row in read_heads([path]).findings] == ["head-unreadable"]


def test_a_moment_that_is_none(worked: Project) -> None:
    """What is signed is shown to people: a word in the place of a time is no head either."""
    head = heads.decoded(noted_in(worked)[0])
    assert head is not None
    for at in ("", "yesterday", f"{head.at}\n", "\x1b[2J"):
        other = msgspec.structs.replace(head, at=at, signature="")
        signed = msgspec.structs.replace(other, signature=keys.own_key().sign(other.signed).hex())
        assert heads.decoded(signed.line) is None, at


def test_what_is_no_file(project: Project, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        refused("heads-not-read", verify_file, project.path, heads=[path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files")
def test_a_pipe_is_not_waited_for(project: Project, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    refused("heads-not-read", verify_file, project.path, heads=[tmp_path / "pipe"])
    os.mkfifo(heads.heads_path(project))
    refused("target-not-a-file", heads.note, project)


def test_a_copy_of_the_project_knows_its_heads(worked: Project, document: Document, tmp_path: Path) -> None:
    """An older copy in its place lacks the later ones."""
    old = tmp_path / "old.db"
    worked.backup(old)
    label(worked, document, 30)
    heads.note(worked)
    path = closed(worked)
    assert codes(old, Path(f"{path}.heads")) == {"log-cut"}
    shutil.copy(old, path)
    assert codes(path) == {"log-cut"}


def test_the_folder_that_was_chosen(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "another disk"
    refused("file-not-written", heads.note, project, chosen)  # it is not connected
    chosen.mkdir()
    assert heads.note(project, chosen)
    assert [path.name for path in chosen.iterdir()] == [f"{project.project_id}.heads"]
    monkeypatch.setenv("ANNOTATOR_HEADS", str(chosen))
    assert not heads.note(project)
    assert not Path(f"{project.path}.heads").exists()
    assert len(verify_file(closed(project)).noted.lines) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may write everywhere")
def test_a_folder_nobody_may_write_to(project: Project) -> None:
    project.path.parent.chmod(0o500)
    try:
        refused("file-not-written", heads.note, project)
    finally:
        project.path.parent.chmod(0o700)


def test_a_folder_in_the_place_of_the_file(project: Project) -> None:
    heads.heads_path(project).mkdir()
    refused("target-not-a-file", heads.note, project)


def test_no_heads_leave_all_as_it_was(project: Project) -> None:
    assert verify_file(closed(project)).noted == Noted()
