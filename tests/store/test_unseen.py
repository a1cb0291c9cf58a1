"""What has come is never taken for new, whatever else has come."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.commands import documents
from annotator.core.errors import AnnotatorError
from annotator.core.model import derived_id
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, schema
from annotator.store.unseen import Unseen
from annotator.store.verify import verify

ME = "سلمى"


def test_what_was_taken_out_is_gone_and_most_others_are_not() -> None:
    unseen = Unseen()
    seen, others = ([derived_id(name, str(n)) for n in range(20_000)] for name in ("seen", "others"))
    assert unseen.but(seen) == []
    unseen.discard_all(seen)
    assert unseen.but(seen) == seen
    assert len(unseen.but(others)) < 100


def test_what_comes_twice_in_the_first_import_comes_once(tmp_path: Path) -> None:
    """Also where it comes again so late that nothing of the first time is held in memory."""
    lines = data_path("sample_corpus", "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "twice.jsonl"
    path.write_text("\n".join([*lines * 9, *(line.replace("سلمى", "رنا") for line in lines)]), "utf-8")
    with Project.create(tmp_path / "a.db", scheme_toml.load(), actor=ME) as project:
        project.seen_by(ME)
        report = documents.import_paths(project, [path], author=ME)
        assert (report.documents, report.known) == (15, 135)
        # What somebody else is said to have written under the same id is told, and left out.
        assert {row.code for row in report.problems if row.code == "row-known-otherwise"}
        assert verify(project) == []
        assert schema.foreign(project.conn) == []


def test_an_import_that_fails_leaves_the_indexes_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(10 * data_path("sample_corpus", "corpus.jsonl").read_bytes())
    with Project.create(tmp_path / "a.db", scheme_toml.load(), actor=ME) as project:
        asked = iter([False, True])
        with pytest.raises(AnnotatorError, match="cancelled"):
            documents.import_paths(project, [path], author=ME, cancelled=lambda: next(asked))
        assert project.one("SELECT count(*) FROM documents") == (0,)
        assert schema.foreign(project.conn) == [] and verify(project) == []
