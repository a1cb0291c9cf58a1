"""What toll words are: acts, nouns of whom or what is counted, and the lists that tell what is no toll."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

import msgspec

from annotator.core.quantities import PLURAL

WHATS: Final = (
    "killed", "wounded", "casualties", "missing", "detained", "kidnapped", "released", "displaced",
    "destroyed", "damaged",
)  # fmt: skip
WHOS: Final = (
    "unknown", "civilians", "children", "women", "men", "fighters", "families", "houses", "vehicles", "sites",
)  # fmt: skip
"""What a toll says where the scheme has no vocabularies of its own for it."""

THINGS: Final = frozenset({"destroyed", "damaged"})
"""What befalls things and not people."""
HURT: Final = frozenset({"killed", "wounded"})


class Act(NamedTuple):
    """A word for what befells; `needs`: how a word behind it must begin."""

    what: str
    verb: bool = False
    needs: tuple[str, ...] = ()


class Noun(msgspec.Struct, frozen=True):
    """A form of a noun of whom or what is counted, and how many it says by itself."""

    what: str
    who: str
    number: int
    open: bool = False
    state: bool = False
    thing: bool = False
    accusative: bool = False
    attached: bool = False
    construct: bool = False

    def of(self, number: int, **changes: bool) -> Noun:
        return msgspec.structs.replace(self, number=number, **changes)

    @property
    def plural(self) -> bool:
        return self.number == PLURAL or self.open

    @property
    def hard(self) -> bool:
        """Whether it says by itself what befell, whatever verb stands beside it."""
        return bool(self.what) and not self.state


class TollWords(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The words by which tolls are read, folded; see `resources/lexicon/tolls.toml`."""

    acts: Mapping[tuple[str, ...], Act]
    nouns: Mapping[str, Noun]
    telling: Mapping[str, str]
    negations: frozenset[str]
    exceptions: frozenset[str]
    still: frozenset[str]
    unheard: frozenset[str]
    among: frozenset[str]
    links: frozenset[str]
    rising: frozenset[str]
    barriers: frozenset[str]
    units: frozenset[str]
    others: frozenset[str]
    totals: frozenset[str]
    returning: frozenset[str]

    @cached_property
    def firsts(self) -> frozenset[str]:
        """The first words of all acts."""
        return frozenset(phrase[0] for phrase in self.acts)


class Seen(NamedTuple):
    """A noun at a word: how it is written, and the number of the word after it."""

    noun: Noun
    end: int
    definite: bool = False
    owned: bool = False
    joined: bool = False


class Told(NamedTuple):
    """An act as it stands in a sentence. `topic`: «عدد القتلى», whose number comes behind."""

    what: str
    first: int
    end: int
    verb: bool = False
    topic: bool = False


def fits(what: str, noun: Noun | None) -> bool:
    """Whether this can befall whom or what a noun names, people if there is none; "" befalls nobody."""
    if not what or noun is None:
        return bool(what) and what not in THINGS
    if noun.who == "families" and what in (*HURT, "casualties"):
        return False
    return noun.thing == (what in THINGS)
