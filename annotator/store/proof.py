"""A project verified with the heads that were noted of it outside the file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.store.findings import Finding
from annotator.store.heads import heads_path
from annotator.store.noted import Noted, read_heads
from annotator.store.project import Project
from annotator.store.verify import verify


class Verified(NamedTuple):
    """What came of verifying; the head now, where there is one; whether a private copy was read."""

    findings: list[Finding]
    head: str | None
    copied: bool
    noted: Noted


def verify_with_heads(
    project: Project,
    *,
    head: str | None = None,
    heads: Iterable[Path] = (),
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Verified:
    """As `verify`, with the heads noted in `heads` and in the project's own file of them, if it is there.

    Raises as `verify` and `read_heads`.
    """
    try:
        own = [path for path in [heads_path(project, folder)] if os.path.lexists(path)]
    except (AnnotatorError, AssertionError):  # a file that does not know its own id
        own = []
    noted = read_heads([*own, *heads])
    # Read before: what is noted meanwhile would not be in the log that is looked at.
    findings = verify(project, head=head, noted=noted, progress=progress, cancelled=cancelled)
    try:
        now = project.head()
    except (AnnotatorError, sqlite3.Error, AssertionError):
        now = None
    return Verified(findings, now, project.copied, noted)


def verify_file(
    path: Path,
    *,
    head: str | None = None,
    heads: Iterable[Path] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Verified:
    """What is wrong with a file, whatever is in it.

    Raises `AnnotatorError` where it is no project, or cannot be read just now; and as `verify_with_heads`.
    """
    try:
        with Project.open(path, read_only=True, as_found=True) as project:
            return verify_with_heads(project, head=head, heads=heads, progress=progress)
    except AnnotatorError as error:
        if error.code != "project-damaged":
            raise
        return Verified([Finding(error.code, error.details)], None, False, Noted())
