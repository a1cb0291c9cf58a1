"""Work on a whole project: making, opening, importing, exporting, verifying, counting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator import formats
from annotator.commands import card, documents, sample, suggestions
from annotator.commands.bringing import Telling
from annotator.commands.documents import ImportRefused, ImportReport
from annotator.commands.exporting import Asked
from annotator.core.errors import AnnotatorError
from annotator.disk import check_target, write_whole
from annotator.formats import scheme_toml
from annotator.store import Project, accounts
from annotator.store.findings import Finding
from annotator.store.opening import RESCUABLE
from annotator.store.proof import Verified, verify_with_heads
from annotator.store.rebuilding import rebuild_tables, tables_alone
from annotator.store.stats import Stats, stats
from annotator.ui.background import Job, Task, run_job
from annotator.ui.changes import Changes
from annotator.ui.noting import chosen_folder, unnoted
from annotator.ui.parts import dialogs
from annotator.ui.project.exporting import Written, export_job, in_the_way, said_of
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.card import markdown
from annotator.words.i18n import Language, error_sentence
from annotator.words.proof import noted_heads
from annotator.words.reports import (
    import_lines,
    import_summary,
    problem_sentences,
    told_by,
)

if TYPE_CHECKING:
    from annotator.ui.project.import_dialog import Wanted


class ProjectWork(QObject):
    """Asks for files, runs the long work in the background, and says what came of it."""

    opened = Signal(object)
    """A `Project` was opened; whoever hears it takes it over."""
    document_wanted = Signal(str)
    refused = Signal(Path, AnnotatorError)
    """A file is damaged, or holds what is not ours; whoever hears it says what can be done."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self._task = Task(self)

    def new(self) -> None:
        chosen = self._save_path(
            "window.new-project", "news.db", self._session.tr_("window.project-files"), [".db"]
        )
        if chosen is None:
            return
        try:
            project = Project.create(chosen, scheme_toml.load(), actor=accounts.proposed_name())
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        self.opened.emit(project)

    def open(self) -> None:
        tr = self._session.tr_
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("window.open-project"), self._folder(), tr("window.project-files")
        )
        if name:
            self.open_path(Path(name))

    def sample(self) -> None:

        folder = QFileDialog.getExistingDirectory(self._window, self._session.tr_("window.sample-folder"))
        if not folder:
            return
        try:
            path, _ = sample.make_sample(Path(folder) / "annotator-demo")
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        self.open_path(path)

    def import_files(self) -> None:
        tr = self._session.tr_
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("actions.import"), self._folder(), tr("window.text-files")
        )
        if names:
            self.import_paths([Path(name) for name in names])

    def import_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, self._session.tr_("actions.import_folder"))
        if folder:
            self.import_paths([Path(folder)])

    def import_paths(self, paths: list[Path]) -> None:
        """Show what files and folders would bring; what the person then wants is taken in."""
        if self._task.is_running:
            return
        from annotator.ui.project.import_dialog import ImportDialog

        self._session.finish_typing()
        dialog = ImportDialog(self._session, self._window, paths)
        dialog.wanted.connect(self.import_so)
        dialog.open()

    def import_so(self, wanted: Wanted) -> None:
        """Take in in the background what is wanted, then say what came of it."""
        telling = partial(told_by, self._session.language)
        job = partial(_import_job, wanted=wanted, author=self._session.author, telling=telling)
        self._start(job, "window.importing", self._imported, failed=self._not_imported)

    def _imported(self, report: ImportReport) -> None:
        self._session.look_for_changes()
        if report.suggestions:
            self._session.changed.emit(Changes(names=True))
        if self._session.document is None and report.first_document:
            self.document_wanted.emit(report.first_document)
        language = self._session.language
        summary = import_summary(language, report)
        if lines := import_lines(language, report):
            dialogs.show_report(self._window, language, summary, lines)
        else:
            self._session.tell(summary)

    def _not_imported(self, error: AnnotatorError) -> None:
        if isinstance(error, ImportRefused):
            language = self._session.language
            lines = problem_sentences(language, error.problems)
            dialogs.show_report(self._window, language, error_sentence(language, error), lines)
        else:
            self._session.failed.emit(error)

    def paste_document(self) -> None:
        """Show what the text on the clipboard would bring."""
        from annotator.ui.project.import_dialog import ImportDialog

        text = QGuiApplication.clipboard().text()
        self._session.finish_typing()
        try:
            documents.check_pasted(text)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        dialog = ImportDialog(self._session, self._window, pasted=text)
        dialog.paste_wanted.connect(self._paste)
        dialog.open()

    def _paste(self, text: str) -> None:
        # Qt hands line ends of the clipboard through as they are; making them canonical is the reader's work.
        report = self._session.do(documents.add_text, text)
        if report is None:
            return
        if report.first_document:
            self.document_wanted.emit(report.first_document)
        # What else there is to say stood in the preview.
        self._session.tell(import_summary(self._session.language, report))

    def export(self, documents: tuple[str, ...] = ()) -> None:
        """Ask what an export is to hold, of some documents or all, then where it is to lie."""
        from annotator.ui.project.export_dialog import ExportDialog

        self._session.finish_typing()
        dialog = ExportDialog(self._session, self._window, documents)
        dialog.wanted.connect(self.export_so)
        dialog.open()

    def export_so(self, asked: Asked) -> None:
        """Write what was asked for, to where the person says."""
        suffixes = formats.by_id(asked.format_id).suffixes
        name = f"export{suffixes[0]}"
        globs = " ".join(f"*{suffix}" for suffix in (*suffixes, ".gz"))
        kinds = f"{self._session.tr_(f'formats.{asked.format_id}')} ({globs})"
        chosen = self._save_path("actions.export", name, kinds, suffixes)
        if chosen is None:
            return

        older = in_the_way(chosen, asked)
        question = self._session.tr_("keeping.replace-parts", paths=", ".join(path.name for path in older))
        if older and not dialogs.confirm(self._window, self._session.language, question):
            return

        def exported(found: Written) -> None:
            done, error = found
            told, lines = said_of(self._session.language, chosen, done)
            told = f"{told} {unnoted(self._session, error)}" if error is not None else told
            if lines:
                dialogs.show_report(self._window, self._session.language, told, lines)
            else:
                self._session.tell(told)

        job = partial(
            export_job,
            out=chosen,
            asked=asked,
            by=self._session.author,
            folder=chosen_folder(self._settings),
        )
        self._start(job, "window.exporting", exported)

    def card(self) -> None:
        """Write the data card of the agreed layer to where the person says."""
        tr = self._session.tr_
        chosen = self._save_path("actions.card", "README.md", tr("card.files"), [".md"])
        if chosen is not None:
            job = partial(_card_job, out=chosen, language=self._session.language)
            self._start(
                job, "card.writing", lambda _: self._session.tell(tr("cli.card-written", path=chosen))
            )

    def suggest_all(self) -> None:
        """Compute what is proposed in every document, so that lists and queues know of it."""

        def suggested(report: Any) -> None:
            self._session.changed.emit(Changes(documents=True, queue=True))
            tr = self._session.tr_
            self._session.tell(tr("proposing.suggested", n=report.suggestions, documents=report.documents))

        without = self._settings.value("suggesters_off")
        job = partial(_suggest_job, author=self._session.author, without=without)
        self._start(job, "proposing.suggesting", suggested)

    def verify_heads(self) -> None:
        """Verify against files of heads that were kept elsewhere, too."""
        tr = self._session.tr_
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("actions.verify_heads"), self._folder(), tr("window.heads-files")
        )
        if names:
            self.verify([Path(name) for name in names])

    def verify(self, files: Sequence[Path] = ()) -> None:
        def verified(found: Verified) -> None:
            language = self._session.language
            self._report(found.findings, list(noted_heads(language, found.noted)))
            question = self._session.tr_("rescue.rebuild-question")
            if tables_alone(found.findings) and dialogs.confirm(self._window, language, question):
                self._start(_rebuild_job, "rescue.rebuilding", self._rebuilt)

        job = partial(_verify_job, files=files, folder=chosen_folder(self._settings))
        self._start(job, "window.verifying", verified)

    def _rebuilt(self, findings: list[Finding]) -> None:
        self._session.refresh()
        if not findings:
            self._session.tell(self._session.tr_("rescue.rebuilt"))
        else:
            self._report(findings)

    def _report(self, findings: list[Finding], more: Sequence[str] = ()) -> None:
        tr, language = self._session.tr_, self._session.language
        summary = tr("cli.verify-findings", n=len(findings)) if findings else tr("cli.verify-clean")
        lines = [error_sentence(language, AnnotatorError(row.code, **row.details)) for row in findings]
        dialogs.show_report(self._window, language, summary, [*lines, *more])

    def statistics(self) -> None:
        self._start(_stats_job, "lead.measuring", self._show_statistics)

    def _show_statistics(self, counted: Stats) -> None:
        tr = self._session.tr_
        names = ("documents", "characters", "spans", "attributions", "claims", "unattributed", "events")
        lines = [f"{tr(f'cli.stats-{name}')}: {getattr(counted, name):,}" for name in names]
        for group in ("by_label", "by_author", "by_category"):
            for key, count in getattr(counted, group).items():
                lines.append(f"{tr('cli.stats-' + group.replace('_', '-'))} · {key}: {count:,}")
        dialogs.show_report(self._window, self._session.language, tr("actions.statistics"), lines)

    def open_path(self, path: Path) -> None:
        """Open another project; if that fails, the present one stays."""
        try:
            project = Project.open(path)
        except AnnotatorError as error:
            if error.code in RESCUABLE:
                self.refused.emit(path, error)
            else:
                self._session.failed.emit(error)
            return
        self.opened.emit(project)

    # Long work

    def _start(
        self,
        job: Job,
        title: str,
        done: Callable[[Any], None],
        failed: Callable[[AnnotatorError], None] | None = None,
    ) -> None:
        if self._session.path is not None and not self._task.is_running:
            run_job(
                self._task, job, self._session, parent=self._window, title=title, done=done, failed=failed
            )

    def _save_path(self, title: str, name: str, kinds: str, suffixes: Sequence[str]) -> Path | None:
        tr, start = self._session.tr_, str(Path(self._folder()) / name)
        return dialogs.save_path(
            self._window, self._session.language, tr(title).rstrip("…"), start, kinds, suffixes
        )

    def _folder(self) -> str:
        return str(self._session.path.parent) if self._session.path else str(Path.home())

    def stop(self) -> None:
        """Cancel what is running and wait for it."""
        self._task.stop()


