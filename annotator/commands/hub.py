"""A copy of a project and the hub of its team: founding, joining, and keeping step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import decode_record
from annotator.core.model import Document
from annotator.core.team import REFUSED, HubSays, Member, Sent
from annotator.hub import Hub, Line, Operator, clean_address
from annotator.store import Project, accounts, cloning, following
from annotator.store.outgoing import Unsent
from annotator.store.pulling import Page, Placed
from annotator.store.spool import Spool
from annotator.store.team import Cursor
from annotator.store.version import VERSION

Progress = Callable[[int, int], object]
"""Told how many events have come, and how many there are."""

ADDRESS: Final = "hub"
"""The choice of an account in a project: where its hub is. Never with a password."""
_PAGE: Final = 500
"""Events that are pulled in one transaction."""
_SENT: Final = 1_000
"""Events that are published in one transaction."""
_PATIENT: Final = 3
"""After so many times that others were faster, they are kept waiting."""


class Report(msgspec.Struct, kw_only=True):
    """What a sync did: events of others that came, events that were sent, and acts of one's own that it set
    aside. `waiting`: acts that are aside and neither done again nor left, of this time and before.
    """

    received: int = 0
    sent: int = 0
    set_aside: int = 0
    waiting: int = 0


class HubState(msgspec.Struct, kw_only=True, frozen=True):
    """How a copy stands to its hub. What only the hub knows is None where it was not asked."""

    address: str
    names: tuple[str, ...]
    lead: bool
    place: int
    chain: str
    to_send: int
    withheld: int
    waiting: int
    to_receive: int | None = None
    members: tuple[Member, ...] | None = None


def create(
    project: Project,
    url: str,
    *,
    author: str,
    insecure: bool = False,
    password: str | None = None,
    line: Line | None = None,
) -> Report:
    """Found the hub of a project, with `author` as its lead, and put all there is into it.

    Broken off, it is gone on with. Raises as `Operator.found`, and "hub-withheld" for a copy that lacks what
    others made.
    """
    address = clean_address(url, insecure=insecure)
    if withheld := following.withheld(project):
        raise AnnotatorError("hub-withheld", n=withheld)
    with Operator.opened(address, password, line) as operator:
        is_new = operator.found(project.project_id, VERSION, [author])
        with Hub.opened(address, password, line) as hub:
            state = hub.state()
            if is_new or not following.follows(project, hub.chain_at):
                following.begin(project, state)
            report = _keep_step(project, hub)
        operator.open()
    _remember(project, address, state)
    return report


def join(
    url: str,
    path: Path,
    *,
    insecure: bool = False,
    password: str | None = None,
    line: Line | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Make a copy of the project of a hub at `path`, or let a copy that is there follow it, with its work.

    Over a `line` that can be cut; broken off, it is gone on with. Raises "hub-other-project", and
    "hub-others-work" where acts of others would have to be sent.
    """
    address = clean_address(url, insecure=insecure)
    with Hub.opened(address, password, line) as hub, ExitStack() as stack:
        state = _checked(hub.state())
        report = Report()
        if not path.exists():
            _clone(hub, path, state, report, progress)
        project = stack.enter_context(Project.open(path))
        if project.project_id != state.project:
            raise AnnotatorError("hub-other-project", path=str(path))
        if not following.follows(project, hub.chain_at):
            following.begin(project, state)
        _pull(project, hub, report)
        if others := following.others_work(project, state.names):
            raise AnnotatorError("hub-others-work", names=", ".join(others))
        _keep_step(project, hub, report)
        _remember(project, address, state)
    return report


def sync(project: Project, *, password: str | None = None) -> Report:
    """Take in what others have published, and publish one's own.

    Raises "hub-none" for a copy that follows no hub, and what the network, the server and the hub refuse.
    """
    following.cursor(project)
    with Hub.opened(address_of(project), password) as hub:
        return _keep_step(project, hub)


def keep_step(
    project: Project, *, password: str | None = None, line: Line | None = None
) -> tuple[Report, HubState]:
    """As `sync`, over a `line` that can be cut, and how the copy stands to its hub then."""
    following.cursor(project)
    with Hub.opened(address_of(project), password, line) as hub:
        report = _keep_step(project, hub)
        standing = _with_hub(state(project, online=False), hub)
    members = (member for member in standing.members or () if not member.gone)
    following.know_members(project, {name for member in members for name in member.names})
    return report, standing


def state(project: Project, *, online: bool = True, password: str | None = None) -> HubState:
    """How the copy stands to its hub; not `online`: as far as it knows by itself."""
    place, chain = following.cursor(project)
    member = following.member(project)
    standing = HubState(
        address=address_of(project),
        names=member.names,
        lead=member.lead,
        place=place,
        chain=chain,
        to_send=following.unsent(project),
        withheld=following.withheld(project),
        waiting=following.waiting(project),
    )
    if not online:
        return standing
    with Hub.opened(standing.address, password) as hub:
        return _with_hub(standing, hub)


def set_member(
    project: Project,
    role: str,
    *,
    names: Sequence[str],
    lead: bool = False,
    gone: bool = False,
    new_password: str | None = None,
    password: str | None = None,
    line: Line | None = None,
) -> bool:
    """Let a role of the server belong to the team, or no more; True if the role was made."""
    wanted = [accounts.author_name(name) for name in names]
    with Operator.opened(address_of(project), password, line) as operator:
        return operator.set_member(role, wanted, lead=lead, gone=gone, password=new_password)


