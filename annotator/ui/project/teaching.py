"""Adds what somebody marked to the project's lexicon: a cue, or the word that tells a category."""

from __future__ import annotations

from annotator.commands import lexicon
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Span
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence, isolated
from annotator.words.rows import term_words


def teach(session: Session, span_id: str) -> None:
    """Add the words of a span of the layer, and say so or why not."""
    span = session.span(span_id)
    tied = [row for row in session.layer.attributions if span is not None and row.names(span.id)]
    try:
        said = _taught(session, span, tied) if span is not None else ""
    except AnnotatorError as error:
        session.tell(error_sentence(session.language, error), "refused")
        return
    if said:
        session.tell(said)
    else:
        session.tell(session.tr_("lexicon.teach-what"), "refused")


def _taught(session: Session, span: Span, tied: list[Attribution]) -> str:
    words = isolated(span.quote)
    if span.label == session.scheme.label_as("cue"):
        claim = next((session.span(row.claims[0]) for row in tied), None)
        session.attempt(lexicon.add_cue, span.quote, claim=claim.quote if claim else "")
        return session.tr_("lexicon.taught-cue", words=words)
    category = next((row.category for row in tied if span.id in row.sources and row.category), "")
    if not category:
        return ""
    session.attempt(lexicon.add_voice, span.quote, category)
    told = term_words(session, "category", category)
    return session.tr_("lexicon.taught-voice", words=words, category=isolated(told))
