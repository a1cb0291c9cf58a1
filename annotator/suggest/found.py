"""A construction of attribution as it was found, before it is known where its claim ends.

Letters as in the field's literature: Q cue, S source, C claim.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from annotator.suggest.lexicon_rows import Cue
from annotator.suggest.tokens import Span

PATTERNS: Final = frozenset((
    "bracket", "bracket-other", "slashes", "dateline", "body", "colon", "headline", "cue-source-claim",
    "cue-source-claim-quoted", "before-cue-source-claim", "source-cue-claim", "source-cue-claim-quoted",
    "cue-claim", "cue-claim-quoted", "quoted-cue-source", "participle", "noun", "hearsay", "impersonal",
    "relay", "relay-inner", "learnt", "learnt-inner", "document", "comment", "rumour", "described",
    "preposition", "preposition-first", "chain", "chain-first", "echo", "name",
))  # fmt: skip
"""All that a suggestion can give as its reason (`Why.pattern`); each is a row of `suggest.toml`."""

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
    confidence: float = 0.9
