"""The page itself: a window beside the text, so that one can go from a hit to its place, and to the next."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import searching
from annotator.core.errors import AnnotatorError
from annotator.core.query import Query
from annotator.core.scheme import Label
from annotator.store import Project
from annotator.store.search_hits import Hit
from annotator.store.searching import ORDERS, Mark, Order, Page
from annotator.ui.background import Task, on_project, run_job
from annotator.ui.changes import Changes
from annotator.ui.parts.context_lines import ContextLines
from annotator.ui.parts.room import fit
from annotator.ui.search.assigning import AssignDialog
from annotator.ui.search.line import QueryLine
from annotator.ui.search.model import HitsModel
from annotator.ui.search.saved_menu import SavedMenu
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated
from annotator.words.search import found_words

_START_SIZE = QSize(900, 620)
_MARKER = Label(id="hit", name={}, light="#9a6b00", dark="#ffd166")
"""Hits are marked as what they are, whatever label they bear."""


class SearchPage(QDialog):
    """Closes with the project it searches; what runs is stopped then."""

    place_wanted = Signal(str, int, int, str)
    """A document, the code points of a hit in it, and the id of the span it is, or ""."""
    label_wanted = Signal(str, object)
    """All hits of a query are to be labelled; with what finds them for a label and an author."""
    export_wanted = Signal(object)
    """The ids of the documents to export."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._path = session.path
        self._next: Mark | None = None
        self._went_to = ""
        self._task, self._job = Task(self), Task(self)
        self.setObjectName("search")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.line = QueryLine(session)
        self.order, self.exact, self.saved = QComboBox(), QCheckBox(), SavedMenu(session)
        self.model = HitsModel(session)
        self.list = QListView()
        self.found, self.about = QLabel(), QLabel()
        self.label_button, self.assign_button, self.export_button = (QPushButton() for _ in range(3))
        self.go_button, self.close_button = QPushButton(), QPushButton()
        self._set_up()
        self._connect()
        self.retranslate()

    def _set_up(self) -> None:
        for label in (self.found, self.about):
            label.setObjectName("quiet")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        lines = ContextLines(self.list)
        lines.set_label(_MARKER)
        self.list.setModel(self.model)
        self.list.setItemDelegate(lines)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        above, foot, acts = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.line, 1)
        for widget in (self.order, self.exact, self.saved):
            above.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.found, 1)
        foot.addWidget(self.about)
        for button in (self.label_button, self.assign_button, self.export_button):
            acts.addWidget(button)
        acts.addStretch(1)
        acts.addWidget(self.close_button)
        acts.addWidget(self.go_button)
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        layout.addLayout(acts)
        # In a dialog, Enter in a field would press the nearest button.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.line.asked.connect(self.read)
        self.line.entered.connect(self._go)
        self.line.left.connect(self.list.setFocus)
        self.order.currentIndexChanged.connect(self.read)
        self.exact.toggled.connect(self.line.set_exact)
        self.saved.chosen.connect(self.line.put)
        self.model.more_wanted.connect(self._read_more)
        self.list.activated.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._show_current)
        self.go_button.clicked.connect(self._go)
        self.close_button.clicked.connect(self.close)
        self.label_button.clicked.connect(self._label_all)
        self.assign_button.clicked.connect(partial(self._with_documents, self._assign))
        self.export_button.clicked.connect(partial(self._with_documents, self.export_wanted.emit))
        QShortcut(QKeySequence("F5"), self, self.read)
        for key in ("Ctrl+F", "Ctrl+Shift+F"):
            QShortcut(QKeySequence(key), self, self._to_line)
        self._session.changed.connect(self._changed)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setWindowTitle(tr("search.title"))
        self.line.retranslate()
        self.saved.retranslate()
        chosen = max(0, self.order.currentIndex())
        self.order.blockSignals(True)
        self.order.clear()
        for order in ORDERS:
            self.order.addItem(tr(f"search.order-{order}"), order)
        self.order.setCurrentIndex(chosen)
        self.order.blockSignals(False)
        self.order.setAccessibleName(tr("search.order"))
        self.exact.setText(tr("search.exact"))
        self.list.setAccessibleName(tr("search.hits"))
        for name, button in (
            ("label-all", self.label_button),
            ("assign", self.assign_button),
            ("export", self.export_button),
            ("go", self.go_button),
            ("close", self.close_button),
        ):
            button.setText(tr(f"search.{name}"))
        self._show_current()

    def begin(self, words: str) -> None:
        """Be ready to type; with words that are selected in the text, search for them at once.

        Words that one went to from here are no new question: the hits stay, to go to the next.
        """
        if words and words == self._went_to:
            self.list.setFocus()
            return
        if (words := " ".join(words.split())) and len(words) <= _LONGEST:
            quoted = words.replace('"', " ")
            self.line.put(f'"{quoted}"' if " " in quoted else quoted)
        self._to_line()

    @property
    def busy(self) -> bool:
        return self._task.is_running or self._job.is_running

    def _to_line(self) -> None:
        self.line.setFocus()
        self.line.line.selectAll()

    # Searching

    def read(self, *_: object) -> None:
        """Search anew; what is being searched for is no longer wanted."""
        self._task.abandon()
        query = self.line.query
        self.saved.offer(self.line.text if query is not None else "")
        if query is None:
            self._show(Page((), None, 0, False, "rank"))
            self.found.clear()
            return
        self._ask(query, None, self._show)

    def _read_more(self) -> None:
        if self.line.query is not None and self._next is not None and not self._task.is_running:
            self._ask(self.line.query, self._next, self._show_more)

    def _ask(self, query: Query, after: Mark | None, done: Any) -> None:
        path = self._session.path
        if path is None:
            return
        job = partial(
            _search_job, query=query, reader=self._session.author, order=self.order.currentData(), after=after
        )
        work = on_project(path, job, author=self._session.author, read_only=True)
        self._task.start(work, done=done, failed=self._failed)

    def _failed(self, error: AnnotatorError) -> None:
        self.found.setText(error_sentence(self._session.language, error))

    def _show(self, page: Page) -> None:
        self._next = page.next
        self.model.show(page.hits, is_last=page.next is None)
        if page.hits:
            self.list.setCurrentIndex(self.model.index(1 if page.hits[0].end else 0))
            self.list.scrollToTop()
        self._tell(page)

    def _show_more(self, page: Page) -> None:
        self._next = page.next
        self.model.add(page.hits, is_last=page.next is None)
        self._tell(page)

    def _tell(self, page: Page) -> None:
        said = [found_words(self._session.language, len(self.model.hits), page)]
        if page.unindexed:
            said.append(self._session.tr_("search.unindexed"))
            self._make_index()
        self.found.setText(" ".join(said))
        for button in (self.label_button, self.assign_button, self.export_button):
            button.setEnabled(bool(page.hits))
        self._show_current()

    def _make_index(self) -> None:
        """Make the index anew that a search did not find, once, in the background."""
        path, project = self._session.path, self._session.project
        if path is None or project is None or project.read_only or self._job.is_running:
            return

        def made(_: object) -> None:
            self.found.setText(self._session.tr_("cli.search-rebuilt"))

        self._job.start(on_project(path, _index_job), done=made, failed=self._failed)

    def _show_current(self, *_: object) -> None:
        hit = self.current()
        self.go_button.setEnabled(hit is not None)
        self.about.setText(self.model.said(hit) if hit is not None else "")

    def current(self) -> Hit | None:
        """The hit in question."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()][1] if index.isValid() else None

    # Acting

    def _go(self, *_: QModelIndex) -> None:
        hit = self.current()
        if hit is not None:
            self._went_to = hit.quote
            self.place_wanted.emit(hit.document_id, hit.start, hit.end, hit.span)

    def _label_all(self) -> None:
        text, exact = self.line.text, self.line.is_exact
        self.label_wanted.emit(isolated(text), partial(searching.places_to_label, query=text, exact=exact))

    def _with_documents(self, act: Any, *_: object) -> None:
        """Do something with the documents of all hits, once they are found."""
        job = partial(
            _documents_job, query=self.line.text, reader=self._session.author, exact=self.line.is_exact
        )
        run_job(
            self._job,
            job,
            self._session,
            parent=self,
            title="search.searching",
            done=act,
            failed=self._not_found_all,
        )

    def _not_found_all(self, error: AnnotatorError) -> None:
        if error.code != "cancelled":
            self._session.failed.emit(error)

    def _assign(self, documents: tuple[str, ...]) -> None:
        AssignDialog(self._session, documents, self).open()

    def _changed(self, changes: Changes) -> None:
        if changes.project and self._session.path != self._path:
            self.close()
            return
        if changes.language or changes.scheme:
            self.retranslate()
            self.line.apply()
        if changes.author or changes.language:
            self.read()

    # Qt

    def done(self, result: int) -> None:
        """Whatever closes the page also ends what it runs."""
        self._task.abandon()
        self._job.stop()
        super().done(result)


_LONGEST = 80
"""Characters of a selection that is taken for words to search for."""


def _search_job(
    project: Project,
    *,
    progress: object,
    cancelled: Any,
    query: Query,
    reader: str,
    order: Order,
    after: Mark | None,
) -> Page:
    return searching.search(project, query, reader=reader, order=order, after=after, cancelled=cancelled)


def _documents_job(
    project: Project, *, progress: object, cancelled: Any, query: str, reader: str, exact: bool
) -> tuple[str, ...]:
    return searching.documents_found(project, query, reader=reader, exact=exact, cancelled=cancelled)


def _index_job(project: Project, *, progress: object, cancelled: object) -> None:
    searching.rebuild_index(project)
