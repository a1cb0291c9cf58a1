"""An attribution as it would be stored: what follows from the chosen sources, and what was set by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from annotator.core.candidates import Candidate, apart, filled
from annotator.core.model import Attribution
from annotator.core.scheme import CATEGORY
from annotator.words.i18n import isolated
from annotator.words.rows import ATTRIBUTE, Speaker, shortened, term_words

_LONGEST: Final = 40
_KEPT: Final = ("category", "affiliation", "cue")
_REFERENCES: Final = ("cue", "parent")


class Judged(msgspec.Struct, frozen=True):
    """The attribution that is to be changed, None for a new one, and the fields that were set by hand."""

    row: Attribution | None = None
    values: dict[str, Any] = {}


class Taken(msgspec.Struct, frozen=True):
    """What is to be stored: `values` in `row`, or in a new attribution; and further attributions."""

    row: Attribution | None
    values: dict[str, Any]
    apart: tuple[dict[str, Any], ...] = ()


class Draft(msgspec.Struct):
    """`present` is the attribution that would be changed, None for a new one; `guess` gives the guess for the
    sources with these ids; `by_hand` holds the fields that no other source changes, as controls give them."""

    present: Attribution | None
    guess: Callable[[Sequence[str]], Candidate]
    by_hand: dict[str, str] = {}

    def values(self, chosen: Sequence[Candidate], *, keeps: bool) -> dict[str, Any]:
        """The fields, sources and attributes aside. `keeps`: the present sources stay, others come beside."""
        present = self.present
        first = chosen[0] if chosen else Candidate()
        if present is not None and keeps:
            values = {name: getattr(present, name) for name in _KEPT}
            values["category"] = present.category or first.category
        else:
            row = filled(first, present, self.guess(present.sources if present is not None else ()))
            cue = row.cue.id if row.cue is not None else None
            values = {"category": row.category, "affiliation": row.affiliation, "cue": cue}
        values["parent"] = present.parent if present is not None else None
        return values | self._fields_by_hand()

    def apart(self, chosen: Sequence[Candidate], category: str, *, several: bool) -> list[list[Candidate]]:
        """The sources that are offered a second attribution, unless the category was set by hand for all."""
        if not several or CATEGORY in self.by_hand:
            return []
        return apart(chosen, self.present.sources if self.present is not None else (), category)

    def judged(self, attributes: Mapping[str, str]) -> Judged:
        """What was set so far; `attributes` are those that have changed."""
        given = {**attributes, **self._texts()}
        return Judged(self.present, {**self._fields_by_hand(), "attributes": given})

    def taken(
        self,
        chosen: Sequence[Candidate],
        values: dict[str, Any],
        groups: Sequence[Sequence[Candidate]],
        attributes: Mapping[str, str],
    ) -> Taken:
        """All of it; each of `groups` becomes an attribution of its own."""
        others = [row for group in groups for row in group]
        main = [row for row in chosen if row not in others]
        given = {**attributes, **self._texts()}
        further = tuple(
            {
                "sources": _ids(group),
                "cue": group[0].cue.id if group[0].cue is not None else None,
                "category": group[0].category,
                "affiliation": group[0].affiliation,
            }
            for group in groups
        )
        return Taken(self.present, {**values, "sources": _ids(main), "attributes": given}, further)

    def notice(
        self,
        speaker: Speaker,
        chosen: Sequence[Candidate],
        category: str,
        groups: Sequence[Sequence[Candidate]],
    ) -> str:
        """What storing will do that is not seen otherwise."""

        def said(term: str) -> str:
            return isolated(term_words(speaker, CATEGORY, term) or "—")

        before = self.present.category if self.present is not None else ""
        if groups:
            first = groups[0][0]
            source = isolated(shortened(first.sources[0].quote, _LONGEST))
            return speaker.tr_("window.apart-offer", source=source, category=said(first.category))
        if before and category != before:
            return speaker.tr_("window.category-changes", before=said(before), after=said(category))
        if len(chosen) > 1:
            words = (isolated(shortened(row.sources[0].quote, _LONGEST)) for row in chosen)
            return speaker.tr_("window.sources-chosen", sources=" + ".join(words))
        return ""

    def _fields_by_hand(self) -> dict[str, Any]:
        return {
            name: (value or None) if name in _REFERENCES else value
            for name, value in self.by_hand.items()
            if not name.startswith(ATTRIBUTE)
        }

    def _texts(self) -> dict[str, str]:
        return {
            name.removeprefix(ATTRIBUTE): value
            for name, value in self.by_hand.items()
            if name.startswith(ATTRIBUTE)
        }


def _ids(chosen: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.id for row in chosen for source in row.sources))
