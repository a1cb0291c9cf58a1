"""Measurements as tests ask for them: with few resamples, and one figure at a time."""

from __future__ import annotations

from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.measure import measure
from annotator.core.agreement.record import Agreement, Figure, Sampling
from tests.core.agreement.made import CLITICS

FEW = Sampling(resamples=20, seed=7)


def agreed(*documents: Annotated, **options: object) -> Agreement:
    return measure(documents, **{"clitics": CLITICS, "sampling": FEW, **options})  # type: ignore[arg-type]


def figure(
    agreement: Agreement, measure: str, label: str | None = None, authors: tuple[str, ...] = ("a", "b")
) -> Figure:
    """The one figure of that measure, label and authors."""
    wanted = (measure, label, authors)
    (found,) = (each for each in agreement.figures if (each.measure, each.label, each.authors) == wanted)
    return found


def value(
    agreement: Agreement, measure: str, label: str | None = None, authors: tuple[str, ...] = ("a", "b")
) -> float | None:
    return figure(agreement, measure, label, authors).value
