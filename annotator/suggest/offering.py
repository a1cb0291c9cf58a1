"""Rows for a project's own lexicon, made of what people mark: the cue of an attribution, a voice's head."""

from __future__ import annotations

from typing import Final

import tomli_w

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon, phrase_of

_FEMININE: Final = "ت"
_PRESENT: Final = ("ي", "ت")
_LEAST_STEM: Final = 3
_MARKS: Final = ('"', "«", "“", ":")


def cue_row(words: str, lexicon: Lexicon, *, claim: str = "", like: str = "") -> str:
    """The row of a cue, as TOML: a verb in whatever form it stood, with the preposition behind it; a phrase
    becomes a cue with its source behind it.

    What opens its claim is told by the claim that was marked, or by a verb of the lexicon that it is `like`.
    Raises "lexicon-knows", "no-such-lemma", "bad-own-lexicon-row".
    """
    said = [word for word in words.split() if fold_key(word).strip()]
    key = fold_key(words).split()
    if not said or len(said) != len(key) or not all(map(str.isalpha, key)):
        raise AnnotatorError("bad-own-lexicon-row", row="--add", value=words)
    if _is_known(key, lexicon):
        raise AnnotatorError("lexicon-knows", words=words)
    verb, behind = said[0], said[1:]
    if len(behind) > 1 or (behind and fold_key(behind[0]) not in lexicon.words["prepositions"]):
        return tomli_w.dumps({"prepositions": [{"words": words}]})
    row = lexicon.forms.get(fold_key(like)) if like else None
    if like and row is None:
        raise AnnotatorError("no-such-lemma", lemma=like)
    opens = sorted(row.cue.opens) if row else _opens(claim, lexicon)
    joins = sorted(row.cue.joins) if row else []
    told = {"lemma": verb, **_forms(verb), "opens": [*opens, *(word for word in behind if word not in opens)]}
    if joined := [*joins, *(word for word in behind if word not in joins)]:
        told["joins"] = joined
    return tomli_w.dumps({"verbs": [{**told, "carries": True}]})


def voice_row(words: str, category: str, lexicon: Lexicon) -> str:
    """The row that tells the category of a voice by its first word. Raises "lexicon-knows",
    "bad-own-lexicon-row"."""
    head = next(iter(fold_key(words).split()), "").removeprefix(lexicon.article)
    if not head.isalpha() or not category:
        raise AnnotatorError("bad-own-lexicon-row", row="--add", value=words)
    rows = (*lexicon.categories.get(head, ()), *lexicon.weak.get(head, ()))
    if any(phrase == (head,) and known == category for phrase, known in rows):
        raise AnnotatorError("lexicon-knows", words=words)
    return tomli_w.dumps({"categories": [{"id": category, "words": [head]}]})


def added(own: str, row: str) -> str:
    """The project's own entries with one more row."""
    return f"{own.rstrip()}\n\n{row}" if own.strip() else row


def _is_known(key: list[str], lexicon: Lexicon) -> bool:
    """Whether the lexicon has this cue already, with or without a conjunction or an object's pronoun."""
    first = key[0]
    bare = first[1:] if first[0] in CONJUNCTIONS and len(first) > _LEAST_STEM else first
    if any(word in lexicon.forms or word in lexicon.suffixed for word in (first, bare)):
        return True
    return any(phrase == tuple(key) for phrase, _ in lexicon.prepositions.get(first, ()))


def _forms(verb: str) -> dict[str, list[str]]:
    """The stem of a verb in whatever form: «زمجرت» and «زمجر» are of the past, «يزمجر» is of the present."""
    if len(verb) > _LEAST_STEM and verb[0] == _PRESENT[0]:
        return {"present": [verb[1:]]}
    if len(verb) > _LEAST_STEM and verb.endswith(_FEMININE):
        return {"past": [verb.removesuffix(_FEMININE)]}
    return {"past": [verb]}


def _opens(claim: str, lexicon: Lexicon) -> list[str]:
    """What opens such a claim; where it is plain words, a noun of action."""
    first = next(iter(phrase_of(claim)), "")
    if not claim or claim.lstrip().startswith(_MARKS) or first in lexicon.words["that"]:
        return ["that", "quote"]
    if first[0] == "ب" and not lexicon.clitics.is_whole(first):
        return ["that", "ب"]
    return ["that", "phrase"]
