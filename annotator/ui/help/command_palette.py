"""The list of everything that can be done: type some of a name, in either language, and press Enter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.arabic import fold_key
from annotator.core.scheme import Label, named
from annotator.ui.actions import ACTIONS, Menu
from annotator.ui.changes import Changes
from annotator.ui.keyboard import keys_text
from annotator.ui.session import Session
from annotator.words.i18n import LANGUAGES, Language, isolated, tr

_WIDTH = 560
_SHOWN_ROWS = 11
_FROM_TOP = 90
_ENTRY = Qt.ItemDataRole.UserRole
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Entry(msgspec.Struct, frozen=True):
    """One thing to do: its name in the window's language first, the menu it lies in, keys, and its action."""

    names: tuple[str, ...]
    menu: str
    keys: str
    enabled: bool
    action: QAction

    @classmethod
    def of(cls, action: QAction, names: tuple[str, ...], menu: str) -> Entry:
        """The entry of an action as it is now."""
        keys = keys_text(key.toString() for key in action.shortcuts())
        return cls(names, menu, keys, action.isEnabled(), action)

    def rank(self, words: list[str]) -> int | None:
        """How well the folded words fit, 0 best; None if one of them is not in the names."""
        folded = [fold_key(name) for name in self.names]
        everything = " ".join([*folded, fold_key(self.menu)])
        if not all(word in everything for word in words):
            return None
        typed = " ".join(words)
        if any(name.startswith(typed) for name in folded):
            return 0
        return 1 if any(f" {name}".find(f" {typed}") >= 0 for name in folded) else 2


def entries(
    language: Language,
    actions: Mapping[str, QAction],
    labels: Iterable[Label],
    label_actions: Iterable[QAction],
) -> list[Entry]:
    """Every row of `ACTIONS`, then every label; the data of a label's action is the label's id."""
    order = (language, *(other for other in LANGUAGES if other != language))
    found = []
    for spec in ACTIONS:
        names = tuple(tr(each, f"actions.{spec.id}") for each in order)
        found.append(Entry.of(actions[spec.id], names, menu_name(language, spec.menu)))
    heading = tr(language, "window.menu-labels")
    by_id = {label.id: label for label in labels}
    for action in label_actions:
        if (label := by_id.get(action.data())) is not None:
            names = tuple(named(label, each) for each in order)
            found.append(Entry.of(action, names, heading))
    return found


def menu_name(language: Language, menu: Menu) -> str:
    return tr(language, f"window.menu-{menu}")


class CommandPalette(QFrame):
    """Opens over the window; what cannot be done now is grey and does nothing."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._session = session
        self._entries: list[Entry] = []
        self.line = QLineEdit()
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Rows(self.list))
        self.nothing = QLabel()
        self.nothing.setObjectName("quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._run)
        # The actions of labels are made anew with the scheme; a list of the old ones would run nothing.
        session.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if changes.scheme or changes.documents:
            self.hide()

    def offer(self, found: list[Entry]) -> None:
        """Open with these entries, all of them shown at first."""
        tr = self._session.tr_
        parent = self.parentWidget()
        assert parent is not None
        self._entries = found
        self.setAccessibleName(tr("actions.commands"))
        self.line.setPlaceholderText(tr("find.commands"))
        self.line.setAccessibleName(tr("find.commands"))
        self.list.setAccessibleName(tr("actions.commands"))
        self.nothing.setText(tr("find.commands-none"))
        self.setLayoutDirection(parent.layoutDirection())
        self.line.clear()
        self._narrow("")
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * _SHOWN_ROWS + 4)
        self.setFixedWidth(min(_WIDTH, parent.width()))
        self.adjustSize()
        corner = parent.rect().topLeft()
        corner.setX(corner.x() + (parent.width() - self.width()) // 2)
        corner.setY(corner.y() + min(_FROM_TOP, max(0, parent.height() - self.height())))
        self.move(parent.mapToGlobal(corner))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _narrow(self, typed: str) -> None:
        words = fold_key(typed).split()
        ranked = [
            (not entry.enabled, rank, place)
            for place, entry in enumerate(self._entries)
            if (rank := entry.rank(words)) is not None
        ]
        # With nothing typed the order of the menus helps more than what is possible now.
        if words:
            ranked.sort()
        self.list.clear()
        for off, _, place in ranked:
            entry = self._entries[place]
            item = QListWidgetItem(isolated(entry.names[0]))
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.names[0]}. {entry.menu}. {entry.keys}")
            if off:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not ranked)

    def _run(self, item: QListWidgetItem | None) -> None:
        entry = item.data(_ENTRY) if item is not None else None
        if isinstance(entry, Entry) and entry.enabled:
            self.hide()
            entry.action.trigger()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line takes what is typed, the list what walks it."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in _WALKING:
            self._walk(Qt.Key(event.key()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _walk(self, key: Qt.Key) -> None:
        step = _SHOWN_ROWS - 1 if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) else 1
        back = key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp)
        row = self.list.currentRow() + (-step if back else step)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))


class _Rows(QStyledItemDelegate):
    """The name, the other language's name after it, and the keys at the far end."""

    _GAP = 14

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        name, row.text = row.text, ""
        widget: QWidget = row.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, widget)
        entry = index.data(_ENTRY)
        if not isinstance(entry, Entry):
            return
        # The style sheet sets one colour for whatever the state of a row.
        colors = QGuiApplication.palette()
        ink, dim = colors.color(QPalette.ColorRole.Text), colors.color(QPalette.ColorRole.PlaceholderText)
        rtl = row.direction == Qt.LayoutDirection.RightToLeft
        metrics = QFontMetrics(row.font)
        room: QRect = row.rect.adjusted(10, 0, -10, 0)
        before = metrics.horizontalAdvance(name) + self._GAP
        after = metrics.horizontalAdvance(entry.keys) + self._GAP
        between = room.adjusted(after, 0, -before, 0) if rtl else room.adjusted(before, 0, -after, 0)
        other = isolated(" · ".join(entry.names[1:]))
        centred = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.save()
        painter.setFont(row.font)
        painter.setLayoutDirection(row.direction)
        painter.setPen(ink if entry.enabled else dim)
        painter.drawText(room, centred | Qt.AlignmentFlag.AlignLeading, name)
        painter.setPen(dim)
        shown = metrics.elidedText(other, Qt.TextElideMode.ElideRight, between.width())
        painter.drawText(between, centred | Qt.AlignmentFlag.AlignLeading, shown)
        painter.drawText(room, centred | Qt.AlignmentFlag.AlignTrailing, entry.keys)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, QFontMetrics(option.font).height() + 12)
