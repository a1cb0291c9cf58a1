"""Says labels, terms, spans, attributions, verdicts and differences in words, shortened in one way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from annotator.core.attribute_values import value_text
from annotator.core.differences import Compared
from annotator.core.model import FACTS, Attribution, Decision, Span
from annotator.core.scheme import CATEGORY, Scheme, named
from annotator.core.suggestions import ProposedSpan
from annotator.words.i18n import Language, isolated, tr
from annotator.words.tolls import toll_words

Row = Span | Attribution
Find = Callable[[str], Row | None]
"""Gives the row of an id; None where it is not there, and then the id stands for its words."""

LONGEST = 280
"""How many characters of a quote are shown where there is room for it."""

IN_LINE = ("label", "ranges", "claims", "sources", "cue", "category", "affiliation")
"""The fields that `row_words` says."""

ATTRIBUTE = "attributes."
"""Stands before an attribute's id in the name of a field."""


class Speaker(Protocol):
    """Who says it: the language, and the scheme whose names are used."""

    @property
    def language(self) -> Language: ...

    @property
    def scheme(self) -> Scheme: ...

    def tr_(self, key: str, **values: object) -> str: ...


class Voice(msgspec.Struct, frozen=True):
    """A `Speaker` for those who have no session."""

    language: Language
    scheme: Scheme

    def tr_(self, key: str, **values: object) -> str:
        return tr(self.language, key, **values)


class Fact(NamedTuple):
    """A field of a row, as `core.differences` calls it, with its name and its value in words."""

    field: str
    name: str
    value: str


# What a scheme names


def label_words(speaker: Speaker, label_id: str) -> str:
    """The name of a label; the id of one that the scheme does not know."""
    return named(speaker.scheme.shown_label(label_id), speaker.language)


def label_names(language: Language, scheme: Scheme) -> dict[str, str]:
    """The labels' names by id, in the order of the scheme."""
    return {row.id: named(row, language) for row in scheme.labels}


def term_words(speaker: Speaker, vocabulary_id: str, term_id: str) -> str:
    """The name of a term, on a scale with its grade behind it; free text as it is."""
    vocabulary = speaker.scheme.known_vocabulary(vocabulary_id)
    return vocabulary.shown(term_id, speaker.language) if vocabulary else term_id


def attribute_words(speaker: Speaker, attribute_id: str, value: object) -> str:
    """The value of an attribute."""
    attribute = speaker.scheme.attribute(attribute_id)
    if attribute is not None and attribute.type == "flag":
        return speaker.tr_("window.yes")
    return term_words(speaker, attribute.vocabulary if attribute else "", value_text(value))


def field_words(speaker: Speaker, field: str) -> str:
    """A field of a row by the name people know it by."""
    if not field.startswith(ATTRIBUTE):
        return speaker.tr_(f"story.field-{field}")
    attribute_id = field.removeprefix(ATTRIBUTE)
    attribute = speaker.scheme.attribute(attribute_id)
    return named(attribute, speaker.language) if attribute else attribute_id


# Rows


def facts(speaker: Speaker, find: Find, row: Row, *, longest: int = LONGEST) -> list[Fact]:
    """All that a row says, field by field, each quote of at most `longest` characters."""
    told = _of_span(speaker, row, longest) if isinstance(row, Span) else _of_tie(speaker, find, row, longest)
    given = [
        (f"{ATTRIBUTE}{name}", shortened(attribute_words(speaker, name, value), longest))
        for name, value in row.attributes.items()
    ]
    fields = (*told, *given, ("note", shortened(row.note, longest)))
    return [Fact(field, field_words(speaker, field), value) for field, value in fields if value]


def span_words(speaker: Speaker, span: Span | ProposedSpan, *, longest: int = LONGEST) -> str:
    """A span on one line: its label and its words."""
    return f"{label_words(speaker, span.label)}: {shortened(span.quote, longest)}"


def row_words(speaker: Speaker, find: Find, row: Row, *, longest: int = LONGEST) -> str:
    """A row on one line; of an attribution `source (category, affiliation) «cue»: claim`."""
    if isinstance(row, Span):
        return span_words(speaker, row, longest=longest)
    sources = quotes(find, row.sources, longest) or "-"
    known = source_words(speaker, row.category, row.affiliation, longest=longest)
    about = f" ({'، '.join(known)})" if known else ""
    cue = f" «{quotes(find, [row.cue], longest)}»" if row.cue else ""
    return f"{sources}{about}{cue}: {quotes(find, row.claims, longest)}"


def further_words(speaker: Speaker, find: Find, row: Row, *, longest: int = LONGEST) -> list[str]:
    """The fields that the line of a row does not say, as `name: value`."""
    told = facts(speaker, find, row, longest=longest)
    return [f"{fact.name}: {isolated(fact.value)}" for fact in told if fact.field not in IN_LINE]


def source_words(speaker: Speaker, category: str, affiliation: str, *, longest: int = LONGEST) -> list[str]:
    """The category and the affiliation of a source, those there are."""
    known = (term_words(speaker, CATEGORY, category), affiliation)
    return [shortened(words, longest) for words in known if words]


