"""Fits what chooses among edges: `python -m tests.gold.choosing` writes `resources/lexicon/edges.json`.

It learns from the open gold, all of it, so the variable `ANNOTATOR_REAL_DATA` has to name the folder of real
texts. The parts that are kept apart are never opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.model import Bundle
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.suggest.choosing import OWN, Choice, Chooser, Lesson, fit, right_ones
from annotator.suggest.edge_lessons import lessons_in
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import lexicon
from tests.gold import notation, standoff
from tests.gold.drawn import LOTS, drawn

GOLD: Final = Path(__file__).resolve().parent
RIDGES: Final = (1.0, 2.0, 4.0, 8.0)
FOLDS: Final = 5

_KNOWN: Final = knowledge(scheme_toml.load(), lexicon(), chooser=Chooser({}))
"""With a model that chooses nothing, so that candidates are told."""


def lessons(bundles: Iterable[Bundle]) -> dict[str, list[Lesson]]:
    """What each document says of its edges, by the id of the document."""
    return {bundle.document.id: list(lessons_in(bundle, _KNOWN)) for bundle in bundles}


def of_real_texts(folder: Path) -> dict[str, list[Lesson]]:
    """The open gold of real texts, with its later lots."""
    found: dict[str, list[Lesson]] = {}
    for lot in LOTS["open"]:
        found |= lessons(standoff.bundles(GOLD / f"newswire_{lot}.jsonl", drawn(folder, lot)))
    return found


def of_invented_texts() -> list[Lesson]:
    files = ("sentences_open.txt", "sentences_more.txt")
    return [row for name in files for rows in lessons(notation.bundles(GOLD / name)).values() for row in rows]


def held_back(real: dict[str, list[Lesson]], invented: Sequence[Lesson], ridge: float) -> int:
    """How many choices in documents it was not fitted to are right."""
    folds: list[list[str]] = [[] for _ in range(FOLDS)]
    for document in real:
        folds[int(sha256(document.encode()).hexdigest(), 16) % FOLDS].append(document)
    right = 0
    for fold in folds:
        aside = frozenset(fold)
        kept = [row for document, rows in real.items() if document not in aside for row in rows]
        model = fit([*kept, *invented], ridge=ridge)
        right += right_ones(model, (row for document in fold for row in real[document]))
    return right


def trained(folder: Path) -> Chooser:
    """The model that did best on documents held back; where none did better than the rules, what they are
    worth for each edge, so that a project's decisions have something to stand against."""
    real, invented = of_real_texts(folder), of_invented_texts()
    asked = [row for rows in real.values() for row in rows]
    rules = right_ones(Chooser({}), asked)
    by_ridge = {ridge: held_back(real, invented, ridge) for ridge in RIDGES}
    ridge = max(by_ridge, key=lambda value: (by_ridge[value], value))
    helps = by_ridge[ridge] > rules
    model = fit([*asked, *invented] if helps else [*map(_bare, (*asked, *invented))], ridge=ridge)
    told = {"choices": len(asked), "rules_right": rules, "right_held_back": by_ridge[ridge], "ridge": ridge}
    return msgspec.structs.replace(model, helps=helps, trained=told)


def _bare(lesson: Lesson) -> Lesson:
    """Of all that can be seen of a candidate, whether it is the rules' own."""
    choice, right, _ = lesson
    traits = tuple(tuple(trait for trait in row if trait == f"{choice.edge}:{OWN}") for row in choice.traits)
    return Lesson(Choice(choice.edge, choice.places, traits), right)


def main() -> None:
    folder = os.environ.get("ANNOTATOR_REAL_DATA")
    if not folder:
        sys.exit("ANNOTATOR_REAL_DATA has to name the folder of real texts")
    model = trained(Path(folder))
    path = data_path("resources", "lexicon", "edges.json")
    path.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
    print(model.trained, "helps", model.helps)


if __name__ == "__main__":
    main()
