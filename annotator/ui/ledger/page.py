"""The page itself: a window beside the text, so that one can go from a claim to its words and back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.ledger import Kind, Table, Written
from annotator.core.errors import AnnotatorError
from annotator.core.ledger import Condition
from annotator.disk import check_target
from annotator.store.ledger import Ask
from annotator.ui.background import Task, on_project
from annotator.ui.changes import Changes
from annotator.ui.ledger.asking import PAGES, Answer, Question, Source, answer, export
from annotator.ui.ledger.claims_tab import ClaimsTab
from annotator.ui.ledger.counted_tab import CountedTab
from annotator.ui.ledger.filters import Filters
from annotator.ui.parts import dialogs
from annotator.ui.parts.look import Chrome
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence
from annotator.words.ledger import cell, counted_words, field_name
from annotator.words.rows import Voice

_START_SIZE = QSize(1100, 680)
_KINDS: tuple[Kind, ...] = ("csv", "xlsx")


class LedgerPage(QDialog):
    """Closes with the project it is about; what runs is stopped then."""

    claim_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._path = session.path
        self.setObjectName("ledger")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.source = Source(session)
        self._task, self._writing = Task(self), Task(self)
        self._answered: Question | None = None
        self._again = False
        self.filters = Filters(session)
        self.claims = ClaimsTab(session, lambda: self.source.project)
        self.counted = {page: CountedTab(session, page) for page in PAGES if page != "claims"}
        self.tabs = QTabWidget()
        for tab in (self.claims, *self.counted.values()):
            self.tabs.addTab(tab, "")
        self.found, self.said = QLabel(), QLabel()
        self.export_button, self.refresh_button, self.close_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        self.exports = {kind: partial(self._choose_file, kind) for kind in _KINDS}
        self._lay_out()
        self.filters.changed.connect(self.ask)
        self.tabs.currentChanged.connect(self._turned)
        self.claims.sorted.connect(self.ask)
        self.claims.claim_wanted.connect(self.claim_wanted)
        self.claims.told.connect(self.said.setText)
        for tab in self.counted.values():
            tab.wanted.connect(self.ask)
            tab.told.connect(self.said.setText)
            tab.condition_wanted.connect(self._narrow)
        self._task.progressed.connect(self._progressed)
        self.refresh_button.clicked.connect(self.refresh)
        self.close_button.clicked.connect(self.close)
        keys = {"F5": self.refresh, "Ctrl+F": self.filters.value.setFocus, "Ctrl+R": self.filters.clear}
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)
        session.changed.connect(self._changed)
        session.closing.connect(self._let_go)
        self.retranslate()
        self.claims.list.setFocus()
        self.ask()

    def _lay_out(self) -> None:
        for label in (self.found, self.said):
            label.setObjectName("quiet")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.export_button.setMenu(QMenu(self.export_button))
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        for button in (self.export_button, self.refresh_button, self.close_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.filters)
        layout.addWidget(self.found)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        # In a dialog, Enter in a field would press the nearest button.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setWindowTitle(tr("ledger.title"))
        for place, page in enumerate(PAGES):
            self.tabs.setTabText(place, tr(f"ledger.page-{page}"))
        self.export_button.setText(tr("ledger.export"))
        menu = self.export_button.menu()
        menu.clear()
        for kind, choose in self.exports.items():
            menu.addAction(tr(f"ledger.as-{kind}")).triggered.connect(choose)
        self.refresh_button.setText(tr("ledger.refresh"))
        self.close_button.setText(tr("ledger.close"))
        self.filters.retranslate()
        self.claims.retranslate()
        for tab in self.counted.values():
            tab.retranslate()

    def set_chrome(self, chrome: Chrome) -> None:
        for tab in self.counted.values():
            tab.set_chrome(chrome)

    @property
    def busy(self) -> bool:
        running = self._task.is_running or self._writing.is_running
        return running or any(tab.busy for tab in self.counted.values())

    @property
    def question(self) -> Question:
        """What the page that is open asks."""
        page = PAGES[self.tabs.currentIndex()]
        if page == "claims":
            return Question(
                page=page, ask=self.filters.ask, sort=self.claims.sort, descending=self.claims.descending
            )
        return Question(page=page, ask=self.filters.ask, fields=self.counted[page].fields)

    def ask(self) -> None:
        """Ask in the background what the open page is to show; nobody wants an older answer any more."""
        if self._session.project is None:
            return
        job = partial(answer, question=self.question)
        self._task.abandon()
        self._task.start(self.source.job(job), done=self._show, failed=self._failed)
        self.found.setText(self._session.tr_("ledger.reading"))

    def refresh(self) -> None:
        """Ask anew, whatever is shown."""
        self._answered = None
        self.ask()

    def export(self, out: Path, kind: Kind) -> None:
        """Write the claims that are asked for, with the columns that are shown, in the background."""
        try:
            check_target(out)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        assert self._session.path is not None
        voice = Voice(self._session.language, self._session.scheme)
        columns = self.claims.model.columns
        table = Table(
            ask=msgspec.structs.replace(self.filters.ask, restricted=False),
            sort=self.claims.sort,
            descending=self.claims.descending,
            columns=columns,
        )
        job = partial(
            export,
            out=out,
            table=table,
            cells=lambda entry, field: cell(voice, entry, field),
            heads=[field_name(voice, column) for column in columns],
            kind=kind,
            language=voice.language,
            by=self._session.author,
        )
        self._writing.start(
            on_project(self._session.path, job, author=self._session.author),
            done=partial(self._written, out),
            failed=self._session.failed.emit,
        )

    def _show(self, found: Answer) -> None:
        self._answered = found.question
        self.filters.offer(found.authors)
        said = counted_words(self._session, found.known)
        if not found.known.claims and found.question.ask == Ask():
            said = self._session.tr_("ledger.none-here")
        self.found.setText(said)
        if found.question.page == "claims":
            self.claims.show_keys(found.keys)
        else:
            self.counted[found.question.page].show_answer(found)

    def _failed(self, error: AnnotatorError) -> None:
        self.found.setText(error_sentence(self._session.language, error))

    def _progressed(self, so_far: int, total: int) -> None:
        tr = self._session.tr_
        self.found.setText(f"{tr('ledger.reading')} {so_far:,} / {total:,}")

    def _turned(self, *_: object) -> None:
        """A page is asked for when it is opened."""
        if self.tabs.currentWidget() is self.claims:
            self.claims.list.setFocus()
        if self.question != self._answered:
            self.ask()

    def _narrow(self, wanted: Condition) -> None:
        """From a count to its claims."""
        self.filters.add_condition(wanted)
        self.tabs.setCurrentWidget(self.claims)

    def _choose_file(self, kind: Kind, *_: object) -> None:
        tr, path = self._session.tr_, self._session.path
        assert path is not None
        proposed, title = str(path.parent / f"{path.stem}-claims.{kind}"), tr(f"ledger.as-{kind}")
        chosen = dialogs.save_path(
            self, self._session.language, title, proposed, tr(f"ledger.{kind}-files"), [f".{kind}"]
        )
        if chosen is not None:
            self.export(chosen, kind)

    def _written(self, out: Path, done: Written) -> None:
        said = self._session.tr_("ledger.written", n=done.claims, path=out)
        if done.unnoted is not None:
            said = f"{said} {error_sentence(self._session.language, done.unnoted)}"
        self.said.setText(said)

    def _changed(self, changes: Changes) -> None:
        if changes.project and self._session.path != self._path:
            self.close()
            return
        if changes.language or changes.scheme:
            self.retranslate()
        if changes.author or changes.language or changes.scheme:
            for tab in self.counted.values():
                tab.forget()
            self.refresh()

    def _let_go(self) -> None:
        """The project closes: nobody reads it any more."""
        self._task.abandon()

    # Qt

    def done(self, result: int) -> None:
        """Whatever closes the page also ends what it runs."""
        self._task.abandon()
        self._writing.finish()
        for tab in self.counted.values():
            tab.stop()
        self.source.close()
        super().done(result)
