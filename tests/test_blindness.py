"""Every way to see another's blind layer, tried: what others do must change nothing that is shown."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import pytest

from annotator.cli import cli as command_line
from annotator.commands import (
    accepting,
    assignments,
    attributions,
    comments,
    exporting,
    noting,
    spans,
    submissions,
    verdicts,
)
from annotator.commands.authors import merge_authors
from annotator.commands.learning import known_to
from annotator.core.asking import Asked, moment
from annotator.core.document_filter import parse
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Span
from annotator.core.names import KnownName, Name, name_id
from annotator.core.suggestions import ProposedSpan, Suggestion, Why
from annotator.store import (
    Project,
    accounts,
    agreement_layers,
    authors,
    differences,
    finding,
    first_layers,
    name_page,
    orders,
    past,
    places,
    progress,
    queries,
    review,
    signatures,
    stats,
    suggestions,
    teaching,
    work_lists,
)
from annotator.store import moment as moments
from annotator.store import names as known_names
from annotator.store.listing import KEPT_LISTS
from annotator.store.occurrences import occurrences
from annotator.store.verify import verify
from annotator.suggest.clitics import clitics
from tests.command_line import Cli, cli
from tests.reviewed import PLACE, A, B, Q, R, handed_in, layer, refused, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]

BASIS = "rules names"
"""What suggestions were computed from."""

TOLD = ("ملاحظة يزن", "حكم ليلى", "تعليق ليلى", "جمانة")
"""Words and a name that only the work of others on the blind document bears."""


@pytest.fixture
def blind(project: Project, document: Document) -> Document:
    """A document that `A` and `B` annotate blind; `A` has begun, and others work on another document too."""
    assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
    layer(project, document, A)
    other = make_document(project, "خبر آخر من مدينة السنديان")
    span(project, other, A, "place", (12, 19))
    span(project, other, R, "place", (17, 24))
    span(project, other, B, "place", (17, 24))
    return document


def others_work(project: Project, document: Document) -> None:
    """All that others can leave on a document."""
    mine = queries.layer(project, document.id, A).spans[0]
    claim, source, cue, tied = layer(project, document, B)
    claim = spans.set_span_note(project, claim, "ملاحظة يزن", author=B)
    proposal = Suggestion(
        id="p1", document_id=document.id, suggester="names",
        spans=(ProposedSpan("place", (PLACE,), "ملاحظة يزن"),), why=Why("name"), confidence=0.5,
    )  # fmt: skip
    suggestions.keep(project, [suggestions.Proposed(document.id, B, BASIS, (proposal,))])
    suggestions.add_brought(project, {document.id: [proposal]})
    accepting.reject_suggestion(project, proposal, author=B)
    place = span(project, document, B, "place", PLACE)
    spans.delete_span(project, place, author=B)
    submissions.submit(project, document.id, author=B)
    (verdict,) = verdicts.reject(project, [claim], author=R, reason="other", comment="حكم ليلى")
    verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
    verdicts.replace_span(project, [source], author=R, label="actor")
    verdicts.reject(project, [cue], author=R, reason="label")
    verdicts.accept(project, [tied], author=R)
    comments.comment_on(project, mine.id, "تعليق ليلى", author=R)
    comments.comment_on(project, verdict.id, "رد يزن", author=B)
    submissions.submit(project, document.id, author="جمانة")
    assert noting.note_readings(project, [document.id], author=R) is None
    assert exporting.export(project, io.BytesIO(), exporting.Asked(author=B), by=R).unnoted is None


class Tried(NamedTuple):
    """What to ask a project: of the document, for a name, about rows and events that may be others'."""

    project: Project
    document: Document
    who: str
    ids: list[str]
    events: list[str]


ENTITIES = ("span", "attribution", "submission", "decision", "comment")

SPELT = ("مصدر عسكري", "مدينة السنديان", "السنديان", "السنديا")

ALL = agreement_layers.Scope(unsubmitted=True)

