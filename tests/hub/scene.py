"""Two people annotate a document blind, and one of them sends what his own program makes."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from annotator.commands import assignments, hub, spans, submissions
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span, Submission, new_id
from annotator.store import queries
from tests.hub.conftest import Team
from tests.hub.forging import Forged, publish

SALMA, YAZAN, LAYLA = "سلمى", "يزن", "ليلى"


class Scene:
    """Both annotate the first document blind; Salma has worked on it, and on the second, where nobody is."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.salma, self.yazan, self.lead = team.file("salma"), team.file("yazan"), team.lead
        self.blind, self.open, _ = team.documents
        assignments.assign(
            self.lead, [self.blind], assignees=[SALMA, YAZAN], task="annotate-blind", author=LAYLA
        )
        for project in (self.lead, self.salma, self.yazan):
            hub.sync(project)
        self.hidden = spans.add_span(
            self.salma, author=SALMA, document_id=self.blind, label="actor", ranges=[(4, 13)]
        )
        self.seen = spans.add_span(
            self.salma, author=SALMA, document_id=self.open, label="actor", ranges=[(0, 5)]
        )
        hub.sync(self.salma)
        hub.sync(self.yazan)
        self.member = psycopg.connect(team.url("yazan"), autocommit=True)

    def span(self, document_id: str = "", **fields: Any) -> Span:
        """A span of Yazan's, not yet written."""
        known = document_id if document_id in self.team.documents else self.open
        text = queries.text_of(self.lead, queries.document(self.lead, known))
        made = {"label": "actor", "ranges": ((0, 5),), "quote": text[:5], "author": YAZAN, "id": new_id()}
        return Span(**{**made, "document_id": document_id or self.open, **fields})

    def forged(self, kind: str, *changes: Any, actor: str = YAZAN, **options: Any) -> Forged:
        return Forged(self.yazan, kind, actor, changes, **options)

    def refused(
        self, kind: str, *changes: Any, actor: str = YAZAN, base: int | None = None, **how: Any
    ) -> str:
        """Send it as Yazan: the code with which it is refused."""
        place = self._place()
        with pytest.raises(AnnotatorError) as error:
            publish(self.member, self.forged(kind, *changes, actor=actor, **how), base)
        assert self._place() == place
        return error.value.code

    def refused_to_lead(self, kind: str, *changes: Any) -> str:
        """As `refused`, but Layla sends it."""
        forged = Forged(self.lead, kind, LAYLA, changes, replica=new_id(), previous="0" * 64)
        with (
            psycopg.connect(self.team.url("layla"), autocommit=True) as lead,
            pytest.raises(AnnotatorError) as error,
        ):
            publish(lead, forged)
        return error.value.code

    def denied(self, statement: str, *parameters: Any) -> None:
        """The server itself refuses a statement of Yazan's."""
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            self.member.execute(statement, parameters)

    def submit(self) -> Submission:
        """Yazan hands in what was given blind, and sees the other layer from then on."""
        self.own = spans.add_span(
            self.yazan, author=YAZAN, document_id=self.blind, label="actor", ranges=[(4, 8)]
        )
        submissions.submit(self.yazan, self.blind, author=YAZAN, note="كذا")
        hub.sync(self.yazan)
        (found,) = self.yazan.rows("SELECT id FROM main.submissions WHERE author = ?", [YAZAN])
        record = self.yazan.row_record("submission", found[0])
        assert isinstance(record, Submission)
        return record

    def _place(self) -> int:
        with self.team.server.root(self.team.database) as root:
            row = root.execute("SELECT place FROM hub.counter").fetchone()
        assert row is not None
        return int(row[0])
