"""The names panel: browse what is proposed by name, add, load, merge, block; point a span to a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.gazetteer import Preview, preview_gazetteer, take_places
from annotator.commands.name_attributes import set_values, table_of
from annotator.commands.names import (
    add_name,
    block_name,
    import_names,
    link_name,
    merge_names,
    split_name,
    unblock_name,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.core.name_attributes import differing
from annotator.core.names import KnownName, Name, name_id, named_labels
from annotator.core.scheme import named
from annotator.disk import check_target, write_whole
from annotator.formats.csv_table import csv_bytes
from annotator.store import Project
from annotator.store.names import all_names_of
from annotator.ui.background import Job, Task, run_job
from annotator.ui.parts import dialogs
from annotator.ui.parts.room import fit
from annotator.ui.project.changes_dialog import ChangesDialog, Offer
from annotator.ui.project.names_model import COLUMNS, NamesModel
from annotator.ui.session import Session
from annotator.words.i18n import Language, error_sentence, isolated
from annotator.words.names import by_ids, change_words, proposed_words
from annotator.words.reports import problem_sentence
from annotator.words.rows import ATTRIBUTE, field_words

_START_SIZE = QSize(860, 560)


class NamesDialog(QDialog):
    """Every act is one event and one undo. With `span`, that span can be pointed to the chosen name."""

    page_wanted = Signal(str, str, str)
    """The person wants to see what is known of a name: its id, its label, its spelling."""

    def __init__(self, session: Session, parent: QWidget, span: Span | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._span = span
        self._task = Task(self)
        tr = session.tr_
        self.setWindowTitle(tr("names.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.model = NamesModel(session)
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(tr("names.filter"))
        self.filter.setAccessibleName(tr("names.filter"))
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("names.title"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setObjectName("names")
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        for place, column in enumerate(COLUMNS):
            stretched = column in ("name", "spellings")
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(place, mode)
        head.setResizeContentsPrecision(50)
        self.message = QLabel()
        self.message.setObjectName("warning")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        self.new_name = QLineEdit()
        self.new_name.setPlaceholderText(tr("names.new"))
        self.new_name.setAccessibleName(tr("names.new"))
        self.new_label = QComboBox()
        self.new_label.setAccessibleName(tr("names.column-label"))
        for label in named_labels(session.scheme):
            self.new_label.addItem(named(label, session.language), label.id)
        self.add_button = self._button("names.add", self.add)
        self.load_button = self._button("names.load", self.ask_file)
        self.merge_button = self._button("names.merge", self.merge)
        self.split_button = self._button("names.split", self.split)
        self.block_button = self._button("names.block", self.block)
        self.point_button = self._button("names.point", self.point)
        self.close_button = self._button("names.close", self.reject)
        self.page_button = self._button("names.page", self.open_page)
        self.export_button = self._button("names.export", self.ask_target)
        self.places_button = self._button("names.places", self.ask_gazetteer)
        self.point_button.setVisible(span is not None)
        self._lay_out()
        self.filter.textChanged.connect(self._filtered)
        self.new_name.returnPressed.connect(self.add)
        self.table.activated.connect(lambda _: self.open_page())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._update())
        if span is not None:
            self.filter.setText(span.quote)
            self.new_name.setText(span.quote)
            self.new_label.setCurrentIndex(max(0, self.new_label.findData(span.label)))
        self.refresh()
        self.filter.setFocus()

    def _lay_out(self) -> None:
        adding, acting = QHBoxLayout(), QHBoxLayout()
        for widget, stretch in (
            (self.new_name, 1),
            (self.new_label, 0),
            (self.add_button, 0),
            (self.load_button, 0),
            (self.export_button, 0),
            (self.places_button, 0),
        ):
            adding.addWidget(widget, stretch)
        for button in (
            self.page_button,
            self.point_button,
            self.merge_button,
            self.split_button,
            self.block_button,
        ):
            acting.addWidget(button)
        acting.addStretch(1)
        acting.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addLayout(adding)
        column.addLayout(acting)

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._session.tr_(key))
        button.setObjectName(key)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    # What is shown

    def refresh(self, choose: str = "") -> None:
        """Read the names anew, in the background; then select the one with the id `choose`."""
        job = partial(_read_job, author=self._session.author)
        self._start(job, "names.reading", partial(self._show, choose))

    def _show(self, choose: str, names: list[KnownName]) -> None:
        self.model.set_names(names)
        place = self.model.place_of(choose) if choose else None
        if place is None and self._span is not None and self.model.rowCount():
            place = 0
        if place is not None:
            # `selectRow` was seen to select nothing in a window that reads from right to left.
            index, flags = self.model.index(place, 0), QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.table.scrollTo(index)
        self._update()

    def chosen(self) -> list[KnownName]:
        """The selected names; the one that has the focus first."""
        selection: QItemSelectionModel = self.table.selectionModel()
        rows = [index.row() for index in selection.selectedRows()]
        current = self.table.currentIndex().row()
        return [self.model.name_at(row) for row in sorted(rows, key=lambda row: row != current)]

    def _filtered(self, words: str) -> None:
        self.model.set_filter(words)
        self._update()

    def _update(self) -> None:
        chosen = self.chosen()
        self.merge_button.setEnabled(len(chosen) > 1)
        self.split_button.setEnabled(len(chosen) == 1 and bool(chosen[0].merged))
        self.block_button.setEnabled(bool(chosen))
        self.point_button.setEnabled(len(chosen) == 1)
        self.page_button.setEnabled(len(chosen) == 1)
        blocked = bool(chosen) and all(row.name.blocked for row in chosen)
        self.block_button.setText(self._session.tr_("names.unblock" if blocked else "names.block"))

    # Acting

    def add(self) -> None:
        words, label = self.new_name.text().strip(), str(self.new_label.currentData())
        if words and self._do(add_name, label=label, name=words):
            self.new_name.clear()
            self.filter.clear()
            self.refresh(name_id(label, words))

    def merge(self) -> None:
        """Let the name that has the focus stand for the others that are selected."""
        kept, *others = [row.name for row in self.chosen()]
        otherwise = differing(self._session.scheme, kept, others)
        if otherwise and kept.label == others[0].label:
            fields = "، ".join(field_words(self._session, f"{ATTRIBUTE}{row}") for row in otherwise)
            self._session.tell(self._session.tr_("names.merged-otherwise", name=kept.name, field=fields))
        if self._do(merge_names, kept, others):
            self.refresh(kept.id)

    def split(self) -> None:
        """Let the names that were merged into the chosen one stand for themselves again."""
        row = self.chosen()[0]
        for name in row.merged:
            if not self._do(split_name, name):
                break
        self.refresh(row.name.id)

    def block(self) -> None:
        """Block the chosen names; those that all are blocked are proposed again."""
        chosen = self.chosen()
        blocked = all(row.name.blocked for row in chosen)
        act = unblock_name if blocked else block_name
        for row in chosen:
            if row.name.blocked == blocked and not self._do(act, row.name):
                break
        self.refresh(chosen[0].name.id)

    def point(self) -> None:
        """Point the span to the chosen name."""
        name: Name = self.chosen()[0].name
        if self._span is not None and self._do(link_name, self._span, name):
            self.accept()

    def open_page(self) -> None:
        """Leave the list for the page of the chosen name."""
        if len(chosen := self.chosen()) == 1:
            name = chosen[0].name
            self.accept()
            self.page_wanted.emit(name.id, name.label, name.name)

    def ask_target(self) -> None:
        tr = self._session.tr_
        chosen, _ = QFileDialog.getSaveFileName(self, tr("names.export"), "", tr("names.tables"))
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Write the names and all that is known of them to a table."""
        job = partial(_export_job, out=path, author=self._session.author, language=self._session.language)
        said = self._session.tr_("cli.names-exported", path=path)
        self._start(job, "names.writing", lambda _: self._session.tell(said))

    def ask_gazetteer(self) -> None:
        tr = self._session.tr_
        chosen, _ = QFileDialog.getOpenFileName(self, tr("names.places"), "", tr("names.gazetteers"))
        if chosen:
            self.locate(Path(chosen))

    def locate(self, path: Path) -> None:
        """Look what a gazetteer knows of the places; what is written is chosen then."""
        job = partial(preview_gazetteer, path=path, author=self._session.author)
        self._start(job, "names.locating", self._located)

    def _located(self, preview: Preview) -> None:
        session = self._session
        tr = session.tr_
        if not preview.proposed:
            lines = [problem_sentence(session.language, problem) for problem in preview.problems]
            dialogs.show_report(self, session.language, tr("names.places-none", n=preview.same), lines)
            return
        clear = list(map(id, preview.clear))
        self._offer(
            tr("names.places-found", n=len(preview.proposed), same=preview.same, left=len(preview.problems)),
            [Offer(proposed_words(session, row), id(row) in clear, row) for row in preview.proposed],
            take_places,
        )

    def _offer(self, said: str, offers: list[Offer], take: Callable[..., Any]) -> None:
        def taken(rows: list[Any]) -> None:
            if rows and self._do(take, rows):
                self.refresh()

        title = self._session.tr_("names.changes")
        ChangesDialog(self._session, self, title=title, said=said, offers=offers, take=taken).open()

    def ask_file(self) -> None:
        tr = self._session.tr_
        chosen, _ = QFileDialog.getOpenFileName(self, tr("names.load"), "", tr("names.files"))
        if chosen:
            self.load(Path(chosen))

    def load(self, path: Path) -> None:
        """Take in a list of names in the background."""
        job = partial(_load_job, names=path, author=self._session.author)
        self._start(job, "names.loading", self._loaded)

    def _loaded(self, report: Any) -> None:
        language = self._session.language
        said = self._session.tr_("names.loaded", n=report.added, changed=report.changed, known=report.known)
        if report.problems:
            lines = [problem_sentence(language, problem) for problem in report.problems]
            dialogs.show_report(self, language, said, lines)
        else:
            self._session.tell(said)
        self._session.look_for_changes()
        self.refresh()
        if report.differing:
            known = by_ids(self.model.names)
            offers = [
                Offer(f"{isolated(row.name.name)} · {change_words(self._session, row, known)}", False, row)
                for row in report.differing
            ]
            said = self._session.tr_("names.differing", n=len(offers))
            self._offer(said, offers, set_values)

    def _do(self, command: Callable[..., Any], *args: Any, **values: Any) -> bool:
        """Run a command; what went wrong is said in the dialog."""
        self.message.hide()
        try:
            self._session.attempt(command, *args, **values)
        except AnnotatorError as error:
            self.message.setText(error_sentence(self._session.language, error))
            self.message.show()
            return False
        return True

    def _start(self, job: Job, title: str, done: Callable[[Any], None]) -> None:
        if self._session.path is not None and not self._task.is_running:
            run_job(self._task, job, self._session, parent=self, title=title, done=done)

    def done(self, result: int) -> None:
        self._task.stop()
        super().done(result)


def _read_job(project: Project, *, author: str, **_: Any) -> list[KnownName]:
    return all_names_of(project, author)


def _export_job(project: Project, *, author: str, out: Path, language: Language, **_: Any) -> None:
    check_target(out)
    write_whole(out, csv_bytes(table_of(project, all_names_of(project, author), language)))


def _load_job(project: Project, *, progress: Any, cancelled: Any, names: Path, author: str) -> Any:
    return import_names(project, names, author=author, progress=progress, cancelled=cancelled)
