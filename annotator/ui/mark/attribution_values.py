"""Judging an attribution while its source is chosen: one key each, and all of it optional.

Attributes are walked through by a key of their own; on a scale, such as the two of the Admiralty code, each
grade is a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from annotator.core.scheme import Attribute, Scheme, Term, Vocabulary, named
from annotator.ui.session import Session
from annotator.words.i18n import isolated

KEYS: Final = {
    "naming": "N", "certainty": "Y", "stance": "S", "medium": "M", "speech": "H", "act": "T", "polarity": "L",
}  # fmt: skip
"""The keys of attributes of the default scheme; none of them a grade of a scale."""

_FREE: Final = "IJKQVWXZ"
"""The keys of further attributes, in the order of the scheme."""

_COLUMNS = 2


def keys_of(scheme: Scheme) -> dict[str, str]:
    """A key for each attribute of attributions in use that is no scale; "" once they are used up."""
    active = [row for name in scheme.attribution if (row := scheme.attribute(name)) and not row.retired]
    scales = [row.id for row in active if (vocabulary := _values_of(scheme, row)) and vocabulary.is_scale]
    free = iter(_FREE)
    return {row.id: KEYS.get(row.id) or next(free, "") for row in active if row.id not in scales}


class Judgements(QWidget):
    """A button for each attribute, with its key and its value. Only the active attributes of the scheme."""

    told = Signal(QWidget)
    """The button of the attribute that was given another value."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bare")
        self._session = session
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setSpacing(3)
        self._rows: list[tuple[Attribute, Vocabulary]] = []
        self._keys: dict[str, str] = {}
        self._before: dict[str, str] = {}
        self.buttons: list[QToolButton] = []
        self.values: dict[str, str] = {}
        """By attribute; "" for what was taken away again."""

    def begin(self, known: Mapping[str, object]) -> None:
        """Begin with the values an attribution has."""
        self._before = {name: str(value) for name, value in known.items()}
        self.values = dict(self._before)
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._keys = keys_of(self._session.scheme)
        self._rows = self._judged()
        self.buttons = []
        walked = sum(not vocabulary.is_scale for _, vocabulary in self._rows)
        for place in range(len(self._rows)):
            button = QToolButton()
            button.setObjectName("plain")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._walk, place, 1))
            if place < walked:
                self._grid.addWidget(button, *divmod(place, _COLUMNS))
            else:
                self._grid.addWidget(button, walked + place, 0, 1, _COLUMNS)
            self.buttons.append(button)
        self._tell()

    def changed(self) -> dict[str, str]:
        """The values that are others now than at the beginning."""
        return {name: value for name, value in self.values.items() if value != self._before.get(name, "")}

    def press(self, letter: str, *, back: bool) -> bool:
        """Judge as a key says; False if it says nothing. The key of the present grade takes it away."""
        for place, (attribute, vocabulary) in enumerate(self._rows):
            if vocabulary.is_scale:
                term = vocabulary.term(letter)
                if term is not None and not term.retired:
                    given = self.values.get(attribute.id, "")
                    self._give(place, "" if given == letter else letter)
                    return True
            elif self._keys[attribute.id] == letter:
                self._walk(place, -1 if back else 1)
                return True
        return False

    def _judged(self) -> list[tuple[Attribute, Vocabulary]]:
        """Those that are walked through, then the scales."""
        scheme = self._session.scheme
        found = []
        for attribute_id in scheme.attribution:
            attribute = scheme.attribute(attribute_id)
            if attribute is not None and not attribute.retired:
                vocabulary = _values_of(scheme, attribute)
                if vocabulary is not None:
                    found.append((attribute, vocabulary))
        return sorted(found, key=lambda row: row[1].is_scale)

    def _walk(self, place: int, step: int, *_: object) -> None:
        """To the next value of an attribute; after the last, none."""
        attribute, vocabulary = self._rows[place]
        values = ["", *(term.id for term in vocabulary.terms if not term.retired)]
        given = self.values.get(attribute.id, "")
        at = values.index(given) if given in values else 0
        self._give(place, values[(at + step) % len(values)])

    def _give(self, place: int, value: str) -> None:
        self.values[self._rows[place][0].id] = value
        self._tell()
        self.told.emit(self.buttons[place])

    def _tell(self) -> None:
        language = self._session.language
        for button, (attribute, vocabulary) in zip(self.buttons, self._rows, strict=True):
            name = named(attribute, language)
            given = self.values.get(attribute.id, "")
            said = vocabulary.shown(given, language) or "—"
            if given and attribute.type == "flag":
                said = self._session.tr_("window.yes")
            key = _keys_of_scale(vocabulary) if vocabulary.is_scale else self._keys[attribute.id]
            words = f"{name}: {isolated(said)}"
            button.setText((f"{isolated(key)}  {words}" if key else words).replace("&", "&&"))
            button.setAccessibleName(f"{name}: {said}")


def _values_of(scheme: Scheme, attribute: Attribute) -> Vocabulary | None:
    """The values an attribute is walked through; None where it takes text."""
    if attribute.type == "flag":
        return Vocabulary(id="", name={}, terms=(Term(id="yes", name={}),))
    return scheme.known_vocabulary(attribute.vocabulary)


def _keys_of_scale(scale: Vocabulary) -> str:
    """The keys of a scale, as `A-F`."""
    grades = [term.id for term in scale.terms if not term.retired]
    return f"{grades[0]}-{grades[-1]}" if len(grades) > 1 else grades[0]
