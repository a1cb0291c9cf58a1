"""Which of two copies of a project keeps the order of what all did: the other yields to it.

It is the copy in which merging first ran; whoever merges with it learns so. The table `hub` remembers the id
it keeps under, which files were keepers before it, and in the keeper itself whose account that is: a copy of
it that goes on elsewhere is none.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.model import new_id
from annotator.store.project import Project
from annotator.store.signer import KEEPS, own_mark

Which = Literal["mine", "theirs"]

_KEEPER: Final = "keeper"
_NAME: Final = "keeper-name"
_BEFORE: Final = "keepers-before"
HUB_PLACE: Final = "place"
"""Says that the project has a hub, which orders what all did."""


class Held(NamedTuple):
    """What a file says of the keeper. `keeps`: it is so itself; the mark of the account to which it is."""

    keeper: str = ""
    name: str = ""
    before: tuple[str, ...] = ()
    keeps: str = ""

    def follows(self, other: str) -> bool:
        """Whether this is the keeper that `other` was, or took over from it."""
        return other == self.keeper or other in self.before


def held(project: Project) -> Held:
    told = dict(project.rows("SELECT key, value FROM main.hub"))
    if HUB_PLACE in told:
        raise AnnotatorError("merge-has-hub", path=str(project.path))
    before = tuple(told.get(_BEFORE, "").split())
    return Held(told.get(_KEEPER, ""), told.get(_NAME, ""), before, told.get(KEEPS, ""))


def keeper_of(mine: Project, theirs: Project, wanted: Which | None = None) -> tuple[Which, Held]:
    """Which file is the keeper of the two, and what mine is to remember.

    `wanted`: whatever they say. Raises "merge-not-the-keeper" where neither is that of both.
    """
    here, there, me = held(mine), held(theirs), own_mark(mine)
    is_keeper = bool(here.keeper) and here.keeps == me
    if wanted == "mine" or not (here.keeper or there.keeper or wanted):
        return "mine", _new(mine, me, here, there)
    if is_keeper and wanted is None:
        if there.keeper == here.keeper and there.keeps == me:  # one was copied from the other
            return "mine", _new(mine, me, here, there)
        if not there.keeper or here.follows(there.keeper):
            return "mine", here
    if there.keeper and (wanted or (there.keeps and (not here.keeper or there.follows(here.keeper)))):
        return "theirs", there._replace(keeps="")
    raise AnnotatorError("merge-not-the-keeper", keeper=here.name or there.name)


def remember(project: Project, told: Held) -> None:
    """Write it down, within a transaction."""
    rows = {_KEEPER: told.keeper, _NAME: told.name, _BEFORE: " ".join(told.before), KEEPS: told.keeps}
    for key, value in rows.items():
        if value:
            project.conn.execute("INSERT OR REPLACE INTO main.hub VALUES (?, ?)", [key, value])
        else:
            project.conn.execute("DELETE FROM main.hub WHERE key = ?", [key])


def _new(project: Project, me: str, *known: Held) -> Held:
    before = dict.fromkeys(name for one in known for name in (*one.before, one.keeper) if name)
    return Held(new_id(), project.path.name, tuple(before), me)
