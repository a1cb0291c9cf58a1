"""Judging in the article: turns the keys of review into commands on the place in question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.commands import comments, verdicts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Decision, Range, Span, Submission
from annotator.ui.article.view import ArticleView
from annotator.ui.review.corrections import AttributionCorrection, CorrectionDialog, SpanCorrection
from annotator.ui.review.reading import Row
from annotator.ui.review.reason_popup import ReasonPopup
from annotator.ui.review.state import Reviewing
from annotator.ui.session import Session


class Judging(QObject):
    """Verdicts, corrections and comments; the session tells everybody what came of them."""

    def __init__(self, session: Session, article: ArticleView, reviewing: Reviewing, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        self._reviewing = reviewing
        self._window = window
        # Not a child of the article, whose single-key shortcuts would take the popup's keys.
        self._popup = ReasonPopup(session, window)
        self._popup.chosen.connect(self._rejected)

    # Judging one layer

    def accept(self) -> None:
        """Accept the whole statement of a claim in one act, if all of it can be; else the one row."""
        if targets := self._reviewing.acceptable():
            self._judge(verdicts.accept, targets)

    def accept_row(self) -> None:
        """Accept the one row and nothing that belongs to it."""
        if (standing := self._reviewing.standing()) is not None and self._reviewing.is_reviewing():
            self._judge(verdicts.accept, [standing.target])

    def reject(self) -> None:
        """Ask for the reason; what is chosen there is done at once."""
        self._popup.offer(self._reviewing.corner())

    def _rejected(self, reason: str, comment: str) -> None:
        self._article.setFocus()
        if (standing := self._reviewing.standing()) is not None and self._reviewing.is_reviewing():
            self._judge(verdicts.reject, [standing.target], reason=reason, comment=comment)

    def accept_remaining(self) -> None:
        """Accept what is still open; of a comparison, what is the same in all layers. One act."""
        document = self._session.document
        if document is None:
            return
        if self._reviewing.view.kind == "compare":
            self._judge(verdicts.accept_same, document.id, authors=self._reviewing.view.authors)
        elif self._reviewing.is_reviewing():
            self._judge(verdicts.accept_remaining, document.id, of=self._reviewing.view.authors[0])

    def correct(self) -> None:
        """Say what should stand instead: selected text is offered as the extent."""
        standing, work = self._reviewing.standing(), self._reviewing.work
        if standing is None or work is None or self._reviewing.view.kind not in ("review", "compare"):
            return
        row, selected = standing.target, None
        if self._article.selection() is not None:
            selected = self._article.target_range()
        if isinstance(row, Span):
            self._ask(
                SpanCorrection(self._session, row, selected, self._window), partial(self._corrected, row)
            )
        elif isinstance(row, Attribution):
            self._ask_about(row, partial(self._corrected, row))

    def attribute(self) -> None:
        """Tie the selected claim to its source: correct its attribution, or add the one that is missing."""
        claim, document = self._reviewing.selected(), self._session.document
        if (
            claim is None
            or document is None
            or not self._reviewing.is_reviewing()
            or self._session.role_of(claim) != "claim"
        ):
            self._session.failed.emit(AnnotatorError("attribution-without-claim"))
            return
        tied = next((row for row in self._reviewing.layer()[1] if claim.id in row.claims), None)
        if tied is not None and tied.author == self._reviewing.view.authors[0]:
            self._reviewing.go_to(tied.id)
            self.correct()
            return
        blank = Attribution(id="", document_id=document.id, claims=(claim.id,), author=self._session.author)
        self._ask_about(blank, partial(self._add_tie, blank))

    def label(self, label_id: str, pieces: Sequence[Range]) -> None:
        """Label text that the layer under review lacks; the span in question gets another label instead."""
        document, standing = self._session.document, self._reviewing.standing()
        if document is None:
            return
        if self._article.selection() is None and standing is not None:
            row = standing.target
            stands = isinstance(row, Span) and row.start <= self._article.caret() <= row.end
            if isinstance(row, Span) and stands and self._article.selected_span() == row.id:
                self._judge(verdicts.replace_span, [row], label=label_id)
                return
        if not pieces:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        author = self._reviewing.view.authors[0]
        made = self._session.do(
            verdicts.add_missed_span, document.id, authors=[author], label=label_id, ranges=pieces
        )
        if made is not None:
            self._article.set_caret(made.end)
            self._article.select_span(made.id, reveal=False)

    def _ask(self, dialog: CorrectionDialog, then: Callable[..., None]) -> None:
        self._session.finish_typing()
        dialog.corrected.connect(then)
        dialog.open()

    def _ask_about(self, row: Attribution, then: Callable[..., None]) -> None:
        claim = self._reviewing.work.span_of(row) if self._reviewing.work is not None else None
        if claim is not None:
            spans, ties = self._reviewing.layer()
            # Of a comparison, what all layers share is drawn once: the row as it is drawn names those spans.
            shown = next((tied for tied in ties if tied.id == row.id), row)
            self._ask(AttributionCorrection(self._session, shown, spans, claim, self._window), then)

    def _corrected(self, row: Row, values: dict[str, Any], reason: str, comment: str) -> None:
        self._article.setFocus()
        item = self._reviewing.item()
        rows = list(item.rows.values()) if item is not None else [row]
        command = verdicts.replace_span if isinstance(row, Span) else verdicts.replace_attribution
        self._judge(command, rows, reason=reason, comment=comment, **values)

    def _add_tie(self, row: Attribution, values: dict[str, Any], _reason: str, comment: str) -> None:
        self._article.setFocus()
        author = self._reviewing.view.authors[0]
        self._session.do(
            verdicts.add_missed_attribution,
            row.document_id,
            authors=[author],
            claims=row.claims,
            comment=comment,
            **values,
        )

    # Comparing layers

    def take(self, side: int) -> None:
        """Take what the side of that number has, the first being 1, and reject what the others have."""
        if side <= len(self._reviewing.sides()):
            self._settle([side])

    def take_chosen(self) -> None:
        """Take the sides that are chosen."""
        self._settle(self._reviewing.chosen)

    def take_both(self) -> None:
        self._settle(range(1, len(self._reviewing.sides()) + 1))

    def take_neither(self) -> None:
        self._settle(())

    def _settle(self, numbers: Iterable[int]) -> None:
        if (item := self._reviewing.item()) is not None:
            sides = self._reviewing.sides()
            kept = [author for number in numbers for author in sides[number - 1] if author in item.rows]
            self._judge(verdicts.settle, [item], take=kept)

    # Comments

    def comment(self, text: str) -> None:
        """Say something about what is in question, in answer to what was said of it last."""
        about, work = self._reviewing.about(), self._reviewing.work
        if about is None or work is None:
            return
        said = work.said_of(about) if isinstance(about, Decision) else work.comments(about)
        wanted = about.document_id if isinstance(about, Submission) else about.id
        before = [row.id for row in said if row.target == wanted]
        self._session.do(comments.comment_on, wanted, text, reply_to=before[-1] if before else None)

    def _judge(self, command: Callable[..., Any], *args: Any, **values: Any) -> None:
        """Give a verdict, and go on to the next place that is open."""
        if self._session.do(command, *args, **values) is not None:
            self._reviewing.go_onward()
