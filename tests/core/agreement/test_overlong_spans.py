"""alpha_U can rise with a span that runs on: the example of `docs/agreement.md`."""

from __future__ import annotations

from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.measure import measure
from annotator.core.agreement.record import Sampling
from annotator.core.model import Range, Span
from annotator.suggest.clitics import clitics

TEXT = "كلمة " * 200


def figures(end: int) -> dict[str, float]:
    """The figures over all labels when the last span of one of the two ends at `end`, not at 560."""

    def layer(author: str, *ranges: Range) -> list[Span]:
        return [
            Span(id=f"{author}{row}", document_id="d", label="claim", ranges=(row,), quote="", author=author)
            for row in ranges
        ]

    layers = {
        "a": (layer("a", (0, 50), (200, 240), (500, end)), []),
        "b": (layer("b", (0, 50), (200, 240), (500, 560)), []),
    }
    found = measure([Annotated("d", TEXT, dict(layers))], clitics=clitics(), sampling=Sampling(resamples=0))
    return {
        row.measure: round(row.value, 2)
        for row in found.figures
        if row.label is None and row.value is not None
    }


def test_alpha_u_rises_where_kappa_falls() -> None:
    long, longer = figures(800), figures(1000)
    assert (long["alpha_u"], longer["alpha_u"]) == (0.05, 0.16)
    assert (long["token.kappa"], longer["token.kappa"]) == (0.43, 0.22)
    assert long["span.f1.exact"] == longer["span.f1.exact"] == 0.67
