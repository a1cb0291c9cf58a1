"""Ties claims to their sources: offers them, takes the one chosen or picked, with what else was judged."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from annotator.commands import attributions
from annotator.core.candidates import Candidate, as_before, candidates, guess_affiliation, guess_category
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Range, Span, quote
from annotator.ui.article.view import ArticleView
from annotator.ui.mark.attribution_values import Judged
from annotator.ui.mark.picking import Picking
from annotator.ui.session import Session

if TYPE_CHECKING:
    from annotator.ui.mark.attribution_popup import AttributionPopup


class Tying(QObject):
    """Attributes one claim at a time. `pieces` gives the text that a label would go on now."""

    def __init__(
        self,
        session: Session,
        article: ArticleView,
        pieces: Callable[[str], tuple[Range, ...]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        self._pieces = pieces
        self._window = window
        self._claim: Span | None = None
        self._judged = Judged()
        self.picking = Picking(session, article)
        self.picking.span_picked.connect(self._span_picked)
        self.picking.words_picked.connect(self._words_picked)
        self.picking.missed.connect(lambda: session.tell(session.tr_("window.pick-missed"), "refused"))
        self.picking.begun.connect(lambda: session.tell(session.tr_("window.pick-expected"), "expected"))
        self.picking.ended.connect(lambda: session.tell("", "expected"))

    @cached_property
    def popup(self) -> AttributionPopup:
        """Made when it is first wanted."""
        from annotator.ui.mark.attribution_popup import AttributionPopup

        # Not a child of the article, whose single-key shortcuts would take the popup's keys.
        popup = AttributionPopup(self._session, self._window)
        popup.taken.connect(self._take_candidate)
        popup.pick_wanted.connect(self._pick)
        return popup

    def offer(self, claim: Span) -> None:
        """Open the popup under a claim, with what holds the selected source or cue first."""
        self.picking.stop()
        document = self._session.document
        if document is None:
            return
        layer = self._session.layer
        offered = candidates(
            claim, layer.spans, layer.attributions, document=document, scheme=self._session.scheme
        )
        selected = self._session.span(self._article.selected_span())
        if selected is not None and selected.id != claim.id:
            offered.sort(key=lambda row: selected not in (*row.sources, row.cue))
        rects = self._article.range_rects(claim.start, claim.end)
        corner = rects[-1].bottomLeft().toPoint() if rects else QPoint(40, 40)
        self._claim = claim
        at = self._article.viewport().mapToGlobal(corner + QPoint(0, 10))
        self.popup.offer(offered, at, present=self._attribution_of(claim))

    def take_before(self, claim: Span) -> None:
        """Attribute a claim to the source of the claim before it."""
        layer = self._session.layer
        candidate = as_before(claim, layer.spans, layer.attributions, scheme=self._session.scheme)
        if candidate is None:
            self._session.failed.emit(AnnotatorError("no-claim-before"))
            return
        self._claim = claim
        self._take_candidate(candidate, Judged())

    def _take_candidate(self, candidate: Candidate, judged: Judged) -> None:
        """Attribute the claim of the popup: a new attribution, or the present one changed."""
        claim = self._claim
        if claim is None:
            return
        present = self._attribution_of(claim)
        values = self._values(candidate, judged, present)
        sources = tuple(source.id for source in candidate.sources)
        if present is not None:
            self._session.do(attributions.edit_attribution, present, sources=sources, **values)
        else:
            self._session.do(attributions.attribute, claims=[claim.id], sources=sources, **values)
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
        """The guess for these sources: a candidate without cue."""
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
        if self._claim is not None:
            self._judged = judged
            self.picking.begin(self._claim)

    def _span_picked(self, span: Span, add: bool) -> None:
        """Tie a span of the text: a source as it is, a cue as the cue, the words of another as a source."""
        claim = self.picking.claim
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
        self.picking.stop()
        if present is not None:
            self._session.do(attributions.edit_attribution, present, sources=sources, **values)
        else:
            self._session.do(attributions.attribute, claims=[claim.id], sources=sources, **values)
        self._article.select_span(claim.id, reveal=False)

    def _words_picked(self, add: bool) -> None:
        label = self._session.scheme.label_as("source")
        pieces = self._pieces(label) if label else ()
        if not pieces:
            self._session.failed.emit(AnnotatorError("nothing-selected" if label else "no-source-label"))
            return
        self._tie_words(pieces, add=add)

    def _tie_words(self, ranges: tuple[Range, ...], *, add: bool) -> None:
        """Make a source of these words and tie the claim to it, as one act."""
        claim, label = self.picking.claim, self._session.scheme.label_as("source")
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
        self.picking.stop()
        self._session.do(
            attributions.attribute_to_words,
            row=present,
            claim=claim,
            label=label,
            ranges=ranges,
            seen=self._article.passage(ranges),
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

    def _attribution_of(self, claim: Span) -> Attribution | None:
        return next((row for row in self._session.layer.attributions if claim.id in row.claims), None)
