"""Documents come in: an import of files and folders, a pasted text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.commands.again import Again, Leaving, tell_alike, without_those_alike
from annotator.commands.bringing import Telling, brought, plainly, says
from annotator.commands.fitting import NESTED, Judged, fitting, rows_of
from annotator.commands.hearing import Heard
from annotator.commands.mappings import of_project, remember, remember_labels
from annotator.commands.predictions import Predicted, keep_predicted, without_work
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.commands.returning import Returning
from annotator.commands.scheme import change_scheme
from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.events import Event
from annotator.core.model import Attribution, Bundle, Record, Span, filing_of
from annotator.core.offsets import canonical
from annotator.core.scheme_edits import with_labels
from annotator.core.signing import TRUSTED_IMPORT
from annotator.store import Project, Recorder, queries, review

if TYPE_CHECKING:
    from annotator.formats import Choice, Problem, ReadOptions

_BATCH = 100


class ImportReport(msgspec.Struct):
    """Counts of an import. Reported: what others said, taken in as comments since nothing says it counts."""

    documents: int = 0
    known: int = 0
    again: Again = msgspec.field(default_factory=Again)
    spans: int = 0
    attributions: int = 0
    reported_verdicts: int = 0
    reported_submissions: int = 0
    problems: list[Problem] = []
    suggestions: int | None = None
    labels: dict[str, int] = {}
    added_labels: list[str] = []
    heard: Heard = msgspec.field(default_factory=Heard)
    event: Event | None = None
    first_document: str | None = None


def import_paths(
    project: Project,
    paths: Sequence[Path],
    *,
    author: str,
    format_id: str | None = None,
    options: ReadOptions | None = None,
    choices: Mapping[Path, Choice] | None = None,
    trust_verdicts: bool = False,
    strict: bool = False,
    skip: Leaving | None = None,
    adding: Collection[str] | None = (),
    telling: Telling = plainly,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Take in files and folders. Bad files and lines are reported, the rest is taken in, as one event.

    What is already there is left as it is. `skip` leaves out what has the words of an earlier document in the
    project or in the same import, or also what looks like a version of one. Work keeps its author's name;
    verdicts and submissions of others count with `trust_verdicts`, which the event says, and in the import
    that makes a project: the first that brings documents. Never on rows of `author`. Otherwise they come in
    as comments in the words of `telling`. `choices` are about single files. What is said of labels and of the
    columns of a table holds for the next import, too. Labels of `adding` that the scheme lacks are added to
    it, all where it is None. What is read as `predictions` is nobody's work, but proposed to everybody.
    Raises `AnnotatorError("cancelled")`, and `ImportRefused` with `strict` if anything could not be read:
    then nothing was written.
    """
    from annotator import formats

    report, options = ImportReport(), options or formats.ReadOptions()
    total, as_suggestions = formats.total_bytes(paths) if progress else 0, options.predictions
    told = of_project(project, options, "" if as_suggestions else author)
    read = formats.read_paths(
        paths,
        format_id=format_id,
        options=msgspec.structs.replace(told, tell=report.heard.hear),
        choices=choices,
        progress=(lambda done: progress(done, total)) if progress else None,
        cancelled=cancelled,
    )
    kind, predicted = TRUSTED_IMPORT if trust_verdicts else "documents.import", Predicted()
    with closing(read):
        _take_in(
            project,
            without_work(project, read, report.heard, predicted) if as_suggestions else read,
            report,
            author=author,
            kind=kind,
            strict=strict,
            skip=skip,
            telling=telling,
            cancelled=cancelled,
        )
    if as_suggestions:
        report.labels = predicted.labels()
    code = "suggestions-left-out" if as_suggestions else "label-not-in-scheme"
    _settle_labels(project, report, author=author, adding=adding, code=code)
    if as_suggestions:
        report.known += predicted.known
        report.suggestions = keep_predicted(project, predicted)
        report.first_document = report.first_document or predicted.first
    remember(project, report.heard.columns.values(), options.mappings)
    remember_labels(project, {theirs: met.ours for theirs, met in report.heard.labels.items()})
    return report


def _settle_labels(
    project: Project, report: ImportReport, *, author: str, adding: Collection[str] | None, code: str
) -> None:
    """Add new labels to the scheme, where they are wanted (None: all); the others are told."""
    from annotator.formats import Problem

    scheme, names = project.scheme, {met.ours: theirs for theirs, met in report.heard.labels.items()}
    unknown = sorted(report.labels.keys() - {label.id for label in scheme.labels})
    wanted = [label for label in unknown if adding is None or label in adding]
    if wanted:
        after = with_labels(scheme, {label: names.get(label, label) for label in wanted})
        change_scheme(project, scheme, after, author=author)
        report.added_labels = wanted
    if others := [label for label in unknown if label not in wanted]:
        told = " · ".join(f"{label} ({report.labels[label]:,})" for label in others)
        details = {"labels": told, "n": len(others)}
        report.problems.append(Problem(path="", line=None, code=code, details=details))


