"""The main window: menus and palette, documents, article, inspector, status; one window, one project."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QPoint, QSize, Qt, QTranslator, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__, account
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.i18n import Language, error_sentence
from annotator.store import Project, queries
from annotator.store.lists import ListId
from annotator.suggest.clitics import clitics
from annotator.ui.actions import ACTIONS, MENUS, ActionSpec
from annotator.ui.annotating import Annotating
from annotator.ui.article.theme import DARK, LIGHT
from annotator.ui.article.view import ArticleView
from annotator.ui.difference_list import DifferenceList
from annotator.ui.documents import DocumentsPanel
from annotator.ui.header import DocumentHeader
from annotator.ui.inspector import Inspector
from annotator.ui.palette import LabelPalette
from annotator.ui.proposing import Proposing
from annotator.ui.review_bar import ReviewBar
from annotator.ui.review_strip import ReviewStrip
from annotator.ui.review_words import ReviewWords
from annotator.ui.reviewing import Reviewing
from annotator.ui.session import BRINGS_DOCUMENTS, Session
from annotator.ui.settings import Settings
from annotator.ui.status import StatusBar
from annotator.ui.style import chrome_for
from annotator.ui.submitting import Submitting
from annotator.ui.suggestion_strip import SuggestionStrip
from annotator.ui.target_panel import TargetPanel
from annotator.ui.verdicts import Judging
from annotator.ui.welcome import WelcomePage

if TYPE_CHECKING:
    from annotator.ui.command_palette import CommandPalette
    from annotator.ui.find_bar import FindBar
    from annotator.ui.guidelines import GuidelinesPanel
    from annotator.ui.project_work import ProjectWork

_SMALLEST_FONT, _LARGEST_FONT = 9, 40
_TIGHTEST_SPACING, _WIDEST_SPACING = 80, 200
_START_SIZE = QSize(1320, 820)
_GUIDELINES_WIDTH = 260
_SIDE_PANELS = ("show_documents", "show_inspector", "guidelines")
"""What can stand beside the text: settings and actions of the same name."""
_CONTEXT_ACTIONS = (
    "attribute",
    "attribute_as_before",
    "label_all",
    "add_range",
    "move_edges",
    "accept_suggestion",
    "edit_suggestion",
    "reject_suggestion",
    "delete",
    "copy",
)
_JUDGING_ACTIONS = ("accept_target", "reject_target", "correct_target", "comment")
_IN_PASSING = frozenset(
    {
        "span-exists",
        "span-on-furniture",
        "nothing-selected",
        "attribution-without-claim",
        "no-claim-before",
        "no-source-label",
        "label-retired",
    }
)
"""Errors that are only hints: said in the status bar, not in a dialog."""


class MainWindow(QMainWindow):
    """Puts the panels together, says everything in the chosen language, and hands actions on.

    What the first picture does not show (find bar, command palette, dialogs) is imported and built when it
    is first asked for: that halves the time until the window stands.
    """

    chrome_changed = Signal(object)
    """Another theme was put on: its `Chrome`."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.actions_by_id: dict[str, QAction] = {}
        self._commenting = False
        self._qt_words = QTranslator(self)
        self.setObjectName("window")
        self.resize(_START_SIZE)
        self._build_panels()
        self.annotating = Annotating(session, self.article, self)
        self.proposing = Proposing(session, self.article, self)
        self.reviewing = Reviewing(session, self.article, self)
        self.judging = Judging(session, self.article, self.reviewing, self)
        self.submitting = Submitting(session, self)
        self.handlers = self._handlers()
        self._build_menus()
        self._build_bar()
        self._connect()
        self.apply_theme()
        self.retranslate()
        self._restore()
        self._update_state()

    # Building

    def _build_panels(self) -> None:
        self.documents = DocumentsPanel(self.session)
        self.article = ArticleView(LIGHT)
        self.article.set_lexicon(clitics)
        self.article.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header = DocumentHeader(self.session)
        self.inspector = Inspector(self.session)
        self.welcome = WelcomePage(self.session, self.settings)
        self.palette_bar = LabelPalette(self.session)
        page = QWidget()
        page.setObjectName("article-page")
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(1, 1, 1, 1)
        self._page.setSpacing(0)
        self.review_bar = ReviewBar(self.session)
        self.strip = SuggestionStrip(self.session)
        self.review_strip = ReviewStrip(self.session)
        self._page.addWidget(self.header)
        self._page.addWidget(self.review_bar)
        self._page.addWidget(self.article, 1)
        self._page.addWidget(self.strip)
        self._page.addWidget(self.review_strip)
        self.target_panel = TargetPanel(self.session)
        self.differences = DifferenceList(self.session)
        self.side = QWidget()
        beside = QVBoxLayout(self.side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(1)
        for widget in (self.differences, self.inspector, self.target_panel):
            beside.addWidget(widget, 1)
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.workspace.setChildrenCollapsible(False)
        self.workspace.setHandleWidth(8)
        panels: tuple[tuple[QWidget, int], ...] = (
            (self.documents, 180),
            (page, 320),
            (self.side, 262),
        )
        for panel, least in panels:
            panel.setMinimumWidth(least)
            self.workspace.addWidget(panel)
        self.workspace.setStretchFactor(1, 1)
        self.workspace.setSizes([270, 760, 290])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.workspace)
        self.setCentralWidget(self.stack)
        self.status = StatusBar(self.session)
        self.setStatusBar(self.status)

    @cached_property
    def find_bar(self) -> FindBar:
        from annotator.ui.find_bar import FindBar

        bar = FindBar(self.session, self.article)
        bar.hits_changed.connect(self.article.set_hits)
        self._page.insertWidget(1, bar)
        return bar

    @cached_property
    def guidelines(self) -> GuidelinesPanel:
        from annotator.ui.guidelines import GuidelinesPanel

        panel = GuidelinesPanel(self.session)
        panel.hide()
        panel.setMinimumWidth(_GUIDELINES_WIDTH)
        panel.closed.connect(self.toggle_guidelines)
        self.workspace.insertWidget(self.workspace.indexOf(self.side), panel)
        return panel

    @cached_property
    def command_palette(self) -> CommandPalette:
        from annotator.ui.command_palette import CommandPalette

        return CommandPalette(self.session, self)

    @cached_property
    def work(self) -> ProjectWork:
        from annotator.ui.project_work import ProjectWork

        work = ProjectWork(self.session, self)
        work.before_act.connect(self.inspector.commit)
        work.told.connect(self.status.tell)
        work.opened.connect(self.take_over)
        work.document_wanted.connect(self.open_document)
        return work

    def _handlers(self) -> dict[str, Callable[[], object]]:
        """What each row of `ACTIONS` does."""
        annotating, article, proposing = self.annotating, self.article, self.proposing
        reviewing, judging, submitting = self.reviewing, self.judging, self.submitting
        return {
            "new": lambda: self.work.new(),
            "open": lambda: self.work.open(),
            "sample": lambda: self.work.sample(),
            "import": lambda: self.work.import_files(),
            "import_folder": lambda: self.work.import_folder(),
            "paste_document": lambda: self.work.paste_document(),
            "export": lambda: self.work.export(),
            "verify": lambda: self.work.verify(),
            "statistics": lambda: self.work.statistics(),
            "lead": self.show_lead,
            "suggest_all": lambda: self.work.suggest_all(),
            "names": self.edit_names,
            "lexicon": self.edit_lexicon,
            "scheme": self.edit_scheme,
            "author": self.change_author,
            "quit": self.close,
            "undo": self.undo,
            "redo": self.session.redo,
            "copy": article.copy,
            "select_all": article.select_all,
            "find": lambda: self.find_bar.open(),
            "find_next": lambda: self.find_bar.step(1),
            "find_previous": lambda: self.find_bar.step(-1),
            "delete": annotating.delete,
            "add_range": annotating.add_range,
            "move_edges": self.move_edges,
            "label_all": self.label_all,
            "inspect": self.inspect,
            "history": self.show_history,
            "point_name": self.point_name,
            "attribute": self.attribute,
            "attribute_as_before": annotating.attribute_as_before,
            "next_unattributed": annotating.next_unattributed,
            "next_suggestion": partial(proposing.step, 1),
            "previous_suggestion": partial(proposing.step, -1),
            "accept_suggestion": proposing.accept,
            "edit_suggestion": proposing.edit,
            "reject_suggestion": proposing.reject,
            "accept_alike": proposing.accept_alike,
            "next_document": partial(self.documents.step, 1),
            "previous_document": partial(self.documents.step, -1),
            "submit": submitting.submit,
            "withdraw": submitting.withdraw,
            "next_target": partial(reviewing.step, 1),
            "previous_target": partial(reviewing.step, -1),
            "accept_target": judging.accept,
            "reject_target": judging.reject,
            "correct_target": judging.correct,
            "comment": self.write_comment,
            "accept_remaining": judging.accept_remaining,
            "take_both": judging.take_both,
            "take_neither": judging.take_neither,
            "next_view": reviewing.next_view,
            "next_list": self.documents.next_list,
            **{f"take_{side}": partial(judging.take, side) for side in range(1, 5)},
            "language": self.switch_language,
            "theme_system": partial(self.choose_theme, "system"),
            "theme_light": partial(self.choose_theme, "light"),
            "theme_dark": partial(self.choose_theme, "dark"),
            "looser": partial(self._space_lines, 10),
            "tighter": partial(self._space_lines, -10),
            "show_documents": partial(self._toggle_panel, "show_documents"),
            "show_inspector": partial(self._toggle_panel, "show_inspector"),
            "larger": partial(self._resize_text, 1),
            "smaller": partial(self._resize_text, -1),
            "show_invisible": self._toggle_invisible,
            "snapping": self._toggle_snapping,
            "show_suggestions": self._toggle_suggestions,
            "focus_documents": self.go_to_documents,
            "focus_article": article.setFocus,
            "focus_inspector": self.inspect,
            "commands": self.show_commands,
            "guidelines": self.toggle_guidelines,
            "shortcuts": self.show_keys,
            "about": self.show_about,
        }

    def _build_menus(self) -> None:
        self.menus = {menu: QMenu(self) for menu in MENUS}
        for menu in self.menus.values():
            self.menuBar().addMenu(menu)
        self.labels_menu = QMenu(self)
        self.menus["annotate"].addMenu(self.labels_menu)
        for spec in ACTIONS:
            self._add_action(spec)
        themes = QActionGroup(self)
        for choice in ("system", "light", "dark"):
            themes.addAction(self.actions_by_id[f"theme_{choice}"])

    def _add_action(self, spec: ActionSpec) -> None:
        action = QAction(self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.scope == "article":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.article.addAction(action)
        else:
            self.addAction(action)
        handler = self.handlers[spec.id]
        action.triggered.connect(lambda: handler())
        if spec.separated:
            self.menus[spec.menu].addSeparator()
        self.menus[spec.menu].addAction(action)
        self.actions_by_id[spec.id] = action

    def _build_bar(self) -> None:
        self.bar = QToolBar(self)
        self.bar.setObjectName("bar")
        self.bar.setMovable(False)
        self.bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.bar.addWidget(self.palette_bar)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar.addWidget(spacer)
        for action_id in ("undo", "redo"):
            self.bar.addAction(self.actions_by_id[action_id])
        self.addToolBar(self.bar)

    def _connect(self) -> None:
        session = self.session
        session.project_changed.connect(self._project_changed)
        session.scheme_changed.connect(self._scheme_changed)
        session.document_changed.connect(self._document_changed)
        session.layer_changed.connect(self._show_layer)
        session.author_changed.connect(self._update_state)
        session.language_changed.connect(self.retranslate)
        session.failed.connect(self.fail)
        for actor in (self.annotating, self.proposing, self.reviewing, self.submitting):
            actor.before_act.connect(self.inspector.commit)
            actor.told.connect(self.status.tell)
        self.judging.before_act.connect(self.inspector.commit)
        self.annotating.expecting.connect(self.status.expect)
        self.documents.chosen.connect(self._open_listed)
        self.reviewing.changed.connect(self._show_review)
        self.review_bar.chosen.connect(self.reviewing.show_view)
        self.review_strip.pressed.connect(lambda action_id: self.handlers[action_id]())
        self.differences.chosen.connect(self.reviewing.go_to)
        self.target_panel.commented.connect(self.judging.comment)
        self.target_panel.left.connect(self._leave_comment)
        self.submitting.wanted.connect(self.annotating.go_to)
        self.article.span_selected.connect(self._span_selected)
        self.article.span_opened.connect(self._span_opened)
        self.proposing.changed.connect(self._show_layer)
        self.strip.pressed.connect(lambda action_id: self.handlers[action_id]())
        self.article.font_size_changed.connect(partial(self.settings.set_value, "font_size"))
        self.article.customContextMenuRequested.connect(self._context_menu)
        self.inspector.span_chosen.connect(self.annotating.go_to)
        self.inspector.attribute_wanted.connect(self.annotating.attribute)
        self.inspector.name_wanted.connect(self.point_name)
        self.inspector.left.connect(self.article.setFocus)
        self.palette_bar.pressed.connect(self.label)
        self.welcome.wanted.connect(lambda action_id: self.handlers[action_id]())
        self.welcome.recent_wanted.connect(lambda path: self.work.open_path(path))
        self.status.author_pressed.connect(self.change_author)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def _restore(self) -> None:
        """The shape and the choices of the last time."""
        if state := self.settings.shape("window"):
            self.restoreGeometry(state)
        for key in _SIDE_PANELS:
            shown = self.settings.value(key)
            self.actions_by_id[key].setChecked(shown)
            # The guidelines are built when they are first shown.
            if shown or key != "guidelines":
                self._side_panel(key).setVisible(shown)
        if state := self.settings.shape(self._workspace_shape()):
            self.workspace.restoreState(state)
        self.article.set_face(self.settings.value("face"))
        self.article.set_font_size(self.settings.value("font_size"))
        self._space_lines()
        for key in ("show_invisible", "snapping", "show_suggestions"):
            self.actions_by_id[key].setChecked(self.settings.value(key))
        self._toggle_invisible()
        self._toggle_snapping()
        self._toggle_suggestions()

    # Language and look

    def retranslate(self) -> None:
        """Say everything in the session's language and mirror the window."""
        tr, language = self.session.tr_, self.session.language
        self._translate_qt()
        rtl = language == "ar"
        QApplication.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        for spec in ACTIONS:
            self.actions_by_id[spec.id].setText(tr(f"actions.{spec.id}"))
        for menu_id, menu in self.menus.items():
            menu.setTitle(tr(f"window.menu-{menu_id}"))
        self.labels_menu.setTitle(tr("window.menu-labels"))
        self.bar.setAccessibleName(tr("window.tool-bar"))
        self.article.setAccessibleName(tr("window.article"))
        self.inspector.setAccessibleName(tr("window.inspector"))
        self._build_labels()
        self.welcome.refresh()
        self._update_title()
        self._show_panels()
        self._update_state()

    def _translate_qt(self) -> None:
        """Qt's own dialogs speak the language too."""
        QCoreApplication.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt_words.load(f"qtbase_{self.session.language}", folder):
            QCoreApplication.installTranslator(self._qt_words)

    def apply_theme(self, *_: object) -> None:
        """Put on the theme of the settings."""
        choice = self.settings.value("theme")
        chrome = chrome_for(choice)
        self.actions_by_id[f"theme_{choice}"].setChecked(True)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(chrome.palette())
        app.setStyleSheet(chrome.style_sheet())
        self.article.set_theme(DARK if chrome.dark else LIGHT)
        self.documents.set_chrome(chrome)
        self.palette_bar.set_dark(chrome.dark)
        for panel in (self.review_bar, self.differences, self.target_panel):
            panel.set_dark(chrome.dark)
        self._show_panels()
        self.chrome_changed.emit(chrome)

    def choose_theme(self, choice: str) -> None:
        self.settings.set_value("theme", choice)
        self.apply_theme()

    def switch_language(self) -> None:
        """To the other of the two languages; remembered."""
        language: Language = "en" if self.session.language == "ar" else "ar"
        self.settings.set_value("language", language)
        self.session.set_language(language)

    def _build_labels(self) -> None:
        """The palette, and the labels of the menu, from the scheme."""
        self.labels_menu.clear()
        self.palette_bar.rebuild()
        for action in self.palette_bar.label_actions():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.article.addAction(action)
            self.labels_menu.addAction(action)

    def _resize_text(self, by: int) -> None:
        size = min(_LARGEST_FONT, max(_SMALLEST_FONT, self.settings.value("font_size") + by))
        self.settings.set_value("font_size", size)
        self.article.set_font_size(size)

    def _space_lines(self, by: int = 0) -> None:
        """Set the lines further apart by so many per cent of the usual; by 0: as the settings say."""
        percent = min(_WIDEST_SPACING, max(_TIGHTEST_SPACING, self.settings.value("line_spacing") + by))
        self.article.set_line_spacing(percent)
        if by:
            self.settings.set_value("line_spacing", percent)
            self.status.tell(self.session.tr_("window.line-spacing", percent=percent))

    def _workspace_shape(self) -> str:
        """The setting of the panels' sizes: one for each number of panels that were built."""
        return f"workspace-{self.workspace.count()}"

    def _side_panel(self, key: str) -> QWidget:
        """The panel beside the article that the setting `key` shows."""
        if key == "guidelines":
            return self.guidelines
        return self.documents if key == "show_documents" else self.side

    def _toggle_panel(self, key: str) -> None:
        self._show_panel(key, self._side_panel(key).isHidden())

    def _show_panel(self, key: str, shown: bool) -> None:
        """Show a panel or put it away; remembered. The focus never stays in what is not seen."""
        panel = self._side_panel(key)
        if not shown and panel.isAncestorOf(QApplication.focusWidget() or self):
            self.article.setFocus()
        panel.setVisible(shown)
        self.actions_by_id[key].setChecked(shown)
        self.settings.set_value(key, shown)

    def inspect(self) -> None:
        """Put the focus on the first control of the selected span's panel."""
        self._show_panel("show_inspector", True)
        self.inspector.focus_first()

    def show_history(self) -> None:
        """Put the focus on the history of the selected span."""
        self._show_panel("show_inspector", True)
        self.inspector.focus_history()

    def go_to_documents(self) -> None:
        self._show_panel("show_documents", True)
        self.documents.list.setFocus()

    def _toggle_invisible(self) -> None:
        on = self.actions_by_id["show_invisible"].isChecked()
        self.settings.set_value("show_invisible", on)
        self.article.set_show_invisible(on)

    def _toggle_snapping(self) -> None:
        on = self.actions_by_id["snapping"].isChecked()
        self.settings.set_value("snapping", on)
        self.article.set_snapping(on)
        self.annotating.snapping = on

    def _toggle_suggestions(self) -> None:
        on = self.actions_by_id["show_suggestions"].isChecked()
        self.settings.set_value("show_suggestions", on)
        self.proposing.show(on)

    # The session's news

    def _project_changed(self) -> None:
        project = self.session.project
        self._build_labels()
        self.welcome.refresh()
        shown = project is not None and queries.document_count(project) > 0
        self.stack.setCurrentWidget(self.workspace if shown else self.welcome)
        self._update_title()
        self._update_state()

    def _scheme_changed(self) -> None:
        """Show everything in the terms of the new scheme; what is selected and found stays."""
        self._build_labels()
        if self.session.document is not None:
            self.article.set_scheme(self.session.scheme)
        self._update_state()

    def _document_changed(self) -> None:
        document = self.session.document
        if document is None:
            self.article.clear()
        else:
            self.article.show_document(document, self.session.text, self.session.scheme)
            self._show_layer()
        self._update_state()

    def _show_layer(self) -> None:
        """The layer of the view, with the signs of review; one's own also with what is proposed for it."""
        spans, ties = self.reviewing.layer()
        proposing = self.proposing
        if self.reviewing.view.kind == "own":
            self.article.set_layer(spans, (*ties, *proposing.attributions()), proposing.spans())
        else:
            self.article.set_layer(spans, ties)
        self.article.set_marks(self.reviewing.marks())
        self._show_panels()
        self._update_state()

    def _show_review(self) -> None:
        """Another view or another place in question."""
        self._show_layer()
        self.inspector.refresh()

    def _show_panels(self) -> None:
        """What is said around the article of the view and of the place in question."""
        reviewing = self.reviewing
        work, standing, comparison = reviewing.work, reviewing.standing(), reviewing.comparison
        self.differences.setVisible(comparison is not None)
        if comparison is not None:
            self.differences.show_comparison(comparison, reviewing.current)
        own = self.session.span(self.article.selected_span()) is not None
        self.inspector.setVisible(own or reviewing.view.kind == "own")
        made = reviewing.made()
        told = made is not None or (
            standing is not None
            and work is not None
            and bool(standing.decisions or standing.lapsed or work.comments(standing.target))
        )
        self.target_panel.setVisible(reviewing.view.kind != "own" or told or self._commenting)
        if work is not None:
            self.target_panel.show_target(work, standing, made)
        self.documents.show_layer(reviewing.view.authors[0] if reviewing.is_reviewing() else "")
        words = ReviewWords(self.session)
        self.review_bar.show_state(reviewing.views(), reviewing.view, words.state(reviewing))
        self.review_strip.show_state(*words.strip(reviewing))

    def _span_opened(self, span_id: str) -> None:
        if self.session.span(span_id) is not None:
            self.inspect()
        else:
            self.proposing.edit()

    def _span_selected(self, span_id: str) -> None:
        self.inspector.show_span(span_id)
        self._show_panels()
        self._update_state()

    def _update_title(self) -> None:
        path = self.session.path
        name = self.session.tr_("window.title")
        self.setWindowTitle(f"{path.name} - {name}" if path else name)

    def _update_state(self) -> None:
        """Which actions make sense now."""
        own = self.reviewing.view.kind == "own"
        has = {
            "nothing": True,
            "project": self.session.project is not None,
            "document": self.session.document is not None,
            "span": self.session.span(self.article.selected_span()) is not None,
            "suggestion": own and self.proposing.current() is not None,
            "suggestions": own and bool(self.proposing.suggestions),
            **self.reviewing.needs(),
        }
        for spec in ACTIONS:
            self.actions_by_id[spec.id].setEnabled(has[spec.needs])
        self.actions_by_id["undo"].setEnabled(self.session.can_undo())
        self.actions_by_id["redo"].setEnabled(self.session.can_redo())
        self.palette_bar.setEnabled(has["editable"])
        for action in self.palette_bar.label_actions():
            action.setEnabled(has["editable"])
        proposed = self.proposing.suggestions if own else ()
        self.strip.show_state(proposed, self.proposing.current(), len(self.proposing.alike()))
        self.status.refresh(own)

    # Opening

    def take_over(
        self,
        project: Project,
        *,
        author: str | None = None,
        document: str | None = None,
        span: str | None = None,
        listed: ListId = "all",
    ) -> None:
        """Show an open project, the document last worked on first; asks who is working if need be.

        With `listed`, from that list of documents, and as it shows them.
        """
        self.inspector.commit()
        self.session.open(project)
        self.settings.add_recent(project.path)
        try:
            if author:
                self.session.set_author(author)
            if not self.session.author:
                self.ask_author()
            self.documents.choose_list(listed)
            self.reviewing.prefer(self.documents.model.list.view)
            if document:
                found = queries.documents_beginning(project, document)
                self.session.open_document(found[0] if found else document)
            else:
                last = self.session.last_document() if listed == "all" else None
                self.session.open_document(last or self._first_document())
            self.reviewing.begin()
            if span:
                self.article.select_span(span)
        except AnnotatorError as error:
            self.fail(error)
        self.article.setFocus()

    def _first_document(self) -> str | None:
        row = self.documents.model.row(0)
        return row.id if row is not None else None

    def open_document(self, document_id: str) -> None:
        """Show another document; what is being typed about this one is saved first."""
        if self.session.document is not None and self.session.document.id == document_id:
            return
        self.inspector.commit()
        try:
            self.session.open_document(document_id)
        except AnnotatorError as error:
            self.fail(error)

    def _open_listed(self, document_id: str) -> None:
        """Open a document as its list wants it to be seen."""
        self.reviewing.prefer(*self.documents.opens())
        if self.session.document is not None and self.session.document.id == document_id:
            self.reviewing.show_view(self.reviewing.wanted_view())
        else:
            self.open_document(document_id)
            self.reviewing.begin()

    def ask_author(self) -> None:
        """Ask until there is a name; whoever will not say works under the account's, which the bar shows."""
        project = self.session.project
        assert project is not None
        proposed = self.session.author or account.proposed_name()
        from annotator.ui import dialogs

        name = dialogs.ask_author(self, self.session.language, proposed, queries.authors(project))
        try:
            self.session.set_author(proposed if name is None else name)
        except AnnotatorError as error:
            self.fail(error)
            self.ask_author()

    def change_author(self) -> None:
        self.inspector.commit()
        self.ask_author()

    def label_all(self) -> None:
        """Preview where the words in question stand elsewhere, then label what is checked."""
        from annotator.ui.occurrences import OccurrencesDialog, words_in_question

        self.inspector.commit()
        wanted = words_in_question(self.session, self.article)
        if wanted is None:
            self.fail(AnnotatorError("nothing-selected"))
            return
        dialog = OccurrencesDialog(self.session, *wanted, self)
        dialog.told.connect(self.status.tell)
        dialog.open()

    def label(self, label_id: str) -> None:
        """Label in one's own layer, or add what the layer under review lacks."""
        if self.reviewing.is_reviewing() and self.session.span(self.article.selected_span()) is None:
            self.inspector.commit()
            self.judging.label(label_id, self.annotating.pieces(label_id))
        else:
            self.annotating.label(label_id)

    def attribute(self) -> None:
        if self.reviewing.is_reviewing():
            self.judging.attribute()
        else:
            self.annotating.attribute()

    def write_comment(self) -> None:
        """Go to where a comment on the target in question is written."""
        self._commenting = True
        self._show_panels()
        self.target_panel.write()

    def _leave_comment(self) -> None:
        self._commenting = False
        self._show_panels()
        self.article.setFocus()

    def undo(self) -> None:
        """Undo the last act; asks first where whole documents would go."""
        self.inspector.commit()
        kind = self.session.next_undo()
        if kind in BRINGS_DOCUMENTS:
            from annotator.ui import dialogs

            tr = self.session.tr_
            question = tr("window.undo-import", act=tr(f"events.{kind}"))
            if not dialogs.confirm(self, self.session.language, question):
                return
        self.session.undo()

    # Saying things

    def toggle_guidelines(self) -> None:
        """Show the guidelines beside the text, or put them away."""
        shown = self.guidelines.isHidden()
        self._show_panel("guidelines", shown)
        (self.guidelines if shown else self.article).setFocus()

    def move_edges(self) -> None:
        """Give the span in question, or the part of a suggestion, the selected text."""
        if not self.proposing.move_edges():
            self.annotating.move_edges()

    def point_name(self) -> None:
        """Choose the name that the selected span points to."""
        self.edit_names(self.session.span(self.article.selected_span()))

    def edit_names(self, span: Span | None = None) -> None:
        """Browse, load, merge and block the names that are proposed; point `span` to one."""
        from annotator.ui.names_dialog import NamesDialog

        self.inspector.commit()
        dialog = NamesDialog(self.session, self, span)
        dialog.told.connect(self.status.tell)
        dialog.open()

    def edit_lexicon(self) -> None:
        """The project's own cues and categories."""
        from annotator.ui.lexicon_dialog import LexiconDialog

        self.inspector.commit()
        LexiconDialog(self.session, self).open()

    def edit_scheme(self) -> None:
        """Open the scheme editor; it tells the session what came of it."""
        from annotator.ui.scheme_editor import SchemeEditor

        self.inspector.commit()
        editor = SchemeEditor(self.session, self)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.open()

    def show_lead(self) -> None:
        """Open the lead's page, or bring it to the front."""
        # Only now: most who work here never open it, and all would wait for it at the start.
        from annotator.ui.lead.page import LeadPage

        page = self.findChild(LeadPage)
        if page is None:
            page = LeadPage(self.session, self)
            page.set_chrome(chrome_for(self.settings.value("theme")))
            self.chrome_changed.connect(page.set_chrome)
            page.claim_wanted.connect(self.show_claim)
        page.show()
        page.raise_()
        page.activateWindow()

    def show_claim(self, document_id: str, span_id: str) -> None:
        """Open the document at a claim: selected if it is one's own, else its text."""
        project = self.session.project
        self.open_document(document_id)
        span = project.row_record("span", span_id) if project is not None else None
        if self.session.span(span_id) is not None:
            self.article.select_span(span_id)
        elif isinstance(span, Span):
            self.article.set_selection(span.start, span.end)
        self.activateWindow()

    def show_keys(self) -> None:
        from annotator.ui.shortcut_sheet import ShortcutSheet

        labels = self.session.scheme.active_labels() if self.session.project else ()
        ShortcutSheet(self.session.language, labels, self).show()

    def show_commands(self) -> None:
        from annotator.ui.command_palette import entries

        labels = self.session.scheme.active_labels() if self.session.project else ()
        language, label_actions = self.session.language, self.palette_bar.label_actions()
        self.command_palette.offer(entries(language, self.actions_by_id, labels, label_actions))

    def show_about(self) -> None:
        from annotator.ui import dialogs

        said = self.session.tr_("window.about-text", version=__version__)
        dialogs.show_report(self, self.session.language, said, [])

    def fail(self, error: AnnotatorError) -> None:
        """Say what went wrong: hints in passing, the rest in a dialog."""
        sentence = error_sentence(self.session.language, error)
        if error.code in _IN_PASSING:
            self.status.tell(sentence)
        else:
            from annotator.ui import dialogs

            dialogs.show_error(self, self.session.language, sentence)

    def _context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.palette_bar.label_actions())
        menu.addSeparator()
        menu.addActions([self.actions_by_id[action_id] for action_id in _CONTEXT_ACTIONS])
        judging = [self.actions_by_id[action_id] for action_id in _JUDGING_ACTIONS]
        if any(action.isEnabled() for action in judging):
            menu.addSeparator()
            menu.addActions(judging)
        menu.exec(self.article.viewport().mapToGlobal(at))

    # Qt

    def closeEvent(self, event: QCloseEvent) -> Any:
        if "work" in self.__dict__:
            self.work.stop()
        self.proposing.stop()
        self.inspector.commit()
        self.settings.set_shape("window", self.saveGeometry())
        self.settings.set_shape(self._workspace_shape(), self.workspace.saveState())
        self.session.close()
        super().closeEvent(event)
