"""The labels that files bring: a choice for each; whose work it is; what offsets count where none says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.commands.hearing import Met
from annotator.core.offsets import OFFSET_UNITS
from annotator.core.scheme import Scheme
from annotator.core.scheme_edits import label_id
from annotator.words.i18n import Language, isolated, tr
from annotator.words.rows import label_names

KEEP, ADD, LEAVE = "=", "+", ""
"""What can be said of a label beside a label of the scheme; no id of one looks so."""
_NARROW: Final = 14


class LabelsPage(QWidget):
    """Tells what is chosen; what is shown afterwards is what was read with it."""

    said = Signal(str, str)
    """A label of the files, and `KEEP`, `ADD`, `LEAVE` or a label of the scheme."""
    unit_said = Signal(str)
    author_said = Signal(str)

    def __init__(self, language: Language, scheme: Scheme, people: Sequence[str]) -> None:
        super().__init__()
        self._language, self._scheme = language, scheme
        self.choices: dict[str, QComboBox] = {}
        self.unit = self._combo("bringing.unit")
        self.unit.addItem(tr(language, "bringing.unit-by-file"), "")
        for unit in OFFSET_UNITS:
            self.unit.addItem(tr(language, f"bringing.unit-{unit}"), unit)
        self.samples = QLabel()
        self.samples.setWordWrap(True)
        self.samples.setTextFormat(Qt.TextFormat.PlainText)
        self.author = self._combo("bringing.author")
        self.author.setEditable(True)
        self.author.addItems([tr(language, "bringing.author-me"), *people])
        self.form = QFormLayout()
        for key, control in (("bringing.unit", self.unit), ("bringing.author", self.author)):
            self.form.addRow(tr(language, key), control)
        self.form.insertRow(1, self.samples)
        self._rows = QFormLayout()
        inside = QWidget()
        inside.setLayout(self._rows)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(inside)
        self.about = QLabel(tr(language, "bringing.labels-kept"))
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addLayout(self.form)
        column.addWidget(self.area, 1)
        column.addWidget(self.about)
        self.unit.activated.connect(lambda: self.unit_said.emit(self.unit.currentData()))
        self.author.activated.connect(self._name)
        line = self.author.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._name)

    def show_labels(self, met: Mapping[str, Met], added: Mapping[str, str]) -> None:
        """Show these labels of files; `added` are to be added to the scheme, by their new ids."""
        if list(met) != list(self.choices):
            self._make(list(met))
        for theirs, choice in self.choices.items():
            ours = met[theirs].ours
            value = ADD if ours in added else KEEP if ours == theirs else ours
            choice.setCurrentIndex(max(0, choice.findData(value)))
            name = self._rows.labelForField(choice)
            assert isinstance(name, QLabel)
            name.setText(f"{isolated(theirs)} ({met[theirs].n:,})")
            choice.setAccessibleName(name.text())
        self.area.setVisible(bool(met))
        self.about.setVisible(bool(met))

    def show_work(
        self, unit: str, samples: Sequence[Mapping[str, str]], author: str, *, unsigned: bool
    ) -> None:
        """Show what was said of the files; `samples`: places as each unit would have them."""
        self.form.setRowVisible(self.unit, bool(samples))
        self.form.setRowVisible(self.samples, bool(samples))
        self.form.setRowVisible(self.author, unsigned)
        self.unit.setCurrentIndex(max(0, self.unit.findData(unit)))
        self.author.setEditText(author or self.author.itemText(0))
        self.samples.setText("\n".join(self._ways(samples)))

    def _ways(self, samples: Sequence[Mapping[str, str]]) -> list[str]:
        """A line for each unit with its words of all samples."""
        between = tr(self._language, "keeping.comma")
        units = dict.fromkeys(unit for row in samples for unit in row)
        said = []
        for unit in units:
            words = between.join(isolated(row.get(unit, "") or "—") for row in samples)
            said.append(f"{tr(self._language, f'bringing.unit-{unit}')}: {words}")
        return said

    def _make(self, labels: Sequence[str]) -> None:
        """A row for each label."""
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.choices = {}
        names = label_names(self._language, self._scheme)
        known = {row.id for row in self._scheme.labels}
        for theirs in labels:
            choice = self.choices[theirs] = self._combo("")
            choice.addItem(tr(self._language, "bringing.label-keep"), KEEP)
            if label_id(theirs) not in known:
                choice.addItem(tr(self._language, "bringing.label-add"), ADD)
            choice.addItem(tr(self._language, "bringing.label-leave"), LEAVE)
            choice.insertSeparator(choice.count())
            for row in self._scheme.active_labels():
                choice.addItem(isolated(names.get(row.id, row.id)), row.id)
            choice.activated.connect(partial(self._chosen, theirs))
            self._rows.addRow(QLabel(), choice)

    def _name(self) -> None:
        """Whose work it is, a new name too; "" for one's own."""
        name = self.author.currentText().strip()
        self.author_said.emit("" if name == self.author.itemText(0) else name)

    def _chosen(self, theirs: str, _: int) -> None:
        self.said.emit(theirs, self.choices[theirs].currentData())

    def _combo(self, key: str) -> QComboBox:
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(_NARROW)
        if key:
            combo.setAccessibleName(tr(self._language, key))
        return combo
