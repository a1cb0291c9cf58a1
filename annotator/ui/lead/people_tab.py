"""Who works here, which names look alike, and one person's two names made one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.commands import authors
from annotator.core.errors import AnnotatorError
from annotator.core.people import look_alikes, spelled_out
from annotator.store import accounts
from annotator.store.authors import row_count
from annotator.ui.parts import dialogs
from annotator.ui.parts.figures import FigureTable
from annotator.ui.session import Session
from annotator.words.agreement import Table
from annotator.words.i18n import error_sentence, isolated


class PeopleTab(QWidget):
    """Shows what a change of a name would do before it is done."""

    told = Signal(str)
    renamed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names: list[str] = []
        self.list = FigureTable()
        self.alike = QLabel()
        self.alike.setWordWrap(True)
        self.preview = QLabel()
        self.preview.setObjectName("quiet")
        self.preview.setWordWrap(True)
        for label in (self.alike, self.preview):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.before = QComboBox()
        self.after = QComboBox()
        self.after.setEditable(True)
        self.after.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._captions = QLabel(), QLabel()
        self.look_button, self.change_button = QPushButton(), QPushButton()
        line = QHBoxLayout()
        for caption, box in zip(self._captions, (self.before, self.after), strict=True):
            caption.setBuddy(box)
            line.addWidget(caption)
            line.addWidget(box, 1)
        line.addWidget(self.look_button)
        line.addWidget(self.change_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.alike)
        layout.addLayout(line)
        layout.addWidget(self.preview)
        self.list.currentCellChanged.connect(self._point)
        self.before.currentIndexChanged.connect(self._forget)
        self.after.editTextChanged.connect(self._forget)
        self.look_button.clicked.connect(self.look)
        self.change_button.clicked.connect(self.change)
        self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        boxes = (self.before, self.after)
        for caption, box, name in zip(self._captions, boxes, ("before", "after"), strict=True):
            caption.setText(tr(f"lead.name-{name}"))
            box.setAccessibleName(tr(f"lead.name-{name}"))
        self.look_button.setText(tr("lead.name-look"))
        self.change_button.setText(tr("lead.name-change"))
        self.refresh()

    def refresh(self) -> None:
        """Read the names there are now."""
        project, tr = self._session.project, self._session.tr_
        if project is None:
            return
        self._names = sorted(authors.known_names(project))
        counted = {name: row_count(project, name) for name in self._names}
        # A name that was merged into another still stands in the log, which is no reason to merge it again.
        groups = look_alikes(name for name in self._names if counted[name])
        alike = {name: [other for other in group if other != name] for group in groups for name in group}
        rows = tuple(
            (
                isolated(spelled_out(name)),
                f"{counted[name]:,}",
                "، ".join(isolated(spelled_out(other)) for other in alike.get(name, ())),
            )
            for name in self._names
        )
        head = tuple(tr(f"lead.column-{name}") for name in ("person", "rows", "alike"))
        for box in (self.before, self.after):
            box.clear()
            box.addItems(self._names)
        self.after.setEditText("")
        self.list.show_table(Table(tr("lead.tab-people"), head, rows), wide=2)
        told = [tr("lead.look-alike", names="، ".join(map(spelled_out, group))) for group in groups]
        self.alike.setText("\n".join(told))
        self.alike.setVisible(bool(told))
        self._forget()

    def _point(self, row: int, *_: int) -> None:
        """The name in question is the one to be changed; what it looks like is what it may become."""
        if 0 <= row < len(self._names):
            self.before.setCurrentIndex(row)

    def _forget(self, *_: object) -> None:
        self.preview.setText(self._session.tr_("lead.name-hint"))

    def look(self) -> str | None:
        """Say what the change would do. None: it cannot be done."""
        found = self._looked()
        self.preview.setText(found[0])
        return found[0] if found[1] else None

    def _looked(self) -> tuple[str, bool]:
        project, tr = self._session.project, self._session.tr_
        assert project is not None
        before = self.before.currentText()
        try:
            after = accounts.author_name(self.after.currentText())
            known = authors.how_known(project, after).familiarity == "known"
            if not known:
                authors.check_renaming(project, before, after)
            done = self._session.attempt(authors.preview, before, after)
        except AnnotatorError as error:
            return error_sentence(self._session.language, error), False
        key = "lead.would-merge" if known else "lead.would-rename"
        names = {"before": spelled_out(before), "after": spelled_out(after)}
        return tr(key, renamed=done.renamed, dropped=done.dropped, **names), True

    def change(self) -> None:
        """Show what would be done, and do it if the person wants to."""
        project, language = self._session.project, self._session.language
        before, told = self.before.currentText(), self.look()
        if told is None or project is None or not dialogs.confirm(self, language, told):
            return
        after = accounts.author_name(self.after.currentText())
        known = authors.how_known(project, after).familiarity == "known"
        command = authors.merge_authors if known else authors.rename_author
        done = self._session.do(command, before, after)
        if done is None:
            return
        if self._session.author == before:
            self._session.set_author(after)
        counts = {"renamed": done.renamed, "dropped": done.dropped}
        self.told.emit(self._session.tr_("review.merged", before=before, after=after, **counts))
        self.refresh()
        self.renamed.emit()
