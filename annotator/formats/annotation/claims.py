"""The claims of a project as a table, for whoever counts and compares: CSV, XLSX, Parquet. Written only."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

from annotator.core.carrying import EVERYTHING
from annotator.core.claim_rows import Cell, claim_rows, columns
from annotator.core.model import Bundle
from annotator.formats.base import Format, WriteOptions, Writer
from annotator.formats.extra import needed
from annotator.formats.sheets import EXTRA, write_csv, write_xlsx

_CARRIES: Final = EVERYTHING - {
    "text", "segments", "attributes", "origin", "submissions", "comments", "notes", "flags", "review",
}  # fmt: skip
_GROUP: Final = 10_000
_WIDE: Final = {"claim": 60, "title": 40, "sources": 30, "actors": 30, "places": 30}
_NUMBERS: Final = frozenset({"start", "end"})


class _Table(NamedTuple):
    names: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def _table(bundles: Iterable[Bundle], options: WriteOptions) -> _Table:
    rows = (row for bundle in bundles for row in claim_rows(bundle, options.scheme, options.names))
    return _Table(columns(options.scheme), rows)


def _write_csv(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    write_csv(*_table(bundles, options), out)


def _write_xlsx(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    write_xlsx(*_table(bundles, options), out, language=options.language, widths=_WIDE)


def _write_parquet(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    arrow = needed("pyarrow", extra=EXTRA, what="Parquet")
    parquet = needed("pyarrow.parquet", extra=EXTRA, what="Parquet")
    table = _table(bundles, options)
    kinds = [(name, arrow.int64() if name in _NUMBERS else arrow.string()) for name in table.names]
    schema, rows = arrow.schema(kinds), iter(table.rows)
    with parquet.ParquetWriter(out, schema) as writer:
        while some := list(islice(rows, _GROUP)):
            columns_of = zip(*some, strict=True)
            arrays = [arrow.array(values, kind) for values, (_, kind) in zip(columns_of, kinds, strict=True)]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _format(id: str, suffix: str, write: Writer, extra: str = "") -> Format:
    return Format(id=id, suffixes=(suffix,), carries=_CARRIES, read=None, write=write, extra=extra)


CLAIMS_CSV = _format("claims-csv", ".csv", _write_csv)
CLAIMS_XLSX = _format("claims-xlsx", ".xlsx", _write_xlsx, EXTRA)
CLAIMS_PARQUET = _format("claims-parquet", ".parquet", _write_parquet, EXTRA)
