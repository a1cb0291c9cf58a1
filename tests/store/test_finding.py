"""Lists of one's own work, filters, and the next thing to do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.commands import assignments, attributions, spans, submissions, verdicts
from annotator.core.document_filter import WORK_STATES, parse
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, hash_text
from annotator.core.overview import stages
from annotator.formats import scheme_toml
from annotator.store import Project, finding, queries, work_lists
from annotator.store.progress import standings

A, B, R = "سلمى", "يزن", "ليان"

MADE = (
    ("one", "article", "حريق في الصوامع", "وكالة السنونو", "2017-03-01T10:00"),
    ("two", "article", "هدنة في المعبر", "يراع", "2017"),
    ("three", "post", "", "يراع", "15 آذار 2018"),
    ("four", "ticker", "العاجل", "", "2018-12-31"),
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "finding.db", scheme_toml.load(), actor=A) as project:
        with project.event("documents.import", "وسام") as event:
            texts = [f"نص {name} عن الصوامع" for name, *_ in MADE]
            event.add_in_bulk(
                [
                    Document(
                        id=name,
                        kind=kind,
                        title=title,
                        source=source,
                        published=date,
                        text_hash=hash_text(text),
                    )
                    for (name, kind, title, source, date), text in zip(MADE, texts, strict=True)
                ],
                [(hash_text(text), text) for text in texts],
            )
        yield project


def label(project: Project, document: str, author: str, label: str = "place") -> None:
    spans.add_span(project, author=author, document_id=document, label=label, ranges=[(0, 2)])


def lists(project: Project, author: str = A) -> dict[str, list[str]]:
    found = {state: finding.found(project, author, state) for state in WORK_STATES}
    counts = finding.work_counts(project, author)
    assert {state: len(rows) for state, rows in found.items()} == {state: counts[state] for state in found}
    return {state: rows for state, rows in found.items() if rows}


def test_a_document_goes_from_list_to_list_as_it_is_worked_on(project: Project) -> None:
    assert lists(project) == {"not-begun": ["one", "two", "three", "four"]}
    label(project, "one", A)
    assert lists(project) == {"not-begun": ["two", "three", "four"], "in-work": ["one"]}
    submissions.submit(project, "one", author=A)
    assert lists(project) == {"not-begun": ["two", "three", "four"], "done": ["one"]}
    (span,) = queries.layer(project, "one", A).spans
    verdicts.reject(project, [span], author=R, reason="label")
    assert lists(project) == {"not-begun": ["two", "three", "four"], "returned": ["one"]}
    assert finding.found(project, A, "returned") == [
        row.document_id for row in work_lists.returned(project, A)
    ]
    spans.relabel_span(project, span, "actor", author=A)
    assert lists(project)["done"] == ["one"]


def test_what_others_do_or_were_given_is_not_ones_own(project: Project) -> None:
    label(project, "one", B)
    assignments.assign(project, ["two"], assignees=[B], task="annotate", author=R)
    assignments.assign(project, ["three"], assignees=[B, A], task="annotate-blind", author=R)
    assignments.assign(project, ["four"], assignees=[""], task="annotate", author=R)
    assert lists(project) == {"not-begun": ["one", "three", "four"]}
    # What is marked unasked is in work all the same.
    label(project, "two", A)
    assert lists(project) == {"not-begun": ["one", "three", "four"], "in-work": ["two"]}


def test_a_claim_is_without_attribution_until_one_names_it(project: Project) -> None:
    label(project, "one", A, "claim")
    label(project, "two", B, "claim")
    assert lists(project)["unattributed"] == ["one"]
    (row,) = queries.document_rows(project, author=A, ids=["one"])
    assert (row.claims, row.unattributed) == (1, 1)
    (claim,) = queries.layer(project, "one", A).spans
    attributions.attribute(project, author=A, claims=[claim.id])
    assert "unattributed" not in lists(project)
    (row,) = queries.document_rows(project, author=A, ids=["one"])
    assert (row.claims, row.unattributed) == (1, 0)


def test_the_lists_say_what_the_stages_say(project: Project) -> None:
    """Whatever people do, in any order."""
    chance = random.Random(7)
    reached = {"not-begun": {"not-begun"}, "in-work": {"in-work"}, "done": {"submitted", "judged", "agreed"}}
    for _ in range(60):
        document, who = chance.choice(MADE)[0], chance.choice((A, B))
        try:
            match chance.randrange(5):
                case 0:
                    at = chance.randrange(12)
                    spans.add_span(
                        project, author=who, document_id=document, label="place", ranges=[(at, at + 2)]
                    )
                case 1:
                    submissions.submit(project, document, author=who)
                case 2:
                    submissions.withdraw(project, document, author=who)
                case 3:
                    made = queries.layer(project, document, who).spans
                    verdicts.reject(project, [chance.choice(made)] if made else [], author=R, reason="label")
                case 4:
                    project.undo(chance.choice((A, B, R)))
        except AnnotatorError:
            continue
        for author in (A, B):
            stood = {
                row.document_id: stage for row, stage in stages(standings(project)) if row.author == author
            }
            for state, told in reached.items():
                expected = {name for name, *_ in MADE if stood.get(name, "not-begun") in told}
                assert set(finding.found(project, author, state)) == expected, (state, author)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ["one", "two", "three", "four"]),
        ("الصوامع", ["one", "three"]),
        ("الصوامع حريق", ["one"]),
        ("kind:article", ["one", "two"]),
        ("kind:article kind:post", ["one", "two", "three"]),
        ("ناشر:يراع نوع:منشور", ["three"]),
        ("date:2017", ["one", "two"]),
        ("date:2017-03", ["one", "two"]),
        ("date:2017-04..", ["two", "three", "four"]),
        ("date:..2017-02", ["two"]),
        ("date:2017..2018", ["one", "two", "three", "four"]),
        ("date:15/3/2018", ["three"]),
        ("تاريخ:«15 مارس 2018..»", ["three", "four"]),
        ('date:"15 آذار"', ["three"]),
        ("author:يزن", ["two"]),
        ("author:لا-أحد", []),
        ("state:in-progress", ["one"]),
        ("state:in-progress state:not-started kind:article", ["one", "two"]),
    ],
)
def test_a_filter_finds_what_has_all_it_asks_for(project: Project, line: str, expected: list[str]) -> None:
    label(project, "one", A)
    label(project, "two", B)
    wanted = parse(line)
    assert finding.found(project, A, wanted=wanted) == expected
    assert queries.document_ids(project, wanted=wanted, author=A) == expected
    assert queries.document_count(project, wanted=wanted, author=A) == len(expected)
    assert [row.id for row in queries.document_rows(project, wanted=wanted, author=A)] == expected


def test_every_list_can_be_narrowed(project: Project) -> None:
    for document in ("one", "two"):
        label(project, document, A)
        label(project, document, B, "actor")
        for author in (A, B):
            submissions.submit(project, document, author=author)
    wanted = parse("ناشر:يراع")
    (row,) = work_lists.queue(project, R, wanted=wanted)
    assert row.awaiting.document_id == "two" and work_lists.queue_count(project, R, wanted=wanted) == 1
    assert [row.document_id for row in work_lists.double_rows(project, R, wanted=wanted)] == ["two"]
    assert work_lists.double_count(project, R, wanted) == 1
    for document in ("one", "two"):
        (span,) = queries.layer(project, document, A).spans
        verdicts.reject(project, [span], author=R, reason="label")
        verdicts.accept(project, [span], author="وسام")
    assert [row.document_id for row in work_lists.returned(project, A, wanted)] == ["two"]
    assert [row.document_id for row in work_lists.disputed(project, R, wanted=wanted)] == ["two"]
    assert work_lists.disputed_count(project, R, wanted) == 1


def test_the_next_thing_to_do_is_the_nearest_one_and_goes_round(project: Project) -> None:
    label(project, "two", A)
    submissions.submit(project, "two", author=A)

    def following(here: str, by: int = 1) -> str | None:
        return finding.next_undone(project, A, here, by=by)

    assert [following(here) for here in ("", "one", "two", "three", "four")] == [
        "one", "three", "three", "four", "one",
    ]  # fmt: skip
    assert [following(here, -1) for here in ("one", "three", "four")] == ["four", "one", "three"]
    for document in ("one", "three"):
        label(project, document, A)
        submissions.submit(project, document, author=A)
    assert following("four") is None, "there is no other"
    assert following("one") == "four"


def test_what_a_filter_offers_is_what_there_is(project: Project) -> None:
    label(project, "one", B)
    assert finding.outlets(project) == ["يراع", "وكالة السنونو"]
    assert finding.years(project) == ["2018", "2017"]
    assert finding.layer_people(project) == [B]
