"""One project with a document, from which copies are made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.commands import documents
from annotator.store import Project
from tests.copies.histories import LEAD, TEXTS


@pytest.fixture(scope="session")
def base(prepared: Path, empty_project: Path) -> Path:
    path = prepared / "copied.db"
    shutil.copy(empty_project, path)
    with Project.open(path) as project:
        documents.add_text(project, TEXTS[0], author=LEAD)
    return path
