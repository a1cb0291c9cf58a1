"""Tables of what the ledger counts, for the terminal and for the window."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.ledger_counts import Group, Pivot, Spread
from annotator.words.agreement import Table
from annotator.words.ledger import field_name, value_words
from annotator.words.rows import Speaker


def groups_table(speaker: Speaker, field: str, groups: Sequence[Group]) -> Table:
    """How many claims have each value of a field."""
    name = field_name(speaker, field)
    rows = tuple((value_words(speaker, field, row.value), f"{row.claims:,}") for row in groups)
    return Table(name, (name, speaker.tr_("ledger.column-claims")), rows)


def pivot_table(speaker: Speaker, counted: Pivot, page: str) -> Table:
    """One page of a pivot: the rows and columns that have a claim on it."""
    row_field, column_field, *page_field = counted.fields
    rows = [row for row in counted.rows if counted.total(row, page)]
    columns = [one for one in counted.columns if any(counted.cells.get((row, one, page)) for row in rows)]
    names = [value_words(speaker, column_field, column) for column in columns]
    title = " × ".join(field_name(speaker, field) for field in (row_field, column_field))
    if page_field:
        title = f"{field_name(speaker, page_field[0])}: {value_words(speaker, page_field[0], page)}"
    told = tuple(
        (
            value_words(speaker, row_field, row),
            *(_number(counted.cells.get((row, column, page), 0)) for column in columns),
            _number(counted.total(row, page)),
        )
        for row in rows
    )
    return Table(title, (field_name(speaker, row_field), *names, speaker.tr_("ledger.total")), told)


def map_table(speaker: Speaker, spread: Spread) -> Table:
    """The places that are on the map."""
    head = (
        field_name(speaker, "places"),
        *(speaker.tr_(f"ledger.{name}") for name in ("latitude", "longitude", "accuracy", "column-claims")),
    )
    rows = tuple((row.name, *map(str, row[1:])) for row in spread.spots)
    return Table(speaker.tr_("ledger.map"), head, rows)


def _number(count: int) -> str:
    return f"{count:,}" if count else ""
