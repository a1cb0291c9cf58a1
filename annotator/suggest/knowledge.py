"""Gathers what all suggesters need: the lexicon, the labels of the scheme by their part, the names."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from annotator.core.scheme import ACTOR, CATEGORY, Scheme
from annotator.suggest.choosing import Chooser, shipped
from annotator.suggest.lexicon import Lexicon
from annotator.suggest.names import NameEntry, NameMatcher
from annotator.suggest.trained import Trained


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """Label ids by role; "" where the scheme has no such label in use: then nothing of the kind is proposed.

    `sources` are all labels whose spans speak, `actor` the one for whoever is named without speaking.
    `categories` and `attributes` are what the scheme lets an attribution have.
    """

    lexicon: Lexicon
    claim: str
    source: str
    cue: str
    actor: str
    sources: frozenset[str]
    labels: frozenset[str]
    categories: frozenset[str]
    attributes: frozenset[str]
    names: NameMatcher
    trained: Trained | None = None
    chooser: Chooser | None = None
    """What says where edges lie; None where the rules do."""

    @property
    def listed_names(self) -> NameMatcher:
        """The names that were listed for everybody, without those that somebody's layer has taught."""
        return self.names.bases[0] if self.names.bases else self.names

    @property
    def attributes_claims(self) -> bool:
        """Whether the scheme has what an attribution is made of."""
        return bool(self.claim and self.source and self.cue)


def knowledge(
    scheme: Scheme,
    lexicon: Lexicon,
    names: NameMatcher | Iterable[NameEntry] | None = None,
    trained: Trained | None = None,
    chooser: Chooser | None = None,
) -> Knowledge:
    """Gather what `scheme` and `lexicon` let the suggesters propose, without names of labels out of use."""
    matcher = names if isinstance(names, NameMatcher) else NameMatcher(names or (), lexicon.clitics)

    vocabulary = scheme.known_vocabulary(CATEGORY)
    attributes = {row.id for row in scheme.attributes if not row.retired}
    return Knowledge(
        lexicon=lexicon,
        claim=scheme.label_as("claim"),
        source=scheme.label_as("source"),
        cue=scheme.label_as("cue"),
        actor=next((label.id for label in scheme.active_labels() if label.id == ACTOR), ""),
        sources=frozenset(scheme.labels_as("source")),
        labels=frozenset(label.id for label in scheme.active_labels()),
        categories=frozenset(term.id for term in vocabulary.terms if not term.retired)
        if vocabulary and not vocabulary.retired
        else frozenset(),
        attributes=frozenset(attributes & set(scheme.attribution)),
        names=matcher,
        trained=trained,
        chooser=chooser or (shipped() if shipped().helps else None),
    )
