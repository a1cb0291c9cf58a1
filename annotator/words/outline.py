"""Says who says what: the headings of an outline, its claims, and how many there are."""

from __future__ import annotations

from annotator.core.outline import Count, Group, Said, Voice
from annotator.words.i18n import isolated
from annotator.words.rows import Speaker, shortened, source_words

LONGEST = 90
"""How many characters of a quote are said."""


def heading(speaker: Speaker, group: Group, *, longest: int = LONGEST) -> str:
    """Who says it; or that nobody is said to."""
    if group.voice is None:
        return speaker.tr_("outline.unattributed")
    return _called(speaker, group.voice, longest)


def about(speaker: Speaker, group: Group, *, longest: int = LONGEST) -> list[str]:
    """What is known of who says it, then in whose words they are quoted; each on a line, if there is any."""
    voice = group.voice
    known = source_words(speaker, voice.category, voice.affiliation, longest=longest) if voice else []
    within = (speaker.tr_("outline.within", voice=_called(speaker, voice, longest)) for voice in group.within)
    return [" · ".join(map(isolated, part)) for part in (known, list(within)) if part]


def claim_words(speaker: Speaker, said: Said, *, longest: int = LONGEST) -> str:
    """A claim on one line, behind the time of its item and, of a suggestion, that it is one."""
    before = [isolated(said.time)] if said.time else []
    before += [speaker.tr_("outline.suggested-one")] if said.suggested else []
    return " · ".join((*before, isolated(shortened(said.claim.quote, longest))))


def count_words(speaker: Speaker, count: Count) -> str:
    """How many claims there are, how many of them nobody is said to make, how many are suggested."""
    parts = [speaker.tr_("window.claims", n=count.claims)]
    if count.unattributed:
        parts.append(speaker.tr_("window.unattributed", n=count.unattributed))
    if count.suggested:
        parts.append(speaker.tr_("outline.suggested", n=count.suggested))
    return " · ".join(parts)


def _called(speaker: Speaker, voice: Voice, longest: int) -> str:
    named = " + ".join(shortened(source, longest) for source in voice.sources)
    return named or speaker.tr_("window.no-source")
