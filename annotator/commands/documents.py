"""Documents in and out: import, a pasted text, export."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

import msgspec

from annotator.commands.again import Again, Leaving, tell_alike, without_those_alike
from annotator.commands.bringing import Telling, brought, plainly
from annotator.commands.fitting import NESTED, Judged, fitting, rows_of
from annotator.commands.noting import note_export
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.agreed import AGREED
from annotator.core.arabic import fold_key
from annotator.core.audit import Export
from annotator.core.errors import AnnotatorError
from annotator.core.events import Event
from annotator.core.model import Attribution, Bundle, Record, Span, filing_of, new_id
from annotator.core.signing import TRUSTED_IMPORT
from annotator.disk import opened_whole
from annotator.store import Project, Recorder, accounts, queries, review

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

    from annotator.formats import Problem, ReadOptions

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
    strict: bool = False,
    skip: Leaving | None = None,
    telling: Telling = plainly,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Take in files and folders. Bad files and lines are reported, the rest is taken in, as one event.

    What is already there is left as it is. `skip` leaves out what has the words of an earlier document in the
    project or in the same import, or also what looks like a version of one. Work keeps its author's name;
    verdicts and submissions of others count with `trust_verdicts`, which the event says, and in the import
    that makes a project: the first that brings documents. Never on rows of `author`. Otherwise they come in
    as comments in the words of `telling`. Raises `AnnotatorError("cancelled")`, and `ImportRefused` with
    `strict` if anything could not be read: then nothing was written.
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
    return _take_in(
        project,
        read,
        author=author,
        kind=kind,
        strict=strict,
        skip=skip,
        telling=telling,
        cancelled=cancelled,
    )


class ImportRefused(AnnotatorError):
    """A strict import that wrote nothing, and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("import-refused", n=len(problems))
        self.problems = problems


def add_text(project: Project, text: str, *, author: str, name: str = "") -> ImportReport:
    """Make documents of a text, e.g. what lies on the clipboard: a scraped page may give several."""
    if not fold_key(text).strip():
        raise AnnotatorError("empty-text")
    from annotator import formats

    bundles = formats.documents_from_text(text, name)
    return _take_in(project, iter(bundles), author=author, kind="document.add")


class Exported(NamedTuple):
    """An export as the record has it; `unnoted` says why, where it could not be noted there.

    `left_out`: how many restricted documents it does not hold.
    """

    record: Export
    unnoted: AnnotatorError | None
    left_out: int = 0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is to hold: everybody's layers, one author's, or the agreed ones.

    With `agreed`, only documents whose review is complete; `unreviewed`: all others too, each marked with
    where its review stands. Restricted documents are left out unless they are asked for.
    """

    format_id: str = "annotator"
    author: str | None = None
    agreed: bool = False
    unreviewed: bool = False
    restricted: bool = False


class Held(msgspec.Struct):
    """What an export would hold, and what it would leave out.

    `left_out`: restricted documents; `elsewhere`: those whose review is not complete, or that are irrelevant.
    `lost`: kinds of things that the format does not carry, with how many there are.
    """

    documents: int = 0
    spans: int = 0
    attributions: int = 0
    left_out: int = 0
    elsewhere: int = 0
    lost: dict[str, int] = {}


CARRIED: Final = {
    "spans": "spans",
    "attributions": "attribution",
    "submissions": "submissions",
    "decisions": "decisions",
    "comments": "comments",
}
"""What of a document is counted, and what a format calls it that carries it."""


def held(
    project: Project, asked: Asked, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Held:
    """Count what an export would hold, without writing it. Raises `AnnotatorError("cancelled")`."""
    from annotator import formats

    carries = formats.by_id(asked.format_id).carries
    total, found, seen = queries.document_count(project), Held(), 0
    with project.snapshot():
        for bundle in _exported(project, asked):
            seen += 1
            if seen % _BATCH == 0:
                stop_if(cancelled)
                if progress:
                    progress(seen, total)
            if _is_left_out(bundle, asked):
                found.left_out += 1
                continue
            found.documents += 1
            found.spans += len(bundle.spans)
            found.attributions += len(bundle.attributions)
            for name, carried in CARRIED.items():
                if carried not in carries and (number := len(getattr(bundle, name))):
                    found.lost[name] = found.lost.get(name, 0) + number
    found.elsewhere = total - seen
    return found


def export(
    project: Project,
    out: Path | BinaryIO,
    *,
    format_id: str = "annotator",
    author: str | None = None,
    agreed: bool = False,
    unreviewed: bool = False,
    restricted: bool = False,
    by: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write what is asked for, as `Asked` tells it, and note in the record that `by` did so.

    A file appears when it is complete; an older one of the same name stays until then. A name that ends in
    `.gz` is compressed. What cannot be noted, as the project cannot be written to, is exported all the same.
    """
    from annotator import formats

    asked = Asked(
        format_id=format_id, author=author, agreed=agreed, unreviewed=unreviewed, restricted=restricted
    )
    chosen = formats.by_id(format_id)
    total = queries.document_count(project) if progress else 0
    written = left_out = 0

    def counted() -> Iterator[Bundle]:
        nonlocal written, left_out
        for bundle in _exported(project, asked):
            if _is_left_out(bundle, asked):
                left_out += 1
                continue
            yield bundle
            written += 1
            if written % _BATCH == 0:
                stop_if(cancelled)
                if progress:
                    progress(written, total)

    with _opened(out) as file, project.snapshot():
        hashed, head = _Hashed(file), project.head()
        with _compressed(hashed, out) as stream:
            formats.write(chosen, counted(), stream)
    if progress:
        progress(written, written)
    record = Export(
        id=new_id(),
        format=asked.format_id,
        layer=AGREED if asked.agreed else f"author:{asked.author}" if asked.author else "all",
        unreviewed=asked.unreviewed,
        restricted=asked.restricted,
        documents=written,
        file=out.name if isinstance(out, Path) else "",
        sha256=hashed.digest.hexdigest(),
        head=head,
    )
    who = by or accounts.known_author(project) or accounts.proposed_name()
    return Exported(record, note_export(project, record, author=who), left_out)


