"""Finds the constructions of attribution in a sentence: which word is the cue, who is the source, where the
claim opens. Where a claim ends is settled afterwards (`claims.py`), when all constructions are known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from annotator.suggest.grammar.colons import colon
from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.nouns import impersonal, led_to, meant_to, noun, participle
from annotator.suggest.grammar.prepositions import chain, echo, preposition
from annotator.suggest.grammar.pronoun_verbs import with_pronoun, with_pronoun_behind
from annotator.suggest.grammar.quoted_first import speech_first
from annotator.suggest.grammar.sentence import Sentence
from annotator.suggest.grammar.single_verbs import (
    ascribed,
    comment,
    described,
    document,
    learnt,
    relay,
    rumour,
)
from annotator.suggest.grammar.verbs import verb
from annotator.suggest.lexicon_rows import CONJUNCTIONS
from annotator.suggest.lexicon_shapes import Form

Single = Callable[[Sentence, int, Form, int], Found | None]

_SINGLE: Final[dict[str, Single]] = {
    "relay": relay,
    "ascribed": ascribed,
    "learnt": learnt,
    "document": document,
    "comment": comment,
    "rumour": rumour,
}
"""Verbs with a construction of their own, by what their rows say of the claim."""


def find(at: Sentence) -> list[Found]:
    """The constructions of the sentence, in reading order."""
    found: list[Found] = []
    words, openers = at.words, at.lexicon.openers
    token = at.first
    if begun := colon(at):
        found.append(begun)
        token = begun.cue[1]
    at.main = at.clause
    while token < at.last:
        word = words[token]
        if word not in openers:
            token += 1
            continue
        if word in '"(' and token < at.line.partner[token] < at.last:
            token = at.line.partner[token] + 1
            continue
        if word == ";":
            at.clause = at.main = token + 1
        made = _begun_at(at, token, word, 0)
        if made is None and word[0] in CONJUNCTIONS and len(word) > 2:
            made = _begun_at(at, token, word[1:], 1)
        if made is None and word in at.lexicon.aims:
            made = _aimed(at, token, at.lexicon.aims[word])
        if made:
            found.append(made)
            token = max(token + 1, (made.inner or made).cue[1])
        elif length := at.break_at(token):
            if token == at.first or words[token - 1] in ",;" or length > 1:
                at.clause = token + length
                if words[token] not in at.lexicon.words["subordinate"]:
                    at.main = at.clause
            token += length
        else:
            token += 1
    return found


def _aimed(at: Sentence, token: int, form: Form) -> Found | None:
    """A cue behind «ل»: a noun of saying, or a verb of the present."""
    return led_to(at, token, form) if form.shape == "noun" else meant_to(at, token, form)


def _begun_at(at: Sentence, token: int, word: str, skip: int) -> Found | None:
    """The construction whose cue begins with `word`, the letters of this token after `skip`."""
    lexicon = at.lexicon
    if token > at.first and at.words[token - 1] in lexicon.words["no_cue_after"]:
        return None
    if word in lexicon.prepositions or word in lexicon.chains or word in lexicon.echo_begins:
        for mirrored in (chain, echo, preposition):
            if made := mirrored(at, token, word, skip):
                return made
    if word in lexicon.impersonal and (made := impersonal(at, token, word, skip)):
        return made
    form = lexicon.forms.get(word)
    if form is None:
        return with_pronoun(at, token, word, skip)
    if made := with_pronoun_behind(at, token, form):
        return made
    if "described" in form.cue.opens:
        return described(at, token, form, skip)
    occasion = word in lexicon.words["occasions"] and not skip and token != at.first
    if occasion and not at.cue(token, 0)[2] and not (form.cue.joins and at.clause_begin(token) < token):
        return None  # «عبر الهاتف», unless what leads to it makes it a verb: «قد عبر عن»، «كما عبر عن»
    if form.shape == "participle":
        made = participle(at, token, form, skip)
        also = made is None and word in lexicon.words["also_nouns"]
        return noun(at, token, form, skip) if also else made
    if form.shape == "noun":
        return noun(at, token, form, skip)
    for opens, single in _SINGLE.items():
        if opens in form.cue.opens and ((made := single(at, token, form, skip)) or len(form.cue.opens) == 1):
            return made
    return speech_first(at, token, form, skip) or verb(at, token, word, form, skip)
