"""Keeps in which lists each document stands, and how many each holds: tables that follow from others.

To look through every document for those of one list, or to count them, takes longer the more there are. So it
is kept, outside the log: `refresh` brings it up to date with what an event touched, `refresh_all` makes it
anew, `verify` compares it. Each state of a person's work is told here and nowhere else.

Most documents stand for one person as for any other. So their lists are kept once, for somebody who has no
part in them, whose name is ""; and for those who have a part where that is otherwise. Counts are kept by
blocks of documents in the order they came: what is in a block is looked at row by row.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

import msgspec

from annotator.core.document_filter import WorkState
from annotator.core.model import REVIEW, Record
from annotator.core.scheme import Scheme
from annotator.store import ledger_tables, review_queue
from annotator.store.tables import json_list

WorkList = Literal["all", "mine", WorkState, "inbox", "irrelevant"]
"""Every document, one's own work, and that by how it stands; what is to be sorted, and what is not wanted."""

KeptList = Literal[WorkList, "review", "adjudicate", "disputed", "to-review"]
"""Also what waits for one's review, is to be settled, is disputed; `to-review`: what waits, and what did."""

KEPT_LISTS: Final[tuple[KeptList, ...]] = (
    "all", "mine", "not-begun", "in-work", "unattributed", "returned", "done", "inbox", "irrelevant",
    "review", "adjudicate", "disputed", "to-review",
)  # fmt: skip
"""The place of a list in this row is its bit in the tables: it never changes."""

BLOCK: Final = 8
"""Documents whose numbers are equal without that many bits are counted together."""

EVERY_BLOCK: Final = -1
"""Stands for the whole list among the counts."""

STRANGER: Final = ""
"""Whoever has no part in a document."""

_BATCH: Final = 500

Pair = tuple[str, str]
"""A document, and for whom it is to be looked at."""

Sides = tuple[Record | None, Record | None]
"""A row before and after a change."""

_MARKS: Final = ("span", "attribution")
_SAID: Final = ("submission", "decision", "comment", "assignment", "filing")


class _Stands(NamedTuple):
    """How a document stands for somebody, as the tables of records tell it."""

    filing: str
    labelled: int
    begun: int
    submitted: int
    given: int
    given_me: int
    unattributed: int
    returned: int
    review: int
    adjudicate: int
    disputed: int
    to_review: int


_ROWS = "main.{} r WHERE r.document_id = d.id"
_MADE = f"{_ROWS} AND r.author = pair.me AND r.origin <> '{REVIEW}'"
_OWN_SUBMISSION = f"SELECT 1 FROM {_ROWS.format('submissions')} AND r.author = pair.me"
_TO_MARK = f"SELECT 1 FROM {_ROWS.format('assignments')} AND r.task IN ('annotate', 'annotate-blind')"
_CLAIMS = """SELECT json_extract(l.value, '$.id') FROM main.schemes, json_each(labels) l
    WHERE json_extract(l.value, '$.role') = 'claim'"""
_ADJUDICATORS = "SELECT 1 FROM main.assignments a WHERE a.document_id = d.id AND a.task = 'adjudicate'"
_WAITS = (
    f"""SELECT 1 FROM {_ROWS.format("awaiting")} AND r.author <> pair.me AND r.reviewer IN ('', pair.me)"""
)
_ONCE = """(r.reviewer = pair.me OR NOT EXISTS (SELECT 1 FROM main.awaiting o WHERE o.document_id = d.id
    AND o.author = r.author AND o.reviewer = pair.me))"""
_SEES = f"""(NOT EXISTS ({_TO_MARK} AND r.task = 'annotate-blind' AND r.assignee = pair.me)
    OR EXISTS ({_OWN_SUBMISSION} AND r.state = 'submitted'))"""
"""What awaits review in a document that is blind to somebody is not there for them."""

