"""A project is shared with a team, others fetch it, and somebody new is let in: all from the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit

from annotator.commands import documents, hub
from annotator.core.errors import AnnotatorError
from annotator.formats import scheme_toml
from annotator.hub import driver, line
from annotator.store import Project, accounts
from annotator.store.verify import verify
from annotator.ui.parts import dialogs
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.team import sharing
from annotator.ui.team.asking import NewPerson, ask_address, ask_password, ask_person
from annotator.ui.team.dialog import TeamDialog
from annotator.ui.team.pace import FIRST
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language
from tests.hub.proxy import deaf
from tests.hub.server import LEAD, Server
from tests.ui.team.conftest import BOTH, LAYLA, SALMA, Seat

TEXT = "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان."


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    made = server.database()
    yield made
    server.drop(made)


@pytest.fixture
def lead(app: QApplication, tmp_path: Path, language: Language) -> Iterator[Seat]:
    """Layla's window on a project with one document, without a hub."""
    project = Project.create(tmp_path / "layla.db", scheme_toml.load(), actor=LAYLA)
    window = MainWindow(Session(language), Settings())
    window.show()
    documents.add_text(project, TEXT, author=LAYLA)
    sitting = Seat(window)
    window.opening.take_over(project, author=LAYLA)
    yield sitting
    window.close()
    window.deleteLater()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was told in dialogs, and asked; every question is answered with yes."""
    found: list[str] = []
    monkeypatch.setattr(dialogs, "show_error", lambda _, language, sentence: found.append(sentence))
    monkeypatch.setattr(dialogs, "confirm", lambda _, language, question: found.append(question) is None)
    return found


def answer(monkeypatch: pytest.MonkeyPatch, address: str, path: Path | None = None) -> None:
    monkeypatch.setattr(sharing, "ask_address", lambda *_: address)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path or ""), ""))


def act(seat: Seat, action: str) -> None:
    seat.window.act(action)
    while seat.window.rooms.sharing._reaching.is_running:
        seat.window.rooms.sharing._reaching._task.finish()
    QApplication.processEvents()


@BOTH
def test_a_team_begins_in_the_window(
    lead: Seat, server: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    said: list[str],
) -> None:  # fmt: skip
    tr = lead.session.tr_
    assert not lead.window.status.team.isVisible()
    answer(monkeypatch, server.url(LEAD, database))
    act(lead, "share")
    assert said == []
    assert lead.window.status.currentMessage() == tr("team.shared")
    assert lead.wait(FIRST)
    assert lead.sign == tr("team.sent")
    lead.window.act("team")
    dialog = lead.window.findChild(TeamDialog)
    assert dialog is not None and dialog.add_button.isVisible()
    person = NewPerson("salma", SALMA, "", False)
    monkeypatch.setattr("annotator.ui.team.adding.ask_person", lambda *_: person)
    dialog.add_button.click()
    lead.window.status.team._adding._reaching._task.finish()
    lead.finish()
    assert dialog.people.rowCount() == 2
    assert lead.session.project is not None
    assert accounts.chosen_names(lead.session.project) == sorted([LAYLA, SALMA]), "work can be given to her"
    dialog.close()
    answer(monkeypatch, server.url("salma", database), tmp_path / "salma.db")
    act(lead, "join_team")
    assert said == []
    assert lead.session.path == tmp_path / "salma.db" and lead.session.author == SALMA
    assert lead.session.text == TEXT
    lead.mark()
    assert lead.wait(FIRST)
    assert lead.sign == tr("team.sent")
    for name in ("layla", "salma"):
        with Project.open(tmp_path / f"{name}.db") as project:
            hub.sync(project)
            assert verify(project) == []
            assert project.one("SELECT count(*) FROM main.spans") == (1,)


def test_a_copy_whose_project_has_a_hub_follows_it(
    lead: Seat, server: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    said: list[str],
) -> None:  # fmt: skip
    shutil.copy(tmp_path / "layla.db", tmp_path / "carried.db")
    with Project.open(tmp_path / "carried.db") as carried:
        hub.create(carried, server.url(LEAD, database), author=LAYLA)
    answer(monkeypatch, server.url(LEAD, database))
    act(lead, "share")
    tr = lead.session.tr_
    assert said == [tr("team.join-question")]
    assert lead.window.status.currentMessage() == tr("team.follows")
    assert lead.wait(FIRST)
    assert lead.sign == tr("team.sent")


@BOTH
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://salma:geheim@hub.example.org/news", "hub-url-password"),
        ("nothing = of = this", "hub-bad-url"),
        ("host=127.0.0.1 port=1 dbname=news user=salma", "hub-unreachable"),
    ],
)
def test_what_is_refused_is_said_in_the_language_of_the_window(
    lead: Seat, address: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    answer(monkeypatch, address, tmp_path / "new.db")
    for action in ("share", "join_team"):
        act(lead, action)
    assert len(said) == 2 and not (tmp_path / "new.db").exists()
    begins = lead.session.tr_(f"errors.{code}", reason="\0").partition("\u2068\0")[0]
    assert all(sentence.startswith(begins) for sentence in said)
    assert not any("geheim" in sentence for sentence in said)


def test_less_proof_of_the_server_is_asked_about(
    lead: Seat, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    answer(monkeypatch, "host=hub.invalid dbname=news user=salma sslmode=disable")
    act(lead, "share")
    assert said[0] == lead.session.tr_("team.insecure-question")
    assert len(said) == 2, "and then the server is not found"


def test_the_password_is_asked_for_until_it_is_right_or_given_up(
    lead: Seat, server: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    said: list[str],
) -> None:  # fmt: skip
    real = driver.connect
    asked: list[str] = []
    typed = ["wrong", None, "wrong", "open"]

    def guarded(address: str, password: str | None = None) -> object:
        if password != "open":
            raise AnnotatorError("hub-password" if password is None else "hub-login", reason="x")
        return real(address)

    def ask(_: object, language: Language, sentence: str = "") -> str | None:
        asked.append(sentence)
        return typed.pop(0)

    with Project.open(tmp_path / "layla.db") as project:
        hub.create(project, server.url(LEAD, database), author=LAYLA)
        hub.set_member(project, "salma", names=[SALMA])
    monkeypatch.setattr(line, "connect", guarded)
    monkeypatch.setattr("annotator.ui.team.reaching.ask_password", ask)
    answer(monkeypatch, server.url("salma", database), tmp_path / "salma.db")
    act(lead, "join_team")
    again = lead.session.tr_("team.password-again")
    assert asked == ["", again] and lead.session.path == tmp_path / "layla.db"
    act(lead, "join_team")
    assert asked == ["", again] * 2 and lead.session.path == tmp_path / "salma.db"
    assert said == []


@pytest.mark.parametrize("action", ["share", "join_team"])
def test_what_is_cancelled_ends_at_once_and_is_not_told(
    lead: Seat, action: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    with deaf() as port:
        answer(monkeypatch, f"host=127.0.0.1 port={port} dbname=news user=salma", tmp_path / "new.db")
        lead.window.act(action)
        task = lead.window.rooms.sharing._reaching._task
        assert task.is_running
        task.cancel()
        task.finish()
        assert said == [] and not task.is_running and not lead.syncing.follows
        lead.window.act(action)
        assert task.is_running
        lead.window.close()
        assert not task.is_running


def test_a_file_is_not_written_over(
    lead: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"mine")
    answer(monkeypatch, "service=news", there)
    act(lead, "join_team")
    assert said == [lead.session.tr_("errors.project-exists", path=str(there))]
    assert there.read_bytes() == b"mine"


@BOTH
def test_what_is_typed_is_taken_and_a_password_is_not_shown(lead: Seat, language: Language) -> None:
    window = lead.window

    def type_in(*words: str, accept: bool = True) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        lines = dialog.findChildren(QLineEdit)
        hints = " ".join(label.text() for label in dialog.findChildren(QLabel))
        for field, word in zip(lines, words, strict=True):
            field.setText(word)
            assert field.accessibleName()
            shown = field.displayText()
            assert (word in shown) == (field.echoMode() == QLineEdit.EchoMode.Normal)
        assert "secret" not in hints
        dialog.done(int(accept))

    def typing(*words: str, accept: bool = True) -> None:
        QTimer.singleShot(0, window, lambda: type_in(*words, accept=accept))

    typing(" service=news ")
    assert ask_address(window, language, "title") == "service=news"
    typing("service=news", accept=False)
    assert ask_address(window, language, "title") is None
    typing("secret")
    assert ask_password(window, language, "again") == "secret"
    typing("salma", SALMA, "secret")
    person = ask_person(window, language)
    assert person is not None
    assert (person.role, person.name, person.password, person.lead) == ("salma", SALMA, "secret", False)
