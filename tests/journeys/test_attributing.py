"""A claim attributed by the keyboard alone: source, cue, category, a second voice, within whose words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from annotator.__main__ import main
from annotator.store import Project
from annotator.store.verify import verify
from annotator.ui.parts.completing import CompletingLine
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.ui.entering import enter

TEXT = "قال المتحدث باسم مجلس السنديان إن الهدنة صامدة، وأكد مصدر عسكري ذلك. ونقل عنه أن الطريق مفتوح."


def write(person: Person, words: str) -> None:
    """Type into the field of the popup that has the focus."""
    here = person.window.annotating.tying.popup.focusWidget()
    assert here is not None
    line = here.findChild(CompletingLine) or here
    assert isinstance(line, QLineEdit)
    enter(line, words)
    QApplication.processEvents()
    person.keys += len(words)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_attributed_by_the_keyboard_alone(tmp_path: Path, language: str) -> None:
    path, page = tmp_path / "news.db", tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    main(["new", str(path)])
    main(["import", str(path), str(page)])

    def said(person: Person) -> list[tuple[int, str]]:
        return [(len(row.sources), row.category) for row in person.window.session.layer.attributions]

    def work(person: Person) -> None:
        session, popup = person.window.session, person.window.annotating.tying.popup
        person.label("المتحدث باسم مجلس السنديان", KEY.Key_4)
        person.label("مصدر عسكري", KEY.Key_4)
        person.label("قال", KEY.Key_5)
        claim = person.label("إن الهدنة صامدة", KEY.Key_3)
        # A fragment of a category, taken for the whole; all in one event.
        before = session.saved_at
        person.press(KEY.Key_A)
        person.press(KEY.Key_G)
        write(person, "expe" if language == "en" else "خبي")
        person.press(KEY.Key_Return)
        person.press(KEY.Key_Return)
        assert said(person) == [(1, "expert")] and session.saved_at != before
        assert session.next_undo() == "attribution.add"
        person.window.undo()
        # Two sources of two categories: two attributions, in one event.
        person.window.article.select_span(claim.id)
        QApplication.processEvents()
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return, MOD.ShiftModifier)
        person.press(KEY.Key_Down)
        person.press(KEY.Key_Return)
        assert sorted(said(person)) == [(1, "military"), (1, "spokesperson")]
        # Relayed: within what the spokesman said.
        person.label("أن الطريق مفتوح", KEY.Key_3)
        person.press(KEY.Key_A)
        person.press(KEY.Key_R)
        shown = popup._fields["parent"].findChild(QComboBox)
        assert shown is not None and shown.currentText()
        person.press(KEY.Key_Return)
        assert [row.parent is not None for row in session.layer.attributions].count(True) == 1
        person.press(KEY.Key_A)
        person.press(KEY.Key_R, Qt.KeyboardModifier.ShiftModifier)
        person.press(KEY.Key_Return)
        assert not any(row.parent for row in session.layer.attributions)

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    with Project.open(path) as project:
        assert verify(project) == []
