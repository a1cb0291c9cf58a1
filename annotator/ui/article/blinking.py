"""The caret's blinking, as the desktop wants it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_MILLISECONDS = 530


class Blinking(QObject):
    """Says whether the caret is to be seen; whoever moves it shows it."""

    turned = Signal()
    """The caret went or came by itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_on = True
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        self.show()
        if QApplication.cursorFlashTime() > 0:
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def show(self) -> None:
        self.is_on = True

    def _turn(self) -> None:
        self.is_on = not self.is_on
        self.turned.emit()
