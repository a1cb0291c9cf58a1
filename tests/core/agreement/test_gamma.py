"""Gamma: what it is made of, and that it is told where its library is missing."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from annotator.core.agreement import gamma
from annotator.core.agreement.layers import Annotated
from annotator.core.errors import AnnotatorError
from annotator.core.model import Range, Span

TEXT = "قال مصدر إن الطائرة سقطت قرب مدينة السنديان"


def document(**layers: Mapping[str, tuple[Range, ...]]) -> Annotated:
    """Each author's spans by label."""
    return Annotated(
        "d", TEXT, {
            author: ([
                Span(id=f"{label}{at}", document_id="d", label=label, ranges=(at,), quote="", author=author)
                for label, ranges in by_label.items() for at in ranges
            ], [])
            for author, by_label in layers.items()
        },
    )  # fmt: skip


def test_it_is_told_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygamma_agreement", None)
    with pytest.raises(AnnotatorError) as caught:
        gamma.gamma_figures([])
    assert (caught.value.code, caught.value.details["extra"]) == ("gamma-missing", gamma.EXTRA)


def test_it_is_the_mean_of_documents_in_which_both_have_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, gamma.Units]] = []
    values = iter((0.5, 0.8))

    def each(layers: dict[str, gamma.Units], *, seed: int) -> float:
        asked.append(layers)
        return next(values)

    monkeypatch.setattr(gamma, "library", lambda: None)
    monkeypatch.setattr(gamma, "gamma_of", each)
    ours, theirs = {"cue": ((0, 3),), "place": ((30, 40), (35, 43))}, {"cue": ((0, 3),)}
    both, one, other = document(a=ours, b=theirs), document(a=ours, b={}), document(a={"cue": ()}, c={})
    figures = {row.authors: row for row in gamma.gamma_figures([both, one, both, other])}
    assert (figures["a", "b"].value, figures["a", "b"].documents) == (pytest.approx(0.65), 2)
    assert (figures["a", "c"].value, figures["a", "c"].reason) == (None, "no-spans")
    assert asked[0] == {"a": {"cue": [(0, 3)], "place": [(30, 43)]}, "b": {"cue": [(0, 3)]}}


def test_labels_and_authors_narrow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gamma, "library", lambda: None)
    monkeypatch.setattr(gamma, "gamma_of", lambda layers, *, seed: float(len(layers["a"])))
    layer = {"cue": ((0, 3),), "place": ((30, 40),)}
    (figure,) = gamma.gamma_figures([document(a=layer, b=layer, c=layer)], authors=["a", "b"], labels=["cue"])
    assert (figure.authors, figure.value) == (("a", "b"), 1.0)


def test_the_library_gives_what_it_should() -> None:
    pytest.importorskip("pygamma_agreement", reason="the extra `gamma` is not installed")
    ours = {"x": ((0, 10), (40, 55)), "y": ((20, 30),)}
    theirs = {"x": ((0, 10), (40, 50)), "y": ((21, 30),)}
    first, again = (gamma.gamma_of({"a": ours, "b": theirs}, seed=1) for _ in range(2))
    assert first == again and 0.9 < first < 1
    assert gamma.gamma_of({"a": ours, "b": ours}, seed=1) == 1
