"""What is too long for its place: without its middle, with its beginning in view, whole in a tooltip."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from annotator.core.scheme import Term, Vocabulary
from annotator.ui.parts.elided import ElidedLabel
from annotator.ui.parts.fields import ChoiceField, TextField

LONG = "المتحدث باسم بعثة المراقبة المشتركة في شمال السنديان"


def test_a_label_leaves_out_its_middle_where_there_is_no_room(app: QApplication) -> None:
    label = ElidedLabel("quiet")
    label.setText(LONG)
    label.resize(2000, 30)
    label.grab()
    assert label.shown() == LONG and label.toolTip() == ""
    label.resize(120, 30)
    label.grab()
    assert label.shown().startswith("الم") and label.shown().endswith("ان") and label.shown() != LONG
    assert label.toolTip() == LONG and label.text() == LONG


def test_a_field_shows_the_beginning_of_what_it_holds(app: QApplication) -> None:
    vocabulary = Vocabulary(
        id="category", name={}, terms=(Term(id="long", name={"ar": LONG, "en": LONG}),), open=True
    )
    for field in (TextField("x"), ChoiceField("x", vocabulary, "ar"), ChoiceField("x", vocabulary, "ar")):
        field.set_value("long" if isinstance(field, ChoiceField) else LONG)
        field.resize(90, 30)
        line = field.findChild(QLineEdit)
        assert line is not None and line.text() == LONG and line.cursorPosition() == 0
        for combo in field.findChildren(QComboBox):
            assert combo.toolTip() == LONG
        field.deleteLater()
