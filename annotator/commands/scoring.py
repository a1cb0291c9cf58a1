"""Holds what a model predicts, in any format that is read, against a layer of the project."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.commands.mappings import of_project
from annotator.commands.progress import Cancelled, stop_if
from annotator.core.agreed import AGREED
from annotator.core.evaluation import Evaluation, evaluate, of_layer
from annotator.core.model import Bundle, Span
from annotator.store import Project, queries, review

if TYPE_CHECKING:
    from annotator.formats import Problem, ReadOptions

_WORST = 200
"""Documents that are named, those with most mistakes first."""


class Missed(msgspec.Struct, frozen=True):
    """How a document went: spans that were not found, and that were found where none is."""

    document_id: str
    title: str
    missed: int
    wrong: int


class Scored(msgspec.Struct):
    """What predictions come to. `unknown`: documents of the files that the layer does not have."""

    counts: Evaluation = Evaluation()
    worst: list[Missed] = []
    unknown: int = 0
    problems: list[Problem] = []


def score_predictions(
    project: Project,
    paths: Sequence[Path],
    *,
    layer: str,
    format_id: str | None = None,
    options: ReadOptions | None = None,
    cancelled: Cancelled | None = None,
) -> Scored:
    """Score files against the agreed layer of reviewed documents, or an author's (`layer` is her name).

    Documents are known by their id, by their text, or by their text without white space. Raises
    `AnnotatorError("cancelled")`, and as `formats.read_paths`.
    """
    from annotator import formats

    found = Scored()
    dense: dict[str, str] | None = None
    read = formats.read_paths(paths, format_id=format_id, options=of_project(project, options, layer))
    for row in read:
        stop_if(cancelled)
        if not isinstance(row, Bundle):
            found.problems.append(row)
            continue
        document_id = queries.document_of(project, row.document.id, row.document.text_hash)
        if document_id is None:
            dense = _dense(project) if dense is None else dense
            document_id = dense.get(_digest(row.text))
        reference = _reference(project, document_id, layer) if document_id else None
        if reference is None:
            found.unknown += 1
            continue
        spans = row.spans if row.text == reference.text else _moved(row, reference.text)
        counts = evaluate(
            of_layer(spans, row.attributions), of_layer(reference.spans, reference.attributions)
        )
        found.counts = found.counts.plus(counts)
        _note(found, reference, counts)
    _sort(found)
    return found


def _reference(project: Project, document_id: str, layer: str) -> Bundle | None:
    if layer == AGREED:
        return next(iter(review.agreed_bundles(project, ids=[document_id])), None)
    bundle = next(iter(queries.bundles(project, ids=[document_id], author=layer)), None)
    return bundle if bundle and (bundle.spans or bundle.attributions) else None


def _dense(project: Project) -> dict[str, str]:
    """Document by its text without white space, of all documents."""
    return {_digest(text): document_id for document_id, text in queries.texts(project)}


def _digest(text: str) -> str:
    return hashlib.sha256("".join(text.split()).encode("utf-8")).hexdigest()


def _moved(row: Bundle, text: str) -> list[Span]:
    """The spans of a text on one that has the same characters with other white space between them."""
    places = [offset for offset, character in enumerate(text) if not character.isspace()]
    before = [0]
    for character in row.text:
        before.append(before[-1] + (not character.isspace()))
    return [
        msgspec.structs.replace(
            span,
            ranges=tuple((places[before[start]], places[before[end] - 1] + 1) for start, end in span.ranges),
        )
        for span in row.spans
    ]


def _note(found: Scored, reference: Bundle, counts: Evaluation) -> None:
    """Keep the document if it is among the worst."""
    exact = counts.exact.values()
    missed = sum(row.reference - row.matched for row in exact)
    wrong = sum(row.proposed - row.matched for row in exact)
    if missed or wrong:
        document = reference.document
        title = document.title or " ".join(reference.text[:60].split())
        found.worst.append(Missed(document.id, title, missed, wrong))
        if len(found.worst) > 2 * _WORST:
            _sort(found)


def _sort(found: Scored) -> None:
    found.worst.sort(key=lambda row: (-row.missed - row.wrong, row.document_id))
    del found.worst[_WORST:]
