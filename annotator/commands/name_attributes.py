"""What is known of names: setting one value or many, and reading values from the columns of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.commands.names import ensure, put
from annotator.core.arabic import fold_key
from annotator.core.attribute_values import read_value, value_text
from annotator.core.errors import AnnotatorError
from annotator.core.name_attributes import declared, with_value
from annotator.core.names import KnownName, Name, names_spelt
from annotator.core.offsets import canonical
from annotator.core.scheme import Attribute, Scheme, named
from annotator.store import Project
from annotator.store.names import all_names_of

# What reads files is imported when there is one to read: no start waits for it.
if TYPE_CHECKING:
    from annotator.formats import Problem
    from annotator.formats.names import NameRow

IDENTIFIER = "identifier"
"""The field of a name that is set like an attribute, though no scheme declares it."""


class ValueChange(msgspec.Struct, frozen=True):
    """Another value of one attribute of a name, which is as the person saw it; "" stands for none."""

    name: Name
    attribute: str
    before: Any
    after: Any


def set_attribute(
    project: Project,
    name: Name,
    field: str,
    typed: str,
    *,
    author: str,
    known: Sequence[KnownName] | None = None,
) -> Name:
    """Set what is known of a name as somebody typed it; an empty text takes it away. Returns the name.

    `field` is the id or the name of an attribute, or `identifier`. What the scheme declares no more can only
    be taken away. `known` are the names that a value may be, if they are at hand. Raises
    `StaleChange`, "name-attribute-unknown", "name-merged-already", and as
    `read_value`.
    """
    if name.merged_into is not None:
        raise AnnotatorError("name-merged-already", name=name.name)
    pointed: list[Name] = []
    if field == IDENTIFIER:
        after = msgspec.structs.replace(name, identifier=canonical(typed.strip()))
    elif not typed.strip() and field in name.attributes:
        after = with_value(name, field, "")
    else:
        attribute = attribute_called(project.scheme, name.label, field)
        resolve = partial(_resolved, project, author, known, attribute, name, pointed)
        value = read_value(project.scheme, attribute, typed, field=field, resolve=resolve)
        after = with_value(name, attribute.id, value)
    if after == name:
        return name
    with project.event("name.attribute", author) as event:
        for other in pointed:
            ensure(project, event, other)
        put(project, event, name, after)
    return after


def set_values(
    project: Project, changes: Sequence[ValueChange], *, author: str, kind: str = "name.attribute"
) -> int:
    """Set many values as one change; how many. Raises `StaleChange` if a name is not as it was seen."""
    seen: dict[str, Name] = {}
    after: dict[str, Name] = {}
    for change in changes:
        seen.setdefault(change.name.id, change.name)
        present = after.get(change.name.id, change.name)
        after[change.name.id] = with_value(present, change.attribute, change.after)
    if not changes:
        return 0
    with project.event(kind, author, much=True) as event:
        for name_id, name in after.items():
            if name != seen[name_id]:
                put(project, event, seen[name_id], name)
    return len(changes)


def attribute_called(scheme: Scheme, label: str, called: str) -> Attribute:
    """The attribute of names of a label that is called so. Raises "name-attribute-unknown"."""
    found = declared(scheme, label)
    for attribute in found:
        if called == attribute.id:
            return attribute
    for attribute in found:
        if fold_key(called).strip() in map(fold_key, attribute.name.values()):
            return attribute
    known = ", ".join(row.id for row in found) or "-"
    raise AnnotatorError("name-attribute-unknown", label=label, field=called, known=known)


class ListedValues:
    """The values of a list's further columns. What a value points to may stand further down in the list."""

    def __init__(self, project: Project, author: str, path: str, problems: list[Problem]) -> None:
        self._project, self._author, self._path = project, author, path
        self._problems = problems
        self._unknown: set[str] = set()
        self._rows: list[tuple[str, NameRow]] = []

    def keep(self, name: Name, row: NameRow) -> None:
        if row.others:
            self._rows.append((name.id, row))

    def give(self, wanted: dict[str, Name]) -> None:
        """Give the names of the list their values; what cannot be used is told, and the rest is."""
        find = _Finder(self._project, self._author, wanted) if self._rows else None
        for name_id, row in self._rows:
            for heading, typed in row.others.items():
                try:
                    assert find is not None
                    self._give(wanted, name_id, row, heading, typed, find)
                except AnnotatorError as error:
                    self.report(row.line, error.code, error.details)

    def _give(
        self, wanted: dict[str, Name], name_id: str, row: NameRow, heading: str, typed: str, find: _Finder
    ) -> None:
        scheme, name = self._project.scheme, wanted[name_id]
        if not _is_declared(scheme, heading):
            if heading not in self._unknown:
                self._unknown.add(heading)
                self.report(row.line, "name-column-unknown", {"column": heading})
            return
        attribute = attribute_called(scheme, name.label, heading)
        value = read_value(
            scheme, attribute, typed, field=heading, resolve=partial(find.id_of, name, heading)
        )
        there = name.attributes.get(attribute.id, value)
        if there == value:
            wanted[name_id] = with_value(name, attribute.id, value)
        else:
            details = {"name": name.name, "field": heading, "value": value_text(there), "other": typed}
            self.report(row.line, "name-known-otherwise", details)

    def report(self, line: int, code: str, details: dict[str, Any]) -> None:
        from annotator.formats import Problem

        self._problems.append(Problem(self._path, line, code, details))