QUERIES: dict[str, Callable[[Tried], object]] = {
    "acts": lambda t: [
        list(progress.acts(t.project)),
        *(
            list(past.acts(t.project, row, newest_first=newest))
            for row in asked_for(t)
            for newest in (False, True)
        ),
    ],
    "count": lambda t: [past.count(t.project, row) for row in asked_for(t)],
    "rows_about": lambda t: [none_if_refused(past.rows_about, t.project, row) for row in t.ids],
    "beginning_with": lambda t: [past.beginning_with(t.project, row[:20]) for row in t.ids],
    "moments": lambda t: past.moments(t.project, t.document.id),
    "seq_at": lambda t: [
        past.seq_at(t.project, moment("2100-01-01")),
        *(none_if_refused(past.seq_at, t.project, moment(event)) for event in t.events),
    ],
    "accounts": lambda t: past.accounts(t.project),
    "exports_of": lambda t: past.exports_of(t.project, "ab" * 32),
    "stretch": lambda t: [none_if_refused(past.stretch, t.project, moment(event)) for event in t.events],
    "as_it_stood": lambda t: [
        past.as_it_stood(t.project, t.document.id, seq) for seq in range(len(t.events) + 1)
    ],
    "agreed_bundles": lambda t: list(review.agreed_bundles(t.project, unreviewed=True)),
    "first_layers": lambda t: list(
        agreement_layers.annotated(t.project, agreement_layers.parts(t.project, ALL), as_submitted=True)
    ),
    "unfinished": lambda t: progress.unfinished(t.project),
    "waiting": lambda t: progress.waiting(t.project),
    "annotated": lambda t: list(
        agreement_layers.annotated(t.project, agreement_layers.parts(t.project, ALL))
    ),
    "assignments": lambda t: review.assignments(t.project),
    "attributions": lambda t: queries.attributions(t.project, t.document.id, t.who),
    "authors": lambda t: queries.authors(t.project),
    "blind_documents": lambda t: review.blind_documents(t.project, A),
    "both_submitted": lambda t: authors.both_submitted(t.project, B, "جمانة"),
    "bundles": lambda t: [*queries.bundles(t.project), *queries.bundles(t.project, author=t.who)],
    "decision_by": lambda t: [review.decision_by(t.project, row, R) for row in t.ids],
    "had_documents": lambda t: queries.had_documents(t.project),
    "signatures": lambda t: signatures.signatures(t.project),
    "differences": lambda t: [list(differences.differences(t.project, who)) for who in (A, t.who)],
    "in_document": lambda t: list(differences.in_document(t.project, t.document.id)),
    "disputed": lambda t: [work_lists.disputed(t.project, who) for who in (A, t.who)],
    "disputed_count": lambda t: [work_lists.disputed_count(t.project, who) for who in (A, t.who)],
    "document": lambda t: queries.document(t.project, t.document.id),
    "change_count": lambda t: [
        queries.change_count(t.project, event.id) for event, _ in queries.event_list(t.project)
    ],
    "document_with_text": lambda t: queries.document_with_text(t.project, t.document.id),
    "document_count": lambda t: queries.document_count(t.project),
    "document_ids": lambda t: queries.document_ids(t.project),
    "condition": lambda t: finding.condition(t.project, parse("صاحب:ا"), t.who),
    "found": lambda t: [
        [finding.found(t.project, who, listed) for listed in finding.WORK_LISTS]
        + [finding.found(t.project, who, wanted=parse(f"author:{name}")) for name in (A, B, R)]
        for who in (A, t.who)
    ],
    "layer_people": lambda t: finding.layer_people(t.project),
    "numbers": lambda t: [
        finding.numbers(t.project, who, listed, parse(f"author:{name}"))
        for listed in finding.WORK_LISTS
        for name in (A, B, R)
        for who in (A, t.who)
    ],
    "list_counts": lambda t: places.list_counts(t.project, A),
    "nearest": lambda t: [places.nearest(t.project, A, [name], 1, by=1) for name in KEPT_LISTS],
    "stands_in": lambda t: [places.stands_in(t.project, A, n) for n in (1, 2)],
    "number_of": lambda t: places.number_of(t.project, t.document.id),
    "id_of": lambda t: [places.id_of(t.project, n) for n in (1, 2)],
    "to_teach": lambda t: [teaching.to_teach(t.project, who) for who in (A, t.who)],
    "queue_order": lambda t: [orders.queue_order(t.project, who) for who in (A, t.who)],
    "queue_page": lambda t: [orders.queue_page(t.project, who, [1, 2]) for who in (A, t.who)],
    "double_order": lambda t: [orders.double_order(t.project, who) for who in (A, t.who)],
    "disputed_order": lambda t: [orders.disputed_order(t.project, who) for who in (A, t.who)],
    "next_undone": lambda t: [finding.next_undone(t.project, who, t.document.id) for who in (A, t.who)],
    "outlets": lambda t: finding.outlets(t.project),
    "work_counts": lambda t: [finding.work_counts(t.project, who) for who in (A, t.who)],
    "years": lambda t: finding.years(t.project),
    "has_documents": lambda t: places.has_documents(t.project),
    "likely_authors": lambda t: moments.likely_authors(t.project),
    "ids_of": lambda t: places.ids_of(t.project, [1, 2]),
    "document_rows": lambda t: queries.document_rows(t.project, author=t.who),
    "double_count": lambda t: [work_lists.double_count(t.project, who) for who in (A, t.who)],
    "double_rows": lambda t: [work_lists.double_rows(t.project, who) for who in (A, t.who)],
    "documents_beginning": lambda t: queries.documents_beginning(t.project, t.document.id[:5]),
    "double_assignments": lambda t: authors.double_assignments(t.project, Q, R),
    "title": lambda t: queries.title(t.project, t.document.id),
    "entity_history": lambda t: [queries.entity_history(t.project, row) for row in t.ids],
    "event_list": lambda t: [
        list(queries.event_list(t.project)),
        list(queries.event_list(t.project, actor=t.who)),
        [list(queries.event_list(t.project, entity_id=row)) for row in t.ids],
    ],
    "existing": lambda t: [queries.existing(t.project, entity, t.ids) for entity in ENTITIES],
    "has_rows": lambda t: authors.has_rows(t.project, "جمانة"),
    "confirmed": lambda t: [known_names.confirmed(t.project, who) for who in (A, t.who)],
    "history": lambda t: t.project.undoable(A),
    "is_blind": lambda t: review.is_blind(t.project, t.document.id, A),
    "labels_used": lambda t: queries.labels_used(t.project),
    "last_event": lambda t: queries.last_event(t.project),
    "brought": lambda t: suggestions.brought(t.project, t.document.id),
    "decided_documents": lambda t: [suggestions.decided_documents(t.project, who) for who in (A, t.who)],
    "decision_count": lambda t: [suggestions.decision_count(t.project, who) for who in (A, t.who)],
    "kept_count": lambda t: [suggestions.kept_count(t.project, who, BASIS) for who in (A, t.who)],
    "known_to": lambda t: [known_to(t.project, who).knowledge.names.entries for who in (A, t.who)],
    "layer": lambda t: queries.layer(t.project, t.document.id, t.who),
    "layer_authors": lambda t: queries.layer_authors(t.project, t.document.id),
    "occurrences": lambda t: found_in(t),
    "names_of": lambda t: [known_names.names_of(t.project, who) for who in (A, t.who)],
    "all_names_of": lambda t: [known_names.all_names_of(t.project, who) for who in (A, t.who)],
    "page_of": lambda t: [
        name_page.page_of(
            t.project, KnownName(Name(id=name_id(label, words), label=label, name=words), (), 0)
        )
        for label in ("actor", "place", "source")
        for words in SPELT
    ],
    "place_lines": lambda t: name_page.place_lines(
        t.project, [name_page.Place(t.document.id, row, ()) for row in t.ids]
    ),
    "document_lines": lambda t: name_page.document_lines(t.project, [t.document.id]),
    "outdated_verdicts": lambda t: authors.outdated_verdicts(t.project, B, R),
    "own_verdicts": lambda t: authors.own_verdicts(t.project, B, R),
    "review_states": lambda t: review.review_states(t.project),
    "shortfalls": lambda t: list(review.shortfalls(t.project, unreviewed=True)),
    "parts": lambda t: agreement_layers.parts(t.project, ALL),
    "counts": lambda t: [work_lists.counts(t.project, who) for who in (A, t.who)],
    "proposed": lambda t: [suggestions.proposed(t.project, t.document.id, who) for who in (A, t.who)],
    "queue": lambda t: [work_lists.queue(t.project, who) for who in (A, t.who)],
    "queue_count": lambda t: [work_lists.queue_count(t.project, who) for who in (A, t.who)],
    "refuse_blind": lambda t: none_if_refused(review.refuse_blind, t.project, t.document.id, A),
    "rejected_rows": lambda t: [
        suggestions.rejected_rows(t.project, t.document.id, who) for who in (A, t.who)
    ],
    "rejected": lambda t: [suggestions.rejected(t.project, t.document.id, who) for who in (A, t.who)],
    "replaced": lambda t: progress.replaced(t.project),
    "returned": lambda t: [work_lists.returned(t.project, who) for who in (A, t.who)],
    "layer_of": lambda t: review.layer_of(review.review_of(t.project, t.document.id), t.who),
    "review_of": lambda t: review.review_of(t.project, t.document.id),
    "row_record": lambda t: [t.project.row_record(entity, row) for entity in ENTITIES for row in t.ids],
    "row_count": lambda t: authors.row_count(t.project, t.who),
    "rows": lambda t: list(next(authors._batches(t.project, "span", "author", t.who), [])),
    "states": lambda t: [progress.states(t.project, [t.document.id], who) for who in (A, t.who)],
    "standings": lambda t: list(progress.standings(t.project)),
    "stats": lambda t: stats.stats(t.project),
    "submission_of": lambda t: review.submission_of(t.project, t.document.id, t.who),
    "submitted_by": lambda t: review.submitted_by(t.project, [A, B, R, "جمانة"]),
    "document_of": lambda t: queries.document_of(t.project, t.document.id, t.document.text_hash),
    "texts": lambda t: list(queries.texts(t.project)),
    "text_of": lambda t: queries.text_of(t.project, t.document),
    "twin": lambda t: queries.twin(t.project, claim_of(t)),
    "unblinded": lambda t: authors.unblinded(t.project, A, "لا أحد"),
    "unsourced": lambda t: progress.unsourced(t.project),
    "unsourced_count": lambda t: progress.unsourced_count(t.project),
    "verdicts": lambda t: progress.verdicts(t.project),
    "verdicts_on": lambda t: [authors.verdicts_on(t.project, row) for row in t.ids],
}
"""Every public query but those of `SHARED`."""

