"""The words of Qt's own dialogs and menus in the language of the window; `resources/qt/` holds the rows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator

from annotator.disk import data_path
from annotator.words.i18n import Language

_KEYS = "QShortcut"


class QtWords(QTranslator):
    """Says what Qt's translation lacks or says otherwise. Keys keep the names that are printed on them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Mapping[str, Mapping[str, str]] = {}

    def speak(self, language: Language) -> bool:
        """Take this language; False where there is nothing to install, as Qt itself speaks it."""
        self._rows = rows(language)
        self.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        return bool(self._rows)

    # Qt

    def isEmpty(self) -> bool:
        return not self._rows

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        if context == _KEYS:
            return source
        own = self._rows.get(context, {}).get(source)
        # Nothing at all would be taken for a translation.
        return own or super().translate(context, source, disambiguation, n) or source


@cache
def rows(language: Language) -> Mapping[str, Mapping[str, str]]:
    """The rows by the class that says them and by what it says in English."""
    path = data_path("resources", "qt", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
