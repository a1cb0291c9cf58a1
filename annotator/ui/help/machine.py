"""Asks Qt what it finds on this machine."""

from __future__ import annotations

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication

from annotator.commands.machine import Seen
from annotator.ui.settings import Settings


def seen() -> Seen:
    """Needs an application, which knows the fonts."""
    everything = QFontDatabase.families()
    return Seen(
        qt=qVersion() or "",
        pyside=PySide6.__version__,
        plugin=QGuiApplication.platformName(),
        arabic=tuple(QFontDatabase.families(QFontDatabase.WritingSystem.Arabic)),
        emoji=tuple(name for name in everything if "emoji" in name.casefold()),
        settings=Settings().path,
    )
