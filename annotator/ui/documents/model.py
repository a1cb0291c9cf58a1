"""The rows of the documents panel: read when they come into view, so that their number does not matter."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from annotator.core.document_filter import EVERY_DOCUMENT
from annotator.store import Project, finding, places
from annotator.store.moment import briefly
from annotator.store.places import Places
from annotator.store.work_lists import Order
from annotator.ui.background import Task, on_project
from annotator.ui.documents.lists import LISTS, Asked, DocumentList, Key, Listed, numbers_of, summary
from annotator.ui.session import Session
from annotator.words.i18n import isolated

ROW: Final = Qt.ItemDataRole.UserRole
_PAGE: Final = 100

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Found:
    """Rows that were looked for, in the order they were found."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.numbers = array("q", numbers_of(keys))
        self._keys: Sequence[Key] = self.numbers if all(isinstance(key, int) for key in keys[:1]) else keys

    def __len__(self) -> int:
        return len(self.numbers)

    def keys(self, start: int, stop: int) -> Sequence[Key]:
        return self._keys[start:stop]

    def place_of(self, number: int) -> int | None:
        """The first place of a document."""
        try:
            return self.numbers.index(number)
        except ValueError:
            return None

    def begins(self, other: Places | Found) -> bool:
        """Whether the other one goes on where this one ends."""
        return isinstance(other, Found) and other.numbers[: len(self)] == self.numbers


