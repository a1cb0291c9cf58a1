"""What an import would bring, file by file, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.commands.hearing import Heard
from annotator.commands.mappings import remembered
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.model import Bundle
from annotator.store import Project, queries

if TYPE_CHECKING:
    from annotator.formats import Choice, Problem, ReadOptions

_TITLE: Final = 60
"""Code points of a text that stand for a title it has not."""
_BEGINNING: Final = 600
_SHOWN: Final = 50
"""Documents of a file that are shown; the others are counted."""


class Coming(msgspec.Struct, frozen=True):
    """A document that an import would bring; `known`: it is there already."""

    id: str
    kind: str
    title: str
    published: str
    source: str
    characters: int
    known: bool
    direction: str = "rtl"
    beginning: str = ""


class FileLook(msgspec.Struct):
    """What one file would bring, as it was read; without a path it is what was pasted.

    `guessed`: nobody said its encoding, and as UTF-8 it could not be read. `shown` are the first of its
    documents, `ids` those of all, `known` those that are there already.
    """

    path: Path | None
    encoding: str | None = None
    guessed: bool = False
    shown: list[Coming] = []
    ids: list[str] = []
    known: set[str] = set()
    problems: list[Problem] = []
    heard: Heard = msgspec.field(default_factory=Heard)

    @property
    def wrong(self) -> list[Problem]:
        """What is wrong with the file, without what is only told."""
        return [row for row in self.problems if not row.is_notice]


def look_at(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: ReadOptions | None = None,
    choices: Mapping[Path, Choice] | None = None,
    guess: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[FileLook | Problem]:
    """What each file would bring, and problems that are of no file that is read.

    `guess`: a file that is not UTF-8 is read in the encoding it is likely in. Raises
    `AnnotatorError("cancelled")`, and what `read_paths` raises.
    """
    from annotator import formats
    from annotator.formats.files import size_of

    options = of_project(project, options)
    known = set(queries.document_ids(project))
    total, before = formats.total_bytes(paths) if progress else 0, 0

    def look(path: Path, choice: Choice) -> FileLook:
        found = FileLook(path, encoding=choice.encoding or options.encoding)
        rows = formats.read_paths(
            [path],
            format_id=format_id,
            options=msgspec.structs.replace(options, tell=found.heard.hear),
            choices={path: choice},
            progress=(lambda done: progress(before + done, total)) if progress else None,
        )
        return _filled(found, rows, known, cancelled)

    for path in formats.walk(paths):
        stop_if(cancelled)
        if isinstance(path, formats.Problem):
            yield path
            continue
        choice = (choices or {}).get(path, formats.Choice())
        found = look(path, choice)
        likely = next((row.details["encoding"] for row in found.problems if row.code == "not-utf8"), "?")
        # In an archive what is UTF-8 is read so, whatever the others are.
        may = not found.ids or found.heard.format_id == "archive"
        if guess and may and not found.encoding and likely != "?":
            found = look(path, msgspec.structs.replace(choice, encoding=likely))
            found.guessed = True
        before += size_of(path)
        yield found


def look_at_text(project: Project, text: str) -> FileLook:
    """What a pasted text would bring. Raises as `documents_from_text` does."""
    from annotator import formats

    look = FileLook(None)
    options = formats.ReadOptions(tell=look.heard.hear)
    return _filled(look, formats.read_pasted(text, options=options), set(queries.document_ids(project)), None)


def of_project(project: Project, options: ReadOptions | None, author: str = "") -> ReadOptions:
    """What a person says of the files, with what the project says of its labels, whose work it is, and what
    was said of columns before, where nothing is said now."""
    from annotator.formats import ReadOptions

    options = options or ReadOptions()
    return msgspec.structs.replace(
        options,
        roles={label.id: label.role for label in project.scheme.labels},
        author=options.author or author,
        mappings={**remembered(project), **options.mappings},
    )


def _filled(
    look: FileLook, found: Iterable[Bundle | Problem], known: set[str], cancelled: Cancelled | None
) -> FileLook:
    for row in found:
        if not isinstance(row, Bundle):
            look.problems.append(row)
            continue
        stop_if(cancelled)
        is_known = row.document.id in known
        look.ids.append(row.document.id)
        if is_known:
            look.known.add(row.document.id)
        if len(look.shown) < _SHOWN:
            look.shown.append(coming(row, known=is_known))
    return look


def look_through(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: ReadOptions | None = None,
) -> Iterator[Coming | Problem]:
    """Every document an import of files and folders would bring, in their order; nothing is written.

    One that came before in the same files is known, too.
    """
    from annotator import formats

    seen = set(queries.document_ids(project))
    options = of_project(project, options)
    for found in formats.read_paths(paths, format_id=format_id, options=options):
        if isinstance(found, formats.Problem):
            yield found
            continue
        yield coming(found, known=found.document.id in seen)
        seen.add(found.document.id)


def coming(bundle: Bundle, *, known: bool) -> Coming:
    """A document as it is shown before it is taken in."""
    document, text = bundle.document, bundle.text
    return Coming(
        id=document.id,
        kind=document.kind,
        title=document.title or " ".join(text[:_TITLE].split()),
        published=document.published,
        source=document.source,
        characters=len(text),
        known=known,
        direction=document.direction,
        beginning=text if len(text) <= _BEGINNING else f"{text[:_BEGINNING]}…",
    )


class Totals(msgspec.Struct):
    """What several files would bring together; `again`: the same document twice among them."""

    documents: int = 0
    known: int = 0
    again: int = 0
    files: int = 0
    failed: int = 0


def totals(looks: Iterable[FileLook]) -> Totals:
    """Count what these files would bring; one that brings nothing has failed."""
    found, seen = Totals(), set[str]()
    for look in looks:
        found.files += 1
        found.failed += not look.ids
        for id in look.ids:
            if id in seen:
                found.again += 1
            elif id in look.known:
                found.known += 1
            else:
                found.documents += 1
            seen.add(id)
    return found
