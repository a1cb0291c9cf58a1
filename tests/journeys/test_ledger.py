"""From a search through the ledger to the words in their text, and to a pivot as a picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.ui.ledger.asking import PAGES
from annotator.ui.ledger.page import LedgerPage
from annotator.ui.search.page import SearchPage
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.ui.entering import enter

TEXTS = {
    "one.txt": "قال مصدر عسكري إن الطريق قرب السنديان مغلق منذ الفجر.\n",
    "two.txt": "أفاد ناشطون بأن الجسر في الريحان سليم ولم يصب أحد.\n",
}
_LOOKS = 1_500


def settled(page: LedgerPage | SearchPage) -> None:
    for _ in range(_LOOKS):
        QApplication.processEvents()
        if not page.busy:
            return
        QTest.qWait(20)
    raise AssertionError("it came to no end")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_who_said_what_is_asked_and_drawn(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "news.db"
    assert main(["new", str(path), "--language", language]) == 0
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert main(["import", str(path), str(tmp_path / name), "--language", language]) == 0

    def work(person: Person) -> None:
        window = person.window
        window.proposing.show(False)
        person.label("مصدر عسكري", KEY.Key_4)
        person.label("السنديان", KEY.Key_2)
        claim = person.label("إن الطريق قرب السنديان مغلق", KEY.Key_3)
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        person.press(KEY.Key_Escape)
        person.press(KEY.Key_PageDown, MOD.ControlModifier)
        other = person.label("بأن الجسر في الريحان سليم", KEY.Key_3)
        person.press(KEY.Key_Escape)

        person.press(KEY.Key_F, MOD.ControlModifier | MOD.ShiftModifier)
        search = window.findChild(SearchPage)
        assert isinstance(search, SearchPage) and search.isVisible()
        enter(search.line.line, "سنديان")
        for _ in range(_LOOKS):
            QTest.qWait(20)
            if search.model.hits and not search.busy:
                break
        QTest.keyClick(search.line.line, Qt.Key.Key_Return)
        assert window.session.document is not None
        assert window.session.document.id == claim.document_id != other.document_id
        search.close()
        QApplication.processEvents()

        person.press(KEY.Key_L, MOD.ControlModifier)
        page = window.findChild(LedgerPage)
        assert isinstance(page, LedgerPage) and page.isVisible()
        settled(page)
        page.filters.choose_layer("all")
        settled(page)
        assert page.claims.model.rowCount() == 2

        page.filters.field.setCurrentIndex(page.filters.field.findData("places"))
        page.filters.value.setFocus()
        enter(page.filters.value, "السنديان")
        QTest.keyClick(page.filters.value, Qt.Key.Key_Return)
        settled(page)
        assert page.claims.model.rowCount() == 1
        page.claims.list.setFocus()
        QTest.keyClick(page.claims.list, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert window.article.selected_span() == claim.id
        assert window.session.document is not None and window.session.document.id == claim.document_id

        page.filters.clear()
        page.tabs.setCurrentIndex(PAGES.index("pivot"))
        settled(page)
        page.counted["pivot"].save(tmp_path / "pivot.png")
        settled(page)
        page.close()

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    assert (tmp_path / "pivot.png").read_bytes().startswith(b"\x89PNG")
    capsys.readouterr()
    assert main(["ledger", str(path), "--layer", "all", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["claims"], told["without_source"], told["without_place"]) == (2, 1, 1)
