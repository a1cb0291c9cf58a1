"""Prepares the layers of a document to be compared, without the spans that nothing can be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from annotator.core.agreement.record import Skipped, SkipReason
from annotator.core.model import Attribution, Range, Span
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import Ranges

_EXAMPLES = 5


class Annotated(msgspec.Struct, frozen=True):
    """A document and the layers of those who took part in it.

    Who is named with an empty layer says "nothing here"; who is not named did not read it: missing data.
    """

    document_id: str
    text: str
    layers: dict[str, tuple[Sequence[Span], Sequence[Attribution]]]


class Skips:
    """Counts what is left out, with a few examples of each."""

    def __init__(self) -> None:
        self._found: dict[tuple[SkipReason, str, str], tuple[list[int], list[tuple[str, str]]]] = {}

    def add(self, reason: SkipReason, author: str, what: str, document_id: str, entity_id: str) -> None:
        """`what`: the label of a span, `attribution`, or the name of a value."""
        count, examples = self._found.setdefault((reason, author, what), ([0], []))
        count[0] += 1
        if len(examples) < _EXAMPLES:
            examples.append((document_id, entity_id))

    def take(self, other: Skips) -> None:
        """Add what was left out of later documents."""
        for key, (number, found) in other._found.items():
            count, examples = self._found.setdefault(key, ([0], []))
            count[0] += number[0]
            examples += found[: _EXAMPLES - len(examples)]

    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(
            Skipped(reason=reason, author=author, what=what, count=count[0], examples=tuple(examples))
            for (reason, author, what), (count, examples) in sorted(self._found.items())
        )


class Compared(msgspec.Struct, frozen=True):
    """One author's usable spans: by label, each once, in reading order; and all of them by id."""

    by_label: dict[str, list[Ranges]]
    by_id: dict[str, Ranges]


def compared(
    spans: Iterable[Span], author: str, document: Annotated, labels: frozenset[str] | None, skips: Skips
) -> Compared:
    """The spans that cover some of the text. `by_label` has only `labels` (None: all); `by_id` has all."""
    length = len(document.text)
    by_id: dict[str, Ranges] = {}
    seen: dict[str, dict[Ranges, None]] = {}
    for span in spans:
        ranges = span.ranges
        wanted = labels is None or span.label in labels
        if fault := _fault(ranges, length):
            if wanted:
                skips.add(fault, author, span.label, document.document_id, span.id)
            continue
        if len(ranges) > 1:
            ranges = normal_ranges(ranges)
        by_id[span.id] = ranges
        if not wanted:
            continue
        here = seen.setdefault(span.label, {})
        if ranges in here:
            skips.add("repeated", author, span.label, document.document_id, span.id)
        here[ranges] = None
    return Compared({label: sorted(here) for label, here in seen.items()}, by_id)


def _fault(ranges: Sequence[Range], length: int) -> SkipReason | None:
    if len(ranges) == 1:  # as most are
        ((start, end),) = ranges
        if start == end:
            return "zero-length"
        return None if 0 <= start < end <= length else "outside-text"
    if not ranges or any(start == end for start, end in ranges):
        return "zero-length"
    return None if all(0 <= start < end <= length for start, end in ranges) else "outside-text"
