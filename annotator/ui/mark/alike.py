"""Remove or relabel all of one's spans of a label, or of a name: a preview with check boxes, then one act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.core.scheme import named
from annotator.store.occurrences import Found, alike
from annotator.ui.background import Task, run_job
from annotator.ui.mark.preview_list import PreviewList, search_job
from annotator.ui.parts.room import fit
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import label_words, shortened

_START_SIZE = QSize(780, 520)


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
        fit(self, _START_SIZE)
        words = shortened(span.quote, 40)
        self.of_name = QRadioButton(tr("find.alike-name", words=isolated(words)))
        self.of_label = QRadioButton(tr("find.alike-label", label=label_words(session, span.label)))
        self.of_name.setChecked(True)
        self.everywhere = QCheckBox(tr("find.all-project"))
        self.summary = QLabel()
        self.summary.setObjectName("quiet")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.list = PreviewList(tr("actions.alike"))
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
        self.list.chosen_changed.connect(self._count)
        self.check_all.clicked.connect(partial(self.list.check_all, True))
        self.uncheck_all.clicked.connect(partial(self.list.check_all, False))
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
            partial(search_job, find=find),
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
        self.list.show_found(found, self._session.scheme.shown_label(self._span.label))

    def _count(self) -> None:
        chosen = len(self.list.chosen_spans())
        self.summary.setText(self._session.tr_("window.spans", n=chosen))
        for button in (self.relabel_button, self.remove_button):
            button.setEnabled(chosen > 0 and not self._task.is_running)

    # Doing

    def remove(self) -> None:
        """Remove what is checked, as one act."""
        self._do("find.alike-removed", spans.delete_spans, self.list.chosen_spans())

    def relabel(self) -> None:
        """Give what is checked the label that is chosen, as one act."""
        self._do(
            "find.alike-relabelled", spans.relabel_spans, self.list.chosen_spans(), self.labels.currentData()
        )

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
