"""The queue of a reviewer, how far they are, and what came back to an author. Every function only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

import msgspec

from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.store.finding import condition
from annotator.store.listing import WorkList
from annotator.store.project import Project
from annotator.store.review import BLIND
from annotator.store.review_queue import Awaiting
from annotator.store.tables import json_list

Order = Literal["priority", "age", "differences", "confidence"]


class _Order(NamedTuple):
    """An order of the queue, as SQL sorts by it and as rows compare."""

    sql: str
    key: Callable[[Awaiting], tuple[object, ...]]


ORDERED: Final[Mapping[Order, _Order]] = {
    "priority": _Order(
        "priority DESC, due, submission", lambda row: (-row.priority, row.due, row.submission)
    ),
    "age": _Order("submission", lambda row: (row.submission,)),
    "differences": _Order("differences DESC, submission", lambda row: (-row.differences, row.submission)),
    "confidence": _Order("confidence, submission", lambda row: (row.confidence, row.submission)),
}
"""Most urgent, waiting longest, most at odds with other layers, least certain suggestions first."""

_AT_ONCE: Final = 400
"""How many lists one statement puts together; SQLite allows 500."""

TITLE = "(SELECT title FROM document_titles WHERE document_id = d.id)"


_ONCE = """(w.reviewer = :me OR NOT EXISTS (SELECT 1 FROM awaiting o WHERE o.document_id = w.document_id
                                           AND o.author = w.author AND o.reviewer = :me))"""
"""A layer that waits for anybody, and for an answer of the reviewer's too, is listed once."""

_WANTED = "w.document_id NOT IN (SELECT document_id FROM filings WHERE state = 'irrelevant')"
"""Nobody reviews what somebody has said to be irrelevant, until it is taken again."""

_PROGRESS = f"""
    SELECT count(DISTINCT document_id), count(DISTINCT CASE WHEN "open" > 0 THEN document_id END),
        coalesce(sum(targets), 0), coalesce(sum("open"), 0)
    FROM awaiting w WHERE reviewer IN ('', :me) AND author <> :me AND document_id NOT IN ({BLIND})
      AND {_ONCE} AND {_WANTED}"""


class QueueRow(msgspec.Struct, frozen=True):
    """A document with layers that await the reviewer, the first in the order of the queue at their head."""

    layers: tuple[Awaiting, ...]
    kind: str
    title: str
    direction: str

    @property
    def awaiting(self) -> Awaiting:
        """The layer by which the document has its place in the queue."""
        return self.layers[0]

    @property
    def authors(self) -> tuple[str, ...]:
        """Whose layers are open."""
        return tuple(sorted(layer.author for layer in self.layers))

    def total(self, count: str) -> int:
        """How many `targets`, `open` or `changed` ones there are in all of the layers."""
        return sum(getattr(layer, count) for layer in self.layers)


class ReviewProgress(msgspec.Struct, frozen=True):
    """How far a reviewer is with what is hers or anybody's to review: documents, and targets in them."""

    documents: int
    documents_open: int
    targets: int
    targets_open: int


class ReturnedRow(msgspec.Struct, frozen=True):
    """A document with verdicts its author has neither answered nor followed."""

    document_id: str
    title: str
    direction: str
    verdicts: int


