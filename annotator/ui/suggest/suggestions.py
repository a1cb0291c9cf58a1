"""Proposals in the open document: they come in the background, and are walked, accepted, edited, rejected.

With them come the names that the person knows, for the gestures of selecting in the article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from annotator.commands import accepting
from annotator.commands.suggestions import last_known, names_known, suggest_document
from annotator.core.errors import AnnotatorError
from annotator.core.exchanged import exchanged
from annotator.core.model import Range
from annotator.core.naming import Known
from annotator.core.suggestions import Suggestion
from annotator.store import Project
from annotator.store.queries import Layer
from annotator.ui.article.view import ArticleView
from annotator.ui.background import Task, on_project
from annotator.ui.changes import Changes
from annotator.ui.session import Session
from annotator.ui.suggest.editor import SuggestionEditor
from annotator.ui.suggest.habits import LearningHabits
from annotator.ui.suggest.shown import Drawn, Proposals

_SOON_MILLISECONDS = 50
"""After a document is opened; its first picture comes before."""
_PAUSE_MILLISECONDS = 30
"""After the last act, once it is shown; what was learned by it is proposed then."""

_Asked = tuple[Path, str, str]
"""The project, the document and the author that suggestions were asked for."""


class Proposing(QObject):
    """Keeps the suggestions of the open document and acts on the one that is selected in the article."""

    changed = Signal()
    """Other suggestions are open."""

    def __init__(self, session: Session, article: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        self._window = window
        self._proposals = Proposals()
        self._opening = session.opening
        self._layer = session.layer
        self._task = Task(self)
        self._asked_again = False
        self._first = Task(self)
        self._habits = LearningHabits(session, self)
        self._habits.learned.connect(self._pause_a_moment)
        self._counted: tuple[Path, str] | None = None
        self._is_early = False
        self.on = True
        self.without: tuple[str, ...] = ()
        """The ids of the suggesters that are left out."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._compute)
        session.changed.connect(self._changed)

    # What is proposed

    @property
    def is_busy(self) -> bool:
        """Whether suggestions are being computed, or will be in a moment."""
        tasks = (self._task, self._first, self._habits)
        return self._pause.isActive() or any(task.is_running for task in tasks)

    @property
    def is_early(self) -> bool:
        """Whether those shown are what was kept from the last time, as it is not known yet what holds now."""
        return self._is_early and self._opening == self._session.opening

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return self._open().suggestions

    @property
    def drawn(self) -> Drawn:
        """Their spans and attributions as the article shows them; the same object until they change."""
        return self._open().drawn()

    def current(self) -> Suggestion | None:
        """The suggestion selected in the article."""
        return self._open().of(self._article.selected_span())

    def alike(self) -> list[Suggestion]:
        """Those of the current one's kind that are in view, itself among them."""
        current = self.current()
        return self._open().alike(current, self._article.shown_range()) if current else []

    def show(self, on: bool) -> None:
        """Whether there are proposals at all."""
        self.on = on
        self._proposals = Proposals()
        self._pause.start(_SOON_MILLISECONDS)
        self.changed.emit()

    def leave_out(self, suggesters: tuple[str, ...]) -> None:
        """Propose nothing of these suggesters."""
        self.without = suggesters
        self._asked_again = self._task.is_running
        self.show(self.on)

    def _open(self) -> Proposals:
        """The suggestions for the document that is open, as far as its layer has not answered them."""
        session = self._session
        if self._opening != session.opening:
            self._opening, self._proposals, self._is_early = session.opening, Proposals(), False
            self._layer = session.layer
        if self._layer is not session.layer:
            before, self._layer = self._layer, session.layer
            gone, spans = exchanged(before.spans, self._layer.spans)
            _, ties = exchanged(before.attributions, self._layer.attributions)
            # A span that was changed changes what the attributions say that name it.
            if changed := {span.id for span in gone} & {span.id for span in spans}:
                ties += [row for row in self._layer.attributions if not changed.isdisjoint(row.spans)]
            named = (session.span(span_id) for row in ties for span_id in row.spans)
            self._proposals.drop_answered([*spans, *filter(None, named)], ties)
        return self._proposals

    # Acting

    def step(self, by: int) -> None:
        """Select the next suggestion, or the one before."""
        current = self.current()
        self._go_to(self._open().after(self._article.caret(), current.id if current else "", by))

    def step_by_doubt(self) -> None:
        """Select the suggestion whose answer would teach most, then the one behind it."""
        current = self.current()
        self._go_to(self._open().by_doubt(current.id if current else ""))

    def _go_to(self, found: Suggestion | None) -> None:
        if found is None:
            self._session.tell(self._session.tr_("proposing.none-left"), "refused")
            return
        self._article.select_span(self._open().first_part(found))
        self._article.setFocus()

    def accept(self) -> None:
        """Take the current suggestion into one's layer, and go on to the next."""
        if current := self.current():
            self._take([current])

    def accept_alike(self) -> None:
        """Take all of the current one's kind that are in view, as one act."""
        alike = self.alike()
        if self._take(alike):
            self._session.tell(self._session.tr_("proposing.accepted", n=len(alike)))

    def reject(self) -> None:
        """Do not propose the current suggestion again, and go on to the next."""
        if current := self.current():
            self._refuse([current])

    def reject_alike(self) -> None:
        """Propose none of the current one's kind that are in view again, as one act."""
        alike = self.alike()
        if self._refuse(alike):
            self._session.tell(self._session.tr_("proposing.rejected", n=len(alike)))

    def edit(self) -> None:
        """Look at the parts of the current suggestion, change them, then accept."""
        current = self.current()
        if current is None:
            return
        self._session.finish_typing()
        editor = SuggestionEditor(self._session, current, self._window)
        editor.accepted_as.connect(lambda edited: self._take([edited]))
        editor.open()

    def move_edges(self) -> bool:
        """Give the selected part of a suggestion the selected text. False: no suggestion is meant."""
        part, piece = self._article.span_in_question(), self._article.target_range()
        if piece is None or not self.reshape(part, [piece]):
            return False
        self._article.select_span(part, reveal=False)
        return True

    def reshape(self, part: str, ranges: Sequence[Range]) -> bool:
        """Give a part of a suggestion other ranges. False: it is none."""
        edited = self._open().with_edges(part, ranges, self._article.text())
        if edited is None:
            return False
        self._open().put(edited)
        self.changed.emit()
        return True

    def stop(self) -> None:
        """Wait for what is being computed, and forget it."""
        self._pause.stop()
        self._first.abandon()
        self._task.abandon()
        self._habits.stop()

    def _take(self, suggestions: list[Suggestion]) -> bool:
        return self._answer(accepting.accept_suggestions, suggestions)

    def _refuse(self, suggestions: list[Suggestion]) -> bool:
        return self._answer(accepting.reject_suggestions, suggestions)

    def _answer(self, command: Callable[..., object], suggestions: list[Suggestion]) -> bool:
        """Whether it was done."""
        if not suggestions or self._session.do(command, suggestions) is None:
            return False
        self._done_with(suggestions)
        return True

    def _done_with(self, suggestions: list[Suggestion]) -> None:
        ids = {row.id for row in suggestions}
        following = self._open().after(self._article.caret(), suggestions[-1].id, 1)
        self._open().drop(ids)
        self.changed.emit()
        if following is not None and following.id not in ids:
            self._article.select_span(self._open().first_part(following))
        self._article.setFocus()

    # Computing

    def _changed(self, changes: Changes) -> None:
        if changes.project or changes.author:
            self._article.words.known = None
        if changes.document:
            self._pause.start(_SOON_MILLISECONDS)
        elif changes.act or changes.layer or changes.names or changes.author:
            self._pause.start(_PAUSE_MILLISECONDS)

    def _compute(self) -> None:
        session = self._session
        if session.document is None or session.path is None or not session.author:
            return
        asked = (session.path, session.document.id, session.author)
        if self.on and self._counted != (session.path, session.author):
            self._show_early(asked)
        if self._task.is_running:
            self._asked_again = True
            return
        document_id = session.document.id if self.on else ""
        job = partial(
            _suggest,
            document_id=document_id,
            author=session.author,
            without=self.without,
            known=self._open().by_id(),
        )
        self._task.start(
            on_project(session.path, job, author=session.author),
            done=partial(self._computed, asked, session.layer),
            failed=partial(self._not_computed, asked),
        )

    def _show_early(self, asked: _Asked) -> None:
        """Show what was kept from the last time, while the names of an author are counted for the first."""
        path, document_id, author = asked
        if not self._first.is_running:
            job = partial(_last_known, document_id=document_id, author=author, without=self.without)
            self._first.start(
                on_project(path, job, author=author, read_only=True),
                done=partial(self._came_early, asked),
                failed=lambda _: None,  # what is computed meanwhile says it, if it lasts
            )

    def _came_early(self, asked: _Asked, found: list[Suggestion]) -> None:
        if self._counted == (asked[0], asked[2]) or self._pause.isActive():
            return
        if asked != self._now():
            self._pause.start(0)
        elif found:
            self._take_in(found, Layer())
            self._is_early = True
            self.changed.emit()

    def _pause_a_moment(self) -> None:
        self._pause.start(0)

    def _computed(self, asked: _Asked, layer: Layer, came: tuple[list[Suggestion], Known, bool]) -> None:
        path, _, author = asked
        self._counted = (path, author)
        if self._is_still_asked(asked):
            found, self._article.words.known, is_due = came
            self._take_in(found, layer)
            self._is_early = False
            self.changed.emit()
            if is_due:
                self._habits.learn(path, author)

    def _take_in(self, found: list[Suggestion], layer: Layer) -> None:
        """Have what a layer left open; what was answered since is dropped when they are looked at."""
        self._open().replace(found)
        self._layer = layer

    def _not_computed(self, asked: _Asked, error: AnnotatorError) -> None:
        if self._is_still_asked(asked):
            self._session.failed.emit(error)

    def _now(self) -> _Asked | None:
        session = self._session
        if session.path is None or session.document is None:
            return None
        return session.path, session.document.id, session.author

    def _is_still_asked(self, asked: _Asked) -> bool:
        """Whether that is open and nothing has changed since it was asked for; else it is asked for again."""
        if self._pause.isActive():
            return False  # of what was done meanwhile nothing was known; in a moment it is asked for again
        again, self._asked_again = self._asked_again or asked != self._now(), False
        if again:
            self._pause.start(0)
        return not again


def _suggest(
    project: Project,
    *,
    document_id: str,
    author: str,
    without: tuple[str, ...],
    known: Mapping[str, Suggestion],
    cancelled: Any,
    **_: Any,
) -> tuple[list[Suggestion], Known, bool]:
    """What is proposed in a document, nothing where none is named; where known names stand in a text; whether
    there are habits to be learned.

    What is `known` by its id and equal is the same object, which tells the window that it need not look.
    """
    from annotator.commands.habits import is_due

    project.waits(0)  # what is found is kept if nobody else is writing
    found: list[Suggestion] = []
    if document_id:
        found = suggest_document(project, document_id, author=author, without=without, cancelled=cancelled)
        found = [known[row.id] if known.get(row.id) == row else row for row in found]
    return found, names_known(project, author=author).places, is_due(project, author)


def _last_known(
    project: Project, *, document_id: str, author: str, without: tuple[str, ...], **_: Any
) -> list[Suggestion]:
    found = last_known(project, document_id, author=author)
    return [row for row in found if row.suggester not in without]