SHARED = {
    "add_brought",
    "batched",
    "among",
    "narrowed_to",
    "with_all_layers",
    "name_record",
    "names",
    "blocked_names",
    "existing_names",
    "merged_into",
    "names_state",
    "outlet_names",
    "found_in",
    "keep",
    "own_lexicon",
    "head_day",
}
"""What was listed or decided for everybody: names, and the lexicon; `names_of` is built of them.
Who published documents is everybody's too. The first four are parts of other queries.

The head is everybody's too: it names the file's state, and nothing of what is in it.
"""


def none_if_refused(ask: Callable[..., object], *args: object) -> object:
    try:
        return ask(*args), "not refused"
    except AnnotatorError as error:
        return error.details


def asked_for(tried: Tried) -> list[Asked]:
    """Every way to ask for what happened."""
    one_each = [Asked(rows=(row,)) for row in tried.ids]
    words = [Asked(words=text) for text in TOLD]
    people = [Asked(actor=who) for who in (A, B, R)]
    others = [Asked(document=tried.document.id), Asked(kinds=("review", "comment.add")), Asked()]
    return [*others, *people, *words, *one_each, Asked(rows=tuple(tried.ids))]


def claim_of(tried: Tried) -> Span:
    (mine,) = (
        row for row in queries.layer(tried.project, tried.document.id, A).spans if row.label == "claim"
    )
    return msgspec.structs.replace(mine, id="x", author=tried.who)


