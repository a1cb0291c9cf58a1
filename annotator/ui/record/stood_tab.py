"""As it stood: a document at any event of its own, and what became of it between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.core.asking import moment
from annotator.core.errors import AnnotatorError
from annotator.core.events import PASSIVE
from annotator.core.model import Bundle, Span
from annotator.store import Project, past
from annotator.ui.article.marks import mark_icon
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import DARK, LIGHT, Chrome
from annotator.ui.parts.tips import as_text
from annotator.ui.record.moment_slider import MomentSlider
from annotator.ui.record.reader import Reader
from annotator.ui.record.standing import SIGNS, Stood, read_stood
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import error_sentence, isolated
from annotator.words.rows import shortened

_SPAN = Qt.ItemDataRole.UserRole
_TITLE, _LAYER = 90, 12
_MOMENT_EXAMPLE = "2026-03-31 14:05"


class StoodTab(QWidget):
    """Only shows. While one is dragging, what is read in the background follows as fast as it can."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._is_dark = False
        self._document = ""
        self._wanted_seq: int | None = None
        self._stood = Stood(None)
        self._text_of = ""
        self.reader = Reader(session, self)
        self.title, self.said = QLabel(), QLabel()
        self.layers, self.at, self.compare = QComboBox(), QLineEdit(), QCheckBox()
        self.moment = MomentSlider(session, "record.stood-at")
        self.other = MomentSlider(session, "record.compared-with")
        self.view = ArticleView(LIGHT)
        self.view.set_face(settings.value("face"))
        self.view.set_font_size(settings.value("font_size"))
        self.view.set_line_spacing(settings.value("line_spacing"))
        self.heading, self.list = QLabel(), QListWidget()
        self._lay_out()
        self.moment.moved.connect(self._read)
        self.other.moved.connect(self._read)
        self.compare.toggled.connect(self._compare)
        self.layers.activated.connect(self._show_layer)
        self.at.returnPressed.connect(self._go_to_time)
        self.list.itemActivated.connect(self._show_span)
        self.list.currentItemChanged.connect(self._show_span)
        self.reader.failed.connect(self._failed)
        for key, widget in (("F2", self.moment.slider), ("F3", self.view), ("F4", self.list)):
            shortcut = QShortcut(QKeySequence(key), self, widget.setFocus)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()

    def _lay_out(self) -> None:
        for label in (self.title, self.said, self.heading):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.said.setObjectName("quiet")
        self.heading.setObjectName("heading")
        self.at.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.at.setPlaceholderText(_MOMENT_EXAMPLE)
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(16, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.layers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layers.setMinimumContentsLength(_LAYER)
        self.other.hide()
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        for widget in (self.layers, self.at, self.compare):
            top.addWidget(widget)
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.view)
        halves.addWidget(beside)
        halves.setStretchFactor(0, 1)
        halves.setSizes([640, 340])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.moment)
        layout.addWidget(self.other)
        layout.addWidget(halves, 1)
        layout.addWidget(self.said)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.compare.setText(tr("record.compare"))
        self.layers.setAccessibleName(tr("record.layers"))
        self.at.setAccessibleName(tr("record.go-to-time"))
        self.at.setToolTip(as_text(tr("record.go-to-time")))
        self.view.setAccessibleName(tr("record.text-then"))
        self.moment.retranslate()
        self.other.retranslate()
        self._show()

    def set_chrome(self, chrome: Chrome) -> None:
        self._is_dark = chrome.dark
        self.view.set_theme(DARK if chrome.dark else LIGHT)
        self._show()

    # What is shown

    def show_document(self, document_id: str, seq: int | None = None) -> None:
        """Show a document as it stood after an event, or as it is now."""
        self._document, self._wanted_seq = document_id, seq
        self.reader.want_only(partial(_read_moments, document_id=document_id), self._take_moments)

    def forget(self) -> None:
        """Show nothing until a document is asked for."""
        self.reader.stop()
        self._document, self._stood = "", Stood(None)
        self.moment.offer(())
        self.other.offer(())
        self._show()

    def refresh(self) -> None:
        """Read the events anew; the moment stays, unless it is the newest, for which the newest is shown."""
        if self._document:
            now = None if self.moment.is_newest else self.moment.current()
            self.show_document(self._document, now.seq if now is not None else None)

    @property
    def document(self) -> str:
        return self._document

    @property
    def busy(self) -> bool:
        return self.reader.busy

    @property
    def bundle(self) -> Bundle | None:
        """What is shown; None while nothing is, or where the document was not in the project then."""
        return self._stood.bundle

    def stop(self) -> None:
        self.reader.stop()

    def _take_moments(self, moments: Sequence[past.Touch]) -> None:
        self.moment.offer(moments, seq=self._wanted_seq)
        other = self.other.current()
        self.other.offer(moments, seq=other.seq if other is not None else moments[0].seq)
        self._read()

    def _read(self) -> None:
        now, other = self.moment.current(), self.other.current()
        if now is None:
            return
        job = partial(
            read_stood,
            language=self._session.language,
            document_id=self._document,
            seq=now.seq,
            other=other.seq if other is not None and self.compare.isChecked() else None,
        )
        self.reader.want(job, self._take)

    def _take(self, stood: Stood) -> None:
        self._stood = stood
        self._say("")
        if any(span.author != self._session.author for span in self._spans()):
            self._session.shows_others([self._document])
        self._show()

    def _show(self) -> None:
        tr, bundle = self._session.tr_, self._stood.bundle
        comparing = self.compare.isChecked()
        self.heading.setText(tr("record.became" if comparing else "record.attributions"))
        self.list.setAccessibleName(self.heading.text())
        if bundle is None:
            self.view.clear()
            self._text_of = ""
            self.list.clear()
            self.title.setText("")
            self._say(tr("record.not-there") if self.moment.current() else "")
            return
        self.title.setText(isolated(shortened(bundle.document.title or bundle.text, _TITLE)))
        if bundle.document.id != self._text_of:
            self._text_of = bundle.document.id
            self.view.show_document(bundle.document, bundle.text, self._session.scheme)
        self._offer_layers()
        self._show_layer()
        self._show_lines()

    def _offer_layers(self) -> None:
        """Whose rows there are; the one that was chosen stays so."""
        authors = sorted({span.author for span in self._spans()})
        if authors == [self.layers.itemData(row) for row in range(1, self.layers.count())]:
            self.layers.setItemText(0, self._session.tr_("record.every-layer"))
            return
        chosen = self.layers.currentData()
        self.layers.clear()
        self.layers.addItem(self._session.tr_("record.every-layer"), "")
        for name in authors:
            self.layers.addItem(isolated(name), name)
        self.layers.setCurrentIndex(max(0, self.layers.findData(chosen)))

    def _spans(self) -> tuple[Span, ...]:
        bundle = self._stood.bundle
        return (*bundle.spans, *self._stood.gone) if bundle is not None else ()

    def _show_layer(self, *_: object) -> None:
        whose, bundle = self.layers.currentData(), self._stood.bundle
        if bundle is None:
            return
        spans = [row for row in self._spans() if whose in ("", row.author)]
        spans.sort(key=lambda span: (span.start, -span.end, span.id))
        ties = [row for row in bundle.attributions if whose in ("", row.author)]
        self.view.set_layer(spans, ties)
        self.view.set_marks(self._stood.marks)

    def _show_lines(self) -> None:
        paper = (DARK if self._is_dark else LIGHT).paper
        here = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for line in self._stood.lines:
            item = QListWidgetItem(line.words)
            item.setData(_SPAN, line.span)
            if line.turn is not None:
                item.setIcon(mark_icon(SIGNS[line.turn], dark=self._is_dark, paper=paper))
            self.list.addItem(item)
        self.list.setCurrentRow(min(here, self.list.count() - 1))
        self.list.blockSignals(False)
        if not self._stood.lines:
            tr = self._session.tr_
            self._say(tr("record.nothing-became" if self.compare.isChecked() else "record.no-ties"))

    # Acting

    def _compare(self, on: bool) -> None:
        self.other.setVisible(on)
        self._read()

    def _go_to_time(self) -> None:
        """Stand at the last event of the time, or at the event, that was typed."""
        try:
            wanted = moment(self.at.text())
        except AnnotatorError as error:
            self._failed(error)
            return
        if wanted.until:
            self.moment.go_before(wanted.until)
        elif wanted.seq is not None:
            self.moment.go_to(wanted.seq)

    def _show_span(self, item: QListWidgetItem | None, *_: object) -> None:
        if item is not None:
            self.view.select_span(item.data(_SPAN))

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _failed(self, error: AnnotatorError) -> None:
        self._say(error_sentence(self._session.language, error))


def _read_moments(project: Project, *, document_id: str, **_: Any) -> list[past.Touch]:
    """The events after which the document stood otherwise; that somebody looked at it is none."""
    return [touch for touch in past.moments(project, document_id) if touch.kind not in PASSIVE]
