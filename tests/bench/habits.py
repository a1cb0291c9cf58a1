"""Whether proposals come to follow somebody with other habits: `python -m tests.bench.habits`, in seconds.

The open gold of real texts is read as if its annotator had each habit in turn: the first half of the
documents is corrected and learned from, the rest is foretold. Other edges stay as the gold has them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from annotator.suggest.choosing import Chooser, Lesson, fit, right_ones, shipped
from tests.gold.choosing import of_real_texts

HABITS: Final = {
    "claims without «أن»": ("claim begin", "that"),
    "quotation marks outside": ("claim begin", "quote"),
    "claims to the first comma": ("claim end", "comma"),
    "names without titles": ("source begin", "name"),
    "sources with all up to the claim": ("source end", "claim"),
    "no carried source": ("speaker", "nobody|carried"),
}
_RIDGE: Final = 1.0


def as_had(lesson: Lesson, edge: str, rule: str) -> Lesson:
    """What the annotator would have chosen: the place by that rule where there is one."""
    for number, traits in enumerate(lesson.choice.traits):
        if lesson.choice.edge == edge and f"{edge}:{rule}" in traits:
            return lesson._replace(right=number)
    return lesson


def main() -> None:
    folder = os.environ.get("ANNOTATOR_REAL_DATA")
    if not folder:
        sys.exit("ANNOTATOR_REAL_DATA has to name the folder of real texts")
    documents = [rows for rows in of_real_texts(Path(folder)).values() if rows]
    half = len(documents) // 2
    print("| habit | corrected | edges of the kind: before, after | all edges: before, after |")
    print("|---|---|---|---|")
    for name, (edge, rule) in HABITS.items():
        had = [[as_had(row, edge, rule) for row in rows] for rows in documents]
        taught = [row for rows in had[:half] for row in rows]
        asked = [row for rows in had[half:] for row in rows]
        corrected = sum(row.right != 0 for row in taught if row.choice.edge == edge)
        model = fit(taught, ridge=_RIDGE, start=shipped().weights)
        of_kind = [row for row in asked if row.choice.edge == edge]
        counts = [
            f"{right_ones(Chooser({}), rows)}, {right_ones(model, rows)} of {len(rows)}"
            for rows in (of_kind, asked)
        ]
        print(f"| {name} | {corrected} | {counts[0]} | {counts[1]} |")


if __name__ == "__main__":
    main()
