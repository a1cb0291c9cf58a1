"""Backups made and restored, damaged files read as far as they can be and carried over into clean ones."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.core.errors import AnnotatorError
from annotator.store import Project, accounts, backups, heads, restoring
from annotator.store.recovery import Recovered, recover
from annotator.store.restoring import Contents
from annotator.store.verify import verify
from annotator.ui.background import Task, Thread, Work, run_job, run_work
from annotator.ui.noting import chosen_folder
from annotator.ui.parts import dialogs
from annotator.ui.project.backups_dialog import BackupsDialog
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import error_sentence
from annotator.words.rescue import recovered_lines, recovered_sentence


class Rescue(QObject):
    """Long work is done in the background; a new file is opened once it is made."""

    opened = Signal(object)
    """A `Project` was made anew; whoever hears it takes it over."""
    salvaged = Signal(object, Path, str)
    """What could be read of a damaged file, as a `Project` of its own; the file; and what is missing."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self._task = Task(self)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._damaged: Path | None = None

    # Backups

    def back_up(self) -> None:
        """Make a rotating backup now."""
        if self._session.path is None or self._task.is_running:
            return
        tr = self._session.tr_

        def kept(found: tuple[backups.Backup, bool]) -> None:
            row, is_new = found
            self._session.tell(tr("cli.backed-up" if is_new else "cli.backed-up-already", path=row.path))

        job = partial(_backup_job, chosen=self._settings.backup_folder, noted=chosen_folder(self._settings))
        run_job(self._task, job, self._session, parent=self._window, title="rescue.backing-up", done=kept)

    def restore(self) -> None:
        """Choose a backup of the open project, or of the damaged one that stands open; or any file."""
        folder = self._backups_folder()
        if folder is None:
            self._restore_file()
            return
        dialog = BackupsDialog(self._session, folder, self._window)
        dialog.chosen.connect(self.restore_from)
        dialog.other_wanted.connect(self._restore_file)
        dialog.open()

    def restore_from(self, backup: Path) -> None:
        """Ask for a new name, check the backup, make a project of it there, and open it."""
        out = self._ask_target(f"{backup.stem}-restored.db")
        if out is None:
            return

        def restored(found: Contents) -> None:
            self._open(out)
            told = self._session.tr_(
                "cli.restored", path=out, until=found.until, events=found.events, documents=found.documents
            )
            self._session.tell(told)

        self._run(lambda _: restoring.restore(backup, out), "rescue.restoring", restored)

    def _restore_file(self) -> None:
        if (backup := self._ask_file("rescue.backup-file")) is not None:
            self.restore_from(backup)

    def _backups_folder(self) -> Path | None:
        project = self._session.project
        if project is None:
            return None
        path = self._damaged or project.path
        return backups.folder_of(path, project.project_id, self._settings.backup_folder)

    # Damaged files

    def refused(self, path: Path, error: AnnotatorError) -> None:
        """A file cannot be opened: show what can be read of a damaged one, offer to carry another over."""
        if error.code == "project-damaged" and self._damaged is None:
            self._show_what_can_be_read(path, error)
            return
        language = self._session.language
        said = error_sentence(language, error)
        if dialogs.confirm(self._window, language, self._session.tr_("rescue.recover-question", said=said)):
            self.recover(path)

    def recover(self, path: Path | None = None) -> None:
        """Carry what can be read of a file over into a new one, say what is missing, and open it."""
        path = path or self._damaged or self._ask_file("rescue.source")
        out = self._ask_target(f"{path.stem}-recovered.db") if path is not None else None
        if path is None or out is None:
            return
        author = self._session.author or accounts.proposed_name()

        def recovered(found: tuple[Recovered, bool]) -> None:
            language = self._session.language
            lines = recovered_lines(language, found[0], author=author, clean=found[1])
            dialogs.show_report(self._window, language, recovered_sentence(language, found[0], out), lines)
            self._open(out)

        self._run(_recovering(path, out, author), "rescue.recovering", recovered)

    def forget(self) -> None:
        """Another project is open: what was read of a damaged one is not needed any more."""
        if self._folder is not None:
            self._folder.cleanup()
        self._folder, self._damaged = None, None

    def stop(self) -> None:
        self._task.stop()

    def _show_what_can_be_read(self, path: Path, error: AnnotatorError) -> None:
        """Read it into a private file, so that nothing that is broken is in the way of the rest."""
        folder = tempfile.TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True)
        out = Path(folder.name, path.name)
        author = accounts.proposed_name()

        def failed(why: AnnotatorError) -> None:
            folder.cleanup()
            self._session.failed.emit(why if why.code == "nothing-recovered" else error)

        def read(found: tuple[Recovered, bool]) -> None:
            try:
                project = Project.open(out, read_only=True)
            except AnnotatorError as why:
                failed(why)
                return
            self._session.close()
            self.forget()
            self._folder, self._damaged = folder, path
            language, tr = self._session.language, self._session.tr_
            lines = recovered_lines(language, found[0], author=author, clean=True)
            said = " ".join([tr("rescue.damaged", path=path.name), *(lines or [tr("rescue.all-read")])])
            self.salvaged.emit(project, path, said)

        self._run(_recovering(path, out, author), "rescue.recovering", read, failed)

    # Asking and working

    def _open(self, path: Path) -> None:
        try:
            project = Project.open(path)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        self.opened.emit(project)

    def _run(
        self,
        work: Work,
        title: str,
        done: Callable[[Any], None],
        failed: Callable[[AnnotatorError], None] | None = None,
    ) -> None:
        run_work(self._task, work, self._session, parent=self._window, title=title, done=done, failed=failed)

    def _ask_file(self, title: str) -> Path | None:
        tr = self._session.tr_
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr(title), self._start(), tr("window.project-files")
        )
        return Path(name) if name else None

    def _ask_target(self, name: str) -> Path | None:
        tr = self._session.tr_
        start = str(Path(self._start(), name))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("rescue.target"), start, tr("window.project-files")
        )
        return Path(chosen) if chosen else None

    def _start(self) -> str:
        path = self._damaged or self._session.path
        return str(path.parent if path is not None else Path.home())


def _backup_job(
    project: Project, *, progress: Any, cancelled: Any, chosen: Path | None, noted: Path | None
) -> tuple[backups.Backup, bool]:
    found = backups.keep(project, chosen)
    heads.note(project, noted)
    return found


def _recovering(path: Path, out: Path, author: str) -> Work:
    def work(thread: Thread) -> tuple[Recovered, bool]:
        """What came over, and whether the new file lacks nothing that `verify` would find."""
        found = recover(path, out, author=author, progress=thread.progressed.emit)
        with Project.open(out, read_only=True) as project:
            return found, not verify(project)

    return work
