"""What is said of the files at hand (format, encoding, turning), and how their text would come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QListView,
    QListWidget,
    QPlainTextEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.coming import Coming
from annotator.commands.hearing import heard_together
from annotator.commands.looking import FileLook
from annotator.core.scheme import Scheme
from annotator.formats import FORMATS, Choice
from annotator.formats.encoding import LIKELY, WIDE
from annotator.ui.parts.elided import ElidedLabel
from annotator.ui.parts.reading import read_from
from annotator.ui.project.import_columns import ColumnsPage
from annotator.ui.project.import_labels import LabelsPage
from annotator.words.i18n import DIRECTION_MARKS, Language, tr
from annotator.words.reports import columns_sentence, doubt_sentences, problem_sentences

_NARROW = 16
_EDGE = 8
_UTF8 = "utf-8"


class FileChoices(QWidget):
    """Shows the files at hand; what is chosen holds for all of them."""

    chosen = Signal(object)
    """A `Choice`."""

    def __init__(self, language: Language, scheme: Scheme, people: Sequence[str]) -> None:
        super().__init__()
        self._language = language
        self._choice = Choice()
        self._samples: dict[Path | None, list[Mapping[str, str]]] = {}
        self.name = ElidedLabel()
        self.name.setObjectName("heading")
        self.format = _combo()
        self.format.addItem(tr(language, "bringing.by-content"), "")
        for row in FORMATS:
            if row.read is not None:
                self.format.addItem(tr(language, f"formats.{row.id}"), row.id)
        self.encoding = _combo()
        for encoding in (_UTF8, *LIKELY, *WIDE):
            self.encoding.addItem(tr(language, f"bringing.encoding-{encoding}"), encoding)
        self.turn = QCheckBox(tr(language, "bringing.turn"))
        self.guessed = QLabel(tr(language, "bringing.guessed"))
        self.guessed.setObjectName("warning")
        self.guessed.setWordWrap(True)
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        for key, control in (("format", self.format), ("encoding", self.encoding)):
            control.setAccessibleName(tr(language, f"bringing.{key}"))
            form.addRow(tr(language, f"bringing.{key}"), control)
        form.addRow(self.guessed)
        form.addRow(self.turn)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr(language, "bringing.beginning"))
        self.columns = ColumnsPage(language)
        self.labels = LabelsPage(language, scheme, people)
        self.told = QListWidget()
        self.told.setWordWrap(True)
        self.told.setResizeMode(QListView.ResizeMode.Adjust)
        self.told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told.setAccessibleName(tr(language, "bringing.tab-told"))
        self.tabs = QTabWidget()
        self.tabs.addTab(self.text, tr(language, "bringing.tab-text"))
        self.tabs.addTab(self.columns, tr(language, "bringing.tab-columns"))
        self.tabs.addTab(self.labels, tr(language, "bringing.tab-labels"))
        self.tabs.addTab(self.told, tr(language, "bringing.tab-told"))
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 0, _EDGE, 0)
        column.addWidget(self.name)
        column.addWidget(self.form)
        column.addWidget(self.tabs, 1)
        self.format.activated.connect(lambda: self._say(format_id=self.format.currentData() or None))
        self.encoding.activated.connect(lambda: self._say(encoding=self._encoding()))
        self.turn.clicked.connect(lambda: self._say(turn=self.turn.isChecked()))
        self.labels.unit_said.connect(lambda unit: self._say(unit=unit))
        self.labels.author_said.connect(lambda author: self._say(author=author))

    def show_looks(
        self,
        looks: Sequence[FileLook],
        choice: Choice,
        document: Coming | None,
        added: Mapping[str, str],
    ) -> None:
        """Show these files, of the first of which this was said, and the beginning of that document.

        `added`: labels that are to be added to the scheme.
        """
        language = self._language
        self._choice = choice
        self.setEnabled(bool(looks))
        first = looks[0] if looks else FileLook(None)
        path = first.path
        one = path.name if path else tr(language, "bringing.pasted")
        self.name.set_text(one if len(looks) < 2 else tr(language, "bringing.several", n=len(looks)))
        self.form.setVisible(path is not None)
        found = first.heard.format_id
        shown = (
            tr(language, "bringing.by-content-as", format=tr(language, f"formats.{found}")) if found else ""
        )
        by_content = choice.format_id is None and shown
        self.format.setItemText(0, by_content or tr(language, "bringing.by-content"))
        self.format.setCurrentIndex(max(0, self.format.findData(choice.format_id or "")))
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(first.encoding or _UTF8)))
        self.guessed.setVisible(first.guessed)
        self.turn.setChecked(choice.turn)
        self._show_text(document)
        tables = {shape: row for look in looks for shape, row in look.heard.columns.items()}
        self.columns.show_tables(list(tables.values()))
        self.tabs.setTabVisible(self.tabs.indexOf(self.columns), bool(tables))
        self._show_labels(looks, added)
        self._show_told(looks)

    def _show_labels(self, looks: Sequence[FileLook], added: Mapping[str, str]) -> None:
        heard = heard_together(look.heard for look in looks)
        for look in looks:
            told = (row.details["ways"] for row in look.problems if row.code == "unit-not-told")
            if ways := next(told, None):
                self._samples[look.path] = ways
        # What was not told by the file stays to be chosen otherwise.
        samples = next((self._samples[look.path] for look in looks if look.path in self._samples), [])
        self.labels.show_labels(heard.labels, added)
        self.labels.show_work(self._choice.unit, samples, self._choice.author, unsigned=heard.unsigned)
        self.tabs.setTabVisible(self.tabs.indexOf(self.labels), bool(heard.labels))

    def _show_text(self, document: Coming | None) -> None:
        read_from(self.text, rtl=document is not None and document.direction == "rtl")
        self.text.setPlainText(document.beginning if document else "")

    def _show_told(self, looks: Sequence[FileLook]) -> None:
        language = self._language
        heard = heard_together(look.heard for look in looks)
        lines = [
            *problem_sentences(language, [row for look in looks for row in look.problems]),
            *dict.fromkeys(columns_sentence(language, row) for row in heard.columns.values() if row.told),
            *doubt_sentences(language, heard.doubts),
        ]
        self.told.clear()
        self.told.addItems([f"{DIRECTION_MARKS[language]}{line}" for line in lines])
        n = len(lines)
        name = tr(language, "bringing.tab-told-n", n=n) if n else tr(language, "bringing.tab-told")
        self.tabs.setTabText(self.tabs.indexOf(self.told), name)

    def _encoding(self) -> str | None:
        encoding = self.encoding.currentData()
        return None if encoding == _UTF8 else str(encoding)

    def _say(self, **changes: object) -> None:
        choice = msgspec.structs.replace(self._choice, **changes)
        if choice != self._choice:
            self.chosen.emit(choice)


def _combo() -> QComboBox:
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(_NARROW)
    return combo
