"""The dialog of preferences: a section of rows for each section of the table."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.parts.room import fit
from annotator.ui.parts.tips import as_text
from annotator.ui.preferences.controls import CONTROLS, Control
from annotator.ui.session import Session
from annotator.ui.settings import SECTIONS, SETTINGS, Section, Settings

_WIDTH, _FOOT = 540, 76
_GAP = 10


class PreferencesDialog(QDialog):
    """Changes made at once are seen behind the dialog; cancelled, all is as it was before."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._before = {row.id: settings.value(row.id) for row in SETTINGS if row.section}
        self._before["language"] = session.language
        self._chosen = dict(self._before)
        self.controls: dict[str, Control] = {}
        self.setObjectName("preferences")
        self.setWindowTitle(session.tr_("preferences.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = QWidget()
        form = QFormLayout(rows)
        for section in SECTIONS:
            self._add_section(form, section)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(rows)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled, 1)
        layout.addWidget(self._buttons())
        self._show(self._chosen)
        fit(self, QSize(_WIDTH, rows.sizeHint().height() + _FOOT))
        next(iter(self.controls.values())).setFocus()

    def _add_section(self, form: QFormLayout, section: Section) -> None:
        heading = QLabel(self._session.tr_(f"preferences.section-{section}"))
        heading.setObjectName("heading")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setContentsMargins(0, _GAP if form.rowCount() else 0, 0, 0)
        form.addRow(heading)
        for setting in SETTINGS:
            if setting.section != section:
                continue
            control = CONTROLS[setting.kind](self._session.language, setting)
            control.setToolTip(as_text(control.about))
            control.edited.connect(partial(self._edited, setting.id))
            # The words of a flag stand at its box.
            label = QLabel("" if setting.kind == "flag" else control.name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setToolTip(as_text(control.about))
            label.setIndent(_GAP)
            if setting.kind == "several":
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
            form.addRow(label, control)
            self.controls[setting.id] = control

    def _buttons(self) -> QDialogButtonBox:
        tr, role = self._session.tr_, QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        self.ok_button: QPushButton = buttons.addButton(tr("window.ok"), role.AcceptRole)
        self.cancel_button: QPushButton = buttons.addButton(tr("window.cancel"), role.RejectRole)
        self.restore_button: QPushButton = buttons.addButton(tr("preferences.restore"), role.ResetRole)
        for button in (self.cancel_button, self.restore_button):
            button.setAutoDefault(False)
        self.ok_button.setDefault(True)
        self.restore_button.clicked.connect(self._restore)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _show(self, values: dict[str, Any]) -> None:
        for setting_id, control in self.controls.items():
            control.show_value(values[setting_id])

    def _edited(self, setting_id: str, value: Any) -> None:
        self._chosen[setting_id] = value
        if self.controls[setting_id].setting.at_once:
            self._settings.set_value(setting_id, value)

    def _restore(self) -> None:
        """Choose what everything was when the program was first started."""
        for setting_id, control in self.controls.items():
            self._edited(setting_id, control.setting.default)
        self._show(self._chosen)

    # Qt

    def accept(self) -> None:
        super().accept()
        for setting_id, value in self._chosen.items():
            if value != self._before[setting_id]:
                self._settings.set_value(setting_id, value)
        # For this run the window may have been asked to speak another language than it remembers.
        self._session.set_language(self._chosen["language"])

    def reject(self) -> None:
        for setting_id, value in self._before.items():
            if value != self._chosen[setting_id] and self.controls[setting_id].setting.at_once:
                self._settings.set_value(setting_id, value)
        super().reject()
