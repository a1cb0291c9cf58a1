"""What of the record is asked for: where, who, from which account, what kind, when, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from annotator.core.asking import Asked, Moment, moment
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.ui.parts.tips import as_text
from annotator.ui.record.groups import GROUPS
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import shortened

_COLUMNS: Final = 4
_LONGEST: Final = 40
_SHORTEST_CHOICE: Final = 10
_DATE_EXAMPLE: Final = "2026-03-31"
_PATIENCE_MILLISECONDS: Final = 300
"""How long somebody has to pause in typing before it is asked for."""

Where = Literal["project", "document", "span"]


class Wanted(NamedTuple):
    """What is asked of the record, and the span whose rows alone are meant, if one is."""

    asked: Asked
    span: Span | None

    @property
    def document(self) -> str:
        """The one document that is asked about, or ""."""
        return self.span.document_id if self.span is not None else self.asked.document


class Filters(QWidget):
    """The form. What is chosen counts at once, what is typed after a pause or on Enter."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._span: Span | None = None
        self.where, self.who, self.account, self.kind = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.since, self.until, self.words = QLineEdit(), QLineEdit(), QLineEdit()
        self.clear_button = QPushButton()
        self._captions: dict[str, QLabel] = {}
        self._lines = (self.since, self.until, self.words)
        self._choices = (self.where, self.who, self.account, self.kind)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PATIENCE_MILLISECONDS)
        self._pause.timeout.connect(self.changed)
        self._lay_out()
        for choice in self._choices:
            choice.activated.connect(self._tell)
        for line in self._lines:
            line.textEdited.connect(self._typed)
            line.returnPressed.connect(self._tell)
        self.clear_button.clicked.connect(self.clear)
        self.offer((), ())
        self.retranslate()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        fields: dict[str, QWidget] = {
            "where": self.where, "who": self.who, "account": self.account, "kind": self.kind,
            "since": self.since, "until": self.until, "words": self._words_and_button(),
        }  # fmt: skip
        for choice in self._choices:
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_SHORTEST_CHOICE)
        for date in (self.since, self.until):
            date.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            date.setPlaceholderText(_DATE_EXAMPLE)
        for number, (name, field) in enumerate(fields.items()):
            row, column = divmod(number, _COLUMNS)
            caption = self._captions[name] = QLabel()
            caption.setObjectName("quiet")
            caption.setBuddy(self.words if name == "words" else field)
            grid.addWidget(caption, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1, 1, 3 if name == "words" else 1)
            grid.setColumnStretch(2 * column + 1, 1)

    def _words_and_button(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.clear_button)
        return both

    def retranslate(self) -> None:
        tr = self._session.tr_
        named = {"where": self.where, "who": self.who, "account": self.account, "kind": self.kind,
                 "since": self.since, "until": self.until, "words": self.words}  # fmt: skip
        for name, field in named.items():
            self._captions[name].setText(tr(f"record.{name}"))
            field.setAccessibleName(tr(f"record.{name}"))
        self.words.setPlaceholderText(tr("record.words-example"))
        self.clear_button.setText(tr("record.clear"))
        self.clear_button.setToolTip(as_text(tr("record.clear-about")))
        kinds = [(tr(f"record.group-{group}"), group) for group in GROUPS]
        _fill(self.kind, tr("record.every-kind"), kinds)
        for choice, everything in ((self.who, "record.everybody"), (self.account, "record.every-account")):
            choice.setItemText(0, tr(everything))
        self.show_places()

    def offer(self, people: Iterable[str], accounts: Iterable[str]) -> None:
        """The names and accounts that can be asked for; what was chosen stays so."""
        tr = self._session.tr_
        for choice, names, everything in (
            (self.who, people, "record.everybody"),
            (self.account, accounts, "record.every-account"),
        ):
            _fill(choice, tr(everything), [(isolated(name), name) for name in names])

    def show_places(self) -> None:
        """The places that can be asked about: all, the open document, and the span one has come with."""
        tr, document = self._session.tr_, self._session.document
        places: list[tuple[str, Where]] = []
        if document is not None:
            title = document.title or self._session.text
            places.append((tr("record.this-document", title=shortened(title, _LONGEST)), "document"))
        if self._span is not None:
            places.append((tr("record.this-span", quote=shortened(self._span.quote, _LONGEST)), "span"))
        _fill(self.where, tr("record.whole-project"), places)

    def ask_about(self, span: Span | None) -> None:
        """Narrow the record to a span; None leaves it as it is."""
        if span is not None:
            self.clear_form()
            self._span = span
            self.show_places()
            self.where.setCurrentIndex(self.where.findData("span"))

    def wanted(self) -> Wanted:
        """Raises `AnnotatorError("bad-moment")`."""
        where: Where | str = self.where.currentData() or ""
        document = self._session.document
        asked = Asked(
            document=document.id if where == "document" and document is not None else "",
            actor=self.who.currentData() or "",
            account=self.account.currentData() or "",
            kinds=GROUPS.get(self.kind.currentData(), ()),
            since=_time(self.since).since,
            until=_time(self.until).until,
            words=self.words.text().strip(),
        )
        return Wanted(asked, self._span if where == "span" else None)

    def clear(self) -> None:
        """Ask for everything again."""
        self.clear_form()
        self._tell()

    def clear_form(self) -> None:
        for choice in self._choices:
            choice.setCurrentIndex(0)
        for line in self._lines:
            line.clear()

    def stop(self) -> None:
        self._pause.stop()

    def _typed(self, *_: object) -> None:
        self._pause.start()

    def _tell(self, *_: object) -> None:
        self._pause.stop()
        self.changed.emit()


def _time(line: QLineEdit) -> Moment:
    """The time that was typed, the person's own; of an empty line, none."""
    typed = line.text().strip()
    found = moment(typed) if typed else Moment(typed="")
    if typed and not found.until:
        raise AnnotatorError("bad-moment", moment=typed)
    return found


def _fill(choice: QComboBox, everything: str, rows: Sequence[tuple[str, str]]) -> None:
    """Offer rows anew; the chosen one stays chosen while it is there."""
    chosen = choice.currentData()
    choice.clear()
    choice.addItem(everything, "")
    for words, value in rows:
        choice.addItem(words, value)
    choice.setCurrentIndex(max(0, choice.findData(chosen)))
