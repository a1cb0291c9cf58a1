"""The suggester of sentences: attributions by verbs, participles, nouns, prepositions and colons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.core.model import Document
from annotator.core.suggestions import Suggestion
from annotator.suggest.grammar.claims import Memory, drafts_in
from annotator.suggest.grammar.drafts import Draft, suggestion_of
from annotator.suggest.grammar.tokens import line_of
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.segments import passages
from annotator.suggest.ticker import body_of, outer_of

SUGGESTER: Final = "cues"
_SHORT: Final = 120
"""Code points; a paragraph shorter than this is read as a headline may be."""


def suggest_cues(document: Document, text: str, knowledge: Knowledge) -> list[Suggestion]:
    """The attributions of the sentences of a document, in reading order."""
    return [
        suggestion_of(draft, document.id, SUGGESTER, text, knowledge, outer=outer)
        for draft, outer in drafts_of(document, text, knowledge)
    ]


def drafts_of(document: Document, text: str, knowledge: Knowledge) -> Iterator[tuple[Draft, str]]:
    """What is read in the sentences of a document, and in which suggestion it lies.

    In an item with a source of its own («… (مصدر طبي)») that is the attribution of the item.
    """
    if not knowledge.attributes_claims:
        return
    memory = Memory()
    for segment, (start, end) in passages(document, text):
        outer = ""
        if segment.kind == "item":
            memory = Memory() if start == segment.start else memory
            layout = outer_of(document, text, segment, knowledge)
            outer = layout.id if layout else ""
            body = body_of(segment, layout)
            start, end = max(start, body.start), min(end, body.end)
        line = line_of(text, start, end)
        for sentence in line.sentences(0, len(line)):
            for draft in drafts_in(
                line,
                sentence,
                knowledge.lexicon,
                memory,
                headline=segment.kind != "paragraph" or end - start < _SHORT,
                voiced=bool(outer),
                chooser=knowledge.chooser,
            ):
                yield draft, outer