def _import_job(
    project: Project, *, progress: Any, cancelled: Any, wanted: Wanted, author: str, telling: Telling
) -> Any:
    return documents.import_paths(
        project,
        wanted.paths,
        author=author,
        options=wanted.options,
        adding=wanted.adding,
        choices=wanted.choices,
        strict=wanted.strict,
        skip=wanted.skip,
        telling=telling,
        progress=progress,
        cancelled=cancelled,
    )


def _suggest_job(project: Project, *, without: tuple[str, ...], author: str, **running: Any) -> Any:
    return suggestions.suggest_all(project, author=author, without=without, **running)


def _rebuild_job(project: Project, *, progress: Any, cancelled: Any) -> list[Finding]:
    return rebuild_tables(project)


def _card_job(project: Project, *, progress: Any, cancelled: Any, out: Path, language: Language) -> None:
    check_target(out)
    asked = Asked(agreed=True, language=language)
    found = card.card(project, asked, progress=progress, cancelled=cancelled)
    write_whole(out, markdown(language, found).encode())


def _stats_job(project: Project, **_: Any) -> Stats:
    return stats(project)


def _verify_job(
    project: Project, *, progress: Any, cancelled: Any, files: Sequence[Path], folder: Path | None
) -> Verified:
    return verify_with_heads(project, heads=files, folder=folder, progress=progress, cancelled=cancelled)
