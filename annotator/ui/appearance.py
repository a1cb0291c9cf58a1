"""Carries the settings out on the window: colours, language, type, and which panels stand beside the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.menus import Menus
from annotator.ui.panels import SIDE_PANELS, Panels
from annotator.ui.parts.look import Chrome, chrome_for
from annotator.ui.qt_words import QtWords
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import Language

_OTHER: Final[dict[Language, Language]] = {"ar": "en", "en": "ar"}

Effect = Callable[[Any], object]
"""What a setting's value does."""


class Appearance(QObject):
    """Puts each setting into effect: all of them at the start, then the one that changes."""

    chrome_changed = Signal(object)
    """Another theme was put on: its `Chrome`."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        panels: Panels,
        menus: Menus,
        *,
        effects: Mapping[str, Effect],
        window: QWidget,
    ) -> None:
        """`effects`: what is done by those whom the panels do not know."""
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._panels = panels
        self._menus = menus
        self._qt_words = QtWords(self)
        self.chrome = chrome_for(settings.value("theme"))
        article = panels.article
        self.effects: dict[str, Effect] = {
            "language": session.set_language,
            "theme": self._put_on,
            "face": article.set_face,
            "font_size": article.set_font_size,
            "line_spacing": article.set_line_spacing,
            "show_invisible": article.set_show_invisible,
            **{key: partial(panels.show_beside, key) for key in SIDE_PANELS},
            **effects,
        }
        settings.changed.connect(self._apply)
        article.font_size_changed.connect(partial(settings.set_value, "font_size"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_turned)

    def follow(self, set_chrome: Callable[[Chrome], None]) -> None:
        """Give a page the colours of the window, and again whenever they change."""
        set_chrome(self.chrome)
        self.chrome_changed.connect(set_chrome)

    def apply_all(self) -> None:
        """As the settings are. The language is the session's: it may have been asked for at the start."""
        for setting_id in self.effects:
            if setting_id != "language":
                self._apply(setting_id)

    def _apply(self, setting_id: str) -> None:
        value = self._settings.value(setting_id)
        if setting_id in self._menus.actions and isinstance(value, bool):
            self._menus.check(setting_id, value)
        if setting_id in self.effects:
            self.effects[setting_id](value)

    def toggle(self, setting_id: str) -> None:
        self._settings.set_value(setting_id, not self._settings.value(setting_id))

    # Language and colours

    def speak(self) -> None:
        """Mirror the application for the session's language; Qt's own dialogs speak it too."""
        language = self._session.language
        QCoreApplication.removeTranslator(self._qt_words)
        if self._qt_words.speak(language):
            QCoreApplication.installTranslator(self._qt_words)
        direction = Qt.LayoutDirection.RightToLeft if language == "ar" else Qt.LayoutDirection.LeftToRight
        QApplication.setLayoutDirection(direction)

    def _system_turned(self) -> None:
        """The desktop has become light or dark."""
        self._apply("theme")

    def switch_language(self) -> None:
        """To the other of the two languages; remembered."""
        language = _OTHER[self._session.language]
        self._settings.set_value("language", language)
        self._session.set_language(language)

    def choose_theme(self, choice: str) -> None:
        self._settings.set_value("theme", choice)

    def _put_on(self, choice: str) -> None:
        self.chrome = chrome_for(choice)
        self._menus.check(f"theme_{choice}", True)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(self.chrome.palette())
        sheet = self.chrome.style_sheet()
        # Qt goes through every widget there is, also where nothing changes.
        if app.styleSheet() != sheet:
            app.setStyleSheet(sheet)
        self._panels.set_chrome(self.chrome)
        self.chrome_changed.emit(self.chrome)

    # The text and what stands beside it

    def space_lines(self, steps: int) -> None:
        """Set the lines further apart, or closer."""
        self._settings.change_by("line_spacing", steps)
        percent = self._settings.value("line_spacing")
        self._session.tell(self._session.tr_("window.line-spacing", percent=percent))

    def toggle_guidelines(self) -> None:
        """Show the guidelines beside the text, or put them away."""
        self.toggle("guidelines")
        shown = self._settings.value("guidelines")
        (self._panels.guidelines if shown else self._panels.article).setFocus()

    def inspect(self) -> None:
        """Put the focus on the first control of the selected span's panel."""
        self._settings.set_value("show_inspector", True)
        self._panels.inspector.focus_first()

    def go_beside(self) -> None:
        """Put the focus on the panel beside the text: what is selected, or who says what; then the other."""
        self._settings.set_value("show_inspector", True)
        self._session.settle()
        outline, inspector = self._panels.outline, self._panels.inspector
        is_there = inspector.isAncestorOf(QApplication.focusWidget() or outline)
        if outline.isVisible() and (is_there or not inspector.shows_span):
            outline.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            inspector.focus_first()

    def show_history(self) -> None:
        """Put the focus on the history of the selected span."""
        self._settings.set_value("show_inspector", True)
        self._panels.inspector.focus_history()

    def go_to_documents(self) -> None:
        self._settings.set_value("show_documents", True)
        self._panels.documents.list.setFocus()
