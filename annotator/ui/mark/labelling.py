"""Labelling and attributing in the article: turns what the person points at into commands."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.commands import spans
from annotator.commands.tolls import add_tolls
from annotator.core.candidates import nearest_claim
from annotator.core.errors import AnnotatorError
from annotator.core.model import Range, Span
from annotator.core.offsets import normal_ranges
from annotator.core.segments import labelled_parts
from annotator.core.selecting import snapped, trimmed, without_clitics, word_at
from annotator.suggest.clitics import clitics
from annotator.suggest.tolls import proposed_tolls
from annotator.ui.article.view import ArticleView
from annotator.ui.mark.attributing import Tying
from annotator.ui.session import LOCKED, Session
from annotator.words.rows import both_ends
from annotator.words.tolls import toll_words


class Annotating(QObject):
    """Acts on the selection of the article view; the session tells everybody what came of it."""

    def __init__(self, session: Session, article: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        self.tying = Tying(session, article, self.pieces, window)
        self.snapping = True
        article.edges.moved.connect(self._edges_moved)
        article.edges.stopped.connect(lambda: session.tell(session.tr_("window.edge-stopped"), "refused"))
        article.edges.ended.connect(lambda: session.tell("", "expected"))
        session.acting.connect(article.edges.finish)

    def label(self, label_id: str) -> None:
        """Label the selection; with none, relabel the selected span the caret is at, else label the word."""
        if self._session.document is None:
            return
        self.tying.picking.stop()
        selected = self._session.span(self._article.selected_span())
        if selected is not None and self._article.selection() is None and self._stands_on(selected):
            span = self._session.do(spans.relabel_span, selected, label_id)
            self._tell_left_out(selected, span)
        else:
            pieces = self.pieces(label_id)
            if not pieces:
                self._session.failed.emit(AnnotatorError("nothing-selected"))
                return
            span = self._session.do(
                spans.add_span,
                document_id=self._session.document.id,
                label=label_id,
                ranges=pieces,
                seen=self._article.passage(pieces),
            )
        if span is not None:
            self._article.set_caret(span.end)
            self._article.select_span(span.id, reveal=False)

    def _stands_on(self, span: Span) -> bool:
        """Whether the caret is still at the span: who has moved on means the word there, not the span."""
        return span.start <= self._article.caret() <= span.end

    def pieces(self, label_id: str) -> tuple[Range, ...]:
        """The pieces to label, trimmed as the label's role asks unless snapping is off; empty for nothing."""
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

    def _in_question(self) -> Span | None:
        return self._session.span(self._article.span_in_question())

    def delete(self) -> None:
        if span := self._selected():
            self._session.do(spans.delete_span, span)

    def add_range(self) -> None:
        """Add the selected text to the span in question as a further range."""
        span, selection = self._in_question(), self._article.selection()
        if span is None or selection is None:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        pieces = self.pieces(span.label) or (selection,)
        self._set_ranges(span, normal_ranges([*span.ranges, *pieces]))

    def move_edges(self) -> None:
        """Make the selected text the whole extent of the span in question."""
        span, selection = self._in_question(), self._article.selection()
        if span is None or selection is None:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        self._set_ranges(span, self.pieces(span.label) or (selection,))

    def _set_ranges(self, span: Span, ranges: tuple[Range, ...]) -> None:
        seen = self._article.passage(ranges)
        if (after := self._session.do(spans.set_span_ranges, span, ranges, seen=seen)) is not None:
            self._tell_left_out(span, after)
            self._article.set_caret(ranges[-1][1])
            self._article.select_span(span.id, reveal=False)

    def reshape(self, span: Span, ranges: tuple[Range, ...]) -> bool:
        """Save the edges of a span as they have been moved. False: another program is writing."""
        try:
            seen = self._article.passage(ranges)
            self._tell_left_out(span, self._session.attempt(spans.set_span_ranges, span, ranges, seen=seen))
        except AnnotatorError as error:
            self._session.refuse(error)
            return error.code != LOCKED
        return True

    def _tell_left_out(self, before: Span, after: Span | None) -> None:
        """Say that tolls went because their words are no longer in the claim."""
        if after is not None and (n := len(before.tolls) - len(after.tolls)):
            self._session.tell(self._session.tr_("tolls.left-out", n=n))

    def accept_tolls(self) -> None:
        """Have the selected claim bear the tolls that its words tell."""
        span = self._selected()
        if span is None or self._session.role_of(span) != "claim":
            self._session.failed.emit(AnnotatorError("attribution-without-claim"))
        elif found := proposed_tolls(self._session.text, span.ranges, span.tolls):
            if (after := self._session.do(add_tolls, span, found)) is not None:
                said = "، ".join(toll_words(self._session, toll) for toll in after.tolls)
                self._session.tell(said)
        else:
            self._session.tell(self._session.tr_("tolls.none-proposed"), "refused")

    def _edges_moved(self, span: Span) -> None:
        if self._article.edges.is_moved:
            sentence = self._session.tr_("window.edges-moved", quote=both_ends(span.quote))
            self._session.tell(sentence, "expected")

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

    def attribute(self, row_id: str = "") -> None:
        """Offer whom the claim in question can be attributed to; or open the attribution with this id."""
        row = next((row for row in self._session.layer.attributions if row.id == row_id), None)
        claim = self._session.span(row.claims[0]) if row is not None else self._claim_for_attribution()
        if claim is None:
            self._session.failed.emit(AnnotatorError("attribution-without-claim"))
        else:
            self.tying.offer(claim, row)

    def attribute_as_before(self) -> None:
        if (claim := self._claim_for_attribution()) is None:
            self._session.failed.emit(AnnotatorError("attribution-without-claim"))
        else:
            self.tying.take_before(claim)

    def next_unattributed(self) -> None:
        """Go to the next claim without attribution, from the caret on and round to the beginning."""
        left = self._session.unattributed()
        if not left:
            self._session.tell(self._session.tr_("window.all-attributed"), "refused")
            return
        caret = self._article.caret()
        current = self._article.selected_span()
        after = [span for span in left if span.start >= caret and span.id != current]
        self.go_to((after or left)[0].id)

    def go_to(self, span_id: str) -> None:
        """Select a span and bring it into view."""
        self._article.select_span(span_id)
        self._article.setFocus()
