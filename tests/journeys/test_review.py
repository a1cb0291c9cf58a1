"""Review from end to end, through the real entry point, in both languages and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.core.agreed import AGREED
from annotator.core.differences import differences
from annotator.core.model import Span
from annotator.store import Project, queries
from annotator.store.review import Review, review_of
from annotator.store.verify import verify
from annotator.ui.review.reading import View
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.ui.entering import enter

ARTICLE = """مجلس السنديان يرحب بالهدنة

قال المتحدث باسم مجلس السنديان إن الهدنة صامدة في حي الورد.

وأضاف نديم الراوي أن معبر الريان مفتوح.
"""
FIRST, SECOND, THIRD = "سلمى", "يزن", "ليان"
CTRL_SHIFT = MOD.ControlModifier | MOD.ShiftModifier


@pytest.fixture
def project(tmp_path: Path) -> Path:
    page = tmp_path / "page.txt"
    page.write_text(ARTICLE, encoding="utf-8")
    path = tmp_path / "news.db"
    assert main(["new", str(path)]) == 0
    assert main(["import", str(path), str(page), "--author", THIRD, "--new-author"]) == 0
    return path


@pytest.fixture
def document(project: Path) -> str:
    with Project.open(project, read_only=True) as opened:
        (document,) = queries.document_ids(opened)
    return document


def said(path: Path, document: str) -> Review:
    with Project.open(path, read_only=True) as opened:
        return review_of(opened, document)


Work = Callable[[Person], None]


@pytest.fixture(params=["ar", "en"])
def sit(project: Path, request: pytest.FixtureRequest) -> Callable[..., None]:
    """Somebody sits down at the window, in each language, and opens one of the lists."""

    def sitting(author: str, work: Work, listed: str = "all") -> None:
        arguments = ["open", str(project), "--language", request.param, "--author", author]
        assert sit_down([*arguments, "--list", listed], work) == 0

    return sitting


def submit(person: Person) -> None:
    person.window.article.setFocus()
    person.press(KEY.Key_Return, CTRL_SHIFT)


def go_to(person: Person, wanted: Callable[[Person], bool]) -> int:
    """Press Space until what is in question is what is wanted; returns how often."""
    for pressed in range(30):
        if wanted(person):
            return pressed
        person.press(KEY.Key_Space)
    raise AssertionError("Space does not lead there")


def test_two_annotate_blind_and_a_third_adjudicates(
    tmp_path: Path, project: Path, document: str, sit: Callable[..., None]
) -> None:
    given = ["--task", "annotate-blind", "--to", FIRST, "--to", SECOND, "--author", THIRD, "--new-author"]
    assert main(["assign", str(project), document, *given]) == 0
    assert main(["assign", str(project), document, "--task", "adjudicate", "--to", THIRD]) == 0

    def annotate(person: Person) -> None:
        person.label("مجلس السنديان", KEY.Key_1)
        person.label("حي الورد", KEY.Key_2)
        person.label("نديم الراوي", KEY.Key_1)
        person.label("المتحدث باسم مجلس السنديان", KEY.Key_4)
        person.label("قال", KEY.Key_5)
        person.label("إن الهدنة صامدة في حي الورد", KEY.Key_3)
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        submit(person)

    def annotate_otherwise(person: Person) -> None:
        assert person.spans == () and person.window.article.shown.spans == ()
        assert person.window.reviewing.views() == [View()]
        assert FIRST not in person.window.documents.model.data(person.window.documents.model.index(0))
        person.label("مجلس السنديان", KEY.Key_1)
        person.label("الورد", KEY.Key_2)
        person.label("نديم الراوي", KEY.Key_2)
        person.label("المتحدث باسم مجلس السنديان", KEY.Key_4)
        person.label("إن الهدنة صامدة في حي الورد", KEY.Key_3)
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        submit(person)
        # What the other has made is there to be seen from now on.
        assert View("review", (FIRST,)) in person.window.reviewing.views()

    def adjudicate(person: Person) -> None:
        reviewing = person.window.reviewing
        assert reviewing.view == View("compare", (FIRST, SECOND))
        assert {row.kind for row in reviewing.comparison.differences()} == {  # type: ignore[union-attr]
            "only",
            "boundary",
            "label",
            "attribution",
        }
        left = len(reviewing.places())
        person.keys = 0
        for _ in range(left):
            person.press(KEY.Key_1)
        assert person.keys == left, "one key a difference"
        person.press(KEY.Key_Y, MOD.ShiftModifier)
        for _ in range(2):
            person.press(KEY.Key_V)
            if reviewing.view.kind == "agreed":
                break
        assert {span.quote for span in person.window.article.shown.spans} >= {"حي الورد", "نديم الراوي"}

    sit(FIRST, annotate)
    sit(SECOND, annotate_otherwise)
    assert len(differences([said(project, document).layer(who) for who in (FIRST, SECOND)])) >= 4
    sit(THIRD, adjudicate, "adjudicate")
    out = tmp_path / "agreed.jsonl"
    assert main(["export", str(project), str(out), "--layer", "agreed", "--author", THIRD]) == 0
    other = tmp_path / "other.db"
    assert main(["new", str(other)]) == 0
    assert main(["import", str(other), str(out)]) == 0
    with Project.open(other) as opened:
        layer = queries.layer(opened, document, AGREED)
        assert verify(opened) == []
    first = said(project, document).layer(FIRST)
    assert {(row.label, row.ranges) for row in layer.spans} == {
        (row.label, row.ranges) for row in first.spans
    }
    assert len(layer.attributions) == len(first.attributions) == 1
    with Project.open(project) as opened:
        assert verify(opened) == []


def test_a_rejection_comes_back_is_mended_and_accepted(
    project: Path, document: str, sit: Callable[..., None]
) -> None:
    made: dict[str, Span] = {}

    def annotate(person: Person) -> None:
        person.label("مجلس السنديان", KEY.Key_1)
        made["wrong"] = person.label("الورد", KEY.Key_2)
        submit(person)

    def reject(person: Person) -> None:
        window = person.window
        assert window.reviewing.view == View("review", (FIRST,))
        person.keys = 0
        person.press(KEY.Key_Y)
        assert person.keys == 1, "one key to accept"
        assert window.article.selected_span() == made["wrong"].id
        person.keys = 0
        person.press(KEY.Key_N)
        person.press(KEY.Key_1)
        assert person.keys == 2, "two keys to reject with a reason"
        person.press(KEY.Key_Space)
        go_to(person, lambda at: at.window.reviewing.current == made["wrong"].id)
        person.press(KEY.Key_C)
        enter(QApplication.focusWidget(), "الحي كله")
        person.press(KEY.Key_Return)

    def mend(person: Person) -> None:
        window = person.window
        assert window.documents.model.rowCount() == 1
        assert window.reviewing.view == View()
        go_to(person, lambda at: at.window.article.selected_span() == made["wrong"].id)
        row = window.reviewing.standing()
        assert row is not None and row.decisions[0].reason == "boundary"
        assert "الحي كله" in {comment.text for comment in window.reviewing.work.comments(row.target)}  # type: ignore[union-attr]
        assert window.article._picture.marks.signs[made["wrong"].id] == ["reject", "remark"]
        person.press(KEY.Key_C)
        enter(QApplication.focusWidget(), "نعم")
        person.press(KEY.Key_Return)
        person.select("حي الورد")
        person.press(KEY.Key_M)
        span = window.session.span(made["wrong"].id)
        assert span is not None and span.quote == "حي الورد"
        assert window.article._picture.marks.signs[span.id][0] == "stale"
        person.press(KEY.Key_Backspace, CTRL_SHIFT)
        submit(person)
        assert not window.menus.actions["submit"].isEnabled()

    def accept(person: Person) -> None:
        window = person.window
        assert window.documents.model.rowCount() == 1
        assert window.reviewing.current == made["wrong"].id
        assert window.session.tr_("reviewing.lapsed-short") in window.panels.review_strip.said.text()
        person.press(KEY.Key_Y)
        assert all(place.settled for place in window.reviewing.places())

    sit(FIRST, annotate)
    sit(THIRD, reject, "review")
    sit(FIRST, mend, "returned")
    sit(THIRD, accept, "review")
    review = said(project, document)
    assert {span.quote for span in review.agreed().spans} == {"مجلس السنديان", "حي الورد"}
    assert all(row.verdict == "accept" for row in review.decisions)


def test_a_queue_is_worked_through_without_the_mouse(
    tmp_path: Path, project: Path, sit: Callable[..., None]
) -> None:
    for n in range(3):
        page = tmp_path / f"post-{n}.txt"
        page.write_text(f"خبر رقم {n}: قال نديم الراوي إن المعبر مفتوح.\n", encoding="utf-8")
        assert main(["import", str(project), str(page), "--author", FIRST, "--new-author"]) == 0

    def annotate(person: Person) -> None:
        window = person.window
        for _ in range(window.documents.model.rowCount()):
            person.label("نديم الراوي", KEY.Key_1)
            submit(person)
            person.press(KEY.Key_PageDown, Qt.KeyboardModifier.ControlModifier)

    def review(person: Person) -> None:
        window = person.window
        panel = window.documents
        assert panel.model.rowCount() == 4
        seen = set()
        for left in (4, 3, 2, 1):
            assert window.session.document is not None and window.reviewing.view.kind == "review"
            seen.add(window.session.document.id)
            person.press(KEY.Key_Y)
            panel.recount()
            assert panel.model.rowCount() == left - 1
            person.press(KEY.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert len(seen) == 4
        tr = window.session.tr_
        assert panel.count.text() == tr("reviewing.progress", n=4, total=4)

    sit(FIRST, annotate)
    sit(THIRD, review, "review")
