"""Files that other tools wrote come in with the spans that stand in them, or say why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator.core.model import Bundle
from annotator.formats import Problem, ReadOptions, read_paths

pytestmark = pytest.mark.real_data
SPANS = {
    "doccano/example.jsonl": 1,
    "doccano/export_spans.jsonl": 4,
    "doccano/export_relations.jsonl": 4,
    "doccano/example_overlapping.jsonl": 1,
    "doccano/example.conll": 2,
    "doccano/labeling.trailing.conll": 2,
    "label_studio/csv_test_history.json": 0,
    "prodigy/bio_events.jsonl": 422,
    "brat_news": 119,
    "cassis/casWithEmojiUnicodeTextAndAnnotations": 9,
    "cassis/casWithLeftToRightTextAndAnnotations": 2,
    "webanno_tsv/testCrossSentenceSpanWithFeatureValue": 1,
    "webanno_tsv/testSubMultiTokenSpanWithFeatureValue": 9,
    "webanno_tsv/testTokenBoundedSpanWithNastyFeatureValue": 5,
    "webanno_tsv/testSentenceWithEmoji": 1,
    "wojood/train.txt": 2883,
}
REFUSED = {
    "label_studio/data.json": "bad-record",
    "doccano/labeling.invalid.conll": "foreign-annotation",
    "cassis/casWithTextAndAnnotations/cas.xmi": "record-without-text",
}


def taken(path: Path) -> tuple[list[Bundle], list[Problem]]:
    bundles: list[Bundle] = []
    problems: list[Problem] = []
    for found in read_paths([path], options=ReadOptions(author="سلمى")):
        (problems if isinstance(found, Problem) else bundles).append(found)  # type: ignore[arg-type]
    return bundles, problems


@pytest.mark.parametrize("name", SPANS)
def test_a_file_comes_in_with_its_spans(real_data: Path, name: str) -> None:
    bundles, _ = taken(real_data / name)
    assert bundles and sum(len(bundle.spans) for bundle in bundles) == SPANS[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_with_its_reason(real_data: Path, name: str) -> None:
    bundles, problems = taken(real_data / name)
    assert bundles == [] and [row.code for row in problems] == [REFUSED[name]]


def test_every_file_of_the_suites_is_read_or_says_why(real_data: Path) -> None:
    told: Counter[str] = Counter()
    for folder in ("webanno_tsv", "doccano", "label_studio", "prodigy", "cassis"):
        for path in sorted(real_data.joinpath(folder).rglob("*")):
            if path.suffix in (".tsv", ".jsonl", ".json", ".conll", ".xmi"):
                bundles, problems = taken(path)
                told["read" if bundles else "told"] += 1
                assert bundles or problems
    assert told["read"] > 40
