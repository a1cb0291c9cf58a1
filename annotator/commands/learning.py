"""What suggestions are computed with: gathered once for an author, then kept in step with what they do.

Names are many and change one by one. Those of the lists, and those an author had taught when they were first
sought, stay ready to be sought; what was learned since is sought beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Final, NamedTuple

import msgspec

from annotator import __version__
from annotator.commands.progress import Cancelled
from annotator.core.events import encode_record
from annotator.core.habits import Habits
from annotator.core.model import derived_id
from annotator.core.names import KnownName, known_names, name_key
from annotator.core.scheme import Scheme
from annotator.disk import data_path
from annotator.store import Project, habits, models
from annotator.store.learning import Learned
from annotator.store.names import blocked_names, names, names_state
from annotator.store.suggestions import own_lexicon
from annotator.suggest.choosing import Chooser
from annotator.suggest.knowledge import Knowledge, knowledge
from annotator.suggest.lexicon import read_lexicon
from annotator.suggest.material import Material
from annotator.suggest.names import NameEntry, NameMatcher
from annotator.suggest.trained import Trained

_MOST_BESIDE: Final = 1_000
"""Names that are sought beside those that are ready. Where more have changed, all are made ready anew."""


class Basis(NamedTuple):
    """Other values whenever anything has changed that suggestions are computed from, the text aside.

    `rules`: the lexicon and the scheme; `names`: the names that are known.
    """

    rules: str
    names: str


class Known(NamedTuple):
    """What is known to an author at a moment, and what it was made from."""

    basis: Basis
    knowledge: Knowledge
    scheme: Scheme
    lexicon: str

    def material(self) -> Material:
        names = self.knowledge.names
        listed, ready = names.bases
        learned = (*ready.own_entries(), *names.own_entries())
        trained = self.knowledge.trained
        model = (trained.model, trained.number) if trained else None
        chooser = self.knowledge.chooser
        return Material(
            self.scheme, self.lexicon, names.blocked, listed.own_entries(), learned, model, chooser
        )


def known_to(project: Project, author: str, cancelled: Cancelled | None = None) -> Known:
    """What is known to an author now; what was kept of it is brought up to date.

    Raises `AnnotatorError("cancelled")`.
    """
    if not project.shows_all_of(author):
        return Learning(author).catch_up(project, cancelled)
    key = project.project_id, author
    with _lock:
        learning = _kept.pop(key) if key in _kept else Learning(author)
        known = learning.catch_up(project, cancelled)
        _kept[key] = learning
        for old in list(_kept)[:-_MOST_AUTHORS]:
            del _kept[old]
    return known


_kept: Final[dict[tuple[str, str], Learning]] = {}
"""By project and author, the latest last."""

_lock: Final = Lock()
_MOST_AUTHORS: Final = 2


class Learning:
    """Keeps what is known to one author in one project in step with it."""

    def __init__(self, author: str) -> None:
        self._learned = Learned(author)
        self._lists: _Lists | None = None
        self._entries: dict[str, NameEntry] = {}
        self._sum = 0
        self._ready: NameMatcher | None = None
        self._beside: set[str] = set()
        self._known: Known | None = None
        self._author = author
        self._habits: Habits | None = None
        self._used = ""
        self._trained: Trained | None = None

    def catch_up(self, project: Project, cancelled: Cancelled | None = None) -> Known:
        """Take in what has changed since, as one moment saw it. What was cancelled is of no use any more."""
        with project.snapshot():
            changed = self._learned.catch_up(project, cancelled)
            lists, scheme = self._lists, project.scheme
            if lists is None or not lists.holds(project):
                lists = _Lists(project)
        known, used, own = self._known, models.used(project), habits.used(project, self._author)
        same = lists is self._lists and used == self._used and own == self._habits
        if known and same and scheme == known.scheme and changed == frozenset():
            return known
        if self._lists is None or lists.blocked != self._lists.blocked or changed is None:
            self._ready = None
        for head in self._entries.keys() | self._learned.names.keys() if changed is None else changed:
            self._take(head)
        self._lists = lists
        if used != self._used:
            self._used, self._trained = used, trained_in_use(project)
        self._habits = own
        basis = Basis(
            derived_id(
                __version__, shipped_words(), lists.own, encode_record(scheme).decode(), used, *_said(own)
            ),
            derived_id(project.project_id, lists.state, f"{self._sum:x}"),
        )
        chooser = Chooser(own.weights) if own else None
        made = knowledge(scheme, lists.lexicon, self._matcher(lists), self._trained, chooser)
        self._known = Known(basis, made, scheme, lists.own)
        return self._known

    def _take(self, head: str) -> None:
        """Have the entry of a name as it is now."""
        before, row = self._entries.pop(head, None), self._learned.names.get(head)
        after = None if row is None or row.name.blocked else _entry(row)
        if after is not None:
            self._entries[head] = after
        self._sum = (self._sum - _digest(before) + _digest(after)) % _SUMS
        if self._ready is not None:
            self._seek_beside(head, before, after)

    def _seek_beside(self, head: str, *entries: NameEntry | None) -> None:
        """Seek a name beside those that are ready, together with those it shares a spelling with.

        Where words of one key are written apart in one spelling, all that have the key are found so.
        """
        assert self._ready is not None
        self._beside.add(head)
        todo = [entry for entry in entries if entry is not None]
        while todo:
            entry = todo.pop()
            for key in {name_key(spelling) for spelling in (entry.name, *entry.variants)}:
                for other in self._ready.of_key(key):
                    if other.id not in self._beside:
                        self._beside.add(other.id)
                        todo.append(other)

    def _matcher(self, lists: _Lists) -> NameMatcher:
        if self._ready is None or len(self._beside) > _MOST_BESIDE:
            self._ready, self._beside = lists.matcher(self._entries.values()), set()
        beside = [self._entries[name] for name in self._beside if name in self._entries]
        return lists.matcher(beside, bases=[lists.listed, self._ready.without(frozenset(self._beside))])


class _Lists:
    """What is the same for all authors: the project's lexicon, and the names that are listed or blocked."""

    def __init__(self, project: Project) -> None:
        self.state, self.own = names_state(project), own_lexicon(project)
        self.lexicon, _ = read_lexicon(self.own)
        self.blocked = frozenset(
            (row.label, name_key(words))
            for row in blocked_names(project)
            for words in (row.name, *row.variants)
        )
        listed = known_names(names(project), ())
        self.listed = self.matcher(msgspec.structs.replace(entry, place=()) for entry in _entries(listed))

    def holds(self, project: Project) -> bool:
        return (self.state, self.own) == (names_state(project), own_lexicon(project))

    def matcher(self, entries: Iterable[NameEntry], *, bases: Sequence[NameMatcher] = ()) -> NameMatcher:
        return NameMatcher(entries, self.lexicon.clitics, blocked=self.blocked, bases=bases)


