"""How a project stands, row by row, for the folds of `core/overview.py`. Every function only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import msgspec

from annotator.core.model import REVIEW, TargetKind, Task
from annotator.core.overview import Act, Replaced, Stage, Standing, Unsourced, Verdicts, stages
from annotator.store.connection import damaged
from annotator.store.project import Project
from annotator.store.tables import json_list

_NO_WORK: Final = (
    "project.new", "scheme.change", "documents.import", "documents.import_trusted", "document.add",
    "assignment.add", "assignment.draw", "assignment.remove", "author.merge", "author.rename",
)  # fmt: skip
"""Acts on the project rather than in a document; imports are left out for their length, too."""

State = Literal["draft", "submitted", "judged", "returned"]

_STATES: Final[Mapping[Stage, State]] = {
    "not-begun": "draft",
    "in-work": "draft",
    "submitted": "submitted",
    "returned": "returned",
    "judged": "judged",
    "agreed": "judged",
}

_STANDINGS: Final = """
    WITH begun AS (SELECT document_id, author FROM spans WHERE origin <> '{review}' {within}
                   UNION SELECT document_id, author FROM attributions WHERE origin <> '{review}' {within}),
         given AS (SELECT document_id, assignee AS author, max(task = 'annotate-blind') AS blind
                   FROM assignments WHERE task IN ('annotate', 'annotate-blind') AND assignee <> '' {within}
                   GROUP BY document_id, assignee),
         handed AS (SELECT document_id, author, state FROM submissions WHERE true {within}),
         who AS (SELECT document_id, author FROM begun UNION SELECT document_id, author FROM handed
                 UNION SELECT document_id, author FROM given),
         unfinished AS (SELECT given.document_id FROM given
                        LEFT JOIN handed s ON s.document_id = given.document_id AND s.author = given.author
                                          AND s.state = 'submitted'
                        WHERE given.blind AND s.author IS NULL),
         several AS (SELECT document_id FROM handed WHERE state = 'submitted'
                     GROUP BY document_id HAVING count(*) > 1),
         judging AS (SELECT document_id, author, max("open") AS "open", max(returned) AS returned,
                            max(disputed) AS disputed, max(task = 'adjudicate') AS adjudicated
                     FROM awaiting WHERE true {within} GROUP BY document_id, author)
    SELECT who.document_id, who.author, b.author IS NOT NULL OR s.author IS NOT NULL,
           coalesce(s.state, '') = 'submitted', coalesce(j."open", 0), coalesce(j.returned, 0),
           coalesce(j.disputed, 0),
           j.document_id IS NOT NULL
               AND (NOT j.adjudicated OR (who.document_id IN (SELECT document_id FROM several)
                                          AND who.document_id NOT IN (SELECT document_id FROM unfinished))),
           given.author IS NOT NULL
    FROM who
    LEFT JOIN begun b ON b.document_id = who.document_id AND b.author = who.author
    LEFT JOIN handed s ON s.document_id = who.document_id AND s.author = who.author
    LEFT JOIN judging j ON j.document_id = who.document_id AND j.author = who.author
    LEFT JOIN given ON given.document_id = who.document_id AND given.author = who.author
    ORDER BY who.document_id, who.author"""

_ACTS = """
    SELECT e.at, e.actor, min(c.document_id) AS one, max(c.document_id) AS other
    FROM events e JOIN changes c ON c.event = e.seq
    WHERE e.kind NOT IN (SELECT value FROM json_each(?)) GROUP BY e.seq ORDER BY e.seq"""

_TITLE = "(SELECT title FROM document_titles WHERE document_id = d.id)"

_UNFINISHED = """
    SELECT a.id FROM assignments a
    WHERE (:ids IS NULL OR a.document_id IN (SELECT value FROM json_each(:ids)))
      AND CASE WHEN a.task IN ('annotate', 'annotate-blind') THEN
            NOT EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = a.document_id
                        AND a.assignee IN ('', s.author) AND s.state = 'submitted')
          ELSE
            EXISTS (SELECT 1 FROM awaiting w WHERE w.document_id = a.document_id
                    AND w.reviewer = a.assignee AND w."open" > 0)
            OR NOT EXISTS (SELECT 1 FROM decisions d WHERE d.document_id = a.document_id
                           AND a.assignee IN ('', d.reviewer))
          END"""

_UNSOURCED = """
    FROM spans s JOIN documents d ON d.id = s.document_id
    LEFT JOIN (SELECT c.value AS claim, max(json_array_length(a.sources)) AS sources
               FROM attributions a, json_each(a.claims) c GROUP BY c.value) tied ON tied.claim = s.id
    WHERE s.label IN (SELECT value FROM json_each(?)) AND coalesce(tied.sources, 0) = 0"""


def standings(project: Project, ids: Sequence[str] | None = None) -> Iterator[Standing]:
    """Everybody's work on every document they marked, submitted or were given, document by document.

    With `ids`, on those documents only.
    """
    within = "" if ids is None else "AND document_id IN (SELECT value FROM json_each(:ids))"
    sql = _STANDINGS.format(review=REVIEW, within=within)
    for document_id, author, begun, submitted, left, returned, disputed, ready, given in project.rows(
        sql, {} if ids is None else {"ids": json_list(ids)}
    ):
        yield Standing(
            document_id=document_id,
            author=author,
            begun=bool(begun),
            submitted=bool(submitted),
            open=left,
            returned=returned,
            disputed=disputed,
            ready=bool(ready),
            given=bool(given),
        )


def unfinished(project: Project, ids: Iterable[str] | None = None) -> set[str]:
    """The ids of assignments that are still to be done; of some documents only.

    Annotating is done when it is submitted; reviewing, when something is judged and nothing waits.
    """
    wanted = None if ids is None else json_list(ids)
    return {row[0] for row in project.rows(_UNFINISHED, {"ids": wanted})}


def waiting(project: Project) -> dict[tuple[str, Task], tuple[int, int]]:
    """The work that awaits somebody's review: documents and targets, by person ("" is anybody) and task."""
    rows = project.rows(
        """SELECT reviewer, task, count(DISTINCT iif("open", document_id, NULL)), sum("open")
           FROM awaiting GROUP BY reviewer, task"""
    )
    return {(reviewer, task): (documents, targets) for reviewer, task, documents, targets in rows}


