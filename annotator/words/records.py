"""Says any record of a project in words: what it is about, and what it holds, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from annotator.core.audit import Export, Policy, Reading
from annotator.core.drawing import Draw, holds
from annotator.core.model import (
    FLAGS,
    Assignment,
    Attribution,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    OwnLexicon,
    Record,
    Span,
    Submission,
)
from annotator.core.names import Name
from annotator.core.scheme import LISTING, Scheme, named, placed_rows
from annotator.core.scheme import Row as SchemeRow
from annotator.core.suggestions import Rejection
from annotator.store import Project, queries
from annotator.words.i18n import LANGUAGES, Language, isolated
from annotator.words.rows import (
    ATTRIBUTE,
    IN_LINE,
    Row,
    Voice,
    attribute_words,
    facts,
    field_words,
    label_words,
    row_words,
    shortened,
)

LONGEST: Final = 90
"""How many characters of a quote are said."""

_KEPT = 5_000

Value = str | int | None


class Said(NamedTuple):
    """A field by the name people know it by, and its value in words; "" where it is not set."""

    name: str
    value: str


class Records:
    """Puts the records of a project into words. What it looked up it keeps: make a new one after a change."""

    def __init__(self, project: Project, language: Language) -> None:
        self._project = project
        self._voice = Voice(language, project.scheme)
        self._found: dict[str, Record | None] = {}
        self._within: set[str] = set()
        self.no = self._tr("story.no")
        """Says that something is not so: worth a word only where it was so before."""

    def about(self, record: Record, *, actor: str = "") -> str:
        """What a record is or is about, on one line; whose it is where it is not the actor's."""
        line, whose = self._about(record), author_of(record)
        return self._tr("story.by", row=line, author=whose) if whose not in (None, actor) else line

    def values(self, record: Record | None) -> dict[str, Said]:
        """What a record holds, by field; rows of a scheme by their places."""
        match record:
            case None:
                return {}
            case Span() | Attribution():
                return dict(self._of_row(record))
            case Scheme():
                return dict(self._of_scheme(record))
            case Name():
                return {**self._plain(record), **dict(self._of_name(record))}
            case _:
                return self._plain(record)

    def _plain(self, record: Record) -> dict[str, Said]:
        """Fields that have the same name for every record."""
        fields: dict[str, Value] = {"author": author_of(record), **self._fields(record)}
        return {
            field: Said(self._tr(f"story.field-{field}"), _flat(value))
            for field, value in fields.items()
            if value not in (None, "")
        }

    def row(self, row_id: str) -> Row | None:
        """A span or an attribution, as it was last where it is gone by now."""
        record = self._find(row_id, "span", "attribution")
        return record if isinstance(record, Span | Attribution) else None

    def _find(self, row_id: str, *entities: str) -> Record | None:
        if row_id not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            living = (self._project.row_record(entity, row_id) for entity in entities)
            record = next(filter(None, living), None)
            if record is None and (history := queries.entity_history(self._project, row_id)):
                change = history[-1][1]
                record = change.after or change.before
            self._found[row_id] = record
        return self._found[row_id]

    def _tr(self, key: str, **values: object) -> str:
        return self._voice.tr_(key, **values)

    # What a record is about

    def _about(self, record: Record) -> str:
        match record:
            case Span():
                said = self.values(record)
                return f"{isolated(said['label'].value)}: {isolated(said['ranges'].value)}"
            case Attribution():
                words = row_words(self._voice, self.row, record, longest=LONGEST)
                return self._tr("story.about-attribution", row=words)
            case Document():
                return self._tr("story.about-document", title=self._title(record.id))
            case Submission():
                return self._tr("story.about-submission", title=self._title(record.document_id))
            case Decision() | Comment():
                key = "decision" if isinstance(record, Decision) else "comment"
                return self._tr(f"story.about-{key}", row=self._target(record))
            case Assignment():
                return self._tr("story.about-assignment", title=self._title(record.document_id))
            case Name():
                label = label_words(self._voice, record.label)
                return self._tr("story.about-name", name=record.name, label=label)
            case Rejection():
                return self._tr("story.about-rejection", row=self._proposed(record.suggestion))
            case Scheme():
                return self._tr("story.about-scheme", name=record.name.get(self._voice.language, ""))
            case Note():
                return self._tr("story.about-note", title=self._title(record.document_id))
            case Filing():
                return self._tr("story.about-filing", title=self._title(record.document_id))
            case OwnLexicon():
                return self._tr("story.about-lexicon")
            case Draw():
                return self._tr("story.about-draw", n=len(record.documents))
            case Export():
                return self._tr("story.about-export", file=record.file or "-", n=record.documents)
            case Reading():
                return self._tr("story.about-reading", title=self._title(record.document_id))
            case Policy():
                return self._tr("story.about-policy")
            case _:
                return record.id

    def _target(self, said: Decision | Comment) -> str:
        """What somebody said something about; of a verdict, as it was when it was judged."""
        record: Record | None = None
        if isinstance(said, Decision) and said.target_kind in ("span", "attribution"):
            record = _judged(said)
        record = record or self._find(said.target, said.target_kind)
        if (
            record is None or said.id in self._within
        ):  # in a damaged project words may lead back to themselves
            return said.target
        self._within.add(said.id)
        line, whose = self._about(record), author_of(record)
        self._within.remove(said.id)
        return self._tr("story.of", row=line, author=whose) if whose else line

    def _title(self, document_id: str) -> str:
        """A document's title; of one that is gone by now, as it was last."""
        if title := queries.title(self._project, document_id):
            return shortened(title, LONGEST)
        document = self._find(document_id, "document")
        return shortened(getattr(document, "title", "") or document_id, LONGEST)

    def _proposed(self, suggestion: dict[str, Any]) -> str:
        spans = suggestion.get("spans", ())
        return " + ".join(
            f"{label_words(self._voice, span.get('label', ''))}: {shortened(span.get('quote', ''), LONGEST)}"
            for span in spans
        )

    # What it holds

    def _of_row(self, row: Row) -> Iterator[tuple[str, Said]]:
        for fact in facts(self._voice, self.row, row, longest=LONGEST):
            # That there is no source is said where a row is shown; in a history nothing stands for nothing.
            if getattr(row, fact.field, True):
                value = _flat(row.note) if fact.field == "note" else fact.value
                yield fact.field, Said(fact.name, value)
        known = self._find(row.name, "name") if isinstance(row, Span) and row.name else None
        others: dict[str, str | None] = {
            "author": row.author,
            "name": known.name if isinstance(known, Name) else None,
            "origin": self._origin(row.origin),
        }
        for field, words in others.items():
            if words:
                yield field, Said(self._tr(f"story.field-{field}"), words)

    def _origin(self, origin: str) -> str:
        kind, _, by = origin.partition(":")
        if kind == "hand":
            return ""
        return self._tr(f"story.origin-{kind}", by=by) if kind in ORIGINS else origin

    def _fields(self, record: Record) -> dict[str, Value]:
        """The fields that people know of a record that is no row of a layer, in words; None where not set."""
        tr_ = self._tr
        match record:
            case Document():
                return {
                    **{name: getattr(record, name) for name in FACTS_OF_DOCUMENT},
                    "direction": tr_(f"story.direction-{record.direction}"),
                    "segments": self._segments(record),
                }
            case Note():
                return {"note": record.text}
            case Filing():
                return {
                    "sorted": tr_(f"story.sorted-{record.state}"),
                    "reason": record.reason,
                    **{flag: self._flag(getattr(record, flag)) for flag in FLAGS},
                }
            case Submission():
                return {"state": tr_(f"review.state-{record.state}"), "note": record.note}
            case Decision():
                made = self.row(record.replacement) if record.replacement else None
                return {
                    "verdict": tr_(f"review.state-{record.verdict}"),
                    "reason": tr_(f"review.reason-{record.reason}") if record.reason else None,
                    "replacement": self.about(made, actor=record.reviewer) if made else record.replacement,
                    "comment": record.comment,
                }
            case Comment():
                above = self._find(record.reply_to, "comment") if record.reply_to else None
                answered = shortened(above.text, LONGEST) if isinstance(above, Comment) else record.reply_to
                return {"text": record.text, "reply-to": answered}
            case Assignment():
                return {
                    "task": tr_(f"lead.task-{record.task}"),
                    "assignee": record.assignee or tr_("story.anybody"),
                    "by": record.by,
                    "due": record.due,
                    "priority": record.priority or None,
                }
            case Name():
                merged = self._find(record.merged_into, "name") if record.merged_into else None
                return {
                    "spelling": record.name,
                    "variants": "، ".join(record.variants),
                    "identifier": record.identifier,
                    "listed": self._flag(record.listed),
                    "blocked": self._flag(record.blocked),
                    "merged-into": merged.name if isinstance(merged, Name) else record.merged_into,
                }
            case OwnLexicon():
                return {"lexicon": record.text}
            case Draw():
                return self._of_draw(record)
            case Export():
                return {
                    "format": record.format,
                    "layer": self._layer(record.layer),
                    "unreviewed": self._flag(record.unreviewed),
                    "restricted-too": self._flag(record.restricted),
                    "sha256": record.sha256,
                    "head": record.head,
                }
            case Policy():
                return {"accounts": self._flag(record.accounts), "inbox": self._flag(record.inbox)}
            case _:
                return {}

    def _of_name(self, name: Name) -> Iterator[tuple[str, Said]]:
        """What is known of a name; another name that it points to by its spelling."""
        for attribute, value in name.attributes.items():
            field = f"{ATTRIBUTE}{attribute}"
            declared = self._voice.scheme.attribute(attribute)
            pointed = self._find(str(value), "name") if declared and declared.type == "name" else None
            words = (
                pointed.name if isinstance(pointed, Name) else attribute_words(self._voice, attribute, value)
            )
            yield field, Said(field_words(self._voice, field), _flat(words))

    def _of_draw(self, draw: Draw) -> dict[str, Value]:
        return {
            "seed": draw.seed,
            "share": f"{100 * draw.share:g}%",
            "drawn": f"{len(draw.documents):,} / {len(draw.pool):,} / {draw.total:,}",
            "per-document": draw.per_document,
            "authors": "، ".join(draw.authors),
            "repeats": self._tr("story.repeats" if holds(draw) else "story.repeats-not"),
        }

    def _of_scheme(self, scheme: Scheme) -> Iterator[tuple[str, Said]]:
        for language in LANGUAGES:
            name = scheme.name.get(language, "")
            yield f"name.{language}", Said(self._tr(f"scheme.scheme-name-{language}"), name)
        for place, row in placed_rows(scheme):
            part = f"{self._tr(f'scheme.part-{place[0]}')} › {named(row, self._voice.language)}"
            for field, said in self._of_scheme_row(scheme, row):
                yield "/".join((*place, field)), Said(f"{part} › {said.name}", said.value)
        used = (scheme.attribute(row) for row in scheme.attribution)
        yield (
            "attribution",
            Said(
                self._tr("scheme.field-attribution"),
                "، ".join(named(row, self._voice.language) for row in used if row is not None),
            ),
        )
        yield "guidelines", Said(self._tr("scheme.part-guidelines"), _flat(scheme.guidelines))

    def _of_scheme_row(self, scheme: Scheme, row: SchemeRow) -> Iterator[tuple[str, Said]]:
        """What a row of a scheme says, apart from the terms of a vocabulary, which are rows themselves."""
        for language in LANGUAGES:
            yield (
                f"name-{language}",
                Said(self._tr(f"scheme.field-name-{language}"), row.name.get(language, "")),
            )
        for field in row.__struct_fields__:
            value = getattr(row, field)
            if field in ("id", "name", "terms"):
                continue
            key = f"story.scheme-{field}" if field in ("default", "retired") else f"scheme.field-{field}"
            yield field, Said(self._tr(key), self._scheme_value(scheme, field, value))

    def _scheme_value(self, scheme: Scheme, field: str, value: Any) -> str:
        if isinstance(value, bool):
            return self._flag(value)
        if field in ("role", "shape", "type"):
            return self._tr(f"scheme.{field}-{value or 'none'}")
        if isinstance(value, float):
            return f"{value:g}"
        if field in LISTING:
            rows = (scheme.attribute(attribute) for attribute in value)
            return "، ".join(named(row, self._voice.language) for row in rows if row is not None)
        if field == "vocabulary":
            vocabulary = scheme.known_vocabulary(value)
            return named(vocabulary, self._voice.language) if vocabulary else value
        return "، ".join(value) if isinstance(value, tuple) else value or ""

    def _segments(self, document: Document) -> str:
        """How the text is parted: how many parts there are of each kind, and a sign that tells two apart."""
        kinds = Counter(row.kind for row in document.segments)
        named = (f"{self._tr(f'story.segment-{kind}')}: {n}" for kind, n in sorted(kinds.items()))
        return "، ".join(named)

    def _layer(self, layer: str) -> str:
        """The rows that were written out."""
        kind, _, name = layer.partition(":")
        return self._tr(f"story.layer-{kind}", author=name) if kind in LAYERS else layer

    def _flag(self, is_set: bool) -> str:
        return self._tr("window.yes") if is_set else self.no


FACTS_OF_DOCUMENT: Final = ("title", "byline", "published", "source", "url", "language")
"""What is known about a document, in words as they were found."""

ORIGINS: Final = ("suggestion", "import", "review")
"""Where a row can come from, but for the hand of its author."""

LAYERS: Final = ("all", "agreed", "author")
"""What can be written out."""

IDENTITY: Final = frozenset({*IN_LINE, "author", "title", "spelling", "language", "direction", "segments"})
"""What is said of a record by saying what it is about, or is told only where it becomes another."""


def author_of(record: Record) -> str | None:
    """Whose a record is; None where it is nobody's."""
    named = (getattr(record, field, None) for field in ("author", "reviewer", "person"))
    return next(filter(None, named), None)


def _judged(verdict: Decision) -> Row | None:
    """The target of a verdict as it was then."""
    type_: type[Row] = Span if verdict.target_kind == "span" else Attribution
    try:
        return msgspec.convert(verdict.judged, type_)
    except msgspec.ValidationError:
        return None


def _flat(value: Value) -> str:
    return " ".join(str(value).split()) if value is not None else ""
