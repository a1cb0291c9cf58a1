"""Heads are noted by every command that writes, verified, and written out to be time-stamped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto.tsp import TimeStampReq

from annotator.store import accounts, keys
from annotator.store.heads import Head, decoded
from tests.command_line import CORPUS, Cli, cli, news

__all__ = ["cli", "news"]


def lines(path: Path) -> list[Head]:
    found = [decoded(line) for line in path.read_bytes().splitlines()]
    assert None not in found
    return [head for head in found if head is not None]


def test_each_command_that_writes_notes_the_head(cli: Cli, tmp_path: Path) -> None:
    noted = tmp_path / "a.db.heads"
    cli("new", "a.db")
    cli("import", "a.db", CORPUS)
    imported = cli("import", "a.db", CORPUS, "--json").json()  # nothing new
    assert [head.seq for head in lines(noted)] == [1, 2]
    assert lines(noted)[-1].head == imported["head"]
    for command in (["stats"], ["show"], ["verify"], ["history"], ["agreed"], ["queue"]):
        cli(*command, "a.db")
    assert len(lines(noted)) == 2
    cli("scheme", "a.db", "--export", "s.toml")
    text = (tmp_path / "s.toml").read_text(encoding="utf-8")
    (tmp_path / "s.toml").write_text(text.replace('"credibility",', ""), encoding="utf-8")
    document = json.loads(cli("show", "a.db", "--json").out.splitlines()[0])["id"]
    (tmp_path / "names.csv").write_text("actor,حنر\n", encoding="utf-8")
    for command in (
        ["scheme", "a.db", "--import", "s.toml"],
        ["names", "a.db", "--import", "names.csv"],
        ["comment", "a.db", document, "كلمة"],
        ["assign", "a.db", document, "--to", "يزن", "--task", "review"],
        ["submit", "a.db", document, "--note", "."],
        ["authors", "a.db", "--rename", "يزن", "يزن سالم", "--new-author"],
    ):
        before = len(lines(noted))
        ran = cli(*command)
        assert ran.status == 0, ran.err
        assert len(lines(noted)) == before + 1, command
    assert cli("verify", "a.db").status == 0


def test_an_export_and_a_backup_have_theirs_beside_them(cli: Cli, news: Path, tmp_path: Path) -> None:
    head = cli("export", news, "o.jsonl", "--json").json()["head"]
    (beside,) = lines(tmp_path / "o.jsonl.head")
    assert beside.head == head
    assert cli("backup", news, "b.db").status == 0
    (beside,) = lines(tmp_path / "b.db.head")
    assert beside.head == head
    assert cli("verify", "b.db", "--heads", "b.db.head", "--heads", "o.jsonl.head").status == 0
    assert [line.head for line in lines(Path(f"{news}.heads"))] == [head]
    assert cli("export", news, "-").status == 0
    assert not (tmp_path / "-.head").exists()


def test_the_bytes_of_an_export_do_not_change(cli: Cli, news: Path, tmp_path: Path) -> None:
    shutil.copy(news, tmp_path / "same.db")
    for project, out in ((news, "a.jsonl"), ("same.db", "b.jsonl")):
        cli("export", project, out)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert (tmp_path / "a.jsonl.head").read_bytes() != (tmp_path / "b.jsonl.head").read_bytes()


def test_what_the_log_cannot_tell_is_said(cli: Cli, news: Path) -> None:
    Path(f"{news}.heads").unlink(missing_ok=True)
    told = cli("verify", news)
    assert told.status == 0
    assert "as far as the log itself can tell" in told.out and "verify --heads" in told.out
    head = cli("stats", news, "--json").json()["head"]
    assert "as far as" not in cli("verify", news, "--head", head).out
    assert "ما يثبته السجل وحده" in cli("verify", news, language="ar").out


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_was_checked_is_told(
    cli: Cli, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    cli("export", news, "mine.jsonl")
    with monkeypatch.context() as there:
        there.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "other"))
        there.setattr(accounts, "account", lambda: "yazan@there")
        cli("export", news, "theirs.jsonl")
        theirs = keys.fingerprint(str(keys.own_public_key()))
    mine = keys.fingerprint(str(keys.own_public_key()))
    given = ["--heads", "theirs.jsonl.head"]
    told = cli("verify", news, *given, language=language)
    assert told.status == 0 and mine in told.out and theirs in told.out and "yazan@there" in told.out
    found = cli("verify", news, *given, "--json").json()["heads"]
    assert found["checked"] == 3  # each export is an event, noted beside the project
    assert found["files"] == [f"{news}.heads", "theirs.jsonl.head"]
    assert sorted(found["keys"], key=lambda row: row["account"]) == [
        {"fingerprint": mine, "account": "salma@here", "own": True},
        {"fingerprint": theirs, "account": "yazan@there", "own": False},
    ]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_changed_line_is_told_with_its_place(cli: Cli, news: Path, tmp_path: Path, language: str) -> None:
    cli("export", news, "o.jsonl")
    noted = tmp_path / "o.jsonl.head"
    noted.write_bytes(noted.read_bytes().replace(b'"seq":3', b'"seq":1') + b"\xff\nx\n" + b'{"format":"ann')
    told = cli("verify", news, "--heads", noted, language=language)
    assert told.status == 1 and "Traceback" not in told.err
    assert len(told.err.splitlines()) == 3 and told.err.count(str(noted)) == 3
    assert str(noted) in told.out  # the torn one


def test_a_file_of_heads_that_is_not_there(cli: Cli, news: Path) -> None:
    told = cli("verify", news, "--heads", "none.heads")
    assert told.status == 3 and "none.heads" in told.err


def test_a_damaged_key_keeps_nothing_from_being_done(cli: Cli, news: Path, tmp_path: Path) -> None:
    keys.key_path().parent.mkdir(parents=True, exist_ok=True)
    keys.key_path().write_text("no key", encoding="utf-8")
    (tmp_path / "a.txt").write_text("خبر", encoding="utf-8")
    for command in (["import", news, "a.txt"], ["export", news, "o.jsonl"], ["backup", news, "b.db"]):
        told = cli(*command)
        assert told.status == 0
        assert told.err.count("was not noted") == 1 and str(keys.key_path()) in told.err
    assert keys.key_path().read_text(encoding="utf-8") == "no key"
    assert (tmp_path / "b.db").exists() and not (tmp_path / "b.db.head").exists()
    assert cli("timestamp", news, "t.tsq").status == 3


def test_where_it_cannot_be_written_it_is_told_once(cli: Cli, news: Path, tmp_path: Path) -> None:
    Path(f"{news}.heads").unlink(missing_ok=True)
    Path(f"{news}.heads").mkdir()
    (tmp_path / "a.txt").write_text("خبر", encoding="utf-8")
    told = cli("import", news, "a.txt")
    assert (told.status, len(told.err.splitlines())) == (0, 1)
    assert "news.db.heads" in told.err


def test_the_folder_of_the_environment(
    cli: Cli, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(f"{news}.heads").unlink(missing_ok=True)
    (tmp_path / "disk").mkdir()
    monkeypatch.setenv("ANNOTATOR_HEADS", str(tmp_path / "disk"))
    (tmp_path / "a.txt").write_text("خبر", encoding="utf-8")
    cli("import", news, "a.txt")
    assert not Path(f"{news}.heads").exists()
    assert cli("verify", news, "--json").json()["heads"]["checked"] == 1


def test_a_request_for_a_time_stamp(cli: Cli, news: Path, tmp_path: Path) -> None:
    told = cli("timestamp", news, "t.tsq", "--json").json()
    assert (told["path"], told["signed"]) == ("t.tsq", "t.tsq.head")
    signed = (tmp_path / "t.tsq.head").read_bytes()
    assert lines(tmp_path / "t.tsq.head")[0].head == told["head"]
    asked = TimeStampReq.load((tmp_path / "t.tsq").read_bytes(), strict=True).native
    assert asked["version"] == "v1" and asked["cert_req"] is True and asked["nonce"]
    assert asked["message_imprint"]["hash_algorithm"]["algorithm"] == "sha256"
    assert asked["message_imprint"]["hashed_message"] == hashlib.sha256(signed).digest()
    assert cli("verify", news, "--heads", "t.tsq.head").status == 0
    assert cli("timestamp", news, news).status == 3


STAMPING = """
[ tsa ]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_stamp_is_checked_as_the_documentation_says(cli: Cli, news: Path, tmp_path: Path) -> None:
    """A stamping service of our own answers; another file does not pass."""

    def openssl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "OPENSSL_CONF": str(tmp_path / "tsa.cnf")}
        return subprocess.run(["openssl", *arguments], cwd=tmp_path, capture_output=True, env=environment)

    (tmp_path / "tsa.cnf").write_text(
        "[req]\ndistinguished_name = dn\n[dn]\n[ext]\nextendedKeyUsage = critical,timeStamping\n"
        f"[tsa_defaults]\n{STAMPING.format(folder=tmp_path)}",
        encoding="utf-8",
    )
    cli("timestamp", news, "t.tsq")
    made = openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=stamps", "-extensions", "ext",
        "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "3650",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    answered = openssl(
        "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "t.tsq", "-signer", "tsa.pem",
        "-inkey", "tsa.key", "-out", "t.tsr",
    )  # fmt: skip
    assert answered.returncode == 0, answered.stderr
    checked = ["ts", "-verify", "-in", "t.tsr", "-CAfile", "tsa.pem"]
    assert openssl(*checked, "-data", "t.tsq.head").returncode == 0
    assert openssl(*checked, "-queryfile", "t.tsq").returncode == 0
    (tmp_path / "other").write_bytes((tmp_path / "t.tsq.head").read_bytes()[1:])
    assert openssl(*checked, "-data", "other").returncode != 0