def acts(project: Project) -> Iterator[Act]:
    """The acts of people in documents, in the order of the log."""
    for at, actor, one, other in project.rows(_ACTS, [json_list(_NO_WORK)]):
        yield Act(at, actor, one if one == other else None)


def verdicts(project: Project) -> tuple[Verdicts, ...]:
    """Verdicts on spans and attributions by kind and reason, and what reviewers added, most first."""
    kinds: tuple[TargetKind, ...] = ("span", "attribution")
    rows = project.rows(
        """SELECT iif(target_kind = 'submission', 'add', verdict), coalesce(reason, ''), count(*) AS n
           FROM decisions
           WHERE target_kind IN (SELECT value FROM json_each(?)) OR replacement IS NOT NULL
           GROUP BY 1, 2 ORDER BY n DESC, 1, 2""",
        [json_list(kinds)],
    )
    named = [dict(zip(Verdicts.__struct_fields__, row, strict=True)) for row in rows]
    try:
        return msgspec.convert(named, tuple[Verdicts, ...])
    except msgspec.ValidationError as error:  # verdicts that the program does not know
        raise damaged(project.path) from error


def replaced(project: Project) -> tuple[Replaced, ...]:
    """Labels that reviewers replaced by others, most first."""
    rows = project.rows(
        """SELECT json_extract(d.judged, '$.label') AS before, s.label, count(*) AS n
           FROM decisions d JOIN spans s ON s.id = d.replacement
           WHERE d.verdict = 'replace' AND d.target_kind = 'span' AND before <> s.label
           GROUP BY 1, 2 ORDER BY n DESC, 1, 2"""
    )
    return tuple(Replaced(*row) for row in rows)


def unsourced_count(project: Project) -> int:
    """How many claims have no attribution, or one without a source."""
    row = project.one(f"SELECT count(*) {_UNSOURCED}", [json_list(project.scheme.labels_as("claim"))])
    return int(row[0]) if row else 0


def unsourced(project: Project, *, limit: int = -1) -> list[Unsourced]:
    """Those claims, in the order the documents came and in reading order."""
    rows = project.rows(
        f"""SELECT s.document_id, {_TITLE}, d.direction, s.id, s.author, s.quote, tied.claim IS NOT NULL
            {_UNSOURCED} ORDER BY d.rowid, s.author, s."start", s.id LIMIT ?""",
        [json_list(project.scheme.labels_as("claim")), limit],
    )
    return [
        Unsourced(document_id, title, direction, span_id, author, quote, bool(attributed))
        for document_id, title, direction, span_id, author, quote, attributed in rows
    ]


def states(project: Project, ids: Sequence[str], author: str) -> dict[str, State]:
    """How the author's layers of some documents stand; documents without a submission are left out."""
    rows = project.rows(
        """SELECT document_id FROM submissions
           WHERE author = ? AND document_id IN (SELECT value FROM json_each(?))""",
        [author, json_list(ids)],
    )
    submitted = [row[0] for row in rows]
    if not submitted:  # as most lists are after most acts
        return {}
    return {
        row.document_id: _STATES[reached]
        for row, reached in stages(standings(project, submitted))
        if row.author == author
    }
