"""Judging an attribution while its source is chosen: one key each, and all of it optional.

Some attributes are walked through by a key of their own; on a scale, such as the two of the Admiralty code,
each grade is a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from annotator.core.scheme import Attribute, Vocabulary, named
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_KEYS: Final = {"naming": "N", "certainty": "Y", "stance": "S"}
"""Attributes that have a key, none of them a grade of a scale."""

_COLUMNS = 2


class Judged(msgspec.Struct, frozen=True):
    """Values of the attribution beside its source. `affiliation` None: as the source suggests."""

    affiliation: str | None = None
    attributes: dict[str, str] = {}


class Judgements(QWidget):
    """A button for each attribute, with its key and its value. Only the active attributes of the scheme."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setSpacing(3)
        self._rows: list[tuple[Attribute, Vocabulary]] = []
        self._buttons: list[QToolButton] = []
        self._before: dict[str, str] = {}
        self.values: dict[str, str] = {}
        """By attribute; "" for what was taken away again."""

    def begin(self, known: Mapping[str, object]) -> None:
        """Begin with the values an attribution has."""
        self._before = {name: str(value) for name, value in known.items()}
        self.values = dict(self._before)
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._rows = self._judged()
        self._buttons = []
        walked = sum(not vocabulary.is_scale for _, vocabulary in self._rows)
        for place in range(len(self._rows)):
            button = QToolButton()
            button.setObjectName("plain")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._walk, place, 1))
            if place < walked:
                self._grid.addWidget(button, *divmod(place, _COLUMNS))
            else:
                self._grid.addWidget(button, walked + place, 0, 1, _COLUMNS)
            self._buttons.append(button)
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
                    self._give(attribute.id, "" if given == letter else letter)
                    return True
            elif _KEYS[attribute.id] == letter:
                self._walk(place, -1 if back else 1)
                return True
        return False

    def _judged(self) -> list[tuple[Attribute, Vocabulary]]:
        """Those that are walked through, then the scales."""
        scheme = self._session.scheme
        found = []
        for attribute_id in scheme.attribution:
            attribute = scheme.attribute(attribute_id)
            if attribute is None or attribute.retired or not attribute.vocabulary:
                continue
            vocabulary = scheme.vocabulary(attribute.vocabulary)
            if vocabulary.is_scale or attribute_id in _KEYS:
                found.append((attribute, vocabulary))
        return sorted(found, key=lambda row: row[1].is_scale)

    def _walk(self, place: int, step: int, *_: object) -> None:
        """To the next value of an attribute; after the last, none."""
        attribute, vocabulary = self._rows[place]
        values = ["", *(term.id for term in vocabulary.terms if not term.retired)]
        given = self.values.get(attribute.id, "")
        at = values.index(given) if given in values else 0
        self._give(attribute.id, values[(at + step) % len(values)])

    def _give(self, attribute_id: str, value: str) -> None:
        self.values[attribute_id] = value
        self._tell()

    def _tell(self) -> None:
        language = self._session.language
        for button, (attribute, vocabulary) in zip(self._buttons, self._rows, strict=True):
            name = named(attribute, language)
            given = self.values.get(attribute.id, "")
            said = vocabulary.shown(given, language) or "—"
            key = _keys_of(vocabulary) if vocabulary.is_scale else _KEYS[attribute.id]
            button.setText(f"{isolated(key)}  {name}: {isolated(said)}".replace("&", "&&"))
            button.setAccessibleName(f"{name}: {said}")


def _keys_of(scale: Vocabulary) -> str:
    """The keys of a scale, as `A-F`."""
    grades = [term.id for term in scale.terms if not term.retired]
    return f"{grades[0]}-{grades[-1]}" if len(grades) > 1 else grades[0]