def found_in(tried: Tried) -> object:
    found = occurrences(tried.project, "الطائرة", label="claim", author=tried.who, clitics=clitics())
    return found.labelled, found.documents


def asked(tried: Tried) -> dict[str, object]:
    return {name: ask(tried) for name, ask in QUERIES.items()}


def logged(project: Project) -> tuple[list[str], list[str]]:
    """The ids of all rows and of all events, whoever may see them."""
    ids = project.rows("SELECT DISTINCT entity_id FROM main.changes ORDER BY 1")
    events = project.rows("SELECT id FROM main.events ORDER BY seq")
    return [row[0] for row in ids], [row[0] for row in events]


def public(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if inspect.isfunction(value) and not name.startswith("_") and value.__module__ == module.__name__:
            yield name


def test_every_query_is_tried() -> None:
    modules = (
        finding,
        authors,
        queries,
        review,
        work_lists,
        orders,
        places,
        known_names,
        name_page,
        suggestions,
        agreement_layers,
        progress,
        signatures,
        stats,
        first_layers,
        differences,
        past,
    )
    known = {name for module in modules for name in public(module)}
    assert known - SHARED <= QUERIES.keys()


@pytest.mark.parametrize("who", [A, R, B])
def test_whatever_others_do_every_query_answers_as_if_they_had_not(
    project: Project, blind: Document, tmp_path: Path, who: str
) -> None:
    project.backup(tmp_path / "before.db")
    others_work(project, blind)
    ids, events = logged(project)
    with Project.open(tmp_path / "before.db") as untouched:
        untouched.seen_by(A)
        expected = asked(Tried(untouched, blind, who, ids, events))
    project.seen_by(A)
    found = asked(Tried(project, blind, who, ids, events))
    assert found == expected
    assert not [text for text in TOLD if text in repr(found)]


def test_everything_shows_once_it_is_submitted(project: Project, blind: Document) -> None:
    """Else the test above could not fail."""
    others_work(project, blind)
    ids, events = logged(project)
    project.seen_by(A)
    before = asked(Tried(project, blind, B, ids, events))
    submissions.submit(project, blind.id, author=A)
    now = asked(Tried(project, blind, B, ids, events))
    of_the_text = {name for name in QUERIES if name.startswith(("document", "text"))} - {"document_rows"}
    same = {name for name in QUERIES if now[name] == before[name]}
    # Of these none has anything to show here, whoever looks.
    nothing = {"double_assignments", "outdated_verdicts", "unblinded", "signatures"}
    nothing |= {"disputed", "disputed_count", "disputed_order", "exports_of", "accounts"}
    nothing |= {"number_of", "id_of", "ids_of", "has_documents"}
    # Of these the same: they work elsewhere, too, and it is still to be done.
    nothing |= {"layer_people", "condition", "next_undone", "nearest"}
    assert same == of_the_text | nothing | {"assignments", "title", "had_documents", "outlets", "years"}
    assert all(text in repr(now) for text in TOLD)
    assert verify(project) == []


def test_names_of_two_people_show_what_both_may_see(project: Project, blind: Document) -> None:
    others_work(project, blind)
    for names, shown in (((R, A), [A]), ((B, A), [A]), ((R, ""), [A, R, B]), ((), [A, R, B])):
        project.seen_by(*names)
        assert queries.layer_authors(project, blind.id) == shown


def test_a_project_that_is_only_read_is_seen_the_same(project: Project, blind: Document) -> None:
    others_work(project, blind)
    with Project.open(project.path, read_only=True) as opened:
        opened.seen_by(A)
        assert queries.layer_authors(opened, blind.id) == [A]
        assert verify(opened) == [], "the record is checked as a whole"
        assert queries.layer_authors(opened, blind.id) == [A]


def test_acting_shows_nothing(project: Project, blind: Document) -> None:
    others_work(project, blind)
    claim = queries.layer(project, blind.id, B).spans[2]
    project.seen_by(A)
    for command, values in (
        (verdicts.accept, {}),
        (verdicts.reject, {"reason": "other"}),
        (verdicts.replace_span, {"label": "actor"}),
    ):
        refused("blind-document", command, project, [claim], author=A, **values)
    refused("blind-document", verdicts.accept_remaining, project, blind.id, of=B, author=A)
    refused("unknown-subject", comments.comment_on, project, claim.id, "x", author=A)
    refused("unknown-span", attributions.attribute, project, author=A, claims=[claim.id])
    assert verdicts.comparison(project, blind.id) == []
    spans.add_span(project, author=A, document_id=blind.id, label="claim", ranges=[(18, 30)])
    project.undo(A)
    assert queries.layer_authors(project, blind.id) == [A]


class TestNoWayOut:
    def test_nobody_takes_themselves_out(self, project: Project, blind: Document) -> None:
        args: dict[str, Any] = {"assignees": [A], "task": "annotate-blind"}
        refused("blind-own", assignments.unassign, project, [blind.id], author=A, **args)
        assignments.assign(project, [blind.id], author=Q, priority=3, **args)
        assignments.unassign(project, [blind.id], author=Q, **args)
        others_work(project, blind)
        project.seen_by(A)
        assert queries.layer_authors(project, blind.id) == [A, R, B]

    def test_nor_by_undoing_what_they_gave_themselves(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A], task="annotate-blind", author=A)
        refused("blind-own", project.undo, A)
        assert review.is_blind(project, document.id, A)

    def test_a_layer_submitted_blind_is_final(self, project: Project, blind: Document) -> None:
        submissions.submit(project, blind.id, author=A)
        refused("blind-final", submissions.withdraw, project, blind.id, author=A)
        refused("blind-final", project.undo, A)
        first = queries.layer(project, blind.id, A).spans[0]
        for command, args in (
            (spans.relabel_span, ("place",)),
            (spans.set_span_note, ("x",)),
            (spans.delete_span, ()),
        ):
            refused("blind-closed", command, project, first, *args, author=A)
        refused("blind-closed", span, project, blind, A, "place", PLACE)
        pieces = [(blind.id, [PLACE])]
        refused("blind-closed", spans.add_spans, project, pieces, label="place", author=A)
        refused("blind-closed", attributions.attribute, project, author=A, claims=[first.id])
        span(project, blind, B, "place", PLACE)
        assignments.unassign(project, [blind.id], assignees=[A], task="annotate-blind", author=Q)
        submissions.withdraw(project, blind.id, author=A)

    def test_one_who_submitted_blind_may_review_the_others(self, project: Project, blind: Document) -> None:
        submissions.submit(project, blind.id, author=A)
        claim, *_ = handed_in(project, blind, B)
        made = verdicts.replace_span(project, [claim], author=A, ranges=[(17, 25)])
        assert made.id not in {row.id for row in review.review_of(project, blind.id).layer(A).spans}

    @pytest.mark.parametrize(("before", "after"), [(B, A), (A, B)])
    def test_nor_by_becoming_the_other(
        self, project: Project, blind: Document, before: str, after: str
    ) -> None:
        others_work(project, blind)
        refused("merge-blind", merge_authors, project, before, after, author=A)
        refused("merge-unblinds", merge_authors, project, before, after, author=Q)
        merge_authors(project, A, "سلمى ن", author="جمانة")
        assert review.is_blind(project, blind.id, "سلمى ن")

    def test_blind_annotation_is_for_people_with_names(self, project: Project, document: Document) -> None:
        refused("blind-for-nobody", assignments.assign, project, [document.id], assignees=[""],
                task="annotate-blind", author=Q)  # fmt: skip


