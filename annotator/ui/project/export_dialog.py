"""What an export is to hold and how it is divided; and what that comes to, counted meanwhile."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator import formats
from annotator.commands.exporting import Asked, Held, held
from annotator.core.errors import AnnotatorError
from annotator.core.pieces import UNITS
from annotator.core.splitting import BYS, shares_of
from annotator.store import Project, queries
from annotator.store.moment import people
from annotator.ui.background import Task, on_project
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated
from annotator.words.reports import lost_words
from annotator.words.rows import label_names

_WIDTH = 680
_AGREED = "agreed"
_SHARES = ("80/10/10", "70/15/15", "90/10")
_MOST_SEED = 999_999
_ID = Qt.ItemDataRole.UserRole
_CHECKED = Qt.CheckState.Checked


class ExportDialog(QDialog):
    """Tells what was chosen by `wanted`, and closes."""

    wanted = Signal(object)
    """An `Asked`."""

    def __init__(self, session: Session, parent: QWidget, documents: tuple[str, ...] = ()) -> None:
        super().__init__(parent)
        assert session.project is not None
        self._documents = documents
        tr = session.tr_
        self._session = session
        self._task = Task(self)
        self.setObjectName("export-dialog")
        self.setWindowTitle(tr("actions.export").rstrip("…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.format = QComboBox()
        for row in formats.FORMATS:
            if row.write is not None:
                self.format.addItem(tr(f"formats.{row.id}"), row.id)
        self.layer = QComboBox()
        self.layer.addItem(tr("story.layer-all"), "")
        self.layer.addItem(tr("story.layer-agreed"), _AGREED)
        for name in people(session.project):
            self.layer.addItem(tr("story.layer-author", author=name), f"author:{name}")
        self.trimmed = QCheckBox(tr("keeping.export-trimmed"))
        self.trimmed.setToolTip(as_text(tr("cli.option-tokens")))
        self.unreviewed = QCheckBox(tr("keeping.export-unreviewed"))
        self.restricted = QCheckBox(tr("keeping.export-restricted"))
        self.unit = QComboBox()
        for unit in UNITS:
            self.unit.addItem(tr(f"keeping.unit-{unit}"), unit)
        self.split = QComboBox()
        self.split.setEditable(True)
        self.split.addItems([tr("keeping.split-none"), *_SHARES])
        self.split.setToolTip(as_text(tr("cli.option-split")))
        self.by = QComboBox()
        for by in BYS:
            self.by.addItem(tr(f"keeping.by-{by}"), by)
        self.seed = QSpinBox()
        self.seed.setMaximum(_MOST_SEED)
        self.seed.setToolTip(as_text(tr("cli.option-export-seed")))
        self.labels = self._label_list(session.project)
        form = QFormLayout()
        for name, control in (
            ("story.field-format", self.format),
            ("keeping.export-layers", self.layer),
            ("keeping.export-unit", self.unit),
            ("keeping.export-split", self.split),
            ("keeping.export-by", self.by),
            ("keeping.export-seed", self.seed),
        ):
            control.setAccessibleName(tr(name))
            form.addRow(tr(name), control)
        form.addRow(self.trimmed)
        form.addRow(self.unreviewed)
        form.addRow(self.restricted)
        of_labels = QLabel(tr("keeping.export-labels"))
        of_labels.setBuddy(self.labels)
        beside = QVBoxLayout()
        beside.addWidget(of_labels)
        beside.addWidget(self.labels)
        choices = QHBoxLayout()
        choices.addLayout(form, 3)
        choices.addLayout(beside, 2)
        self.held = QLabel()
        self.held.setObjectName("quiet")
        self.held.setWordWrap(True)
        self.held.setTextFormat(Qt.TextFormat.PlainText)
        self.held.setMinimumHeight(5 * self.fontMetrics().height())
        self.held.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        buttons = QDialogButtonBox()
        self.export_button = buttons.addButton(tr("actions.export"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(choices)
        column.addWidget(self.held, 1)
        column.addWidget(buttons)
        for choice in (self.format, self.layer, self.unit):
            choice.currentIndexChanged.connect(self._count)
        self.split.currentTextChanged.connect(self._count)
        self.labels.itemChanged.connect(self._count)
        for box in (self.trimmed, self.unreviewed, self.restricted):
            box.toggled.connect(self._count)
        self._count()

    def _label_list(self, project: Project) -> QListWidget:
        """A row for each label that spans may bear, all chosen; Space takes one out."""
        found = QListWidget()
        found.setAccessibleName(self._session.tr_("keeping.export-labels"))
        used = queries.labels_used(project)
        names = label_names(self._session.language, project.scheme)
        for label in dict.fromkeys([*(row.id for row in project.scheme.labels), *used]):
            item = QListWidgetItem(isolated(names.get(label, label)))
            item.setData(_ID, label)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED)
            found.addItem(item)
        return found

    def _chosen_labels(self) -> tuple[str, ...]:
        """The labels that are wanted; none where all are."""
        rows = [self.labels.item(row) for row in range(self.labels.count())]
        chosen = tuple(str(row.data(_ID)) for row in rows if row.checkState() == _CHECKED)
        return () if len(chosen) == len(rows) else chosen

    def _shares(self) -> str:
        """The shares as they are typed; "" for one file."""
        text = self.split.currentText().strip()
        return "" if text == self.split.itemText(0) else text

    def asked(self) -> Asked:
        """What is chosen now."""
        kind, _, name = str(self.layer.currentData()).partition(":")
        agreed = kind == _AGREED
        return Asked(
            format_id=self.format.currentData(),
            author=name or None,
            agreed=agreed,
            unreviewed=agreed and self.unreviewed.isChecked(),
            restricted=self.restricted.isChecked(),
            labels=self._chosen_labels(),
            trimmed=self.trimmed.isEnabled() and self.trimmed.isChecked(),
            unit=self.unit.currentData(),
            split=self._shares(),
            by=self.by.currentData(),
            seed=self.seed.value(),
            language=self._session.language,
            documents=self._documents,
        )

    def _count(self, *_: object) -> None:
        """Count in the background what is chosen; what was being counted is no longer wanted."""
        self.trimmed.setEnabled(formats.by_id(self.format.currentData()).tokens)
        asked, path = self.asked(), self._session.path
        assert path is not None
        self.unreviewed.setEnabled(asked.agreed)
        self.by.setEnabled(bool(asked.split))
        self.seed.setEnabled(bool(asked.split))
        wrong = self._fault(asked)
        self.export_button.setEnabled(wrong is None)
        if wrong is not None:
            self._task.stop()
            self.held.setText(error_sentence(self._session.language, wrong))
            return
        self.held.setText(self._session.tr_("keeping.counting"))
        job = partial(_held_job, asked=asked)
        self._task.start(
            on_project(path, job, author=self._session.author, read_only=True),
            done=self._show,
            failed=lambda error: self.held.setText(error_sentence(self._session.language, error)),
        )

    def _fault(self, asked: Asked) -> AnnotatorError | None:
        """Why it cannot be exported so."""
        if not asked.labels and not any(
            self.labels.item(row).checkState() == _CHECKED for row in range(self.labels.count())
        ):
            return AnnotatorError("export-without-label")
        try:
            if asked.split:
                shares_of(asked.split)
        except ValueError:
            return AnnotatorError("bad-split", given=asked.split)
        return None

    def _show(self, found: Held) -> None:
        tr = self._session.tr_
        holds = [tr("keeping.holds", n=found.documents)]
        holds += [tr("keeping.spans", n=found.spans), tr("keeping.attributions", n=found.attributions)]
        comma = tr("keeping.comma")
        lines = [comma.join(holds)]
        if found.left_out:
            lines.append(tr("keeping.left-out", n=found.left_out))
        if found.elsewhere:
            lines.append(tr("keeping.not-reviewed", n=found.elsewhere))
        if found.lost:
            lines.append(tr("keeping.lost", what=lost_words(self._session.language, found.lost)))
        self.held.setText("\n".join(lines))

    # Qt

    def accept(self) -> None:
        if not self.export_button.isEnabled():
            return
        asked = self.asked()
        super().accept()
        self.wanted.emit(asked)

    def done(self, result: int) -> None:
        """Whatever closes the dialog also ends its counting."""
        self._task.stop()
        super().done(result)


def _held_job(project: Project, *, progress: Any, cancelled: Any, asked: Asked) -> Held:
    return held(project, asked, progress=progress, cancelled=cancelled)
