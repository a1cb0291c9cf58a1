"""Choices of what is compared: authors, labels, documents, days, and how sure the figures are to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QWidget,
)

from annotator.core.agreement.record import Sampling
from annotator.core.model import Kind
from annotator.store.agreement_layers import Scope, When
from annotator.store.moment import people
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.rows import label_names

_COLUMNS: Final = 4
_DATE_EXAMPLE: Final = "2026-03-31"
_MOST_RESAMPLES: Final = 20_000
_LARGEST_SEED: Final = 2**31 - 1


class Several(QPushButton):
    """Any of some names, ticked in a menu; what none ticked means, `offer` is told."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._menu = QMenu(self)
        self._all = ""
        self.setMenu(self._menu)

    def offer(self, names: Mapping[str, str], everything: str) -> None:
        """Offer names by their ids; what was ticked stays so."""
        ticked = set(self.chosen())
        self._all = everything
        self._menu.clear()
        for row_id, name in names.items():
            action = QAction(name, self._menu)
            action.setToolTip(as_text(name))
            action.setData(row_id)
            action.setCheckable(True)
            action.setChecked(row_id in ticked)
            action.toggled.connect(self._tell)
            self._menu.addAction(action)
        self._tell()

    def chosen(self) -> list[str]:
        return [action.data() for action in self._menu.actions() if action.isChecked()]

    def choose(self, ids: Sequence[str]) -> None:
        for action in self._menu.actions():
            action.setChecked(action.data() in ids)

    def _tell(self, *_: object) -> None:
        names = [action.text() for action in self._menu.actions() if action.isChecked()]
        self.setText(" + ".join(names) or self._all)
        self.changed.emit()


class Choices(QWidget):
    """The form; `scope`, `sampling` say what was chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.authors = Several()
        self.labels = Several()
        self.kind = QComboBox()
        self.title = QLineEdit()
        self.source = QLineEdit()
        self.since = QLineEdit()
        self.until = QLineEdit()
        self.when = QComboBox()
        self.bootstrap = QSpinBox()
        self.bootstrap.setRange(0, _MOST_RESAMPLES)
        self.bootstrap.setValue(Sampling().resamples)
        self.bootstrap.setSingleStep(100)
        self.seed = QSpinBox()
        self.seed.setRange(0, _LARGEST_SEED)
        self.seed.setValue(Sampling().seed)
        self.unsubmitted, self.blind = QCheckBox(), QCheckBox()
        self.as_submitted, self.after_review = QCheckBox(), QCheckBox()
        self._marks = {
            "unsubmitted": self.unsubmitted,
            "blind-only": self.blind,
            "as-submitted": self.as_submitted,
            "after-review": self.after_review,
        }
        for date in (self.since, self.until):
            date.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._fields: dict[str, QWidget] = {
            "authors": self.authors, "labels": self.labels, "kind": self.kind, "title-contains": self.title,
            "since": self.since, "until": self.until, "when": self.when, "source-contains": self.source,
            "bootstrap": self.bootstrap, "seed": self.seed,
        }  # fmt: skip
        self._captions = {name: QLabel() for name in self._fields}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        for number, (name, field) in enumerate(self._fields.items()):
            row, column = divmod(number, _COLUMNS)
            caption = self._captions[name]
            caption.setObjectName("quiet")
            caption.setBuddy(field)
            grid.addWidget(caption, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        rows = -(-len(self._fields) // _COLUMNS)
        for number, mark in enumerate(self._marks.values()):
            grid.addWidget(mark, rows, 2 * number, 1, 2)
        # What was first submitted is neither unsubmitted, nor what came of review.
        self.as_submitted.toggled.connect(self._follow)
        self.after_review.toggled.connect(self._follow)
        self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        for name, field in self._fields.items():
            self._captions[name].setText(tr(f"lead.{name}"))
            field.setAccessibleName(tr(f"lead.{name}"))
        for date in (self.since, self.until):
            date.setPlaceholderText(_DATE_EXAMPLE)
        for name, mark in self._marks.items():
            mark.setText(tr(f"lead.{name}"))
            mark.setToolTip(as_text(tr(f"lead.{name}")))
        kinds = {"": tr("lead.any-kind")} | {kind: tr(f"window.kind-{kind}") for kind in get_args(Kind)}
        whens = {when: tr(f"lead.when-{when}") for when in get_args(When)}
        for box, names in ((self.kind, kinds), (self.when, whens)):
            chosen = max(0, box.currentIndex())
            box.clear()
            for row_id, name in names.items():
                box.addItem(name, row_id)
            box.setCurrentIndex(chosen)
        self.refresh()

    def refresh(self) -> None:
        """Offer the authors and labels there are now."""
        project, language = self._session.project, self._session.language
        if project is None:
            return
        everything = self._session.tr_("lead.all")
        self.authors.offer({name: name for name in sorted(people(project))}, everything)
        labels = label_names(language, project.scheme)
        self.labels.offer(labels, everything)

    def scope(self) -> Scope:
        return Scope(
            kind=self.kind.currentData(),
            title=self.title.text(),
            source=self.source.text(),
            since=self.since.text().strip(),
            until=self.until.text().strip(),
            when=self.when.currentData(),
            unsubmitted=self.unsubmitted.isChecked() and self.unsubmitted.isEnabled(),
            blind=self.blind.isChecked(),
            as_submitted=self.as_submitted.isChecked() or self.after_review.isChecked(),
        )

    def _follow(self, *_: object) -> None:
        self.unsubmitted.setEnabled(not self.scope().as_submitted)
        self.as_submitted.setEnabled(not self.after_review.isChecked())

    def sampling(self) -> Sampling:
        return Sampling(resamples=self.bootstrap.value(), seed=self.seed.value())
