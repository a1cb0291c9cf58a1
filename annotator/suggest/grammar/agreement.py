"""Whether a verb and a noun behind it agree in gender: what does not agree is spoken to, not who speaks."""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.noun_phrases import has_article, is_common, is_person
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Lexicon

_TA_MARBUTA: Final = "ه"
_LEAST: Final = 4


def is_feminine(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a noun has the ending of a feminine one: «النقابة», «السلطات»; names are not told by it."""
    word = line.words[token]
    if len(word) < _LEAST or not (word[-1] == _TA_MARBUTA or lexicon.ends("many_women", word)):
        return False
    return has_article(word) or is_common(word, lexicon)


def gender_of(line: Line, token: int, lexicon: Lexicon) -> bool | None:
    """Of the verbs that go on with what this noun said: a feminine one, one of a man, or None for either."""
    if is_feminine(line, token, lexicon):
        return True
    return False if lexicon.has("single", line.words[token]) else None


def can_be_subject(line: Line, token: int, feminine: bool | None, lexicon: Lexicon) -> bool:
    """Whether the noun at `token` can be who a verb in front of it says has spoken.

    A verb in the feminine goes with groups as well («ودعت الأحزاب»), not with one man in office.
    """
    if feminine is None:
        return True
    if is_feminine(line, token, lexicon):
        return feminine
    man = is_person(line.words[token], lexicon) and lexicon.has("single", line.words[token])
    return not (feminine and man)
