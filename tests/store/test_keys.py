"""The key of an account: made once, its owner's alone, never overwritten."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from annotator.disk import settings_folder
from annotator.store import keys
from tests.reviewed import refused

PEM = (Encoding.PEM, PrivateFormat.PKCS8)
WITH_PASSWORD = Ed25519PrivateKey.generate().private_bytes(*PEM, BestAvailableEncryption(b"word"))
OF_ANOTHER_KIND = generate_private_key(SECP256R1()).private_bytes(*PEM, NoEncryption())


def test_it_is_made_on_first_use_and_stays() -> None:
    assert keys.own_public_key() is None
    assert not keys.key_path().exists()
    first = keys.public_key(keys.own_key())
    assert keys.key_path().is_relative_to(os.environ["ANNOTATOR_SETTINGS"])
    assert keys.public_key(keys.own_key()) == keys.own_public_key() == first
    assert [path.name for path in keys.key_path().parent.iterdir()] == [keys.key_path().name]


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder is its owner's")
def test_only_its_owner_reads_it() -> None:
    keys.own_key()
    assert stat.S_IMODE(keys.key_path().stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"-----BEGIN", WITH_PASSWORD, OF_ANOTHER_KIND])
def test_a_damaged_one_is_told_and_left_as_it_is(content: bytes) -> None:
    keys.key_path().parent.mkdir()
    keys.key_path().write_bytes(content)
    error = refused("key-damaged", keys.own_key)
    assert error.details == {"path": str(keys.key_path())}
    assert keys.key_path().read_bytes() == content
    assert keys.own_public_key() is None


def test_each_byte_of_it_counts() -> None:
    """A changed key is damaged, or another one; never the same, and never a fault of the program."""
    right = keys.public_key(keys.own_key())
    whole = keys.key_path().read_bytes()
    body = whole.index(b"\n") + 1, whole.rindex(b"\n--")
    for place in range(*body):
        changed = bytearray(whole)
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        keys.key_path().write_bytes(changed)
        assert keys.own_public_key() != right, place


def test_where_it_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "file" / "below"))
    refused("key-not-written", keys.own_key)


def test_of_two_that_make_it_at_once_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    made = keys.public_key(keys.own_key())
    monkeypatch.setattr(os.path, "lexists", lambda path: False)
    assert keys.public_key(keys.own_key()) == made
    assert len(list(keys.key_path().parent.iterdir())) == 1


def test_the_usual_folder_is_that_of_the_windows_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.ui.settings import Settings

    assert Settings().path.parent == settings_folder()
    monkeypatch.delenv("ANNOTATOR_SETTINGS")
    assert Settings().path.parent == settings_folder()


def test_a_fingerprint_is_short_and_of_the_key() -> None:
    public = keys.public_key(keys.own_key())
    assert [len(group) for group in keys.fingerprint(public).split(" ")] == [4, 4, 4, 4]
    other = keys.public_key(Ed25519PrivateKey.generate())
    assert keys.fingerprint(public) != keys.fingerprint(other)