def queue(
    project: Project,
    reviewer: str,
    *,
    order: Order = "priority",
    author: str = "",
    wanted: DocumentFilter = EVERY_DOCUMENT,
    answered: bool = False,
    offset: int = 0,
    limit: int = -1,
) -> list[QueueRow]:
    """Documents to review: those with layers submitted by somebody else, the reviewer's or anybody's, open.

    A document of several layers is one row. `answered`: only those whose author has answered a verdict of the
    reviewer's. Never a document they annotate blind. Narrowed to one author's layers, and to documents that
    are `wanted`.
    """
    columns = ", ".join(f'w."{name}"' for name in Awaiting.__struct_fields__)
    narrowed, parameters = narrowed_to(project, reviewer, wanted, answered=answered)
    most = offset + limit if limit >= 0 else -1
    parameters["most"] = most
    # Author by author: however much of one's own waits for others, nothing has to be led past it.
    lists: list[str] = []
    for n, (whose, name) in enumerate(_waiting_authors(project, reviewer)):
        if name != reviewer and author in ("", name):
            parameters |= {f"whose{n}": whose, f"author{n}": name}
            lists.append(
                f"""SELECT * FROM (SELECT {columns}, d.kind, {TITLE}, d.direction FROM awaiting w
                    CROSS JOIN documents d ON d.id = w.document_id
                    WHERE w.reviewer = :whose{n} AND w.author = :author{n} AND w."open" > 0 {narrowed}
                    ORDER BY {ORDERED[order].sql}, w.document_id LIMIT :most)"""
            )
    key = ORDERED[order].key
    rows = [
        QueueRow((Awaiting(*row[:-3]),), *row[-3:])
        for some in range(0, len(lists), _AT_ONCE)
        for row in project.rows(" UNION ALL ".join(lists[some : some + _AT_ONCE]), parameters)
    ]
    rows.sort(key=lambda row: (*key(row.awaiting), row.awaiting.document_id))
    page = list(islice(_first_of_each(rows), offset, most if limit >= 0 else None))
    ids = [row.awaiting.document_id for row in page]
    layers = with_all_layers(project, reviewer, ids, author=author, key=key)
    return [msgspec.structs.replace(row, layers=layers[row.awaiting.document_id]) for row in page]


def queue_count(
    project: Project,
    reviewer: str,
    *,
    author: str = "",
    wanted: DocumentFilter = EVERY_DOCUMENT,
    answered: bool = False,
) -> int:
    """How many rows `queue` has without a limit."""
    narrowed, parameters = narrowed_to(project, reviewer, wanted, answered=answered)
    (count,) = next(
        project.rows(
            f"""SELECT count(DISTINCT w.document_id) FROM awaiting w JOIN documents d ON d.id = w.document_id
                WHERE w.reviewer IN ('', :me) AND w."open" > 0 AND w.author <> :me
                  AND :author IN ('', w.author) {narrowed}""",
            {**parameters, "author": author},
        )
    )
    return int(count)


def returned(
    project: Project,
    author: str,
    wanted: DocumentFilter = EVERY_DOCUMENT,
    *,
    ids: Iterable[str] | None = None,
) -> list[ReturnedRow]:
    """Documents in which verdicts on the author's work wait for an answer or a correction; of some only."""
    within, values = among(project, author, wanted, ids)
    rows = project.rows(
        f"""SELECT DISTINCT w.document_id, {TITLE}, d.direction, w.returned FROM awaiting w
            CROSS JOIN documents d ON d.id = w.document_id WHERE w.author = :me AND w.returned > 0 {within}
            ORDER BY d.rowid""",
        values,
    )
    return [ReturnedRow(*row) for row in rows]


def _waiting_authors(project: Project, reviewer: str) -> list[tuple[str, str]]:
    """Whose layers wait for anybody, and whose for the reviewer: pairs of `awaiting.reviewer` and author."""
    # Each step looks up the next name in an index, whatever the number of rows of each.
    sql = """
        WITH RECURSIVE names(whose, author) AS (
            SELECT value, (SELECT min(author) FROM awaiting WHERE reviewer = value AND "open" > 0)
            FROM json_each(?)
            UNION ALL
            SELECT whose, (SELECT min(w.author) FROM awaiting w WHERE w.reviewer = names.whose
                           AND w."open" > 0 AND w.author > names.author)
            FROM names WHERE author IS NOT NULL)
        SELECT whose, author FROM names WHERE author IS NOT NULL"""
    return [(whose, author) for whose, author in project.rows(sql, [json_list({"", reviewer})])]


def _first_of_each(rows: Iterable[QueueRow]) -> Iterator[QueueRow]:
    """Of several layers of a document the first."""
    seen: set[str] = set()
    for row in rows:
        if row.awaiting.document_id not in seen:
            seen.add(row.awaiting.document_id)
            yield row


