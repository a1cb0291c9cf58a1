"""The panels of the window and how they stand: documents, the page with the article, what is beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.suggest.clitics import clitics
from annotator.suggest.naming import naming
from annotator.ui.article.view import ArticleView
from annotator.ui.documents.curtain import Curtain
from annotator.ui.documents.header import DocumentHeader
from annotator.ui.documents.panel import DocumentsPanel
from annotator.ui.mark.inspector import Inspector
from annotator.ui.mark.label_bar import LabelBar
from annotator.ui.mark.outline import Outline
from annotator.ui.parts.look import DARK, LIGHT, Chrome
from annotator.ui.parts.notice import Notice
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

_LEAST_WIDTHS = (170, 320, 262)
_WIDTHS = [270, 760, 290]
_GUIDELINES_WIDTH = 220
_WIDE = 1500
"""From this width on, who says what and what is selected stand side by side."""

SIDE_PANELS = ("show_documents", "show_inspector", "guidelines")
"""Panels beside the text: settings and actions of the same name."""


class Panels(QStackedWidget):
    """The welcome page, or the workspace once there are documents."""

    guidelines_closed = Signal()
    widened = Signal()
    """There is room for more than before, or for less."""

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
        self.notice = Notice(session)
        self.strip = SuggestionStrip(session)
        self.review_strip = ReviewStrip(session)
        self.differences = DifferenceList(session)
        self.outline = Outline(session)
        self.inspector = Inspector(session)
        self.target_panel = TargetPanel(session)
        self.label_bar = LabelBar(session)
        self.side = self._side()
        self._page = self._text_page()
        self._was_wide, self._one_column = False, _WIDTHS[2]
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.workspace.setChildrenCollapsible(False)
        self.workspace.setHandleWidth(8)
        for panel, least in zip((self.documents, self._page, self.side), _LEAST_WIDTHS, strict=True):
            panel.setMinimumWidth(least)
            self.workspace.addWidget(panel)
        self.workspace.setStretchFactor(1, 1)
        self.workspace.setSizes(_WIDTHS)
        self.addWidget(self.welcome)
        self.addWidget(self.workspace)
        self.frame_with_bars = QWidget()
        self._bars = QVBoxLayout(self.frame_with_bars)
        self._bars.setContentsMargins(0, 0, 0, 0)
        self._bars.setSpacing(0)
        self._bars.addWidget(self, 1)
        self.give_focus()

    def _text_page(self) -> QWidget:
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
        for widget in (self.review_bar, self.article, self.notice, self.strip, self.review_strip):
            within.addWidget(widget, 1 if widget is self.article else 0)
        self.curtain = Curtain(self._session, reading)
        self._column.addWidget(self.header)
        self._column.addWidget(reading, 1)
        self._column.addWidget(self.curtain, 1)
        return page

    def _side(self) -> QWidget:
        """Who says what, and the details of what is selected; one of them where there is no room for both."""
        side, self.details = QWidget(), QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.TopToBottom, side)
        beside = QVBoxLayout(self.details)
        for layout in (self._beside, beside):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(1)
        for widget in (self.differences, self.inspector, self.target_panel):
            beside.addWidget(widget, 1)
        self._beside.addWidget(self.outline, 1)
        self._beside.addWidget(self.details, 1)
        return side

    def show_side(self, *, details: bool, differences: bool) -> None:
        """Show who says what, or the details of something, or both where there is room for both.

        `differences`: the list of these stands with the details, whatever is in question.
        """
        self.outline.setVisible(self.is_wide or not details)
        self.details.setVisible(self.is_wide or details or differences)

    @property
    def is_wide(self) -> bool:
        """Whether there is room for the outline beside the details."""
        return self.window().width() >= _WIDE

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
            self.give_focus()

    def give_focus(self) -> None:
        """Have the keys count where one works: in the text, or on the welcome page."""
        (self.article if self.currentWidget() is self.workspace else self.welcome).setFocus()

    def set_chrome(self, chrome: Chrome) -> None:
        """Put on the colours of a theme."""
        self.article.set_theme(DARK if chrome.dark else LIGHT)
        self.documents.set_chrome(chrome)
        self.outline.set_chrome(chrome)
        for panel in (self.label_bar, self.review_bar, self.differences, self.target_panel):
            panel.set_dark(chrome.dark)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_wide != self._was_wide:
            self._was_wide = self.is_wide
            self._session.soon(self._spread)

    def _spread(self) -> None:
        """Give the side the width of two columns, or of one."""
        sizes, place = self.workspace.sizes(), self.workspace.indexOf(self.side)
        least, usual = (2 * width if self.is_wide else width for width in (_LEAST_WIDTHS[2], _WIDTHS[2]))
        before = sizes[place]
        if self.is_wide:
            self._one_column = before if before < least else self._one_column
        sizes[place] = max(before, usual) if self.is_wide else self._one_column
        sizes[self.workspace.indexOf(self._page)] += before - sizes[place]
        way = QBoxLayout.Direction.LeftToRight if self.is_wide else QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(way)
        self.side.setMinimumWidth(least)
        self.workspace.setSizes(sizes)
        self.widened.emit()