_REVIEWED: Final = {
    "returned": f"SELECT 1 FROM {_ROWS.format('awaiting')} AND r.author = pair.me AND r.returned > 0",
    "review": f'{_WAITS} AND {_ONCE} AND r."open" > 0',
    "adjudicate": f"""{_WAITS} AND r."open" > 0
        AND (r.differences > 0 OR EXISTS ({_ADJUDICATORS} AND a.assignee IN ('', pair.me)))
        AND EXISTS (SELECT 1 FROM main.submissions s WHERE s.document_id = d.id AND s.state = 'submitted'
                    AND s.author NOT IN (r.author, pair.me))""",
    "disputed": f"""SELECT 1 FROM {_ROWS.format("awaiting")} AND r.author <> pair.me AND r.disputed > 0
        AND (NOT EXISTS ({_ADJUDICATORS} AND a.assignee <> r.author)
             OR EXISTS ({_ADJUDICATORS} AND a.assignee IN ('', pair.me)))""",
    "to_review": f"{_WAITS} AND {_ONCE}",
}
_FACTS: Final = {
    "filing": f"coalesce((SELECT state FROM {_ROWS.format('filings')}), '')",
    "labelled": f"EXISTS (SELECT 1 FROM {_ROWS.format('spans')} AND r.author = pair.me)",
    "begun": f"""EXISTS (SELECT 1 FROM {_MADE.format("spans")})
        OR EXISTS (SELECT 1 FROM {_MADE.format("attributions")}) OR EXISTS ({_OWN_SUBMISSION})""",
    "submitted": f"EXISTS ({_OWN_SUBMISSION} AND r.state = 'submitted')",
    "given": f"EXISTS ({_TO_MARK}) AND NOT EXISTS ({_TO_MARK} AND r.assignee = '')",
    "given_me": f"EXISTS ({_TO_MARK} AND r.assignee = pair.me)",
    "unattributed": f"""EXISTS (SELECT 1 FROM {_MADE.format("spans")} AND r.label IN ({_CLAIMS}) AND r.id NOT
        IN (SELECT c.value FROM main.attributions a, json_each(a.claims) c WHERE a.document_id = d.id))""",
    **{fact: f"EXISTS ({sql}) AND {_SEES}" for fact, sql in _REVIEWED.items()},
}

_LOOK: Final = f"""
    SELECT d.rowid, d.id, pair.me, own.lists, l.lists, {", ".join(_FACTS[fact] for fact in _Stands._fields)}
    FROM ({{pairs}}) pair CROSS JOIN main.documents d ON d.id = pair.document_id
    LEFT JOIN main.listed l ON l.n = d.rowid
    LEFT JOIN main.parts own ON own.author = pair.me AND own.n = d.rowid
    ORDER BY d.rowid, pair.me"""
_AT = _LOOK.format(
    pairs="""SELECT json_extract(value, '$[0]') AS document_id, json_extract(value, '$[1]') AS me
             FROM json_each(:wanted)"""
)
_IN = "document_id IN (SELECT value FROM json_each(:wanted))"
_EVERYBODY = " UNION ".join(
    [
        "SELECT value AS document_id, '' AS me FROM json_each(:wanted)",
        *(
            f"SELECT document_id, {person} FROM main.{table} WHERE {_IN}"
            for table, person in (
                ("spans", "author"),
                ("attributions", "author"),
                ("submissions", "author"),
                ("assignments", "assignee"),
                ("awaiting", "reviewer"),
            )
        ),
        """SELECT k.id, r.author FROM main.documents k JOIN main.parts r ON r.n = k.rowid
           WHERE k.id IN (SELECT value FROM json_each(:wanted))""",
    ]
)
_FOR_ALL = _LOOK.format(pairs=_EVERYBODY)

NAME: Final = """fold(coalesce(
        nullif(title, ''), (SELECT substr(text, 1, 120) FROM main.texts WHERE hash = text_hash)
    ) || ' ' || byline)"""
"""By what words of it a document is found: the title that lists show, or how the text begins; the byline."""

