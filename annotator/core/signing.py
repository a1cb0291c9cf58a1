"""Whose name a row bears and who wrote it: where the two differ, a rule must say why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

SIGNATURES: Final[Mapping[str, str]] = {
    "span": "author",
    "attribution": "author",
    "submission": "author",
    "comment": "author",
    "rejection": "author",
    "note": "author",
    "decision": "reviewer",
    "assignment": "by",
    "draw": "by",
    "reading": "person",
}
"""The field of each entity that says whose word a row is."""

TRUSTED_IMPORT: Final = "documents.import_trusted"
"""An import that says that what others decided counts, though somebody else brings it in."""

Reason = Literal["import", "trusted", "names", "removal"]
"""Why a row may bear another name than that of who wrote it.

`import`: brought in from a file, as its author's work. `trusted`: so were verdicts and submissions, and the
import said that they count. `names`: two names were made one, or a name was changed. `removal`: they went
with their document.
"""

_IMPORTS: Final = frozenset({"documents.import", "document.add", TRUSTED_IMPORT})
RENAMINGS: Final = frozenset({"author.merge", "author.rename"})
"""Events that give the rows of one name to another."""

REMOVAL: Final = "document.remove"
"""Takes out a document with all that everybody made of it."""

_COUNTING: Final = frozenset({"decision", "submission", "assignment", "draw", "reading"})
"""Records that are somebody's word on work, rather than work."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One change, by whom, and whose row it was before and after (None: no row).

    `kind`: of the event, or of the one that it turns round in the end; `first`: no document was there before
    the event; `own`: it is a verdict on a row of the actor's own.
    """

    seq: int
    entity: str
    entity_id: str
    actor: str
    kind: str
    before: str | None
    after: str | None
    first: bool = False
    own: bool = False

    @property
    def signed(self) -> str:
        """The name that is not the actor's."""
        named = (name for name in (self.after, self.before) if name not in (None, self.actor))
        return next(named, None) or self.actor


class Signed(msgspec.Struct, frozen=True):
    """A row under the name of somebody who did not write it, and nothing says why."""

    seq: int
    entity: str
    entity_id: str
    author: str
    actor: str


class Brought(msgspec.Struct, frozen=True):
    """How many rows under other names somebody wrote for a reason that explains them."""

    reason: Reason
    actor: str
    rows: int


def in_others_name(row: Written) -> bool:
    """Whether a change writes under another's name. What was assigned by one may be changed by another."""
    if row.entity == "assignment":
        return row.after not in (None, row.before, row.actor)
    return any(name not in (None, row.actor) for name in (row.before, row.after))


def reason_for(row: Written) -> Reason | None:
    """Why such a change may be; None if nothing says so."""
    if row.kind in RENAMINGS:
        return "names"
    if row.kind == REMOVAL:
        return "removal"
    if row.kind not in _IMPORTS:
        return None
    if row.entity not in _COUNTING:
        return "import"
    return "trusted" if (row.first or row.kind == TRUSTED_IMPORT) and not row.own else None