def with_all_layers(
    project: Project,
    reviewer: str,
    ids: Iterable[str],
    *,
    author: str = "",
    key: Callable[[Awaiting], tuple[object, ...]],
) -> dict[str, tuple[Awaiting, ...]]:
    """All layers of some documents that are open for the reviewer, the first in the order of `key` first."""
    columns = ", ".join(f'"{name}"' for name in Awaiting.__struct_fields__)
    found: dict[str, list[Awaiting]] = {}
    for row in project.rows(
        f"""SELECT {columns} FROM awaiting w
            WHERE document_id IN (SELECT value FROM json_each(:ids)) AND reviewer IN ('', :me)
              AND "open" > 0 AND author <> :me AND :author IN ('', author) AND {_ONCE}""",
        {"ids": json_list(ids), "me": reviewer, "author": author},
    ):
        layer = Awaiting(*row)
        found.setdefault(layer.document_id, []).append(layer)
    return {document_id: tuple(sorted(layers, key=key)) for document_id, layers in found.items()}


def narrowed_to(
    project: Project, reviewer: str, wanted: DocumentFilter, *, answered: bool = False
) -> tuple[str, dict[str, Any]]:
    narrowed = f"AND w.document_id NOT IN ({BLIND}) AND {_ONCE} AND {_WANTED}"
    if answered:
        narrowed += " AND w.answered > 0"
    asked, values = condition(project, wanted, reviewer)
    return (f"{narrowed} AND {asked}" if asked else narrowed), {**values, "me": reviewer}


def among(
    project: Project, reader: str, wanted: DocumentFilter, ids: Iterable[str] | None = None
) -> tuple[str, dict[str, Any]]:
    """The same for rows `w` without their document."""
    asked, values = condition(project, wanted, reader)
    within = f"AND w.document_id IN (SELECT d.id FROM documents d WHERE {asked})" if asked else ""
    if ids is not None:
        within += " AND w.document_id IN (SELECT value FROM json_each(:ids))"
        values["ids"] = json_list(ids)
    return within, {**values, "me": reader}


ListId = Literal[WorkList, "teach", "review", "adjudicate", "disputed"]
"""Every document, one's own work by how it stands, what is to be sorted or not wanted; what is not begun, by
what it would teach; what waits for one's review, what is to be settled, what reviewers differ in."""

_TO_SETTLE = """
    FROM (SELECT document_id, author, differences FROM awaiting
          WHERE reviewer IN ('', :me) AND "open" > 0 AND differences > 0 {ids}
          UNION SELECT r.document_id, r.author, r.differences FROM assignments a
          CROSS JOIN awaiting r ON r.document_id = a.document_id
          WHERE a.assignee IN ('', :me) AND a.task = 'adjudicate'
            AND r.reviewer IN ('', :me) AND r."open" > 0 {of_r}) w
    WHERE w.author <> :me
      AND EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = w.document_id AND s.state = 'submitted'
                  AND s.author NOT IN (w.author, :me))"""
ADJUDICATE = _TO_SETTLE.format(ids="", of_r="")
_ADJUDICATE_OF = _TO_SETTLE.format(
    ids="AND document_id IN (SELECT value FROM json_each(:ids))",
    of_r="AND r.document_id IN (SELECT value FROM json_each(:ids))",
)


class DoubleRow(msgspec.Struct, frozen=True):
    """A document with two or more submitted layers that the reader has not settled."""

    document_id: str
    title: str
    direction: str
    differences: int
    layers: int


