"""A construction of attribution as it was found, before it is known where its claim ends.

Letters as in the field's literature: Q cue, S source, C claim.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from annotator.suggest.grammar.tokens import Span
from annotator.suggest.lexicon_shapes import Cue

SEEN: Final[dict[str, tuple[int, int]]] = {
    "bracket": (102, 102), "bracket-other": (1, 1), "slashes": (1, 1), "dateline": (1, 1), "body": (4, 5),
    "name": (4, 5), "source-name": (4, 5),
}  # fmt: skip
"""Pattern of a layout or a name -> how often it was right (source and cue exactly, claim overlapping) and how
often it proposed, in the texts the rules were made with. «body» and both kinds of name are estimates."""

PATTERNS: Final = frozenset((
    *SEEN, "colon", "headline", "cue-source-claim", "cue-source-claim-quoted", "before-cue-source-claim",
    "source-cue-claim", "source-cue-claim-quoted", "cue-claim", "cue-claim-quoted", "quoted-cue-source",
    "participle", "noun", "hearsay", "impersonal", "relay", "relay-inner", "learnt", "learnt-inner",
    "document", "comment", "rumour", "described", "relative", "preposition", "preposition-first", "chain",
    "chain-first", "echo",
))  # fmt: skip
"""All the reasons a suggestion can give (`Why.pattern`); each is a row of `suggest.toml`."""


def confidence(pattern: str) -> float:
    """How sure a proposal of such a pattern is: (right + 1) / (proposed + 2), the rule of succession (Laplace
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
