"""The words by which readers of raw material know what they read: `resources/lexicon/material.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

import msgspec

from annotator.disk import data_path


class Chats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What WhatsApp writes in place of a message, and before the name of a chat in the name of its file."""

    omitted: tuple[str, ...]
    chats: tuple[str, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`fields`: field of a document -> the names it goes by; `fallbacks`: those of a text that is often
    beside the text; `fetched`: those of the moment a record was fetched."""

    fallbacks: tuple[str, ...]
    fetched: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    whatsapp: Chats


@cache
def words() -> Words:
    """The lists, read once."""
    with data_path("resources", "lexicon", "material.toml").open("rb") as file:
        return msgspec.convert(tomllib.load(file), Words)
