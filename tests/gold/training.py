"""Trains how sure a proposal is: `python -m tests.gold.training` writes `resources/lexicon/sureness.json`.

It learns from the open gold and from proposals in other real texts that were judged by eye (`judged.jsonl`),
so the variable `ANNOTATOR_REAL_DATA` has to name the folder of real texts. The half that is kept apart is
never opened.
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
from tests.gold import notation, standoff
from tests.gold.drawn import LATER, drawn, lots

GOLD: Final = Path(__file__).resolve().parent
RIDGES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
FOLDS: Final = 5
_INVENTED: Final = 0.3
"""What an example counts that was written for the purpose: the rules were made with it, and it is easier."""

UNSEEN: Final = (98 + 78 + 33, 133 + 99 + 45)
"""How many were right of what was proposed in the open gold of real texts, and in each later lot, before any
rule had been made with it. The bias is set so that the model expects as many there: on texts the rules know
they do better."""


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
        for name in ("open", *LATER)
        for bundle in standoff.bundles(GOLD / f"newswire_{name}.jsonl", drawn(folder, name))
    ]
    invented = [
        bundle
        for name in ("sentences_open", "sentences_more")
        for bundle in notation.bundles(GOLD / f"{name}.txt")
    ]
    open_ = list(of_gold(real, known, weight=1.0))
    examples = [
        *open_,
        *of_judged(folder, known),
        *of_gold(invented, known, weight=_INVENTED),
    ]
    losses = {ridge: held_back(examples, ridge) for ridge in RIDGES}
    ridge = min(losses, key=lambda value: (losses[value], value))
    model = fit(examples, ridge=ridge)
    model = msgspec.structs.replace(model, bias=_bias(model, open_))
    return msgspec.structs.replace(
        model,
        trained={
            "examples": len(examples),
            "right": sum(row.right for row in examples),
            "ridge": ridge,
            "loss_held_back": round(losses[ridge], 4),
            "loss_of_one_share": round(
                held_back([msgspec.structs.replace(row, traits=()) for row in examples], 1), 4
            ),
        },
    )


def held_back(examples: Sequence[Example], ridge: float) -> float:
    """The mean log loss on folds the model was not fitted to, each example by its weight."""
    loss = total = 0.0
    for fold in range(FOLDS):
        model = fit([row for n, row in enumerate(examples) if n % FOLDS != fold], ridge=ridge)
        for row in examples[fold::FOLDS]:
            sure = model.of(row.traits)
            loss -= row.weight * math.log(sure if row.right else 1 - sure)
            total += row.weight
    return loss / total


def _bias(model: Sureness, rows: Sequence[Example]) -> float:
    """The bias with which the model expects of these rows the share of `UNSEEN`, found by halving."""
    low, high, share = model.bias - 5, model.bias + 5, UNSEEN[0] / UNSEEN[1]
    for _ in range(40):
        middle = (low + high) / 2
        moved = msgspec.structs.replace(model, bias=middle)
        low, high = (
            (low, middle) if sum(moved.of(row.traits) for row in rows) > share * len(rows) else (middle, high)
        )
    return round(low, 4)


def main() -> None:
    folder = os.environ.get("ANNOTATOR_REAL_DATA")
    if not folder:
        sys.exit("ANNOTATOR_REAL_DATA has to name the folder of real texts")
    model = trained(Path(folder))
    path = data_path("resources", "lexicon", "sureness.json")
    path.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
    print(model.trained, "bias", model.bias)


if __name__ == "__main__":
    main()
