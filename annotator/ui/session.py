"""The bridge between the window and a project: what is open, who works, and one way to do anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.model import Attribution, Document, Span
from annotator.core.scheme import Scheme
from annotator.store import Project, Written, accounts, queries
from annotator.store.project import BUILT_UPON
from annotator.store.queries import Layer
from annotator.store.review import Review, layer_of, review_of
from annotator.ui.changes import EVERYTHING, Changes
from annotator.ui.news import QUIET, looks_other, news_of, reading_after, to_look_at
from annotator.ui.shown import OthersShown
from annotator.ui.turn import Refresh, Turn
from annotator.words.i18n import Language, error_sentence, tr

_POLL_MILLISECONDS = 1000
_PATIENCE_SECONDS = 0.04
"""How long the window waits, and so stands still, while another program is writing: less than one sees."""

BRINGS_DOCUMENTS = frozenset({"documents.import", "document.add"})
"""Kinds of events that add documents to the project."""

LOCKED: Final = "project-locked"

Telling = Literal["passing", "expected", "refused"]
"""Said for a while; said until it is done, which "" says; said beside the text until the next act."""

T = TypeVar("T")


class Session(QObject):
    """Shared by all panels. Panels do not know each other: they call `do` and listen to `changed`.

    `reading` is the one copy of what is open: the document, its text, and all that is said of it.
    """

    changed = Signal(Changes)
    """Something is to be shown anew."""
    acting = Signal()
    """Something is about to be done: what is being typed is to be saved first."""
    told = Signal(str, str)
    """Something to say in passing, and how: a `Telling`."""
    closing = Signal()
    """The project is about to be closed."""
    failed = Signal(AnnotatorError)
    """Something the person can act on went wrong."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.language: Language = language
        self.project: Project | None = None
        self.author = ""
        self.reading: Review | None = None
        self.layer = Layer()
        self.opening = 0
        """Tells the opening of a document from every other one, of the same document too."""
        self.saved_at: datetime | None = None
        self.keeper: Callable[[Project], None] = lambda project: None
        """Backs a project up before much is changed, here or in a thread."""
        self._turn = Turn(self)
        self._scheme: Scheme | None = None
        self._claims: tuple[object, list[Span]] = None, []
        self._heard: list[Written] = []
        self._doing = 0
        self._is_finishing, self._is_typing_kept = False, True
        self._to_remember: dict[str, str] = {}
        self._others_shown = OthersShown()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MILLISECONDS)
        self._timer.timeout.connect(self.look_for_changes)

    def tr_(self, key: str, **values: object) -> str:
        """The sentence `key` in the window's language."""
        return tr(self.language, key, **values)

    def tell(self, sentence: str, kind: Telling = "passing") -> None:
        """Say something in passing."""
        self.told.emit(sentence, kind)

    def set_language(self, language: Language) -> None:
        if language != self.language:
            self.language = language
            self.changed.emit(Changes(language=True))

    # The project

    def open(self, project: Project) -> None:
        """Take over an open project; the one before is closed."""
        self.close()
        self.project = project
        project.listener, project.keeper = self._hear, self.keeper
        project.waits(_PATIENCE_SECONDS)
        self._scheme = project.scheme
        self.author = accounts.known_author(project) or ""
        project.seen_by(self.author)
        self._timer.start()
        self.changed.emit(EVERYTHING)

    def close(self) -> None:
        self._timer.stop()
        if self.project is None:
            return
        self.finish_typing()
        self._remember()
        self.closing.emit()
        self._to_remember.clear()
        self._others_shown.clear()
        self.project.listener = None
        self.project.close()
        self.project, self.author = None, ""
        self._take(None)
        self.opening += 1
        self.changed.emit(EVERYTHING)

    def set_author(self, name: str) -> None:
        """Who works from now on. Raises `AnnotatorError("empty-name")`."""
        assert self.project is not None
        self.author = accounts.author_name(name)
        self.project.seen_by(self.author)
        self._take(self._read())
        self._remember(accounts.AUTHOR, self.author)
        self.changed.emit(Changes(author=True, layer=True, queue=True))

    @property
    def scheme(self) -> Scheme:
        assert self.project is not None
        return self.project.scheme

    @property
    def path(self) -> Path | None:
        return self.project.path if self.project else None

    # The document

    @property
    def document(self) -> Document | None:
        return self.reading.document if self.reading is not None else None

    @property
    def text(self) -> str:
        return self.reading.text if self.reading is not None else ""

    def open_document(self, document_id: str | None) -> None:
        """Open a document whole, or none; if it cannot be read, the one that is open stays.

        It stays too if what is being typed about it cannot be saved. Raises `AnnotatorError`.
        """
        if not self.finish_typing():
            return
        found = None
        if self.project is not None and document_id is not None:
            found = review_of(self.project, document_id)
        self._take(found)
        self.opening += 1
        if found is not None:
            # Written in a moment, or when the project is closed: nobody waits for the disk to step on.
            self._to_remember[accounts.DOCUMENT] = found.document.id
        self.changed.emit(Changes(document=True, layer=True))

    def shows_others(self, documents: Iterable[str]) -> None:
        """Others' work on documents is shown: have that noted in the record, where it is due."""
        if self._others_shown.add(self.author, documents):
            self._remember()

    def last_document(self) -> str | None:
        """The document this account had open last, if it is still there."""
        assert self.project is not None
        known = self.project.preference(accounts.account(), accounts.DOCUMENT)
        return known if known and self.project.row_record("document", known) else None

    def span(self, span_id: str) -> Span | None:
        row = self.reading.rows.get(span_id) if self.reading is not None else None
        return row if isinstance(row, Span) and row.author == self.author else None

    def attributions_of(self, span_id: str) -> list[Attribution]:
        """The attributions in which a span plays any part."""
        return [row for row in self.layer.attributions if row.names(span_id)]

    def role_of(self, span: Span) -> str:
        """`claim`, `source`, `cue` or "" by the span's label."""
        return self.scheme.shown_label(span.label).role

    def claims(self) -> list[Span]:
        """The claims of the layer, in reading order."""
        labels = self.scheme.labels_as("claim")
        if self._claims[0] != (of := (self.layer, labels)):
            self._claims = of, [span for span in self.layer.spans if span.label in labels]
        return self._claims[1]

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
            self.refuse(error)
            return None

    def refuse(self, error: AnnotatorError) -> None:
        """Say that something the person did was not done."""
        self._is_typing_kept &= error.code != LOCKED
        self.failed.emit(error)

    def attempt(self, command: Callable[..., T], *args: Any, **values: Any) -> T:
        """As `do`, for a dialog that says itself what went wrong. Raises `AnnotatorError`."""
        assert self.project is not None
        before = self.reading
        self.finish_typing()
        rows = [_as_now(value, before, self.reading) for value in args]
        named = {key: _as_now(value, before, self.reading) for key, value in values.items()}
        with self._hearing():
            return command(self.project, *rows, author=self.author, **named)

    def finish_typing(self) -> bool:
        """Have what is being typed saved before something else is done.

        False if it has to wait, as another program is writing.
        """
        if self._is_finishing:
            return True
        self._is_finishing, self._is_typing_kept = True, True
        try:
            self.acting.emit()
        finally:
            self._is_finishing = False
        return self._is_typing_kept

    def undo(self) -> None:
        self._turn_round("undo")

    def redo(self) -> None:
        self._turn_round("redo")

    def next_undo(self) -> str:
        """The kind of the event that undo would turn round; "" for none."""
        assert self.project is not None
        event = self.project.next_undo(self.author)
        return event.kind if event is not None else ""

    def changes_to_undo(self) -> int:
        """How many records undo would turn back."""
        assert self.project is not None
        event_id = self.project.undoable(self.author)
        return queries.change_count(self.project, event_id) if event_id else 0

    def can_undo(self) -> bool:
        return self.project is not None and self.project.undoable(self.author) is not None

    def can_redo(self) -> bool:
        return self.project is not None and self.project.history(self.author).redoable is not None

    def _turn_round(self, which: Literal["undo", "redo"]) -> None:
        assert self.project is not None
        self.finish_typing()
        target = self.project.next_undo(self.author)
        try:
            with self._hearing():
                (self.project.undo if which == "undo" else self.project.redo)(self.author)
        except AnnotatorError as error:
            if which == "undo" and target is not None and error.code in BUILT_UPON:
                act = self.tr_(f"events.{target.kind}")
                reason = error_sentence(self.language, error)
                error = AnnotatorError("undo-passed-over", act=act, reason=reason)
            self.failed.emit(error)

    # News

    def soon(self, refresh: Refresh) -> None:
        """Run `refresh` once the present turn of the event loop is over, however often that is asked for."""
        self._turn.soon(refresh)

    def settle(self) -> None:
        """Run now what is asked for."""
        self._turn.settle()

    def look_for_changes(self) -> None:
        """Take in what other programs have written, if they have."""
        try:
            if self.project is not None and self.project.changed_elsewhere():
                self.refresh()
        except AnnotatorError as error:
            if error.code != LOCKED:  # what cannot be read now is looked for again in a moment
                self._timer.stop()
                self.failed.emit(error)
        self._remember()

    def refresh(self) -> None:
        """Read again what is shown; somebody else may have changed it."""
        self._show(Changes(documents=True, queue=True, names=True), self._read())

    @contextmanager
    def _hearing(self) -> Iterator[None]:
        """Tell what is written within when all of it is done; if something is refused, read anew."""
        self._doing += 1
        try:
            yield
        except StaleChange:
            self.refresh()
            raise
        except AnnotatorError as error:
            if error.code != LOCKED:
                with suppress(AnnotatorError):  # why it was refused says more than that reading fails too
                    self._show(Changes(), self._read())
            raise
        finally:
            self._doing -= 1
            if not self._doing:
                self._tell_heard()

    def _hear(self, written: Written) -> None:
        """An event of this project has just been written."""
        self._heard.append(written)
        if not self._doing:
            self._tell_heard()

    def _tell_heard(self) -> None:
        heard, self._heard = self._heard, []
        for written in heard:
            self._tell_written(written)

    def _tell_written(self, written: Written) -> None:
        assert self.project is not None
        if written.elsewhere:
            self.project.changed_elsewhere()  # it is taken in here
        if written.event.kind in QUIET:
            if written.elsewhere:
                self.refresh()
            return
        self.saved_at = datetime.now()
        news, after = news_of(written), reading_after(self.reading, written, self.author)
        self._show(news, self._read() if after is None else after)
        # What is undone elsewhere is shown, not changed behind one's back.
        here = self.document.id if self.document is not None else ""
        if written.event.reverts and here not in written.documents and (there := to_look_at(written)):
            self.open_document(there)

    def _show(self, news: Changes, reading: Review | None) -> None:
        """Take over what was read, then tell of it."""
        assert self.project is not None
        is_other, is_gone = reading != self.reading, reading is None and self.reading is not None
        shown = is_gone or looks_other(self.reading, reading)
        if is_other:
            self._take(reading)
        self.opening += is_gone
        before, self._scheme = self._scheme, self.project.scheme
        scheme = self._scheme != before
        self.changed.emit(msgspec.structs.replace(news, scheme=scheme, document=shown, layer=is_other))

    # Reading

    def _read(self) -> Review | None:
        """The open document as it is in the file now; None if it is no more."""
        if self.project is None or self.document is None:
            return None
        try:
            return review_of(self.project, self.document.id, self.reading)
        except AnnotatorError as error:
            if error.code == "unknown-document":
                return None
            raise

    def _take(self, reading: Review | None) -> None:
        self.reading = reading
        self.layer = layer_of(reading, self.author) if reading is not None else Layer()

    # What this account chose

    def _remember(self, key: str = "", value: str = "") -> None:
        """Keep a choice for the next time, without waiting: while another program writes, try again later."""
        if key:
            self._to_remember[key] = value
        if self.project is not None:
            account = accounts.account()
            for name, chosen in list(self._to_remember.items()):
                if self.project.try_preference(account, name, chosen):
                    del self._to_remember[name]
            self._others_shown.note(self.project)


def _as_now(value: Any, before: Review | None, now: Review | None) -> Any:
    """A row the person saw; if they have just typed something into it, with that."""
    if before is now or before is None or now is None or not isinstance(value, Span | Attribution):
        return value
    return now.rows.get(value.id, value) if before.rows.get(value.id) == value else value
