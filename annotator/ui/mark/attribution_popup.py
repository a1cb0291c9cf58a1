"""The popup of `A`: who voiced a claim, by which cue, of what category, within whose words; Enter stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.candidates import Candidate, one_a_source, outers
from annotator.core.model import Attribution, Span
from annotator.core.scheme import CATEGORY
from annotator.ui.keyboard import pressed, sign
from annotator.ui.mark.attribution_draft import Draft
from annotator.ui.mark.attribution_values import Judgements, keys_of
from annotator.ui.mark.source_list import Search, SourceList
from annotator.ui.parts.attribution_form import FormRow, fact_rows, row_choice, text_rows
from annotator.ui.parts.fields import ChoiceField, Field
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import ATTRIBUTE, field_words, outer_words

_SHOWN, _LEAST_SHOWN = 8, 2
_WIDTH = 560
_GAP = 10
_LEAST_ROW, _FRAME = 26, 8
_LONGEST = 40
_PICK, _SEARCH = "P", "/"
_FIELD_KEYS: Final = {CATEGORY: "G", "affiliation": "O", "cue": "U", "parent": "R"}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TURNING: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class AttributionPopup(QFrame):
    """Shows one attribution of the claim at a time, the last page being one more. Nothing is stored here."""

    taken = Signal(object)
    """What was `Taken`."""
    pick_wanted = Signal(object)
    """The source is to be picked in the text; what was `Judged` so far."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._session = session
        self._claim: Span | None = None
        self._offered: Sequence[Candidate] = ()
        self._guess: Callable[[Sequence[str]], Candidate] = lambda _: Candidate()
        self._rows: Sequence[Attribution] = ()
        self._page = 0
        self._draft = Draft(None, self._guess)
        self._fields: dict[str, Field] = {}
        self._keys: dict[str, str] = {}
        self._box = QRect()
        self._rested = 0
        self._title = _label("heading")
        self._another = _plain_button()
        self._pick = _plain_button()
        self._search = Search()
        self.list = SourceList(session)
        self._form = QGridLayout()
        self._judgements = Judgements(session)
        self._further = QScrollArea()
        self._notice = _label("warning")
        self._hint = _label("quiet")
        self._lay_out()
        self.list.taken.connect(self._store)
        self.list.changed.connect(self._fill)
        self._search.textChanged.connect(self.list.search)
        self._search.done.connect(self._leave_search)
        self._pick.clicked.connect(self._pick_in_text)
        self._another.clicked.connect(lambda: self._turn(1))
        self._judgements.told.connect(self._further.ensureWidgetVisible)
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._another)
        head.addWidget(self._pick)
        self._form.setHorizontalSpacing(6)
        self._form.setVerticalSpacing(3)
        for column in (1, 3):
            self._form.setColumnStretch(column, 1)
        self._further.setWidgetResizable(True)
        self._further.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._further.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._further.setWidget(self._judgements)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(4)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # `_place` gives it its size
        layout.addLayout(head)
        layout.addWidget(self._search)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._form)
        layout.addWidget(self._further)
        for said in (self._notice, self._hint):
            said.setWordWrap(True)
            layout.addWidget(said)

    def offer(
        self,
        claim: Span,
        offered: Sequence[Candidate],
        box: QRect,
        *,
        rows: Sequence[Attribution],
        row: Attribution | None,
        guess: Callable[[Sequence[str]], Candidate],
        wanted: str = "",
    ) -> None:
        """Open beside `box`, where the claim stands on the screen. `rows` are the attributions it has.

        `row` is the one shown first, `guess` gives the guess for the sources with these ids, `wanted` is the
        span that was selected.
        """
        tr = self._session.tr_
        self._claim, self._offered, self._guess, self._box = claim, offered, guess, box
        self._rows = rows
        self._hint.setText(tr("window.attribute-hint"))
        self._pick.setText(f"{isolated(_PICK)}  {tr('window.pick')}")
        self._pick.setAccessibleName(tr("window.pick"))
        self._another.setText(f"PgDn  {tr('window.another-attribution')}")
        self._another.setAccessibleName(tr("window.another-attribution"))
        self._another.setVisible(bool(rows))
        self._search.setPlaceholderText(tr("window.search-sources"))
        self._search.setAccessibleName(tr("window.search-sources"))
        self.list.setAccessibleName(tr("window.attribute-to"))
        self._show_page(rows.index(row) if row in rows else 0, wanted)
        self._place()
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def _present(self) -> Attribution | None:
        """The attribution that would be changed; None on the page of a new one."""
        return self._rows[self._page] if self._page < len(self._rows) else None

    def _show_page(self, page: int, wanted: str = "") -> None:
        self._page = page
        present, tr = self._present, self._session.tr_
        self._draft = Draft(present, self._guess, {})
        title = tr("window.attribute-to")
        if present is not None and len(self._rows) > 1:
            title = tr("window.attribute-page", n=page + 1, total=len(self._rows))
        elif present is None and self._rows:
            title = tr("window.attribute-another")
        self._title.setText(title)
        sources = present.sources if present is not None else ()
        offered = one_a_source(self._offered, sources)
        ids = [{source.id for source in row.sources} for row in offered]
        begin = 0
        if present is not None and not sources:
            begin = len(offered) - 1
        self._search.clear()
        self._search.hide()
        self.list.offer(offered, sources, begin)
        self._build_form(present)
        self._judgements.begin(present.attributes if present is not None else {})
        self._further.setVisible(bool(self._judgements.buttons))
        order: list[QWidget] = [self.list, *self._fields.values(), *self._judgements.buttons]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        place = next((place for place, row in enumerate(ids) if wanted in row), -1)
        if place >= 0:
            self.list.setCurrentRow(place)
        self._fill()

    def _turn(self, by: int) -> None:
        """To another attribution of the claim, or to a new one."""
        if self._rows:
            self._show_page((self._page + by) % (len(self._rows) + 1))
            self.list.setFocus()

    # The fields

    def _build_form(self, present: Attribution | None) -> None:
        while (item := self._form.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        given = present.attributes if present is not None else {}
        keys = keys_of(self._session.scheme)
        self._fields, self._keys = {}, {}
        for place, (name, caption, field) in enumerate(self._form_rows(present)):
            attribute = name.removeprefix(ATTRIBUTE)
            key = _FIELD_KEYS.get(name) or keys.get(attribute, "")
            said = _label("quiet")
            said.setText(f"{isolated(key)}  {caption}" if key else caption)
            said.setBuddy(field)
            line, column = divmod(place, 2)
            self._form.addWidget(said, line, column * 2, Qt.AlignmentFlag.AlignTop)
            self._form.addWidget(field, line, column * 2 + 1)
            if attribute != name:
                field.set_value(str(given.get(attribute, "")))
            field.edited.connect(partial(self._set, name))
            field.left.connect(self.list.setFocus)
            self._fields[name], self._keys[name] = field, key

    def _form_rows(self, present: Attribution | None) -> list[FormRow]:
        session, layer = self._session, self._session.layer
        assert self._claim is not None and session.reading is not None
        find = session.reading.rows.get
        cues = [(span.id, f"«{span.quote}»") for span in layer.spans if session.role_of(span) == "cue"]
        around = outers(self._claim, present, layer.spans, layer.attributions)
        relays = [(row.id, outer_words(session, find, row, longest=_LONGEST)) for row in around]
        rows = fact_rows(session, layer.spans)
        for name, choices in (("cue", cues), ("parent", relays)):
            caption = field_words(session, name)
            field = row_choice(caption, choices, session.language)
            field.setEnabled(bool(choices))
            rows.append(FormRow(name, caption, field))
        return [*rows, *text_rows(session, present.attributes if present is not None else {})]

    def _set(self, name: str, value: str) -> None:
        """A field was set by hand: from now on no other source changes it."""
        self._draft.by_hand[name] = value
        self._fill()

    def _now(self) -> tuple[list[Candidate], dict[str, Any], list[list[Candidate]]]:
        """The sources, the fields, and the sources that go apart, as they would be stored."""
        chosen, several = self.list.chosen(), self.list.is_touched
        values = self._draft.values(chosen, keeps=several or not self.list.is_moved)
        return chosen, values, self._draft.apart(chosen, values["category"], several=several)

    def _fill(self) -> None:
        """Show what would be stored."""
        chosen, values, groups = self._now()
        for name, value in values.items():
            if name not in self._draft.by_hand and name in self._fields:
                self._fields[name].set_value(value or "")
        self._notice.setText(self._draft.notice(self._session, chosen, values["category"], groups))
        self._notice.setVisible(bool(self._notice.text()))

    # Done

    def _store(self, together: bool = False) -> None:
        for field in self._fields.values():
            field.commit()
        chosen, values, groups = self._now()
        taken = self._draft.taken(chosen, values, () if together else groups, self._judgements.changed())
        self.hide()
        self.taken.emit(taken)

    def _pick_in_text(self) -> None:
        self.hide()
        self.pick_wanted.emit(self._draft.judged(self._judgements.changed()))

    def _leave_search(self) -> None:
        self._search.setVisible(bool(self._search.text()))
        self.list.setFocus()

    # Where it stands

    def least_height(self) -> int:
        """The height it needs however little room there is."""
        return self._heights(0)[0]

    def _heights(self, room: int) -> tuple[int, int, int]:
        """Of the whole, the list and the judgements: as high as they want to be within `room`."""
        rest = self._rest()
        judged = self._judgements.sizeHint().height() + 2 if self._judgements.buttons else 0
        row, rows = max(self.list.sizeHintForRow(0), _LEAST_ROW), max(1, self.list.count())
        least = row * min(rows, _LEAST_SHOWN) + _FRAME
        wanted = row * min(rows, _SHOWN) + _FRAME
        button = min(judged, _LEAST_ROW)
        listed = min(wanted, max(least, room - rest - button))
        further = min(judged, max(button, room - rest - listed))
        return rest + listed + further, listed, further

    def _rest(self) -> int:
        """The height of all but the list and the judgements."""
        layout = self.layout()
        assert layout is not None
        edge = self.contentsMargins()
        rest = layout.totalHeightForWidth(_WIDTH - edge.left() - edge.right()) - self.list.minimumHeight()
        rest += edge.top() + edge.bottom()
        return rest - (self._further.minimumHeight() if self._judgements.buttons else 0)

    def _place(self) -> None:
        """Below the claim or above it, where there is more room; never over it, never off the screen."""
        parent = self.parentWidget()
        screen = (parent or self).screen().availableGeometry()
        below, above = screen.bottom() - self._box.bottom() - _GAP, self._box.top() - screen.top() - _GAP
        is_below = below >= min(self._heights(1 << 14)[0], above)
        self._rested = self._rest()
        height, listed, further = self._heights(below if is_below else above)
        self.list.setFixedHeight(listed)
        self._further.setFixedHeight(further)
        y = self._box.bottom() + _GAP if is_below else self._box.top() - _GAP - height
        x = self._box.center().x() - _WIDTH // 2
        last = screen.right() - _WIDTH + 1, screen.bottom() - height + 1
        x, y = max(screen.left(), min(x, last[0])), max(screen.top(), min(y, last[1]))
        self.setGeometry(x, y, _WIDTH, height)

    # Qt

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible() and self._rest() != self._rested:
            self._place()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.focusWidget()
        in_line = isinstance(here, QLineEdit) or (isinstance(here, QComboBox) and here.isEditable())
        if event.key() == Qt.Key.Key_Escape:
            if in_line:
                self.list.setFocus()
            else:
                self.hide()
        elif event.key() in _ENTER:
            # The Enter of a line has just led to the list; that of the list never comes here.
            if here is not self.list:
                self._store(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif event.key() in _TURNING:
            self._turn(_TURNING[Qt.Key(event.key())])
        elif sign(event) == _SEARCH:
            self._search.show()
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif not self._letter(event):
            super().keyPressEvent(event)

    def _letter(self, event: QKeyEvent) -> bool:
        """Act on a key of its own; False for any other key."""
        letter = pressed(event)
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        name = next((name for name, key in self._keys.items() if key and key == letter), "")
        if letter == _PICK:
            self._pick_in_text()
        elif name in ("cue", "parent"):
            field = self._fields[name]
            if isinstance(field, ChoiceField) and field.isEnabled():
                field.step(-1 if back else 1)
        elif name:
            self._fields[name].focus_whole()
        else:
            return bool(letter) and self._judgements.press(letter, back=back)
        return True


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _plain_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("plain")
    return button
