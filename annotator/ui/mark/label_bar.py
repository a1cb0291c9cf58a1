"""The label bar, which is the legend too: a button a label, with its key, colour and shape of band."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from annotator.core.scheme import named
from annotator.ui.actions import is_taken
from annotator.ui.parts.label_icon import ICON_SIZE, label_icon
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session

_MOST_BUTTONS = 100
"""More would be no bar; the command palette finds every label by its name."""


class LabelBar(QWidget):
    """Emits `pressed` with the id of a label, from its button or from its key."""

    pressed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dark = False
        self._actions: list[QAction] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(5)

    def label_actions(self) -> list[QAction]:
        """One action a label, with its key."""
        return self._actions

    def rebuild(self) -> None:
        """Make the buttons from the scheme, in the window's language."""
        for action in self._actions:
            # Until it is deleted its key would be ambiguous with that of its successor.
            action.setShortcuts([])
            action.deleteLater()
        self._actions = []
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        if self._session.project is None:
            return
        language = self._session.language
        for label in self._session.scheme.active_labels():
            name = named(label, language)
            # Otherwise Qt takes the sign for the mark of a mnemonic.
            shown = name.replace("&", "&&")
            action = QAction(label_icon(label, dark=self._dark), shown, self)
            action.setToolTip(as_text(name))
            key = label.key if not is_taken(label.key) else ""
            if key:
                action.setShortcut(QKeySequence(key))
            action.setData(label.id)
            action.triggered.connect(partial(self._press, label.id))
            self._actions.append(action)
            if len(self._actions) > _MOST_BUTTONS:
                continue
            button = QToolButton()
            button.setObjectName("label")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIcon(action.icon())
            button.setIconSize(ICON_SIZE)
            button.setText(f"{key}  {shown}" if key else shown)
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._press, label.id))
            self._row.addWidget(button)

    def set_dark(self, dark: bool) -> None:
        if dark != self._dark:
            self._dark = dark
            if self._session.project is None:
                return
            labels = self._session.scheme.active_labels()
            for place, label in enumerate(labels):
                icon = label_icon(label, dark=dark)
                self._actions[place].setIcon(icon)
                button = self._row.itemAt(place)
                widget = button.widget() if button is not None else None
                if isinstance(widget, QToolButton):
                    widget.setIcon(icon)

    def _press(self, label_id: str, *_: object) -> None:
        self.pressed.emit(label_id)
