"""Cites a span: its words, who said them, and where they were published."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.dates import parse_date
from annotator.core.links import span_link
from annotator.core.model import Attribution, Document, Span
from annotator.words.rows import Find, Speaker, quotes, source_words

_LONGEST = 1_000


def citation(
    speaker: Speaker,
    find: Find,
    span: Span,
    attributions: Iterable[Attribution],
    document: Document,
    project_id: str,
) -> str:
    """The quote, and after a dash who said it, outlet, date, address and a link, as far as they are known."""
    said = [_voice(speaker, find, row) for row in attributions if span.id in row.claims]
    dated = parse_date(document.published) or document.published
    facts = [*said, document.source, dated, document.url, span_link(project_id, span.id)]
    return f"«{span.quote}» — {speaker.tr_('keeping.comma').join(fact for fact in facts if fact)}"


def _voice(speaker: Speaker, find: Find, row: Attribution) -> str:
    """Who voiced a claim: the source as the text has it, and what kind of source that is."""
    kind = "، ".join(source_words(speaker, row.category, row.affiliation))
    named = quotes(find, row.sources, _LONGEST)
    return f"{named} ({kind})" if named and kind else named or kind
