"""A name that was found on a page, and why."""

from __future__ import annotations

from typing import Final

import msgspec

ACTOR: Final = "actor"
PLACE: Final = "place"
"""The labels that the names would bear, by their ids in the default scheme."""

PATTERNS: Final = (
    "place-led", "place-bare", "kind", "kind-within", "embassy", "country-acts", "known-body", "named-body",
    "body-definite", "body-quoted", "title", "office", "given-name", "public-person", "speaker", "short-name",
)  # fmt: skip
"""All reasons for which a name is suggested."""


class Named(msgspec.Struct, frozen=True):
    """A name in tokens `[first, last)`, without the first `skip` letters; `role` is the label it would bear.

    `pattern` is why. `head` is the token whose word told it; `words` what told it if that was no word here.
    """

    role: str
    first: int
    last: int
    pattern: str
    head: int
    skip: int = 0
    words: str = ""
