"""Which claims are asked for: of what layer, and like what; each condition goes by a press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.ledger import Condition, condition
from annotator.store import ledger as store
from annotator.store.ledger import Ask
from annotator.ui.parts.flow import FlowLayout
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated
from annotator.words.ledger import field_name, field_names, value_words
from annotator.words.rows import shortened

_UNREVIEWED = "unreviewed"
_CHOICE_LETTERS = 14
_LONGEST = 30
_FIXED_LAYERS = 3
"""Those that there are in every project."""
_IS, _HAS, _NONE = "=", "~", ""


class Filters(QWidget):
    """The layer, a condition to add, and those that hold now. What is wrong is said where it is typed."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.conditions: tuple[Condition, ...] = ()
        self.layer, self.field, self.sign = QComboBox(), QComboBox(), QComboBox()
        self.value = QLineEdit()
        self.add_button, self.clear_button = QPushButton(), QPushButton()
        self.layer_caption, self.field_caption = QLabel(), QLabel()
        self.wrong = QLabel()
        self.wrong.setObjectName("warning")
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self._chips = QWidget()
        self.chips: list[QPushButton] = []
        self._lay_out()
        self.layer.activated.connect(lambda: self.changed.emit())
        self.sign.activated.connect(self._show_sign)
        self.add_button.clicked.connect(self.add)
        self.clear_button.clicked.connect(self.clear)
        self.value.returnPressed.connect(self.add)
        self.value.textEdited.connect(lambda: self.wrong.hide())
        self.retranslate()

    def _lay_out(self) -> None:
        for choice in (self.layer, self.field, self.sign):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_CHOICE_LETTERS if choice is not self.sign else 6)
        for caption, choice in ((self.layer_caption, self.layer), (self.field_caption, self.field)):
            caption.setObjectName("quiet")
            caption.setBuddy(choice)
        row = QHBoxLayout()
        for widget in (self.layer_caption, self.layer, self.field_caption, self.field, self.sign):
            row.addWidget(widget)
        row.addWidget(self.value, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.clear_button)
        flow = FlowLayout(self._chips)
        flow.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.wrong)
        layout.addWidget(self._chips)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.layer_caption.setText(tr("ledger.layer"))
        self.layer.setAccessibleName(tr("ledger.layer"))
        self.field_caption.setText(tr("ledger.only"))
        self.field.setAccessibleName(tr("ledger.only"))
        self.sign.setAccessibleName(tr("ledger.sign"))
        self.value.setAccessibleName(tr("ledger.value"))
        self.value.setPlaceholderText(tr("ledger.value"))
        self.add_button.setText(tr("ledger.add"))
        self.clear_button.setText(tr("ledger.clear"))
        _fill(self.field, list(field_names(self._session).items()))
        signs = ((_IS, "ledger.is"), (_HAS, "ledger.has"), (_NONE, "ledger.lacks"))
        _fill(self.sign, [(sign, tr(key)) for sign, key in signs])
        self.offer([self.layer.itemData(row) for row in range(_FIXED_LAYERS, self.layer.count())])
        self._show_chips()

    def offer(self, authors: Sequence[str]) -> None:
        """The layers that can be asked for; the one that was chosen stays so."""
        tr = self._session.tr_
        fixed = [(AGREED, tr("ledger.layer-agreed")), (_UNREVIEWED, tr("ledger.layer-unreviewed"))]
        fixed.append((store.EVERYBODY, tr("ledger.layer-all")))
        layers = [one if one.startswith(store.AUTHOR) else f"{store.AUTHOR}{one}" for one in authors]
        _fill(self.layer, [*fixed, *((one, isolated(one.removeprefix(store.AUTHOR))) for one in layers)])

    @property
    def ask(self) -> Ask:
        """What is asked for."""
        layer = self.layer.currentData()
        unreviewed = layer == _UNREVIEWED
        return Ask(layer=AGREED if unreviewed else layer, unreviewed=unreviewed, conditions=self.conditions)

    def choose_layer(self, layer: str) -> None:
        """Ask for another layer."""
        self.layer.setCurrentIndex(max(0, self.layer.findData(layer)))
        self.changed.emit()

    def add(self) -> None:
        """Add what is typed to what has to hold."""
        field, sign, text = self.field.currentData(), self.sign.currentData(), self.value.text().strip()
        if sign != _NONE and not text:
            self.value.setFocus()
            return
        given = f"{field}={'' if sign == _NONE else text}" if sign != _HAS else f"{field}~{text}"
        try:
            self.add_condition(condition(self._session.scheme, given))
        except AnnotatorError as error:
            self.wrong.setText(error_sentence(self._session.language, error))
            self.wrong.show()
            return
        self.value.clear()

    def add_condition(self, wanted: Condition) -> None:
        """Ask only for claims for which this holds, too."""
        self.wrong.hide()
        if wanted not in self.conditions:
            self.conditions = (*self.conditions, wanted)
            self._show_chips()
            self.changed.emit()

    def clear(self) -> None:
        """Ask for all claims of the layer."""
        self.wrong.hide()
        self.value.clear()
        if self.conditions:
            self.conditions = ()
            self._show_chips()
            self.changed.emit()

    def _remove(self, wanted: Condition, *_: object) -> None:
        self.conditions = tuple(one for one in self.conditions if one != wanted)
        self._show_chips()
        self.value.setFocus()
        self.changed.emit()

    def _show_chips(self) -> None:
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for wanted in self.conditions:
            chip = QPushButton(f"{self._words(wanted)}  ✕")
            chip.setObjectName("link")
            chip.setAutoDefault(False)
            chip.setAccessibleName(self._session.tr_("ledger.remove", what=self._words(wanted)))
            chip.clicked.connect(partial(self._remove, wanted))
            layout = self._chips.layout()
            assert layout is not None
            layout.addWidget(chip)
            chip.show()
            self.chips.append(chip)
        self._chips.setVisible(bool(self.chips))
        self.clear_button.setEnabled(bool(self.conditions))

    def _words(self, wanted: Condition) -> str:
        name = field_name(self._session, wanted.field)
        if wanted.is_part:
            return f"{name}: …{isolated(shortened(wanted.value, _LONGEST))}…"
        value = (
            wanted.value
            if wanted.field == "date" and wanted.value
            else value_words(self._session, wanted.field, wanted.value)
        )
        return f"{name}: {isolated(shortened(value, _LONGEST))}"

    def _show_sign(self, *_: object) -> None:
        self.value.setEnabled(self.sign.currentData() != _NONE)


def _fill(choice: QComboBox, rows: Sequence[tuple[str, str]]) -> None:
    """Offer other choices; what was chosen stays so, if it is still there."""
    chosen = choice.currentData()
    choice.clear()
    for value, words in rows:
        choice.addItem(words, value)
    choice.setCurrentIndex(max(0, choice.findData(chosen)))
