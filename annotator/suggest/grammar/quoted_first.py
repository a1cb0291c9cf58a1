"""Speech with its verb behind it: "C"، Q S، "C"."""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.sentence import Sentence
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.lexicon_shapes import Form

_LEAST_UNMARKED: Final = 7


def speech_first(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """ "C"، Q S، "C"."""
    if skip or "quote" not in form.cue.opens or token == at.first:
        return None
    # «"C"، هكذا علق S»
    thus = token - 1 > at.first and at.words[token - 1] in at.lexicon.words["thus"]
    before = token - thus
    closing = before - 1 if at.words[before - 1] == '"' else before - 2
    if closing < at.first or (closing == before - 2 and at.words[before - 1] != ","):
        return None
    opening = at.line.partner[closing]
    if at.words[closing] != '"' or not at.first <= opening < closing or not at.first < closing:
        return None
    if closing - opening < (_LEAST_UNMARKED if closing == before - 1 else 3):
        return None
    if opening > at.first and at.words[opening - 1] not in ",;-" and opening != at.clause:
        return None
    end = token + 1
    while end < at.last and at.words[end] not in ',"':
        if at.is_that(end) or at.words[end] == ":":
            return None
        end += 1
    source = source_in(at.line, (token + 1, end), at.lexicon)
    claim = [(opening, closing + 1)]
    second = end + 1 if end < at.last and at.words[end] == "," else end
    second_end = at.line.partner[second] if second < at.last else -1
    if second < at.last and at.words[second] == '"' and second < second_end < at.last:
        claim.append((second, second_end + 1))
    return Found(
        pattern="quoted-cue-source",
        token=token,
        begin=opening,
        cuts=False,
        cue=(token, token + 1),
        row=form.cue,
        feminine=form.feminine,
        whose="own" if source else "carried",
        source=source,
        claim=claim,
        fixed=True,
    )
