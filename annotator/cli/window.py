"""Commands that open the window, or draw it where there is no display."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from annotator.cli.options import (
    DONE,
    PROBLEMS,
    asked_language,
    author_of,
    author_option,
    document_named,
    given_name,
    language_option,
    look_as,
    note_head,
    path_type,
    project_argument,
)
from annotator.cli.usage import Command, language, tell
from annotator.commands import exporting, sample
from annotator.core.errors import AnnotatorError
from annotator.core.links import Link, is_link, parse_link
from annotator.core.model import Span
from annotator.disk import check_target
from annotator.store import Project, accounts
from annotator.store.stats import stats
from annotator.store.work_lists import ListId
from annotator.ui.display import has_display, open_window
from annotator.ui.settings import Settings


@click.command(cls=Command)
@click.argument("directory", required=False, type=path_type)
@language_option
def demo(directory: Path | None) -> int:
    folder = directory or Path.cwd() / "annotator-demo"
    path, made = sample.make_sample(folder)
    tell("demo-project", path=path)
    if has_display():
        return open_window(path, language=asked_language())
    exported = folder / "demo.jsonl"
    with Project.open(path, read_only=True) as project:
        count = exporting.export(project, exported).record.documents
        note_head(project, exported)
    tell("demo-export", path=exported, n=count)
    picture = folder / "demo.png"
    open_window(path, author=_busiest(path), language=language(), screenshot=picture)
    tell("demo-picture", path=picture)
    return PROBLEMS if made.problems else DONE


@click.command(name="open", cls=Command)
@project_argument
@click.argument("link", required=False)
@click.option("--document", metavar="ID")
@click.option("--span", metavar="ID")
@click.option("--list", "listed", type=click.Choice(get_args(ListId)), default="all")
@author_option
@click.option("--screenshot", type=path_type, metavar="FILE")
@language_option
def open_(
    project: Path,
    link: str | None,
    document: str | None,
    span: str | None,
    listed: ListId,
    author: str | None,
    screenshot: Path | None,
) -> int:
    name = given_name(author)
    if link is None and is_link(str(project)):
        found = parse_link(str(project))
        project, span = _project_of(found), found.span
    elif link is not None:
        found = parse_link(link)
        if not _is_of(project, found):
            raise AnnotatorError("link-of-other-project", id=found.project, path=str(project))
        span = found.span
    # Whatever a window would ask or say in a dialog is settled before there is one to wait for.
    if document is not None or span is not None or screenshot is not None:
        with Project.open(project, read_only=True) as opened:
            look_as(opened, author)
            if document is not None:
                document = document_named(opened, document).id
            if span is not None:
                row = opened.row_record("span", span)
                if not isinstance(row, Span):
                    raise AnnotatorError("unknown-span", id=span)
                document = document or row.document_id
            if screenshot is not None:
                check_target(screenshot)
                name = author_of(opened, author)
    return open_window(
        project,
        document=document,
        span=span,
        listed=listed,
        author=name,
        language=asked_language(),
        screenshot=screenshot,
    )


def _project_of(link: Link) -> Path:
    """The recent project that a link leads to. Raises "project-of-link-unknown"."""
    for path in Settings().recent():
        try:
            if _is_of(path, link):
                return path
        except AnnotatorError:  # one that is damaged or in use is not the one to speak of
            continue
    raise AnnotatorError("project-of-link-unknown", id=link.project)


def _is_of(path: Path, link: Link) -> bool:
    with Project.open(path, read_only=True) as opened:
        return opened.project_id == link.project


def _busiest(path: Path) -> str:
    """The author with most spans: the picture shows that layer."""
    with Project.open(path, read_only=True) as project:
        counts = stats(project).by_author
    return next(iter(counts), accounts.proposed_name())
