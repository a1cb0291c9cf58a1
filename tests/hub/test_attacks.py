"""A member with any program, and any statement, gets no further than the rules let them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from annotator.commands import assignments, hub, spans, submissions
from annotator.core.audit import Reading, reading_of
from annotator.core.errors import AnnotatorError
from annotator.core.events import payload_hash
from annotator.core.model import Assignment, Comment, Decision, Document, Span, Submission, new_id
from annotator.core.suggestions import Rejection, rejection_id
from annotator.store import Project, queries
from annotator.store.verify import verify
from tests.hub.conftest import Team, made_team
from tests.hub.forging import Forged, adds, payload, publish, removes, replaces
from tests.hub.server import Server

SALMA, YAZAN, LAYLA = "سلمى", "يزن", "ليلى"


class Scene:
    """Both annotate the first document blind; Salma has worked on it, and on the second, which is not blind."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.salma, self.yazan, self.lead = team.file("salma"), team.file("yazan"), team.lead
        self.blind, self.open, _ = team.documents
        assignments.assign(
            self.lead, [self.blind], assignees=[SALMA, YAZAN], task="annotate-blind", author=LAYLA
        )
        for project in (self.lead, self.salma, self.yazan):
            hub.sync(project)
        self.hidden = spans.add_span(
            self.salma, author=SALMA, document_id=self.blind, label="actor", ranges=[(4, 13)]
        )
        self.seen = spans.add_span(
            self.salma, author=SALMA, document_id=self.open, label="actor", ranges=[(0, 5)]
        )
        hub.sync(self.salma)
        hub.sync(self.yazan)
        self.member = psycopg.connect(team.url("yazan"), autocommit=True)

    def span(self, document_id: str = "", **fields: Any) -> Span:
        """A span of Yazan's, not yet written."""
        made = {"label": "actor", "ranges": ((0, 5),), "quote": "أعلنت", "author": YAZAN, "id": new_id()}
        return Span(**{**made, "document_id": document_id or self.open, **fields})

    def forged(self, kind: str, *changes: Any, actor: str = YAZAN, **options: Any) -> Forged:
        return Forged(self.yazan, kind, actor, changes, **options)

    def refused(
        self, kind: str, *changes: Any, actor: str = YAZAN, base: int | None = None, **how: Any
    ) -> str:
        """Send it as Yazan: the code with which it is refused."""
        place = self._place()
        with pytest.raises(AnnotatorError) as error:
            publish(self.member, self.forged(kind, *changes, actor=actor, **how), base)
        assert self._place() == place
        return error.value.code

    def denied(self, statement: str, *parameters: Any) -> None:
        """The server itself refuses a statement of Yazan's."""
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            self.member.execute(statement, parameters)

    def submit(self) -> Submission:
        """Yazan hands in what was given blind, and sees the other layer from then on."""
        self.own = spans.add_span(
            self.yazan, author=YAZAN, document_id=self.blind, label="actor", ranges=[(4, 8)]
        )
        submissions.submit(self.yazan, self.blind, author=YAZAN, note="كذا")
        hub.sync(self.yazan)
        (found,) = self.yazan.rows("SELECT id FROM main.submissions WHERE author = ?", [YAZAN])
        record = self.yazan.row_record("submission", found[0])
        assert isinstance(record, Submission)
        return record

    def _place(self) -> int:
        with self.team.server.root(self.team.database) as root:
            row = root.execute("SELECT place FROM hub.counter").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def scene(team: Team) -> Iterator[Scene]:
    made = Scene(team)
    yield made
    made.member.close()


@pytest.fixture(scope="module")
def still(server: Server, tmp_path_factory: pytest.TempPathFactory, empty_project: Path) -> Iterator[Scene]:
    """One scene for all that is refused, and so changes nothing."""
    team = made_team(server, tmp_path_factory.mktemp("team"), empty_project)
    made = Scene(team)
    yield made
    made.member.close()
    team.close()


def rows_in(project: Project, entity: str = "span") -> list[str]:
    return [row[0] for row in project.rows("SELECT entity_id FROM main.changes WHERE entity = ?", [entity])]


