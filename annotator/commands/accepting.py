"""Taking what is proposed into one's layer, or saying that it is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from annotator.commands.checks import checked_in
from annotator.core.errors import AnnotatorError
from annotator.core.model import FACTS, Attribution, Range, Span, new_id
from annotator.core.suggestions import Answers, ProposedSpan, Rejection, Suggestion, rejection_id
from annotator.store import Project, Recorder, queries
from annotator.store.log import MUCH
from annotator.store.suggestions import brought, proposed


class Accepted(msgspec.Struct, frozen=True):
    """The rows that accepting added; what the layer had already is not among them."""

    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()


def accept_suggestions(project: Project, suggestions: Sequence[Suggestion], *, author: str) -> Accepted:
    """Make suggestions part of the author's layer, all as one act; each may have been changed before.

    Spans with the same label on the same ranges are used again. An inner attribution is tied to the outer
    one if that is accepted with it or answered by the layer; else it stays without, and is tied when the
    outer one is accepted. Spans point to the names that were found there. What was proposed otherwise than it
    is accepted is not proposed again.

    Raises "unknown-document", "unknown-label", "label-retired", "bad-ranges", "span-on-furniture", and
    "suggestion-stale" where the text does not say what was proposed.
    """
    labels = {span.label for row in suggestions for span in row.spans}
    for label in sorted(labels):
        if project.scheme.label(label).retired:
            raise AnnotatorError("label-retired", label=label)
    by_document: dict[str, dict[str, Suggestion]] = {}
    for row in suggestions:
        by_document.setdefault(row.document_id, {})[row.id] = row
    spans: list[Span] = []
    attributions: list[Attribution] = []
    with project.event("suggestion.accept", author, much=len(suggestions) >= MUCH) as event:
        for document_id, rows in by_document.items():
            taking = _Taking(project, event, document_id, author)
            for suggestion in _outer_first(rows):
                taking.take(suggestion)
            taking.finish(rows)
            spans += taking.spans
            attributions += taking.attributions
    return Accepted(tuple(spans), tuple(attributions))


def accept_suggestion(project: Project, suggestion: Suggestion, *, author: str) -> Accepted:
    """`accept_suggestions` of one."""
    return accept_suggestions(project, [suggestion], author=author)


def reject_suggestion(project: Project, suggestion: Suggestion, *, author: str) -> Rejection:
    """`reject_suggestions` of one."""
    return reject_suggestions(project, [suggestion], author=author)[0]


def reject_suggestions(
    project: Project, suggestions: Sequence[Suggestion], *, author: str
) -> tuple[Rejection, ...]:
    """Remember that suggestions are wrong, all as one act: they are not proposed to the author again."""
    rows = tuple(_rejection(suggestion, author) for suggestion in suggestions)
    with project.event("suggestion.reject", author) as event:
        for document_id in {row.document_id for row in rows}:
            queries.document(project, document_id)
        known = queries.existing(project, "rejection", (row.id for row in rows))
        event.add_in_bulk(row for row in rows if row.id not in known)
    return rows


class _Taking:
    """Takes suggestions into one author's layer of one document, within an event."""

    def __init__(self, project: Project, event: Recorder, document_id: str, author: str) -> None:
        self._project, self._event, self._author = project, event, author
        self._document = queries.document(project, document_id)
        self._text = queries.text_of(project, self._document)
        self._layer = queries.layer(project, document_id, author)
        self._answers = Answers(self._layer.spans, self._layer.attributions)
        self._placed = {(span.label, span.ranges): span for span in self._layer.spans}
        self._known = {(row.claims, row.sources, row.cue): row for row in self._layer.attributions}
        self._tied: dict[str, Attribution] = {}
        found = proposed(project, document_id, author)
        self._rows: dict[str, bool] = {}
        rows = (*(found.found if found else ()), *brought(project, document_id))
        self._proposed = {row.id: row for row in rows}
        self.spans: list[Span] = []
        self.attributions: list[Attribution] = []

    def take(self, suggestion: Suggestion) -> None:
        """Add the rows of one suggestion."""
        places = [self._span(suggestion, span) for span in suggestion.spans]
        tie = suggestion.attribution
        if tie is None:
            return
        row = Attribution(
            id=new_id(),
            document_id=self._document.id,
            claims=tuple(places[place].id for place in tie.claims),
            sources=tuple(places[place].id for place in tie.sources),
            cue=None if tie.cue is None else places[tie.cue].id,
            parent=self._outer(tie.parent),
            **{name: getattr(tie, name) for name in FACTS},
            attributes=dict(tie.attributes),
            author=self._author,
            origin=_origin(suggestion),
            confidence=suggestion.confidence,
        )
        if not row.claims:
            raise AnnotatorError("attribution-without-claim")
        known = self._known.setdefault((row.claims, row.sources, row.cue), row)
        self._tied[suggestion.id] = known
        if known is row:
            self._event.add_in_bulk([row])
            self.attributions.append(row)

    def finish(self, taken: dict[str, Suggestion]) -> None:
        """Tie the inner attributions that were waiting for these, and remember what was changed."""
        rows = {row.id: row for row in (*self._layer.attributions, *self.attributions)}
        for inner in self._proposed.values():
            outer = self._tied.get(inner.attribution.parent or "") if inner.attribution else None
            answer = self._answers.answer(inner) if outer is not None and inner.id not in taken else None
            if outer is None or answer is None:
                continue
            row = rows[answer.id]
            if row.parent is None and not _leads_to(rows, outer, row.id):
                rows[row.id] = msgspec.structs.replace(row, parent=outer.id)
                self._event.replace(row, rows[row.id])
        answers = Answers(self._placed.values(), rows.values())
        originals = (self._proposed.get(suggestion) for suggestion in taken)
        corrected = [
            _rejection(row, self._author) for row in originals if row is not None and answers.is_open(row)
        ]
        self._event.flush()
        known = queries.existing(self._project, "rejection", (row.id for row in corrected))
        self._event.add_in_bulk(row for row in corrected if row.id not in known)

    def _span(self, suggestion: Suggestion, span: ProposedSpan) -> Span:
        checked = checked_in(self._document, self._text, span.ranges)
        if checked.quote != span.quote:
            raise AnnotatorError(
                "suggestion-stale", document=self._document.id, quote=span.quote, text=checked.quote
            )
        place: tuple[str, tuple[Range, ...]] = (span.label, checked.ranges)
        if place not in self._placed:
            row = Span(
                id=new_id(),
                document_id=self._document.id,
                label=span.label,
                ranges=checked.ranges,
                quote=checked.quote,
                author=self._author,
                origin=_origin(suggestion),
                confidence=suggestion.confidence,
                attributes=span.attributes,
                name=span.name if self._is_row(span.name) else "",
            )
            self._event.add_in_bulk([row])
            self._placed[place] = row
            self.spans.append(row)
        else:
            known = self._placed[place]
            after = msgspec.structs.replace(known, attributes={**known.attributes, **span.attributes})
            if after != known:
                self._event.flush()
                self._event.replace(known, after)
                self._placed[place] = after
        return self._placed[place]

    def _is_row(self, name: str) -> bool:
        """Whether it is a name of the project; one that only stands in the layer is none to point to."""
        if name and name not in self._rows:
            self._rows[name] = self._project.row_record("name", name) is not None
        return self._rows.get(name, False)

    def _outer(self, suggestion: str | None) -> str | None:
        """The attribution that the outer suggestion has become."""
        if suggestion is None:
            return None
        if suggestion not in self._tied and suggestion in self._proposed:
            answer = self._answers.answer(self._proposed[suggestion])
            return answer.id if answer is not None else None
        return self._tied[suggestion].id if suggestion in self._tied else None


