"""Which attributions are the same, and how their parts and values agree."""

from __future__ import annotations

import pytest

from annotator.core.agreement.attributions import matches, part_counts, placed
from annotator.core.agreement.layers import Annotated
from annotator.core.model import Attribution, Span
from tests.core.agreement.made import read, tie
from tests.core.agreement.measured import agreed, figure, value

# One text, two statements; who annotates marks some of it.
BOTH = (
    "[cue قال] [source مصدر طبي] إن [claim الجسر مغلق]. [cue أفاد] [source مراسل يراع] أن [claim النهر فاض].",
    "[cue قال] [source مصدر] طبي إن الجسر [claim مغلق]. [cue أفاد] مراسل [source يراع] [claim أن النهر فاض].",
)


def groups(marked: str, author: str) -> tuple[str, list[Span], list[list[Span]]]:
    """The text, its spans, and the spans sentence by sentence."""
    text, spans = read(marked, author)
    border = text.index(".")
    return text, spans, [[s for s in spans if s.start < border], [s for s in spans if s.start > border]]


def document(first: str, second: str, **categories: tuple[str, str]) -> Annotated:
    """Each sentence of each author is one attribution, with the values given for a and b."""
    layers = {}
    text = ""
    for author, marked in (("a", first), ("b", second)):
        text, spans, sentences = groups(marked, author)
        given = categories.get(author, ("", ""))
        rows = [tie(part, category=category) for part, category in zip(sentences, given, strict=True) if part]
        layers[author] = (spans, rows)
    return Annotated("d", text, layers)


def test_matched_parts_by_hand() -> None:
    agreement = agreed(document(*BOTH, a=("medical", "official"), b=("medical", "reporter")))
    assert value(agreement, "attribution.agr.first") == 1
    assert value(agreement, "attribution.f1") == 1
    assert value(agreement, "attribution.cue.exact") == 1
    # «مصدر طبي» / «مصدر» and «مراسل يراع» / «يراع» overlap only.
    assert value(agreement, "attribution.source.exact") == 0
    assert value(agreement, "attribution.source.overlap") == 1
    assert value(agreement, "attribution.claim.exact") == 0
    assert value(agreement, "attribution.claim.overlap") == 1
    assert value(agreement, "attribution.category.observed") == 0.5
    # a: medical, official; b: medical, reporter. By chance 1/4.
    assert value(agreement, "attribution.category.kappa") == pytest.approx(1 / 3)
    # medical 2, official 1, reporter 1 of 4: by chance 10 of 12 pairs differ.
    assert value(agreement, "attribution.category.alpha") == pytest.approx(1 - (1 / 2) / (10 / 12))


def test_agr_goes_both_ways() -> None:
    """The second author has one attribution of the first's two."""
    alone = BOTH[0].split(". ")[0] + ". أفاد مراسل يراع أن النهر فاض."
    agreement = agreed(document(BOTH[0], alone))
    assert value(agreement, "attribution.agr.first") == 0.5
    assert value(agreement, "attribution.agr.second") == 1
    assert value(agreement, "attribution.f1") == pytest.approx(2 / 3)


def test_one_attribution_can_be_found_twice_but_paired_once() -> None:
    """a ties both claims at once, b each alone: all of them match something; the pairs are one to one."""
    text, spans, _ = groups("قال إن [claim الجسر مغلق]. وإن [claim النهر ارتفع].", "a")
    _, other, sentences = groups("قال إن [claim الجسر مغلق]. وإن [claim النهر ارتفع].", "b")
    layers = {"a": (spans, [tie(spans)]), "b": (other, [tie(part) for part in sentences])}
    agreement = agreed(Annotated("d", text, layers))
    assert value(agreement, "attribution.agr.first") == 1
    assert value(agreement, "attribution.agr.second") == 1
    assert value(agreement, "attribution.f1") == pytest.approx(2 / 3)


def test_a_shared_cue_goes_before_a_shared_claim() -> None:
    """Relayed speech: claims nest, so each attribution overlaps both; the cues tell them apart."""
    marked = "[cue نقلت] يراع أن [claim مصدرا [cue قال] إن [claim الجسر مغلق]]"
    _, spans = read(marked, "a")
    outer_cue, outer, inner_cue, inner = spans
    ours, _ = placed([tie([outer_cue, outer]), tie([inner_cue, inner])], {s.id: s.ranges for s in spans})
    theirs, _ = placed([tie([inner_cue, inner]), tie([outer_cue, outer])], {s.id: s.ranges for s in spans})
    found, pairs = matches(ours, theirs)
    assert len(found) == 4
    assert sorted(pairs) == [(0, 0), (1, 1)]
    assert part_counts(ours[0], theirs[0], "cue") == {"first": 1, "second": 1, "exact": 1, "overlap": 1}


