"""The files of an import and what each would bring; a check box says whether a file is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from annotator.commands.coming import Coming
from annotator.commands.looking import FileLook
from annotator.formats import Problem
from annotator.formats.source import displayed
from annotator.ui.parts.tips import as_text
from annotator.words.again import like_words, percent
from annotator.words.i18n import DIRECTION_MARKS, Language, isolated, tr
from annotator.words.reports import problem_sentences

_LOOK: Final = Qt.ItemDataRole.UserRole
_DOCUMENT: Final = _LOOK + 1
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_EXPANDED: Final = 60
"""Documents that are all shown at once; of more only the files are."""
_TO_THE_MINUTE: Final = len("2019-01-15T22:35")
_MEASURED: Final = 50
"""Rows by which the columns get their widths."""


class ComingList(QTreeWidget):
    """A row for each file and under it one for each of its first documents, or why there is none."""

    taken_changed = Signal()
    look_chosen = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self.setObjectName("coming")
        self.setAccessibleName(tr(language, "bringing.files"))
        self.setHeaderLabels([tr(language, f"bringing.column-{name}") for name in ("title", "date", "kind")])
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        head = self.header()
        head.setStretchLastSection(False)
        head.setResizeContentsPrecision(_MEASURED)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # Told once for all that a click or a key changes.
        self._choosing = QTimer(self, singleShot=True, interval=0)
        self._choosing.timeout.connect(self.look_chosen)
        self._taking = QTimer(self, singleShot=True, interval=0)
        self._taking.timeout.connect(self.taken_changed)
        self.itemSelectionChanged.connect(self._choosing.start)
        self.itemChanged.connect(lambda: self._taking.start())

    def show_all(self, looks: Sequence[FileLook], others: Sequence[Problem]) -> None:
        """Show these files, all taken, those with problems first; after them what is said of none of them."""
        looks = sorted(looks, key=lambda look: (bool(look.ids), not look.wrong))
        with QSignalBlocker(self):
            self.clear()
            items = [self._filled(QTreeWidgetItem(), look, taken=True) for look in looks]
            self.addTopLevelItems(items)
            few = sum(len(look.shown) for look in looks) <= _EXPANDED
            for item, look in zip(items, looks, strict=True):
                self._spread(item, expanded=few or not look.ids)
            for sentence in problem_sentences(self._language, others):
                self._say(self.invisibleRootItem(), sentence)
        if self.topLevelItemCount():
            first = self.topLevelItem(0)
            assert first is not None
            self.setCurrentItem(first, 0, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_again(self, looks: Iterable[FileLook]) -> None:
        """Show what these files bring now."""
        found = {look.path: look for look in looks}
        with QSignalBlocker(self):
            for item in self._files():
                look = found.get(item.data(0, _LOOK).path)
                if look is not None:
                    expanded = item.isExpanded()
                    item.takeChildren()
                    self._filled(item, look, taken=item.checkState(0) == _CHECKED)
                    self._spread(item, expanded=expanded)
        self._choosing.start()

    def taken(self) -> list[FileLook]:
        return [look for look, taken in self._said() if taken]

    def left_out(self) -> list[FileLook]:
        return [look for look, taken in self._said() if not taken]

    def chosen(self) -> list[FileLook]:
        """The files that are selected, or one of whose documents is."""
        files = {id(item): item for row in self.selectedItems() if (item := row.parent() or row)}
        looks = [item.data(0, _LOOK) for item in files.values()]
        return [look for look in looks if look is not None]

    def document(self) -> Coming | None:
        """The document at hand: the current one, else the first of the current file."""
        item = self.currentItem()
        if item is None:
            return None
        if (found := item.data(0, _DOCUMENT)) is not None:
            assert isinstance(found, Coming)
            return found
        look = (item.parent() or item).data(0, _LOOK)
        return look.shown[0] if look is not None and look.shown else None

    def _said(self) -> Iterator[tuple[FileLook, bool]]:
        """Each file, and whether it is taken: what was pasted always is."""
        for item in self._files():
            look = item.data(0, _LOOK)
            yield look, look.path is None or item.checkState(0) == _CHECKED

    def _files(self) -> Iterator[QTreeWidgetItem]:
        for index in range(self.topLevelItemCount()):
            item = self.topLevelItem(index)
            if item is not None and item.data(0, _LOOK) is not None:
                yield item

    def _filled(self, item: QTreeWidgetItem, look: FileLook, *, taken: bool) -> QTreeWidgetItem:
        """The row of a file, with those of what it brings under it."""
        language = self._language
        name = displayed(look.path) if look.path else tr(language, "bringing.pasted")
        short = look.path.name if look.path else name
        n = len(look.ids)
        item.setText(0, isolated(short))
        item.setToolTip(0, as_text(name))
        item.setText(1, tr(language, "bringing.holds", n=n) if n else tr(language, "bringing.holds-nothing"))
        if look.wrong:
            item.setText(2, tr(language, "bringing.wrong", n=len(look.wrong)))
        font = QFont()
        font.setBold(True)
        item.setFont(0, font)
        item.setData(0, _LOOK, look)
        if look.path is not None:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, _CHECKED if taken else _UNCHECKED)
        for document in look.shown:
            child = QTreeWidgetItem(item)
            child.setText(0, isolated(document.title))
            child.setText(1, isolated(document.published[:_TO_THE_MINUTE].replace("T", " ")))
            child.setText(2, self._kind(document))
            if document.like is not None:
                child.setToolTip(2, as_text(like_words(language, document.like.share)))
            child.setData(0, _DOCUMENT, document)
        if n > len(look.shown):
            self._say(item, tr(language, "bringing.more", n=n - len(look.shown)))
        if not n:
            # Its folder would take the room of what is said.
            near = [
                msgspec.structs.replace(row, path=row.path.replace(name, short, 1)) for row in look.problems
            ]
            for sentence in problem_sentences(language, near):
                self._say(item, sentence)
        return item

    def _kind(self, document: Coming) -> str:
        """A document's kind, or that it came before."""
        language, like = self._language, document.like
        if document.known:
            return tr(language, "bringing.there")
        if like is None:
            return tr(language, f"window.kind-{document.kind}")
        if like.is_same:
            return tr(language, "bringing.like-same")
        return tr(language, "bringing.like-version", percent=percent(like.share))

    def _say(self, parent: QTreeWidgetItem, sentence: str) -> None:
        item = QTreeWidgetItem(parent, [f"{DIRECTION_MARKS[self._language]}{sentence}"])
        item.setToolTip(0, as_text(sentence))
        item.setFirstColumnSpanned(True)

    def _spread(self, item: QTreeWidgetItem, *, expanded: bool) -> None:
        """What counts only once a row is in the list."""
        item.setExpanded(expanded)
        for index in range(item.childCount()):
            child = item.child(index)
            if child is not None and child.data(0, _DOCUMENT) is None:
                child.setFirstColumnSpanned(True)
