"""The main job from end to end, through the real entry point, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QDialogButtonBox

from annotator.__main__ import main
from annotator.store import Project, queries
from annotator.store.verify import verify
from tests.journeys.driver import KEY, MOD, Person, sit_down

PAGE = """الأخبار العاجلة
"كتائب الريان" تسقط طائرة فوق السنديان (مصدر عسكري ) - 11:52 إصابة طفل في حي الورد (مصادر محلية) - 11:22

مجلس السنديان يرحب بالهدنة

pictogram-avatar
Editing: ليان الحسن |

قال المتحدث باسم مجلس السنديان، نديم الراوي، إن "الهدنة صامدة منذ ثلاثة أيام 🔴 في كل الأحياء".

وأضاف أن المجلس يعمل على فتح معبر الريان.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def article_id(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        rows = queries.document_rows(project, author="")
    return next(row.id for row in rows if row.kind == "article")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_comes_in_is_annotated_and_leaves_as_a_training_set(
    tmp_path: Path, page: Path, language: str
) -> None:
    path, out = tmp_path / "news.db", tmp_path / "out.jsonl"
    assert main(["new", str(path), "--language", language]) == 0
    assert main(["import", str(path), str(page), "--language", language]) == 0
    document = article_id(path)

    def annotate(person: Person) -> None:
        window, session = person.window, person.window.session
        assert session.author == "سلمى"
        actor = person.label("نديم الراوي", KEY.Key_1)
        place = person.label("معبر الريان", KEY.Key_2)
        assert (actor.quote, actor.label, place.label) == ("نديم الراوي", "actor", "place")
        source = person.label("المتحدث باسم مجلس السنديان، نديم الراوي", KEY.Key_4)
        cue = person.label("قال", KEY.Key_5)
        claim = person.label('إن "الهدنة صامدة منذ ثلاثة أيام 🔴 في كل الأحياء"', KEY.Key_3)
        assert claim.quote.endswith('الأحياء"')
        assert session.unattributed() == [claim]
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        row = session.layer.attributions[0]
        assert (row.claims, row.sources, row.cue) == ((claim.id,), (source.id,), cue.id)
        assert row.category == "spokesperson"
        assert row.affiliation == "نديم الراوي"
        assert session.unattributed() == []
        done = session.layer
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert session.layer.attributions == ()
        person.press(KEY.Key_Z, MOD.ControlModifier | MOD.ShiftModifier)
        assert session.layer == done
        assert window.status.saved.text()

    def undo_again(person: Person) -> None:
        session = person.window.session
        assert session.document is not None and session.document.id == document
        assert session.author == "سلمى"
        assert len(session.layer.attributions) == 1
        person.press(KEY.Key_Z, MOD.ControlModifier)
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert session.layer.attributions == ()
        assert [span.label for span in session.layer.spans if span.label == "claim"] == []
        person.press(KEY.Key_Y, MOD.ControlModifier)
        person.press(KEY.Key_Y, MOD.ControlModifier)
        assert len(session.layer.attributions) == 1

    opening = ["open", str(path), "--language", language]
    assert sit_down([*opening, "--document", document, "--author", "سلمى"], annotate) == 0
    assert sit_down(opening, undo_again) == 0
    assert main(["export", str(path), str(out)]) == 0
    other = tmp_path / "other.db"
    assert main(["new", str(other)]) == 0
    assert main(["import", str(other), str(out)]) == 0
    with Project.open(path) as first, Project.open(other) as second:
        assert list(queries.bundles(first)) == list(queries.bundles(second))
        assert verify(first) == verify(second) == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_who_is_working_is_asked_once(tmp_path: Path, page: Path, language: str) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    main(["import", str(path), str(page)])
    asked: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, answer)
            return
        names = dialog.findChild(QComboBox)
        assert names is not None and names.currentText()
        asked.append(names.currentText())
        names.setEditText("  يزن   الحلبي ")
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        box.buttons()[0].click()

    def look(person: Person) -> None:
        assert person.window.session.author == "يزن الحلبي"
        assert person.window.status.author.text() == "يزن الحلبي"

    QTimer.singleShot(20, answer)
    assert sit_down(["open", str(path), "--language", language], look) == 0
    assert sit_down(["open", str(path), "--language", language], look) == 0
    assert len(asked) == 1


def test_a_document_is_made_from_the_clipboard(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])

    def paste(person: Person) -> None:
        QApplication.clipboard().setText(PAGE.replace("\n", "\r\n") + "\u00a0")
        window = person.window
        assert window.panels.currentWidget() is window.panels.welcome
        person.press(KEY.Key_V, MOD.ControlModifier | MOD.ShiftModifier)
        assert window.panels.currentWidget() is window.panels.welcome
        person.press(KEY.Key_Return)
        window.activateWindow()  # as a window manager does when a dialog closes
        assert QTest.qWaitForWindowActive(window)
        assert window.panels.currentWidget() is window.panels.workspace
        assert window.documents.model.rowCount() == 2
        assert window.session.document is not None and window.session.document.kind == "ticker"
        person.press(KEY.Key_PageDown, MOD.ControlModifier)
        assert window.session.document.kind == "article"
        assert "\r" not in window.session.text
        person.press(KEY.Key_V, MOD.ControlModifier | MOD.ShiftModifier)
        person.press(KEY.Key_Return)
        assert window.documents.model.rowCount() == 2

    assert sit_down(["open", str(path), "--author", "سلمى"], paste) == 0


def test_spans_nest_cross_are_relabelled_noted_and_deleted(tmp_path: Path, page: Path) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    main(["import", str(path), str(page)])

    def work(person: Person) -> None:
        session, view = person.window.session, person.window.article
        outer = person.label("المتحدث باسم مجلس السنديان", KEY.Key_4)
        inner = person.label("مجلس السنديان", KEY.Key_1, nth=1)
        crossing = person.label("السنديان، نديم", KEY.Key_1)
        assert len({outer.ranges, inner.ranges, crossing.ranges}) == 3
        person.press(KEY.Key_2)
        assert session.span(crossing.id).label == "place"  # type: ignore[union-attr]
        person.press(KEY.Key_Delete)
        assert session.span(crossing.id) is None
        view.select_span(inner.id)
        person.press(KEY.Key_F4)
        for field in person.window.inspector._span_fields.values():
            last = field
        last.setFocus()
        person.type("note")
        person.press(KEY.Key_Return)
        assert session.span(inner.id).note == "note"  # type: ignore[union-attr]
        person.press(KEY.Key_Z, MOD.ControlModifier)
        view.setFocus()
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert session.span(inner.id) is None or session.span(inner.id).note == ""  # type: ignore[union-attr]

    assert sit_down(["open", str(path), "--author", "سلمى", "--document", article_id(path)], work) == 0


def test_a_discontinuous_claim(tmp_path: Path, page: Path) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    main(["import", str(path), str(page)])

    def work(person: Person) -> None:
        person.label("الهدنة صامدة", KEY.Key_3)
        chosen = person.window.article.selected_span()
        end = person.text.index("منذ ثلاثة")
        person.go_to(end)
        for _ in range(len("منذ ثلاثة")):
            person._press(KEY.Key_Left, MOD.ShiftModifier)
        assert person.window.article.selected_span() == chosen
        person.press(KEY.Key_D)
        claim = person.window.session.span(chosen)
        assert claim is not None and claim.quote == "الهدنة صامدة منذ ثلاثة"
        assert len(claim.ranges) == 2

    assert sit_down(["open", str(path), "--author", "سلمى", "--document", article_id(path)], work) == 0
