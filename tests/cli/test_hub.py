"""A team begins, works and goes on by the command line alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.commands.keeping import write_note
from annotator.store import Project, accounts, queries
from tests.command_line import Cli, cli, news
from tests.hub.server import Server, start_wheel

__all__ = ["cli", "news"]


@pytest.fixture(scope="module")
def server() -> Server:
    return start_wheel()


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    made = server.database()
    yield made
    server.drop(made)


def as_account(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(accounts, "account", lambda: f"{name}@here")


def test_from_an_empty_database_to_two_people_at_work(
    cli: Cli, news: Path, server: Server, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_account(monkeypatch, "layla")
    url = server.url("layla", database)
    made = cli("hub", "create", news, url, "--author", "ليلى", "--new-author", "--json")
    assert made.status == 0 and made.json()["sent"] > 0
    again = cli("hub", "create", news, url, "--author", "ليلى")
    assert again.status == 3 and "already has a hub" in again.err
    assert cli("hub", "member", news, "salma", "--name", "سلمى").status == 0
    assert cli("hub", "member", news, "yazan", "--name", "سلمى").status == 3
    assert cli("hub", "member", news, "yazan").status == 2

    as_account(monkeypatch, "salma")
    copy = tmp_path / "salma.db"
    joined = cli("hub", "join", server.url("salma", database), copy)
    assert joined.status == 0 and "received" in joined.out
    assert cli("verify", copy).status == 0
    with Project.open(copy) as project:
        document = queries.document_ids(project)[0]
        write_note(project, document, "راجعه", author="سلمى")
    told = cli("hub", "status", copy, "--offline", "--json").json()
    assert (told["to_send"], told["to_receive"], told["names"]) == (1, None, ["سلمى"])
    assert cli("hub", "sync", copy, "--json").json() == {
        "received": 0,
        "sent": 1,
        "set_aside": 0,
        "waiting": 0,
    }
    assert cli("hub", "upgrade", copy).status == 3, "she does not own the hub"

    as_account(monkeypatch, "layla")
    status = cli("hub", "status", news)
    assert status.status == 0 and "to receive\t1" in status.out and "سلمى" in status.out
    assert cli("hub", "sync", news).out.startswith("Received 1, sent 0.")
    assert cli("hub", "upgrade", news, "--json").json() == {"upgraded": False}
    assert cli("hub", "member", news, "salma", "--name", "سلمى", "--gone").status == 0

    as_account(monkeypatch, "salma")
    left = cli("hub", "sync", copy)
    assert left.status == 3 and "not a member" in left.err


def test_an_account_that_is_new_is_said_to_need_a_password(
    cli: Cli, news: Path, server: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_account(monkeypatch, "layla")
    cli("hub", "create", news, server.url("layla", database), "--author", "ليلى", "--new-author")
    new = ("hub", "member", news, f"new_{database}", "--name", "سلمى")
    assert [("give it a password" in cli(*new).out) for _ in range(2)] == [True, False]


def test_what_is_set_aside_is_told_and_settled(
    cli: Cli, news: Path, server: Server, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_account(monkeypatch, "layla")
    cli("hub", "create", news, server.url("layla", database), "--author", "ليلى", "--new-author")
    cli("hub", "member", news, "salma", "--name", "سلمى")
    files = [tmp_path / "one.db", tmp_path / "two.db"]
    for file in files:
        as_account(monkeypatch, file.stem)
        cli("hub", "join", server.url("salma", database), file)
        with Project.open(file) as project:
            document = queries.document_ids(project)[0]
            write_note(project, document, f"من {file.stem}", author="سلمى")
    as_account(monkeypatch, "one")
    assert cli("hub", "sync", files[0]).status == 0
    as_account(monkeypatch, "two")
    told = cli("hub", "sync", files[1])
    assert told.status == 1 and "not taken over" in told.out and "annotator conflicts" in told.out
    (row,) = [line for line in cli("conflicts", files[1], "--json").out.splitlines() if line.startswith("{")]
    assert row
    assert cli("verify", files[1]).status == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://salma:word@hub.example.org/news", "Leave the password out"),
        ("host=hub.example.org sslmode=disable", "does not prove"),
        ("postgresql://salma@127.0.0.1:1/news", "cannot be reached"),
    ],
)
def test_what_cannot_be_joined_is_said(cli: Cli, tmp_path: Path, url: str, said: str) -> None:
    found = cli("hub", "join", url, tmp_path / "a.db")
    assert found.status == 3 and said in found.err
    assert list(tmp_path.glob("a.db*")) == []


def test_a_project_without_a_hub_says_so(cli: Cli, news: Path) -> None:
    for command in ("sync", "status", "upgrade"):
        found = cli("hub", command, news)
        assert found.status == 3 and "hub join" in found.err
