"""Who says what, through the real `main()`: walked and corrected by key, and printed alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.store import Project, queries
from tests.journeys.driver import KEY, Person, sit_down

TEXT = """قال المتحدث باسم المجلس إن الهدنة صامدة منذ ثلاثة أيام.

وأضاف المتحدث باسم المجلس أن المعبر مفتوح.

وقالت هيئة الصحة إن المشفى ممتلئ.
"""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_who_says_what_is_walked_by_key(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, page = tmp_path / "news.db", tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    assert main(["new", str(path), "--language", language]) == 0
    assert main(["import", str(path), str(page), "--language", language]) == 0

    def listed(person: Person) -> list[str]:
        QApplication.processEvents()
        model = person.window.panels.outline.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def work(person: Person) -> None:
        window, tr = person.window, person.window.session.tr_
        window.proposing.show(False)
        spokesman = person.label("المتحدث باسم المجلس", KEY.Key_4)
        first = person.label("إن الهدنة صامدة منذ ثلاثة أيام", KEY.Key_3)
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        second = person.label("أن المعبر مفتوح", KEY.Key_3)
        third = person.label("إن المشفى ممتلئ", KEY.Key_3)
        person.press(KEY.Key_Escape)
        shown = listed(person)
        outline = window.panels.outline
        assert outline.isVisible() and not window.inspector.isVisible()
        assert tr("outline.unattributed") in shown[0]
        assert [second.quote in shown[1], third.quote in shown[2]] == [True, True]
        assert any(spokesman.quote in line for line in shown[3:]) and first.quote in shown[-1]
        person.press(KEY.Key_F4)
        person.press(KEY.Key_Return)
        assert window.article.selected_span() == second.id and window.article.hasFocus()
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        person.press(KEY.Key_Escape)
        shown = listed(person)
        assert third.quote in shown[1] and f"{spokesman.quote}" in shown[2]
        assert shown[2].endswith("2") and second.quote in shown[-1]
        person.press(KEY.Key_D)
        notice = window.panels.notice
        assert notice.isVisible() and notice.said.text().endswith(tr("errors.nothing-selected"))
        person.press(KEY.Key_Escape)
        assert not notice.isVisible()

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    with Project.open(path, read_only=True) as project:
        (document,) = queries.document_ids(project)
    capsys.readouterr()
    assert main(["show", str(path), document, "--outline", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["layer"] == "سلمى" and told["count"] == {"claims": 3, "unattributed": 1, "suggested": 0}
    assert [len(group["said"]) for group in told["groups"]] == [1, 2]
