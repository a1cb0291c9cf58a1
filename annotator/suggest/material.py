"""Documents looked through in whatever process: all that this takes can be sent there.

Little is imported here, as each process that is started imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.learned import Model
from annotator.core.model import Document
from annotator.core.scheme import Scheme
from annotator.core.suggestions import Suggestion
from annotator.suggest.choosing import Chooser
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import read_lexicon
from annotator.suggest.names import NameEntry, NameMatcher
from annotator.suggest.suggesters import suggest
from annotator.suggest.trained import Trained

Find = Callable[[Document, str, Knowledge], Sequence[Suggestion]]


class Stale(NamedTuple):
    """A document whose suggestions no longer hold; `kept`: what they were, where only names are others."""

    document: Document
    text: str
    kept: tuple[Suggestion, ...] | None


class Material(msgspec.Struct, frozen=True):
    """All that knowledge is made of, to be made anew from elsewhere."""

    scheme: Scheme
    lexicon: str
    blocked: frozenset[tuple[str, str]]
    listed: tuple[NameEntry, ...]
    learned: tuple[NameEntry, ...]
    model: tuple[Model, int] | None = None
    """The trained model in use and its number."""
    chooser: Chooser | None = None
    """What says where edges lie."""

    def knowledge(self) -> Knowledge:
        own, _ = read_lexicon(self.lexicon)
        listed = NameMatcher(self.listed, own.clitics, blocked=self.blocked)
        matcher = NameMatcher(self.learned, own.clitics, blocked=self.blocked, bases=[listed])
        trained = Trained(*self.model) if self.model else None
        return knowledge(self.scheme, own, matcher, trained, self.chooser)


@contextmanager
def made_of(material: Material | Knowledge) -> Iterator[Knowledge]:
    """The knowledge of a process, made when it begins if it is not there yet."""
    yield material.knowledge() if isinstance(material, Material) else material


def look_through(
    find: Find | None,
    without: Collection[str],
    cancelled: Callable[[], bool] | None,
    known: Knowledge,
    documents: Sequence[Stale],
) -> list[Sequence[Suggestion]]:
    """What is proposed in each of the documents, by `find` if it is given. Raises "cancelled"."""
    found: list[Sequence[Suggestion]] = []
    for document, text, kept in documents:
        if cancelled and cancelled():
            raise AnnotatorError("cancelled")
        if find is not None:
            found.append(find(document, text, known))
        else:
            found.append(suggest(document, text, known, without=without, kept=kept))
    return found
