"""Claims without a source: a list from which one goes straight to the claim."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QTableWidgetItem, QVBoxLayout, QWidget

from annotator.core.overview import Unsourced
from annotator.store import Project
from annotator.store.progress import unsourced, unsourced_count
from annotator.ui.lead.running import Running
from annotator.ui.parts.figures import FigureTable
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.agreement import Table
from annotator.words.i18n import isolated
from annotator.words.rows import shortened

MOST = 1000
"""How many are listed; the summary says how many there are."""

_TITLE = 45

Listed = tuple[list[Unsourced], int]


class ClaimsTab(QWidget):
    """Reads the claims in the background."""

    claim_wanted = Signal(str, str)
    """The ids of a document and of a claim in it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.claims: list[Unsourced] = []
        self._total = 0
        self.summary = QLabel()
        self.summary.setObjectName("quiet")
        self.list = FigureTable()
        self.running = Running(session)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.running)
        self.list.cellClicked.connect(self._chosen)
        self.list.cellActivated.connect(self._chosen)
        self.running.failed.connect(session.failed.emit)
        self.retranslate()

    def retranslate(self) -> None:
        self.running.retranslate()
        self._show()

    def read(self) -> None:
        self.running.start(_claims_job, self._read)

    def stop(self) -> None:
        self.running.stop()

    @property
    def busy(self) -> bool:
        return self.running.busy

    def _read(self, found: Listed) -> None:
        self.claims, self._total = found
        self._show()

    def _show(self) -> None:
        tr = self._session.tr_
        columns = ("claim", "title", "author", "lacks")
        lacks = {True: tr("lead.lacks-source"), False: tr("lead.lacks-attribution")}
        rows = tuple(
            (
                isolated(row.quote),
                isolated(shortened(row.title, _TITLE)),
                isolated(row.author),
                lacks[row.attributed],
            )
            for row in self.claims
        )
        head = tuple(tr(f"lead.column-{name}") for name in columns)
        self.list.show_table(Table(tr("lead.tab-claims"), head, rows), wide=0)
        for number, row in enumerate(self.claims):
            for column, text in ((0, row.quote), (1, row.title)):
                cell = self.list.item(number, column)
                if isinstance(cell, QTableWidgetItem):
                    cell.setToolTip(as_text(text))
        shown = tr("lead.claims-shown", shown=len(self.claims), total=self._total)
        self.summary.setText(shown if self.claims else tr("lead.none-without-source"))

    def _chosen(self, row: int, _: int) -> None:
        claim = self.claims[row]
        self.claim_wanted.emit(claim.document_id, claim.span_id)


def _claims_job(project: Project, *, progress: Any, cancelled: Any) -> Listed:
    with project.snapshot():
        return unsourced(project, limit=MOST), unsourced_count(project)
