"""Attributions of two authors: which are the same, and how far their claims, sources and cues agree.

Two attributions match if their cues share a character or their claims do. Of all matches each attribution
goes into one pair at most: those whose cues share most first, then those whose claims share most, then those
that begin first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from annotator.core.model import Attribution
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import Ranges, best_pairs, overlapping, same, shared

PARTS: Final = ("claim", "source", "cue")


class Tied(msgspec.Struct, frozen=True):
    """An attribution as it is compared; `parts` holds what its claims, its sources and its cue cover."""

    row: Attribution
    parts: dict[str, list[Ranges]]

    def covers(self, part: str) -> Ranges:
        """All that a part covers, as one; empty where there is none."""
        return normal_ranges([piece for ranges in self.parts[part] for piece in ranges])

    def value(self, name: str) -> Any:
        """The value called `name`, a field or an attribute; None where none was given."""
        value = self.row.category if name == "category" else self.row.attributes.get(name)
        if value is None or value == "":
            return None
        return value if isinstance(value, str | int | float) else str(value)


def placed(rows: Iterable[Attribution], by_id: Mapping[str, Ranges]) -> tuple[list[Tied], list[Attribution]]:
    """Attributions in reading order, and those that have neither a claim nor a cue among `by_id`."""
    found: list[Tied] = []
    unplaced: list[Attribution] = []
    for row in rows:
        ids = {"claim": row.claims, "source": row.sources, "cue": (row.cue,) if row.cue else ()}
        parts = {part: sorted({by_id[key] for key in ids[part] if key in by_id}) for part in PARTS}
        if parts["claim"] or parts["cue"]:
            found.append(Tied(row, parts))
        else:
            unplaced.append(row)
    return sorted(found, key=lambda tied: (_begin(tied), tied.row.id)), unplaced


def matches(
    first: Sequence[Tied], second: Sequence[Tied]
) -> tuple[set[tuple[int, int]], list[tuple[int, int]]]:
    """All matches, and those chosen as pairs, both as indexes."""
    cues, claims = (
        shared([tied.covers(part) for tied in first], [tied.covers(part) for tied in second])
        for part in ("cue", "claim")
    )
    found = cues.keys() | claims.keys()

    def rank(match: tuple[int, int]) -> tuple[object, ...]:
        # The order of the two authors must not matter, so their places are compared as a pair without order.
        places = sorted((_begin(first[match[0]]), _begin(second[match[1]])))
        return -cues.get(match, 0), -claims.get(match, 0), places

    return found, best_pairs((rank(match), *match) for match in found)


def part_counts(first: Tied, second: Tied, part: str) -> dict[str, int]:
    """How many spans each has in that part, and how many are the same exactly, and by overlap."""
    ours, theirs = first.parts[part], second.parts[part]
    if ours == theirs:
        return dict.fromkeys(("first", "second", "exact", "overlap"), len(ours))
    return {
        "first": len(ours),
        "second": len(theirs),
        "exact": same(ours, theirs),
        "overlap": overlapping(ours, theirs),
    }


def _begin(tied: Tied) -> int:
    return min(ranges[0][0] for part in ("claim", "cue") for ranges in tied.parts[part])
