"""Labelling and attributing in the article: turns what the person points at into commands."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from annotator import commands
from annotator.core.attributing import as_before, candidates, nearest_claim
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Range, Span
from annotator.core.offsets import normal_ranges
from annotator.core.selecting import snapped, trimmed, without_clitics, word_at
from annotator.suggest.lexicon import clitics
from annotator.ui.article.view import ArticleView
from annotator.ui.attributing import AttributionPopup
from annotator.ui.session import Session


class Annotating(QObject):
    """Acts on the selection of the article view; the session tells everybody what came of it."""

    before_act = Signal()
    """Emitted before an act, so that what is being typed elsewhere is saved first."""
    told = Signal(str)
    """Something to say in passing."""

    def __init__(self, session: Session, article: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        # Not a child of the article, whose single-key shortcuts would take the popup's keys.
        self._popup = AttributionPopup(session, window)
        self._popup.taken.connect(self._take_candidate)
        self._popup_claim: Span | None = None
        self.snapping = True

    def label(self, label_id: str) -> None:
        """Label the selection; with none, relabel the selected span the caret is at, else label the word."""
        if self._session.document is None:
            return
        self.before_act.emit()
        selected = self._session.span(self._article.selected_span())
        if selected is not None and self._article.selection() is None and self._stands_on(selected):
            span = self._session.do(commands.relabel_span, selected, label_id)
        else:
            piece = self.piece(label_id)
            if piece is None:
                self._session.failed.emit(AnnotatorError("nothing-selected"))
                return
            span = self._session.do(
                commands.add_span, document_id=self._session.document.id, label=label_id, ranges=[piece]
            )
        if span is not None:
            self._article.set_caret(span.end)
            self._article.select_span(span.id, reveal=False)

    def _stands_on(self, span: Span) -> bool:
        """Whether the caret is still at the span: who has moved on means the word there, not the span."""
        return span.start <= self._article.caret() <= span.end

    def piece(self, label_id: str) -> Range | None:
        """The text a label would go on: trimmed as its role asks, unless snapping is off."""
        text = self._session.text
        role = self._session.scheme.label(label_id).role
        selection: Range | None = self._article.selection()
        if selection is not None:
            if not self.snapping:
                return selection
            return trimmed(text, snapped(text, selection), keep_quotes=role == "claim")
        word = word_at(text, self._article.caret(), (0, len(text)))
        if word is None or role in ("claim", "cue") or not self.snapping:
            return word
        return without_clitics(text, word, clitics())

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
        piece = self.piece(span.label) or selection
        self._set_ranges(span, normal_ranges([*span.ranges, piece]))

    def move_edges(self) -> None:
        """Make the selected text the whole extent of the selected span."""
        span, selection = self._selected(), self._article.selection()
        if span is None or selection is None:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        piece = self.piece(span.label) or selection
        self._set_ranges(span, (piece,))

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
        self._popup.offer(claim, offered, self._article.viewport().mapToGlobal(corner + QPoint(0, 10)))

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
        self._take_candidate(candidate)

    def _take_candidate(self, candidate: Any) -> None:
        """Attribute the claim of the popup: a new attribution, or the present one changed."""
        claim = self._popup_claim
        if claim is None:
            return
        values = {
            "sources": tuple(source.id for source in candidate.sources),
            "cue": candidate.cue.id if candidate.cue else None,
        }
        present = self._attribution_of(claim)
        if present is not None:
            self._session.do(commands.edit_attribution, present, **values)
        else:
            self._session.do(
                commands.attribute,
                claims=[claim.id],
                category=candidate.category,
                affiliation=candidate.affiliation,
                **values,
            )
        self._article.select_span(claim.id, reveal=False)
        self._article.setFocus()

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
