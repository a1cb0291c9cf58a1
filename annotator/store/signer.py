"""Under which id the account at this computer signs its events in this copy of the project.

A file that was copied to somebody else would go on signing as the one it was copied from. So each account
that writes has an id of its own, kept in the file by a hash that names nobody.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Final

from annotator.core.model import new_id
from annotator.store import accounts

if TYPE_CHECKING:
    from annotator.store.project import Project

_SIGNS: Final = "signs:"
KEEPS: Final = "keeps"
"""Says in the table `hub` that this file is the keeper, and to which account it is that."""


class Signer:
    """The id of one open copy: read once, and written down with the first event under it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._replica: str | None = None
        self._is_claimed = False
        self.has_signed = False

    @cached_property
    def _mark(self) -> str:
        return own_mark(self._project)

    @property
    def replica(self) -> str:
        if self._replica is None:
            self._replica = self._known() or new_id()
        return self._replica

    def claim(self) -> None:
        """Write down whose id it is, within the transaction of an event."""
        if self.has_signed or self._is_claimed:
            return
        self._replica = self._known() or self.replica
        if self._is_claimed:
            return
        conn, key = self._project.conn, _SIGNS + self._mark
        is_new = conn.execute("INSERT OR IGNORE INTO main.hub VALUES (?, ?)", [key, self._replica]).rowcount
        if is_new and self._replica != self._project.value("replica"):
            conn.execute("DELETE FROM main.hub WHERE key = ?", [KEEPS])  # it was another's file

    def look_again(self) -> None:
        """Another connection has written: this account may have an id by now, given by another process."""
        self._is_claimed = False
        if not self.has_signed:
            self._replica = None

    def _known(self) -> str | None:
        """The id that this account has signed under here; that of the file where nobody has."""
        rows = self._project.rows("SELECT substr(key, ?), value FROM main.hub WHERE key LIKE ?",
                                  [len(_SIGNS) + 1, f"{_SIGNS}%"])  # fmt: skip
        known = dict(rows)
        self._is_claimed = self._mark in known
        return known.get(self._mark) if known else self._project.value("replica")


def sign_anew(project: Project) -> None:
    """Let this account sign under an id that nobody has signed under, within a transaction."""
    key = _SIGNS + own_mark(project)
    project.conn.execute("INSERT OR REPLACE INTO main.hub VALUES (?, ?)", [key, new_id()])


def own_mark(project: Project) -> str:
    """What stands for this account in this project: told by nobody who does not know its name."""
    return hashlib.sha256(f"{project.project_id}\0{accounts.account()}".encode()).hexdigest()[:32]
