"""The models that suggest: trained here from one's own labels, or outside of the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import outside as asking
from annotator.commands import training
from annotator.commands.habits import known_habits
from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.outside import Outside
from annotator.disk import suffixed
from annotator.store import Project, habits, models, outside
from annotator.store.models import Version
from annotator.ui.background import Task, on_project, share
from annotator.ui.changes import Changes
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated
from annotator.words.training import consent_sentence, figure, habits_sentence, made_sentences

_START_SIZE: Final = QSize(620, 560)
_STEPS: Final = 1000
_SUFFIX: Final = ".model"


class ModelsDialog(QDialog):
    """Trains in the background, and chooses the version that suggests. Whatever it does can be cancelled."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._task = Task(self)
        self._task.changed.connect(self._running)
        self._task.progressed.connect(self._progressed)
        self._versions: list[Version] = []
        self._used = ""
        self._outside: list[Outside] = []
        tr = session.tr_
        self.setWindowTitle(tr("training.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.layer = QComboBox()
        self.layer.setAccessibleName(tr("training.layer"))
        self.layer.addItem(tr("training.layer-own"), "")
        self.layer.addItem(tr("training.layer-agreed"), AGREED)
        self.train_button = self._button("training.train", self.train)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("training.running"))
        self.cancel_button = self._button("window.cancel", self._task.cancel)
        self.habits = QCheckBox(tr("training.edges-follow"))
        self.habits.toggled.connect(self._follow)
        self.habits_known = _words("", quiet=True)
        self.said = _words("")
        self.said.setObjectName("said")
        self.versions = self._list("training.versions")
        self.versions_told = _words("")
        self.use_button = self._button("training.use", self.use)
        self.import_button = self._button("training.import", self._ask_import)
        self.export_button = self._button("training.export", self._ask_export)
        self.remove_button = self._button("training.remove", self.remove)
        self.outside = self._list("training.outside")
        self.outside_told = _words("")
        self.consent = _words("")
        self.agree_button = self._button("training.agree", self.agree)
        self.ask_button = self._button("training.ask", self.ask)
        close = self._button("names.close", self.reject)
        column = QVBoxLayout(self)
        column.addWidget(_words(tr("training.hint"), quiet=True))
        column.addLayout(_row(QLabel(tr("training.layer")), self.layer, self.train_button, None))
        column.addLayout(_row(self.bar, self.cancel_button))
        column.addWidget(self.said)
        column.addWidget(self.versions_told)
        column.addWidget(self.versions, 2)
        buttons = (self.use_button, self.import_button, self.export_button, self.remove_button)
        column.addLayout(_row(*buttons, None))
        column.addWidget(self.habits)
        column.addWidget(self.habits_known)
        column.addWidget(self.outside_told)
        column.addWidget(self.outside, 1)
        column.addWidget(self.consent)
        column.addStretch(0)
        column.addLayout(_row(self.agree_button, self.ask_button, None, close))
        self.versions.currentRowChanged.connect(lambda _: self._enable())
        self.outside.currentRowChanged.connect(lambda _: self._enable())
        self._running(False)
        self._read()

    @property
    def busy(self) -> bool:
        return self._task.is_running

    # What is done

    def train(self) -> None:
        """Learn from the layer that is chosen."""
        job = partial(_train, author=self._session.author, layer=self.layer.currentData())
        self._start(job, self._trained)

    def use(self) -> None:
        """Have suggestions come from the selected version, or no longer."""
        if row := self._version():
            number = None if self._is_used(row) else row.number
            self._start(partial(_use, number=number), lambda _: self._changed())

    def remove(self) -> None:
        if row := self._version():
            self._start(partial(_remove, number=row.number), lambda _: self._changed())

    def import_file(self, path: Path) -> None:
        self._start(partial(_import, path=path), lambda _: self._changed())

    def export_file(self, out: Path) -> None:
        if row := self._version():
            job = partial(_export, number=row.number, out=suffixed(out, [_SUFFIX]))
            self._start(job, lambda _: self._changed())

    def agree(self) -> None:
        """Let the selected outside model be given texts."""
        if row := self._other():
            try:
                asking.consent_to(row.name)
            except AnnotatorError as error:
                self._failed(error)
            self._read()

    def ask(self) -> None:
        """Ask the selected outside model about the open document."""
        row, document = self._other(), self._session.document
        if row and document:
            self._start(partial(_ask, name=row.name, document=document.id), self._asked)

    # What came of it

    def _start(self, job: Callable[..., Any], done: Callable[[Any], None]) -> None:
        path = self._session.path
        assert path is not None
        work = on_project(path, job, author=self._session.author)
        self.said.clear()
        self._task.start(work, done=done, failed=self._failed)

    def _trained(self, made: training.Made) -> None:
        self._changed()
        self.said.setText("\n".join(made_sentences(self._session, made)))
        self.versions.setCurrentRow(len(self._versions) - 1)

    def _follow(self, on: bool) -> None:
        """Let suggestions follow the person's habits, or not."""
        project = self._session.project
        if project is None or habits.is_on(project) == on:
            return
        try:
            habits.turn(project, on=on)
        except AnnotatorError as error:
            self._failed(error)
        self._changed()

    def _asked(self, report: asking.Asked) -> None:
        wrong = report.refused + report.dropped
        self.said.setText(
            self._session.tr_("training.asked", n=report.suggestions, new=report.new, wrong=wrong)
        )
        self._session.changed.emit(Changes(names=True))

    def _changed(self) -> None:
        """Other models are there, or another one is used: suggestions are looked for anew."""
        self._read()
        self._session.changed.emit(Changes(names=True))

    def _failed(self, error: AnnotatorError) -> None:
        self.said.setText(error_sentence(self._session.language, error))

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setValue(share(done, total, _STEPS))

    def _running(self, running: bool) -> None:
        self.bar.setValue(0)
        self.bar.setVisible(running)
        self.cancel_button.setVisible(running)
        self._enable()

    # What is shown

    def _read(self) -> None:
        project = self._session.project
        if project is None:
            return
        self._versions, self._used = models.versions(project), models.used(project)
        try:
            self._outside = outside.known()
        except AnnotatorError as error:
            self._failed(error)
        on, author = habits.is_on(project), self._session.author
        self.habits.setChecked(on)
        self.habits_known.setText(
            habits_sentence(self._session.language, known_habits(project, author), on=on)
        )
        _fill(self.versions, map(self._line, self._versions))
        _fill(self.outside, (f"{row.name} · {isolated(row.shown)}" for row in self._outside))
        for there, rows, told, key in (
            (self._versions, self.versions, self.versions_told, "versions"),
            (self._outside, self.outside, self.outside_told, "outside"),
        ):
            rows.setVisible(bool(there))
            told.setText(self._session.tr_(f"training.{key}" if there else f"training.no-{key}"))
        self._enable()

    def _line(self, row: Version) -> str:
        tr = self._session.tr_
        if row.model is None:
            return tr("training.row-unreadable", version=row.number)
        told = row.model.training
        f1 = figure(told.figures.get(""))
        said = tr(
            "training.row",
            version=row.number,
            f1=f1,
            spans=told.spans,
            at=isolated(told.at[:16].replace("T", " ")),
        )
        return tr("training.row-used", row=said) if self._is_used(row) else said

    def _enable(self) -> None:
        idle, row, other = not self.busy, self._version(), self._other()
        self.train_button.setEnabled(idle)
        self.import_button.setEnabled(idle)
        for button in (self.use_button, self.export_button):
            button.setEnabled(idle and row is not None and row.model is not None)
        self.remove_button.setEnabled(idle and row is not None)
        used = row is not None and self._is_used(row)
        self.use_button.setText(self._session.tr_("training.stop-using" if used else "training.use"))
        self.consent.setText(consent_sentence(self._session.language, other) if other else "")
        self.agree_button.setEnabled(idle and other is not None and not other.has_consent)
        agreed = other is not None and other.has_consent
        self.ask_button.setEnabled(idle and agreed and self._session.document is not None)

    def _is_used(self, row: Version) -> bool:
        return row.model is not None and row.model.training.sha256 == self._used

    def _version(self) -> Version | None:
        place = self.versions.currentRow()
        return self._versions[place] if 0 <= place < len(self._versions) else None

    def _other(self) -> Outside | None:
        place = self.outside.currentRow()
        return self._outside[place] if 0 <= place < len(self._outside) else None

    def _ask_import(self) -> None:
        tr = self._session.tr_
        chosen, _ = QFileDialog.getOpenFileName(self, tr("training.import"), "", tr("training.files"))
        if chosen:
            self.import_file(Path(chosen))

    def _ask_export(self) -> None:
        tr = self._session.tr_
        chosen, _ = QFileDialog.getSaveFileName(self, tr("training.export"), "", tr("training.files"))
        if chosen:
            self.export_file(Path(chosen))

    def _button(self, key: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(self._session.tr_(key))
        button.setObjectName(key)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button

    def _list(self, key: str) -> QListWidget:
        rows = QListWidget()
        rows.setAccessibleName(self._session.tr_(key))
        return rows

    # Qt

    def done(self, result: int) -> None:
        """Nobody waits for what still runs."""
        self._task.stop()
        super().done(result)


def _words(text: str, *, quiet: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if quiet:
        label.setObjectName("quiet")
    return label


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is room."""
    row = QHBoxLayout()
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def _fill(rows: QListWidget, lines: Any) -> None:
    """Show other lines, and keep the place."""
    place = rows.currentRow()
    rows.clear()
    rows.addItems(list(lines))
    rows.setCurrentRow(min(max(place, 0), rows.count() - 1))


def _train(project: Project, *, author: str, layer: str, progress: Any, cancelled: Any) -> training.Made:
    return training.train(project, author=author, layer=layer, progress=progress, cancelled=cancelled)


def _use(project: Project, *, number: int | None, **_: Any) -> None:
    training.use_version(project, number)


def _remove(project: Project, *, number: int, **_: Any) -> None:
    training.remove_version(project, number)


def _import(project: Project, *, path: Path, **_: Any) -> None:
    training.import_model(project, path)


def _export(project: Project, *, number: int, out: Path, **_: Any) -> None:
    training.export_model(project, number, out)


def _ask(project: Project, *, name: str, document: str, progress: Any, cancelled: Any) -> asking.Asked:
    return asking.ask_outside(project, name, documents=[document], progress=progress, cancelled=cancelled)
