"""What commands share: arguments and options, whose name counts, how a report is printed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.usage import WrongUse, language, tell
from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.store import Project, accounts, queries, review
from annotator.words.i18n import LANGUAGES, Language

DONE, PROBLEMS, WRONG_USE, REFUSED = range(4)
"""Exit statuses: done, done with problems, wrong use, refused."""

STDOUT: Final = Path("-")

path_type = click.Path(path_type=Path, readable=False)
project_argument = click.argument("project", type=path_type)
author_option = click.option("--author", metavar="NAME")
json_option = click.option("--json", "as_json", is_flag=True)
language_option = click.option("--language", type=click.Choice(LANGUAGES), expose_value=False)
visual_option = click.option("--visual", type=click.Choice(["auto", "always", "never"]), default="auto")


def asked_language() -> Language | None:
    """The language asked for by name; None leaves the choice to the window's settings."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("language") is click.core.ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return language() if "ANNOTATOR_LANGUAGE" in os.environ else None


def given_name(author: str | None) -> str | None:
    return None if author is None else accounts.author_name(author)


def author_of(project: Project, author: str | None) -> str:
    """Who acts: the name given, the one this account chose in the project, or the account's own."""
    return given_name(author) or accounts.known_author(project) or accounts.proposed_name()


def look_as(project: Project, author: str | None) -> None:
    """Look at a project with the eyes of whoever sits here, and of the name given: naming somebody else does
    not show what is blind to oneself."""
    project.seen_by(author_of(project, None), given_name(author) or "")


@contextmanager
def opened_by(path: Path, author: str | None, *, read_only: bool = False) -> Iterator[tuple[Project, str]]:
    """A project, seen as `look_as` says, and the name of who acts."""
    with Project.open(path, read_only=read_only) as opened:
        look_as(opened, author)
        yield opened, author_of(opened, author)


def check_author(project: Project, author: str | None) -> None:
    """A name that is mistyped must not look like somebody who has done nothing."""
    if author is not None and author not in (known := queries.authors(project)):
        raise AnnotatorError("unknown-author", author=author, known=", ".join(known))


def layer_author(layer: str) -> str | None:
    if layer in ("all", AGREED):
        return None
    kind, _, name = layer.partition(":")
    if kind != "author" or not name:
        raise WrongUse("bad-layer", layer=layer)
    return given_name(name)


def document_named(project: Project, beginning: str) -> Document:
    """The document whose id is, or alone begins with, what was typed."""
    found = queries.documents_beginning(project, beginning)
    if len(found) > 1 and beginning not in found:
        ids = " ".join(found[:5])
        raise AnnotatorError("ambiguous-document", document=beginning, ids=ids)
    return queries.document(project, beginning if beginning in found or not found else found[0])


def document_to_work_on(project: Project, beginning: str, who: str) -> str:
    """The id of a document that `who` acts on. Raises "blind-document" if the document is blind to the person
    who sits here, and `who` is somebody else's name."""
    found = document_named(project, beginning).id
    sitting = author_of(project, None)
    if sitting != who:
        review.refuse_blind(project, found, sitting)
    return found


def report_file(key: str, path: Path, head: str, *, as_json: bool) -> None:
    if as_json:
        from annotator.formats.source import displayed

        print_json({"path": displayed(path), "head": head})
    else:
        tell(key, path=path)
        tell("head", head=head)


def print_json(value: Any) -> None:
    terminal.write_bytes(msgspec.json.encode(value, enc_hook=str) + b"\n")