def double_rows(
    project: Project,
    reader: str,
    *,
    wanted: DocumentFilter = EVERY_DOCUMENT,
    ids: Iterable[str] | None = None,
    offset: int = 0,
    limit: int = -1,
) -> list[DoubleRow]:
    """Documents to adjudicate, most at odds first."""
    within, values = among(project, reader, wanted, ids)
    listed = ADJUDICATE if ids is None else _ADJUDICATE_OF
    rows = project.rows(
        f"""WITH page AS (SELECT w.document_id AS id, max(w.differences) AS differences,
                count(DISTINCT w.author) AS layers {listed} {within}
                GROUP BY w.document_id ORDER BY differences DESC, id LIMIT :limit OFFSET :offset)
            SELECT page.id, {TITLE}, d.direction, page.differences, page.layers
            FROM page JOIN documents d ON d.id = page.id ORDER BY page.differences DESC, page.id""",
        {**values, "limit": limit, "offset": offset},
    )
    return [DoubleRow(*row) for row in rows]


def double_count(project: Project, reader: str, wanted: DocumentFilter = EVERY_DOCUMENT) -> int:
    """How many documents `double_rows` has without a limit."""
    within, values = among(project, reader, wanted)
    rows = project.rows(f"SELECT count(DISTINCT w.document_id) {ADJUDICATE} {within}", values)
    return int(next(rows)[0])


DISPUTED = f"""
    FROM awaiting w WHERE w.disputed > 0 AND w.author <> :me AND w.document_id NOT IN ({BLIND})
      AND (NOT EXISTS (SELECT 1 FROM assignments a WHERE a.document_id = w.document_id
                       AND a.task = 'adjudicate' AND a.assignee <> w.author)
           OR EXISTS (SELECT 1 FROM assignments a WHERE a.document_id = w.document_id
                      AND a.task = 'adjudicate' AND a.assignee IN ('', :me)))"""


class DisputedRow(msgspec.Struct, frozen=True):
    """A layer with targets whose reviewers differ."""

    document_id: str
    title: str
    direction: str
    author: str
    disputed: int


def disputed(
    project: Project,
    reader: str,
    *,
    wanted: DocumentFilter = EVERY_DOCUMENT,
    ids: Iterable[str] | None = None,
    offset: int = 0,
    limit: int = -1,
) -> list[DisputedRow]:
    """Layers that reviewers differ in, for whoever the document was given to adjudicate; if it was given to
    nobody, for everybody but the layer's author: a reviewer gives way, or the lead has it adjudicated.
    """
    within, values = among(project, reader, wanted, ids)
    rows = project.rows(
        f"""WITH page AS (SELECT w.document_id AS id, w.author AS author, max(w.disputed) AS disputed
                {DISPUTED} {within} GROUP BY w.document_id, w.author
                ORDER BY id, author LIMIT :limit OFFSET :offset)
            SELECT d.id, {TITLE}, d.direction, page.author, page.disputed
            FROM page JOIN documents d ON d.id = page.id ORDER BY d.id, page.author""",
        {**values, "limit": limit, "offset": offset},
    )
    return [DisputedRow(*row) for row in rows]


def disputed_count(project: Project, reader: str, wanted: DocumentFilter = EVERY_DOCUMENT) -> int:
    """How many rows `disputed` has without a limit."""
    within, values = among(project, reader, wanted)
    sql = f"SELECT count(*) FROM (SELECT DISTINCT w.document_id, w.author {DISPUTED} {within})"
    return int(next(project.rows(sql, values))[0])


class Counts(msgspec.Struct, frozen=True):
    """How much there is for a reader: how far their reviewing is, what came back, what is to be settled,
    what is disputed.
    """

    progress: ReviewProgress
    returned: int
    adjudicate: int
    disputed: int = 0


def counts(project: Project, reader: str) -> Counts:
    """The counts of all lists at one moment."""
    (row,) = project.rows(
        f"""SELECT p.*,
               (SELECT count(DISTINCT document_id) FROM awaiting WHERE author = :me AND returned > 0),
               (SELECT count(DISTINCT w.document_id) {ADJUDICATE}),
               (SELECT count(*) FROM (SELECT DISTINCT w.document_id, w.author {DISPUTED}))
            FROM ({_PROGRESS}) p""",
        {"me": reader},
    )
    return Counts(ReviewProgress(*row[:-3]), *row[-3:])
