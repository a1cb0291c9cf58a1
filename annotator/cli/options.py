"""Shared by the commands: arguments and options, whose name counts, how a report is printed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.keeping import look_after
from annotator.cli.usage import WrongUse, language, tell
from annotator.commands.authors import check_known, how_known
from annotator.core.agreed import AGREED
from annotator.core.document_filter import DocumentFilter, parse
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.store import Project, accounts, heads, queries, review
from annotator.words.i18n import LANGUAGES, Language, error_sentence

Function = TypeVar("Function", bound=Callable[..., Any])

DONE, PROBLEMS, WRONG_USE, REFUSED = range(4)
"""Exit statuses: done, done with problems, wrong use, refused."""

STDOUT: Final = Path("-")

path_type = click.Path(path_type=Path, readable=False)
project_argument = click.argument("project", type=path_type)
author_option = click.option("--author", metavar="NAME")


def _allow_new(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[_NEW_AUTHOR] = value


_NEW_AUTHOR: Final = "annotator.new-author"
_TRIED: Final = "annotator.head-tried"
"""The head that the command has noted, or could not note and has said so."""
new_author_option = click.option("--new-author", is_flag=True, expose_value=False, callback=_allow_new)


def acting_option(command: Function) -> Function:
    """`--author` where something is written: a name nobody knows takes `--new-author`."""
    return author_option(new_author_option(command))


json_option = click.option("--json", "as_json", is_flag=True)
language_option = click.option("--language", type=click.Choice(LANGUAGES), expose_value=False)
visual_option = click.option("--visual", type=click.Choice(["auto", "always", "never"]), default="auto")


def _understood(_: click.Context, __: click.Parameter, value: str) -> DocumentFilter:
    return parse(value)


filter_option = click.option("--filter", "wanted", default="", callback=_understood, metavar="WORDS")
"""Narrows a list of documents, in the language of the window's line."""


def asked_language() -> Language | None:
    """The language asked for by name; None leaves the choice to the window's settings."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("language") is click.core.ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return language() if "ANNOTATOR_LANGUAGE" in os.environ else None


def today() -> str:
    """The date of this computer, ISO 8601."""
    return date.today().isoformat()


def given_name(author: str | None) -> str | None:
    return None if author is None else accounts.author_name(author)


def author_of(project: Project, author: str | None) -> str:
    """Who acts: the name given, the one this account chose in the project, or the account's own."""
    return given_name(author) or accounts.known_author(project) or accounts.proposed_name()


def new_names_are_right() -> bool:
    """Whether `--new-author` says that names which nobody knows are meant."""
    return bool(click.get_current_context().meta.get(_NEW_AUTHOR))


def check_names(project: Project, names: Iterable[str]) -> None:
    """Refuse names that nobody knows, unless they are meant."""
    if not new_names_are_right():
        check_known(project, names)


def acting(project: Project, author: str | None) -> str:
    """Who writes. A name that is given has to be known: work under a mistyped one is lost to its author.

    The project is looked after from now on.
    """
    look_after(project)
    check_names(project, filter(None, [given_name(author)]))
    return author_of(project, author)


def reader(project: Project, author: str | None) -> str:
    """Who is noted where somebody only reads: the name given, if anybody bears it, else who sits here."""
    named = given_name(author)
    if named is not None and how_known(project, named).familiarity == "known":
        return named
    return author_of(project, None)


def look_as(project: Project, author: str | None) -> None:
    """Look at a project with the eyes of whoever sits here, and of the name given: naming somebody else does
    not show what is blind to oneself."""
    project.seen_by(author_of(project, None), given_name(author) or "")


@contextmanager
def opened_by(path: Path, author: str | None, *, read_only: bool = False) -> Iterator[tuple[Project, str]]:
    """A project, seen as `look_as` says, and the name of who acts; to be written with, a known one."""
    with Project.open(path, read_only=read_only) as opened, noting(opened):
        look_as(opened, author)
        yield opened, author_of(opened, author) if read_only else acting(opened, author)


@contextmanager
def noting(project: Project) -> Iterator[None]:
    """Note the head, signed, once the block has written something to the project."""
    before = project.known_head
    try:
        yield
    finally:
        tried = click.get_current_context().meta.get(_TRIED)
        if project.known_head not in (before, tried):
            note_head(project)


def note_head(project: Project, *beside: Path) -> None:
    """Note the head, and also beside files that were made of the project; what keeps it from that is told."""
    try:
        click.get_current_context().meta[_TRIED] = project.head()
        for path in beside:
            heads.note_beside(project, path)
        heads.note(project)
    except KeyboardInterrupt:
        pass  # what was asked for is done; the head is noted the next time
    except AnnotatorError as error:
        tell("head-not-noted", err=True, reason=error_sentence(language(), error))


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


def tell_unnoted(unnoted: AnnotatorError | None) -> None:
    """Say on standard error that an export is not in the record, and why."""
    if unnoted is not None:
        tell("export-unnoted", err=True, reason=error_sentence(language(), unnoted))


def report_file(key: str, path: Path, head: str, *, as_json: bool) -> None:
    if as_json:
        from annotator.formats.source import displayed

        print_json({"path": displayed(path), "head": head})
    else:
        tell(key, path=path)
        tell("head", head=head)


def print_json(value: Any) -> None:
    terminal.write_bytes(terminal.escaped_json(msgspec.json.encode(value, enc_hook=str)) + b"\n")
