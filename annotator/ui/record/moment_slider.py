"""A slider over the events of a document; in words, when that was, who it was, and what they did."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from annotator.store.past import Touch
from annotator.ui.session import Session
from annotator.words.reports import event_sentence
from annotator.words.story import local_time

_PAGE = 10


class MomentSlider(QWidget):
    """The arrows step from one event to the next, Page up and down over ten, Home and End to the ends."""

    moved = Signal()

    def __init__(self, session: Session, caption: str) -> None:
        """`caption`: the key of the sentence that says what the moment is."""
        super().__init__()
        self._session = session
        self._caption_key = caption
        self._moments: Sequence[Touch] = ()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(_PAGE)
        self.slider.setEnabled(False)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self._caption = QLabel()
        self._caption.setObjectName("quiet")
        self._caption.setBuddy(self.slider)
        words = QHBoxLayout()
        words.addWidget(self._caption)
        words.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(words)
        column.addWidget(self.slider)
        self.slider.valueChanged.connect(self._moved)
        self.retranslate()

    def retranslate(self) -> None:
        self._caption.setText(self._session.tr_(self._caption_key))
        self.slider.setAccessibleName(self._session.tr_(self._caption_key))
        self._say()

    def offer(self, moments: Sequence[Touch], *, seq: int | None = None) -> None:
        """Take other events; stand at `seq`, or at the newest."""
        self._moments = moments
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(moments) - 1))
        self.slider.setEnabled(bool(moments))
        self.slider.setValue(len(moments) - 1 if seq is None else self._place_of(seq))
        self.slider.blockSignals(False)
        self._say()

    def current(self) -> Touch | None:
        """The event that is stood at."""
        return self._moments[self.slider.value()] if self._moments else None

    @property
    def is_newest(self) -> bool:
        return self.slider.value() == self.slider.maximum()

    def go_to(self, seq: int) -> None:
        """Stand at an event, or at the last one before it."""
        self.slider.setValue(self._place_of(seq))

    def go_before(self, at: str) -> None:
        """Stand at the last event before a time, UTC as in the log; at the first one if there is none."""
        self.slider.setValue(max(0, bisect_left(self._moments, at, key=lambda touch: touch.at) - 1))

    def _place_of(self, seq: int) -> int:
        return max(0, bisect_right(self._moments, seq, key=lambda touch: touch.seq) - 1)

    def _moved(self, *_: object) -> None:
        self._say()
        self.moved.emit()

    def _say(self) -> None:
        now, tr = self.current(), self._session.tr_
        words = ""
        if now is not None:
            words = tr(
                "record.moment",
                place=self.slider.value() + 1,
                total=len(self._moments),
                time=local_time(now.at),
                who=now.actor,
                act=event_sentence(self._session.language, now.kind),
            )
        self.said.setText(words)
        self.slider.setAccessibleDescription(words)