def listed_knowledge(project: Project) -> Knowledge:
    """What is known to everybody: the names that are listed, and none of anybody's layer."""
    lists = _Lists(project)
    return knowledge(project.scheme, lists.lexicon, lists.listed, trained_in_use(project))


def trained_in_use(project: Project) -> Trained | None:
    """The trained model that this account uses; None where there is none, or it cannot be read."""
    found = models.used_version(project)
    return Trained(found.model, found.number) if found and found.model else None


def _entries(rows: Iterable[KnownName]) -> Iterable[NameEntry]:
    return (_entry(row) for row in rows if not row.name.blocked)


def _entry(row: KnownName) -> NameEntry:
    name = row.name
    place = (-row.spans, name.name, name.label)
    return NameEntry(name.label, row.spellings[0], row.spellings[1:], name.id, place)


_SUMS: Final = 1 << 128


def _digest(entry: NameEntry | None) -> int:
    """A part of the sum that tells all entries from all others, in whatever order they come and go."""
    if entry is None:
        return 0
    said = msgspec.json.encode((entry.label, entry.name, entry.variants, entry.id))
    return int.from_bytes(sha256(said).digest()[:16])


def _said(found: Habits | None) -> Iterable[str]:
    """What habits are, in a word; nothing where there are none."""
    return () if found is None else (derived_id(msgspec.json.encode(found.weights).decode()),)


@cache
def shipped_words() -> str:
    """A hash of the word lists and the weights that come with the program."""
    digest = sha256()
    for path in sorted(data_path("resources", "lexicon").glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
