"""The places of documents in the lists that are kept: how many there are, which stands where.

A list is read by blocks: how many of it each block holds is counted already, so neither its beginning nor its
end nor any place between takes longer than another, however many documents there are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, Final

from annotator.store.listing import BLOCK, EVERY_BLOCK, KEPT_LISTS, KeptList, mask
from annotator.store.project import Project

_COUNTS: Final = f"""SELECT list, sum(documents) FROM list_counts
    WHERE author IN (:me, '') AND list IN (SELECT value FROM json_each(:bits)) AND block = {EVERY_BLOCK}
    GROUP BY list"""
_BLOCKS: Final = """SELECT block, sum(documents) FROM list_counts
    WHERE author IN (:me, '') AND list IN (SELECT value FROM json_each(:bits)) AND block >= 0
    GROUP BY block, list HAVING sum(documents) > 0 ORDER BY block"""
_NUMBERS: Final = """SELECT l.n FROM listed l
    LEFT JOIN parts p ON p.author = :me AND p.n = l.n
    WHERE l.n >= :first AND l.n < :beyond AND coalesce(p.lists, l.lists) & :mask ORDER BY l.n"""


class Places:
    """One list of a person's, in the order the documents came, as its counts were when this was made.

    Documents have numbers here, by which they are found at once. What was read of it once stays as it was.
    """

    def __init__(self, project: Project, author: str, listed: KeptList) -> None:
        self._project = project
        self._asked = {"me": author, "mask": mask([listed])}
        blocks = list(project.rows(_BLOCKS, {"me": author, "bits": _bits([listed])}))
        self._blocks = [row[0] for row in blocks]
        self._before: list[int] = [0, *accumulate(row[1] for row in blocks)]
        self._read: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return self._before[-1]

    def keys(self, start: int, stop: int) -> list[int]:
        """The documents at the places from `start` to `stop`."""
        at = bisect_right(self._before, start) - 1
        found: list[int] = []
        skipped = self._before[at]
        for block in self._blocks[at:]:
            if skipped + len(found) >= stop:
                break
            found += self._in_block(block)
        return found[start - skipped : stop - skipped]

    def place_of(self, number: int) -> int | None:
        """The place of a document; None where the list does not hold it."""
        block = number >> BLOCK
        at = bisect_right(self._blocks, block) - 1
        if at < 0 or self._blocks[at] != block:
            return None
        inside = self._in_block(block)
        return self._before[at] + inside.index(number) if number in inside else None

    def is_counted_as(self, other: Places) -> bool:
        """Whether both hold as many documents, everywhere."""
        return (self._blocks, self._before) == (other._blocks, other._before)

    def _in_block(self, block: int) -> list[int]:
        if block not in self._read:
            self._read[block] = _in_block(self._project, self._asked, block)
        return self._read[block]


def list_counts(project: Project, author: str) -> dict[KeptList, int]:
    """How many documents each list holds for the person who looks."""
    counted = dict(project.rows(_COUNTS, {"me": author, "bits": _bits(KEPT_LISTS)}))
    return {name: counted.get(bit, 0) for bit, name in enumerate(KEPT_LISTS)}


def stands_in(project: Project, author: str, number: int) -> frozenset[KeptList]:
    """In which lists of a person's a document stands."""
    row = project.one(
        """SELECT coalesce((SELECT lists FROM parts WHERE author = ? AND n = ?), lists)
           FROM listed WHERE n = ?""",
        [author, number, number],
    )
    lists = row[0] if row else 0
    return frozenset(name for bit, name in enumerate(KEPT_LISTS) if lists >> bit & 1)


def nearest(project: Project, author: str, lists: Iterable[KeptList], here: int, *, by: int) -> int | None:
    """The nearest document of any of these lists after `here`, or before it; round the end if need be."""
    wanted, way = tuple(lists), 1 if by > 0 else -1
    found = dict.fromkeys(row[0] for row in project.rows(_BLOCKS, {"me": author, "bits": _bits(wanted)}))
    blocks = list(found)[::way]
    ahead = [block for block in blocks if way * (block - (here >> BLOCK)) >= 0]
    asked = {"me": author, "mask": mask(wanted)}
    for some, is_round in ((ahead, False), (blocks, True)):
        for block in some:
            for n in _in_block(project, asked, block)[::way]:
                if way * (n - here) > 0 or (is_round and n != here):
                    return n
    return None


def has_documents(project: Project) -> bool:
    """Whether there is any document."""
    return project.one("SELECT 1 FROM documents LIMIT 1") is not None


def number_of(project: Project, document_id: str) -> int | None:
    """The number of a document; None if there is no such document."""
    row = project.one("SELECT rowid FROM documents WHERE id = ?", [document_id])
    return int(row[0]) if row else None


def id_of(project: Project, number: int) -> str | None:
    """The id of the document with a number."""
    row = project.one("SELECT id FROM documents WHERE rowid = ?", [number])
    return str(row[0]) if row else None


def ids_of(project: Project, numbers: Iterable[int]) -> list[tuple[int, str]]:
    """Documents by their numbers: each with its id."""
    sql = "SELECT rowid, id FROM documents WHERE rowid IN (SELECT value FROM json_each(?))"
    return [(row[0], row[1]) for row in project.rows(sql, [str(list(numbers))])]


def _bits(lists: Iterable[KeptList]) -> str:
    return str([KEPT_LISTS.index(name) for name in lists])


def _in_block(project: Project, asked: dict[str, Any], block: int) -> list[int]:
    ends = {"first": block << BLOCK, "beyond": (block + 1) << BLOCK}
    return [row[0] for row in project.rows(_NUMBERS, asked | ends)]
