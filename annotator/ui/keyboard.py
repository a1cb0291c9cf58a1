"""Lets every key do the same whatever script the keyboard writes: a command is a key, not a letter."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.places import place_of_key, place_of_letter, shifted
from annotator.words.i18n import isolated

_MODIFIER = Qt.KeyboardModifier
_COMMANDING = _MODIFIER.ControlModifier | _MODIFIER.AltModifier | _MODIFIER.MetaModifier
_FIRST_FOREIGN = "\u0250"  # the first letter after the Latin ones
_SIGNS = range(0x21, 0x110000)


def sign(event: QKeyEvent) -> str:
    """What the key writes on a Latin keyboard: `A` to `Z`, a digit or a sign; "" for any other key."""
    written = _written(event)
    if written >= _FIRST_FOREIGN:
        return _place(event) or place_of_letter(written)
    return written if written.isascii() else ""


def pressed(event: QKeyEvent) -> str:
    """`A` to `Z` or `0` to `9`; "" for any other key, and where Ctrl or Alt is held."""
    found = "" if event.modifiers() & _COMMANDING else sign(event)
    return found if found.isalnum() else ""


class Keyboard(QObject):
    """Stands before the window that has the keyboard, and does what its keys do on a Latin keyboard.

    What Qt knows for a shortcut by itself never comes here. What can be typed into a field stays as typed.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("keyboard")
        self._writes_latin = False
        app.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _acted(self, window: QObject, event: QKeyEvent) -> bool:
        """Do what the key does on a Latin keyboard; False: it is no such key, or nothing comes of it."""
        written = _written(event)
        if written.isalpha():
            self._writes_latin = written < _FIRST_FOREIGN
        place = self._meant(event, written)
        receiver = _receiver()
        if not place or receiver is None:
            return False
        held = event.modifiers() & ~_MODIFIER.KeypadModifier
        text = "" if held & _COMMANDING else event.text()
        override = _as_latin(event, QEvent.Type.ShortcutOverride, place, text)
        override.ignore()
        QCoreApplication.sendEvent(receiver, override)
        if not override.isAccepted() and (action := _action(receiver, _sequences(place, held))) is not None:
            action.trigger()
            return True
        if held & _COMMANDING != _MODIFIER.ControlModifier:
            return False
        QCoreApplication.sendEvent(window, _as_latin(event, QEvent.Type.KeyPress, place, ""))
        return True

    def _meant(self, event: QKeyEvent, written: str) -> str:
        """The place of a key that writes no Latin letter; "" for all others.

        With Shift, an Arabic keyboard writes signs that others have elsewhere: `~` on the key of `Z`.
        """
        if event.modifiers() & _MODIFIER.KeypadModifier:
            return ""
        if written >= _FIRST_FOREIGN:
            return sign(event)
        if not written or written.isalnum() or self._writes_latin:
            return ""
        place = _place(event)
        return place if place != written else ""

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._acted(watched, event)
        return False


def _written(event: QKeyEvent) -> str:
    """The sign that the keyboard's layout writes with the key; "" for a key that writes none."""
    if event.key() in _SIGNS:
        return chr(event.key())
    text = event.text().upper()
    return text if not event.key() and (len(text) == 1 or place_of_letter(text)) else ""


def _place(event: QKeyEvent) -> str:
    return place_of_key(event.nativeScanCode(), event.nativeVirtualKey(), QGuiApplication.platformName())


def _as_latin(event: QKeyEvent, kind: QEvent.Type, place: str, text: str) -> QKeyEvent:
    return QKeyEvent(
        kind,
        ord(place),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        text,
        event.isAutoRepeat(),
        event.count(),
    )


def _receiver() -> QWidget | None:
    """Who gets the keys: the focus of the popup that is open, else of the window."""
    popup = QApplication.activePopupWidget()
    return (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()


def _sequences(place: str, held: Qt.KeyboardModifier) -> list[QKeySequence]:
    """What a shortcut for the key may be called; with Shift some are named by what is written then: `?`."""
    found = [QKeyCombination(held, Qt.Key(ord(place)))]
    if held & _MODIFIER.ShiftModifier and not place.isalpha():
        upper = Qt.Key(ord(shifted(place)))
        found += [QKeyCombination(held & ~_MODIFIER.ShiftModifier, upper), QKeyCombination(held, upper)]
    return [QKeySequence(combination) for combination in found]


def _action(receiver: QWidget, keys: list[QKeySequence]) -> QAction | None:
    """What a shortcut does for a widget: the nearest holder's of those around it within its window."""
    holder: QWidget | None = receiver
    while holder is not None:
        for action in holder.actions():
            if action.isEnabled() and any(key in keys for key in action.shortcuts()):
                return action
        holder = None if holder.isWindow() else holder.parentWidget()
    return None


def keys_text(keys: Iterable[str]) -> str:
    """Shortcuts as a person of this system knows them; each reads from left to right."""
    native = QKeySequence.SequenceFormat.NativeText
    return "   ".join(isolated(QKeySequence(key).toString(native)) for key in keys)