class _Finder:
    """Finds names by their spellings, those of a list among those that are known."""

    def __init__(self, project: Project, author: str, wanted: dict[str, Name]) -> None:
        self._scheme = project.scheme
        self._wanted = wanted
        known = {row.name.id: row for row in all_names_of(project, author)}
        for name in wanted.values():
            present = known.get(name.id)
            spellings = (name.name, *name.variants, *(present.spellings if present else ()))
            known[name.id] = KnownName(name, spellings, 0)
        self._known = list(known.values())

    def id_of(self, name: Name, field: str, words: str) -> str:
        found = one_spelt(self._known, self._scheme, words, field)
        if found.id == name.id:
            raise AnnotatorError("value-itself", field=field, value=words)
        if not found.listed:
            # A list is for everybody, and so is what it points to.
            self._wanted.setdefault(found.id, msgspec.structs.replace(found, listed=True))
        return found.id


def one_spelt(known: Iterable[KnownName], scheme: Scheme, words: str, field: str) -> Name:
    """The one name that is spelt so. Raises "value-unknown-name", "value-several-names"."""
    found = names_spelt(known, scheme, words)
    if not found:
        raise AnnotatorError("value-unknown-name", field=field, value=words)
    if len(found) > 1:
        names = ", ".join(f"{row.name.label}:{row.name.name}" for row in found)
        raise AnnotatorError("value-several-names", field=field, value=words, names=names)
    return found[0].name


def _resolved(
    project: Project,
    author: str,
    known: Sequence[KnownName] | None,
    attribute: Attribute,
    name: Name,
    pointed: list[Name],
    words: str,
) -> str:
    known = all_names_of(project, author) if known is None else known
    found = one_spelt(known, project.scheme, words, attribute.id)
    if found.id == name.id:
        raise AnnotatorError("value-itself", field=attribute.id, value=words)
    pointed.append(found)
    return found.id


def _is_declared(scheme: Scheme, heading: str) -> bool:
    """Whether names of any label have an attribute that is called so."""
    key = fold_key(heading).strip()
    return any(
        key in map(fold_key, (row.id, *row.name.values()))
        for label in scheme.active_labels()
        for row in declared(scheme, label.id)
    )


def table_of(project: Project, known: Iterable[KnownName], language: str) -> list[list[object]]:
    """The names and what is known of them as the rows of a table that `import_names` takes in again.

    Headings, labels and terms are in the language; numbers are numbers.
    """
    scheme, known = project.scheme, list(known)
    by_id = {row.name.id: row for row in known}
    listed = (row.id for label in scheme.active_labels() for row in declared(scheme, label.id))
    borne = (attribute for row in known for attribute in row.name.attributes)
    columns = list(dict.fromkeys((*listed, *borne)))
    headings = [_heading(scheme, columns, attribute, language) for attribute in columns]
    rows: list[list[object]] = [["label", "name", "variants", IDENTIFIER, *headings]]
    for row in known:
        name = row.name
        variants = "|".join(word for word in row.spellings if word != name.name)
        values = [_cell(scheme, known, by_id, name, attribute, language) for attribute in columns]
        label = named(scheme.shown_label(name.label), language)
        rows.append([label, name.name, variants, name.identifier, *values])
    return rows


def _heading(scheme: Scheme, columns: Sequence[str], attribute_id: str, language: str) -> str:
    """The name of an attribute; its id where the scheme has it no more, or another is called the same."""
    rows = [row for column in columns if (row := scheme.attribute(column)) is not None]
    called = [row for row in rows if row.id == attribute_id]
    if not called or sum(named(row, language) == named(called[0], language) for row in rows) > 1:
        return attribute_id
    return named(called[0], language)


def _cell(
    scheme: Scheme,
    known: Sequence[KnownName],
    by_id: dict[str, KnownName],
    name: Name,
    attribute_id: str,
    language: str,
) -> object:
    """A value as a person reads it, where that is read back as the same value; else as it is stored."""
    value = name.attributes.get(attribute_id, "")
    attribute = scheme.attribute(attribute_id)
    if attribute is None or value == "" or isinstance(value, float):
        return value
    if attribute.type == "name":
        pointed = by_id.get(value)
        words = pointed.name.name if pointed else value
        return words if len(names_spelt(known, scheme, words)) == 1 else value
    if attribute.type == "choice":
        term = scheme.term(attribute.vocabulary, value)
        words = named(term, language) if term is not None else value
        return words if read_value(scheme, attribute, words) == value else value
    return value
