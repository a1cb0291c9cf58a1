"""Starts the real `main()` and works in its window as a person would: keys, mouse, dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.__main__ import main
from annotator.core.model import Range, Span
from annotator.ui.app import application
from annotator.ui.window import MainWindow

KEY, MOD = Qt.Key, Qt.KeyboardModifier
_FAR = 90
"""From here on, in code points, a person goes by lines."""

_LOOKING_MILLISECONDS = 20
_LOOKS = 6000
_PATIENCE_MILLISECONDS = 240_000
"""Longer than any window needs to come up, and any journey to end: after it nothing will come any more."""


class Person:
    """Somebody at the window. Counts the keys pressed beyond moving the caret."""

    CTRL = MOD.ControlModifier

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.keys = 0

    @property
    def article(self) -> QWidget:
        return self.window.article

    @property
    def text(self) -> str:
        return self.window.session.text

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.window.session.layer.spans

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        """Press a key wherever the focus is."""
        self.keys += 1
        self._press(key, modifiers)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        popup = QApplication.activePopupWidget()
        target = QApplication.focusWidget() or self.article
        if popup is not None:
            target = popup.focusWidget() or popup
        QTest.keyClick(target, key, modifiers)
        QApplication.processEvents()

    def rest(self) -> None:
        """Until what is suggested is written, as it is between the keys of a person."""
        while self.window.proposing.is_busy:
            QTest.qWait(5)

    def type(self, text: str) -> None:
        for char in text:
            self.keys += 1
            QTest.keyClicks(QApplication.focusWidget(), char)

    def go_to(self, offset: int) -> None:
        """Move the caret by the arrow keys: onward in reading direction is to the left in Arabic."""
        view = self.window.article
        view.setFocus()
        onward, back = (KEY.Key_Left, KEY.Key_Right) if self._rtl() else (KEY.Key_Right, KEY.Key_Left)
        if abs(view.caret() - offset) > _FAR:
            self._press(KEY.Key_Home if offset < view.caret() else KEY.Key_End)
        while abs(view.caret() - offset) > _FAR:
            before = view.caret()
            self._press(KEY.Key_Down if before < offset else KEY.Key_Up)
            if view.caret() == before:
                break
        for _ in range(len(self.text) + 2):
            if view.caret() == offset:
                return
            self._press(onward if view.caret() < offset else back)
        raise AssertionError(f"the caret stays at {view.caret()}, wanted {offset}")

    def select(self, words: str, *, nth: int = 0) -> Range:
        """Select the nth occurrence of some words with Shift and the arrows."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        self.select_range(start, start + len(words))
        return start, start + len(words)

    def select_range(self, start: int, end: int) -> None:
        """Go to `start` and hold Shift until the caret stands at `end`."""
        view = self.window.article
        self.go_to(start)
        onward = KEY.Key_Left if self._rtl() else KEY.Key_Right
        for _ in range(end - start + 1):
            if view.caret() >= end:
                break
            self._press(onward, MOD.ShiftModifier)
        assert view.selection() == (start, end)

    def label(self, words: str, key: Qt.Key, *, nth: int = 0) -> Span:
        """Select words and press a label's key; the new span is selected."""
        self.select(words, nth=nth)
        self.press(key)
        span = self.window.session.span(self.window.article.selected_span())
        assert span is not None
        return span

    def _rtl(self) -> bool:
        document = self.window.session.document
        return document is None or document.direction == "rtl"


def _is_asking(window: MainWindow) -> bool:
    """Whether a question stands open, or has been answered and not yet been heard."""
    unnamed = window.session.project is not None and not window.session.author
    return QApplication.activeModalWidget() is not None or unnamed


def _give_up(failures: list[BaseException]) -> None:
    """Say what stands open, and close it: the last window that closes lets `main` return.

    The loop is not told to end besides: it would be told twice, and the second time end every later one.
    """
    modal = QApplication.activeModalWidget()
    standing = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    failures.append(AssertionError(f"the journey came to no end; modal: {modal!r}; open: {standing}"))
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        dialog.hide()
    for widget in standing:
        if isinstance(widget, MainWindow):
            widget.close()


def sit_down(arguments: list[str], work: Callable[[Person], None]) -> int:
    """Run `main(arguments)`; when its window is up, do the work and close it. Returns the exit status."""
    application()
    failures: list[BaseException] = []

    patience = QTimer(singleShot=True)
    patience.timeout.connect(lambda: _give_up(failures))

    def begin(looks: int = 0) -> None:
        window = next(
            (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()), None
        )
        if window is None or _is_asking(window):
            if looks == _LOOKS:
                _give_up(failures)
            else:
                QTimer.singleShot(_LOOKING_MILLISECONDS, partial(begin, looks + 1))
            return
        try:
            window.activateWindow()
            QTest.qWaitForWindowActive(window)
            patience.start(_PATIENCE_MILLISECONDS)
            work(Person(window))
        except BaseException as error:
            failures.append(error)
        finally:
            patience.stop()
            window.close()

    QTimer.singleShot(0, begin)
    status = main(arguments)
    if failures:
        raise failures[0]
    return status
