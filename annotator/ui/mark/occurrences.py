"""Label all occurrences: a preview of where the same words stand, with check boxes, then one act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
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
from annotator.core.model import Range
from annotator.core.scheme import named
from annotator.core.selecting import snapped, trimmed, without_clitics, word_at
from annotator.store.occurrences import Found, occurrences
from annotator.suggest.clitics import clitics
from annotator.ui.article.view import ArticleView
from annotator.ui.background import Task, run_job
from annotator.ui.mark.preview_list import PreviewList, search_job
from annotator.ui.parts.room import fit
from annotator.ui.session import Session

_START_SIZE = QSize(780, 520)


def words_in_question(session: Session, article: ArticleView) -> tuple[str, str] | None:
    """The words to look for, without proclitics, and the label to give them.

    They are those selected, those of the selected span, or the word at the caret; None if there are none.
    """
    text = session.text
    span = session.span(article.selected_span())
    selection: Range | None = article.selection()
    if selection is not None:
        piece = trimmed(text, snapped(text, selection))
    elif span is not None and len(span.ranges) > 1:
        return span.quote, span.label
    elif span is not None:
        piece = span.ranges[0]
    else:
        piece = word_at(text, article.caret(), (0, len(text)))
    if piece is None:
        return None
    start, end = without_clitics(text, piece, clitics())
    return text[start:end], span.label if span else session.scheme.active_labels()[0].id


class OccurrencesDialog(QDialog):
    """Searches as soon as it opens, in the open document first; or by what it is given to search with."""

    def __init__(
        self,
        session: Session,
        words: str,
        label: str,
        parent: QWidget,
        find: Callable[..., Found] | None = None,
    ) -> None:
        super().__init__(parent)
        self._find = find
        tr, language = session.tr_, session.language
        self._session = session
        self._words = words
        self._task = Task(self)
        self._task.changed.connect(self._set_busy)
        self.setWindowTitle(tr("actions.label_all").rstrip("…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.heading = QLabel(tr("find.all-words", words=words))
        self.heading.setObjectName("heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.labels = QComboBox()
        self.labels.setAccessibleName(tr("find.all-label"))
        for row in session.scheme.active_labels():
            self.labels.addItem(named(row, language), row.id)
        self.labels.setCurrentIndex(max(0, self.labels.findData(label)))
        self.here = QRadioButton(tr("find.all-here"))
        self.everywhere = QRadioButton(tr("find.all-project"))
        (self.everywhere if find else self.here).setChecked(True)
        for choice in (self.here, self.everywhere):
            choice.setVisible(find is None)
        self.summary = QLabel()
        self.summary.setObjectName("quiet")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.list = PreviewList(tr("actions.label_all"))
        self.check_all = QPushButton(tr("find.all-check"))
        self.uncheck_all = QPushButton(tr("find.all-uncheck"))
        self.cancel_button = QPushButton(tr("window.cancel"))
        self.label_button = QPushButton()
        self.label_button.setDefault(True)
        self._lay_out(QLabel(tr("find.all-label")))
        self.list.chosen_changed.connect(self._count)
        self.labels.currentIndexChanged.connect(self._search)
        self.everywhere.toggled.connect(self._search)
        self.check_all.clicked.connect(partial(self.list.check_all, True))
        self.uncheck_all.clicked.connect(partial(self.list.check_all, False))
        self.cancel_button.clicked.connect(self.reject)
        self.label_button.clicked.connect(self.accept)
        self._search()
        self.list.setFocus()

    def _lay_out(self, caption: QLabel) -> None:
        caption.setBuddy(self.labels)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        for widgets in (
            (caption, self.labels, None, self.here, self.everywhere),
            (self.summary,),
            (self.list,),
            (self.check_all, self.uncheck_all, None, self.cancel_button, self.label_button),
        ):
            if len(widgets) == 1:
                layout.addWidget(widgets[0], 1 if widgets[0] is self.list else 0)
                continue
            row = QHBoxLayout()
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget)
            layout.addLayout(row)

    # Searching

    def _search(self, *_: object) -> None:
        session = self._session
        project, document = session.project, session.document
        assert project is not None
        find = self._find or partial(occurrences, words=self._words, clitics=clitics())
        find = partial(find, label=self.labels.currentData(), author=session.author)
        if self.here.isChecked():
            assert document is not None
            self._show(find(project, document_ids=[document.id]))
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
        if self._find is None:
            self.here.setChecked(True)

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.labels, self.here, self.everywhere, self.label_button):
            widget.setEnabled(not busy)

    # Showing and choosing

    def _show(self, found: Found) -> None:
        tr = self._session.tr_
        parts = [tr("find.all-found", n=found.count)]
        if found.labelled:
            parts.append(tr("find.all-known", n=found.labelled))
        if any(row.covered for listed in found.documents for row in listed.rows):
            parts.append(tr("find.all-covered"))
        self.summary.setText(" · ".join(parts))
        self.list.show_found(found, self._session.scheme.label(self.labels.currentData()))

    def _count(self) -> None:
        chosen = len(self.list.chosen())
        self.label_button.setText(self._session.tr_("find.all-button", n=chosen))
        self.label_button.setEnabled(chosen > 0 and not self._task.is_running)

    # Qt

    def accept(self) -> None:
        if self._task.is_running:
            return
        wanted = self.list.chosen()
        made = self._session.do(
            spans.add_spans,
            [(line.document_id, [line.piece]) for line in wanted],
            label=self.labels.currentData(),
            quotes=[line.quote for line in wanted],
        )
        if made is None:
            return
        said = [self._session.tr_("find.all-done", n=len(made))]
        if skipped := len(wanted) - len(made):
            said.append(self._session.tr_("find.all-skipped", n=skipped))
        self._session.tell(" ".join(said))
        super().accept()

    def done(self, result: int) -> None:
        """Whatever closes the dialog also ends its search."""
        self._task.stop()
        super().done(result)