WHOLE_FILE = {"verify", "timestamp", "backup", "restore", "recover", "merge", "bundle"}
NO_LAYERS = {
    "doctor",
    "hub",
    "policy",
    "new",
    "demo",
    "open",
    "formats",
    "schemes",
    "scheme",
    "lexicon",
    "import",
}
"""These print nothing of what people made of a document; what `open` opens is the window's to show."""

PRINTING: dict[str, list[list[str]]] = {
    # {p}: the project, {d}: the document, {c}: the id of another's claim
    "search": [
        ["{p}", query, *more]
        for query in ("label:claim", "label:place", "category:military", "without:attribution", "author:يزن",
                      "source:عسكري", "name:يزن", "السنديان", "state:in-progress", "claim:الطائرة")
        for more in ([], ["--json"])
    ],
    "show": [["{p}"], ["{p}", "--json"], ["{p}", "{d}"], ["{p}", "{d}", "--json"]],
    "document": [["{p}", "{d}"], ["{p}", "{d}", "--note", "ملاحظة"], ["{p}", "{d}", "--remove"]],
    "inbox": [["{p}"], ["{p}", "{d}", "--later"], ["{p}", "--json"]],
    "suggest": [["{p}", "{d}", "--json"], ["{p}", "--author", B], ["{p}", "--author", A]],
    "train": [["{p}", "--layer", "agreed"], ["{p}", "--layer", f"author:{B}", "--json"]],
    "models": [["{p}"], ["{p}", "--json"]],
    "evaluate": [["{p}", "--layer", f"author:{A}"], ["{p}", "--layer", f"author:{B}", "--json"]],
    "names": [["{p}"], ["{p}", "--json"], ["{p}", "--author", B], ["{p}", "--author", R, "--json"]],
    "tolls": [["{p}"], ["{p}", "{d}", "--json"], ["{p}", "--layer", "agreed"],
              ["{p}", "--layer", f"author:{B}"]],
    "stats": [["{p}"], ["{p}", "--json"], ["{p}", "--plot", "stands.svg"]],
    "history": [["{p}"], ["{p}", "--json"], ["{p}", "--span", "{c}"], ["{p}", "--span", "{d}", "--json"]],
    "export": [["{p}", "-"], ["{p}", "-", "--layer", "agreed"], ["{p}", "-", "--layer", f"author:{B}"],
               ["{p}", "-", "--layer", "agreed", "--include-unreviewed"],
               ["{p}", "-", "--layer", f"author:{R}"], ["{p}", "-", "--layer", "author:جمانة"]],
    "card": [["{p}"], ["{p}", "--layer", "all"], ["{p}", "--include-unreviewed"]],
    "queue": [["{p}"], ["{p}", "--json"], ["{p}", "--returned"], ["{p}", "--order", "differences", "--json"],
              ["{p}", "--order", "teach", "--json"]],
    "review": [["{p}", "{d}"], ["{p}", "{d}", "--json"], ["{p}", "{d}", "--of", B],
               ["{p}", "{d}", "--accept", "{c}"], ["{p}", "{d}", "--accept-all"]],
    "agreed": [["{p}"], ["{p}", "--include-unreviewed"], ["{p}", "{d}", "--json"]],
    "ledger": [["{p}", "--layer", "all"], ["{p}", "--layer", "all", "--json"],
               ["{p}", "--include-unreviewed"],
               ["{p}", "--layer", f"author:{A}"], ["{p}", "--layer", "all", "--group", "author"],
               ["{p}", "--layer", "all", "--pivot", "author", "state", "--json"]],
    "agreement": [["{p}"], ["{p}", "--unsubmitted", "--bootstrap", "20"], ["{p}", "--unsubmitted", "--json"],
                  ["{p}", "--authors", A, "--authors", B, "--unsubmitted"], ["{p}", "--documents", "{d}"]],
    "conflicts": [["{p}"], ["{p}", "--json"], ["{p}", "--of", B]],
    "comments": [["{p}"], ["{p}", "--json"], ["{p}", "{d}"], ["{p}", "--unread"]],
    "comment": [["{p}", "{c}", "قول", "--author", A]],
    "compare": [["{p}", "{d}"], ["{p}", "{d}", "--json"], ["{p}", "{d}", "--authors", A, B]],
    "differences": [["{p}"], ["{p}", "--json"], ["{p}", "--authors", A, B], ["{p}", "--label", "claim"]],
    "adjudicate": [["{p}", "{d}", "--same"], ["{p}", "{d}", "--take", "1", "both"]],
    "assign": [["{p}"], ["{p}", "--json"],
               ["{p}", "{d}", "--to", A, "--task", "annotate-blind", "--remove", "--author", A]],
    "authors": [["{p}"], ["{p}", "--json"], ["{p}", "--merge", B, A, "--author", A],
                ["{p}", "--merge", "جمانة", A, "--author", A]],
    "submit": [["{p}", "{d}", "--withdraw", "--author", A], ["{p}", "{d}", "--author", B],
               ["{p}", "{d}", "--withdraw", "--author", R]],
}  # fmt: skip


