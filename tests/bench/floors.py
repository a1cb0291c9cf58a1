"""The least that the same work costs: the same rows in a bare SQLite file, nothing checked, no history.

Every function here does what its twin in the program must do at the very least, with the same durability.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw

_COLUMNS = {
    "texts": "hash, text",
    "documents": (
        "id, kind, title, byline, published, source, url, language, direction, text_hash, segments, meta"
    ),
    "spans": "id, document_id, label, ranges, quote, author, attributes, note, origin, confidence",
    "attributions": (
        "id, document_id, claims, sources, cue, parent, category, affiliation, attributes, author, note, "
        "origin, confidence"
    ),
}
_BATCH = 2_000
_CHUNK_BYTES = 1 << 20

Row = tuple[Any, ...]
Fields = dict[str, Any]
Rows = dict[str, list[Row]]


def connect(path: Path) -> sqlite3.Connection:
    """A bare file with the pragmas of a project."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def make(path: Path) -> sqlite3.Connection:
    """A new bare file with its tables."""
    connection = connect(path)
    for name, columns in _COLUMNS.items():
        key, _, rest = columns.partition(", ")
        connection.execute(f"CREATE TABLE {name} ({key} TEXT PRIMARY KEY, {rest})")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, content = 'texts')")
    return connection


def take_in(connection: sqlite3.Connection, items: Path) -> None:
    """Parse JSON lines, insert their rows and make an index of the texts' words, in one transaction."""
    parse = msgspec.json.Decoder().decode
    rows: Rows = {name: [] for name in _COLUMNS}
    connection.execute("BEGIN")
    with items.open("rb") as lines:
        for line in lines:
            _gather(parse(line), rows)
            if len(rows["documents"]) == _BATCH:
                _insert(connection, rows)
    _insert(connection, rows)
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("COMMIT")


def find(connection: sqlite3.Connection, words: str, most: int) -> int:
    """The first texts that the index names for some words, each with the words in their context."""
    sql = "SELECT rowid, snippet(words, 0, '[', ']', '…', 20) FROM words WHERE words MATCH ? LIMIT ?"
    return len(connection.execute(sql, [words, most]).fetchall())


def write_out(connection: sqlite3.Connection, out: Path) -> None:
    """Read the rows in the order they came and encode them as JSON lines."""
    encode_into = msgspec.json.Encoder().encode_into
    spans = connection.execute("SELECT * FROM spans ORDER BY rowid")
    tied = connection.execute("SELECT * FROM attributions ORDER BY rowid")
    span, row = next(spans, None), next(tied, None)
    buffer = bytearray()
    with out.open("wb") as file:
        for document in connection.execute(
            "SELECT d.*, text FROM documents d JOIN texts ON hash = text_hash ORDER BY d.rowid"
        ):
            key = document[0]
            span_rows, tied_rows = [], []
            while span and span[1] == key:
                span_rows.append(_span(span))
                span = next(spans, None)
            while row and row[1] == key:
                tied_rows.append(_attribution(row))
                row = next(tied, None)
            encode_into(_document(document, span_rows, tied_rows), buffer, -1)
            buffer += b"\n"
            if len(buffer) > _CHUNK_BYTES:
                file.write(buffer)
                buffer.clear()
        file.write(buffer)


def read_layers(connection: sqlite3.Connection) -> int:
    """Read every text with its spans and attributions, decode their ranges and lists, count the spans."""
    spans = connection.execute("SELECT * FROM spans ORDER BY rowid")
    tied = connection.execute("SELECT * FROM attributions ORDER BY rowid")
    read = sum(len(text) > 0 for (text,) in connection.execute("SELECT text FROM texts"))
    assert read, "there is something to read"
    for row in tied:
        _decode(row[2]), _decode(row[3])
    return sum(len(_decode(row[3])) for row in spans)


