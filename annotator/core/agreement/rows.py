"""The figures as a table of plain values, for CSV: a row of names, then the rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from annotator.core.agreement.record import Agreement, Figure

Row = list[str | int | float | None]
"""None is an empty cell; several authors are joined by " | "."""

_JOINED = " | "


def figure_rows(agreement: Agreement) -> Iterator[Row]:
    """One row a figure; where there is no value, `reason` says why."""
    yield list(Figure.__struct_fields__)
    for figure in agreement.figures:
        yield _row(figure)


def _row(struct: msgspec.Struct) -> Row:
    return [
        _JOINED.join(map(str, value)) if isinstance(value, tuple) else value
        for value in msgspec.structs.astuple(struct)
    ]
