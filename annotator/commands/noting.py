"""Notes in the record what was done with it: exports, who read others' work, and whose account acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from annotator.core.audit import Export
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF, Event
from annotator.core.model import Record
from annotator.store import Project, notes

_PATIENCE = 10.0
"""Seconds an export waits for another program that is writing; whoever only reads does not wait."""


def note_accounts(project: Project, on: bool, *, author: str) -> Event | None:
    """Let events say from now on which account of which computer they came from, or not. None if they do."""
    return _change_policy(project, author=author, accounts=on)


def set_inbox(project: Project, on: bool, *, author: str) -> Event | None:
    """Let documents that come in from now on be sorted first, or not. None if that is so."""
    return _change_policy(project, author=author, inbox=on)


def _change_policy(project: Project, *, author: str, **values: bool) -> Event | None:
    with project.event("policy.change", author) as event:
        policy = project.policy
        known = event.stored("policy", [policy.id])
        after = msgspec.structs.replace(policy, **values)
        if known:
            event.replace(policy, after)
        else:  # a project from before there was a policy
            event.add(after)
    return event.event


def note_export(project: Project, export: Export, *, author: str) -> AnnotatorError | None:
    """Note a file that was made of the project; what kept that from being noted, if anything did."""
    return _note(project, "export.write", [export], author=author, patience=_PATIENCE)


def note_readings(project: Project, documents: Iterable[str], *, author: str) -> AnnotatorError | None:
    """Note, once for each document, that `author` was shown others' work that was blind or is to be reviewed.

    It waits for nobody, and what kept it from being noted is returned: a reader is to read all the same.
    """
    try:
        rows = notes.unnoted(project, documents, author)
    except AnnotatorError as error:
        return error
    return _note(project, "layer.open", rows, author=author, patience=0) if rows else None


def _note(
    project: Project, kind: str, rows: Sequence[Record], *, author: str, patience: float
) -> AnnotatorError | None:
    try:
        with notes.noted_in(project) as opened:
            waited = opened.waits(patience)
            try:
                with opened.event(kind, author) as event:
                    known = event.stored(ENTITY_OF[type(rows[0])], [row.id for row in rows])
                    event.add_in_bulk(row for row in rows if row.id not in known)
            finally:
                opened.waits(waited)
    except AnnotatorError as error:
        return error
    return None
