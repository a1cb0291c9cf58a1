"""Says what a comment is about."""

from __future__ import annotations

from annotator.core.model import Attribution, Comment, Decision, Span
from annotator.store.review import Review
from annotator.words.rows import Speaker, row_words, verdict_words


def subject_words(speaker: Speaker, review: Review, comment: Comment) -> str:
    """The document, the row, or the verdict that a comment is about."""
    row: object = review.rows.get(comment.target)
    if row is None:
        row = next((it for it in review.decisions if it.id == comment.target), None)
    if isinstance(row, Span | Attribution):
        return row_words(speaker, review.rows.get, row)
    if isinstance(row, Decision):
        return verdict_words(speaker, review.rows.get, row)
    known = comment.target_kind == "document"
    return speaker.tr_("review.about-document" if known else "review.about-gone")


def span_of(review: Review, comment: Comment) -> str:
    """The id of the span that shows what a comment is about; "" if there is none."""
    target = next((row.target for row in review.decisions if row.id == comment.target), comment.target)
    row = review.rows.get(target)
    span = row.claims[0] if isinstance(row, Attribution) else target
    return span if isinstance(review.rows.get(span), Span) else ""