class TestWhatIsWithheld:
    def test_others_work_on_a_blind_document_is_not_in_the_file(self, scene: Scene) -> None:
        assert rows_in(scene.yazan) == [scene.seen.id]
        assert verify(scene.yazan) == []
        scene.team.reopen("yazan")
        path = scene.team.path("yazan")
        raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        assert scene.hidden.id.encode() not in raw and bytes.fromhex(scene.hidden.id) not in raw
        assert bytes.fromhex(scene.seen.id) in raw

    def test_nothing_is_told_of_a_withheld_event_but_that_it_is_there(self, still: Scene) -> None:
        rows = still.member.execute(
            "SELECT id, at, actor, kind, account FROM hub.pull_events(0, 9999)"
        ).fetchall()
        (told,) = [row for row in rows if row[1] is None]
        assert told[1:] == (None, None, None, None)
        changes = still.member.execute(
            "SELECT entity_id, payload_hash FROM hub.pull_changes(0, 9999)"
        ).fetchall()
        assert still.hidden.id not in [row[0] for row in changes]
        # Had its id and the hash of its payload been told, it would be guessed at once.
        wanted = payload_hash(None, payload(still.hidden).encode())
        assert wanted not in [row[1] for row in changes]
        text = queries.text_of(still.yazan, queries.document(still.yazan, still.blind))
        guesses = (
            msgspec.structs.replace(still.hidden, ranges=(places,), quote=text[places[0] : places[1]])
            for places in itertools.combinations(range(20), 2)
        )
        assert any(payload_hash(None, payload(guess).encode()) == wanted for guess in guesses)

    def test_asking_for_all_places_brings_nothing_more(self, still: Scene) -> None:
        everything = "ARRAY(SELECT generate_series(1, 9999)::bigint)"
        rows = still.member.execute(f"SELECT entity_id FROM hub.late_changes({everything})").fetchall()
        assert still.hidden.id not in [row[0] for row in rows]
        assert len(still.member.execute(f"SELECT * FROM hub.late_events({everything})").fetchall()) == len(
            still.member.execute("SELECT 1 FROM hub.pull_events(0, 9999) WHERE at IS NOT NULL").fetchall()
        )

    def test_the_lead_is_no_exception_to_blindness(self, scene: Scene) -> None:
        assignments.assign(scene.lead, [scene.open], assignees=[LAYLA], task="annotate-blind", author=LAYLA)
        hub.sync(scene.lead)
        later = spans.add_span(
            scene.salma, author=SALMA, document_id=scene.open, label="place", ranges=[(7, 9)]
        )
        hub.sync(scene.salma)
        hub.sync(scene.lead)
        assert later.id not in rows_in(scene.lead)

    def test_it_arrives_whole_once_ones_own_work_is_submitted(self, scene: Scene) -> None:
        scene.submit()
        assert scene.hidden.id in rows_in(scene.yazan)
        assert verify(scene.yazan) == []
        assert not list(scene.yazan.rows("SELECT 1 FROM main.stubs"))
        hub.sync(scene.salma)
        assert scene.own.id not in rows_in(scene.salma), "hers is not submitted"


TABLES = (
    "counter", "members", "replicas", "texts", "events", "headers", "changes", "blind", "shapes",
    "incoming_events", "incoming_changes", "incoming_texts",
)  # fmt: skip


