"""The form of what is known of a name: a field for each attribute that the scheme declares."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.commands.name_attributes import IDENTIFIER
from annotator.core.attribute_values import value_text
from annotator.core.name_attributes import declared, undeclared
from annotator.core.names import KnownName, Name
from annotator.core.scheme import Attribute
from annotator.ui.parts.fields import Field, TextField
from annotator.ui.parts.grades import field_for
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.names import by_ids, facts_of, value_words

_MOST_OFFERED = 2_000


class NameFacts(QScrollArea):
    """Tells what somebody wants to be known; nothing is written here."""

    edited = Signal(str, str)
    """The id of an attribute, and its value as it was typed."""
    declaring = Signal()
    """The person wants the scheme to declare what the program's own does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._fields: dict[str, Field] = {}
        self._known: dict[str, KnownName] = {}
        self._name: Name | None = None
        self._shape: tuple[object, ...] = ()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def commit(self) -> None:
        """Tell of what was typed and not yet left."""
        for field in self._fields.values():
            field.commit()

    def show_name(self, name: Name, known: Sequence[KnownName]) -> None:
        """Show another name, or the same one anew; `known` are the names that one may point to."""
        scheme, tr = self._session.scheme, self._session.tr_
        rows, beside = declared(scheme, name.label), undeclared(scheme, name)
        self._known = by_ids(known)
        # The form is made anew only when it is another one, so typing goes on.
        shape = (
            name.id,
            rows,
            beside,
            [name.attributes[row] for row in beside],
            self._session.language,
            len(known),
        )
        if shape == self._shape:
            self.fill(name)
            return
        self._name, self._shape = name, shape
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(3)
        self._fields = {}
        identifier = TextField(tr("names.column-identifier"))
        identifier.read_from_left_to_right()
        self._add(column, IDENTIFIER, tr("names.column-identifier"), identifier)
        spellings = _spellings(known)
        for row in rows:
            vocabulary = scheme.known_vocabulary(row.vocabulary) if row.type == "choice" else None
            field = field_for(row, vocabulary, self._session.language)
            if row.type == "name" and isinstance(field, TextField):
                field.set_suggestions(spellings)
            self._add(column, row.id, row.name.get(self._session.language) or row.id, field)
        if not rows:
            column.addWidget(_words(tr("names.none-declared"), "quiet"))
            button = QPushButton(tr("names.declare"))
            button.setObjectName("names.declare")
            button.setAutoDefault(False)
            button.clicked.connect(self.declaring)
            column.addWidget(button)
        self._add_undeclared(column, name, beside)
        column.addStretch(1)
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(page)
        self.fill(name)

    def fill(self, name: Name) -> None:
        """Show the values of the name as they are now."""
        self._name = name
        for attribute, field in self._fields.items():
            field.set_value(name.identifier if attribute == IDENTIFIER else self._value(attribute))

    def restore(self, attribute: str) -> None:
        """Show the value that is known in the place of what was typed."""
        if self._name is not None and attribute in self._fields:
            line = self._fields[attribute].findChild(QLineEdit)
            if line is not None:
                line.setModified(False)
            self.fill(self._name)

    def focus_first(self) -> None:
        for field in self._fields.values():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def _value(self, attribute_id: str) -> str:
        """A value as its control takes it: other names by their spelling."""
        assert self._name is not None
        value = self._name.attributes.get(attribute_id, "")
        row = self._session.scheme.attribute(attribute_id)
        if isinstance(row, Attribute) and row.type == "name":
            return value_words(self._session, attribute_id, value, self._known)
        return value_text(value)

    def _add(self, column: QVBoxLayout, attribute: str, called: str, field: Field) -> None:
        caption = _words(called, "quiet")
        caption.setBuddy(field)
        column.addWidget(caption)
        column.addWidget(field)
        field.edited.connect(partial(self.edited.emit, attribute))
        self._fields[attribute] = field

    def _add_undeclared(self, column: QVBoxLayout, name: Name, ids: list[str]) -> None:
        """What the scheme does not declare is shown, and can be taken away."""
        for fact in facts_of(self._session, name, self._known):
            if fact.attribute not in ids:
                continue
            line = QHBoxLayout()
            line.addWidget(_words(f"{isolated(fact.called)}: {isolated(fact.value)}", "warning"), 1)
            button = QPushButton(self._session.tr_("names.take-away"))
            button.setAccessibleName(f"{button.text()}: {fact.called}")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.edited.emit, fact.attribute, ""))
            line.addWidget(button)
            column.addLayout(line)


def _spellings(known: Sequence[KnownName]) -> list[str]:
    """The names used most, as one may write them: with their labels, where several are spelt alike.

    Others can be typed whole.
    """
    known = known[:_MOST_OFFERED]
    times: dict[str, int] = {}
    for row in known:
        times[row.name.name] = times.get(row.name.name, 0) + 1
    return [
        row.name.name if times[row.name.name] == 1 else f"{row.name.label}:{row.name.name}" for row in known
    ]


def _words(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
