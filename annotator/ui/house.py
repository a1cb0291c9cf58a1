"""Keeping house in the window: details, note, flags, segments, sorting and removal of the open document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from annotator.commands import keeping, noting
from annotator.core import parting
from annotator.core.errors import AnnotatorError
from annotator.core.model import Flag, Range, Segment, SegmentKind, Sorted
from annotator.store import queries
from annotator.ui.opening import Opening
from annotator.ui.panels import Panels
from annotator.ui.session import Session
from annotator.words.citing import citation
from annotator.words.keeping import removed_lines

Parted = Callable[[Sequence[Segment]], Sequence[Segment]]


class House(QObject):
    """Acts on the open document."""

    def __init__(self, session: Session, panels: Panels, opening: Opening, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._panels = panels
        self._opening = opening
        self._window = window

    def details(self) -> None:
        """Show what is known about the document, to be corrected."""
        from annotator.ui.documents.details import DetailsDialog

        self._session.finish_typing()
        DetailsDialog(self._session, self._window).open()

    def note(self) -> None:
        """Write one's note on the document."""
        from annotator.ui.documents.note import NoteDialog

        self._session.finish_typing()
        NoteDialog(self._session, self._window).open()

    def flag(self, flag: Flag) -> None:
        """Set a flag, or take it off; whoever says that it is graphic has seen it."""
        session = self._session
        assert session.reading is not None
        document, on = session.reading.document, not getattr(session.reading.filing, flag)
        if session.do(keeping.flag_document, document.id, {flag: on}) is not None and flag == "graphic":
            self._panels.curtain.open()

    def show_text(self) -> None:
        """Show the text of a graphic document."""
        self._panels.curtain.open()

    def remove(self) -> None:
        """Take the document out; asks first where anything hangs on it."""
        from annotator.ui.parts import dialogs

        session = self._session
        session.finish_typing()
        project, document = session.project, session.document
        assert project is not None and document is not None
        title = queries.title(project, document.id)
        try:
            there = keeping.others_on(project, document, author=session.author)
        except AnnotatorError as error:
            session.failed.emit(error)
            return
        lines, others = list(removed_lines(session.language, there)), there.work().keys() - {session.author}
        question = "\n".join([session.tr_("keeping.remove-question", title=title), *lines])
        if lines and not dialogs.confirm(self._window, session.language, question):
            return
        if session.do(keeping.remove_document, document, even_others=bool(others)) is not None:
            session.tell(session.tr_("keeping.removed", title=title))

    def cite(self) -> None:
        """Put the selected span on the clipboard as a citation."""
        session = self._session
        project, document = session.project, session.document
        span = session.span(self._panels.article.selected_span())
        if project is None or document is None or span is None or session.reading is None:
            return
        rows = session.reading.rows
        said = citation(
            session, rows.get, span, session.attributions_of(span.id), document, project.project_id
        )
        QGuiApplication.clipboard().setText(said)
        session.tell(session.tr_("keeping.cited"))

    # Sorting what arrives

    def sort(self, state: Sorted) -> None:
        """Take the document, or put it off, or say why it is irrelevant; from the inbox, go to the next."""
        session = self._session
        assert session.document is not None
        reason = ""
        if state == "irrelevant":
            tr = session.tr_
            title, asked = tr("story.sorted-irrelevant"), tr("keeping.why-irrelevant")
            reason, said = QInputDialog.getText(self._window, title, asked)
            if not said:
                return
        if session.do(keeping.sort_documents, [session.document.id], state, reason=reason) is None:
            return
        session.settle()
        documents = self._panels.documents
        if documents.model.list.id == "inbox" and (following := documents.beside()) is not None:
            self._opening.listed(following)

    def switch_inbox(self) -> None:
        """Have documents that arrive sorted first, or no longer."""
        session = self._session
        assert session.project is not None
        if session.do(noting.set_inbox, not session.project.policy.inbox) is not None:
            session.tell(
                session.tr_("keeping.inbox-on" if session.project.policy.inbox else "keeping.inbox-off")
            )

    # Segments

    def split(self) -> None:
        """Part the segment at the caret in two."""
        text, (start, _) = self._session.text, self._piece()
        self._part(lambda rows: parting.split_at(rows, text, start))

    def join(self) -> None:
        """Make one of the segments that are selected, or of that at the caret and the next."""
        piece = self._piece()
        self._part(lambda rows: parting.joined(rows, piece))

    def mark(self, kind: SegmentKind) -> None:
        """Make the selected text, or the segment at the caret, one of a kind."""
        text, piece = self._session.text, self._piece()
        self._part(lambda rows: parting.marked(rows, text, piece, kind))

    def _piece(self) -> Range:
        article = self._panels.article
        return article.selection() or (article.caret(), article.caret())

    def _part(self, parted: Parted) -> None:
        session = self._session
        session.finish_typing()
        document = session.document
        assert document is not None
        try:
            segments = parted(document.segments)
        except AnnotatorError as error:
            session.failed.emit(error)
            return
        session.do(keeping.set_segments, document, segments)
