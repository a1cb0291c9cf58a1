"""The ledger holds what documents and agreed layers hold, whatever was done; asked at once, kept blind."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from random import Random

import msgspec
import pytest

from annotator.commands import assignments, attributions, comments, keeping, spans, submissions, verdicts
from annotator.commands.names import add_name, link_name, merge_names
from annotator.commands.scheme import change_scheme
from annotator.commands.tolls import set_tolls
from annotator.core.errors import AnnotatorError
from annotator.core.ledger import Condition
from annotator.core.ledger_counts import groups, pivot
from annotator.core.model import Attribution, Document, Span, Toll
from annotator.store import Project, ledger, queries, review
from annotator.store.carrying import carry
from annotator.store.ledger import Ask, Claim
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.store.names import names
from annotator.store.payloads import key
from annotator.store.rebuilding import rebuild_tables
from annotator.store.verify import verify
from tests.reviewed import A, B, Q, R, handed_in, layer, refused, span
from tests.store.conftest import document, make_document, project
from tests.store.slow_ledger import as_kept, slowly

__all__ = ["document", "project"]

PLACE = (40, 53)
ALL = Ask(layer="all")
EVERY = (Ask(), Ask(unreviewed=True), ALL, Ask(layer=f"author:{A}"), Ask(layer=f"author:{R}"))


class Acting:
    """People act at random in a project of two documents, all that a ledger may tell of."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project = project
        self.random = Random(seed)
        self.documents = [
            make_document(project),
            make_document(project, "قالت نوال إن الجسر في الريحان مغلق"),
        ]

    def act(self) -> None:
        document = self.random.choice(self.documents)
        author, reviewer = self.random.choice([A, B]), self.random.choice([R, Q])
        with contextlib.suppress(AnnotatorError, IndexError, ValueError):
            self.random.choice(ACTS)(self, document.id, author, reviewer)

    def any_span(self, document: str, author: str) -> Span:
        return self.random.choice(queries.layer(self.project, document, author).spans)

    def mark(self, document: str, author: str, _: str) -> None:
        label = self.random.choice(["claim", "claim", "source", "cue", "actor", "place"])
        start = self.random.randrange(20)
        ranges = [(start, start + self.random.randint(3, 14))]
        spans.add_span(self.project, author=author, document_id=document, label=label, ranges=ranges)

    def tie(self, document: str, author: str, _: str) -> None:
        found = queries.layer(self.project, document, author)
        by = {
            label: [row.id for row in found.spans if row.label == label]
            for label in ("claim", "source", "cue")
        }
        attributions.attribute(
            self.project, author=author,
            claims=self.random.sample(by["claim"], min(2, len(by["claim"]))), sources=by["source"][:2],
            cue=self.random.choice([None, *by["cue"]]), category=self.random.choice(["", "local"]),
            parent=self.random.choice([None, *(row.id for row in found.attributions)]),
        )  # fmt: skip

    def edit(self, document: str, author: str, _: str) -> None:
        row: Attribution = self.random.choice(queries.layer(self.project, document, author).attributions)
        attributions.edit_attribution(self.project, row, author=author, affiliation="مجلس الريحان")

    def note(self, document: str, author: str, _: str) -> None:
        spans.set_span_note(self.project, self.any_span(document, author), "كذا", author=author)

    def toll(self, document: str, author: str, _: str) -> None:
        claim = self.any_span(document, author)
        least = self.random.randrange(9)
        most = self.random.choice([None, least, least + 2])
        told = Toll(
            what="killed", who="civilians", least=least, most=most, exact=most == least,
            start=claim.start, end=claim.start + 2, quote=claim.quote[:2],
        )  # fmt: skip
        set_tolls(self.project, claim, [told], author=author)

    def delete(self, document: str, author: str, _: str) -> None:
        spans.delete_span(self.project, self.any_span(document, author), author=author)

    def name(self, document: str, author: str, _: str) -> None:
        row = self.any_span(document, author)
        named = add_name(self.project, author=author, label=row.label, name=f"اسم {self.random.randrange(4)}")
        link_name(self.project, row, named, author=author)

    def merge(self, _: str, author: str, __: str) -> None:
        one, other = self.random.sample(names(self.project), 2)
        merge_names(self.project, one, [other], author=author)

    def hand_in(self, document: str, author: str, _: str) -> None:
        submissions.submit(self.project, document, author=author, note="كذا")

    def withdraw(self, document: str, author: str, _: str) -> None:
        submissions.withdraw(self.project, document, author=author)

    def accept_all(self, document: str, author: str, reviewer: str) -> None:
        verdicts.accept_remaining(self.project, document, of=author, author=reviewer)

    def judge(self, document: str, author: str, reviewer: str) -> None:
        target = self.random.choice(review.review_of(self.project, document).standings(author)).target
        if self.random.random() < 0.5:
            verdicts.reject(self.project, [target], author=reviewer, reason="other")
        elif isinstance(target, Span):
            verdicts.replace_span(self.project, [target], author=reviewer, ranges=[(2, 16)])
        elif isinstance(target, Attribution):
            verdicts.replace_attribution(self.project, [target], author=reviewer, category="local")

    def answer(self, document: str, author: str, _: str) -> None:
        row = self.random.choice(review.review_of(self.project, document).decisions)
        comments.comment_on(self.project, row.id, "كذا", author=author)

    def assign(self, document: str, author: str, reviewer: str) -> None:
        task = self.random.choice(["annotate", "review", "adjudicate"])
        who = author if task == "annotate" else reviewer
        assignments.assign(self.project, [document], assignees=[who], task=task, author=Q)  # type: ignore[arg-type]

    def sort(self, document: str, author: str, _: str) -> None:
        state = self.random.choice(["irrelevant", "taken", "taken"])
        keeping.sort_documents(self.project, [document], state, author=author, reason="كذا")  # type: ignore[arg-type]

    def undo(self, _: str, author: str, reviewer: str) -> None:
        self.project.undo(self.random.choice([author, reviewer]))


