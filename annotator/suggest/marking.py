"""What lists and rules of names say of the words of a text, so that a sequence labeller is told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from annotator.core.model import Document
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.rules import names_in
from annotator.suggest.gazetteer.words import gazetteer
from annotator.suggest.grammar.tokens import line_of
from annotator.suggest.lexicon import lexicon
from annotator.suggest.segments import passages

_LISTS: Final = (
    "kinds", "within", "bodies", "offices", "titles", "given", "name_heads", "defined", "leads",
)  # fmt: skip
_HA: Final = "ه"
_REMEMBERED: Final = 1 << 15


class Told(NamedTuple):
    """A place in a name that the rules find: of which label, at its edge (`B`) or inside (`I`), and why."""

    label: str
    edge: str
    reason: str


def told(document: Document, text: str) -> dict[int, Told]:
    """What the rules find, by place in the text."""
    found: dict[int, Told] = {}
    people: dict[str, str] = {}
    for _, (start, end) in passages(document, text):
        at = Reading(line_of(text, start, end), gazetteer(), lexicon())
        for named in names_in(at, people):
            first, last = at.range(named)
            for place in range(first, last):
                edge = "B" if place == first else "I"
                found.setdefault(place, Told(named.role, edge, named.pattern))
    return found


@lru_cache(_REMEMBERED)
def marks(folded: str, stem: str, bare: str) -> tuple[str, ...]:
    """The lists that have a word: as it stands, without proclitics, or without its article as well."""
    return tuple(_marks({folded, stem, bare}, bare))


def _marks(keys: set[str], bare: str) -> Iterator[str]:
    known = gazetteer()
    yield from (name for name in _LISTS if not known.words[name].isdisjoint(keys))
    yield from sorted({kind for key in keys for _, kind in known.phrases.get(key, ())[:1]})
    if not known.words["nations"].isdisjoint((bare, bare + _HA)):
        yield "nations"
