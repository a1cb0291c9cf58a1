"""How the project stands: a chart, what it shows in a sentence, and its numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import measures
from annotator.core.errors import AnnotatorError
from annotator.core.overview import Overview, Step
from annotator.disk import write_whole
from annotator.plots import pictures
from annotator.plots.charts import Subject
from annotator.plots.look import LIGHT, Look
from annotator.store import Project
from annotator.ui.background import Task
from annotator.ui.lead.running import Running
from annotator.ui.parts import dialogs
from annotator.ui.parts.figures import FigureTable
from annotator.ui.parts.look import Chrome
from annotator.ui.parts.picture_view import PictureView
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence
from annotator.words.overview import PICTURES, project_state, table

_STEPS: tuple[Step, ...] = ("month", "week")


class StandingTab(QWidget):
    """Reads the project in the background; the pictures follow."""

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.overview = Overview()
        self._look = LIGHT
        self._saving = Task(self)
        self.names = QListWidget()
        self.about = QLabel()
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        self.about.setContentsMargins(4, 4, 4, 4)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.steps = QComboBox()
        self.view = PictureView()
        self.figures = FigureTable()
        self.running = Running(session)
        self.save_picture = QPushButton()
        self.save_page = QPushButton()
        self._lay_out()
        self.names.currentRowChanged.connect(self._show)
        self.steps.activated.connect(self.read)
        self.view.failed.connect(self._not_drawn)
        self.running.failed.connect(self._not_read)
        self.running.changed.connect(self._update_buttons)
        self._saving.changed.connect(self._update_buttons)
        self.save_picture.clicked.connect(lambda: self._save([PICTURES[self.names.currentRow()]]))
        self.save_page.clicked.connect(lambda: self._save(PICTURES))
        self.retranslate()
        self.names.setCurrentRow(0)

    def _lay_out(self) -> None:
        chart = QWidget()
        column = QVBoxLayout(chart)
        column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(self.about, 1)
        line.addWidget(self.steps)
        column.addLayout(line)
        column.addWidget(self.view, 1)
        shown = QSplitter(Qt.Orientation.Vertical)
        shown.addWidget(chart)
        shown.addWidget(self.figures)
        shown.setSizes([400, 150])
        shown.setStretchFactor(0, 1)
        halves = QSplitter()
        halves.addWidget(self.names)
        halves.addWidget(shown)
        halves.setStretchFactor(1, 1)
        halves.setSizes([230, 740])
        for splitter in (shown, halves):
            splitter.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.running, 1)
        buttons.addStretch()
        buttons.addWidget(self.save_picture)
        buttons.addWidget(self.save_page)
        layout = QVBoxLayout(self)
        layout.addWidget(halves, 1)
        layout.addLayout(buttons)

    def retranslate(self) -> None:
        tr = self._session.tr_
        row = max(0, self.names.currentRow())
        self.names.blockSignals(True)
        self.names.clear()
        for name in PICTURES:
            self.names.addItem(QListWidgetItem(tr(f"lead.picture-{name}")))
        self.names.setCurrentRow(row)
        self.names.blockSignals(False)
        self.names.setAccessibleName(tr("lead.tab-pictures"))
        step = max(0, self.steps.currentIndex())
        self.steps.clear()
        self.steps.addItems([tr(f"lead.by-{name}") for name in _STEPS])
        self.steps.setCurrentIndex(step)
        self.steps.setAccessibleName(tr("lead.picture-periods"))
        self.save_picture.setText(tr("lead.save-picture"))
        self.save_page.setText(tr("lead.save-page"))
        self.running.retranslate()
        self._show()

    def set_chrome(self, chrome: Chrome) -> None:
        """Draw on the paper of the window."""
        parts = {name: chrome.colors[name] for name in ("paper", "ink", "dim", "line")}
        self._look = Look(dark=chrome.dark, **parts)
        self._show()

    def read(self) -> None:
        """Read the project anew."""
        step = _STEPS[max(0, self.steps.currentIndex())]
        self.running.start(partial(_overview_job, step=step), self._read)

    def stop(self) -> None:
        """Let what is being saved be saved before the page goes."""
        self.running.stop()
        self.view.stop()
        self._saving.finish()

    @property
    def busy(self) -> bool:
        return self.running.busy or self.view.busy or self._saving.is_running

    def _read(self, overview: Overview) -> None:
        self.overview = overview
        self._show()
        self._update_buttons()

    def _show(self, *_: object) -> None:
        if self._session.project is None:
            return
        tr = self._session.tr_
        name = PICTURES[max(0, self.names.currentRow())]
        key = "periods-week" if name == "periods" and self.overview.step == "week" else name
        self.about.setText(tr(f"lead.about-{key}", n=self.overview.pause_minutes))
        self.steps.setVisible(name == "periods")
        self.figures.show_table(table(self._session.language, name, self.overview, self._session.scheme))
        self.view.setAccessibleName(tr("lead.picture-of", name=tr(f"lead.picture-{name}")))
        self.view.show_drawn(partial(pictures.image, self._subject(self._look), name))

    def _subject(self, look: Look) -> Subject:
        project, language = self._session.project, self._session.language
        state = project_state(language, project) if project is not None else ""
        return Subject(self.overview, self._session.scheme, language, look, state)

    def _not_read(self, error: AnnotatorError) -> None:
        if error.code == "cancelled":
            self.about.setText(self._session.tr_("lead.stopped"))
        else:
            self._session.failed.emit(error)

    def _not_drawn(self, error: AnnotatorError) -> None:
        """The numbers are there all the same."""
        self.about.setText(error_sentence(self._session.language, error))
        self._update_buttons()

    def _update_buttons(self, *_: object) -> None:
        for button in (self.save_picture, self.save_page):
            button.setEnabled(not self.running.busy and not self._saving.is_running)

    def _save(self, names: Sequence[str]) -> None:
        tr, path = self._session.tr_, self._session.path
        assert path is not None
        proposed = str(path.parent / f"{path.stem}-{names[0] if len(names) == 1 else 'overview'}.png")
        title = tr("lead.save-picture" if len(names) == 1 else "lead.save-page")
        kinds, suffixes = tr("lead.picture-files"), [f".{kind}" for kind in pictures.KINDS]
        chosen = dialogs.save_path(self, self._session.language, title, proposed, kinds, suffixes)
        if chosen is not None:
            self.save(chosen, names)

    def save(self, out: Path, names: Sequence[str]) -> None:
        """Draw to a file, on light paper, in the background. What goes wrong is told by the session."""
        try:
            kind = pictures.kind_of(out)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        subject = self._subject(LIGHT)
        self._saving.start(
            lambda _: write_whole(out, pictures.page(subject, names, kind=kind)),
            done=lambda _: self.told.emit(self._session.tr_("lead.saved", path=out)),
            failed=self._session.failed.emit,
        )


def _overview_job(project: Project, *, progress: Any, cancelled: Any, step: Step) -> Overview:
    return measures.full_overview(project, step=step, progress=progress, cancelled=cancelled)
