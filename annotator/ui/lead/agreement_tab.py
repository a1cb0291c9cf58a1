"""How far authors agree: choose what is compared, measure, read the tables, take them away."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import measures
from annotator.core.agreement.record import Agreement, Sampling
from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.store.agreement_layers import Scope
from annotator.ui.lead.choices import Choices
from annotator.ui.lead.running import Running
from annotator.ui.parts import dialogs
from annotator.ui.parts.figures import FigureTable
from annotator.ui.session import Session
from annotator.words.agreement import Table, remarks, side_by_side, tables


class AgreementTab(QWidget):
    """One table at a time, chosen from a list of all there are."""

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.agreement: Agreement | None = None
        self._later: Agreement | None = None
        self._tables: list[Table] = []
        self.choices = Choices(session)
        self.measure_button = QPushButton()
        self.running = Running(session)
        self.which = QComboBox()
        self.which.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._which_caption = QLabel()
        self._which_caption.setObjectName("quiet")
        self._which_caption.setBuddy(self.which)
        self.figures = FigureTable()
        self.remarks = QLabel()
        self.remarks.setObjectName("quiet")
        self.remarks.setWordWrap(True)
        self.remarks.setTextFormat(Qt.TextFormat.PlainText)
        self.csv_button, self.json_button = QPushButton(), QPushButton()
        self._lay_out()
        self.measure_button.clicked.connect(self.measure)
        self.which.currentIndexChanged.connect(self._show_table)
        self.running.failed.connect(self._failed)
        self.running.changed.connect(self._update_buttons)
        self.csv_button.clicked.connect(partial(self._export, "csv"))
        self.json_button.clicked.connect(partial(self._export, "json"))
        for field in (self.choices.since, self.choices.until, self.choices.title, self.choices.source):
            field.returnPressed.connect(self.measure)
        self.retranslate()

    def _lay_out(self) -> None:
        measuring = QHBoxLayout()
        measuring.addWidget(self.measure_button)
        measuring.addWidget(self.running, 1)
        measuring.addStretch()
        choosing = QHBoxLayout()
        choosing.addWidget(self._which_caption)
        choosing.addWidget(self.which, 1)
        choosing.addWidget(self.csv_button)
        choosing.addWidget(self.json_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.choices)
        layout.addLayout(measuring)
        layout.addLayout(choosing)
        layout.addWidget(self.figures, 1)
        layout.addWidget(self.remarks)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.choices.retranslate()
        self.running.retranslate()
        self.measure_button.setText(tr("lead.measure"))
        self._which_caption.setText(tr("lead.which-table"))
        self.which.setAccessibleName(tr("lead.which-table"))
        self.csv_button.setText(tr("lead.export-csv"))
        self.json_button.setText(tr("lead.export-json"))
        self._show()

    def forget(self) -> None:
        """Forget what was measured: somebody else is looking, or another project is open."""
        self.stop()
        self.agreement = self._later = None
        self.choices.refresh()
        self._show()

    def measure_once(self) -> None:
        """Measure if nothing has been yet."""
        if self.agreement is None and not self.running.busy:
            self.measure()

    def measure(self) -> None:
        job = partial(
            _agreement_job,
            scope=self.choices.scope(),
            authors=self.choices.authors.chosen(),
            labels=self.choices.labels.chosen(),
            sampling=self.choices.sampling(),
            after_review=self.choices.after_review.isChecked(),
        )
        self.running.start(job, self._measured)

    def stop(self) -> None:
        self.running.stop()

    @property
    def busy(self) -> bool:
        return self.running.busy

    def _measured(self, found: tuple[Agreement, Agreement | None]) -> None:
        self.agreement, self._later = found
        self._show()

    def _show(self) -> None:
        if self._session.project is None:
            return
        chosen = max(0, self.which.currentIndex())
        language = self._session.language
        self._tables = []
        said = self._session.tr_("lead.agreement-hint")
        if self.agreement is not None:
            self._tables = list(tables(language, self.agreement, self._session.scheme))
            if self._later is not None:
                self._tables[:0] = side_by_side(language, self.agreement, self._later)
            said = "\n".join(remarks(language, self.agreement))
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([table.title for table in self._tables])
        self.which.setCurrentIndex(min(chosen, len(self._tables) - 1))
        self.which.blockSignals(False)
        self.remarks.setText(said)
        self._show_table()
        self._update_buttons()

    def _show_table(self, *_: object) -> None:
        place = self.which.currentIndex()
        self.figures.show_table(self._tables[place] if 0 <= place < len(self._tables) else Table("", (), ()))

    def _failed(self, error: AnnotatorError) -> None:
        if error.code == "cancelled":
            self.remarks.setText(self._session.tr_("lead.stopped"))
        else:
            self._session.failed.emit(error)

    def _update_buttons(self, *_: object) -> None:
        self.measure_button.setEnabled(not self.running.busy)
        self.which.setEnabled(bool(self._tables))
        for button in (self.csv_button, self.json_button):
            button.setEnabled(self.agreement is not None and not self.running.busy)

    def _export(self, kind: str, _clicked: bool = False) -> None:
        tr, path = self._session.tr_, self._session.path
        assert path is not None
        proposed = str(path.parent / f"{path.stem}-agreement.{kind}")
        title, kinds = tr(f"lead.export-{kind}"), tr(f"lead.{kind}-files")
        chosen = dialogs.save_path(self, self._session.language, title, proposed, kinds, [f".{kind}"])
        if chosen is not None:
            self.export(chosen)

    def export(self, out: Path) -> None:
        """Write what was measured to a file, by the kind its name says. The session tells what goes wrong."""
        assert self.agreement is not None
        try:
            measures.write_figures(self.agreement, out)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        self.told.emit(self._session.tr_("lead.saved", path=out))


def _agreement_job(
    project: Project,
    *,
    progress: Any,
    cancelled: Any,
    scope: Scope,
    authors: list[str],
    labels: list[str],
    sampling: Sampling,
    after_review: bool,
) -> tuple[Agreement, Agreement | None]:
    """The agreement, and if that is wanted that of the same layers as they stand now."""
    measured = partial(
        measures.agreement,
        project,
        authors=authors or None,
        labels=labels or None,
        sampling=sampling,
        progress=progress,
        cancelled=cancelled,
    )
    later = msgspec.structs.replace(scope, as_submitted=False)
    return measured(scope), measured(later) if after_review else None