ACTS: list[Callable[[Acting, str, str, str], None]] = [
    *[Acting.mark] * 4, *[Acting.tie] * 3, Acting.edit, Acting.note, Acting.toll, Acting.delete,
    *[Acting.name] * 2, Acting.merge, *[Acting.hand_in] * 3, Acting.withdraw, *[Acting.accept_all] * 3,
    *[Acting.judge] * 2, Acting.answer, Acting.assign, Acting.sort, *[Acting.undo] * 2,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_ledger_holds_what_is_computed_slowly_whatever_was_done(project: Project, seed: int) -> None:
    acting = Acting(project, seed)
    project.conn.execute("PRAGMA synchronous = OFF")
    for _ in range(60):
        acting.act()
        if acting.random.random() < 0.6:
            bring_up_to_date(project)
            for ask in EVERY:
                assert as_kept(project, ask) == slowly(project, ask)
    assert verify(project) == []


def test_each_kind_of_change_is_taken_in_when_the_ledger_is_asked_next(
    project: Project, document: Document
) -> None:
    def follows() -> None:
        bring_up_to_date(project)
        for ask in EVERY:
            assert as_kept(project, ask) == slowly(project, ask)

    claim, source, _, _ = layer(project, document, A)
    place = span(project, document, A, "place", (20, 30))
    follows()
    submissions.submit(project, document.id, author=A)
    follows()
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    follows()
    assert [row.entry.state for row in told(project, Ask())] == ["agreed"]
    submissions.withdraw(project, document.id, author=A)
    follows()
    submissions.submit(project, document.id, author=A)
    follows()
    (reason,) = verdicts.reject(project, [source], author=R, reason="other")
    follows()
    comments.comment_on(project, reason.id, "كذا", author=A)
    follows()
    assignments.assign(project, [document.id], assignees=[Q], task="adjudicate", author=Q)
    follows()
    assignments.unassign(project, [document.id], assignees=[Q], task="adjudicate", author=Q)
    follows()
    one, other = (add_name(project, author=A, label="place", name=name) for name in ("السنديان", "الريحان"))
    link_name(project, place, one, author=A)
    follows()
    merge_names(project, other, [one], author=A)
    follows()
    assert [row.entry.places for row in told(project, ALL)] == ["الريحان"]
    keeping.sort_documents(project, [document.id], "irrelevant", author=A, reason="كذا")
    follows()
    keeping.sort_documents(project, [document.id], "taken", author=A)
    follows()
    keeping.edit_document(project, document, author=A, title="عنوان", source="وكالة الريحان")
    follows()
    assert [row.entry.outlet for row in told(project, ALL)] == ["وكالة الريحان"]
    labels = tuple(
        msgspec.structs.replace(row, role="claim" if row.id == "place" else row.role)
        for row in project.scheme.labels
    )
    change_scheme(project, project.scheme, msgspec.structs.replace(project.scheme, labels=labels), author=A)
    bring_up_to_date(project)
    assert sorted(row.entry.claim for row in told(project, ALL)) == sorted([claim.quote, place.quote])
    assert verify(project) == []


def test_a_document_that_is_gone_has_no_claims_and_comes_back_with_them(project: Project) -> None:
    made = make_document(project)
    layer(project, made, A)
    bring_up_to_date(project)
    assert ledger.count(project, ALL) == 1
    while project.row_record("document", made.id) is not None:
        project.undo(A)
    bring_up_to_date(project)
    assert ledger.count(project, ALL) == 0
    assert verify(project) == []
    while project.redo(A) is not None:
        pass
    bring_up_to_date(project)
    assert ledger.count(project, ALL) == 1


def told(project: Project, ask: Ask, **how: object) -> list[Claim]:
    return list(ledger.claims(project, ledger.in_order(project, ask, **how)))  # type: ignore[arg-type]


def quotes(project: Project, ask: Ask, **how: object) -> list[str]:
    return [row.entry.claim for row in told(project, ask, **how)]


@pytest.fixture
def asked(project: Project, document: Document) -> Project:
    """Two claims of `A`, one of them of two sources and categories, and one of nobody in another document."""
    keeping.edit_document(project, document, author=A, source="وكالة الريحان", published="2017-03-05")
    claim, source, _, _ = layer(project, document, A)
    named = span(project, document, A, "source", (9, 14))
    attributions.attribute(project, author=A, claims=[claim.id], sources=[named.id], category="local")
    second = span(project, document, A, "claim", (57, 75))
    attributions.attribute(
        project, author=A, claims=[second.id], sources=[source.id], category="military",
        attributes={"certainty": "certain"},
    )  # fmt: skip
    span(project, document, A, "place", (17, 24))
    other = make_document(project, "قالت نوال إن الجسر في الريحان مغلق")
    span(project, other, A, "claim", (10, 34))
    bring_up_to_date(project)
    return project


def test_a_claim_of_several_sources_counts_under_each_and_one_of_nobody_under_none(asked: Project) -> None:
    found = groups(ledger.combinations(asked, ALL, ["category"]))
    assert [tuple(row) for row in found] == [("military", 2), ("local", 1), ("", 1)]
    assert ledger.count(asked, ALL) == 3
    counted = pivot(["category", "month"], ledger.combinations(asked, ALL, ["category", "month"]))
    assert (counted.rows, counted.columns, counted.claims) == (("military", "local", ""), ("2017-03", ""), 3)
    assert counted.count("military", "2017-03") == 2 and counted.count("", "") == 1
    by_certainty = groups(ledger.combinations(asked, ALL, ["certainty"]))
    assert [tuple(row) for row in by_certainty] == [("certain", 1), ("", 2)]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Condition("category", "local"), 1),
        (Condition("category", ""), 1),
        (Condition("sources", "عسكري"), 1),
        (Condition("sources", "عسكر"), 0),
        (Condition("claim", "الطائره", is_part=True), 1),
        (Condition("date", "2017"), 2),
        (Condition("date", "2017-04..2018"), 0),
        (Condition("date", "2016..2017-03"), 2),
        (Condition("date", "..2017"), 2),
        (Condition("date", "2017-03-05.."), 2),
        (Condition("date", ""), 1),
        (Condition("certainty", "certain"), 1),
        (Condition("start", "57"), 1),
        (Condition("outlet", "' OR 1 --"), 0),
    ],
)
def test_a_condition_is_held_against_each_value(asked: Project, wanted: Condition, count: int) -> None:
    ask = Ask(layer="all", conditions=(wanted,))
    assert ledger.count(asked, ask) == count == len(told(asked, ask))


