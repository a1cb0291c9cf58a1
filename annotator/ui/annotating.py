"""Labelling and attributing in the article: turns what the person points at into commands."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from annotator import commands
from annotator.core.attributing import (
    Candidate,
    as_before,
    candidates,
    guess_affiliation,
    guess_category,
    nearest_claim,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Range, Span, quote
from annotator.core.offsets import normal_ranges
from annotator.core.segments import labelled_parts
from annotator.core.selecting import snapped, trimmed, without_clitics, word_at
from annotator.suggest.lexicon import clitics
from annotator.ui.article.view import ArticleView
from annotator.ui.attributing import AttributionPopup, Judged
from annotator.ui.picking import Picking
from annotator.ui.session import Session


class Annotating(QObject):
    """Acts on the selection of the article view; the session tells everybody what came of it."""

    before_act = Signal()
    """Emitted before an act, so that what is being typed elsewhere is saved first."""
    told = Signal(str)
    """Something to say in passing."""
    expecting = Signal(str)
    """What the person is to do next, to be said until it is done; "" when it is."""

    def __init__(self, session: Session, article: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        # Not a child of the article, whose single-key shortcuts would take the popup's keys.
        self._popup = AttributionPopup(session, window)
        self._popup.taken.connect(self._take_candidate)
        self._popup.pick_wanted.connect(self._pick)
        self._popup_claim: Span | None = None
        self._judged = Judged()
        self._picking = Picking(session, article)
        self._picking.span_picked.connect(self._span_picked)
        self._picking.words_picked.connect(self._words_picked)
        self._picking.missed.connect(lambda: self.told.emit(session.tr_("window.pick-missed")))
        self._picking.begun.connect(lambda: self.expecting.emit(session.tr_("window.pick-expected")))
        self._picking.ended.connect(lambda: self.expecting.emit(""))
        self.snapping = True

    def label(self, label_id: str) -> None:
        """Label the selection; with none, relabel the selected span the caret is at, else label the word."""
        if self._session.document is None:
            return
        self._picking.stop()
        self.before_act.emit()
        selected = self._session.span(self._article.selected_span())
        if selected is not None and self._article.selection() is None and self._stands_on(selected):
            span = self._session.do(commands.relabel_span, selected, label_id)
        else:
            pieces = self._pieces(label_id)
            if not pieces:
                self._session.failed.emit(AnnotatorError("nothing-selected"))
                return
            span = self._session.do(
                commands.add_span, document_id=self._session.document.id, label=label_id, ranges=pieces
            )
        if span is not None:
            self._article.set_caret(span.end)
            self._article.select_span(span.id, reveal=False)

    def _stands_on(self, span: Span) -> bool:
        """Whether the caret is still at the span: who has moved on means the word there, not the span."""
        return span.start <= self._article.caret() <= span.end

    def _pieces(self, label_id: str) -> tuple[Range, ...]:
        """What a label would go on, trimmed as its role asks unless snapping is off; empty for nothing."""
        text, document = self._session.text, self._session.document
        role = self._session.scheme.label(label_id).role
        selection: Range | None = self._article.selection()
        if selection is not None:
            # An edge never parts a letter from its marks.
            whole = snapped(text, selection)
            if not self.snapping or document is None:
                return (whole,)
            parts = labelled_parts(document.segments, whole)
            kept = [trimmed(text, part, keep_quotes=role == "claim") for part in parts]
            return tuple(part for part in kept if part is not None)
        word = word_at(text, self._article.caret(), (0, len(text)))
        if word is None:
            return ()
        if role in ("claim", "cue") or not self.snapping:
            return (word,)
        return (without_clitics(text, word, clitics()),)

    def _selected(self) -> Span | None:
        return self._session.span(self._article.selected_span())

    def delete(self) -> None:
        if span := self._selected():
            self._session.do(commands.delete_span, span)

    def add_range(self) -> None:
        """Add the selected text to the selected span as a further range."""
        span, selection = self._selected(), self._article.selection()
        if span is None or selection is None:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        pieces = self._pieces(span.label) or (selection,)
        self._set_ranges(span, normal_ranges([*span.ranges, *pieces]))

    def move_edges(self) -> None:
        """Make the selected text the whole extent of the selected span."""
        span, selection = self._selected(), self._article.selection()
        if span is None or selection is None:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        self._set_ranges(span, self._pieces(span.label) or (selection,))

    def _set_ranges(self, span: Span, ranges: tuple[Range, ...]) -> None:
        if self._session.do(commands.set_span_ranges, span, ranges) is not None:
            self._article.set_caret(ranges[-1][1])
            self._article.select_span(span.id, reveal=False)

    # Attributing

    def _claim_for_attribution(self) -> Span | None:
        """The selected claim; for a selected source or cue, the claim it most likely belongs to."""
        span = self._selected()
        if span is None:
            return None
        role = self._session.role_of(span)
        if role == "claim":
            return span
        if role in ("source", "cue"):
            for row in self._session.attributions_of(span.id):
                return self._session.span(row.claims[0])
            return nearest_claim(span, self._session.unattributed())
        return None

    def attribute(self) -> None:
        self._picking.stop()
        claim = self._claim_for_attribution()
        document = self._session.document
        if claim is None or document is None:
            self._session.failed.emit(AnnotatorError("attribution-without-claim"))
            return
        layer = self._session.layer
        offered = candidates(
            claim, layer.spans, layer.attributions, document=document, scheme=self._session.scheme
        )
        selected = self._selected()
        if selected is not None and selected.id != claim.id:
            # The person stands on a source or a cue: what holds it comes first.
            offered.sort(key=lambda row: selected not in (*row.sources, row.cue))
        rects = self._article.range_rects(claim.start, claim.end)
        corner = rects[-1].bottomLeft().toPoint() if rects else QPoint(40, 40)
        self._popup_claim = claim
        at = self._article.viewport().mapToGlobal(corner + QPoint(0, 10))
        self._popup.offer(offered, at, present=self._attribution_of(claim))

    def attribute_as_before(self) -> None:
        claim = self._claim_for_attribution()
        if claim is None:
            self._session.failed.emit(AnnotatorError("attribution-without-claim"))
            return
        layer = self._session.layer
        candidate = as_before(claim, layer.spans, layer.attributions, scheme=self._session.scheme)
        if candidate is None:
            self._session.failed.emit(AnnotatorError("no-claim-before"))
            return
        self._popup_claim = claim
        self._take_candidate(candidate, Judged())

    def _take_candidate(self, candidate: Candidate, judged: Judged) -> None:
        """Attribute the claim of the popup: a new attribution, or the present one changed."""
        claim = self._popup_claim
        if claim is None:
            return
        present = self._attribution_of(claim)
        values = self._values(candidate, judged, present)
        sources = tuple(source.id for source in candidate.sources)
        if present is not None:
            self._session.do(commands.edit_attribution, present, sources=sources, **values)
        else:
            self._session.do(commands.attribute, claims=[claim.id], sources=sources, **values)
        self._article.select_span(claim.id, reveal=False)
        self._article.setFocus()

    def _values(self, candidate: Candidate, judged: Judged, present: Attribution | None) -> dict[str, Any]:
        """The fields that come with a source. What a person set stays; what was guessed is guessed anew."""
        values: dict[str, Any] = {
            "cue": candidate.cue.id if candidate.cue else None,
            "attributes": judged.attributes,
        }
        if present is None:
            values |= {"category": candidate.category, "affiliation": candidate.affiliation}
        else:
            guessed = self._guessed(present.sources)
            if present.category in ("", guessed.category):
                values["category"] = candidate.category
            if present.affiliation in ("", guessed.affiliation):
                values["affiliation"] = candidate.affiliation
        if judged.affiliation is not None:
            values["affiliation"] = judged.affiliation
        return values

    def _guessed(self, sources: tuple[str, ...]) -> Candidate:
        """What would be guessed for these sources: a candidate without cue."""
        spans = [span for span_id in sources if (span := self._session.span(span_id)) is not None]
        return self._guess(spans[0]) if spans else Candidate()

    def _guess(self, source: Span) -> Candidate:
        actors = [span for span in self._session.layer.spans if self._session.role_of(span) == ""]
        return Candidate(
            sources=(source,),
            category=guess_category(self._session.scheme, source.quote),
            affiliation=guess_affiliation(source, actors),
        )

    # Picking the source in the text

    def _pick(self, judged: Judged) -> None:
        if self._popup_claim is not None:
            self._judged = judged
            self._picking.begin(self._popup_claim)

    def _span_picked(self, span: Span, add: bool) -> None:
        """Tie a span of the text: a source as it is, a cue as the cue, the words of another as a source."""
        claim = self._picking.claim
        if claim is None:
            return
        present = self._attribution_of(claim)
        role = self._session.role_of(span)
        if role == "":
            self._tie_words(span.ranges, add=add)
            return
        if role == "cue":
            kept = present.sources if present else ()
            values: dict[str, Any] = {"cue": span.id, "attributes": self._judged.attributes}
        else:
            kept = (*present.sources, span.id) if add and present else (span.id,)
            candidate = self._with_cue(self._guess(span), claim, present)
            values = self._values(candidate, self._judged, present)
        sources = tuple(dict.fromkeys(kept))
        self._picking.stop()
        if present is not None:
            self._session.do(commands.edit_attribution, present, sources=sources, **values)
        else:
            self._session.do(commands.attribute, claims=[claim.id], sources=sources, **values)
        self._article.select_span(claim.id, reveal=False)

    def _words_picked(self, add: bool) -> None:
        label = self._source_label()
        pieces = self._pieces(label) if label else ()
        if not pieces:
            self._session.failed.emit(AnnotatorError("nothing-selected" if label else "no-source-label"))
            return
        self._tie_words(pieces, add=add)

    def _tie_words(self, ranges: tuple[Range, ...], *, add: bool) -> None:
        """Make a source of these words and tie the claim to it, as one act."""
        claim, label = self._picking.claim, self._source_label()
        if claim is None:
            return
        if not label:
            self._session.failed.emit(AnnotatorError("no-source-label"))
            return
        present = self._attribution_of(claim)
        words = msgspec.structs.replace(
            claim, id="", label=label, ranges=ranges, quote=quote(self._session.text, ranges)
        )
        candidate = self._with_cue(self._guess(words), claim, present)
        values = self._values(candidate, self._judged, present)
        kept = present.sources if add and present else ()
        self._picking.stop()
        self._session.do(
            commands.attribute_to_words,
            row=present,
            claim=claim,
            label=label,
            ranges=ranges,
            sources=kept,
            **values,
        )
        self._article.select_span(claim.id, reveal=False)

    def _with_cue(self, candidate: Candidate, claim: Span, present: Attribution | None) -> Candidate:
        """With the cue the claim has, else the nearest free one in reach, as for what the popup offers."""
        document = self._session.document
        if document is None:
            return candidate
        layer = self._session.layer
        cue = self._session.span(present.cue) if present and present.cue else None
        if cue is None:
            offered = candidates(
                claim, layer.spans, layer.attributions, document=document, scheme=self._session.scheme
            )
            wanted = {source.id for source in candidate.sources}
            fitting = [row for row in offered if wanted & {source.id for source in row.sources}]
            cue = (fitting or offered[-1:])[0].cue
        return msgspec.structs.replace(candidate, cue=cue)

    def _source_label(self) -> str:
        """The label that sources bear; "" where the scheme has none in use."""
        labels = self._session.scheme.active_labels()
        return next((label.id for label in labels if label.role == "source"), "")

    def _attribution_of(self, claim: Span) -> Attribution | None:
        return next((row for row in self._session.layer.attributions if claim.id in row.claims), None)

    def next_unattributed(self) -> None:
        """Go to the next claim without attribution, from the caret on and round to the beginning."""
        left = self._session.unattributed()
        if not left:
            self.told.emit(self._session.tr_("window.all-attributed"))
            return
        caret = self._article.caret()
        current = self._article.selected_span()
        after = [span for span in left if span.start >= caret and span.id != current]
        self.go_to((after or left)[0].id)

    def go_to(self, span_id: str) -> None:
        """Select a span and bring it into view."""
        self._article.select_span(span_id)
        self._article.setFocus()
