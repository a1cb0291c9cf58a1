"""Layers side by side: pairs that are the same every time, and four kinds of difference."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.differences import Compared, CompareLayer, compare, differences
from annotator.core.model import Attribution, Span
from tests.core.layers import TEXT, span, tied

A, B, C = "أمل", "باسم", "جمانة"


def layers(*rows: Span | Attribution, empty: Any = ()) -> list[CompareLayer]:
    """The rows as layers of their authors; `empty` names authors without a row."""
    return [
        CompareLayer(
            author,
            tuple(row for row in rows if isinstance(row, Span) and row.author == author),
            tuple(row for row in rows if isinstance(row, Attribution) and row.author == author),
        )
        for author in sorted({row.author for row in rows} | set(empty))
    ]


def told(found: list[Compared]) -> list[tuple[Any, ...]]:
    return [(item.kind, sorted(row.id for row in item.rows.values()), item.fields) for item in found]


def test_the_same_span_is_no_difference() -> None:
    rows = [span("a", A, "claim", (0, 9)), span("b", B, "claim", (0, 9))]
    assert told(compare(layers(*rows))) == [("same", ["a", "b"], ())]
    assert differences(layers(*rows)) == []


def test_four_kinds_of_difference() -> None:
    rows = [
        span("a1", A, "actor", (0, 3)),
        span("a2", A, "claim", (15, 30)), span("b2", B, "claim", (16, 30)),
        span("a3", A, "actor", (35, 39)), span("b3", B, "place", (35, 39)),
        span("a4", A, "actor", (50, 55), attributes={"kind": "x"}), span("b4", B, "actor", (50, 55)),
        span("a5", A, "source", (4, 14)), span("b5", B, "source", (4, 14)),
        tied("ta", A, "a2", "a5", category="military"), tied("tb", B, "b2", category="local"),
    ]  # fmt: skip
    assert told(differences(layers(*rows))) == [
        ("only", ["a1"], ()),
        ("boundary", ["a2", "b2"], ("ranges",)),
        ("attribution", ["ta", "tb"], ("sources", "category")),
        ("label", ["a3", "b3"], ("label",)),
        ("label", ["a4", "b4"], ("attributes.kind",)),
    ]


def test_nested_and_crossing_spans_of_other_labels_do_not_pair() -> None:
    rows = [span("a1", A, "claim", (0, 40)), span("a2", A, "actor", (5, 9)),
            span("b1", B, "place", (5, 8)), span("b2", B, "source", (30, 50))]  # fmt: skip
    assert {item.kind for item in compare(layers(*rows))} == {"only"}
    assert len(compare(layers(*rows))) == 4


def test_of_nested_spans_of_one_label_those_pair_that_overlap_most() -> None:
    rows = [span("a1", A, "claim", (0, 40)), span("a2", A, "claim", (5, 12)),
            span("b1", B, "claim", (5, 13)), span("b2", B, "claim", (0, 38))]  # fmt: skip
    found = differences(layers(*rows))
    assert told(found) == [("boundary", ["a1", "b2"], ("ranges",)), ("boundary", ["a2", "b1"], ("ranges",))]


def test_discontinuous_spans() -> None:
    rows = [span("a", A, "claim", (0, 5), (20, 30)), span("b", B, "claim", (0, 5), (21, 30)),
            span("c", A, "claim", (6, 15)), span("d", B, "claim", (40, 45))]  # fmt: skip
    assert told(differences(layers(*rows))) == [
        ("boundary", ["a", "b"], ("ranges",)), ("only", ["c"], ()), ("only", ["d"], ()),
    ]  # fmt: skip


def test_identical_spans_of_one_layer_pair_one_by_one() -> None:
    rows = [span("a1", A, "claim", (0, 5)), span("a2", A, "claim", (0, 5)), span("b1", B, "claim", (0, 5))]
    assert told(compare(layers(*rows))) == [("same", ["a1", "b1"], ()), ("only", ["a2"], ())]


def test_zero_length_spans_are_compared_by_their_place() -> None:
    rows = [span("a", A, "claim", (5, 5)), span("b", B, "claim", (5, 5)), span("c", B, "claim", (9, 9))]
    assert told(compare(layers(*rows))) == [("same", ["a", "b"], ()), ("only", ["c"], ())]


def test_an_empty_layer_lacks_everything() -> None:
    found = compare(layers(span("a", A, "claim", (0, 5)), empty=[B]))
    assert told(found) == [("only", ["a"], ())]
    assert compare(layers(empty=[A, B])) == []


def test_three_layers() -> None:
    rows = [span("a", A, "claim", (0, 9)), span("b", B, "claim", (0, 9)), span("c", C, "claim", (0, 8)),
            span("a1", A, "actor", (20, 25)), span("c1", C, "actor", (20, 25))]  # fmt: skip
    assert told(compare(layers(*rows))) == [
        ("boundary", ["a", "b", "c"], ("ranges",)),
        ("only", ["a1", "c1"], ()),
    ]


def test_attributions_pair_by_claims_though_edges_differ() -> None:
    rows = [span("a1", A, "claim", (0, 9)), span("b1", B, "claim", (0, 8)),
            span("a2", A, "claim", (20, 29)), span("b2", B, "claim", (20, 29)),
            span("a3", A, "cue", (30, 33)),
            tied("ta", A, "a1 a2", cue="a3"), tied("tb", B, "b1"), tied("tc", B, "b2")]  # fmt: skip
    found = [item for item in compare(layers(*rows)) if item.kind == "attribution"]
    assert told(found) == [("attribution", ["ta", "tb"], ("claims", "cue"))]
    assert ("only", ["tc"], ()) in told(compare(layers(*rows)))


def test_an_outer_attribution_is_part_of_it() -> None:
    rows = [span("a1", A, "claim", (0, 9)), span("b1", B, "claim", (0, 9)),
            span("a2", A, "claim", (20, 29)), span("b2", B, "claim", (20, 29)),
            tied("ta", A, "a1"), tied("tb", B, "b1"),
            tied("ta2", A, "a2", parent="ta"), tied("tb2", B, "b2")]  # fmt: skip
    assert told(differences(layers(*rows))) == [("attribution", ["ta2", "tb2"], ("parent",))]


PIECES = st.tuples(st.integers(0, len(TEXT) - 30), st.integers(1, 30), st.sampled_from(["claim", "actor"]))


@given(rows=st.lists(st.tuples(st.sampled_from([A, B, C]), PIECES), max_size=14), data=st.data())
def test_pairing_does_not_depend_on_the_order_and_loses_nothing(rows: Any, data: st.DataObject) -> None:
    spans = [
        span(f"{n:02}", who, label, (at, at + length)) for n, (who, (at, length, label)) in enumerate(rows)
    ]
    found = compare(layers(*spans))
    assert compare(list(reversed(layers(*data.draw(st.permutations(spans)))))) == found
    assert sorted(row.id for item in found for row in item.rows.values()) == [row.id for row in spans]
    assert all(row.author == author for item in found for author, row in item.rows.items())
