"""Names: what a person, a group or a place is called, in whatever spelling, and which of them are known.

A name is told by its label and its key, in which spelling, spaces and signs do not count. Known to an author
are the names that were listed for everybody, and those that stand in the author's own layer; so who annotates
blind is never shown what others have found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.model import Record, derived_id
from annotator.core.scheme import Label, Role, Scheme

SHORTEST_NAME = 2
"""Letters of the key; a single letter stands everywhere."""

LONGEST_NAME = 100
"""Code points; what is longer in a layer is a description, not a name."""


NAMING: Final[tuple[Role, ...]] = ("", "source")
"""Roles of labels whose spans name somebody or something."""

_LETTERS = re.compile(r"[^\W_]+")


class Name(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One name of the project; its id follows from its label and its key.

    `listed`: added or loaded for everybody. Otherwise the row only keeps what was decided about a name that
    stands in somebody's layer. `merged_into` is the id of the name that stands for this one, which is never
    merged itself. A `blocked` name is not proposed. `attributes`: what is known of its bearer, by the ids of
    attributes of the scheme; what the scheme does not declare any more is kept.
    """

    label: str
    name: str
    variants: tuple[str, ...] = ()
    identifier: str = ""
    listed: bool = True
    blocked: bool = False
    merged_into: str | None = None
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)


class Confirmed(msgspec.Struct, frozen=True):
    """How often an author has given `label` to exactly the words `quote`."""

    label: str
    quote: str
    spans: int


class KnownName(msgspec.Struct, frozen=True):
    """A name as one author knows it. `name` need not be a row of the project yet.

    `spellings` are all that are proposed for it, its own first: those listed, those in the author's layer,
    and those of the names merged into it. `spans` counts the author's own, `documents` those it published.
    """

    name: Name
    spellings: tuple[str, ...]
    spans: int
    merged: tuple[Name, ...] = ()
    documents: int = 0


def name_key(words: str) -> str:
    """The same key for all spellings of a name: its folded letters and digits."""
    return "".join(_LETTERS.findall(fold_key(words)))


@lru_cache(maxsize=1024)
def outlet_key(source: str) -> str:
    """The key of whoever published a document, "" where it is not told: one outlet has many documents."""
    return name_key(source) if can_be_name(source) else ""


def name_id(label: str, words: str) -> str:
    """The id of the name that is spelt `words`, the same in every project."""
    return derived_id("name", label, name_key(words))


def can_be_name(words: str) -> bool:
    """Whether `words` are long enough to be looked for, and short enough to be a name."""
    return len(words) <= LONGEST_NAME and len(name_key(words)) >= SHORTEST_NAME


def named_labels(scheme: Scheme) -> tuple[Label, ...]:
    """The labels in use whose spans are names: actors, places and the like, and sources."""
    return tuple(label for label in scheme.active_labels() if label.role in NAMING)


def known_names(rows: Iterable[Name], confirmed: Iterable[Confirmed]) -> list[KnownName]:
    """The names one author knows, those they have used most first; blocked ones among them.

    `rows` are the project's, `confirmed` the author's own words.
    """
    by_id = {row.id: row for row in rows}
    used: dict[str, list[Confirmed]] = {}
    for found in filter(lambda found: can_be_name(found.quote), confirmed):
        used.setdefault(name_id(found.label, found.quote), []).append(found)
    groups: dict[str, list[str]] = {}
    for member in {**by_id, **used}:
        row = by_id.get(member)
        if member in used or (row is not None and row.listed):
            groups.setdefault(standing_for(by_id, member), []).append(member)
    known = [_known(head, members, by_id, used) for head, members in groups.items()]
    return sorted(known, key=lambda row: (-row.spans, row.name.name, row.name.label))


def names_spelt(known: Iterable[KnownName], scheme: Scheme, words: str) -> list[KnownName]:
    """The names spelt `words`, of every label, or of one: LABEL:NAME; or the one with that id."""
    label, colon, rest = words.partition(":")
    chosen = label.strip() if colon and any(label.strip() == row.id for row in scheme.labels) else ""
    key = name_key(rest if chosen else words)
    return [
        row
        for row in known
        if row.name.id == words or (key and chosen in ("", row.name.label) and key in keys_of(row))
    ]


