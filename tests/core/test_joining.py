"""What of two copies stands side by side, rule by rule; and a change done again field by field."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from annotator.core.events import ENTITIES, ENTITY_OF, Change
from annotator.core.joining import Known, made_again, settle, void_keys
from annotator.core.model import (
    Assignment,
    Attribution,
    Comment,
    Decision,
    Document,
    Note,
    Record,
    Span,
    Submission,
)
from annotator.core.names import Name
from annotator.core.scheme import Label, Scheme

ME, YOU = "سلمى", "يزن"
DOCUMENT = Document(id="d", kind="text", text_hash="h")
SPAN = Span(id="s", document_id="d", label="actor", ranges=((0, 3),), quote="نصص", author=ME)
TIE = Attribution(id="t", document_id="d", claims=("s",), author=ME)
NAME = Name(id="n", label="actor", name="مصدر")
VERDICT = Decision(
    id="v", document_id="d", target_kind="span", target="s", judged={}, reviewer=YOU, verdict="accept"
)
SCHEME = Scheme(
    id="x", name={"en": "x"},
    labels=(Label(id="actor", name={"en": "a"}), Label(id="place", name={"en": "p"})), vocabularies=(),
)  # fmt: skip


class Act(msgspec.Struct):
    """An event."""

    id: str
    changes: list[tuple[int, Change]]
    kind: str = "span.add"
    reverts: str | None = None


def act(name: str, *changes: Change, **values: Any) -> Act:
    return Act(name, list(enumerate(changes)), **values)


def adds(row: Record) -> Change:
    return Change(ENTITY_OF[type(row)], row.id, None, row)


def removes(row: Record) -> Change:
    return adds(row).inverse()


def edits(row: Record, **values: Any) -> Change:
    return Change(ENTITY_OF[type(row)], row.id, row, msgspec.structs.replace(row, **values))


def whys(theirs: Change, mine: Change, *, kind: str = "span.add", blind: bool = False) -> str:
    """Why my act does not stand; "" if it does."""
    found = settle([act("1", theirs)], [act("2", mine, kind=kind)], lambda *_: blind)
    return found.get("2", {}).get(0, "")


ELSEWHERE = "changed-elsewhere"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (edits(SPAN, label="place"), edits(SPAN, note="x")),
        (removes(SPAN), edits(SPAN, note="x")),
        (edits(SPAN, note="x"), removes(SPAN)),
        (removes(DOCUMENT), adds(SPAN)),
        (adds(SPAN), removes(DOCUMENT)),
        (removes(SPAN), adds(TIE)),
        (adds(TIE), removes(SPAN)),
        (edits(SPAN, author=YOU), adds(TIE)),
        (removes(NAME), edits(SPAN, name="n")),
        (edits(SCHEME, labels=SCHEME.labels[:1]), edits(SPAN, label="place")),
        (edits(NAME, merged_into="m"), edits(Name(id="k", label="actor", name="ك"), merged_into="n")),
        (removes(NAME), edits(Name(id="k", label="place", name="ك"), attributes={"within": "n"})),
        (edits(TIE, parent="u"), edits(msgspec.structs.replace(TIE, id="u"), parent="t")),
        (
            adds(Submission(id="1", document_id="d", author=ME, state="submitted")),
            adds(Submission(id="2", document_id="d", author=ME, state="submitted")),
        ),
        (
            adds(Assignment(id="1", document_id="d", assignee=ME, task="review", by=YOU)),
            adds(Assignment(id="2", document_id="d", assignee=ME, task="review", by=ME)),
        ),
        (
            adds(Note(id="1", document_id="d", author=ME, text="ا")),
            adds(Note(id="2", document_id="d", author=ME, text="ب")),
        ),
        (
            removes(SPAN),
            adds(Comment(id="c", document_id="d", target_kind="span", target="s", author=YOU, text="ا")),
        ),
    ],
)  # fmt: skip
def test_what_meets_does_not_stand(theirs: Change, mine: Change) -> None:
    assert whys(theirs, mine) == ELSEWHERE


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (edits(SPAN, label="place"), edits(msgspec.structs.replace(SPAN, id="s2"), note="x")),
        (edits(DOCUMENT, title="ع"), adds(SPAN)),
        (edits(NAME, variants=("م",)), edits(SPAN, name="n")),
        (edits(SCHEME, guidelines="g"), adds(SPAN)),
        (edits(SPAN, note="x"), adds(TIE)),
        (edits(SPAN, note="x"), adds(VERDICT)),
        (adds(VERDICT), adds(msgspec.structs.replace(VERDICT, id="w", reviewer="ليلى"))),
    ],
)  # fmt: skip
def test_what_does_not_meet_stands(theirs: Change, mine: Change) -> None:
    assert whys(theirs, mine) == ""


def test_what_both_add_is_there_once() -> None:
    assert whys(adds(NAME), adds(NAME)) == "absorbed"
    assert whys(adds(NAME), edits_of_new(NAME, variants=("م",))) == "absorbed-otherwise"


def edits_of_new(row: Record, **values: Any) -> Change:
    return adds(msgspec.structs.replace(row, **values))


def test_what_is_built_on_it_stands_and_undoing_it_takes_nothing_away() -> None:
    mine = [
        act("2", adds(DOCUMENT), adds(other := msgspec.structs.replace(DOCUMENT, id="e"))),
        act("3", adds(SPAN)),
        act("4", removes(SPAN), kind="undo", reverts="3"),
        act("5", removes(other), removes(DOCUMENT), kind="undo", reverts="2"),
        act("6", adds(DOCUMENT), adds(other), kind="redo", reverts="5"),
    ]
    found = settle([act("1", adds(DOCUMENT))], mine, lambda *_: False)
    assert found == {"2": {0: "absorbed"}, "5": {1: "absorbed"}, "6": {0: "absorbed"}}


def test_what_is_built_on_what_does_not_stand_falls() -> None:
    mine = [
        act("2", edits(SPAN, note="x"), adds(new := msgspec.structs.replace(SPAN, id="s2"))),
        act("3", adds(msgspec.structs.replace(TIE, claims=("s2",)))),
        act("4", edits(new, note="y")),
        act("5", adds(msgspec.structs.replace(SPAN, id="s3"))),
    ]
    found = settle([act("1", edits(SPAN, label="place"))], mine, lambda *_: False)
    assert found == {
        "2": {0: ELSEWHERE, 1: ELSEWHERE},
        "3": {0: "built-on-void"},
        "4": {0: "built-on-void"},
    }


def test_no_import_falls_for_one_of_its_rows() -> None:
    mine = act("2", adds(DOCUMENT), adds(SPAN), adds(TIE), kind="documents.import")
    found = settle([act("1", adds(SPAN), removes(SPAN))], [mine], lambda *_: False)
    assert found == {"2": {1: "absorbed-otherwise", 2: "absorbed-otherwise"}}


def test_a_layer_that_was_submitted_blind_is_closed() -> None:
    handed_in = adds(Submission(id="1", document_id="d", author=ME, state="submitted"))
    assert whys(handed_in, adds(SPAN)) == ""
    assert whys(handed_in, adds(SPAN), blind=True) == ELSEWHERE
    assert whys(handed_in, edits_of_new(SPAN, origin="review"), blind=True) == ""


def test_what_the_keeper_has_settled_is_settled() -> None:
    known = Known(frozenset(void_keys([adds(SPAN)], lambda *_: False)), {"2": frozenset({"span:s"})})
    mine = [act("3", adds(TIE)), act("4", removes(SPAN), kind="undo", reverts="2")]
    found = settle([], mine, lambda *_: False, known)
    assert found == {"3": {0: "built-on-void"}, "4": {0: "absorbed"}}


@pytest.mark.parametrize("entity", ENTITIES)
def test_rows_of_every_kind_meet_themselves(entity: str) -> None:
    """Whatever a record is, two changes of one row are never both kept."""
    row = msgspec.convert({**_least(entity), "id": "r"}, ENTITIES[entity])
    assert whys(removes(row), removes(row)) == ELSEWHERE
    assert whys(adds(row), adds(row)) == "absorbed"


def _least(entity: str) -> dict[str, Any]:
    """The fields that a record of a kind must have."""
    values: dict[str, Any] = {
        "ranges": [[0, 1]], "labels": [], "vocabularies": [], "claims": [], "name": {"en": "n"}, "judged": {},
        "suggestion": {}, "kind": "text", "task": "review", "state": "submitted", "verdict": "accept",
        "target_kind": "span", "documents": [], "authors": [], "pool": [], "given": [], "seed": 1,
        "share": 0.5, "per_document": 2, "total": 2,
    }  # fmt: skip
    found = {}
    for field in msgspec.structs.fields(ENTITIES[entity]):
        if field.required and field.name != "id":
            value = values.get(field.name, "x")
            if (entity, field.name) == ("name", "name"):
                value = "x"
            if (entity, field.name) == ("export", "documents"):
                value = 1
            found[field.name] = value
    return found


class TestAgain:
    def test_each_field_for_itself(self) -> None:
        mine = msgspec.structs.replace(SPAN, note="x", attributes={"a": "1", "b": "2"})
        present = msgspec.structs.replace(SPAN, label="place", attributes={"c": "3"})
        made = made_again(SPAN, mine, present)
        assert made == msgspec.structs.replace(present, note="x", attributes={"a": "1", "b": "2", "c": "3"})

    def test_where_both_changed_one_value_mine_stands(self) -> None:
        mine, present = (msgspec.structs.replace(SPAN, label=label) for label in ("claim", "place"))
        assert made_again(SPAN, mine, present) == mine

    def test_ranges_and_words_go_together(self) -> None:
        mine = msgspec.structs.replace(SPAN, ranges=((4, 7),))  # the same words elsewhere
        present = msgspec.structs.replace(SPAN, ranges=((0, 5),), quote="نصصصص")
        assert made_again(SPAN, mine, present) == mine

    def test_words_and_rows_with_ids_count_each(self) -> None:
        before = msgspec.structs.replace(NAME, variants=("ا", "ب"))
        mine = msgspec.structs.replace(before, variants=("ا", "ج"))
        present = msgspec.structs.replace(before, variants=("ا", "ب", "د"))
        made = made_again(before, mine, present)
        assert isinstance(made, Name) and set(made.variants) == {"ا", "ج", "د"}

    def test_what_is_read_as_a_whole_is_taken_whole(self) -> None:
        verdict = Decision(
            id="v", document_id="d", target_kind="span", target="s", judged={"label": "a"}, reviewer=YOU,
            verdict="accept",
        )  # fmt: skip
        mine = msgspec.structs.replace(verdict, judged={"label": "b"})
        present = msgspec.structs.replace(verdict, judged={"label": "c", "note": "n"})
        made = made_again(verdict, mine, present)
        assert isinstance(made, Decision) and made.judged == {"label": "b"}
