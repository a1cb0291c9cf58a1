"""The window keeps step with the hub by itself, says how it stands, and never waits for the network."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.commands import assignments, hub, spans, submissions
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.hub import driver, line
from annotator.store import Project, accounts
from annotator.store.verify import verify
from annotator.ui.project.conflicts_dialog import ConflictsDialog
from annotator.ui.team.dialog import TeamDialog
from annotator.ui.team.pace import AFTER_CHANGE, EVERY
from annotator.ui.window import MainWindow
from tests.hub.conftest import Team
from tests.hub.proxy import deaf, line_to
from tests.hub.server import PEOPLE
from tests.ui.team.conftest import BOTH, LAYLA, SALMA, Seat


def move(seat: Seat, address: str) -> None:
    """From now on the hub is at this address."""
    project = seat.session.project
    assert project is not None
    project.set_preference(accounts.account(), hub.ADDRESS, address)


def spans_of(project: Project) -> set[str]:
    return {row[0] for row in project.rows("SELECT id FROM spans")}


def dialog_of(window: MainWindow) -> TeamDialog:
    QApplication.processEvents()
    (dialog,) = window.findChildren(TeamDialog)
    return dialog


def test_what_is_done_is_sent_after_some_seconds(seat: Seat, team: Team) -> None:
    tr = seat.session.tr_
    assert seat.sign == tr("team.sent")
    for start in (0, 6, 12):
        seat.mark(start)
    assert seat.sign == "↑3"
    assert not seat.wait(AFTER_CHANGE - 1)
    assert seat.sign == "↑3"
    assert seat.wait(1)
    assert seat.sign == tr("team.sent")
    hub.sync(team.lead)
    assert len(spans_of(team.lead)) == 3
    assert not seat.wait(EVERY - 1)


def test_what_the_lead_gives_out_and_others_mark_comes_every_minute(seat: Seat, team: Team) -> None:
    session, panel = seat.session, seat.window.documents
    assert session.document is not None and session.reading is not None
    document = session.document.id
    panel.choose_list("mine")
    assert panel.model.rowCount() == 0
    assignments.assign(team.lead, [document], assignees=[SALMA], task="annotate", author=LAYLA)
    spans.add_span(team.lead, author=LAYLA, document_id=document, label="place", ranges=[(0, 5)])
    hub.sync(team.lead)
    assert seat.wait(EVERY)
    assert panel.model.rowCount() == 1
    assert {row.author for row in session.reading.rows.values() if isinstance(row, Span)} == {LAYLA}


def test_the_queue_of_a_reviewer_fills_by_itself(seat: Seat, team: Team) -> None:
    panel, yazan = seat.window.documents, team.file("yazan")
    panel.choose_list("review")
    assert panel.model.rowCount() == 0
    document = team.documents[0]
    spans.add_span(yazan, author=PEOPLE["yazan"], document_id=document, label="place", ranges=[(0, 5)])
    submissions.submit(yazan, document, author=PEOPLE["yazan"])
    hub.sync(yazan)
    assert seat.wait(EVERY)
    assert panel.model.rowCount() == 1


@BOTH
def test_offline_it_goes_on_and_sends_when_there_is_a_line(seat: Seat, team: Team) -> None:
    tr = seat.session.tr_
    far = team.server.over_network(team.url("salma"))
    with line_to(team.server.socket, cut_after=None) as wire:
        move(seat, far(wire.port))
        assert seat.wait(EVERY)
        assert seat.sign == tr("team.sent")
    seat.mark()
    assert seat.wait(AFTER_CHANGE)
    since = seat.syncing.offline_since
    assert since is not None
    assert seat.sign == f"{tr('team.offline', time=f'{since:%H:%M}')} · ↑1"
    seat.mark(6)
    assert not seat.wait(EVERY - 1), "a change makes it no faster while there is no line"
    assert seat.wait(1)
    assert not seat.wait(2 * EVERY - 1)
    assert seat.syncing.offline_since == since
    move(seat, team.url("salma"))
    assert seat.wait(1)
    assert seat.sign == tr("team.sent")
    hub.sync(team.lead)
    assert len(spans_of(team.lead)) == 2


@BOTH
def test_a_click_syncs_at_once_and_shows_the_team(seat: Seat, team: Team) -> None:
    tr = seat.session.tr_
    seat.mark()
    seat.window.status.team.click()
    assert seat.syncing.is_running
    dialog = dialog_of(seat.window)
    assert dialog.said.text().startswith(tr("team.said-begun"))
    seat.finish()
    assert seat.sign == tr("team.sent")
    assert seat.syncing.synced_at is not None
    assert dialog.said.text() == tr("team.said-sent", time=f"{seat.syncing.synced_at:%H:%M:%S}")
    rows = [
        [dialog.people.item(row, column).text() for column in range(3)]  # type: ignore[union-attr]
        for row in range(dialog.people.rowCount())
    ]
    assert len(rows) == 3
    did = {who: what for who, what, _ in rows}
    assert any(SALMA in who and tr("events.span.add") in what for who, what in did.items())
    assert any(LAYLA in who and tr("events.document.add") in what for who, what in did.items())
    assert any(what == tr("team.never") for what in did.values())
    assert not dialog.add_button.isVisible() and not dialog.conflicts_button.isVisible()
    seat.window.status.team.click()
    assert dialog_of(seat.window) is dialog
    seat.finish()
    dialog.close()


def test_a_key_syncs(seat: Seat) -> None:
    seat.mark()
    seat.window.act("sync")
    seat.finish()
    assert seat.sign == seat.session.tr_("team.sent")


def test_what_is_not_taken_over_is_said_listed_and_settled(seat: Seat, team: Team) -> None:
    session, tr = seat.session, seat.session.tr_
    seat.mark()
    assert seat.wait(AFTER_CHANGE)
    (span,) = session.layer.spans
    with Project.open(team.path("salma")) as other:  # the same person, at another computer
        other.backup(team.folder / "other.db")
    with Project.open(team.folder / "other.db") as other:
        accounts.remember_author(other, SALMA)
        spans.relabel_span(other, span, "place", author=SALMA)
        hub.sync(other)
    session.do(spans.relabel_span, span, "claim")
    assert session.layer.spans[0].label == "claim"
    assert seat.wait(AFTER_CHANGE)
    assert session.layer.spans[0].label == "place"
    assert tr("joining.just-aside", n=1) in seat.window.status.currentMessage()
    assert seat.window.status.conflicts.text() == tr("joining.to-settle", n=1)
    seat.window.act("team")
    dialog = dialog_of(seat.window)
    dialog.conflicts_button.click()
    (conflicts,) = seat.window.findChildren(ConflictsDialog)
    conflicts.again()
    conflicts.reject()
    dialog.close()
    assert session.layer.spans[0].label == "claim"
    assert seat.wait(AFTER_CHANGE)
    assert seat.sign == tr("team.sent")


def test_a_password_is_asked_for_and_not_written_down(
    seat: Seat, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    tr, real = seat.session.tr_, driver.connect

    def guarded(address: str, password: str | None = None) -> object:
        if password != "open":
            raise AnnotatorError("hub-password" if password is None else "hub-login", reason="x")
        return real(address)

    monkeypatch.setattr(line, "connect", guarded)
    seat.mark()
    assert seat.wait(AFTER_CHANGE)
    assert seat.sign == f"{tr('team.stopped')} · ↑1"
    seat.window.act("team")
    dialog = dialog_of(seat.window)
    assert dialog.said.text().startswith(tr("errors.hub-password", reason="x"))
    for typed, sign in (("wrong", f"{tr('team.stopped')} · ↑1"), ("open", tr("team.sent"))):
        monkeypatch.setattr("annotator.ui.team.dialog.ask_password", lambda *_, typed=typed: typed)
        assert dialog.password_button.isVisible()
        dialog.password_button.click()
        seat.finish()
        assert seat.sign == sign
    assert not dialog.password_button.isVisible()
    dialog.close()


def test_the_window_closes_at_once_while_nobody_answers(seat: Seat, team: Team) -> None:
    with deaf() as port:
        move(seat, team.server.over_network(team.url("salma"))(port))
        seat.window.act("sync")
        assert seat.syncing.is_running
        seat.mark()
        assert seat.syncing.is_running, "the window does not wait for it"
        seat.window.close()
        assert not seat.syncing.is_running


def test_the_window_closes_while_the_hub_keeps_it_waiting(seat: Seat, team: Team) -> None:
    seat.mark()
    with team.server.root(team.database) as root, root.transaction():
        root.execute("SELECT place FROM hub.counter FOR UPDATE")
        seat.window.act("sync")
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        with team.server.root(team.database) as other:
            while other.execute(waiting).fetchone() == (0,):
                pass
        seat.window.close()
        assert not seat.syncing.is_running
    with Project.open(team.path("salma")) as project:
        assert hub.sync(project).sent == 1
        assert verify(project) == []


def test_without_a_hub_nothing_is_shown(window: MainWindow) -> None:
    told: list[str] = []
    window.session.told.connect(lambda said, kind: told.append(said))
    assert not window.status.team.isVisible()
    window.act("sync")
    window.act("team")
    assert told == [window.session.tr_("team.none")] * 2
    assert not window.findChildren(TeamDialog)