def upgrade(project: Project, *, password: str | None = None) -> bool:
    """Bring the hub up to what this program works with; False if it was."""
    with Operator.opened(address_of(project), password) as operator:
        return operator.upgrade(VERSION)


def address_of(project: Project) -> str:
    """Where the hub of a project is, as this account was told. Raises "hub-none"."""
    if (found := project.preference(accounts.account(), ADDRESS)) is None:
        raise AnnotatorError("hub-none", path=str(project.path))
    return found


def _with_hub(standing: HubState, hub: Hub) -> HubState:
    """With what only the hub knows."""
    there = hub.state()
    return msgspec.structs.replace(
        standing,
        to_receive=there.place - standing.place,
        members=tuple(hub.others()),
        names=there.names,
        lead=there.lead,
    )


def _remember(project: Project, address: str, state: HubSays) -> None:
    project.set_preference(accounts.account(), ADDRESS, address)
    if accounts.known_author(project) not in state.names:
        accounts.remember_author(project, state.names[0])


def _checked(state: HubSays) -> HubSays:
    """Raises "hub-version-older" or "hub-version-newer" if the hub and this program do not go together."""
    if state.records != VERSION:
        code = "hub-version-older" if state.records > VERSION else "hub-version-newer"
        raise AnnotatorError(code, hub=state.records, program=VERSION)
    return state


def _keep_step(project: Project, hub: Hub, report: Report | None = None) -> Report:
    """Pull and publish in turns, until nothing is left."""
    report = report or Report()
    behind, limit = 0, _SENT
    while True:
        try:
            with hub.holding() if behind >= _PATIENT else nullcontext():
                _pull(project, hub, report)
                unsent, base = _publish(project, hub, limit)
        except AnnotatorError as error:
            if error.code == "hub-behind":
                behind += 1
            elif error.code not in REFUSED:
                raise
            elif limit > 1:  # which of them is it?
                limit = 1
            else:
                report.set_aside += following.set_first_aside(project, error.code)
            continue
        if not unsent.events:
            report.waiting = following.waiting(project)
            return report
        following.mark_sent(project, unsent, base)
        report.sent += len(unsent.events)


def _publish(project: Project, hub: Hub, limit: int) -> tuple[Unsent, Cursor]:
    """Publish the next events, if there are any, behind what the copy has."""
    with project.whole(), project.snapshot():
        base, unsent = following.cursor(project), Unsent(project, limit)
        if unsent.events:
            hub.publish(base.place, VERSION, unsent)
    return unsent, base


def _pull(project: Project, hub: Hub, report: Report) -> None:
    while True:
        with _page(project, hub, following.cursor(project)) as page:
            following.know(project, page.state)
            try:
                taken = following.take(project, page)
            except AnnotatorError as error:
                if error.code == "hub-moved":  # another process of this account was faster
                    continue
                raise
            report.received += taken.received
            report.set_aside += taken.set_aside
            if not page.events or page.events[-1].place == page.state.place:
                return


def _clone(hub: Hub, path: Path, state: HubSays, report: Report, progress: Progress) -> None:
    with cloning.begun(path, state) as part:
        while True:
            with _page(part, hub, following.cursor(part)) as page:
                report.received += cloning.take(part, page)
                progress(following.cursor(part).place, page.state.place)
                if not page.events or page.events[-1].place == page.state.place:
                    break
        cloning.finish(part, path, page.state)


@contextmanager
def _page(project: Project, hub: Hub, after: Cursor) -> Iterator[Page]:
    """What comes next, read from the hub as it is at one moment.

    Raises "hub-chain" if the hub's order is another than the one the copy followed.
    """
    with ExitStack() as stack:
        with hub.reading():
            state = _checked(hub.state())
            if state.project != project.project_id:
                raise AnnotatorError("hub-other-project", path=str(project.path))
            if after.place and hub.chain_at(after.place) != after.chain:
                raise AnnotatorError("hub-chain")
            upto = min(state.place, after.place + _PAGE)
            events = hub.events(after.place, upto)
            needed = any(event.header is not None for event in events)
            named: dict[str, None] = {}
            changes = stack.enter_context(_spooled(hub.changes(after.place, upto) if needed else (), named))
            lacking = following.lacking(project, state)
            headers = hub.late_headers(lacking) if lacking else {}
            late = stack.enter_context(_spooled(hub.late_changes(list(headers)) if headers else (), named))
            wanted = following.unknown_texts(project, named)
            texts = stack.enter_context(Spool(hub.texts(wanted) if wanted else (), tuple[str, str]))
        yield Page(after, events, changes, texts, headers, late, state)


def _spooled(rows: Iterable[Placed], texts: dict[str, None]) -> Spool[Placed]:
    """Changes, held; the hashes of the texts that documents among them name are added to `texts`."""

    def note(row: Placed) -> None:
        sent = row[1]
        if sent.entity == "document" and sent.after is not None:
            try:
                document = decode_record(sent.entity, sent.after)
            except msgspec.MsgspecError:
                return  # its event is kept as one that cannot be read
            assert isinstance(document, Document)
            texts[document.text_hash] = None

    return Spool(rows, tuple[int, Sent], note)
