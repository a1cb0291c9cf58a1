"""The index that says which documents a search need not look at: it follows from their texts and titles.

What it finds is looked at before it is shown (`core/matching.py`), so a word too many in it does no harm; a
word that it lacks is what `verify` looks for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final

from annotator.core.arabic import fold_key
from annotator.core.finding import index_words
from annotator.store.tables import json_list

if TYPE_CHECKING:
    from annotator.store.library import Database

INDEX: Final = """CREATE VIRTUAL TABLE search USING fts5(
    title, text, content = '', tokenize = 'ascii'
)"""
"""Words come to it folded and apart, so it need know nothing of letters; it keeps no text a second time."""

SEARCH: Final = (
    INDEX,
    # What a search asks of documents, spans and attributions. Not of the author's name as it is: whatever
    # asks for an author's spans in one document would be led through all of that author's.
    "CREATE INDEX documents_by_date ON documents (dated)",
    "CREATE INDEX spans_by_author ON spans (author || '', label)",
    "CREATE INDEX attributions_by_category ON attributions (category) WHERE category <> ''",
    "CREATE INDEX attributions_by_affiliation ON attributions (affiliation) WHERE affiliation <> ''",
)
"""What a migration makes."""


def search(db: Database) -> None:
    """The words of texts and titles, for searching the whole project."""
    for statement in SEARCH:
        db.execute(statement)


SHADOWS: Final = ("search_config", "search_data", "search_docsize", "search_idx")
"""The tables in which SQLite keeps it; their form is SQLite's to choose."""

_INSERT: Final = "INSERT INTO main.search (rowid, title, text) VALUES (?, ?, ?)"
_DELETE: Final = "INSERT INTO main.search (search, rowid, title, text) VALUES ('delete', ?, ?, ?)"
_ROWS: Final = """SELECT d.rowid, d.title, t.text FROM json_each(?) j
    CROSS JOIN main.documents d ON d.id = j.value CROSS JOIN main.texts t ON t.hash = d.text_hash
    ORDER BY +d.rowid"""
_ALL: Final = """SELECT d.rowid, d.title, t.text FROM main.documents d
    JOIN main.texts t ON t.hash = d.text_hash ORDER BY d.rowid"""
_NEWEST: Final = """SELECT d.rowid, substr(d.title, 1, ?1), substr(t.text, 1, ?1) FROM main.documents d
    JOIN main.texts t ON t.hash = d.text_hash ORDER BY d.rowid DESC LIMIT 1"""
_BEGINNING: Final = 500
_NONE: Final = f"{_ALL} LIMIT 0"
_ID: Final = "SELECT id FROM main.documents WHERE rowid = ?"
_BATCH: Final = 500
_TRIED: Final = 3
"""Words of each document that `verify` asks the index for."""


def words_of(title: str, text: str) -> tuple[str, str]:
    """What the index keeps of a document: words of its title, and of its text."""
    return index_words(fold_key(title)), index_words(fold_key(text))


