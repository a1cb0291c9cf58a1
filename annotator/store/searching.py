"""Answers a query: the index and the tables say which documents to look at, and each is looked at in turn.

Where few documents come into question they are sorted; where many do, they are walked through in the order
that is asked for, until the page is full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, Literal, get_args

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.model import FACTS
from annotator.core.query import About, All, OfSpan, Query, Within, walk
from annotator.core.selecting import Clitics
from annotator.store.finding import condition
from annotator.store.project import Project
from annotator.store.search_hits import Hit, Looking
from annotator.store.search_index import is_there
from annotator.store.search_terms import DRIVERS, HAS, MEANT, match_of, superset
from annotator.store.tables import json_list

Order = Literal["rank", "date", "place"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)

FEW: Final = 5_000
"""So many documents are sorted by rank or date; of more, rank says nothing, and they are walked through."""

_PAGE: Final = 50
_TOGETHER: Final = 64
"""So many documents are read at once."""
_WEIGHTS: Final = "bm25(4.0, 1.0)"
"""A word in the title counts as much as four in the text."""


class Mark(msgspec.Struct, frozen=True):
    """Where a page ended: the document, by what it stood in its order, and how many hits of it were shown."""

    key: float | str
    number: int
    shown: int


class Page(msgspec.Struct, frozen=True):
    """Some hits in order. `next` is given to get those after them; None: there are none.

    `documents`: how many come into question; `many`: at least so many, so that they are not ranked.
    `unindexed`: there is no index to ask, so each text was read.
    """

    hits: tuple[Hit, ...]
    next: Mark | None
    documents: int
    many: bool
    order: Order
    unindexed: bool = False


def search(
    project: Project,
    query: Query,
    *,
    reader: str,
    clitics: Clitics,
    order: Order = "rank",
    limit: int = _PAGE,
    after: Mark | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Page:
    """The hits of a query after a mark, at most `limit`. Only reads, as what `reader` may see."""
    asked = _Asked(project, query, reader, clitics)
    return asked.page(order, limit, after, cancelled or (lambda: False))


class _Asked:
    """A query with all that is found out once for it."""

    def __init__(self, project: Project, query: Query, reader: str, clitics: Clitics) -> None:
        self._project = project
        self._query = query
        self._clitics = clitics
        self._values: dict[str, Any] = {}
        self._abouts: dict[About, str] = {}
        for node in walk(query.tree):
            if isinstance(node, About) and node not in self._abouts:
                self._abouts[node] = self._condition(node, reader)
        self._meant: dict[OfSpan, frozenset[str]] = {}
        for node in walk(query.tree):
            if isinstance(node, OfSpan) and node.field in ("author", "name"):
                self._meant[node] = frozenset(MEANT[node.field](project, node.values[0]))
        self._words = "" if not (words := match_of(query.tree)) else words
        self._has_index = is_there(project.conn)

    def _condition(self, node: About, reader: str) -> str:
        sql, values = condition(self._project, node.wanted, reader)
        for name in sorted(values, key=len, reverse=True):
            fresh = f"q{len(self._abouts)}_{name}"
            sql = sql.replace(f":{name}", f":{fresh}")
            self._values[fresh] = values[name]
        return sql

    def page(self, order: Order, limit: int, after: Mark | None, cancelled: Callable[[], bool]) -> Page:
        few = self._few()
        many = few is None
        if order == "rank" and (many or not self._words or not self._has_index):
            order = "place" if self._words else "date"
        keyed = self._ranked() if order == "rank" else self._sorted(few, order) if few is not None else None
        numbers = self._after(keyed, after) if keyed is not None else self._walked(order, after)
        hits: list[Hit] = []
        next_mark = None
        for key, n, found in self._looked_at(numbers, limit, cancelled):
            shown = after.shown if after is not None and after.number == n and after.key == key else 0
            room = limit - len(hits)
            hits += found[shown : shown + room]
            if len(found) > shown + room or (len(hits) == limit and found):
                next_mark = Mark(key, n, min(shown + room, len(found)))
                break
        documents = FEW if few is None else len(few)
        return Page(tuple(hits), next_mark, documents, many, order, bool(self._words) and not self._has_index)

    def _looked_at(
        self, numbers: Iterator[tuple[float | str, int]], limit: int, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[float | str, int, list[Hit]]]:
        """The documents that are meant, with their hits; some are read together."""
        looking = Looking(self._project, self._query, self._abouts, self._clitics, self._is_meant)
        where, values = self._of_tables()
        while not cancelled() and (rows := list(islice(numbers, min(limit, _TOGETHER)))):
            keys = {n: key for key, n in rows}
            for n, hits in looking.hits(list(keys), where, values):
                yield keys[n], n, hits

    def _is_meant(self, node: OfSpan, value: str) -> bool:
        if node in self._meant:
            return value in self._meant[node]
        if value in node.values:
            return True
        is_part = any(word in fold_key(value) for word in node.values)
        return bool(value) and self._takes_words(node) and is_part

    def _takes_words(self, node: OfSpan) -> bool:
        """Whether the value is no term of a vocabulary, so that part of it is enough."""
        vocabulary = self._project.scheme.known_vocabulary(node.field)
        is_fact = node.field in FACTS
        return is_fact and (vocabulary is None or not any(vocabulary.term(value) for value in node.values))

    # Which documents to look at

    def _few(self) -> list[int] | None:
        """The documents that come into question, if they are few; None if they are many."""
        for sql, value in self._drivers():
            # As one value: thousands of rows would each be handed over.
            row = self._project.one(
                f"SELECT json_group_array(n) FROM (SELECT DISTINCT n FROM ({sql}) LIMIT {FEW + 1})", [value]
            )
            numbers = msgspec.json.decode(row[0], type=list[int]) if row else []
            if len(numbers) <= FEW:
                return sorted(numbers)
        return None

    def _drivers(self) -> Iterator[tuple[str, str]]:
        """What finds all documents in question by an index, likely the fewest first."""
        if self._words and self._has_index:
            yield "SELECT rowid AS n FROM main.search WHERE search MATCH ?", self._words
        needed = self._query.tree.nodes if isinstance(self._query.tree, All) else (self._query.tree,)
        for field in ("name", "category", "affiliation", "author", "label"):
            for node in needed:
                if isinstance(node, OfSpan) and node.field == field:
                    values = self._meant.get(node, node.values)
                    if not self._takes_words(node):
                        yield DRIVERS[field], json_list(values)
        if self._query.labels:
            yield DRIVERS["label"], json_list(self._query.labels)

    def _ranked(self) -> list[tuple[float | str, int]]:
        sql = f"""SELECT rank, rowid FROM main.search WHERE search MATCH ? AND rank MATCH '{_WEIGHTS}'
            ORDER BY rank, rowid"""
        return list(self._project.rows(sql, [self._words]))

    def _sorted(self, few: list[int], order: Order) -> list[tuple[float | str, int]]:
        if order == "place":
            return [("", n) for n in few]
        sql = """SELECT d.dated, d.rowid FROM json_each(?) j CROSS JOIN main.documents d ON d.rowid = j.value
            ORDER BY 1 DESC, 2"""
        return list(self._project.rows(sql, [str(few)]))

    @staticmethod
    def _after(keyed: list[tuple[float | str, int]], after: Mark | None) -> Iterator[tuple[float | str, int]]:
        """Those from the document on at which the page before ended; from its place where it is gone."""
        if after is None:
            return iter(keyed)
        numbers = [n for _, n in keyed]
        if after.number in numbers:
            return iter(keyed[numbers.index(after.number) :])
        is_down = isinstance(after.key, str) and after.key != ""
        later = [row for row in keyed if row[0] == after.key and row[1] > after.number]
        later += [row for row in keyed if (row[0] < after.key if is_down else row[0] > after.key)]  # type: ignore[operator]
        return iter(later)

    def _walked(self, order: Order, after: Mark | None) -> Iterator[tuple[float | str, int]]:
        """The documents in their order, those left out that the index and the tables say are none."""
        where, values = self._of_tables()
        asks_index = bool(self._words) and self._has_index
        if order == "date":
            yield from self._by_date(where, values, after, self._mask() if asks_index else None)
            return
        source = "main.documents d"
        if asks_index:
            values["words"] = self._words
            source = "main.search s CROSS JOIN main.documents d ON d.rowid = s.rowid"
            where = f"s.search MATCH :words AND {where}"
        n = "s.rowid" if asks_index else "d.rowid"
        values["number"] = after.number if after is not None else 0
        sql = f"SELECT '', d.rowid FROM {source} WHERE {n} >= :number AND {where} ORDER BY {n}"
        yield from self._project.rows(sql, values)

    def _by_date(
        self, where: str, values: dict[str, Any], after: Mark | None, mask: bytearray | None
    ) -> Iterator[tuple[float | str, int]]:
        # Two ranges of the index, one after the other: an OR would be a scan from its beginning.
        parts = ["true"] if after is None else ["d.dated = :key AND d.rowid >= :number", "d.dated < :key"]
        if after is not None:
            values |= {"key": after.key, "number": after.number}
        for part in parts:
            sql = f"""SELECT d.dated, d.rowid FROM main.documents d WHERE {part} AND {where}
                ORDER BY d.dated DESC, d.rowid"""
            for dated, n in self._project.rows(sql, values):
                if mask is None or (n < len(mask) and mask[n]):
                    yield dated, n

    def _mask(self) -> bytearray:
        """A byte for each document, 1 where the index says that it may be meant: to be asked one by one in
        another order than its own takes it a thousand times as long."""
        sql = "SELECT json_group_array(rowid), max(rowid) FROM main.search WHERE search MATCH ?"
        row = self._project.one(sql, [self._words])
        assert row is not None
        mask = bytearray((row[1] or 0) + 1)
        for n in msgspec.json.decode(row[0], type=list[int]):
            mask[n] = 1
        return mask

    def _of_tables(self) -> tuple[str, dict[str, Any]]:
        """What the tables can tell of a document `d` that is meant, and its values."""
        values = dict(self._values)
        asked = [superset(self._query.tree, self._abouts), *self._of_spans(values)]
        return " AND ".join(filter(None, asked)) or "true", values

    def _of_spans(self, values: dict[str, Any]) -> Iterator[str]:
        """What a document must have for one of its spans to be meant."""
        if not self._query.spans:
            return
        tree = self._query.tree
        labels = list(self._query.labels)
        for n, node in enumerate(tree.nodes if isinstance(tree, All) else (tree,)):
            if isinstance(node, Within):
                values[f"s{n}"] = json_list([node.label])
                yield HAS["label"].format(f":s{n}")
            elif isinstance(node, OfSpan) and node.field in HAS and not self._takes_words(node):
                values[f"s{n}"] = json_list(self._meant.get(node, node.values))
                yield HAS[node.field].format(f":s{n}")
        if labels:
            values["labels"] = json_list(labels)
            yield HAS["label"].format(":labels")
