"""The lead's work from end to end, and an objection, through the real entry point and in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.core.model import Document
from annotator.store import Project, queries, review
from annotator.store.verify import verify
from annotator.ui.lead.page import LeadPage
from annotator.ui.parts import dialogs
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.journeys.test_review import go_to, submit
from tests.ui.entering import enter

FIRST, SECOND, JUDGE, LEAD = "سلمى", "يزن", "نور", "ليان"
WORDS, OTHER = "حي الورد", "الورد"
_LOOKING_MILLISECONDS, _LOOKS = 20, 3000
CTRL_SHIFT = MOD.ControlModifier | MOD.ShiftModifier

Sit = Callable[..., None]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three articles: 30 % of them is one."""
    path = tmp_path / "news.db"
    assert main(["new", str(path)]) == 0
    for number in range(3):
        page = tmp_path / f"page-{number}.txt"
        page.write_text(f"خبر رقم {number}: الهدنة صامدة في حي الورد.\n", encoding="utf-8")
        assert main(["import", str(path), str(page), "--author", LEAD, "--new-author"]) == 0
    return path


@pytest.fixture(params=["ar", "en"])
def sit(project: Path, request: pytest.FixtureRequest) -> Sit:
    """Somebody sits down at the window, in each language, and opens one of the lists."""

    def sitting(author: str, work: Callable[[Person], None], listed: str = "all") -> None:
        arguments = ["open", str(project), "--language", request.param, "--author", author]
        assert sit_down([*arguments, "--list", listed], work) == 0

    return sitting


def lead_page(person: Person) -> LeadPage:
    """Open the lead's page by its key, and wait until everything is read."""
    person.press(KEY.Key_A, CTRL_SHIFT)
    page = person.window.findChild(LeadPage)
    assert isinstance(page, LeadPage)
    wait(page)
    return page


def wait(page: LeadPage) -> None:
    for _ in range(_LOOKS):
        if not page.busy:
            return
        QTest.qWait(_LOOKING_MILLISECONDS)
    raise AssertionError("the page never ends reading")


def write(text: str) -> None:
    """Put text where the focus is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    enter(widget, text)


def open_named(person: Person, document: str) -> None:
    person.window.opening.document(document)
    assert person.window.session.document is not None
    assert person.window.session.document.id == document


def test_a_lead_draws_and_sees_it_through(
    tmp_path: Path, project: Path, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    drawn: list[Document] = []

    def draw(person: Person) -> None:
        page = lead_page(person)
        page.tabs.setCurrentWidget(page.assigning)
        page.assigning.others.setFocus()
        write(f"{FIRST}، {SECOND}")
        page.assigning.show_preview()
        assert page.assigning.share.value() == 30
        page.assigning.draw_button.setFocus()
        person.press(KEY.Key_Space)
        wait(page)
        store = person.window.session.project
        assert store is not None
        rows = review.assignments(store)
        assert {(row.assignee, row.task) for row in rows} == {
            (FIRST, "annotate-blind"), (SECOND, "annotate-blind")
        }  # fmt: skip
        (document_id,) = {row.document_id for row in rows}
        drawn.append(queries.document(store, document_id))
        # And somebody to settle it.
        page.assigning.title.setFocus()
        place = queries.document_ids(store).index(document_id)
        page.assigning.documents.setCurrentRow(place)
        page.assigning.others.setText(JUDGE)
        page.assigning.task.setCurrentIndex(3)
        page.assigning.show_preview()
        page.assigning.assign_button.setFocus()
        person.press(KEY.Key_Space)
        wait(page)
        assert {row.assignee for row in review.assignments(store) if row.task == "adjudicate"} == {JUDGE}
        page.close()

    def mark(words: str) -> Callable[[Person], None]:
        def work(person: Person) -> None:
            open_named(person, drawn[0].id)
            assert person.spans == ()
            person.label(words, KEY.Key_2)
            submit(person)

        return work

    def settle(person: Person) -> None:
        assert person.window.session.document is not None
        assert person.window.session.document.id == drawn[0].id
        for _ in range(len(person.window.reviewing.places())):
            person.press(KEY.Key_1)

    def look(person: Person) -> None:
        page = lead_page(person)
        page.desk.choose("given")
        tr = person.window.session.tr_
        assert {row.cells[5:] for row in page.desk.shown} == {(tr("review.done"), tr("lead.review-complete"))}
        page.desk.choose("shortfalls")
        assert page.desk.shown == []
        page.close()

    sit(LEAD, draw)
    sit(FIRST, mark(WORDS), "mine")
    sit(SECOND, mark(OTHER), "mine")
    sit(JUDGE, settle, "adjudicate")
    sit(LEAD, look)
    out = tmp_path / "agreed.jsonl"
    assert main(["export", str(project), str(out), "--layer", "agreed", "--author", LEAD]) == 0
    (record,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines() if "spans" in line]
    assert [span["quote"] for span in record["spans"]] == [WORDS]
    with Project.open(project) as store:
        assert verify(store) == []


def test_an_objection_is_answered_and_accepted(project: Path, sit: Sit) -> None:
    def annotate(person: Person) -> None:
        person.label(WORDS, KEY.Key_2)
        submit(person)

    def reject(person: Person) -> None:
        person.press(KEY.Key_N)
        person.press(KEY.Key_1)

    def comment(text: str) -> Callable[[Person], None]:
        def work(person: Person) -> None:
            window = person.window
            assert window.documents.model.rowCount() == 1
            row = window.reviewing.places()[0]
            go_to(person, lambda at: at.window.reviewing.current == row.id)
            person.press(KEY.Key_C)
            write(text)
            person.press(KEY.Key_Return)

        return work

    def read_and_insist(person: Person) -> None:
        person.press(KEY.Key_M, CTRL_SHIFT)
        talk = next(row for row in QApplication.topLevelWidgets() if row.objectName() == "conversation")
        assert [row.comment.text for row in talk.said] == ["هو الحي كله", "والدليل؟"]  # type: ignore[attr-defined]
        talk.list.setCurrentRow(1)  # type: ignore[attr-defined]
        talk.line.setFocus()  # type: ignore[attr-defined]
        write("الفقرة الثالثة")
        person.press(KEY.Key_Return)
        talk.close()

    def accept(person: Person) -> None:
        window = person.window
        assert window.documents.model.rowCount() == 1
        assert window.session.tr_("reviewing.row-answered", n=1) in window.documents.model.summary(
            window.documents.model.row(0)  # type: ignore[arg-type]
        )
        person.press(KEY.Key_Y)
        assert all(place.settled for place in window.reviewing.places())

    sit(FIRST, annotate)
    sit(JUDGE, reject, "review")
    sit(FIRST, comment("هو الحي كله"), "returned")
    sit(JUDGE, comment("والدليل؟"), "review")
    sit(FIRST, read_and_insist)
    sit(JUDGE, accept, "review")
    with Project.open(project) as store:
        states = review.review_states(store)
        assert sorted(states.values()) == ["complete", "unsubmitted", "unsubmitted"]
        assert verify(store) == []
