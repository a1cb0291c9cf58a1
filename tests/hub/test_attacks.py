"""A member with any program, and any statement, gets no further than the rules let them."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import psycopg
import pytest

from annotator.commands import assignments, exporting, hub, spans
from annotator.core.errors import AnnotatorError
from annotator.core.events import payload_hash
from annotator.core.model import Submission, new_id
from annotator.hub import Hub
from annotator.store import Project, queries
from annotator.store.verify import verify
from annotator.store.version import VERSION
from tests.copies.histories import Killed
from tests.hub.attacks import ATTACKS, stored
from tests.hub.conftest import Team, made_team
from tests.hub.forging import Forged, adds, payload, publish, removes, replaces
from tests.hub.groundless import GROUNDLESS
from tests.hub.scene import LAYLA, SALMA, YAZAN, Scene
from tests.hub.server import Server


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

    def test_exports_are_withheld_as_they_tell_whose_layers_there_are(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        exporting.export(scene.salma, tmp_path / "out.jsonl")
        hub.sync(scene.salma)
        hub.sync(scene.yazan)
        assert rows_in(scene.yazan, "export") == []
        scene.submit()
        assert len(rows_in(scene.yazan, "export")) == 1

    def test_who_has_just_sent_what_is_withheld_is_not_told(self, scene: Scene) -> None:
        asked = "SELECT names, last FROM hub.others()"
        before = scene.member.execute(asked).fetchall()
        spans.add_span(scene.salma, author=SALMA, document_id=scene.blind, label="place", ranges=[(14, 18)])
        hub.sync(scene.salma)
        assert scene.member.execute(asked).fetchall() == before
        spans.add_span(scene.salma, author=SALMA, document_id=scene.open, label="place", ranges=[(7, 9)])
        hub.sync(scene.salma)
        assert scene.member.execute(asked).fetchall() != before


TABLES = (
    "counter", "members", "replicas", "texts", "events", "headers", "changes", "blind", "shapes",
    "incoming_events", "incoming_changes", "incoming_texts",
)  # fmt: skip


class TestStatements:
    @pytest.mark.parametrize("table", TABLES)
    def test_no_table_is_read(self, still: Scene, table: str) -> None:
        still.denied(f"SELECT * FROM hub.{table}")
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            still.member.cursor() as cursor,
            cursor.copy(f"COPY hub.{table} TO STDOUT") as copy,
        ):
            list(copy)

    @pytest.mark.parametrize(
        "statement",
        [
            "SET ROLE hub_owner",
            "SET ROLE hub_reader",
            "SET SESSION AUTHORIZATION salma",
            "INSERT INTO hub.changes (place, n, entity, entity_id) VALUES (99, 0, 'span', 'x')",
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

    def test_functions_of_ones_own_do_not_stand_before_the_servers(self, scene: Scene) -> None:
        with scene.team.server.root(scene.team.database) as root:
            root.execute("GRANT CREATE ON SCHEMA public TO yazan")  # as it was before PostgreSQL 15
        scene.member.execute("SET search_path = public, pg_catalog")
        for schema in ("public", "pg_temp"):
            scene.member.execute(
                f"CREATE FUNCTION {schema}.sha256(bytea) RETURNS bytea LANGUAGE sql"
                " AS $$ SELECT '\\x00'::bytea $$"
            )
        assert scene.refused("span.add", adds("span", scene.span()), hash="00") == "hub-forged"
        row = scene.forged("span.add", adds("span", scene.span()), replica=new_id(), previous="0" * 64)
        publish(scene.member, row)

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

    def test_a_change_of_no_event_is_not_taken(self, still: Scene) -> None:
        batch = uuid.uuid4()
        with patch.object(uuid, "uuid4", lambda: batch), still.member.transaction(force_rollback=True):
            still.member.execute(
                "INSERT INTO hub.incoming_changes (batch, ord, n, entity, entity_id, after, payload_hash)"
                " VALUES (%s, 7, 0, 'span', %s, %s, %s)",
                [batch, (row := still.span()).id, payload(row), payload_hash(None, payload(row).encode())],
            )
            assert still.refused("span.add", adds("span", still.span())) == "hub-forged"

    def test_records_of_another_version_are_not_taken(self, still: Scene) -> None:
        with pytest.raises(AnnotatorError, match="hub-version"):
            Hub(still.member).publish(1, VERSION + 1, still.forged("span.add", adds("span", still.span())))

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
            still.member.execute("SELECT hub.publish(%s, %s, %s)", [batch[0], place[0], VERSION])


EVERY = {**ATTACKS, **GROUNDLESS}


@pytest.mark.parametrize("name", EVERY)
def test_it_is_refused(still: Scene, name: str) -> None:
    attack, code = EVERY[name]
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
        forged = Forged(scene.lead, "assignment.remove", LAYLA, [removes("assignment", row)])
        with (
            psycopg.connect(scene.team.url("layla"), autocommit=True) as lead,
            pytest.raises(AnnotatorError, match="blind-own"),
        ):
            publish(lead, forged)

    def test_two_members_do_not_sign_alike(self, scene: Scene) -> None:
        with pytest.raises(AnnotatorError, match="hub-name-taken"):
            hub.set_member(scene.lead, "nour", names=["نور", SALMA])

    def test_a_password_goes_over_the_line_as_a_proof(self, scene: Scene) -> None:
        told: list[str] = []

        class Told(psycopg.Connection[Any]):
            def execute(self, query: Any, *arguments: Any, **named: Any) -> Any:
                told.append(query if isinstance(query, str) else query.as_string(self))
                return super().execute(query, *arguments, **named)

        with patch.object(psycopg, "connect", Told.connect):
            hub.set_member(scene.lead, "huda", names=["هدى"], new_password="كلمة-هدى")
        assert any("SCRAM-SHA-256" in row for row in told) and not any("كلمة-هدى" in row for row in told)

    def test_functions_of_members_are_not_called_by_a_lead(self, scene: Scene) -> None:
        """As a server before PostgreSQL 15 lets everybody make some."""
        with scene.team.server.root(scene.team.database) as root:
            root.execute("GRANT CREATE ON SCHEMA public TO yazan")
        scene.member.execute("SET search_path = public")
        scene.member.execute(
            "CREATE FUNCTION caught(text[], text[]) RETURNS boolean LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'caught'; END $$"
        )
        scene.member.execute("CREATE OPERATOR && (LEFTARG = text[], RIGHTARG = text[], FUNCTION = caught)")
        assert not hub.set_member(scene.lead, "nour", names=["نور"])

    def test_whoever_founded_another_hub_on_the_server_is_told_of(
        self, scene: Scene, empty_project: Path, tmp_path: Path
    ) -> None:
        server, path = scene.team.server, tmp_path / "a.db"
        path.write_bytes(empty_project.read_bytes())
        with server.root() as root:
            root.execute("CREATE ROLE other LOGIN CREATEROLE")
            root.execute("CREATE DATABASE of_other OWNER other")
        with Project.open(path) as project, pytest.raises(AnnotatorError, match="hub-other-founder") as error:
            hub.create(project, server.url("other", "of_other"), author=SALMA)
        assert error.value.details["sql"] == "REVOKE hub_owner FROM layla"
        server.drop("of_other")


class TestWhoHasLeft:
    def test_nothing_is_taken_from_them_nor_given_to_them(self, scene: Scene) -> None:
        hub.set_member(scene.lead, "yazan", names=[YAZAN], gone=True)
        spans.add_span(scene.yazan, author=YAZAN, document_id=scene.open, label="actor", ranges=[(0, 5)])
        with pytest.raises(AnnotatorError, match="hub-not-a-member"):
            hub.sync(scene.yazan)
        assert hub.state(scene.yazan, online=False).to_send == 1

    def test_nor_over_a_connection_that_was_left_open(self, scene: Scene) -> None:
        hub.set_member(scene.lead, "yazan", names=[YAZAN], gone=True)
        (text,) = scene.lead.one("SELECT hash FROM main.texts") or ("",)
        texts = f"pull_texts('{{{text}}}')"
        calls = ("state()", "pull_events(0, 99)", "pull_changes(0, 99)", texts, "others()")
        for call in (*calls, "unknown_texts('{x}')", "late_changes('{1}')", "late_events('{1}')"):
            assert scene.member.execute(f"SELECT * FROM hub.{call}").fetchall() == []
        for call in ("chain_at(1)", "hold()"):
            assert scene.member.execute(f"SELECT hub.{call}").fetchone() == (None,)
        with pytest.raises(AnnotatorError, match="hub-not-a-member"):
            publish(scene.member, scene.forged("span.add", adds("span", scene.span())), base=5)

    def test_nor_is_a_connection_made_with_them(self, scene: Scene) -> None:
        hub.set_member(scene.lead, "yazan", names=[YAZAN], gone=True)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(scene.team.url("yazan"))

    def test_whoever_comes_back_goes_on(self, scene: Scene) -> None:
        hub.set_member(scene.lead, "yazan", names=[YAZAN], gone=True)
        spans.add_span(scene.yazan, author=YAZAN, document_id=scene.open, label="actor", ranges=[(0, 5)])
        hub.set_member(scene.lead, "yazan", names=[YAZAN])
        assert hub.sync(scene.yazan).sent == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ("changes SET after = replace(after, 'actor', 'place') WHERE entity = 'span'", "hub-changed"),
        ("texts SET text = text || '.'", "hub-changed"),
        ("events SET aside = '0' WHERE place = 2", "hub-chain"),
    ],
)
def test_what_the_owner_of_the_server_changes_is_noticed(scene: Scene, changed: str, code: str) -> None:
    with scene.team.server.root(scene.team.database) as root:
        root.execute(f"UPDATE hub.{changed}")
    with pytest.raises(AnnotatorError, match=code):
        scene.team.file("salma", "second")


def test_an_event_of_ones_own_that_the_owner_changed_is_noticed(scene: Scene) -> None:
    """Sent, and the answer lost: what the hub has by this id is proved before it counts."""
    row = spans.add_span(scene.yazan, author=YAZAN, document_id=scene.open, label="place", ranges=[(7, 9)])
    with patch.object(hub.following, "mark_sent", side_effect=Killed), pytest.raises(Killed):
        hub.sync(scene.yazan)
    with scene.team.server.root(scene.team.database) as root:
        root.execute(
            """WITH e AS (UPDATE hub.events SET hash = repeat('7', 64), chain = encode(sha256(convert_to(
                   (SELECT chain FROM hub.events p WHERE p.place = events.place - 1) || repeat('7',
                       64) || aside,
                   'UTF8')), 'hex') WHERE place = (SELECT max(place) FROM hub.events) RETURNING chain)
               UPDATE hub.counter SET chain = (SELECT chain FROM e)"""
        )
    with pytest.raises(AnnotatorError, match="hub-changed"):
        hub.sync(scene.yazan)
    assert row.id in rows_in(scene.yazan)


def test_what_lies_on_a_document_that_cannot_be_read_stops_nobody(scene: Scene) -> None:
    document = msgspec.structs.replace(stored(scene, scene.open), id=new_id())
    odd = ("document", document.id, None, payload(document).replace('":"', '": "'))
    replica = new_id()
    first = scene.forged("document.add", odd, replica=replica, previous="0" * 64)
    publish(scene.member, first)
    row = scene.span(document.id)
    publish(
        scene.member,
        scene.forged("span.add", adds("span", row), replica=replica, previous=first.event.hash),
    )
    hub.sync(scene.salma)
    assert hub.state(scene.salma, online=False).withheld == 2
    assert verify(scene.salma) == [] and verify(scene.team.file("salma", "anew")) == []


def test_rows_that_go_with_no_others_are_an_error_that_says_so(scene: Scene) -> None:
    """An owner of a server who lets them in is told of, and the copy stays as it was."""
    with scene.team.server.root(scene.team.database) as root:
        root.execute(
            "CREATE OR REPLACE FUNCTION hub.check_grounds(base bigint) RETURNS void"
            " LANGUAGE sql AS 'SELECT NULL::void'"
        )
    row, replica = msgspec.structs.replace(stored(scene, scene.open), id=new_id()), new_id()
    first = scene.forged(
        "document.add", adds("document", row), removes("document", row), replica=replica, previous="0" * 64
    )
    publish(scene.member, first)
    astray = adds("span", scene.span(row.id))
    publish(scene.member, scene.forged("span.add", astray, replica=replica, previous=first.event.hash))
    with pytest.raises(AnnotatorError, match="hub-changed"):
        hub.sync(scene.salma)
    assert verify(scene.salma) == []


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