class DocumentModel(QAbstractListModel):
    """The rows of one list, a page at a time; the counts are of the author's layer.

    What cannot be found in a moment is looked for in the background; what was listed before stays meanwhile.
    """

    looked = Signal()
    """It has begun to look for rows, or more of them were found."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._listing: Places | Found = Found(())
        self._of: object = None
        self._pages: dict[int, Sequence[Key]] = {}
        self._ids: dict[int, str] = {}
        self._rows: dict[Key, Listed | None] = {}
        self._task = Task(self)
        self.wanted = EVERY_DOCUMENT
        self.list: DocumentList = LISTS[0]
        self.order: Order = "priority"
        session.closing.connect(self._task_over)

    @property
    def is_looking(self) -> bool:
        """Whether what is shown is what was known before, or a part of what is looked for."""
        return self._task.is_running

    def await_first(self) -> None:
        """Wait until there is a first row, if there is to be one: for who opens a list to work through it."""
        if self._task.is_running and not self.rowCount():
            self._task.finish()

    def settle(self) -> None:
        """Wait for what is looked for."""
        while self._task.is_running:
            self._task.finish()

    def reload(self) -> None:
        """Begin anew."""
        self._task_over()
        self._ids.clear()
        project, of = self._session.project, (self._session.project, self._session.author, self.list)
        if project is None:
            listing: Places | Found | None = Found(())
        elif self.list.by_arrival and self.wanted == EVERY_DOCUMENT:
            listing = Places(project, self._session.author, self.list.kept)
        else:
            look = partial(self.list.keys, project, self._asked(), -1)
            keys = None if self.list.far else briefly(project, look)
            listing = Found(keys) if keys is not None else None
        if listing is None:
            self._look(_PAGE)
            if of == self._of:
                return
        self._of = of
        self._show(listing if listing is not None else Found(()))

    def _look(self, limit: int) -> None:
        """Look for the first rows, then for all."""
        assert self._session.path is not None
        job = partial(_keys, listed=self.list, asked=self._asked(), limit=limit)
        work = on_project(self._session.path, job, author=self._session.author)
        self._task.start(work, done=partial(self._take, limit), failed=self._session.failed.emit)
        self.looked.emit()

    def _take(self, limit: int, keys: Sequence[Key]) -> None:
        self._show(Found(keys))
        if len(keys) == limit:
            self._look(-1)
        self.looked.emit()

    def _show(self, listing: Places | Found) -> None:
        shown = self._listing
        if isinstance(shown, Found) and 0 < len(shown) < len(listing) and shown.begins(listing):
            self.beginInsertRows(QModelIndex(), len(shown), len(listing) - 1)
            self._listing = listing
            self._pages.pop(len(shown) // _PAGE, None)
            self.endInsertRows()
            return
        self.beginResetModel()
        self._pages.clear()
        self._rows.clear()
        self._listing = listing
        self.endResetModel()

    def hold(self, document_id: str) -> None:
        """Let the document that is opened stay where it is, whatever is done with it, until it is left."""
        if self.list.steady and isinstance(self._listing, Places):
            self.place_of(document_id)  # what was read once stays

    def take_in(self, touched: Collection[str]) -> bool:
        """Let documents that were touched leave the list, or come in. False: it is as it was."""
        project, shown = self._session.project, self._listing
        if project is None or not self.list.by_arrival:
            return False
        among = [n for document_id in touched if (n := places.number_of(project, document_id)) is not None]
        if isinstance(shown, Places):
            now = Places(project, self._session.author, self.list.kept)
            if now.is_counted_as(shown) and all(_is_in(n, now) == _is_in(n, shown) for n in among):
                return False
            self._show(now)
            return True
        author, listed = self._session.author, self.list.kept
        still = set(finding.numbers(project, author, listed, self.wanted, among=among))
        had = {n for n in among if _has(shown.numbers, n)}
        if still == had:
            return False
        left = {*shown.numbers} - (had - still) | still
        self._show(Found(sorted(left)))
        return True

    def forget(self, touched: Collection[str]) -> None:
        """What was read of these documents is out of date. The view is painted again by the panel.

        No `dataChanged`: a view asks the model about each row, in view or not.
        """
        self._rows = {
            key: row for key, row in self._rows.items() if row is not None and row.id not in touched
        }

    def row(self, index: int) -> Listed | None:
        """What stands at a place; None where there is nothing any more."""
        if self._session.project is None:
            return None
        page, place = divmod(index, _PAGE)
        if page not in self._pages:
            self._pages[page] = self._listing.keys(page * _PAGE, (page + 1) * _PAGE)
        keys = self._pages[page]
        if not 0 <= place < len(keys):
            return None
        if keys[place] not in self._rows:
            self._read(keys)
        return self._rows.get(keys[place])

    def _read(self, keys: Sequence[Key]) -> None:
        """Read those of the rows that are not known."""
        project, wanted = self._session.project, [key for key in keys if key not in self._rows]
        assert project is not None
        numbers = numbers_of(wanted)
        if new := [n for n in numbers if n not in self._ids]:
            self._ids.update(places.ids_of(project, new))
        documents = {n: self._ids[n] for n in numbers if n in self._ids}
        rows = self.list.rows(project, self._asked(), documents)
        self._rows.update((key, rows.get(key)) for key in wanted)

    def place_of(self, document_id: str, layers: Sequence[str] = ()) -> int | None:
        """The row number of a document under the present filter.

        A row about somebody's layers is the document's while one of the `layers` shown is among them.
        """
        project = self._session.project
        number = places.number_of(project, document_id) if project is not None else None
        first = self._listing.place_of(number) if number is not None else None
        return next(self._fitting(first, document_id, layers), None) if first is not None else None

    def _fitting(self, first: int, document_id: str, layers: Sequence[str]) -> Iterator[int]:
        for place in range(first, len(self._listing)):
            row = self.row(place)
            if place > first and (row is None or row.id != document_id):
                return
            if row is None or not row.authors or set(layers) & set(row.authors):
                yield place

    def summary(self, row: Listed) -> str:
        """The second line of a row."""
        return summary(self._session, row)

    def _asked(self) -> Asked:
        return Asked(self._session.author, self.wanted, self.order)

    def _task_over(self) -> None:
        if self._task.is_running:
            self._task.abandon()
            self.looked.emit()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._listing)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(row.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{isolated(row.title)}. {self.summary(row)}"
        return None


def _is_in(number: int, listing: Places) -> bool:
    return listing.place_of(number) is not None


def _has(numbers: Sequence[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _keys(project: Project, *, listed: DocumentList, asked: Asked, limit: int, **_: Any) -> Sequence[Key]:
    return listed.keys(project, asked, limit)
