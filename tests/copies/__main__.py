"""Lives through as many histories as one likes: `python -m tests.copies FIRST LAST`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from annotator.commands import documents
from annotator.formats import scheme_toml
from annotator.store import Project
from tests.copies.histories import LEAD, TEXTS, live


def main(first: int, last: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="annotator-copies-"))
    base = folder / "base.db"
    with Project.create(base, scheme_toml.load(), actor=LEAD) as project:
        documents.add_text(project, TEXTS[0], author=LEAD)
    events, kills, wrong = 0, 0, 0
    aside: Counter[str] = Counter()
    for seed in range(first, last):
        outcome = live(seed, base, folder)
        events, kills, aside = events + outcome.events, kills + outcome.kills, aside + outcome.aside
        if outcome.problems:
            wrong += 1
            print(f"history {seed}:", *outcome.problems, sep="\n  ", flush=True)
    print(f"{last - first} histories, {events} events, {kills} kills, aside {dict(aside)}, {wrong} wrong")
    if not wrong:
        shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
