"""Opening a link to a span."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.cli import window
from annotator.core.links import span_link
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.settings import Settings
from tests.command_line import Cli, cli
from tests.reviewed import CLAIM, A, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]


Shown = list[dict[str, Any]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What windows were opened with."""
    found: Shown = []
    monkeypatch.setattr(
        window, "open_window", lambda path, **values: found.append({"path": path, **values}) or 0
    )
    return found


def test_a_link_opens_the_document_at_its_span(cli: Cli, project: Project, shown: Shown) -> None:
    row = span(project, make_document(project), A, "claim", CLAIM)
    link = span_link(project.project_id, row.id)
    assert cli("open", project.path, link).status == 0
    assert (shown[0]["document"], shown[0]["span"]) == (row.document_id, row.id)
    ran = cli("open", link)
    assert ran.status == 3 and "not among the recent ones" in ran.err
    Settings().add_recent(project.path.with_name("gone.db"))
    Settings().add_recent(project.path)
    assert cli("open", link).status == 0
    assert shown[1]["path"].samefile(project.path) and shown[1]["span"] == row.id


def test_what_a_link_does_not_lead_to_is_said(cli: Cli, project: Project, shown: Shown) -> None:
    with Project.create(project.path.with_name("other.db"), scheme_toml.load(), actor=A) as other:
        elsewhere = span_link(other.project_id, "s1")
    assert "another project" in cli("open", project.path, elsewhere).err
    assert "There is no span" in cli("open", project.path, span_link(project.project_id, "s1")).err
    assert "not a link" in cli("open", "annotator://x").err
    assert shown == []
