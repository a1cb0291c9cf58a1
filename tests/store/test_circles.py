"""What leads back to itself is found, told, and never waited for; a scheme of ten thousand labels works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import attributions, documents, exporting, scheme, spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Comment, Decision, Document, Record
from annotator.core.review import snapshot
from annotator.core.scheme import Label
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.store.verify import verify
from annotator.ui.session import Session
from tests.command_line import Cli, cli
from tests.reviewed import A, Q, R, handed_in, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]


def write(project: Project, kind: str, author: str, *records: Record) -> None:
    """As another program can, that keeps the log but not the rules."""
    with project.event(kind, author) as event:
        for record in records:
            event.add(record)


@pytest.fixture
def circles(project: Project, document: Document) -> set[str]:
    """Attributions within one another and within themselves, and words about themselves, by id."""
    claim, source, _, tied = handed_in(project, document, A)
    around: dict[str, Any] = {"document_id": document.id, "claims": (claim.id,), "author": A}
    write(
        project,
        "attribution.add",
        A,
        Attribution(id="one", parent="other", sources=(source.id,), **around),
        Attribution(id="other", parent="one", **around),
        Attribution(id="itself", parent="itself", **around),
    )
    judged: dict[str, Any] = {"document_id": document.id, "judged": snapshot(claim), "reviewer": R}
    write(
        project,
        "review.accept",
        R,
        Decision(id="verdict", target_kind="span", target="verdict", verdict="accept", **judged),
    )
    said: dict[str, Any] = {"document_id": document.id, "author": R, "text": "كذا"}
    write(
        project,
        "comment.add",
        R,
        Comment(id="said", target_kind="attribution", target=tied.id, reply_to="replied", **said),
        Comment(id="replied", target_kind="attribution", target=tied.id, reply_to="said", **said),
        Comment(id="about", target_kind="span", target="about", **said),
    )
    return {"one", "other", "itself", "said", "replied", "verdict", "about"}


def test_verify_names_each(project: Project, circles: set[str]) -> None:
    found = verify(project)
    assert {finding.code for finding in found} == {"row-in-circle"}
    assert sorted(str(finding.details["id"]) for finding in found) == sorted(circles)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_command_line_ends(
    cli: Cli, project: Project, document: Document, circles: set[str], tmp_path: Path, language: str
) -> None:
    path = project.path
    project.close()
    for status, *command in (
        (1, "verify", path),
        (0, "show", path, document.id),
        (0, "review", path, document.id),
        (0, "export", path, tmp_path / "out.jsonl"),
        (0, "queue", path, "--author", R),
        (0, "comments", path, document.id),
        (0, "agreed", path),
        (0, "stats", path),
        (0, "history", path),
        (0, "compare", path, document.id),
    ):
        ran = cli(*command, language=language)
        assert (ran.status, "Traceback" in ran.err) == (status, False), (command, ran.err)


def test_the_window_reads_it(qapp: object, project: Project, document: Document, circles: set[str]) -> None:
    session = Session("ar")
    failed: list[AnnotatorError] = []
    session.failed.connect(failed.append)
    session.open(project)
    try:
        for person in (A, R):
            session.set_author(person)
            session.open_document(document.id)
            assert session.reading is not None and len(session.reading.attributions) == 4
            assert session.reading.standings(A)
        claim = span(project, document, Q, "claim", (17, 30))
        session.set_author(A)
        row = next(row for row in session.layer.attributions if row.parent is None)
        # One that goes round without coming back is refused too, and not followed for ever.
        assert session.do(attributions.edit_attribution, row, parent="one") is None
        assert [error.code for error in failed] == ["attribution-circle"]
        assert claim.author == Q
    finally:
        session.close()


def test_it_is_not_imported(project: Project, document: Document, circles: set[str], tmp_path: Path) -> None:
    exporting.export(project, tmp_path / "out.jsonl")
    with Project.create(tmp_path / "new.db", scheme_toml.load(), actor="مجد") as other:
        report = documents.import_paths(other, [tmp_path / "out.jsonl"], author="مجد", trust_verdicts=True)
        assert sorted(problem.code for problem in report.problems) == [
            "target-dropped", "target-dropped", "target-dropped", "target-dropped",
            "unknown-parent", "unknown-parent", "unknown-parent",
        ]  # fmt: skip
        assert verify(other) == []


def test_ten_thousand_labels(cli: Cli, project: Project, tmp_path: Path) -> None:
    """They are kept, found, used, and come back from a file."""
    labels = tuple(Label(id=f"many_{n}", name={"ar": f"وسم {n}", "en": f"Label {n}"}) for n in range(10_000))
    many = msgspec.structs.replace(project.scheme, labels=(*project.scheme.labels, *labels), version=2)
    path = tmp_path / "many.toml"
    scheme_toml.save(many, path)
    scheme.change_scheme(project, project.scheme, scheme_toml.load(path), author=A)
    document = make_document(project)
    marked = spans.add_span(project, author=A, document_id=document.id, label="many_9999", ranges=[(4, 8)])
    assert project.scheme.label(marked.label).name["ar"] == "وسم 9999"
    assert verify(project) == []
    exporting.export(project, tmp_path / "out.jsonl")
    assert (
        json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["spans"][0]["label"] == "many_9999"
    )
    for command in (("show", project.path, document.id), ("stats", project.path)):
        assert cli(*command).status == 0
