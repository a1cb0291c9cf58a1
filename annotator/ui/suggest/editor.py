"""A suggestion in its parts, to be changed before it is accepted."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator.core.candidates import CATEGORY
from annotator.core.suggestions import ProposedAttribution, Suggestion
from annotator.ui.parts.fields import ChoiceField, TextField
from annotator.ui.session import Session
from annotator.words.reports import why_sentence

_WIDTH = 520


class SuggestionEditor(QDialog):
    """Parts can be left out; category and affiliation changed. Emits `accepted_as` with what is left."""

    accepted_as = Signal(object)

    def __init__(self, session: Session, suggestion: Suggestion, parent: QWidget) -> None:
        super().__init__(parent)
        self._suggestion = suggestion
        self._values: dict[str, str] = {}
        tr, language, scheme = session.tr_, session.language, session.scheme
        self.setWindowTitle(tr("proposing.edit-title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        why = QLabel(why_sentence(language, suggestion.why))
        why.setObjectName("quiet")
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setWordWrap(True)
        layout.addWidget(why)
        self.parts: list[QCheckBox] = []
        needed = _needed(suggestion)
        for place, span in enumerate(suggestion.spans):
            label = scheme.shown_label(span.label)
            words = " ".join(span.quote.split())
            box = QCheckBox(f"{label.name.get(language, label.id)}: {_short(words)}".replace("&", "&&"))
            box.setToolTip(words)
            box.setChecked(True)
            box.setEnabled(place not in needed)
            self.parts.append(box)
            layout.addWidget(box)
        form = QFormLayout()
        if suggestion.attribution is not None:
            categories = next((row for row in scheme.vocabularies if row.id == CATEGORY), None)
            if categories is not None:
                category = ChoiceField(tr("window.category"), categories, language)
                category.set_value(suggestion.attribution.category)
                category.edited.connect(lambda value: self._values.update(category=value))
                form.addRow(tr("window.category"), category)
            affiliation = TextField(tr("window.affiliation"))
            affiliation.set_value(suggestion.attribution.affiliation)
            affiliation.edited.connect(lambda value: self._values.update(affiliation=value))
            form.addRow(tr("window.affiliation"), affiliation)
        layout.addLayout(form)
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
        for field in self.findChildren(TextField):
            field.commit()
        super().accept()
        self.accepted_as.emit(self.edited())

    def edited(self) -> Suggestion:
        """The suggestion with the parts that are left, and the values as they stand."""
        row = self._suggestion
        kept = [place for place, box in enumerate(self.parts) if box.isChecked()]
        new_place = {place: n for n, place in enumerate(kept)}
        spans = tuple(row.spans[place] for place in kept)
        tie = row.attribution
        if tie is not None:
            tie = msgspec.structs.replace(
                tie,
                claims=tuple(new_place[place] for place in tie.claims if place in new_place),
                sources=tuple(new_place[place] for place in tie.sources if place in new_place),
                cue=new_place.get(tie.cue) if tie.cue is not None else None,
                **self._values,
            )
        return msgspec.structs.replace(row, spans=spans, attribution=tie)


def _needed(suggestion: Suggestion) -> set[int]:
    """The parts without which nothing is left to accept."""
    tie: ProposedAttribution | None = suggestion.attribution
    return {0} if tie is None else set(tie.claims)


def _short(words: str, longest: int = 90) -> str:
    return words if len(words) <= longest else f"{words[:longest].rstrip()}…"