def test_claims_are_sorted_by_a_field_and_what_has_none_comes_last(asked: Project) -> None:
    for descending in (False, True):
        found = [row.entry.dated for row in told(asked, ALL, sort="date", descending=descending)]
        assert found == ["2017-03-05", "2017-03-05", ""]
    in_order = quotes(asked, ALL)
    assert quotes(asked, ALL, sort="start") == sorted(
        in_order, key=lambda quote: (quote != in_order[2], in_order.index(quote))
    )
    assert refused("unknown-field", ledger.in_order, asked, ALL, sort="claim; DROP").details["field"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger SET category = 'x' WHERE category = 'military'",
        "DELETE FROM ledger WHERE sources = ''",
        "UPDATE ledger SET n = n + 1 WHERE n = (SELECT max(n) FROM ledger)",
        "UPDATE ledger SET document_id = 'gone' WHERE sources = ''",
        "DELETE FROM ledger_state",
    ],
)
def test_what_is_kept_wrongly_is_found_and_made_anew(asked: Project, damage: str) -> None:
    asked.conn.execute(damage)
    finding, *_ = verify(asked)
    assert finding.code == "ledger-differs"
    assert rebuild_tables(asked) == []
    assert ledger.count(asked, ALL) == 0
    assert bring_up_to_date(asked)
    assert as_kept(asked, ALL) == slowly(asked, ALL)


