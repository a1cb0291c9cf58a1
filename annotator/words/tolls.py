"""Says tolls in words: what befell, how many, who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from annotator.core.model import Toll
from annotator.core.scheme import Term, Vocabulary
from annotator.core.toll_words import WHATS, WHOS
from annotator.words.i18n import LANGUAGES, tr

if TYPE_CHECKING:
    from annotator.words.rows import Speaker

WHAT: Final = "toll_what"
WHO: Final = "toll_who"
"""The vocabularies of a scheme that tolls take their terms from."""


def vocabulary(speaker: Speaker, vocabulary_id: str) -> Vocabulary:
    """That of the scheme; of a scheme without one, the terms that tolls are read with."""
    known = speaker.scheme.known_vocabulary(vocabulary_id)
    if known is not None and not known.retired:
        return known
    built_in = (
        [Term(id=what, name={of: tr(of, f"tolls.what-{what}") for of in LANGUAGES}) for what in WHATS]
        if vocabulary_id == WHAT
        else [Term(id=who, name={of: tr(of, f"tolls.who-{who}") for of in LANGUAGES}) for who in WHOS]
    )
    return Vocabulary(id=vocabulary_id, name={}, terms=tuple(built_in))


def toll_words(speaker: Speaker, toll: Toll) -> str:
    """A toll on one line: «killed: at least 10 (civilians)»."""
    what = vocabulary(speaker, WHAT).shown(toll.what, speaker.language)
    who = vocabulary(speaker, WHO).shown(toll.who, speaker.language)
    said = f"{what}: {many_words(speaker, toll)}"
    return said if toll.who == WHOS[0] else f"{said} ({who})"


def many_words(speaker: Speaker, toll: Toll) -> str:
    """How many: «3», «about 20», «at least 10», «at most 4», «3 to 5»."""
    if toll.most is None:
        key = "at-least"
    elif toll.exact:
        return f"{toll.least}"
    elif toll.least == toll.most:
        key = "about"
    else:
        key = "between" if toll.least else "at-most"
    return speaker.tr_(f"tolls.{key}", least=f"{toll.least}", most=f"{toll.most}")