def test_every_command_is_tried() -> None:
    assert set(command_line.places) == WHOLE_FILE | NO_LAYERS | PRINTING.keys()


@pytest.mark.parametrize("name", PRINTING)
@pytest.mark.parametrize("author", [None, A, B, R])
def test_whatever_others_do_every_command_prints_as_if_they_had_not(
    cli: Cli,
    project: Project,
    blind: Document,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    author: str | None,
) -> None:
    """`A` sits at this computer, and may name anybody."""
    accounts.remember_author(project, A)
    monkeypatch.setattr(accounts, "proposed_name", lambda: A)
    project.backup(tmp_path / "before.db")
    others_work(project, blind)
    claim = queries.layer(project, blind.id, B).spans[2].id

    def said(path: Path) -> list[tuple[int, str]]:
        told = []
        for call in PRINTING[name]:
            named = [] if author is None or "--author" in call else ["--author", author]
            ran = cli(name, *(part.format(p=path, d=blind.id, c=claim) for part in call), *named)
            # The head of the log, of the whole file, tells nothing; a heading is the name of the file.
            told.append((ran.status, re.sub(r"[0-9a-f]{64}|(?m:^# \S+$)", "", ran.out + ran.err)))
        return told

    found = said(project.path)
    assert found == said(tmp_path / "before.db")
    assert not [text for text in TOLD[:3] for _, out in found if text in out]
    assert review.is_blind(project, blind.id, A)
