"""What is known of names: setting one value or many, and all of it as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import msgspec

from annotator.commands.names import ensure, put
from annotator.core.attribute_values import read_value
from annotator.core.errors import AnnotatorError
from annotator.core.name_attributes import (
    ValueChange,
    attribute_called,
    declared,
    one_spelt,
    with_value,
)
from annotator.core.names import KnownName, Name, names_spelt
from annotator.core.offsets import canonical
from annotator.core.scheme import Attribute, Scheme, named
from annotator.store import Project
from annotator.store.names import all_names_of

IDENTIFIER = "identifier"
"""The field of a name that is set like an attribute, though no scheme declares it."""


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
    be taken away. `known` are the names that a value may be, if they are at hand. Raises `StaleChange`,
    "name-attribute-unknown", "name-merged-already", and as `read_value`.
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
