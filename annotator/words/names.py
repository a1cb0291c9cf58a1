"""Says what is known of names, and what a gazetteer would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from annotator.commands.gazetteer import Proposed
from annotator.core.attribute_values import value_text
from annotator.core.name_attributes import ValueChange, declared, undeclared
from annotator.core.names import KnownName, Name
from annotator.words.i18n import isolated
from annotator.words.rows import ATTRIBUTE, Speaker, attribute_words, field_words


class KnownFact(NamedTuple):
    """An attribute of a name: its id, what people call it, and its value in words, "" for none."""

    attribute: str
    called: str
    value: str


def facts_of(speaker: Speaker, name: Name, known: Mapping[str, KnownName]) -> list[KnownFact]:
    """What the scheme declares for names of the label, and then what a name bears beside that.

    `known` are the names that the person knows, by the ids of all that are merged into them too.
    """
    ids = [row.id for row in declared(speaker.scheme, name.label)]
    found = []
    for attribute in (*ids, *undeclared(speaker.scheme, name)):
        called = field_words(speaker, f"{ATTRIBUTE}{attribute}")
        if attribute not in ids:
            called = speaker.tr_("names.undeclared", name=called)
        value = value_words(speaker, attribute, name.attributes.get(attribute), known)
        found.append(KnownFact(attribute, called, value))
    return found


def value_words(speaker: Speaker, attribute: str, value: object, known: Mapping[str, KnownName]) -> str:
    """A value in words; another name by its spelling, or that it is not among those the person knows."""
    if value in (None, ""):
        return ""
    row = speaker.scheme.attribute(attribute)
    if row is None or row.type != "name":
        return attribute_words(speaker, attribute, value)
    pointed = known.get(str(value))
    return pointed.name.name if pointed else speaker.tr_("names.points-nowhere", id=str(value)[:8])


def by_ids(known: Iterable[KnownName]) -> dict[str, KnownName]:
    """The names by their ids, and by those of what was merged into them."""
    found = {merged.id: row for row in known for merged in row.merged}
    return found | {row.name.id: row for row in known}


def change_words(speaker: Speaker, change: ValueChange, known: Mapping[str, KnownName]) -> str:
    """One value that becomes another."""
    field = field_words(speaker, f"{ATTRIBUTE}{change.attribute}")
    before, after = (
        value_words(speaker, change.attribute, value, known) for value in (change.before, change.after)
    )
    if not before:
        return f"{isolated(field)}: {isolated(after)}"
    return speaker.tr_("story.from-to", field=field, before=before, after=after)


def position_words(proposed: Proposed) -> str:
    """Where a gazetteer puts a name, and its own name and identifier of the place."""
    entry = proposed.entry
    place = f"{value_text(entry.latitude)}, {value_text(entry.longitude)}"
    return " · ".join(isolated(word) for word in (place, entry.names[0], entry.identifier) if word)


def proposed_words(speaker: Speaker, proposed: Proposed) -> str:
    """A place that a gazetteer gives a name, and why it is not taken without being looked at."""
    words = f"{isolated(proposed.known.name.name)}: {position_words(proposed)}"
    why = "" if proposed.is_clear else "names.place-of-several"
    why = why or ("names.place-otherwise" if proposed.overwrites else "")
    return speaker.tr_(why, place=words) if why else words
