"""Looks after a project that is written to: a backup before much is changed, advice on where it lies."""

from __future__ import annotations

from pathlib import Path

from annotator.cli.usage import language, tell_error, tell_sentence
from annotator.commands.place import concerns
from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.store.backups import keep_before
from annotator.words.i18n import error_sentence
from annotator.words.machine import check_sentence


def look_after(project: Project) -> None:
    """Say what speaks against the place; from now on, back up before much is changed."""
    project.keeper = keep
    for concern in concerns(project.path):
        tell_sentence(check_sentence(language(), concern), err=True)


def backup_folder() -> Path | None:
    """The folder that the person chose for backups of all projects; None for beside each."""
    try:
        from annotator.ui.settings import Settings
    except ImportError:  # where Qt cannot be loaded, nobody can have chosen one
        return None
    return Settings().backup_folder


def keep(project: Project) -> None:
    """What keeps a backup from being made is told, and does not stop what is to be done."""
    try:
        keep_before(project, backup_folder())
    except AnnotatorError as error:
        tell_error(AnnotatorError("backup-not-made", said=error_sentence(language(), error)))
