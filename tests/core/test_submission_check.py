"""What a layer still lacks when it is to be submitted."""

from __future__ import annotations

from annotator.core.model import Document, Segment
from annotator.core.submission_check import remarks
from annotator.formats import scheme_toml
from tests.core.layers import D, made, span, tied

A = "سلمى"
DOCUMENT = Document(
    id=D, kind="text", text_hash="x", segments=(Segment("paragraph", 0, 60), Segment("furniture", 61, 80))
)


def test_what_is_left_to_do_in_reading_order() -> None:
    spans = [span("c1", A, "claim", (15, 30)), span("c2", A, "claim", (35, 50)),
             span("s", A, "source", (4, 14)), span("f", A, "actor", (62, 70)),
             made("r", A, "claim", (1, 2))]  # fmt: skip
    found = remarks(DOCUMENT, spans, [tied("t", A, "c1")], scheme_toml.load())
    assert [(row.code, row.target, row.start) for row in found] == [
        ("without-source", "t", 15), ("claim-unattributed", "c2", 35), ("on-furniture", "f", 62),
    ]  # fmt: skip
    assert found[1].quote == spans[1].quote


def test_a_layer_that_lacks_nothing() -> None:
    spans = [span("c1", A, "claim", (15, 30)), span("s", A, "source", (4, 14))]
    assert remarks(DOCUMENT, spans, [tied("t", A, "c1", "s")], scheme_toml.load()) == []
    assert remarks(DOCUMENT, [], [], scheme_toml.load()) == []
