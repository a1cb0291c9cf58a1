"""Giving work out: documents, people, task, date, priority; and drawing some for blind annotation."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any, Final, get_args

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import assignments
from annotator.commands.authors import how_known
from annotator.core.arabic import fold_key
from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.core.errors import AnnotatorError
from annotator.core.model import Task
from annotator.core.people import spelled_out
from annotator.store import Project, accounts, finding, places, queries, review
from annotator.store.moment import briefly, people
from annotator.store.queries import DocumentRow
from annotator.ui import background
from annotator.ui.lead.choices import Several
from annotator.ui.parts import dialogs
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated

MOST: Final = 1000
"""How many documents are shown to choose from; all and those that match are all there are."""

_WAIT_MILLISECONDS = 150
_DATE_EXAMPLE: Final = "2026-03-31"
_LARGEST_SEED: Final = 2**31 - 1
_DEFAULT_SHARE: Final = 30
_WHICH: Final = ("selected", "matching", "all")
_TASKS: Final[tuple[Task, ...]] = get_args(Task)


class AssignTab(QWidget):
    """Shows what would be given before it is given. Names nobody knows are asked about."""

    told = Signal(str)
    assigned = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._total = self._matching = 0
        self.title = QLineEdit()
        self.title.setClearButtonEnabled(True)
        self.documents = QListWidget()
        self.documents.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.documents.setUniformItemSizes(True)
        self.documents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.which = QComboBox()
        self.people = Several()
        self.others = QLineEdit()
        self.due = QLineEdit()
        self.due.setPlaceholderText(_DATE_EXAMPLE)
        self.due.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.priority = QLineEdit()
        self.task = QComboBox()
        self.preview, self.drawing = QLabel(), QLabel()
        for label in (self.preview, self.drawing):
            label.setObjectName("quiet")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.assign_button, self.draw_button = QPushButton(), QPushButton()
        self.share = QSpinBox()
        self.share.setRange(1, 100)
        self.share.setValue(_DEFAULT_SHARE)
        self.share.setSuffix(" %")
        self.seed = QSpinBox()
        self.seed.setRange(0, _LARGEST_SEED)
        self.seed.setValue(1)
        self.per_document = QSpinBox()
        self.per_document.setRange(2, 9)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MILLISECONDS)
        self._timer.timeout.connect(self.show_preview)
        self._task = background.Task(self)
        session.closing.connect(self._task.abandon)
        self._captions: dict[str, QLabel] = {}
        self._boxes = QGroupBox(), QGroupBox(), QGroupBox()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        whose, giving, drawing = self._boxes
        self._form(
            whose, {"people": self.people, "others": self.others, "date": self.due, "priority": self.priority}
        )
        form = self._form(giving, {"which-documents": self.which, "task": self.task})
        form.addRow(self.preview)
        form.addRow(self.assign_button)
        line = QHBoxLayout()
        form = self._form(
            drawing, {"share": self.share, "per-document": self.per_document, "seed": self.seed}
        )
        form.addRow(line)
        form.addRow(self.drawing)
        form.addRow(self.draw_button)
        left = QVBoxLayout()
        left.addWidget(self.title)
        left.addWidget(self.documents, 1)
        column = QWidget()
        right = QVBoxLayout(column)
        right.setContentsMargins(0, 0, 0, 0)
        for box in self._boxes:
            right.addWidget(box)
        right.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(column)
        layout = QHBoxLayout(self)
        layout.addLayout(left, 1)
        layout.addWidget(area, 1)

    def _form(self, box: QGroupBox, fields: dict[str, QWidget]) -> QFormLayout:
        form = QFormLayout(box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in fields.items():
            caption = self._captions[name] = QLabel()
            caption.setBuddy(field)
            form.addRow(caption, field)
        return form

    def _connect(self) -> None:
        self.title.textChanged.connect(self._filter)
        self.documents.itemSelectionChanged.connect(self._choose_selected)
        for box in (self.which, self.task):
            box.currentIndexChanged.connect(self._soon)
        for line in (self.others, self.due, self.priority):
            line.textChanged.connect(self._soon)
            line.returnPressed.connect(self.assign)
        for number in (self.share, self.seed, self.per_document):
            number.valueChanged.connect(self._soon)
        self.people.changed.connect(self._soon)
        self.assign_button.clicked.connect(self.assign)
        self.draw_button.clicked.connect(self.draw)

    def retranslate(self) -> None:
        tr = self._session.tr_
        for name, caption in self._captions.items():
            caption.setText(tr(f"lead.assign-{name}"))
            caption.buddy().setAccessibleName(tr(f"lead.assign-{name}"))
        for box, name in zip(self._boxes, ("whose", "giving", "drawing"), strict=True):
            box.setTitle(tr(f"lead.box-{name}"))
        self.title.setPlaceholderText(tr("window.filter-documents"))
        self.title.setAccessibleName(tr("window.filter-documents"))
        self.documents.setAccessibleName(tr("window.documents"))
        self.others.setPlaceholderText(tr("lead.assign-others-hint"))
        self.assign_button.setText(tr("lead.assign"))
        self.draw_button.setText(tr("lead.draw"))
        task = max(0, self.task.currentIndex())
        self.task.clear()
        self.task.addItems([tr(f"lead.task-{name}") for name in _TASKS])
        self.task.setCurrentIndex(task)
        self.refresh()

    def refresh(self) -> None:
        """Offer the documents and people there are now."""
        project = self._session.project
        if project is None:
            return
        known = {*people(project), *accounts.chosen_names(project)}
        names = {name: spelled_out(name) for name in sorted(known)}
        anybody = {"": self._session.tr_("review.anybody")}
        self.people.offer(anybody | names, self._session.tr_("lead.nobody-chosen"))
        self._total = places.list_counts(project, self._session.author)["all"]
        self._filter()

    def _filter(self, *_: object) -> None:
        """Look for the documents that match: at once, or in the background where that takes long."""
        project, path = self._session.project, self._session.path
        if project is None or path is None:
            return
        self._task.abandon()
        look = partial(_matching, author=self._session.author, wanted=self._wanted())
        found = briefly(project, partial(look, project))
        if found is not None:
            self._show_matching(found)
            return
        work = background.on_project(path, look, author=self._session.author)
        self._task.start(work, done=self._show_matching, failed=self._session.failed.emit)

    def _show_matching(self, found: tuple[int, list[DocumentRow]]) -> None:
        self._matching, rows = found
        self.documents.blockSignals(True)
        self.documents.clear()
        for row in rows:
            item = QListWidgetItem(isolated(" ".join(row.title.split())))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.documents.addItem(item)
        self.documents.blockSignals(False)
        self._name_choices("matching" if self._wanted().words else "selected")

    def _choose_selected(self) -> None:
        self._name_choices("selected")

    def _name_choices(self, chosen: str) -> None:
        """Each choice of documents with their number."""
        numbers = {
            "selected": len(self.documents.selectedItems()),
            "matching": self._matching,
            "all": self._total,
        }
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([self._session.tr_(f"lead.which-{name}", n=numbers[name]) for name in _WHICH])
        self.which.setCurrentIndex(_WHICH.index(chosen))
        self.which.blockSignals(False)
        self._soon()

    def _soon(self, *_: object) -> None:
        self._timer.start()

    # What is chosen

    def chosen_documents(self) -> list[str]:
        project, which = self._session.project, _WHICH[self.which.currentIndex()]
        if project is None or which == "selected":
            return [item.data(Qt.ItemDataRole.UserRole) for item in self.documents.selectedItems()]
        wanted = self._wanted() if which == "matching" else EVERY_DOCUMENT
        return queries.document_ids(project, wanted=wanted)

    def _wanted(self) -> DocumentFilter:
        """Documents whose titles hold all of the words."""
        return DocumentFilter(words=tuple(fold_key(self.title.text()).split()))

    def chosen_people(self) -> list[str]:
        """Names ticked and typed, each once. Raises `AnnotatorError` for what is no name."""
        typed = [name for part in self.others.text().split("،") for name in part.split(",") if name.strip()]
        return list(dict.fromkeys([*self.people.chosen(), *map(accounts.author_name, typed)]))

    def _named(self) -> dict[str, Any]:
        """The date and the priority, if they are given."""
        named: dict[str, Any] = {"due": self.due.text().strip() or None}
        number = self.priority.text().strip()
        try:
            named["priority"] = int(number) if number else None
        except ValueError:
            raise AnnotatorError("bad-priority", priority=number) from None
        return named

    # Before and after

    def show_preview(self) -> None:
        """Say what would be given, and what would be drawn."""
        project, language = self._session.project, self._session.language
        if project is None:
            return
        for label, button, told in (
            (self.preview, self.assign_button, self._assign_preview),
            (self.drawing, self.draw_button, self._draw_preview),
        ):
            try:
                said, possible = told()
            except AnnotatorError as error:
                said, possible = error_sentence(language, error), False
            label.setText(said)
            button.setEnabled(possible)

    def _assign_preview(self) -> tuple[str, bool]:
        project, tr = self._session.project, self._session.tr_
        assert project is not None
        ids, people = self.chosen_documents(), self.chosen_people()
        self._named()
        if not ids or not people:
            return tr("lead.assign-nothing"), False
        task = _TASKS[self.task.currentIndex()]
        given = review.assignments(project, ids=ids)
        known = {(row.document_id, row.assignee) for row in given if row.task == task}
        wanted = [(document, person) for document in ids for person in people]
        new = sum(pair not in known for pair in wanted)
        return tr("lead.assign-preview", n=new, known=len(wanted) - new), True

    def _draw_preview(self) -> tuple[str, bool]:
        project, tr = self._session.project, self._session.tr_
        assert project is not None
        people = [name for name in self.chosen_people() if name]
        if len(people) < self.per_document.value():
            return tr("lead.draw-people", n=self.per_document.value()), False
        draw = assignments.planned_draw(project, author=self._session.author, **self._draw_values(people))
        told = tr("lead.draw-preview", n=len(draw.documents), total=draw.total, pool=len(draw.pool))
        each = Counter(name for _, name in draw.given)
        return " · ".join([told, *(f"{isolated(name)}: {each[name]}" for name in people)]), bool(draw.given)

    def _draw_values(self, people: list[str]) -> dict[str, Any]:
        return {
            "share": self.share.value() / 100,
            "seed": self.seed.value(),
            "per_document": self.per_document.value(),
            "authors": people,
        }

    def assign(self) -> None:
        """Give the chosen documents to the chosen people."""
        try:
            people, named = self.chosen_people(), self._named()
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        ids, task = self.chosen_documents(), _TASKS[self.task.currentIndex()]
        if not ids or not people or not self._are_right(people):
            return
        given = self._session.do(assignments.assign, ids, assignees=people, task=task, **named)
        self._given(given)

    def draw(self) -> None:
        """Draw a share of all documents for the chosen people to annotate blind."""
        try:
            people, named = [name for name in self.chosen_people() if name], self._named()
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        if not self._are_right(people):
            return
        values = self._draw_values(people)
        self._given(self._session.do(assignments.draw_double, **values, **named))

    def _given(self, rows: list[Any] | None) -> None:
        if rows is not None:
            self.told.emit(self._session.tr_("review.assigned", n=len(rows)))
            self.others.clear()
            self.refresh()
            self.assigned.emit()

    def _are_right(self, people: list[str]) -> bool:
        """Whether the person says that names nobody knows are right."""
        project, tr = self._session.project, self._session.tr_
        assert project is not None
        for name in filter(None, people):
            found = how_known(project, name)
            if found.familiarity == "known":
                continue
            alike = "، ".join(map(spelled_out, found.alike))
            question = tr(f"lead.ask-{found.familiarity}", author=spelled_out(name), alike=alike)
            if not dialogs.confirm(self, self._session.language, question):
                return False
        return True


def _matching(
    project: Project, *, author: str, wanted: DocumentFilter, **_: object
) -> tuple[int, list[DocumentRow]]:
    """How many documents match, and the first of them."""
    numbers = finding.numbers(project, author, "all", wanted)
    ids = [document_id for _, document_id in places.ids_of(project, numbers[:MOST])]
    return len(numbers), queries.document_rows(project, author=author, ids=ids)
