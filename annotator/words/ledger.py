"""Says what the ledger holds in words: its fields, their values, what claims lack, how they are cited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator.core.ledger import (
    COLUMNS,
    FIELDS,
    NUMBERS,
    Entry,
    fields_of,
    stored,
    toll_of,
    values_of,
    vocabulary_of,
)
from annotator.core.links import span_link
from annotator.core.scheme import named
from annotator.store.ledger import Known
from annotator.words.rows import Speaker, term_words
from annotator.words.tolls import toll_words

BETWEEN: Final = " | "
"""Between several values of one cell."""
_WITHOUT: Final = {
    "sources": "no-source",
    "date": "no-date",
    "month": "no-date",
    "year": "no-date",
    "places": "no-place",
}
"""What is said where one of these is missing; of all other fields that there is none."""


def field_name(speaker: Speaker, field: str) -> str:
    """A field by the name people know it by."""
    if field in FIELDS:
        return speaker.tr_(f"ledger.field-{field.replace('_', '-')}")
    attribute = speaker.scheme.attribute(field)
    return named(attribute, speaker.language) if attribute else field


def field_names(speaker: Speaker) -> dict[str, str]:
    """The names of all fields by id, those that a table shows at first before the others."""
    fields = dict.fromkeys((*COLUMNS, *fields_of(speaker.scheme)))
    return {field: field_name(speaker, field) for field in fields}


def value_words(speaker: Speaker, field: str, value: str) -> str:
    """One value of a field; where it is missing, that it is."""
    if not value:
        return speaker.tr_(f"ledger.{_WITHOUT.get(field, 'none')}")
    if field == "state":
        return speaker.tr_(f"ledger.state-{value}")
    if field == "author":
        return value
    if field == "tolls":
        return toll_words(speaker, toll_of(value))
    attribute = None if field in FIELDS else speaker.scheme.attribute(field)
    if attribute is not None and attribute.type == "flag":
        return speaker.tr_("window.yes")
    vocabulary = vocabulary_of(speaker.scheme, field)
    return term_words(speaker, vocabulary, value) if vocabulary else value


def cell_words(speaker: Speaker, entry: Entry, field: str) -> str:
    """All values of a field, "" where there is none; a date that is not understood as it was found."""
    found = stored(entry, field)
    if field in ("date", "month", "year") and not found and entry.unclear:
        return speaker.tr_("ledger.unclear", date=entry.unclear)
    return BETWEEN.join(value_words(speaker, field, value) for value in values_of(found) if value)


def cell(speaker: Speaker, entry: Entry, field: str) -> str | int:
    """The same for a spreadsheet, to which numbers are numbers."""
    return int(stored(entry, field)) if field in NUMBERS else cell_words(speaker, entry, field)


def counted_words(speaker: Speaker, known: Known) -> str:
    """How many claims there are, and how many lack a source, a date, a place."""
    said = [speaker.tr_("ledger.claims", n=known.claims)]
    lacking = (
        ("without-source", known.without_source),
        ("without-date", known.without_date),
        ("without-place", known.without_place),
        ("unclear-dates", known.unclear),
    )
    said += [speaker.tr_(f"ledger.{key}", n=count) for key, count in lacking if count]
    return " · ".join(said)


def citation(speaker: Speaker, entry: Entry, project_id: str) -> str:
    """The claim, and after a dash who said it, outlet, date and a link, as far as they are known."""
    voice = "، ".join(
        filter(None, (cell_words(speaker, entry, field) for field in ("category", "affiliation")))
    )
    sources = cell_words(speaker, entry, "sources")
    said = f"{sources} ({voice})" if sources and voice else sources or voice
    facts: Sequence[str] = (
        said,
        entry.outlet,
        entry.dated or entry.unclear,
        span_link(project_id, entry.span),
    )
    return f"«{entry.claim}» — {speaker.tr_('keeping.comma').join(filter(None, facts))}"
