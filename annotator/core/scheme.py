"""The scheme of a project: its labels, attributes and vocabularies, named in both languages."""

from __future__ import annotations

from typing import Literal

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Record

Names = dict[str, str]
"""Language code -> name, e.g. `{"ar": "فاعل", "en": "Actor"}`."""

Shape = Literal["fill", "double", "dashed", "bracket", "underline"]
"""How a label's band is drawn; labels differ in shape as well as in hue."""

Role = Literal["claim", "source", "cue", ""]
"""The part a label's spans can play in an attribution."""


class Label(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A kind of span."""

    id: str
    name: Names
    key: str = ""
    role: Role = ""
    shape: Shape = "fill"
    light: str = "#1d2126"
    dark: str = "#e8e6e1"
    attributes: tuple[str, ...] = ()
    retired: bool = False


class Attribute(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A property of a span or an attribution; a `choice` takes its values from `vocabulary`."""

    id: str
    name: Names
    type: Literal["choice", "flag", "text"] = "choice"
    vocabulary: str = ""
    default: str = ""
    retired: bool = False


class Term(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One value of a vocabulary; `forms` are words that also find it in a search."""

    id: str
    name: Names
    forms: tuple[str, ...] = ()
    retired: bool = False


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A controlled list. `open` ones also take free text."""

    id: str
    name: Names
    open: bool = False
    terms: tuple[Term, ...]

    def term(self, term_id: str) -> Term | None:
        return next((term for term in self.terms if term.id == term_id), None)


class Scheme(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labels, attributes of spans and attributions, vocabularies, guidelines (Markdown)."""

    name: Names
    version: int = 1
    labels: tuple[Label, ...]
    attributes: tuple[Attribute, ...] = ()
    attribution: tuple[str, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    guidelines: str = ""

    def label(self, label_id: str) -> Label:
        """Raises `AnnotatorError("unknown-label")`."""
        for label in self.labels:
            if label.id == label_id:
                return label
        raise AnnotatorError("unknown-label", label=label_id)

    def active_labels(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels if not label.retired)

    def attribute(self, attribute_id: str) -> Attribute | None:
        return next((row for row in self.attributes if row.id == attribute_id), None)

    def vocabulary(self, vocabulary_id: str) -> Vocabulary:
        """Raises `AnnotatorError("unknown-vocabulary")`."""
        for vocabulary in self.vocabularies:
            if vocabulary.id == vocabulary_id:
                return vocabulary
        raise AnnotatorError("unknown-vocabulary", vocabulary=vocabulary_id)


def check_scheme(scheme: Scheme) -> None:
    """Raise `AnnotatorError("bad-scheme", field)` where ids repeat, refer to nothing, or keys clash."""
    for field, ids in (
        ("labels", [label.id for label in scheme.labels]),
        ("attributes", [row.id for row in scheme.attributes]),
        ("vocabularies", [row.id for row in scheme.vocabularies]),
        ("key", [label.key for label in scheme.active_labels() if label.key]),
    ):
        if len(ids) != len(set(ids)):
            raise AnnotatorError("bad-scheme", field=field, value=_first_repeated(ids))
    known = {row.id for row in scheme.attributes}
    for used in (*scheme.attribution, *(a for label in scheme.labels for a in label.attributes)):
        if used not in known:
            raise AnnotatorError("bad-scheme", field="attributes", value=used)
    lists = {row.id for row in scheme.vocabularies}
    for row in scheme.attributes:
        if row.type == "choice" and row.vocabulary not in lists:
            raise AnnotatorError("bad-scheme", field=f"attributes.{row.id}.vocabulary", value=row.vocabulary)


def _first_repeated(ids: list[str]) -> str:
    return next(value for index, value in enumerate(ids) if value in ids[:index])
