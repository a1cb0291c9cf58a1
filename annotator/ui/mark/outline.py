"""The panel of who says what: the claims of the layer that is shown, by source, and going there by key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.exchanged import exchanged
from annotator.core.model import Attribution, Span
from annotator.core.outline import Find, Group, Heard, Said, count, outline
from annotator.store.names import name_record
from annotator.ui.changes import Changes
from annotator.ui.parts.look import Chrome
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words import outline as words
from annotator.words.i18n import isolated
from annotator.words.rows import Row

Index = QModelIndex | QPersistentModelIndex
Rows = tuple[Sequence[Span], Sequence[Attribution]]
Layers = tuple[Sequence[Span], Sequence[Attribution], Sequence[Span], Sequence[Attribution]]
_INDENT = "\u2003"
_NO_INDEX = QModelIndex()
_ROLE = Qt.ItemDataRole


class Line(NamedTuple):
    """A line of the list: a claim; or who says what follows; or, as `about`, what is known of them."""

    group: Group
    said: Said | None = None
    about: str = ""


class OutlineModel(QAbstractListModel):
    """The lines of an outline; each is put into words when it comes into view."""

    def __init__(self, session: Session, view: QWidget) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self._lines: list[Line] = []
        self._places: dict[str, list[tuple[int, str]]] = {}
        self.chrome = Chrome.light()

    def show(self, groups: Sequence[Group]) -> None:
        self.beginResetModel()
        self._lines = []
        for group in groups:
            self._lines.append(Line(group))
            self._lines += [Line(group, about=about) for about in words.about(self._session, group)]
            self._lines += [Line(group, said) for said in group.said]
        self._places = {}
        for place, line in enumerate(self._lines):
            if line.said is not None:
                self._places.setdefault(line.said.claim.id, []).append((place, line.said.attribution))
        self.endResetModel()

    def said(self, index: Index) -> Said | None:
        return self._lines[index.row()].said if index.isValid() else None

    def place_of(self, claim: str, attribution: str | None = None) -> int | None:
        """The number of the line of a claim, by this attribution if it has several."""
        found = self._places.get(claim, [])
        same = [place for place, by in found if by == attribution]
        return next(iter([*same, *(place for place, _ in found)]), None)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.said(index) is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        match role:
            case _ROLE.DisplayRole:
                return self._text(line)
            case _ROLE.ToolTipRole:
                return as_text(self._said_of(line))
            case _ROLE.AccessibleTextRole:
                return self._said_of(line)
            case _ROLE.FontRole if line.said is None and not line.about:
                font = QFont(self._view.font())
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case _ROLE.ForegroundRole:
                return QBrush(self.chrome.color(_color(line)))
        return None

    def _text(self, line: Line) -> str:
        if line.said is not None:
            return f"{_INDENT}{words.claim_words(self._session, line.said)}"
        if line.about:
            return line.about
        heading, number = isolated(words.heading(self._session, line.group)), len(line.group.said)
        return f"{heading} · {number}" if number > 1 else heading

    def _said_of(self, line: Line) -> str:
        """The whole of it; a claim with who says it, as headings are not stopped at."""
        heading, about = words.heading(self._session, line.group), words.about(self._session, line.group)
        who = " · ".join((isolated(heading), *about))
        return f"{words.claim_words(self._session, line.said, longest=300)}\n{who}" if line.said else who


def _color(line: Line) -> str:
    if line.said is not None:
        return "dim" if line.said.suggested else "ink"
    return "dim" if line.about else "warn" if line.group.voice is None else "ink"


class OutlineDelegate(QStyledItemDelegate):
    """Leaves out the middle of a claim that is too long, and the end of what is said of a source."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            option.textElideMode = Qt.TextElideMode.ElideMiddle


