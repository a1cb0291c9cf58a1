"""Phrases of the lexicon at a place of a line: what begins a clause, what has its source behind it."""

from __future__ import annotations

from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon, Phrase


def phrase_at(line: Line, token: int, rows: dict[str, tuple[Phrase, ...]], *, skip: int = 0) -> int:
    """How many tokens from `token` on are one of these phrases; 0 if none. The longest is tried first.

    `skip` letters of the first token are left out.
    """
    found = rows.get(line.words[token][skip:] if skip else line.words[token])
    if found is None:
        return 0  # so it is nearly always
    for phrase in found:
        if len(phrase) == 1 or tuple(line.words[token + 1 : token + len(phrase)]) == phrase[1:]:
            return len(phrase)
    return 0


def break_at(line: Line, token: int, lexicon: Lexicon) -> int:
    """How many tokens from `token` on begin a clause of its own, a conjunction in front aside: «ولكن»."""
    rows = lexicon.phrases["breaks"]
    length = phrase_at(line, token, rows) or (
        phrase_at(line, token, rows, skip=1) if line.words[token][:1] in CONJUNCTIONS else 0
    )
    return 0 if length > 1 and line.words[token + length] in lexicon.words["not_breaks"] else length


def mirror_at(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a cue that has its source behind it begins here: «وفق»، «نقلا عن»، «حسبما»."""
    word = line.words[token]
    if phrase_at(line, token, lexicon.chains):
        return True
    for phrase, _ in lexicon.prepositions.get(word, ()):
        known = phrase[:-1] if len(phrase[-1]) == 1 else phrase
        if tuple(line.words[token : token + len(known)]) == known:
            return True
    return False


def is_deed(word: str, lexicon: Lexicon) -> bool:
    """Whether a verb of which nobody speaks begins a clause: «وقتلت»، «ولم»."""
    if word[:1] not in CONJUNCTIONS or lexicon.clitics.is_whole(word):
        return False
    form = lexicon.forms.get(word[1:])
    return word[1:] in lexicon.words["deeds"] or (form is not None and form.shape == "verb")
