"""The main window: menus and palette, documents, article, inspector, status; one window, one project."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

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
from annotator.suggest.lexicon import clitics
from annotator.ui import dialogs
from annotator.ui.actions import ACTIONS, MENUS, ActionSpec
from annotator.ui.annotating import Annotating
from annotator.ui.article.theme import DARK, LIGHT
from annotator.ui.article.view import ArticleView
from annotator.ui.command_palette import CommandPalette, entries
from annotator.ui.documents import DocumentsPanel
from annotator.ui.find_bar import FindBar
from annotator.ui.guidelines import GuidelinesPanel
from annotator.ui.header import DocumentHeader
from annotator.ui.inspector import Inspector
from annotator.ui.occurrences import OccurrencesDialog, words_in_question
from annotator.ui.palette import LabelPalette
from annotator.ui.project_work import ProjectWork
from annotator.ui.scheme_editor import SchemeEditor
from annotator.ui.session import BRINGS_DOCUMENTS, Session
from annotator.ui.settings import Settings
from annotator.ui.shortcut_sheet import ShortcutSheet
from annotator.ui.status import StatusBar
from annotator.ui.style import chrome_for
from annotator.ui.welcome import WelcomePage

_SMALLEST_FONT, _LARGEST_FONT = 9, 40
_START_SIZE = QSize(1320, 820)
_CONTEXT_ACTIONS = (
    "attribute",
    "attribute_as_before",
    "label_all",
    "add_range",
    "move_edges",
    "delete",
    "copy",
)
_IN_PASSING = frozenset(
    {
        "span-exists",
        "span-on-furniture",
        "nothing-selected",
        "attribution-without-claim",
        "no-claim-before",
        "label-retired",
    }
)
"""Errors that are only hints: said in the status bar, not in a dialog."""


class MainWindow(QMainWindow):
    """Puts the panels together, says everything in the chosen language, and hands actions on."""

    chrome_changed = Signal(object)
    """Another theme was put on: its `Chrome`."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.actions_by_id: dict[str, QAction] = {}
        self._qt_words = QTranslator(self)
        self.setObjectName("window")
        self.resize(_START_SIZE)
        self._build_panels()
        self.annotating = Annotating(session, self.article, self)
        self.work = ProjectWork(session, self)
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
        self.article.set_lexicon(clitics())
        self.article.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header = DocumentHeader(self.session)
        self.find_bar = FindBar(self.session, self.article)
        self.command_palette = CommandPalette(self.session, self)
        self.guidelines = GuidelinesPanel(self.session)
        self.guidelines.hide()
        self.inspector = Inspector(self.session)
        self.welcome = WelcomePage(self.session, self.settings)
        self.palette_bar = LabelPalette(self.session)
        page = QWidget()
        page.setObjectName("article-page")
        column = QVBoxLayout(page)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addWidget(self.article, 1)
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.workspace.setChildrenCollapsible(False)
        self.workspace.setHandleWidth(8)
        panels: tuple[tuple[QWidget, int], ...] = (
            (self.documents, 180),
            (page, 320),
            (self.guidelines, 220),
            (self.inspector, 210),
        )
        for panel, least in panels:
            panel.setMinimumWidth(least)
            self.workspace.addWidget(panel)
        self.workspace.setStretchFactor(1, 1)
        self.workspace.setSizes([270, 760, 300, 290])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.workspace)
        self.setCentralWidget(self.stack)
        self.status = StatusBar(self.session)
        self.setStatusBar(self.status)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        """What each row of `ACTIONS` does."""
        work, annotating, article = self.work, self.annotating, self.article
        return {
            "new": work.new,
            "open": work.open,
            "sample": work.sample,
            "import": work.import_files,
            "import_folder": work.import_folder,
            "paste_document": work.paste_document,
            "export": work.export,
            "verify": work.verify,
            "statistics": work.statistics,
            "lead": self.show_lead,
            "scheme": self.edit_scheme,
            "author": self.change_author,
            "quit": self.close,
            "undo": self.undo,
            "redo": self.session.redo,
            "copy": article.copy,
            "select_all": article.select_all,
            "find": self.find_bar.open,
            "find_next": partial(self.find_bar.step, 1),
            "find_previous": partial(self.find_bar.step, -1),
            "delete": annotating.delete,
            "add_range": annotating.add_range,
            "move_edges": annotating.move_edges,
            "label_all": self.label_all,
            "inspect": self.inspector.focus_first,
            "attribute": annotating.attribute,
            "attribute_as_before": annotating.attribute_as_before,
            "next_unattributed": annotating.next_unattributed,
            "next_document": partial(self.documents.step, 1),
            "previous_document": partial(self.documents.step, -1),
            "language": self.switch_language,
            "theme_system": partial(self.choose_theme, "system"),
            "theme_light": partial(self.choose_theme, "light"),
            "theme_dark": partial(self.choose_theme, "dark"),
            "larger": partial(self._resize_text, 1),
            "smaller": partial(self._resize_text, -1),
            "show_invisible": self._toggle_invisible,
            "snapping": self._toggle_snapping,
            "focus_documents": self.documents.list.setFocus,
            "focus_article": article.setFocus,
            "focus_inspector": self.inspector.focus_first,
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
        session.layer_changed.connect(self._layer_changed)
        session.author_changed.connect(self._update_state)
        session.language_changed.connect(self.retranslate)
        session.failed.connect(self.fail)
        for actor in (self.annotating, self.work):
            actor.before_act.connect(self.inspector.commit)
            actor.told.connect(self.status.tell)
        self.work.opened.connect(self.take_over)
        self.work.document_wanted.connect(self.open_document)
        self.documents.chosen.connect(self.open_document)
        self.article.span_selected.connect(self._span_selected)
        self.article.span_opened.connect(lambda _: self.inspector.focus_first())
        self.article.font_size_changed.connect(partial(self.settings.set_value, "font_size"))
        self.article.customContextMenuRequested.connect(self._context_menu)
        self.find_bar.hits_changed.connect(self.article.set_hits)
        self.guidelines.closed.connect(self.toggle_guidelines)
        self.inspector.span_chosen.connect(self.annotating.go_to)
        self.inspector.attribute_wanted.connect(self.annotating.attribute)
        self.inspector.left.connect(self.article.setFocus)
        self.palette_bar.pressed.connect(self.annotating.label)
        self.welcome.wanted.connect(lambda action_id: self.handlers[action_id]())
        self.welcome.recent_wanted.connect(self.work.open_path)
        self.status.author_pressed.connect(self.change_author)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def _restore(self) -> None:
        """The shape and the choices of the last time."""
        if state := self.settings.shape("window"):
            self.restoreGeometry(state)
        if state := self.settings.shape("workspace"):
            self.workspace.restoreState(state)
        self.article.set_font_size(self.settings.value("font_size"))
        for key in ("show_invisible", "snapping"):
            self.actions_by_id[key].setChecked(self.settings.value(key))
        self._toggle_invisible()
        self._toggle_snapping()

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

    def _toggle_invisible(self) -> None:
        on = self.actions_by_id["show_invisible"].isChecked()
        self.settings.set_value("show_invisible", on)
        self.article.set_show_invisible(on)

    def _toggle_snapping(self) -> None:
        on = self.actions_by_id["snapping"].isChecked()
        self.settings.set_value("snapping", on)
        self.article.set_snapping(on)
        self.annotating.snapping = on

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
        """Show everything in the terms of the new scheme; caret, selection and selected span stay."""
        self._build_labels()
        article, at = self.article, self.article.verticalScrollBar().value()
        caret, selection, span = article.caret(), article.selection(), article.selected_span()
        self._document_changed()
        if self.session.document is None:
            return
        if selection is not None:
            article.set_selection(*selection)
        else:
            article.set_caret(caret)
        if span:
            article.select_span(span, reveal=False)
        article.verticalScrollBar().setValue(at)

    def _document_changed(self) -> None:
        document = self.session.document
        if document is None:
            self.article.clear()
        else:
            self.article.show_document(document, self.session.text, self.session.scheme)
            self._layer_changed()
        self._update_state()

    def _layer_changed(self) -> None:
        layer = self.session.layer
        self.article.set_layer(layer.spans, layer.attributions)
        self._update_state()

    def _span_selected(self, span_id: str) -> None:
        self.inspector.show_span(span_id)
        self._update_state()

    def _update_title(self) -> None:
        path = self.session.path
        name = self.session.tr_("window.title")
        self.setWindowTitle(f"{path.name} - {name}" if path else name)

    def _update_state(self) -> None:
        """Which actions make sense now."""
        has = {
            "nothing": True,
            "project": self.session.project is not None,
            "document": self.session.document is not None,
            "span": bool(self.article.selected_span()),
        }
        for spec in ACTIONS:
            self.actions_by_id[spec.id].setEnabled(has[spec.needs])
        self.actions_by_id["undo"].setEnabled(self.session.can_undo())
        self.actions_by_id["redo"].setEnabled(self.session.can_redo())
        self.palette_bar.setEnabled(has["document"])
        self.status.refresh()

    # Opening

    def take_over(
        self,
        project: Project,
        *,
        author: str | None = None,
        document: str | None = None,
        span: str | None = None,
    ) -> None:
        """Show an open project, the document last worked on first; asks who is working if need be."""
        self.inspector.commit()
        self.session.open(project)
        self.settings.add_recent(project.path)
        try:
            if author:
                self.session.set_author(author)
            if not self.session.author:
                self.ask_author()
            if document:
                found = queries.documents_beginning(project, document)
                self.session.open_document(found[0] if found else document)
            else:
                self.session.open_document(self.session.last_document() or self._first_document())
            if span:
                self.article.select_span(span)
        except AnnotatorError as error:
            self.fail(error)
        self.article.setFocus()

    def _first_document(self) -> str | None:
        assert self.session.project is not None
        rows = queries.document_rows(self.session.project, author=self.session.author, limit=1)
        return rows[0].id if rows else None

    def open_document(self, document_id: str) -> None:
        """Show another document; what is being typed about this one is saved first."""
        if self.session.document is not None and self.session.document.id == document_id:
            return
        self.inspector.commit()
        try:
            self.session.open_document(document_id)
        except AnnotatorError as error:
            self.fail(error)

    def ask_author(self) -> None:
        """Ask until there is a name; whoever will not say works under the account's, which the bar shows."""
        project = self.session.project
        assert project is not None
        proposed = self.session.author or account.proposed_name()
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
        self.inspector.commit()
        wanted = words_in_question(self.session, self.article)
        if wanted is None:
            self.fail(AnnotatorError("nothing-selected"))
            return
        dialog = OccurrencesDialog(self.session, *wanted, self)
        dialog.told.connect(self.status.tell)
        dialog.open()

    def undo(self) -> None:
        """Undo the last act; asks first where whole documents would go."""
        self.inspector.commit()
        kind = self.session.next_undo()
        if kind in BRINGS_DOCUMENTS:
            tr = self.session.tr_
            question = tr("window.undo-import", act=tr(f"events.{kind}"))
            if not dialogs.confirm(self, self.session.language, question):
                return
        self.session.undo()

    # Saying things

    def toggle_guidelines(self) -> None:
        """Show the guidelines beside the text, or put them away."""
        shown = self.guidelines.isHidden()
        self.guidelines.setVisible(shown)
        self.actions_by_id["guidelines"].setChecked(shown)
        (self.guidelines if shown else self.article).setFocus()

    def edit_scheme(self) -> None:
        """Open the scheme editor; it tells the session what came of it."""
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
        labels = self.session.scheme.active_labels() if self.session.project else ()
        ShortcutSheet(self.session.language, labels, self).show()

    def show_commands(self) -> None:
        labels = self.session.scheme.active_labels() if self.session.project else ()
        language, label_actions = self.session.language, self.palette_bar.label_actions()
        self.command_palette.offer(entries(language, self.actions_by_id, labels, label_actions))

    def show_about(self) -> None:
        said = self.session.tr_("window.about-text", version=__version__)
        dialogs.show_report(self, self.session.language, said, [])

    def fail(self, error: AnnotatorError) -> None:
        """Say what went wrong: hints in passing, the rest in a dialog."""
        sentence = error_sentence(self.session.language, error)
        if error.code in _IN_PASSING:
            self.status.tell(sentence)
        else:
            dialogs.show_error(self, self.session.language, sentence)

    def _context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.palette_bar.label_actions())
        menu.addSeparator()
        menu.addActions([self.actions_by_id[action_id] for action_id in _CONTEXT_ACTIONS])
        menu.exec(self.article.viewport().mapToGlobal(at))

    # Qt

    def closeEvent(self, event: QCloseEvent) -> Any:
        self.work.stop()
        self.inspector.commit()
        self.settings.set_shape("window", self.saveGeometry())
        self.settings.set_shape("workspace", self.workspace.saveState())
        self.session.close()
        super().closeEvent(event)
