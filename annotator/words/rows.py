"""Rows, verdicts and differences in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from annotator.core.candidates import CATEGORY
from annotator.core.differences import Compared
from annotator.core.model import Attribution, Decision, Span, Submission
from annotator.core.scheme import Scheme
from annotator.words.i18n import Language, isolated

Row = Span | Attribution

_LONGEST = 280
_FIELDS: Final = {
    "ranges": "reviewing.extent",
    "label": "find.all-label",
    "claims": "window.claim",
    "sources": "window.source",
    "cue": "window.cue",
    "parent": "reviewing.field-parent",
    "category": "window.category",
    "affiliation": "window.affiliation",
}
"""Where the names of fields that can differ are said."""


class Speaker(Protocol):
    """Who says it: the language, and the scheme whose names are used."""

    @property
    def language(self) -> Language: ...

    @property
    def scheme(self) -> Scheme: ...

    def tr_(self, key: str, **values: object) -> str: ...


def facts(speaker: Speaker, rows: Mapping[str, Row], target: Row | Submission) -> list[tuple[str, str]]:
    """What is said of a span or an attribution beside its label and its words: names and values."""
    tr, scheme, language = speaker.tr_, speaker.scheme, speaker.language
    found: list[tuple[str, str]] = []
    if isinstance(target, Submission):
        return [(tr("window.note"), target.note)] if target.note else []
    if isinstance(target, Attribution):
        for caption, ids in (
            (tr("window.claim"), target.claims),
            (tr("window.source"), target.sources),
            (tr("window.cue"), (target.cue,) if target.cue else ()),
        ):
            named = (rows.get(span_id) for span_id in ids)
            found += [(caption, row.quote) for row in named if isinstance(row, Span)]
        if not target.sources:
            found.append((tr("window.source"), tr("window.no-source")))
        if target.category:
            terms = (term for row in scheme.vocabularies if row.id == CATEGORY for term in row.terms)
            names = {term.id: term.name.get(language, term.id) for term in terms}
            found.append((tr("window.category"), names.get(target.category, target.category)))
        if target.affiliation:
            found.append((tr("window.affiliation"), target.affiliation))
    for name, value in target.attributes.items():
        attribute = scheme.attribute(name)
        vocabulary = next(
            (row for row in scheme.vocabularies if attribute and row.id == attribute.vocabulary), None
        )
        term = vocabulary.term(str(value)) if vocabulary else None
        shown = term.name.get(language, term.id) if term else str(value)
        found.append((attribute.name.get(language, name) if attribute else name, shown))
    if target.note:
        found.append((tr("window.note"), target.note))
    return found


def verdict_words(speaker: Speaker, rows: Mapping[str, Row], verdict: Decision) -> str:
    """A verdict in words: what, by whom, why, and what stands instead."""
    tr, scheme, language = speaker.tr_, speaker.scheme, speaker.language
    parts = [tr(f"reviewing.by-{verdict.verdict}", reviewer=verdict.reviewer)]
    if verdict.reason:
        parts.append(tr(f"review.reason-{verdict.reason}"))
    made = rows.get(verdict.replacement or "")
    if isinstance(made, Span):
        label = scheme.shown_label(made.label)
        parts.append(isolated(f"{label.name.get(language, label.id)}: {shortened(made.quote)}"))
    elif made is not None:
        parts += [f"{name}: {isolated(shortened(value))}" for name, value in facts(speaker, rows, made)[1:]]
    if verdict.comment:
        parts.append(isolated(f"«{verdict.comment}»"))
    return " · ".join(parts)


def difference_words(speaker: Speaker, row: Compared) -> str:
    """What kind of difference it is, and of an attribution in what."""
    tr = speaker.tr_
    words = tr(f"reviewing.difference-{row.kind}")
    if row.kind == "only":
        return f"{words} ({isolated('، '.join(row.rows))})"
    if row.kind == "attribution":
        fields = dict.fromkeys(isolated(field_words(speaker, name)) for name in row.fields)
        return f"{words} ({'، '.join(fields)})"
    return words


def field_words(speaker: Speaker, name: str) -> str:
    """A field of a row by the name people know it by."""
    if name.startswith("attributes."):
        attribute = speaker.scheme.attribute(name.removeprefix("attributes."))
        return attribute.name.get(speaker.language, attribute.id) if attribute else name
    return speaker.tr_(_FIELDS[name])


def shortened(words: str, longest: int = _LONGEST) -> str:
    """On one line, and no longer than that."""
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else f"{flat[:longest].rstrip()}…"
