"""Controls for one value each: a choice from a vocabulary, a flag, a line of text."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QVBoxLayout, QWidget

from annotator.core.arabic import fold_key
from annotator.core.scheme import Vocabulary, named
from annotator.words.i18n import Language

_LONGEST_UNSEARCHED = 9
_SEARCHED = Qt.ItemDataRole.UserRole + 1
"""The folded words under which a row is found."""


class Field(QWidget):
    """A control whose value is a string; "" means not set."""

    is_wide = False
    """Whether it needs the whole width of a form."""
    edited = Signal(str)
    """The person chose or typed another value and is done with it."""
    left = Signal()
    """The person pressed Enter: back to the text."""

    def __init__(self, control: QWidget, name: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(control)
        control.setAccessibleName(name)
        self.setFocusProxy(control)

    def set_value(self, value: str) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError

    def commit(self) -> None:
        """Tell of what was typed and not yet told."""

    def keep(self, stored: str) -> None:
        """Keep what was typed though it could not be stored now; it is told again later."""
        self.set_value(stored)


class FoldedCompleter(QCompleter):
    """Offers what holds the typed letters anywhere, whatever their hamzas, harakat and case."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionRole(_SEARCHED)

    def splitPath(self, path: str) -> list[str]:
        return [fold_key(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class TextField(Field):
    """A line of text, told when the person leaves it or presses Enter."""

    def __init__(self, name: str) -> None:
        self._line = QLineEdit()
        super().__init__(self._line, name)
        self._shown = ""
        self._line.editingFinished.connect(self.commit)
        self._line.returnPressed.connect(self.left)

    def set_value(self, value: str) -> None:
        # What is being typed wins over what is told from elsewhere.
        if self._line.isModified():
            return
        self._shown = value
        self._line.setText(value)

    def commit(self) -> None:
        typed = self._line.text().strip()
        self._line.setModified(False)
        if typed != self._shown:
            self._shown = typed
            self.edited.emit(typed)

    def keep(self, stored: str) -> None:
        self._shown = stored
        self._line.setModified(True)

    def set_suggestions(self, words: list[str]) -> None:
        """Values to offer while typing."""
        model = QStandardItemModel(self._line)
        for word in words:
            item = QStandardItem(word)
            item.setData(fold_key(word), _SEARCHED)
            model.appendRow(item)
        self._line.setCompleter(FoldedCompleter(model, self._line))


class FlagField(Field):
    """Yes or not set."""

    def __init__(self, name: str) -> None:
        self._box = QCheckBox()
        super().__init__(self._box, name)
        self._box.toggled.connect(lambda on: self.edited.emit("yes" if on else ""))

    def set_value(self, value: str) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(value))


class ChoiceField(Field):
    """A term of a vocabulary by its name.

    A long vocabulary is searched by typing, in both languages; only an open one takes free text.
    """

    def __init__(self, name: str, vocabulary: Vocabulary, language: Language) -> None:
        self._combo = QComboBox()
        super().__init__(self._combo, name)
        self._vocabulary = vocabulary
        self._shown = ""
        self._combo.addItem("", "")
        for term in vocabulary.terms:
            if not term.retired:
                self._combo.addItem(named(term, language), term.id)
                forms = (term.id, *term.name.values(), *term.forms)
                found_by = " / ".join(dict.fromkeys(map(fold_key, forms)))
                self._combo.setItemData(self._combo.count() - 1, found_by, _SEARCHED)
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(4)
        self._combo.activated.connect(self._activated)
        if vocabulary.open or len(vocabulary.terms) > _LONGEST_UNSEARCHED:
            self._combo.setEditable(True)
            self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self._combo.setCompleter(FoldedCompleter(self._combo.model(), self._combo))
            line = self._combo.lineEdit()
            assert line is not None
            line.setAccessibleName(name)
            line.editingFinished.connect(self.commit)

    def set_value(self, value: str) -> None:
        line = self._combo.lineEdit()
        if line is not None and line.hasFocus() and line.isModified():
            return
        self._shown = value
        with QSignalBlocker(self._combo):
            place = self._combo.findData(value)
            if place < 0 and not self._vocabulary.open:
                # A retired term, or one that another scheme brought: shown as it is.
                self._combo.addItem(value, value)
                place = self._combo.count() - 1
            self._combo.setCurrentIndex(place)
            if place < 0:
                self._combo.setEditText(value)

    def commit(self) -> None:
        line = self._combo.lineEdit()
        if line is None:
            return
        meant = self._meaning(line.text())
        if self._vocabulary.open or not meant or self._combo.findData(meant) >= 0:
            self._tell(meant)
        else:
            self.set_value(self._shown)

    def _activated(self, place: int) -> None:
        self._tell(str(self._combo.itemData(place)))

    def _tell(self, value: str) -> None:
        if value != self._shown:
            self._shown = value
            self.edited.emit(value)

    def _meaning(self, typed: str) -> str:
        """The id of the term with this name in any language, or else the text itself."""
        key = fold_key(typed.strip())
        for term in self._vocabulary.terms:
            if key in {term.id, *(fold_key(word) for word in (*term.name.values(), *term.forms))}:
                return term.id
        return typed.strip()
