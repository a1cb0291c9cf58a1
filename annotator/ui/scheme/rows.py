"""One part of a scheme: the list of its rows beside the form of the row that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.core.scheme import Place
from annotator.core.scheme_edits import Part, fresh_id, id_from_name, is_made_up, place_of, rows_of
from annotator.ui.scheme.draft import Draft
from annotator.ui.scheme.fields import Control, Option, Translate
from annotator.ui.scheme.form import Form
from annotator.ui.scheme.list import RowList
from annotator.words.i18n import Language

_LIST_WIDTH = 250

Options = Callable[[], list[Option]]


class RowsEditor(QWidget):
    """A list of rows and the form of the chosen one.

    `options` gives the choices of a field, `needs` when a field has a meaning; `below` stands under the form
    and belongs to it.
    """

    chosen = Signal(str)

    def __init__(
        self,
        draft: Draft,
        part: Part,
        controls: Mapping[str, Control],
        options: Mapping[str, Options],
        *,
        needs: Mapping[str, Callable[[Place], bool]] | None = None,
        translate: Translate,
        language: Language,
        below: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._draft, self._part, self._language = draft, part, language
        self._options, self._needs = options, {"id": draft.is_new, **(needs or {})}
        self._within = ""
        self._shown: Place | None = None
        self._refused: dict[str, str] = {}
        self._messages: dict[Place, dict[str, str]] = {}
        self.rows = RowList(draft, part, translate, language)
        self.rows.setFixedWidth(_LIST_WIDTH)
        self.form = Form()
        for field, control in controls.items():
            self.form.add(field, translate(f"scheme.field-{field.replace('.', '-')}"), control)
        self.form.edited.connect(self._edited)
        self.form.left.connect(self._left)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 2, 8, 2)
        column.addWidget(self.form)
        if below is not None:
            column.addWidget(below, 1)
        else:
            column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(translate(f"scheme.part-{part}"))
        area.setWidget(page)
        page.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        layout = QHBoxLayout(self)
        margin = 0 if part == "terms" else 10
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(self.rows)
        layout.addWidget(area, 1)
        self.rows.chosen.connect(self._show)
        self.rows.added.connect(lambda: self.form.focus("name.ar"))
        draft.changed.connect(self._refill)
        self._show(self.rows.current)

    def set_within(self, within: str) -> None:
        """Show the terms of another vocabulary."""
        if within != self._within:
            self._within = within
            self.rows.set_within(within)

    def tell(self, messages: Mapping[Place, dict[str, str]], faulty: set[Place]) -> None:
        """Say what is wrong: sentences by place and field; rows at `faulty` are marked in the list."""
        self._messages = dict(messages)
        self.rows.mark({place[-1] for place in faulty if place == self._place(place[-1])})
        self._tell()

    def go_to(self, row_id: str, field: str) -> None:
        """Choose a row and put the focus on one of its fields."""
        self.rows.choose(row_id)
        self.form.focus(field)

    def _place(self, row_id: str) -> Place:
        return place_of(self._part, row_id, self._within)

    def _show(self, row_id: str) -> None:
        self._shown = self._place(row_id) if row_id else None
        self._refused = {}
        self.form.setEnabled(self._shown is not None)
        self._refill()
        self._tell()
        self.chosen.emit(row_id)

    def _refill(self) -> None:
        """Show the values of the row. What is being typed is what the draft has, so it stays as it is."""
        if self._shown is None or self._shown[-1] != self.rows.current:
            return
        for field, control in self.form.controls.items():
            if field in self._options:
                control.set_options(self._options[field]())
            control.set_value(self._draft.value(self._shown, field))
            control.setEnabled(self._needs[field](self._shown) if field in self._needs else True)

    def _edited(self, field: str, value: Any) -> None:
        if self._shown is None:
            return
        if field == "id":
            self._rename(str(value))
        else:
            self._refused = {}
            self._draft.set_value(self._shown, field, value)

    def _left(self, field: str) -> None:
        """A new row is called after its English name until somebody chooses its id."""
        if field != "name.en" or self._shown is None or not self._draft.is_new(self._shown):
            return
        wanted = id_from_name(str(self._draft.value(self._shown, "name.en")))
        if wanted and is_made_up(self._shown[-1]):
            taken = [row.id for row in rows_of(self._draft.scheme, self._part, self._within)]
            self._rename(fresh_id(wanted, taken))

    def _rename(self, row_id: str) -> None:
        """Give a new row another id, or say why not and show the one it has."""
        place = self._shown
        if place is None or row_id == place[-1] or not self._draft.is_new(place):
            return
        fault = self._draft.rename(place, row_id)
        if fault is not None:
            self._refused = {"id": self._draft.sentence(fault, self._language)}
            self.form.controls["id"].set_value(place[-1])
            self._tell()

    def _tell(self) -> None:
        messages = self._messages.get(self._shown, {}) if self._shown else {}
        self.form.tell({**messages, **self._refused})
