"""A suggestion in its parts, to be changed before it is accepted."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator.core.model import Span
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion
from annotator.ui.parts.attribution_form import FormArea, ValuesForm, attribution_rows, span_rows
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.reports import why_sentence
from annotator.words.rows import shortened, span_words

_WIDTH = 520
_LONGEST = 90


class SuggestionEditor(QDialog):
    """Parts can be left out, and values given. Emits `accepted_as` with the suggestion as it is then."""

    accepted_as = Signal(object)

    def __init__(self, session: Session, suggestion: Suggestion, parent: QWidget) -> None:
        super().__init__(parent)
        self._suggestion = suggestion
        tr = session.tr_
        self.setWindowTitle(tr("proposing.edit-title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        why = QLabel(why_sentence(session.language, suggestion.why))
        why.setObjectName("quiet")
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setWordWrap(True)
        layout.addWidget(why)
        self._area = FormArea(tr("proposing.edit-title"))
        layout.addWidget(self._area, 1)
        self.parts: list[QCheckBox] = []
        self.part_forms: list[ValuesForm] = []
        needed = _needed(suggestion)
        for place, span in enumerate(suggestion.spans):
            box = QCheckBox(span_words(session, span, longest=_LONGEST).replace("&", "&&"))
            box.setToolTip(as_text(shortened(span.quote)))
            box.setChecked(True)
            box.setEnabled(place not in needed)
            form = ValuesForm(span)
            form.add(span_rows(session, span))
            self.parts.append(box)
            self.part_forms.append(form)
            self._area.rows.addWidget(box)
            self._area.rows.addLayout(form)
        self.form: ValuesForm | None = None
        if suggestion.attribution is not None:
            self.form = ValuesForm(suggestion.attribution)
            spans: list[ProposedSpan | Span] = [*suggestion.spans, *session.layer.spans]
            self.form.add(attribution_rows(session, suggestion.attribution, spans))
            self._area.rows.addLayout(self.form)
        self._area.rows.addStretch(1)
        hint = QLabel(tr("proposing.edit-hint"))
        hint.setObjectName("quiet")
        hint.setWordWrap(True)
        layout.addWidget(hint)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton(tr("proposing.edit-take"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def accept(self) -> None:
        for form in (*self.part_forms, *([self.form] if self.form else [])):
            form.commit()
        super().accept()
        self.accepted_as.emit(self.edited())

    def edited(self) -> Suggestion:
        """The suggestion with the parts that are left, and the values as they stand."""
        row = self._suggestion
        kept = [place for place, box in enumerate(self.parts) if box.isChecked()]
        new_place = {place: n for n, place in enumerate(kept)}
        spans = tuple(
            msgspec.structs.replace(row.spans[place], **self.part_forms[place].changes()) for place in kept
        )
        tie = row.attribution
        if tie is not None and self.form is not None:
            tie = msgspec.structs.replace(
                tie,
                claims=tuple(new_place[place] for place in tie.claims if place in new_place),
                sources=tuple(new_place[place] for place in tie.sources if place in new_place),
                cue=new_place.get(tie.cue) if tie.cue is not None else None,
                **self.form.changes(),
            )
        return msgspec.structs.replace(row, spans=spans, attribution=tie)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        self._area.fit(self)
        super().showEvent(event)


def _needed(suggestion: Suggestion) -> set[int]:
    """The parts without which nothing is left to accept."""
    tie: ProposedAttribution | None = suggestion.attribution
    return {0} if tie is None else set(tie.claims)
