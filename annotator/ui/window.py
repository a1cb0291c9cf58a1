"""The main window: one window, one project. Puts the panels together and shows them the session's news."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow

from annotator.core.errors import AnnotatorError
from annotator.core.model import Range, Span
from annotator.store import places
from annotator.ui.actions import ACTIONS
from annotator.ui.appearance import Appearance, Effect
from annotator.ui.changes import Changes
from annotator.ui.keeping import Keeping
from annotator.ui.mark.labelling import Annotating
from annotator.ui.menus import Menus
from annotator.ui.noting import Noting
from annotator.ui.opening import Opening
from annotator.ui.panels import Panels
from annotator.ui.project.dropping import Dropping
from annotator.ui.project.recent import RecentMenu
from annotator.ui.review.state import Reviewing, Shown
from annotator.ui.review.submitting import Submitting
from annotator.ui.review.verdicts import Judging
from annotator.ui.review.words import ReviewWords
from annotator.ui.rooms import Rooms
from annotator.ui.session import BRINGS_DOCUMENTS, LOCKED, Session
from annotator.ui.settings import Settings
from annotator.ui.status import StatusBar
from annotator.ui.suggest.shown import NOTHING_DRAWN, Drawn
from annotator.ui.suggest.suggestions import Proposing
from annotator.words.i18n import error_sentence
from annotator.words.rows import both_ends

_START_SIZE = QSize(1320, 820)
_ACTIONS = {spec.id: spec for spec in ACTIONS}
_HINTS = frozenset(
    {
        "span-exists",
        "span-on-furniture",
        "nothing-selected",
        "attribution-without-claim",
        "no-claim-before",
        "no-source-label",
        "label-retired",
        LOCKED,
    }
)
"""Errors that are only hints, or soon over: said beside the text, not in a dialog."""


class MainWindow(QMainWindow):
    """Holds who acts (labelling, suggestions, review), and does what an action names."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self._commenting = False
        self._is_shown: tuple[Shown | None, Drawn | None] = None, None
        self.setObjectName("window")
        self.resize(_START_SIZE)
        panels = self.panels = Panels(session, settings)
        self.article, self.documents, self.inspector = panels.article, panels.documents, panels.inspector
        self.setCentralWidget(panels.frame_with_bars)
        self.status = StatusBar(session)
        self.setStatusBar(self.status)
        self.annotating = Annotating(session, self.article, self)
        self.proposing = Proposing(session, self.article, self)
        self.reviewing = Reviewing(session, self.article, self)
        self.judging = Judging(session, self.article, self.reviewing, self)
        self.submitting = Submitting(session, self)
        self.recent = RecentMenu(session, settings, self)
        self.menus = Menus(self, session, self.article, panels.label_bar, self.recent, self.act)
        self.noting = Noting(session, settings, self)
        self.keeping = Keeping(session, settings, self)
        self.opening = Opening(session, settings, panels, self.reviewing, self)
        effects: dict[str, Effect] = {
            "snapping": self._snap,
            "show_suggestions": self.proposing.show,
            "suggesters_off": self.proposing.leave_out,
        }
        self.appearance = Appearance(session, settings, panels, self.menus, effects=effects, window=self)
        self.rooms = Rooms(
            session, settings, panels, self.menus, self.opening, self.appearance, self.keeping, self
        )
        self.dropping = Dropping(session, self)
        self._connect()
        if state := settings.shape("window"):
            self.restoreGeometry(state)
        self.appearance.apply_all()
        if state := settings.shape(self._workspace_shape()):
            panels.workspace.restoreState(state)
        self.retranslate()

    def _connect(self) -> None:
        """Who hears what. What stands around the article is shown anew by `_show_around`."""
        session, panels = self.session, self.panels
        session.changed.connect(self._changed)
        session.failed.connect(self.fail)
        self.appearance.chrome_changed.connect(self._show_layer)
        self.proposing.changed.connect(self._show_layer)
        self.reviewing.changed.connect(self._show_layer)
        self.submitting.wanted.connect(self.annotating.go_to)
        self.article.edges.save = self._save_edges
        self.article.edges.moved.connect(self.inspector.show_extent)
        self.article.span_selected.connect(self._span_selected)
        self.article.span_opened.connect(self._span_opened)
        self.article.customContextMenuRequested.connect(self._context_menu)
        self.documents.chosen.connect(self.opening.listed)
        self.documents.menu_wanted.connect(lambda at: self.menus.menus["document"].popup(at))
        panels.header.details_wanted.connect(lambda: self.act("document_details"))
        self.inspector.span_chosen.connect(self.annotating.go_to)
        self.inspector.attribute_wanted.connect(self.annotating.attribute)
        self.inspector.name_wanted.connect(self.rooms.name_of_span)
        self.inspector.history_wanted.connect(self.rooms.record_of_span)
        self.inspector.left.connect(self.article.setFocus)
        panels.outline.span_chosen.connect(self.annotating.go_to)
        panels.outline.left.connect(self.article.setFocus)
        panels.widened.connect(self._show_layer)
        panels.label_bar.pressed.connect(self.label)
        panels.review_bar.chosen.connect(self.reviewing.show_view)
        panels.review_strip.pressed.connect(self.act)
        panels.differences.chosen.connect(self.reviewing.go_to)
        panels.target_panel.commented.connect(self.judging.comment)
        panels.target_panel.left.connect(self._leave_comment)
        panels.strip.pressed.connect(self.act)
        panels.guidelines_closed.connect(self.appearance.toggle_guidelines)
        panels.welcome.wanted.connect(self.act)
        panels.welcome.recent_wanted.connect(lambda path: self.rooms.work.open_path(path))
        self.recent.wanted.connect(lambda path: self.rooms.work.open_path(path))
        self.dropping.project_wanted.connect(lambda path: self.rooms.work.open_path(path))
        self.dropping.import_wanted.connect(lambda paths: self.rooms.work.import_paths(paths))
        self.status.pressed.connect(self.act)
        self.status.care_pressed.connect(self.rooms.care)
        self.keeping.concerned.connect(self._show_care)
        self.rooms.act_wanted.connect(self.act)

    def retranslate(self) -> None:
        """Say everything in the session's language and mirror the window."""
        tr = self.session.tr_
        self.appearance.speak()
        self.menus.retranslate()
        self.article.setAccessibleName(tr("window.article"))
        self.inspector.setAccessibleName(tr("window.inspector"))
        self.panels.welcome.refresh()
        self._update_title()
        self._show_care()
        self.session.soon(self._show_around)

    def _workspace_shape(self) -> str:
        """The setting of the panels' sizes: one for each number of panels that were built, and of columns."""
        return f"workspace-{self.panels.workspace.count()}{'-wide' if self.panels.is_wide else ''}"

    # Acting

    def act(self, action_id: str) -> None:
        """Do what a row of `ACTIONS` names."""
        self.article.edges.finish()
        spec = _ACTIONS[action_id]
        attrgetter(spec.does)(self)(*spec.args)

    def label(self, label_id: str) -> None:
        """Label in one's own layer, or add what the layer under review lacks."""
        self.article.edges.finish()
        if self.reviewing.is_reviewing() and self.session.span(self.article.selected_span()) is None:
            self.judging.label(label_id, self.annotating.pieces(label_id))
        else:
            self.annotating.label(label_id)

    def attribute(self) -> None:
        (self.judging if self.reviewing.is_reviewing() else self.annotating).attribute()

    def move_edges(self) -> None:
        """Give the span in question, or the part of a suggestion, the selected text."""
        if not self.proposing.move_edges():
            self.annotating.move_edges()

    def _save_edges(self, span: Span, ranges: tuple[Range, ...]) -> bool:
        """Keep what was moved: of a suggestion with it, else in the project. False: that has to wait."""
        return self.proposing.reshape(span.id, ranges) or self.annotating.reshape(span, ranges)

    def undo(self) -> None:
        """Undo the last change; asks first where much would go."""
        self.session.finish_typing()
        if question := self._undo_question():
            from annotator.ui.parts import dialogs

            if not dialogs.confirm(self, self.session.language, question):
                return
        self.session.undo()

    def _undo_question(self) -> str:
        """What is asked before the next undo; "" where nothing is."""
        tr, kind, threshold = self.session.tr_, self.session.next_undo(), self.settings.value("confirm_undo")
        if not kind or not threshold:
            return ""
        if kind in BRINGS_DOCUMENTS:
            return tr("window.undo-import", act=tr(f"events.{kind}"))
        count = self.session.changes_to_undo()
        return tr("window.undo-large", act=tr(f"events.{kind}"), n=count) if count >= threshold else ""

    def write_comment(self) -> None:
        """Go to where a comment on the target in question is written."""
        self._commenting = True
        self._show_panels()
        self.panels.target_panel.write()

    def _leave_comment(self) -> None:
        self._commenting = False
        self._show_panels()
        self.article.setFocus()

    def _snap(self, on: bool) -> None:
        self.article.set_snapping(on)
        self.annotating.snapping = on

    def _give_focus(self) -> None:
        """After a dialog, keys count in the text, unless something is typed or walked through beside it."""
        holder = self.focusWidget()
        is_idle = holder is None or isinstance(holder, QAbstractButton) or not holder.isVisible()
        if is_idle:
            self.panels.give_focus()

    def _context_menu(self, at: QPoint) -> None:
        self.menus.show_context(self.article.viewport().mapToGlobal(at))

    def fail(self, error: AnnotatorError) -> None:
        """Say what went wrong: hints beside the text, the rest in a dialog."""
        language = self.session.language
        if self._is_damage(error):
            self.rooms.rescue.refused(Path(str(error.details["path"])), error)
        elif error.code in _HINTS:
            brief = {name: both_ends(str(value)) for name, value in error.details.items() if name == "quote"}
            hint = AnnotatorError(error.code, **error.details | brief)
            self.session.tell(error_sentence(language, hint), "refused")
        else:
            from annotator.ui.parts import dialogs

            dialogs.show_error(self, language, error_sentence(language, error))

    def _is_damage(self, error: AnnotatorError) -> bool:
        """Whether the project that is open, or was just to be, cannot be read in part."""
        is_here = str(error.details.get("path")) == str(self.opening.path)
        return error.code == "project-damaged" and is_here and self.opening.stands_for is None

    def _show_care(self) -> None:
        key = self.keeping.most_urgent
        self.status.show_care(self.session.tr_(key) if key else "")

    # The session's news

    def _changed(self, changes: Changes) -> None:
        """Let the article follow at once, as it must never show another text than the one that is open."""
        if changes.language:
            self.retranslate()
        if changes.project or changes.scheme:
            self.menus.rebuild_labels()
        if changes.project or changes.documents:
            self._choose_page()
        if changes.document:
            self._show_document()
        elif changes.scheme and self.session.document is not None:
            self.article.set_scheme(self.session.scheme)
        self._show_layer()

    def _choose_page(self) -> None:
        project = self.session.project
        self.panels.welcome.refresh()
        self.panels.show_workspace(project is not None and places.has_documents(project))
        self._update_title()

    def _show_document(self) -> None:
        document = self.session.document
        self._is_shown = None, None
        if document is None:
            self.article.clear()
            return
        same = self.article.passage(()).document_id == document.id and self.article.caret()
        self.article.show_document(document, self.session.text, self.session.scheme)
        if same:  # it is parted otherwise, or read the other way
            self.article.set_caret(same)

    def _show_layer(self, *_: object) -> None:
        """The layer of the view, with the signs of review; one's own also with what is suggested for it."""
        self.session.soon(self._show_around)
        shown = self.reviewing.shown
        drawn = self.proposing.drawn if self.reviewing.view.kind == "own" else NOTHING_DRAWN
        is_same = shown is self._is_shown[0] and drawn is self._is_shown[1]
        if self.session.document is None or is_same:
            return
        self._is_shown = shown, drawn
        self.article.set_layer(shown.spans, (*shown.attributions, *drawn.attributions), drawn.spans)
        self.article.set_marks(shown.marks)

    def _show_around(self) -> None:
        """Everything around the article, as it is now."""
        self._show_panels()
        self._update_state()

    def _show_panels(self) -> None:
        """Show, around the article, the view and the place in question."""
        reviewing, panels = self.reviewing, self.panels
        work, standing, comparison = reviewing.work, reviewing.standing(), reviewing.comparison
        panels.differences.setVisible(comparison is not None)
        if comparison is not None:
            panels.differences.show_comparison(comparison, reviewing.current)
        own = self.session.span(self.article.selected_span()) is not None
        made = reviewing.made()
        is_asked = own or bool(reviewing.current or standing or made) or self._commenting
        panels.show_side(details=is_asked, differences=comparison is not None)
        self.inspector.setVisible(own or reviewing.view.kind == "own")
        told = made is not None or (
            standing is not None
            and work is not None
            and bool(standing.decisions or standing.lapsed or work.comments(standing.target))
        )
        panels.target_panel.setVisible(reviewing.view.kind != "own" or told or self._commenting)
        if work is not None:
            panels.target_panel.show_target(work, standing, made)
        self.documents.show_layers(reviewing.view.authors)
        words = ReviewWords(self.session)
        panels.review_bar.show_state(reviewing.views(), reviewing.view, words.state(reviewing))
        panels.review_strip.show_state(*words.strip(reviewing))
        self._show_outline()

    def _show_outline(self) -> None:
        """Who says what in the layer that is shown, while that is in view."""
        outline, reviewing, drawn = self.panels.outline, self.reviewing, self._is_shown[1] or NOTHING_DRAWN
        if outline.isHidden() or reviewing.work is None:
            return
        shown, selected = reviewing.shown, self.article.selected_span()
        outline.show_layer(
            (shown.spans, shown.attributions),
            (drawn.spans, drawn.attributions),
            find=reviewing.work.rows.get,
            agreed=reviewing.view.kind == "agreed",
        )
        tied = self.article.shown.attributions_of(selected)
        outline.point_at([selected, *(claim for row in tied for claim in row.claims)])

    def _span_opened(self, span_id: str) -> None:
        if self.session.span(span_id) is not None:
            self.appearance.inspect()
        else:
            self.proposing.edit()

    def _span_selected(self, span_id: str) -> None:
        self.inspector.show_span(span_id)
        self.session.soon(self._show_around)

    def _update_title(self) -> None:
        path, name = self.session.path, self.session.tr_("window.title")
        self.setWindowTitle(f"{path.name} - {name}" if path else name)

    def _update_state(self) -> None:
        """Which actions make sense now, and what is said of the suggestions and of the whole."""
        own, proposing = self.reviewing.view.kind == "own", self.proposing
        needs = self.reviewing.needs()
        self.article.edges.editable = own and needs["editable"]
        self.menus.enable(
            {
                "nothing": True,
                "project": self.session.project is not None,
                "document": self.session.document is not None,
                "span": self.session.span(self.article.selected_span()) is not None,
                "suggestion": own and proposing.current() is not None,
                "suggestions": own and bool(proposing.suggestions),
                **needs,
            }
        )
        suggested, alike = proposing.suggestions if own else (), len(proposing.alike())
        self.panels.strip.show_state(suggested, proposing.current(), alike, proposing.is_early)
        self.status.refresh(own)

    # Qt

    def event(self, event: QEvent) -> bool:
        """A key finds the window as it is, however fast it follows upon the one before."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self.session.settle()
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                self.panels.notice.clear()
        elif event.type() == QEvent.Type.WindowUnblocked:
            self.session.soon(self._give_focus)
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> Any:
        self.rooms.stop()
        self.proposing.stop()
        self.session.finish_typing()
        self.settings.set_shape("window", self.saveGeometry())
        self.settings.set_shape(self._workspace_shape(), self.panels.workspace.saveState())
        self.session.close()
        super().closeEvent(event)