class OutlineList(QListView):
    """The lines, walked from claim to claim with the arrows."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("outline")
        self.setUniformItemSizes(True)
        self.setItemDelegate(OutlineDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())  # on macOS Return would edit
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)  # the first line that can be gone to is the current one at the latest now
        self.setCurrentIndex(self.currentIndex())


class Outline(QFrame):
    """Shows a layer and what is suggested for it; says where the person wants to go."""

    span_chosen = Signal(str)
    left = Signal()
    """The person is done here: back to the text."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._session = session
        self._of: Layers = (), (), (), ()
        self._heard: Heard = {}
        self._is_stale = True
        self._heading = self._label("heading")
        self._count = self._label("quiet")
        self._hint = self._label("quiet")
        self.list = OutlineList(self)
        self.model = OutlineModel(session, self)
        self.list.setModel(self.model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(5)
        for widget in (self._heading, self._count, self._hint):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        self.setFocusProxy(self.list)
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.list.left.connect(self.left)
        session.changed.connect(self._changed)
        self.retranslate()

    def _changed(self, changes: Changes) -> None:
        self._is_stale |= changes.language or changes.scheme or changes.names or changes.document
        if changes.language:
            self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self._heading.setText(tr("outline.title"))
        self.setAccessibleName(tr("outline.title"))
        self.list.setAccessibleName(tr("outline.title"))

    def set_chrome(self, chrome: Chrome) -> None:
        self.model.chrome = chrome
        self.list.viewport().update()

    def show_layer(self, layer: Rows, suggested: Rows, *, find: Find, agreed: bool = False) -> None:
        """Show a layer, with the suggestions for it; nothing is done while they are the same objects.

        `find` gives the rows that attributions name. What was made in a review is in the agreed layer only.
        """
        before, self._of = self._of, (*layer, *suggested)
        if not self._is_stale and not self._tells_other(before, self._of):
            return
        session = self._session
        if self._is_stale:
            self._heard, self._is_stale = {}, False
        spans = [row for row in layer[0] if agreed or row.in_layer]
        attributions = [row for row in layer[1] if agreed or row.in_layer]
        proposed: dict[str, Span | Attribution] = {row.id: row for row in chain[Row](*suggested)}
        groups: tuple[Group, ...] = ()
        if session.project is not None and session.document is not None:
            groups = outline(
                (*spans, *suggested[0]),
                (*attributions, *suggested[1]),
                document=session.document,
                claim_labels=session.scheme.labels_as("claim"),
                find=lambda row_id: proposed.get(row_id) or find(row_id),
                name_of=partial(name_record, session.project),
                heard=self._heard,
            )
            rtl = session.document.direction == "rtl"
            self.list.setLayoutDirection(
                Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
            )
        here, is_marked = self.model.said(self.list.currentIndex()), self._is_marked()
        top = self.list.verticalScrollBar().value()
        self.model.show(groups)
        self._count.setText(words.count_words(session, count(groups)))
        self._hint.setText(session.tr_("window.inspector-empty"))
        self._hint.setVisible(not groups)
        self.list.setVisible(bool(groups))
        place = self.model.place_of(here.claim.id, here.attribution) if here else None
        if place is not None:
            self._stand_at(place, mark=is_marked)
        self.list.verticalScrollBar().setValue(top)

    def _tells_other(self, before: Layers, now: Layers) -> bool:
        """Whether claims, attributions, or spans that these name are others than they were."""
        gone, came = zip(*map(exchanged, before, now), strict=True)
        if any((*gone[1], *came[1], *gone[3], *came[3])):
            return True
        spans = [span for rows in (gone[0], came[0], gone[2], came[2]) for span in rows]
        claims = self._session.scheme.labels_as("claim") if spans else ()
        if any(span.label in claims for span in spans):
            return True
        ids = Counter(span.id for span in spans)
        changed = {span_id for span_id, times in ids.items() if times > 1}
        return bool(changed) and any(not changed.isdisjoint(row.spans) for row in (*now[1], *now[3]))

    def point_at(self, claims: Sequence[str]) -> None:
        """Mark the first of these claims that is there, unless the person walks the list just now."""
        if self.list.hasFocus():
            return
        here = self.model.said(self.list.currentIndex())
        if here is not None and here.claim.id in claims and self._is_marked():
            return
        places = (self.model.place_of(claim) for claim in claims)
        place = next((place for place in places if place is not None), None)
        if place is None:
            self.list.clearSelection()
        else:
            self._stand_at(place)

    def _is_marked(self) -> bool:
        return self.list.selectionModel().hasSelection()

    def _stand_at(self, place: int, *, mark: bool = True) -> None:
        how = QItemSelectionModel.SelectionFlag
        self.list.selectionModel().setCurrentIndex(
            self.model.index(place, 0), how.ClearAndSelect if mark else how.NoUpdate
        )

    def _go(self, index: QModelIndex) -> None:
        if (said := self.model.said(index)) is not None:
            self.span_chosen.emit(said.claim.id)

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
