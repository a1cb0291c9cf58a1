"""What all suggesters are given: the lexicon, the labels of the scheme by the part they play, the names."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from annotator.core.scheme import Role, Scheme
from annotator.suggest.lexicon import Lexicon
from annotator.suggest.names import NameEntry, NameMatcher

CATEGORY = "category"
"""The vocabulary of a scheme that lists the categories of sources."""


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """Label ids by role; "" where the scheme has no such label in use: then nothing of the kind is proposed.

    `categories` and `attributes` are what the scheme lets an attribution have.
    """

    lexicon: Lexicon
    claim: str
    source: str
    cue: str
    labels: frozenset[str]
    categories: frozenset[str]
    attributes: frozenset[str]
    names: NameMatcher | None = None

    @property
    def attributes_claims(self) -> bool:
        """Whether the scheme has what an attribution is made of."""
        return bool(self.claim and self.source and self.cue)


def knowledge(
    scheme: Scheme, lexicon: Lexicon, names: NameMatcher | Iterable[NameEntry] | None = None
) -> Knowledge:
    """What `scheme` and `lexicon` let the suggesters propose; names of labels out of use are left aside."""
    active = scheme.active_labels()
    matcher = names if isinstance(names, NameMatcher) else NameMatcher(names or (), lexicon.clitics)

    def by_role(role: Role) -> str:
        return next((label.id for label in active if label.role == role), "")

    vocabulary = next((row for row in scheme.vocabularies if row.id == CATEGORY and not row.retired), None)
    attributes = {row.id for row in scheme.attributes if not row.retired}
    return Knowledge(
        lexicon=lexicon,
        claim=by_role("claim"),
        source=by_role("source"),
        cue=by_role("cue"),
        labels=frozenset(label.id for label in active),
        categories=frozenset(term.id for term in vocabulary.terms if not term.retired)
        if vocabulary
        else frozenset(),
        attributes=frozenset(attributes & set(scheme.attribution)),
        names=matcher,
    )