_COUNT: Final = """INSERT INTO main.list_counts
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
           json_extract(value, '$[3]')
    FROM json_each(?) WHERE true
    ON CONFLICT (author, list, block) DO UPDATE SET documents = documents + excluded.documents"""

_COME: Final = f"INSERT INTO main.listed SELECT rowid, ?, {NAME} FROM main.documents WHERE rowid = ?"
_GONE_ON: Final = "UPDATE main.listed SET lists = ? WHERE n = ?"
_PART: Final = "INSERT OR REPLACE INTO main.parts VALUES (?, ?, ?)"
_NO_PART: Final = "DELETE FROM main.parts WHERE author = ? AND n = ?"

_Stood = Counter[tuple[str, int, int, int]]
"""How many more documents of a block stand so for a person: by person, block, lists, and instead of which."""


def mask(lists: Iterable[KeptList]) -> int:
    """The bits of some lists."""
    return sum(1 << KEPT_LISTS.index(name) for name in set(lists))


@lru_cache(1_000)
def _lists_of(at: _Stands) -> int:
    """In which lists a document stands for somebody."""
    is_inbox, is_irrelevant = at.filing in ("inbox", "later"), at.filing == "irrelevant"
    # Nobody works on what is not sorted yet, or is not wanted; nobody reviews what is not wanted.
    is_taken = not (is_inbox or is_irrelevant)
    stands: dict[KeptList, object] = {
        "all": True,
        "mine": is_taken and (at.labelled or at.given_me),
        # What was given to others to annotate is not waiting for oneself.
        "not-begun": is_taken and not at.begun and (at.given_me or not at.given),
        "in-work": is_taken and at.begun and not at.submitted,
        "unattributed": is_taken and at.unattributed,
        "returned": at.returned,
        "done": at.submitted and not at.returned,
        "inbox": is_inbox,
        "irrelevant": is_irrelevant,
        "review": at.review and not is_irrelevant,
        "adjudicate": at.adjudicate,
        "disputed": at.disputed,
        "to-review": at.to_review and not is_irrelevant,
    }
    return sum(1 << bit for bit, name in enumerate(KEPT_LISTS) if stands[name])


_NEW: Final = mask(["all", "not-begun"])


class Touched:
    """What an event touched, and so what is to be looked at anew when it ends."""

    def __init__(self) -> None:
        self.new: dict[str, None] = {}
        """Documents that came, of which nothing but marks is said."""
        self.whole: dict[str, None] = {}
        """Documents that may stand otherwise than before, for anybody."""
        self.named: dict[str, None] = {}
        """Documents that may be found by other words than before."""
        self.marked: dict[Pair, None] = {}
        """In which documents whose own marks are other than before."""
        self.gone: list[int] = []
        """The numbers of documents that are no more."""
        self.has_other_claims = False

    def follow(self, entity: str, changed: Iterable[Sides]) -> None:
        """Keep in mind what changes to rows of one kind touch."""
        rows = [row for sides in changed for row in sides if row is not None]
        if entity in _MARKS:
            self.marked |= dict.fromkeys([(row.document_id, row.author) for row in rows])  # type: ignore[attr-defined]
        elif entity in _SAID:
            self.whole |= dict.fromkeys([row.document_id for row in rows])  # type: ignore[attr-defined]
        elif entity == "document":
            for old, new in changed:
                if new is not None:
                    (self.new if old is None else self.named)[new.id] = None
        elif entity == "scheme":
            for old, new in changed:
                if isinstance(old, Scheme) and isinstance(new, Scheme):
                    self.has_other_claims |= old.labels_as("claim") != new.labels_as("claim")


