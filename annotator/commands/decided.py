"""What an author's own record says of proposals, kept in step with it at little cost."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import Final, NamedTuple

from annotator.core.decided import Decided, Decision, decided, decisions_in
from annotator.core.suggestions import rejection_id
from annotator.store import Project, queries
from annotator.store.suggestions import decided_documents, decision_count, proposed, rejected

_GROWTH: Final = 0.1
_FEW: Final = 5
"""Decisions are counted anew when there may be a tenth and so many more: each is an act of the log."""
_MOST_KEPT: Final = 4


class _Kept(NamedTuple):
    seq: int
    decisions: int
    found: Decided


_kept: Final[dict[tuple[str, str], _Kept]] = {}
_lock: Final = Lock()


def decided_by(project: Project, author: str) -> Decided:
    """What the author decided in the documents decided about last."""
    key, seq = (project.project_id, author), queries.last_event(project)[0]
    with _lock:
        known = _kept.get(key)
    if known is None or not 0 <= seq - known.seq < known.decisions * _GROWTH + _FEW:
        known = _Kept(seq, decision_count(project, author), decided(tuple(_decisions(project, author))))
        with _lock:
            _kept.pop(key, None)
            _kept[key] = known
            for old in list(_kept)[:-_MOST_KEPT]:
                del _kept[old]
    return known.found


def known_of(project_id: str, author: str) -> Decided | None:
    """What was counted last, without looking."""
    with _lock:
        kept = _kept.get((project_id, author))
    return kept.found if kept else None


def _decisions(project: Project, author: str) -> Iterator[Decision]:
    for bundle in queries.bundles(project, ids=decided_documents(project, author), author=author):
        document = bundle.document.id
        found = proposed(project, document, author)
        if found is not None:
            gone = rejected(project, document, author)
            rejections = frozenset(row.id for row in found.found if rejection_id(author, row.id) in gone)
            yield from decisions_in(found.found, bundle.spans, bundle.attributions, rejections)
