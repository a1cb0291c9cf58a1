"""The form about what a span or an attribution says of itself: a row for each value the scheme gives it.

Whoever declares one more attribute in the scheme gets one more row, wherever such a form stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.core.model import FACTS, Attribution, Span
from annotator.core.names import NAMING
from annotator.core.scheme import CATEGORY, Term, Vocabulary
from annotator.core.suggestions import ProposedAttribution, ProposedSpan
from annotator.ui.parts.fields import ChoiceField, Field, TextField
from annotator.ui.parts.grades import field_for
from annotator.words.i18n import Language
from annotator.words.rows import ATTRIBUTE, Speaker, field_words

Described = Span | Attribution | ProposedSpan | ProposedAttribution

_MOST_OF_SCREEN = 0.8
_LEAST_HEIGHT = 60


class FormRow(NamedTuple):
    """A value: its field, as `core.differences` calls it, its name, and the control for it."""

    key: str
    name: str
    field: Field


def span_rows(speaker: Speaker, row: Span | ProposedSpan) -> list[FormRow]:
    """The attributes of the span's label, and what the span bears even if its label has it no more."""
    ids = (*speaker.scheme.shown_label(row.label).attributes, *row.attributes)
    return list(_attributes(speaker, ids, row.attributes))


def attribution_rows(
    speaker: Speaker, row: Attribution | ProposedAttribution, spans: Iterable[Span | ProposedSpan] = ()
) -> list[FormRow]:
    """Category, affiliation, and the attributes of attributions."""
    ids = (*speaker.scheme.attribution, *row.attributes)
    return [*fact_rows(speaker, spans), *_attributes(speaker, ids, row.attributes)]


def fact_rows(speaker: Speaker, spans: Iterable[Span | ProposedSpan]) -> list[FormRow]:
    """What is said of a source: category, affiliation. The names among `spans` are offered as text."""
    offered = sorted({span.quote for span in spans if speaker.scheme.shown_label(span.label).role in NAMING})
    rows = []
    for key in FACTS:
        name, vocabulary = field_words(speaker, key), speaker.scheme.known_vocabulary(key)
        if vocabulary is not None:
            rows.append(FormRow(key, name, ChoiceField(name, vocabulary, speaker.language)))
        elif key != CATEGORY:
            line = TextField(name)
            line.set_suggestions(offered)
            rows.append(FormRow(key, name, line))
    return rows


def text_rows(speaker: Speaker, given: Mapping[str, Any]) -> list[FormRow]:
    """The attributes of attributions that take text."""
    rows = _attributes(speaker, speaker.scheme.attribution, given)
    return [row for row in rows if isinstance(row.field, TextField)]


def row_choice(name: str, rows: Iterable[tuple[str, str]], language: Language) -> ChoiceField:
    """A choice among rows, given as id and words, in this order; "" is none of them."""
    terms = tuple(Term(id=row_id, name={language: words}) for row_id, words in rows)
    return ChoiceField(name, Vocabulary(id="", name={}, terms=terms), language)


def value_of(row: Described, key: str) -> str:
    """The value a control shows; "" where it is not set."""
    if key.startswith(ATTRIBUTE):
        return str(row.attributes.get(key.removeprefix(ATTRIBUTE), ""))
    return str(getattr(row, key) or "")


class ValuesForm(QFormLayout):
    """The rows below each other. Nothing is written: `changes` says what the person wants to be otherwise."""

    def __init__(self, row: Described) -> None:
        super().__init__()
        self._row = row
        self._given: dict[str, str] = {}
        self.fields: dict[str, Field] = {}

    def add(self, rows: Iterable[FormRow]) -> None:
        """Put these rows below those that are there."""
        for key, name, field in rows:
            field.set_value(value_of(self._row, key))
            field.edited.connect(lambda given, key=key: self._given.update({key: given}))
            self.fields[key] = field
            caption = QLabel(name.replace("&", "&&"))  # beside its field a sign stands for a mnemonic
            caption.setTextFormat(Qt.TextFormat.PlainText)
            caption.setBuddy(field)
            self.addRow(caption, field)

    def commit(self) -> None:
        """Take what was typed and not yet left."""
        for field in self.fields.values():
            field.commit()

    def changes(self) -> dict[str, Any]:
        """The fields of the record that were given another value; attributes all in one mapping."""
        changed: dict[str, Any] = {}
        attributes = dict(self._row.attributes)
        for key, value in self._given.items():
            if value == value_of(self._row, key):
                continue
            if not key.startswith(ATTRIBUTE):
                changed[key] = value
            elif value:
                attributes[key.removeprefix(ATTRIBUTE)] = value
            else:
                del attributes[key.removeprefix(ATTRIBUTE)]
        return changed | ({"attributes": attributes} if attributes != self._row.attributes else {})


class FormArea(QScrollArea):
    """Holds forms, and scrolls them where they are higher than the screen lets a dialog be."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self._page = QWidget()
        self.rows = QVBoxLayout(self._page)
        self.setWidget(self._page)

    def fit(self, dialog: QDialog) -> None:
        """Make the dialog as high as the forms are, unless that is more than the screen."""
        room = round(dialog.screen().availableGeometry().height() * _MOST_OF_SCREEN)
        around = dialog.sizeHint().height() - self.sizeHint().height()
        self.setMinimumHeight(max(_LEAST_HEIGHT, min(self._page.sizeHint().height() + 4, room - around)))
        dialog.adjustSize()


def _attributes(speaker: Speaker, ids: Iterable[str], given: Mapping[str, Any]) -> Iterator[FormRow]:
    """A retired attribute has a row only where it is given."""
    scheme = speaker.scheme
    for attribute_id in dict.fromkeys(ids):
        attribute = scheme.attribute(attribute_id)
        if attribute is not None and (not attribute.retired or attribute_id in given):
            key = f"{ATTRIBUTE}{attribute_id}"
            vocabulary = scheme.known_vocabulary(attribute.vocabulary)
            yield FormRow(key, field_words(speaker, key), field_for(attribute, vocabulary, speaker.language))
