"""Compares a document as it stood at two moments, and says which document a change is about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from annotator.core.events import ENTITY_OF, Change
from annotator.core.model import Bundle, Document, Record


def differences(before: Bundle | None, after: Bundle | None) -> list[Change]:
    """What became of each row between two moments; None stands for a document that was not there.

    Rows that were there before come first, then those that came; each in the order of its bundle.
    """
    old = {record.id: record for record in _records(before)}
    new = {record.id: record for record in _records(after)}
    return [
        Change(ENTITY_OF[type(record)], record_id, old.get(record_id), new.get(record_id))
        for record_id, record in {**old, **new}.items()
        if old.get(record_id) != new.get(record_id)
    ]


def document_of(change: Change) -> str:
    """The document that a change is about; "" where it is about none."""
    record = change.after or change.before
    return record.id if isinstance(record, Document) else getattr(record, "document_id", "")


def _records(bundle: Bundle | None) -> Iterator[Record]:
    if bundle is None:
        return iter(())
    rows = (bundle.spans, bundle.attributions, bundle.submissions, bundle.decisions, bundle.comments)
    return chain([bundle.document], chain.from_iterable(rows))
