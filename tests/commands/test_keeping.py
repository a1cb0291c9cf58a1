"""Keeping house: details, flags, notes, sorting, and taking a document out with all that hangs on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.commands import (
    accepting,
    assignments,
    comments,
    documents,
    exporting,
    keeping,
    submissions,
    verdicts,
)
from annotator.commands.exporting import Asked
from annotator.commands.noting import set_inbox
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.model import Document, Segment
from annotator.core.suggestions import ProposedSpan, Suggestion, Why
from annotator.store import Project, finding, queries, work_lists
from annotator.store import keeping as kept
from annotator.store.review import agreed_bundles, review_of
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from tests.reviewed import PLACE, A, B, Q, R, layer
from tests.store.conftest import TEXT, document, make_document, project

__all__ = ["document", "project"]


def rows(project: Project) -> dict[str, list[object]]:
    """Every row of every table of records but the log's own."""
    return {name: sorted(project.rows(table.select)) for name, table in TABLES.items()}


def test_details_are_edited_and_the_id_stays(project: Project, document: Document) -> None:
    after = keeping.edit_document(
        project, document, author=A, title="سقوط\n طائرة", source="وكالة الأفق", published="2026-03-01"
    )
    assert after.id == document.id and after.title == "سقوط طائرة"
    assert queries.document(project, document.id) == after
    report = documents.add_text(project, TEXT, author=B)
    assert (report.documents, report.known) == (0, 1) and not report.problems
    assert queries.document(project, document.id) == after
    assert verify(project) == []
    project.undo(A)
    assert queries.document(project, document.id) == document


def test_details_that_another_has_edited_meanwhile_are_refused(project: Project, document: Document) -> None:
    keeping.edit_document(project, document, author=A, title="أول")
    with pytest.raises(StaleChange):
        keeping.edit_document(project, document, author=B, title="ثان")
    with pytest.raises(AnnotatorError, match="bad-document-language"):
        keeping.edit_document(project, document, author=B, language="لغة")


def filled(project: Project) -> Document:
    """A document with something of everything by three people."""
    found = make_document(project, author=Q)
    assignments.assign(project, [found.id], assignees=[A], task="annotate", author=Q)
    claim, *_ = layer(project, found, A)
    unsure = Suggestion(
        id="p1", document_id=found.id, suggester="names",
        spans=(ProposedSpan("place", (PLACE,), "مدينة السنديان"),), why=Why("name"), confidence=0.5,
    )  # fmt: skip
    accepting.reject_suggestion(project, unsure, author=A)
    submissions.submit(project, found.id, author=A)
    verdicts.reject(project, [claim], author=R, reason="boundary")
    comments.comment_on(project, claim.id, "لماذا؟", author=R)
    keeping.write_note(project, found.id, "راجع المصدر", author=A)
    keeping.flag_document(project, found.id, {"graphic": True}, author=Q)
    return found


def test_a_document_goes_with_everything_and_comes_back_whole(project: Project) -> None:
    found = filled(project)
    before = rows(project)
    with pytest.raises(AnnotatorError, match="others-on-document") as refused:
        keeping.remove_document(project, found, author=Q)
    assert A in str(refused.value.details["authors"]) and rows(project) == before
    gone = keeping.remove_document(project, found, author=Q, even_others=True)
    work = gone.work()
    assert work[A]["spans"] == 3 and work[A]["notes"] == 1 and work[R] == {"verdicts": 1, "comments": 1}
    assert gone.given_to() == [A]
    assert queries.document_count(project) == 0
    assert not any(rows(project)[name] for name in ("span", "attribution", "decision", "comment", "filing"))
    assert project.one("SELECT count(*) FROM texts") == (1,)
    assert verify(project) == []
    project.undo(Q)
    assert rows(project) == before and verify(project) == []
    project.redo(Q)
    assert queries.document_count(project) == 0 and verify(project) == []
    project.undo(Q)
    rebuild(project)
    assert rows(project) == before


def test_what_is_blind_is_not_counted_for_whom_it_is_blind_to(project: Project, document: Document) -> None:
    layer(project, document, A)
    assignments.assign(project, [document.id], assignees=[B], task="annotate-blind", author=Q)
    with pytest.raises(AnnotatorError, match="blind-document"):
        keeping.remove_document(project, document, author=B, even_others=True)


def test_what_was_annotated_blind_goes_once_it_is_handed_in(project: Project, document: Document) -> None:
    assignments.assign(project, [document.id], assignees=[A], task="annotate-blind", author=Q)
    layer(project, document, A)
    submissions.submit(project, document.id, author=A)
    before = rows(project)
    keeping.remove_document(project, document, author=A)
    project.undo(A)
    assert rows(project) == before and verify(project) == []


def test_a_note_is_one_text_edited_in_place(project: Project, document: Document) -> None:
    first = keeping.write_note(project, document.id, " راجع المصدر ", author=A)
    second = keeping.write_note(project, document.id, "راجعته", author=A, seen="راجع المصدر")
    assert first is not None and second is not None and first.id == second.id
    with pytest.raises(StaleChange):
        keeping.write_note(project, document.id, "من نافذة أخرى", author=A, seen="راجع المصدر")
    assert [row.text for row in review_of(project, document.id).notes] == ["راجعته"]
    keeping.write_note(project, document.id, "", author=A)
    assert kept.note_of(project, document.id, A) is None and verify(project) == []


