"""What is known of the bearers of names: the attributes that the scheme declares for names of a label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.names import KnownName, Name, names_spelt
from annotator.core.scheme import Attribute, Label, Scheme


class ValueChange(msgspec.Struct, frozen=True):
    """Another value of one attribute of a name, which is as the person saw it; "" stands for none."""

    name: Name
    attribute: str
    before: Any
    after: Any


def declared(scheme: Scheme, label: str) -> list[Attribute]:
    """The attributes in use of names of this label, in their order."""
    rows = map(scheme.attribute, scheme.shown_label(label).name_attributes)
    return [row for row in rows if row is not None and not row.retired]


def undeclared(scheme: Scheme, name: Name) -> list[str]:
    """The ids under which a name bears values that the scheme does not declare for its label (any more)."""
    known = {row.id for row in declared(scheme, name.label)}
    return [attribute for attribute in name.attributes if attribute not in known]


def attribute_called(scheme: Scheme, label: str, called: str) -> Attribute:
    """The attribute of names of a label that is called so.

    Raises "name-attribute-unknown", "name-attributes-none".
    """
    found = declared(scheme, label)
    for attribute in found:
        if called == attribute.id:
            return attribute
    for attribute in found:
        if fold_key(called).strip() in map(fold_key, attribute.name.values()):
            return attribute
    if not found:
        raise AnnotatorError("name-attributes-none", label=label, field=called)
    known = ", ".join(row.id for row in found)
    raise AnnotatorError("name-attribute-unknown", label=label, field=called, known=known)


def one_spelt(known: Iterable[KnownName], scheme: Scheme, words: str, field: str) -> Name:
    """The one name that is spelt so. Raises "value-unknown-name", "value-several-names"."""
    found = names_spelt(known, scheme, words)
    if not found:
        raise AnnotatorError("value-unknown-name", field=field, value=words)
    if len(found) > 1:
        names = ", ".join(f"{row.name.label}:{row.name.name}" for row in found)
        raise AnnotatorError("value-several-names", field=field, value=words, names=names)
    return found[0].name


def with_value(name: Name, attribute: str, value: Any) -> Name:
    """The name with another value of one attribute; "" takes it away."""
    rest = {key: kept for key, kept in name.attributes.items() if key != attribute}
    if value != "":
        rest[attribute] = value
    return msgspec.structs.replace(name, attributes=rest)


def joined_attributes(scheme: Scheme, kept: Name, others: Iterable[Name]) -> dict[str, Any]:
    """What is known of names that are made one: of each attribute the first value, the kept name's first.

    A name does not point to itself, nor to those that it now stands for.
    """
    others = list(others)
    one = {kept.id, *(name.id for name in others)}
    pointing = {row.id for row in scheme.attributes if row.type == "name"}
    found: dict[str, Any] = {}
    for name in (kept, *others):
        for attribute, value in name.attributes.items():
            if not (attribute in pointing and value in one):
                found.setdefault(attribute, value)
    return found


def differing(scheme: Scheme, kept: Name, others: Iterable[Name]) -> list[str]:
    """The attributes of which the kept name and one that it is to stand for have different values."""
    others = list(others)
    joined = joined_attributes(scheme, kept, others)
    return [
        attribute
        for attribute in joined
        if any(name.attributes.get(attribute, joined[attribute]) != joined[attribute] for name in others)
    ]


def references(scheme: Scheme, name: Name) -> Iterator[tuple[str, str]]:
    """The attributes of a name that point to another name, with its id."""
    for attribute, value in name.attributes.items():
        row = scheme.attribute(attribute)
        if row is not None and row.type == "name" and isinstance(value, str):
            yield attribute, value


def with_name_attributes(scheme: Scheme, of: Scheme) -> Scheme:
    """The scheme with what another declares for names, for the labels that both have; nothing else changes.

    An attribute or a vocabulary that the scheme has under the same id is used as it is there.
    """
    theirs = {label.id: label for label in of.labels}
    labels = tuple(_with(label, theirs.get(label.id)) for label in scheme.labels)
    wanted = dict.fromkeys(row for label in labels for row in label.name_attributes)
    attributes = _lacking(scheme.attributes, (row for row in of.attributes if row.id in wanted))
    used = {row.vocabulary for row in attributes}
    vocabularies = _lacking(scheme.vocabularies, (row for row in of.vocabularies if row.id in used))
    return msgspec.structs.replace(scheme, labels=labels, attributes=attributes, vocabularies=vocabularies)


def _with(label: Label, other: Label | None) -> Label:
    if other is None:
        return label
    listed = tuple(dict.fromkeys((*label.name_attributes, *other.name_attributes)))
    return msgspec.structs.replace(label, name_attributes=listed)


def _lacking(present: tuple[Any, ...], more: Iterable[Any]) -> tuple[Any, ...]:
    there: Mapping[str, Any] = {row.id: row for row in present}
    return (*present, *(row for row in more if row.id not in there))
