"""Short ways to write rows of one invented document, for tests about layers and review."""

from __future__ import annotations

from typing import Any

from annotator.core.model import REVIEW, Attribution, Decision, Range, Span, Submission, Verdict, quote
from annotator.core.review import Target, snapshot, target_kind

TEXT = "قال مصدر عسكري إن الطائرة سقطت قرب مدينة السنديان، وأضاف أن التحقيق مستمر. " * 3
D = "d"


def span(row_id: str, author: str, label: str, *ranges: Range, **values: Any) -> Span:
    return Span(
        id=row_id,
        document_id=D,
        label=label,
        ranges=ranges,
        quote=quote(TEXT, ranges),
        author=author,
        **values,
    )


def tied(row_id: str, author: str, claims: str, sources: str = "", **values: Any) -> Attribution:
    """An attribution; span ids are separated by spaces."""
    return Attribution(
        id=row_id,
        document_id=D,
        author=author,
        claims=tuple(claims.split()),
        sources=tuple(sources.split()),
        **values,
    )


def submitted(author: str, state: Any = "submitted") -> Submission:
    return Submission(id=f"sub-{author}", document_id=D, author=author, state=state)


def decided(target: Target, reviewer: str, verdict: Verdict, made: Any = None, **values: Any) -> Decision:
    return Decision(
        id=f"{target.id}-{reviewer}-{made.id if made else ''}",
        document_id=D,
        target_kind=target_kind(target),
        target=target.id,
        judged=snapshot(target),
        reviewer=reviewer,
        verdict=verdict,
        replacement=made.id if made else None,
        **values,
    )


def made(row_id: str, reviewer: str, label: str, *ranges: Range) -> Span:
    """A span a reviewer made within a review."""
    return span(row_id, reviewer, label, *ranges, origin=REVIEW)