def _exported(project: Project, asked: Asked) -> Iterator[Bundle]:
    """The documents that an export is made from."""
    if asked.agreed:
        return review.agreed_bundles(project, unreviewed=asked.unreviewed)
    return queries.bundles(project, author=asked.author)


def _is_left_out(bundle: Bundle, asked: Asked) -> bool:
    return not asked.restricted and any(row.restricted for row in bundle.filings)


class _Hashed(io.BufferedIOBase):
    """A stream that knows the SHA-256 of what passes through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.digest.update(data)
        return self._stream.write(data)


@contextmanager
def _opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(out, Path):
        with opened_whole(out) as file:
            yield file
    else:
        yield out
        out.flush()


@contextmanager
def _compressed(stream: io.BufferedIOBase, out: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(out, Path) or out.suffix != ".gz":
        yield cast(BinaryIO, stream)
        return
    with gzip.GzipFile(out.stem, "wb", fileobj=cast(BinaryIO, stream)) as packed:
        yield cast(BinaryIO, packed)


def _take_in(
    project: Project,
    read: Iterator[Bundle | Problem],
    *,
    author: str,
    kind: str,
    strict: bool = False,
    skip: Leaving | None = None,
    telling: Telling = plainly,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    from annotator.formats import Problem

    report = ImportReport()
    with project.event(kind, author, much=kind != "document.add") as event:
        trusted = kind == TRUSTED_IMPORT or not queries.had_documents(project)
        while batch := list(islice(read, _BATCH)):
            stop_if(cancelled)
            report.problems += [row for row in batch if isinstance(row, Problem)]
            bundles = [row for row in batch if isinstance(row, Bundle)]
            known = _known(event, bundles)
            if skip:
                bundles = without_those_alike(project, event, bundles, known, skip, report.again)
            told: dict[str, Record] = dict(known)  # of two rows with one id the first counts
            for place, bundle in enumerate(bundles):
                if project.policy.inbox and bundle.document.id not in known:
                    bundle = _to_be_sorted(bundle)
                taken = brought(bundle, importer=author, trusted=trusted, known=told, telling=telling)
                bundles[place] = taken.bundle
                for row in rows_of(taken.bundle):
                    told.setdefault(row.id, row)
                report.reported_verdicts += taken.verdicts
                report.reported_submissions += taken.submissions
            known |= event.stored("comment", (row.id for bundle in bundles for row in bundle.comments))
            judged = review.verdicts_on(project, (row.id for bundle in bundles for row in rows_of(bundle)))
            _take_in_batch(event, bundles, known, Judged(judged), report)
            tell_alike(project, event, report.again)
        event.compare()
        tell_alike(project, event, report.again)
        if strict and (failed := [row for row in report.problems if not row.is_notice]):
            raise ImportRefused(failed)
    report.event = event.event
    labels = {label.id for label in project.scheme.labels}
    for label in sorted(report.labels - labels):
        report.problems.append(
            Problem(path="", line=None, code="label-not-in-scheme", details={"label": label})
        )
    return report


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
        report.labels.update(labels)
        report.attributions += sum(isinstance(record, Attribution) for record in fresh)
        event.add_in_bulk(fresh, [(document.text_hash, bundle.text)])
