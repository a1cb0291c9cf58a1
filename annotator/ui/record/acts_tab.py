"""What happened: filters above, acts below them, newest first, and the one in question told in full."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.ui.parts.reading import read_from
from annotator.ui.parts.table_look import list_rows
from annotator.ui.record.acts import ActRow, Page, read_page
from annotator.ui.record.acts_model import COLUMNS, ActsModel, cells
from annotator.ui.record.export_button import ExportButton
from annotator.ui.record.filters import Filters, Wanted
from annotator.ui.record.reader import Reader
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_WIDTHS = {"time": 152, "who": 80, "account": 116, "act": 142, "document": 134}


class ActsTab(QWidget):
    """Reads a page, and another one when its end comes into view."""

    place_wanted = Signal(str, object)
    """The id of a document, and the span in it, or None."""
    moment_wanted = Signal(str, int)
    """A document as it stood after an event: its id, and the number of the event."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked: Wanted | None = None
        self._total = 0
        self._wrong = ""
        self.filters = Filters(session)
        self.reader = Reader(session, self)
        self.model = ActsModel(session)
        self.found = QLabel()
        self.found.setObjectName("quiet")
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QTableView()
        self.told = QPlainTextEdit()
        self.export_button = ExportButton(session)
        self.go_button, self.stood_button = QPushButton(), QPushButton()
        self._set_up_list()
        self._lay_out()
        self.filters.changed.connect(self.read)
        self.model.more_wanted.connect(self._read_more)
        self.reader.changed.connect(self._show_found)
        self.reader.failed.connect(self._failed)
        self.list.activated.connect(self._go)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.go_button.clicked.connect(self._go)
        self.stood_button.clicked.connect(self._show_moment)
        keys = {
            "Ctrl+R": self.filters.clear,
            "Ctrl+F": self.filters.words.setFocus,
            "Ctrl+E": self.export_button.showMenu,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()

    def _set_up_list(self) -> None:
        list_rows(self.list, self.model)
        header = self.list.horizontalHeader()
        header.setStretchLastSection(True)
        for name, width in _WIDTHS.items():
            header.resizeSection(COLUMNS.index(name), width)

    def _lay_out(self) -> None:
        self.told.setReadOnly(True)
        self.told.setTabChangesFocus(True)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(self.told)
        halves.setStretchFactor(0, 1)
        halves.setSizes([400, 130])
        foot = QHBoxLayout()
        foot.addWidget(self.found, 1)
        foot.addWidget(self.export_button)
        foot.addWidget(self.stood_button)
        foot.addWidget(self.go_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.filters)
        layout.addWidget(halves, 1)
        layout.addLayout(foot)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.filters.retranslate()
        # A line may begin with a name or a number of the other direction.
        read_from(self.told, rtl=self.isRightToLeft())
        self.list.setAccessibleName(tr("record.tab-acts"))
        self.told.setAccessibleName(tr("record.told"))
        self.export_button.retranslate()
        self.go_button.setText(tr("record.go"))
        self.stood_button.setText(tr("record.stood-then"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._show_found()

    def ask_about(self, span: Span | None) -> None:
        """Ask for all that became of a span; None leaves what is asked as it is."""
        self.filters.ask_about(span)
        self.read()

    @property
    def asked(self) -> Wanted | None:
        """What the acts that are listed were asked by; None before there are any."""
        return self._asked

    @property
    def busy(self) -> bool:
        return self.reader.busy or self.export_button.busy

    def current(self) -> ActRow | None:
        """The act in question."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def read(self) -> None:
        """Ask the record anew."""
        try:
            wanted = self.filters.wanted()
        except AnnotatorError as error:
            self._failed(error)
            return
        self._asked, self._wrong = wanted, ""
        if wanted.document:
            self._session.shows_others([wanted.document])
        self.export_button.offer(wanted)
        job = partial(read_page, language=self._session.language, wanted=wanted, after=None)
        self.reader.want_only(job, self._take)

    def _read_more(self) -> None:
        if self._asked is not None and self.model.rows and not self.reader.busy:
            after = self.model.rows[-1].entry.seq
            job = partial(read_page, language=self._session.language, wanted=self._asked, after=after)
            self.reader.want(job, self._take_more)

    def stop(self) -> None:
        self.filters.stop()
        self.reader.stop()
        self.export_button.stop()

    def _take(self, page: Page) -> None:
        self._total = page.total
        known = self.current()
        self.filters.offer(page.people, page.accounts)
        self.model.show(page.rows, is_last=page.is_last)
        seqs = [row.entry.seq for row in page.rows]
        place = seqs.index(known.entry.seq) if known is not None and known.entry.seq in seqs else 0
        self.list.setCurrentIndex(self.model.index(place, 0) if seqs else QModelIndex())
        self._show_current()

    def _take_more(self, page: Page) -> None:
        self.model.add(page.rows, is_last=page.is_last)

    def _show_found(self, *_: object) -> None:
        tr = self._session.tr_
        found = tr("record.found", n=self._total) if self._asked is not None else ""
        self.found.setText(self._wrong or (tr("record.reading") if self.reader.busy else found))

    def _failed(self, error: AnnotatorError) -> None:
        """Say what is wrong until something else is asked."""
        self._wrong = error_sentence(self._session.language, error)
        self._show_found()

    def _show_current(self, *_: object) -> None:
        row = self.current()
        self.go_button.setEnabled(row is not None and bool(row.document))
        self.stood_button.setEnabled(row is not None and bool(row.document))
        self.told.setPlainText(self._in_full(row) if row is not None else "")

    def _in_full(self, row: ActRow) -> str:
        """All of an act: when, who, from which account; what; where; and what became of what."""
        time, who, account, act, title, _ = cells(row)
        head = " · ".join(filter(None, (time, who, account)))
        further = self._session.tr_("record.further", n=row.entry.further) if row.entry.further else ""
        return "\n".join(filter(None, (f"{head}: {act}", title, *row.entry.changes, further)))

    def _go(self, *_: object) -> None:
        row = self.current()
        if row is not None and row.document:
            self.place_wanted.emit(row.document, row.span)

    def _show_moment(self) -> None:
        row = self.current()
        if row is not None and row.document:
            self.moment_wanted.emit(row.document, row.entry.seq)
