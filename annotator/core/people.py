"""Names of people: whether one is known, and which look alike though they are written differently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import msgspec

from annotator.core.arabic import fold_key, invisible_name

_LETTERS = re.compile(r"[^\W_]+")

Familiarity = Literal["known", "alike", "new"]


class Likeness(msgspec.Struct, frozen=True):
    """Whether a name is `known`; if it is not, whether it looks like names that are."""

    familiarity: Familiarity
    alike: tuple[str, ...] = ()


def likeness(name: str, known: Iterable[str]) -> Likeness:
    """How a name stands to those that are known."""
    names = sorted(set(known))
    if name in names:
        return Likeness("known")
    shape = name_shape(name)
    alike = tuple(other for other in names if name_shape(other) == shape)
    return Likeness("alike" if alike else "new", alike)


def look_alikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names that look alike, group by group."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        groups.setdefault(name_shape(name), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def name_shape(name: str) -> str:
    """The same key for names that a reader could take for one another.

    Spelling variants of Arabic letters, harakat, accents, tatweel, case, the script of digits, spaces, signs
    and characters that do not show make no difference.
    """
    key = fold_key(name, loose=True)
    bare = "".join(char for char in unicodedata.normalize("NFD", key) if not unicodedata.combining(char))
    return "".join(_LETTERS.findall(bare)) or key.strip()


def spelled_out(name: str) -> str:
    """The name with the characters that do not show named in brackets, e.g. «هالة⟨RLM⟩»."""
    return "".join(f"⟨{shown}⟩" if (shown := invisible_name(char)) else char for char in name)
