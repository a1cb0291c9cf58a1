"""Saying that a document is done, and taking that back."""

from __future__ import annotations

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Submission, new_id
from annotator.core.submission_check import Remark, remarks
from annotator.store import Project, queries, review


def check_document(project: Project, document_id: str, *, author: str) -> list[Remark]:
    """The gaps in the author's layer, in reading order. Raises "unknown-document"."""
    document = queries.document(project, document_id)
    layer = queries.layer(project, document_id, author)
    return remarks(document, layer.spans, layer.attributions, project.scheme)


def submit(project: Project, document_id: str, *, author: str, note: str = "") -> Submission:
    """Hand the author's layer in for review; again, once it was taken back. An empty layer can be handed in.

    Raises "remarks-left" if it still lacks something and `note` does not say why that is right.
    """
    with project.event("submission.submit", author) as event:
        left = check_document(project, document_id, author=author)
        if left and not note.strip():
            raise AnnotatorError("remarks-left", document=document_id, n=len(left))
        before = review.submission_of(project, document_id, author)
        if before is None:
            after = Submission(
                id=new_id(), document_id=document_id, author=author, state="submitted", note=note
            )
            event.add(after)
        else:
            after = msgspec.structs.replace(before, state="submitted", note=note)
            event.replace(before, after)
    return after


def withdraw(project: Project, document_id: str, *, author: str) -> Submission:
    """Take a layer back from review; verdicts on what does not change stay good.

    Raises "not-submitted", and "blind-final" for what was submitted blind.
    """
    with project.event("submission.withdraw", author) as event:
        queries.document(project, document_id)
        before = review.submission_of(project, document_id, author)
        if before is None or before.state != "submitted":
            raise AnnotatorError("not-submitted", document=document_id, author=author)
        after = msgspec.structs.replace(before, state="withdrawn")
        event.replace(before, after)
    return after
