"""Claims counted: by a field, by several, month by month, or on a map; as a table and as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.core.errors import AnnotatorError
from annotator.core.ledger import Condition
from annotator.core.ledger_counts import Group, Pivot, Spread
from annotator.disk import write_whole
from annotator.plots import pictures
from annotator.plots.ledger import Wanted, groups_picture, map_picture, months_picture, pivot_picture
from annotator.plots.look import Look
from annotator.ui.background import Task
from annotator.ui.ledger.asking import Answer, Page
from annotator.ui.parts import dialogs
from annotator.ui.parts.figures import FigureTable
from annotator.ui.parts.look import Chrome
from annotator.ui.parts.picture_view import PictureView
from annotator.ui.session import Session
from annotator.words.agreement import Table
from annotator.words.i18n import error_sentence
from annotator.words.ledger import field_names, value_words
from annotator.words.ledger_tables import groups_table, map_table, pivot_table
from annotator.words.rows import Voice

MOST = 1_000
"""Rows of a table that are shown; pictures show fewer, files all."""
_USUAL: dict[Page, tuple[str, ...]] = {
    "groups": ("category",), "pivot": ("category", "places", ""), "months": (), "map": (),
}  # fmt: skip
_CHOICE_LETTERS = 14


class CountedTab(QWidget):
    """The choice of fields, the table, and its picture. A row of groups leads to its claims."""

    wanted = Signal()
    """Other fields are to be counted."""
    condition_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, session: Session, page: Page) -> None:
        super().__init__()
        self._session = session
        self.page = page
        self._answer: Answer | None = None
        self._look = Look()
        self._saving = Task(self)
        self.choices = [QComboBox() for _ in _USUAL[page]]
        self.shown_page = QComboBox()
        self.caption = QLabel()
        self.about = QLabel()
        self.figures = FigureTable()
        self.view = PictureView()
        self.save_button = QPushButton()
        self._lay_out()
        for choice in self.choices:
            choice.activated.connect(lambda: self.wanted.emit())
        self.shown_page.activated.connect(self._show_table)
        self.view.failed.connect(self._not_drawn)
        self.figures.cellActivated.connect(self._chosen)
        self.save_button.clicked.connect(self._choose_file)
        self.retranslate()

    def _lay_out(self) -> None:
        for label in (self.caption, self.about):
            label.setObjectName("quiet")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.caption)
        for choice in (*self.choices, self.shown_page):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_CHOICE_LETTERS)
            row.addWidget(choice)
        row.addStretch(1)
        self.caption.setVisible(bool(self.choices))
        halves = QSplitter(Qt.Orientation.Vertical if self.page != "groups" else Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.view)
        halves.addWidget(self.figures)
        halves.setStretchFactor(0, 1)
        halves.setSizes([600, 340] if self.page == "groups" else [420, 120])
        foot = QHBoxLayout()
        foot.addWidget(self.about, 1)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(halves, 1)
        layout.addLayout(foot)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.caption.setText(tr("ledger.count-by"))
        self.save_button.setText(tr("ledger.save-picture"))
        self.shown_page.setAccessibleName(tr("ledger.shown-page"))
        names = list(field_names(self._session).items())
        for place, choice in enumerate(self.choices):
            chosen = choice.currentData() if choice.count() else _USUAL[self.page][place]
            choice.clear()
            choice.setAccessibleName(tr("ledger.count-by"))
            if place == len(self.choices) - 1 and self.page == "pivot":
                choice.addItem(tr("ledger.no-third"), "")
            for field, name in names:
                choice.addItem(name, field)
            choice.setCurrentIndex(max(0, choice.findData(chosen)))
        self._show()

    def set_chrome(self, chrome: Chrome) -> None:
        """Draw on the paper of the window."""
        parts = {name: chrome.colors[name] for name in ("paper", "ink", "dim", "line")}
        self._look = Look(dark=chrome.dark, **parts)
        self._show()

    @property
    def fields(self) -> tuple[str, ...]:
        """By what is counted."""
        return tuple(field for choice in self.choices if (field := choice.currentData()))

    @property
    def busy(self) -> bool:
        return self.view.busy or self._saving.is_running

    def stop(self) -> None:
        self.view.stop()
        self._saving.finish()

    def show_answer(self, answer: Answer) -> None:
        self._answer = answer
        self._show()

    def forget(self) -> None:
        """What was counted is of something else than what is asked for now."""
        self._answer = None
        self._show()

    def save(self, out: Path) -> None:
        """Draw to a file, on light paper, in the background. What goes wrong is told by the session."""
        draw = self._drawing()
        if draw is None:
            return
        try:
            kind = pictures.kind_of(out)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        wanted = Wanted(Voice(self._session.language, self._session.scheme), kind=kind)
        self._saving.start(
            lambda _: write_whole(out, draw(wanted)),
            done=lambda _: self.told.emit(self._session.tr_("ledger.drawn", path=out)),
            failed=self._session.failed.emit,
        )

    def _show(self) -> None:
        counted = self._answer.counted if self._answer is not None else None
        self.save_button.setEnabled(self._answer is not None)
        self.shown_page.setVisible(isinstance(counted, Pivot) and len(counted.fields) > len(self.choices) - 1)
        if isinstance(counted, Pivot):
            self._show_pages(counted)
        self._show_table()
        draw = self._drawing()
        if draw is None:
            self.view.clear()
            return
        wanted = Wanted(Voice(self._session.language, self._session.scheme), self._look)

        def drawn(width: int, height: int, dots: float) -> bytes:
            size = (width / dots, height / dots)
            return draw(msgspec.structs.replace(wanted, size=size, dots_per_inch=dots))

        self.view.setAccessibleName(self._session.tr_(f"ledger.page-{self.page}"))
        self.view.show_drawn(drawn)

    def _show_pages(self, counted: Pivot) -> None:
        if len(counted.fields) < len(self.choices):
            return
        chosen = self.shown_page.currentData()
        self.shown_page.clear()
        for page in counted.pages[:MOST]:
            self.shown_page.addItem(value_words(self._session, counted.fields[-1], page), page)
        self.shown_page.setCurrentIndex(max(0, self.shown_page.findData(chosen)))

    def _show_table(self, *_: object) -> None:
        table, total = self._table()
        self.figures.setVisible(table is not None)
        if table is None:
            self.about.clear()
            return
        shown = Table(table.title, table.head, table.rows[:MOST])
        self.figures.show_table(shown, wide=0 if self.page == "groups" else None)
        tr = self._session.tr_
        said = [tr("ledger.each-once")] if self._counts_more() else []
        if total > MOST:
            said.append(tr("ledger.rows-shown", shown=MOST, n=total))
        self.about.setText(" ".join(said))

    def _table(self) -> tuple[Table | None, int]:
        """The table, and how many rows it has."""
        counted = self._answer.counted if self._answer is not None else None
        if isinstance(counted, Pivot):
            page = self.shown_page.currentData() if len(counted.fields) == len(self.choices) else ""
            table = pivot_table(self._session, counted, page or "")
        elif isinstance(counted, Spread):
            table = map_table(self._session, counted)
        elif counted is not None:
            field = self.fields[0] if self.fields else "month"
            groups: Sequence[Group] = counted
            return groups_table(self._session, field, groups[:MOST]), len(groups)
        else:
            return None, 0
        return table, len(table.rows)

    def _counts_more(self) -> bool:
        if self._answer is None:
            return False
        counted, claims = self._answer.counted, self._answer.known.claims
        if isinstance(counted, Pivot):
            return sum(counted.cells.values()) > claims
        return not isinstance(counted, Spread) and sum(row.claims for row in counted) > claims

    def _drawing(self) -> Callable[[Wanted], bytes] | None:
        counted = self._answer.counted if self._answer is not None else None
        if isinstance(counted, Pivot):
            return partial(pivot_picture, counted=counted)
        if isinstance(counted, Spread):
            return partial(map_picture, spread=counted)
        if counted is None:
            return None
        if self.page == "months" or self.fields == ("month",):
            return partial(months_picture, months=counted)
        return partial(groups_picture, field=self.fields[0], groups=counted)

    def _chosen(self, row: int, _: int) -> None:
        """From a group to its claims."""
        counted = self._answer.counted if self._answer is not None else ()
        if not isinstance(counted, Pivot | Spread) and row < len(counted):
            field = self.fields[0] if self.fields else "month"
            at = "date" if field in ("month", "year") else field
            self.condition_wanted.emit(Condition(at, counted[row].value))

    def _not_drawn(self, error: AnnotatorError) -> None:
        """The numbers are there all the same."""
        self.about.setText(error_sentence(self._session.language, error))

    def _choose_file(self) -> None:
        tr, path = self._session.tr_, self._session.path
        assert path is not None
        proposed = str(path.parent / f"{path.stem}-{self.page}.png")
        suffixes = [f".{kind}" for kind in pictures.KINDS]
        title, kinds = tr("ledger.save-picture"), tr("lead.picture-files")
        chosen = dialogs.save_path(self, self._session.language, title, proposed, kinds, suffixes)
        if chosen is not None:
            self.save(chosen)
