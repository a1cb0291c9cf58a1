"""The form of the scheme editor: controls under each other, and what is wrong with a value right below it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from annotator.ui.scheme.fields import Control


class Form(QWidget):
    """Tells which of its fields was edited; knows nothing of what the fields mean."""

    edited = Signal(str, object)
    """A field, and its new value."""
    left = Signal(str)
    """The person is done with a field for now."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: dict[str, Control] = {}
        self._messages: dict[str, QLabel] = {}
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)

    def add(self, field: str, caption: str, control: Control) -> None:
        message = QLabel()
        message.setTextFormat(Qt.TextFormat.PlainText)
        message.setWordWrap(True)
        message.setObjectName("warning")
        message.hide()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(control)
        column.addWidget(message)
        label = QLabel(caption)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(control)
        control.set_name(caption)
        control.edited.connect(partial(self.edited.emit, field))
        control.left.connect(partial(self.left.emit, field))
        self._layout.addRow(label, box)
        self.controls[field] = control
        self._messages[field] = message

    def tell(self, messages: Mapping[str, str]) -> None:
        """Say what is wrong, by field; nothing is wrong with the others."""
        for field, label in self._messages.items():
            text = messages.get(field, "")
            label.setText(text)
            label.setVisible(bool(text))
            self.controls[field].control.setAccessibleDescription(text)

    def focus(self, field: str) -> None:
        control = self.controls.get(field)
        if control is not None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)
