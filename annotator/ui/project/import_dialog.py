"""What will come in, before it does: files and documents, what is said of them, and what can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.again import Again, Leaving
from annotator.commands.looking import FileLook, look_at, look_at_text, totals
from annotator.core.scheme_edits import label_id
from annotator.formats import Choice, Problem, ReadOptions
from annotator.formats.base import Fields, Shape
from annotator.store import Project
from annotator.store.moment import people
from annotator.ui.background import Task, on_project, share
from annotator.ui.parts.room import fit
from annotator.ui.parts.tips import as_text
from annotator.ui.project.import_choices import FileChoices
from annotator.ui.project.import_labels import ADD, KEEP
from annotator.ui.project.import_list import ComingList
from annotator.ui.session import Session
from annotator.words.again import again_summary
from annotator.words.i18n import error_sentence

_START_SIZE = QSize(980, 620)
_STEPS = 1000


class Wanted(msgspec.Struct, frozen=True):
    """What is to be imported, and what was said of it: of single files, of the whole.

    `adding`: labels that the scheme is to get.
    """

    paths: tuple[Path, ...]
    choices: Mapping[Path, Choice]
    options: ReadOptions
    strict: bool
    skip: Leaving | None = None
    adding: frozenset[str] = frozenset()


class ImportDialog(QDialog):
    """Reads in the background, writes nothing, and tells what is wanted by `wanted` or `paste_wanted`."""

    wanted = Signal(object)
    """A `Wanted`."""
    paste_wanted = Signal(str)

    def __init__(
        self, session: Session, parent: QWidget, paths: Sequence[Path] = (), pasted: str = ""
    ) -> None:
        super().__init__(parent)
        tr = session.tr_
        self._session = session
        self._paths, self._pasted = tuple(paths), pasted
        self._task = Task(self)
        self._looks: dict[Path, FileLook] = {}
        self._others: list[Problem] = []
        self._choices: dict[Path, Choice] = {}
        self._mappings: dict[Shape, Fields] = {}
        self._labels: dict[str, str] = {}
        self._added: dict[str, str] = {}
        self._stale: dict[Path, None] = {}
        self.setObjectName("import-dialog")
        self.setWindowTitle(tr("bringing.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.summary = QLabel()
        self.summary.setObjectName("heading")
        self.summary.setWordWrap(True)
        self.besides = QLabel()
        self.besides.setObjectName("quiet")
        self.besides.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setRange(0, _STEPS)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("bringing.reading"))
        self.list = ComingList(session.language)
        assert session.project is not None
        self.file = FileChoices(session.language, session.project.scheme, people(session.project))
        self.strict = QCheckBox(tr("bringing.strict"))
        self.strict.setToolTip(as_text(tr("bringing.strict-about")))
        self.skip = QComboBox()
        self.skip.setAccessibleName(tr("bringing.skip"))
        self.skip.addItem(tr("bringing.skip-none"), None)
        for leaving in get_args(Leaving):
            self.skip.addItem(tr(f"bringing.skip-{leaving}"), leaving)
        self.skip.hide()
        self.suggested = QCheckBox(tr("bringing.suggested"))
        self.suggested.setToolTip(as_text(tr("bringing.suggested-about")))
        self.suggested.hide()
        buttons = QDialogButtonBox()
        self.import_button = buttons.addButton(tr("bringing.import"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        beside = QSplitter()
        beside.addWidget(self.list)
        beside.addWidget(self.file)
        beside.setChildrenCollapsible(False)
        beside.setSizes([_START_SIZE.width() // 2] * 2)
        foot = QHBoxLayout()
        foot.addWidget(self.strict)
        foot.addWidget(self.suggested)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        for widget in (self.summary, self.besides, self.progress):
            column.addWidget(widget)
        column.addWidget(beside, 1)
        column.addLayout(foot)
        self.list.look_chosen.connect(self._show_chosen)
        self.list.taken_changed.connect(self._sum_up)
        self.file.chosen.connect(self._chosen)
        self.file.columns.said.connect(self._said)
        self.file.labels.said.connect(self._said_of_label)
        self.suggested.clicked.connect(lambda: self._read_again(self._looks))
        self.strict.toggled.connect(self._sum_up)
        self.skip.currentIndexChanged.connect(self._sum_up)
        self._task.progressed.connect(
            lambda so_far, total: self.progress.setValue(share(so_far, total, _STEPS))
        )
        if pasted:
            self._begin_pasted()
        else:
            self._read(self._paths, self._first, guess=True)

    # Reading

    def _begin_pasted(self) -> None:
        assert self._session.project is not None
        self.strict.hide()
        self.progress.hide()
        self.list.show_all([look_at_text(self._session.project, self._pasted)], [])
        self._sum_up()

    def _read(self, paths: Sequence[Path], done: Callable[[_Read], None], *, guess: bool) -> None:
        """Read these in the background; what is being read already is no longer wanted."""
        path = self._session.path
        assert path is not None
        job = partial(
            _look_job,
            paths=tuple(paths),
            options=self._options(),
            choices=dict(self._choices),
            guess=guess,
        )
        self.progress.setValue(0)
        self.progress.show()
        self.import_button.setEnabled(False)
        self.besides.setText(self._session.tr_("bringing.reading"))
        self._task.start(on_project(path, job, read_only=True), done=done, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.progress.hide()
        self.besides.setText(error_sentence(self._session.language, error))  # type: ignore[arg-type]

    def _first(self, found: _Read) -> None:
        looks, self._others = found
        self._looks = {look.path: look for look in looks if look.path is not None}
        self._choices = {
            path: Choice(encoding=look.encoding) for path, look in self._looks.items() if look.guessed
        }
        self.list.show_all(looks, self._others)
        self._sum_up()
        self.list.setFocus()

    def _again(self, found: _Read) -> None:
        """Show anew what was read again."""
        looks, _ = found
        self._looks.update({look.path: look for look in looks if look.path is not None})
        self._stale.clear()
        self.list.show_again(looks)
        self._sum_up()

    # Choices

    def _chosen(self, choice: Choice) -> None:
        """What was chosen for the files at hand."""
        paths = [look.path for look in self.list.chosen() if look.path is not None]
        self._choices.update(dict.fromkeys(paths, choice))
        self._read_again(paths)

    def _said(self, shape: Shape, fields: Fields) -> None:
        """What was said of the columns of all tables of a shape."""
        self._mappings[shape] = fields
        self._read_again(path for path, look in self._looks.items() if shape in look.heard.columns)

    def _said_of_label(self, theirs: str, value: str) -> None:
        """What was said of a label of the files, wherever it stands."""
        before = self._labels.get(theirs, theirs)
        ours = {KEEP: theirs, ADD: label_id(theirs)}.get(value, value)
        self._labels[theirs] = ours
        self._added.pop(before, None)
        if value == ADD:
            self._added[ours] = theirs
        self._read_again(path for path, look in self._looks.items() if theirs in look.heard.labels)

    def _options(self) -> ReadOptions:
        return ReadOptions(
            mappings=dict(self._mappings),
            labels=dict(self._labels),
            predictions=self.suggested.isChecked(),
        )

    def _read_again(self, paths: Iterable[Path]) -> None:
        self._stale.update(dict.fromkeys(paths))
        self._read(tuple(self._stale), self._again, guess=False)

    def _show_chosen(self) -> None:
        looks = self.list.chosen()
        path = looks[0].path if looks else None
        choice = self._choices.get(path, Choice()) if path else Choice()
        self.file.show_looks(looks, choice, self.list.document(), self._added)

    # What it comes to

    def _sum_up(self) -> None:
        if self._task.is_running:
            return
        self.progress.hide()
        tr = self._session.tr_
        taken = self.list.taken()
        found = totals(taken, self.skip.currentData())
        others = any(not row.is_notice for row in self._others)
        refused = self.strict.isChecked() and (others or any(look.wrong for look in taken))
        self.summary.setText(tr("bringing.coming", n=found.documents, files=found.files))
        counts = (("known", found.known), ("again", found.again), ("failed", found.failed))
        told = [tr(f"bringing.{name}", n=n) for name, n in counts if n]
        alike = Again(same=found.same, versions=found.versions, left_out=found.left_out)
        told += again_summary(self._session.language, alike)
        self.suggested.setVisible(any(look.brings_work for look in taken))
        self.skip.setVisible(bool(found.same or found.versions) and not self._pasted)
        self.besides.setText(" ".join([*told, *([tr("bringing.refused")] if refused else [])]))
        self.besides.setVisible(bool(self.besides.text()))
        self.import_button.setEnabled(not refused and any(look.ids for look in taken))

    def asked(self) -> Wanted:
        """What is chosen now."""
        choices = dict(self._choices)
        for look in self.list.left_out():
            assert look.path is not None
            said = choices.get(look.path, Choice())
            choices[look.path] = msgspec.structs.replace(said, taken=False)
        strict, skip = self.strict.isChecked(), self.skip.currentData()
        return Wanted(self._paths, choices, self._options(), strict, skip, frozenset(self._added))

    # Qt

    def accept(self) -> None:
        if not self.import_button.isEnabled():
            return
        asked = self.asked()
        super().accept()
        if self._pasted:
            self.paste_wanted.emit(self._pasted)
        else:
            self.wanted.emit(asked)

    def done(self, result: int) -> None:
        """Whatever closes the dialog also ends its reading."""
        self._task.stop()
        super().done(result)


_Read = tuple[list[FileLook], list[Problem]]


def _look_job(
    project: Project,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    paths: Sequence[Path],
    options: ReadOptions,
    choices: Mapping[Path, Choice],
    guess: bool,
) -> _Read:
    looks: list[FileLook] = []
    others: list[Problem] = []
    for found in look_at(
        project,
        paths,
        options=options,
        choices=choices,
        guess=guess,
        progress=progress,
        cancelled=cancelled,
    ):
        if isinstance(found, FileLook):
            looks.append(found)
        else:
            others.append(found)
    return looks, others
