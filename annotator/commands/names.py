"""The names of a project: adding and loading them, merging, blocking, and tying spans to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from annotator.commands.checks import check_owner
from annotator.commands.listed_values import ListedValues
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.events import Event
from annotator.core.model import Span
from annotator.core.name_attributes import ValueChange, joined_attributes
from annotator.core.names import Name, can_be_name, name_id
from annotator.core.scheme import Scheme
from annotator.store import Project, Recorder, queries
from annotator.store.names import merged_into

# What reads files is imported when there is one to read: no start waits for it.
if TYPE_CHECKING:
    from annotator.formats import Problem
    from annotator.formats.names import NameRow

_BATCH = 10_000


class NamesReport(msgspec.Struct):
    """The outcome of a list: `added` names, `changed` ones that got more spellings or values, `known` ones.

    `differing`: what is known otherwise in the project, where it stays so.
    """

    added: int = 0
    changed: int = 0
    known: int = 0
    differing: list[ValueChange] = []
    problems: list[Problem] = []
    event: Event | None = None


def add_name(
    project: Project,
    *,
    author: str,
    label: str,
    name: str,
    variants: Sequence[str] = (),
    identifier: str = "",
) -> Name:
    """List a name for everybody; one that is there gets what it lacked.

    Raises "unknown-label", "label-retired", "name-unusable".
    """
    if project.scheme.label(label).retired:
        raise AnnotatorError("label-retired", label=label)
    from annotator.formats.names import NameRow

    row = NameRow(0, label, name, tuple(variants), identifier)
    if not can_be_name(name):
        raise AnnotatorError("name-unusable", name=name)
    with project.event("name.add", author) as event:
        wanted = _name(row)
        _list(project, event, {wanted.id: wanted}, NamesReport())
    return _live(project, wanted)


def import_names(
    project: Project,
    path: Path,
    *,
    author: str,
    encoding: str | None = None,
    replace: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> NamesReport:
    """List the names of a file for everybody, as one event; bad rows are reported and the rest is used.

    A label is given by its id or by its name in any language, and so are attributes, in further columns. Rows
    of the same name are joined. What is known otherwise stays and is reported, unless the values of the list
    are to `replace` it. Raises `AnnotatorError("cancelled")`: then nothing was written.
    """
    from annotator.formats import Problem
    from annotator.formats.names import read_names
    from annotator.formats.source import displayed

    report = NamesReport()
    labels = _labels(project.scheme)
    shown = displayed(path)
    wanted: dict[str, Name] = {}
    values = ListedValues(project, author, shown, report.problems)
    for row in read_names(path, encoding):
        if isinstance(row, Problem):
            report.problems.append(row)
            continue
        found = _usable(row, labels, shown, report.problems)
        if found is not None:
            known = wanted.get(found.id)
            wanted[found.id] = _joined(known, found, shown, row.line, report.problems) if known else found
            values.keep(found, row)
    values.give(wanted)
    ids = list(wanted)
    with project.event("names.import", author, much=True) as event:
        for start in range(0, len(ids), _BATCH):
            stop_if(cancelled)
            batch = {name: wanted[name] for name in ids[start : start + _BATCH]}
            _list(project, event, batch, report, shown, replace=replace)
            if progress:
                progress(min(start + _BATCH, len(ids)), len(ids))
    report.event = event.event
    return report


def merge_names(project: Project, kept: Name, merged: Sequence[Name], *, author: str) -> Name:
    """Let one name stand for others of its label; all are as the person saw them. Returns the kept one.

    What was merged into one of the others is now merged into the kept one, which gets the values of
    attributes that it lacks; the others keep their own. Raises "names-of-two-labels",
    "name-merged-already", and `StaleChange`.
    """
    with project.event("name.merge", author) as event:
        if kept.merged_into is not None:
            raise AnnotatorError("name-merged-already", name=kept.name)
        attributes = joined_attributes(project.scheme, kept, merged)
        after = msgspec.structs.replace(kept, attributes=attributes)
        if after == kept:
            ensure(project, event, kept)
        else:
            put(project, event, kept, after)
        for name in merged:
            if name.label != kept.label:
                raise AnnotatorError("names-of-two-labels", name=name.name, kept=kept.name)
            if name.id == kept.id:
                continue
            for row in merged_into(project, name.id):
                event.replace(row, msgspec.structs.replace(row, merged_into=kept.id))
            put(project, event, name, msgspec.structs.replace(name, merged_into=kept.id))
    return after


def split_name(project: Project, name: Name, *, author: str) -> Name:
    """Let a merged name stand for itself again."""
    return _changed(project, "name.split", name, msgspec.structs.replace(name, merged_into=None), author)


def block_name(project: Project, name: Name, *, author: str) -> Name:
    """Do not propose a name any more, to anybody."""
    return _changed(project, "name.block", name, msgspec.structs.replace(name, blocked=True), author)


def unblock_name(project: Project, name: Name, *, author: str) -> Name:
    """Propose a blocked name again."""
    return _changed(project, "name.unblock", name, msgspec.structs.replace(name, blocked=False), author)


def link_name(project: Project, span: Span, name: Name | None, *, author: str) -> Span:
    """Let a span point to a name, or, with None, to none; a merged name gives the one that stands for it."""
    check_owner(span, author)
    target = "" if name is None else name.merged_into or name.id
    after = msgspec.structs.replace(span, name=target)
    with project.event("span.name", author) as event:
        if name is not None:
            ensure(project, event, name)
        event.replace(span, after)
    return after


def _changed(project: Project, kind: str, seen: Name, after: Name, author: str) -> Name:
    with project.event(kind, author) as event:
        put(project, event, seen, after)
    return after


def put(project: Project, event: Recorder, seen: Name, after: Name) -> None:
    """Change a name; one that has only stood in a layer becomes a row. Raises `StaleChange`."""
    if project.row_record("name", seen.id) is None and not seen.listed:
        event.add(after)
    else:
        event.replace(seen, after)


def ensure(project: Project, event: Recorder, name: Name) -> None:
    """Make a name that has only stood in a layer a row. Raises `StaleChange`."""
    live = project.row_record("name", name.id)
    if live is None and not name.listed:
        event.add(name)
    elif live != name:
        raise StaleChange("name", name.id)


def _live(project: Project, name: Name) -> Name:
    return cast(Name, queries.existing(project, "name", [name.id])[name.id])


def _labels(scheme: Scheme) -> dict[str, str | None]:
    """The words a list may use for the labels, with their ids; None for one that is retired."""
    called: dict[str, str | None] = {}
    for label in scheme.labels:
        for word in (label.id, *label.name.values()):
            called.setdefault(fold_key(word).strip(), None if label.retired else label.id)
    return called


def _usable(row: NameRow, labels: dict[str, str | None], path: str, problems: list[Problem]) -> Name | None:
    """The name of a row; what keeps it from being used is added to `problems`."""
    from annotator.formats import Problem

    called = fold_key(row.label).strip()
    label = labels.get(called)
    if label is None:
        code = "label-retired" if called in labels else "unknown-label"
        problems.append(Problem(path, row.line, code, {"label": row.label}))
        return None
    if not can_be_name(row.name):
        problems.append(Problem(path, row.line, "name-unusable", {"name": row.name}))
        return None
    return _name(msgspec.structs.replace(row, label=label))


def _name(row: NameRow) -> Name:
    return Name(
        id=name_id(row.label, row.name),
        label=row.label,
        name=row.name,
        variants=_variants(row.name, row.variants),
        identifier=row.identifier,
    )


def _variants(name: str, spellings: Iterable[str]) -> tuple[str, ...]:
    """The other spellings that can be looked for, each once."""
    return tuple(word for word in dict.fromkeys(spellings) if word != name and can_be_name(word))


def _list(
    project: Project,
    event: Recorder,
    wanted: dict[str, Name],
    report: NamesReport,
    path: str = "",
    *,
    replace: bool = False,
) -> None:
    """Add names, and to those that are there what they lack."""
    event.flush()
    known = cast(dict[str, Name], queries.existing(project, "name", wanted))
    fresh = [name for key, name in wanted.items() if key not in known]
    event.add_in_bulk(fresh)
    report.added += len(fresh)
    for key, before in known.items():
        after = _joined(before, wanted[key], path, None, report.problems)
        after = _with_values(after, wanted[key].attributes, report, replace=replace)
        if after == before:
            report.known += 1
        else:
            report.changed += 1
            event.replace(before, after)


def _with_values(name: Name, values: Mapping[str, Any], report: NamesReport, *, replace: bool) -> Name:
    """The name with the values it lacks; those that are known otherwise are reported, or replaced."""
    other = {key: value for key, value in values.items() if name.attributes.get(key, value) != value}
    after = {**values, **name.attributes, **(other if replace else {})}
    name = msgspec.structs.replace(name, attributes=after)
    if not replace and other:
        report.differing += [
            ValueChange(name, key, name.attributes[key], value) for key, value in other.items()
        ]
    return name


def _joined(before: Name, more: Name, path: str, line: int | None, problems: list[Problem]) -> Name:
    """One name that has the spellings of both; the identifier that was there first stays."""
    if before.identifier and more.identifier not in ("", before.identifier):
        from annotator.formats import Problem

        details = {"name": more.name, "identifier": before.identifier, "other": more.identifier}
        problems.append(Problem(path, line, "name-identified-otherwise", details))
    return msgspec.structs.replace(
        before,
        variants=_variants(before.name, (*before.variants, more.name, *more.variants)),
        identifier=before.identifier or more.identifier,
        listed=True,
    )
