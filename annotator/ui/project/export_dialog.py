"""What an export is to hold: format, layer, what is let in; and what that comes to, counted meanwhile."""

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
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator import formats
from annotator.commands.exporting import Asked, Held, held
from annotator.store import Project
from annotator.store.moment import people
from annotator.ui.background import Task, on_project
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence
from annotator.words.reports import lost_words

_WIDTH = 460
_AGREED = "agreed"


class ExportDialog(QDialog):
    """Tells what was chosen by `wanted`, and closes."""

    wanted = Signal(object)
    """An `Asked`."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        assert session.project is not None
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
        form = QFormLayout()
        for name, control in (
            (tr("story.field-format"), self.format),
            (tr("keeping.export-layers"), self.layer),
        ):
            control.setAccessibleName(name)
            form.addRow(name, control)
        form.addRow(self.trimmed)
        form.addRow(self.unreviewed)
        form.addRow(self.restricted)
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
        column.addLayout(form)
        column.addWidget(self.held, 1)
        column.addWidget(buttons)
        for choice in (self.format, self.layer):
            choice.currentIndexChanged.connect(self._count)
        for box in (self.trimmed, self.unreviewed, self.restricted):
            box.toggled.connect(self._count)
        self._count()

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
            trimmed=self.trimmed.isEnabled() and self.trimmed.isChecked(),
            language=self._session.language,
        )

    def _count(self, *_: object) -> None:
        """Count in the background what is chosen; what was being counted is no longer wanted."""
        self.trimmed.setEnabled(formats.by_id(self.format.currentData()).tokens)
        asked, path = self.asked(), self._session.path
        assert path is not None
        self.unreviewed.setEnabled(asked.agreed)
        self.held.setText(self._session.tr_("keeping.counting"))
        job = partial(_held_job, asked=asked)
        self._task.start(
            on_project(path, job, author=self._session.author, read_only=True),
            done=self._show,
            failed=lambda error: self.held.setText(error_sentence(self._session.language, error)),
        )

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
        asked = self.asked()
        super().accept()
        self.wanted.emit(asked)

    def done(self, result: int) -> None:
        """Whatever closes the dialog also ends its counting."""
        self._task.stop()
        super().done(result)


def _held_job(project: Project, *, progress: Any, cancelled: Any, asked: Asked) -> Held:
    return held(project, asked, progress=progress, cancelled=cancelled)
