"""The record as tables of plain values, for CSV: a row of names, then the rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from annotator.core.agreement.record import Agreement, Confusion, Counts, Figure, Skipped

Row = list[str | int | float | None]
"""None is an empty cell; several authors are joined by " | "."""

_JOINED = " | "


def figure_rows(agreement: Agreement) -> Iterator[Row]:
    """One row a figure; where there is no value, `reason` says why."""
    yield list(Figure.__struct_fields__)
    for figure in agreement.figures:
        yield _row(figure)


def count_rows(agreement: Agreement) -> Iterator[Row]:
    """One row for each pair of authors and label."""
    yield list(Counts.__struct_fields__)
    for counts in agreement.counts:
        yield _row(counts)


def confusion_rows(agreement: Agreement) -> Iterator[Row]:
    """One row for each pair of authors and crossed labels."""
    yield list(Confusion.__struct_fields__)
    for confusion in agreement.confusion:
        yield _row(confusion)


def skipped_rows(agreement: Agreement) -> Iterator[Row]:
    """One row for each reason, author and kind of thing; examples as `document/id`."""
    yield list(Skipped.__struct_fields__)
    for skipped in agreement.skipped:
        *values, _ = _row(skipped)
        yield [*values, _JOINED.join("/".join(example) for example in skipped.examples)]


def _row(struct: msgspec.Struct) -> Row:
    return [
        _JOINED.join(map(str, value)) if isinstance(value, tuple) else value
        for value in msgspec.structs.astuple(struct)
    ]
