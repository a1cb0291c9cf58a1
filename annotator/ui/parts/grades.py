"""A judgement on a short scale, such as the two of the Admiralty code: a button and a key for each grade."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from annotator.core.scheme import Attribute, Vocabulary, named
from annotator.ui.keyboard import pressed
from annotator.ui.parts.elided import ElidedLabel
from annotator.ui.parts.fields import ChoiceField, Field, FlagField, TextField
from annotator.ui.parts.tips import as_text
from annotator.words.i18n import Language, tr

_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class GradeRow(QFrame):
    """The grades beside each other, and the name of the one given. A grade's key gives it; again: takes it.

    Delete takes it too; the arrows go up and down the scale.
    """

    chosen = Signal(str)

    def __init__(self, name: str, vocabulary: Vocabulary, language: Language) -> None:
        super().__init__()
        self.setObjectName("grades")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = name
        self._language = language
        self._names = {term.id: named(term, language) for term in vocabulary.terms if not term.retired}
        self._value = ""
        self._buttons: dict[str, QToolButton] = {}
        self._said = ElidedLabel()
        self._said.setObjectName("quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for grade, words in self._names.items():
            button = QToolButton()
            button.setObjectName("grade")
            button.setText(grade)
            button.setToolTip(as_text(words))
            button.setAccessibleName(f"{name}: {words}")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._give, grade))
            self._buttons[grade] = button
            row.addWidget(button)
        row.addWidget(self._said, 1)
        self.show_value("")

    def show_value(self, value: str) -> None:
        self._value = value
        for grade, button in self._buttons.items():
            button.setChecked(grade == value)
        words = self._names.get(value, value)
        said = words.removeprefix(value).strip() if value else tr(self._language, "story.grade-none")
        self._said.set_text(said)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(words if value else said)

    def _give(self, grade: str, *_: object) -> None:
        """Another grade, or none where it was this one."""
        self._choose("" if grade == self._value else grade)

    def _choose(self, value: str) -> None:
        if value != self._value:
            self.show_value(value)
            self.chosen.emit(value)
        else:
            self.show_value(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        grades = list(self._buttons)
        if (letter := pressed(event)) in self._buttons:
            self._give(letter)
        elif key in _CLEARING:
            self._choose("")
        elif key in _STEPS and grades:
            place = grades.index(self._value) + _STEPS[key] if self._value in grades else 0
            self._choose(grades[min(max(place, 0), len(grades) - 1)])
        else:
            super().keyPressEvent(event)


class GradeField(Field):
    """A `GradeRow` among the fields of a form; takes the whole width of it."""

    is_wide = True

    def __init__(self, name: str, vocabulary: Vocabulary, language: Language) -> None:
        self._row = GradeRow(name, vocabulary, language)
        super().__init__(self._row, name)
        self._row.chosen.connect(self.edited)

    def set_value(self, value: str) -> None:
        self._row.show_value(value)


def field_for(attribute: Attribute, vocabulary: Vocabulary | None, language: Language) -> Field:
    """The control for an attribute of the scheme."""
    name = named(attribute, language)
    if attribute.type == "flag":
        return FlagField(name)
    if vocabulary is not None:
        kind = GradeField if vocabulary.is_scale else ChoiceField
        return kind(name, vocabulary, language)
    field = TextField(name)
    if attribute.type in ("number", "date"):
        field.read_from_left_to_right()
    return field
