"""The sample project, made from the sample corpus that travels with the program."""

from __future__ import annotations

from pathlib import Path

from annotator.commands.documents import ImportReport, import_paths
from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.store import Project, accounts

_NAME = "demo.db"


def make_sample(folder: Path) -> tuple[Path, ImportReport]:
    """Make the sample project in `folder`; one that is there already is used as it is."""
    from annotator.formats import scheme_toml

    path = folder / _NAME
    if path.exists():
        Project.open(path).close()
        return path, ImportReport()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotatorError("project-not-created", path=str(path), reason=str(error)) from error
    corpus = data_path("sample_corpus", "corpus.jsonl")
    with Project.create(path, scheme_toml.load(), actor=accounts.proposed_name()) as project:
        report = import_paths(project, [corpus], author=accounts.proposed_name())
    return path, report
