"""What an import would bring, file by file: what is told of each, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.commands.again import Leaving
from annotator.commands.coming import Coming, coming, compared
from annotator.commands.fitting import rows_of
from annotator.commands.hearing import Heard
from annotator.commands.mappings import of_project
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.likeness import Likeness
from annotator.core.model import Bundle
from annotator.store import Project, queries
from annotator.store.likeness import Seen

if TYPE_CHECKING:
    from annotator.formats import Choice, Problem, ReadOptions

_SHOWN: Final = 50
"""Documents of a file that are shown; the others are counted."""


class FileLook(msgspec.Struct):
    """What one file would bring, as it was read; without a path it is what was pasted.

    `guessed`: nobody said its encoding, and as UTF-8 it could not be read. `shown` are the first of its
    documents, `ids` those of all, `known` those that are there already, `like` those that are like an earlier
    document and may be left out for that.
    """

    path: Path | None
    encoding: str | None = None
    guessed: bool = False
    shown: list[Coming] = []
    ids: list[str] = []
    known: set[str] = set()
    like: dict[str, Likeness] = {}
    problems: list[Problem] = []
    heard: Heard = msgspec.field(default_factory=Heard)

    @property
    def wrong(self) -> list[Problem]:
        """What is wrong with the file, without what is only told."""
        return [row for row in self.problems if not row.is_notice]

    @property
    def brings_work(self) -> bool:
        """Whether it holds annotations, or a model's predictions."""
        return bool(self.heard.labels) or any(row.code == "predictions-left-out" for row in self.problems)


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
    known, seen = set(queries.document_ids(project)), Seen()
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
        return _filled(project, found, rows, known, seen, cancelled)

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
    known = set(queries.document_ids(project))
    return _filled(project, look, formats.read_pasted(text, options=options), known, Seen())


def _filled(
    project: Project,
    look: FileLook,
    found: Iterator[Bundle | Problem],
    known: set[str],
    seen: Seen,
    cancelled: Cancelled | None = None,
) -> FileLook:
    for row, like in compared(project, _stopping(found, cancelled), known, seen):
        if not isinstance(row, Bundle):
            look.problems.append(row)
            continue
        id = row.document.id
        look.ids.append(id)
        if id in known:
            look.known.add(id)
        # What holds work is never left out.
        if like is not None and not any(rows_of(row)):
            look.like[id] = like
        if len(look.shown) < _SHOWN:
            look.shown.append(coming(row, known, like))
    return look


def _stopping(found: Iterator[Bundle | Problem], cancelled: Cancelled | None) -> Iterator[Bundle | Problem]:
    for row in found:
        stop_if(cancelled)
        yield row


class Totals(msgspec.Struct):
    """What several files would bring together.

    `again`: the same document twice among them; `same` and `versions`: like an earlier one, `left_out` those
    that are not taken for it.
    """

    documents: int = 0
    known: int = 0
    again: int = 0
    same: int = 0
    versions: int = 0
    left_out: int = 0
    files: int = 0
    failed: int = 0


def totals(looks: Iterable[FileLook], skip: Leaving | None = None) -> Totals:
    """Count what these files would bring without what is skipped; one that brings nothing has failed."""
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
                like = look.like.get(id)
                leave = like is not None and skip is not None and (skip == "alike" or like.is_same)
                found.same += like is not None and like.is_same
                found.versions += like is not None and not like.is_same
                found.left_out += leave
                found.documents += not leave
            seen.add(id)
    return found
