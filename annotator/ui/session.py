"""The bridge between the window and a project: what is open, who works, and one way to do anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.model import Attribution, Document, Span
from annotator.core.scheme import Scheme
from annotator.store import Project, accounts, queries
from annotator.store.project import BUILT_UPON
from annotator.store.queries import Layer
from annotator.words.i18n import Language, error_sentence, tr

_POLL_MILLISECONDS = 1000

BRINGS_DOCUMENTS = frozenset({"documents.import", "document.add"})
"""Kinds of events that add documents to the project."""

T = TypeVar("T")


class Session(QObject):
    """What all panels share. Panels do not know each other: they call `do` and listen to the signals."""

    project_changed = Signal()
    """A project was opened or closed, or holds other documents than before."""
    document_changed = Signal()
    """Another document is open, or none."""
    layer_changed = Signal()
    """Spans or attributions of the open document changed."""
    scheme_changed = Signal()
    """Labels, attributes, vocabularies or guidelines of the open project changed, here or elsewhere."""
    author_changed = Signal()
    language_changed = Signal()
    saved = Signal(str)
    """An act was committed; its kind, e.g. `span.add`."""
    failed = Signal(AnnotatorError)
    """Something the person can act on went wrong."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.language: Language = language
        self.project: Project | None = None
        self.author = ""
        self.document: Document | None = None
        self.text = ""
        self.layer = Layer()
        self._told_scheme: Scheme | None = None
        self.saved_at: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MILLISECONDS)
        self._timer.timeout.connect(self._look_for_changes)

    def tr_(self, key: str, **values: object) -> str:
        """The sentence `key` in the window's language."""
        return tr(self.language, key, **values)

    def set_language(self, language: Language) -> None:
        if language != self.language:
            self.language = language
            self.language_changed.emit()

    # The project

    def open(self, project: Project) -> None:
        """Take over an open project; the one before is closed."""
        self.close()
        self.project = project
        self._told_scheme = project.scheme
        self.author = accounts.known_author(project) or ""
        project.seen_by(self.author)
        self._timer.start()
        self.project_changed.emit()
        self.author_changed.emit()

    def close(self) -> None:
        self._timer.stop()
        if self.project is None:
            return
        self.open_document(None)
        self.project.close()
        self.project = None
        self.author = ""
        self.project_changed.emit()

    def set_author(self, name: str) -> None:
        """Who works from now on. Raises `AnnotatorError("empty-name")`."""
        assert self.project is not None
        self.author = accounts.remember_author(self.project, name)
        self.project.seen_by(self.author)
        self._read_layer()
        self.author_changed.emit()
        self.layer_changed.emit()

    @property
    def scheme(self) -> Scheme:
        assert self.project is not None
        return self.project.scheme

    @property
    def path(self) -> Path | None:
        return self.project.path if self.project else None

    # The document

    def open_document(self, document_id: str | None) -> None:
        if self.project is None or document_id is None:
            self.document, self.text, self.layer = None, "", Layer()
        else:
            self.document = queries.document(self.project, document_id)
            self.text = queries.text_of(self.project, self.document)
            self._read_layer()
            self.project.set_preference(accounts.account(), "document", document_id)
        self.document_changed.emit()

    def last_document(self) -> str | None:
        """The document this account had open last, if it is still there."""
        assert self.project is not None
        known = self.project.preference(accounts.account(), "document")
        return known if known and self.project.row_record("document", known) else None

    def span(self, span_id: str) -> Span | None:
        return next((span for span in self.layer.spans if span.id == span_id), None)

    def attributions_of(self, span_id: str) -> list[Attribution]:
        """The attributions in which a span plays any part."""
        return [row for row in self.layer.attributions if span_id in row.spans]

    def role_of(self, span: Span) -> str:
        """`claim`, `source`, `cue` or "" by the span's label."""
        return self.scheme.shown_label(span.label).role

    def claims(self) -> list[Span]:
        """The claims of the layer, in reading order."""
        labels = self.scheme.labels_as("claim")
        return [span for span in self.layer.spans if span.label in labels]

    def unattributed(self) -> list[Span]:
        """The claims of the layer that no attribution names, in reading order."""
        tied = {claim for row in self.layer.attributions for claim in row.claims}
        return [span for span in self.claims() if span.id not in tied and span.in_layer]

    # Acting

    def do(self, command: Callable[..., T], *args: Any, **values: Any) -> T | None:
        """Run a command as the author. What the person can act on is told through `failed`, giving None."""
        try:
            return self.attempt(command, *args, **values)
        except AnnotatorError as error:
            self.failed.emit(error)
            return None

    def attempt(self, command: Callable[..., T], *args: Any, **values: Any) -> T:
        """As `do`, for a dialog that says itself what went wrong. Raises `AnnotatorError`."""
        assert self.project is not None
        seq = self._last_seq()
        try:
            result = command(self.project, *args, author=self.author, **values)
        except StaleChange:
            self._look_for_changes()
            self.refresh()
            raise
        except AnnotatorError:
            self.refresh()
            raise
        if self._last_seq() != seq:
            self._saved(self._last_kind())
        return result

    def undo(self) -> None:
        self._turn_round("undo")

    def redo(self) -> None:
        self._turn_round("redo")

    def next_undo(self) -> str:
        """The kind of the event that undo would turn round; "" for none."""
        assert self.project is not None
        event_id = self.project.undoable(self.author)
        return self.project.event_named(event_id).kind if event_id else ""

    def changes_to_undo(self) -> int:
        """How many records undo would turn back."""
        assert self.project is not None
        event_id = self.project.undoable(self.author)
        return queries.change_count(self.project, event_id) if event_id else 0

    def can_undo(self) -> bool:
        return self.project is not None and self.project.undoable(self.author) is not None

    def can_redo(self) -> bool:
        return self.project is not None and self.project.history(self.author).redoable is not None

    def refresh(self) -> None:
        """Read again what is shown; somebody else may have changed it."""
        self._tell_scheme()
        if self.project is None or self.document is None:
            return
        if self.project.row_record("document", self.document.id) is None:
            self.open_document(None)
            return
        before = self.layer
        self._read_layer()
        if before != self.layer:
            self.layer_changed.emit()

    def _turn_round(self, which: str) -> None:
        assert self.project is not None
        kind = self.next_undo()
        try:
            turn = self.project.undo if which == "undo" else self.project.redo
            event = turn(self.author)
        except AnnotatorError as error:
            if which == "undo" and error.code in BUILT_UPON:
                act = self.tr_(f"events.{kind}")
                error = AnnotatorError(
                    "undo-passed-over", act=act, reason=error_sentence(self.language, error)
                )
            self.refresh()
            self.failed.emit(error)
            return
        if event is None:
            return
        documents = False
        touched: dict[str, None] = {}
        for change in self.project.changes_of(event):
            record = change.after or change.before
            if change.entity == "document":
                documents = True
                break
            touched.setdefault(str(getattr(record, "document_id", "")))
        touched.pop("", None)
        if documents:
            self.refresh()
            self.project_changed.emit()
        elif touched and (self.document is None or self.document.id not in touched):
            # What is undone elsewhere is shown, not changed behind one's back.
            self.open_document(next(iter(touched)))
        self._saved(which)

    def _saved(self, kind: str) -> None:
        self.saved_at = datetime.now()
        self._read_layer()
        self._tell_scheme()
        if kind in BRINGS_DOCUMENTS:
            self.project_changed.emit()
        self.layer_changed.emit()
        self.saved.emit(kind)

    def _tell_scheme(self) -> None:
        """Tell of another scheme before what is shown in its terms."""
        if self.project is not None and self.project.scheme != self._told_scheme:
            self._told_scheme = self.project.scheme
            self.scheme_changed.emit()

    def _read_layer(self) -> None:
        if self.project is not None and self.document is not None:
            self.layer = queries.layer(self.project, self.document.id, self.author)

    def _last_seq(self) -> int:
        assert self.project is not None
        return queries.last_event(self.project)[0]

    def _last_kind(self) -> str:
        assert self.project is not None
        return queries.last_event(self.project)[1]

    def _look_for_changes(self) -> None:
        try:
            if self.project is not None and self.project.changed_elsewhere():
                self.refresh()
                self.project_changed.emit()
        except AnnotatorError as error:
            self._timer.stop()
            self.failed.emit(error)
