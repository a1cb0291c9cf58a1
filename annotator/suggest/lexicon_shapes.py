"""What a row of the lexicon may hold, and what becomes of it: a cue, and each of its inflected forms."""

from __future__ import annotations

from typing import Literal

import msgspec

Shape = Literal["verb", "participle", "noun", "impersonal"]


class VerbRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A verb of saying with all that is made of it."""

    lemma: str
    past: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    participle: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    feminine: tuple[str, ...] = ()
    opens: tuple[str, ...]
    joins: tuple[str, ...] = ()
    carries: bool = False
    adverb: bool = False
    homograph: bool = False
    attributes: dict[str, str] = {}


class ImpersonalRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Forms that name nobody as the source."""

    lemma: str
    forms: tuple[str, ...]
    category: str
    attributes: dict[str, str] = {}


class PrepositionRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: str
    attributes: dict[str, str] = {}


class ChainRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


class EchoRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: tuple[str, ...]
    nouns: tuple[str, ...]
    pronouns: tuple[str, ...]


class CategoryRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    words: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """One row of cues, folded."""

    lemma: str
    opens: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    carries: bool = False
    homograph: bool = False
    category: str = ""
    attributes: dict[str, str] = {}


class Form(msgspec.Struct, frozen=True):
    """One inflected form of a cue."""

    cue: Cue
    shape: Shape
    feminine: bool | None = False
    present: bool = False
