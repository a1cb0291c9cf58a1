"""A construction of attribution as it was found, before it is known where its claim ends.

Letters as in the field's literature: Q cue, S source, C claim.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from annotator.suggest.grammar.tokens import Span
from annotator.suggest.lexicon_rows import Cue

SEEN: Final[dict[str, tuple[int, int]]] = {
    "bracket": (102, 102), "bracket-other": (1, 1), "slashes": (1, 1), "dateline": (1, 1), "body": (4, 5),
    "colon": (14, 14), "headline": (18, 18), "cue-source-claim": (75, 75), "cue-source-claim-quoted": (8, 8),
    "before-cue-source-claim": (2, 2), "source-cue-claim": (3, 3), "source-cue-claim-quoted": (0, 0),
    "cue-claim": (11, 11), "cue-claim-quoted": (2, 2), "quoted-cue-source": (8, 8), "participle": (21, 21),
    "noun": (2, 2), "hearsay": (6, 6), "impersonal": (0, 0), "relay": (4, 4), "relay-inner": (5, 5),
    "learnt": (1, 1), "learnt-inner": (1, 1), "document": (2, 2), "comment": (3, 3), "rumour": (1, 1),
    "described": (4, 4), "relative": (0, 0), "preposition": (11, 12), "preposition-first": (7, 7), "chain": (2, 2),
    "chain-first": (1, 1), "echo": (1, 1), "name": (4, 5), "source-name": (4, 5),
}  # fmt: skip
"""Pattern -> how often it was right (source and cue exactly, claim overlapping) and how often it proposed,
in the texts the rules were made with. «body» and both kinds of name are estimates. These are all the reasons
a suggestion can give (`Why.pattern`); each is a row of `suggest.toml`."""


def confidence(pattern: str) -> float:
    """How sure a proposal of this pattern is: (right + 1) / (proposed + 2), the rule of succession (Laplace
    1774), so that a pattern seen a few times is less sure than one seen often."""
    right, proposed = SEEN[pattern]
    return round((right + 1) / (proposed + 2), 2)


Whose = Literal["own", "carried", "main", "nobody"]
"""Where the source stands: by its cue; in an earlier sentence; in the main clause; nowhere."""


class Found(msgspec.Struct, kw_only=True):
    """One construction. Numbers are tokens of the line; `begin` is where a claim before it must end.

    `claim` is complete where `fixed`, else its ends are still to be found; `before` claims end at the cue.
    """

    pattern: str
    token: int
    begin: int
    cuts: bool
    cue: Span
    cue_skip: int = 0
    row: Cue
    feminine: bool | None = None
    whose: Whose = "own"
    source: Span | None = None
    source_skip: int = 0
    claim: list[Span]
    claim_skip: int = 0
    fixed: bool = False
    before: bool = False
    clause: int = 0
    inner: Found | None = None
