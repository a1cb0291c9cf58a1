"""By keys alone: a claim tied to words picked in the text, judged, its history read, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.store import Project
from annotator.store.stats import stats
from annotator.store.verify import verify
from tests.journeys.driver import KEY, MOD, Person, sit_down

TEXT = """مجلس السنديان يرحب بالهدنة

قال المتحدث باسم المجلس إن الهدنة صامدة منذ ثلاثة أيام، بحسب ما نقلت عنه هيئة الصحة في الريان.
"""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_source_is_picked_judged_told_and_undone(tmp_path: Path, language: str) -> None:
    path, page = tmp_path / "news.db", tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    assert main(["new", str(path), "--language", language]) == 0
    assert main(["import", str(path), str(page), "--language", language]) == 0

    def work(person: Person) -> None:
        window, session = person.window, person.window.session
        claim = person.label("إن الهدنة صامدة منذ ثلاثة أيام", KEY.Key_3)
        for key in (KEY.Key_A, KEY.Key_N, KEY.Key_C, KEY.Key_3, KEY.Key_P):
            person.press(key)
        assert window.status.currentMessage() == session.tr_("window.pick-expected")
        person.select("هيئة الصحة")
        person.press(KEY.Key_Return)
        row = session.layer.attributions[0]
        source = session.span(row.sources[0])
        assert source is not None and source.quote == "هيئة الصحة"
        assert row.claims == (claim.id,) and row.category == "medical"
        assert row.attributes == {"naming": "named", "reliability": "C", "credibility": "3"}
        assert window.article.selected_span() == claim.id
        person.press(KEY.Key_H)
        history = window.inspector._history
        assert QApplication.focusWidget() is history
        newest = history.item(0)
        assert newest is not None and source.quote in newest.text() and session.author in newest.text()
        person.press(KEY.Key_Escape)
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert session.layer.attributions == () and session.layer.spans == (claim,)

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    with Project.open(path) as project:
        assert verify(project) == []
        assert stats(project).unattributed == 1
