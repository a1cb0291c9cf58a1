"""What is to be noted of those who read a project, and where it can be noted. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import msgspec

from annotator.core.audit import Reading, reading_of
from annotator.core.errors import AnnotatorError
from annotator.store.connection import connect, world_errors
from annotator.store.payloads import extracted
from annotator.store.project import Project
from annotator.store.version import VERSION

_RECORD = "coalesce(c.after, c.before)"
_GIVEN_TO, _TASK = extracted(_RECORD, "assignee"), extracted(_RECORD, "task")
_TO_NOTE = f"""
    WITH asked (id, document) AS (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:asked)),
    others AS (
        SELECT document_id, author FROM spans UNION ALL SELECT document_id, author FROM attributions)
    SELECT document FROM asked
    WHERE NOT EXISTS (SELECT 1 FROM main.readings r WHERE r.id = asked.id)
      AND (EXISTS (SELECT 1 FROM submissions s
                   WHERE s.document_id = document AND s.author <> :me AND s.state = 'submitted')
           OR EXISTS (SELECT 1 FROM others o WHERE o.document_id = document AND o.author <> :me)
              AND EXISTS (SELECT 1 FROM main.log c
                          WHERE c.document_key = key(document) AND c.entity = 'assignment'
                            AND {_GIVEN_TO} = :me AND {_TASK} = 'annotate-blind'))"""


def unnoted(project: Project, documents: Iterable[str], person: str) -> list[Reading]:
    """The entries that are due and not there yet, once `person` was shown what there is of these documents.

    One is due where somebody else has handed in a layer, which is to be reviewed; and where others' rows can
    be seen of what is, or ever was, given to `person` for blind annotation.
    """
    rows = {document: reading_of(person, document) for document in documents}
    asked = msgspec.json.encode([[row.id, row.document_id] for row in rows.values()]).decode()
    found = project.rows(_TO_NOTE, {"asked": asked, "me": person})
    return [rows[document] for (document,) in list(found)]


def is_export(project: Project, sha256: str) -> bool:
    """Whether the record has an export of these bytes."""
    return project.one("SELECT 1 FROM exports WHERE sha256 = ?", [sha256]) is not None


@contextmanager
def noted_in(project: Project) -> Iterator[Project]:
    """What to note something in: the project itself or, where it is only read, its file opened to be written.

    Raises `AnnotatorError`: "project-read-only", and "older-project" rather than bring a file up to date that
    was only to be read.
    """
    if not project.read_only:
        yield project
        return
    with world_errors(project.path), closing(connect(project.path, read_only=True)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise AnnotatorError("older-project", path=str(project.path))
    with Project.open(project.path) as opened:
        yield opened
