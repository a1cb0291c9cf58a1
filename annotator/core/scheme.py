"""The scheme of a project: its labels, attributes and vocabularies, named in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, Literal, TypeVar

import msgspec

from annotator.core.colors import LEAST_CONTRAST, PAPERS, contrast, is_color
from annotator.core.errors import AnnotatorError
from annotator.core.model import Record

Names = dict[str, str]
"""Language code -> name, e.g. `{"ar": "فاعل", "en": "Actor"}`."""

Shape = Literal["fill", "double", "dashed", "bracket", "underline"]
"""How a label's band is drawn; labels differ in shape as well as in hue."""

_GRADE = re.compile("[A-Z0-9]")

AttributeType = Literal["choice", "flag", "text", "number", "date", "name"]
"""What the values of an attribute are; a `name` is the id of one of the project's names."""

Role = Literal["claim", "source", "cue", ""]
"""The part a label's spans can play in an attribution."""

CATEGORY: Final = "category"
"""The vocabulary of source categories."""

ACTOR: Final = "actor"
"""The label of whoever acts or is named, in a scheme that has one: it plays no part in attributions."""


class Label(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A kind of span. `attributes` are those of its spans, `name_attributes` those of the names they bear."""

    id: str
    name: Names
    key: str = ""
    role: Role = ""
    shape: Shape = "fill"
    light: str = "#1d2126"
    dark: str = "#e8e6e1"
    attributes: tuple[str, ...] = ()
    name_attributes: tuple[str, ...] = ()
    retired: bool = False


class Attribute(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A property of a span, a name or an attribution; a `choice` takes its values from `vocabulary`, a
    `number` lies between `least` and `most`."""

    id: str
    name: Names
    type: AttributeType = "choice"
    vocabulary: str = ""
    least: float | None = None
    most: float | None = None
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
    retired: bool = False

    def term(self, term_id: str) -> Term | None:
        return next((term for term in self.terms if term.id == term_id), None)

    @property
    def is_scale(self) -> bool:
        """Whether each value is one Latin capital or digit, so that its key can stand for it."""
        active = [term.id for term in self.terms if not term.retired]
        return not self.open and bool(active) and all(_GRADE.fullmatch(term_id) for term_id in active)

    def shown(self, term_id: str, language: str) -> str:
        """The name of a term, on a scale with its grade behind it; the id where there is no such term."""
        term = self.term(term_id)
        name = named(term, language) if term else term_id
        if not self.is_scale or name == term_id:
            return name
        # Not before the name: an Arabic name that begins with a Latin letter would be laid out as Latin.
        return f"{name.removeprefix(term_id).strip()} ({term_id})"


Row = Label | Attribute | Vocabulary | Term
AnyRow = TypeVar("AnyRow", Label, Attribute, Vocabulary, Term)


def named(row: Row, language: str) -> str:
    """The name of a row of the scheme; its id where it has none in that language."""
    return row.name.get(language) or row.id


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

    def shown_label(self, label_id: str) -> Label:
        """The label, or a plain one in its place: spans may bear labels that another scheme brought."""
        return next((label for label in self.labels if label.id == label_id), _plain(label_id))

    def active_labels(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels if not label.retired)

    def labels_as(self, role: Role) -> tuple[str, ...]:
        """The ids of the labels of a role, retired ones too."""
        return tuple(label.id for label in self.labels if label.role == role)

    def label_as(self, role: Role) -> str:
        """The first label of a role that is in use; "" where there is none."""
        return next((label.id for label in self.active_labels() if label.role == role), "")

    def attribute(self, attribute_id: str) -> Attribute | None:
        return next((row for row in self.attributes if row.id == attribute_id), None)

    def vocabulary(self, vocabulary_id: str) -> Vocabulary:
        """Raises `AnnotatorError("unknown-vocabulary")`."""
        vocabulary = self.known_vocabulary(vocabulary_id)
        if vocabulary is None:
            raise AnnotatorError("unknown-vocabulary", vocabulary=vocabulary_id)
        return vocabulary

    def known_vocabulary(self, vocabulary_id: str) -> Vocabulary | None:
        """The vocabulary, if the scheme has it: an attribute need not name one."""
        return next((row for row in self.vocabularies if row.id == vocabulary_id), None)

    def term(self, vocabulary_id: str, term_id: str) -> Term | None:
        """A term, if the scheme has it: a row may bear a value that another scheme brought."""
        vocabulary = self.known_vocabulary(vocabulary_id)
        return vocabulary.term(term_id) if vocabulary else None


Place = tuple[str, ...]
"""Where a row stands: `("labels", id)`, `("attributes", id)`, `("vocabularies", id)`, or
`("terms", id of its vocabulary, id)`; `("scheme",)` is the scheme itself."""

SCHEME: Final[Place] = ("scheme",)


class Fault(msgspec.Struct, frozen=True):
    """A fault of one field of one row; the sentence for `code` is among those of the errors."""

    code: str
    place: Place
    field: str
    value: str = ""

    @property
    def error(self) -> AnnotatorError:
        return AnnotatorError(self.code, place=".".join((*self.place, self.field)), value=self.value)


def placed_rows(scheme: Scheme) -> Iterator[tuple[Place, Row]]:
    """Every row of a scheme with its place."""
    for label in scheme.labels:
        yield ("labels", label.id), label
    for attribute in scheme.attributes:
        yield ("attributes", attribute.id), attribute
    for vocabulary in scheme.vocabularies:
        yield ("vocabularies", vocabulary.id), vocabulary
        for term in vocabulary.terms:
            yield ("terms", vocabulary.id, term.id), term


def lost(before: Scheme, after: Scheme) -> set[Place]:
    """The places of rows that `after` does not have any more, retired or not."""
    return {place for place, _ in placed_rows(before)} - {place for place, _ in placed_rows(after)}


def newly_retired(before: Scheme, after: Scheme) -> list[Place]:
    """The places of rows in use before and retired after."""
    used = {place for place, row in placed_rows(before) if not row.retired}
    return [place for place, row in placed_rows(after) if row.retired and place in used]


def merged(present: Scheme, incoming: Scheme) -> Scheme:
    """`incoming` in the place of `present`: what it lacks is kept, retired, so that every span keeps its
    label, every attribute its name and every value its term.

    The scheme's own id and version stay those of `present`.
    """
    known = {row.id for row in incoming.attributes}

    def with_kept(listed: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
        return (*listed, *(attribute for attribute in before if attribute not in known))

    labels = {label.id: label for label in present.labels}
    vocabularies = {row.id: row for row in present.vocabularies}
    return msgspec.structs.replace(
        incoming,
        id=present.id,
        version=present.version,
        labels=_kept(
            present.labels,
            [
                msgspec.structs.replace(
                    row,
                    attributes=with_kept(row.attributes, labels[row.id].attributes),
                    name_attributes=with_kept(row.name_attributes, labels[row.id].name_attributes),
                )
                if row.id in labels
                else row
                for row in incoming.labels
            ],
        ),
        attributes=_kept(present.attributes, incoming.attributes),
        attribution=with_kept(incoming.attribution, present.attribution),
        vocabularies=_kept(
            present.vocabularies,
            [
                msgspec.structs.replace(row, terms=_kept(vocabularies[row.id].terms, row.terms))
                if row.id in vocabularies
                else row
                for row in incoming.vocabularies
            ],
        ),
    )


def _kept(present: Sequence[AnyRow], incoming: Sequence[AnyRow]) -> tuple[AnyRow, ...]:
    ids = {row.id for row in incoming}
    kept = (msgspec.structs.replace(row, retired=True) for row in present if row.id not in ids)
    return tuple(chain(incoming, kept))


def check_scheme(scheme: Scheme) -> None:
    """Raise `AnnotatorError` for the first of the scheme's faults, with its place."""
    for fault in faults(scheme):
        raise fault.error


def faults(scheme: Scheme) -> Iterator[Fault]:
    """All that keeps a scheme from being used: names missing, ids and keys that clash or cannot be,
    colours that are none, and references to nothing."""
    yield from _nameless(SCHEME, scheme.name)
    seen: set[Place] = set()
    for place, row in placed_rows(scheme):
        pattern = _TERM_ID if isinstance(row, Term) else _ID
        if not pattern.fullmatch(row.id):
            yield Fault("scheme-bad-id", place, "id", row.id)
        elif place in seen:
            yield Fault("scheme-repeated-id", place, "id", row.id)
        seen.add(place)
        yield from _nameless(place, row.name)
    yield from _faults_of_labels(scheme)
    attributes = {row.id for row in scheme.attributes}
    lists: list[tuple[Place, str, tuple[str, ...]]] = [(SCHEME, "attribution", scheme.attribution)]
    lists += [
        (("labels", label.id), field, getattr(label, field)) for label in scheme.labels for field in LISTING
    ]
    for place, field, listed in lists:
        for attribute_id in listed:
            if attribute_id not in attributes:
                yield Fault("scheme-unknown-id", place, field, attribute_id)
    # Spans and attributions point to names in fields of their own.
    pointing = {row.id for row in scheme.attributes if row.type == "name"}
    for place, field, listed in lists:
        if field != "name_attributes" and (found := pointing.intersection(listed)):
            yield Fault("scheme-of-names-alone", place, field, min(found))
    vocabularies = {row.id for row in scheme.vocabularies}
    for row in scheme.attributes:
        if row.type == "choice" and row.vocabulary not in vocabularies:
            yield Fault("scheme-unknown-id", ("attributes", row.id), "vocabulary", row.vocabulary)
        if row.least is not None and row.most is not None and row.least > row.most:
            yield Fault("scheme-bad-range", ("attributes", row.id), "most", f"{row.most:g}")


def faint_colors(scheme: Scheme) -> Iterator[Fault]:
    """Warnings: colours of labels in use that stand out too little from the paper; `value` is the ratio."""
    for label in scheme.active_labels():
        for theme, paper in PAPERS.items():
            color = getattr(label, theme)
            if is_color(color) and (ratio := contrast(color, paper)) < LEAST_CONTRAST:
                yield Fault("scheme-faint-color", ("labels", label.id), theme, f"{ratio:.1f}")


LISTING: Final = ("attributes", "name_attributes")
"""The fields of a label that list attributes."""

_ID = re.compile("[a-z0-9_]+")
_TERM_ID = re.compile(r"[^\s\x00-\x1f]+")
"""Terms bear the codes of their field as they are: `GOV`, `+`, `A`."""

_NAMED_IN: Final = ("ar", "en")


def _nameless(place: Place, names: Names) -> Iterator[Fault]:
    for language in _NAMED_IN:
        if not names.get(language, "").strip():
            yield Fault("scheme-no-name", place, f"name.{language}")


def _faults_of_labels(scheme: Scheme) -> Iterator[Fault]:
    keys: set[str] = set()
    for label in scheme.labels:
        place = ("labels", label.id)
        for theme in PAPERS:
            if not is_color(color := getattr(label, theme)):
                yield Fault("scheme-bad-color", place, theme, color)
        if not label.key or label.retired:
            continue
        if len(label.key) > 1 or label.key.isspace() or not label.key.isprintable():
            yield Fault("scheme-bad-key", place, "key", label.key)
        # A keyboard shortcut does not tell `a` from `A`.
        elif label.key.upper() in keys:
            yield Fault("scheme-repeated-key", place, "key", label.key)
        keys.add(label.key.upper())


def _plain(label_id: str) -> Label:
    return Label(id=label_id, name={}, shape="underline", retired=True)
