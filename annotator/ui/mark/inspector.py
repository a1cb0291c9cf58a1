"""The panel about the selected span: its quote, note and attributes, its attribution, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import attributions, spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Span
from annotator.core.names import Name, named_labels
from annotator.ui.changes import Changes
from annotator.ui.mark.attribution_parts import heading, once, relay_row, relayed_by
from annotator.ui.mark.history import HistoryList
from annotator.ui.mark.tolls import TollList
from annotator.ui.parts.attribution_form import FormRow, attribution_rows, span_rows, value_of
from annotator.ui.parts.fields import Field, TextField
from annotator.ui.parts.flow import FlowLayout
from annotator.ui.parts.link import LinkButton
from annotator.ui.parts.tips import as_text
from annotator.ui.session import LOCKED, Session
from annotator.words.i18n import isolated
from annotator.words.rows import ATTRIBUTE, label_words, shortened
from annotator.words.story import story

_LINK_CHARACTERS = 26
_ALL = 100
"""The share of the free height that the history gets, against 1 below it."""


class Inspector(QScrollArea):
    """Shows one span. The form is made anew only when another kind of thing is shown, so typing goes on."""

    span_chosen = Signal(str)
    """The person wants to see another span, e.g. the source of this claim."""
    name_wanted = Signal()
    """The person wants to point the selected span to a name."""
    page_wanted = Signal()
    """The person wants to see what is known of the name of the selected span."""
    attribute_wanted = Signal(str)
    """The person wants to attribute the selected span: this attribution of it, or "" for the first."""
    history_wanted = Signal()
    """The person wants to see all that became of the selected span."""
    left = Signal()
    """The person is done here: back to the text."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self._span_id = self._wanted_id = ""
        self._is_stale = False
        self._shape: tuple[object, ...] | None = None
        self._span_fields: dict[str, Field] = {}
        self._row_fields: dict[tuple[str, str], Field] = {}
        self._range = QLabel()
        self._quote = QLabel()
        self._name = QPushButton()
        self._history = HistoryList()
        self._tolls: TollList | None = None
        session.changed.connect(self._changed)
        session.acting.connect(self.commit)
        self.refresh()

    @property
    def shows_span(self) -> bool:
        """Whether a span is shown, and not how to begin."""
        return bool(self._span_fields)

    def show_span(self, span_id: str) -> None:
        """Show another span; "" shows how to begin."""
        if span_id != self._wanted_id:
            self._wanted_id = span_id
            self._session.soon(self.refresh)

    def _changed(self, changes: Changes) -> None:
        if changes.language or changes.scheme:
            self._is_stale = True
        if changes.document:
            self._wanted_id = ""
        if changes.document or changes.layer or changes.names or changes.language or changes.scheme:
            self._session.soon(self.refresh)

    def commit(self) -> None:
        """Save what was typed and not yet left."""
        for field in [*self._span_fields.values(), *self._row_fields.values()]:
            field.commit()
        if self._tolls is not None:
            self._tolls.commit()

    def focus_first(self) -> None:
        """Put the focus on the first control."""
        self._session.settle()
        for field in [*self._row_fields.values(), *self._span_fields.values()]:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.setFocus()

    def focus_history(self) -> None:
        """Put the focus on what became of the span."""
        self._session.settle()
        self.ensureWidgetVisible(self._history)
        self._history.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Show the span as it is now; what was typed about the one before is saved first."""
        if (self._wanted_id != self._span_id or self._is_stale) and not self._session.finish_typing():
            return
        self._span_id = self._wanted_id
        span = self._session.span(self._span_id) if self._span_id else None
        rows = self._session.attributions_of(span.id) if span else []
        shape: tuple[object, ...] | None = None
        if span is not None:
            # The form of a span that is in no attribution serves the next such span of the label as well.
            of_whom = span.id if rows else tuple(span.attributes)
            shape = (of_whom, span.label, tuple(self._signature(row) for row in rows))
        if shape != self._shape or self._is_stale or self.widget() is None:
            self._build(span, rows)
            self._shape, self._is_stale = shape, False
        if span is not None:
            self._fill(span, rows)

    def _signature(self, row: Attribution) -> tuple[object, ...]:
        """The parts of an attribution on which the controls depend."""
        return row.id, row.claims, row.sources, row.cue, row.parent, len(self._session.layer.attributions)

    # Building the form

    def _build(self, span: Span | None, rows: list[Attribution]) -> None:
        self._span_fields, self._row_fields, self._tolls = {}, {}, None
        page = QWidget()
        page.setObjectName("inspector")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(7)
        tr = self._session.tr_
        if span is None:
            hint = self._label(tr("window.inspector-empty"), "quiet")
            layout.addWidget(hint)
        else:
            self._range = self._label("", "heading")
            self._name = QPushButton()
            self._quote = self._label("", "quote")
            layout.addWidget(self._range)
            layout.addWidget(self._quote)
            self._build_span(layout, span)
            if self._session.role_of(span) == "claim":
                self._tolls = TollList(self._session)
                self._tolls.left.connect(self.left)
                layout.addWidget(self._tolls)
            blocks = once(rows)
            for row, times in blocks:
                self._build_attribution(
                    layout, row, heading(self._session, row, alone=len(blocks) == 1, times=times)
                )
            if self._session.role_of(span) == "claim" and not rows:
                layout.addWidget(self._label(tr("window.no-attribution"), "warning"))
            if not rows and self._session.role_of(span):
                button = QPushButton(tr("window.attribute-button"))
                button.clicked.connect(partial(self.attribute_wanted.emit, ""))
                layout.addWidget(button)
            layout.addWidget(self._label(tr("window.history"), "heading"))
            self._history = HistoryList()
            self._history.setAccessibleName(tr("window.history"))
            layout.addWidget(self._history, _ALL)
            whole = LinkButton(tr("actions.record_of_span"))
            whole.clicked.connect(self.history_wanted)
            layout.addWidget(whole)
        layout.addStretch(1)
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(page)

    def _build_span(self, layout: QVBoxLayout, span: Span) -> None:
        tr, scheme = self._session.tr_, self._session.scheme
        rows = span_rows(self._session, span)
        grid = self._grid(rows)
        for key, _, field in rows:
            field.edited.connect(partial(self._set_span_value, key))
            field.left.connect(self.left)
            self._span_fields[key] = field
        layout.addLayout(grid)
        if any(label.id == span.label for label in named_labels(scheme)):
            self._name.setObjectName("link")
            self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._name.clicked.connect(self.name_wanted)
            layout.addWidget(self._name)
            page = LinkButton(tr("actions.name_page"))
            page.clicked.connect(self.page_wanted)
            layout.addWidget(page)
        note = TextField(tr("window.note"))
        note.edited.connect(partial(self._set_span_value, "note"))
        note.left.connect(self.left)
        self._span_fields["note"] = note
        layout.addWidget(self._label(tr("window.note"), "quiet"))
        layout.addWidget(note)

    def _build_attribution(self, layout: QVBoxLayout, row: Attribution, title: str) -> None:
        tr = self._session.tr_
        head = FlowLayout()
        heading = self._label(title, "heading")
        heading.setWordWrap(False)
        head.addWidget(heading)
        edit = self._plain_button(tr("window.change-attribution"))
        edit.clicked.connect(partial(self.attribute_wanted.emit, row.id))
        remove = self._plain_button(tr("window.delete-attribution"))
        remove.clicked.connect(partial(self._delete, row.id))
        head.addWidget(edit)
        head.addWidget(remove)
        layout.addLayout(head)
        for caption, ids in (
            ("window.claim", row.claims if self._span_id not in row.claims else ()),
            ("window.source", row.sources),
            ("window.cue", (row.cue,) if row.cue else ()),
        ):
            for span_id in ids:
                line = QHBoxLayout()
                line.addWidget(self._part(tr(caption), span_id), 1)
                if span_id not in row.claims:
                    line.addWidget(self._remover(row, span_id))
                layout.addLayout(line)
        if not row.sources:
            layout.addWidget(self._label(tr("window.no-source"), "quiet"))
        if (outer := relayed_by(self._session, row)) is not None:
            layout.addWidget(self._link(*outer))
        rows = attribution_rows(self._session, row, self._session.layer.spans)
        if (relay := relay_row(self._session, row)) is not None:
            rows.append(relay)
        note = TextField(tr("window.attribution-note"))
        note.is_wide = True
        rows.append(FormRow("note", tr("window.attribution-note"), note))
        for key, _, field in rows:
            field.edited.connect(partial(self._set_row_value, row.id, key))
            field.left.connect(self.left)
            self._row_fields[row.id, key] = field
        layout.addLayout(self._grid(rows))

    def _grid(self, rows: Sequence[FormRow]) -> QGridLayout:
        """The rows of a form beside and below each other."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        place = 0
        for _, name, field in rows:
            place = self._place(grid, place, name, field)
        return grid

    def _place(self, grid: QGridLayout, place: int, name: str, field: Field) -> int:
        """Put a field at the next free place of a grid of two columns; the place after it is returned."""
        if field.is_wide:
            place += place % 2
        line, column = divmod(place, 2)
        width = 2 if field.is_wide else 1
        label = self._label(name, "quiet")
        label.setBuddy(field)
        grid.addWidget(label, line * 2, column, 1, width)
        grid.addWidget(field, line * 2 + 1, column, 1, width)
        grid.setColumnStretch(column, 1)
        return place + width

    def _label(self, text: str, name: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _plain_button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("plain")
        button.setText(text)
        return button

    def _part(self, caption: str, span_id: str) -> QWidget:
        """A part of the attribution; pressing it goes to its span."""
        span = self._session.span(span_id)
        shown = shortened(span.quote) if span else span_id
        button = self._link(f"{caption}: {isolated(shown)}", span_id)
        button.setAccessibleName(f"{caption}: {shown}")
        return button

    def _link(self, words: str, span_id: str) -> QPushButton:
        button = LinkButton(words.replace("&", "&&"))
        button.setAccessibleName(words)
        button.clicked.connect(partial(self.span_chosen.emit, span_id))
        return button

    def _remover(self, row: Attribution, span_id: str) -> QToolButton:
        """Takes a source or the cue out of an attribution."""
        span = self._session.span(span_id)
        button = self._plain_button("×")
        words = self._session.tr_("window.remove-part", words=shortened(span.quote) if span else span_id)
        button.setAccessibleName(words)
        button.setToolTip(as_text(words))
        button.clicked.connect(partial(self._remove, row.id, span_id))
        return button

    # Filling it

    def _fill(self, span: Span, rows: list[Attribution]) -> None:
        self.show_extent(span)
        for key, field in self._span_fields.items():
            field.set_value(value_of(span, key))
        if self._tolls is not None:
            self._tolls.show_tolls(span)
        name = self._name_of(span)
        tr, linked = self._session.tr_, isolated(shortened(name, _LINK_CHARACTERS))
        self._name.setText(tr("names.of-span", name=linked) if name else tr("names.none"))
        by_id = {row.id: row for row in rows}
        for (row_id, key), field in self._row_fields.items():
            field.set_value(value_of(by_id[row_id], key))
        assert self._session.project is not None
        ids = [span.id, *(row.id for row in rows)]
        self._history.tell(story(self._session.project, self._session.language, ids))

    def show_extent(self, span: Span) -> None:
        """Show where the span lies while its edges are being moved."""
        if span.id != self._span_id:
            return
        name = label_words(self._session, span.label)
        where = "، ".join(f"{start}-{end}" for start, end in span.ranges)
        self._range.setText(name)
        self._range.setToolTip(as_text(where))
        self._range.setAccessibleDescription(where)
        # Not isolated: a label takes its side from its first letter, and the quote stands alone in it.
        self._quote.setText(shortened(span.quote))

    def _name_of(self, span: Span) -> str:
        """The name a span points to; "" for none."""
        project = self._session.project
        row = project.row_record("name", span.name) if project is not None and span.name else None
        return row.name if isinstance(row, Name) else ""

    # Acting

    def _set_span_value(self, key: str, value: str) -> None:
        if span := self._session.span(self._span_id):
            field, name = self._span_fields[key], key.removeprefix(ATTRIBUTE)
            if name == key:
                self._save(field, value_of(span, key), spans.set_span_note, span, value)
            else:
                self._save(field, value_of(span, key), spans.set_span_attribute, span, name, value)

    def _set_row_value(self, row_id: str, key: str, value: str) -> None:
        if row := self._row(row_id):
            field, name = self._row_fields[row_id, key], key.removeprefix(ATTRIBUTE)
            stored = None if key == "parent" and not value else value
            values = {key: stored} if name == key else {"attributes": {name: value}}
            self._save(field, value_of(row, key), attributions.edit_attribution, row, **values)

    def _save(
        self, field: Field, stored: str, command: Callable[..., Any], *args: Any, **values: Any
    ) -> None:
        """Store what was said in a field; if another program is writing, it stays there for later."""
        try:
            self._session.attempt(command, *args, **values)
        except AnnotatorError as error:
            if error.code == LOCKED:
                field.keep(stored)
            else:
                field.set_value(stored)
            self._session.refuse(error)

    def _remove(self, row_id: str, span_id: str) -> None:
        if row := self._row(row_id):
            values: dict[str, Any] = {"sources": tuple(other for other in row.sources if other != span_id)}
            if row.cue == span_id:
                values["cue"] = None
            self._session.do(attributions.edit_attribution, row, **values)

    def _delete(self, row_id: str) -> None:
        if row := self._row(row_id):
            self._session.do(attributions.delete_attribution, row)

    def _row(self, row_id: str) -> Attribution | None:
        return next((row for row in self._session.layer.attributions if row.id == row_id), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
