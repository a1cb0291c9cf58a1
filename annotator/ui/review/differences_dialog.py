"""All differences of the project beside the window: one goes from each to its place in the text."""

from __future__ import annotations

from functools import partial
from itertools import combinations, islice
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.scheme import named
from annotator.store import Project
from annotator.store.differences import KINDS, Differing, differences
from annotator.store.moment import people
from annotator.ui.article.marks import MarkId, mark_icon
from annotator.ui.background import Task, on_project
from annotator.ui.changes import Changes
from annotator.ui.parts.look import DARK, LIGHT
from annotator.ui.parts.room import fit
from annotator.ui.parts.tips import as_text
from annotator.ui.review.reading import item_key
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import difference_words, outcome_words, shortened, side_words

MOST = 1000
"""How many are listed; narrowing the list shows the others."""

_START_SIZE = QSize(640, 560)
_TITLE, _QUOTE = 45, 40
_PATIENCE_MILLISECONDS = 400
_KEY = Qt.ItemDataRole.UserRole


class DifferencesDialog(QDialog):
    """Narrowed by kind, label and pair of authors; read in the background, and again after a change."""

    wanted = Signal(str, str)
    """The id of a document, and the key of the difference in it (`item_key`)."""

    def __init__(self, session: Session, parent: QWidget, *, dark: bool) -> None:
        super().__init__(parent)
        self._session = session
        self._path = session.path
        self._dark = dark
        self._found: list[Differing] = []
        self.setObjectName("all-differences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, _START_SIZE)
        self.kinds, self.labels, self.pairs = QComboBox(), QComboBox(), QComboBox()
        row = QHBoxLayout()
        for choice in (self.kinds, self.labels, self.pairs):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
            choice.activated.connect(self.read)
            row.addWidget(choice, 1)
        self.summary = QLabel()
        self.summary.setObjectName("quiet")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QListWidget()
        self.list.setIconSize(QSize(16, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        self.task = Task(self)
        self.task.changed.connect(self._show_summary)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_PATIENCE_MILLISECONDS)
        self._again.timeout.connect(self.read)
        session.changed.connect(self._changed)
        self.retranslate()
        self.read()

    def retranslate(self) -> None:
        session, tr = self._session, self._session.tr_
        self.setWindowTitle(tr("actions.differences"))
        self.list.setAccessibleName(tr("reviewing.differences-list"))
        names = people(session.project) if session.project is not None else []
        kinds = [(tr(f"reviewing.difference-{kind}"), kind) for kind in KINDS]
        labels = [(named(row, session.language), row.id) for row in session.scheme.labels]
        pairs = [(isolated("، ".join(pair)), pair) for pair in combinations(names, 2)]
        self._fill(self.kinds, tr("reviewing.choose-kind"), tr("reviewing.every-kind"), kinds)
        self._fill(self.labels, tr("reviewing.choose-label"), tr("reviewing.every-label"), labels)
        self._fill(self.pairs, tr("reviewing.choose-pair"), tr("reviewing.every-pair"), pairs)

    def _fill(self, choice: QComboBox, name: str, every: str, rows: list[tuple[str, Any]]) -> None:
        before = choice.currentIndex()
        choice.clear()
        choice.setAccessibleName(name)
        choice.addItem(every, None)
        for words, value in rows:
            choice.addItem(words, value)
        choice.setCurrentIndex(max(0, before))

    def read(self) -> None:
        """Read the list anew."""
        session = self._session
        assert session.path is not None
        job = partial(
            _job,
            reader=session.author,
            kind=self.kinds.currentData(),
            label=self.labels.currentData() or "",
            authors=tuple(self.pairs.currentData() or ()),
        )
        work = on_project(session.path, job, author=session.author)
        self.task.start(work, done=self._take, failed=session.failed.emit)

    def _take(self, found: list[Differing]) -> None:
        self._found = found
        self._session.shows_others([one.review.document.id for one in found])
        self._show()

    def _show(self) -> None:
        here = self.list.currentItem()
        current = here.data(_KEY) if here is not None else None
        paper = (DARK if self._dark else LIGHT).paper
        self.list.clear()
        for one in self._found:
            mark: MarkId = "accept" if one.is_settled else one.item.kind  # type: ignore[assignment]
            item = QListWidgetItem(mark_icon(mark, dark=self._dark, paper=paper), self._line(one))
            item.setData(_KEY, [one.review.document.id, item_key(one.item)])
            item.setToolTip(as_text(self._sides(one)))
            self.list.addItem(item)
            if item.data(_KEY) == current:
                self.list.setCurrentItem(item)
        self._show_summary()

    def _show_summary(self) -> None:
        tr, left = self._session.tr_, sum(not one.is_settled for one in self._found)
        said = tr("reviewing.differences", n=len(self._found)) + " · " + tr("reviewing.left", n=left)
        self.summary.setText(tr("reviewing.reading") if self.task.is_running else said)

    def _line(self, one: Differing) -> str:
        outcome = outcome_words(self._session, one.item, one.verdicts) or self._session.tr_("reviewing.open")
        first = one.item.rows[one.item.sides[0][0]]
        words = side_words(self._session, one.review.rows.get, one.item, first, longest=_QUOTE)
        title = isolated(shortened(one.title, _TITLE))
        return " · ".join((difference_words(self._session, one.item), words, outcome, title))

    def _sides(self, one: Differing) -> str:
        """Who says what, a line for each side."""
        lines = [one.title]
        for side in one.item.sides:
            words = side_words(self._session, one.review.rows.get, one.item, one.item.rows[side[0]])
            lines.append(f"{isolated(' = '.join(side))}: {words}")
        return "\n".join(lines)

    def _go(self, item: QListWidgetItem) -> None:
        self.wanted.emit(*item.data(_KEY))

    def _changed(self, changes: Changes) -> None:
        if self._session.path != self._path:
            self.close()
            return
        if changes.language:
            self.retranslate()
            self._show()
        if changes.rows or changes.queue or changes.author:
            self._again.start()

    # Qt

    def done(self, result: int) -> None:
        self._again.stop()
        self.task.abandon()
        super().done(result)


def _job(project: Project, *, progress: Any, cancelled: Any, reader: str, **narrowed: Any) -> list[Differing]:
    with project.snapshot():
        found = differences(project, reader, besides=reader, **narrowed)
        return [one for one in islice(found, MOST) if not cancelled()]
