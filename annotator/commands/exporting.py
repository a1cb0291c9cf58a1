"""Documents go out: what an export holds and what it loses, the files it writes, and the record of it."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import msgspec

from annotator import __version__
from annotator.commands.hashing import Hashed
from annotator.commands.noting import note_export
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.agreed import AGREED
from annotator.core.audit import Export
from annotator.core.carrying import Loss, carried
from annotator.core.dates import parse_date
from annotator.core.errors import AnnotatorError
from annotator.core.likeness import sketch
from annotator.core.manifest import File, Manifest
from annotator.core.model import Bundle, new_id
from annotator.core.pieces import Unit, pieces
from annotator.core.splitting import By, Item, Split, names_of, shares_of, split
from annotator.disk import opened_whole, write_whole
from annotator.store import Project, accounts, queries, review
from annotator.store.names import names as names_of_project
from annotator.suggest.clitics import clitics

if TYPE_CHECKING:
    from annotator.formats import WriteOptions
    from annotator.formats.base import Press

_BATCH = 100
MANIFEST, LOSS, SPLIT = ".manifest.json", ".loss.json", ".split.json"
"""What is added to a file's name for what lies beside it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is to hold: everybody's layers, one author's, or the agreed ones.

    With `agreed`, only documents whose review is complete; `unreviewed`: all others too, each marked with
    where its review stands. Restricted documents are left out unless they are asked for. Of spans only those
    of `labels`, if any are named, and the attributions that still have a claim. `trimmed`: tokens end where
    spans do. `unit`: what is a document of its own. `split`: shares such as `80/10/10`, of parts that are
    files of their own; `by` and `seed` place documents in them (see `core.splitting`). `language`: of words
    for people. Only `documents`, if any are named.
    """

    format_id: str = "annotator"
    author: str | None = None
    agreed: bool = False
    unreviewed: bool = False
    restricted: bool = False
    labels: tuple[str, ...] = ()
    trimmed: bool = False
    unit: Unit = "document"
    split: str = ""
    by: By = "document"
    seed: int = 0
    language: str = "ar"
    documents: tuple[str, ...] = ()

    @property
    def layer(self) -> str:
        """Whose rows they are, as the record says it."""
        return AGREED if self.agreed else f"author:{self.author}" if self.author else "all"


class Held(msgspec.Struct):
    """What an export would hold, and what it would leave out.

    `left_out`: restricted documents; `elsewhere`: those whose review is not complete, or that are irrelevant.
    `lost`: how many rows lose something, by kind of `core.carrying.CARRIES`.
    """

    documents: int = 0
    spans: int = 0
    attributions: int = 0
    left_out: int = 0
    elsewhere: int = 0
    lost: dict[str, int] = {}


class Exported(NamedTuple):
    """An export as the record has it; `unnoted` says why, where it could not be noted there.

    `left_out`: how many restricted documents it does not hold, nor any other part of a split; `loss`: what
    the format does not carry.
    """

    record: Export
    unnoted: AnnotatorError | None
    left_out: int
    loss: Loss


def held(
    project: Project, asked: Asked, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Held:
    """Count what an export would hold, without writing it. Raises `AnnotatorError("cancelled")`."""
    from annotator import formats

    carries = formats.by_id(asked.format_id).carries
    total, found = len(asked.documents) or queries.document_count(project), Held()
    seen, loss = 0, Loss()
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
            for piece in pieces(bundle, asked.unit, loss):
                reduced = carried(piece, carries, loss, trimmed=asked.trimmed)
                found.documents += 1
                found.spans += len(reduced.spans)
                found.attributions += len(reduced.attributions)
    found.elsewhere, found.lost = total - seen, loss.counts
    return found


def export(
    project: Project,
    out: Path | BinaryIO,
    asked: Asked | None = None,
    *,
    by: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    only: Container[str] | None = None,
    press: Press | None = None,
) -> Exported:
    """Write what is asked for, and note in the record that `by` did so; of `only` these documents.

    A file appears when it is complete; an older one of the same name stays until then. A name that ends in
    `.gz` is compressed. `press` prints what is to be PDF. Beside a file lie its manifest, what the format
    needs besides, and what was lost, if anything was. What cannot be noted, as the project cannot be written
    to, is exported all the same. Raises `AnnotatorError("packed-already")` for `.gz` where the format is
    compressed in itself.
    """
    from annotator import formats

    asked = asked or Asked()
    chosen = formats.by_id(asked.format_id)
    if chosen.is_packed and isinstance(out, Path) and out.suffix == ".gz":
        raise AnnotatorError("packed-already", format=chosen.id, suffix=chosen.suffixes[0])
    total = len(asked.documents) or queries.document_count(project)
    written = left_out = 0
    loss = Loss()

    def counted() -> Iterator[Bundle]:
        nonlocal written, left_out
        for bundle in _exported(project, asked):
            if _is_left_out(bundle, asked):
                left_out += 1
                continue
            if only is not None and bundle.document.id not in only:
                continue
            yield from pieces(bundle, asked.unit, loss)
            written += 1
            if written % _BATCH == 0:
                stop_if(cancelled)
                if progress:
                    progress(written, total)

    with _opened(out) as file, project.snapshot():
        hashed, head = Hashed(file), project.head()
        options = _write_options(project, asked)
        if press:
            options = msgspec.structs.replace(options, press=press)
        with _compressed(hashed, out) as stream:
            formats.write(chosen, counted(), stream, options, loss)
    if progress:
        progress(written, written)
    record = Export(
        id=new_id(),
        format=asked.format_id,
        layer=asked.layer,
        unreviewed=asked.unreviewed,
        restricted=asked.restricted,
        documents=written,
        file=out.name if isinstance(out, Path) else "",
        sha256=hashed.digest.hexdigest(),
        head=head,
    )
    if isinstance(out, Path):
        companions = chosen.companions(options) if chosen.companions else {}
        _write_beside(project, out, asked, record, loss, companions)
    who = by or accounts.known_author(project) or accounts.proposed_name()
    return Exported(record, note_export(project, record, author=who), left_out, loss)


class Parts(NamedTuple):
    """A split export: the files of its parts in order, and how documents were placed."""

    files: list[tuple[Path, Exported]]
    split: Split

    @property
    def lost(self) -> dict[str, int]:
        """What the format does not carry of all parts together."""
        return dict(sum((Counter(row.loss.counts) for _, row in self.files), Counter()))


def export_split(
    project: Project,
    out: Path,
    asked: Asked,
    *,
    by: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    press: Press | None = None,
) -> Parts:
    """Write each part to a file of its own (`set.train.jsonl`), and which document is where beside `out`.

    Raises `AnnotatorError("bad-split")`, and as `export`.
    """
    try:
        shares = shares_of(asked.split)
    except ValueError as error:
        raise AnnotatorError("bad-split", given=asked.split) from error
    with project.snapshot():
        found = split(map(_item, bundles_of(project, asked)), shares, seed=asked.seed, by=asked.by)
    files = []
    for name in names_of(shares):
        stop_if(cancelled)
        ids = {document for document, part in found.parts.items() if part == name}
        path = part_path(out, name)
        done = export(
            project, path, asked, by=by, progress=progress, cancelled=cancelled, only=ids, press=press
        )
        files.append((path, done))
    write_whole(_beside(out, SPLIT), _json({"asked": asked, **msgspec.structs.asdict(found)}))
    return Parts(files, found)


def part_path(out: Path, part: str) -> Path:
    """`set.jsonl.gz` -> `set.train.jsonl.gz`."""
    packed = ".gz" if out.suffix == ".gz" else ""
    bare = out.with_suffix("") if packed else out
    return bare.with_name(f"{bare.stem}.{part}{bare.suffix}{packed}")


def _item(bundle: Bundle) -> Item:
    counts = Counter(f"label:{span.label}" for span in bundle.spans)
    counts.update(f"category:{row.category}" for row in bundle.attributions if row.category)
    document = bundle.document
    return Item(
        id=document.id,
        sketch=sketch(bundle.text),
        source=document.source,
        date=parse_date(document.published),
        counts=counts,
    )


def _write_beside(
    project: Project, out: Path, asked: Asked, record: Export, loss: Loss, companions: dict[str, bytes]
) -> None:
    """The files that belong to an export; of an older one of the same name none stays."""
    if loss.counts:
        companions = {**companions, LOSS: _json(loss)}
    else:
        _beside(out, LOSS).unlink(missing_ok=True)
    files = [File(out.name, record.sha256)]
    for ending, data in companions.items():
        path = _beside(out, ending)
        write_whole(path, data)
        files.append(File(path.name, hashlib.sha256(data).hexdigest()))
    manifest = Manifest(
        program=__version__,
        project=project.project_id,
        head=record.head,
        scheme={"id": project.scheme.id, "version": project.scheme.version},
        options=msgspec.structs.asdict(asked),
        documents=record.documents,
        lost=loss.counts,
        files=tuple(files),
    )
    write_whole(_beside(out, MANIFEST), _json(manifest))


def _beside(out: Path, ending: str) -> Path:
    return out.with_name(out.name + ending)


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _write_options(project: Project, asked: Asked) -> WriteOptions:
    from annotator.formats import WriteOptions

    names = {row.id: row.name for row in names_of_project(project)}
    labels = dict.fromkeys((*(label.id for label in project.scheme.labels), *queries.labels_used(project)))
    return WriteOptions(
        scheme=project.scheme,
        labels=tuple(label for label in labels if not asked.labels or label in asked.labels),
        names=names,
        trimmed=asked.trimmed,
        clitics=clitics(),
        language=asked.language,
    )


def bundles_of(project: Project, asked: Asked) -> Iterator[Bundle]:
    """What an export would hold, before it is cut into units or reduced to what a format carries."""
    return (row for row in _exported(project, asked) if not _is_left_out(row, asked))


def _exported(project: Project, asked: Asked) -> Iterator[Bundle]:
    """The documents that an export is made from, with the rows of the labels that are asked for."""
    if asked.agreed:
        bundles = review.agreed_bundles(project, asked.documents or None, unreviewed=asked.unreviewed)
    else:
        bundles = queries.bundles(project, ids=asked.documents or None, author=asked.author)
    return (_of_labels(bundle, asked.labels) for bundle in bundles) if asked.labels else bundles


def _of_labels(bundle: Bundle, labels: tuple[str, ...]) -> Bundle:
    """The bundle without spans of other labels, and without what hangs on them."""
    spans = tuple(span for span in bundle.spans if span.label in labels)
    kept = {span.id for span in spans}
    attributions = tuple(
        msgspec.structs.replace(
            row,
            claims=tuple(claim for claim in row.claims if claim in kept),
            sources=tuple(source for source in row.sources if source in kept),
            cue=row.cue if row.cue in kept else None,
        )
        for row in bundle.attributions
        if not kept.isdisjoint(row.claims)
    )
    there = kept | {row.id for row in attributions}
    attributions = tuple(
        row if row.parent in there else msgspec.structs.replace(row, parent=None) for row in attributions
    )
    about = there | {bundle.document.id} | {row.id for row in bundle.submissions}
    decisions = tuple(row for row in bundle.decisions if row.target in about)
    about |= {row.id for row in decisions}
    comments = tuple(row for row in bundle.comments if row.target in about)
    return msgspec.structs.replace(
        bundle, spans=spans, attributions=attributions, decisions=decisions, comments=comments
    )


def _is_left_out(bundle: Bundle, asked: Asked) -> bool:
    return not asked.restricted and any(row.restricted for row in bundle.filings)


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
    """Without the time in it, so that the same record gives the same bytes."""
    if not isinstance(out, Path) or out.suffix != ".gz":
        yield cast(BinaryIO, stream)
        return
    with gzip.GzipFile(out.stem, "wb", fileobj=cast(BinaryIO, stream), mtime=0) as packed:
        yield cast(BinaryIO, packed)