def name_meant(known: Sequence[KnownName], scheme: Scheme, name: str, label: str, words: str) -> KnownName:
    """The name with this id, or that stands for it; else the one of a label that is spelt so, a listed one of
    several; else one that nobody has yet."""
    for row in known:
        if name and name in (row.name.id, *(merged.id for merged in row.merged)):
            return row
    spelt = names_spelt(known, scheme, f"{label}:{words}")
    fresh = Name(id=name_id(label, words), label=label, name=words, listed=False)
    return min(spelt, key=lambda row: not row.name.listed, default=KnownName(fresh, (words,), 0))


class Outlet(msgspec.Struct, frozen=True):
    """Who published documents, by the key of the name it is given there: how often it is spelt so."""

    key: str
    spelling: str
    documents: int


def with_outlets(
    known: Iterable[KnownName], rows: Iterable[Name], outlets: Iterable[Outlet], label: str
) -> list[KnownName]:
    """The names that are known, and the outlets of documents, which are names of the sources' `label`.

    An outlet is the name, or one of the names, of which a spelling has its key. What no name is spelt like is
    a name of its own. Everybody is shown the documents, so everybody knows their outlets.
    """
    found = {row.name.id: row for row in known}
    decided = {row.id: row for row in rows}
    spelt: dict[str, list[str]] = {}
    for row in found.values():
        if row.name.label == label:
            for key in keys_of(row):
                spelt.setdefault(key, []).append(row.name.id)
    for outlet in outlets:
        own = standing_for(decided, derived_id("name", label, outlet.key))
        for name_id in spelt.get(outlet.key) or [own]:
            row = found.get(name_id) or KnownName(_outlet_name(decided, name_id, label, outlet), (), 0)
            found[name_id] = msgspec.structs.replace(
                row,
                documents=row.documents + outlet.documents,
                spellings=row.spellings or (row.name.name,),
            )
    return sorted(found.values(), key=lambda row: (-row.spans, -row.documents, row.name.name, row.name.label))


def keys_of(known: KnownName) -> tuple[str, ...]:
    """The keys of all spellings of a name, each once."""
    return tuple(dict.fromkeys(map(name_key, (known.name.name, *known.spellings))))


def _outlet_name(rows: Mapping[str, Name], name_id: str, label: str, outlet: Outlet) -> Name:
    return rows.get(name_id) or Name(id=name_id, label=label, name=outlet.spelling, listed=False)


def standing_for(rows: Mapping[str, Name], name: str) -> str:
    """The id of the name that stands for the name with this id: itself, unless it was merged."""
    row = rows.get(name)
    target = row.merged_into if row is not None else None
    return target if target in rows and target is not None else name


def _known(
    head: str, members: list[str], rows: Mapping[str, Name], used: Mapping[str, list[Confirmed]]
) -> KnownName:
    name = rows.get(head) or _unlisted(head, used[head])
    # The head's own spellings come first; then the author's, so that what nobody listed is shown as used.
    spellings: dict[str, None] = {name.name: None} if head in members else {}
    for member in sorted(members, key=lambda member: (member != head, member)):
        row = rows.get(member)
        if row is not None and row.blocked and member != head:
            continue
        if row is not None and (row.listed or member in used):
            spellings.update(dict.fromkeys((row.name, *row.variants)))
        spellings.update(dict.fromkeys(sorted(found.quote for found in used.get(member, ()))))
    return KnownName(
        name=name,
        spellings=tuple(spellings),
        spans=sum(found.spans for member in members for found in used.get(member, ())),
        merged=tuple(rows[member] for member in members if member != head and member in rows),
    )


def _unlisted(name: str, found: list[Confirmed]) -> Name:
    """The name of words that stand in a layer only: as they are spelt there most often."""
    best = max(found, key=lambda row: (row.spans, row.quote))
    return Name(id=name, label=best.label, name=best.quote, listed=False)