def refresh(conn: sqlite3.Connection, touched: Touched) -> bool:
    """Bring the tables up to date, the queue of review being so. False: each list is as it was."""
    is_other = bool(touched.gone) and _forget(conn, touched.gone)
    whole, new = dict(touched.whole), touched.new
    if touched.gone:  # what comes back may bring along what was said of it
        whole, new = whole | new, {}
    if touched.has_other_claims:
        sql = "SELECT DISTINCT id FROM main.documents d JOIN main.parts r ON r.n = d.rowid"
        whole |= {row[0]: None for row in conn.execute(sql)}
    if new:
        is_other |= _take_in_new(conn, [row for row in new if row not in whole])
    ids = iter(whole)
    while batch := list(islice(ids, _BATCH)):
        is_other |= _take_in(conn, conn.execute(_FOR_ALL, {"wanted": json_list(batch)}))
    if pairs := [pair for pair in touched.marked if pair[0] not in whole]:
        wanted = msgspec.json.encode(pairs).decode()
        is_other |= _take_in(conn, conn.execute(_AT, {"wanted": wanted}))
    if touched.named:
        _name(conn, touched.named)
    return is_other


def numbers_of(conn: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
    """The numbers of documents, by which these tables know them."""
    sql = "SELECT rowid FROM main.documents WHERE id IN (SELECT value FROM json_each(?)) ORDER BY rowid"
    return [row[0] for row in conn.execute(sql, [json_list(ids)])]


def refresh_all(conn: sqlite3.Connection) -> None:
    """Make all tables anew that follow from the records: what awaits review, and these; forget the ledger."""
    review_queue.refresh_all(conn)
    ledger_tables.clear(conn)
    for table in ("listed", "parts", "list_counts"):
        conn.execute(f"DELETE FROM main.{table}")
    touched = Touched()
    touched.whole = {row[0]: None for row in conn.execute("SELECT id FROM main.documents ORDER BY rowid")}
    refresh(conn, touched)


def _take_in_new(conn: sqlite3.Connection, ids: Iterable[str]) -> bool:
    """Keep how documents stand of which nothing is said yet: for a stranger, they are not begun."""
    stood: _Stood = Counter()
    numbers = numbers_of(conn, ids)
    conn.executemany(_COME, [(_NEW, n) for n in numbers])
    for n in numbers:
        stood[STRANGER, n >> BLOCK, _NEW, 0] += 1
    return _keep(conn, stood)


def _take_in(conn: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> bool:
    """Keep how some documents stand now, all people whose lists may be others among the rows."""
    stood: _Stood = Counter()
    come, gone_on, parts, no_parts = [], [], [], []
    for n, group in groupby(list(rows), key=itemgetter(0)):
        found = list(group)
        was = common = found[0][4]
        for row in found:
            if row[2] == STRANGER:
                common = _lists_of(_Stands(*row[5:]))
        if was is None:
            come.append((common, n))
        elif was != common:
            gone_on.append((common, n))
        if was != common:
            stood[STRANGER, n >> BLOCK, common, 0] += 1
            stood[STRANGER, n >> BLOCK, was or 0, 0] -= 1
        for _, _, person, own, _, *facts in found:
            if person == STRANGER:
                continue
            now = _lists_of(_Stands(*facts))
            if own is not None:
                stood[person, n >> BLOCK, own, was or 0] -= 1
            if now != common:
                stood[person, n >> BLOCK, now, common] += 1
            if now == common and own is not None:
                no_parts.append((person, n))
            elif now not in (common, own):
                parts.append((person, n, now))
    for sql, changed in ((_COME, come), (_GONE_ON, gone_on), (_NO_PART, no_parts), (_PART, parts)):
        if changed:
            conn.executemany(sql, changed)
    return _keep(conn, stood)


def _forget(conn: sqlite3.Connection, numbers: Sequence[int]) -> bool:
    stood: _Stood = Counter()
    listed = "n IN (SELECT value FROM json_each(?))"
    wanted = [str(numbers)]
    common = dict(conn.execute(f"SELECT n, lists FROM main.listed WHERE {listed}", wanted))
    for n, lists in common.items():
        stood[STRANGER, n >> BLOCK, lists, 0] -= 1
    for person, n, own in conn.execute(f"SELECT author, n, lists FROM main.parts WHERE {listed}", wanted):
        stood[person, n >> BLOCK, own, common[n]] -= 1
    for table in ("listed", "parts"):
        conn.execute(f"DELETE FROM main.{table} WHERE {listed}", wanted)
    return _keep(conn, stood)


def _counts(stood: _Stood) -> Counter[tuple[str, int, int]]:
    """How many more documents each list holds: by person, bit of the list, and block.

    For whoever has a part in a document, a list counts where it is another than others find it in.
    """
    counts: Counter[tuple[str, int, int]] = Counter()
    for (person, block, lists, instead), more in stood.items():
        other = lists ^ instead
        while other:
            lowest = other & -other
            for within in (block, EVERY_BLOCK):
                counts[person, lowest.bit_length() - 1, within] += more if lists & lowest else -more
            other ^= lowest
    return counts


def _keep(conn: sqlite3.Connection, stood: _Stood) -> bool:
    if changed := [(*place, more) for place, more in _counts(stood).items() if more]:
        conn.execute(_COUNT, [msgspec.json.encode(changed).decode()])
    return bool(changed)


def _name(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Keep by what words of them these documents are found, where that is another one now."""
    found = conn.execute(
        f"""SELECT {NAME}, n FROM main.documents d JOIN main.listed ON n = d.rowid
            WHERE id IN (SELECT value FROM json_each(?)) AND name IS NOT {NAME}""",
        [json_list(ids)],
    )
    conn.executemany("UPDATE main.listed SET name = ? WHERE n = ?", found.fetchall())


def stale_lists(conn: sqlite3.Connection) -> Iterator[str]:
    """Documents that stand in other lists than they should, or under another name."""
    names = f"SELECT id FROM main.documents d JOIN main.listed ON n = d.rowid WHERE name IS NOT {NAME}"
    yield from (row[0] for row in conn.execute(names))
    numbers = iter(conn.execute("SELECT id FROM main.documents ORDER BY rowid").fetchall())
    while batch := [row[0] for row in islice(numbers, _BATCH)]:
        rows = conn.execute(_FOR_ALL, {"wanted": json_list(batch)}).fetchall()
        for _, group in groupby(rows, key=itemgetter(0)):
            found = [(*row[1:5], _lists_of(_Stands(*row[5:]))) for row in group]
            common = next(now for _, person, _, _, now in found if person == STRANGER)
            right = {person: now if now != common else None for _, person, _, _, now in found}
            if found[0][3] != common or any(
                own != right[person] for _, person, own, _, _ in found if person != STRANGER
            ):
                yield found[0][0]


def stale_counts(conn: sqlite3.Connection) -> list[tuple[str, KeptList]]:
    """Whose lists are counted wrongly, and which; and what is kept of documents that are not there."""
    stood: _Stood = Counter()
    common: dict[int, int] = {}
    for n, lists in conn.execute("SELECT n, lists FROM main.listed"):
        common[n] = lists
        stood[STRANGER, n >> BLOCK, lists, 0] += 1
    for person, n, lists in conn.execute("SELECT author, n, lists FROM main.parts"):
        stood[person, n >> BLOCK, lists, common.get(n, 0)] += 1
    stored = {row[:3]: row[3] for row in conn.execute("SELECT * FROM main.list_counts WHERE documents <> 0")}
    right = {place: count for place, count in _counts(stood).items() if count}
    wrong = {place[:2] for place, _ in stored.items() ^ right.items()}
    wrong |= set(conn.execute("SELECT author, list FROM main.list_counts WHERE block < -1"))
    if conn.execute("SELECT count(*) FROM main.documents").fetchone() != (len(common),):
        wrong.add((STRANGER, KEPT_LISTS.index("all")))
    return sorted((person, KEPT_LISTS[bit]) for person, bit in wrong if 0 <= bit < len(KEPT_LISTS))
