"""Asks the log what happened, and how a document stood at a moment. Every function only reads.

All of it goes through the views of whoever looks: what is blind to them has not happened.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, cast

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.asking import Asked, Moment, later
from annotator.core.errors import AnnotatorError
from annotator.core.events import Change, Event
from annotator.core.model import Attribution, Bundle, Comment, Decision, Document, Record, Span
from annotator.core.suggestions import Rejection
from annotator.store.log import EVENT, SELECT_EVENT, event_of
from annotator.store.payloads import CHANGE, change_of, extracted, key, keys_beginning_with, named
from annotator.store.project import Project
from annotator.store.standing import place_of, standing
from annotator.store.tables import UNREADABLE, json_list

MOST: Final = 100
"""How many changes of one act are read: an import has thousands."""

WEIGHTY: Final = ("draw", "decision", "submission")
"""The entities whose changes are read before all others: an import brings in verdicts among thousands."""

_WEIGHT = f"""CASE c.entity {" ".join(f"WHEN '{entity}' THEN {rank}" for rank, entity in enumerate(WEIGHTY))}
    ELSE {len(WEIGHTY)} END"""

_FIRST_PAGE, _LARGEST_PAGE = 20, 640

_OF_DOCUMENT: Final = (
    "(c.document_key = key(:document) OR (c.entity_key = key(:document) AND c.entity = 'document'))"
)

_SPOKEN: Final = (
    "quote", "note", "name", "variants", "affiliation", "text", "comment", "title", "byline", "guidelines",
    "judged.quote", "suggestion.spans",
)  # fmt: skip
"""The fields of records in which words are looked for."""

_WORDS: Final = " || char(10) || ".join(
    f"coalesce({extracted(side, field)}, '')" for side in ("c.before", "c.after") for field in _SPOKEN
)

_ACCOUNT: Final = """:account IN (e.account, substr(e.account, 1, instr(e.account, '@') - 1),
    substr(e.account, instr(e.account, '@') + 1))"""

_ABOUT: Final = ("attribution", "decision", "comment", "rejection")


class Act(msgspec.Struct, frozen=True):
    """An event, and what of its changes was asked for.

    `changes` are, in the order of the log, the weightiest of the `matching` that were asked for; `total`
    counts all of the event.
    """

    event: Event
    changes: tuple[Change, ...]
    matching: int
    total: int


class Touch(NamedTuple):
    """An event that touched a document. `at` is UTC."""

    seq: int
    at: str
    actor: str
    kind: str


def acts(
    project: Project,
    asked: Asked,
    *,
    newest_first: bool = False,
    after: int | None = None,
    limit: int | None = None,
    most: int = MOST,
) -> Iterator[Act]:
    """What was asked for, oldest first, read as it is taken; `after` is the number of the last act known.

    Of the changes of each act, no more than `most` are read.
    """
    where, which, values = _wanted(asked)
    order, later = ("DESC", "<") if newest_first else ("ASC", ">")
    select = f"""SELECT e.*, (SELECT count(*) FROM log c WHERE c.event = e.seq AND {which}),
            (SELECT count(*) FROM log c WHERE c.event = e.seq)
        FROM ({SELECT_EVENT}) e WHERE {where} AND e.seq {later} :after ORDER BY e.seq {order} LIMIT :page"""
    if after is None:
        after = sys.maxsize if newest_first else 0
    left, page = limit, _FIRST_PAGE
    while left is None or left > 0:
        size = page if left is None else min(page, left)
        rows = list(project.rows(select, {**values, "after": after, "page": size}))
        changes = _changes(project, [row[0] for row in rows], which, values, most)
        for row in rows:
            event = event_of(row[: len(EVENT)])
            matching, total = row[len(EVENT) :]
            yield Act(event, tuple(changes.get(event.seq, ())), matching, total)
        if len(rows) < size:
            return
        after, page = rows[-1][0], min(2 * page, _LARGEST_PAGE)
        left = None if left is None else left - size


def count(project: Project, asked: Asked) -> int:
    """How many acts were asked for."""
    where, _, values = _wanted(asked)
    return sum(int(row[0]) for row in project.rows(f"SELECT count(*) FROM events e WHERE {where}", values))


def accounts(project: Project) -> list[str]:
    """The accounts of computers that acted, as far as the log notes them."""
    rows = project.rows("SELECT DISTINCT account FROM events WHERE account IS NOT NULL ORDER BY account")
    return [row[0] for row in rows]


def rows_about(project: Project, row_id: str) -> tuple[str, ...]:
    """The row, and all whose changes tell of it, so far as anybody may see them.

    Of a span: its attributions, verdicts on it and them, what stands instead or what it stands for, comments
    with their answers, and its author's rejections of the suggestion of the same words. Raises
    "not-in-log".
    """
    versions = _versions(project, row_id)
    if not versions:
        raise AnnotatorError("not-in-log", id=row_id)
    document_id = getattr(versions[0], "document_id", None)
    if document_id is None:
        return (row_id,)
    spans = [row for row in versions if isinstance(row, Span)]
    said = list(_of_document(project, document_id))
    about = dict.fromkeys([row_id])
    known = 0
    while known < len(about):
        known = len(about)
        for row in said:
            about.update(dict.fromkeys(_told_of(row, about, spans)))
    return tuple(about)


def beginning_with(project: Project, beginning: str) -> dict[str, str]:
    """The ids of records the log tells of that begin so, at most some, each with its entity.

    What a person types of an id is seldom all of it; the whole id is no beginning of others.
    """
    if not beginning:
        return {}
    found = {
        named(row): entity
        for first, last in keys_beginning_with(beginning)
        for row, entity in project.rows(
            "SELECT DISTINCT entity_key, entity FROM log WHERE entity_key BETWEEN ? AND ? LIMIT 20",
            [first, last],
        )
    }
    return {beginning: found[beginning]} if beginning in found else found


def exports_of(project: Project, sha256: str) -> tuple[str, ...]:
    """The ids of the notes of exports that wrote a file of this SHA-256."""
    return tuple(row[0] for row in project.rows("SELECT id FROM exports WHERE sha256 = ?", [sha256]))


def moments(project: Project, document_id: str) -> list[Touch]:
    """The events that touched a document, oldest first. Raises "unknown-document" if there never was one."""
    rows = project.rows(
        f"""SELECT e.seq, e.at, e.actor, e.kind FROM events e
            WHERE e.seq IN (SELECT c.event FROM log c WHERE {_OF_DOCUMENT}) ORDER BY e.seq""",
        {"document": document_id},
    )
    found = [Touch(*row) for row in rows]
    if not found:
        raise AnnotatorError("unknown-document", document=document_id)
    return found


def seq_at(project: Project, moment: Moment) -> int:
    """The number of the last event of a moment: of a day, its last. Raises "unknown-moment"."""
    if moment.until:
        found = [row[0] for row in project.rows("SELECT max(seq) FROM events WHERE at < ?", [moment.until])]
    else:
        found = [
            row[0]
            for row in project.rows(
                """SELECT seq FROM events WHERE seq = :seq
                   UNION SELECT seq FROM events
                   WHERE :beginning <> '' AND (substr(id, 1, :length) = :beginning
                                               OR substr(hash, 1, :length) = :beginning) LIMIT 2""",
                {"seq": moment.seq, "beginning": moment.beginning, "length": len(moment.beginning)},
            )
        ]
        if moment.seq is not None and moment.seq in found:
            return moment.seq
        if len(found) > 1:
            raise AnnotatorError("moment-of-several", moment=moment.typed)
    if not found or found[0] is None:
        raise AnnotatorError("unknown-moment", moment=moment.typed)
    return int(found[0])


def stretch(project: Project, moment: Moment) -> tuple[str, str]:
    """The time of a moment, or of the event it names, half-open and as in the log. Raises as `seq_at`."""
    if moment.until:
        return moment.since, moment.until
    (at,) = project.one("SELECT at FROM events WHERE seq = ?", [seq_at(project, moment)]) or ("",)
    return at, later(at)


def as_it_stood(project: Project, document_id: str, seq: int) -> Bundle | None:
    """A document with all that was said of it after the event `seq`, from the log; None if it was not there.

    Works too for one that has been taken out since. Raises "unknown-document" if there never was one.
    """
    last: dict[tuple[str, str], list[Any] | None] = {}
    read = standing(project.conn)
    then = place_of(read, seq, project.conn)
    for at, *change in project.rows(
        f"SELECT {read.ord}, {CHANGE} FROM {read.log} c WHERE {_OF_DOCUMENT} ORDER BY {read.ord}, n",
        {"document": document_id},
    ):
        place = (change[0], named(change[1]))
        last.setdefault(place, None)
        if at <= then:
            last[place] = change
    if not last:
        raise AnnotatorError("unknown-document", document=document_id)
    rows: dict[str, list[Any]] = {}
    for (entity, _), found in sorted(last.items()):
        if found and (record := _change(found).after) is not None:
            rows.setdefault(entity, []).append(record)
    document = cast(Document | None, next(iter(rows.get("document", ())), None))
    if document is None:
        return None
    text = project.one("SELECT text FROM texts WHERE hash = ?", [document.text_hash])
    if text is None:  # texts are never taken out
        raise AnnotatorError("project-damaged", path=str(project.path))
    return Bundle(
        document=document,
        text=text[0],
        spans=tuple(rows.get("span", ())),
        attributions=tuple(rows.get("attribution", ())),
        submissions=tuple(rows.get("submission", ())),
        decisions=tuple(rows.get("decision", ())),
        comments=tuple(rows.get("comment", ())),
        notes=tuple(rows.get("note", ())),
        filings=tuple(rows.get("filing", ())),
    )


def _wanted(asked: Asked) -> tuple[str, str, dict[str, Any]]:
    """What is asked of an event `e`, what of a change `c`, and the values for both."""
    of_change = ["true"]
    if asked.rows:
        of_change.append("c.entity_key IN (SELECT key(value) FROM json_each(:rows))")
    if asked.document:
        of_change.append(_OF_DOCUMENT)
    if asked.words:
        of_change.append(f"instr(fold({_WORDS}), :words) > 0")
    which = " AND ".join(of_change)
    of_event = ["true"]
    if asked.rows or asked.document:
        of_event.append(f"e.seq IN (SELECT c.event FROM log c WHERE {which})")
    elif asked.words:
        of_event.append(f"EXISTS (SELECT 1 FROM log c WHERE c.event = e.seq AND {which})")
    if asked.actor:
        of_event.append("e.actor = :actor")
    if asked.account:
        of_event.append(_ACCOUNT)
    if asked.kinds:
        group = "substr(e.kind, 1, instr(e.kind, '.') - 1)"
        of_event.append(f"(e.kind IN (SELECT value FROM json_each(:kinds))"
                        f" OR {group} IN (SELECT value FROM json_each(:kinds)))")  # fmt: skip
    if asked.since:
        of_event.append("e.at >= :since")
    if asked.until:
        of_event.append("e.at < :until")
    values = {
        **msgspec.structs.asdict(asked),
        "rows": json_list(asked.rows),
        "kinds": json_list(asked.kinds),
        "words": fold_key(asked.words),
    }
    return " AND ".join(of_event), which, values


def _changes(
    project: Project, seqs: list[int], which: str, values: dict[str, Any], most: int
) -> dict[int, list[Change]]:
    """The first of the changes that were asked for, by event."""
    found: dict[int, list[Change]] = {}
    for seq, *change in project.rows(
        f"""SELECT event, {CHANGE}
            FROM json_each(:seqs) p JOIN log k ON k.event = p.value
            WHERE k.n IN (SELECT c.n FROM log c WHERE c.event = p.value AND {which}
                          ORDER BY {_WEIGHT}, c.n LIMIT :most)
            ORDER BY k.event, k.n""",
        {**values, "seqs": msgspec.json.encode(seqs).decode(), "most": most},
    ):
        found.setdefault(seq, []).append(_change(change))
    return found


def _versions(project: Project, row_id: str) -> list[Record]:
    """All that a row ever was."""
    rows = project.rows(f"SELECT {CHANGE} FROM log WHERE entity_key = ?", [key(row_id)])
    return [side for row in rows for side in _sides(row)]


def _of_document(project: Project, document_id: str) -> Iterator[Record]:
    """All that the rows of a document that can tell of others ever were."""
    for row in project.rows(
        f"""SELECT {CHANGE} FROM log c
            WHERE {_OF_DOCUMENT} AND c.entity IN (SELECT value FROM json_each(:about))
            ORDER BY c.event, c.n""",
        {"document": document_id, "about": json_list(_ABOUT)},
    ):
        yield from _sides(row)


def _told_of(row: Record, about: dict[str, None], spans: list[Span]) -> Iterator[str]:
    """The ids that come to those in `about` because of what a row says."""
    if isinstance(row, Attribution) and any(span in about for span in row.spans):
        yield row.id
    elif isinstance(row, Decision) and (row.target in about or row.replacement in about):
        # What was missing in a layer is a verdict on its submission, with all others of that kind.
        yield from filter(None, (row.id, row.target_kind != "submission" and row.target, row.replacement))
    elif isinstance(row, Comment) and (row.target in about or row.reply_to in about):
        yield row.id
    elif isinstance(row, Rejection):
        rejected = [(span.get("label"), span.get("ranges")) for span in row.suggestion.get("spans", ())]
        mine = [(span.label, list(map(list, span.ranges))) for span in spans if span.author == row.author]
        if any(span in rejected for span in mine):
            yield row.id


def _sides(row: Sequence[Any]) -> list[Record]:
    change = _change(row)
    return [side for side in (change.before, change.after) if side is not None]


def _change(row: Sequence[Any]) -> Change:
    """Raises "record-unreadable" for what nothing of this program wrote."""
    try:
        return change_of(row)
    except UNREADABLE as error:
        raise AnnotatorError(
            "record-unreadable", entity=row[0], id=named(row[1]), reason=str(error)
        ) from error
