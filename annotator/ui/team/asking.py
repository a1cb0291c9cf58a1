"""Asks for what a hub is reached with: an address, a password, the account of somebody new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.words.i18n import Language, tr

_WIDTH: Final = 520
_ADDRESS: Final = "postgresql://salma@hub.example.org/news"
_ROLE: Final = "salma"


class NewPerson:
    """Who is to belong to the team, as it was typed."""

    def __init__(self, role: str, name: str, password: str, lead: bool) -> None:
        self.role, self.name, self.lead = role.strip(), name, lead
        self.password = password or None


def ask_address(parent: QWidget, language: Language, title: str) -> str | None:
    """Ask where a hub is; None if the person does not want to say."""
    line = _latin(tr(language, "team.address"))
    line.setPlaceholderText(_ADDRESS)
    hint = tr(language, "team.address-hint", example=_ADDRESS)
    dialog = _dialog(parent, language, title, [(tr(language, "team.address"), line, hint)])
    line.setFocus()
    return line.text().strip() or None if dialog.exec() else None


def ask_password(parent: QWidget, language: Language, said: str = "") -> str | None:
    """Ask for a password, after `said`; None if the person does not want to say."""
    line = _secret(tr(language, "team.password"))
    hint = tr(language, "team.password-hint")
    rows = [(tr(language, "team.password"), line, f"{said}\n{hint}" if said else hint)]
    dialog = _dialog(parent, language, tr(language, "team.password"), rows)
    line.setFocus()
    return line.text() or None if dialog.exec() else None


def ask_person(parent: QWidget, language: Language) -> NewPerson | None:
    """Ask who is to belong to the team; None for nobody."""
    role, name = _latin(tr(language, "team.role")), QLineEdit()
    name.setAccessibleName(tr(language, "team.name"))
    password = _secret(tr(language, "team.new-password"))
    leads = QCheckBox(tr(language, "team.as-lead"))
    rows = [
        (tr(language, "team.role"), role, tr(language, "team.role-hint", example=_ROLE)),
        (tr(language, "team.name"), name, ""),
        (tr(language, "team.new-password"), password, tr(language, "team.new-password-hint")),
        ("", leads, ""),
    ]
    dialog = _dialog(parent, language, tr(language, "team.add").rstrip("…"), rows)
    role.setFocus()
    if not dialog.exec():
        return None
    return NewPerson(role.text(), name.text(), password.text(), leads.isChecked())


def _latin(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return line


def _secret(name: str) -> QLineEdit:
    line = _latin(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _dialog(
    parent: QWidget, language: Language, title: str, rows: Sequence[tuple[str, QWidget, str]]
) -> QDialog:
    """A form: each field with its name before it, and a hint below it."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(_WIDTH)
    dialog.finished.connect(dialog.deleteLater)
    form = QFormLayout()
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
    for name, field, hint in rows:
        form.addRow(name, field)
        if hint:
            below = QLabel(hint)
            below.setObjectName("quiet")
            below.setWordWrap(True)
            below.setTextFormat(Qt.TextFormat.PlainText)
            form.addRow(below)
    buttons = QDialogButtonBox()
    buttons.addButton(tr(language, "team.ok"), QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton(tr(language, "team.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    whole = QVBoxLayout(dialog)
    whole.addLayout(form)
    whole.addWidget(buttons)
    return dialog