def take_in(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Let documents that have just come, or got another title, be found."""
    waiting = iter(ids)
    while some := list(islice(waiting, _BATCH)):
        rows = conn.execute(_ROWS, [json_list(some)]).fetchall()
        with _in_step(conn):
            conn.executemany(_INSERT, ((n, *words_of(title, text)) for n, title, text in rows))


def leave_out(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Let documents be found no more, which are there still as they were when they were taken in."""
    waiting = iter(ids)
    while some := list(islice(waiting, _BATCH)):
        rows = conn.execute(_ROWS, [json_list(some)]).fetchall()
        with _in_step(conn):
            conn.executemany(_DELETE, ((n, *words_of(title, text)) for n, title, text in rows))


@contextmanager
def _in_step(conn: sqlite3.Connection) -> Iterator[None]:
    """An index that is damaged keeps nobody from work: it is done away with, and made anew by a search.

    A savepoint within has SQLite write what it took in: else a damage would show in whatever comes next.
    """
    conn.execute("SAVEPOINT indexed")
    try:
        yield
        for sql in ("SAVEPOINT written", "RELEASE written", "RELEASE indexed"):
            conn.execute(sql)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        for sql in ("ROLLBACK TO indexed", "RELEASE indexed"):
            conn.execute(sql)
        remove(conn)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the index cannot be used, or what is in its place: of what a statement to it alone says."""
    return getattr(error, "sqlite_errorcode", -1) & 0xFF in _DAMAGE


_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT})


def make_anew(conn: sqlite3.Connection) -> None:
    """Make the index anew from all documents, whatever there is in its place."""
    remove(conn)
    conn.execute(INDEX)
    rows = conn.execute(_ALL)
    conn.executemany(_INSERT, ((n, *words_of(title, text)) for n, title, text in rows))


def remove(conn: sqlite3.Connection) -> None:
    """Do away with the index, also where SQLite cannot read it any more."""
    there = {row[0] for row in conn.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")}
    if "search" in there:
        for sql in (*_EMPTY, "DROP TABLE main.search"):
            conn.execute(sql)
    for name in SHADOWS:
        conn.execute(f"DROP TABLE IF EXISTS main.{name}")


_EMPTY: Final = (
    # What is missing or damaged keeps SQLite from dropping the index, so it is given an empty one.
    *(f"DROP TABLE IF EXISTS main.{name}" for name in SHADOWS),
    "CREATE TABLE main.search_config (k PRIMARY KEY, v) WITHOUT ROWID",
    "INSERT INTO main.search_config VALUES ('version', 4)",
    "CREATE TABLE main.search_data (id INTEGER PRIMARY KEY, block BLOB)",
    "INSERT INTO main.search_data VALUES (1, x''), (10, x'00000000000000')",
    "CREATE TABLE main.search_docsize (id INTEGER PRIMARY KEY, sz BLOB)",
    "CREATE TABLE main.search_idx (segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID",
)


def is_there(conn: sqlite3.Connection) -> bool:
    """Whether there is an index that finds the newest document by how it begins, and knows no newer one."""
    newest = conn.execute(_NEWEST, [_BEGINNING]).fetchone() or (None, "", "")
    # The last word may have been cut off.
    kept = [words.rpartition(" ")[0] for words in words_of(*newest[1:])]
    try:
        (known,) = conn.execute("SELECT max(id) FROM main.search_docsize").fetchone()
        return known == newest[0] and (known is None or _finds(conn, known, kept))
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False


def stale_documents(conn: sqlite3.Connection) -> Iterator[str]:
    """Documents that the index does not know, or not by their words; "" where it knows others, or is none.

    Some words of each are asked for: its first, its last, and one between. A copy that was made to read an
    older project has an index of nothing.
    """
    try:
        known = {row[0] for row in conn.execute("SELECT id FROM main.search_docsize")}
        there = conn.execute(_ALL if known else _NONE)
        numbers = set()
        while rows := there.fetchmany(_BATCH):
            for n, title, text in rows:
                numbers.add(n)
                if n not in known or not _finds(conn, n, words_of(title, text)):
                    yield from (row[0] for row in conn.execute(_ID, [n]))
        if known - numbers:
            yield ""
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        yield ""


def _finds(conn: sqlite3.Connection, n: int, kept: Sequence[str]) -> bool:
    for column, words in zip(("title", "text"), kept, strict=True):
        listed = words.split()
        tried = {listed[len(listed) * part // _TRIED] for part in range(_TRIED)} if listed else set()
        tried.update(listed[-1:])
        if tried:
            asked = f"{column} : ({' AND '.join(map(quoted, sorted(tried)))})"
            sql = "SELECT 1 FROM main.search WHERE search MATCH ? AND rowid = ?"
            if conn.execute(sql, [asked, n]).fetchone() is None:
                return False
    return True


def quoted(word: str) -> str:
    """A word as the language of the index takes it."""
    return '"{}"'.format(word.replace('"', '""'))
