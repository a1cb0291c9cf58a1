"""Ties claims to their sources: offers them, takes the one chosen or picked, with what else was judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtWidgets import QWidget

from annotator.commands import attributions
from annotator.core.candidates import (
    Candidate,
    apart,
    as_before,
    candidates,
    guess_affiliation,
    guess_category,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Range, Span, quote
from annotator.ui.article.view import ArticleView
from annotator.ui.mark.attribution_draft import Draft, Judged, Taken
from annotator.ui.mark.picking import Picking
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import shortened, term_words

if TYPE_CHECKING:
    from annotator.ui.mark.attribution_popup import AttributionPopup


_LONGEST = 60


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
        popup.taken.connect(self._take)
        popup.pick_wanted.connect(self._pick)
        return popup

    def offer(self, claim: Span, row: Attribution | None = None) -> None:
        """Open the popup beside a claim, for its first attribution or for `row`."""
        self.picking.stop()
        self._session.settle()  # what is still to be shown may move the claim
        document = self._session.document
        if document is None:
            return
        layer = self._session.layer
        offered = candidates(
            claim, layer.spans, layer.attributions, document=document, scheme=self._session.scheme
        )
        wanted = self._article.selected_span()
        offered.sort(key=lambda row: all(wanted != span.id for span in (*row.sources, row.cue) if span))
        self._claim = claim
        self._make_room(claim)
        self.popup.offer(
            claim,
            offered,
            self._box(claim),
            rows=[row for row in layer.attributions if claim.id in row.claims],
            row=row,
            guess=self._guessed,
            wanted=wanted,
        )

    def _make_room(self, claim: Span) -> None:
        """Scroll on where the popup fits neither above the claim nor below it."""
        box = self._shown(claim)
        view = self._article.viewport().rect()
        if max(box.top(), view.bottom() - box.bottom()) < self.popup.least_height():
            self._article.scroll_by(box.top() - view.top())

    def _shown(self, claim: Span) -> QRectF:
        """Where the claim stands in the article, so far as it is in view."""
        rects = self._article.range_rects(claim.start, claim.end)
        view = QRectF(self._article.viewport().rect())
        box = rects[0] if rects else QRectF(40, 40, 1, 1)
        for rect in rects[1:]:
            box = box.united(rect)
        return box.intersected(view) if box.intersects(view) else box

    def _box(self, claim: Span) -> QRect:
        box = self._shown(claim).toAlignedRect()
        return QRect(self._article.viewport().mapToGlobal(box.topLeft()), box.size())

    def take_before(self, claim: Span) -> None:
        """Attribute a claim to the source of the claim before it."""
        layer = self._session.layer
        candidate = as_before(claim, layer.spans, layer.attributions, scheme=self._session.scheme)
        if candidate is None:
            self._session.failed.emit(AnnotatorError("no-claim-before"))
            return
        self._claim = claim
        row = self._attribution_of(claim)
        sources = tuple(source.id for source in candidate.sources)
        self._take(Taken(row, {"sources": sources, **self._values(candidate, Judged(row))}))

    def _take(self, taken: Taken) -> None:
        """Attribute the claim of the popup, as one act."""
        claim = self._claim
        if claim is None:
            return
        self._session.do(
            attributions.attribute_claim, claim=claim, row=taken.row, apart=taken.apart, **taken.values
        )
        self._article.select_span(claim.id, reveal=False)
        self._article.setFocus()

    def _values(self, candidate: Candidate, judged: Judged, *, keeps: bool = False) -> dict[str, Any]:
        """The fields that come with a source. What a person set stays; what was guessed is guessed anew,
        unless the source comes beside those that are there."""
        draft = Draft(judged.row, self._guessed)
        return draft.values([candidate], keeps=keeps) | judged.values

    def _guessed(self, sources: Sequence[str]) -> Candidate:
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
        claim, judged = self.picking.claim, self._judged
        if claim is None:
            return
        present = judged.row
        role = self._session.role_of(span)
        if role == "":
            self._tie_words(span.ranges, add=add)
            return
        if role == "cue":
            kept = present.sources if present else ()
            values: dict[str, Any] = {**judged.values, "cue": span.id}
        else:
            candidate = self._guess(span)
            placed = self._beside(candidate, judged) if add else judged
            if placed is None:
                return
            judged = placed
            present = judged.row
            kept = (*present.sources, span.id) if add and present else (span.id,)
            values = self._values(self._with_cue(candidate, claim, present), judged, keeps=add)
        self.picking.stop()
        self._claim = claim
        self._take(Taken(present, {**values, "sources": tuple(dict.fromkeys(kept))}))

    def _beside(self, candidate: Candidate, judged: Judged) -> Judged | None:
        """Where a further source is to go: beside the others, or, being of another category, into a second
        attribution, as the person says; None: nowhere."""
        row = judged.row
        if row is None or "category" in judged.values or not apart([candidate], row.sources, row.category):
            return judged
        from annotator.ui.parts import dialogs

        tr = self._session.tr_
        question = tr(
            "window.apart-question",
            source=isolated(shortened(candidate.sources[0].quote, _LONGEST)),
            category=isolated(term_words(self._session, "category", candidate.category)),
        )
        answers = (tr("window.apart-second"), tr("window.apart-together"))
        answer = dialogs.choose(self._window, self._session.language, question, answers)
        if answer is None:
            return None
        return msgspec.structs.replace(judged, row=None) if answer == 0 else judged

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
        words = msgspec.structs.replace(
            claim, id="", label=label, ranges=ranges, quote=quote(self._session.text, ranges)
        )
        candidate = self._guess(words)
        judged = self._beside(candidate, self._judged) if add else self._judged
        if judged is None:
            return
        present = judged.row
        values = self._values(self._with_cue(candidate, claim, present), judged, keeps=add)
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