class ImportRefused(AnnotatorError):
    """A strict import that wrote nothing, and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("import-refused", n=len(problems))
        self.problems = problems


def add_text(project: Project, text: str, *, author: str, name: str = "") -> ImportReport:
    """Make documents of a text, e.g. what lies on the clipboard: a scraped page may give several."""
    check_pasted(text)
    from annotator import formats

    report = ImportReport()
    options = formats.ReadOptions(tell=report.heard.hear)
    read = formats.read_pasted(text, name, options=options)
    _take_in(project, read, report, author=author, kind="document.add")
    return report


def check_pasted(text: str) -> None:
    """Raise `AnnotatorError` unless it can be a document: "empty-text", and as `canonical` does."""
    if not fold_key(text).strip():
        raise AnnotatorError("empty-text")
    canonical(text)


def _take_in(
    project: Project,
    read: Iterator[Bundle | Problem],
    report: ImportReport,
    *,
    author: str,
    kind: str,
    strict: bool = False,
    skip: Leaving | None = None,
    telling: Telling = plainly,
    cancelled: Cancelled | None = None,
) -> None:
    from annotator.formats import Problem

    returning = Returning()
    with project.event(kind, author, much=kind != "document.add") as event:
        is_first = not queries.had_documents(project)
        trusted = kind == TRUSTED_IMPORT or is_first
        if is_first and kind != "document.add":
            event.put_off_indexes()
        while batch := list(islice(read, _BATCH)):
            stop_if(cancelled)
            report.problems += [row for row in batch if isinstance(row, Problem)]
            bundles = [row for row in batch if isinstance(row, Bundle)]
            known = _known(event, bundles)
            returning.add(project, bundles, known)
            if skip:
                bundles = without_those_alike(project, event, bundles, known, skip, report.again)
            told: dict[str, Record] = dict(known)  # of two rows with one id the first counts
            has_word = any(map(says, bundles))
            for place, bundle in enumerate(bundles):
                if project.policy.inbox and bundle.document.id not in known:
                    bundle = _to_be_sorted(bundle)
                taken = brought(bundle, importer=author, trusted=trusted, known=told, telling=telling)
                bundles[place] = taken.bundle
                if has_word:
                    for row in rows_of(taken.bundle):
                        told.setdefault(row.id, row)
                report.reported_verdicts += taken.verdicts
                report.reported_submissions += taken.submissions
            known |= event.stored("comment", (row.id for bundle in bundles for row in bundle.comments))
            ids = (row.id for bundle in bundles for row in rows_of(bundle))
            _take_in_batch(event, bundles, known, Judged(review.verdicts_on(project, ids)), report)
            tell_alike(project, event, report.again)
        event.compare()
        tell_alike(project, event, report.again)
        if returning.is_own:
            counts = {"new": returning.new, "changed": returning.changed, "gone": returning.gone}
            report.problems.append(Problem(path="", line=None, code="merge-instead", details=counts))
        if strict and (failed := [row for row in report.problems if not row.is_notice]):
            raise ImportRefused(failed)
    report.event = event.event


def _to_be_sorted(bundle: Bundle) -> Bundle:
    """The same, for somebody to say whether it is wanted."""
    filing = next(iter(bundle.filings), filing_of(bundle.document.id))
    return msgspec.structs.replace(bundle, filings=(msgspec.structs.replace(filing, state="inbox"),))


def _known(event: Recorder, bundles: list[Bundle]) -> dict[str, Record]:
    """The rows of the bundles that are there already, and those that their verdicts are about."""
    known = event.stored("document", (row.document.id for row in bundles))
    targets = [record.target for row in bundles for record in row.decisions]
    for entity, field in NESTED.items():
        ids = [record.id for row in bundles for record in getattr(row, field)]
        if ids or targets:
            known |= event.stored(entity, [*ids, *targets])
    return known


def _take_in_batch(
    event: Recorder, bundles: list[Bundle], known: dict[str, Record], judged: Judged, report: ImportReport
) -> None:
    """Add what is not there yet. What is there and says something else is reported, never overwritten."""
    from annotator.formats import Problem

    def tell(error: AnnotatorError) -> None:
        report.problems.append(Problem(path="", line=None, code=error.code, details=error.details))

    added: list[Record] = []
    texts: list[tuple[str, str]] = []
    for bundle in bundles:
        document = bundle.document
        report.known += document.id in known
        report.first_document = report.first_document or document.id
        fresh = fitting(bundle, known, judged, tell)
        if not fresh:
            continue
        labels = [record.label for record in fresh if isinstance(record, Span)]
        report.documents += fresh[0] is document
        report.spans += len(labels)
        for label in labels:
            report.labels[label] = report.labels.get(label, 0) + 1
        report.attributions += sum(isinstance(record, Attribution) for record in fresh)
        added += fresh
        texts.append((document.text_hash, bundle.text))
    event.add_in_bulk(added, texts)
