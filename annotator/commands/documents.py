"""Documents in and out: import, a pasted text, export."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeGuard, cast

import msgspec

from annotator.commands.bringing import Telling, brought, plainly
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.events import Event
from annotator.core.model import Attribution, Bundle, Decision, Record, Span, Submission
from annotator.core.signing import TRUSTED_IMPORT
from annotator.disk import opened_whole
from annotator.store import Project, Recorder, queries, review

if TYPE_CHECKING:
    from annotator.formats import Problem, ReadOptions

_BATCH = 100


class ImportReport(msgspec.Struct):
    """What an import did. Reported: what others said, taken in as comments since nothing says it counts."""

    documents: int = 0
    known: int = 0
    spans: int = 0
    attributions: int = 0
    reported_verdicts: int = 0
    reported_submissions: int = 0
    problems: list[Problem] = []
    labels: set[str] = set()
    event: Event | None = None
    first_document: str | None = None


def import_paths(
    project: Project,
    paths: Sequence[Path],
    *,
    author: str,
    format_id: str | None = None,
    options: ReadOptions | None = None,
    trust_verdicts: bool = False,
    telling: Telling = plainly,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Take in files and folders. Bad files and lines are reported, the rest is taken in, as one event.

    What is already there is left as it is. Work keeps its author's name; verdicts and submissions of others
    count with `trust_verdicts`, which the event says, and in the import that makes a project: the first that
    brings documents. Never on rows of `author`. Otherwise they come in as comments in the words of `telling`.
    Raises `AnnotatorError("cancelled")`: then nothing was written.
    """
    from annotator import formats

    total = formats.total_bytes(paths) if progress else 0
    read = formats.read_paths(
        paths,
        format_id=format_id,
        options=options or formats.ReadOptions(),
        progress=(lambda done: progress(done, total)) if progress else None,
    )
    kind = TRUSTED_IMPORT if trust_verdicts else "documents.import"
    return _take_in(project, read, author=author, kind=kind, telling=telling, cancelled=cancelled)


def add_text(project: Project, text: str, *, author: str, name: str = "") -> ImportReport:
    """Make documents of a text, e.g. what lies on the clipboard: a scraped page may give several."""
    if not fold_key(text).strip():
        raise AnnotatorError("empty-text")
    from annotator import formats

    bundles = formats.documents_from_text(text, name)
    return _take_in(project, iter(bundles), author=author, kind="document.add")


