"""The ledger of claims: listed, grouped, counted by several fields, drawn, or written as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.agreed import unreviewed_option
from annotator.cli.options import (
    DONE,
    author_option,
    check_author,
    json_option,
    language_option,
    layer_author,
    look_as,
    note_head,
    path_type,
    print_json,
    project_argument,
    reader,
    tell_unnoted,
)
from annotator.cli.usage import Command, WrongUse, language, tell_sentence
from annotator.commands import ledger as ledgers
from annotator.commands.ledger import Kind, Table
from annotator.commands.noting import note_readings
from annotator.core.agreed import AGREED
from annotator.core.ledger import COLUMNS, NUMBERS, Entry, check_field, fields_of, stored, toll_of, values_of
from annotator.core.ledger_counts import Pivot, months
from annotator.disk import check_target, write_whole
from annotator.plots.ledger import Wanted, groups_picture, map_picture, months_picture, pivot_picture
from annotator.plots.pictures import kind_of
from annotator.store import Project
from annotator.store import ledger as store
from annotator.store.ledger import Ask, Claim
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.words import ledger as words
from annotator.words.agreement import Table as Words
from annotator.words.i18n import tr
from annotator.words.ledger_tables import groups_table, map_table, pivot_table
from annotator.words.rows import Voice

_SHOWN: Final = 100
"""Claims that are listed where nobody says how many."""
_LINE: Final = ("date", "sources", "category", "places", "state", "claim")
_LONGEST: Final = 60
_SHORT_ID: Final = 12


@click.command(cls=Command)
@project_argument
@click.option("--layer", default=AGREED, metavar="LAYER")
@unreviewed_option
@click.option("--include-restricted", is_flag=True)
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE")
@click.option("--sort", default="", metavar="FIELD")
@click.option("--descending", is_flag=True)
@click.option("--group", default="", metavar="FIELD")
@click.option("--pivot", nargs=2, metavar="A B [C]")
@click.argument("third", required=False, metavar="")
@click.option("--map", "as_map", is_flag=True)
@click.option("--picture", type=path_type, metavar="FILE")
@click.option("--columns", default="", metavar="FIELDS")
@click.option("--csv", "csv_file", type=path_type, metavar="FILE")
@click.option("--xlsx", "xlsx_file", type=path_type, metavar="FILE")
@click.option("--limit", type=click.IntRange(min=0), metavar="N")
@author_option
@json_option
@language_option
def ledger(
    project: Path,
    layer: str,
    unreviewed: bool,
    include_restricted: bool,
    filters: tuple[str, ...],
    sort: str,
    descending: bool,
    group: str,
    pivot: tuple[str, str] | None,
    third: str | None,
    as_map: bool,
    picture: Path | None,
    columns: str,
    csv_file: Path | None,
    xlsx_file: Path | None,
    limit: int | None,
    author: str | None,
    as_json: bool,
) -> int:
    of = layer_author(layer)
    if unreviewed and layer != AGREED:
        raise WrongUse("unreviewed-of-agreed")
    if third is not None and pivot is None:
        raise WrongUse("extra-argument", argument=third)
    files: list[tuple[Kind, Path]] = []
    if picture is not None:
        if not (pivot or group or as_map):
            raise WrongUse("picture-of-what")
        check_target(picture)
        kind_of(picture)
    if csv_file is not None:
        files.append(("csv", csv_file))
    if xlsx_file is not None:
        files.append(("xlsx", xlsx_file))
    for _, path in files:
        check_target(path)
    with Project.open(project) as opened:
        look_as(opened, author)
        check_author(opened, of)
        voice, who = Voice(language(), opened.scheme), reader(opened, author)
        with terminal.progress(tr(language(), "ledger.reading")) as progress:
            bring_up_to_date(opened, progress=progress)
        ask = ledgers.ask_for(
            opened,
            f"{store.AUTHOR}{of}" if of else layer,
            filters,
            unreviewed=unreviewed,
            restricted=include_restricted or not files,
        )
        shown = tuple(check_field(opened.scheme, field) for field in columns.replace(",", " ").split())
        table = Table(ask=ask, sort=sort, descending=descending, columns=shown or COLUMNS, limit=limit)
        written = [_write(opened, path, table, voice, kind=kind, by=who) for kind, path in files]
        known = store.known(opened, ask)
        told: dict[str, Any] = {"layer": ask.layer, **known._asdict()}
        asked = [group] if group else [*(pivot or ()), *([third] if third else [])]
        fields = [check_field(opened.scheme, field) for field in asked]
        counted = _counted(opened, ask, voice, fields) if fields or as_map else None
        if counted is not None:
            told |= counted.told
            if not as_json:
                _print(counted)
        elif not files:
            keys = ledgers.keys_of(opened, table)
            if as_json:
                _print_records(opened, keys, told, who)
                return DONE
            keys = keys if limit is not None else keys[:_SHOWN]
            _list(opened, voice, keys, shown or _LINE, who)
            if left := known.claims - len(keys):
                tell_sentence(tr(language(), "ledger.more", n=left))
        told["head"] = opened.head()
        if picture is not None and counted is not None:
            below = f"{ask.layer} · {opened.path.name} · {told['head'][:12]}"
            write_whole(picture, counted.draw(Wanted(voice, kind=kind_of(picture), below=below)))
            tell_sentence(tr(language(), "ledger.drawn", path=picture), err=True)
    if as_json:
        print_json({**told, "written": written} if files else told)
        return DONE
    tell_sentence(words.counted_words(voice, known))
    if counted is not None and counted.sum > known.claims:
        tell_sentence(tr(language(), "ledger.each-once"))
    if not known.claims and layer == AGREED and not filters:
        tell_sentence(tr(language(), "ledger.none-agreed"))
    return DONE


class _Counted(NamedTuple):
    """What was counted: as JSON has it, its tables, its picture, and the sum of its counts."""

    told: dict[str, Any]
    tables: list[Words]
    draw: Callable[[Wanted], bytes]
    sum: int


def _counted(project: Project, ask: Ask, voice: Voice, fields: Sequence[str]) -> _Counted:
    """Claims counted by one field, by several, or by where their places are."""
    if not fields:
        spread = ledgers.mapped(project, ask)
        told = {"places": [row._asdict() for row in spread.spots], "unplaced": spread.unplaced}
        return _Counted(told, [map_table(voice, spread)], partial(map_picture, spread=spread), 0)
    if len(fields) > 1:
        counted = ledgers.pivoted(project, ask, fields)
        tables = [pivot_table(voice, counted, page) for page in counted.pages]
        draw = partial(pivot_picture, counted=counted)
        return _Counted(_pivot_record(counted), tables, draw, sum(counted.cells.values()))
    (field,) = fields
    found = ledgers.grouped(project, ask, field)
    told = {"group": field, "groups": [row._asdict() for row in found]}
    time_line = partial(months_picture, months=months(found))
    draw = time_line if field == "month" else partial(groups_picture, field=field, groups=found)
    return _Counted(told, [groups_table(voice, field, found)], draw, sum(row.claims for row in found))


def _print(counted: _Counted) -> None:
    for table in counted.tables:
        if len(counted.tables) > 1:
            tell_sentence(table.title)
        terminal.table(table.head, table.rows)
    if unplaced := counted.told.get("unplaced"):
        tell_sentence(tr(language(), "ledger.unplaced", n=unplaced))


def _list(project: Project, voice: Voice, keys: Sequence[int], columns: Sequence[str], who: str) -> None:
    """Print claims line by line, and note whose work was shown."""
    if keys:
        heads = (*columns, "document", "start", "end")
        terminal.say_cells([words.field_name(voice, column) for column in heads])
    others = set()
    for row in ledgers.rows(project, keys):
        others.update([row.entry.document_id] if row.entry.author != who else [])
        terminal.say_cells(_line(voice, row.entry, columns))
    note_readings(project, sorted(others), author=who)


def _print_records(project: Project, keys: Sequence[int], told: dict[str, Any], who: str) -> None:
    """Print what is told as JSON, and with it the claims, one after the other: there may be very many."""
    others = set()
    between = b',"rows":['
    terminal.write_bytes(_json(told).removesuffix(b"}"))
    for row in ledgers.rows(project, keys):
        others.update([row.entry.document_id] if row.entry.author != who else [])
        terminal.write_bytes(between + _json(as_record(project, row)))
        between = b","
    note_readings(project, sorted(others), author=who)
    end = b"]" if between == b"," else between + b"]"
    terminal.write_bytes(end + b',"head":' + _json(project.head()) + b"}\n")


def _json(value: Any) -> bytes:
    return terminal.escaped_json(msgspec.json.encode(value))


def as_record(project: Project, claim: Claim) -> dict[str, Any]:
    """A claim with the values of all its fields: several are a list, numbers are numbers."""
    entry = claim.entry
    told: dict[str, Any] = {"id": entry.span, "document_id": entry.document_id, "unclear": entry.unclear}
    for field in fields_of(project.scheme):
        found = stored(entry, field)
        if field in NUMBERS:
            told[field] = int(found)
        elif field == "tolls":
            told[field] = [_toll(value) for value in values_of(found) if value]
        elif field in _SINGLE:
            told[field] = found
        else:
            told[field] = [value for value in values_of(found) if value]
    return told


def _toll(value: str) -> dict[str, Any]:
    toll = toll_of(value)
    return {name: getattr(toll, name) for name in ("what", "who", "least", "most", "exact")}


_SINGLE: Final = frozenset(
    {"claim", "outlet", "date", "month", "year", "title", "document", "state", "author", "note"}
)


def _line(voice: Voice, entry: Entry, columns: Sequence[str]) -> list[str]:
    cells = [
        words.cell_words(voice, entry, column) or words.value_words(voice, column, "") for column in columns
    ]
    shown = [cell if len(cell) <= _LONGEST else f"{cell[:_LONGEST].rstrip()}…" for cell in cells]
    return [*shown, entry.document_id[:_SHORT_ID], str(entry.start), str(entry.end)]


def _pivot_record(counted: Pivot) -> dict[str, Any]:
    return {
        "pivot": counted.fields,
        "cells": [
            {**dict(zip(counted.fields, values, strict=False)), "claims": claims}
            for values, claims in sorted(counted.cells.items())
        ],
        "totals": {field: counted.totals[place] for place, field in enumerate(counted.fields)},
    }


def _write(
    project: Project, path: Path, table: Table, voice: Voice, *, kind: Kind, by: str
) -> dict[str, Any]:
    """Write a table, and say so."""
    with terminal.progress(tr(language(), "ledger.reading")) as progress:
        done = ledgers.write(
            project,
            path,
            table,
            lambda entry, field: words.cell(voice, entry, field),
            [words.field_name(voice, column) for column in table.columns],
            kind=kind,
            language=language(),
            by=by,
            progress=progress,
        )
    note_head(project, path)
    tell_unnoted(done.unnoted)
    tell_sentence(tr(language(), "ledger.written", n=done.claims, path=path), err=True)
    return {"path": str(path), "claims": done.claims, "sha256": done.record.sha256}
