"""Notices what of the person's own work does not stand, since a copy of the project was merged."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.store.conflicts import Conflict, conflicts, count_conflicts
from annotator.ui.changes import Changes
from annotator.ui.session import Session
from annotator.words.joining import told_conflict


class Aside(QObject):
    """How many acts are to be settled; says when there are more than there were."""

    counted = Signal(int)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.count = 0
        self._was_any = False
        """Whether there was something to settle since the project was opened: undoing may bring it back."""
        session.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        session, before = self._session, self.count
        if changes.act and not self._was_any:
            return  # what one does oneself sets nothing aside
        project = session.project
        self.count = count_conflicts(project, session.author) if project is not None else 0
        self._was_any = bool(self.count) or (self._was_any and not changes.project)
        if self.count != before or changes.language:
            self.counted.emit(self.count)
        if self.count > before and not (changes.project or changes.author):
            session.tell(self._said(self.count - before))

    def _said(self, more: int) -> str:
        """How many came; and what became of the newest of them in the document that is open."""
        session = self._session
        assert session.project is not None
        said = session.tr_("joining.just-aside", n=more)
        document = session.document.id if session.document is not None else ""
        for conflict in reversed(conflicts(session.project, session.author)):
            if document in documents_of(conflict):
                told = told_conflict(session.project, session.language, conflict)
                return f"{said} {told.rows[0].said}"
        return said


def documents_of(conflict: Conflict) -> list[str]:
    """The documents that an act was about."""
    found: dict[str, None] = {}
    for row in conflict.rows:
        for side in (row.mine, row.before):
            if row.entity == "document" or getattr(side, "document_id", None):
                found[getattr(side, "document_id", row.entity_id)] = None
    return list(found)
