"""The lists the documents panel can show, as one table: what each holds, in which orders, what it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, get_args

import msgspec

from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.core.teaching import Lesson
from annotator.store import Project, finding, orders, progress, queries, teaching, work_lists
from annotator.store.listing import KeptList, WorkList
from annotator.store.progress import State
from annotator.store.queries import DocumentRow
from annotator.store.work_lists import (
    DisputedRow,
    DoubleRow,
    ListId,
    Order,
    QueueRow,
    ReturnedRow,
)
from annotator.ui.session import Session
from annotator.words.again import again_words
from annotator.words.i18n import isolated
from annotator.words.keeping import kept_words

ORDERS: Final[tuple[Order, ...]] = get_args(Order)


class Asked(msgspec.Struct, frozen=True):
    """Who looks at a list, in which order, narrowed to which documents."""

    reader: str
    wanted: DocumentFilter = EVERY_DOCUMENT
    order: Order = "priority"


Key = int | tuple[int, str]
"""What a row is known by: the number of its document; where several layers have rows, with whose it is."""


class Listed(msgspec.Struct, frozen=True):
    """A row of a list. `authors`: whose layers it is about; nobody's is the reader's own, or the document.

    `lesson`: what would be learned from it, where the list goes by that.
    """

    id: str
    title: str
    direction: str
    row: DocumentRow | QueueRow | ReturnedRow | DoubleRow | DisputedRow
    authors: tuple[str, ...] = ()
    state: State | None = None
    lesson: Lesson | None = None

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

    `keys` looks for all of it, or for the first so many, which can take long; `rows` reads those about some
    documents.
    `by_arrival`: it stands in the order the documents came, and is looked for only where it is narrowed.
    `steady`: a document stays in it, whatever is done with it, until it is left.
    `far`: it always takes long to look for.
    """

    id: ListId
    view: str
    rows: Callable[[Project, Asked, Mapping[int, str]], Mapping[Key, Listed]]
    keys: Callable[[Project, Asked, int], Sequence[Key]]
    by_arrival: bool = True
    steady: bool = True
    ordered: bool = False
    far: bool = False

    @property
    def kept(self) -> KeptList:
        """The list by which the store counts its documents."""
        return "not-begun" if self.id == "teach" else self.id


def numbers_of(keys: Iterable[Key]) -> list[int]:
    """The numbers of the documents that rows are about."""
    return [key if isinstance(key, int) else key[0] for key in keys]


def _documents(project: Project, asked: Asked, documents: Mapping[int, str]) -> dict[Key, Listed]:
    rows = queries.document_rows(project, author=asked.reader, ids=list(documents.values()))
    states = progress.states(project, list(documents.values()), asked.reader)
    return _numbered(
        documents,
        [
            Listed(
                row.id,
                row.title,
                row.direction,
                row,
                state=states.get(row.id, "draft" if row.spans else None),
            )
            for row in rows
        ],
    )


def _to_teach(project: Project, asked: Asked, documents: Mapping[int, str]) -> dict[Key, Listed]:
    lessons = teaching.lessons_of(project, asked.reader, documents.values())
    return {
        key: msgspec.structs.replace(row, lesson=lessons.get(row.id))
        for key, row in _documents(project, asked, documents).items()
    }


def _queue(project: Project, asked: Asked, documents: Mapping[int, str]) -> dict[Key, Listed]:
    rows = orders.queue_page(project, asked.reader, list(documents), order=asked.order)
    return {
        n: Listed(row.awaiting.document_id, row.title, row.direction, row, row.authors)
        for n, row in rows.items()
    }


def _returned(project: Project, asked: Asked, documents: Mapping[int, str]) -> dict[Key, Listed]:
    rows = work_lists.returned(project, asked.reader, ids=documents.values())
    return _numbered(documents, [Listed(row.document_id, row.title, row.direction, row) for row in rows])


def _double(project: Project, asked: Asked, documents: Mapping[int, str]) -> dict[Key, Listed]:
    rows = work_lists.double_rows(project, asked.reader, ids=documents.values())
    return _numbered(documents, [Listed(row.document_id, row.title, row.direction, row) for row in rows])


def _disputed(project: Project, asked: Asked, documents: Mapping[int, str]) -> dict[Key, Listed]:
    rows = work_lists.disputed(project, asked.reader, ids=documents.values())
    numbers = {document_id: n for n, document_id in documents.items()}
    return {
        (numbers[row.document_id], row.author): Listed(
            row.document_id, row.title, row.direction, row, (row.author,)
        )
        for row in rows
    }


def _numbered(documents: Mapping[int, str], rows: Iterable[Listed]) -> dict[Key, Listed]:
    numbers = {document_id: n for n, document_id in documents.items()}
    return {numbers[row.id]: row for row in rows}


def _by_arrival(list_id: WorkList, view: str = "own", rows: Any = _documents) -> DocumentList:
    return DocumentList(
        list_id,
        view,
        rows,
        lambda project, asked, limit: finding.numbers(
            project, asked.reader, list_id, asked.wanted, limit=limit
        ),
        steady=list_id != "returned",
    )


LISTS: Final = (
    _by_arrival("all"),
    _by_arrival("inbox"),
    _by_arrival("mine"),
    _by_arrival("not-begun"),
    DocumentList(
        "teach",
        "own",
        _to_teach,
        lambda project, asked, limit: teaching.numbers_to_teach(project, asked.reader, wanted=asked.wanted),
        by_arrival=False,
        far=True,
    ),
    _by_arrival("in-work"),
    _by_arrival("unattributed"),
    _by_arrival("returned", "returned", _returned),
    _by_arrival("done"),
    DocumentList(
        "review",
        "review",
        _queue,
        lambda project, asked, limit: orders.queue_order(
            project, asked.reader, order=asked.order, wanted=asked.wanted, limit=limit
        ),
        by_arrival=False,
        steady=False,
        ordered=True,
    ),
    DocumentList(
        "adjudicate",
        "compare",
        _double,
        lambda project, asked, limit: orders.double_order(
            project, asked.reader, wanted=asked.wanted, limit=limit
        ),
        by_arrival=False,
        steady=False,
    ),
    DocumentList(
        "disputed",
        "review",
        _disputed,
        lambda project, asked, limit: orders.disputed_order(
            project, asked.reader, wanted=asked.wanted, limit=limit
        ),
        by_arrival=False,
        steady=False,
    ),
    _by_arrival("irrelevant"),
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
    if row.dated:
        parts.append(isolated(row.dated[:10]))
    parts += again_words(session.language, row)
    if listed.state is not None and listed.state != "draft":
        parts.append(tr(f"reviewing.state-{listed.state}"))
    # What is to be done stands first, as the end may not fit.
    if listed.lesson is not None:
        if disputed := listed.lesson.disputed:
            parts.insert(0, tr("reviewing.row-contested", n=disputed))
        if unsure := listed.lesson.unsure:
            parts.insert(0, tr("reviewing.row-unsure", n=unsure))
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
