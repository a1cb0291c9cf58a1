"""The lists the documents panel can show, as one table: what each holds, in which orders, what it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, get_args

import msgspec

from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.store import Project, queries, work_lists
from annotator.store.listing import WorkList
from annotator.store.queries import DocumentRow
from annotator.store.work_lists import (
    DisputedRow,
    DoubleRow,
    ListId,
    Order,
    QueueRow,
    ReturnedRow,
    State,
)
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.keeping import kept_words

ORDERS: Final[tuple[Order, ...]] = get_args(Order)


class Asked(msgspec.Struct, frozen=True):
    """Who looks at a list, in which order, narrowed to which documents.

    `ids`: what a list that is looked for as a whole was found to hold.
    """

    reader: str
    wanted: DocumentFilter = EVERY_DOCUMENT
    order: Order = "priority"
    ids: tuple[str, ...] | None = None


class Listed(msgspec.Struct, frozen=True):
    """A row of a list. `authors`: whose layers it is about; nobody's is the reader's own, or the document."""

    id: str
    title: str
    direction: str
    row: DocumentRow | QueueRow | ReturnedRow | DoubleRow | DisputedRow
    authors: tuple[str, ...] = ()
    state: State | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether something in it needs another look."""
        row = self.row
        if isinstance(row, DocumentRow):
            return bool(row.unattributed) or self.state == "returned"
        if isinstance(row, QueueRow):
            return row.total("changed") > 0 or row.total("answered") > 0
        return isinstance(row, ReturnedRow | DisputedRow)


class DocumentList(msgspec.Struct, frozen=True):
    """One list. `view` is what its documents open with, "returned" being one's own layer, walked.

    `work`: what documents it holds by one's own work, none where that does not tell. Such a list is looked
    for as a whole, so that its pages fit together; "all" only where it is narrowed.
    """

    id: ListId
    view: str
    count: Callable[[Project, Asked], int]
    rows: Callable[[Project, Asked, int, int], list[Listed]]
    work: WorkList | None = None
    ordered: bool = False


def _count(project: Project, asked: Asked) -> int:
    return queries.document_count(project) if asked.ids is None else len(asked.ids)


def _documents(project: Project, asked: Asked, offset: int, limit: int) -> list[Listed]:
    if asked.ids is None:
        rows = queries.document_rows(project, author=asked.reader, offset=offset, limit=limit)
    else:
        page = asked.ids[offset : offset + limit]
        rows = queries.document_rows(project, author=asked.reader, ids=page)
    return _listed(project, asked, rows)


def _listed(project: Project, asked: Asked, rows: Sequence[DocumentRow]) -> list[Listed]:
    states = work_lists.states(project, [row.id for row in rows], asked.reader)
    return [
        Listed(
            row.id, row.title, row.direction, row, state=states.get(row.id, "draft" if row.spans else None)
        )
        for row in rows
    ]


def _queue(project: Project, asked: Asked, offset: int, limit: int) -> list[Listed]:
    rows = work_lists.queue(
        project, asked.reader, order=asked.order, wanted=asked.wanted, offset=offset, limit=limit
    )
    return [Listed(row.awaiting.document_id, row.title, row.direction, row, row.authors) for row in rows]


def _returned(project: Project, asked: Asked, offset: int, limit: int) -> list[Listed]:
    rows = work_lists.returned(project, asked.reader, asked.wanted)[offset : offset + limit]
    return [Listed(row.document_id, row.title, row.direction, row) for row in rows]


def _double(project: Project, asked: Asked, offset: int, limit: int) -> list[Listed]:
    rows = work_lists.double_rows(project, asked.reader, wanted=asked.wanted, offset=offset, limit=limit)
    return [Listed(row.document_id, row.title, row.direction, row) for row in rows]


def _disputed(project: Project, asked: Asked, offset: int, limit: int) -> list[Listed]:
    rows = work_lists.disputed(project, asked.reader, wanted=asked.wanted, offset=offset, limit=limit)
    return [Listed(row.document_id, row.title, row.direction, row, (row.author,)) for row in rows]


LISTS: Final = (
    DocumentList("all", "own", _count, _documents, "all"),
    DocumentList("inbox", "own", _count, _documents, "inbox"),
    DocumentList("mine", "own", _count, _documents, "mine"),
    DocumentList("not-begun", "own", _count, _documents, "not-begun"),
    DocumentList("in-work", "own", _count, _documents, "in-work"),
    DocumentList("unattributed", "own", _count, _documents, "unattributed"),
    DocumentList(
        "returned",
        "returned",
        lambda project, asked: len(work_lists.returned(project, asked.reader, asked.wanted)),
        _returned,
    ),
    DocumentList("done", "own", _count, _documents, "done"),
    DocumentList(
        "review",
        "review",
        lambda project, asked: work_lists.queue_count(project, asked.reader, wanted=asked.wanted),
        _queue,
        ordered=True,
    ),
    DocumentList(
        "adjudicate",
        "compare",
        lambda project, asked: work_lists.double_count(project, asked.reader, asked.wanted),
        _double,
    ),
    DocumentList(
        "disputed",
        "review",
        lambda project, asked: work_lists.disputed_count(project, asked.reader, asked.wanted),
        _disputed,
    ),
    DocumentList("irrelevant", "own", _count, _documents, "irrelevant"),
)


def summary(session: Session, listed: Listed) -> str:
    """The second line of a row: what it is, and how the work on it stands."""
    tr, row = session.tr_, listed.row
    if isinstance(row, QueueRow):
        return _joined(_waiting(session, row))
    if isinstance(row, ReturnedRow):
        return tr("reviewing.row-returned", n=row.verdicts)
    if isinstance(row, DoubleRow):
        return _joined(
            [tr("reviewing.row-layers", n=row.layers), tr("reviewing.differences", n=row.differences)]
        )
    if isinstance(row, DisputedRow):
        return _joined([isolated(row.author), tr("reviewing.row-disputed", n=row.disputed)])
    kept = kept_words(session.language, row.filing)
    parts = [*filter(None, [kept]), tr(f"window.kind-{row.kind}")]
    if row.published:
        parts.append(isolated(row.published[:10]))
    if listed.state is not None and listed.state != "draft":
        parts.append(tr(f"reviewing.state-{listed.state}"))
    # What is to be done stands first, as the end may not fit.
    if row.unattributed:
        parts.append(tr("window.unattributed", n=row.unattributed))
    if row.spans:
        parts.append(tr("window.spans", n=row.spans))
        if row.claims:
            parts.append(tr("window.claims", n=row.claims))
    elif listed.state is None:
        parts.append(tr("window.not-begun"))
    return _joined(parts)


def _waiting(session: Session, row: QueueRow) -> list[str]:
    tr = session.tr_
    parts = [isolated("، ".join(row.authors))]
    parts.append(tr("reviewing.row-open", n=row.total("open"), total=row.total("targets")))
    if answered := row.total("answered"):
        parts.append(tr("reviewing.row-answered", n=answered))
    if changed := row.total("changed"):
        parts.append(tr("reviewing.row-changed", n=changed))
    if row.awaiting.differences:
        parts.append(tr("reviewing.differences", n=row.awaiting.differences))
    return parts


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(parts)
