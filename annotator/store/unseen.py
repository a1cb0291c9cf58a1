"""Tells of ids that they have not come yet, in the same memory for any number of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_BITS: Final = 1 << 27
"""16 MiB: of a million documents with all that is said of them, it is unsure of one id in sixty."""
_BYTES: Final = (_BITS >> 3) - 1


class Unseen:
    """All ids but those that were taken out, and a few others of which that cannot be told."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def discard_all(self, ids: Iterable[str]) -> None:
        self._bits = bits = self._bits or bytearray(_BITS >> 3)
        for hashed in map(hash, ids):
            bits[hashed >> 3 & _BYTES] |= 1 << (hashed & 7)
            bits[hashed >> 35 & _BYTES] |= 1 << (hashed >> 32 & 7)

    def but(self, ids: Iterable[str]) -> list[str]:
        """Those of some ids that may have come."""
        if not (bits := self._bits):
            return []
        return [
            row_id
            for row_id in ids
            if bits[(hashed := hash(row_id)) >> 3 & _BYTES] & 1 << (hashed & 7)
            and bits[hashed >> 35 & _BYTES] & 1 << (hashed >> 32 & 7)
        ]
