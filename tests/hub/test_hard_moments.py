"""What goes wrong around a hub, and that nothing of anybody's work is lost by it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from msgspec.structs import replace

from annotator.commands import documents, hub, spans
from annotator.commands.scheme import change_scheme
from annotator.core.errors import AnnotatorError
from annotator.core.joining import Why
from annotator.core.model import Span
from annotator.formats import scheme_toml
from annotator.hub import Hub
from annotator.store import Project, accounts, cloning, following, joining, queries
from annotator.store.conflicts import conflicts
from annotator.store.outgoing import Unsent
from annotator.store.verify import verify
from annotator.store.version import VERSION
from tests import clock
from tests.copies.histories import compared
from tests.hub.conftest import Team
from tests.hub.histories import Killed
from tests.hub.proxy import line_to

SALMA, YAZAN, LAYLA = "سلمى", "يزن", "ليلى"


def label(project: Project, author: str, document: str, start: int = 0, label: str = "actor") -> Span:
    return spans.add_span(
        project, author=author, document_id=document, label=label, ranges=[(start, start + 3)]
    )


def equal(*files: Project) -> None:
    """Every file is whole and holds what the others do."""
    hashes = {row for file in files for (row,) in file.rows("SELECT hash FROM main.events")}
    assert compared(list(files), hashes) == []


class TestTheLine:
    def test_it_is_cut_at_any_byte_of_a_pull(self, team: Team) -> None:
        salma, yazan = team.file("salma"), team.file("yazan")
        for start in range(0, 20, 2):
            label(salma, SALMA, team.documents[0], start)
        hub.sync(salma)
        self._cut(team, yazan)
        equal(salma, yazan)

    def test_it_is_cut_at_any_byte_of_a_push(self, team: Team) -> None:
        salma, yazan = team.file("salma"), team.file("yazan")
        for start in range(0, 20, 2):
            label(salma, SALMA, team.documents[0], start)
        documents.add_text(salma, "خبر جديد عن السد.", author=SALMA)
        self._cut(team, salma)
        hub.sync(yazan)
        hub.sync(salma)
        equal(salma, yazan)

    def _cut(self, team: Team, project: Project) -> None:
        """Sync over a line that is cut later each time, until it is long enough."""
        over = team.server.over_network(hub.address_of(project))
        cut, times, dice = 0, 0, random.Random(7)
        while True:
            cut += dice.randint(1, 2_000)
            with (
                line_to(team.server.socket, cut_after=cut) as line,
                patch.object(hub, "address_of", lambda _, port=line.port: over(port)),
            ):
                try:
                    hub.sync(project)
                    break
                except AnnotatorError as error:
                    assert error.code == "hub-unreachable", error
            times += 1
            assert verify(project) == []
        assert times > 5


def test_a_program_that_is_killed_in_a_push_leaves_all_or_nothing(team: Team) -> None:
    salma, dice = team.file("salma"), random.Random(3)
    for _ in range(3):
        row = label(salma, SALMA, team.documents[0])
        for number in range(60):
            row = spans.set_span_note(salma, row, str(number), author=SALMA)
        spans.delete_span(salma, row, author=SALMA)
        waiting = hub.state(salma, online=False).to_send
        before = hub.state(salma).place
        command = [sys.executable, "-m", "annotator", "hub", "sync", str(salma.path)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            try:
                child.wait(timeout=dice.uniform(0.2, 1.2))
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
        with team.server.root(team.database) as root:
            found = root.execute(
                "SELECT (SELECT place FROM hub.counter), count(*) FROM hub.events"
            ).fetchone()
        assert found is not None
        assert found[0] == found[1] and found[0] in (before, before + waiting)
        hub.sync(salma)
    yazan = team.file("yazan")
    hub.sync(yazan)
    equal(salma, yazan)


def test_a_copy_that_is_being_made_is_gone_on_with(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, pages = cloning.take, []

    def take(project: Project, page: Any) -> int:
        if len(pages) == 1:
            pages.append(page.after.place)
            raise Killed
        pages.append(page.after.place)
        return whole(project, page)

    monkeypatch.setattr(hub, "_PAGE", 2)
    monkeypatch.setattr(cloning, "take", take)
    with pytest.raises(Killed):
        team.file("salma")
    assert cloning.part_of(team.path("salma")).exists() and not team.path("salma").exists()
    salma = team.file("salma")
    assert pages[:3] == [0, 2, 2], "it did not begin anew"
    assert not cloning.part_of(team.path("salma")).exists()
    equal(team.lead, salma)


def test_a_hub_that_is_being_made_is_gone_on_with(team: Team, tmp_path: Path) -> None:
    Project.create(tmp_path / "a.db", scheme_toml.load(), actor=LAYLA).close()
    database = team.server.database()
    with Project.open(tmp_path / "a.db") as project, patch.object(hub, "_SENT", 2):
        for number in range(4):
            documents.add_text(project, f"خبر {number} عن الجسر.", author=LAYLA)
        url = team.server.url("layla", database)
        with patch.object(hub.following, "mark_sent", side_effect=Killed), pytest.raises(Killed):
            hub.create(project, url, author=LAYLA)
        report = hub.create(project, url, author=LAYLA)
        assert (report.sent, hub.state(project).place) == (3, 5)
        with pytest.raises(AnnotatorError, match="hub-exists"):
            hub.create(project, url, author=LAYLA)
        assert hub.sync(project).sent == 0 and verify(project) == []
    team.server.drop(database)


def test_of_two_that_publish_at_once_one_comes_after_the_other(team: Team) -> None:
    salma, yazan = team.file("salma"), team.file("yazan")
    label(salma, SALMA, team.documents[0])
    label(yazan, YAZAN, team.documents[0])
    base, told = hub.state(yazan).place, list[str]()

    def publish() -> None:
        with Project.open(yazan.path) as mine, Hub.opened(team.url("yazan")) as there:
            try:
                there.publish(base, VERSION, Unsent(mine, 9))
            except AnnotatorError as error:
                told.append(error.code)

    other = threading.Thread(target=publish)
    with psycopg.connect(team.url("salma"), autocommit=True) as line, team.server.root() as root:
        with line.transaction():
            Hub(line).publish(base, VERSION, Unsent(salma, 9))
            other.start()
            waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
            while root.execute(waiting, [team.database]).fetchone() is None:
                time.sleep(0.01)
        other.join()
    assert told == ["hub-behind"]
    hub.sync(yazan)
    hub.sync(salma)
    equal(salma, yazan)


class TestWhatIsPutBack:
    def test_an_older_hub_is_noticed_and_made_anew_from_the_longest_file(self, team: Team) -> None:
        salma = team.file("salma")
        for start in (0, 4):
            label(salma, SALMA, team.documents[0], start)
        hub.sync(salma)
        hub.sync(team.lead)
        with team.server.root(team.database) as root:
            for table in ("changes", "headers", "events"):
                root.execute(f"DELETE FROM hub.{table} WHERE place > 5")
            root.execute(
                "UPDATE hub.counter SET place = 5, chain = (SELECT chain FROM hub.events WHERE place = 5)"
            )
        for project in (salma, team.lead):
            with pytest.raises(AnnotatorError, match="hub-chain"):
                hub.sync(project)
        later = label(salma, SALMA, team.documents[1])
        team.database = team.server.database()
        hub.create(team.lead, team.url("layla"), author=LAYLA)
        team.add("salma")
        hub.join(team.url("salma"), salma.path)
        team.reopen("salma")
        hub.sync(team.lead)
        assert later.id in [row.id for row in queries.layer(team.lead, team.documents[1], SALMA).spans]
        equal(team.lead, team.file("salma"))

    def test_a_file_from_a_backup_goes_on(self, team: Team, tmp_path: Path) -> None:
        salma = team.file("salma")
        row = label(salma, SALMA, team.documents[0])
        hub.sync(salma)
        salma.backup(tmp_path / "old.db")
        for number in range(3):
            row = spans.set_span_note(salma, row, str(number), author=SALMA)
        hub.sync(salma)
        shutil.copy(tmp_path / "old.db", team.path("second"))
        with Project.open(team.path("second")) as old:
            label(old, SALMA, team.documents[1])
            report = hub.sync(old)
            assert (report.received, report.sent, report.set_aside) == (3, 1, 0)
            hub.sync(salma)
            equal(old, salma)

    def test_a_file_from_before_a_change_was_set_aside_follows(self, team: Team) -> None:
        one, two = team.file("salma"), team.file("salma", "second")
        row = label(one, SALMA, team.documents[0])
        hub.sync(one)
        hub.sync(two)
        spans.relabel_span(two, row, "place", author=SALMA)
        two.backup(team.path("old"))
        spans.relabel_span(one, row, "claim", author=SALMA)
        hub.sync(one)
        assert hub.sync(two).set_aside == 1
        hub.sync(one)
        with Project.open(team.path("old")) as old:
            hub.sync(old)
            equal(one, two, old)

    def test_a_change_that_the_hub_took_from_a_backup_stands(self, team: Team) -> None:
        one, two = team.file("salma"), team.file("salma", "second")
        row = label(two, SALMA, team.documents[0])
        two.backup(team.path("old"))
        following.set_first_aside(two, "row-in-use")
        with Project.open(team.path("old")) as old:
            hub.sync(old)
            hub.sync(two)
            hub.sync(one)
            assert [span.id for span in queries.layer(two, team.documents[0], SALMA).spans] == [row.id]
            equal(one, two, old)

    def test_a_push_that_counted_is_found_again(self, team: Team) -> None:
        salma = team.file("salma")
        label(salma, SALMA, team.documents[0])
        with patch.object(hub.following, "mark_sent", side_effect=Killed), pytest.raises(Killed):
            hub.sync(salma)
        assert hub.state(salma, online=False).to_send == 1
        report = hub.sync(salma)
        assert (report.received, report.sent) == (0, 0)
        assert hub.state(salma).to_send == 0 and verify(salma) == []


class TestVersions:
    def test_an_older_program_goes_on_by_itself(self, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
        salma = team.file("salma")
        with team.server.root(team.database) as root:
            root.execute("UPDATE hub.counter SET records = records + 1")
        label(salma, SALMA, team.documents[0])
        with pytest.raises(AnnotatorError, match="hub-version-older"):
            hub.sync(salma)
        with pytest.raises(AnnotatorError, match="hub-version-older"):
            hub.upgrade(team.lead)
        assert hub.state(salma, online=False).to_send == 1

    def test_a_newer_program_waits_for_the_upgrade(self, team: Team) -> None:
        salma = team.file("salma")
        with team.server.root(team.database) as root:
            root.execute("UPDATE hub.counter SET records = records - 1")
            root.execute("DELETE FROM hub.shapes")
        label(salma, SALMA, team.documents[0])
        with pytest.raises(AnnotatorError, match="hub-version-newer"):
            hub.sync(salma)
        assert hub.upgrade(team.lead) and not hub.upgrade(team.lead)
        assert hub.sync(salma).sent == 1


class TestWhoseWork:
    def test_a_name_that_is_not_the_members_is_not_written(self, team: Team) -> None:
        salma = team.file("salma")
        with pytest.raises(AnnotatorError, match="hub-names"):
            label(salma, YAZAN, team.documents[0])
        assert hub.state(salma).to_send == 0

    def test_what_the_lead_alone_may_do_is_not_written_by_others(self, team: Team) -> None:
        salma = team.file("salma")
        guidelines = "كذا"
        with pytest.raises(AnnotatorError, match="hub-lead-only"):
            change_scheme(salma, salma.scheme, replace(salma.scheme, guidelines=guidelines), author=SALMA)

    def test_a_copy_from_before_joins_with_its_work(self, team: Team, tmp_path: Path) -> None:
        """Carried over by a stick, and worked in by somebody else."""
        before = team.path("carried")
        team.lead.backup(before)
        with Project.open(before) as carried:
            carried.conn.execute("DELETE FROM hub WHERE key IN ('place', 'chain', 'names', 'lead', 'veil')")
            carried.conn.execute("DELETE FROM published")
        with patch.object(accounts, "account", lambda: "salma@laptop"), Project.open(before) as carried:
            made = label(carried, SALMA, team.documents[0])
            report = hub.join(team.url("salma"), before)
            assert report.sent == 1
        hub.sync(team.lead)
        assert [row.id for row in queries.layer(team.lead, team.documents[0], SALMA).spans] == [made.id]
        with Project.open(before) as carried:
            equal(team.lead, carried)

    def test_a_copy_with_others_work_does_not_send_it(self, team: Team) -> None:
        before = team.path("carried")
        team.lead.backup(before)
        with Project.open(before) as carried:
            carried.conn.execute("DELETE FROM hub WHERE key IN ('place', 'chain', 'names', 'lead', 'veil')")
            carried.conn.execute("DELETE FROM published")
            carried.read_anew()
            label(carried, YAZAN, team.documents[0])
        with pytest.raises(AnnotatorError, match="hub-others-work"):
            hub.join(team.url("salma"), before)

    def test_another_project_does_not_join(self, team: Team, empty_project: Path, tmp_path: Path) -> None:
        Project.create(tmp_path / "other.db", scheme_toml.load(), actor=SALMA).close()
        with pytest.raises(AnnotatorError, match="hub-other-project"):
            hub.join(team.url("salma"), tmp_path / "other.db")
        with Project.open(tmp_path / "other.db") as other:
            with pytest.raises(AnnotatorError, match="hub-other-project"):
                hub.create(other, team.url("layla"), author=SALMA)
            assert verify(other) == []

    def test_a_project_that_copies_had_joined_keeps_its_order(self, team: Team, tmp_path: Path) -> None:
        """Merged by file before there was a hub: what stood, stands."""
        Project.create(tmp_path / "a.db", scheme_toml.load(), actor=LAYLA).close()
        with Project.open(tmp_path / "a.db") as mine:
            documents.add_text(mine, "خبر عن الجسر والنهر.", author=LAYLA)
            (document,) = queries.document_ids(mine)
            row = label(mine, LAYLA, document)
            mine.backup(tmp_path / "b.db")
            spans.relabel_span(mine, row, "place", author=LAYLA)
            with Project.open(tmp_path / "b.db") as theirs:
                spans.relabel_span(theirs, row, "claim", author=LAYLA)
                other = label(theirs, LAYLA, document, 4)
                joining.join(mine, theirs)
                joining.join(theirs, mine)
                equal(mine, theirs)
                database = team.server.database()
                hub.create(theirs, team.server.url("layla", database), author=LAYLA)
                hub.join(team.server.url("layla", database), mine.path)
                mine.read_anew()
                equal(mine, theirs)
                layer = queries.layer(mine, document, LAYLA)
                assert {span.id: span.label for span in layer.spans} == {row.id: "place", other.id: "actor"}
            team.server.drop(database)


def test_two_hundred_conflicts_at_once(team: Team) -> None:
    one, two = team.file("salma"), team.file("salma", "second")
    rows = [
        label(one, SALMA, team.documents[0], start, kind)
        for start in range(25)
        for kind in ("actor", "place")
    ]
    hub.sync(one)
    hub.sync(two)
    for row in rows:
        spans.set_span_note(one, row, "هنا", author=SALMA)
    for row in rows:
        changed = spans.set_span_note(two, row, "هناك", author=SALMA)
        for number in range(3):
            changed = spans.set_span_note(two, changed, str(number), author=SALMA)
    hub.sync(one)
    report = hub.sync(two)
    assert report.set_aside == report.waiting == 200
    found = conflicts(two, SALMA)
    assert len(found) == 200 and {row.why for conflict in found for row in conflict.rows} <= set(Why.__args__)
    hub.sync(one)
    equal(one, two)


def test_a_clock_that_is_wrong_by_a_year_changes_nothing(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    salma, yazan = team.file("salma"), team.file("yazan")
    clock.at(monkeypatch, "2041-01-01T00:00:00")
    label(salma, SALMA, team.documents[0])
    hub.sync(salma)
    clock.at(monkeypatch, "2011-01-01T00:00:00")
    label(yazan, YAZAN, team.documents[0])
    hub.sync(yazan)
    hub.sync(salma)
    equal(salma, yazan)


def test_a_full_disk_here_keeps_the_page_out_and_nothing_else(team: Team) -> None:
    salma, yazan = team.file("salma"), team.file("yazan")
    documents.add_text(salma, "خبر طويل عن المطر والسيل. " * 40_000, author=SALMA)
    hub.sync(salma)
    (pages,) = yazan.conn.execute("PRAGMA page_count").fetchone()
    yazan.conn.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(AnnotatorError, match="disk-full"):
        hub.sync(yazan)
    assert verify(yazan) == []
    yazan.conn.execute("PRAGMA max_page_count = 1000000")
    hub.sync(yazan)
    equal(salma, yazan)


def test_whoever_is_always_too_late_is_let_in(team: Team) -> None:
    """From the fourth time on, others wait."""
    salma, yazan = team.file("salma"), team.file("yazan")
    label(salma, SALMA, team.documents[0])
    pull, times = hub._pull, []

    def late(project: Project, connection: Any, report: Any) -> None:
        pull(project, connection, report)
        if project is salma and not connection._is_held and len(times) < 5:
            times.append(label(yazan, YAZAN, team.documents[1], len(times) * 4))
            hub.sync(yazan)

    with patch.object(hub, "_pull", late):
        assert hub.sync(salma).sent == 1
    assert len(times) == 3
