"""The sample project: made from the sample corpus, and drawn to a picture where there is no display."""

from __future__ import annotations

from pathlib import Path

from annotator import account, commands, schemes
from annotator.commands import ImportReport
from annotator.core.errors import AnnotatorError
from annotator.i18n import Language
from annotator.resources_path import data_path
from annotator.store import Project, queries
from annotator.ui.display import open_window

_NAME = "demo.db"


def make_demo(folder: Path) -> tuple[Path, ImportReport]:
    """Make the sample project in `folder`; one that is there already is used as it is."""
    path = folder / _NAME
    if path.exists():
        Project.open(path).close()
        return path, ImportReport()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotatorError("project-not-created", path=str(path), reason=str(error)) from error
    corpus = data_path("sample_corpus", "corpus.jsonl")
    with Project.create(path, schemes.load(), actor=account.proposed_name()) as project:
        report = commands.import_paths(project, [corpus], author=account.proposed_name())
    return path, report


def picture_of(project: Path, picture: Path, *, language: Language) -> None:
    """Draw the window on the project to a PNG, in memory."""
    open_window(project, author=_busiest(project), language=language, screenshot=picture)


def _busiest(path: Path) -> str:
    """The author with most spans: the picture shows that layer."""
    with Project.open(path, read_only=True) as project:
        counts = queries.stats(project).by_author
    return next(iter(counts), account.proposed_name())
