"""Reads what people say to each other about documents and rows, and what of it somebody has not read yet.

What was read is a choice of the account, kept beside the record: for each document and name, the ids of the
comments that were shown. It is no part of the log, and of no use as evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from annotator.core.model import Comment
from annotator.store import accounts
from annotator.store.project import Project
from annotator.store.tables import TABLES

_READ: Final = "read"

_UNREAD: Final = """
    SELECT c.id FROM comments c LEFT JOIN preferences p
      ON p.account = :account AND p.key = :read || ' ' || c.document_id || ' ' || :me
    WHERE c.author <> :me AND instr(coalesce(p.value, ''), c.id) = 0"""


class Said(msgspec.Struct, frozen=True):
    """A comment, how deep it stands in its thread, and whether the reader has not read it yet."""

    comment: Comment
    depth: int
    unread: bool


def unread(project: Project, reader: str, document_id: str = "") -> set[str]:
    """The ids of comments by others that this account has not been shown under this name."""
    named = {"account": accounts.account(), "read": _READ, "me": reader, "document": document_id}
    within = " AND c.document_id = :document" if document_id else ""
    return {row[0] for row in project.rows(_UNREAD + within, named)}


def conversation(project: Project, reader: str, document_id: str = "") -> list[Said]:
    """The comments on a document, or in the whole project: thread by thread, oldest first."""
    table = TABLES["comment"]
    where = "WHERE document_id = ?" if document_id else ""
    rows = project.rows(
        f"{table.select} {where} ORDER BY document_id, id", [document_id] if document_id else []
    )
    comments = [row for row in map(table.record, rows) if isinstance(row, Comment)]
    new = unread(project, reader, document_id)
    return [Said(row, depth, row.id in new) for row, depth in threads(comments)]


def mark_read(project: Project, reader: str, comments: Iterable[Comment]) -> None:
    """Keep that these were shown to the reader."""
    account, by_document = accounts.account(), dict[str, list[str]]()
    for row in comments:
        by_document.setdefault(row.document_id, []).append(row.id)
    for document_id, ids in by_document.items():
        key = f"{_READ} {document_id} {reader}"
        known = (project.preference(account, key) or "").split()
        project.set_preference(account, key, " ".join(dict.fromkeys([*known, *ids])))


def threads(comments: Sequence[Comment], *, deepest: int = 3) -> list[tuple[Comment, int]]:
    """Comments with their depth: an answer stands under what it answers."""
    known = {row.id for row in comments}
    below: dict[str, list[Comment]] = {}
    for row in comments:
        below.setdefault(row.reply_to if row.reply_to in known else "", []).append(row)
    found: list[tuple[Comment, int]] = []
    waiting = [(row, 0) for row in reversed(below.get("", ()))]
    while waiting:
        row, depth = waiting.pop()
        found.append((row, depth))
        waiting += [(answer, min(depth + 1, deepest)) for answer in reversed(below.get(row.id, ()))]
    return found
