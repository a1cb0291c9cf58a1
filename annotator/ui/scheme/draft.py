"""The scheme as it is being edited: nothing of it reaches the project before it is applied."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError
from annotator.core.scheme import SCHEME, Fault, Place, Scheme, faint_colors, faults, placed_rows
from annotator.core.scheme_edits import Part, added, moved, renamed, row_at, value_at, with_value
from annotator.ui.actions import is_taken
from annotator.words.i18n import Language, error_sentence


class Draft(QObject):
    """A scheme that changes an edit at a time, beside the one the project had when editing began."""

    changed = Signal()
    """An edit was made, or all of it is another now."""

    def __init__(self, scheme: Scheme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seen = scheme
        self.scheme = scheme
        self._old_places = {place for place, _ in placed_rows(scheme)}

    @property
    def is_changed(self) -> bool:
        return self.scheme != self.seen

    def is_new(self, place: Place) -> bool:
        """Whether the project does not know the row yet, so that its id can still be chosen."""
        return place not in self._old_places

    def value(self, place: Place, field: str) -> Any:
        return value_at(self.scheme, place, field)

    def set_value(self, place: Place, field: str, value: Any) -> None:
        self._put(with_value(self.scheme, place, field, value))

    def add(self, part: Part, within: str = "") -> Place:
        scheme, place = added(self.scheme, part, within)
        self._put(scheme)
        return place

    def move(self, place: Place, by: int) -> None:
        self._put(moved(self.scheme, place, by))

    def rename(self, place: Place, row_id: str) -> Fault | None:
        """Give a new row another id; if it cannot be, nothing happens and the reason is returned."""
        scheme = renamed(self.scheme, place, row_id)
        now = (*place[:-1], row_id)
        fault = next((row for row in faults(scheme) if row.place == now and row.field == "id"), None)
        if fault is None:
            self._put(scheme)
        return fault

    def replace(self, scheme: Scheme) -> None:
        """Go on with another scheme, e.g. an imported one."""
        self._put(scheme)

    def begin_anew(self, scheme: Scheme) -> None:
        """Forget all edits: the project has another scheme by now."""
        self.seen = scheme
        self._old_places = {place for place, _ in placed_rows(scheme)}
        self.replace(scheme)

    def faults(self) -> list[Fault]:
        """The faults that keep the scheme from being applied."""
        return list(faults(self.scheme))

    def warnings(self) -> list[Fault]:
        """The faults that do not: colours that are faint, keys that something else has."""
        taken = [
            Fault("scheme-taken-key", ("labels", label.id), "key", label.key)
            for label in self.scheme.active_labels()
            if is_taken(label.key)
        ]
        return [*faint_colors(self.scheme), *taken, *self._retyped()]

    def sentence(self, fault: Fault, language: Language) -> str:
        """The fault in words, said of the row by its name."""
        row = self.scheme if fault.place == SCHEME else row_at(self.scheme, fault.place)
        name = (row.name.get(language) or row.id) if row else fault.place[-1]
        return error_sentence(language, AnnotatorError(fault.code, place=name, value=fault.value))

    def _retyped(self) -> list[Fault]:
        old = {row.id: row for row in self.seen.attributes}
        return [
            Fault("scheme-other-values", ("attributes", row.id), "type")
            for row in self.scheme.attributes
            if row.id in old and (row.type, row.vocabulary) != (old[row.id].type, old[row.id].vocabulary)
        ]

    def _put(self, scheme: Scheme) -> None:
        if scheme != self.scheme:
            self.scheme = scheme
            self.changed.emit()
