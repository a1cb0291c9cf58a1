"""What is said in a text that the sentence tells of: «أصدرت الهيئة بيانا أعلنت فيه أن»."""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.openings import Opening
from annotator.suggest.grammar.sentence import Sentence
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_voice_head
from annotator.suggest.lexicon_rows import CONJUNCTIONS
from annotator.suggest.lexicon_shapes import Form

_FAR_ISSUER: Final = 12


def within_text(at: Sentence, token: int, form: Form, cue: Span, opening: Opening) -> Found:
    """«في خطاب أعلن فيه أن»: the text belongs to who issued it, or to whom the main clause is about."""
    source = _issuer(at, cue[0])
    return Found(
        pattern="relative",
        token=token,
        begin=token,
        cuts=False,
        cue=cue,
        row=form.cue,
        feminine=form.feminine,
        whose="own" if source else "main",
        source=source,
        claim=[opening.fixed or (opening.first, opening.first)],
        fixed=opening.fixed is not None,
    )


def _issuer(at: Sentence, cue: int) -> Span | None:
    """Whose a text is: «أصدرت الهيئة بيانا أعلنت فيه أن»."""
    text = at.text_before(cue)
    if text is None:
        return None
    for place in range(text[0] - 1, max(at.first, text[0] - _FAR_ISSUER) - 1, -1):
        if at.words[place].lstrip("".join(CONJUNCTIONS)) in at.lexicon.words["issues"]:
            source = source_in(at.line, (place + 1, text[0]), at.lexicon)
            whole = source is not None and source[0] == place + 1
            return source if source and whole and is_voice_head(at.line, source, at.lexicon) else None
    return None
