"""Controls for one value each: a choice from a vocabulary, a flag, a line of text."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from annotator.core.arabic import fold_key
from annotator.core.scheme import Vocabulary, named
from annotator.ui.parts.completing import SEARCHED, CompletingLine, FoldedCompleter, Question, words_model
from annotator.words.i18n import Language, isolated, tr

_LONGEST_UNSEARCHED = 9


class Field(QWidget):
    """A control whose value is a string; "" means not set."""

    is_wide = False
    """Whether it needs the whole width of a form."""
    edited = Signal(str)
    """The person chose or typed another value and is done with it."""
    left = Signal()
    """The person pressed Enter: back to the text."""

    def __init__(self, control: QWidget, name: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(control)
        control.setAccessibleName(name)
        self.setFocusProxy(control)

    def set_value(self, value: str) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError

    def focus_whole(self) -> None:
        """Put the focus here, so that what is typed stands in the place of what is there."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if (line := self.findChild(QLineEdit)) is not None:
            line.selectAll()

    def commit(self) -> None:
        """Tell of what was typed and not yet told."""

    def keep(self, stored: str) -> None:
        """Keep what was typed though it could not be stored now; it is told again later."""
        self.set_value(stored)


class TextField(Field):
    """A line of text, told when the person leaves it or presses Enter.

    Of what is offered while typing, a word typed in part stands for the whole, unless Esc has put the offers
    away.
    """

    def __init__(self, name: str) -> None:
        self._line = CompletingLine()
        super().__init__(self._line, name)
        self._shown = ""
        self._line.editingFinished.connect(self.commit)
        self._line.entered.connect(self._entered)
        self._line.given_up.connect(self._give_up)

    def set_value(self, value: str) -> None:
        # What is being typed wins over what is told from elsewhere.
        if self._line.isModified():
            return
        self._shown = value
        self._line.show_value(value)

    def commit(self) -> None:
        if self._line.isModified() or self._line.is_changed:
            fragments = [] if self._line.takes_as_typed else self._line.cut_offers()
            if len(fragments) > 1:
                self._restore()
            else:
                self._take(fragments[0] if fragments else self._line.text().strip())

    def keep(self, stored: str) -> None:
        self._shown = stored
        self._line.setModified(True)

    def read_from_left_to_right(self) -> None:
        """For numbers and dates, whose signs would stand on the other side among Arabic words."""
        self._line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def set_suggestions(self, words: list[str]) -> None:
        """Values to offer while typing."""
        completer = FoldedCompleter(words_model(words, self._line), self._line)
        self._line.setCompleter(completer)
        self._line.offer(completer)

    def _entered(self) -> None:
        highlighted = self._line.highlighted() if self._line.cut_offers() else ""
        if highlighted:
            self._take(highlighted)
        else:
            self.commit()
        self.left.emit()

    def _give_up(self) -> None:
        """The offers go first; then what was typed."""
        if not self._line.takes_as_typed:
            self._restore()

    def _restore(self) -> None:
        self._line.show_value(self._shown)

    def _take(self, value: str) -> None:
        self._line.show_value(value)
        if value != self._shown:
            self._shown = value
            self.edited.emit(value)


class FlagField(Field):
    """Yes or not set."""

    def __init__(self, name: str) -> None:
        self._box = QCheckBox()
        super().__init__(self._box, name)
        self._box.toggled.connect(lambda on: self.edited.emit("yes" if on else ""))

    def set_value(self, value: str) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(value))


