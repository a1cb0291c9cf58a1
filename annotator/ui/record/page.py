"""The page itself: a window beside the text, so that one can go from an act to the place it is about."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from annotator.core.model import Span
from annotator.ui.changes import Changes
from annotator.ui.parts.look import Chrome
from annotator.ui.parts.room import fit
from annotator.ui.record.acts_tab import ActsTab
from annotator.ui.record.stood_tab import StoodTab
from annotator.ui.session import Session
from annotator.ui.settings import Settings

_START_SIZE = QSize(1040, 660)


class RecordPage(QDialog):
    """Closes with the project it is about; what runs is stopped then."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._path = session.path
        self.setObjectName("record")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.acts = ActsTab(session)
        self.stood = StoodTab(session, settings)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.acts, "")
        self.tabs.addTab(self.stood, "")
        self.said = QLabel()
        self.said.setObjectName("quiet")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.refresh_button, self.close_button = QPushButton(), QPushButton()
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.refresh_button)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        # In a dialog, Enter in a field would press the nearest button.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        QShortcut(QKeySequence("F5"), self, self.refresh)
        self.refresh_button.clicked.connect(self.refresh)
        self.close_button.clicked.connect(self.close)
        self.acts.place_wanted.connect(self.place_wanted)
        self.acts.export_button.told.connect(self.said.setText)
        self.acts.moment_wanted.connect(self._show_moment)
        self.tabs.currentChanged.connect(self._turned)
        session.changed.connect(self._changed)
        self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setWindowTitle(tr("record.title"))
        self.tabs.setTabText(0, tr("record.tab-acts"))
        self.tabs.setTabText(1, tr("record.tab-stood"))
        self.refresh_button.setText(tr("record.refresh"))
        self.close_button.setText(tr("record.close"))
        self.acts.retranslate()
        self.stood.retranslate()

    def set_chrome(self, chrome: Chrome) -> None:
        self.stood.set_chrome(chrome)

    def ask_about(self, span: Span | None) -> None:
        """Show what happened: to a span, or as it was last asked."""
        self.tabs.setCurrentWidget(self.acts)
        self.acts.ask_about(span)
        self.acts.list.setFocus()

    def refresh(self) -> None:
        """Read the record anew."""
        self.acts.read()
        self.stood.refresh()

    @property
    def busy(self) -> bool:
        return self.acts.busy or self.stood.busy

    def _show_moment(self, document_id: str, seq: int) -> None:
        self.stood.show_document(document_id, seq)
        self.tabs.setCurrentWidget(self.stood)

    def _turned(self, *_: object) -> None:
        """The open document is shown as long as no other was asked for; the keys go to what one came for."""
        if self.tabs.currentWidget() is self.acts:
            self.acts.list.setFocus()
            return
        if not self.stood.document:
            self._show_open()
        self.stood.moment.slider.setFocus()

    def _show_open(self) -> None:
        """Show how the open document stood, once that is looked at."""
        document = self._session.document
        if document is not None and self.tabs.currentWidget() is self.stood:
            self.stood.show_document(document.id)
        else:
            self.stood.forget()

    def _changed(self, changes: Changes) -> None:
        if changes.project and self._session.path != self._path:
            self.close()
            return
        if changes.language or changes.scheme:
            self.retranslate()
        if changes.author or changes.language:
            self.refresh()
        if changes.document:
            self.acts.filters.show_places()
            self._show_open()

    # Qt

    def done(self, result: int) -> None:
        """Whatever closes the page also ends what it runs."""
        self.acts.stop()
        self.stood.stop()
        super().done(result)
