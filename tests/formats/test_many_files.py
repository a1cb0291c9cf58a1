"""Many files are read by several processes, and give what one gives, in the same order."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator import formats
from annotator.commands import documents
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.disk import data_path
from annotator.formats import Problem
from annotator.store import Project, queries
from tests.store.conftest import project

__all__ = ["project"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages, texts, tables of records, one too large to be handed over, and what cannot be read."""
    found = tmp_path / "material"
    found.mkdir()
    for n in range(45):
        (found / f"{n:02}.txt").write_text(f"قال مصدر محلي إن الجسر {n} أغلق.\n", encoding="utf-8")
        (found / f"{n:02}.html").write_text(
            f"<h1>خبر {n}</h1><p>أغلق الجسر {n} مساء الأحد.</p>", encoding="utf-8"
        )
    (found / "broken.txt").write_bytes(b"\xff\xfe\x00")
    (found / "broken.jsonl").write_bytes(b'{"text": "\xd8\xae\xd8\xa8\xd8\xb1"}\nnothing\n')
    (found / "picture.bin").write_bytes(b"\x00\x01")
    shutil.copy(data_path("sample_corpus", "corpus.jsonl"), found / "corpus.jsonl")
    return found


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(formats, "workers_for", lambda amount, *, least: 2)
    monkeypatch.setattr(formats, "_SMALL", 10_000)
    yield
    assert multiprocessing.active_children() == []


def read(*paths: Path) -> tuple[list[Bundle | Problem], list[int]]:
    told: list[int] = []
    return list(formats.read_paths(paths, progress=told.append)), told


def test_they_give_what_one_process_gives(folder: Path, request: pytest.FixtureRequest) -> None:
    paths = [folder, folder / "no-such-file", folder / "00.txt"]
    found, told = read(*paths)
    assert {type(row) for row in found} == {Bundle, Problem}
    request.getfixturevalue("processes")
    assert read(*paths)[0] == found
    assert read(*paths)[1][-1] == told[-1] == formats.total_bytes(paths)


def test_an_import_is_the_same(folder: Path, project: Project, processes: None) -> None:
    report = documents.import_paths(project, [folder], author="سلمى")
    expected = {row.document.id for row in read(folder)[0] if isinstance(row, Bundle)}
    assert set(queries.document_ids(project)) == expected
    assert report.documents == len(expected)


def test_it_stops_when_it_is_no_longer_wanted(folder: Path, project: Project, processes: None) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(len(asked) > 3)
        return asked[-1]

    with pytest.raises(AnnotatorError) as caught:
        documents.import_paths(project, [folder], author="سلمى", cancelled=cancelled)
    assert caught.value.code == "cancelled"
    assert queries.document_ids(project) == []


def test_nothing_is_left_of_what_is_not_read_to_its_end(folder: Path, processes: None) -> None:
    with closing(formats.read_paths([folder])) as found:
        assert next(found)