def test_a_shared_cue_goes_before_more_of_a_shared_claim() -> None:
    """The second author has the claims the other way round: by claims alone they would pair crosswise."""
    _, (outer_cue, outer, inner_cue, inner) = read(
        "[cue نقلت] أن [claim مصدرا [cue قال] إن [claim الجسر مغلق]]"
    )
    by_id = {row.id: row.ranges for row in (outer_cue, outer, inner_cue, inner)}
    ours, _ = placed([tie([outer_cue, outer]), tie([inner_cue, inner])], by_id)
    theirs, _ = placed([tie([outer_cue, inner]), tie([inner_cue, outer])], by_id)
    _, pairs = matches(ours, theirs)
    chosen = {(ours[i].row.cue, theirs[j].row.cue) for i, j in pairs}
    assert chosen == {(outer_cue.id, outer_cue.id), (inner_cue.id, inner_cue.id)}


def test_values_only_one_gave_are_named() -> None:
    agreement = agreed(document(*BOTH, a=("medical", ""), b=("medical", "reporter")))
    assert value(agreement, "attribution.category.observed") == 1
    assert figure(agreement, "attribution.category.kappa").reason == "no-variation"
    (skipped,) = agreement.skipped
    assert (skipped.reason, skipped.author, skipped.what, skipped.count) == ("no-value", "a", "category", 1)


def test_grades_are_ordered() -> None:
    """Reliability a step apart disagrees less than one that is far apart."""
    _, spans, sentences = groups(BOTH[0], "a")
    _, other, same_sentences = groups(BOTH[0], "b")
    text = read(BOTH[0])[0]
    found = []
    for given in ("AE", "BE", "EA"):
        ours = [tie(part, reliability=grade) for part, grade in zip(sentences, "AE", strict=True)]
        theirs = [tie(part, reliability=grade) for part, grade in zip(same_sentences, given, strict=True)]
        agreement = agreed(
            Annotated("d", text, {"a": (spans, ours), "b": (other, theirs)}),
            values=("reliability",),
            grades={"reliability": "ABCDEF"},
        )
        alpha = value(agreement, "attribution.reliability.alpha")
        assert alpha is not None
        found.append(alpha)
    assert found[0] == 1
    assert found[0] > found[1] > found[2]


def test_no_attributions_and_no_matches_are_said_to_be_so() -> None:
    text, spans, sentences = groups(BOTH[0], "a")
    _, other, same_sentences = groups(BOTH[0], "b")
    agreement = agreed(Annotated("d", text, {"a": (spans, ()), "b": (other, ())}))
    for measure in ("agr.first", "agr.second", "f1"):
        assert figure(agreement, f"attribution.{measure}").reason == "no-attributions"
    assert figure(agreement, "attribution.source.exact").reason == "no-matches"
    apart = {"a": (spans, [tie(sentences[0])]), "b": (other, [tie(same_sentences[1])])}
    agreement = agreed(Annotated("d", text, apart))
    assert value(agreement, "attribution.agr.first") == 0
    assert figure(agreement, "attribution.category.observed").reason == "no-matches"
    matched = {"a": (spans, [tie(sentences[0])]), "b": (other, [tie(same_sentences[0])])}
    agreement = agreed(Annotated("d", text, matched))
    assert figure(agreement, "attribution.category.observed").reason == "no-values"


def test_a_part_neither_has_gives_no_figure() -> None:
    agreement = agreed(document("إن [claim الجسر مغلق]. وبعد", "إن [claim الجسر مغلق]. وبعد"))
    assert figure(agreement, "attribution.source.exact").reason == "no-spans"
    assert value(agreement, "attribution.claim.exact") == 1


def test_what_cannot_be_placed_is_named() -> None:
    lost = Attribution(id="t", document_id="d", claims=("gone",), author="a")
    agreement = agreed(Annotated("d", "نص", {"a": ((), (lost,)), "b": ((), ())}))
    (skipped,) = agreement.skipped
    assert (skipped.reason, skipped.author, skipped.examples) == ("unplaced", "a", (("d", "t"),))
    assert figure(agreement, "attribution.f1").reason == "no-attributions"
