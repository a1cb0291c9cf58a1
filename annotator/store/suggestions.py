"""Keeps what is proposed until it no longer holds, and what has been rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.suggestions import Suggestion
from annotator.store.connection import made_anew_if_lost
from annotator.store.project import Project

_FOUND: Final = msgspec.json.Decoder(tuple[Suggestion, ...])


class Proposed(msgspec.Struct, frozen=True):
    """All that was found for one author in one document; `basis` tells what it was computed from."""

    document_id: str
    author: str
    basis: str
    found: tuple[Suggestion, ...]


def proposed(project: Project, document_id: str, author: str) -> Proposed | None:
    """The suggestions found last, whether they still hold or not."""
    row = project.one(
        f"SELECT basis, {KEPT.format('found')} FROM suggestions WHERE document_id = ? AND author = ?",
        [document_id, author],
    )
    found = found_in(row[1]) if row is not None else None
    return Proposed(document_id, author, row[0], found) if row is not None and found is not None else None


KEPT: Final = "CAST({} AS BLOB)"
"""How what was found is read: as text SQLite would take a byte that is none for damage of the record."""


def found_in(kept: bytes) -> tuple[Suggestion, ...] | None:
    """What was found; None where another version or a hand has left another shape: it is computed anew."""
    try:
        return _FOUND.decode(kept)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def kept_count(project: Project, author: str, basis: str) -> int:
    """For how many documents suggestions are kept whose basis ends so."""
    row = project.one(
        "SELECT count(*) FROM suggestions WHERE author = ? AND substr(basis, ?) = ?",
        [author, -len(basis), basis],
    )
    return int(row[0]) if row else 0


NOBODY: Final = ""
"""For whom is kept what files propose: it is for everybody, and stays until it is proposed otherwise.

In a document that is blind to somebody it does not exist for them, as nothing does that others brought.
"""


def brought(project: Project, document_id: str) -> tuple[Suggestion, ...]:
    """What files propose in a document."""
    found = proposed(project, document_id, NOBODY)
    return found.found if found else ()


def add_brought(project: Project, found: Mapping[str, Sequence[Suggestion]]) -> int:
    """Keep what files propose, by document, beside what others did; how many are new.

    What a file of the same name proposed of a document before gives way.
    """
    rows, new = [], 0
    for document_id, fresh in found.items():
        before = brought(project, document_id)
        again = {row.why for row in fresh}
        stay = {row.id: row for row in before if row.why not in again}
        after = {**stay, **{row.id: row for row in fresh}}
        new += len(after.keys() - {row.id for row in before})
        rows.append(Proposed(document_id, NOBODY, "", tuple(after.values())))
    _put(project, rows)
    return new


def keep(project: Project, rows: Iterable[Proposed]) -> None:
    """Keep what was found, in the place of what was found before, all of it or nothing.

    It is no part of the record: where the project cannot be written now, it is computed again next time.
    """
    if project.read_only:
        return
    try:
        with made_anew_if_lost(project.conn):
            _put(project, rows)
    except AnnotatorError as error:
        if error.code != "project-locked":
            raise


def _put(project: Project, rows: Iterable[Proposed]) -> None:
    values = [
        {
            "document": row.document_id,
            "author": row.author,
            "basis": row.basis,
            "found": msgspec.json.encode(row.found).decode(),
        }
        for row in rows
    ]
    with project.exclusive() as conn:
        # A document may have been taken back while its suggestions were computed.
        conn.executemany(
            """INSERT OR REPLACE INTO main.suggestions
               SELECT :document, :author, :basis, :found
               WHERE EXISTS (SELECT 1 FROM documents WHERE id = :document)""",
            values,
        )


def rejected(project: Project, document_id: str, author: str) -> set[str]:
    """The ids of the author's rejections in a document."""
    rows = project.rows(
        "SELECT id FROM rejections WHERE document_id = ? AND author = ?", [document_id, author]
    )
    return {row[0] for row in rows}


def rejected_rows(project: Project, document_id: str, author: str) -> list[Suggestion]:
    """What the author rejected in a document, as it was then; without what is of another shape by now."""
    found = []
    for (kept,) in project.rows(
        "SELECT suggestion FROM rejections WHERE document_id = ? AND author = ?", [document_id, author]
    ):
        with suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(kept, type=Suggestion))
    return found


_DECIDED_IN: Final = 2_000
"""Documents; older decisions say little about the rules of now."""
_TAKEN: Final = "origin LIKE 'suggestion:%'"


def decision_count(project: Project, author: str) -> int:
    """How many attributions of the author came from suggestions, and how many suggestions they rejected."""
    row = project.one(
        f"""SELECT (SELECT count(*) FROM attributions WHERE author = ? AND {_TAKEN})
               + (SELECT count(*) FROM rejections WHERE author = ?)""",
        [author, author],
    )
    return int(row[0]) if row else 0


def decided_documents(project: Project, author: str) -> list[str]:
    """The documents in which the author accepted or rejected anything, no more than are looked at."""
    rows = project.rows(
        f"""SELECT document_id FROM attributions WHERE author = ? AND {_TAKEN}
            UNION SELECT document_id FROM rejections WHERE author = ? LIMIT ?""",
        [author, author, _DECIDED_IN],
    )
    return [row[0] for row in rows]


def own_lexicon(project: Project) -> str:
    """The project's own entries of the lexicon, as TOML; "" if there are none."""
    row = project.one("SELECT text FROM lexicons")
    return str(row[0]) if row else ""
