"""The panels of the window and how they stand: documents, the page with the article, what is beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.suggest.clitics import clitics
from annotator.suggest.naming import naming
from annotator.ui.article.view import ArticleView
from annotator.ui.documents.curtain import Curtain
from annotator.ui.documents.header import DocumentHeader
from annotator.ui.documents.panel import DocumentsPanel
from annotator.ui.mark.inspector import Inspector
from annotator.ui.mark.label_bar import LabelBar
from annotator.ui.parts.look import DARK, LIGHT, Chrome
from annotator.ui.project.welcome import WelcomePage
from annotator.ui.review.bar import ReviewBar
from annotator.ui.review.difference_list import DifferenceList
from annotator.ui.review.strip import ReviewStrip
from annotator.ui.review.target_panel import TargetPanel
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.suggest.strip import SuggestionStrip

if TYPE_CHECKING:
    from annotator.ui.help.guidelines import GuidelinesPanel

_LEAST_WIDTHS = (180, 320, 262)
_WIDTHS = [270, 760, 290]
_GUIDELINES_WIDTH = 260

SIDE_PANELS = ("show_documents", "show_inspector", "guidelines")
"""Panels beside the text: settings and actions of the same name."""


class Panels(QStackedWidget):
    """The welcome page, or the workspace once there are documents."""

    guidelines_closed = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self.welcome = WelcomePage(session, settings)
        self.documents = DocumentsPanel(session)
        self.article = ArticleView(LIGHT)
        self.article.words.clitics, self.article.words.naming = clitics, naming
        self.article.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header = DocumentHeader(session)
        self.review_bar = ReviewBar(session)
        self.strip = SuggestionStrip(session)
        self.review_strip = ReviewStrip(session)
        self.differences = DifferenceList(session)
        self.inspector = Inspector(session)
        self.target_panel = TargetPanel(session)
        self.label_bar = LabelBar(session)
        self.side = self._side()
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.workspace.setChildrenCollapsible(False)
        self.workspace.setHandleWidth(8)
        for panel, least in zip((self.documents, self._page(), self.side), _LEAST_WIDTHS, strict=True):
            panel.setMinimumWidth(least)
            self.workspace.addWidget(panel)
        self.workspace.setStretchFactor(1, 1)
        self.workspace.setSizes(_WIDTHS)
        self.addWidget(self.welcome)
        self.addWidget(self.workspace)
        self.welcome.setFocus()
        self.frame_with_bars = QWidget()
        self._bars = QVBoxLayout(self.frame_with_bars)
        self._bars.setContentsMargins(0, 0, 0, 0)
        self._bars.setSpacing(0)
        self._bars.addWidget(self, 1)

    def _page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("article-page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        reading = QWidget()
        reading.setFocusProxy(self.article)
        within = QVBoxLayout(reading)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(0)
        for widget in (self.review_bar, self.article, self.strip, self.review_strip):
            within.addWidget(widget, 1 if widget is self.article else 0)
        self.curtain = Curtain(self._session, reading)
        self._column.addWidget(self.header)
        self._column.addWidget(reading, 1)
        self._column.addWidget(self.curtain, 1)
        return page

    def _side(self) -> QWidget:
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(1)
        for widget in (self.differences, self.inspector, self.target_panel):
            beside.addWidget(widget, 1)
        return side

    @cached_property
    def guidelines(self) -> GuidelinesPanel:
        """Built when it is first shown: most who work here have read them."""
        from annotator.ui.help.guidelines import GuidelinesPanel

        panel = GuidelinesPanel(self._session)
        panel.hide()
        panel.setMinimumWidth(_GUIDELINES_WIDTH)
        panel.closed.connect(self.guidelines_closed)
        self.workspace.insertWidget(self.workspace.indexOf(self.side), panel)
        return panel

    def side_panel(self, setting_id: str) -> QWidget:
        """The panel beside the text that a setting shows."""
        if setting_id == "guidelines":
            return self.guidelines
        return self.documents if setting_id == "show_documents" else self.side

    def show_beside(self, setting_id: str, shown: bool) -> None:
        """Show a panel beside the text or put it away. The focus never stays in what is not seen."""
        if not shown and setting_id == "guidelines" and "guidelines" not in self.__dict__:
            return
        panel = self.side_panel(setting_id)
        if not shown and panel.isAncestorOf(QApplication.focusWidget() or self):
            self.article.setFocus()
        panel.setVisible(shown)

    def put_above_all(self, bar: QWidget) -> None:
        self._bars.insertWidget(0, bar)

    def put_above_the_text(self, bar: QWidget) -> None:
        self._column.insertWidget(1, bar)

    def show_workspace(self, shown: bool) -> None:
        if shown != (self.currentWidget() is self.workspace):
            self.setCurrentWidget(self.workspace if shown else self.welcome)
            (self.article if shown else self.welcome).setFocus()

    def set_chrome(self, chrome: Chrome) -> None:
        """Put on the colours of a theme."""
        self.article.set_theme(DARK if chrome.dark else LIGHT)
        self.documents.set_chrome(chrome)
        for panel in (self.label_bar, self.review_bar, self.differences, self.target_panel):
            panel.set_dark(chrome.dark)
