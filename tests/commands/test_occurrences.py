"""Labelling all occurrences of some words: what is offered, and the one act that labels them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.commands.documents import add_text, import_paths
from annotator.commands.spans import add_span, add_spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Range
from annotator.store import Project, queries
from annotator.store.occurrences import Found, occurrences
from annotator.store.stats import stats
from annotator.store.verify import verify
from annotator.suggest.clitics import clitics
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME = "سلمى"
TEXTS = (
    "زارت روسيا وفدا. وروسيا 🔴 ترحب.\nوقالت رُوسِيَا إنها لروسيا وحدها، لا لبيلوروسيا.",
    "مجلس السنديان في دير الزور.\nبديرالزور حادث.",
    "لا شيء هنا.",
)


@pytest.fixture
def documents(project: Project) -> list[Document]:
    return [make_document(project, text) for text in TEXTS]


def find(project: Project, words: str, **values: Any) -> Found:
    values = {"label": "actor", "author": ME, "clitics": clitics(), **values}
    return occurrences(project, words, **values)


def hits(project: Project, found: Found) -> list[str]:
    quoted = []
    for listed in found.documents:
        text = queries.text_of(project, queries.document(project, listed.document_id))
        for row in listed.rows:
            assert row.context[slice(*row.hit)] == text[slice(*row.piece)]
            quoted.append(text[slice(*row.piece)])
    return quoted


def pieces(found: Found) -> list[tuple[str, list[Range]]]:
    return [(listed.document_id, [row.piece]) for listed in found.documents for row in listed.rows]


@pytest.mark.usefixtures("documents")
class TestWhatIsOffered:
    def test_every_spelling_with_its_proclitic_outside(self, project: Project) -> None:
        found = find(project, "روسيا")
        assert hits(project, found) == ["روسيا", "روسيا", "رُوسِيَا", "روسيا"]
        assert found.count == 4 and found.documents[0].title.startswith("زارت")

    def test_joined_and_apart(self, project: Project) -> None:
        assert hits(project, find(project, "دير الزور")) == ["دير الزور", "ديرالزور"]
        assert hits(project, find(project, "ديرالزور")) == ["دير الزور", "ديرالزور"]

    def test_context_is_the_line(self, project: Project) -> None:
        rows = find(project, "دير الزور").documents[0].rows
        assert [row.context for row in rows] == ["مجلس السنديان في دير الزور.", "بديرالزور حادث."]

    def test_one_document_alone(self, project: Project, documents: list[Document]) -> None:
        assert find(project, "روسيا", document_ids=[documents[1].id]).count == 0

    def test_what_is_labelled_already_is_left_out(self, project: Project, documents: list[Document]) -> None:
        def add(label: str, piece: Range, author: str = ME) -> None:
            add_span(project, author=author, document_id=documents[0].id, label=label, ranges=[piece])

        add("actor", (5, 10))
        add("place", (18, 23))
        add("actor", (18, 23), "يزن")
        add("actor", (32, 47))
        found = find(project, "روسيا")
        rows = found.documents[0].rows
        assert found.labelled == 1
        assert [(row.piece, row.covered) for row in rows] == [
            ((18, 23), False),
            ((38, 46), True),
            ((53, 58), False),
        ]

    def test_nothing_to_look_for(self, project: Project) -> None:
        assert find(project, " ـ ").count == 0

    def test_furniture_is_no_text(self, project: Project) -> None:
        add_text(project, "الأخبار العاجلة\nحادث في حلب (مصدر طبي) - 09:33", author=ME)
        assert hits(project, find(project, "العاجلة")) == []
        assert hits(project, find(project, "حلب")) == ["حلب"]

    def test_cancelled_and_progress(self, project: Project) -> None:
        told: list[tuple[int, int]] = []
        find(project, "روسيا", progress=lambda done, total: told.append((done, total)))
        assert told == [(3, 3)]
        with pytest.raises(AnnotatorError) as caught:
            find(project, "روسيا", cancelled=lambda: True)
        assert caught.value.code == "cancelled"


class TestTheAct:
    def test_one_event_and_one_undo(self, project: Project, documents: list[Document]) -> None:
        found = find(project, "روسيا")
        before, head = queries.last_event(project)[0], project.head()
        spans = add_spans(project, pieces(found), label="actor", author=ME)
        assert queries.last_event(project) == (before + 1, "span.add_all")
        assert project.head() != head
        assert [span.quote for span in spans] == ["روسيا", "روسيا", "رُوسِيَا", "روسيا"]
        assert {(span.origin, span.author, span.label) for span in spans} == {("propagate", ME, "actor")}
        assert queries.layer(project, documents[0].id, ME).spans == tuple(spans)
        assert verify(project) == []
        project.undo(ME)
        assert stats(project).spans == 0
        project.redo(ME)
        assert queries.layer(project, documents[0].id, ME).spans == tuple(spans)
        assert verify(project) == []

    def test_across_documents(self, project: Project, documents: list[Document]) -> None:
        wanted = pieces(find(project, "روسيا")) + pieces(find(project, "دير الزور"))
        assert len(add_spans(project, wanted, label="place", author=ME)) == 6
        assert {document_id for document_id, _ in wanted} == {documents[0].id, documents[1].id}

    def test_twins_and_furniture_are_passed_over(self, project: Project, documents: list[Document]) -> None:
        add_span(project, author=ME, document_id=documents[0].id, label="actor", ranges=[(5, 10)])
        report = add_text(project, "الأخبار العاجلة\nحادث في حلب (مصدر طبي) - 09:33", author=ME)
        ticker = report.first_document or ""
        wanted: list[tuple[str, list[Range]]] = [
            (documents[0].id, [(5, 10)]),
            (documents[0].id, [(18, 23)]),
            (documents[0].id, [(18, 23)]),
            (ticker, [(0, 7)]),
        ]
        assert [span.start for span in add_spans(project, wanted, label="actor", author=ME)] == [18]

    def test_nothing_new_is_no_event(self, project: Project, documents: list[Document]) -> None:
        head = project.head()
        assert add_spans(project, [], label="actor", author=ME) == []
        assert project.head() == head

    @pytest.mark.parametrize(
        ("code", "label", "piece"),
        [
            ("unknown-label", "none", (5, 10)),
            ("bad-ranges", "actor", (5, 10_000)),
            ("bad-ranges", "actor", (5, 5)),
        ],
    )
    def test_what_add_span_refuses_writes_nothing_at_all(
        self, project: Project, documents: list[Document], code: str, label: str, piece: Range
    ) -> None:
        head = project.head()
        wanted: list[tuple[str, list[Range]]] = [(documents[0].id, [(18, 23)]), (documents[0].id, [piece])]
        with pytest.raises(AnnotatorError) as caught:
            add_spans(project, wanted, label=label, author=ME)
        assert caught.value.code == code
        assert project.head() == head

    def test_no_such_document(self, project: Project) -> None:
        with pytest.raises(AnnotatorError) as caught:
            add_spans(project, [("none", [(0, 1)])], label="actor", author=ME)
        assert caught.value.code == "unknown-document"


@pytest.mark.real_data
def test_a_name_is_found_as_often_as_the_texts_hold_it(project: Project, real_data: Path) -> None:
    report = import_paths(project, [real_data / "ant" / "articles.jsonl.gz"], author=ME)
    assert report.documents > 100
    found = find(project, "تونس")
    assert found.count > 100
    made = add_spans(project, pieces(found), label="place", author=ME)
    assert len(made) == found.count
    again = find(project, "تونس", label="place")
    assert (again.count, again.labelled) == (0, found.count)
