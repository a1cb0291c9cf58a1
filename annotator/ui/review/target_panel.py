"""The panel about what is being judged: what it says, the verdicts on it, and the comments in threads."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.core.model import Comment, Span, Submission
from annotator.core.review import Standing
from annotator.store.talk import threads
from annotator.ui.article.marks import MarkId, mark_icon
from annotator.ui.changes import Changes
from annotator.ui.parts.look import DARK, LIGHT
from annotator.ui.review.reading import ReviewWork, Row
from annotator.ui.session import Session
from annotator.words.i18n import DIRECTION_MARKS, isolated
from annotator.words.rows import facts, label_words, shortened, verdict_words

_SIGN = QSize(18, 18)
_IN_HEADING = ("label", "ranges")
"""Fields of a span that stand above the others."""


class TargetPanel(QWidget):
    """Shows one target. Emits `commented` with what was written."""

    commented = Signal(str)
    left = Signal()
    """The person is done here: back to the text."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("target")
        self._session = session
        self._dark = False
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line = QLineEdit()
        self.line.returnPressed.connect(self._send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 10)
        layout.setSpacing(6)
        layout.addWidget(self._area, 1)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.line)
        layout.addLayout(row)
        session.changed.connect(self._changed)
        self.retranslate()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setAccessibleName(tr("reviewing.panel"))
        self._area.setAccessibleName(tr("reviewing.panel"))
        self.line.setPlaceholderText(tr("reviewing.comment-line"))
        self.line.setAccessibleName(tr("reviewing.comment-line"))

    def set_dark(self, dark: bool) -> None:
        self._dark = dark

    def write(self) -> None:
        """Put the focus where a comment is written."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_target(self, work: ReviewWork, standing: Standing | None, made: Row | None = None) -> None:
        """Show another target, or the same with what has been said since; else what a reviewer `made`."""
        page = QFrame()
        page.setObjectName("inspector")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(14, 12, 14, 6)
        layout.setSpacing(6)
        comments: list[Comment] = []
        if standing is not None:
            self._describe(layout, work, standing.target)
            comments = work.comments(standing.target)
            self._verdicts(layout, work, standing)
        elif made is not None and (verdict := work.made_by(made.id)) is not None:
            self._describe(layout, work, made)
            added = verdict.target_kind == "submission"
            words = self._session.tr_("reviewing.added" if added else "reviewing.instead")
            layout.addWidget(self._verdict("missed" if added else "replace", words))
            comments = work.said_of(verdict)
        if comments:
            layout.addWidget(_label(self._session.tr_("reviewing.comments"), "heading"))
        for comment, depth in threads(comments):
            said = _sentence(self._session, f"{isolated(comment.author)}: {isolated(comment.text)}", "quote")
            said.setContentsMargins(14 * depth, 0, 14 * depth, 0)
            layout.addWidget(said)
        self.line.setEnabled(standing is not None or made is not None)
        layout.addStretch(1)
        old = self._area.takeWidget()
        if old is not None:
            old.deleteLater()
        self._area.setWidget(page)

    def _describe(self, layout: QVBoxLayout, work: ReviewWork, target: Row | Submission) -> None:
        tr = self._session.tr_
        if isinstance(target, Submission):
            layout.addWidget(_label(tr("reviewing.empty-layer"), "heading"))
            told = [(tr("window.note"), target.note)] if target.note else []
        else:
            if isinstance(target, Span):
                layout.addWidget(
                    _sentence(self._session, isolated(label_words(self._session, target.label)), "heading")
                )
                layout.addWidget(_label(shortened(target.quote), "quote"))
            else:
                layout.addWidget(_label(tr("window.attribution"), "heading"))
            known = facts(self._session, work.rows.get, target)
            told = [(fact.name, fact.value) for fact in known if fact.field not in _IN_HEADING]
        for name, value in told:
            layout.addWidget(_sentence(self._session, f"{isolated(name)}: {isolated(value)}", "quiet"))
        layout.addWidget(_label(tr("reviewing.by", author=target.author), "quiet"))

    def _verdicts(self, layout: QVBoxLayout, work: ReviewWork, standing: Standing) -> None:
        tr = self._session.tr_
        if not standing.decisions and not standing.lapsed:
            layout.addWidget(_label(tr("reviewing.unjudged"), "quiet"))
            return
        layout.addWidget(_label(tr("reviewing.verdicts"), "heading"))
        find = work.rows.get
        for verdict in standing.decisions:
            layout.addWidget(self._verdict(verdict.verdict, verdict_words(self._session, find, verdict)))
        for verdict in standing.lapsed:
            words = verdict_words(self._session, find, verdict)
            layout.addWidget(self._verdict("stale", tr("reviewing.lapsed", verdict=words)))

    def _verdict(self, mark: MarkId, words: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        sign = QLabel()
        paper = (DARK if self._dark else LIGHT).paper
        sign.setPixmap(mark_icon(mark, dark=self._dark, paper=paper).pixmap(_SIGN))
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(_sentence(self._session, words, "quote"), 1)
        return row

    def _send(self) -> None:
        if text := self.line.text().strip():
            self.line.clear()
            self.commented.emit(text)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _sentence(session: Session, text: str, name: str) -> QLabel:
    """A label whose first letter does not decide where it begins."""
    return _label(f"{DIRECTION_MARKS[session.language]}{text}", name)


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
