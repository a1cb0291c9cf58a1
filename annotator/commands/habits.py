"""Learns from an author's decisions where they have the edges of what is proposed, in seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from annotator import __version__
from annotator.commands.learning import shipped_words
from annotator.commands.progress import Cancelled, stop_if
from annotator.core.events import encode_record
from annotator.core.habits import LEAST, Habits
from annotator.core.model import derived_id
from annotator.store import Project, habits, queries
from annotator.store.suggestions import decided_documents, decision_count, own_lexicon
from annotator.suggest.choosing import Chooser, Lesson, fit, right_ones, shipped
from annotator.suggest.edge_lessons import lessons_in
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import read_lexicon

_HELD_BACK: Final = 5
"""One document of so many, by a hash of its id."""
_MOST: Final = 500
"""Documents that are learned from."""
_RIDGE: Final = 1.0


class Learned(NamedTuple):
    """What is known of an author's habits. `turned`: they are used from now on and were not before, or the
    other way round."""

    habits: Habits | None
    decisions: int
    turned: bool = False


def learn_habits(project: Project, author: str, cancelled: Cancelled | None = None) -> Learned:
    """Learn anew if there is enough that is new; the same decisions always teach the same.

    What is learned is kept beside the project, and used once it foretells decisions that were held back
    better than what ships. Raises `AnnotatorError`: "file-not-written", "cancelled".
    """
    with project.snapshot():
        known, decisions = known_habits(project, author)[:2]
        if not _is_due(project, known, decisions):
            return Learned(known, decisions)
        scheme, own, head = project.scheme, own_lexicon(project), project.head()
        taught = knowledge(scheme, read_lexicon(own)[0], chooser=shipped())
        ids = sorted(decided_documents(project, author), key=_number)[:_MOST]
        found: dict[str, list[Lesson]] = {}
        attributions = 0
        for bundle in queries.bundles(project, ids=ids, author=author):
            stop_if(cancelled)
            found[bundle.document.id] = told = list(lessons_in(bundle, taught))
            attributions += len({row.of for row in told})
    rows = [(document, row) for document in ids for row in found.get(document, ())]
    held = [row for document, row in rows if _number(document) % _HELD_BACK == 0]
    kept = [row for document, row in rows if _number(document) % _HELD_BACK]
    stop_if(cancelled)
    made = Habits(
        author=author,
        basis=_basis(project),
        head=head,
        decisions=decisions,
        attributions=attributions,
        held=len(held),
        right=right_ones(_chooser(kept), held),
        before=right_ones(_without(), held),
        weights=_chooser([row for _, row in rows]).weights,
    )
    habits.keep_habits(project, made)
    return Learned(made, decisions, made.are_used != bool(known and known.are_used))


def is_due(project: Project, author: str) -> bool:
    """Whether there is enough that is new to learn from."""
    known, decisions, _ = known_habits(project, author)
    return _is_due(project, known, decisions)


def _is_due(project: Project, known: Habits | None, decisions: int) -> bool:
    if decisions < LEAST or project.read_only:
        return False
    return known is None or not known.hold(_basis(project), decisions)


def _basis(project: Project) -> str:
    """Another word whenever the rules have changed that edges are read by."""
    scheme = encode_record(project.scheme).decode()
    return derived_id(__version__, shipped_words(), own_lexicon(project), scheme)


def known_habits(project: Project, author: str) -> Learned:
    """What was learned last, without learning."""
    return Learned(habits.learned(project, author), decision_count(project, author))


def _chooser(lessons: Sequence[Lesson]) -> Chooser:
    return fit(lessons, ridge=_RIDGE, start=shipped().weights) if lessons else shipped()


def _without() -> Chooser:
    """What proposes without habits: the model that ships where it helps, else the rules."""
    return shipped() if shipped().helps else Chooser({})


def _number(document_id: str) -> int:
    return int.from_bytes(hashlib.sha256(document_id.encode()).digest()[:8])
