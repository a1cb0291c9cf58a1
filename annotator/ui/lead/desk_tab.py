"""Who has what, how each document stands, what could not stand: lists from which one goes to the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.commands import assignments
from annotator.commands.progress import stop_if
from annotator.core.arabic import fold_key
from annotator.core.model import Assignment
from annotator.store import Project, review
from annotator.ui.lead.running import Running
from annotator.ui.parts.figures import FigureTable
from annotator.ui.session import Session
from annotator.words.agreement import Table
from annotator.words.desk import DESK_LISTS, Desk, DeskList, Leading, columns, read
from annotator.words.i18n import Language

MOST: Final = 1000
"""How many rows are shown; the sentence below says how many there are."""

_TAKEN_BACK: Final = "given"
_WIDE: Final[dict[DeskList, int]] = {"loads": 0, "given": 0, "documents": 2, "shortfalls": 2, "signed": 1}


class DeskTab(QWidget):
    """One list at a time, chosen above it and narrowed by words in it."""

    claim_wanted = Signal(str, str)
    """The ids of a document and of a span in it ("": none)."""
    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.desk = Desk()
        self.shown: list[Leading] = []
        self.which = QComboBox()
        self.words = QLineEdit()
        self.words.setClearButtonEnabled(True)
        self.summary = QLabel()
        self.summary.setObjectName("quiet")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.list = FigureTable()
        self.take_back = QPushButton()
        self.running = Running(session)
        choosing = QHBoxLayout()
        choosing.addWidget(self.which, 1)
        choosing.addWidget(self.words, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.take_back)
        layout = QVBoxLayout(self)
        layout.addLayout(choosing)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        layout.addWidget(self.running)
        self.which.currentIndexChanged.connect(self._show)
        self.words.textChanged.connect(self._show)
        self.words.returnPressed.connect(self.list.setFocus)
        self.list.cellDoubleClicked.connect(self._chosen)
        self.list.cellActivated.connect(self._chosen)
        self.take_back.clicked.connect(self._take_back)
        self.list.unwanted.connect(self._take_back)
        self.running.failed.connect(session.failed.emit)
        self.retranslate()

    @property
    def name(self) -> DeskList:
        """The list that is shown."""
        return DESK_LISTS[max(0, self.which.currentIndex())]

    def choose(self, name: DeskList, words: str = "") -> None:
        """Show another list, narrowed to these words."""
        self.which.setCurrentIndex(DESK_LISTS.index(name))
        self.words.setText(words)
        self._show()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.running.retranslate()
        self.words.setPlaceholderText(tr("lead.desk-words"))
        self.words.setAccessibleName(tr("lead.desk-words"))
        self.which.setAccessibleName(tr("lead.desk-which"))
        self.take_back.setText(tr("lead.take-back"))
        self._name_lists()
        self._show()

    def read(self) -> None:
        job = partial(_desk_job, language=self._session.language)
        self.running.start(job, self._read)

    def stop(self) -> None:
        self.running.stop()

    @property
    def busy(self) -> bool:
        return self.running.busy

    def _read(self, desk: Desk) -> None:
        self.desk = desk
        self._name_lists()
        self._show()

    def _name_lists(self) -> None:
        """Each list with how much is in it."""
        place = max(0, self.which.currentIndex())
        self.which.blockSignals(True)
        self.which.clear()
        for name in DESK_LISTS:
            title = self._session.tr_(f"lead.desk-{name}")
            self.which.addItem(f"{title} ({len(self.desk.lists.get(name, ())):,})")
        self.which.setCurrentIndex(place)
        self.which.blockSignals(False)

    def _show(self, *_: object) -> None:
        name, tr = self.name, self._session.tr_
        words = fold_key(self.words.text().strip())
        rows = self.desk.lists.get(name, [])
        found = [row for row in rows if words in fold_key(" ".join(row.cells))] if words else rows
        self.shown = found[:MOST]
        head = columns(self._session.language, name)
        cells = tuple(row.cells for row in self.shown)
        self.list.show_table(Table(tr(f"lead.desk-{name}"), head, cells), wide=_WIDE[name])
        for number, row in enumerate(self.shown):
            if row.urgent:
                for column in range(len(head)):
                    item = self.list.item(number, column)
                    if item is not None:
                        font = QFont(item.font())
                        font.setBold(True)
                        item.setFont(font)
        if self.shown:
            self.list.setCurrentCell(0, 0)
        self.take_back.setVisible(name == _TAKEN_BACK)
        self.take_back.setEnabled(bool(self.shown))
        shown = tr("lead.claims-shown", shown=len(self.shown), total=len(found))
        self.summary.setText(shown if found else tr("lead.desk-nothing"))

    def _chosen(self, place: int, _: int) -> None:
        row = self.shown[place]
        if row.document_id:
            self.claim_wanted.emit(row.document_id, row.span_id)
        elif row.person is not None:
            self.choose("given", row.cells[0])

    def _take_back(self) -> None:
        """Take back what is selected of what was given."""
        if self.name != _TAKEN_BACK:
            return
        wanted = [self.shown[index.row()].assignment for index in self.list.selectionModel().selectedRows()]
        gone = self._session.do(_unassign, wanted)
        if gone is not None:
            self.told.emit(self._session.tr_("review.unassigned", n=len(gone)))
            self.read()


def _unassign(project: Project, ids: list[str], *, author: str) -> list[Assignment]:
    """One event for each person and task: that is how work is given, too."""
    groups: dict[tuple[str, Any], list[str]] = {}
    for row in review.assignments(project):
        if row.id in ids:
            groups.setdefault((row.assignee, row.task), []).append(row.document_id)
    gone: list[Assignment] = []
    for (assignee, task), documents in groups.items():
        gone += assignments.unassign(project, documents, assignees=[assignee], task=task, author=author)
    return gone


def _desk_job(project: Project, *, progress: Any, cancelled: Callable[[], bool], language: Language) -> Desk:
    today = date.today().isoformat()
    return read(project, language, today=today, checkpoint=partial(stop_if, cancelled))
