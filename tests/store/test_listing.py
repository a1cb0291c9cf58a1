"""The lists that documents are kept in: what is kept is what follows from the records, wherever one looks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.commands import assignments, keeping, spans, submissions, verdicts
from annotator.commands.documents import add_text
from annotator.core.document_filter import EVERY_DOCUMENT, parse
from annotator.formats import scheme_toml
from annotator.store import Project, finding, listing, places, queries, work_lists
from annotator.store.listing import KEPT_LISTS
from annotator.store.places import Places
from annotator.store.rebuilding import rebuild_tables, tables_alone
from annotator.store.verify import verify

A, B, R = "سلمى", "يزن", "ليان"


@pytest.fixture(params=[1, 8])
def project(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """Thirty documents with all kinds of work on them; blocks of two, too, so that there are many."""
    monkeypatch.setattr(listing, "BLOCK", request.param)
    monkeypatch.setattr(places, "BLOCK", request.param)
    with Project.create(tmp_path / "lists.db", scheme_toml.load(), actor=A) as project:
        for n in range(30):
            add_text(project, f"خبر رقم {n} عن حيّ الورد", author=A)
        worked_on(project, random.Random(1))
        yield project


def worked_on(project: Project, chance: random.Random) -> None:
    ids = queries.document_ids(project)
    for document_id in chance.sample(ids, 20):
        for author in chance.sample([A, B], chance.randint(1, 2)):
            label = chance.choice(["claim", "place"])
            spans.add_span(project, author=author, document_id=document_id, label=label, ranges=[(0, 3)])
            if chance.random() < 0.6:
                submissions.submit(project, document_id, author=author, note="كما هو")
    for document_id in chance.sample(ids, 10):
        task = chance.choice(["annotate", "annotate-blind", "review", "adjudicate"])
        assignments.assign(project, [document_id], assignees=[chance.choice([A, B, R])], task=task, author=R)
    for row in work_lists.queue(project, R)[:6]:
        layer = queries.layer(project, row.awaiting.document_id, row.awaiting.author)
        verdicts.reject(project, layer.spans[:1], author=R, reason="label")
    keeping.sort_documents(project, chance.sample(ids, 4), state="irrelevant", reason="غيره", author=R)


def expected(project: Project, author: str) -> dict[str, list[int]]:
    """The lists of an author's as each document's bits say."""
    numbers = [row[0] for row in project.rows("SELECT rowid FROM documents ORDER BY rowid")]
    stands = {n: places.stands_in(project, author, n) for n in numbers}
    return {name: [n for n in numbers if name in stands[n]] for name in KEPT_LISTS}


@pytest.mark.parametrize("author", [A, B, R, "زائر"])
def test_every_place_of_every_list(project: Project, author: str) -> None:
    assert verify(project) == []
    counts = places.list_counts(project, author)
    for name, numbers in expected(project, author).items():
        found = Places(project, author, name)  # type: ignore[arg-type]
        assert len(found) == len(numbers) == counts[name]  # type: ignore[index]
        assert found.keys(0, len(found)) == numbers
        for start in range(len(numbers)):
            assert found.keys(start, start + 3) == numbers[start : start + 3]
        outside = [n for n in range(40) if n not in numbers]
        assert [found.place_of(n) for n in numbers] == list(range(len(numbers)))
        assert all(found.place_of(n) is None for n in outside)
        assert finding.numbers(project, author, name, EVERY_DOCUMENT) == numbers  # type: ignore[arg-type]
        for here in range(32):
            after = next((n for n in numbers if n > here), next((n for n in numbers if n != here), None))
            before = next(
                (n for n in reversed(numbers) if n < here),
                next((n for n in reversed(numbers) if n != here), None),
            )
            assert places.nearest(project, author, [name], here, by=1) == after  # type: ignore[list-item]
            assert places.nearest(project, author, [name], here, by=-1) == before  # type: ignore[list-item]


@pytest.mark.parametrize("author", [A, B, R])
def test_the_lists_of_review_are_the_queue(project: Project, author: str) -> None:
    lists = expected(project, author)
    numbers = {document_id: n for n, document_id in project.rows("SELECT rowid, id FROM documents")}
    queue = [numbers[row.awaiting.document_id] for row in work_lists.queue(project, author)]
    double = [numbers[row.document_id] for row in work_lists.double_rows(project, author)]
    returned = [numbers[row.document_id] for row in work_lists.returned(project, author)]
    disputed = {numbers[row.document_id] for row in work_lists.disputed(project, author)}
    assert sorted(queue) == lists["review"]
    assert sorted(double) == lists["adjudicate"]
    assert returned == lists["returned"]
    assert sorted(disputed) == lists["disputed"]
    progress = work_lists.counts(project, author).progress
    assert (progress.documents, progress.documents_open) == (len(lists["to-review"]), len(lists["review"]))


def test_undoing_it_all_leaves_what_was(project: Project) -> None:
    kept = [list(project.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")) for table in ("listed", "parts")]
    spoken = queries.document_ids(project)[0]
    spans.add_span(project, author=B, document_id=spoken, label="actor", ranges=[(4, 7)])
    keeping.sort_documents(project, queries.document_ids(project)[:5], state="inbox", author=B)
    assert verify(project) == []
    project.undo(B)
    project.undo(B)
    assert verify(project) == []
    now = [list(project.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")) for table in ("listed", "parts")]
    assert now == kept


DAMAGE = {
    "lists-differ": (
        "UPDATE listed SET lists = lists | 8 WHERE n = 3",
        "UPDATE listed SET name = 'غيره' WHERE n = 3",
        "DELETE FROM parts WHERE n = (SELECT min(n) FROM parts)",
    ),
    "counts-differ": (
        "UPDATE list_counts SET documents = documents + 1 WHERE author = '' AND list = 0 AND block = -1",
        "DELETE FROM list_counts WHERE list = 2",
        "INSERT INTO listed VALUES (4000, 0, '')",
    ),
}


@pytest.mark.parametrize(("code", "damage"), [(code, sql) for code, rows in DAMAGE.items() for sql in rows])
def test_what_is_kept_wrongly_is_found_and_made_anew(project: Project, code: str, damage: str) -> None:
    project.conn.execute(damage)
    findings = verify(project)
    assert code in {row.code for row in findings}
    assert tables_alone(findings)
    assert rebuild_tables(project) == []


def test_documents_are_found_by_the_title_they_have_now(project: Project) -> None:
    (first, *_) = queries.document_ids(project)
    assert first in finding.found(project, A, wanted=parse("حي الورد"))
    keeping.edit_document(project, queries.document(project, first), author=A, title="عنوان جديد")
    assert first not in finding.found(project, A, wanted=parse("حي الورد"))
    assert finding.found(project, A, wanted=parse("عُنوان")) == [first]
    assert verify(project) == []
