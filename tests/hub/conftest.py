"""A server, and a team on it: the files of its members, each with the role that it signs in with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.commands import documents, hub
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from tests.hub.server import LEAD, PEOPLE, Server, start_wheel

TEXTS = (
    "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان.\nوأضاف أن التحقيق مستمر.",
    "أعلنت إدارة الموانئ اليوم أن الوضع مستقر.\nونقل عن شهود قولهم غير ذلك.",
    "خبر ثالث عن الميناء والسفينة.",
)


class Team:
    """A project with a hub, and its members' files, which are opened as they are asked for."""

    def __init__(self, server: Server, folder: Path, empty: Path) -> None:
        self.server = server
        self.folder = folder
        self.database = server.database()
        self._files: dict[str, Project] = {}
        self._files[LEAD] = Project.open(shutil.copy(empty, self.path(LEAD)))
        for text in TEXTS:
            documents.add_text(self.lead, text, author=PEOPLE[LEAD])
        hub.create(self.lead, self.url(LEAD), author=PEOPLE[LEAD])
        self.documents = queries.document_ids(self.lead)

    @property
    def lead(self) -> Project:
        return self._files[LEAD]

    def path(self, who: str) -> Path:
        return self.folder / f"{who}.db"

    def url(self, role: str) -> str:
        return self.server.url(role, self.database)

    def add(self, role: str, *, lead: bool = False) -> None:
        hub.set_member(self.lead, role, names=[PEOPLE[role]], lead=lead)

    def file(self, role: str, name: str = "") -> Project:
        """The file of a member, joined if there is none; by another name: a second one of theirs."""
        name = name or role
        if name not in self._files:
            if not self.path(name).exists():
                hub.join(self.url(role), self.path(name))
            self._files[name] = Project.open(self.path(name))
        return self._files[name]

    def reopen(self, role: str) -> Project:
        self._files.pop(role).close()
        return self.file(role)

    def close(self) -> None:
        for project in self._files.values():
            project.close()
        self.server.drop(self.database)


def made_team(server: Server, folder: Path, empty: Path) -> Team:
    """Layla, who leads, Salma and Yazan."""
    made = Team(server, folder, empty)
    for role in ("salma", "yazan"):
        made.add(role)
    return made


@pytest.fixture(scope="session")
def server() -> Server:
    return start_wheel()


@pytest.fixture
def team(server: Server, tmp_path: Path, empty_project: Path) -> Iterator[Team]:
    made = made_team(server, tmp_path, empty_project)
    yield made
    made.close()


@pytest.fixture(scope="session")
def empty_lead(prepared: Path) -> Path:
    """A project of Layla's without documents."""
    path = prepared / "empty-lead.db"
    Project.create(path, scheme_toml.load(), actor=PEOPLE[LEAD]).close()
    return path
