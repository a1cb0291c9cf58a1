"""Documents are found by their dates as these are understood; what was recorded stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.commands import documents, keeping
from annotator.core.document_filter import parse
from annotator.core.model import Submission, new_id
from annotator.formats import scheme_toml
from annotator.store import Project, agreement_layers, finding, queries
from annotator.store.agreement_layers import Scope
from annotator.store.stats import stats
from annotator.store.verify import rebuild, verify
from tests.store.conftest import project
from tests.store.older import as_of

__all__ = ["project"]

ME = "سلمى"
FOUND = (
    ("15 كانون الثاني 2019", "2019-01-15", ""),
    ("الثلاثاء 15/01/2019 - 10:35 مساءً", "2019-01-15T22:35", ""),
    ("١٥ جانفي ٢٠١٩", "2019-01-15", ""),
    ("قبل 3 ساعات", "", "قبل 3 ساعات"),
    ("", "", ""),
    ("2020-08", "2020-08", ""),
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A project from before dates were understood: they stand in the record as they were found."""
    path = tmp_path / "old.db"
    with as_of(7), Project.create(path, scheme_toml.load(), actor=ME) as project:
        for number, (found, _, _) in enumerate(FOUND):
            report = documents.add_text(project, f"قال مصدر عسكري إن الخبر رقم {number} صحيح.", author=ME)
            document = queries.document(project, report.first_document or "")
            with project.event("document.edit", ME) as event:
                changed = {"published": found, "meta": {}}
                event.replace(document, type(document)(**{**_fields(document), **changed}))
    return path


def _fields(document: object) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__struct_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize("read_only", [True, False])
def test_an_older_project_gains_its_dates_and_keeps_its_record(old: Path, read_only: bool) -> None:
    with Project.open(old, read_only=read_only) as project:
        rows = queries.document_rows(project, author=ME)
        assert [(row.dated, row.unclear) for row in rows] == [(dated, unclear) for _, dated, unclear in FOUND]
        recorded = [queries.document(project, row.id).published for row in rows]
        assert recorded == [found for found, _, _ in FOUND]
        assert verify(project) == []
        ids = [row.id for row in rows]
        for line, expected in (
            ("date:2019-01", ids[:3]),
            ("date:2019..", [*ids[:3], ids[5]]),
            ("تاريخ:غير-مفهوم", [ids[3]]),
            ("date:none", [ids[4]]),
            ("date:not-understood date:2020", [ids[3], ids[5]]),
        ):
            assert finding.found(project, ME, wanted=parse(line)) == expected
        assert finding.years(project) == ["2020", "2019"]
        told = stats(project)
        assert (told.dated, told.dates_unclear, told.undated) == (4, 1, 1)
        if not read_only:
            rebuild(project)
            assert [row.dated for row in queries.document_rows(project, author=ME)] == [
                row.dated for row in rows
            ]


def test_agreement_compares_by_the_date_that_is_understood(old: Path) -> None:
    with Project.open(old) as project:
        ids = queries.document_ids(project)
        for document_id in ids:
            with project.event("submission.submit", ME) as event:
                event.add(Submission(id=new_id(), document_id=document_id, author=ME, state="submitted"))
        scope = Scope(since="2019-01-01", until="2019-02-01", when="published")
        assert list(agreement_layers.parts(project, scope)) == ids[:3]


def test_a_date_that_was_changed_behind_the_log_is_found(old: Path) -> None:
    with Project.open(old) as project:
        project.conn.execute("UPDATE documents SET dated = '2018-01-01' WHERE dated = '2019-01-15'")
        assert {finding.code for finding in verify(project)} == {"row-differs"}
        rebuild(project)
        assert verify(project) == []


def test_a_date_is_kept_up_with_what_is_edited(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"text": "خبر عن المدينة", "date": "قريبا"}), encoding="utf-8")
    documents.import_paths(project, [file], author=ME)
    (row,) = queries.document_rows(project, author=ME)
    assert (row.dated, row.unclear) == ("", "قريبا")
    keeping.edit_document(project, queries.document(project, row.id), author=ME, published="15 مارس 2019")
    (row,) = queries.document_rows(project, author=ME)
    assert (row.dated, row.unclear) == ("2019-03-15", "")
    project.undo(ME)
    (row,) = queries.document_rows(project, author=ME)
    assert (row.dated, row.unclear) == ("", "قريبا")
    assert verify(project) == []
