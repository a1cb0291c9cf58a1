"""One person under two names made one: an author renamed, or spelled in two ways."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import Event
from annotator.core.model import SubmissionState
from annotator.core.people import Likeness, likeness, spelled_out
from annotator.core.suggestions import Rejection, rejection_id
from annotator.store import Project, Recorder, accounts, authors, queries, review


class Merged(msgspec.Struct):
    """Counts of a merge: rows that bear the new name now, and rows that went (see `docs/review.md`)."""

    renamed: int = 0
    dropped: int = 0
    event: Event | None = None


def known_names(project: Project) -> list[str]:
    """The names of people that the project knows, busiest first, as far as may be seen."""
    return list(dict.fromkeys([*queries.authors(project), *accounts.chosen_names(project)]))


def how_known(project: Project, name: str) -> Likeness:
    """Whether a name is known, looks like one that is, or is new: what a window asks before it takes one."""
    if name in _all_names(project):
        return Likeness("known")
    return likeness(name, known_names(project))


def _all_names(project: Project) -> list[str]:
    """A name is known too where all that it did is blind to whoever asks; but they are not told of it."""
    with project.whole():
        return known_names(project)


def check_known(project: Project, names: Iterable[str]) -> None:
    """Raises `AnnotatorError("author-alike")` or "author-new" for the first name that is not known.

    "" is anybody.
    """
    for name in filter(None, names):
        found = how_known(project, name)
        _refuse_alike(name, found)
        if found.familiarity == "new":
            known = ", ".join(map(spelled_out, known_names(project)))
            raise AnnotatorError("author-new", author=spelled_out(name), known=known)


def check_renaming(project: Project, before: str, after: str) -> None:
    """Raises "author-alike" if the new name looks like that of somebody else."""
    _refuse_alike(after, likeness(after, [name for name in known_names(project) if name != before]))


def _refuse_alike(name: str, found: Likeness) -> None:
    if found.familiarity == "alike":
        alike = ", ".join(map(spelled_out, found.alike))
        raise AnnotatorError("author-alike", author=spelled_out(name), alike=alike)


def rename_author(project: Project, before: str, after: str, *, author: str) -> Merged:
    """Give somebody another name, in one event, as `merge_authors` does.

    Raises "author-exists" for a name that is somebody's already: making two names one has to be meant.
    """
    if before != after and after in _all_names(project):
        raise AnnotatorError("author-exists", author=after)
    return _give_all(project, before, after, author=author, kind="author.rename")


def merge_authors(project: Project, before: str, after: str, *, author: str) -> Merged:
    """Give all that `before` wrote to `after`, in one event. What the log said before, it still says.

    Verdicts that turn out to be on one's own work go, and so does the older of two verdicts on one target; of
    two submissions of a document one is left, submitted only if both were. Raises "same-author",
    "unknown-author", "merge-unblinds" if one of the two could then see what is blind to them, and
    "merge-blind" if something is blind to whoever merges: what was found would tell of it.
    """
    return _give_all(project, before, after, author=author, kind="author.merge")


def preview(project: Project, before: str, after: str, *, author: str) -> Merged:
    """What merging, or renaming if nobody has the new name, would do: it is done, and taken back at once.

    Raises as they do.
    """
    try:
        _give_all(project, before, after, author=author, kind="author.merge", only_looking=True)
    except _OnlyLooking as looked:
        return looked.found
    raise AssertionError("a preview ends by taking everything back")


class _OnlyLooking(Exception):
    """Ends an event, so that nothing of it is kept."""

    def __init__(self, found: Merged) -> None:
        super().__init__()
        self.found = found


def _give_all(
    project: Project, before: str, after: str, *, author: str, kind: str, only_looking: bool = False
) -> Merged:
    if before == after:
        raise AnnotatorError("same-author", author=before)
    done = Merged()
    with project.whole(), project.event(kind, author, much=not only_looking) as event:
        if blind := review.blind_documents(project, author):
            raise AnnotatorError("merge-blind", document=blind[0])
        if not authors.has_rows(project, before):
            raise AnnotatorError("unknown-author", author=before, known=", ".join(queries.authors(project)))
        if (document := authors.unblinded(project, before, after)) is not None:
            raise AnnotatorError("merge-unblinds", document=document, before=before, after=after)
        # Before the rows they are about change hands: undoing puts them back last, on rows as they were.
        for row in authors.own_verdicts(project, before, after):
            event.remove(row)
            done.dropped += 1
        for row in authors.outdated_verdicts(project, before, after):
            event.remove(row)
            done.dropped += 1
        done.dropped += _join_submissions(project, event, before, after)
        for assignment in authors.double_assignments(project, before, after):
            event.remove(assignment)
            done.dropped += 1
        done.renamed += _rename_rejections(project, event, before, after)
        for entity, field in authors.NAMED_IN:
            for record in authors.rows(project, entity, field, before):
                event.replace(record, msgspec.structs.replace(record, **{field: after}))
                done.renamed += 1
        if only_looking:
            raise _OnlyLooking(done)
    done.event = event.event
    accounts.rename_chosen(project, before, after)
    return done


def _rename_rejections(project: Project, event: Recorder, before: str, after: str) -> int:
    """Let `after` have rejected what `before` did: a rejection's id follows from who it is by."""
    count = 0
    for record in authors.rows(project, "rejection", "author", before):
        row = cast(Rejection, record)
        renamed = msgspec.structs.replace(
            row, id=rejection_id(after, str(row.suggestion["id"])), author=after
        )
        event.remove(row)
        if project.row_record("rejection", renamed.id) is None:
            event.add(renamed)
        count += 1
    return count


def _join_submissions(project: Project, event: Recorder, before: str, after: str) -> int:
    """Of two submissions of one document leave that of `after`; how many went."""
    pairs = authors.both_submitted(project, before, after)
    for gone, kept in pairs:
        for verdict in authors.verdicts_on(project, gone.id):
            event.replace(
                verdict,
                msgspec.structs.replace(verdict, target=kept.id, judged={**verdict.judged, "id": kept.id}),
            )
        event.remove(gone)
        both: SubmissionState = "submitted" if gone.state == kept.state == "submitted" else "withdrawn"
        event.replace(kept, msgspec.structs.replace(kept, state=both))
    return len(pairs)