def read_hashed(connection: sqlite3.Connection) -> str:
    """Read every row of every table and take the SHA-256 of what is in it."""
    digest = hashlib.sha256()
    connection.text_factory = bytes
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    for (name,) in connection.execute(tables).fetchall():
        for row in connection.execute(f'SELECT * FROM "{name.decode()}"'):
            for value in row:
                digest.update(value if isinstance(value, bytes) else b"%d" % (value or 0))
    return digest.hexdigest()


def rows_of(items: Path, most: int = 0) -> Rows:
    """The rows of the items, or of so many items that they are not more than `most`."""
    rows: Rows = {name: [] for name in _COLUMNS}
    count = 0
    with items.open("rb") as lines:
        for line in lines:
            item = msgspec.json.decode(line)
            count += 1 + len(item["spans"]) + len(item["attributions"])
            if most and count > most:
                break
            _gather(item, rows)
    return rows


def insert(connection: sqlite3.Connection, rows: Rows) -> None:
    """All rows, in one transaction."""
    connection.execute("BEGIN")
    _insert(connection, rows)
    connection.execute("COMMIT")


def insert_one(connection: sqlite3.Connection, n: int) -> None:
    """One row, durable when this returns."""
    values = (f"{n:032x}", f"{n:032x}", "actor", "[[0,4]]", "قالت", "سلمى", "{}", "", "hand", None)
    connection.execute(_insertion("spans"), values)


def _gather(item: dict[str, Any], rows: Rows) -> None:
    key, hashed = item["id"], item["text_sha256"]
    rows["texts"].append((hashed, item["text"]))
    rows["documents"].append(
        (key, item["kind"], item["title"], item["byline"], item["published"], item["source"], item["url"],
         item["language"], item["direction"], hashed, _json(item["segments"]), _json(item["meta"]))
    )  # fmt: skip
    for row in item["spans"]:
        rows["spans"].append(
            (row["id"], key, row["label"], _json(row["ranges"]), row["quote"], row["author"],
             _json(row["attributes"]), row["note"], row["origin"], row["confidence"])
        )  # fmt: skip
    for row in item["attributions"]:
        rows["attributions"].append(
            (row["id"], key, _json(row["claims"]), _json(row["sources"]), row["cue"], row["parent"],
             row["category"], row["affiliation"], _json(row["attributes"]), row["author"], row["note"],
             row["origin"], row["confidence"])
        )  # fmt: skip


def _insert(connection: sqlite3.Connection, rows: Rows) -> None:
    for name, gathered in rows.items():
        connection.executemany(_insertion(name), gathered)
        gathered.clear()


def _document(row: Row, spans: list[Fields], attributions: list[Fields]) -> Fields:
    return {
        "id": row[0], "kind": row[1], "title": row[2], "byline": row[3], "published": row[4],
        "source": row[5], "url": row[6], "language": row[7], "direction": row[8], "text": row[12],
        "text_sha256": row[9], "meta": Raw(row[11].encode()), "segments": Raw(row[10].encode()),
        "spans": spans, "attributions": attributions,
    }  # fmt: skip


def _span(row: Row) -> Fields:
    return {
        "id": row[0], "label": row[2], "ranges": Raw(row[3].encode()), "quote": row[4], "author": row[5],
        "attributes": Raw(row[6].encode()), "note": row[7], "origin": row[8], "confidence": row[9],
    }  # fmt: skip


def _attribution(row: Row) -> Fields:
    return {
        "id": row[0], "claims": Raw(row[2].encode()), "sources": Raw(row[3].encode()), "cue": row[4],
        "parent": row[5], "category": row[6], "affiliation": row[7], "attributes": Raw(row[8].encode()),
        "author": row[9], "note": row[10], "origin": row[11], "confidence": row[12],
    }  # fmt: skip


def _insertion(table: str) -> str:
    return f"INSERT INTO {table} VALUES (?{', ?' * _COLUMNS[table].count(',')})"


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def _json(value: Any) -> str:
    return _encode(value).decode()
