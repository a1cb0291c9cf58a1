"""The sign in the status bar that says how the copy stands to the hub of its team."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from annotator.ui.parts.beside import beside
from annotator.ui.session import Session
from annotator.ui.team.syncing import Syncing

if TYPE_CHECKING:
    from annotator.ui.team.adding import Adding


class TeamSign(QToolButton):
    """Hidden in a project without a hub. Pressed, it syncs, and shows the team."""

    conflicts_wanted = Signal()

    def __init__(self, session: Session, syncing: Syncing, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._syncing = syncing
        self.setObjectName("plain")
        self.clicked.connect(self._pressed)
        syncing.changed.connect(partial(session.soon, self.refresh))
        self.refresh()

    def refresh(self) -> None:
        state = self._state()
        self.setText(state)
        self.setAccessibleName(self._session.tr_("team.sign", state=state))
        self.setVisible(self._syncing.follows)

    def _state(self) -> str:
        tr, syncing = self._session.tr_, self._syncing
        to_send = [f"↑{syncing.to_send:,}"] if syncing.to_send else []
        if syncing.trouble is not None:
            return " · ".join([tr("team.stopped"), *to_send])
        if syncing.offline_since is not None:
            return " · ".join([tr("team.offline", time=f"{syncing.offline_since:%H:%M}"), *to_send])
        if to_send:
            return to_send[0]
        return tr("team.sent" if syncing.synced_at is not None else "team.begun")

    def _pressed(self) -> None:
        self._syncing.now()
        self.show_team()

    @cached_property
    def _adding(self) -> Adding:
        from annotator.ui.team.adding import Adding

        adding = Adding(self._session, self.window())
        adding.added.connect(self._syncing.now)
        return adding

    def show_team(self) -> None:
        """Who belongs to the team and how this copy stands; says so where there is none."""
        from annotator.ui.team.dialog import TeamDialog

        if not self._syncing.follows:
            self._session.tell(self._session.tr_("team.none"))
            return
        window = self.window()

        def made() -> TeamDialog:
            dialog = TeamDialog(self._session, self._syncing, self._adding, window)
            dialog.conflicts_wanted.connect(self.conflicts_wanted)
            return dialog

        beside(window, TeamDialog, made)
