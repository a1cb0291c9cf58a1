"""Where an author has the edges of what is proposed to them, as their decisions have taught, and how well
that foretells decisions it was not learned from."""

from __future__ import annotations

from typing import Final

import msgspec

LEAST: Final = 30
"""Decisions; from fewer nothing is learned."""
_GROWTH: Final = 0.1
_FEW: Final = 5
"""It is learned anew once there are a tenth and so many more."""


class Habits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Weights by trait, and the state they were learned in.

    `head` is that of the log, `decisions` how many there were, `attributions` in how many of the layer an
    edge could lie elsewhere. Of `held` edges in documents that were held back, `right` lay where weights
    learned from the others chose, and `before` where they would have been proposed without.
    """

    author: str
    basis: str
    head: str
    decisions: int
    attributions: int
    held: int
    right: int
    before: int
    weights: dict[str, float]

    @property
    def are_used(self) -> bool:
        """Only what foretells better is used."""
        return self.right > self.before

    def hold(self, basis: str, decisions: int) -> bool:
        """Whether there is too little new to learn again."""
        grown = decisions - self.decisions >= self.decisions * _GROWTH + _FEW
        return basis == self.basis and decisions >= self.decisions and not grown