def test_beside_a_file_that_is_only_read_it_is_made_for_the_reader_alone(asked: Project) -> None:
    span(asked, make_document(asked, "وقالت نوال إن السد سليم"), A, "claim", (11, 20))
    rows = list(asked.rows("SELECT * FROM ledger"))
    before = asked.path.read_bytes()
    with Project.open(asked.path, read_only=True) as reader:
        assert bring_up_to_date(reader)
        assert as_kept(reader, ALL) == slowly(reader, ALL)
        assert ledger.count(reader, ALL) == 4
        assert not bring_up_to_date(reader)
        assert reader.one("PRAGMA query_only") == (1,)
    assert list(asked.rows("SELECT * FROM ledger")) == rows
    assert asked.path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_of_a_blind_document_only_ones_own_claims_are_there(
    project: Project, document: Document, read_only: bool
) -> None:
    assignments.assign(project, [document.id], assignees=[A], task="annotate-blind", author=Q)
    layer(project, document, A)
    handed_in(project, document, B)
    verdicts.accept_remaining(project, document.id, of=B, author=R)
    with Project.open(project.path, read_only=read_only) as looking:
        looking.seen_by(A)
        bring_up_to_date(looking)
        for layer_name in ("all", "agreed", f"author:{A}", f"author:{B}"):
            found = told(looking, Ask(layer=layer_name, unreviewed=True))
            assert {row.entry.author for row in found} <= {A}
            counted = groups(ledger.combinations(looking, Ask(layer=layer_name, unreviewed=True), ["author"]))
            assert {row.value for row in counted} <= {A}
        looking.seen_by(R)
        assert ledger.count(looking, ALL) == 2
        assert ledger.count(looking, Ask(unreviewed=True)) == 1


def test_what_was_broken_off_is_gone_on_with(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.store.ledger_refresh._AT_ONCE", 1)
    for number in range(3):
        span(project, make_document(project, f"قالت نوال {number} إن الجسر مغلق"), A, "claim", (15, 20))
    refused("cancelled", bring_up_to_date, project, cancelled=lambda: True)
    assert ledger.count(project, ALL) == 1
    assert verify(project) == []
    told_of = list[tuple[int, int]]()
    assert bring_up_to_date(project, progress=lambda done, total: told_of.append((done, total)))
    assert told_of == [(1, 2), (2, 2)]
    assert ledger.count(project, ALL) == 3


def looked_through(project: Project, sql: str, values: object) -> list[str]:
    plan = project.conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
    return [row[3] for row in plan if row[3].startswith("SCAN") and "json_each" not in row[3]]


def test_a_page_is_found_by_its_keys_and_no_table_is_looked_through(asked: Project) -> None:
    statements: list[tuple[str, object]] = []
    usual = asked.rows

    def noted(sql: str, values: object = ()) -> object:
        statements.append((sql, values))
        return usual(sql, values)  # type: ignore[arg-type]

    keys = ledger.in_order(asked, ALL)
    asked.rows = noted  # type: ignore[method-assign,assignment]
    assert len(list(ledger.claims(asked, keys))) == 3
    assert [looked_through(asked, sql, values) for sql, values in statements] == [[]]
    statements.clear()
    ledger.in_order(asked, Ask())
    assert [looked_through(asked, sql, values) for sql, values in statements] == [[]]


def test_what_is_set_aside_of_the_log_is_read_anew(asked: Project) -> None:
    """No later event tells of it."""
    claim = next(
        row for row in queries.layer(asked, queries.document_ids(asked)[0], A).spans if row.label == "claim"
    )
    spans.set_span_note(asked, claim, "كذا", author=A)
    bring_up_to_date(asked)
    seq, _ = queries.last_event(asked)
    with asked.exclusive() as conn:
        conn.execute("INSERT INTO aside VALUES (?, 0, 'changed-elsewhere')", [seq])
        carry(conn, [("span", key(claim.id))])
    assert bring_up_to_date(asked)
    assert as_kept(asked, ALL) == slowly(asked, ALL)
    assert {row.entry.note for row in told(asked, ALL)} == {""}
