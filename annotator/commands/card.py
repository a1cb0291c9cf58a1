"""What a data card says of a set: counted from what an export would hold, with how far authors agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from annotator import __version__
from annotator.commands import measures
from annotator.commands.exporting import Asked, bundles_of
from annotator.commands.manifests import read_manifest
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.agreement.record import Agreement, Sampling
from annotator.core.dates import parse_date
from annotator.core.errors import AnnotatorError
from annotator.core.manifest import Manifest
from annotator.core.model import Bundle, ReviewState
from annotator.core.scheme import Scheme
from annotator.store import Project, queries, review
from annotator.store.agreement_layers import Scope

FEW: Final = 20
"""Spans of a label below which a model can hardly learn it, nor a test tell how well it did."""
DOMINANT: Final = 0.5
"""The share of documents from which on one outlet is most of the set."""

GapKind = Literal[
    "few-spans", "dominant", "undated", "sourceless", "unmarked", "unreviewed", "restricted", "alone"
]


class Gap(msgspec.Struct, frozen=True):
    """Something a user of the set should know; `what` is the id of a label or the name of an outlet."""

    kind: GapKind
    count: int
    what: str = ""
    of: int = 0


class Share(msgspec.Struct):
    """How much somebody wrote."""

    documents: int = 0
    spans: int = 0
    attributions: int = 0


class Parts(msgspec.Struct, frozen=True):
    """What a report of a split says of its parts."""

    clusters: list[list[str]]
    balance: dict[str, dict[str, int]]


class Counts(msgspec.Struct):
    """What is counted document by document. `labels`, `categories`: rows by id."""

    documents: int = 0
    characters: int = 0
    spans: int = 0
    attributions: int = 0
    undated: int = 0
    unmarked: int = 0
    first: str = ""
    last: str = ""
    outlets: Counter[str] = msgspec.field(default_factory=Counter)
    languages: Counter[str] = msgspec.field(default_factory=Counter)
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    labels: Counter[str] = msgspec.field(default_factory=Counter)
    categories: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, bundle: Bundle) -> None:
        document, day = bundle.document, parse_date(bundle.document.published)
        self.documents += 1
        self.characters += len(bundle.text)
        self.spans += len(bundle.spans)
        self.attributions += len(bundle.attributions)
        self.unmarked += not bundle.spans
        self.undated += not day
        if day:
            self.first, self.last = min(self.first or day, day), max(self.last, day)
        self.outlets[document.source] += 1
        self.languages[document.language] += 1
        self.kinds[document.kind] += 1
        self.labels.update(span.label for span in bundle.spans)
        self.categories.update(row.category for row in bundle.attributions if row.category)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """All that a card says. `authors`: what everybody wrote in the documents of the set; `states`: how many
    documents of the project are at each stage of review."""

    name: str
    program: str
    project: str
    head: str
    layer: str
    scheme: Scheme
    counts: Counts
    authors: dict[str, Share]
    states: dict[ReviewState, int]
    agreement: Agreement
    gaps: tuple[Gap, ...]
    split: Parts | None
    manifest: Manifest | None


def card(
    project: Project,
    asked: Asked,
    *,
    split: Path | None = None,
    manifest: Path | None = None,
    sampling: Sampling | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Card:
    """Count and measure what the card says of the set that `asked` would export.

    Raises `AnnotatorError("cannot-read" | "bad-split-report" | "bad-manifest" | "cancelled")`.
    """
    parts = read_split(split) if split else None
    listed = read_manifest(manifest) if manifest else None
    # Before what is counted: other processes count too, and read a state of their own.
    found = measures.agreement(
        project, Scope(), sampling=sampling or Sampling(), progress=progress, cancelled=cancelled
    )
    with project.snapshot():
        counts, ids, left_out = Counts(), [], 0
        for bundle in bundles_of(project, msgspec.structs.replace(asked, restricted=True)):
            stop_if(cancelled)
            if not asked.restricted and any(row.restricted for row in bundle.filings):
                left_out += 1
                continue
            counts.add(bundle)
            ids.append(bundle.document.id)
        states = Counter(review.review_states(project).values())
        authors = _authors(project, ids)
        gaps = tuple(_gaps(project.scheme, counts, states, left_out, found))
        return Card(
            name=project.path.stem,
            program=__version__,
            project=project.project_id,
            head=project.head(),
            layer=asked.layer,
            scheme=project.scheme,
            counts=counts,
            authors=authors,
            states=dict(states),
            agreement=found,
            gaps=gaps,
            split=parts,
            manifest=listed,
        )


def read_split(path: Path) -> Parts:
    """What lies beside a split export. Raises `AnnotatorError("cannot-read" | "bad-split-report")`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Parts)
    except OSError as error:
        raise AnnotatorError("cannot-read", reason=error.strerror or str(error)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AnnotatorError("bad-split-report", path=str(path), message=str(error)) from error


def _authors(project: Project, ids: list[str]) -> dict[str, Share]:
    found: dict[str, Share] = defaultdict(Share)
    for bundle in queries.bundles(project, ids=ids):
        here = set()
        for span in bundle.spans:
            found[span.author].spans += 1
            here.add(span.author)
        for row in bundle.attributions:
            found[row.author].attributions += 1
            here.add(row.author)
        for author in here:
            found[author].documents += 1
    return dict(sorted(found.items()))


def _gaps(
    scheme: Scheme, counts: Counts, states: Counter[ReviewState], left_out: int, agreement: Agreement
) -> Iterator[Gap]:
    total = counts.documents
    for label in scheme.active_labels():
        if counts.labels[label.id] < FEW:
            yield Gap("few-spans", counts.labels[label.id], label.id)
    for outlet, count in counts.outlets.most_common(1):
        if outlet and count > DOMINANT * total:
            yield Gap("dominant", count, outlet, total)
    told: tuple[tuple[GapKind, int, int], ...] = (
        ("undated", counts.undated, total),
        ("sourceless", counts.outlets[""], total),
        ("unmarked", counts.unmarked, total),
        ("unreviewed", states.total() - states["complete"], states.total()),
        ("alone", agreement.documents - agreement.compared, agreement.documents),
        ("restricted", left_out, total + left_out),
    )
    yield from (Gap(kind, count, of=of) for kind, count, of in told if count)