def export(
    project: Project,
    out: Path,
    *,
    format_id: str = "annotator",
    author: str | None = None,
    agreed: bool = False,
    unreviewed: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write all documents, with everybody's or one author's layer, and return how many.

    With `agreed`, only documents whose review is complete, each with its agreed layer; `unreviewed`: all
    others too, each marked with where its review stands.

    The file appears when it is complete; an older one of the same name stays until then. A name that ends
    in `.gz` is compressed.
    """
    from annotator import formats

    chosen = formats.by_id(format_id)
    total = queries.document_count(project) if progress else 0
    written = 0

    def counted() -> Iterator[Bundle]:
        nonlocal written
        for bundle in exported_bundles(project, author=author, agreed=agreed, unreviewed=unreviewed):
            yield bundle
            written += 1
            if written % _BATCH == 0:
                stop_if(cancelled)
                if progress:
                    progress(written, total)

    with opened_whole(out) as file, _compressed(file, out) as stream, project.snapshot():
        formats.write(chosen, counted(), stream)
    if progress:
        progress(written, written)
    return written


def exported_bundles(
    project: Project, *, author: str | None = None, agreed: bool = False, unreviewed: bool = False
) -> Iterator[Bundle]:
    """The documents that an export writes."""
    if agreed:
        return review.agreed_bundles(project, unreviewed=unreviewed)
    return queries.bundles(project, author=author)


@contextmanager
def _compressed(file: BinaryIO, out: Path) -> Iterator[BinaryIO]:
    if out.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile(out.stem, "wb", fileobj=file) as packed:
        yield cast(BinaryIO, packed)


def _take_in(
    project: Project,
    read: Iterator[Bundle | Problem],
    *,
    author: str,
    kind: str,
    telling: Telling = plainly,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    from annotator.formats import Problem

    report = ImportReport()
    with project.event(kind, author) as event:
        trusted = kind == TRUSTED_IMPORT or not queries.had_documents(project)
        while batch := list(islice(read, _BATCH)):
            stop_if(cancelled)
            report.problems += [row for row in batch if isinstance(row, Problem)]
            bundles = [row for row in batch if isinstance(row, Bundle)]
            known = _known(event, bundles)
            for place, bundle in enumerate(bundles):
                taken = brought(bundle, importer=author, trusted=trusted, known=known, telling=telling)
                bundles[place] = taken.bundle
                report.reported_verdicts += taken.verdicts
                report.reported_submissions += taken.submissions
            known |= event.stored("comment", (row.id for bundle in bundles for row in bundle.comments))
            _take_in_batch(event, bundles, known, report)
    report.event = event.event
    labels = {label.id for label in project.scheme.labels}
    for label in sorted(report.labels - labels):
        report.problems.append(
            Problem(path="", line=None, code="label-not-in-scheme", details={"label": label})
        )
    return report


_NESTED: Final = {
    "span": "spans",
    "attribution": "attributions",
    "submission": "submissions",
    "decision": "decisions",
    "comment": "comments",
}
"""The entities of a bundle's rows, and where they lie in it."""


def _known(event: Recorder, bundles: list[Bundle]) -> dict[str, Record]:
    """What is there already of the bundles' rows, and of what their verdicts are about."""
    known = event.stored("document", (row.document.id for row in bundles))
    targets = [record.target for row in bundles for record in row.decisions]
    for entity, field in _NESTED.items():
        ids = [record.id for row in bundles for record in getattr(row, field)]
        if ids or targets:
            known |= event.stored(entity, [*ids, *targets])
    return known


def _take_in_batch(
    event: Recorder, bundles: list[Bundle], known: dict[str, Record], report: ImportReport
) -> None:
    """Add what is not there yet. What is there and says something else is reported, never overwritten."""
    from annotator.formats import Problem

    for bundle in bundles:
        fresh: list[Record] = []
        if bundle.document.id in known:
            report.known += 1
        else:
            report.documents += 1
            fresh.append(bundle.document)
            known[bundle.document.id] = bundle.document
        report.first_document = report.first_document or bundle.document.id
        for field in _NESTED.values():
            for record in cast(Iterable[Record], getattr(bundle, field)):
                found = known.get(record.id)
                if found is None and _on_own_work(record, bundle, known):
                    details = {"id": record.id, "document": bundle.document.id, "author": record.reviewer}
                    report.problems.append(Problem(path="", line=None, code="own-decision", details=details))
                elif found is None:
                    fresh.append(record)
                    known[record.id] = record
                elif found != record:
                    details = {"id": record.id, "document": bundle.document.id}
                    report.problems.append(
                        Problem(path="", line=None, code="row-known-otherwise", details=details)
                    )
        if fresh:
            labels = [record.label for record in fresh if isinstance(record, Span)]
            report.spans += len(labels)
            report.labels.update(labels)
            report.attributions += sum(isinstance(record, Attribution) for record in fresh)
            event.add_in_bulk(fresh, [(bundle.document.text_hash, bundle.text)])


def _on_own_work(record: Record, bundle: Bundle, known: Mapping[str, Record]) -> TypeGuard[Decision]:
    """Whether the record is a verdict of somebody on what they wrote themselves."""
    if not isinstance(record, Decision):
        return False
    rows: Iterable[Span | Attribution | Submission] = (
        *bundle.spans,
        *bundle.attributions,
        *bundle.submissions,
    )
    target = next((row for row in rows if row.id == record.target), known.get(record.target))
    return record.reviewer in (record.judged.get("author"), getattr(target, "author", None))
