"""Requests for a time stamp (RFC 3161): whoever answers one says that a signed head was there then."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Final

from annotator.disk import check_target, write_whole
from annotator.store.heads import note_beside
from annotator.store.project import Project

_NONCE_BITS: Final = 64


def request_timestamp(project: Project, out: Path) -> Path:
    """Sign the head into `OUT.head`, write the request for that file to `out`, and return the former.

    Raises as `note_beside`.
    """
    check_target(out)
    noted = note_beside(project, out)
    write_whole(out, request(noted.read_bytes()))
    return noted


def request(data: bytes) -> bytes:
    """A request in DER for the SHA-256 of `data`: with a nonce, asking for the certificate to check by."""
    from asn1crypto.tsp import TimeStampReq

    imprint = {
        "hash_algorithm": {"algorithm": "sha256"},
        "hashed_message": hashlib.sha256(data).digest(),
    }
    asked = {
        "version": "v1",
        "message_imprint": imprint,
        "nonce": secrets.randbits(_NONCE_BITS),
        "cert_req": True,
    }
    made: bytes = TimeStampReq(asked).dump()
    return made
