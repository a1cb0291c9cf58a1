"""The settings of a person, as a table, and the file in which the window remembers them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

_RECENT = 8

Kind = Literal["choice", "face", "number", "flag", "several", "folder"]
"""`choice` and `face`: one of some; `several`: which of some are left out; `folder`: "" for the usual one."""
Section = Literal["general", "reading", "annotating", "backups"]


class Setting(msgspec.Struct, frozen=True):
    """One thing to set. Without a section it is set elsewhere, by a command of its own.

    `choices`: what there is to choose from; empty where only the machine or the program's tables can tell.
    `at_once`: shown while it is chosen; else it counts once the dialog is accepted.
    """

    id: str
    kind: Kind
    default: Any
    section: Section | None = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    step: int = 1
    at_once: bool = True


SETTINGS: Final = (
    Setting("language", "choice", "ar", "general", ("ar", "en"), at_once=False),
    Setting("theme", "choice", "system", "general", ("system", "light", "dark")),
    Setting("face", "face", "", "reading"),
    Setting("font_size", "number", 15, "reading", least=9, most=40),
    Setting("line_spacing", "number", 100, "reading", least=80, most=200, step=10),
    Setting("snapping", "flag", True, "annotating"),
    Setting("suggesters_off", "several", (), "annotating", at_once=False),
    Setting("confirm_undo", "number", 20, "annotating", least=0, most=9999, at_once=False),
    Setting("backup_minutes", "number", 15, "backups", least=0, most=240, at_once=False),
    Setting("backup_folder", "folder", "", "backups", at_once=False),
    Setting("heads_folder", "folder", "", "backups", at_once=False),
    Setting("show_invisible", "flag", False),
    Setting("show_suggestions", "flag", True),
    Setting("show_documents", "flag", True),
    Setting("show_inspector", "flag", True),
    Setting("guidelines", "flag", False),
)

SECTIONS: Final[tuple[Section, ...]] = ("general", "reading", "annotating", "backups")


class Settings(QObject):
    """Typed access to the settings file. A damaged value counts as its default."""

    changed = Signal(str)
    """The setting with this id has another value."""

    def __init__(self) -> None:
        super().__init__()
        folder = os.environ.get("ANNOTATOR_SETTINGS")
        if folder:
            path = str(Path(folder) / "settings.ini")
            self._store = QSettings(path, QSettings.Format.IniFormat)
        else:
            self._store = QSettings(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "annotator", "annotator"
            )
        self._table = {setting.id: setting for setting in SETTINGS}

    @property
    def path(self) -> Path:
        """The file that keeps them."""
        return Path(self._store.fileName())

    @property
    def backup_folder(self) -> Path | None:
        """The folder for backups of all projects; None for beside each."""
        chosen = self.value("backup_folder")
        return Path(chosen) if chosen else None

    def value(self, setting_id: str) -> Any:
        setting = self._table[setting_id]
        stored = self._store.value(setting_id)
        return setting.default if stored is None else _read(setting, str(stored))

    def set_value(self, setting_id: str, value: Any) -> None:
        before, setting = self.value(setting_id), self._table[setting_id]
        kept = _read(setting, " ".join(value) if setting.kind == "several" else str(value))
        self._store.setValue(setting_id, " ".join(kept) if setting.kind == "several" else kept)
        if kept != before:
            self.changed.emit(setting_id)

    def change_by(self, setting_id: str, steps: int) -> None:
        """Make a number larger or smaller by so many of its steps, as far as it goes."""
        self.set_value(setting_id, self.value(setting_id) + steps * self._table[setting_id].step)

    def reset(self, setting_id: str) -> None:
        """Give a setting its first value again."""
        self.set_value(setting_id, self._table[setting_id].default)

    def recent(self) -> list[Path]:
        """Projects opened lately that are still there, newest first."""
        stored = self._store.value("recent", [])
        # A list of one comes back from the file as a plain string.
        names = stored if isinstance(stored, list) else [stored] if isinstance(stored, str) else []
        return [path for path in map(Path, names) if path.is_file()]

    def add_recent(self, path: Path) -> None:
        others = [known for known in self.recent() if known != path.resolve()]
        self._keep_recent([path.resolve(), *others])

    def drop_missing(self) -> None:
        """Forget recent projects that are no longer there."""
        self._keep_recent(self.recent())

    def _keep_recent(self, paths: list[Path]) -> None:
        self._store.setValue("recent", [str(known) for known in paths[:_RECENT]])

    def shape(self, key: str) -> QByteArray | None:
        """A saved window or splitter state."""
        stored = self._store.value(f"shape/{key}")
        return stored if isinstance(stored, QByteArray) else None

    def set_shape(self, key: str, state: QByteArray) -> None:
        self._store.setValue(f"shape/{key}", state)


def _read(setting: Setting, stored: str) -> Any:
    match setting.kind:
        case "flag":
            return stored.lower() == "true"
        case "number":
            return min(setting.most, max(setting.least, int(stored))) if _is_int(stored) else setting.default
        case "several":
            return tuple(stored.split())
        case "choice":
            return stored if stored in setting.choices else setting.default
    return stored


def _is_int(stored: str) -> bool:
    return stored.removeprefix("-").isdecimal()
