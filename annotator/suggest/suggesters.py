"""The table of suggesters, and what they propose together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

import msgspec

from annotator.core.model import Document
from annotator.core.suggestions import IMPORTED, NAMED_SOURCE, ProposedSpan, Suggestion, reading_place
from annotator.suggest import cues, known_names, ticker, trained
from annotator.suggest.gazetteer import suggester as gazetteer
from annotator.suggest.knowledge import Knowledge


class Suggester(msgspec.Struct, frozen=True):
    """A source of proposals: its id, and the function from a document and its text to suggestions.

    Whatever has this shape can stand in the table: rules, what is learned from a project, an outside program.
    """

    id: str
    learns: bool
    """Whether it finds other things when names are learned; else the rules and the text say all."""
    suggest: Callable[[Document, str, Knowledge], list[Suggestion]]
    yields: bool = False
    """Whether what it finds gives way to a known name: at the same words, or under the same label there."""


SUGGESTERS: Final[tuple[Suggester, ...]] = (
    Suggester(ticker.SUGGESTER, False, ticker.suggest_ticker),
    Suggester(cues.SUGGESTER, False, cues.suggest_cues),
    Suggester(known_names.SUGGESTER, True, known_names.suggest_names),
    # What names find is not found twice, so it follows them.
    Suggester(trained.SUGGESTER, True, trained.suggest_trained),
    Suggester(gazetteer.SUGGESTER, True, gazetteer.suggest_first, yields=True),
)
"""In the order in which they are asked; ids are kept in projects and never change."""

SUGGESTER_IDS: Final = (*(row.id for row in SUGGESTERS), IMPORTED)
"""All that suggestions may come from: files, too."""


def suggest(
    document: Document,
    text: str,
    knowledge: Knowledge,
    *,
    without: Collection[str] = (),
    kept: Sequence[Suggestion] | None = None,
) -> list[Suggestion]:
    """Ask all suggesters but those left out: suggestions in reading order, nothing twice.

    Where `kept` is what they gave before and only names were learned since, the others are not asked again.

    A name that is the very span an attribution brings along (same label, same ranges) is not proposed again,
    nor is the name of a source where an attribution has it speak.
    """
    found: list[Suggestion] = []
    seen: set[str] = set()
    brought: set[tuple[str, tuple[tuple[int, int], ...]]] = set()
    named: list[ProposedSpan] = []
    for suggester in (row for row in SUGGESTERS if row.id not in without):
        if kept is None or suggester.learns:
            rows: Iterable[Suggestion] = suggester.suggest(document, text, knowledge)
        else:
            rows = (row for row in kept if row.suggester == suggester.id)
        for suggestion in rows:
            single = suggestion.attribution is None
            is_source = suggestion.why.pattern == NAMED_SOURCE
            spans = {
                (knowledge.source if is_source else span.label, span.ranges) for span in suggestion.spans
            }
            if suggestion.id in seen or (single and spans <= brought):
                continue
            if suggester.yields and any(_gives_way(suggestion.spans[0], name) for name in named):
                continue
            if single and not suggester.yields:
                named.append(suggestion.spans[0])
            seen.add(suggestion.id)
            brought |= spans
            found.append(suggestion)
    return sorted(found, key=reading_place)


def _gives_way(span: ProposedSpan, name: ProposedSpan) -> bool:
    """Whether a name that is known by more than the words around it stands there."""
    (start, end), (first, last) = span.ranges[0], name.ranges[0]
    return (start, end) == (first, last) or (span.label == name.label and start < last and first < end)
