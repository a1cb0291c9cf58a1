"""Figures printed in the literature come out to the printed digits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.core.agreement import coding, unitizing
from annotator.core.agreement.coding import Cells
from annotator.core.agreement.layers import Annotated
from tests.core.agreement.made import span
from tests.core.agreement.measured import agreed, figure

pytestmark = pytest.mark.real_data

Given = list[list[Hashable]]


def order(items: Given) -> list[Hashable]:
    return sorted({value for item in items for value in item if value is not None})  # type: ignore[type-var]


def pairs(items: Given) -> tuple[Cells, Any]:
    """Units with two values each."""
    counts = Counter((first, second) for first, second in items)
    return coding.cells(list(counts), order(items)), np.array([list(counts.values())], dtype=float)


def coincidences(items: Given) -> tuple[Cells, Any]:
    counts: Counter[tuple[Hashable, Hashable]] = Counter()
    for pair, number in coding.coincidences([[v for v in item if v is not None] for item in items]):
        counts[pair] += number  # type: ignore[assignment]
    return coding.cells(list(counts), order(items)), np.array([list(counts.values())], dtype=float)


def by_chance(items: Given) -> Any:
    """Cohen's expected agreement, from kappa = (observed - expected) / (1 - expected)."""
    observed, kappa = coding.observed(*pairs(items)), coding.kappa(*pairs(items))
    return (observed - kappa) / (1 - kappa)


MEASURES: dict[str, Callable[[Given], Any]] = {
    "percent": lambda items: coding.observed(*coincidences(items)),
    "bennett_s": lambda items: coding.s(*pairs(items)),
    "scott_pi": lambda items: coding.pi(*pairs(items)),
    "cohen_kappa": lambda items: coding.kappa(*pairs(items)),
    "expected_agreement": by_chance,
    "gwet_ac1": lambda items: coding.ac1(*pairs(items)),
    "fleiss_kappa": lambda items: coding.pi(*coincidences(items)),
    "krippendorff_alpha_nominal": lambda items: coding.alpha(*coincidences(items)),
    "krippendorff_alpha_ordinal": lambda items: coding.alpha(*coincidences(items), metric="ordinal"),
    "krippendorff_alpha_interval": lambda items: coding.alpha(*coincidences(items), metric="interval"),
    "krippendorff_alpha_ratio": lambda items: coding.alpha(*coincidences(items), metric="ratio"),
}


def half_a_digit(printed: float) -> float:
    """Half of the last printed digit."""
    return 0.5 * 10.0 ** -len(str(printed).partition(".")[2]) + 1e-9


def test_values_of_units(real_data: Path) -> None:
    examples = json.loads((real_data / "agreement" / "coding_examples.json").read_text("utf-8"))
    checked = 0
    for example in examples:
        for printed in (example["expected"], example["recomputed_by_libraries"]):
            for name, number in printed.items():
                (found,) = MEASURES[name](example["items"])
                assert found == pytest.approx(number, abs=half_a_digit(number)), (example["id"], name)
                checked += 1
    assert len(examples) == 8
    assert checked == 58


def laid(example: dict[str, Any], category: str, scale: int) -> tuple[float, float]:
    """Observed and expected disagreement on one category, the continuum stretched `scale` times."""
    length = example["length"] * scale
    continua, units = [], []
    for rater in range(example["raters"]):
        mine = [unit for unit in example["units"] if (unit["rater"], unit["category"]) == (rater, category)]
        begins = [(unit["offset"] - example["begin"]) * scale for unit in mine]
        ranges = [
            ((start, start + unit["length"] * scale),) for start, unit in zip(begins, mine, strict=True)
        ]
        units.append(unitizing.units(ranges))
        continua.append(unitizing.Continuum())
        continua[-1].add(0, length, units[-1])
    apart = np.array([float(unitizing.disagreement(*units))])
    (observed,) = unitizing.observed(apart, example["raters"], np.array([float(length)]))
    return float(observed), unitizing.Expectation(continua, [0], [length])(np.ones(1))


def test_units_on_a_continuum(real_data: Path) -> None:
    *examples, _ = json.loads((real_data / "agreement" / "unitizing_examples.json").read_text("utf-8"))
    assert len(examples) == 3
    for example in examples:
        expected, within = example["expected"], example.get("tolerance", 1e-5)
        both = {name: laid(example, name, 1) for name in {unit["category"] for unit in example["units"]}}
        for name, (observed, by_chance) in both.items():
            assert observed == pytest.approx(expected[f"Do_{name}"], abs=within), name
            if f"De_{name}" in expected:
                assert by_chance == pytest.approx(expected[f"De_{name}"], abs=within), name
            if f"alpha_u_{name}" in expected:
                assert 1 - observed / by_chance == pytest.approx(expected[f"alpha_u_{name}"], abs=within), (
                    name
                )
            if f"alpha_{name}_limit" in expected:
                far, by_far_chance = laid(example, name, 50_000)
                limit = expected[f"alpha_{name}_limit"]
                assert 1 - far / by_far_chance == pytest.approx(limit, abs=0.02), name
        if "alpha_u" in expected:
            over_all = 1 - sum(pair[0] for pair in both.values()) / sum(pair[1] for pair in both.values())
            assert over_all == pytest.approx(expected["alpha_u"], abs=within)


def measured(example: dict[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """The same example taken through the whole measurement, as spans in a text without words."""
    text = "·" * example["length"]
    authors = tuple("abc"[: example["raters"]])
    spans: dict[str, list[Any]] = {author: [] for author in authors}
    for unit in example["units"]:
        start = unit["offset"] - example.get("begin", 0)
        author = authors[unit["rater"]]
        piece = (start, start + unit["length"])
        spans[author].append(span(text, unit["category"], piece, author=author))
    document = Annotated("d", text, {author: (rows, ()) for author, rows in spans.items()})
    return agreed(document), authors


def test_units_through_the_whole_measurement(real_data: Path) -> None:
    *examples, edges = json.loads((real_data / "agreement" / "unitizing_examples.json").read_text("utf-8"))
    agreement, authors = measured(examples[0])
    for label, name in ((None, "alpha_u"), ("c", "alpha_u_c"), ("k", "alpha_u_k")):
        found = figure(agreement, "alpha_u", label, authors).value
        assert found == pytest.approx(examples[0]["expected"][name], abs=examples[0]["tolerance"])
    agreement, authors = measured(examples[2])
    assert figure(agreement, "alpha_u", "A", authors).value == pytest.approx(-0.7003, abs=1e-4)
    assert agreement.reason is None
    nothing, one, _ = edges["cases"]
    agreement, authors = measured(nothing)
    assert nothing["expected"] == "NaN"
    assert figure(agreement, "alpha_u", None, authors).reason == "no-spans"
    agreement, authors = measured(one)
    assert figure(agreement, "alpha_u", "X", authors).value == pytest.approx(one["expected"], abs=1e-12)


def test_zero_length_units_are_named_and_give_no_figure(real_data: Path) -> None:
    """The example says 0.0, which stands for 0 / 0; here what is undefined is never said to be 0."""
    edges = json.loads((real_data / "agreement" / "unitizing_examples.json").read_text("utf-8"))[-1]
    agreement, authors = measured(edges["cases"][2])
    assert figure(agreement, "alpha_u", None, authors).value is None
    assert figure(agreement, "alpha_u", None, authors).reason == "no-spans"
    assert {(row.reason, row.author, row.count) for row in agreement.skipped} == {
        ("zero-length", "a", 1),
        ("zero-length", "b", 1),
    }
