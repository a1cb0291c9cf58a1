"""A team with a hub, four processes and two windows: drawn blind, annotated offline, reviewed and settled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from annotator.__main__ import main
from annotator.commands import hub, spans
from annotator.store import Project, accounts, queries
from annotator.store.verify import verify
from annotator.words.i18n import LANGUAGES, Language, tr
from tests.hub.conftest import server
from tests.hub.proxy import line_to
from tests.hub.server import LEAD, PEOPLE, Server
from tests.journeys.team_seat import Away

__all__ = ["server"]

LAYLA, SALMA, YAZAN, NOUR = (PEOPLE[role] for role in ("layla", "salma", "yazan", "nour"))
PAGE: Final = "قال نديم الراوي إن الهدنة صامدة في حي الورد، وإن معبر الريان مفتوح. 🔴\n"
TABLES: Final = (
    "documents", "spans", "attributions", "submissions", "assignments", "decisions", "comments", "filings",
)  # fmt: skip


class Place:
    """The folders of everybody's computers, and the server between them."""

    def __init__(self, folder: Path, server: Server, language: Language) -> None:
        self.folder = folder
        self.server = server
        self.language = language
        self.database = server.database()
        self.windows: list[Away] = []

    def path(self, who: str) -> Path:
        return self.folder / f"{who}.db"

    def url(self, who: str) -> str:
        return self.server.url(who, self.database)

    def annotator(self, *arguments: object, exit_status: int = 0) -> str:
        """The command line, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "annotator", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "ANNOTATOR_SETTINGS": str(self.folder / "settings-lead")},
            check=False,
        )
        assert done.returncode == exit_status, done.stderr
        return done.stdout

    def window(self, who: str) -> Away:
        opened = Away(self.path(who), PEOPLE[who], self.language, self.folder / f"settings-{who}")
        self.windows.append(opened)
        return opened

    def close(self) -> None:
        for window in self.windows:
            window.leave()
        self.server.drop(self.database)


@pytest.fixture(params=LANGUAGES)
def place(request: pytest.FixtureRequest, tmp_path: Path, server: Server) -> Iterator[Place]:
    made = Place(tmp_path, server, request.param)
    yield made
    made.close()


def found_team(place: Place) -> str:
    """Layla makes the project and its hub and lets three others in; each gets a copy. The document."""
    lead, page = place.path(LEAD), place.folder / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    place.annotator("new", lead)
    place.annotator("import", lead, page, "--author", LAYLA, "--new-author")
    place.annotator("hub", "create", lead, place.url(LEAD), "--author", LAYLA)
    for who in ("salma", "yazan", "nour"):
        place.annotator("hub", "member", lead, who, "--name", PEOPLE[who])
        place.annotator("hub", "join", place.url(who), place.path(who))
    with Project.open(lead, read_only=True) as project:
        (document,) = queries.document_ids(project)
    return document


def annotate_otherwise(place: Place, document: str) -> None:
    """Yazan, in this process and without a window: what is his to do comes, and nothing of Salma's."""
    path = place.path("yazan")
    assert main(["hub", "sync", str(path)]) == 0
    with Project.open(path) as project:
        for words in ("نديم الراوي", "الورد", "معبر الريان"):
            start = PAGE.index(words)
            ranges = [(start, start + len(words))]
            spans.add_span(project, author=YAZAN, document_id=document, label="place", ranges=ranges)
        assert project.one("SELECT count(*) FROM main.spans WHERE author <> ?", [YAZAN]) == (0,)
    assert main(["submit", str(path), document, "--author", YAZAN]) == 0
    assert main(["hub", "sync", str(path)]) == 0


def record(path: Path) -> dict[str, list[Any]]:
    """All that a copy says of the documents."""
    with Project.open(path, read_only=True) as project:
        assert verify(project) == []
        return {table: sorted(project.rows(f"SELECT * FROM main.{table}"), key=repr) for table in TABLES}


def test_four_people_at_their_own_computers_end_with_one_record(place: Place) -> None:
    def say(key: str, **values: object) -> str:
        return tr(place.language, key, **values)

    document = found_team(place)
    with line_to(place.server.socket, cut_after=None) as line:
        with Project.open(place.path("salma")) as project:
            far = place.server.over_network(place.url("salma"))(line.port)
            project.set_preference(accounts.account(), hub.ADDRESS, far)
        salma, nour = place.window("salma"), place.window("nour")
        assert salma.choose("mine") == 0 and nour.choose("adjudicate") == 0

        # Layla draws for whom the document is to be blind: it comes by itself to whoever is to do it.
        drawn = ["--draw", "1", "--seed", "1", "--to", SALMA, "--to", YAZAN, "--new-author"]
        place.annotator("assign", place.path(LEAD), *drawn)
        judge = ["--task", "adjudicate", "--to", NOUR, "--author", LAYLA, "--new-author"]
        place.annotator("assign", place.path(LEAD), document, *judge)
        place.annotator("hub", "sync", place.path(LEAD))
        assert salma.sync() == nour.sync() == say("team.sent")
        assert salma.rows() == 1 and salma.choose("mine") == 1 and salma.document() == document

    # The line is cut. Salma goes on, and submits; meanwhile Yazan does, and Layla sorts the document.
    salma.label("نديم الراوي", "1")
    salma.label("حي الورد", "2")
    salma.flag()
    said = salma.sync()
    assert said.startswith(say("team.offline", time="\0").partition("\u2068")[0]) and said.endswith("↑3")
    salma.submit()
    assert salma.sync().endswith("↑4")
    annotate_otherwise(place, document)
    place.annotator("inbox", place.path(LEAD), document, "--later", "--author", LAYLA)
    place.annotator("hub", "sync", place.path(LEAD))
    assert nour.sync() == say("team.sent") and salma.seen() == [SALMA]

    # She is back. What she did to a row that Layla changed is said, and she does it again.
    with line_to(place.server.socket, cut_after=None, port=line.port):
        assert salma.sync() == say("team.sent")
        assert salma.seen() == sorted([SALMA, YAZAN])
        assert say("joining.just-aside", n=1) in salma.message()
        assert salma.conflicts() == say("joining.to-settle", n=1)
        assert salma.settle_again() == 0 and salma.conflicts() == ""
        assert salma.sync() == say("team.sent")

        # The queue of Nour has filled by itself; she takes Salma's side wherever the two differ.
        assert nour.sync() == say("team.sent")
        assert nour.rows() == 1 and nour.choose("adjudicate") == 1
        last = dict(nour.people())
        assert len(last) == 4 and say("events.submission.submit") in last[f"\u2068{YAZAN}\u2069"]
        differences = nour.differences()
        assert differences == 3
        nour.take_first(differences)
        assert nour.sync() == salma.sync() == say("team.sent")
        assert salma.agreed() == nour.agreed() == sorted(["نديم الراوي", "حي الورد"])

    for who in (LEAD, "yazan"):
        place.annotator("hub", "sync", place.path(who))
    for window in place.windows:
        assert window.leave() == 0
    first, *others = [record(place.path(who)) for who in PEOPLE]
    assert others == [first] * 3
    assert {row[0] for row in first["decisions"]} and len(first["submissions"]) == 2
