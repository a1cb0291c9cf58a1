"""The key with which an account of this computer signs: made on first use, kept beside its settings."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from annotator.core.errors import AnnotatorError
from annotator.disk import give_name, settings_folder

_NAME: Final = "signing-key.pem"
_OWNER_ONLY: Final = 0o600  # On Windows the folder of the settings is its owner's already.
_LONGEST: Final = 4096
_GROUP: Final = 4
_GROUPS: Final = 4


def key_path() -> Path:
    """Where the key of this account lies."""
    return settings_folder() / _NAME


def own_key() -> Ed25519PrivateKey:
    """The key of this account, made if there is none.

    Raises `AnnotatorError`: "key-damaged", which is never overwritten, "key-not-read", "key-not-written",
    "signing-unsupported".
    """
    path = key_path()
    try:
        if not os.path.lexists(path):
            _make(path)
        with path.open("rb") as file:
            key = load_pem_private_key(file.read(_LONGEST), password=None)
    except OSError as error:
        raise AnnotatorError("key-not-read", path=str(path), reason=error.strerror or str(error)) from error
    except UnsupportedAlgorithm as error:
        raise AnnotatorError("signing-unsupported", reason=str(error)) from error
    except (ValueError, TypeError) as error:  # TypeError: it takes a password
        raise AnnotatorError("key-damaged", path=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise AnnotatorError("key-damaged", path=str(path))
    return key


def own_public_key() -> str | None:
    """The public half of this account's key, where there is one that can be read; none is made."""
    if not os.path.lexists(key_path()):
        return None
    try:
        return public_key(own_key())
    except AnnotatorError:
        return None


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half: 32 bytes, in hex."""
    return key.public_key().public_bytes_raw().hex()


def fingerprint(public: str) -> str:
    """What people compare of a public key: the first 16 hex digits of its SHA-256, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()
    return " ".join(digits[_GROUP * n : _GROUP * (n + 1)] for n in range(_GROUPS))


def is_signed(data: bytes, public: str, signature: str) -> bool:
    """Whether the owner of the key has signed `data`. Raises `AnnotatorError("signing-unsupported")`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), data)
    except UnsupportedAlgorithm as error:
        raise AnnotatorError("signing-unsupported", reason=str(error)) from error
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(path: Path) -> None:
    """Write a new key; of two processes that do, one's counts for both."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            give_name(partial, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("key-not-written", path=str(path), reason=reason) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
