"""Computes what is proposed to an author where it no longer holds, for one document or for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from annotator import __version__
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.events import encode_record
from annotator.core.model import Bundle, Document, derived_id
from annotator.core.names import KnownName, known_names, name_key
from annotator.core.suggestions import Answers, Suggestion, rejection_id, still_open
from annotator.disk import data_path
from annotator.store import Project, queries
from annotator.store.names import blocked_names, confirmed, learned_names, names, names_state
from annotator.store.suggestions import Proposed, keep, own_lexicon, proposed, rejected

if TYPE_CHECKING:
    from annotator.suggest.knowledge import Knowledge
    from annotator.suggest.names import NameEntry, NameMatcher
from annotator.core.evaluation import Evaluation, evaluate, of_layer, of_suggestions

T = TypeVar("T")

Suggest = Callable[[Document, str, "Knowledge"], Sequence[Suggestion]]
"""Finds suggestions in a text; `annotator.suggest.suggesters.suggest` unless another is given."""

_BATCH: Final = 100


class Suggested(msgspec.Struct):
    """The suggestions that are open after looking through a project."""

    documents: int = 0
    suggestions: int = 0
    by_suggester: dict[str, int] = {}


def suggest_document(
    project: Project,
    document_id: str,
    *,
    author: str,
    without: Collection[str] = (),
    find: Suggest | None = None,
) -> list[Suggestion]:
    """The suggestions open for the author in a document, in reading order: not rejected, not answered by the
    layer, of no suggester left out. Raises "unknown-document"."""
    ((_, found),) = open_suggestions(
        project, author=author, document_ids=[document_id], without=without, find=find
    )
    return found


def suggest_all(
    project: Project,
    *,
    author: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    without: Collection[str] = (),
    find: Suggest | None = None,
) -> Suggested:
    """Look through all documents. Raises `AnnotatorError("cancelled")`; what was found until then is kept."""
    report = Suggested()
    counted: Counter[str] = Counter()
    for _, found in open_suggestions(
        project, author=author, progress=progress, cancelled=cancelled, without=without, find=find
    ):
        report.documents += 1
        counted.update(row.suggester for row in found)
    report.suggestions = counted.total()
    report.by_suggester = dict(counted.most_common())
    return report


def open_suggestions(
    project: Project,
    *,
    author: str,
    document_ids: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    without: Collection[str] = (),
    find: Suggest | None = None,
) -> Iterator[tuple[Document, list[Suggestion]]]:
    """Each document, or each of those named, with what is open for the author.

    Nothing is found by the suggesters named in `without`.
    """
    from annotator.suggest.suggesters import suggest

    ids = queries.document_ids(project) if document_ids is None else document_ids
    find = find or partial(suggest, without=without)
    basis = _basis(project, author)
    for start in range(0, len(ids), _BATCH):
        stop_if(cancelled)
        fresh: list[Proposed] = []
        opened: list[tuple[Document, list[Suggestion]]] = []
        for bundle in queries.bundles(project, ids=ids[start : start + _BATCH], author=author):
            stop_if(cancelled)
            document = bundle.document
            now = derived_id(basis, encode_record(document).decode(), *sorted(without))
            found = proposed(project, document.id, author)
            if found is None or found.basis != now:
                known = _knowledge(project, author, basis)
                found = Proposed(document.id, author, now, tuple(find(document, bundle.text, known)))
                fresh.append(found)
            opened.append((document, _open(project, bundle, author, found)))
        if fresh:
            keep(project, fresh)
        yield from opened
        if progress:
            progress(min(start + _BATCH, len(ids)), len(ids))


def _open(project: Project, bundle: Bundle, author: str, found: Proposed) -> list[Suggestion]:
    gone = rejected(project, bundle.document.id, author)
    return still_open(
        found.found,
        Answers(bundle.spans, bundle.attributions),
        lambda row: rejection_id(author, row.id) in gone,
    )


def _basis(project: Project, author: str) -> str:
    """Another value whenever anything has changed that suggestions are computed from, the text aside."""
    taught = sorted(f"{row.label}\t{row.quote}" for row in confirmed(project, author))
    scheme = encode_record(project.scheme).decode()
    own = own_lexicon(project)
    return derived_id(__version__, _shipped(), own, scheme, project.project_id, names_state(project), *taught)


@cache
def _shipped() -> str:
    """A hash of the word lists that come with the program."""
    digest = sha256()
    for path in sorted(data_path("resources", "lexicon").glob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


_compiled: dict[str, Any] = {}
"""Things made of names, by what these were: the newest last. Making one takes longer than using it."""

_MOST_COMPILED: Final = 2
"""The names that were listed, and with them those that one author's layer teaches now."""


def _once(key: str, make: Callable[[], T]) -> T:
    """The thing that `make` gave for this key before, or gives now."""
    made: T | None = _compiled.pop(key, None)
    if made is None:
        made = make()
    _compiled[key] = made
    for old in list(_compiled)[:-_MOST_COMPILED]:
        _compiled.pop(old, None)
    return made


def _knowledge(project: Project, author: str, basis: str) -> Knowledge:
    return _once(basis, lambda: knowledge_of(project, learned_names(project, author)))


def names_known(project: Project, *, author: str) -> NameMatcher:
    """The names that the author knows, listed or their own, made ready to be looked for."""
    names = _knowledge(project, author, _basis(project, author)).names
    names.places("")
    return names


def knowledge_of(project: Project, learned: Sequence[KnownName] = ()) -> Knowledge:
    """Gather what the suggesters are given in this project: names listed for everybody, and `learned`."""
    from annotator.suggest.knowledge import knowledge
    from annotator.suggest.lexicon import read_lexicon
    from annotator.suggest.names import NameMatcher

    lexicon, _ = read_lexicon(own_lexicon(project))
    blocked = frozenset(
        (row.label, name_key(words)) for row in blocked_names(project) for words in (row.name, *row.variants)
    )

    def of_lists() -> NameMatcher:
        listed = known_names(names(project), ())
        return NameMatcher(_entries(listed), lexicon.clitics, blocked=blocked)

    # A long list stays the same while names are learned.
    base = _once(derived_id("lists", project.project_id, names_state(project)), of_lists)
    matcher = NameMatcher(_entries(learned), lexicon.clitics, blocked=blocked, base=base)
    return knowledge(project.scheme, lexicon, matcher)


def _entries(names: Iterable[KnownName]) -> list[NameEntry]:
    from annotator.suggest.names import NameEntry

    return [
        NameEntry(row.name.label, row.spellings[0], row.spellings[1:], row.name.id)
        for row in names
        if row.spellings and not row.name.blocked
    ]


def evaluate_suggester(
    project: Project,
    suggester: str,
    *,
    layer: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Evaluation:
    """Measure what one suggester, or all where `suggester` is "", proposes against one author's layer.

    Counted are the documents in which the author has anything. Names are those that were listed: what a
    layer itself teaches would be found in it again. Raises `AnnotatorError("cancelled")`.
    """
    from annotator.suggest.suggesters import SUGGESTERS, suggest

    find = next((row.suggest for row in SUGGESTERS if row.id == suggester), suggest)
    known = knowledge_of(project)
    total = queries.document_count(project) if progress else 0
    counts = Evaluation()
    for done, bundle in enumerate(queries.bundles(project, author=layer), 1):
        stop_if(cancelled)
        if bundle.spans or bundle.attributions:
            found = of_suggestions(find(bundle.document, bundle.text, known))
            counts = counts.plus(evaluate(found, of_layer(bundle.spans, bundle.attributions)))
        if progress:
            progress(done, total)
    return counts
