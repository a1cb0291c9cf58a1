"""Joining copies of a project that went on apart, and settling what of them does not stand together."""

from __future__ import annotations

from pathlib import Path

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.joining import made_again
from annotator.core.model import Attribution, Comment, Decision, Record, Span
from annotator.core.scheme import Scheme, check_scheme
from annotator.store import Project, Recorder
from annotator.store.bundling import write_bundle
from annotator.store.conflicts import Conflict, conflicts, last_known, leave, live, twin_of
from annotator.store.joining import Joined, Step, join
from annotator.store.keepers import Which

__all__ = ["Conflict", "Joined", "Which", "again", "bundle", "conflict_named", "conflicts", "leave", "merge"]


def merge(
    project: Project, other: Path, *, keeper: Which | None = None, step: Step = lambda done, steps: None
) -> Joined:
    """Take in what another copy of the project, or a bundle of one, has; that file is only read.

    `keeper`: which of both keeps the order of what all did, whatever they say. Raises as `store.joining.join`
    and `Project.open`.
    """
    with Project.open(other, read_only=True, bundle=True) as theirs:
        return join(project, theirs, keeper=keeper, step=step)


def bundle(project: Project, out: Path, *, since: str) -> int:
    """Write what came into this copy after a head that was noted, for another copy. Raises as that does."""
    return write_bundle(project, out, since=since)


def conflict_named(project: Project, beginning: str, author: str | None = None) -> Conflict:
    """What is to be settled of the act whose id begins so. Raises "conflict-unknown"."""
    found = [row for row in conflicts(project, author) if beginning and row.event.id.startswith(beginning)]
    if len(found) != 1:
        raise AnnotatorError("conflict-unknown", id=beginning, n=len(found))
    return found[0]


def again(project: Project, conflict: Conflict, *, author: str) -> None:
    """Do once more, to what the rows are at present, what did not stand: field by field.

    Raises "conflict-of-other" for what somebody else did, "conflict-ground-gone" where what it rests on is
    another's and gone, and whatever doing it raises.
    """
    event = conflict.event
    if event.actor != author:
        raise AnnotatorError("conflict-of-other", actor=event.actor)
    with project.whole(), project.event(event.kind, author, reverts=event.reverts) as recorder:
        for row in conflict.rows:
            _again(project, recorder, row.entity, row.entity_id, row.before, row.mine, author)
        leave(project, [event.id])
    if recorder.event is None:  # it is all there by now
        leave(project, [event.id])


def _again(
    project: Project,
    recorder: Recorder,
    entity: str,
    row_id: str,
    before: Record | None,
    mine: Record | None,
    author: str,
) -> None:
    present = live(project, entity, row_id)
    if mine is None:
        if present is not None:
            recorder.remove(present)
        return
    if present is None and (twin := twin_of(project, mine)) is not None:
        present, mine = twin, msgspec.structs.replace(mine, id=twin.id)
    _bring_ground(project, recorder, mine, author)
    if present is None:
        recorder.add(mine)
        return
    after = made_again(before, mine, present)
    if isinstance(after, Scheme) and isinstance(present, Scheme) and after != present:
        after = msgspec.structs.replace(after, version=present.version + 1)
        check_scheme(after)
    recorder.replace(present, after)


def _bring_ground(project: Project, recorder: Recorder, record: Record, author: str) -> None:
    """Bring back what a row rests on, where that is gone by now: its document, its name, one's own rows."""
    for entity, row_id in _grounds(record):
        if live(project, entity, row_id) is not None:
            continue
        known = last_known(project, entity, row_id)
        if known is None or getattr(known, "author", author) != author:
            raise AnnotatorError("conflict-ground-gone", entity=entity, id=row_id)
        _bring_ground(project, recorder, known, author)
        recorder.add(known)


def _grounds(record: Record) -> list[tuple[str, str]]:
    document_id = getattr(record, "document_id", None)
    found = [("document", document_id)] if document_id is not None else []
    match record:
        case Span(name=name) if name:
            found.append(("name", name))
        case Attribution():
            found += [("span", row) for row in record.spans]
            if record.parent:
                found.append(("attribution", record.parent))
        case Decision(replacement=str(made)):
            found.append((record.target_kind if record.target_kind != "submission" else "span", made))
        case Comment():
            found.append((record.target_kind, record.target))
            if record.reply_to:
                found.append(("comment", record.reply_to))
    return found