def _outer_first(rows: dict[str, Suggestion]) -> list[Suggestion]:
    """The suggestions, each after the one that holds its outer attribution."""
    ordered: dict[str, Suggestion] = {}

    def place(row: Suggestion, inside: frozenset[str]) -> None:
        parent = row.attribution.parent if row.attribution else None
        if parent in rows and parent not in ordered and parent not in inside:
            place(rows[parent], inside | {row.id})
        ordered.setdefault(row.id, row)

    for row in rows.values():
        place(row, frozenset())
    return list(ordered.values())


def _leads_to(rows: dict[str, Attribution], outer: Attribution, target: str) -> bool:
    """Whether `target` is `outer` itself or one of those around it, or these have no end."""
    row: Attribution | None = outer
    passed = {target}
    while row is not None and row.id not in passed:
        passed.add(row.id)
        row = rows.get(row.parent) if row.parent else None
    return row is not None


def _origin(suggestion: Suggestion) -> str:
    return f"suggestion:{suggestion.suggester}"


def _rejection(suggestion: Suggestion, author: str) -> Rejection:
    return Rejection(
        id=rejection_id(author, suggestion.id),
        document_id=suggestion.document_id,
        author=author,
        suggestion=msgspec.json.decode(msgspec.json.encode(suggestion)),
    )