class TestStatements:
    @pytest.mark.parametrize("table", TABLES)
    def test_no_table_is_read(self, still: Scene, table: str) -> None:
        still.denied(f"SELECT * FROM hub.{table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            with still.member.cursor() as cursor, cursor.copy(f"COPY hub.{table} TO STDOUT") as copy:
                list(copy)

    @pytest.mark.parametrize(
        "statement",
        [
            "SET ROLE hub_owner",
            "SET ROLE hub_reader",
            "SET SESSION AUTHORIZATION salma",
            "INSERT INTO hub.changes (place, n, entity, entity_id, payload_hash) VALUES (99, 0, 'span', 'x', '')",
            "INSERT INTO hub.incoming_events (batch, who, ord) VALUES (gen_random_uuid(), 'salma', 1)",
            "UPDATE hub.members SET names = '{سلمى}' WHERE role = 'yazan'",
            "DELETE FROM hub.blind",
            "UPDATE hub.incoming_changes SET before = NULL",
            "CREATE TABLE hub.x (a int)",
            "CREATE FUNCTION hub.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "ALTER TABLE hub.changes DISABLE ROW LEVEL SECURITY",
            "GRANT hub_owner TO yazan",
            "SELECT hub.my_names()",
            "SELECT hub.my_blind()",
            "SELECT hub.row_before('span', 'x', 99, 0)",
            "SELECT hub.closed_before('x', 'y', 99, 0)",
            "SELECT hub.first_kind(1)",
            "TRUNCATE hub.incoming_events",
            "CREATE SCHEMA mine",
        ],
    )
    def test_what_is_not_granted_is_denied(self, still: Scene, statement: str) -> None:
        still.denied(statement)

    def test_tables_of_ones_own_do_not_stand_before_the_hubs(self, still: Scene) -> None:
        still.member.execute("DISCARD ALL")
        still.member.execute("CREATE TEMP TABLE members (role name, names text[], lead bool, gone bool)")
        still.member.execute("INSERT INTO members VALUES ('yazan', '{سلمى}', true, false)")
        still.member.execute("CREATE TEMP TABLE blind (document_id text, author text, open bool)")
        still.member.execute("SET search_path = pg_temp, public")
        assert still.member.execute("SELECT names, lead FROM hub.state()").fetchone() == ([YAZAN], False)
        assert still.hidden.id not in [
            row[0] for row in still.member.execute("SELECT entity_id FROM hub.pull_changes(0, 9999)")
        ]

    def test_functions_of_ones_own_do_not_stand_before_the_servers(self, still: Scene) -> None:
        still.member.execute("SET search_path = pg_temp, pg_catalog")
        still.member.execute(
            "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$"
        )
        span = still.span()
        assert still.refused("span.add", adds("span", span), hash="00") == "hub-forged"

    def test_plans_and_statistics_tell_nothing(self, still: Scene) -> None:
        plan = still.member.execute(
            "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM hub.pull_changes(0, 9999) WHERE entity_id = 'x'"
        ).fetchall()
        assert "changes c" not in str(plan)
        with still.team.server.root(still.team.database) as root:
            root.execute("ANALYZE hub.changes")
        assert still.member.execute("SELECT 1 FROM pg_stats WHERE schemaname = 'hub'").fetchall() == []

    def test_a_condition_that_fails_on_a_row_never_sees_it(self, still: Scene) -> None:
        probe = "SELECT count(1 / (entity_id <> %s)::int) FROM hub.pull_changes(0, 9999)"
        still.member.execute(probe, [still.hidden.id])
        with pytest.raises(psycopg.errors.DivisionByZero):
            still.member.execute(probe, [still.seen.id])

    def test_what_others_have_staged_is_not_taken(self, still: Scene) -> None:
        """A batch is one's own alone, whoever knows its name."""
        forged = Forged(still.salma, "span.add", SALMA, [adds("span", still.span(author=SALMA))])
        with psycopg.connect(still.team.url("salma"), autocommit=True) as other:
            row = forged.event
            batch = other.execute("SELECT gen_random_uuid()").fetchone()
            assert batch is not None
            other.execute(
                "INSERT INTO hub.incoming_events"
                " (batch, ord, id, at, actor, replica, kind, reverts, previous, hash, account, aside)"
                " VALUES (%s, 1, %s, %s, %s, %s, %s, NULL, %s, %s, NULL, '')",
                [batch[0], row.id, row.at, row.actor, row.replica, row.kind, row.previous, row.hash],
            )
        with pytest.raises(psycopg.Error, match="hub-forged"):
            place = still.member.execute("SELECT place FROM hub.state()").fetchone()
            assert place is not None
            still.member.execute("SELECT hub.publish(%s, %s, 13)", [batch[0], place[0]])


Attack = Callable[[Scene], str]


def taken_over(scene: Scene) -> Span:
    return msgspec.structs.replace(scene.seen, author=YAZAN)


def decision(scene: Scene, **fields: Any) -> Decision:
    made = {
        "id": new_id(), "document_id": scene.open, "target_kind": "span", "target": scene.seen.id,
        "judged": msgspec.to_builtins(scene.seen), "reviewer": YAZAN, "verdict": "accept",
    }  # fmt: skip
    return Decision(**{**made, **fields})


def own_assignment(scene: Scene) -> Assignment:
    (row,) = scene.lead.rows("SELECT id FROM main.assignments WHERE assignee = ?", [YAZAN])
    record = scene.lead.row_record("assignment", row[0])
    assert isinstance(record, Assignment)
    return record


def stored(scene: Scene, document_id: str) -> Document:
    return queries.document(scene.lead, document_id)


def judged_own(scene: Scene) -> str:
    """The row comes with the verdict on it."""
    own = scene.span()
    verdict = decision(scene, target=own.id, judged=msgspec.to_builtins(own))
    return scene.refused("review.accept", adds("span", own), adds("decision", verdict))


def judged_as_others(scene: Scene) -> str:
    """What was judged is said to be another's."""
    own = scene.span()
    verdict = decision(scene, target=own.id, judged=msgspec.to_builtins(scene.seen))
    return scene.refused("review.accept", adds("span", own), adds("decision", verdict))


ATTACKS: dict[str, tuple[Attack, str]] = {
    "an event in another's name": (
        lambda s: s.refused("span.add", adds("span", s.span(author=SALMA)), actor=SALMA),
        "hub-not-your-row",
    ),
    "an event in another's name, its row in one's own": (
        lambda s: s.refused("span.add", adds("span", s.span()), actor=SALMA),
        "hub-not-your-name",
    ),
    "a row in another's name": (
        lambda s: s.refused("span.add", adds("span", s.span(author=SALMA))),
        "hub-not-your-row",
    ),
    "the same in a change that does not stand": (
        lambda s: s.refused("span.add", adds("span", s.span(author=SALMA)), whys={0: "x"}),
        "hub-not-your-row",
    ),
    "another's row made one's own": (
        lambda s: s.refused("span.relabel", replaces("span", s.seen, taken_over(s))),
        "hub-not-your-row",
    ),
    "one's own row given to another": (
        lambda s: s.refused("span.relabel", replaces("span", taken_over(s), s.seen)),
        "hub-not-your-row",
    ),
    "another's row taken away": (lambda s: s.refused("span.delete", removes("span", s.seen)), "hub-not-your-row"),
    "the same, said to have been one's own": (
        lambda s: s.refused("span.delete", removes("span", taken_over(s))),
        "stale-change",
    ),
    "a comment in another's name": (
        lambda s: s.refused(
            "comment.add",
            adds(
                "comment",
                Comment(
                    id=new_id(), document_id=s.open, target_kind="span", target=s.seen.id, author=LAYLA, text="x"
                ),
            ),
        ),
        "hub-not-your-row",
    ),
    "a verdict in another's name": (
        lambda s: s.refused("review.accept", adds("decision", decision(s, reviewer=LAYLA))),
        "hub-not-your-row",
    ),
    "a row over one that is there": (
        lambda s: s.refused("span.add", adds("span", msgspec.structs.replace(s.span(), id=s.seen.id))),
        "stale-change",
    ),
    "a row over one that is withheld": (
        lambda s: s.refused("span.add", adds("span", msgspec.structs.replace(s.span(), id=s.hidden.id))),
        "stale-change",
    ),
    "the same row twice in one event": (
        lambda s: s.refused("span.add", *[adds("span", row := s.span()), adds("span", row)]),
        "stale-change",
    ),
    "a row under another id than its payload's": (
        lambda s: s.refused("span.add", ("span", new_id(), None, payload(s.span()))),
        "hub-no-record",
    ),
    "another id before than after": (
        lambda s: s.refused("span.relabel", ("span", (row := s.span()).id, payload(s.span()), payload(row))),
        "hub-no-record",
    ),
    "a row moved to another document": (
        lambda s: s.refused(
            "span.relabel", replaces("span", row := s.span(), msgspec.structs.replace(row, document_id=s.blind))
        ),
        "hub-no-record",
    ),
    "a change of nothing": (lambda s: s.refused("span.add", ("span", new_id(), None, None)), "hub-no-record"),
    "an entity that there is not": (
        lambda s: s.refused("span.add", ("secret", (row := s.span()).id, None, payload(row))),
        "hub-no-record",
    ),
    "a payload that is no JSON": (lambda s: s.refused("span.add", ("span", new_id(), None, "{")), "hub-no-record"),
    "a payload with a zero sign": (
        lambda s: s.refused("span.add", ("span", (row := s.span(note="x")).id, None, payload(row).replace('"x"', '"\\u0000"'))),
        "hub-no-record",
    ),
    "a key that stands twice": (
        lambda s: s.refused(
            "span.add",
            ("span", (row := s.span()).id, None,
             payload(row).replace('"author":"يزن"', '"author":"سلمى","author":"يزن"')),
        ),
        "hub-no-record",
    ),
    "a field too many": (
        lambda s: s.refused("span.add", ("span", (row := s.span()).id, None, payload(row)[:-1] + ',"x":1}')),
        "hub-no-record",
    ),
    "a field too few": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span()).id, None, payload(row).replace('"label":"actor",', ""))
        ),
        "hub-no-record",
    ),
    "a field of another type": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span()).id, None, payload(row).replace("[[0,5]]", '[[0,"5"]]'))
        ),
        "hub-no-record",
    ),
    "ranges that are no pairs": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span()).id, None, payload(row).replace("[[0,5]]", "[[0,5,9]]"))
        ),
        "hub-no-record",
    ),
    "a state that there is not": (
        lambda s: s.refused(
            "submission.submit",
            ("submission", (row := Submission(id=new_id(), document_id=s.open, author=YAZAN, state="submitted")).id,
             None, payload(row).replace('"submitted"', '["submitted"]')),
        ),
        "hub-no-record",
    ),
    "a payload whose hash is another": (
        lambda s: s.refused(
            "span.add",
            adds("span", s.span()),
            tweak=lambda rows: [msgspec.structs.replace(rows[0], payload_hash=b"0" * 32)],
        ),
        "hub-forged",
    ),
    "an event whose hash is another": (
        lambda s: s.refused("span.add", adds("span", s.span()), hash="1" * 64),
        "hub-forged",
    ),
    "an event without changes": (lambda s: s.refused("span.add"), "hub-forged"),
    "an event that hides what is aside": (
        lambda s: s.refused("span.add", adds("span", s.span()), whys={0: "x"}, aside=""),
        "hub-forged",
    ),
    "numbers of changes with a gap": (
        lambda s: s.refused(
            "span.add",
            adds("span", s.span()),
            tweak=lambda rows: [msgspec.structs.replace(rows[0], n=1)],
        ),
        "hub-forged",
    ),
    "another's chain gone on with": (
        lambda s: s.refused("span.add", adds("span", s.span()), replica=s.salma.replica, previous=s.salma.head()),
        "hub-not-your-replica",
    ),
    "one's own chain begun anew": (
        lambda s: (
            spans.add_span(s.yazan, author=YAZAN, document_id=s.open, label="actor", ranges=[(0, 5)]),
            hub.sync(s.yazan),
            s.refused("span.add", adds("span", s.span()), previous="0" * 64),
        )[-1],
        "hub-chain-broken",
    ),
    "a chain that goes on from nothing known": (
        lambda s: s.refused("span.add", adds("span", s.span()), replica=new_id(), previous="7" * 64),
        "hub-chain-broken",
    ),
    "an event sent twice": (
        lambda s: (
            publish(s.member, sent := s.forged("span.add", adds("span", s.span()), replica=new_id(), previous="0" * 64)),
            s.refused("span.add", adds("span", s.span()), id=sent.event.id, replica=new_id(), previous="0" * 64),
        )[-1],
        "hub-failed",
    ),
    "without having taken in what others sent": (
        lambda s: s.refused("span.add", adds("span", s.span()), base=1),
        "hub-behind",
    ),
    "a kind that there is not": (lambda s: s.refused("span.steal", adds("span", s.span())), "hub-no-record"),
    "a time that is none": (
        lambda s: s.refused("span.add", adds("span", s.span()), at="yesterday"),
        "hub-no-record",
    ),
    "a verdict on one's own row": (judged_own, "own-work"),
    "a verdict on one's own row, said to be another's": (judged_as_others, "own-work"),
    "oneself taken out of blind annotation": (
        lambda s: s.refused("assignment.remove", removes("assignment", own_assignment(s))),
        "hub-lead-only",
    ),
    "the same as if it were another act": (
        lambda s: s.refused("span.delete", removes("assignment", own_assignment(s))),
        "hub-lead-only",
    ),
    "an assignment in one's own name": (
        lambda s: s.refused(
            "span.add",
            adds("assignment", Assignment(id=new_id(), document_id=s.open, assignee=SALMA, task="annotate", by=YAZAN)),
        ),
        "hub-lead-only",
    ),
    "the scheme changed": (
        lambda s: s.refused("span.add", replaces("scheme", s.lead.scheme, s.lead.scheme)),
        "hub-lead-only",
    ),
    "the policy changed": (
        lambda s: s.refused(
            "policy.change",
            replaces("policy", s.lead.policy, msgspec.structs.replace(s.lead.policy, accounts=False)),
        ),
        "hub-lead-only",
    ),
    "two names made one": (
        lambda s: s.refused("author.merge", adds("span", s.span())),
        "hub-lead-only",
    ),
    "a document that others work on taken away": (
        lambda s: s.refused("document.remove", removes("document", stored(s, s.open))),
        "row-in-use",
    ),
    "submitted for another, to see her layer": (
        lambda s: s.refused(
            "submission.submit",
            adds("submission", Submission(id=new_id(), document_id=s.blind, author=SALMA, state="submitted")),
        ),
        "hub-not-your-row",
    ),
    "a derived id that asks what another rejected": (
        lambda s: s.refused(
            "suggestion.reject",
            adds(
                "rejection",
                Rejection(
                    id=rejection_id(SALMA, "abc"), document_id=s.blind, author=YAZAN, suggestion={"id": "abc"}
                ),
            ),
        ),
        "hub-no-record",
    ),
    "a derived id that asks what another read": (
        lambda s: s.refused(
            "layer.open",
            adds("reading", Reading(id=reading_of(SALMA, s.blind).id, document_id=s.blind, person=YAZAN)),
        ),
        "hub-no-record",
    ),
    "a document without its text": (
        lambda s: s.refused(
            "document.add", adds("document", msgspec.structs.replace(stored(s, s.open), id=new_id(), text_hash="0" * 64))
        ),
        "hub-forged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused(still: Scene, name: str) -> None:
    attack, code = ATTACKS[name]
    assert attack(still) == code


def test_an_honest_event_is_taken(scene: Scene) -> None:
    """What the attacks are changed from."""
    place = publish(
        scene.member,
        scene.forged("span.add", adds("span", scene.span()), replica=new_id(), previous="0" * 64),
    )
    assert hub.state(scene.salma).to_receive == place - hub.state(scene.salma).place


class TestAfterHavingLooked:
    def test_what_was_submitted_blind_is_final_and_its_layer_closed(self, scene: Scene) -> None:
        submission, own = scene.submit(), None
        own = scene.own
        withdrawn = msgspec.structs.replace(submission, state="withdrawn")
        assert (
            scene.refused("submission.withdraw", replaces("submission", submission, withdrawn))
            == "blind-final"
        )
        assert scene.refused("undo", removes("submission", submission)) == "blind-final"
        other = msgspec.structs.replace(own, label="place")
        assert scene.refused("span.relabel", replaces("span", own, other)) == "blind-closed"
        review = msgspec.structs.replace(own, label="place", origin="review")
        assert scene.refused("span.relabel", replaces("span", own, review)) == "blind-closed"
        late = scene.span(scene.blind)
        assert scene.refused("span.add", adds("span", late)) == "blind-closed"
        assert scene.refused("documents.import", adds("span", late)) == "blind-closed"
        assert scene.refused("span.delete", removes("span", own)) == "blind-closed"

    def test_in_one_push_too(self, scene: Scene) -> None:
        own, submission = (
            scene.span(scene.blind),
            Submission(id=new_id(), document_id=scene.blind, author=YAZAN, state="submitted"),
        )
        late = scene.span(scene.blind)
        code = scene.refused(
            "span.add", adds("span", own), adds("submission", submission), adds("span", late)
        )
        assert code == "blind-closed"

    def test_what_is_written_within_a_review_may_come(self, scene: Scene) -> None:
        scene.submit()
        written = scene.span(scene.blind, origin="review")
        publish(scene.member, scene.forged("review.add", adds("span", written)))


class TestWhoLeads:
    def test_a_lead_does_not_write_in_others_names(self, scene: Scene) -> None:
        lead = psycopg.connect(scene.team.url("layla"), autocommit=True)
        mine = Forged(scene.lead, "span.add", LAYLA, [adds("span", scene.span(author=SALMA))])
        theirs = Forged(scene.lead, "documents.import", LAYLA, [adds("span", scene.span(author=SALMA))])
        hub.sync(scene.lead)
        with pytest.raises(AnnotatorError, match="hub-not-your-row"):
            publish(lead, mine)
        publish(lead, theirs)
        lead.close()

    def test_a_lead_does_not_take_themselves_out_of_blindness(self, scene: Scene) -> None:
        assignments.assign(scene.lead, [scene.open], assignees=[LAYLA], task="annotate-blind", author=LAYLA)
        hub.sync(scene.lead)
        (found,) = scene.lead.rows("SELECT id FROM main.assignments WHERE assignee = ?", [LAYLA])
        row = scene.lead.row_record("assignment", found[0])
        assert row is not None
        with psycopg.connect(scene.team.url("layla"), autocommit=True) as lead:
            with pytest.raises(AnnotatorError, match="blind-own"):
                publish(lead, Forged(scene.lead, "assignment.remove", LAYLA, [removes("assignment", row)]))


class TestWhoHasLeft:
    def test_nothing_is_taken_from_them_nor_given_to_them(self, scene: Scene) -> None:
        hub.set_member(scene.lead, "yazan", names=[YAZAN], gone=True)
        for call in ("state()", "pull_events(0, 99)", "pull_changes(0, 99)", "pull_texts('{}')", "others()"):
            scene.denied(f"SELECT * FROM hub.{call}")
        spans.add_span(scene.yazan, author=YAZAN, document_id=scene.open, label="actor", ranges=[(0, 5)])
        with pytest.raises(AnnotatorError, match="hub-not-a-member"):
            hub.sync(scene.yazan)
        assert hub.state(scene.yazan, online=False).to_send == 1

    def test_also_where_the_role_was_left_in_the_group(self, scene: Scene) -> None:
        with scene.team.server.root(scene.team.database) as root:
            root.execute("UPDATE hub.members SET gone = true WHERE role = 'yazan'")
        for call in ("state()", "pull_events(0, 99)", "pull_changes(0, 99)", "others()"):
            assert scene.member.execute(f"SELECT * FROM hub.{call}").fetchall() == []
        with pytest.raises(AnnotatorError, match="hub-not-a-member"):
            publish(scene.member, scene.forged("span.add", adds("span", scene.span())), base=5)


def test_what_the_owner_of_the_server_changes_is_noticed(scene: Scene) -> None:
    with scene.team.server.root(scene.team.database) as root:
        root.execute("UPDATE hub.changes SET after = replace(after, 'actor', 'place') WHERE entity = 'span'")
    with pytest.raises(AnnotatorError, match="hub-changed"):
        scene.team.file("salma", "second")


def test_a_payload_that_is_no_record_is_kept_as_a_stub(scene: Scene) -> None:
    """An owner who lets it in stops nobody: it is counted, and everything else comes."""
    odd = scene.span()
    forged = scene.forged(
        "span.add", ("span", odd.id, None, payload(odd)[:-1] + ',"x":1}'), replica=new_id(), previous="0" * 64
    )
    with scene.team.server.root(scene.team.database) as root:
        root.execute("UPDATE hub.shapes SET shape = '1 == 1', fields = fields || '{x}'")
    publish(scene.member, forged)
    later = spans.add_span(scene.lead, author=LAYLA, document_id=scene.open, label="actor", ranges=[(0, 3)])
    hub.sync(scene.lead)
    hub.sync(scene.salma)
    assert hub.state(scene.salma, online=False).withheld == 1
    assert later.id in rows_in(scene.salma) and odd.id not in rows_in(scene.salma)
    assert verify(scene.salma) == []
