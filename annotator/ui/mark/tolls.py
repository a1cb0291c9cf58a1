"""The tolls of the claim that the inspector shows: those it bears, to be edited, and those proposed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from annotator.commands.tolls import add_tolls, set_tolls
from annotator.core.arabic import fold_key
from annotator.core.model import Span, Toll
from annotator.suggest.tolls import proposed_tolls
from annotator.ui.parts.fields import ChoiceField, Field, FlagField, TextField
from annotator.ui.parts.link import LinkButton
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import shortened
from annotator.words.tolls import WHAT, WHO, toll_words, vocabulary

_QUOTE = 60


class TollList(QWidget):
    """A line a toll. Pressing one that is kept opens its form below it."""

    left = Signal()
    """The person is done here: back to the text."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bare")
        self._session = session
        self._span: Span | None = None
        self._drawn: tuple[object, ...] | None = None
        self._edited = -1
        self._fields: dict[str, Field] = {}
        self._openers: list[LinkButton] = []
        self._removers: list[QToolButton] = []
        self._page: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def show_tolls(self, span: Span) -> None:
        """Show those of a claim as it is now."""
        if self._span is None or span.id != self._span.id:
            self._edited = -1
        self._span = span
        proposed = proposed_tolls(self._session.text, span.ranges, span.tolls)
        drawn = (span.id, len(span.tolls), tuple(proposed), self._edited, self._session.language)
        if drawn != self._drawn:
            self._drawn = drawn
            self._build(span, proposed)
        self._fill(span)

    def _fill(self, span: Span) -> None:
        """Say what the tolls are now; the form stays, so typing goes on."""
        for opener, remover, toll in zip(self._openers, self._removers, span.tolls, strict=True):
            said = toll_words(self._session, toll)
            opener.setText(said.replace("&", "&&"))
            opener.setAccessibleName(self._session.tr_("tolls.edit-of", toll=said))
            _name(remover, self._session.tr_("tolls.remove-of", toll=said))
        if self._fields:
            for key, value in values_of(span.tolls[self._edited]).items():
                self._fields[key].set_value(value)

    def commit(self) -> None:
        """Save what was typed and not yet left."""
        for field in list(self._fields.values()):
            field.commit()

    def _build(self, span: Span, proposed: list[Toll]) -> None:
        self._fields, self._openers, self._removers = {}, [], []
        page, tr = QWidget(), self._session.tr_
        page.setObjectName("bare")
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(3)
        if span.tolls or proposed:
            lines.addWidget(_label(tr("tolls.title"), "heading"))
        for number in range(len(span.tolls)):
            lines.addLayout(self._kept(number))
            if number == self._edited:
                lines.addLayout(self._form(number))
        if proposed:
            lines.addWidget(_label(f"{tr('tolls.proposed')} ({isolated('T')})", "quiet"))
        for toll in proposed:
            lines.addLayout(self._proposed(toll))
        layout = self.layout()
        assert layout is not None
        if self._page is not None:
            layout.removeWidget(self._page)
            self._page.setParent(None)
            self._page.deleteLater()
        self._page = page
        layout.addWidget(page)
        page.show()

    def _kept(self, number: int) -> QHBoxLayout:
        line = QHBoxLayout()
        opener, remover = LinkButton(""), _button("×", partial(self._remove, number))
        opener.clicked.connect(partial(self._edit, number))
        line.addWidget(opener, 1)
        line.addWidget(remover)
        self._openers.append(opener)
        self._removers.append(remover)
        return line

    def _proposed(self, toll: Toll) -> QHBoxLayout:
        line, said = QHBoxLayout(), toll_words(self._session, toll)
        line.addWidget(_label(f"{said} — {isolated(shortened(toll.quote, _QUOTE))}", "quiet"), 1)
        accept = _button(self._session.tr_("tolls.accept"), partial(self._accept, toll))
        _name(accept, self._session.tr_("tolls.accept-of", toll=said))
        line.addWidget(accept)
        return line

    def _form(self, number: int) -> QGridLayout:
        tr, language = self._session.tr_, self._session.language
        names = {key: tr(f"tolls.{key}") for key in ("what", "who", "least", "most", "vague")}
        fields: dict[str, Field] = {
            "what": ChoiceField(names["what"], vocabulary(self._session, WHAT), language),
            "who": ChoiceField(names["who"], vocabulary(self._session, WHO), language),
            "least": TextField(names["least"]),
            "most": TextField(names["most"]),
            "vague": FlagField(names["vague"]),
        }
        grid = QGridLayout()
        for place, (key, field) in enumerate(fields.items()):
            line, column = divmod(place, 2)
            caption = _label(names[key], "quiet")
            caption.setBuddy(field)
            grid.addWidget(caption, line * 2, column)
            grid.addWidget(field, line * 2 + 1, column)
            field.edited.connect(partial(self._set, number, key))
            field.left.connect(self.left)
        self._fields = fields
        return grid

    # Acting

    def _edit(self, number: int, *_: object) -> None:
        self._edited = -1 if self._edited == number else number
        if self._span is not None:
            self.show_tolls(self._span)

    def _set(self, number: int, key: str, value: str) -> None:
        span = self._span
        if span is None or number >= len(span.tolls):
            return
        toll = changed(span.tolls[number], key, value)
        if toll is None:
            self._fill(span)
        elif toll != span.tolls[number]:
            tolls = [*span.tolls[:number], toll, *span.tolls[number + 1 :]]
            if self._session.do(set_tolls, span, tolls) is None:
                self._fill(span)

    def _remove(self, number: int, *_: object) -> None:
        if self._span is not None:
            self._edited = -1
            self._session.do(
                set_tolls, self._span, [toll for n, toll in enumerate(self._span.tolls) if n != number]
            )

    def _accept(self, toll: Toll, *_: object) -> None:
        if self._span is not None:
            self._session.do(add_tolls, self._span, [toll])


def values_of(toll: Toll) -> dict[str, str]:
    """A toll as its form shows it."""
    return {
        "what": toll.what,
        "who": toll.who,
        "least": f"{toll.least}",
        "most": "" if toll.most is None else f"{toll.most}",
        "vague": "" if toll.exact else "yes",
    }


def changed(toll: Toll, key: str, value: str) -> Toll | None:
    """A toll with one field as it was typed; None for what is no number. An exact one has one number, and
    two numbers are no exact one."""
    if key in ("what", "who"):
        return msgspec.structs.replace(toll, **{key: value}) if value else None
    if key == "vague":
        most = toll.most if value else toll.least
        return msgspec.structs.replace(toll, exact=not value, most=most)
    typed = fold_key(value).strip()
    if key == "most" and not typed:
        return msgspec.structs.replace(toll, most=None, exact=False)
    if not typed.isascii() or not typed.isdigit():
        return None
    number = int(typed)
    if key == "least" and toll.exact:
        return msgspec.structs.replace(toll, least=number, most=number)
    exact = toll.exact and (key != "most" or number == toll.least)
    return msgspec.structs.replace(toll, exact=exact, **{key: number})


def _button(text: str, does: Callable[..., None]) -> QToolButton:
    button = QToolButton()
    button.setObjectName("plain")
    button.setText(text)
    button.clicked.connect(does)
    return button


def _name(button: QToolButton, words: str) -> None:
    button.setAccessibleName(words)
    button.setToolTip(as_text(words))


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
