"""What can be seen of a proposal that tells how sure it is: the form of its source, its claim, its cue."""

from __future__ import annotations

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.voices import Voice, is_person_name, is_voice_head
from annotator.suggest.lexicon_rows import Lexicon

_SHORT, _LONG = 4, 8
_FAR = 3
_SHORT_SENTENCE, _LONG_SENTENCE = 20, 45
_LATE = 15


def traits(
    line: Line, sentence: Span, found: Found, speaker: Voice | None, lexicon: Lexicon
) -> tuple[str, ...]:
    """The traits of a construction, by name; `sureness.json` has the weight of each."""
    kind = found.pattern.removesuffix("-quoted").removesuffix("-first")
    told = [
        f"pattern:{kind}",
        f"whose:{found.whose if speaker else 'nobody'}",
        f"claim:{_opening(line, found, lexicon)}",
    ]
    if found.source is not None and found.whose == "own":
        told += _of_source(line, found.source, lexicon)
        if not found.before and not found.fixed and found.claim:
            gap = found.claim[0][0] - found.source[1]
            told += ["gap"] if gap > _FAR else []
    if found.row.homograph:
        told.append("homograph")
    length = sentence[1] - sentence[0]
    told.append(
        "sentence:short"
        if length <= _SHORT_SENTENCE
        else "sentence:long"
        if length > _LONG_SENTENCE
        else "sentence:middle"
    )
    if found.token - sentence[0] > _LATE:
        told.append("late")
    return tuple(told)


def _of_source(line: Line, source: Span, lexicon: Lexicon) -> list[str]:
    told = []
    if is_voice_head(line, source, lexicon):
        told.append("source:known")
    elif is_person_name(line, source, lexicon):
        told.append("source:name")
    else:
        told.append("source:unknown")
    length = source[1] - source[0]
    told.append("source:short" if length <= _SHORT else "source:long" if length > _LONG else "source:middle")
    if any(line.words[token] in lexicon.words["prepositions"] for token in range(*source)):
        told.append("source:preposition")
    behind = line.words[source[1]]
    if behind in ',:"' or behind in lexicon.words["that"]:
        told.append("source:closed")
    return told


def _opening(line: Line, found: Found, lexicon: Lexicon) -> str:
    """How the claim begins."""
    if found.before or not found.claim:
        return "before"
    first = found.claim[0][0]
    if line.words[first] in lexicon.words["that"]:
        return "that"
    if line.words[first] == '"':
        return "quote"
    return "colon" if first > 0 and line.words[first - 1] == ":" else "phrase"
