"""Tells who says what in a layer of a document: its claims, grouped by whoever they are attributed to.

A source is the same one where it points to the same name, or has the same words in whatever spelling.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import is_

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.model import Attribution, Document, Segment, Span
from annotator.core.names import Name, name_id, name_key

Find = Callable[[str], Span | Attribution | None]
FindName = Callable[[str], Name | None]


class Voice(msgspec.Struct, frozen=True):
    """Whoever says something: what they are called, each source once, and what is known of them.

    `category` is the id of a term. Without sources: nobody is named in the text.
    """

    sources: tuple[str, ...] = ()
    category: str = ""
    affiliation: str = ""


class Said(msgspec.Struct, frozen=True):
    """A claim by one voice; `time` is that of its item in a ticker, "" where there is none.

    `attribution` is the id of what ties it to the voice, "" for none. `suggested`: not in the layer yet.
    """

    claim: Span
    attribution: str = ""
    time: str = ""
    suggested: bool = False


class Group(msgspec.Struct, frozen=True):
    """What one voice says, in reading order; `voice` is None for claims that no attribution names.

    `within`: in whose words that voice is quoted, the nearest first.
    """

    voice: Voice | None
    said: tuple[Said, ...]
    within: tuple[Voice, ...] = ()


class Count(msgspec.Struct, frozen=True):
    """How many claims there are in the layer, how many of them are unattributed, how many are suggested."""

    claims: int = 0
    unattributed: int = 0
    suggested: int = 0


Heard = dict[str, tuple[tuple[object, ...], tuple[object, Voice, tuple[Voice, ...]]]]
"""By the id of an attribution, whose words it was found to give, and the rows that this follows from."""


def outline(
    spans: Iterable[Span],
    attributions: Iterable[Attribution],
    *,
    document: Document,
    claim_labels: Collection[str],
    find: Find,
    name_of: FindName = lambda _: None,
    heard: Heard | None = None,
) -> tuple[Group, ...]:
    """The claims among `spans` by voice: those without attribution first, then as the text first hears them.

    `find` gives the rows that an attribution names, `name_of` the names that sources point to. What has no
    author is a suggestion. A claim with several voices stands under each. `heard` is kept from one call to
    the next, while the names stay the same: then only what is other than before is put into words.
    """
    told = [span for span in spans if span.label in claim_labels]
    times = _Times(document.segments)
    voices = _Voices(find, name_of, {} if heard is None else heard)
    tied: dict[str, list[Attribution]] = {}
    for row in attributions:
        for claim_id in row.claims:
            tied.setdefault(claim_id, []).append(row)
    silent: list[Said] = []
    found: dict[object, tuple[Voice, tuple[Voice, ...], dict[str, Said]]] = {}
    for claim in sorted(told, key=lambda span: (span.start, -span.end, not span.author, span.id)):
        time, suggested = times.at(claim.start), not claim.author
        if claim.id not in tied:
            silent.append(Said(claim, "", time, suggested))
        for row in tied.get(claim.id, ()):
            key, voice, within = voices.of(row)
            group = found.setdefault(key, (voice, within, {}))
            group[2].setdefault(claim.id, Said(claim, row.id, time, suggested))
    groups = tuple(Group(voice, tuple(said.values()), within) for voice, within, said in found.values())
    return (Group(None, tuple(silent)), *groups) if silent else groups


def count(groups: Iterable[Group]) -> Count:
    """Count the claims of an outline, each once, wherever it stands."""
    told = [(row, group.voice is None) for group in groups for row in group.said]
    return Count(
        claims=len({row.claim.id for row, _ in told if not row.suggested}),
        unattributed=len({row.claim.id for row, is_silent in told if is_silent and not row.suggested}),
        suggested=len({row.claim.id for row, _ in told if row.suggested}),
    )


class _Voices:
    """Finds whose words an attribution gives, with a key that is the same for the same voice."""

    def __init__(self, find: Find, name_of: FindName, heard: Heard) -> None:
        self._find = find
        self._name_of = name_of
        self._heard = heard
        self._named: dict[str, tuple[str, str]] = {}

    def of(self, row: Attribution) -> tuple[object, Voice, tuple[Voice, ...]]:
        """The key, the voice, and those in whose words it is quoted."""
        outward = [*self._outward(row)]
        follows = (*outward, *(self._find(source) for one in outward for source in one.sources))
        known = self._heard.get(row.id)
        if known is None or len(known[0]) != len(follows) or not all(map(is_, known[0], follows)):
            (_, voice), *outer = chain = [self._voice(one) for one in outward]
            found = tuple(key for key, _ in chain), voice, tuple(voice for _, voice in outer)
            known = self._heard[row.id] = follows, found
        return known[1]

    def _outward(self, row: Attribution) -> Iterable[Attribution]:
        """The attribution, the one it is within, and so on."""
        met: set[str] = set()
        outer: Span | Attribution | None = row
        while isinstance(outer, Attribution) and outer.id not in met:
            yield outer
            met.add(outer.id)
            outer = self._find(outer.parent) if outer.parent else None

    def _voice(self, row: Attribution) -> tuple[object, Voice]:
        sources: dict[str, str] = {}
        for source in row.sources:
            sources.setdefault(*self._source(source))
        key = (*sorted(sources), row.category, fold_key(row.affiliation))
        return key, Voice(tuple(sources.values()), row.category, row.affiliation)

    def _source(self, source_id: str) -> tuple[str, str]:
        """The key of a source and what it is called; one that is not there is called by its id."""
        if source_id not in self._named:
            span = self._find(source_id)
            self._named[source_id] = self._called(span) if isinstance(span, Span) else (source_id, source_id)
        return self._named[source_id]

    def _called(self, span: Span) -> tuple[str, str]:
        if name := self._name_of(span.name) if span.name else None:
            stands = self._name_of(name.merged_into) if name.merged_into else None
            return (stands or name).id, (stands or name).name
        return name_id(span.label, span.quote) if name_key(span.quote) else span.quote, span.quote


class _Times:
    """The clock times of a ticker's items."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._items = [row for row in segments if row.kind == "item"]
        self._starts = [row.start for row in self._items]

    def at(self, offset: int) -> str:
        """The time of the item in which a code point lies; "" where there is none."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0 or self._items[place].end <= offset:
            return ""
        return str(self._items[place].meta.get("time", ""))
