"""What the window remembers between runs: a table of settings and the file that keeps them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QByteArray, QSettings

_RECENT = 8


class Setting(msgspec.Struct, frozen=True):
    """One choice of the person. `choices` empty: any value of the default's type."""

    key: str
    default: Any
    choices: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting("language", "ar", ("ar", "en")),
    Setting("theme", "system", ("system", "light", "dark")),
    Setting("face", ""),
    Setting("font_size", 15),
    Setting("line_spacing", 100),
    Setting("snapping", True),
    Setting("show_invisible", False),
    Setting("show_suggestions", True),
    Setting("show_documents", True),
    Setting("show_inspector", True),
    Setting("guidelines", False),
)


class Settings:
    """Typed access to the settings file. A damaged value counts as its default."""

    def __init__(self) -> None:
        folder = os.environ.get("ANNOTATOR_SETTINGS")
        if folder:
            path = str(Path(folder) / "settings.ini")
            self._store = QSettings(path, QSettings.Format.IniFormat)
        else:
            self._store = QSettings(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "annotator", "annotator"
            )
        self._table = {setting.key: setting for setting in SETTINGS}

    def value(self, key: str) -> Any:
        setting = self._table[key]
        stored = self._store.value(key)
        if stored is None:
            return setting.default
        if isinstance(setting.default, bool):
            return str(stored).lower() == "true"
        if isinstance(setting.default, int):
            return int(stored) if str(stored).isdecimal() else setting.default
        if setting.choices and stored not in setting.choices:
            return setting.default
        return str(stored)

    def set_value(self, key: str, value: Any) -> None:
        self._store.setValue(self._table[key].key, value)

    def recent(self) -> list[Path]:
        """Projects opened lately that are still there, newest first."""
        stored = self._store.value("recent", [])
        # A list of one comes back from the file as a plain string.
        names = stored if isinstance(stored, list) else [stored] if isinstance(stored, str) else []
        return [path for path in map(Path, names) if path.is_file()]

    def add_recent(self, path: Path) -> None:
        others = [known for known in self.recent() if known != path.resolve()]
        self._store.setValue("recent", [str(known) for known in [path.resolve(), *others][:_RECENT]])

    def shape(self, key: str) -> QByteArray | None:
        """A saved window or splitter state."""
        stored = self._store.value(f"shape/{key}")
        return stored if isinstance(stored, QByteArray) else None

    def set_shape(self, key: str, state: QByteArray) -> None:
        self._store.setValue(f"shape/{key}", state)