class ChoiceField(Field):
    """A term of a vocabulary by its name.

    A long vocabulary is searched by typing, in both languages: a part of a name stands for the term. Only an
    open one takes another value, once the person has said that it is meant.
    """

    def __init__(self, name: str, vocabulary: Vocabulary, language: Language) -> None:
        self._combo = QComboBox()
        super().__init__(self._combo, name)
        self._vocabulary = vocabulary
        self._language: Language = language
        self._shown = ""
        self._line: CompletingLine | None = None
        self._question = Question()
        self._combo.addItem("", "")
        for term in vocabulary.terms:
            if not term.retired:
                self._combo.addItem(named(term, language), term.id)
                forms = (term.id, *term.name.values(), *term.forms)
                found_by = " / ".join(dict.fromkeys(map(fold_key, forms)))
                self._combo.setItemData(self._combo.count() - 1, found_by, SEARCHED)
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(4)
        self._combo.activated.connect(self._activated)
        if vocabulary.open or len(vocabulary.terms) > _LONGEST_UNSEARCHED:
            self._let_search(name)

    def _let_search(self, name: str) -> None:
        self._line = CompletingLine()
        self._line.setAccessibleName(name)
        self._question.setText(name)
        completer = FoldedCompleter(self._combo.model(), self._combo)
        self._combo.setEditable(True)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._combo.setLineEdit(self._line)
        self._combo.setCompleter(completer)
        self._line.offer(completer)
        self._line.entered.connect(self._entered)
        self._line.given_up.connect(self._restore)
        self._line.editingFinished.connect(self._left_line)
        self._line.textEdited.connect(self._question.hide)
        self._question.clicked.connect(self._confirmed)
        self._question.given_up.connect(self._restore)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._question)

    def set_value(self, value: str) -> None:
        line = self._line
        if line is not None and ((line.isModified() and line.hasFocus()) or self._question.isVisible()):
            return
        self._show(value)

    def step(self, by: int) -> None:
        """To the next value of the list, and round."""
        self._activated((max(0, self._combo.currentIndex()) + by) % self._combo.count())

    def commit(self) -> None:
        """Take what is meant; what is not in the list and not confirmed gives way to what was."""
        if self._line is not None and self._line.is_changed:
            meant = self._meant()
            self._tell(self._shown if meant is None else meant)

    def _show(self, value: str) -> None:
        self._shown = value
        self._question.hide()
        with QSignalBlocker(self._combo):
            place = self._combo.findData(value)
            if place < 0 and not self._vocabulary.open:
                # A retired term, or one that another scheme brought: shown as it is.
                self._combo.addItem(value, value)
                place = self._combo.count() - 1
            self._combo.setCurrentIndex(place)
            if self._line is not None:
                self._line.show_value(value if place < 0 else self._combo.itemText(place))

    def _entered(self) -> None:
        assert self._line is not None
        highlighted = self._line.highlighted()
        meant = self._meaning(highlighted) if highlighted else self._meant()
        if meant is not None:
            self._tell(meant)
            self.left.emit()
        elif self._line.offered():
            self._line.show_offers()
        elif not self._asks():
            self._restore()
        else:
            self._question.setFocus(Qt.FocusReason.OtherFocusReason)

    def _left_line(self) -> None:
        if self._line is not None and self._line.is_changed and not self._line.highlighted():
            meant = self._meant()
            if meant is not None or not self._asks():
                self._tell(self._shown if meant is None else meant)

    def _asks(self) -> bool:
        """Ask whether the typed value is meant as a new one; False where it can be none."""
        assert self._line is not None
        if not self._vocabulary.open or self._line.offered():
            return False
        value = isolated(self._line.text().strip())
        self._question.setText(tr(self._language, "window.add-value", value=value).replace("&", "&&"))
        self._question.show()
        return True

    def _confirmed(self) -> None:
        assert self._line is not None
        self._tell(self._meaning(self._line.text()))
        self.left.emit()

    def _restore(self) -> None:
        is_asked = self._question.hasFocus()
        self._show(self._shown)
        if is_asked:
            self._combo.setFocus()

    def _activated(self, place: int) -> None:
        self._tell(str(self._combo.itemData(place)))

    def _tell(self, value: str) -> None:
        before = self._shown
        self._show(value)
        if value != before:
            self.edited.emit(value)

    def _meant(self) -> str | None:
        """The value that the typed letters stand for; None where they may be several, or a new one."""
        assert self._line is not None
        typed, offered = self._line.text().strip(), self._line.offered()
        meant = self._meaning(typed)
        if not typed or self._combo.findData(meant) >= 0 or not self._line.is_changed:
            return meant if self._line.is_changed else self._shown
        return self._meaning(offered[0]) if len(offered) == 1 else None

    def _meaning(self, typed: str) -> str:
        """The id of the term with this name in any language, or else the text itself."""
        key = fold_key(typed.strip())
        for term in self._vocabulary.terms:
            if key in {term.id, *(fold_key(word) for word in (*term.name.values(), *term.forms))}:
                return term.id
        return typed.strip()
