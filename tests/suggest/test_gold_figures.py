"""How good the suggesters are on texts whose right answer is written down; `docs/suggestions.md` explains the
figures. Only figures are shown, never a text of the half that is kept apart.

The floors for sentences of the apart half are what was reached when it was measured: the aim for F1, 0.80,
and not yet that for precision, 0.90, which is held on the open half only.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from annotator import formats
from annotator.core.evaluation import Comparable, Evaluation, Score, evaluate, of_layer, of_suggestions, score
from annotator.core.model import Bundle
from annotator.core.suggestions import Suggestion
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.suggest.grammar.found import SEEN, confidence
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import lexicon
from annotator.suggest.suggesters import SUGGESTERS
from tests.gold.notation import bundles

GOLD = Path(__file__).resolve().parents[1] / "gold"


@cache
def known() -> Knowledge:
    return knowledge(scheme_toml.load(), lexicon())


@cache
def evaluated(name: str, *, bracketed: bool | None = None) -> Evaluation:
    """The counts of one gold file; only attributions with a cue, or only those by layout, if asked for."""
    counts = Evaluation()
    for bundle in gold(name):
        suggestions = proposed(bundle)
        ours, theirs = of_suggestions(suggestions), of_layer(bundle.spans, bundle.attributions)
        counts = counts.plus(evaluate(chosen(ours, bracketed), chosen(theirs, bracketed)))
    return counts


def proposed(bundle: Bundle) -> list[Suggestion]:
    return [row for each in SUGGESTERS for row in each.suggest(bundle.document, bundle.text, known())]


def chosen(layer: Comparable, bracketed: bool | None) -> Comparable:
    if bracketed is None:
        return layer
    kept = tuple(row for row in layer.attributions if bool(row.sources and not row.cue) is bracketed)
    return Comparable(layer.spans, kept)


def gold(name: str) -> list[Bundle]:
    if name != "sample corpus":
        return bundles(GOLD / f"{name}.txt")
    found = []
    for bundle in formats.read_paths([data_path("sample_corpus", "corpus.jsonl")]):
        assert isinstance(bundle, Bundle)
        spans = tuple(row for row in bundle.spans if row.author == "سلمى")
        rows = tuple(row for row in bundle.attributions if row.author == "سلمى")
        if spans:
            found.append(Bundle(document=bundle.document, text=bundle.text, spans=spans, attributions=rows))
    return found


def part(evaluation: Evaluation, name: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of a part."""
    found: Score = score(evaluation.parts[name])
    assert found.precision is not None and found.recall is not None and found.f1 is not None
    return found.precision, found.recall, found.f1


@pytest.mark.parametrize("half", ["open", "apart"])
def test_bracketed_attributions(half: str) -> None:
    """Source, category and claim; the claim exactly."""
    counts = evaluated(f"ticker_{half}", bracketed=True)
    assert part(counts, "whole-exact")[2] >= 0.98
    assert part(counts, "category")[0] >= 0.90


@pytest.mark.parametrize(
    ("half", "least_precision", "least_f1"), [("open", 0.90, 0.80), ("apart", 0.85, 0.81)]
)
def test_sentence_attributions(half: str, least_precision: float, least_f1: float) -> None:
    """Source and cue exactly, the claim overlapping."""
    precision, _, f1 = part(evaluated(f"sentences_{half}"), "whole")
    assert precision >= least_precision
    assert f1 >= least_f1


def test_more_is_reached_where_the_rules_were_made() -> None:
    precision, _, f1 = part(evaluated("sentences_open"), "whole")
    assert (precision >= 0.97, f1 >= 0.95) == (True, True)
    precision, _, f1 = part(evaluated("sentences_more"), "whole")
    assert (precision >= 0.94, f1 >= 0.93) == (True, True)
    precision, _, f1 = part(evaluated("sample corpus"), "whole")
    assert (precision >= 0.95, f1 >= 0.90) == (True, True)


def test_inner_and_cued_attributions_of_items() -> None:
    for half in ("open", "apart"):
        precision, _, _ = part(evaluated(f"ticker_{half}", bracketed=False), "whole")
        assert precision >= 0.80


def test_confidence_of_layouts_is_what_was_counted() -> None:
    """`SEEN` follows the texts the rules were made with: count again after every change of a rule."""
    counted: dict[str, list[int]] = {}
    for name in ("ticker_open", "sentences_open", "sample corpus"):
        for bundle in gold(name):
            reference = of_layer(bundle.spans, bundle.attributions)
            for suggestion in proposed(bundle):
                if suggestion.attribution is not None and suggestion.why.pattern in SEEN:
                    row = of_suggestions([suggestion]).attributions
                    right = evaluate(Comparable(attributions=row), reference).parts["whole"].matched
                    counts = counted.setdefault(suggestion.why.pattern, [0, 0])
                    counts[0] += right
                    counts[1] += 1
    estimates = ("body", "name", "source-name")
    assert {name: tuple(counts) for name, counts in counted.items()} == {
        name: seen for name, seen in SEEN.items() if name not in estimates
    }
    assert confidence("bracket") == 0.99
