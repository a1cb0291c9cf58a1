"""What the window has noted: who opened others' work, exports, and whether accounts are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.commands.exporting import Asked
from annotator.core.audit import reading_of
from annotator.store import Project, queries
from annotator.store.tables import TABLES
from annotator.store.verify import verify
from annotator.ui.changes import Changes
from annotator.ui.parts import dialogs
from annotator.ui.review.differences_dialog import DifferencesDialog
from annotator.ui.window import MainWindow
from tests.commands.test_noting import locked, readings
from tests.reviewed import kinds
from tests.ui.review.test_review import AUTHOR, REVIEWER, Opener, opened, path

__all__ = ["opened", "path"]


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


def rest() -> None:
    for _ in range(3):
        QApplication.processEvents()


def test_others_layers_are_noted_once_and_nothing_is_shown_anew(opened: Opener) -> None:
    window = opened(REVIEWER, "all")
    session, project = window.session, project_of(window)
    rest()
    assert readings(project) == [] and session.document is not None
    news: list[Changes] = []
    session.changed.connect(news.append)
    for _ in range(2 * len(window.reviewing.views())):
        window.act("next_view")
        rest()
    assert readings(project) == [reading_of(REVIEWER, session.document.id)]
    assert kinds(project).count("layer.open") == 1
    assert news == [] and session.saved_at is None and not session.can_undo()
    session._timer.stop()
    assert verify(project) == []


def test_while_another_program_writes_it_is_noted_later(opened: Opener, path: Path) -> None:
    window = opened(REVIEWER, "all")
    rest()
    failed: list[str] = []
    window.session.failed.connect(lambda error: failed.append(error.code))
    with locked(path):
        window.act("next_view")
        rest()
        assert window.reviewing.view.kind == "review" and readings(project_of(window)) == []
    window.session.look_for_changes()
    assert [row.person for row in readings(project_of(window))] == [REVIEWER]
    assert failed == []


def test_the_list_of_all_differences_shows_others_work_too(opened: Opener) -> None:
    window = opened(REVIEWER, "all")
    rest()
    window.act("differences")
    dialog = window.findChild(DifferencesDialog)
    assert isinstance(dialog, DifferencesDialog)
    dialog.task.finish()
    assert dialog.list.count() and [row.person for row in readings(project_of(window))] == [REVIEWER]
    dialog.close()


def test_ones_own_layer_is_no_reading(opened: Opener) -> None:
    window = opened(AUTHOR, "all")
    rest()
    assert readings(project_of(window)) == []


def test_accounts_are_switched_in_the_menu(opened: Opener) -> None:
    window = opened(AUTHOR, "all")
    project, action = project_of(window), window.menus.actions["note_accounts"]
    rest()
    assert action.isChecked()
    for on in (False, True):
        action.trigger()
        rest()
        assert project.policy.accounts is action.isChecked() is on
    assert kinds(project)[-2:] == ["policy.change", "policy.change"]
    with Project.open(project.path) as other, other.event("policy.change", REVIEWER) as event:
        event.replace(other.policy, type(other.policy)(id=other.project_id, accounts=False))
    window.session.look_for_changes()
    rest()
    assert not action.isChecked()


def test_what_could_not_be_switched_stays_as_it_was(opened: Opener, path: Path) -> None:
    window = opened(AUTHOR, "all")
    rest()
    with locked(path):
        window.menus.actions["note_accounts"].trigger()
        rest()
    assert window.menus.actions["note_accounts"].isChecked()
    assert kinds(project_of(window))[-1] != "policy.change"


@pytest.mark.parametrize("writable", [True, False])
def test_an_export_is_noted_or_said_not_to_be(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    window = opened(AUTHOR, "all")
    out, work = tmp_path / "out.jsonl", window.rooms.work
    monkeypatch.setattr(work, "_save_path", lambda *_: out)
    reports: list[list[str]] = []
    monkeypatch.setattr(dialogs, "show_report", lambda *args: reports.append(args[3]))
    if not writable:
        monkeypatch.setattr("annotator.store.project.may_write", lambda path: False)
    work.export_so(Asked())
    work._task.finish()
    rest()
    assert out.exists()
    noted = list(project_of(window).rows(TABLES["export"].select))
    if writable:
        assert len(noted) == 1 and reports == []
        *_, (event, _) = queries.event_list(project_of(window))
        assert (event.kind, event.actor) == ("export.write", AUTHOR)
    else:
        ((line,),) = reports
        assert noted == [] and ("not noted" in line or "لم يُدوَّن" in line)
