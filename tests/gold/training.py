"""Trains how sure a proposal is: `python -m tests.gold.training` writes `resources/lexicon/sureness.json`.

It learns from the open gold, from what was proposed in a later lot before any rule had been made with it
(`unseen.jsonl`), and from proposals in other real texts that were judged by eye (`judged.jsonl`), so the
variable `ANNOTATOR_REAL_DATA` has to name the folder of real texts. The half kept apart is never opened.

`python -m tests.gold.training --unseen LOT` writes `unseen.jsonl`, once, before the rules are mended.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.evaluation import Comparable, evaluate, of_layer, of_suggestions
from annotator.core.model import Bundle, Document, Range
from annotator.core.suggestions import Suggestion
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.suggest.cues import SUGGESTER, drafts_of
from annotator.suggest.grammar.drafts import suggestion_of
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import lexicon
from annotator.suggest.sureness import Example, Sureness, fit
from tests.bench.knowledge import Judged, calibration_error
from tests.gold import notation, standoff
from tests.gold.drawn import drawn, lots

GOLD: Final = Path(__file__).resolve().parent
RIDGES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
FOLDS: Final = 5
_ALIKE: Final = 0.005
"""Losses that differ by less are alike, a quarter of their standard error: the strongest penalty is taken."""
_LEAST: Final = 50
"""Of fewer proposals of a style no error is told."""
_INVENTED: Final = 0.3
"""What an example counts that was written for the purpose: the rules were made with it, and it is easier."""

UNSEEN: Final = GOLD / "unseen.jsonl"
_KNOWN: Final = ("open", "third", "fourth")
"""Lots that rules were made with. Of the one in `UNSEEN` what was proposed before is learned from instead: on
texts the rules know they do better, so the bias is set by those proposals."""


class Proposed(msgspec.Struct, frozen=True):
    """A proposal in a text no rule had been made with: the style of the text, what could be seen of it, and
    whether it was right."""

    style: str
    right: bool
    traits: tuple[str, ...]


class Seen(msgspec.Struct, frozen=True):
    """A proposal that was judged by eye: where it stands in which text, and whether it was right."""

    key: str
    hash: str
    claim: Range
    right: bool
    source: Range | None = None
    cue: Range | None = None


def proposals(bundle: Bundle, known: Knowledge) -> Iterator[tuple[Suggestion, tuple[str, ...]]]:
    """What the grammar proposes in a document, with its traits."""
    for draft, outer in drafts_of(bundle.document, bundle.text, known):
        made = suggestion_of(draft, bundle.document.id, SUGGESTER, bundle.text, known, outer=outer)
        yield made, draft.traits


def of_gold(bundles: Sequence[Bundle], known: Knowledge, *, weight: float) -> Iterator[Example]:
    """Each proposal is an example: right where source and cue are exact and the claim overlaps."""
    for bundle in bundles:
        reference = of_layer(bundle.spans, bundle.attributions)
        for suggestion, traits in proposals(bundle, known):
            row = Comparable(attributions=of_suggestions([suggestion]).attributions)
            yield Example(traits, evaluate(row, reference).parts["whole"].matched > 0, weight)


def unseen() -> list[Proposed]:
    return [msgspec.json.decode(line, type=Proposed) for line in UNSEEN.read_bytes().splitlines()]


def write_unseen(folder: Path, lot: str) -> None:
    """Keep what is proposed in a lot now."""
    known, rows = knowledge(scheme_toml.load(), lexicon()), list[Proposed]()
    texts = drawn(folder, lot)
    path = GOLD / f"newswire_{lot}.jsonl"
    for one, bundle in zip(standoff.gold(path, texts), standoff.bundles(path, texts), strict=True):
        rows += [Proposed(one.style, row.right, row.traits) for row in of_gold([bundle], known, weight=1.0)]
    UNSEEN.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))


def of_judged(folder: Path, known: Knowledge) -> Iterator[Example]:
    """Those that are still proposed as they were judged."""
    texts = {key: " ".join(text.split()) for lot in lots(folder) for key, text in lot}
    judged: dict[str, list[Seen]] = {}
    for line in (GOLD / "judged.jsonl").read_bytes().splitlines():
        row = msgspec.json.decode(line, type=Seen)
        assert sha256(texts[row.key].encode()).hexdigest()[:16] == row.hash, row.key
        judged.setdefault(row.key, []).append(row)
    for key, rows in judged.items():
        right = {(row.claim, row.source, row.cue): row.right for row in rows}
        document = Document(id=key, kind="text", text_hash="")
        for suggestion, traits in proposals(Bundle(document=document, text=texts[key]), known):
            if (place := _place(suggestion)) in right:
                yield Example(traits, right[place])


def _place(row: Suggestion) -> tuple[Range, Range | None, Range | None]:
    tie = row.attribution
    assert tie is not None
    source = row.spans[tie.sources[0]].ranges[0] if tie.sources else None
    cue = row.spans[tie.cue].ranges[0] if tie.cue is not None else None
    return row.spans[0].ranges[0], source, cue


def trained(folder: Path) -> Sureness:
    """The model, and what it was trained on."""
    known = knowledge(scheme_toml.load(), lexicon())
    real = [
        bundle
        for name in _KNOWN
        for bundle in standoff.bundles(GOLD / f"newswire_{name}.jsonl", drawn(folder, name))
    ]
    invented = [
        bundle
        for name in ("sentences_open", "sentences_more")
        for bundle in notation.bundles(GOLD / f"{name}.txt")
    ]
    fresh = [Example(row.traits, row.right) for row in unseen()]
    examples = [
        *fresh,
        *of_gold(real, known, weight=1.0),
        *of_judged(folder, known),
        *of_gold(invented, known, weight=_INVENTED),
    ]
    losses = {ridge: held_back(examples, ridge, first=len(fresh)) for ridge in RIDGES}
    ridge = max(value for value, loss in losses.items() if loss <= min(losses.values()) + _ALIKE)
    model = fit(examples, ridge=ridge)
    model = msgspec.structs.replace(model, bias=_bias(model, fresh))
    return msgspec.structs.replace(
        model,
        trained={
            "examples": len(examples),
            "right": sum(row.right for row in examples),
            "ridge": ridge,
            "loss_held_back": round(losses[ridge], 4),
            "loss_of_one_share": round(
                held_back([msgspec.structs.replace(row, traits=()) for row in examples], 1, len(fresh)), 4
            ),
            "error_held_back": errors_held_back(examples, ridge),
        },
    )


def held_back(examples: Sequence[Example], ridge: float, first: int | None = None) -> float:
    """The mean log loss on folds the model was not fitted to, each example by its weight; only of the `first`
    examples, if that is given."""
    loss = total = 0.0
    for fold in range(FOLDS):
        model = fit([row for n, row in enumerate(examples) if n % FOLDS != fold], ridge=ridge)
        for row in examples[:first][fold::FOLDS]:
            sure = model.of(row.traits)
            loss -= row.weight * math.log(sure if row.right else 1 - sure)
            total += row.weight
    return loss / total


def errors_held_back(examples: Sequence[Example], ridge: float) -> dict[str, float]:
    """The calibration error on the unseen proposals of each style, each told by a model fitted without its
    fold. The examples begin with those proposals."""
    rows, told = unseen(), dict[str, list[Judged]]()
    for fold in range(FOLDS):
        kept = [row for n, row in enumerate(examples) if n % FOLDS != fold]
        fresh = [row for n, row in enumerate(examples[: len(rows)]) if n % FOLDS != fold]
        model = fit(kept, ridge=ridge)
        model = msgspec.structs.replace(model, bias=_bias(model, fresh))
        for row in rows[fold::FOLDS]:
            sure = model.of(row.traits)
            told.setdefault(row.style, []).append(Judged(sure, True, row.right, row.right, None, False))
    return {
        style: round(calibration_error(found) or 0.0, 3)
        for style, found in sorted(told.items())
        if len(found) >= _LEAST
    }


def _bias(model: Sureness, rows: Sequence[Example]) -> float:
    """The bias with which the model expects of these rows as many to be right as were, found by halving."""
    low, high, right = model.bias - 5, model.bias + 5, sum(row.right for row in rows)
    for _ in range(40):
        middle = (low + high) / 2
        moved = msgspec.structs.replace(model, bias=middle)
        low, high = (low, middle) if sum(moved.of(row.traits) for row in rows) > right else (middle, high)
    return round(low, 4)


def main() -> None:
    folder = os.environ.get("ANNOTATOR_REAL_DATA")
    if not folder:
        sys.exit("ANNOTATOR_REAL_DATA has to name the folder of real texts")
    if sys.argv[1:2] == ["--unseen"]:
        return write_unseen(Path(folder), sys.argv[2])
    model = trained(Path(folder))
    path = data_path("resources", "lexicon", "sureness.json")
    path.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
    print(model.trained, "bias", model.bias)


if __name__ == "__main__":
    main()
