"""Trains a model in a project, and keeps its versions: which there are, which is used, files in and out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from annotator import cores
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.evaluation import Counts, score
from annotator.core.learned import Model, encode_model
from annotator.core.model import Bundle
from annotator.core.names import known_names, name_key
from annotator.disk import check_target, write_whole
from annotator.store import Project, models, queries, review
from annotator.store.models import Version
from annotator.store.names import blocked_names, names
from annotator.suggest.names import NameEntry
from annotator.suggest.trained import try_out
from annotator.suggest.training import Lesson, Lessons, check_enough, learn

_BATCH: Final = 100
_READING: Final = 10
"""The share of the progress that reading the project is, of a hundred."""


class Made(msgspec.Struct, frozen=True):
    """A model that was trained, and how it compares with the one that was used before it.

    `now` and `before`: their counts, each on the documents it was measured on, of the labels that both know;
    None where none was used before. `used`: the new one is used from now on.
    """

    number: int
    model: Model
    now: Counts | None
    before: Counts | None
    before_number: int | None
    used: bool


def train(
    project: Project,
    *,
    author: str,
    layer: str = "",
    labels: Collection[str] = (),
    use: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Made:
    """Learn to label from the agreed layer (`AGREED`) or an author's, their own where none is named.

    Learned are `labels`, those that play no part in attributions where none are named. The new model is used
    if that is asked for, or if one was used and the new one did better.
    Raises `AnnotatorError`: "too-little-to-learn", "unknown-label", "learn-missing", "training-failed",
    "project-read-only", "file-not-written", "cancelled".
    """
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    layer = layer or author
    wanted = frozenset(labels or _named(project))
    if strange := sorted(wanted - {label.id for label in project.scheme.labels}):
        raise AnnotatorError("unknown-label", label=strange[0])

    def reading(done: int, total: int) -> None:
        if progress:
            progress(_READING * done // max(1, total), 100)

    def learning(done: int, total: int) -> None:
        if progress:
            progress(_READING + (100 - _READING) * done // total, 100)

    with project.snapshot():
        head = project.head()
        lessons = tuple(_lessons(project, layer, wanted, reading, cancelled))
        listed = tuple(_listed(project))
    before = models.used_version(project)
    given = Lessons(
        lessons=lessons,
        labels=check_enough(lessons),
        names=listed,
        layer=layer,
        author=author,
        at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        project=project.project_id,
        head=head,
    )
    try:
        model: Model = cores.apart(partial(learn, given), progress=learning, cancelled=cancelled)
    except AnnotatorError as error:
        raise AnnotatorError("training-failed") if error.code == "process-died" else error from error
    number = models.keep_model(project, model)
    now, then = _compared(model, before)
    if use or (now and then and (f1(now) or 0.0) > (f1(then) or 0.0)):
        models.use(project, model.training.sha256)
    return Made(
        number=number,
        model=model,
        now=now,
        before=then,
        before_number=before.number if before else None,
        used=models.used(project) == model.training.sha256,
    )


def _compared(model: Model, before: Version | None) -> tuple[Counts, Counts] | tuple[None, None]:
    """The counts of two models, of the labels that both have learned."""
    if before is None or before.model is None:
        return None, None
    both = {*model.training.labels} & {*before.model.training.labels}
    now, then = Counts(), Counts()
    for label in both:
        now = now.plus(model.training.figures.get(label, Counts()))
        then = then.plus(before.model.training.figures.get(label, Counts()))
    return now, then


def use_version(project: Project, number: int | None) -> Version | None:
    """Use a version from now on, or none. Raises "no-such-model", "model-of-other-features" for one that this
    program has no use for, and as `read_model`."""
    if number is None:
        models.use(project, "")
        return None
    found = models.version(project, number)
    assert found.model is not None
    _try_out(found.model, found.path)
    models.use(project, found.model.training.sha256)
    return found


def export_model(project: Project, number: int, out: Path) -> None:
    """Write a version to a file. Raises "no-such-model", and as `write_whole`."""
    check_target(out)
    found = models.version(project, number)
    assert found.model is not None
    write_whole(out, encode_model(found.model))


def import_model(project: Project, path: Path) -> int:
    """Keep the model of a file as the newest version; its number. It is not used before somebody says so.

    Raises "not-a-model", "newer-model", "model-damaged", "model-not-read", "project-read-only".
    """
    model = models.read_model(path)
    _try_out(model, path)
    return models.keep_model(project, model)


def remove_version(project: Project, number: int) -> None:
    """Remove a version for good. One that is used is not used any more."""
    found = next((row for row in models.versions(project) if row.number == number), None)
    models.remove_model(project, number)
    if found and found.model and found.model.training.sha256 == models.used(project):
        models.use(project, "")


def f1(counts: Counts | None) -> float | None:
    return score(counts).f1 if counts else None


def _try_out(model: Model, path: Path) -> None:
    """Have another process read a file that came from elsewhere, as its bytes may crash the library."""
    try:
        labels = cores.apart(partial(try_out, model))
    except AnnotatorError as error:
        raise AnnotatorError("model-damaged", path=str(path)) from error
    except ValueError as error:  # what the library says of bytes that are none of its own
        raise AnnotatorError("model-damaged", path=str(path)) from error
    if not labels:
        raise AnnotatorError("model-not-usable", path=str(path), extra="arabic-annotator[learn]")


def _named(project: Project) -> Iterator[str]:
    return (label.id for label in project.scheme.active_labels() if not label.role)


def _lessons(
    project: Project, layer: str, labels: Collection[str], progress: Progress, cancelled: Cancelled | None
) -> Iterator[Lesson]:
    ids = queries.document_ids(project)
    for start in range(0, len(ids), _BATCH):
        stop_if(cancelled)
        progress(start, len(ids))
        for bundle in _read(project, layer, ids[start : start + _BATCH]):
            if bundle.spans or bundle.attributions:
                spans = (row for row in bundle.spans if row.label in labels and len(row.ranges) == 1)
                found = {(row.ranges[0], row.label) for row in spans if row.in_layer}
                yield Lesson(bundle.document, bundle.text, tuple(sorted(found)))


def _read(project: Project, layer: str, ids: list[str]) -> Iterator[Bundle]:
    if layer == AGREED:
        return review.agreed_bundles(project, ids=ids)
    return queries.bundles(project, ids=ids, author=layer)


def _listed(project: Project) -> Iterator[NameEntry]:
    """The names that everybody knows: what the layer itself has taught would be found in it again."""
    blocked = {(row.label, name_key(row.name)) for row in blocked_names(project)}
    for row in known_names(names(project), ()):
        if not row.name.blocked and (row.name.label, name_key(row.name.name)) not in blocked:
            yield NameEntry(row.name.label, row.spellings[0], row.spellings[1:], row.name.id)
