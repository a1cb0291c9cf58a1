"""A reviewer's correction: what should stand in place of the span or the attribution, without touching it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.model import Attribution, Range, Reason, Span, quote
from annotator.core.scheme import named
from annotator.ui.parts.attribution_form import FormArea, ValuesForm, attribution_rows, span_rows
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import shortened

_WIDTH = 480
_SOURCE_ROWS = 6
_QUOTE = 70


class CorrectionDialog(QDialog):
    """Emits `corrected` with the fields that differ from the row, the reason, and words for its author."""

    corrected = Signal(object, str, str)

    def __init__(self, session: Session, row: Span | Attribution, parent: QWidget) -> None:
        super().__init__(parent)
        tr = session.tr_
        self.setWindowTitle(tr("reviewing.correct-title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.form = ValuesForm(row)
        self._area = FormArea(tr("reviewing.correct-title"))
        self._area.rows.addLayout(self.form)
        self._area.rows.addStretch(1)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("reviewing.why-words"))
        self.words.setAccessibleName(tr("reviewing.why-words"))
        hint = QLabel(tr("reviewing.correct-hint"))
        hint.setObjectName("quiet")
        hint.setWordWrap(True)
        hint.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton(tr("reviewing.correct-take"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("window.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self._area, self.words, hint, buttons):
            layout.addWidget(widget)

    def values(self) -> dict[str, Any]:
        """The fields that the correction changes."""
        raise NotImplementedError

    def reason(self, values: Mapping[str, Any]) -> Reason:
        """Why, as it follows from what was changed."""
        raise NotImplementedError

    def accept(self) -> None:
        self.form.commit()
        values = self.values()
        super().accept()
        if values:
            self.corrected.emit(values, self.reason(values), self.words.text().strip())

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        self._area.fit(self)
        super().showEvent(event)


class SpanCorrection(CorrectionDialog):
    """Another extent, label or attributes for a span. Text selected beforehand is offered as the extent."""

    def __init__(self, session: Session, row: Span, selected: Range | None, parent: QWidget) -> None:
        super().__init__(session, row, parent)
        tr = session.tr_
        self._span = row
        self._ranges = (selected,) if selected is not None and (selected,) != row.ranges else row.ranges
        self.as_it_is = QRadioButton(_quoted(row.quote))
        self.as_selected = QRadioButton(_quoted(quote(session.text, self._ranges)))
        if self._ranges != row.ranges:
            self.form.addRow(tr("reviewing.extent-selected"), self.as_selected)
            self.form.addRow(tr("reviewing.extent"), self.as_it_is)
            self.as_selected.setChecked(True)
        else:
            self.form.addRow(tr("reviewing.extent"), _plain(shortened(row.quote, _QUOTE)))
        self.labels = QComboBox()
        self.labels.setAccessibleName(tr("find.all-label"))
        for label in session.scheme.active_labels():
            self.labels.addItem(named(label, session.language), label.id)
        self.labels.setCurrentIndex(self.labels.findData(row.label))
        self.form.addRow(tr("find.all-label"), self.labels)
        self.form.add(span_rows(session, row))
        self.labels.setFocus()

    def values(self) -> dict[str, Any]:
        found = self.form.changes()
        if self.as_selected.isChecked() and self._ranges != self._span.ranges:
            found["ranges"] = self._ranges
        if (label := self.labels.currentData()) and label != self._span.label:
            found["label"] = label
        return found

    def reason(self, values: Mapping[str, Any]) -> Reason:
        return "label" if "label" in values else "boundary" if "ranges" in values else "guideline"


class AttributionCorrection(CorrectionDialog):
    """Other sources, cue or facts for an attribution, from the spans that stand in the document."""

    def __init__(
        self, session: Session, row: Attribution, spans: Sequence[Span], claim: Span, parent: QWidget
    ) -> None:
        super().__init__(session, row, parent)
        tr = session.tr_
        self._tied = row
        self.form.addRow(tr("window.claim"), _plain(shortened(claim.quote, _QUOTE)))
        near = sorted(
            spans, key=lambda span: (span.id not in row.sources, _distance(span, claim), span.start)
        )
        self.sources = QListWidget()
        self.sources.setAccessibleName(tr("window.source"))
        for span in near:
            if session.role_of(span) == "source":
                item = QListWidgetItem(_quoted(span.quote), self.sources)
                item.setData(Qt.ItemDataRole.UserRole, span.id)
                item.setCheckState(
                    Qt.CheckState.Checked if span.id in row.sources else Qt.CheckState.Unchecked
                )
        rows = max(2, min(_SOURCE_ROWS, self.sources.count()))
        self.sources.setFixedHeight(max(24, self.sources.sizeHintForRow(0)) * rows + 6)
        self.form.addRow(tr("window.source"), self.sources)
        self.cue = QComboBox()
        self.cue.setAccessibleName(tr("window.cue"))
        self.cue.addItem("", None)
        for span in near:
            if session.role_of(span) == "cue":
                self.cue.addItem(_quoted(span.quote), span.id)
        self.cue.setCurrentIndex(max(0, self.cue.findData(row.cue)))
        self.form.addRow(tr("window.cue"), self.cue)
        self.form.add(attribution_rows(session, row, spans))
        self.sources.setFocus()

    def values(self) -> dict[str, Any]:
        found = self.form.changes()
        items = (self.sources.item(place) for place in range(self.sources.count()))
        chosen = {
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        }
        if chosen != set(self._tied.sources):
            kept = [source for source in self._tied.sources if source in chosen]
            found["sources"] = (*kept, *sorted(chosen - set(kept)))
        if self.cue.currentData() != self._tied.cue:
            found["cue"] = self.cue.currentData()
        return found

    def reason(self, values: Mapping[str, Any]) -> Reason:
        return "wrong-source" if "sources" in values else "guideline"


def _distance(span: Span, other: Span) -> int:
    return max(0, other.start - span.end, span.start - other.end)


def _quoted(words: str) -> str:
    """Words as a button shows them: a sign that stands for a mnemonic is doubled."""
    return isolated(shortened(words, _QUOTE)).replace("&", "&&")


def _plain(words: str) -> QLabel:
    """Not isolated: a label takes its side from its first letter."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
