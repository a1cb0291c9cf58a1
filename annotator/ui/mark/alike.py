"""Remove or relabel all of one's spans of a label, or of a name: a preview with check boxes, then one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.core.scheme import named
from annotator.store import Project
from annotator.store.occurrences import DocumentOccurrences, Found, alike
from annotator.ui.background import Task, run_job
from annotator.ui.parts.context_lines import PLACE, ContextLine, ContextLines
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import label_words, shortened

_START_SIZE = (780, 520)
_SPAN = PLACE + 1
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class AlikeDialog(QDialog):
    """Searches as soon as it opens, for the same name and in the open document first."""

    def __init__(self, session: Session, span: Span, parent: QWidget) -> None:
        super().__init__(parent)
        tr = session.tr_
        self._session = session
        self._span = span
        self._task = Task(self)
        self._task.changed.connect(self._set_busy)
        self.setObjectName("alike")
        self.setWindowTitle(tr("actions.alike").rstrip("…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_START_SIZE)
        words = shortened(span.quote, 40)
        self.of_name = QRadioButton(tr("find.alike-name", words=isolated(words)))
        self.of_label = QRadioButton(tr("find.alike-label", label=label_words(session, span.label)))
        self.of_name.setChecked(True)
        self.everywhere = QCheckBox(tr("find.all-project"))
        self.summary = QLabel()
        self.summary.setObjectName("quiet")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(tr("actions.alike"))
        lines = ContextLines(self.list)
        lines.set_label(session.scheme.shown_label(span.label))
        self.list.setItemDelegate(lines)
        self.labels = QComboBox()
        self.labels.setAccessibleName(tr("find.all-label"))
        for row in session.scheme.active_labels():
            if row.id != span.label:
                self.labels.addItem(named(row, session.language), row.id)
        self.check_all = QPushButton(tr("find.all-check"))
        self.uncheck_all = QPushButton(tr("find.all-uncheck"))
        self.relabel_button = QPushButton(tr("find.alike-relabel"))
        self.remove_button = QPushButton(tr("find.alike-remove"))
        self.cancel_button = QPushButton(tr("window.cancel"))
        self._lay_out()
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.of_name.toggled.connect(self._search)
        self.everywhere.toggled.connect(self._search)
        self.list.itemChanged.connect(self._count)
        self.check_all.clicked.connect(partial(self._check, _CHECKED))
        self.uncheck_all.clicked.connect(partial(self._check, _UNCHECKED))
        self.relabel_button.clicked.connect(self.relabel)
        self.remove_button.clicked.connect(self.remove)
        self.cancel_button.clicked.connect(self.reject)
        self._search()
        self.list.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        for row in (
            (self.of_name, self.of_label, None, self.everywhere),
            (self.summary,),
            (self.list,),
            (self.check_all, self.uncheck_all, None),
            (self.relabel_button, self.labels, None, self.remove_button, self.cancel_button),
        ):
            if row == (self.list,):
                column.addWidget(self.list, 1)
                continue
            line = QHBoxLayout()
            for widget in row:
                if widget is None:
                    line.addStretch(1)
                else:
                    line.addWidget(widget)
            column.addLayout(line)

    # Searching

    def _search(self, *_: object) -> None:
        session = self._session
        find = partial(alike, span=self._span, of_name=self.of_name.isChecked())
        if not self.everywhere.isChecked():
            assert session.project is not None
            self._show(find(session.project, document_ids=[self._span.document_id]))
            return
        run_job(
            self._task,
            partial(_search_job, find=find),
            session,
            parent=self,
            title="find.all-searching",
            done=self._show,
            failed=self._failed,
        )

    def _failed(self, error: AnnotatorError) -> None:
        if error.code != "cancelled":
            self._session.failed.emit(error)
        self.everywhere.setChecked(False)

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.of_name, self.of_label, self.everywhere, self.relabel_button, self.remove_button):
            widget.setEnabled(not busy)

    def _show(self, found: Found) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addTopLevelItems([_document_item(listed) for listed in found.documents])
        self.list.expandAll()
        self.list.blockSignals(False)
        self._count()

    def _check(self, state: Qt.CheckState) -> None:
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(0, state)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._count()

    def _count(self, *_: object) -> None:
        chosen = len(self.chosen())
        self.summary.setText(self._session.tr_("window.spans", n=chosen))
        for button in (self.relabel_button, self.remove_button):
            button.setEnabled(chosen > 0 and not self._task.is_running)

    def chosen(self) -> list[Span]:
        """The checked spans, as they were seen."""
        return [item.data(0, _SPAN) for item in self._items() if item.checkState(0) == _CHECKED]

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for index in range(self.list.topLevelItemCount()):
            if (top := self.list.topLevelItem(index)) is not None:
                places = (top.child(row) for row in range(top.childCount()))
                yield from (place for place in places if place is not None)

    # Doing

    def remove(self) -> None:
        """Remove what is checked, as one act."""
        self._do("find.alike-removed", spans.delete_spans, self.chosen())

    def relabel(self) -> None:
        """Give what is checked the label that is chosen, as one act."""
        self._do("find.alike-relabelled", spans.relabel_spans, self.chosen(), self.labels.currentData())

    def _do(self, said: str, command: Callable[..., int], *args: object) -> None:
        done = self._session.do(command, *args)
        if done is not None:
            self._session.tell(self._session.tr_(said, n=done))
            self.accept()

    # Qt

    def done(self, result: int) -> None:
        """Whatever closes the dialog also ends its search."""
        self._task.stop()
        super().done(result)


def _document_item(listed: DocumentOccurrences) -> QTreeWidgetItem:
    """A row for the document, which checks and unchecks all its spans, and under it a row for each."""
    top = QTreeWidgetItem([isolated(listed.title)])
    top.setFlags(top.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    for row in listed.rows:
        item = QTreeWidgetItem(top, [isolated(row.context)])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemNeverHasChildren)
        item.setCheckState(0, _CHECKED)
        line = ContextLine(listed.document_id, row.piece, row.quote, row.context, row.hit, listed.direction)
        item.setData(0, PLACE, line)
        item.setData(0, _SPAN, row.span)
    return top


def _search_job(
    project: Project,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    find: Callable[..., Found],
) -> Any:
    return find(project, progress=progress, cancelled=cancelled)
