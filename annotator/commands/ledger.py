"""The ledger of claims: what is asked of it, its table as a file, and the figures it is drawn from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from annotator.commands.hashing import Hashed
from annotator.commands.noting import note_export
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.audit import Export
from annotator.core.errors import AnnotatorError
from annotator.core.ledger import COLUMNS, Entry, condition
from annotator.core.ledger_counts import Group, Pivot, Spread, groups, months, pivot, spread
from annotator.core.model import new_id
from annotator.disk import opened_whole
from annotator.store import Project, accounts, ledger
from annotator.store.ledger import Ask, Claim

Kind = Literal["csv", "xlsx"]

_PAGE: Final = 200
"""Claims that are in memory at one time."""
_WIDTHS: Final = {"claim": 60, "title": 40, "sources": 30, "actors": 30, "places": 30}

Cells = Callable[[Entry, str], str | int]
"""The cell of a field, in words."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Which claims, in what order, and which of their fields are shown; `limit` claims at most."""

    ask: Ask
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = COLUMNS
    limit: int | None = None


def ask_for(project: Project, layer: str, filters: Iterable[str], **how: bool) -> Ask:
    """What a person asks for, as it was typed: conditions as `core.ledger.condition` reads them.

    Raises `AnnotatorError`: "bad-condition", "unknown-field", "bad-date".
    """
    conditions = tuple(condition(project.scheme, given) for given in filters)
    return Ask(layer=layer, conditions=conditions, **how)


def keys_of(project: Project, table: Table) -> array[int]:
    """The keys of the claims of a table, in its order."""
    keys = ledger.in_order(project, table.ask, sort=table.sort, descending=table.descending)
    return keys[: table.limit]


def rows(
    project: Project,
    keys: Sequence[int],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[Claim]:
    """The claims with these keys, a page at a time. Raises `AnnotatorError("cancelled")`."""
    for at in range(0, len(keys), _PAGE):
        stop_if(cancelled)
        yield from ledger.claims(project, keys[at : at + _PAGE])
        if progress:
            progress(min(at + _PAGE, len(keys)), len(keys))


def grouped(project: Project, ask: Ask, field: str) -> list[Group]:
    """How many claims have each value of a field; dates in their order, all else most first."""
    return groups(ledger.combinations(project, ask, [field]), by_value=field in ("date", "month", "year"))


def pivoted(project: Project, ask: Ask, fields: Sequence[str]) -> Pivot:
    """Claims by two or three fields. Raises `AnnotatorError`: "bad-pivot", "unknown-field"."""
    return pivot(fields, ledger.combinations(project, ask, fields))


def over_time(project: Project, ask: Ask) -> list[Group]:
    """How many claims each month has, from the first to the last; those without one are left out."""
    return months(grouped(project, ask, "month"))


def mapped(project: Project, ask: Ask) -> Spread:
    """Where the claims are said to have happened, as far as the places they name are on a map."""
    return spread(ledger.placed(project, ask), ledger.named_places(project))


class Written(NamedTuple):
    """A table as the record has it; `unnoted` says why, where it could not be noted there."""

    claims: int
    record: Export
    unnoted: AnnotatorError | None


def write(
    project: Project,
    out: Path,
    table: Table,
    cells: Cells,
    heads: Sequence[str],
    *,
    kind: Kind,
    language: str,
    by: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Written:
    """Write a table as CSV or XLSX, whole or not at all, and note in the record that `by` did so.

    `heads` stand above the columns. Raises `AnnotatorError`: "extra-missing", "cancelled".
    """
    from annotator.formats import sheets

    with opened_whole(out) as file, project.snapshot():
        hashed, head = Hashed(file), project.head()
        keys = keys_of(project, table)
        found = rows(project, keys, progress=progress, cancelled=cancelled)
        told = ([cells(row.entry, column) for column in table.columns] for row in found)
        if kind == "csv":
            sheets.write_csv(heads, told, hashed)  # type: ignore[arg-type]
        else:
            widths = {
                name: _WIDTHS[column]
                for name, column in zip(heads, table.columns, strict=True)
                if column in _WIDTHS
            }
            sheets.write_xlsx(heads, told, hashed, language=language, widths=widths)  # type: ignore[arg-type]
        documents = ledger.known(project, table.ask).documents
    record = Export(
        id=new_id(),
        format=f"ledger-{kind}",
        layer=table.ask.layer,
        unreviewed=table.ask.unreviewed,
        restricted=table.ask.restricted,
        documents=documents,
        file=out.name,
        sha256=hashed.digest.hexdigest(),
        head=head,
    )
    who = by or accounts.known_author(project) or accounts.proposed_name()
    return Written(len(keys), record, note_export(project, record, author=who))
