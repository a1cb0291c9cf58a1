"""The page of a name: what is known of it, where it stands, what it said, what was said of it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.name_attributes import set_attribute
from annotator.commands.scheme import declare_name_attributes
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.names import KnownName, name_meant
from annotator.store import Project
from annotator.store.name_page import NamePage, Place, page_of
from annotator.store.names import all_names_of, name_record
from annotator.ui.background import Task, on_project
from annotator.ui.changes import Changes
from annotator.ui.parts.room import fit
from annotator.ui.project.name_facts import NameFacts
from annotator.ui.project.name_places import DOCUMENTS, SPANS, PlacesTable
from annotator.ui.session import Session
from annotator.words.i18n import DIRECTION_MARKS, error_sentence, isolated
from annotator.words.rows import label_words
from annotator.words.story import local_time, story

_START_SIZE: Final = QSize(980, 620)
_FACTS: Final = 330
_LISTS: Final = ("mentions", "said", "said-of", "documents")
_MOST_ACTS: Final = 200
_OWN_ACT: Final = "name.attribute"


class Read(NamedTuple):
    """What was read of a name, and the names that it may point to."""

    known: list[KnownName]
    page: NamePage


class NamePageDialog(QDialog):
    """A window beside the text. What is set is one change and one undo; Enter on a place goes there."""

    place_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._path = session.path
        self._task = Task(self)
        self._wanted = ("", "", "")
        self._read: Read | None = None
        self._is_stale = False
        self.setObjectName("name_page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.title, self.spellings, self.message = _label("heading"), _label("quiet"), _label("warning")
        self.message.hide()
        self.facts = NameFacts(session)
        self.tables = {
            name: PlacesTable(session, f"name-{name}", DOCUMENTS if name == "documents" else SPANS)
            for name in _LISTS
        }
        self.history = QListWidget()
        self.history.setObjectName("name-history")
        self.history.setWordWrap(True)
        self.tabs = QTabWidget()
        for table in self.tables.values():
            self.tabs.addTab(table, "")
            table.wanted.connect(self.place_wanted)
        self.tabs.addTab(self.history, "")
        self.undo_button, self.close_button = QPushButton(), QPushButton()
        self._lay_out()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, session.undo)
        self.undo_button.clicked.connect(session.undo)
        self.close_button.clicked.connect(self.close)
        self.facts.edited.connect(self._set)
        self.facts.declaring.connect(self._declare)
        session.acting.connect(self.facts.commit)
        session.changed.connect(self._changed)
        self._retranslate()

    def _lay_out(self) -> None:
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.facts)
        split.addWidget(self.tabs)
        split.setStretchFactor(1, 1)
        split.setSizes([_FACTS, _START_SIZE.width() - _FACTS])
        foot = QHBoxLayout()
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        for widget in (self.title, self.spellings, self.message):
            column.addWidget(widget)
        column.addWidget(split, 1)
        column.addLayout(foot)
        # In a dialog, Enter in a field would press the nearest button.
        for button in (self.undo_button, self.close_button):
            button.setAutoDefault(False)

    def show_name(self, name: str, label: str, words: str) -> None:
        """Show the name with this id, or else the one that words under a label are of."""
        self._wanted = (name, label, words)
        self._read = None
        self.tabs.setCurrentIndex(0)
        self.refresh()

    def refresh(self) -> None:
        """Read the page anew, in the background."""
        if self._session.path is None or not any(self._wanted):
            return
        job = partial(_read_job, author=self._session.author, wanted=self._wanted)
        work = on_project(self._session.path, job, author=self._session.author, read_only=True)
        self._task.abandon()
        self._is_stale = False
        self._task.start(work, done=self._show, failed=self._session.failed.emit)

    def _show(self, read: Read) -> None:
        is_other = self._read is None or self._read.page.known.name.id != read.page.known.name.id
        self._read = read
        name, scheme = read.page.known.name, self._session.scheme
        self._wanted = (name.id, name.label, name.name)
        self.facts.show_name(name, read.known)
        marked = scheme.shown_label(name.label)
        for key, table in self.tables.items():
            table.show_places(_places(read.page, key), marked)
        self._show_history()
        self._retranslate()
        if is_other:
            self.tables["mentions"].setFocus()

    def _show_history(self) -> None:
        project = self._session.project
        self.history.clear()
        if project is None or self._read is None:
            return
        entries = story(project, self._session.language, [self._read.page.known.name.id])
        for entry in entries[:_MOST_ACTS]:
            head = f"{isolated(local_time(entry.at))} · {isolated(entry.actor)}: {entry.act}"
            self.history.addItem("\n".join((head, *entry.changes)))

    def _retranslate(self) -> None:
        tr, known = self._session.tr_, self._read.page.known if self._read else None
        self.setWindowTitle(
            tr("names.page-title", name=known.name.name) if known else tr("actions.name_page")
        )
        self.undo_button.setText(tr("actions.undo"))
        self.undo_button.setEnabled(self._session.can_undo())
        self.close_button.setText(tr("names.close"))
        self.facts.setAccessibleName(tr("names.page-facts"))
        for place, key in enumerate(_LISTS):
            count = len(_places(self._read.page, key)) if self._read else 0
            self.tabs.setTabText(place, tr(f"names.tab-{key}", n=count))
            self.tables[key].setAccessibleName(self.tabs.tabText(place))
        is_source = known is not None and known.name.label == self._session.scheme.label_as("source")
        self.tabs.setTabVisible(_LISTS.index("documents"), is_source)
        self.tabs.setTabText(len(_LISTS), tr("names.tab-history"))
        self.history.setAccessibleName(tr("names.tab-history"))
        if known is None:
            return
        label = label_words(self._session, known.name.label)
        side = DIRECTION_MARKS[self._session.language]
        self.title.setText(f"{side}{isolated(known.name.name)} · {isolated(label)}")
        others = "، ".join(isolated(word) for word in known.spellings if word != known.name.name)
        self.spellings.setText(f"{tr('names.column-spellings')}: {others}" if others else "")
        self.spellings.setVisible(bool(others))

    # Acting

    def _set(self, attribute: str, typed: str) -> None:
        if self._read is None:
            return
        self.message.hide()
        known, page = self._read
        try:
            name = self._session.attempt(set_attribute, page.known.name, attribute, typed, known=known)
            row = msgspec.structs.replace(page.known, name=name)
            self._read = Read(known, msgspec.structs.replace(page, known=row))
            self.facts.show_name(name, known)
            self._show_history()
        except AnnotatorError as error:
            self._say(error)
            self.facts.restore(attribute)
            if isinstance(error, StaleChange):
                self.refresh()

    def _declare(self) -> None:
        self.message.hide()
        try:
            self._session.attempt(declare_name_attributes)
        except AnnotatorError as error:
            self._say(error)

    def _say(self, error: AnnotatorError) -> None:
        self.message.setText(error_sentence(self._session.language, error))
        self.message.show()

    def _changed(self, changes: Changes) -> None:
        if changes.project and self._session.path != self._path:
            self.close()
            return
        self.undo_button.setEnabled(self._session.can_undo())
        if changes.act == _OWN_ACT:
            return  # it is followed where it is done: nothing else of the page is other than it was
        if changes.names or changes.scheme or changes.author or changes.language:
            self.refresh()
        # Places come and go with every label: they are read when one comes back to the page.
        self._is_stale |= changes.layer

    @property
    def busy(self) -> bool:
        """Whether it is still being read."""
        return self._task.is_running

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._is_stale:
            self.refresh()

    def done(self, result: int) -> None:
        """Whatever closes the page keeps what was typed, and ends what is being read."""
        self.facts.commit()
        self._task.abandon()
        super().done(result)


def _places(page: NamePage, key: str) -> tuple[Place, ...]:
    if key == "documents":
        return tuple(Place(document_id, "", ()) for document_id in page.documents)
    found: tuple[Place, ...] = getattr(page, key.replace("-", "_"))
    return found


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _read_job(project: Project, *, author: str, wanted: tuple[str, str, str], **_: Any) -> Read:
    known = all_names_of(project, author)
    meant = name_meant(known, project.scheme, *wanted)
    if meant not in known and (record := name_record(project, meant.name.id)) is not None:
        meant = KnownName(record, (record.name, *record.variants), 0)
    return Read(known, page_of(project, meant))
