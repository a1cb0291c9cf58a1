"""Saying something about a document, a span, an attribution or a verdict, or in answer to what was said."""

from __future__ import annotations

from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Comment, Decision, Document, Span, new_id
from annotator.store import Project, review

_KINDS = ("document", "span", "attribution", "decision")

Subject = Document | Span | Attribution | Decision


def subject(project: Project, target_id: str) -> Subject:
    """The row with this id that can be spoken about. Raises `AnnotatorError("unknown-subject")`."""
    for kind in _KINDS:
        row = project.row_record(kind, target_id)
        if isinstance(row, Document | Span | Attribution | Decision):
            return row
    raise AnnotatorError("unknown-subject", id=target_id)


def comment_on(
    project: Project, target_id: str, text: str, *, author: str, reply_to: str | None = None
) -> Comment:
    """Say something; `reply_to` is the comment it answers, which must be about the same.

    Raises "empty-comment", "unknown-subject", "unknown-comment", "blind-document".
    """
    if not text.strip():
        raise AnnotatorError("empty-comment")
    with project.event("comment.add", author) as event:
        row = subject(project, target_id)
        document_id = row.id if isinstance(row, Document) else row.document_id
        own = author in (getattr(row, "author", None), getattr(row, "reviewer", None))
        if not own:
            review.refuse_blind(project, document_id, author)
        kinds = {Span: "span", Attribution: "attribution", Decision: "decision"}
        made = Comment(
            id=new_id(),
            document_id=document_id,
            target_kind=kinds.get(type(row), "document"),  # type: ignore[arg-type]
            target=row.id,
            author=author,
            text=text.strip(),
            reply_to=reply_to,
        )
        answered = project.row_record("comment", reply_to) if reply_to else made
        if not isinstance(answered, Comment) or answered.target != made.target:
            raise AnnotatorError("unknown-comment", id=reply_to)
        event.add(made)
    return made
