"""Opening: a project, and who works in it; a document from a list, by its name, or at a claim."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.store import Project, accounts, finding, places, queries
from annotator.store.moment import people
from annotator.store.work_lists import ListId
from annotator.ui.changes import Changes
from annotator.ui.panels import Panels
from annotator.ui.review.state import Reviewing
from annotator.ui.session import Session
from annotator.ui.settings import Settings


class Opening(QObject):
    """Opens projects and documents, and saves first what is being typed."""

    def __init__(
        self, session: Session, settings: Settings, panels: Panels, reviewing: Reviewing, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._panels = panels
        self._documents = panels.documents
        self._article = panels.article
        self._reviewing = reviewing
        self._window = window
        session.changed.connect(self._changed)
        self.path: Path | None = None
        """The file that was opened last, whether all of it could be read or not."""
        self.stands_for: Path | None = None

    def take_over(
        self,
        project: Project,
        *,
        author: str | None = None,
        document: str | None = None,
        span: str | None = None,
        listed: ListId = "all",
        stands_for: Path | None = None,
    ) -> None:
        """Show an open project, the document last worked on first; asks who is working if need be.

        With `listed`, from that list of documents, and as it shows them. `stands_for`: the damaged file of
        which the project is what could be read.
        """
        session = self._session
        self.path, self.stands_for = project.path, stands_for
        try:
            session.open(project)
        except AnnotatorError as error:
            session.close()
            session.failed.emit(error)
            return
        self._settings.add_recent(stands_for or project.path)
        try:
            if author:
                session.set_author(author)
            if not session.author:
                self._ask_author()
            self._documents.choose_list(listed)
            self._documents.model.await_first()
            self._reviewing.prefer(*self._documents.opens_at(-1 if document else 0))
            if document:
                found = queries.documents_beginning(project, document)
                session.open_document(found[0] if found else document)
            else:
                last = session.last_document() if listed == "all" else None
                session.open_document(last or self._first_document())
            self._reviewing.begin()
            if span and session.document is not None:
                self.claim(session.document.id, span)
        except AnnotatorError as error:
            session.failed.emit(error)
        self._panels.give_focus()

    def _first_document(self) -> str | None:
        row = self._documents.model.row(0)
        return row.id if row is not None else None

    def document(self, document_id: str) -> None:
        """Show another document."""
        if self._is_open(document_id):
            return
        try:
            self._session.open_document(document_id)
        except AnnotatorError as error:
            self._session.failed.emit(error)

    def listed(self, document_id: str) -> None:
        """Show a document as its list wants it to be seen."""
        self._reviewing.prefer(*self._documents.opens())
        if self._is_open(document_id):
            self._reviewing.show_view(self._reviewing.wanted_view())
        else:
            self.document(document_id)
            self._reviewing.begin()

    def undone(self, by: int) -> None:
        """Go to the next document that one has to begin, to end or to correct, or to the one before."""
        session = self._session
        project, document = session.project, session.document
        if project is None:
            return
        here = document.id if document is not None else ""
        found = finding.next_undone(project, session.author, here, by=by)
        if found is None:
            session.tell(session.tr_("finding.none-undone"))
            return
        number = places.number_of(project, found)
        came_back = number is not None and "returned" in places.stands_in(project, session.author, number)
        self._reviewing.prefer("returned" if came_back else "own", "")
        self.document(found)
        self._reviewing.begin()
        self._panels.give_focus()

    def difference(self, document_id: str, key: str) -> None:
        """Show the layers of a document side by side, at the difference with this key, or one of its rows."""
        reviewing = self._reviewing
        reviewing.prefer("compare")
        self.document(document_id)
        if reviewing.view.kind != "compare":
            reviewing.show_view(reviewing.wanted_view())
        rows = set(key.split())
        place = next((row for row in reviewing.places() if rows & set(row.id.split())), None)
        if place is not None:
            reviewing.go_to(place.id)
        self._window.activateWindow()

    def claim(self, document_id: str, span_id: str) -> None:
        """Show the document of a claim: the claim selected if it is one's own, else its text."""
        project = self._session.project
        span = project.row_record("span", span_id) if project is not None else None
        self.place(document_id, span if isinstance(span, Span) else None)

    def place(self, document_id: str, span: Span | None) -> None:
        """Show a document: a span selected if it is one's own and still there, else the words it was on."""
        self.document(document_id)
        if span is not None and self._is_open(document_id):
            if self._session.span(span.id) is not None:
                self._article.select_span(span.id)
            else:
                self._article.set_selection(span.start, span.end)
        self._window.activateWindow()

    def words(self, document_id: str, start: int, end: int, span_id: str) -> None:
        """Show a document: a span if it is one's own, else words of its text, where there are any."""
        self.document(document_id)
        if not self._is_open(document_id):
            return
        if self._session.span(span_id) is not None:
            self._article.select_span(span_id)
        elif end:
            self._article.set_selection(start, end)
        self._window.activateWindow()
        self._panels.give_focus()

    def _changed(self, changes: Changes) -> None:
        session = self._session
        if changes.document and not changes.project and session.project and session.document is None:
            if changes.act not in ("document.remove", "undo", "redo"):
                session.tell(session.tr_("keeping.gone"))
            session.soon(self._another)

    def _another(self) -> None:
        """The open document is gone: show the one beside it."""
        if self._session.project is None or self._session.document is not None:
            return
        self._documents.refresh()
        if (document_id := self._documents.beside()) is not None:
            self.listed(document_id)

    def change_author(self) -> None:
        self._session.finish_typing()
        self._ask_author()
        self._panels.give_focus()

    def _is_open(self, document_id: str) -> bool:
        return self._session.document is not None and self._session.document.id == document_id

    def _ask_author(self) -> None:
        """Ask until there is a name; whoever will not say works under the account's, which the bar shows."""
        from annotator.ui.parts import dialogs

        project = self._session.project
        assert project is not None
        proposed = self._session.author or accounts.proposed_name()
        name = dialogs.ask_author(self._window, self._session.language, proposed, people(project))
        try:
            self._session.set_author(proposed if name is None else name)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            self._ask_author()