def test_others_notes_are_hidden_from_whom_the_document_is_blind_to(
    project: Project, document: Document
) -> None:
    keeping.write_note(project, document.id, "المصدر واحد", author=A)
    assignments.assign(project, [document.id], assignees=[B], task="annotate-blind", author=Q)
    project.seen_by(B)
    assert review_of(project, document.id).notes == ()


def test_restricted_documents_are_exported_only_if_asked_for(project: Project, tmp_path: Path) -> None:
    first, second = make_document(project), make_document(project, "خبر ثان")
    keeping.flag_document(project, first.id, {"restricted": True, "graphic": True}, author=A)
    done = exporting.export(project, tmp_path / "a.jsonl", by=A)
    assert (done.record.documents, done.left_out, done.record.restricted) == (1, 1, False)
    whole = exporting.export(project, tmp_path / "b.jsonl", Asked(restricted=True), by=A)
    assert (whole.record.documents, whole.left_out, whole.record.restricted) == (2, 0, True)
    with Project.create(tmp_path / "other.db", project.scheme, actor=B) as other:
        documents.import_paths(other, [tmp_path / "b.jsonl"], author=B)
        found = kept.filings(other, [first.id, second.id])
        assert [row.flags for row in found.values()] == [("graphic", "restricted"), ()]
        keeping.flag_document(other, first.id, {"graphic": False}, author=B)
        assert not documents.import_paths(other, [tmp_path / "b.jsonl"], author=B).problems
        assert kept.filings(other, [first.id])[first.id].flags == ("restricted",)
        assert verify(other) == []


def test_nothing_of_the_text_stands_for_a_title_that_is_hidden(project: Project, document: Document) -> None:
    keeping.flag_document(project, document.id, {"graphic": True}, author=A)
    assert queries.title(project, document.id) == f"… {document.id[:8]}"


def test_documents_are_taken_unless_there_is_an_inbox(project: Project) -> None:
    make_document(project)
    assert kept.sorted_count(project, ["inbox"]) == 0
    set_inbox(project, True, author=A)
    second, third = make_document(project, "خبر ثان"), make_document(project, "خبر ثالث")
    assert make_document(project)  # known already, and taken
    listed = kept.sorted_as(project, ["inbox"])
    assert [filing.document_id for _, filing in listed] == [second.id, third.id]
    keeping.sort_documents(project, [second.id], "taken", author=A)
    keeping.sort_documents(project, [third.id], "irrelevant", author=A, reason="خارج الموضوع")
    assert kept.sorted_count(project, ["inbox", "later"]) == 0
    assert kept.filings(project, [third.id])[third.id].reason == "خارج الموضوع"
    with pytest.raises(AnnotatorError, match="reason-missing"):
        keeping.sort_documents(project, [second.id], "irrelevant", author=A)
    project.undo(A)
    assert kept.sorted_count(project, ["inbox"]) == 1
    set_inbox(project, False, author=A)
    make_document(project, "خبر رابع")
    assert kept.sorted_count(project, ["inbox"]) == 1 and verify(project) == []


def test_what_is_irrelevant_is_in_no_agreed_layer(project: Project) -> None:
    found = make_document(project)
    keeping.sort_documents(project, [found.id], "irrelevant", author=A, reason="قديم")
    assert list(agreed_bundles(project, unreviewed=True)) == []
    keeping.sort_documents(project, [found.id], "taken", author=A)
    assert [row.document.id for row in agreed_bundles(project, unreviewed=True)] == [found.id]


def test_tables_made_anew_keep_documents_in_the_order_they_came(project: Project) -> None:
    ids = [make_document(project, f"خبر {n}").id for n in range(3)]
    keeping.edit_document(project, queries.document(project, ids[0]), author=A, title="أول")
    keeping.remove_document(project, queries.document(project, ids[1]), author=A)
    project.undo(A)
    rebuild(project)
    assert queries.document_ids(project) == ids


def test_what_is_irrelevant_awaits_no_review(project: Project) -> None:
    found = filled(project)
    assert [row.awaiting.document_id for row in work_lists.queue(project, "هناء")] == [found.id]
    keeping.sort_documents(project, [found.id], "irrelevant", author=Q, reason="قديم")
    assert work_lists.queue(project, "هناء") == [] and work_lists.queue_count(project, "هناء") == 0
    assert work_lists.counts(project, "هناء").progress.documents == 0
    assert finding.found(project, A, "mine") == [] and finding.found(project, A, "irrelevant") == [found.id]


def test_segments_are_parted_otherwise_and_spans_stay(project: Project, document: Document) -> None:
    before = layer(project, document, A)
    parted = (Segment("headline", 0, 20), Segment("paragraph", 21, len(TEXT)))
    after = keeping.set_segments(project, document, parted, author=B)
    assert after.segments == parted and verify(project) == []
    assert {row.id for row in queries.layer(project, document.id, A).spans} <= {row.id for row in before}
    with pytest.raises(StaleChange):
        keeping.set_segments(project, document, (), author=A)
    with pytest.raises(AnnotatorError, match="bad-ranges"):
        keeping.set_segments(project, after, (Segment("item", 5, 9), Segment("item", 8, 12)), author=A)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("15/01/2019", "2019-01-15"), ("٣ كانون الثاني 2019", "2019-01-03"), ("", ""), ("صيف قديم", "صيف قديم")],
)
def test_a_date_is_kept_as_an_import_keeps_it(
    project: Project, document: Document, typed: str, stored: str
) -> None:
    assert keeping.edit_document(project, document, author=A, published=typed).published == stored
