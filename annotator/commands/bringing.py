"""Decides what of an imported document counts, and what only comes in as a comment that reports it.

Nobody signs for somebody else: whoever brings in a file brings in other people's work under their names, but
their word on work, verdicts and submissions, only if the import says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from annotator.core.model import Attribution, Bundle, Comment, Decision, Record, Span, Submission, derived_id

Word = Decision | Submission
"""Somebody's word on work."""

Telling = Callable[[Word], str]
"""Says in a sentence what somebody said."""

_COMMENT: Final = "comment"


class Brought(msgspec.Struct):
    """The bundle that is taken in of a document, and how many verdicts and submissions are only reported."""

    bundle: Bundle
    verdicts: int = 0
    submissions: int = 0


def plainly(word: Word) -> str:
    """The text of a report in no language, for callers that speak none."""
    if isinstance(word, Submission):
        parts = [word.state, word.note]
    else:
        parts = [word.verdict, word.reason or "", word.comment]
    return f"{_signed(word)}: {' · '.join(filter(None, parts))}"


def says(bundle: Bundle) -> bool:
    """Whether somebody's word is in it."""
    return bool(bundle.decisions or bundle.submissions)


def brought(
    bundle: Bundle, *, importer: str, trusted: bool, known: Mapping[str, Record], telling: Telling
) -> Brought:
    """The bundle as `importer` may bring it in; `known` are the rows of the project that it is about.

    What others said counts if it is `trusted` and not about rows of the importer's own; of a row that is gone
    the verdict must say whose it was. Otherwise it becomes a comment of the importer's, and comments on it
    become answers to that one.
    """
    if not says(bundle):
        return Brought(bundle)
    reports: dict[str, Comment] = {}
    rows = {row.id: row for row in (*bundle.spans, *bundle.attributions, *bundle.submissions)}

    def about_own(word: Word) -> bool:
        if not isinstance(word, Decision):
            return False
        told = (word.judged, rows.get(word.target), known.get(word.target))
        authors = {author for row in told if (author := _author(row)) is not None}
        return not authors or importer in authors

    def counts(word: Word) -> bool:
        if word.id in known or _signed(word) == importer or (trusted and not about_own(word)):
            return True
        reports[word.id] = _report(word, importer, telling)
        return False

    kept = msgspec.structs.replace(
        bundle,
        decisions=tuple(filter(counts, bundle.decisions)),
        submissions=tuple(filter(counts, bundle.submissions)),
    )
    comments = [_answering(row, reports) for row in bundle.comments]
    return Brought(
        msgspec.structs.replace(kept, comments=(*reports.values(), *comments)),
        verdicts=len(bundle.decisions) - len(kept.decisions),
        submissions=len(bundle.submissions) - len(kept.submissions),
    )


def _report(word: Word, importer: str, telling: Telling) -> Comment:
    """The comment that reports a word: the same again if the file is brought in again."""
    on_row = isinstance(word, Decision) and word.target_kind != "submission"
    return Comment(
        id=derived_id(_COMMENT, word.id, importer),
        document_id=word.document_id,
        target_kind=word.target_kind if on_row else "document",  # type: ignore[arg-type,union-attr]
        target=word.target if on_row else word.document_id,  # type: ignore[union-attr]
        author=importer,
        text=telling(word),
    )


def _answering(comment: Comment, reports: Mapping[str, Comment]) -> Comment:
    """A comment on a verdict that is only reported answers the report."""
    report = reports.get(comment.target) if comment.target_kind == "decision" else None
    if report is None:
        return comment
    return msgspec.structs.replace(
        comment,
        id=derived_id(_COMMENT, comment.id, report.author),
        target_kind=report.target_kind,
        target=report.target,
        reply_to=report.id,
    )


def _signed(word: Word) -> str:
    return word.reviewer if isinstance(word, Decision) else word.author


def _author(row: Record | Mapping[str, Any] | None) -> str | None:
    if isinstance(row, Mapping):
        return author if isinstance(author := row.get("author"), str) else None
    return row.author if isinstance(row, Span | Attribution | Submission) else None