def outer_words(speaker: Speaker, find: Find, row: Attribution, *, longest: int = LONGEST) -> str:
    """An attribution as that within whose words another stands: who said it, and what."""
    voices = quotes(find, row.sources, longest) or speaker.tr_("window.implied-source")
    return f"{isolated(voices)}: {isolated(quotes(find, row.claims, longest))}"


def quotes(find: Find, span_ids: Iterable[str], longest: int) -> str:
    """The words of some spans, or the id of one that is not there."""
    found = ((span_id, find(span_id)) for span_id in span_ids)
    return " + ".join(
        shortened(row.quote, longest) if isinstance(row, Span) else span_id for span_id, row in found
    )


def _of_span(speaker: Speaker, row: Span, longest: int) -> Sequence[tuple[str, str]]:
    places = "، ".join(f"{start}-{end}" for start, end in row.ranges)
    told = [
        ("label", label_words(speaker, row.label)),
        ("ranges", f"{shortened(row.quote, longest)} ({places})"),
    ]
    if row.tolls:
        told.append(("tolls", " + ".join(toll_words(speaker, toll) for toll in row.tolls)))
    return told


def _of_tie(speaker: Speaker, find: Find, row: Attribution, longest: int) -> Sequence[tuple[str, str | None]]:
    outer = find(row.parent) if row.parent else None
    return (
        ("claims", quotes(find, row.claims, longest)),
        ("sources", quotes(find, row.sources, longest) or speaker.tr_("window.no-source")),
        ("cue", quotes(find, [row.cue] if row.cue else [], longest)),
        (
            "parent",
            quotes(find, outer.claims, longest) if isinstance(outer, Attribution) else row.parent or "",
        ),
        *((field, shortened(term_words(speaker, field, getattr(row, field)), longest)) for field in FACTS),
    )


# What is said of rows


def verdict_words(speaker: Speaker, find: Find, verdict: Decision) -> str:
    """A verdict in words: what, by whom, why, and what stands instead."""
    tr_ = speaker.tr_
    parts = [tr_(f"reviewing.by-{verdict.verdict}", reviewer=verdict.reviewer)]
    if verdict.reason:
        parts.append(tr_(f"review.reason-{verdict.reason}"))
    made = find(verdict.replacement or "")
    if isinstance(made, Span):
        parts += [isolated(span_words(speaker, made)), *further_words(speaker, find, made)]
    elif made is not None:
        told = (fact for fact in facts(speaker, find, made) if fact.field != "claims")
        parts += [f"{fact.name}: {isolated(fact.value)}" for fact in told]
    if verdict.comment:
        parts.append(isolated(f"«{verdict.comment}»"))
    return " · ".join(parts)


def difference_words(speaker: Speaker, row: Compared) -> str:
    """The kind of a difference, and what it is in: whose rows, or which fields."""
    words = speaker.tr_(f"reviewing.difference-{row.kind}")
    if row.kind == "only":
        return f"{words} ({isolated('، '.join(row.rows))})"
    if row.kind == "attribution" or any(field.startswith(ATTRIBUTE) for field in row.fields):
        fields = dict.fromkeys(isolated(field_words(speaker, field)) for field in row.fields)
        return f"{words} ({'، '.join(fields)})"
    return words


def outcome_words(speaker: Speaker, item: Compared, verdicts: Mapping[str, Decision]) -> str:
    """How a difference was settled, by the verdicts on its rows; "" while one has none."""
    if not verdicts or verdicts.keys() != item.rows.keys():
        return ""
    if any(row.verdict == "replace" for row in verdicts.values()):
        return speaker.tr_("reviewing.outcome-third")
    taken = [author for author in item.rows if verdicts[author].verdict == "accept"]
    if not taken:
        return speaker.tr_("reviewing.outcome-none")
    return speaker.tr_("reviewing.outcome-taken", authors=isolated("، ".join(taken)))


def side_words(speaker: Speaker, find: Find, item: Compared, row: Row, *, longest: int = LONGEST) -> str:
    """One side of a difference: its row, and the fields in which it differs from the other sides."""
    line = isolated(row_words(speaker, find, row, longest=longest))
    told = facts(speaker, find, row, longest=longest)
    differing = [
        f"{fact.name}: {isolated(fact.value)}"
        for fact in told
        if fact.field in item.fields and not (isinstance(row, Span) and fact.field in IN_LINE)
    ]
    return "، ".join(differing if differing and isinstance(row, Attribution) else (line, *differing))


def both_ends(words: str, each: int = 30) -> str:
    """On one line, without the middle of what is long."""
    flat = " ".join(words.split())
    return flat if len(flat) <= 2 * each + 1 else f"{flat[:each].rstrip()} … {flat[-each:].lstrip()}"


def shortened(words: str, longest: int = LONGEST) -> str:
    """On one line, and no longer than that."""
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else f"{flat[:longest].rstrip()}…"
