"""A project in a temporary folder, and ways to fill it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.commands import documents
from annotator.core.model import Document, document_id, hash_text
from annotator.disk import data_path
from annotator.store import Project

TEXT = "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان.\nوأضاف أن التحقيق مستمر."


def make_document(project: Project, text: str = TEXT, *, author: str = "سلمى") -> Document:
    """Put one plain document into a project."""
    report = documents.add_text(project, text, author=author)
    assert report.first_document
    record = project.row_record("document", report.first_document)
    assert isinstance(record, Document)
    assert record.id == document_id(record.kind, hash_text(text))
    return record


@pytest.fixture
def project(tmp_path: Path, empty_project: Path) -> Iterator[Project]:
    with Project.open(shutil.copy(empty_project, tmp_path / "news.db")) as opened:
        yield opened


@pytest.fixture
def corpus(project: Project) -> Project:
    """The project with the sample corpus in it, brought in by somebody without rows of her own."""
    documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author="نور")
    return project


@pytest.fixture
def document(project: Project) -> Document:
    return make_document(project)
