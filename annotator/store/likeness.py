"""Finds the earlier document that a text is most like, in time that does not grow with their number.

What is found is kept beside the documents: it follows from their texts, and is no part of the record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.core.likeness import ALIKE, KEYS, Likeness, Sketch, share, sketch

if TYPE_CHECKING:
    from annotator.store.project import Project

Leave = Callable[[Likeness], bool]
"""Whether a document is left out for being like an earlier one."""

BATCH: Final = 100
_MOST_SEEN: Final = 50_000
_MOST_KNOWN: Final = 1_000
_FOR_EACH: Final = 4
_COMPARED: Final = 3
"""As many texts are looked at for each key, and those compared that share most: words that all pages have
cost no more with each page."""


class Came(msgspec.Struct, frozen=True):
    """A document that comes, with its text."""

    id: str
    text_hash: str
    text: str


class Seen:
    """What came before in the same import and is not stored: all, or the last of very many."""

    def __init__(self) -> None:
        self.sketches: dict[int, Sketch] = {}
        self.documents: dict[int, str] = {}
        self.texts: dict[int, list[int]] = {}
        """By key, some for each."""

    def add(self, row: Came, keys: Sketch) -> None:
        if len(self.sketches) >= _MOST_SEEN:
            self.__init__()  # type: ignore[misc]
        text = _number(row.text_hash)
        self.sketches[text] = keys
        self.documents.setdefault(text, row.id)
        for key in keys[:KEYS]:
            listed = self.texts.setdefault(key, [])
            if text not in listed:
                listed[_FOR_EACH - 1 :] = [text]


def nearest(
    conn: sqlite3.Connection, came: Iterable[Came], leave: Leave | None = None, seen: Seen | None = None
) -> list[Likeness]:
    """For each document the one it is most like: stored, `seen`, or before it in `came`.

    Nothing is like what is to be left out.
    """
    return _nearest(conn, [(row, sketch(row.text)) for row in came], leave, seen or Seen())


def take_in(
    conn: sqlite3.Connection, came: Iterable[Came], known: dict[int, Sketch] | None = None
) -> list[Likeness]:
    """Keep what documents are like that have just been stored, and what others will find them by.

    `known` are sketches of stored texts by their numbers, for whoever takes in more: the same come up again.
    """
    rows = [(row, sketch(row.text)) for row in came]
    found = _nearest(conn, rows, None, Seen(), known)
    numbers = [_number(row.text_hash) for row, _ in rows]
    conn.executemany(
        "INSERT OR IGNORE INTO sketches VALUES (?, ?)",
        sorted((key, number) for (_, keys), number in zip(rows, numbers, strict=True) for key in keys[:KEYS]),
    )
    conn.executemany(
        "INSERT OR REPLACE INTO likenesses VALUES (?, ?, ?)", map(msgspec.structs.astuple, found)
    )
    return found


def likeness_of(project: Project, document_id: str) -> Likeness | None:
    """Which earlier document a document is like."""
    row = project.one("SELECT document_id, other, share FROM likenesses WHERE document_id = ?", [document_id])
    return Likeness(*row) if row else None


def take_in_all(conn: sqlite3.Connection) -> None:
    """Make what is kept anew, as if all documents came again in their order."""
    conn.execute("DELETE FROM likenesses")
    conn.execute("DELETE FROM sketches")
    last = 0
    known: dict[int, Sketch] = {}
    while rows := conn.execute(_AFTER, [last, BATCH]).fetchall():
        last = rows[-1][0]
        take_in(conn, [Came(*row[1:]) for row in rows], known)


def stale_sketches(conn: sqlite3.Connection) -> Iterator[str]:
    """The hashes of texts that are found by other keys than theirs; "" where keys belong to no text.

    A copy that was made to read an older project has none.
    """
    (kept,) = conn.execute("SELECT count(*) FROM main.sketches").fetchone()
    if not kept:
        return
    there = "SELECT count(*) FROM main.sketches WHERE text = ? AND key IN (SELECT value FROM json_each(?))"
    for text_hash, text, is_live in conn.execute(_TEXTS):
        keys = sketch(text)[:KEYS]
        (found,) = conn.execute(there, [_number(text_hash), _listed(keys)]).fetchone()
        kept -= found
        if found < len(keys) and is_live:
            yield text_hash
    if kept:
        yield ""


def stale_likenesses(conn: sqlite3.Connection) -> Iterator[str]:
    """Documents that are said to be like another otherwise than their texts are."""
    for document_id, kept, *texts in conn.execute(_PAIRS):
        if None in texts or kept != round(share(*map(sketch, texts)), 4):
            yield document_id


_TEXTS: Final = """
    SELECT hash, text, EXISTS (SELECT 1 FROM main.documents WHERE text_hash = hash) FROM main.texts"""
_PAIRS: Final = """
    SELECT l.document_id, l.share, (SELECT text FROM main.documents d JOIN main.texts ON hash = d.text_hash
                                    WHERE d.id = l.document_id),
        (SELECT text FROM main.documents d JOIN main.texts ON hash = d.text_hash WHERE d.id = l.other)
    FROM main.likenesses l"""
_AFTER: Final = """
    SELECT d.rowid, d.id, d.text_hash, t.text FROM main.documents d JOIN texts t ON t.hash = d.text_hash
    WHERE d.rowid > ? ORDER BY d.rowid LIMIT ?"""


def _nearest(
    conn: sqlite3.Connection,
    came: list[tuple[Came, Sketch]],
    leave: Leave | None,
    seen: Seen,
    known: dict[int, Sketch] | None = None,
) -> list[Likeness]:
    known = {} if known is None else known
    if len(known) > _MOST_KNOWN:
        known.clear()
    stored = _stored(conn, {key for _, keys in came for key in keys[:KEYS]})
    found: list[Likeness] = []
    for row, keys in came:
        best = Likeness(row.id, "", 0.0)
        shared: dict[int, int] = {}
        for key in keys[:KEYS]:
            for text in {*stored.get(key, ()), *seen.texts.get(key, ())}:
                shared[text] = shared.get(text, 0) + 1
        for text in sorted(shared, key=shared.__getitem__, reverse=True)[:_COMPARED]:
            if text not in known:
                known[text] = seen.sketches.get(text) or _sketch_of(conn, text)
            alike = share(keys, known[text])
            if alike < ALIKE or alike <= best.share:
                continue
            if other := _document_of(conn, text, row.id) or seen.documents.get(text, ""):
                best = Likeness(row.id, other, round(alike, 4))
        if best.other:
            found.append(best)
            if leave is not None and leave(best):
                continue
        seen.add(row, keys)
    return found


def _stored(conn: sqlite3.Connection, keys: set[int]) -> dict[int, list[int]]:
    """Texts that have these keys, some for each."""
    asked = _listed(keys)
    rows = conn.execute(
        """SELECT j.value, (SELECT group_concat(text) FROM (
               SELECT text FROM sketches WHERE key = j.value LIMIT ?)) FROM json_each(?) j""",
        [_FOR_EACH, asked],
    )
    return {key: [*map(int, texts.split(","))] for key, texts in rows if texts}


def _listed(keys: Iterable[int]) -> str:
    return f"[{','.join(map(str, keys))}]"


def _sketch_of(conn: sqlite3.Connection, number: int) -> Sketch:
    row = conn.execute("SELECT text FROM texts WHERE hash > ? AND hash < ?", _between(number)).fetchone()
    return sketch(row[0]) if row else ()


def _document_of(conn: sqlite3.Connection, number: int, but: str) -> str:
    """The first document with that text, of those before the one that comes, which may be stored by now."""
    row = conn.execute(
        """SELECT id FROM main.documents WHERE text_hash > ? AND text_hash < ? AND id <> ?
             AND rowid < coalesce((SELECT rowid FROM main.documents WHERE id = ?), 1 << 62)
           ORDER BY rowid LIMIT 1""",
        [*_between(number), but, but],
    ).fetchone()
    return str(row[0]) if row else ""


_DIGITS: Final = 15
"""Hex digits of a text's hash that tell it from all others, and fit an integer of SQLite."""


def _number(text_hash: str) -> int:
    return int(text_hash[:_DIGITS], 16)


def _between(number: int) -> tuple[str, str]:
    """Bounds of the hashes that begin so."""
    start = f"{number:0{_DIGITS}x}"
    return start, f"{start}g"
