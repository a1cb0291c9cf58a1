"""Menus, tool bar and keys, all made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from annotator.core.model import FLAGS
from annotator.ui.actions import ACTIONS, MENUS, SIDES, ActionSpec
from annotator.ui.keyboard import keys_text
from annotator.ui.mark.label_bar import LabelBar
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session

_IN_CONTEXT = (
    "attribute",
    "attribute_as_before",
    "label_all",
    "add_range",
    "move_edges",
    "name_page",
    "accept_suggestion",
    "edit_suggestion",
    "reject_suggestion",
    "delete",
    "copy",
)
_IN_CONTEXT_OF_REVIEW = ("accept_target", "accept_row", "reject_target", "correct_target", "comment")
_THEMES = ("theme_system", "theme_light", "theme_dark")
_IN_BAR = ("undo", "redo")

_ROLES = {
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}
"""What macOS has in the menu of the program; by themselves it knows such words in few languages only."""


class Menus(QObject):
    """An action for each row of the table; `act` gets the id of the one that is chosen."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        article: QWidget,
        label_bar: LabelBar,
        recent: QMenu,
        act: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._article = article
        self._label_bar = label_bar
        self._act = act
        self.recent = recent
        self.actions: dict[str, QAction] = {}
        self.menus = {menu: QMenu(window) for menu in MENUS}
        for menu in self.menus.values():
            window.menuBar().addMenu(menu)
        self.labels = QMenu(window)
        self.menus["annotate"].addMenu(self.labels)
        for spec in ACTIONS:
            self._add(spec)
        themes = QActionGroup(self)
        for theme in _THEMES:
            themes.addAction(self.actions[theme])
        self.bar = self._bar()
        window.addToolBar(self.bar)

    def _add(self, spec: ActionSpec) -> None:
        action = QAction(self._window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setMenuRole(_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        action.setShortcuts([QKeySequence(key) for key in spec.keys_here])
        if spec.scope == "article":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._article.addAction(action)
        else:
            self._window.addAction(action)
        action.triggered.connect(partial(self._triggered, spec.id))
        if spec.separated:
            self.menus[spec.menu].addSeparator()
        self.menus[spec.menu].addAction(action)
        if spec.id == "open":
            self.menus[spec.menu].addMenu(self.recent)
        self.actions[spec.id] = action

    def _triggered(self, action_id: str, *_: object) -> None:
        self._act(action_id)

    def _bar(self) -> QToolBar:
        bar = QToolBar(self._window)
        bar.setObjectName("bar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self._label_bar)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(spacer)
        for action_id in _IN_BAR:
            bar.addAction(self.actions[action_id])
        return bar

    def retranslate(self) -> None:
        tr = self._session.tr_
        for spec in ACTIONS:
            name, action = tr(f"actions.{spec.id}"), self.actions[spec.id]
            # Beside Arabic a sign at the end of the keys would jump to their front: there they are isolated.
            signs = spec.keys and not spec.keys_here[0][-1].isalnum() and self._session.language == "ar"
            action.setText(f"{name}\t{keys_text(spec.keys_here[:1])}" if signs else name)
            action.setIconText(name)
            action.setToolTip(as_text(name))
        for menu_id, menu in self.menus.items():
            menu.setTitle(tr(f"window.menu-{menu_id}"))
        self.recent.setTitle(tr("window.recent"))
        self.labels.setTitle(tr("window.menu-labels"))
        self.bar.setAccessibleName(tr("window.tool-bar"))
        self.rebuild_labels()

    def rebuild_labels(self) -> None:
        """The label bar, and the labels of the menu, from the scheme."""
        self.labels.clear()
        self._label_bar.rebuild()
        for action in self._label_bar.label_actions():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._article.addAction(action)
            self.labels.addAction(action)

    def check(self, action_id: str, on: bool) -> None:
        self.actions[action_id].setChecked(on)

    def enable(self, has: Mapping[str, bool]) -> None:
        """Which actions make sense, by what there is."""
        for spec in ACTIONS:
            self.actions[spec.id].setEnabled(has[spec.needs])
            if spec.needs in SIDES:  # not eight of each where two differ
                self.actions[spec.id].setVisible(has[spec.needs])
        self.actions["undo"].setEnabled(self._session.can_undo())
        self.actions["redo"].setEnabled(self._session.can_redo())
        project = self._session.project
        self.check("note_accounts", project is not None and project.policy.accounts)
        self.check("inbox", project is not None and project.policy.inbox)
        reading = self._session.reading
        for flag in FLAGS:
            self.check(flag, reading is not None and getattr(reading.filing, flag))
        self._label_bar.setEnabled(has["editable"])
        for action in self._label_bar.label_actions():
            action.setEnabled(has["editable"])

    def show_context(self, at: QPoint) -> None:
        """Show what can be done at a place of the article."""
        menu = QMenu(self._window)
        menu.addActions(self._label_bar.label_actions())
        menu.addSeparator()
        menu.addActions([self.actions[action_id] for action_id in _IN_CONTEXT])
        review = [self.actions[action_id] for action_id in _IN_CONTEXT_OF_REVIEW]
        if any(action.isEnabled() for action in review):
            menu.addSeparator()
            menu.addActions(review)
        menu.exec(at)
