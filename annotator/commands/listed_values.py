"""Reads what is known of names from the columns of a list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.attribute_values import read_value, value_text
from annotator.core.errors import AnnotatorError
from annotator.core.name_attributes import attribute_called, declared, one_spelt, with_value
from annotator.core.names import KnownName, Name
from annotator.core.scheme import Scheme
from annotator.store import Project
from annotator.store.names import all_names_of

# What reads files is imported when there is one to read: no start waits for it.
if TYPE_CHECKING:
    from annotator.formats import Problem
    from annotator.formats.names import NameRow


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


def _is_declared(scheme: Scheme, heading: str) -> bool:
    """Whether names of any label have an attribute that is called so."""
    key = fold_key(heading).strip()
    return any(
        key in map(fold_key, (row.id, *row.name.values()))
        for label in scheme.active_labels()
        for row in declared(scheme, label.id)
    )
